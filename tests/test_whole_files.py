"""Files that somebody keeps, on a disk that is full: whole, or as they were."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import date
from pathlib import Path

import pytest

from link_cache import Known, write_cache
from portal.links.verdicts import LinkState, LinkVerdict
from tests import site_build
from tests.builders import write_tree
from tests.site_build import ROOT, Finished
from whole_files import replace_files, written_aside

# The system refuses all bytes of a file beyond these.
LIMIT = 150
LIMITED = f"""
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, ({LIMIT}, {LIMIT}))
sys.argv = sys.argv[1:]
sys.path.insert(0, "scripts")
runpy.run_path(sys.argv[0], run_name="__main__")
"""
EVENT = "events/training.yml"


def script(name: str, *arguments: object, limited: bool = False) -> Finished:
    before = ("-c", LIMITED) if limited else ()
    command = [sys.executable, *before, f"scripts/{name}.py", *map(str, arguments)]
    changes = {"PYTHONDONTWRITEBYTECODE": "1", "SOURCE_DATE_EPOCH": str(site_build.EPOCH)}
    return site_build.run(command, ROOT, changes)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data with something to mend, to confirm and to import."""
    data = write_tree(tmp_path_factory.mktemp("whole") / "data")
    (data / "strings").mkdir(exist_ok=True)
    po = (ROOT / "data" / "strings" / "bg.po").read_text("utf-8")
    (data / "strings" / "bg.po").write_text(po, "utf-8", newline="\n")
    assert script("translations", "--data", data, "confirm", "--all").returncode == 0
    out = data.parent / "out"
    exporting = ("export", "--language", "bg", "--out", out)
    assert script("translations", "--data", data, *exporting).returncode == 0
    event = data / EVENT
    event.write_text(event.read_text("utf-8").replace("en: Training", "en: It's  one - two", 1))
    donor = data / "organisations" / "donor.yml"
    donor.write_text(donor.read_text("utf-8").replace("bg: Донор", "bg: Дарител"), "utf-8")
    words = out / "interface-bg.po"
    words.write_text(words.read_text("utf-8").replace("Начало", "У дома"), "utf-8", newline="\n")
    texts = out / "texts-bg.po"
    texts.write_text(texts.read_text("utf-8").replace("Русе", "Русчук"), "utf-8", newline="\n")
    # What the extraction mends: a place that is gone.
    moved = po.replace("#: ", "#: hooks/gone.py ", 1)
    (data / "strings" / "bg.po").write_text(moved, "utf-8", newline="\n")
    return data.parent


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize(
    "command",
    [
        ("check_data", "{data}", "--fix"),
        ("translations", "--data", "{data}", "confirm", "--all"),
        ("translations", "--data", "{data}", "import", "{out}/texts-bg.po"),
        ("translations", "--data", "{data}", "import", "{out}/interface-bg.po"),
        ("extract_strings", "--strings", "{data}/strings"),
        ("new_record", "event", "--title", "en", "Open day", "--data", "{data}"),
    ],
    ids=" ".join,
)
def test_what_was_there_stays_where_the_disk_is_full(
    prepared: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    shutil.copytree(prepared, tmp_path / "all")
    data, out = tmp_path / "all" / "data", tmp_path / "all" / "out"
    given = [part.format(data=data, out=out) for part in command]
    before = site_build.snapshot(tmp_path)
    done = script(*given, limited=True)
    assert "Traceback" not in done.stderr, done.stderr
    assert (done.returncode != 0, "File too large" in done.stderr) == (True, True), done
    assert site_build.snapshot(tmp_path) == before
    done = script(*given)
    assert "Traceback" not in done.stderr, done.stderr
    assert site_build.snapshot(tmp_path) != before  # there was something to write


def test_all_files_change_or_none(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "folder" / "other"
    one.write_bytes(b"1")
    (tmp_path / "folder").write_bytes(b"")  # where a folder would have to be
    with pytest.raises(OSError, match="folder"):
        replace_files({one: b"2", other: b"2"})
    assert one.read_bytes() == b"1"
    (tmp_path / "folder").unlink()
    with pytest.raises(KeyboardInterrupt), written_aside({one: b"2", other: b"2"}):
        raise KeyboardInterrupt
    assert one.read_bytes() == b"1"
    replace_files({one: b"2", other: b"2"})
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["folder", "one", "other"]
    assert (one.read_bytes(), other.read_bytes()) == (b"2", b"2")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither")
def test_rights_and_links_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"1")
    real.chmod(0o600)
    link.symlink_to(real)
    replace_files({link: b"2"})
    assert link.is_symlink()
    assert (real.read_bytes(), real.stat().st_mode & 0o777) == (b"2", 0o600)


def test_what_is_known_of_links_leaves_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "links.json"
    known = Known(LinkState(LinkVerdict.OK, "", 200, ""), date(2026, 1, 2), date(2026, 1, 2))

    def refuse(path: Path, target: Path) -> Path:
        raise OSError(28, os.strerror(28), str(target))

    with monkeypatch.context() as patched, pytest.raises(OSError, match=r"links\.json"):
        patched.setattr(Path, "replace", refuse)
        write_cache(file, {"https://a.example/": known})
    assert list(tmp_path.iterdir()) == []
