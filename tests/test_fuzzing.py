"""Mutated data trees: each is built, or refused in places that can be found. And what was found.

`scripts/fuzz_data.py` tries as many as one likes; here are a few, and all that ever failed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from types import FrameType

import pytest

from check_data import main as check_data
from portal.cache import Cache
from portal.check import check_directory
from portal.editing.new_ids import free_id, id_of_title
from portal.fields import MAX_ID, is_id, make_id
from portal.logo_files import load_logos
from portal.model import Part
from portal.problems import Problem
from portal.record_store import RecordStore
from portal.svg import colours_of
from portal.validate import validate
from portal.yaml_text import read_document
from problem_formats import FORMATS
from site_maker import Project
from tests.builders import check_tree, text_of, write_tree
from tests.fuzzing.campaign import run_campaign
from tests.fuzzing.cases import make_case
from tests.fuzzing.trees import Special, seeds
from tests.fuzzing.trial import NOW, FindingError, cards_not_drawn, made_once, try_tree
from tests.site_build import ROOT

COUNT = 100


def too_long(number: int, frame: FrameType | None) -> None:
    raise TimeoutError("it waits for ever")


@pytest.fixture(autouse=True)
def _no_hang() -> Iterator[None]:
    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(300)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


# -- the fuzzer ------------------------------------------------------------------------


def test_trees_are_built_or_refused_in_their_places() -> None:
    report = run_campaign(20261122, range(1, COUNT + 1), {}, 1)
    assert report.findings == []
    assert report.count == COUNT
    # Mutations that break everything, or nothing, try little.
    assert COUNT * 0.15 < report.built < COUNT * 0.7


def test_a_seed_and_a_number_mean_the_same_tree_always() -> None:
    for index in range(30):
        assert make_case(5, index).tree == make_case(5, index).tree
    assert make_case(5, 1).tree != make_case(6, 1).tree
    # Its fields are changed in a file that was nested too deeply before.
    assert make_case(20261124, 4798).tree
    ways = {way for index in range(60) for way in make_case(5, index).ways}
    assert ways == {"bytes", "syntax", "fields", "tree", "typed"}


@pytest.mark.parametrize("number", range(3))
def test_the_trees_to_begin_with_are_good(number: int, tmp_path: Path) -> None:
    place = tmp_path / "one"
    place.mkdir()
    with made_once(), cards_not_drawn():
        outcome = try_tree(dict(seeds()[number]), place, {})
    assert outcome.built
    assert outcome.pages > 50
    assert not list(place.iterdir())


def test_a_hang_and_a_crash_are_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(number: int) -> None:
        if number == 2:
            raise KeyError("x")
        if number == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        if number == 4:
            bytearray(2 << 30)
        if number == 5:
            while True:
                pass

    tried = iter(range(1, 100))

    def try_one(*arguments: object, **named: object) -> None:
        fail(next(tried))
        raise FindingError("made up")

    monkeypatch.setattr("tests.fuzzing.campaign.try_tree", try_one)
    monkeypatch.setattr("tests.fuzzing.campaign.SECONDS", 0.2)
    report = run_campaign(1, range(1, 4), {}, 1)
    assert [what.strip().splitlines()[-1] for _, _, what in report.findings[:2]] == [
        "tests.fuzzing.trial.FindingError: made up", "KeyError: 'x'",
    ]  # fmt: skip
    assert "ended with code -9" in report.findings[2][2]
    tried = iter(range(4, 100))
    report = run_campaign(1, range(1, 3), {}, 1)
    assert "MemoryError" in report.findings[0][2]
    assert "HangError" in report.findings[1][2]


def test_a_cache_that_mixes_files_up_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RecordStore, "_key", lambda self, file: file.kind.encode())
    (tmp_path / "one").mkdir()
    with pytest.raises(FindingError, match="the cache gives other records"):
        try_tree(dict(seeds()[1]), tmp_path / "one", {})


# -- what was found --------------------------------------------------------------------


def problems(tmp_path: Path, changes: dict[str, str | bytes | None]) -> list[str]:
    return [str(problem) for problem in check_tree(write_tree(tmp_path, changes)).problems]


def test_an_id_that_no_file_system_holds_is_refused(tmp_path: Path) -> None:
    name = "a" * (MAX_ID + 1)
    programme = text_of("programmes/romact.yml").replace("[romact-programme]", f"[{name}]")
    assert problems(tmp_path, {"programmes/romact.yml": programme}) == [
        "data/programmes/romact.yml:19:14: former_ids[1]: expected an id of at most 100 "
        f'characters, got 101 characters. Fix: shorten it, such as "{"a" * MAX_ID}"'
    ]


def test_a_file_with_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    source = text_of("sources/report.yml")
    found = problems(tmp_path, {f"sources/{'a' * 101}.yml": source})
    assert len(found) == 1
    assert "expected a file name of at most 100 characters before .yml" in found[0]


def test_a_reference_that_is_no_id_is_not_proposed_as_a_file(tmp_path: Path) -> None:
    grant = text_of("grants/school-grant.yml").replace("[donor]", f"[{'a' * 5000}]")
    (found,) = problems(tmp_path, {"grants/school-grant.yml": grant})
    assert len(found) < 400


@pytest.mark.parametrize("length", [MAX_ID, MAX_ID + 1, 5000])
def test_an_id_made_of_a_long_text_is_one(length: int) -> None:
    made = make_id("ж" * length)
    assert is_id(made)
    title = id_of_title("a" * length)
    assert is_id(free_id(title, {title, free_id(title, {title})}))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with names")
@pytest.mark.parametrize(
    "name",
    ["site.yml", "logos/donor.svg", "docs/about.en.md", "strings/bg.po", "translations.lock",
     "news/start.yml", "evidence/ruse-2020.yml"],
)  # fmt: skip
def test_a_pipe_is_not_waited_for(tmp_path: Path, name: str) -> None:
    write_tree(tmp_path)
    (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    os.mkfifo(tmp_path / name)
    signal.alarm(20)
    found = [str(problem) for problem in check_tree(tmp_path).problems]
    assert any(line.startswith((f"data/{name}:1:1:", f"{name}:1:1:")) for line in found), found


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("logos/large.svg", "got a file of 3,072 MB. Fix: put an ordinary file there"),
        ("docs/large.pdf", "got a file of 3,072 MB. Fix: put an ordinary file there"),
        ("docs/large.en.md", "got 3,221,225,472 bytes. Fix: split it"),
        ("strings/bg.po", "got a file of 3,072 MB. Fix: put an ordinary file there"),
    ],
)
def test_a_huge_file_is_not_read_whole(tmp_path: Path, name: str, told: str) -> None:
    path = write_tree(tmp_path) / name
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        file.truncate(3 << 30)
    found = [str(problem) for problem in check_tree(tmp_path).problems]
    assert any(told in line for line in found)


ODD: tuple[object, ...] = (
    "", "true", {}, {"en": "x"}, {"x": {"y": [{}]}}, [], [""], ["x"], [{}], [{"x": ["y"]}], [[]],
    [["x"], {"x": {}}],
)  # fmt: skip


def parts(kind: type[Part] = Part) -> Iterator[type[Part]]:
    """Everything that has fields."""
    for part in kind.__subclasses__():
        yield part
        yield from parts(part)


@pytest.mark.parametrize("part", sorted(set(parts()), key=str))
def test_whatever_stands_in_a_field_is_a_value_or_a_problem(part: type[Part]) -> None:
    context = {"languages": ("en", "bg"), "default_language": "en"}
    for name, odd in product(part.model_fields, ODD):
        document = read_document("data/x.yml", json.dumps({name: odd}).encode())
        assert document.value is not None
        made, problems = validate(part, document, document.value, context)
        assert (made is None) == bool(problems), (name, odd)


def test_more_digits_than_python_reads_are_no_number(tmp_path: Path) -> None:
    digits = "9" * 5000
    news = text_of("news/start.yml").replace("  en: News\n", f"  en: News\n  bg: {digits}\n")
    data = write_tree(tmp_path, {"news/start.yml": news})
    assert not check_directory(data, texts=True).problems
    assert colours_of(f"fill: rgb({digits}, 0, 7)".encode()) == {"ff0007"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "latin-1"])
def test_a_logo_is_refused_or_cleaned_whatever_its_encoding(tmp_path: Path, encoding: str) -> None:
    declared = "" if encoding != "latin-1" else '<?xml version="1.0" encoding="ISO-8859-1"?>'
    start = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>"
    logo = f"{declared}{start}<title>é</title></svg>"
    data = write_tree(tmp_path, {"logos/donor.svg": logo.encode(encoding)})
    found = check_tree(data).problems
    if not found:
        assert load_logos(data)["logos/donor.svg"].content
    assert bool(found) == (encoding in ("utf-16-le", "utf-16-be")), found


@pytest.mark.parametrize("name", ["files/x.txt", "pictures/x.jpg", "docs/x.en.md", "strings/bg.po"])
def test_a_link_out_of_the_data_is_refused_also_where_no_record_names_it(
    tmp_path: Path, name: str
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret", "utf-8")
    path = write_tree(tmp_path / "data") / name
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(secret)
    found = [str(problem) for problem in check_tree(tmp_path / "data").problems]
    assert any(
        line.startswith(f"data/{name}:1:1: expected a file inside the data directory, got a link")
        for line in found
    ), found


def test_a_special_entry_is_written_as_what_it_is(tmp_path: Path) -> None:
    from tests.fuzzing.trees import write_tree as write

    write({"a/b": Special("link", "x"), "c": Special("folder"), "d": b"1"}, tmp_path / "t")
    assert (tmp_path / "t/a/b").is_symlink()
    assert (tmp_path / "t/c").is_dir()
    assert (tmp_path / "t/d").read_bytes() == b"1"


NO_UTF8 = "a\udcff"
WITH_ODD_NAMES = pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode elsewhere")
ODD_NAMES = [
    name.replace("*", NO_UTF8)
    for name in (
        "sources/*.yml", "sources/*.yaml", "sources/*.*", "evidence/*.yml", "logos/*.svg",
        "files/*.txt", "files/*/x.txt", "pictures/*.jpg", "strings/*.po", "docs/*.en.md",
        "docs/*.png", "*/x.yml",
    )
]  # fmt: skip


@WITH_ODD_NAMES
@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_name_that_is_no_utf8_is_refused(tmp_path: Path, name: str) -> None:
    data = write_tree(tmp_path / "data")
    write_odd(data, name)
    cache = Cache(tmp_path / "cache")
    for _ in range(2):  # also with what the first one has kept
        found = check_directory(data, "data", data / "docs", "data/docs", NOW, cache).problems
        refused = f"data/{name.partition(NO_UTF8)[0]}{NO_UTF8}"
        assert any(p.path.startswith(refused) and p.line == p.column == 1 for p in found)
        assert all(p.fix for p in found)


@WITH_ODD_NAMES
@pytest.mark.parametrize(
    "name",
    ["docs/*/x.en.md", "docs/*.en.md", "docs/*.png", "files/*.txt", "files/*/x.txt",
     "files/.*/x.txt", "logos/*.svg", "pictures/*.jpg", "strings/*.po", "sources/*.yml"],
)  # fmt: skip
@pytest.mark.parametrize("sign", ["\n  X-Evil: 1 #", "\u2028"])
def test_a_name_with_signs_that_cannot_be_seen_is_refused(
    tmp_path: Path, name: str, sign: str
) -> None:
    data = write_tree(tmp_path / "data")
    write_odd(data, name.replace("*", f"a{sign}"))
    found = check_directory(data, "data", data / "docs", "data/docs", NOW).problems
    place = f"data/{name.partition('*')[0]}a{sign}"
    refused = [p for p in found if p.path.startswith(place) and p.fix.startswith("rename ")]
    assert [(p.line, p.column) for p in refused] == [(1, 1)]
    assert str(refused[0]).isprintable()


@WITH_ODD_NAMES
@pytest.mark.parametrize("name", [":any/x.en.md", ":any.en.md", "*/x.png"])
def test_a_name_that_hosts_take_for_a_pattern_is_refused(tmp_path: Path, name: str) -> None:
    data = write_tree(tmp_path / "data")
    write_odd(data, f"docs/{name}")
    found = check_directory(data, "data", data / "docs", "data/docs", NOW).problems
    assert [str(p) for p in found] == [
        f"data/docs/{(own := name.partition('/')[0])}:1:1: expected a name without : and *, which "
        f'stand for other addresses, got "{own}". Fix: rename it, in a–z, 0–9 and hyphens'
    ]


@WITH_ODD_NAMES
def test_problems_of_odd_names_can_be_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = write_tree(tmp_path)
    for name in ODD_NAMES:
        write_odd(data, name)
    for style, render in FORMATS.items():
        text = render(check_tree(data).problems, sys.stdout)
        printed = text.encode("utf-8", "backslashreplace").decode()
        assert style != "json" or len(json.loads(printed)) > len(ODD_NAMES)
    assert check_data([str(data)]) == 1
    assert "\\udcff" in capsys.readouterr().out
    # What a build asks for before it checks, which tells what is wrong.
    project = Project(data, data / "docs", ROOT / "overrides")
    assert len(project.inputs("2026-11-22")) == 64


@WITH_ODD_NAMES
def test_a_hidden_name_that_is_no_utf8_bothers_nobody(tmp_path: Path) -> None:
    data = write_tree(tmp_path)
    for folder in ("sources", "logos", "files", "docs"):
        write_odd(data, f"{folder}/.{NO_UTF8}.swp")
    assert check_tree(data).problems == ()


def write_odd(data: Path, name: str) -> None:
    path = data / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")


def test_what_a_problem_quotes_is_shortened(tmp_path: Path) -> None:
    later = text_of("events/training.yml")
    words = " ".join(["a" * 5000] * 5)
    training = f"{later}description:\n  en: Words\n  bg: {words}\n"
    data = write_tree(tmp_path, {"events/training.yml": training})
    found = check_directory(data, texts=True).problems
    handbook = text_of("documents/handbook.yml").replace("handbook.pdf", f"{'b' * 3000}.pdf")
    source = f"{text_of('sources/report.yml')}{'c' * 5000}: x\n"
    write_tree(tmp_path, {"documents/handbook.yml": handbook, "sources/report.yml": source})
    found += check_tree(data).problems
    assert all(len(str(problem)) < 2000 for problem in found)
    names = {problem.path.rpartition("/")[2] for problem in found}
    assert names >= {"training.yml", "handbook.yml", "report.yml"}


def test_an_address_in_a_problem_is_whole() -> None:
    address = f"https://town.example/{'path/' * 50}"
    problem = Problem("data/x.yml", 1, 1, "url", "x", f'"{address}"', f"write {address}")
    assert problem.fix == f"write {address}"
    assert Problem("x", 1, 1, "", "x", "\x1b[31m\n", "x").got == "\\u001b[31m⏎"
