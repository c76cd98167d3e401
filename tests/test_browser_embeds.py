"""Embeds on other people's websites, in a real browser: another origin, a strict policy."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Frame, expect

from tests import browsing, site_build
from tests.browsing import Held, Reader, reader
from tests.site_build import LANGUAGES
from tests.site_walk import Page, Site, _Quiet

pytestmark = pytest.mark.browser

PAIR = "blagoevgrad/romact"
FRAMES = "frame-src {portal}; img-src {portal}"
SCRIPTS = "script-src {portal}; frame-src {portal}; img-src {portal}"


class _Portal(_Quiet):
    """The portal's host. Integrity of a script from elsewhere needs the header."""

    def end_headers(self) -> None:
        if self.path.endswith(".js") and not getattr(self.server, "without_cors", False):
            self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()


class _Municipality(BaseHTTPRequestHandler):
    """A municipality's host: one page at every address but the icon's."""

    def do_GET(self) -> None:
        server: Any = self.server
        if self.path.startswith("/favicon"):
            self.send_response(204)
            self.end_headers()
            return
        body = server.page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", server.policy)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        return None


@contextmanager
def running(handler: Any) -> Iterator[Any]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class Hosts(NamedTuple):
    portal: str
    site: Site
    server: Any
    municipality: Any

    @property
    def host(self) -> str:
        return f"http://127.0.0.1:{self.municipality.server_address[1]}/"

    def publish(self, body: str, policy: str) -> str:
        """Put a body on the municipality's page; returns its address."""
        origin = "{}://{}".format(*urlsplit(self.portal)[:2])
        self.municipality.policy = f"default-src 'none'; {policy.format(portal=origin)}"
        self.municipality.page = (
            '<!doctype html><html lang="bg"><meta charset="utf-8"><meta name="viewport" '
            'content="width=device-width"><title>Община</title>'
            f"<body><main><h1>Община</h1>{body}</main></body></html>"
        )
        return self.host

    def snippet(self, name: str, pair: str = PAIR, language: str = "bg") -> str:
        page: Page = self.site.page(f"embed/{pair}/", language)
        return str(page.one(f"#code-{name}").text(strip=False))


@pytest.fixture(scope="module")
def hosts(scratch: Path) -> Iterator[Hosts]:
    """The portal, built for the address where it is served, and a municipality's host."""
    out = scratch / "two-origins" / "site"
    with running(partial(_Portal, directory=str(out))) as server, running(_Municipality) as other:
        server.base = ""
        url = f"http://127.0.0.1:{server.server_address[1]}/"
        yield Hosts(url, site_build.build(out, url=url), server, other)


@contextmanager
def visit(
    browser: Browser, hosts: Hosts, body: str, policy: str, **settings: Any
) -> Iterator[Reader]:
    with reader(browser, hosts.publish(body, policy), **settings) as guest:
        guest.open("")
        guest.page.wait_for_load_state("networkidle")
        yield guest


def assert_quiet(guest: Reader, hosts: Hosts) -> None:
    """Nothing but the portal was asked, nothing stored, nothing said."""
    own = {urlsplit(hosts.portal)[1], urlsplit(hosts.host)[1]}
    assert {urlsplit(url)[1] for url in guest.requests} <= own
    assert guest.said == []
    assert guest.page.context.cookies() == []
    for frame in guest.page.frames:
        try:
            stored = frame.evaluate("localStorage.length + sessionStorage.length")
        except Exception as error:  # a frame without an origin has no storage at all
            assert "storage" in str(error).lower() or "sandboxed" in str(error).lower()
            continue
        assert stored == 0


def to_portal(guest: Reader, hosts: Hosts) -> list[str]:
    return [u.removeprefix(hosts.portal) for u in guest.requests if u.startswith(hosts.portal)]


def loaded(guest: Reader, selector: str = "img") -> None:
    images = guest.page.locator(selector)
    expect(images.first).to_be_visible()
    widths = images.evaluate_all("all => all.map(i => i.naturalWidth)")
    assert all(width > 0 for width in widths)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["logo", "logo-text", "badge"])
def test_plain_snippets(browser: Browser, hosts: Hosts, name: str, language: str) -> None:
    body = hosts.snippet(name, language=language)
    with visit(browser, hosts, body, "img-src {portal}", axe=True) as guest:
        loaded(guest)
        link = guest.page.get_by_role("link").first
        expect(link).to_have_attribute("href", "https://coe-romact.org/")
        assert len(to_portal(guest, hosts)) == 1  # the picture alone
        assert_quiet(guest, hosts)
        guest.begin_axe()
        assert guest.axe() == []


