"""A municipality's page: what was signed, how far it is, and what the home page says of all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import site_build
from tests.shared import Shared
from tests.site_build import read_yaml
from tests.site_walk import Site, squeeze

AGREEMENT = "romact-blagoevgrad-2020"


def make_moved_on(place: Path) -> Site:
    """A site in which a municipality has gone two steps and joined a second programme."""
    data = site_build.copy_data(place / "data")
    programme = data / "programmes" / "romact.yml"
    process = read_yaml(programme)["process"]
    for number, step in enumerate(process, start=1):
        step["id"] = f"step-{number}"
    site_build.change_yaml(programme, process=process)
    agreement = data / "agreements" / f"{AGREEMENT}.yml"
    site_build.change_yaml(
        agreement,
        progress=[
            {"step": "step-1", "status": "done", "since": "2020-03"},
            {"step": "step-2", "status": "under_way"},
        ],
    )
    second = {**read_yaml(agreement), "programme": "urbact-ii", "title": {"en": "Second"}}
    site_build.write_yaml(data / "agreements" / "second.yml", {**second, "progress": []})
    return site_build.build(place / "site", data=data)


@pytest.fixture(scope="module")
def moved_on(shared: Shared) -> Site:
    return shared.get("moved-on", make_moved_on)


def test_commitments_process_roles_and_signatures_are_on_the_page(site: Site) -> None:
    fields = read_yaml(site_build.ROOT / "data" / "agreements" / f"{AGREEMENT}.yml")
    for tag in site.languages:
        page = site.record("municipalities", "blagoevgrad", tag)
        commitments = page.texts("section[aria-labelledby=commitments] ol > li")
        for item, commitment in zip(commitments, fields["commitments"], strict=True):
            assert squeeze(site_build.shown(commitment["text"], tag)) in item
        assert len(page.texts("section[aria-labelledby=process] ol > li")) == 5
        assert len(page.texts("section[aria-labelledby=roles] li")) == len(fields["role_holders"])
        names = page.texts("section[aria-labelledby=signatures] tbody th")
        assert len(names) == 3
        assert names[0].startswith("Emmanuelle Grange")
        assert f"{site.prefix(tag)}agreements/{AGREEMENT}/" in site.targets(page)


def test_nobody_knows_where_the_municipality_stands_and_the_page_says_so(site: Site) -> None:
    page = site.record("municipalities", "blagoevgrad")
    assert all("Nothing known yet" in t for t in page.texts("section[aria-labelledby=process] li"))


@pytest.mark.parametrize(
    ("tag", "shown"),
    [
        ("en", "42.01457, 23.09804"),
        ("bg", "42,01457; 23,09804"),
        ("ro", "42,01457; 23,09804"),
        ("cs", "42,01457; 23,09804"),
    ],
)
def test_coordinates_can_be_told_apart(site: Site, tag: str, shown: str) -> None:
    facts = site.record("municipalities", "blagoevgrad", tag).texts("section.facts dd")
    assert any(fact.startswith(f"{shown} (") for fact in facts)


def test_steps_show_how_far_the_municipality_is(moved_on: Site) -> None:
    steps = moved_on.record("municipalities", "blagoevgrad").texts(
        "section[aria-labelledby=process] ol > li"
    )
    assert "Done, March 2020" in steps[0]
    assert "In progress" in steps[1]
    assert all("Nothing known yet" in step for step in steps[2:])


def test_two_agreements_are_told_apart(moved_on: Site) -> None:
    page = moved_on.record("municipalities", "blagoevgrad")
    headings = page.texts("main h2") or page.texts("h2")
    assert "What the municipality has committed to – ROMACT" in headings
    assert "What the municipality has committed to – URBACT II" in headings
    ids = [node.attributes["id"] for node in page.all("[id]")]
    assert len(ids) == len(set(ids))


def test_money_of_the_projects_that_work_there_is_on_the_page(site: Site) -> None:
    page = site.record("municipalities", "ruse")
    rows = page.texts("section[aria-labelledby=money] tbody tr")
    assert any("€17,740.80" in row or "Amount not stated" in row for row in rows)
    assert "the whole project’s" in page.text
    assert not site.record("municipalities", "focsani").all("section[aria-labelledby=money]")


def test_the_home_page_counts_in_words(site: Site, moved_on: Site) -> None:
    assert {"33 municipalities", "3 programmes", "1 agreement"} <= set(
        site.page("").texts(".figures a")
    )
    assert "2 agreements" in moved_on.page("").texts(".figures a")
    assert "33 de municipalități" in site.page("", "ro").texts(".figures a")
    assert "6 dokumentů" in [squeeze(t) for t in site.page("", "cs").texts(".figures a")]


def test_the_home_page_leads_each_reader_in(site: Site) -> None:
    for tag in site.languages:
        page = site.page("", tag)
        targets = site.targets(page, ".ways a")
        prefix = site.prefix(tag)
        wanted = ("municipalities/", "embed/", "agreements/", "feeds/", "data/", "sources/")
        assert {prefix + path for path in wanted} <= targets
        assert len(page.texts(".way h3")) == 3


def test_a_wrong_step_is_told_at_its_line(tmp_path: Path) -> None:
    data = site_build.copy_data(tmp_path / "data")
    agreement = data / "agreements" / f"{AGREEMENT}.yml"
    text = agreement.read_text("utf-8")
    agreement.write_text(f"{text}progress:\n  - step: funding\n    status: done\n", "utf-8")
    done = site_build.run_check(data)
    line = text.count("\n") + 2
    assert done.returncode == 1
    assert f"agreements/{AGREEMENT}.yml:{line}:11: progress[1].step" in done.stdout + done.stderr
    assert "whose steps have no ids yet" in done.stdout + done.stderr
