"""Filtering lists in a real browser: choosing, sorting, sharing, going back, saving, no script."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from portal.check import check_directory
from portal.exports.csv_tables import cell
from portal.languages import Language
from tests.browsing import NARROW, WIDE, Held, Reader, reader
from tests.explored import HARMFUL, LANGUAGES
from tests.rendered import read_table
from tests.site_build import assets, read_yaml
from tests.site_walk import Site

pytestmark = [pytest.mark.build, pytest.mark.browser]

PREFIXES = {tag: "" if tag == "en" else f"{tag}/" for tag in LANGUAGES}


@pytest.fixture
def guest(browser: Browser, explored_address: str) -> Iterator[Reader]:
    with reader(browser, explored_address) as found:
        yield found
        assert found.strangers() == []
        assert found.said == []


def open_filters(page: Page) -> None:
    page.locator(".explorer summary").click()
    expect(page.locator(".explorer__form")).to_be_visible()


def cards(page: Page) -> list[str]:
    """The titles that can be seen."""
    return page.locator("ul.cards:visible > li .card__title").all_inner_texts()


def follow(page: Page, link: Locator) -> None:
    """Click on a link, and wait for what it leads to: a click waits for nothing."""
    address = urljoin(page.url, link.get_attribute("href") or "")
    link.click()
    page.wait_for_url(address)


def number(text: str) -> int:
    found = re.search(r"\d+", text)
    assert found, text
    return int(found.group())


def status(page: Page) -> str:
    return page.locator("[data-status]").inner_text()


# -- choosing ------------------------------------------------------------------------


def test_nothing_is_loaded_until_somebody_filters(guest: Reader) -> None:
    page = guest.open("projects/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in guest.requests if "assets/explorer/" in url or "-view" in url]
    open_filters(page)
    assert [url for url in guest.requests if url.endswith("assets/explorer/en/projects.json")]


def test_ticking_boxes_narrows_the_list_and_counts_go_along(guest: Reader) -> None:
    page = guest.open("projects/")
    before = cards(page)
    open_filters(page)
    assert cards(page) == before
    box = page.get_by_label(re.compile("^Bulgaria"))
    promised = number(page.locator("label", has=box).inner_text().partition("(")[2])
    box.check()
    expect(page.locator("[data-status]")).to_contain_text(f"{promised} entries · Country: Bulgaria")
    assert page.url.endswith("projects/?country=bg")
    assert len(cards(page)) == min(24, promised)
    # A second box of the same filter adds, a menu of another one takes away.
    page.get_by_label(re.compile("^Romania")).check()
    expect(page.locator("[data-status]")).to_contain_text("Country: Bulgaria, Romania")
    both = number(status(page))
    assert both > promised
    menu = page.get_by_role("combobox", name="Year", exact=True)
    option = menu.locator("option:not([disabled])").nth(2)
    promised = number(option.inner_text().partition("(")[2])
    menu.select_option(option.get_attribute("value"))
    expect(page.locator("[data-status]")).to_contain_text("Year: ")
    assert number(status(page)) == promised < both
    page.get_by_role("button", name="Clear all filters").click()
    expect(page.locator("[data-total]")).to_be_visible()
    assert cards(page) == before
    assert page.url.endswith("projects/")


def test_what_is_shown_is_what_the_pages_without_script_show(guest: Reader) -> None:
    page = guest.open("funding/by-funder/")
    link = page.locator(".options a").first
    promised = number(link.inner_text().partition("(")[2])
    link.click()
    expect(page.locator("[data-list] .card__title, .list > .cards .card__title")).to_have_count(
        promised
    )
    static = cards(page)
    assert len(static) == promised
    page.get_by_role("link", name="Filter this list further").click()
    expect(page.locator(".explorer__form")).to_be_visible()
    expect(page.locator(".card__title:visible")).to_have_count(promised)
    assert cards(page) == static


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("path", ["projects/", "events/", "funding/"])
def test_cards_are_the_same_as_those_of_the_list(guest: Reader, path: str, tag: str) -> None:
    read = """() => [...document.querySelectorAll("ul.cards > li")]
        .filter(e => e.checkVisibility())
        .map(e => {
            for (const a of e.querySelectorAll("[href]")) a.setAttribute("href", a.href);
            for (const i of e.querySelectorAll("[src]")) i.setAttribute("src", i.src);
            return e.outerHTML.replace(/srcset="[^"]*"/g, set => set.replaceAll("../", ""))
                .replace(/\\s+/g, " ").replaceAll("> ", ">").replaceAll(" <", "<");
        })"""
    page = guest.open(f"{PREFIXES[tag]}{path}page-2/")
    static = page.evaluate(read)
    assert any("<picture>" in one for one in static) == (path != "funding/")
    links = page.locator("nav.pages li").all_inner_texts()
    page = guest.open(f"{PREFIXES[tag]}{path}?page=2")
    expect(page.locator("[data-total]")).to_be_hidden()
    # On the first page of the grants, their list stands under a heading of its own.
    found = [re.sub("(</?)h3", r"\1h2", one) if path == "funding/" else one
             for one in page.evaluate(read)]  # fmt: skip
    assert found == static
    assert page.locator("nav.pages:visible li").all_inner_texts() == links
    position = page.locator("[data-total]").text_content() or ""
    assert status(page).endswith(position.partition("·")[2].strip().replace("1", "2", 1))


def test_nothing_left_says_so(guest: Reader) -> None:
    page = guest.open("projects/?country=bg&country=nowhere&year=1999")
    expect(page.locator("[data-status]")).to_contain_text("Country: Bulgaria")
    page = guest.open("events/?status=cancelled&year=unknown&kind=training&country=bg")
    expect(page.locator("[data-status]")).to_contain_text("Nothing matches these filters.")
    assert cards(page) == []


def test_harmful_words_stay_words(guest: Reader) -> None:
    page = guest.open("bg/projects/?sort=oldest")
    open_filters(page)
    for _ in range(10):
        if HARMFUL in cards(page):
            break
        page.get_by_role("link", name="Следваща страница").click()
        expect(page.locator("[data-status]")).to_be_focused()
    assert HARMFUL in cards(page)
    assert page.locator("img[src=x]").count() == 0


# -- sorting -------------------------------------------------------------------------


@pytest.mark.parametrize("tag", LANGUAGES)
def test_sorting_follows_the_alphabet_and_the_calendar(
    guest: Reader, explored_site: Site, tag: str
) -> None:
    name = f"assets/explorer/{tag}/events"
    index = json.loads(explored_site.files[f"{name}.json"].read_bytes())
    titles = json.loads(explored_site.files[f"{name}-0.json"].read_bytes())["title"]
    rows = range(len(titles))
    last = 10**12
    orders = {
        "title": sorted(rows, key=lambda n: index["titles"][n]),
        "newest": sorted(rows, key=lambda n: (-(index["times"][n] or -last), index["titles"][n])),
        "oldest": sorted(rows, key=lambda n: (index["times"][n] or last, index["titles"][n])),
    }
    page = guest.open(f"{PREFIXES[tag]}events/")
    open_filters(page)
    for sort, order in orders.items():
        page.locator("select[name=sort]").select_option(sort)
        expected = [titles[n] for n in order][:24]
        expected = ["".join(t if isinstance(t, str) else (r[0] for r in t)) for t in expected]
        expect(page.locator(".card__title:visible")).to_have_text(expected)
        assert f"sort={sort}" in page.url


def test_events_keep_their_parts_while_the_order_is_theirs(guest: Reader) -> None:
    page = guest.open("events/")
    parts = page.locator("[data-list] > h2").all_inner_texts()
    assert parts[0] == "Upcoming"
    page = guest.open("events/?country=bg&country=ro&country=cz")
    expect(page.locator("[data-total]")).to_be_hidden()
    expect(page.locator("h2:visible").first).to_have_text("Upcoming")
    assert page.locator("ul.cards:visible h3").count() == len(cards(page)) > 0
    page = guest.open("events/?country=bg&sort=title")
    expect(page.locator("[data-total]")).to_be_hidden()
    assert page.locator("ul.cards:visible h2").count() == len(cards(page)) > 0


# -- sharing and going back ----------------------------------------------------------


def test_an_address_brings_somebody_else_to_the_same_entries(
    guest: Reader, browser: Browser, explored_address: str
) -> None:
    page = guest.open("projects/")
    open_filters(page)
    page.get_by_label(re.compile("^Czechia")).check()
    page.get_by_label(re.compile("^Ended")).check()
    page.get_by_role("combobox", name="Sort by", exact=True).select_option("newest")
    expect(page.locator("[data-status]")).to_contain_text("Status: Ended")
    page.wait_for_url(re.compile("[?&]sort=newest"))
    with reader(browser, explored_address) as other:
        there = other.open(page.url.removeprefix(explored_address))
        expect(there.locator("[data-status]")).to_have_text(status(page))
        # The status names no order: the list follows that choice a moment later.
        expect(page.locator("ul.cards:visible > li .card__title")).to_have_text(cards(there))
        open_filters(there)
        expect(there.get_by_label(re.compile("^Ended"))).to_be_checked()
        expect(there.get_by_role("combobox", name="Sort by", exact=True)).to_have_value("newest")


def test_an_address_with_a_former_id_shows_what_it_did(guest: Reader, explored_data: Path) -> None:
    """Its static page leads on, and so does what somebody shared of it with other choices."""
    town = "sample-town-006"
    (former,) = read_yaml(explored_data / "municipalities" / f"{town}.yml")["former_ids"]
    guest.open(f"projects/?municipality={town}")
    line = guest.page.locator("[data-status]")
    expect(line).to_contain_text("Municipality: ")
    shown = status(guest.page), cards(guest.page)
    guest.open(f"projects/?municipality={former}")
    expect(line).to_have_text(shown[0])
    assert cards(guest.page) == shown[1]


def test_back_and_forward_go_through_what_was_chosen(guest: Reader) -> None:
    page = guest.open("projects/")
    all_of_them = cards(page)
    open_filters(page)
    box = page.get_by_label(re.compile("^Romania"))
    box.check()
    expect(page.locator("[data-total]")).to_be_hidden()
    filtered = cards(page)
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("[data-status]")).to_contain_text("Page 2 of")
    assert cards(page) != filtered
    page.go_back()
    expect(page.locator("[data-status]")).to_contain_text("Page 1 of")
    assert cards(page) == filtered
    page.go_back()
    expect(page.locator("[data-total]")).to_be_visible()
    expect(box).not_to_be_checked()
    assert cards(page) == all_of_them
    page.go_forward()
    expect(box).to_be_checked()
    expect(page.locator("[data-total]")).to_be_hidden()
    assert cards(page) == filtered
    # To an entry and back again.
    page.locator(".card__title:visible a").first.click()
    expect(page.locator("h1")).to_have_text(filtered[0])
    page.go_back()
    expect(page.locator("[data-status]")).to_contain_text("Country: Romania")
    expect(page.locator(".card__title:visible").first).to_have_text(filtered[0])


# -- saving --------------------------------------------------------------------------


def save(page: Page) -> bytes:
    with page.expect_download() as download:
        page.locator(".explorer__actions button[type=button]").click()
    assert download.value.suggested_filename == "projects.csv"
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_result_is_saved_as_a_table(guest: Reader, tag: str) -> None:
    page = guest.open(f"{PREFIXES[tag]}projects/?country=bg#filters")
    expect(page.locator(".explorer__form")).to_be_visible()
    content = save(page)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    rows = read_table(content)
    assert len(rows) == number(status(page))
    heads = list(rows[0])
    assert heads[2:8] == [
        node.inner_text()
        for node in page.locator(".explorer__form :is(legend, .explorer__field label)").all()[:6]
    ]
    assert [row[heads[0]] for row in rows][:24] == [
        title if title != HARMFUL else cell(HARMFUL) for title in cards(page)
    ]
    for row in rows:
        assert row[heads[-1]].startswith(f"{guest.address}{PREFIXES[tag]}projects/")
    with_country = page.get_by_role("checkbox", checked=True)
    country = page.locator("label", has=with_country).inner_text().partition(" (")[0]
    assert all(country in row[heads[3]].split("; ") for row in rows)


def test_a_whole_list_is_saved_with_every_entry_and_nothing_that_runs(guest: Reader) -> None:
    page = guest.open("projects/")
    total = number(page.locator("[data-total]").inner_text())
    open_filters(page)
    titles = [row["Title"] for row in read_table(save(page))]
    assert len(titles) == total
    assert cell(HARMFUL) in titles
    assert HARMFUL not in titles


NASTY = (
    "", "plain", "=1+1", "+359 2 123", "-12", "-12.5", "-1-1", "@x", "\tx", "\rx", "\nx", "'x",
    "''", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20x", 'say "no"', "a,b", "a;b", "a\r\nb", " =1",
    "12", "-",
    "-１", "x;=1", 'x; "+1;y', "x\n- a\n- b", "x;'=1", "x\t@y", "a\u2028b", '=HYPERLINK("x")',
)  # fmt: skip


def test_cells_are_those_of_the_open_data(guest: Reader) -> None:
    page = guest.open("projects/")
    made = page.evaluate(
        """async ([script, texts]) => {
            const { cell } = await import(new URL(`../${script}`, location));
            return texts.map(cell);
        }""",
        [assets().path("explorer-data.js"), list(NASTY)],
    )
    for text, found in zip(NASTY, made, strict=True):
        table = io.StringIO()
        csv.writer(table, lineterminator="\r\n").writerow([cell(text), "x"])
        assert f"{found},x\r\n" == table.getvalue(), text


@pytest.mark.parametrize("tag", LANGUAGES)
def test_numbers_and_counted_words_are_those_of_the_site(
    guest: Reader, explored_data: Path, tag: str
) -> None:
    checked = check_directory(explored_data)
    assert checked.catalog is not None
    (setting,) = (one for one in checked.catalog.site.languages if one.tag == tag)
    language = Language(setting, checked.strings[tag], tag == "en")
    numbers = [*range(260), 999, 1000, 1001, 1119, 1120, 9999, 10_000, 12_345, 100_002, 999_999]
    page = guest.open(f"{PREFIXES[tag]}projects/")
    found = page.evaluate(
        """async ([script, numbers]) => {
            const home = document.querySelector("[data-explorer]");
            const from = new URL(`${home.dataset.site}${script}`, location);
            const index = await (await import(from)).openIndex(home.dataset.explorer);
            return numbers.map(n => [index.number(n), index.entries(n)]);
        }""",
        [assets().path("explorer-data.js"), numbers],
    )
    assert found == [
        [language.number(n), language.plural("%(num)s entry", "%(num)s entries", n)]
        for n in numbers
    ]


# -- everybody -----------------------------------------------------------------------

FOCUSED = "document.activeElement"


def test_filtering_by_keyboard_never_loses_the_place(guest: Reader) -> None:
    page = guest.open("projects/")
    page.locator(".explorer summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".explorer__form")).to_be_visible()
    expect(page.locator(".explorer summary")).to_be_focused()
    box = page.get_by_label(re.compile("^Bulgaria"))
    for _ in range(20):
        page.keyboard.press("Tab")
        if box.evaluate(f"e => e === {FOCUSED}"):
            break
    page.keyboard.press("Space")
    expect(page.locator("[data-status]")).to_contain_text("Country: Bulgaria")
    expect(box).to_be_focused()
    menu = page.get_by_role("combobox", name="Sort by", exact=True)
    menu.focus()
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile("sort=newest"))
    expect(menu).to_be_focused()
    clear = page.get_by_role("button", name="Clear all filters")
    clear.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-status]")).not_to_contain_text("Bulgaria")
    expect(clear).to_be_focused()
    page.get_by_role("link", name="Next page").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-status]")).to_be_focused()
    expect(page.locator("[data-status]")).to_be_in_viewport()


def test_the_links_give_way_without_losing_the_place(
    browser: Browser, explored_address: str
) -> None:
    with reader(browser, explored_address) as slow:
        held = Held(slow.page, "**/assets/explorer/**/*.json")
        page = slow.open("projects/")
        page.locator(".explorer summary").click()
        link = page.locator(".options a").first
        link.focus()
        held.wait()
        expect(link).to_be_focused()
        held.let_go()
        expect(page.locator(".explorer__form")).to_be_visible()
        expect(page.locator(".explorer summary")).to_be_focused()


def test_the_number_of_entries_is_announced(guest: Reader) -> None:
    page = guest.open("projects/")
    expect(page.locator("[data-status]")).to_have_text("")
    open_filters(page)
    page.get_by_label(re.compile("^Bulgaria")).check()
    expect(page.locator("[data-status]")).to_contain_text("entries · Country: Bulgaria")
    for name in ("Programme", "Country", "Status"):
        expect(page.get_by_role("group", name=name, exact=True)).to_be_visible()
    expect(page.get_by_role("form", name="Filter this list")).to_be_visible()


def test_the_number_is_said_when_the_entries_are_there(guest: Reader) -> None:
    held = Held(guest.page, "**/assets/explorer/en/projects-*.json?*")
    page = guest.open("projects/?country=bg")
    held.wait()
    expect(page.locator("[data-total]")).to_be_visible()
    assert page.locator("[data-status]").text_content() == ""
    held.let_go()
    expect(page.locator("[data-status]")).to_contain_text("entries · Country: Bulgaria")
    assert len(cards(page)) == min(24, number(status(page)))


@pytest.mark.parametrize("tag", LANGUAGES)
def test_filters_are_accessible_on_every_screen(
    browser: Browser, explored_address: str, tag: str
) -> None:
    found = []
    with reader(browser, explored_address + PREFIXES[tag], axe=True) as visitor:
        for path in ("events/?country=bg#filters", "funding/?sort=newest#filters"):
            page = visitor.open(path)
            expect(page.locator("[data-total]")).to_be_hidden()
            for width in (WIDE, NARROW):
                for scheme in ("light", "dark"):
                    visitor.set(width, scheme)
                    visitor.begin_axe(None if scheme == "light" else ["color-contrast"])
                    found += [f"{path} {width} {scheme}: {one}" for one in visitor.axe()]
                    found += [f"{path} {width}: too wide: {one}" for one in visitor.too_wide()]
    assert found == []


def test_what_can_be_pressed_is_large_enough(browser: Browser, explored_address: str) -> None:
    for script in (True, False):
        with reader(
            browser, explored_address, java_script_enabled=script,
            viewport={"width": NARROW, "height": 700},
        ) as guest:  # fmt: skip
            page = guest.open("projects/")
            page.locator(".explorer summary").click()
            if script:
                expect(page.locator(".explorer__form")).to_be_visible()
            pressed = page.locator(".explorer :is(a, summary, label, select, button)")
            boxes = [node.bounding_box() for node in pressed.all() if node.is_visible()]
            assert len(boxes) > 15
            for box in boxes:
                assert box is not None
                assert box["height"] >= 24
                assert box["width"] >= 24


def test_forced_colours_keep_boxes_menus_and_edges(browser: Browser, explored_address: str) -> None:
    with reader(browser, explored_address, forced_colors="active") as guest:
        page = guest.open("projects/?country=bg#filters")
        for selector in (".explorer__panel", ".explorer__form select", ".explorer__actions button"):
            style: Any = page.locator(selector).first.evaluate(
                "e => [getComputedStyle(e).borderTopStyle, getComputedStyle(e).borderTopWidth]"
            )
            assert style == ["solid", "1px"], selector


@pytest.mark.parametrize("tag", LANGUAGES)
def test_without_scripts_filters_are_links(
    browser: Browser, explored_address: str, tag: str
) -> None:
    with reader(browser, explored_address, java_script_enabled=False) as guest:
        page = guest.open(f"{PREFIXES[tag]}projects/")
        page.locator(".explorer summary").click()
        link = page.locator("#filter-country + ul a").first
        promised = number(link.inner_text().partition("(")[2])
        follow(page, link)
        shown = len(cards(page))
        while page.locator("a[rel=next]").count():
            follow(page, page.locator("a[rel=next]"))
            shown += len(cards(page))
        assert shown == promised
        follow(page, page.locator(".list__links a"))
        assert f"{PREFIXES[tag]}projects/?country=" in page.url
        expect(page.locator("h1")).to_be_visible()
        page.locator(".explorer summary").click()
        page.locator("#filter-municipality ~ .more a").click()
        page.locator("ul.options a").first.click()
        assert page.locator("h1").inner_text()


@pytest.mark.parametrize("lost", ["**/assets/explorer/**/*.json", "**/explorer-view.*.js"])
def test_when_the_rest_does_not_come_the_links_still_work(
    browser: Browser, explored_address: str, lost: str
) -> None:
    with reader(browser, explored_address) as guest:
        guest.page.route(lost, lambda route: route.abort())
        page = guest.open("projects/?country=bg")
        expect(page.locator("[data-failed]")).to_be_visible()
        assert len(cards(page)) == 24
        page.locator("#filter-country + ul a").first.click()
        expect(page.locator("h1")).to_contain_text("Country: Bulgaria")


def test_parts_of_another_publication_are_not_mixed_in(
    browser: Browser, explored_address: str
) -> None:
    with reader(browser, explored_address) as guest:

        def older(route: Route) -> None:
            answer = route.fetch()
            route.fulfill(response=answer, json={**answer.json(), "version": "older"})

        guest.page.route("**/assets/explorer/en/projects-*.json?*", older)
        page = guest.open("projects/?country=bg")
        expect(page.locator("[data-failed]")).to_be_visible()
        expect(page.locator("[data-total]")).to_be_visible()
        assert len(cards(page)) == 24
