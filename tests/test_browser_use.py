"""Using the site: by keyboard, without scripts, in the light and in the dark."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import NARROW, WIDE, Reader, reader
from tests.site_build import LANGUAGES
from tests.site_walk import Site

pytestmark = [pytest.mark.build, pytest.mark.browser]

RECORD = "projects/good-governance-rhodope/"
FOCUSED = "document.activeElement"


@pytest.fixture(params=["root", "sub-path"])
def address(request: pytest.FixtureRequest) -> str:
    """The site at the root of a host, and below a path."""
    name = "site_address" if request.param == "root" else "subpath_address"
    found: str = request.getfixturevalue(name)
    return found


@pytest.fixture
def wide(browser: Browser, address: str) -> Iterator[Reader]:
    with reader(browser, address) as found:
        yield found


@pytest.fixture
def narrow(browser: Browser, address: str) -> Iterator[Reader]:
    with reader(browser, address, viewport={"width": NARROW, "height": 700}) as found:
        yield found


def tab_stops(page: Page, limit: int = 200) -> list[dict[str, object]]:
    """Every stop of the Tab key from the top of the page to its end."""
    stops: list[dict[str, object]] = []
    for _ in range(limit):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
                const e = document.activeElement;
                if (!e || e === document.body) return null;
                const style = getComputedStyle(e), box = e.getBoundingClientRect();
                const ringed = (of, part) => {
                    const s = getComputedStyle(of, part);
                    return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
                };
                const all = [...document.querySelectorAll("*")];
                return {
                    place: all.indexOf(e), tag: e.tagName.toUpperCase(), text: e.textContent.trim(),
                    href: e.getAttribute("href"),
                    shown: box.width > 0 && box.height > 0 && style.visibility === "visible"
                        && box.right > 0 && box.left < innerWidth
                        && box.bottom > 0 && box.top < innerHeight,
                    // A card's link covers the card, and so does its ring.
                    marked: ringed(e) || ringed(e, "::after")
                        || (e.closest("li.card") !== null && ringed(e.closest("li.card"))),
                };
            }"""
        )
        if stop is None or (stops and stop["place"] == stops[0]["place"]):
            return stops
        stops.append(stop)
    raise AssertionError("the Tab key does not come to an end")


# -- keyboard ------------------------------------------------------------------------


def test_the_first_stop_skips_to_the_content(wide: Reader) -> None:
    page = wide.open(RECORD)
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_text("Skip to content")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate(f"document.querySelector('#content').contains({FOCUSED})")


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("path", ["", RECORD, "funding/", "map/"])
def test_tab_goes_through_the_page_in_order_and_shows_where_it_is(
    browser: Browser, site_address: str, path: str, width: int
) -> None:
    with reader(browser, site_address, viewport={"width": width, "height": 900}) as guest:
        page = guest.open(path)
        stops = tab_stops(page)
        places = [int(str(stop["place"])) for stop in stops]
        assert places == sorted(places)
        assert [stop for stop in stops if not stop["shown"]] == []
        assert [stop for stop in stops if not stop["marked"]] == []
        # Every link that can be seen is reached.
        visible = page.locator("a[href]:visible, button:visible, summary:visible").count()
        reached = [stop for stop in stops if stop["tag"] in ("A", "BUTTON", "SUMMARY")]
        assert len(reached) == visible


def test_the_menu_opens_and_closes_by_keyboard(narrow: Reader) -> None:
    page = narrow.open(RECORD)
    link = page.locator("details.menu a", has_text="Municipalities")
    expect(link).to_be_hidden()
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(page.locator("summary")).to_be_focused()
    page.keyboard.press("Space")
    expect(link).to_be_visible()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED}.textContent.trim()") == "Municipalities":
            break
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Municipalities")
    assert page.url == f"{narrow.address}municipalities/"


def test_a_table_that_is_too_wide_scrolls_by_keyboard(browser: Browser, site_address: str) -> None:
    with reader(browser, site_address, viewport={"width": NARROW, "height": 700}) as guest:
        page = guest.open("agreements/romact-blagoevgrad-2020/")
        region = page.locator("section[aria-labelledby=signatures] [tabindex='0']")
        region.focus()
        expect(region).to_be_focused()
        widths = region.evaluate("e => [e.scrollWidth, e.clientWidth]")
        if widths[0] > widths[1]:
            page.keyboard.press("ArrowRight")
            page.wait_for_function("e => e.scrollLeft > 0", arg=region.element_handle())


# -- without scripts -----------------------------------------------------------------


@pytest.fixture
def scriptless(browser: Browser, address: str) -> Iterator[Reader]:
    with reader(
        browser, address, java_script_enabled=False, viewport={"width": NARROW, "height": 700}
    ) as found:
        yield found


def test_menu_and_languages_work_without_scripts(scriptless: Reader) -> None:
    page = scriptless.open("")
    expect(page.locator("[data-theme-button]")).to_be_hidden()  # it could do nothing
    page.locator("summary").click()
    page.locator("details.menu a", has_text="Projects").click()
    expect(page.locator("h1")).to_have_text("Projects")
    page.locator("main a", has_text="Roma-Net").first.click()
    expect(page.locator("h1")).to_have_text("Roma-Net")
    page.locator("nav a[hreflang=cs]").click()
    assert page.url == f"{scriptless.address}cs/projects/roma-net/"
    expect(page.locator("html")).to_have_attribute("lang", "cs")
    page.locator("a.brand").click()
    assert page.url == f"{scriptless.address}cs/"


