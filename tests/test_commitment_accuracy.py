"""How right the check is: its verdicts on made-up pages against what a visitor sees there."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache

import pytest

from commitment_drawing import draw_svg
from commitment_fetcher import Bounds, Fetcher, agent_for
from portal.catalog import Catalog
from portal.check import check_directory
from portal.commitments.inspection import inspect_page
from portal.commitments.likeness import LogoBook
from portal.commitments.picture_facts import PictureReader
from portal.commitments.targets import Target, find_targets
from portal.commitments.verdicts import Result, Verdict
from tests.commitment_pages import pictures
from tests.commitment_pages.cases import PORTAL, Case, all_cases, make_world
from tests.commitment_pages.server import Internet, serve
from tests.site_build import ROOT

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
CASES = all_cases()
BOUNDS = Bounds(seconds=3.0, max_bytes=4_000_000)
SLOW = ("silent", "drip", "picture-never-comes", "ten-thousand-links", "huge-page")


@cache
def catalog() -> Catalog:
    checked = check_directory(ROOT / "data")
    assert checked.catalog is not None
    return checked.catalog


@cache
def book() -> LogoBook:
    return LogoBook({f"logos/{p.name}": pictures.logo(p.stem) for p in pictures.LOGOS.glob("*.svg")})


def target_for(case: Case) -> Target:
    (target,) = find_targets(catalog(), ("blagoevgrad",), ("romact",))
    assert str(target.site) == PORTAL
    return dataclasses.replace(target, page=case.address, page_field="logo_page")


@pytest.fixture(scope="module")
def internet() -> Iterator[Internet]:
    world, names = make_world(CASES)
    with serve(world, names) as found:
        yield found


@pytest.fixture(scope="module")
def results(internet: Internet) -> dict[str, Result]:
    """The verdict on every page by its source."""
    reader = PictureReader(book(), draw_svg)
    fetcher = Fetcher(agent_for(PORTAL), BOUNDS, internet.network())

    def check(case: Case) -> tuple[str, Result]:
        (result,), _ = inspect_page([target_for(case)], fetcher.for_one_page(), reader, NOW)
        return case.name, result

    with ThreadPoolExecutor(4) as pool:
        return dict(pool.map(check, CASES))


def test_there_are_enough_pages() -> None:
    assert len(CASES) >= 40
    assert min(Counter(case.truth for case in CASES).values()) >= 8


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_verdict_by_source(case: Case, results: dict[str, Result]) -> None:
    result = results[case.name]
    assert result.verdict is case.by_source, result.model_dump_json(indent=1)
    if case.reason:
        assert result.reason is not None
        assert result.reason.code == case.reason, result.reason


def test_no_page_is_called_fulfilled_that_is_not(results: dict[str, Result]) -> None:
    said = {case.name for case in CASES if results[case.name].verdict is Verdict.FULFILLED}
    true = {case.name for case in CASES if case.truth is Verdict.FULFILLED}
    print(len(said & true), len(said), len(true), said-true)
