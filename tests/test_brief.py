"""Whoever takes a record's brief is not made again for its prose: so it must not read it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from portal.brief import digest_brief, prose_fields
from portal.build import open_portal, write_site
from portal.cache import Cache
from portal.catalog import Catalog
from portal.check import check_directory
from portal.fields import Prose
from portal.frame import Frame
from portal.model import KINDS, AnyRecord
from portal.theme import Theme
from sample_data import write_sample
from tests import site_build

TODAY = date(2026, 11, 22)
FRAME = Frame(("<!doctype html><html><head>", "</head><body>", "", "</body></html>"))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("sample") / "data"
    write_sample(data, 60, 5)
    site = site_build.read_yaml(data / "site.yml")
    site_build.write_yaml(data / "site.yml", site | {"page_size": 5})
    return data


def built(data: Path, out: Path) -> dict[str, bytes]:
    checked = check_directory(data, now=datetime.combine(TODAY, time(12), UTC))
    assert checked.catalog is not None
    portal = open_portal(
        checked.catalog, checked.strings, data, site_build.ROOT / "overrides", TODAY,
        pictures=checked.pictures, cache=Cache(),
    )  # fmt: skip
    frames = {tag: dict.fromkeys(portal.frame_keys(), FRAME) for tag in portal.localisers}
    write_site(portal, Theme(frames), out)
    found: dict[str, bytes] = site_build.snapshot(out)
    return found


def of_another_edit(record: AnyRecord) -> AnyRecord:
    """The record with other prose in the same languages, changed on another day."""
    changes: dict[str, Any] = {"updated_on": date(1999, 12, 31)}
    for name in prose_fields(type(record)):
        text: Mapping[str, str] | None = getattr(record, name)
        if text is not None:
            changes[name] = Prose(dict.fromkeys(text, "Other words."))
    return record.model_copy(update=changes)


def test_no_page_reads_the_prose_of_a_brief(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = built(data, tmp_path / "expected")
    asked: set[str] = set()

    def brief(catalog: Catalog, kind: str, record_id: str) -> AnyRecord:
        asked.add(kind)
        return of_another_edit(catalog.records[kind][record_id])

    monkeypatch.setattr(Catalog, "brief", brief)
    found = built(data, tmp_path / "found")
    assert {name for name in expected | found if expected.get(name) != found.get(name)} == set()
    assert asked > {"projects", "municipalities", "events", "news", "grants"}


def test_the_digest_is_of_everything_else(data: Path) -> None:
    catalog = check_directory(data).catalog
    assert catalog is not None
    with_prose = set()
    for kind, records in catalog.records.items():
        for record in records.values():
            digest = digest_brief(record)
            assert digest_brief(of_another_edit(record)) == digest
            assert digest_brief(record.model_copy(update={"former_ids": ("other",)})) != digest
            for name in prose_fields(type(record)):
                text = getattr(record, name)
                if text is None:
                    continue
                with_prose.add(kind)
                fewer = Prose(dict(list(text.items())[1:]))
                assert digest_brief(record.model_copy(update={name: fewer})) != digest
                assert digest_brief(record.model_copy(update={name: None})) != digest
    assert with_prose


def test_prose_is_found_where_models_have_it() -> None:
    """Nothing that is prose counts as brief: neither hidden in a union nor in a list."""
    for kind, model in KINDS.items():
        marked = {n for n, f in model.model_fields.items() if "Prose" in str(f.annotation)}
        assert set(prose_fields(model)) == marked, kind