def test_all_content_is_there_without_scripts(
    browser: Browser, site_address: str, site: Site
) -> None:
    with reader(browser, site_address, java_script_enabled=False) as guest:
        for path in (RECORD, "agreements/romact-blagoevgrad-2020/", "events/", "data/", "feeds/"):
            page = guest.open(path)
            for summary in page.locator("main summary").all():
                summary.click()
            shown = re.sub(r"\s+", "", page.locator("main").inner_text()).lower()
            written = site.pages[path]
            for node in written.all("main h1, main h2, main h3, main dd, main td, main p"):
                if "visually-hidden" not in (node.html or ""):
                    text = re.sub(r"\s+", "", node.text()).lower()
                    assert text in shown, (path, text)


def test_the_dark_theme_follows_the_system_without_scripts(
    browser: Browser, site_address: str
) -> None:
    found = set()
    for scheme in ("light", "dark"):
        with reader(browser, site_address, java_script_enabled=False, color_scheme=scheme) as guest:
            found.add(background(guest.open("")))
    assert len(found) == 2


# -- the theme -----------------------------------------------------------------------


def background(page: Page) -> str:
    colour: str = page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
    return colour


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_theme_button_changes_the_theme_and_the_choice_is_remembered(
    browser: Browser, address: str, system: str
) -> None:
    other, word, back = (
        ("dark", "Dark theme", "Light theme")
        if system == "light"
        else ("light", "Light theme", "Dark theme")
    )
    with reader(browser, address, color_scheme=system, reduced_motion="reduce") as guest:
        page = guest.open("")
        button = page.get_by_role("button", name=re.compile("theme"))
        expect(button).to_have_text(word)
        before = background(page)
        assert page.evaluate("localStorage.length") == 0
        button.click()
        expect(button).to_have_text(back)
        expect(page.locator("html")).to_have_attribute("data-theme", other)
        page.wait_for_function(
            "before => getComputedStyle(document.body).backgroundColor !== before", arg=before
        )
        assert page.evaluate("Object.entries(localStorage)") == [["portal-theme", other]]
        assert page.evaluate("sessionStorage.length") == 0
        assert page.context.cookies() == []
        # Another page, another language, a reload: still so.
        page = guest.open("bg/" + RECORD)
        expect(page.locator("html")).to_have_attribute("data-theme", other)
        after = background(page)
        assert after != before
        page.reload()
        assert background(page) == after
        # By keyboard back again.
        page.locator("[data-theme-button]").focus()
        page.keyboard.press("Enter")
        expect(page.locator("html")).to_have_attribute("data-theme", system)
        assert guest.said == []


def test_the_chosen_theme_is_there_before_the_page_is_painted(
    browser: Browser, site_address: str
) -> None:
    with reader(browser, site_address, color_scheme="light") as guest:
        guest.open("")
        guest.page.evaluate("localStorage.setItem('portal-theme', 'dark')")
        # The style sheet comes late: by then the choice must stand already.
        guest.page.add_init_script(
            "addEventListener('DOMContentLoaded', () => {"
            "window.early = document.documentElement.dataset.theme})"
        )
        page = guest.open(RECORD)
        in_head = page.evaluate(
            "document.head.querySelector('script:not([src]):not([type])') !== null"
        )
        assert in_head
        assert page.evaluate("window.early") == "dark"


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_theme_button_speaks_the_language_of_the_page(
    browser: Browser, site_address: str, tag: str
) -> None:
    with reader(browser, site_address, color_scheme="light") as guest:
        page = guest.open("" if tag == "en" else f"{tag}/")
        button = page.locator("[data-theme-button]")
        dark = button.inner_text()
        button.click()
        light = button.inner_text()
        assert dark and light and dark != light
        assert (dark == "Dark theme") == (tag == "en")


# -- finding the way -----------------------------------------------------------------


def test_a_reader_finds_what_a_municipality_has_promised(wide: Reader) -> None:
    page = wide.open("bg/")
    page.locator("nav a:visible", has_text="Общини").first.click()
    page.locator("main a", has_text="Благоевград").first.click()
    page.locator("main a[href*=romact-blagoevgrad-2020]").first.click()
    expect(page.locator("section[aria-labelledby=commitments] ol > li")).to_have_count(7)
    page.go_back()
    expect(page.locator("h1")).to_contain_text("Благоевград")
    assert wide.strangers() == []
    assert wide.said == []


def test_a_missing_page_looks_like_the_site_and_leads_home(wide: Reader) -> None:
    page = wide.open("no/such/page/at/all/")
    expect(page.locator("h1")).to_be_visible()
    loaded = page.evaluate(
        "[...document.styleSheets].every(s => s.href === null || s.cssRules.length)"
    )
    assert loaded
    assert page.locator("header img").first.evaluate("e => e.naturalWidth > 0")
    page.locator("main [lang=cs] a").click()
    assert page.url == f"{wide.address}cs/"


def test_a_former_address_brings_its_reader_on(browser: Browser, second_site_address: str) -> None:
    for settings in ({}, {"java_script_enabled": False}):
        with reader(browser, second_site_address, **settings) as guest:
            page = guest.open("hu/programmes/regionen-lernen/")
            page.wait_for_url("**/hu/programmes/lernende-regionen/")
            expect(page.locator("h1")).to_have_text("Tanuló régiók")