def frame_of(guest: Reader, hosts: Hosts) -> Frame:
    (frame,) = (f for f in guest.page.frames if f.url.startswith(hosts.portal))
    return frame


@pytest.mark.parametrize("sandbox", ["as printed", "nothing allowed"])
@pytest.mark.parametrize("name", ["card", "news", "events"])
def test_cards_in_frames(browser: Browser, hosts: Hosts, name: str, sandbox: str) -> None:
    body = hosts.snippet(name)
    if sandbox == "nothing allowed":
        body = body.replace('sandbox="allow-top-navigation-by-user-activation"', 'sandbox=""')
        assert 'sandbox=""' in body
    with visit(browser, hosts, body, FRAMES, axe=True) as guest:
        frame = guest.page.frame_locator("iframe")
        expect(frame.get_by_role("heading", level=1)).to_be_visible()
        expect(frame.locator(".go a").first).to_have_attribute("href", "https://coe-romact.org/")
        if name == "card":
            expect(frame.locator("li").first).to_contain_text("доказателства")
            expect(frame.locator("img").first).to_have_js_property("complete", True)
            assert "logos/romact.svg" in to_portal(guest, hosts)
        # The links stand outside of the frame too.
        expect(guest.page.locator("main > p a").first).to_have_attribute(
            "href", "https://coe-romact.org/"
        )
        # The card, the logo, and the emblem of whose money it is: nothing else.
        assert len(to_portal(guest, hosts)) == (3 if name == "card" else 2)
        assert_quiet(guest, hosts)


@pytest.mark.parametrize("name", ["card", "news", "events", "auto"])
def test_axe_finds_nothing_inside_of_frames(browser: Browser, hosts: Hosts, name: str) -> None:
    """Without the sandbox, so that axe can look into the frame."""
    body = hosts.snippet(name).partition(" sandbox=")[0] + "></iframe>"
    with visit(
        browser, hosts, body, FRAMES + "; script-src {portal} 'unsafe-inline'", axe=True
    ) as guest:
        guest.begin_axe()
        assert guest.axe() == []
        assert frame_of(guest, hosts).evaluate("typeof axe") == "object"


def test_links_in_a_card_lead_the_whole_page(browser: Browser, hosts: Hosts) -> None:
    with visit(browser, hosts, hosts.snippet("card"), FRAMES) as guest:
        guest.page.frame_locator("iframe").locator(".go a").last.click()
        guest.page.wait_for_url(f"{hosts.portal}bg/municipalities/blagoevgrad/")


def test_two_cards_on_a_page(browser: Browser, hosts: Hosts) -> None:
    both = hosts.snippet("auto") + hosts.snippet("auto", "focsani/romact", "ro")
    with visit(browser, hosts, both, SCRIPTS) as guest:
        frames = guest.page.locator("iframe")
        expect(frames).to_have_count(2)
        # A frame is loaded when somebody comes near it.
        frames.nth(1).scroll_into_view_if_needed()
        browsing.wait_until(
            guest.page, "[...document.querySelectorAll('iframe')].every(f => f.style.height)"
        )
        heights = frames.evaluate_all("all => all.map(f => f.getBoundingClientRect().height)")
        assert heights[0] > heights[1] > 120  # seven commitments, none
        # Nothing is left to scroll.
        for frame in guest.page.frames[1:]:
            assert frame.evaluate("document.documentElement.scrollHeight - innerHeight") <= 1
        assert_quiet(guest, hosts)


def test_auto_height_believes_only_its_own_frames(browser: Browser, hosts: Hosts) -> None:
    body = hosts.snippet("auto")
    with visit(browser, hosts, body, SCRIPTS) as guest:
        browsing.wait_until(guest.page, "document.querySelector('iframe').style.height")
        before = guest.page.locator("iframe").evaluate("f => f.style.height")
        frame = frame_of(guest, hosts)
        for message in (
            {"type": "programme-card", "v": 2, "height": 700},
            {"type": "other", "v": 1, "height": 700},
            {"type": "programme-card", "v": 1, "height": "700"},
            {"type": "programme-card", "v": 1, "height": -5},
            "programme-card",
            None,
        ):
            frame.evaluate("m => parent.postMessage(m, '*')", message)
        # From the page itself: the right words, the wrong sender.
        guest.page.evaluate("postMessage({type: 'programme-card', v: 1, height: 700}, '*')")
        settled = "() => new Promise(done => setTimeout(done, 100))"
        guest.page.evaluate(settled)
        assert guest.page.locator("iframe").evaluate("f => f.style.height") == before
        for height, expected in ((1e9, "2000px"), (1, "120px")):
            frame.evaluate(
                "h => parent.postMessage({type: 'programme-card', v: 1, height: h}, '*')", height
            )
            browsing.wait_until(
                guest.page, f"document.querySelector('iframe').style.height === '{expected}'"
            )
        assert guest.said == []


