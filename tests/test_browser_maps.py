"""Maps and charts in a real browser: drawn in every scheme, as large on a telephone, no script."""

from __future__ import annotations

import io
from itertools import combinations
from math import dist
from typing import Literal

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browsing import NARROW, WIDE, Reader, Scheme, reader
from tests.site_build import LANGUAGES

pytestmark = [pytest.mark.build, pytest.mark.browser]

SETTLE = "document.fonts.ready.then(() => true)"


def colours(page: Page, selector: str) -> set[tuple[int, int, int]]:
    """The colours of a part of the page that cover a good part of it."""
    image = Image.open(io.BytesIO(page.locator(selector).first.screenshot())).convert("RGB")
    found = image.getcolors(image.width * image.height) or []
    return {
        (int(c[0]), int(c[1]), int(c[2]))
        for n, c in found
        if isinstance(c, tuple) and n > image.width * image.height / 50
    }


def value(page: Page, name: str) -> tuple[int, int, int]:
    """A custom property as the browser has it."""
    text = page.evaluate(
        "n => getComputedStyle(document.documentElement).getPropertyValue(n).trim()", name
    ).removeprefix("#")
    text = "".join(c + c for c in text) if len(text) == 3 else text
    return int(text[:2], 16), int(text[2:4], 16), int(text[4:], 16)


def targets(page: Page) -> list[dict[str, float]]:
    """The boxes of all marks that are shown as links."""
    found: list[dict[str, float]] = page.eval_on_selector_all(
        ".spot__target",
        """all => all.map(e => e.getBoundingClientRect()).filter(b => b.width)
            .map(b => ({x: b.x, y: b.y, width: b.width, height: b.height}))""",
    )
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("javascript", [True, False])
def test_sea_land_and_countries_are_drawn_in_the_colours_of_the_scheme(
    browser: Browser, subpath_address: str, scheme: Scheme, javascript: bool
) -> None:
    with reader(browser, subpath_address, color_scheme=scheme) as look:
        page = look.open("bg/map/")
        wanted = {value(page, name) for name in ("--sea", "--land", "--home")}
    with reader(
        browser, subpath_address, color_scheme=scheme, java_script_enabled=javascript
    ) as guest:
        guest.page.goto(f"{subpath_address}bg/map/")
        guest.page.wait_for_load_state("networkidle")
        assert wanted <= colours(guest.page, ".map__sheet")
    assert len(wanted) == 3


def test_the_theme_button_turns_the_map_too(browser: Browser, site_address: str) -> None:
    with reader(browser, site_address, color_scheme="light") as guest:
        page = guest.open("municipalities/blagoevgrad/")
        page.wait_for_load_state("networkidle")
        light = value(page, "--home")
        assert light in colours(page, ".map__sheet")
        page.locator("[data-theme-button]").click()
        assert value(page, "--home") != light
        assert value(page, "--home") in colours(page, ".map__sheet")


def test_forced_colours_leave_borders_and_marks(browser: Browser, site_address: str) -> None:
    with reader(browser, site_address, forced_colors="active") as guest:
        page = guest.open("map/bg/")
        styles = page.evaluate(
            """() => [".map__land", ".mark--1"].map(s => {
                const style = getComputedStyle(document.querySelector(s));
                return [style.fill, style.stroke];
            })"""
        )
        (land, border), (mark, _edge) = styles
        assert land != border
        assert mark != land


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_forced_colours_are_those_of_charts_too(
    browser: Browser, site_address: str, theme: str
) -> None:
    with reader(browser, site_address, forced_colors="active") as guest:
        page = guest.open("projects/roma-net/")
        # Whichever theme the reader has chosen here before.
        page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        ink, paper = page.evaluate(
            """() => ["CanvasText", "Canvas"].map(colour => {
                document.body.style.setProperty("border-color", colour);
                return getComputedStyle(document.body).borderTopColor;
            })"""
        )
        drawn = {
            (".chart__svg .bar:not(.bar--open)", "fill"): ink,
            (".stripes", "fill"): ink,
            (".stripes__ground", "fill"): paper,
            (".chart__line", "stroke"): ink,
            (".chart__quiet", "fill"): ink,
            (".chart__svg text", "stroke"): paper,
        }
        for (selector, name), colour in drawn.items():
            found = page.locator(selector).first.evaluate(
                "(e, name) => getComputedStyle(e)[name]", name
            )
            assert found == colour, selector


@pytest.mark.parametrize("width", [NARROW, 700, WIDE])
@pytest.mark.parametrize("path", ["map/", "map/bg/"])
def test_marks_are_targets_of_24_pixels_that_keep_apart(
    browser: Browser, site_address: str, path: str, width: int
) -> None:
    with reader(browser, site_address, viewport={"width": width, "height": 900}) as guest:
        page = guest.open(path)
        boxes = targets(page)
        assert len(boxes) >= 4
        assert all(min(b["width"], b["height"]) >= 24 for b in boxes)
        middles = [(b["x"] + b["width"] / 2, b["y"] + b["height"] / 2) for b in boxes]
        assert min(dist(a, b) for a, b in combinations(middles, 2)) >= 24


def test_a_wide_map_tells_more_places_apart(browser: Browser, site_address: str) -> None:
    counts = []
    for width in (NARROW, 700, WIDE):
        with reader(browser, site_address, viewport={"width": width, "height": 900}) as guest:
            counts.append(len(targets(guest.open("map/bg/"))))
    assert counts == sorted(set(counts))


