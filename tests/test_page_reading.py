"""Pages that are made to stop the check: each is told of alone, and costs the others nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from page_reading import PageReading
from portal.commitments.documents import PageRead
from portal.commitments.targets import Target
from portal.commitments.verdicts import Verdict
from portal.web.answers import Answer, Failure, Fetch, Kind, Trouble
from tests.commitment_pages.checking import target_for
from tests.commitment_pages.parts import PORTAL, Case

PAGE = "http://town.pages.example/"
LINK = f'<a href="{PORTAL}programmes/romact/">ROMACT</a>'
# Each of these would take minutes, days or all memory: measured before pages were read apart.
ENDLESS = {
    "nested selectors": f"<style>a{{{'& &{' * 40}opacity:0{'}' * 41}</style>",
    "lists of selectors": f"<style>{'a,b,c,d,e,f,g,h,i,j{opacity:0;' * 12}{'}' * 12}</style>",
    "spaces in a query": f"<style>@media a{' ' * 1_000_000}b{{a{{opacity:0}}}}</style>",
    "a srcset": f'<img srcset="{"," * 3_000_000}">',
    "a transform": f"<style>a{{transform:{'a' * 1_000_000}}}</style>",
}
TOO_ODD = {
    "brackets": f"<style>a{{color:{'(' * 100_000}}}</style>",
    "rules in rules": f"<style>{'a{' * 30_000}</style>",
    "layers": f"<style>{'@media screen{' * 30_000}</style>",
    "a number": f"<style>a{{opacity:{'9' * 10_000}x}}</style>",
}


@pytest.fixture(scope="module")
def target() -> Target:
    return dataclasses.replace(target_for(Case("town", Verdict.MISSING, {})), page=PAGE)


@pytest.fixture(scope="module")
def reading() -> Iterator[PageReading]:
    with PageReading(seconds=2.0) as found:
        yield found


def serving(page: str) -> Fetch:
    def fetch(address: str, kind: Kind) -> Answer | Failure:
        if address == PAGE:
            return Answer(address, 200, {"content-type": "text/html; charset=utf-8"}, page.encode())
        return Failure(Trouble.STATUS, "status 404", address, 404)

    return fetch


def failure_of(page: str, target: Target, reading: PageReading) -> Failure:
    found = reading.read((target,), serving(page + LINK))
    assert isinstance(found, Failure)
    assert (found.trouble, found.address) == (Trouble.UNREADABLE, PAGE)
    return found


@pytest.mark.parametrize("page", ENDLESS.values(), ids=ENDLESS)
def test_what_takes_too_long_is_a_failure_of_its_page(
    page: str, target: Target, reading: PageReading
) -> None:
    failure_of(page, target, reading)


@pytest.mark.parametrize("page", TOO_ODD.values(), ids=TOO_ODD)
def test_what_no_parser_expects_is_a_failure_of_its_page(
    page: str, target: Target, reading: PageReading
) -> None:
    assert failure_of(page, target, reading).detail.startswith("it cannot be read (")


def test_after_a_hostile_page_others_are_read_with_what_they_ask_for(target: Target) -> None:
    asked = []
    page = '<link rel=stylesheet href="/a.css"><iframe src="/b.html"></iframe>' + LINK

    def fetch(address: str, kind: Kind) -> Answer | Failure:
        asked.append((address, kind))
        return serving(page)(address, kind)

    with PageReading(seconds=2.0) as reading:
        for hostile in (ENDLESS["nested selectors"], TOO_ODD["brackets"]):
            assert isinstance(reading.read((target,), serving(hostile)), Failure)
        found = reading.read((target,), fetch)
    assert isinstance(found, PageRead)
    assert [link.address for link in found.shown[0].sightings.links] == [
        f"{PORTAL}programmes/romact/"
    ]
    assert asked == [
        (PAGE, Kind.PAGE), (f"{PAGE}a.css", Kind.STYLE), (f"{PAGE}b.html", Kind.FRAME),
    ]  # fmt: skip


def test_a_mistake_of_the_fetcher_is_no_failure_of_the_page(target: Target) -> None:
    def fetch(address: str, kind: Kind) -> Answer | Failure:
        raise KeyError(address)

    with PageReading() as reading, pytest.raises(KeyError):
        reading.read((target,), fetch)
