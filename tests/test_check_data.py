"""The check as editors run it: what it prints, where it runs, how it ends."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import check_data
from tests.builders import check_tree, text_of, write_tree

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "scripts" / "check_data.py"


# No PYTHONUTF8 and no locale; the day is the one on which the data were written.
BARE = {"PATH": "/usr/bin:/bin", "SOURCE_DATE_EPOCH": "1795305600"}


def run(
    *arguments: str | Path, cwd: Path = ROOT, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """The script in a bare environment, with what a test adds to it."""
    return subprocess.run(
        [sys.executable, SCRIPT, *arguments],
        cwd=cwd,
        env={**BARE, **(environment or {})},
        capture_output=True,
        check=False,
    )


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    donor = text_of("organisations/donor.yml").replace("country: NO", "countri: Норвегия")
    grant = text_of("grants/school-grant.yml").replace("17740.80", "17 740,80 лв.")
    return write_tree(
        tmp_path / "data", {"organisations/donor.yml": donor, "grants/school-grant.yml": grant}
    )


def test_the_preview_prints_what_it_has_to_say_in_utf_8(broken: Path) -> None:
    said = {"PORTAL_DATA_DIR": str(broken), "PYTHONIOENCODING": "ascii", "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "serve_site.py"],
        env={**BARE, **said}, capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, b"Traceback" in done.stderr) == (1, False)
    assert "лв." in done.stdout.decode()


def test_no_program_prints_in_another_encoding() -> None:
    wrong = []
    for path in (ROOT / "scripts").glob("*.py"):
        text = path.read_text("utf-8")
        if "print(" in text and 'if __name__ == "__main__":\n' in text:
            wrong += [path.name] * ("    write_utf8()\n" not in text)
    assert wrong == []


def test_clean_data_exits_with_0(tmp_path: Path) -> None:
    done = run(write_tree(tmp_path))
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == b"12 records: no problems.\n"


def test_the_data_of_this_site_are_clean() -> None:
    done = run()
    assert done.returncode == 0
    assert b"expected" not in done.stdout


def test_make_check_takes_the_data_that_it_is_told(broken: Path, tmp_path: Path) -> None:
    """As `make site` does: else it says of other data that they have no problems."""
    folder = tmp_path / "with a space"
    shutil.copytree(broken, folder)
    # Nothing is installed: what a stamp says is believed.
    stamp = f"{sys.prefix}/.site-by-python3"
    done = subprocess.run(
        ["make", "--old-file", stamp, "check", "PYTHON=python3", f"VENV={sys.prefix}",
         f"DATA={folder}"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.startswith(f"{folder}/"), done.stderr


def test_problems_are_printed_in_order_and_exit_with_1(broken: Path) -> None:
    done = run("data", cwd=broken.parent)
    assert done.returncode == 1
    printed = done.stdout.decode().splitlines()
    assert printed == [str(problem) for problem in check_tree(broken).problems]
    assert [line.split(": ")[0] for line in printed] == [
        "data/grants/school-grant.yml:6:11", "data/organisations/donor.yml:5:1",
    ]  # fmt: skip
    assert '"17 740,80 лв."' in printed[0]
    assert done.stderr.decode() == "2 errors in 2 files.\n"


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "cp1252"},
    ],
    ids=["C", "C without UTF-8 mode", "ASCII", "Windows"],
)
def test_it_prints_utf8_everywhere(environment: dict[str, str], broken: Path) -> None:
    done = run(broken, environment=environment)
    assert done.returncode == 1
    assert '"17 740,80 лв."' in done.stdout.decode()
    assert b"Traceback" not in done.stderr


def test_it_runs_from_anywhere(broken: Path, tmp_path: Path) -> None:
    """Paths are relative to where one stands, absolute where the data are elsewhere."""
    assert run("data", cwd=broken.parent).stdout.startswith(b"data/grants/")
    assert run(".", cwd=broken).stdout.startswith(b"./grants/")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert run("../data", cwd=elsewhere).stdout.startswith(f"{broken}/grants/".encode())
    assert run(cwd=elsewhere).returncode == 0


def test_a_directory_that_is_not_there(broken: Path) -> None:
    done = run("dat", cwd=broken.parent)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == 'error: there is no directory "dat": did you mean "data"?\n'


def test_a_file_instead_of_a_directory(broken: Path) -> None:
    done = run(broken / "site.yml")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(f'error: "{broken}/site.yml" is a file: ')


def test_a_directory_without_data(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 1
    (line,) = done.stdout.decode().splitlines()
    assert line.startswith(f"{tmp_path}:1:1: expected a data directory: site.yml and folders")


def test_a_reader_that_stops_reading(broken: Path) -> None:
    """`check_data.py | head -1` ends without a traceback."""
    process = subprocess.Popen(
        [sys.executable, SCRIPT, broken], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout and process.stderr
    process.stdout.close()
    stderr = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 1
    assert b"Traceback" not in stderr


def test_warnings_do_not_fail_the_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", BARE["SOURCE_DATE_EPOCH"])
    early = text_of("news/start.yml").replace("2018-05-18", "2026-12-24")
    assert check_data.main([str(write_tree(tmp_path, {"news/start.yml": early}))]) == 0
    captured = capsys.readouterr()
    assert ": warning: published_on: expected a day that has come" in captured.out
    assert captured.err == "1 warning in 1 file.\n"
