"""What a site may take the place of: never what somebody wrote."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.publish import MARKER
from portal.target import complain_about_target
from tests.site_build import ROOT, copy_project


def nothing(place: Path) -> None:
    pass


def empty(place: Path) -> None:
    place.mkdir()


def own_site(place: Path) -> None:
    place.mkdir()
    (place / MARKER).write_text('{"build": "one"}')


def other_site(place: Path) -> None:
    place.mkdir()
    (place / "index.html").touch()


def somebodys_files(place: Path) -> None:
    place.mkdir()
    (place / "thesis.txt").touch()


def link_to_somebodys_files(place: Path) -> None:
    somebodys_files(place.with_name("elsewhere"))
    place.symlink_to("elsewhere")


def link_to_itself(place: Path) -> None:
    place.symlink_to(place.name)


def hidden_files(place: Path) -> None:
    (place / ".ssh").mkdir(parents=True)


def kept_empty(place: Path) -> None:
    place.mkdir()
    (place / ".gitkeep").touch()
    (place / ".DS_Store").touch()


def site_in_a_clone(place: Path) -> None:
    own_site(place)
    (place / ".git").mkdir()


def site_in_a_worktree(place: Path) -> None:
    other_site(place)
    (place / ".git").write_text("gitdir: ../project/.git/worktrees/pages")
    (place / "CNAME").write_text("portal.example")


def file(place: Path) -> None:
    place.touch()


@pytest.mark.parametrize(
    ("prepare", "expected"),
    [
        (nothing, ""),
        (empty, ""),
        (own_site, ""),
        (other_site, ""),
        (somebodys_files, "holds files that are no site"),
        (link_to_somebodys_files, "holds files that are no site"),
        (link_to_itself, "is a link that leads back to itself"),
        (hidden_files, "holds files that are no site"),
        (kept_empty, ""),
        (site_in_a_clone, "holds a repository (.git)"),
        (site_in_a_worktree, "holds a repository (.git)"),
        (file, "is a file"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_only_sites_and_empty_folders_are_replaced(
    tmp_path: Path, prepare: Callable[[Path], None], expected: str
) -> None:
    prepare(tmp_path / "place")
    found = complain_about_target(tmp_path / "place", ())
    assert expected in found
    assert bool(found) is bool(expected)


def test_a_volume_is_not_replaced_but_a_folder_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "is_mount", lambda path: path == tmp_path)
    assert "Name a folder in it" in complain_about_target(tmp_path, ())
    assert not complain_about_target(tmp_path / "site", ())


@pytest.mark.parametrize("name", [".", "data", "data/site", "../work", "..", "data/../data"])
def test_what_a_site_is_made_of_is_not_replaced(tmp_path: Path, name: str) -> None:
    root = tmp_path / "work"
    (root / "data").mkdir(parents=True)
    own_site(root / "site")
    assert "made of" in complain_about_target(root / name, (root / "data",))
    assert not complain_about_target(root / "site", (root / "data",))
    assert not complain_about_target(root / "database", (root / "data",))


@pytest.mark.parametrize("more", [(), ("--fresh",)])
def test_a_build_leaves_somebodys_files_alone(tmp_path: Path, more: tuple[str, ...]) -> None:
    somebodys_files(tmp_path / "mine")
    command = (sys.executable, ROOT / "scripts" / "build_site.py", "--out", tmp_path / "mine")
    for _ in range(2):
        done = subprocess.run([*command, *more], capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "would be lost" in done.stdout + done.stderr
        assert "Traceback" not in done.stdout + done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_a_build_leaves_the_project_alone(tmp_path: Path) -> None:
    root = copy_project(tmp_path / "project")
    for name in (".", "data", "hooks", "docs"):
        command = (sys.executable, root / "scripts" / "build_site.py", "--out", root / name)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "made of" in done.stderr
        assert (root / "data" / "site.yml").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["project"]
