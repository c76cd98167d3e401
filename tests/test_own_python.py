"""Scripts go on with the Python of .venv, or say in one line what to do; make and its .venv."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site_build import ROOT

SCRIPTS = [
    path
    for path in sorted((ROOT / "scripts").glob("*.py"))
    if 'ROOT / "hooks")' in (text := path.read_text("utf-8")) and "__main__" in text
]


def project(folder: Path, python: str = "") -> Path:
    """The scripts alone, and a .venv whose Python is these lines of a shell."""
    for path in (ROOT / "scripts").glob("*.py"):
        (folder / "scripts").mkdir(exist_ok=True)
        shutil.copy(path, folder / "scripts")
    probe = folder / "scripts" / "probe.py"
    probe.write_text("import own_python\nimport sys, pydantic\nprint(sys.argv[1:])\n", "utf-8")
    if python:
        program = folder / ".venv" / "bin" / "python"
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\n{python}\n", "utf-8")
        program.chmod(0o755)
    return probe


def run(script: Path, *arguments: str, bare: bool = True) -> subprocess.CompletedProcess[str]:
    """A script with a Python that has no libraries (bare), or with this one."""
    options = ["-S"] if bare else []
    return subprocess.run(
        [sys.executable, *options, str(script), *arguments],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_without_its_libraries_says_what_to_do(script: Path, tmp_path: Path) -> None:
    project(tmp_path)
    done = run(tmp_path / "scripts" / script.name, "--help")
    assert done.returncode == 2
    assert done.stderr == (
        'error: the libraries are not installed: run "make check" once, then this again\n'
    )


def test_a_script_goes_on_with_the_python_of_venv(tmp_path: Path) -> None:
    probe = project(tmp_path, f'exec "{sys.executable}" "$@"')
    done = run(probe, "a b", "", "--x=ö")
    assert (done.returncode, done.stdout) == (0, "['a b', '', '--x=ö']\n"), done.stderr


def test_a_damaged_venv_is_tried_once(tmp_path: Path) -> None:
    done = run(project(tmp_path, f'exec "{sys.executable}" -S "$@"'))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("damage", ["not executable", "of another system", "gone"])
def test_a_venv_that_cannot_be_started_is_told_in_a_line(damage: str, tmp_path: Path) -> None:
    probe = project(tmp_path, "exit 9")
    program = tmp_path / ".venv" / "bin" / "python"
    if damage == "not executable":
        program.chmod(0o644)
    elif damage == "gone":
        program.write_text("#!/nowhere/python\n", "utf-8")
    else:
        program.write_bytes(b"MZ\0")
    done = run(probe)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr


def test_a_python_that_has_the_libraries_is_left_alone(tmp_path: Path) -> None:
    done = run(project(tmp_path, "exit 9"), "x", bare=False)
    assert (done.returncode, done.stdout) == (0, "['x']\n"), done.stderr


# -- what make installs into -----------------------------------------------------------

# Makes a .venv as Python's own venv does: what was there is gone first. Installs nothing.
_FAKE_PYTHON = """
case "$1 $2 $3" in
"-m venv --clear")
    rm -rf "$4"/* && mkdir -p "$4/bin" && cp "$0" "$4/bin/python" && touch "$4/pyvenv.cfg" ;;
esac
"""


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The Makefile in a folder of its own, with a Python that installs nothing."""
    folder.mkdir(exist_ok=True)
    shutil.copy(ROOT / "Makefile", folder)
    for name in ("requirements-build.txt", "requirements.txt"):
        if not (folder / name).exists():
            (folder / name).touch()
    python = folder / "python"
    python.write_text(f"#!/bin/sh\n{_FAKE_PYTHON}", "utf-8")
    python.chmod(0o755)
    return subprocess.run(
        ["make", "check", f"PYTHON={python}", *arguments],
        cwd=folder, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("name", [".venv", ".venv/"])
@pytest.mark.parametrize("is_there", [True, False])
def test_make_empties_no_venv_of_another_project(tmp_path: Path, name: str, is_there: bool) -> None:
    other = tmp_path / "other" / ".venv"
    if is_there:
        other.mkdir(parents=True)
        (other / "precious").touch()
    own = tmp_path / "own"
    own.mkdir()
    (own / name.rstrip("/")).symlink_to(other, target_is_directory=True)
    done = make(own, f"VENV={name}")
    assert done.returncode == 2
    assert f"error: {name} is a link to {other}, which would be emptied." in done.stderr
    assert "make check VENV=.venv-own" in done.stderr
    assert [path.name for path in tmp_path.rglob("precious")] == ["precious"] * is_there
    assert other.exists() is is_there

    # Both of the ways out that it names.
    assert make(own, "VENV=.venv-own").returncode == 0
    (own / name.rstrip("/")).unlink()
    done = make(own, f"VENV={name}")
    assert (done.returncode, done.stderr) == (0, "")
    assert (own / name / "bin" / "python").is_file()
    assert [path.name for path in tmp_path.rglob("precious")] == ["precious"] * is_there


@pytest.mark.parametrize("name", [".", "data"])
def test_make_empties_no_folder_that_is_no_venv(tmp_path: Path, name: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "site.yml").touch()
    done = make(tmp_path, f"VENV={name}")
    assert done.returncode == 2
    assert f"error: {name} is no virtual environment, and would be emptied." in done.stderr
    assert (tmp_path / "data" / "site.yml").exists()
    # What venv itself has begun, or nothing at all, is fine.
    (tmp_path / "own").mkdir()
    assert make(tmp_path, "VENV=own").returncode == 0
    (tmp_path / "own" / "bin" / "python").unlink()
    assert make(tmp_path, "VENV=own").returncode == 0


def test_make_goes_on_with_what_is_installed_behind_a_link(tmp_path: Path) -> None:
    other, own = tmp_path / "other", tmp_path / "own"
    assert make(other).returncode == 0
    stamp = other / ".venv" / f".site-by-{str(own / 'python').replace('/', '_')}"
    own.mkdir()
    (own / ".venv").symlink_to(other / ".venv", target_is_directory=True)
    assert make(own).returncode == 2
    stamp.touch()  # as if it had been made for the same locks
    done = make(own)
    assert (done.returncode, done.stderr) == (0, "")