def test_web_component(browser: Browser, hosts: Hosts) -> None:
    body = hosts.snippet("component")
    with visit(browser, hosts, body, SCRIPTS, axe=True) as guest:
        card = guest.page.locator("programme-card")
        expect(card.locator("iframe")).to_be_visible()
        expect(card.frame_locator("iframe").locator("h1")).to_have_text("ROMACT")
        expect(card.get_by_role("link").first).to_be_visible()  # the link stays
        assert card.locator("iframe").get_attribute("title")
        assert set(to_portal(guest, hosts)) == {
            "embed/v1/programme-card.js", f"embed/v1/{PAIR}/bg/badge.svg",
            f"embed/v1/{PAIR}/bg/", "logos/romact.svg", "logos/eu-emblem.svg",
        }  # fmt: skip
        assert_quiet(guest, hosts)
        guest.begin_axe()
        assert guest.axe() == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('municipality="blagoevgrad"', 'municipality="../../../x"'),
        ('municipality="blagoevgrad"', 'municipality="Благоевград"'),
        ('programme="romact"', ""),
        ('lang="bg" height', 'lang="javascript:x" height'),
    ],
)
def test_component_asks_nothing_for_ids_that_cannot_be(
    browser: Browser, hosts: Hosts, old: str, new: str
) -> None:
    body = hosts.snippet("component")
    assert old in body
    with visit(browser, hosts, body.replace(old, new, 1), SCRIPTS) as guest:
        expect(guest.page.get_by_role("link").first).to_be_visible()
        assert guest.page.locator("iframe").count() == 0
        assert to_portal(guest, hosts) == ["embed/v1/programme-card.js"]
        assert_quiet(guest, hosts)


def test_component_leaves_the_link_where_the_pair_is_unknown(
    browser: Browser, hosts: Hosts
) -> None:
    body = hosts.snippet("component").replace('"blagoevgrad"', '"atlantis"', 1)
    with visit(browser, hosts, body, SCRIPTS) as guest:
        expect(guest.page.get_by_role("link").first).to_be_visible()
        assert guest.page.locator("iframe").count() == 0


@pytest.mark.parametrize("trouble", ["no scripts", "changed file", "no header"])
def test_component_leaves_the_link_where_its_script_is_refused(
    browser: Browser, hosts: Hosts, trouble: str
) -> None:
    body = hosts.snippet("component")
    if trouble == "changed file":
        body = body.replace("sha384-", "sha384-AAAA")
    hosts.server.without_cors = trouble == "no header"
    try:
        settings = {"java_script_enabled": trouble != "no scripts"}
        with visit(browser, hosts, body, SCRIPTS, **settings) as guest:
            expect(guest.page.get_by_role("link").first).to_be_visible()
            assert guest.page.locator("iframe").count() == 0
    finally:
        hosts.server.without_cors = False


def test_component_shows_other_cards_and_follows_its_attributes(
    browser: Browser, hosts: Hosts
) -> None:
    body = hosts.snippet("component").replace(" height=", ' card="news" theme="dark" height=', 1)
    with visit(browser, hosts, body, SCRIPTS) as guest:
        frame = guest.page.locator("programme-card iframe")
        expect(frame).to_have_attribute("src", f"{hosts.portal}embed/v1/{PAIR}/bg/news/#dark")
        guest.page.locator("programme-card").evaluate("e => e.setAttribute('lang', 'cs')")
        expect(frame).to_have_attribute("src", f"{hosts.portal}embed/v1/{PAIR}/cs/news/#dark")
        expect(frame).to_have_count(1)
        assert guest.said == []


