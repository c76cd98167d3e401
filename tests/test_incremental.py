"""A site of which only changes are made is, byte for byte, the one that is made anew."""

from __future__ import annotations

import difflib
import os
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from portal.build import Portal, open_portal, publish_site, write_site
from portal.cache import Cache
from portal.check import check_directory
from portal.frame import Frame
from portal.plan import NO_TOOLS, Plan, Tools
from portal.problems import has_errors
from portal.publish import MARKER, Publisher, previous_of, read_marker, roll_back
from portal.theme import Theme
from portal.tracing import TracedFunction, collect_reads, key_names, memo, note
from portal.units import MadeUnit, Unit, make_units
from sample_data import write_sample
from site_maker import Project
from tests import site_build

ROOT = site_build.ROOT
RECORDS = 50
LANGUAGES = ("en", "bg")
# More steps find what is rare: INCREMENTAL_STEPS=500 make unit ARGS=tests/test_incremental.py
STEPS = int(os.environ.get("INCREMENTAL_STEPS", "6"))
FRAME = Frame(("<!doctype html><html><head>", "</head><body>", "", "</body></html>"))


@dataclass
class World:
    """A project that is edited, and the site that follows it."""

    data: Path
    overrides: Path
    target: Path
    cache: Cache
    cache_folder: Path
    chance: random.Random
    today: date = date(2026, 11, 22)
    log: list[str] = field(default_factory=list)
    reused: int = 0

    # -- editing ---------------------------------------------------------------------

    def record(self, *kinds: str) -> Path:
        found = [p for kind in kinds for p in sorted((self.data / kind).glob("*.yml"))]
        return self.chance.choice(found)

    def edit(self) -> None:
        """One random edit that leaves the data without errors."""
        edits = (
            self.change_text, self.change_text, self.change_title, self.change_relation,
            self.change_period, self.add, self.rename, self.delete, self.change_day,
            self.drop_language, self.change_string, self.change_template, self.change_site,
            self.touch_file,
        )  # fmt: skip
        while True:
            kept = self.data.with_name("kept")
            shutil.copytree(self.data, kept)
            before, today = len(self.log), self.today
            self.chance.choice(edits)()
            if not has_errors(check_directory(self.data).problems):
                shutil.rmtree(kept)
                return
            del self.log[before:]
            self.today = today
            shutil.rmtree(self.data)
            kept.rename(self.data)

    def change_text(self) -> None:
        path = self.record("projects", "municipalities", "news", "events", "agreements", "grants")
        fields = site_build.read_yaml(path)
        texts = [v for v in fields.values() if isinstance(v, dict) and "en" in v]
        text = self.chance.choice(texts)
        language = self.chance.choice(sorted(text))
        text[language] = f"{text[language]} ({self.chance.randrange(100)})"
        self._write(path, fields, "text")

    def change_title(self) -> None:
        path = self.record("projects", "municipalities", "programmes", "organisations", "events")
        fields = site_build.read_yaml(path)
        name = "title" if "title" in fields else "name"
        letter = self.chance.choice("AMZŽЖЯ")
        fields[name] = {tag: f"{letter}{text}" for tag, text in fields[name].items()}
        self._write(path, fields, "title")

    def change_relation(self) -> None:
        path = self.record("projects")
        fields = site_build.read_yaml(path)
        if self.chance.random() < 0.5:
            fields["programme"] = self.record("programmes").stem
        else:
            fields["municipalities"] = [self.record("municipalities").stem]
        self._write(path, fields, "relation")

    def change_period(self) -> None:
        path = self.record("projects")
        fields = site_build.read_yaml(path)
        year = self.chance.randrange(2010, 2030)
        fields["period"] = {"starts_on": year, "ends_on": year + 1}
        self._write(path, fields, "period")

    def add(self) -> None:
        path = self.record("projects", "news", "events", "municipalities", "agreements")
        new = path.with_name(f"added-{self.chance.randrange(10_000)}.yml")
        fields = site_build.read_yaml(path)
        fields.pop("former_ids", None)
        fields.pop("national_code", None)
        self._write(new, fields, "add")

    def rename(self) -> None:
        path = self.record("projects", "news", "events", "municipalities", "programmes")
        new = f"renamed-{self.chance.randrange(10_000)}"
        for other in self.data.rglob("*.yml"):
            text = other.read_text("utf-8")
            if path.stem in text:
                other.write_text(text.replace(path.stem, new), "utf-8")
        fields = site_build.read_yaml(path)
        fields["former_ids"] = [*fields.get("former_ids", []), path.stem]
        path.unlink()
        self._write(path.with_name(f"{new}.yml"), fields, f"rename {path.stem}")

    def delete(self) -> None:
        path = self.record("projects", "news", "events", "grants", "agreements")
        path.unlink()
        self.log.append(f"delete {path.parent.name}/{path.stem}")

    def change_day(self) -> None:
        self.today += timedelta(days=self.chance.choice((-400, -30, 1, 30, 400)))
        self.log.append(f"today {self.today}")

    def drop_language(self) -> None:
        path = self.record("projects", "news", "events", "municipalities")
        self._write(path, site_build.without(site_build.read_yaml(path), "bg"), "language")

    def change_string(self) -> None:
        path = self.data / "strings" / "bg.po"
        text = path.read_text("utf-8")
        path.write_text(text.replace('msgstr "Проекти"', 'msgstr "Проекти!"'), "utf-8")
        self.log.append("string")

    def change_template(self) -> None:
        path = self.overrides / "records" / "end.html"
        path.write_text(f"{path.read_text('utf-8')}<!-- {self.chance.random()} -->\n", "utf-8")
        self.log.append("template")

    def change_site(self) -> None:
        site_build.change_yaml(self.data / "site.yml", page_size=self.chance.randrange(5, 9))
        self.log.append("site.yml")

    def touch_file(self) -> None:
        path = self.data / "files" / f"{self.chance.randrange(3)}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(str(self.chance.random()), "utf-8")
        self.log.append("file")

    def _write(self, path: Path, fields: Any, what: str) -> None:
        site_build.write_yaml(path, fields)
        self.log.append(f"{what} {path.parent.name}/{path.stem}")

    # -- mishaps ---------------------------------------------------------------------

    def mishap(self) -> None:
        """What may happen to a site between two builds."""
        which = self.chance.randrange(8)
        if which == 0:
            shutil.rmtree(self.cache_folder)
            self.log.append("cache deleted")
        elif which == 1 and read_marker(previous_of(self.target)):
            roll_back(self.target)
            self.log.append("rolled back")
        elif which == 2 and previous_of(self.target).exists():
            # A build that was killed while it brought the previous generation up to date.
            (previous_of(self.target) / MARKER).unlink(missing_ok=True)
            (previous_of(self.target) / "index.html").write_text("half")
            self.log.append("previous one half done")
        elif which == 3 and previous_of(self.target).exists():
            shutil.rmtree(previous_of(self.target))
            self.log.append("previous one deleted")
        elif which == 4:
            ending = self.chance.choice(("state", "units", "group"))
            for file in self.cache_folder.rglob(f"*.{ending}"):
                file.write_bytes(file.read_bytes()[:-7])
            self.log.append(f"{ending} damaged")

    # -- building --------------------------------------------------------------------

    def open(self, cache: Cache) -> tuple[Portal, Theme, Tools]:
        moment = datetime.combine(self.today, time(12), UTC)
        checked = check_directory(self.data, now=moment, cache=cache)
        assert checked.catalog is not None
        portal = open_portal(
            checked.catalog, checked.strings, self.data, self.overrides, self.today,
            lock=checked.lock, pictures=checked.pictures, cache=cache, digests=checked.digests,
            shapes=checked.shapes,
        )  # fmt: skip
        frames = {tag: dict.fromkeys(portal.frame_keys(), FRAME) for tag in portal.localisers}
        return portal, Theme(frames), NO_TOOLS

    def follow(self) -> None:
        portal, theme, tools = self.open(self.cache)
        recipe = Project(self.data, ROOT / "docs", self.overrides).recipe
        publisher = Publisher(self.target)
        publish_site(portal, theme, publisher, recipe, tools=tools)
        publisher.discard()

    def anew(self, out: Path) -> dict[str, bytes]:
        # Its files, but nothing that this process remembers.
        portal, theme, tools = self.open(Cache(self.cache_folder))
        # The data sets are made anew, too, and what was kept of them stays as it was.
        groups, kept = self.cache_folder / "exports", self.cache_folder / "kept"
        groups.rename(kept)
        write_site(portal, theme, out, tools=tools)
        shutil.rmtree(groups)
        kept.rename(groups)
        found: dict[str, bytes] = site_build.snapshot(out)
        shutil.rmtree(out)
        return found


