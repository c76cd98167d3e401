"""The preview shows what a build would publish, after any edit."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from portal.build import Portal, open_portal, write_site
from portal.cache import Cache
from portal.check import check_directory
from portal.derived import Facts, derive
from portal.embeds.pairs import Pairs
from portal.fields import Text
from portal.frame import Frame
from portal.known_files import KnownFiles
from portal.maps.atlas import Atlas
from portal.model import AnyRecord
from portal.plan import NO_TOOLS
from portal.preview import Preview
from portal.theme import Theme
from portal.translations.coverage import measure_coverage
from portal.units import Job
from sample_data import write_sample
from tests import site_build

ROOT = site_build.ROOT
TODAY = date(2026, 11, 22)
NOON = datetime.combine(TODAY, time(12), UTC)
RECORDS = 50
FRAME = Frame(("<!doctype html><html><head>", "</head><body>", "", "</body></html>"))
# What servers and search engines ask for, and nobody who edits.
NOT_SHOWN = {"sitemap.xml", "robots.txt", ".htaccess", "_headers", "_redirects", ".hosting.json"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("sample") / "data"
    write_sample(data, RECORDS, 3)
    site = site_build.read_yaml(data / "site.yml")
    site |= {"page_size": 5, "social_cards": False}
    for language in ("ro", "cs"):
        site = site_build.without(site, language)
        site["languages"] = [one for one in site["languages"] if one["tag"] != language]
        for path in data.rglob("*.yml"):
            fields = site_build.read_yaml(path)
            site_build.write_yaml(path, site_build.without(fields, language))
    site_build.write_yaml(data / "site.yml", site)
    return data


@pytest.fixture
def data(sample: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample, tmp_path / "data"))


def opened(data: Path, cache: Cache, known: KnownFiles | None = None) -> Portal:
    checked = check_directory(data, now=NOON, cache=cache, known=known)
    assert checked.catalog is not None, "\n".join(map(str, checked.problems))
    return open_portal(
        checked.catalog, checked.strings, data, ROOT / "overrides", TODAY, lock=checked.lock,
        pictures=checked.pictures, cache=cache, digests=checked.digests, shapes=checked.shapes,
        known=known,
    )  # fmt: skip


def theme_of(portal: Portal) -> Theme:
    return Theme({tag: dict.fromkeys(portal.frame_keys(), FRAME) for tag in portal.localisers})


def built(data: Path, cache: Path, out: Path) -> dict[str, bytes]:
    """Every file of the site, by a build that remembers nothing of the data."""
    portal = opened(data, Cache(cache))
    write_site(portal, theme_of(portal), out, tools=NO_TOOLS)
    files: dict[str, bytes] = site_build.snapshot(out)
    shutil.rmtree(out)
    return {name: content for name, content in files.items() if name not in NOT_SHOWN}


class Looks:
    """A preview that is renewed, as `make serve` does it."""

    def __init__(self, data: Path, cache: Path, folder: Path) -> None:
        self._data = data
        self._cache = Cache(cache)
        self._folder = folder
        # No file here is as old as the real clock's rule asks: the edits below change sizes.
        self._known = KnownFiles(lambda: 1 << 62)
        self._number = 0

    def renewed(self) -> Preview:
        self._number += 1
        self._known.look_again()
        portal = self._portal = opened(self._data, self._cache, self._known)
        root = self._folder / str(self._number)
        root.mkdir(parents=True)
        return Preview(portal, theme_of(portal), NO_TOOLS, root)

    def derived(self) -> str:
        """What was worked out of the records this time, or remembered."""
        loc = self._portal.default
        return shown(loc.facets, loc.filters, loc.embeds.pairs, loc.embeds.rules, loc.atlas)

    def derived_anew(self, cache: Path) -> str:
        catalog = check_directory(self._data, cache=Cache(cache)).catalog
        assert catalog is not None
        made = derive(catalog, TODAY, Cache())
        return shown(made.facets, made.filters, made.pairs, made.rules, made.atlas)


def shown(facets: Any, filters: Any, pairs: Pairs, rules: Any, atlas: Atlas) -> str:
    return repr([plain(facets), plain(filters), [*pairs.all], plain(rules), plain(atlas.places)])


def plain(mapping: Mapping[Any, Any]) -> dict[Any, Any]:
    return {
        key: plain(value) if isinstance(value, Mapping) else value for key, value in mapping.items()
    }


def differences(preview: Preview, files: Mapping[str, bytes]) -> Iterator[str]:
    for name, content in files.items():
        preview.make(name)
        shown = preview.root / name
        if not shown.is_file():
            yield f"{name} is not there"
        elif shown.read_bytes() != content:
            yield f"{name} is another one"


class Edits:
    """Random edits that leave the data without errors, each of another size than before."""

    def __init__(self, data: Path, seed: int) -> None:
        self._data = data
        self._chance = random.Random(seed)
        self._number = 0

    def _record(self, kind: str) -> Path:
        return self._chance.choice(sorted((self._data / kind).glob("*.yml")))

    def each(self, times: int) -> Iterator[None]:
        """Every kind of edit so many times, in any order."""
        kinds = [self.text, self.relation, self.period, self.add, self.rename] * times
        self._chance.shuffle(kinds)
        for self._number, edit in enumerate(kinds, start=1):
            yield edit()

    def _append(self, path: Path, field: str, value: object) -> None:
        site_build.change_yaml(path, **{field: value})

    def text(self) -> None:
        path = self._record(self._chance.choice(["projects", "events", "municipalities"]))
        name = "name" if path.parent.name == "municipalities" else "title"
        fields = site_build.read_yaml(path)
        texts = {tag: f"{text} {'x' * self._number}" for tag, text in fields[name].items()}
        self._append(path, name, texts)

    def relation(self) -> None:
        towns = [path.stem for path in sorted((self._data / "municipalities").glob("*.yml"))]
        chosen = self._chance.sample(towns, min(len(towns), 1 + self._number % 4))
        self._append(self._record("projects"), "municipalities", chosen)

    def period(self) -> None:
        period = {"starts_on": 1990 + self._number, "ends_on": f"{2026 + self._number}-05-06"}
        self._append(self._record("projects"), "period", period)

    def add(self) -> None:
        path = self._record("projects")
        shutil.copy(path, path.with_stem(f"added-{self._number}"))
        self._append(path.with_stem(f"added-{self._number}"), "former_ids", [])

    def rename(self) -> None:
        path = self._record("sources")
        fields = site_build.read_yaml(path)
        old = [*fields.get("former_ids", []), f"once-{self._number}"]
        self._append(path, "former_ids", old)


def test_a_renewed_preview_shows_what_a_build_publishes(data: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    looks, edits = Looks(data, cache, tmp_path / "previews"), Edits(data, 1)
    looks.renewed()
    for _ in edits.each(1):
        preview = looks.renewed()
        assert looks.derived() == looks.derived_anew(cache)
    files = built(data, cache, tmp_path / "site")
    assert len(files) > 500
    assert not [*differences(preview, files)]


def test_what_is_not_there_makes_nothing(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = Looks(data, tmp_path / "cache", tmp_path / "previews").renewed()
    made: list[str] = []

    def note(job: Job, write: object) -> tuple[()]:
        made.extend(unit.name for unit in job.units)
        return ()

    monkeypatch.setattr("portal.preview.make_units", note)
    for path in ("projects/none/index.html", "favicon.ico", "bg/none/index.html", "feeds/none.xml"):
        preview.make(path)
    assert not made


def test_a_card_is_made_when_it_is_the_first_of_its_files_that_is_asked_for(
    data: Path, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    pair = opened(data, Cache(cache)).default.embeds.pairs.all[0]
    preview = Looks(data, cache, tmp_path / "out").renewed()
    for name in ("", "news/", "events/"):
        path = f"embed/v1/{pair.municipality}/{pair.programme}/bg/{name}index.html"
        (preview.root / path).unlink(missing_ok=True)  # made along with the first one
        preview.make(path)
        assert (preview.root / path).is_file(), path


def changed_texts(record: AnyRecord) -> AnyRecord:
    """The record with other words in each of its texts, and another day of its last change."""

    def change(value: object) -> object:
        if isinstance(value, Text):
            return type(value)({tag: f"{text} changed" for tag, text in value.items()})
        if isinstance(value, tuple):
            return tuple(map(change, value))
        if isinstance(value, BaseModel):
            fields = {name: change(getattr(value, name)) for name in type(value).model_fields}
            return value.model_copy(update=fields)
        return value

    changed = change(record)
    return changed.model_copy(update={"updated_on": date(2020, 1, 1)})  # type: ignore[attr-defined,no-any-return]


def test_what_is_derived_reads_no_text(sample: Path) -> None:
    catalog = check_directory(sample).catalog
    assert catalog is not None
    texts = {
        kind: {i: changed_texts(record) for i, record in group.items()}
        for kind, group in catalog.records.items()
    }
    other = replace(catalog, records=texts)
    assert other.records != catalog.records
    assert Facts(other.records) == Facts(catalog.records)
    cold = Cache()
    assert repr(derive(other, TODAY, cold)) == repr(derive(catalog, TODAY, cold))


def test_shapes_count_what_records_count(sample: Path) -> None:
    checked = check_directory(sample)
    assert checked.catalog is not None and len(checked.shapes) >= RECORDS
    site, records = checked.catalog.site, checked.catalog.records
    by_record = measure_coverage(site, records, checked.lock)
    assert by_record == measure_coverage(site, records, checked.lock, shapes=checked.shapes)
