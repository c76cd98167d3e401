"""Heights in snippets against what cards need, in a real browser: nothing cut, little blank."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from portal.embeds import contract
from tests import site_build
from tests.browsing import reader
from tests.shared import Shared
from tests.site_build import every_language
from tests.site_walk import Site, serve

pytestmark = pytest.mark.browser

# Frames on other websites: a telephone, a column beside others, a column of text.
NARROW, MIDDLE, WIDE = 320, 480, 600
# The narrowest telephone's page with a browser's own margins leaves 304.
WIDTHS: Final = (304, NARROW, MIDDLE, WIDE)
# CSS pixels: a heading that breaks twice on a telephone is half of a card without entries.
LOW = 110
# Snippets that hold a frame, and the card in it below a pair's directory.
KINDS: Final = {"card": "", "news": "news/", "events": "events/"}
_FRAME_HEIGHT: Final = re.compile(r'<(?:iframe|programme-card) [^>]*height="(\d+)"')
# The height of the content of each card in a frame of each width.
_MEASURE: Final = """([paths, widths]) => Promise.all(paths.map(path => Promise.all(
    widths.map(width => new Promise(done => {
        const frame = document.createElement("iframe");
        frame.style.cssText = `width: ${width}px; height: 100px; border: 0`;
        frame.src = path;
        frame.onload = () => {
            const needed = frame.contentDocument.documentElement.scrollHeight;
            frame.remove();
            done([width, needed]);
        };
        document.body.append(frame);
    })))))"""
# Higher than which no script under embed/v1/ makes a frame.
MAX_HEIGHT = 2000
LONG = "Inclusion of children and young people in kindergartens, schools and universities, yearly"
ONE_WORD = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsfest" * 2
)


def make_long_site(place: Path) -> Site:
    """A site with names and texts as long as cards show them, and more than they show."""
    data = site_build.copy_data(place / "data")
    agreement = site_build.read_yaml(data / "agreements" / "romact-blagoevgrad-2020.yml")
    for municipality, text in (("blagoevgrad", LONG), ("focsani", ONE_WORD)):
        title = every_language(text)
        path = data / "municipalities" / f"{municipality}.yml"
        site_build.change_yaml(path, name=title)
        site_build.write_yaml(
            data / "agreements" / f"many-{municipality}.yml",
            {**agreement, "title": title, "municipality": municipality,
             "commitments": agreement["commitments"] * 3},
        )  # fmt: skip
        for number in range(4):
            event = {
                "title": title, "kind": "meeting", "status": "planned", "summary": title,
                "period": {"starts_on": f"2026-10-{20 - number}"},
                "municipality": municipality, "programme": "romact",
                "sources": ["romact-blagoevgrad-agreement"], "updated_on": "2026-09-01",
            }  # fmt: skip
            site_build.write_yaml(data / "events" / f"{municipality}-{number}.yml", event)
    return site_build.build(place / "site", data=data)


@pytest.fixture(scope="module")
def long_site(shared: Shared) -> Site:
    return shared.get("long-embeds", make_long_site)


class Card(NamedTuple):
    """A card with its height in the snippet, and those that it needs by the frame's width."""

    path: str
    height: int
    needed: dict[int, int]


def directories(site: Site) -> Iterator[tuple[str, str]]:
    """Each pair ("ruse/romact") in each language."""
    for path in sorted(site.files):
        if path.startswith(contract.ROOT) and path.endswith(contract.OEMBED_JSON):
            municipality, programme, language = path.split("/")[2:5]
            yield f"{municipality}/{programme}", language


def promised(site: Site, pair: str, language: str, name: str) -> int:
    """The height in a snippet."""
    page = site.page(f"embed/{pair}/", language)
    found = _FRAME_HEIGHT.search(page.one(f"#code-{name}").text(strip=False))
    assert found
    return int(found[1])


def measured(browser: Browser, site: Site, pairs: str = "") -> list[Card]:
    """All cards, or those of pairs whose names begin so."""
    found = []
    with serve(site.root) as address, reader(browser, address) as guest:
        page = guest.open("licences/README.txt")
        for pair, language in directories(site):
            if pair.startswith(pairs):
                paths = [f"{contract.ROOT}{pair}/{language}/{path}" for path in KINDS.values()]
                needed = page.evaluate(_MEASURE, [[f"/{path}" for path in paths], WIDTHS])
                found += [
                    Card(path, promised(site, pair, language, name), dict(each))
                    for path, name, each in zip(paths, KINDS, needed, strict=True)
                ]
    return found


def is_mostly_full(card: Card) -> bool:
    """Not more than a third of it is blank; of a low card, as much as its narrow form needs."""
    blank = card.height - card.needed[WIDE]
    return blank * 3 <= card.height or blank <= LOW


def test_nothing_is_cut_and_little_is_blank(browser: Browser, site: Site) -> None:
    cards = measured(browser, site)
    assert len(cards) > 20
    for card in cards:
        assert max(card.needed.values()) <= card.height, card
        assert is_mostly_full(card), card


def test_long_texts_are_seen_at_480_and_scroll_in_narrower_frames(
    browser: Browser, long_site: Site
) -> None:
    cards = measured(browser, long_site, "blagoevgrad/") + measured(browser, long_site, "focsani/")
    assert cards
    for card in cards:
        assert card.height <= MAX_HEIGHT
        assert max(card.needed[MIDDLE], card.needed[WIDE]) <= card.height, card
        assert is_mostly_full(card), card


def test_what_is_below_the_fold_is_reached(browser: Browser, long_site: Site) -> None:
    """In a frame that was copied when cards had another height: it scrolls, by keyboard too."""
    with serve(long_site.root) as address, reader(browser, address) as guest:
        page = guest.open(f"{contract.ROOT}blagoevgrad/romact/en/")
        page.set_viewport_size({"width": NARROW, "height": 480})
        link = page.locator(".go a").last
        assert not in_sight(page, ".go a")
        # Whose money it is comes before all that may be long.
        assert in_sight(page, ".by img")
        link.focus()
        assert in_sight(page, ".go a:last-child")


def in_sight(page: Page, selector: str) -> bool:
    found: bool = page.locator(selector).last.evaluate(
        """e => { const box = e.getBoundingClientRect();
                  return box.top >= 0 && box.bottom <= innerHeight; }"""
    )
    return found


def test_all_ways_to_embed_a_card_say_the_same_height(site: Site) -> None:
    for pair, language in directories(site):
        heights = {promised(site, pair, language, n) for n in ("card", "auto", "component")}
        directory = f"{contract.ROOT}{pair}/{language}/"
        response = json.loads(site.files[directory + contract.OEMBED_JSON].read_text("utf-8"))
        frame = _FRAME_HEIGHT.search(response["html"])
        assert frame
        previews = site.page(f"embed/{pair}/", language).all("[data-snippet=card] iframe")
        shown = {int(node.attributes["height"] or "") for node in previews}
        assert heights == {response["height"]} == {int(frame[1])} == shown