def write_two_languages(data: Path, site: site_build.Fields) -> None:
    """Write site.yml, and take the languages that it lacks out of all records."""
    for path in data.rglob("*.yml"):
        fields = site_build.read_yaml(path)
        for language in ("ro", "cs"):
            fields = site_build.without(fields, language)
        site_build.write_yaml(path, fields)
    site_build.write_yaml(
        data / "site.yml", site_build.without(site_build.without(site, "ro"), "cs")
    )


@pytest.fixture
def world(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> World:
    seed = getattr(request, "param", 1)
    # As few records as these have lists that are few, and lists that are many.
    monkeypatch.setattr("portal.pages.localiser._FEW", 4)
    data, overrides = tmp_path / "data", tmp_path / "overrides"
    write_sample(data, RECORDS, seed)
    site = site_build.read_yaml(data / "site.yml")
    # Two languages are enough for what falls back.
    site["languages"] = [one for one in site["languages"] if one["tag"] in LANGUAGES]
    site |= {"page_size": 5, "social_cards": ["projects"]}
    write_two_languages(data, site)
    shutil.copytree(ROOT / "overrides", overrides)
    folder = tmp_path / "cache"
    return World(
        data, overrides, tmp_path / "www" / "site", Cache(folder), folder, random.Random(seed)
    )


@pytest.mark.parametrize("world", [1, 2], indirect=True)
def test_after_any_edits_the_site_is_the_one_that_is_made_anew(
    world: World, tmp_path: Path
) -> None:
    world.follow()
    for _ in range(STEPS):
        world.mishap()
        for _ in range(world.chance.choice((1, 1, 1, 3))):
            world.edit()
        world.follow()
        found = site_build.snapshot(world.target)
        del found[MARKER]
        wanted = world.anew(tmp_path / "anew")
        assert found.keys() == wanted.keys(), world.log
        differing = [p for p in wanted if wanted[p] != found[p]]
        assert differing == [], (world.log[-4:], _difference(wanted, found, differing[0]))


def test_an_edit_makes_only_what_shows_it(world: World) -> None:
    world.follow()
    before = {p: p.stat().st_ino for p in sorted(world.target.rglob("*.html"))}
    record = world.record("projects")
    fields = site_build.read_yaml(record)
    fields["description"] = {"en": "Another description.", "bg": "Друго описание."}
    site_build.write_yaml(record, fields)
    world.follow()
    after = {p: p.stat().st_ino for p in sorted(world.target.rglob("*.html"))}
    assert before.keys() == after.keys()
    changed = [p.relative_to(world.target).as_posix() for p in before if before[p] != after[p]]
    # A description shows on the record's own page, in each language; one page says how large the
    # files of the open data are.
    wanted = [f"{root}projects/{record.stem}/index.html" for root in ("", "bg/")]
    assert sorted(changed) == sorted([*wanted, "data/index.html", "bg/data/index.html"])


def test_a_document_becomes_a_folder_and_the_other_way_round(world: World, tmp_path: Path) -> None:
    folder = world.data / "files"
    for paths in (["a.txt"], ["a.txt/1.txt"], ["a.txt/1.txt", "b.txt"], ["a.txt"], ["a.txt"]):
        shutil.rmtree(folder, ignore_errors=True)
        for path in paths:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(str(world.chance.random()), "utf-8")
        world.follow()
        assert sorted(site_build.snapshot(world.target / "files")) == paths
    found = site_build.snapshot(world.target)
    del found[MARKER]
    assert found == world.anew(tmp_path / "anew")


def again(fields: site_build.Fields) -> None:
    """Another title, at the same place in every list."""
    name = "title" if "title" in fields else "name"
    fields[name] = {tag: f"{text} again" for tag, text in fields[name].items()}


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the units that builds make."""
    names: list[str] = []

    def make(*arguments: Any) -> Iterator[MadeUnit]:
        for unit in make_units(*arguments):
            names.append(unit.name)
            yield unit

    monkeypatch.setattr("portal.build.make_units", make)
    return names


def test_what_only_stands_beside_a_record_is_not_made_again(world: World, made: list[str]) -> None:
    """Lists of hundreds are worked out of the days, the titles, the languages of each record."""
    world.follow()
    for kind in ("projects", "events", "news"):
        made.clear()
        before = site_build.snapshot(world.target)
        record = world.record(kind)
        fields = site_build.read_yaml(record)
        again(fields)
        site_build.write_yaml(record, fields)
        world.follow()
        after = site_build.snapshot(world.target)
        pages = {output_of(name) for name in made if name.startswith("page ")}
        same = {path for path in pages if before[path] == after[path]}
        assert pages > same
        # Where the data set of the kind is as large as before, nothing of its page has changed.
        assert same <= {"data/index.html", "bg/data/index.html"}, record


def test_a_new_project_leaves_the_maps_of_others_as_they_are(world: World, made: list[str]) -> None:
    """It works where others do, and no map says how many there are."""
    world.follow()
    before = site_build.snapshot(world.target)
    pattern = world.record("projects")
    while not site_build.read_yaml(pattern).get("municipalities"):
        pattern = world.record("projects")
    shutil.copy(pattern, pattern.with_stem(f"{pattern.stem}-again"))
    made.clear()
    world.follow()
    pages = [name.split(" ")[2] for name in made if name.startswith("page ")]
    assert f"projects/{pattern.stem}-again/" in pages
    others = {f"projects/{path.stem}/" for path in pattern.parent.glob("*.yml")}
    assert not others.intersection(pages) - {f"projects/{pattern.stem}-again/"}
    assert before != site_build.snapshot(world.target)


def output_of(unit: str) -> str:
    _, tag, path = unit.split(" ")
    return f"{'' if tag == 'en' else 'bg/'}{path}index.html"


def test_nothing_changed_leaves_every_file_as_it_is(world: World) -> None:
    world.follow()
    before = {p: (p.stat().st_ino, p.stat().st_mtime_ns) for p in world.target.rglob("*")}
    world.follow()
    assert {p: (p.stat().st_ino, p.stat().st_mtime_ns) for p in world.target.rglob("*")} == before
    assert {p.name for p in world.target.parent.iterdir()} == {"site", ".site.previous"}


def test_a_copied_site_and_cache_are_as_good_as_the_first(world: World, tmp_path: Path) -> None:
    world.follow()
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(world.target, elsewhere / "site")
    shutil.copytree(world.cache_folder, elsewhere / "cache")
    before = {p.name for p in (elsewhere / "cache" / "sites").iterdir()}
    world.target, world.cache = elsewhere / "site", Cache(elsewhere / "cache")
    inode = (world.target / "index.html").exists() or (world.target / "projects").stat().st_ino
    world.follow()
    assert {p.name for p in (elsewhere / "cache" / "sites").iterdir()} == before
    assert inode == (
        (world.target / "index.html").exists() or (world.target / "projects").stat().st_ino
    )


def every_unit(plan: Plan) -> Iterator[Unit]:
    for jobs in (*plan.of_languages(), plan.shared()):
        for job in jobs:
            yield from job.units


def reads_of(unit: Unit) -> set[str]:
    with collect_reads() as reads:
        list(unit.make())
    return set(key_names(reads))


def test_what_is_kept_for_later_passes_its_reads_on(world: World) -> None:
    """A unit made last reads all that it reads when it is the first to be made."""
    open_plan: Callable[[], Plan] = lambda: Plan(*world.open(world.cache))  # noqa: E731
    warm = {unit.name: reads_of(unit) for unit in every_unit(open_plan())}
    names = sorted(warm)
    for name in world.chance.sample(names, 60):
        unit = next(unit for unit in every_unit(open_plan()) if unit.name == name)
        missing = reads_of(unit) - warm[name]
        assert not missing, (name, sorted(missing)[:5])


def _difference(wanted: dict[str, bytes], found: dict[str, bytes], path: str) -> str:
    anew, changed = (text[path].decode("utf-8", "replace").split("\n") for text in (wanted, found))
    return "\n".join(list(difflib.unified_diff(anew, changed, "anew", "changed", n=0))[:20])


def test_what_is_kept_for_a_while_only_is_made_again_and_read_each_time() -> None:
    made: list[int] = []

    def make(number: int) -> int:
        made.append(number)
        note(f"source/{number}")
        return -number

    recall = memo(make, most=2)
    for number in (1, 2, 1, 3, 1):
        with collect_reads() as reads:
            assert recall(number) == -number
        assert key_names(reads) == [f"source/{number}"]
    assert made == [1, 2, 3, 1]


def test_who_asks_what_was_worked_out_has_read_the_answer_alone() -> None:
    asked: list[str] = []

    def work_out(part: str) -> int:
        note("records/a")
        asked.append(part)
        return len(part)

    length = TracedFunction("length", work_out)
    for _ in range(2):
        with collect_reads() as reads:
            assert (length("x"), length("yy")) == (1, 2)
        assert set(key_names(reads)) == {"length/x", "length/yy"}
    with collect_reads() as reads:
        assert length.untraced("zzz") == 3
    assert reads == set()
    assert asked == ["x", "yy", "zzz"]
