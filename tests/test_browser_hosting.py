"""The site in a browser behind a real nginx: its policy lets all of ours work, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.embeds import contract
from tests import nginx, site_build
from tests.browsing import NARROW, Reader, Scheme, reader
from tests.site_walk import Site, serve

pytestmark = [pytest.mark.build, pytest.mark.browser]

PAGES = (
    "", "bg/", "projects/", "projects/good-governance-rhodope/", "municipalities/blagoevgrad/",
    "programmes/romact/", "agreements/", "map/", "cs/map/bg/", "funding/", "events/", "news/",
    "documents/", "sources/", "about/", "ro/accessibility/", "data/", "feeds/", "search/",
    "commitments/", "embed/", "no/such/page/", "bg/no/such/page/",
)  # fmt: skip
# Violations that the browser does not say on the console are noted too.
_WATCH = """window.violations = [];
document.addEventListener("securitypolicyviolation",
    e => window.violations.push(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}`));"""


@pytest.fixture(params=["root", "sub-path"])
def address(request: pytest.FixtureRequest) -> str:
    name = "nginx_address" if request.param == "root" else "nginx_subpath_address"
    found: str = request.getfixturevalue(name)
    return found


@pytest.fixture
def guest(browser: Browser, address: str) -> Iterator[Reader]:
    with reader(browser, address) as found:
        found.page.context.add_init_script(_WATCH)
        yield found


def violations(page: Page) -> list[str]:
    # Those of frames are on the console: a sandboxed frame answers no questions.
    found: list[str] = page.evaluate("window.violations ?? []")
    return found


def check(guest: Reader) -> None:
    """Nothing was refused, nothing failed, nobody else was asked."""
    assert violations(guest.page) == []
    assert guest.said == []
    assert guest.strangers() == []


# -- the policy in force -------------------------------------------------------------


def test_no_page_breaks_its_policy(guest: Reader) -> None:
    for path in PAGES:
        page = guest.open(path)
        assert violations(page) == [], path
        assert [s for s in guest.said if "no/such" not in s and "404" not in s] == [], path
    assert guest.strangers() == []


def test_the_watch_sees_what_the_policy_refuses(guest: Reader) -> None:
    # Without this, a policy that is not in force would let every test here pass.
    page = guest.open("projects/")
    page.evaluate(
        """() => { for (const [tag, text] of [["script", "window.ran = 1"], ["style", "p{}"]])
            document.head.append(Object.assign(document.createElement(tag), {textContent: text}));
            document.body.setAttribute("style", "color: red"); }"""
    )
    page.wait_for_function("window.violations.length >= 3")
    assert page.evaluate("window.ran") is None
    assert len(violations(page)) == 3
    assert any("Content Security Policy" in text for text in guest.said)


def test_the_theme_is_kept_by_the_inline_script(guest: Reader) -> None:
    page = guest.open("projects/")
    page.locator("[data-theme-button]").click()
    chosen = page.evaluate("document.documentElement.dataset.theme")
    assert chosen == "dark"
    guest.open("about/")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    check(guest)


@pytest.mark.parametrize("prefix", ["", "bg/"])
def test_the_search_works(guest: Reader, prefix: str) -> None:
    page = guest.open(f"{prefix}projects/")
    page.locator(".search-button").click()
    page.get_by_role("searchbox").fill("ROMACT")
    expect(page.locator("dialog a").first).to_be_visible()
    check(guest)


def test_the_filters_of_a_list_work(browser: Browser, explored_site: Site, tmp_path: Path) -> None:
    serving = nginx.serve(explored_site.root, tmp_path / "nginx")
    with serving as address, reader(browser, address) as guest:
        guest.page.context.add_init_script(_WATCH)
        page = guest.open("projects/")
        page.locator(".explorer summary").click()
        expect(page.locator(".explorer__form")).to_be_visible()
        check(guest)


def test_the_page_with_the_embeds_shows_them(guest: Reader) -> None:
    page = guest.open("embed/blagoevgrad/romact/")
    frame = page.locator("iframe:visible").first
    frame.scroll_into_view_if_needed()
    card = frame.content_frame
    expect(card.locator("h1")).to_be_visible()
    expect(card.locator("main")).to_have_css("border-style", "solid")
    check(guest)


# -- framing -------------------------------------------------------------------------


@pytest.fixture
def town_hall(tmp_path: Path, nginx_address: str) -> Iterator[str]:
    """Somebody else's website, with a card, a card that tells its height, a page and the script."""
    card = f"{nginx_address}embed/v1/blagoevgrad/romact/en/"
    frames = {"card": card, "auto": f"{card}auto.html", "page": f"{nginx_address}projects/"}
    body = "".join(
        f'<iframe name="{n}" src="{a}" sandbox="allow-scripts"></iframe>' for n, a in frames.items()
    )
    (tmp_path / "index.html").write_text(
        f"<!doctype html><title>Town</title><link rel='icon' href='data:,'>{body}", "utf-8"
    )
    with serve(tmp_path) as address:
        yield address


def test_cards_can_be_framed_by_anybody_and_pages_cannot(browser: Browser, town_hall: str) -> None:
    with reader(browser, town_hall) as guest:
        page = guest.open("")
        for name in ("card", "auto"):
            card = page.frame_locator(f"[name={name}]")
            # Its style is in force, and its logo there, though a sandbox takes its origin away.
            expect(card.locator("main")).to_have_css("border-style", "solid")
            expect(card.locator("img").first).not_to_have_js_property("naturalWidth", 0)
        (refused_frame,) = (frame for frame in page.frames if frame.name == "page")
        assert refused_frame.url.startswith("chrome-error:")
        failed, told = guest.said
        assert "ERR_BLOCKED_BY_RESPONSE" in failed
        assert "frame-ancestors 'self'" in told


def test_the_embeds_script_loads_with_its_hash_elsewhere(
    browser: Browser, tmp_path: Path, nginx_address: str
) -> None:
    tags = "".join(
        f'<script src="{nginx_address}embed/v1/{name}" integrity="{contract.integrity(name)}" '
        f'crossorigin="anonymous" onload="loaded++"></script>'
        for name in contract.SCRIPTS
    )
    icon = "<link rel='icon' href='data:,'>"
    text = f"<!doctype html><title>Town</title>{icon}<script>loaded = 0</script>{tags}"
    (tmp_path / "index.html").write_text(text, "utf-8")
    with serve(tmp_path) as address, reader(browser, address) as guest:
        page = guest.open("")
        assert page.evaluate("loaded") == len(contract.SCRIPTS) == 2
        assert guest.said == []
        # Data and feeds, too, are anybody's to read.
        for path in ("data/v1/projects.json", "feeds/bg/news.json"):
            assert page.evaluate("a => fetch(a).then(r => r.ok)", nginx_address + path)


# -- the reader's language -----------------------------------------------------------

OFFERS = {
    "bg-BG": ("bg", "Прочетете сайта на български"),
    "ro": ("ro", "Citiți acest site în română"),
    "cs-CZ": ("cs", "Přečtěte si tento web česky"),
}


@pytest.mark.parametrize("locale", OFFERS)
def test_the_home_page_offers_the_readers_language_and_stays(
    browser: Browser, address: str, locale: str
) -> None:
    tag, text = OFFERS[locale]
    with reader(browser, address, locale=locale) as guest:
        page = guest.open("")
        offer = page.locator("[data-offer]:visible")
        expect(offer).to_have_count(1)
        expect(offer).to_have_text(text)
        expect(offer).to_have_attribute("lang", tag)
        assert page.url == address
        assert page.evaluate("localStorage.length + document.cookie.length") == 0
        offer.locator("a").click()
        page.wait_for_url(f"{address}{tag}/")
        expect(page.locator("[data-offer]")).to_have_count(0)
        check(guest)


@pytest.mark.parametrize("locale", ["en-GB", "fr-FR", "bgx"])
def test_nobody_is_offered_what_they_did_not_ask_for(
    browser: Browser, nginx_address: str, locale: str
) -> None:
    with reader(browser, nginx_address, locale=locale) as guest:
        page = guest.open("")
        expect(page.locator("[data-offer]")).to_have_count(len(site_build.LANGUAGES) - 1)
        expect(page.locator("[data-offer]:visible")).to_have_count(0)


def test_english_before_bulgarian_is_english(browser: Browser, nginx_address: str) -> None:
    for wishes, shown in ((["en-US", "bg"], 0), (["fr", "bg", "en"], 1), ([], 0)):
        with reader(browser, nginx_address) as guest:
            guest.page.add_init_script(
                f"Object.defineProperty(navigator, 'languages', {{get: () => {wishes}}})"
            )
            page = guest.open("")
            expect(page.locator("[data-offer]:visible")).to_have_count(shown)


def test_the_offer_fits_a_small_screen_and_is_accessible(
    browser: Browser, nginx_address: str
) -> None:
    # Scripts that a test puts into a page are no inline scripts to the policy.
    small = {"width": NARROW, "height": 700}
    schemes: tuple[Scheme, ...] = ("light", "dark")
    with reader(browser, nginx_address, axe=True, locale="cs", viewport=small) as guest:
        for scheme in schemes:
            page = guest.open("")
            guest.set(NARROW, scheme)
            expect(page.locator("[data-offer]:visible")).to_have_count(1)
            assert guest.too_wide() == []
            guest.begin_axe()
            assert guest.axe() == []


def test_without_scripts_nothing_is_offered(browser: Browser, nginx_address: str) -> None:
    with reader(browser, nginx_address, locale="bg", java_script_enabled=False) as guest:
        page = guest.open("")
        expect(page.locator("[data-offer]").first).to_be_hidden()


# -- while the site is built anew ----------------------------------------------------


@pytest.mark.parametrize("host", ["nginx", "plain"])
def test_a_search_that_is_open_while_the_site_is_built_anew_goes_on(
    browser: Browser, tmp_path: Path, host: str
) -> None:
    """Behind nginx with what it loaded; on a host that has the new site alone, with the new one."""
    data, out = site_build.copy_data(tmp_path / "data"), tmp_path / "site"
    site_build.build(out, data=data)
    serving = nginx.serve(out, tmp_path / "nginx") if host == "nginx" else serve(out)
    with serving as address, reader(browser, address) as guest:
        page = guest.open("search/?q=Velingrad")
        hits = page.locator(".search__hits a")
        expect(hits.first).to_be_visible()
        romact = data / "programmes/romact.yml"
        romact.write_text(romact.read_text("utf-8").replace("ROMACT", "ROMACTED"), "utf-8")
        site_build.build(out, data=data)
        # Of these words nothing was asked for yet.
        page.get_by_role("searchbox").first.fill("Blagoevgrad")
        expect(hits.first).to_contain_text("Blagoevgrad")
        if host == "nginx":
            assert guest.said == []
        else:
            # What it has now is the index of now.
            page.get_by_role("searchbox").first.fill("ROMACTED")
            expect(hits.first).to_contain_text("ROMACTED")
            assert guest.strangers() == []
