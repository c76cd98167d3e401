"""Archived copies of what is gone: checked in the data, and what readers are led to."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.build import open_portal
from portal.catalog import Catalog
from portal.check import check_directory
from portal.pages.cards import Cards
from portal.pages.jsonld import describe_record
from portal.pages.localiser import Localiser
from portal.pages.records import build_record_page
from portal.steps import take_steps
from tests.builders import check_tree, text_of, write_tree
from tests.rendered import TODAY
from tests.site_build import ROOT

GONE = "https://source.example/report"
COPY = "https://archive.example/2026/report"
PLACES = {
    "sources/report.yml": (f"url: {GONE}\n", f"url: {GONE}\narchived_url: {COPY}\n"),
    "documents/handbook.yml": (
        "file: files/handbook.pdf\n", f"url: {GONE}\narchived_url: {COPY}\n",
    ),
    "news/start.yml": (
        "about:\n", f"links:\n  - title: {{en: A link}}\n    url: {GONE}\n"
        f"    archived_url: {COPY}\nabout:\n",
    ),
    "agreements/ruse-2020.yml": (
        "    status: unknown\n", f"    status: fulfilled\n    evidence:\n      - url: {GONE}\n"
        f"        archived_url: {COPY}\n        seen_on: 2026-11-20\n",
    ),
}  # fmt: skip


def changed(name: str, old: str, new: str) -> str:
    text = text_of(name)
    assert text.count(old) == 1
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("lines", "expected", "line"),
    [
        (f"url: {GONE}\narchived_url: archive.example/x\n", 'write it as "https://archive', 7),
        (f"url: {GONE}\narchived_url: mailto:a@b.example\n", "an archived copy", 7),
        (f"url: {GONE}\narchived_url: {GONE}\n", "another address than that of url", 7),
        (f"archived_url: {COPY}\n", "url beside archived_url", 6),
        (f"url: broken\narchived_url: {COPY}\n", "https://", 6),
    ],
)
def test_an_archived_copy_is_an_address_beside_its_original(
    lines: str, expected: str, line: int, tmp_path: Path
) -> None:
    text = changed("sources/report.yml", f"url: {GONE}\n", lines)
    (problem,) = check_tree(write_tree(tmp_path, {"sources/report.yml": text})).problems
    assert expected in str(problem)
    assert problem.line == line


@pytest.fixture(scope="module")
def catalog_and_languages(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Catalog, dict[str, Localiser]]:
    data = tmp_path_factory.mktemp("data")
    write_tree(data, {name: changed(name, *lines) for name, lines in PLACES.items()})
    checked = check_directory(data)
    assert not checked.problems
    assert checked.catalog is not None
    portal = open_portal(checked.catalog, checked.strings, data, ROOT / "overrides", TODAY)
    return checked.catalog, dict(portal.localisers)


@pytest.mark.parametrize("name", PLACES)
def test_readers_are_led_to_the_copy_and_told_why(
    name: str, catalog_and_languages: tuple[Catalog, dict[str, Localiser]]
) -> None:
    catalog, languages = catalog_and_languages
    kind, _, file = name.partition("/")
    loc = languages["en"]
    record = catalog.get(kind, file.removesuffix(".yml"))
    assert record is not None
    page = str(take_steps(build_record_page(record, loc, Cards(loc))))
    assert f'(no longer available; <a href="{COPY}" rel="noopener">archived copy</a>)' in page
    assert f'href="{GONE}"' not in page, "who has that address now, nobody knows"


def test_programs_are_not_led_to_what_is_gone(
    catalog_and_languages: tuple[Catalog, dict[str, Localiser]],
) -> None:
    catalog, languages = catalog_and_languages
    record = catalog.get("sources", "report")
    assert record is not None
    node = describe_record(record, languages["en"], "https://portal.example/sources/report/")
    assert node["archivedAt"] == COPY
    assert not node.get("sameAs")