def test_wordpress_message(browser: Browser, hosts: Hosts) -> None:
    """WordPress shows the frame once the card tells its height with the secret."""
    policy = "script-src 'unsafe-inline'; " + FRAMES
    listen = "<script>window.heard=[];addEventListener('message',e=>heard.push(e.data))</script>"
    url = f"{hosts.portal}embed/v1/{PAIR}/bg/auto.html#?secret=Ab3dEf"
    body = f'{listen}<iframe src="{url}" title="Card" sandbox="allow-scripts"></iframe>'
    with visit(browser, hosts, body, policy) as guest:
        browsing.wait_until(guest.page, "heard.some(m => m.message === 'height')")
        heard = guest.page.evaluate("heard.find(m => m.message === 'height')")
        assert heard["secret"] == "Ab3dEf"
        assert heard["value"] > 100
        frame_of(guest, hosts).locator(".go a").first.click()
        browsing.wait_until(guest.page, "heard.some(m => m.message === 'link')")
        link = guest.page.evaluate("heard.find(m => m.message === 'link')")
        # WordPress follows links to the frame's own host only.
        assert link["value"] == f"{hosts.portal}bg/municipalities/blagoevgrad/"
        assert guest.said == []


@pytest.mark.parametrize("path", ["", "auto.html", "news/", "events/"])
@pytest.mark.parametrize("theme", ["", "#light", "#dark", "#contrast"])
def test_cards_are_accessible_in_every_theme_and_width(
    browser: Browser, hosts: Hosts, path: str, theme: str
) -> None:
    address = f"{hosts.portal}embed/v1/{PAIR}/bg/"
    with reader(browser, address, axe=True) as guest:
        guest.open(path + theme)
        for scheme in ("light", "dark"):
            # 400 % zoom of a frame of 800 pixels is one of 200.
            for width in (200, 480, 1200):
                guest.set(width, scheme)
                assert guest.too_wide() == []
                guest.begin_axe()
                assert guest.axe() == []


@pytest.mark.parametrize(
    ("theme", "colour"),
    [("light", "rgb(255, 255, 255)"), ("dark", "rgb(16, 25, 31)"), ("contrast", "rgb(0, 0, 0)")],
)
def test_a_theme_in_the_address_holds_whatever_the_reader_prefers(
    browser: Browser, hosts: Hosts, theme: str, colour: str
) -> None:
    body = hosts.snippet("card").replace('/" title', f'/#{theme}" title', 1)
    for scheme in ("light", "dark"):
        with visit(browser, hosts, body, FRAMES, color_scheme=scheme) as guest:
            main = guest.page.frame_locator("iframe").locator("main")
            expect(main).to_have_css("background-color", colour)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", ["", "#light", "#dark", "#contrast"])
def test_what_is_left_below_a_card_has_its_colour(
    browser: Browser, hosts: Hosts, theme: str, scheme: Any
) -> None:
    """A frame may be higher by a part of a pixel than its card: no line of another colour there."""
    with reader(browser, hosts.portal, color_scheme=scheme) as guest:
        guest.page.goto(f"{hosts.portal}embed/v1/{PAIR}/bg/auto.html{theme}")
        colour = "s => getComputedStyle(document.querySelector(s)).backgroundColor"
        assert guest.page.evaluate(colour, "html") == guest.page.evaluate(colour, "main")


def test_badges_are_as_wide_as_their_letters(browser: Browser, hosts: Hosts) -> None:
    """The drawn words measure what the same font measures in the browser."""
    with reader(browser, hosts.portal) as guest:
        guest.open("bg/")
        guest.page.evaluate("document.fonts.load('600 15px \"Sofia Sans\"', 'Участваме în ř')")
        for language in hosts.site.languages:
            svg = hosts.site.files[f"embed/v1/{PAIR}/{language}/badge.svg"].read_text("utf-8")
            title = svg.partition('<title id="t">')[2].partition("</title>")[0]
            drawn, measured = guest.page.evaluate(
                """([svg, text, lang]) => {
                    const holder = document.createElement("div");
                    holder.lang = lang;
                    holder.innerHTML = svg + `<span style="font: 600 15px 'Sofia Sans';
                        font-kerning: none; white-space: pre"></span>`;
                    document.body.append(holder);
                    holder.lastChild.textContent = text;
                    const paths = [...holder.querySelectorAll("g")];
                    const drawn = paths.map(p => p.getBBox().width).reduce((a, b) => a + b);
                    return [drawn, holder.lastChild.getBoundingClientRect().width];
                }""",
                [svg, title.replace(" ROMACT", "ROMACT"), language],
            )
            assert abs(drawn - measured) / measured < 0.04, (language, drawn, measured)


# -- the page that hands them out ----------------------------------------------------


