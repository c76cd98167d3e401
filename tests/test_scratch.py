"""Folders for what is needed while a process runs: none stays for ever, none goes too early."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from scratch import Scratch, sweep
from tests.site_build import ROOT

pytest.importorskip("fcntl")
HOLDER = """
import os, sys
sys.path.insert(0, {hooks!r})
from scratch import Scratch
held = Scratch()
(held.path / "theme" / "deep").mkdir(parents=True)
(held.path / "theme" / "page.html").write_text("x")
print(held.path, flush=True)
{then}
"""
WAIT = "sys.stdin.read()"


@pytest.fixture(autouse=True)
def _own_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def hold(then: str = WAIT) -> tuple[subprocess.Popen[str], Path]:
    """A process that has such a folder."""
    script = HOLDER.format(hooks=str(ROOT / "hooks"), then=then)
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_what_a_killed_process_left_is_deleted_and_nothing_else(tmp_path: Path) -> None:
    living, alive = hold()
    killed, dead = hold()
    killed.kill()
    killed.communicate()
    strange = [tmp_path / "portal-of-somebody-else", tmp_path / "portal-link", tmp_path / "dead"]
    strange[0].mkdir()
    strange[1].symlink_to(alive, target_is_directory=True)
    shutil.copytree(dead, strange[2])
    with Scratch() as folder:
        assert not dead.exists()
        assert (alive / "theme" / "page.html").is_file()
        assert all(path.exists() for path in strange)
    assert not folder.exists()
    living.communicate("")
    assert not alive.exists()


def test_folders_of_other_users_are_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed, dead = hold()
    killed.kill()
    killed.communicate()
    mine = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: mine + 1)
    sweep(tmp_path)
    assert (dead / "theme").is_dir()
    monkeypatch.undo()
    sweep(tmp_path)
    assert not dead.exists()


def test_a_child_keeps_the_folder_of_a_killed_parent_while_it_works(tmp_path: Path) -> None:
    child = "os.fork() or print('forked', flush=True); sys.stdin.read()"
    parent, folder = hold(child)
    assert parent.stdout is not None
    assert parent.stdout.readline() == "forked\n"
    parent.kill()
    parent.wait()
    sweep(tmp_path)
    assert folder.is_dir()
    parent.communicate("")  # the child reads to the end, and ends
    sweep(tmp_path)
    assert not folder.exists()


def test_a_forked_process_that_ends_does_not_delete_what_its_parent_has() -> None:
    ends = "os.fork() or sys.exit(); os.wait(); print(held.path.is_dir(), flush=True)"
    process, folder = hold(ends)
    assert process.communicate()[0].strip() == "True"
    assert not folder.exists()


def test_who_is_killed_while_it_ends_leaves_what_the_next_one_knows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scratch = Scratch()
    # In whatever order the folder is listed, some stand before the mark and some after it.
    for number in range(30):
        (scratch.path / f"{number}.txt").touch()
        (scratch.path / f"{number}").mkdir()
    (mark,) = (entry.name for entry in scratch.path.glob(".*"))
    left: list[list[str]] = []
    unlink = os.unlink

    def watched(path: str | Path, **named: int | None) -> None:
        if Path(path).name == mark:
            left.append([entry.name for entry in scratch.path.iterdir()])
        unlink(path, **named)

    monkeypatch.setattr(os, "unlink", watched)
    scratch.close()
    assert left == [[mark]]
    assert not scratch.path.exists()


def test_many_at_once_do_not_harm_each_other(tmp_path: Path) -> None:
    script = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'hooks')!r})\n"
        "from scratch import Scratch\n"
        "for _ in range(100):\n"
        "    with Scratch() as folder:\n"
        "        (folder / 'x').write_text('x')\n"
        "        assert sorted(path.name for path in folder.iterdir())[1:] == ['x']\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", script]) for _ in range(4)]
    assert [process.wait() for process in running] == [0] * 4
    assert list(tmp_path.iterdir()) == []


def test_nothing_else_makes_folders_of_its_own() -> None:
    for path in (ROOT / "hooks").rglob("*.py"):
        if path.name not in ("scratch.py", "publisher.py"):
            assert "tempfile" not in path.read_text("utf-8"), path
