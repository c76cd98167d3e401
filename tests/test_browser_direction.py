"""What readers of a language from right to left see where text runs the other way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator

from tests import site_build
from tests.browsing import NARROW, WIDE, Reader, reader
from tests.shared import Shared
from tests.site_build import Fields, read_yaml
from tests.site_walk import Site, serve

pytestmark = [pytest.mark.build, pytest.mark.browser]

TAG = "ar"
WORDS = {
    "Everything in one zip file": "كل شيء في ملف واحد",
    "Data version": "إصدار البيانات",
    "Coordinates": "الإحداثيات",
}
TEXTS = ("title", "summary", "body")
HEADER = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
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


def make_arabic(place: Path) -> Site:
    """The first site with Arabic: few words of the interface, the texts of one news item."""
    data = site_build.copy_data(place / "data")
    site: Fields = read_yaml(data / "site.yml")
    language = {"tag": TAG, "name": "العربية", "direction": "rtl"}
    site_build.change_yaml(data / "site.yml", languages=[*site["languages"], language])
    entries = [f'\nmsgid "{word}"\nmsgstr "{own}"\n' for word, own in WORDS.items()]
    (data / "strings" / f"{TAG}.po").write_text("".join([HEADER, *entries]), "utf-8")
    for path in (data / "visibility").glob("*.yml"):
        statement = {**read_yaml(path)["statement"], TAG: "بتمويل من الاتحاد الأوروبي"}
        site_build.change_yaml(path, statement=statement)
    news = data / "news" / "focsani-training-2018.yml"
    texts = {name: text for name, text in read_yaml(news).items() if name in TEXTS}
    told = {name: {**text, TAG: "خبر باللغة العربية"} for name, text in texts.items()}
    site_build.change_yaml(news, **told)
    return site_build.build(place / "site", data=data)


@pytest.fixture(scope="module")
def arabic(browser: Browser, shared: Shared) -> Iterator[Reader]:
    site = shared.get("arabic", make_arabic)
    with serve(site.root) as address, reader(browser, f"{address}{TAG}/") as somebody:
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
    assert size.evaluate(AS_SEEN) == (size.text_content() or "")


def test_the_day_of_the_data_is_not_turned_round(arabic: Reader) -> None:
    link = arabic.open("").locator("a.data-version")
    # What is generated has no place that could be asked for.
    style = link.evaluate(
        "e => { const s = getComputedStyle(e, '::after'); return [s.direction, s.unicodeBidi]; }"
    )
    assert style == ["ltr", "isolate"]
