"""The catalogue: who relates to whom, in both directions, and what old ids lead to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from portal.catalog import Catalog, build_catalog, targets_of
from portal.load import load_data
from tests.builders import text_of, write_tree


def catalog_of(directory: Path, changes: Mapping[str, str | bytes | None] | None = None) -> Catalog:
    catalog, problems = build_catalog(load_data(write_tree(directory, changes)))
    assert problems == ()
    assert catalog is not None
    return catalog


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return catalog_of(tmp_path)


def test_every_record_is_there_by_its_id(catalog: Catalog) -> None:
    assert sorted(catalog.records["municipalities"]) == ["byala", "ruse"]
    assert catalog.get("projects", "school").id == "school"
    with pytest.raises(KeyError):
        catalog.get("projects", "scool")


@pytest.mark.parametrize(
    ("record", "kind", "ids"),
    [
        # What a record names …
        (("projects", "school"), "programmes", ("romact",)),
        (("projects", "school"), "municipalities", ("byala", "ruse")),
        (("projects", "school"), "organisations", ("donor",)),
        (("projects", "school"), "sources", ("report",)),
        (("municipalities", "ruse"), "sources", ("report",)),
        # … and what names it.
        (("projects", "school"), "grants", ("school-grant",)),
        (("projects", "school"), "news", ("start",)),
        (("municipalities", "ruse"), "projects", ("school",)),
        (("municipalities", "ruse"), "agreements", ("ruse-2020",)),
        (("municipalities", "ruse"), "events", ("training",)),
        (("programmes", "romact"), "projects", ("school",)),
        (("programmes", "romact"), "agreements", ("ruse-2020",)),
        (("organisations", "donor"), "grants", ("school-grant",)),
        (("sources", "report"), "municipalities", ("byala", "ruse")),
        # What nothing relates to, and what has no pages.
        (("municipalities", "byala"), "events", ()),
        (("organisations", "donor"), "visibility", ()),
        (("municipalities", "nowhere"), "projects", ()),
    ],
)  # fmt: skip
def test_relations_lead_both_ways(
    catalog: Catalog, record: tuple[str, str], kind: str, ids: tuple[str, ...]
) -> None:
    assert catalog.related_ids(*record, kind) == ids


def test_a_record_that_names_another_twice_relates_to_it_once(catalog: Catalog) -> None:
    """Ruse names the report as its source and as that of its coordinates."""
    assert catalog.related_ids("municipalities", "ruse", "sources") == ("report",)


@pytest.mark.parametrize(
    ("target", "leads"),
    [
        ("projects/school", True), ("projects/school/", True), ("projects", True),
        ("funding/school-grant", True), ("grants/school-grant", True), ("projects/scool", False),
        ("project/school", False), ("projects/school/more", False), ("", False),
        ("programmes/romact-programme", False), ("visibility/donor-rule", False),
    ],
)  # fmt: skip
def test_where_links_lead(tmp_path: Path, target: str, leads: bool) -> None:
    targets = targets_of(load_data(write_tree(tmp_path)))
    assert (targets.complain_about_portal(target) is None) is leads


def test_old_ids_lead_to_the_new_ones(catalog: Catalog) -> None:
    assert catalog.former == {("programmes", "romact-programme"): "romact"}


def test_two_records_may_not_have_had_the_same_id(tmp_path: Path) -> None:
    text = text_of("municipalities/byala.yml") + "former_ids: [biala]\n"
    other = text_of("municipalities/ruse.yml") + "former_ids: [biala]\n"
    write_tree(tmp_path, {"municipalities/byala.yml": text, "municipalities/ruse.yml": other})
    _, (problem,) = build_catalog(load_data(tmp_path))
    assert problem.path == "data/municipalities/ruse.yml"
    assert problem.got == '"biala"'


def test_the_same_old_id_may_belong_to_two_kinds(tmp_path: Path) -> None:
    text = text_of("municipalities/byala.yml") + "former_ids: [romact-programme]\n"
    catalog = catalog_of(tmp_path, {"municipalities/byala.yml": text})
    assert catalog.former["municipalities", "romact-programme"] == "byala"
    assert catalog.former["programmes", "romact-programme"] == "romact"


def test_a_site_elsewhere_is_the_same_but_for_its_address(catalog: Catalog) -> None:
    moved = catalog.with_url("https://elsewhere.example/portal/")
    assert moved.site.url == "https://elsewhere.example/portal/"
    assert moved.records is catalog.records
    assert catalog.site.url == "https://portal.example/"


def test_news_of_tomorrow_is_not_there_yet(catalog: Catalog) -> None:
    before, on_the_day = (catalog.until(date(2018, 5, day)) for day in (17, 18))
    assert "start" not in before.records["news"]
    assert before.related_ids("projects", "school", "news") == ()
    assert on_the_day is catalog


def test_without_a_site_there_is_no_catalogue_but_all_problems(tmp_path: Path) -> None:
    project = text_of("projects/school.yml").replace("programme: romact", "programme: romakt")
    write_tree(tmp_path, {"site.yml": "title: x\n", "projects/school.yml": project})
    catalog, problems = build_catalog(load_data(tmp_path))
    assert catalog is None
    assert "programme" in [problem.field for problem in problems]


def test_targets_of_pages_are_those_of_records(tmp_path: Path) -> None:
    write_tree(tmp_path, {"programmes/romact.yml": "name: broken\nformer_ids: [romact-old]\n"})
    targets = targets_of(load_data(tmp_path))
    assert targets.complain_about_portal("programmes/romact") is None
    complaint = targets.complain_about_portal("programmes/romact-old")
    assert complaint is not None
    assert complaint[2] == 'write "romact": the record has a new id'


def test_kinds_without_records_say_how_to_begin(tmp_path: Path) -> None:
    write_tree(tmp_path, {"municipalities/byala.yml": None})
    targets = targets_of(load_data(tmp_path))
    assert targets.complain_about_id("documents", "xyz") is not None
    (tmp_path / "documents/handbook.yml").unlink()
    complaint = targets_of(load_data(tmp_path)).complain_about_id("documents", "xyz")
    assert complaint is not None
    assert complaint[2] == "add data/documents/xyz.yml"
