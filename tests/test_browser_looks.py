"""What somebody notices who looks at pages: rows, gaps, and where lines end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import HEIGHT, NARROW, WIDE, Reader, reader, wait_until
from tests.site_build import LANGUAGES
from tests.test_browser_pages import PREFIXES

pytestmark = [pytest.mark.build, pytest.mark.browser]

AUDIT = Path(__file__).with_name("audit.js")
PAIR = "embed/blagoevgrad/romact/"
WIDTHS = (NARROW, 480, 640, 768, 1024, WIDE)
TOPS = "found => found.map(e => Math.round(e.getBoundingClientRect().top))"
DAYS = {
    "en": "22 November 2026",
    "bg": "22 ноември 2026 г.",
    "ro": "22 noiembrie 2026",
    "cs": "22. listopadu 2026",
}
# The lines on which the letters of an element stand, the generated ones too.
LINES = """e => {
    const high = parseFloat(getComputedStyle(e).fontSize);
    const tops = [...e.getClientRects()].filter(r => r.width > 1).map(r => r.top);
    return Math.round((Math.max(...tops) - Math.min(...tops)) / high) + 1;
}"""
# Choices of which the longest is wider than what is left of its field beside the arrow.
CUT = """fields => fields.flatMap(field => {
    const style = getComputedStyle(field);
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = style.font;
    const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const shown = field.selectedOptions[0].text;
    return pen.measureText(shown).width > room - 20 ? [`${shown} (${room})`] : [];
})"""


@pytest.fixture(scope="module")
def looker(browser: Browser, site_address: str) -> Iterator[Reader]:
    with reader(browser, site_address) as found:
        yield found


def widen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHT})


def test_the_ways_into_the_site_stand_in_one_row_or_one_below_the_other(looker: Reader) -> None:
    for prefix in PREFIXES:
        page = looker.open(prefix)
        for width in WIDTHS:
            widen(page, width)
            rows = len(set(page.locator(".way").evaluate_all(TOPS)))
            assert rows in (1, 3), (prefix, width)


def test_the_name_of_the_licence_stays_on_one_line(looker: Reader) -> None:
    for prefix in PREFIXES:
        page = looker.open(f"{prefix}news/")
        for width in WIDTHS:
            widen(page, width)
            licence = page.locator(".site-footer [rel~=license]")
            assert licence.evaluate(LINES) == 1, (prefix, width)


def test_the_version_of_the_data_is_broken_before_its_date_alone(looker: Reader) -> None:
    for prefix in PREFIXES:
        page = looker.open(f"{prefix}news/")
        for width in WIDTHS:
            widen(page, width)
            # The words may take two lines of a narrow column; date and digest share the last one.
            whole, words = page.locator(".data-version").evaluate(
                """e => {
                    const lines = found => new Set([...found.getClientRects()]
                        .filter(r => r.width > 1).map(r => Math.round(r.top))).size;
                    const range = document.createRange();
                    range.selectNodeContents(e);
                    return [lines(e), lines(range)];
                }"""
            )
            assert whole <= words + 1, (prefix, width)


def test_money_and_dots_keep_their_place_on_telephones_where_languages_mix(
    browser: Browser, second_site_address: str
) -> None:
    with reader(browser, second_site_address) as found:
        found.page.context.add_init_script(path=AUDIT)
        for prefix in ("", "hu/", "rom/"):
            page = found.open(prefix)
            for width in WIDTHS:
                widen(page, width)
                assert page.evaluate("[...audit.broken(), ...audit.dots()]") == [], (prefix, width)


def test_no_word_of_one_letter_is_alone_on_a_line_of_a_figure(looker: Reader) -> None:
    alone = """found => found.flatMap(e => {
        const text = e.firstChild, lines = new Map();
        for (const { 0: word, index } of text.data.matchAll(/\\S+/g)) {
            const range = document.createRange();
            range.setStart(text, index);
            range.setEnd(text, index + word.length);
            const top = Math.round(range.getBoundingClientRect().top);
            lines.set(top, (lines.get(top) ?? "") + word);
        }
        return [...lines.values()].filter(line => line.length < 2);
    })"""
    for prefix in PREFIXES:
        page = looker.open(prefix)
        for width in WIDTHS:
            widen(page, width)
            assert page.locator(".figures span").evaluate_all(alone) == [], (prefix, width)


@pytest.mark.parametrize("language", DAYS)
def test_changes_of_embeds_have_their_day_as_the_language_writes_it(
    looker: Reader, language: str
) -> None:
    page = looker.open(f"{PREFIXES[LANGUAGES.index(language)]}embed/")
    shown = page.locator("#promise ~ ul time").all_text_contents()
    assert shown
    assert {" ".join(text.split()) for text in shown} == {DAYS[language]}


def test_headings_buttons_and_second_lines_keep_a_distance(looker: Reader) -> None:
    gap = """e => {
        const before = e.previousElementSibling.getBoundingClientRect();
        return e.getBoundingClientRect().top - before.bottom;
    }"""
    page = looker.open(PAIR)
    assert page.locator(".snippet__copy").first.evaluate(gap) >= 8
    assert page.locator(".lead + p").evaluate(gap) >= 8
    page = looker.open("data/")
    assert page.locator(".lead + p").evaluate(gap) >= 8
    page = looker.open("embed/")
    assert page.locator("#promise ~ h3").evaluate(gap) >= 20


def test_the_choices_of_the_search_can_be_read_to_their_ends(looker: Reader) -> None:
    for prefix in PREFIXES:
        page = looker.open(f"{prefix}search/")
        wait_until(page, "document.querySelectorAll('.search__filters select').length === 2")
        for width in WIDTHS:
            widen(page, width)
            cut = page.locator(".search__filters select").evaluate_all(CUT)
            assert cut == [], (prefix, width)


def test_that_a_code_was_copied_is_seen_beside_a_button_far_below(looker: Reader) -> None:
    page = looker.open(PAIR)
    widen(page, WIDE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-copy]:visible").last.click()
    said = page.locator("[data-status]")
    expect(said).not_to_be_empty()
    expect(said).to_be_in_viewport(ratio=1)
