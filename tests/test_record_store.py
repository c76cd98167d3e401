"""What is kept of records makes a load quicker, and nothing else."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from portal import parse_files, record_store
from portal.cache import NO_CACHE, Cache
from portal.catalog import Catalog, build_catalog
from portal.load import Loaded, load_data
from portal.parse import Parsed, RecordFile, parse_record
from portal.problems import Problem
from portal.steps import Steps
from tests.builders import FILES, write_tree
from tests.site_build import ROOT, run

_SOURCE = FILES["sources/report.yml"]
# Beside sound files: one with a problem of its own, one that leads nowhere in a field and in a
# text, one with a wrong name, one that is no YAML.
BROKEN = {
    "sources/late.yml": str(_SOURCE).replace("seen_on: 2026-11-20", "seen_on: 2026-11-31"),
    "sources/lost.yml": str(_SOURCE) + "file: files/lost.pdf\n",
    "sources/Wrong Name.yml": _SOURCE,
    "sources/torn.yml": "title: [\n",
    "news/dangling.yml": (
        "title:\n  en: News\nsummary:\n  en: A summary.\npublished_on: 2026-11-02\n"
        "body:\n  en: See [this](portal:projects/schol) and ![that](https://x.example/y.png).\n"
        "about:\n  projects: [school, lost]\nsources: [report]\nupdated_on: 2026-11-02\n"
    ),
}  # fmt: skip


def loaded(data: Path, cache: Cache = NO_CACHE) -> tuple[Loaded, Catalog | None, list[Problem]]:
    """All that a load leads to."""
    found = load_data(data, "data", cache)
    catalog, problems = build_catalog(found)
    return found, catalog, list(problems)


@pytest.fixture(params=[{}, BROKEN], ids=["sound", "with problems"])
def data(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return write_tree(tmp_path / "data", request.param)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of the files that were parsed, as they are."""
    names: list[str] = []

    def count(file: RecordFile, label: str, context: Mapping[str, Any]) -> Steps[Parsed]:
        names.append(file.name)
        return parse_record(file, label, context)

    monkeypatch.setattr(parse_files, "parse_record", count)
    yield names


def test_a_second_load_parses_what_has_problems_and_gives_the_same(
    data: Path, tmp_path: Path, parsed: list[str]
) -> None:
    cache, expected = Cache(tmp_path / "cache"), loaded(data)
    parsed.clear()
    assert loaded(data, cache) == expected
    first = len(parsed)
    assert first >= 11
    parsed.clear()
    assert loaded(data, cache) == expected
    own_problems = {"sources/late.yml", "sources/torn.yml", "sources/Wrong Name.yml"}
    assert set(parsed) == own_problems & {f"sources/{p.name}" for p in data.glob("sources/*")}


def test_only_what_changed_is_parsed_again(data: Path, tmp_path: Path, parsed: list[str]) -> None:
    cache = Cache(tmp_path / "cache")
    loaded(data, cache)
    loaded(data, cache)
    every_time = len(parsed) - len(set(parsed))
    parsed.clear()
    path = data / "municipalities" / "ruse.yml"
    path.write_text(path.read_text("utf-8").replace("en: Ruse", "en: Rousse"), "utf-8")
    (data / "municipalities" / "byala.yml").unlink()

    expected = loaded(data)
    parsed.clear()
    assert loaded(data, cache) == expected
    assert len(parsed) == every_time + 1
    assert "municipalities/ruse.yml" in parsed


def test_what_a_process_remembers_is_on_the_disk_too(tmp_path: Path, parsed: list[str]) -> None:
    data, cache = write_tree(tmp_path / "data"), Cache(tmp_path / "cache")
    path = data / "municipalities" / "ruse.yml"
    for name in ("Rousse", "Rusçuk"):
        loaded(data, cache)
        path.write_text(path.read_text("utf-8").replace("en: R", f"en: {name} R", 1), "utf-8")
    (data / "municipalities" / "byala.yml").unlink()
    remembered = loaded(data, cache)
    parsed.clear()
    # Another process: it reads packs.
    assert loaded(data, Cache(tmp_path / "cache")) == remembered == loaded(data)
    assert len(parsed) == len({*parsed}), "what one process parsed, the next parsed again"


