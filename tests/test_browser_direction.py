"""What readers of a language from right to left see where text runs the other way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator

from tests.arabic import ADDRESS, TAG
from tests.browsing import NARROW, WIDE, Reader, reader
from tests.site_walk import Site, serve

pytestmark = [pytest.mark.build, pytest.mark.browser]

CARD = f"../embed/v1/blagoevgrad/romact/{TAG}/"
# The characters of an element's text as they stand, from the left.
AS_SEEN = """e => {
    const nodes = document.createTreeWalker(e, NodeFilter.SHOW_TEXT), range = new Range();
    const seen = [];
    for (let node = nodes.nextNode(); node; node = nodes.nextNode())
        for (let at = 0; at < node.data.length; at++) {
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            seen.push([range.getBoundingClientRect().left, node.data[at]]);
        }
    return seen.sort((one, other) => one[0] - other[0]).map(letter => letter[1]).join("");
}"""
# How far letters end from the right edge of what the element stands in.
FROM_RIGHT = """e => {
    const range = new Range();
    range.selectNodeContents(e);
    const own = e.parentElement.getBoundingClientRect();
    return own.right - range.getBoundingClientRect().right;
}"""


@pytest.fixture(scope="module")
def arabic(browser: Browser, arabic_site: Site) -> Iterator[Reader]:
    with serve(arabic_site.root) as address, reader(browser, f"{address}{TAG}/") as somebody:
        yield somebody


def left_of(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return box["x"]


def test_lists_and_tables_of_a_stand_in_run_its_own_way(arabic: Reader) -> None:
    arabic.set(NARROW, "light")
    page = arabic.open("about/")
    assert arabic.too_wide() == []
    text = page.locator('.md-typeset > [lang="en"]')
    # The marks of a list stand before its words.
    assert left_of(text.locator("li").first) > left_of(text.locator("h2").first) + 10
    assert text.locator("td").first.evaluate("e => getComputedStyle(e).textAlign") == "start"
    arabic.set(WIDE, "light")


def test_coordinates_keep_their_order_and_their_signs(arabic: Reader) -> None:
    page = arabic.open("municipalities/glasgow/")
    assert page.locator("body").get_attribute("dir") == "rtl"
    assert page.locator("dd bdi").evaluate(AS_SEEN) == "55.86515, -4.25763"


@pytest.mark.parametrize(
    ("path", "link", "address"),
    [
        ("news/focsani-training-2018/", f".prose a[href='{ADDRESS}']", ADDRESS),
        ("privacy/", f".md-typeset a[href='{ADDRESS}']", ADDRESS),
        ("accessibility/", ".statement a", "https://inclusion-portal.example/"),
    ],
)
def test_addresses_end_with_their_slash(arabic: Reader, path: str, link: str, address: str) -> None:
    assert arabic.open(path).locator(link).first.evaluate(AS_SEEN) == address


def test_what_is_offered_stands_in_the_order_of_the_page(arabic: Reader) -> None:
    page = arabic.open("feeds/")
    first = page.locator(".addresses li").first
    assert left_of(first.locator("a")) > left_of(first.locator("code"))
    links = page.locator("table td").filter(has_text="Atom").first.locator("a")
    places = [left_of(link) for link in links.all()]
    assert places == sorted(places, reverse=True)
    assert len(places) > 2


def test_a_size_has_its_unit_behind_it(arabic: Reader) -> None:
    size = arabic.open("data/").locator(".downloads--all li").first.locator("bdi").last
    number, _, unit = (size.text_content() or "").partition("\u00a0")
    assert unit == "كيلوبايت"
    # Read from the right: the number, then the letters of the unit, last one first from the left.
    assert size.evaluate(AS_SEEN) == f"{unit[::-1]}\u00a0{number}"


def test_the_day_of_the_data_is_not_turned_round(arabic: Reader) -> None:
    link = arabic.open("").locator("a.data-version")
    # What is generated has no place that could be asked for.
    style = link.evaluate(
        "e => { const s = getComputedStyle(e, '::after'); return [s.direction, s.unicodeBidi]; }"
    )
    assert style == ["ltr", "isolate"]


def test_the_words_of_a_badge_are_read_from_the_right(arabic: Reader) -> None:
    page = arabic.open(f"{CARD}badge.svg")
    # The label's letters are the reader's, the name's are drawn.
    label, name = page.locator("text"), page.locator("g > path")
    field, other = (shape.bounding_box() for shape in page.locator("svg > path").all()[::-1])
    words = label.bounding_box()
    assert field is not None
    assert other is not None
    assert words is not None
    assert other["x"] < left_of(name) < field["x"]
    left = words["x"] - field["x"]
    right = field["x"] + field["width"] - words["x"] - words["width"]
    assert left == pytest.approx(right, abs=1.5)
    assert left > 8


def test_links_of_a_card_begin_at_its_right_edge(arabic: Reader) -> None:
    page = arabic.open(CARD)
    assert page.locator(".go a").first.evaluate(FROM_RIGHT) == pytest.approx(0, abs=0.5)
