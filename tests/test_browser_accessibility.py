"""WCAG 2.2 AA as far as a browser can measure it and axe-core does not (test_browser_pages).

What is measured stands in `audit.js`, criterion by criterion.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browsing import HEIGHT, NARROW, WIDE, Held, Reader, reader
from tests.site_build import LANGUAGES
from tests.test_browser_pages import PAGES, PREFIXES

pytestmark = [pytest.mark.build, pytest.mark.browser]

AUDIT = Path(__file__).with_name("audit.js")
EMBED = "embed/blagoevgrad/romact/"
# WCAG 2.2, 1.4.12: what readers may set, and must lose nothing by.
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important;"
    " word-spacing: .16em !important } p { margin-block-end: 2em !important }"
)
TWICE_AS_LARGE = "html { font-size: 225% !important }"
STRUCTURE = ("headings", "landmarks", "tables", "languages", "hover")


@pytest.fixture(scope="module")
def one_reader(browser: Browser, site_address: str) -> Iterator[Reader]:
    """Somebody who can measure pages."""
    with reader(browser, site_address) as found:
        found.page.context.add_init_script(path=AUDIT)
        yield found


@pytest.fixture
def auditor(one_reader: Reader) -> Iterator[Reader]:
    """The same for each test, on a wide screen and without wishes of their own."""
    one_reader.page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    yield one_reader
    one_reader.page.emulate_media(
        media="null", color_scheme="null", forced_colors="null", reduced_motion="null"
    )


def audit(page: Page, *names: str) -> list[str]:
    """What the named functions of `audit.js` object to."""
    found: list[str] = []
    for name in names:
        found += [f"{name}: {line}" for line in page.evaluate(f"audit.{name}()")]
    return found


def with_style(page: Page, style: str, *names: str) -> list[str]:
    """The same while a reader's own style holds."""
    page.evaluate("style => { window.own = new CSSStyleSheet(); own.replaceSync(style);"
                  " document.adoptedStyleSheets = [own] }", style)  # fmt: skip
    found = audit(page, *names)
    page.evaluate("document.adoptedStyleSheets = []")
    return found


def measure(page: Page) -> list[str]:
    """All that is wrong with a page, wide and narrow."""
    found = []
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        here = audit(page, "targets", "lost")
        here += [f"spacing: {line}" for line in with_style(page, SPACING, "lost")]
        if width == WIDE:
            here += audit(page, *STRUCTURE)
            here += [f"200 %: {line}" for line in with_style(page, TWICE_AS_LARGE, "lost")]
        found += [f"{width}: {line}" for line in here]
    return found


@pytest.mark.parametrize("number", range(len(PAGES)), ids=lambda number: PAGES[number] or "home")
def test_targets_text_and_structure_of_each_kind_of_page(auditor: Reader, number: int) -> None:
    # Each page in one language: all have their turn.
    page = auditor.open(PREFIXES[number % len(LANGUAGES)] + PAGES[number])
    assert measure(page) == []


WIDTHS = (NARROW, 768, WIDE)