def test_what_a_kept_record_names_is_looked_for_each_time(data: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    _, _, before = loaded(data, cache)
    (data / "logos" / "donor.svg").unlink()
    (data / "municipalities" / "ruse.yml").unlink()
    expected = loaded(data)
    assert len(expected[2]) > len(before) + 1
    assert loaded(data, cache) == expected


def test_other_languages_are_other_results(tmp_path: Path) -> None:
    data, cache = write_tree(tmp_path / "data"), Cache(tmp_path / "cache")
    loaded(data, cache)
    site = data / "site.yml"
    site.write_text(site.read_text("utf-8").replace("tag: bg", "tag: de"), "utf-8")
    found = loaded(data, cache)
    assert found == loaded(data)
    assert any("a language of this site" in problem.expected for problem in found[2])


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "folder", "other", "no pickle"])
def test_a_damaged_store_is_none(
    damage: str, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, expected = Cache(tmp_path / "cache"), loaded(data)
    loaded(data, cache)
    packs = list((tmp_path / "cache").rglob("*.pack"))
    assert len(packs) >= 5
    for pack in packs:
        content = bytearray(pack.read_bytes())
        if damage == "cut":
            pack.write_bytes(content[: len(content) // 2])
        elif damage == "flipped":
            content[len(content) // 2] ^= 1
            pack.write_bytes(content)
        elif damage == "empty":
            pack.write_bytes(b"")
        elif damage == "folder":
            pack.unlink()
            pack.mkdir()
        else:
            # Well packed, but not what it should be.
            name = pack.relative_to(tmp_path / "cache").as_posix()
            kept = pickle.loads(cache.get(name) or b"")
            wrong = pickle.dumps("a word") if damage == "other" else b"nothing"
            body = pickle.dumps(dict.fromkeys(kept, wrong))
            cache.put(name, body)
    assert loaded(data, cache) == expected
    assert loaded(data, cache) == expected


def test_other_code_finds_nothing_of_this_one(
    data: Path, tmp_path: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(tmp_path / "cache")
    loaded(data, cache)
    first = sorted(parsed)
    parsed.clear()
    monkeypatch.setattr(record_store, "code_digest", lambda: b"another version")
    loaded(data, cache)
    assert sorted(parsed) == first


def test_a_store_that_cannot_be_written_changes_nothing(data: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert loaded(data, Cache(tmp_path / "file" / "below")) == loaded(data)


# In a process of their own: those that run tests have more than one thread, and do not fork.
SIDE_BY_SIDE = """
import os, sys
from pathlib import Path
from portal import parse_files
from portal.cache import Cache
from tests.test_record_store import loaded
data, cache = Path(sys.argv[1]), Cache(Path(sys.argv[2]))
expected = loaded(data)
parse_files.PARALLEL_FROM, parse_files._CHUNK, os.cpu_count = 1, 2, lambda: 3
assert loaded(data) == expected
assert loaded(data, cache) == expected
parse = parse_files.parse_record
here = []
parse_files.parse_record = lambda file, *more: here.append(file) or parse(file, *more)
assert loaded(data) == expected
assert not here, "nothing was parsed side by side"
parse_files.PARALLEL_FROM = 1000
assert loaded(data, cache) == expected
assert len(here) < 5, "the results of others were not kept"
"""
KILLED = """
import os, signal
from portal.forked import map_forked
os.cpu_count = lambda: 2
parent = os.getpid()
def run(job):
    if os.getpid() != parent and job == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return b"%d %d" % (job, os.getpid())
results = [result.split() for result in map_forked(run, range(9))]
assert [int(job) for job, _ in results] == [*range(9)]
pids = [int(pid) for _, pid in results]
assert pids[5] == pids[7] == parent and parent not in pids[:5] and len(set(pids)) == 3, pids
"""
FAILED = """
import os
from portal.forked import map_forked
os.cpu_count = lambda: 2
try:
    list(map_forked(lambda job: b"%d" % (12 // (job - 5)), range(9)))
except ZeroDivisionError:
    print("raised as it is")
"""


def run_script(script: str, *arguments: Path) -> str:
    path = os.pathsep.join(map(str, (ROOT / "hooks", ROOT)))
    done = run([sys.executable, "-c", script, *map(str, arguments)], ROOT, {"PYTHONPATH": path})
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_side_by_side_is_as_one_after_another(data: Path, tmp_path: Path) -> None:
    run_script(SIDE_BY_SIDE, data, tmp_path / "cache")


def test_what_a_killed_process_leaves_is_done_all_the_same() -> None:
    run_script(KILLED)


def test_a_failure_side_by_side_is_raised_as_it_is() -> None:
    assert run_script(FAILED) == "raised as it is\n"


def test_a_line_or_a_name_of_the_code_is_other_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_store, "_CODE", tmp_path)
    digest = record_store.code_digest.__wrapped__
    path = tmp_path / "fields" / "dates.py"
    path.parent.mkdir()
    path.write_text("MOST = 9\n")
    first = digest()
    (tmp_path / "notes.txt").write_text("no code")
    assert digest() == first
    path.write_text("MOST = 8\n")
    second = digest()
    path.rename(path.with_name("days.py"))
    assert len({first, second, digest()}) == 3