def test_a_mark_and_a_cluster_are_reached_and_followed_by_keyboard(
    browser: Browser, site_address: str
) -> None:
    with reader(browser, site_address, viewport={"width": NARROW, "height": 900}) as guest:
        page = guest.open("map/bg/")
        page.locator(".map-countries a").last.focus()
        page.keyboard.press("Tab")
        names = []
        while page.evaluate("document.activeElement.closest('.map__svg') !== null"):
            names.append(page.evaluate("document.activeElement.querySelector('title').textContent"))
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none"
            if names[-1].startswith("Blagoevgrad"):
                break
            page.keyboard.press("Tab")
        assert names[-1] == "Blagoevgrad (ROMACT)"
        page.keyboard.press("Enter")
        page.wait_for_url("**/municipalities/blagoevgrad/")
        page.go_back()
        cluster = page.locator(".map__level--0 a:has(.mark--cluster)").first
        number = int(cluster.locator("text").text_content() or "")
        cluster.focus()
        page.keyboard.press("Enter")
        target = page.locator(":target")
        assert target.locator("a").count() == number
        assert target.is_visible()


def test_a_cluster_of_all_countries_leads_to_the_country(
    browser: Browser, site_address: str
) -> None:
    with reader(browser, site_address, java_script_enabled=False) as guest:
        guest.page.goto(f"{site_address}cs/map/")
        guest.page.locator("a:visible:has(.mark--cluster)").first.click()
        guest.page.wait_for_url("**/cs/map/bg/")
        assert guest.page.locator("h1").inner_text() == "Mapa: Bulharsko"


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_words_of_charts_stay_inside_and_apart(
    browser: Browser, site_address: str, tag: str, width: int
) -> None:
    with reader(browser, site_address, viewport={"width": width, "height": 900}) as guest:
        for path in ("funding/", "projects/good-governance-rhodope/", "projects/",
                     "agreements/romact-blagoevgrad-2020/"):  # fmt: skip
            page = guest.open(path if tag == LANGUAGES[0] else f"{tag}/{path}")
            page.evaluate(SETTLE)
            assert overflowing(guest) == [], path


@pytest.mark.parametrize("path", ["cs/map/", "cs/funding/", "cs/municipalities/blagoevgrad/"])
def test_where_text_runs_from_right_to_left_maps_stay_and_charts_are_turned_round(
    browser: Browser, site_address: str, path: str
) -> None:
    with reader(browser, site_address) as guest:
        page = guest.open(path)
        page.evaluate(SETTLE)
        on_maps, in_charts = inside(page, ".map__svg text"), inside(page, ".chart__svg text")
        bars = inside(page, ".chart__svg .bar")
        assert len(on_maps + in_charts) > 3
        page.evaluate("document.body.dir = 'rtl'")
        assert inside(page, ".map__svg text") == pytest.approx(on_maps, abs=0.5)
        # As far from the right edge as they were from the left one: bars and words alike.
        assert inside(page, ".chart__svg text", "right") == pytest.approx(in_charts, abs=0.5)
        assert inside(page, ".chart__svg .bar", "right") == pytest.approx(bars, abs=0.5)


def test_words_of_charts_can_be_read_where_bars_begin_at_the_right(
    browser: Browser, site_address: str
) -> None:
    with reader(browser, site_address) as guest:
        page = guest.open("projects/roma-net/")
        page.evaluate("document.body.dir = 'rtl'")
        turned = page.evaluate(
            """() => [".chart__svg text", ".chart__svg .bar", ".chart__keys rect"].map(selector => {
                let turns = 0;
                for (let e = document.querySelector(selector); e; e = e.parentElement)
                    turns += getComputedStyle(e).transform.startsWith("matrix(-1,");
                return turns;
            })"""
        )
        # Letters twice, which is not at all; stripes once, in the chart as in what explains them.
        assert turned == [2, 1, 1]


def test_a_table_that_prints_open_has_no_triangle_that_says_it_is_closed(
    browser: Browser, site_address: str
) -> None:
    with reader(browser, site_address) as guest:
        page = guest.open("projects/roma-net/")
        summary = page.locator(".chart__table summary")
        marker = "e => getComputedStyle(e).listStyleType"
        assert summary.evaluate(marker) == "disclosure-closed"
        assert not page.locator(".chart__table td").first.is_visible()
        page.emulate_media(media="print")
        assert page.locator(".chart__table td").first.is_visible()
        assert summary.evaluate(marker) == "none"


def inside(page: Page, selector: str, side: Literal["left", "right"] = "left") -> list[float]:
    """How far each element is from a side of its picture, and from its top."""
    found: list[float] = page.eval_on_selector_all(
        selector,
        """(all, side) => all.flatMap(one => {
            const frame = one.closest(".map__svg, .chart__svg").getBoundingClientRect();
            const box = one.getBoundingClientRect();
            return [Math.abs(box[side] - frame[side]), box.top - frame.top];
        })""",
        side,
    )
    return found


def overflowing(guest: Reader) -> list[str]:
    """Words of charts that leave their chart or cover each other."""
    found: list[str] = guest.page.evaluate(
        """() => [...document.querySelectorAll(".chart__svg")].flatMap(svg => {
            const frame = svg.getBoundingClientRect();
            const texts = [...svg.querySelectorAll("text")].map(
                t => [t.textContent, t.getBoundingClientRect()]);
            const out = texts.filter(([, b]) =>
                b.left < frame.left - 1 || b.right > frame.right + 1 || b.bottom > frame.bottom + 2)
            const over = texts.flatMap(([a, p], i) => texts.slice(i + 1)
                .filter(([, q]) => p.left < q.right - 1 && q.left < p.right - 1
                    && p.top < q.bottom - 6 && q.top < p.bottom - 6)
                .map(([b]) => `${a} covers ${b}`));
            return [...out.map(([t]) => `${t} leaves`), ...over];
        })"""
    )
    return found