@pytest.mark.parametrize("path", PAGES)
def test_words_stay_whole_where_a_line_has_room_for_them(auditor: Reader, path: str) -> None:
    found = []
    for prefix in PREFIXES:
        page = auditor.open(prefix + path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            here = audit(page, "broken", "dots")
            found += [f"{prefix} {width}: {line}" for line in here]
    assert found == []


SPOILT = {
    "targets: a": "const a = document.querySelectorAll('.sections a');"
    "for (const e of a) { e.style = 'display: block; height: 10px; padding: 0; line-height: 10px';"
    "e.closest('ul').style = 'display: block' }",
    "headings: 2 headings": "document.querySelector('h2').outerHTML = '<h1>Two</h1>'",
    "headings: h4": "document.querySelector('h2').outerHTML = '<h4>Four</h4>'",
    "landmarks: nav": "document.querySelector('.crumbs').removeAttribute('aria-label')",
    "landmarks: two landmarks": "document.querySelector('.crumbs').ariaLabel = 'Languages'",
    "tables: a table without a name": "document.querySelector('table caption').remove()",
    "tables: no row heading": "const th = document.querySelector('tbody th');"
    "th.outerHTML = `<td>${th.innerHTML}</td>`",
    "languages: marked en": "document.querySelector('h1').textContent = 'Програма'",
    "languages: a": "document.querySelector('.languages a').lang = ''",
    "hover: .card:hover": "const s = document.createElement('style');"
    "s.textContent = 'h1 b { display: none } main:hover h1 { opacity: 1 } .card:hover "
    "{ display: block }'; document.head.append(s)",
    "lost: p.lead": "document.querySelector('.lead').style = 'height: 20px; overflow: hidden'",
    'lost: "': "document.querySelector('.lead').style = 'margin-top: -60px'",
    'broken: "the"': "const h1 = document.querySelector('h1'); h1.textContent = 'all the words';"
    "h1.style = 'word-break: break-all; inline-size: 5.1ch; font: 50px/1 monospace'",
    "dots: ": "document.querySelector('.lead').textContent = 'one · two';"
    "document.querySelector('.lead').style = 'inline-size: 3.5ch'",
    "lost: the page scrolls": "document.querySelector('h1').style = 'width: 2000px'",
}


@pytest.mark.parametrize("word", SPOILT)
def test_the_audit_finds_what_is_wrong(auditor: Reader, word: str) -> None:
    page = auditor.open("funding/" if "table" in word else "programmes/romact/")
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    names = ("targets", "lost", "broken", "dots", *STRUCTURE)
    assert audit(page, *names) == []
    page.evaluate(SPOILT[word])
    found = audit(page, *names)
    assert [line for line in found if line.startswith(word)], found


# -- keyboard ------------------------------------------------------------------------


_PLACE = """() => {
    const e = document.activeElement;
    return e && e !== document.body ? [...document.querySelectorAll("*")].indexOf(e) : null;
}"""


class Stop(NamedTuple):
    """Where the focus is: its place in the page and, in a frame, in the frame's document."""

    place: int
    inside: int | None
    wrong: list[str]
    is_end: bool


def focused(page: Page) -> Stop | None:
    """Where the focus is; None while it is nowhere, or on its way into or out of a frame."""
    found = page.evaluate("audit.stop()")
    if found is None:
        return None
    inside = None
    if found["name"].startswith("iframe"):
        element = page.evaluate_handle("document.activeElement").as_element()
        frame = element.content_frame() if element else None
        inside = frame.evaluate(_PLACE) if frame else None
        if inside is None:
            return None
    return Stop(found["place"], inside, found["wrong"], found["name"].startswith('button "End'))


def tab(page: Page, before: Stop | None) -> Stop:
    """Press Tab, and wait until the focus has come to another stop.

    A frame may have a process of its own: on the way from one to the other the focus is nowhere.
    """
    page.keyboard.press("Tab")
    for _ in range(300):
        found = focused(page)
        if found is not None and (before is None or found[:2] != before[:2]):
            return found
        page.wait_for_timeout(50)
    raise AssertionError(f"Tab leads nowhere from {before}")


@pytest.mark.parametrize("number", range(len(PAGES)), ids=lambda number: PAGES[number] or "home")
def test_tab_reaches_every_control_once_in_order_and_uncovered(
    auditor: Reader, number: int
) -> None:
    # Pages, languages and widths take turns.
    page = auditor.open(PREFIXES[(number + 1) % len(LANGUAGES)] + PAGES[number])
    width = (WIDE, NARROW)[number % 2]
    page.set_viewport_size({"width": width, "height": 600})
    reachable = page.evaluate("audit.reachable()")
    page.evaluate("document.body.append(Object.assign(document.createElement('button'),"
                  " {id: 'end', textContent: 'End'}))")  # fmt: skip
    places: list[int] = []
    wrong: list[str] = []
    stop = tab(page, None)
    for _ in range(len(reachable) + 30):
        if stop.is_end:
            break
        # A card in a frame has stops of its own.
        if stop.inside is None:
            places.append(stop.place)
            wrong += stop.wrong
        stop = tab(page, stop)
    assert stop.is_end
    assert places == reachable == sorted(reachable)
    assert wrong == []
    skip = page.evaluate("[...document.querySelectorAll('*')].indexOf("
                         "document.querySelector('.skip-link'))")  # fmt: skip
    assert places[0] == skip


def test_a_frame_whose_document_is_late_takes_nobodys_place(
    browser: Browser, site_address: str
) -> None:
    with reader(browser, site_address) as guest:
        page = guest.page
        held = Held(page, "**/embed/v1/**/events/")
        page.goto(site_address + EMBED, wait_until="domcontentloaded")
        frame = page.locator("[data-snippet=events] iframe")
        frame.scroll_into_view_if_needed()
        held.wait()
        page.locator("[data-copy=code-news]").focus()
        page.keyboard.press("Tab")
        after = page.locator("[data-snippet=events] a").first
        expect(after).to_be_focused()
        held.let_go()
        expect(frame).not_to_have_attribute("tabindex", "-1")
        expect(after).to_be_focused()
        page.keyboard.press("Shift+Tab")  # now there is something in it
        expect(frame).to_be_focused()


def test_the_menu_does_not_cover_what_is_focused_after_it(auditor: Reader) -> None:
    page = auditor.open("programmes/romact/")
    page.set_viewport_size({"width": NARROW, "height": 600})
    page.locator("details.menu summary").focus()
    page.keyboard.press("Enter")
    links = page.locator("details.menu a")
    expect(links.last).to_be_visible()
    links.last.focus()
    page.keyboard.press("Tab")
    expect(links.last).to_be_hidden()
    assert page.evaluate("audit.stop()")["wrong"] == []


def test_controls_of_the_embed_box_work_by_keyboard(auditor: Reader) -> None:
    page = auditor.open(EMBED)
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    chosen = page.locator("[data-style]")
    chosen.focus()
    before = page.locator("[data-snippet]:not([hidden]) textarea").first.input_value()
    page.keyboard.press("ArrowDown")
    after = page.locator("[data-snippet]:not([hidden]) textarea").first
    expect(after).not_to_have_value(before)
    after.focus()
    page.keyboard.press("Control+a")  # the code can be taken without the button
    assert page.evaluate("getSelection().toString().length") > 20
    page.keyboard.press("Tab")  # and the box lets go of the focus
    expect(after).not_to_be_focused()


# -- the focus is seen ---------------------------------------------------------------

Mode = Literal["light", "dark", "forced"]
# One of each sort of control: (page, width, selector).
CONTROLS = (
    ("projects/good-governance-rhodope/", WIDE, ".skip-link"),
    ("projects/good-governance-rhodope/", WIDE, ".languages li:nth-child(2) a"),
    ("projects/good-governance-rhodope/", WIDE, ".theme-button"),
    ("projects/good-governance-rhodope/", WIDE, ".brand"),
    ("projects/good-governance-rhodope/", WIDE, ".sections li:nth-child(3) a"),
    ("projects/good-governance-rhodope/", WIDE, ".crumbs a"),
    ("projects/good-governance-rhodope/", WIDE, ".record__footer li a"),
    ("projects/good-governance-rhodope/", WIDE, ".site-footer li a"),
    ("municipalities/blagoevgrad/", WIDE, ".facts a"),
    ("municipalities/", WIDE, ".card__title a"),
    ("municipalities/", WIDE, ".pages a"),
    ("funding/", WIDE, ".table-wrap"),
    ("data/", WIDE, ".columns summary"),
    ("", WIDE, ".hero .figures a"),
    ("", NARROW, "details.menu summary"),
    (EMBED, WIDE, "[data-style]"),
    (EMBED, WIDE, ".snippet:not([hidden]) textarea"),
    (EMBED, WIDE, ".snippet:not([hidden]) [data-copy]"),
)


def contrast(one: tuple[int, int, int], two: tuple[int, int, int]) -> float:
    """The contrast ratio of two colours (WCAG 2.2, "contrast ratio")."""

    def luminance(colour: tuple[int, int, int]) -> float:
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
            for c in (value / 255 for value in colour)
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def pixels(page: Page, box: dict[str, float]) -> list[tuple[int, int, int]]:
    """The colours inside and around a box, pixel by pixel."""
    left, top = max(box["left"] - 8, 0), max(box["top"] - 8, 0)
    right, bottom = min(box["right"] + 8, WIDE), min(box["bottom"] + 8, HEIGHT)
    shot = page.screenshot(
        clip={"x": left, "y": top, "width": right - left, "height": bottom - top}
    )
    data = Image.open(BytesIO(shot)).convert("RGB").tobytes()
    return list(zip(data[0::3], data[1::3], data[2::3], strict=True))


def marked_pixels(page: Page, control: Locator) -> int:
    """How many pixels the focus changes by a contrast of 3:1 or more."""
    page.keyboard.press("Shift")  # the reader is one who uses keys
    # A card's ring goes around the card.
    box = control.evaluate(
        "e => { e.focus(); e.scrollIntoView({block: 'center'});"
        " return (e.closest('.card') ?? e).getBoundingClientRect().toJSON() }"
    )
    focused = pixels(page, box)
    control.evaluate("e => e.blur()")
    pairs = Counter(zip(pixels(page, box), focused, strict=True))
    return sum(n for (one, two), n in pairs.items() if one != two and contrast(one, two) >= 3)


@pytest.mark.parametrize("mode", ["light", "dark", "forced"])
def test_the_focus_is_seen_beside_what_is_around_it(auditor: Reader, mode: Mode) -> None:
    auditor.page.emulate_media(
        color_scheme="dark" if mode == "dark" else "light",
        forced_colors="active" if mode == "forced" else "none",
        reduced_motion="reduce",
    )
    found = []
    last = None
    for path, width, selector in CONTROLS:
        if last != (path, width):
            auditor.page.set_viewport_size({"width": width, "height": HEIGHT})
            auditor.open(path)
            last = (path, width)
        control = auditor.page.locator(f"{selector} >> visible=true").first
        box = control.evaluate("e => [e.offsetWidth, e.offsetHeight]")
        changed = marked_pixels(auditor.page, control)
        if changed < 2 * (box[0] + box[1]):  # as much as a line around it
            found.append(f"{selector} on {path}: {changed} pixels of {box}")
    assert found == []


def test_a_focus_that_is_not_seen_is_found(auditor: Reader) -> None:
    page = auditor.open("municipalities/")
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    control = page.locator(".crumbs a").first
    assert marked_pixels(page, control) > 100
    page.add_style_tag(content=":focus-visible { outline-color: #eee !important }")
    assert marked_pixels(page, control) == 0


# -- what readers set -----------------------------------------------------------------


def test_nothing_moves_for_readers_who_want_no_motion(auditor: Reader) -> None:
    page = auditor.open("municipalities/")
    assert audit(page, "motion") != []  # cards change their border while the pointer is there
    page.emulate_media(reduced_motion="reduce")
    for path in ("municipalities/", "", EMBED, "projects/good-governance-rhodope/"):
        auditor.open(path)
        assert audit(page, "motion") == [], path


@pytest.mark.parametrize("path", ["", "projects/good-governance-rhodope/", "funding/", EMBED])
def test_print_has_the_content_and_not_the_ways_to_go_on(auditor: Reader, path: str) -> None:
    page = auditor.open(path)
    page.set_viewport_size({"width": 680, "height": HEIGHT})  # A4 between its margins
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator("h1")).to_be_visible()
    for gone in ("header nav", "nav.crumbs", ".menu", "[data-theme-button]", "footer nav"):
        for part in page.locator(gone).all():
            expect(part).to_be_hidden()
    assert page.locator("button:visible, select:visible").count() == 0
    ground = page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
    assert ground in ("rgb(250, 248, 244)", "rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    assert audit(page, "lost") == []


@pytest.mark.parametrize("prefix", PREFIXES)
def test_forced_colours_show_where_one_is(auditor: Reader, prefix: str) -> None:
    page = auditor.page
    page.emulate_media(forced_colors="active")
    auditor.open(f"{prefix}municipalities/")
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    for group in (".languages a", ".sections a"):
        border = "e => getComputedStyle(e).borderBottomColor"
        current = page.locator(f"{group}[aria-current]").evaluate(border)
        others = page.locator(f"{group}:not([aria-current])")
        assert {others.nth(n).evaluate(border) for n in range(others.count())}.isdisjoint({current})
