"""Photographs, logos, the address line and paper, as a browser and its reader meet them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import site_build
from tests.browsing import NARROW, WIDE, Held, reader
from tests.photographs import jpeg
from tests.shared import Shared
from tests.site_walk import Site, serve

pytestmark = [pytest.mark.build, pytest.mark.browser]

NEWS = "news/focsani-training-2018/"
PAGES = ("", NEWS, "bg/projects/roma-net/", "ro/programmes/", "cs/news/", "organisations/")
_PICTURES = re.compile(r"\.(svg|webp|jpg|png)$")
_STYLED = "[...document.querySelectorAll('link[rel=stylesheet]')].every(link => link.sheet)"
# The room of every picture on the page, in CSS pixels.
_ROOM = """() => [...document.images].map(i => {
    const box = i.getBoundingClientRect();
    return [i.currentSrc || i.src, Math.round(box.width), Math.round(box.height)];
})"""
_TO_THE_END = """async () => {
    for (let y = 0; y < document.body.scrollHeight; y += 500) {
        window.scrollTo(0, y);
        await new Promise(requestAnimationFrame);
    }
    await Promise.all([...document.images].map(image => image.decode().catch(() => {})));
}"""
_PROPORTIONS = """() => [...document.images].filter(i => !i.closest("iframe")).map(i => {
    const style = getComputedStyle(i), box = i.getBoundingClientRect();
    const pad = parseFloat(style.paddingLeft) * 2;
    return {
        src: i.src, fit: style.objectFit, ground: style.backgroundColor, pad,
        shown: (box.width - pad) / (box.height - pad), own: i.naturalWidth / i.naturalHeight,
        said: i.getAttribute("width") / i.getAttribute("height"), lazy: i.loading,
        right: box.right, seen: box.width > 0,
    };
})"""


def make_illustrated(place: Path) -> Site:
    """The first site with pictures that the tests draw."""
    data = site_build.copy_data(place / "data")
    (data / "pictures").mkdir()
    for name, size in (("wide", (2000, 1300)), ("tall", (900, 1350)), ("small", (400, 300))):
        (data / "pictures" / f"{name}.jpg").write_bytes(jpeg(*size))

    def picture(name: str) -> dict[str, object]:
        alt = site_build.every_language(f"Two fields of colour, {name}")
        credit = {"en": "Drawn <b>by</b> the tests", "bg": "Нарисувано от теста"}
        return {"file": f"pictures/{name}.jpg", "alt": alt, "credit": credit}

    site_build.change_yaml(
        data / "news" / "focsani-training-2018.yml",
        pictures=[
            {**picture("wide"), "caption": {"en": "A caption"}},
            picture("tall"),
            picture("small"),
        ],
    )
    site_build.change_yaml(data / "projects" / "roma-net.yml", pictures=[picture("tall")])
    return site_build.build(place / "site", data=data)


@pytest.fixture(scope="module")
def illustrated(shared: Shared) -> Site:
    return shared.get("illustrated", make_illustrated)


@pytest.fixture(scope="module")
def address(illustrated: Site) -> Iterator[str]:
    with serve(illustrated.root) as found:
        yield found


def test_only_copies_are_published(illustrated: Site) -> None:
    names = sorted(path.name for path in (illustrated.root / "pictures").iterdir())
    assert all(re.fullmatch(r"[0-9a-f]{16}-[0-9]+\.(webp|jpg)", name) for name in names)
    # wide: 480, 960, 1600; tall: 480, 900; small: 400
    assert len(names) == 2 * 6


def test_pages_say_what_a_picture_is(illustrated: Site) -> None:
    text = (illustrated.root / NEWS / "index.html").read_text("utf-8")
    assert "Drawn &lt;b&gt;by&lt;/b&gt; the tests" in text
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    graph = json.loads(scripts[0])["@graph"]
    images = graph[0]["image"]
    assert [image["width"] for image in images] == [1600, 900, 400]
    assert images[0]["creditText"] == "Drawn <b>by</b> the tests"
    for image in images:
        path = image["url"].removeprefix(illustrated.url)
        assert (illustrated.root / path).is_file()
    assert f'<meta property="og:image" content="{images[0]["url"]}">' in text
    assert '<meta property="og:image:height" content="1040">' in text
    # Nobody else's picture: a tall one would lose its head, so the card stands there.
    project = (illustrated.root / "bg/projects/roma-net/index.html").read_text("utf-8")
    assert "/cards/bg/projects/roma-net.png" in project
    assert not (illustrated.root / "cards/en/news/focsani-training-2018.png").exists()


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_room_of_a_picture_is_there_before_it_is(
    browser: Browser, address: str, width: int
) -> None:
    for path in PAGES:
        with reader(browser, address, viewport={"width": width, "height": 700}) as visitor:
            page = visitor.page
            held = Held(page, _PICTURES)
            page.goto(address + path, wait_until="domcontentloaded")
            page.wait_for_function(_STYLED)
            before = page.evaluate(_ROOM)
            held.wait()
            held.let_go()
            page.evaluate(_TO_THE_END)
            after = page.evaluate(_ROOM)
            for (_, *early), (name, *late) in zip(before, after, strict=True):
                # A pixel of rounding: attributes are whole numbers, drawings need not be.
                assert all(abs(a - b) <= 1 for a, b in zip(early, late, strict=True)), name
            assert all(room[1] and room[2] for room in after), path
            assert not visitor.too_wide()
            assert not visitor.said


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_and_logos_keep_their_proportions(
    browser: Browser, address: str, width: int, scheme: str
) -> None:
    logos = 0
    with reader(browser, address, color_scheme=scheme) as visitor:
        visitor.page.set_viewport_size({"width": width, "height": 900})
        for path in PAGES:
            visitor.open(path)
            visitor.page.evaluate(_TO_THE_END)
            for image in visitor.page.evaluate(_PROPORTIONS):
                if not image["seen"]:
                    continue
                assert image["said"] > 0, image
                assert abs(image["said"] / image["own"] - 1) < 0.03, image
                assert image["right"] <= width
                if image["fit"] != "cover":
                    assert abs(image["shown"] / image["own"] - 1) < 0.03, image
                if "/logos/" in image["src"]:
                    logos += 1
                    assert image["ground"] == "rgb(255, 255, 255)"
                    assert image["pad"] >= 16
    assert logos >= 10


def test_a_browser_takes_the_copy_that_it_needs(browser: Browser, address: str) -> None:
    with reader(browser, address, viewport={"width": NARROW, "height": 900}) as visitor:
        visitor.open(NEWS)
        first = "document.querySelector('.photo__image')"
        assert visitor.page.evaluate(f"{first}.currentSrc").endswith("-480.webp")
        assert visitor.page.evaluate(f"{first}.loading") != "lazy"
        others = "[...document.querySelectorAll('.photos img, .card img')].map(i => i.loading)"
        assert set(visitor.page.evaluate(others)) == {"lazy"}
        assert not visitor.strangers()


def test_axe_finds_nothing_beside_pictures(browser: Browser, address: str) -> None:
    with reader(browser, address, axe=True) as visitor:
        for path in (NEWS, "bg/projects/roma-net/", "cs/news/"):
            visitor.open(path)
            visitor.begin_axe()
            assert not visitor.axe(), path


def test_the_address_can_be_copied_and_shared(browser: Browser, address: str) -> None:
    with reader(browser, address, permissions=["clipboard-read", "clipboard-write"]) as visitor:
        visitor.page.add_init_script(
            "navigator.share = data => { window.shared = data; return Promise.resolve(); }"
        )
        visitor.open(f"bg/{NEWS}")
        end = visitor.page.locator(".page-end")
        own = "https://inclusion-portal.example/bg/news/focsani-training-2018/"
        assert end.locator("[data-address]").inner_text() == own
        end.get_by_role("button", name="Копиране на адреса").click()
        end.get_by_role("status").get_by_text("Адресът е копиран.").wait_for()
        assert visitor.page.evaluate("navigator.clipboard.readText()") == own
        end.get_by_role("button", name="Споделяне на страницата").click()
        shared = visitor.page.evaluate("window.shared")
        assert shared["url"] == own
        assert shared["title"] == visitor.page.title()
        assert not visitor.strangers()


def test_the_address_keeps_its_order_where_text_runs_from_right_to_left(
    browser: Browser, address: str
) -> None:
    with reader(browser, address) as visitor:
        visitor.open("about/")
        ends = visitor.page.evaluate(
            """() => {
                document.body.dir = "rtl";
                const {firstChild, lastChild} = document.querySelector("[data-address]");
                return [[firstChild, 0], [lastChild, lastChild.length - 1]].map(([text, place]) => {
                    const range = document.createRange();
                    range.setStart(text, place);
                    range.setEnd(text, place + 1);
                    return range.getBoundingClientRect().left;
                });
            }"""
        )
        assert ends[0] < ends[1]


def test_without_scripts_the_address_stands_there_and_no_dead_button(
    browser: Browser, address: str
) -> None:
    with reader(browser, address, java_script_enabled=False) as visitor:
        for path in ("", NEWS, "feeds/", "data/", "embed/blagoevgrad/romact/", "about/"):
            visitor.open(path)
            end = visitor.page.locator(".page-end")
            own = f"https://inclusion-portal.example/{path}"
            assert end.locator("[data-address]").inner_text() == own
            assert end.get_by_role("button").count() == 0, path


def test_paper_shows_what_was_read_and_where(browser: Browser, address: str) -> None:
    with reader(browser, address) as visitor:
        for path in ("", NEWS, "cs/projects/good-governance-rhodope/", "bg/about/", "ro/funding/"):
            visitor.open(path)
            visitor.page.evaluate("dispatchEvent(new Event('beforeprint'))")
            visitor.page.emulate_media(media="print")
            for hidden in (".sections", ".menu", ".languages", ".page-end button", ".pages"):
                for found in visitor.page.locator(hidden).all():
                    assert not found.is_visible(), f"{path}: {hidden}"
            assert visitor.page.locator("[data-address]").is_visible()
            assert re.search(r"\d{4}", visitor.page.locator(".page-end__printed").inner_text())
            for table in visitor.page.locator(".table-wrap").all():
                assert table.evaluate("t => getComputedStyle(t).overflowX") == "visible"
            visitor.page.emulate_media(media="screen")
        visitor.open("municipalities/blagoevgrad/")
        visitor.page.emulate_media(media="print")
        assert visitor.page.locator(".record__footer li").first.is_visible()
        assert "geonames.org" in visitor.page.locator(".record__footer").inner_text()
        pdf = visitor.page.pdf()
        assert pdf.startswith(b"%PDF")