def test_page_shows_the_defaults_without_scripts(browser: Browser, hosts: Hosts) -> None:
    with reader(browser, hosts.portal, java_script_enabled=False) as guest:
        page = guest.open(f"bg/embed/{PAIR}/")
        for name in ("logo-text", "logo", "card", "badge"):
            expect(page.locator(f"#code-{name}")).to_be_visible()
            expect(page.locator(f"#code-{name}")).to_have_value(hosts.snippet(name))
        assert page.get_by_role("button", name="код").count() == 0
        expect(page.locator("[data-choice]")).to_be_hidden()
        assert guest.strangers() == []


def test_choosing_changes_code_and_preview(browser: Browser, hosts: Hosts) -> None:
    with reader(browser, hosts.portal) as guest:
        page = guest.open(f"bg/embed/{PAIR}/")
        expect(page.locator("[data-snippet=logo-text]")).to_be_visible()
        expect(page.locator("[data-snippet=card]")).to_be_hidden()
        page.select_option("[data-size]", "1.5")
        page.select_option("[data-style]", "card")
        expect(page.locator("[data-snippet=logo-text]")).to_be_hidden()
        page.select_option("[data-theme]", "contrast")
        area = page.locator("#code-card")
        value = area.input_value()
        assert f'/embed/v1/{PAIR}/bg/#contrast"' in value
        # As high as its texts need: a size is of pictures.
        expect(page.locator("[data-size]")).to_be_disabled()
        assert re.findall(r'height="\d+"', value) == re.findall(
            r'height="\d+"', hosts.snippet("card")
        )
        main = page.frame_locator("[data-snippet=card] iframe").locator("main")
        expect(main).to_have_css("background-color", "rgb(0, 0, 0)")
        page.select_option("[data-language]", label="Čeština")
        page.wait_for_function(
            f"document.querySelector('#code-card').value.includes('{PAIR}/cs/#contrast')"
        )
        expect(page.frame_locator("[data-snippet=card] iframe").locator("html")).to_have_attribute(
            "lang", "cs"
        )
        page.select_option("[data-style]", "logo")
        page.select_option("[data-size]", "0.75")
        assert 'width="125" height="45"' in page.locator("#code-logo").input_value()
        expect(page.locator("[data-snippet=logo] img")).to_have_attribute("width", "125")
        assert guest.said == []
        assert guest.strangers() == []


def test_the_menu_names_the_language_that_the_code_is_in(browser: Browser, hosts: Hosts) -> None:
    with reader(browser, hosts.portal) as guest:
        page = guest.open(f"embed/{PAIR}/")
        menu, code = page.locator("[data-language]"), page.locator("#code-logo-text")
        slow = Held(page, f"**/bg/embed/{PAIR}/")
        menu.select_option(label="Български")
        slow.wait()
        menu.select_option(label="Română")
        expect(code).to_have_value(re.compile('lang="ro"'))
        with page.expect_response(f"**/bg/embed/{PAIR}/"):
            slow.let_go()
        # What comes late is not what was chosen last.
        page.locator("[data-theme]").select_option("dark")
        assert 'lang="ro"' in code.input_value()
        lost = Held(page, f"**/cs/embed/{PAIR}/")
        menu.select_option(label="Čeština")
        lost.wait()
        lost.refuse()
        expect(menu.locator("option:checked")).to_have_text("Română")
        assert 'lang="ro"' in code.input_value()


def test_copying_by_keyboard_is_said(browser: Browser, hosts: Hosts) -> None:
    permissions = ["clipboard-read", "clipboard-write"]
    with reader(browser, hosts.portal, permissions=permissions) as guest:
        page = guest.open(f"en/embed/{PAIR}/".removeprefix("en/"))
        button = page.locator("[data-copy=code-logo-text]")
        button.focus()
        page.keyboard.press("Enter")
        status = page.locator(".embed-status")
        expect(status).to_have_text("Copied.")
        expect(button).to_be_focused()
        assert page.evaluate("navigator.clipboard.readText()") == hosts.snippet(
            "logo-text", language="en"
        )


@pytest.mark.parametrize("path", ["embed/", f"embed/{PAIR}/", f"bg/embed/{PAIR}/"])
def test_embed_pages_are_accessible(browser: Browser, hosts: Hosts, path: str) -> None:
    with reader(browser, hosts.portal, axe=True) as guest:
        guest.open(path)
        for width in (320, 1280):
            for scheme in ("light", "dark"):
                guest.set(width, scheme)
                assert guest.too_wide() == []
                guest.page.wait_for_load_state("networkidle")
                guest.begin_axe()
                assert guest.axe() == []
