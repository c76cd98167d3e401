"""Every kind of page in a real browser: accessible, not too wide, silent, and alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from tests.browsing import NARROW, WIDE, Reader, Scheme, reader
from tests.site_build import LANGUAGES

pytestmark = [pytest.mark.build, pytest.mark.browser]

NOT_THERE = "no/such/page/"
# One page of each kind, the fullest of its kind.
PAGES = (
    "",
    "programmes/romact/",
    "projects/good-governance-rhodope/",
    "municipalities/",
    "map/",
    "map/bg/",
    "municipalities/blagoevgrad/",
    "agreements/romact-blagoevgrad-2020/",
    "organisations/association-of-rhodope-municipalities/",
    "funding/",
    "funding/civic-participation-grant/",
    "events/",
    "events/focsani-training-2018/",
    "news/focsani-training-2018/",
    "documents/good-governance-handbook/",
    "sources/romact-blagoevgrad-agreement/",
    "sources/geonames/municipalities/",
    "municipalities/page-2/",
    "municipalities/by-country/",
    "municipalities/by-country/bg/",
    "feeds/",
    "data/",
    "translations/",
    "embed/",
    "commitments/",
    "embed/blagoevgrad/romact/",
    "contribute/",
    "accessibility/",
    NOT_THERE,
)
PREFIXES = ("", *(f"{tag}/" for tag in LANGUAGES[1:]))
SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")


@pytest.fixture(scope="module")
def visitors(browser: Browser, site_address: str) -> Iterator[list[Reader]]:
    """A reader of each language: their pages are looked at side by side."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(reader(browser, site_address + prefix, axe=True))
            for prefix in PREFIXES
        ]


def objections(visitors: list[Reader], path: str) -> list[str]:
    """What is wrong with a page in light and dark, 1280 and 320 pixels wide."""
    found = []
    for visitor in visitors:
        visitor.open(path)
    for width in (WIDE, NARROW):
        for scheme in SCHEMES:
            for visitor in visitors:
                visitor.set(width, scheme)
                # In the dark only the colours are another matter.
                visitor.begin_axe(None if scheme == "light" else ["color-contrast"])
            for visitor in visitors:
                place = f"{visitor.page.url} {width} {scheme}"
                found += [f"{place}: {problem}" for problem in visitor.axe()]
                found += [f"{place}: too wide: {what}" for what in visitor.too_wide()]
    return found


@pytest.mark.parametrize("path", PAGES)
def test_page_is_accessible_on_every_screen_in_every_language(
    visitors: list[Reader], path: str
) -> None:
    assert objections(visitors, path) == []


def test_the_search_for_objections_finds_them(browser: Browser, site_address: str) -> None:
    with reader(browser, site_address, axe=True) as guest:
        guest.page.add_init_script(
            "addEventListener('DOMContentLoaded', () => {"
            "document.querySelector('h1').style = 'width: 2000px';"
            "document.querySelector('footer p').style = 'color: #888; background: #999';"
            "document.querySelector('img').removeAttribute('alt')})"
        )
        found = "\n".join(objections([guest], ""))
    for word in ("1280 dark: color-contrast", "320 light: image-alt", "320 light: too wide"):
        assert word in found


def test_pages_ask_nobody_else_say_nothing_and_keep_nothing(
    browser: Browser, site_address: str
) -> None:
    with reader(browser, site_address) as guest:
        few = [prefix + path for prefix in PREFIXES[1:] for path in PAGES[:3]]
        for path in (*PAGES, *few):
            page = guest.open(path)
            kept = page.evaluate("[localStorage.length, sessionStorage.length]")
            assert kept == [0, 0], path
        page.wait_for_load_state("networkidle")
        assert len(guest.requests) > len(PAGES)
        assert guest.strangers() == []
        assert [line for line in guest.said if "404" not in line] == []
        assert page.context.cookies() == []


def test_the_second_site_is_accessible_too(browser: Browser, second_site_address: str) -> None:
    with reader(browser, second_site_address, axe=True) as guest:
        for path in (
            "",
            "programmes/lernende-regionen/",
            "hu/projects/stille-post/",
            "rom/programmes/offene-tueren/",
            "rom/municipalities/",
            "rom/funding/",
        ):
            assert objections([guest], path) == []
        assert guest.strangers() == []


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_page_can_be_read_with_letters_four_times_as_large(
    browser: Browser, site_address: str, prefix: str
) -> None:
    with reader(browser, site_address, viewport={"width": NARROW, "height": 256}) as guest:
        for path in ("", "projects/good-governance-rhodope/", "funding/", "data/"):
            guest.open(prefix + path)
            assert guest.too_wide() == [], path
            heading = guest.page.locator("main h1").bounding_box()
            assert heading is not None
            assert heading["x"] >= 0
            assert heading["x"] + heading["width"] <= NARROW
