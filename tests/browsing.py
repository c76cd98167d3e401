"""A real browser for the tests, and all that it says and asks for while pages are read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, Response, Route

import chromium
import install_test_tools as tools

# What is recorded is what pages do.
ARGUMENTS = ("--no-sandbox", *chromium.ARGUMENTS)
NARROW, WIDE = 320, 1280
HEIGHT = 900
Scheme = Literal["light", "dark"]

_SETTLED = "Promise.all(document.getAnimations().map(a => a.finished)).then(() => true)"
# The document's load does not wait for fonts, nor for what is far below.
_LOAD_ALL = """async () => {
    for (const one of document.querySelectorAll("[loading=lazy]")) one.loading = "eager";
    await Promise.all([...document.images].map(image => image.decode()));
    await document.fonts.ready;
}"""
# A frame without a document is no stop of the Tab key (embed-page.js); the search brings itself.
_ALL_CAME = "!document.querySelector('iframe[tabindex], [data-search-page][hidden]')"
# Begun in the page and fetched later: several pages are at it at the same time.
_BEGIN_AXE = """rules => {
    // No rule that is in use reads style sheets beforehand; one does so with sounds and films.
    const options = {resultTypes: ["violations"], preload: {assets: ["media"]}};
    if (rules) options.runOnly = rules;
    window.axeResult = document.fonts.ready.then(() => axe.run(document, options));
}"""
_AXE_RESULT = """async () => (await window.axeResult).violations.flatMap(v => v.nodes.map(
    n => `${v.id}: ${n.target.join(" ")}: ${(n.any[0] || n.all[0] || n.none[0]).message}`))"""


def launch(playwright: Playwright) -> Browser:
    """The machine's own Chromium."""
    return playwright.chromium.launch(
        executable_path=str(tools.chromium_path()), args=list(ARGUMENTS)
    )


class Reader:
    """Somebody who reads pages of one address, and notes what the browser does."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.requests: list[str] = []
        self.said: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("requestfailed", self._note_failure)
        page.on("response", self._note)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        # A card names no icon: the browser asks for one by itself, now and then, and Playwright
        # shows no request for it.
        if not message.location.get("url", "").endswith("/favicon.ico"):
            self.said.append(f"{message.type}: {message.text}")

    def _note_failure(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the reader went on before it came
            self.said.append(f"failed: {request.url}: {request.failure}")

    def _note(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.said.append(f"{response.status}: {response.url}")

    def open(self, path: str) -> Page:
        """Go to a page below the address, which is there but for paths that say they are not."""
        if "#" in path:  # going to another part of the same page answers nothing
            self.page.goto("about:blank")
        response = self.page.goto(self.address + path)
        assert response is not None
        assert response.status == (404 if "no/such" in path else 200), path
        return self.page

    def open_whole(self, path: str) -> Page:
        """The same, with all that comes to the page by itself, as a picture of it wants."""
        page = self.open(path)
        page.evaluate(_LOAD_ALL)
        wait_until(page, _ALL_CAME)
        return page

    def set(self, width: int, scheme: Scheme) -> None:
        """Turn the screen, and wait until every colour has arrived."""
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        self.page.emulate_media(color_scheme=scheme)
        self.page.evaluate(_SETTLED)

    def begin_axe(self, rules: list[str] | None = None) -> None:
        """Have axe-core look at the page, by all its rules or by some."""
        self.page.evaluate(_BEGIN_AXE, rules)

    def axe(self) -> list[str]:
        """What axe-core objects to."""
        found: list[str] = self.page.evaluate(_AXE_RESULT)
        return found

    def strangers(self) -> list[str]:
        """Requests that left the site's origin."""
        own = urlsplit(self.address)[:2]
        return [url for url in self.requests if urlsplit(url)[:2] != own]

    def too_wide(self) -> list[str]:
        """What makes the page scroll sideways."""
        found: list[str] = self.page.evaluate(
            """() => {
                const width = document.documentElement.clientWidth;
                if (document.documentElement.scrollWidth <= width) return [];
                return [...document.querySelectorAll("body *")]
                    .filter(e => e.getBoundingClientRect().right > width + 0.5)
                    .map(e => `${e.tagName} ${e.className}`);
            }"""
        )
        return found


def wait_until(page: Page, expression: str) -> None:
    """Wait for an expression to be true: asked from outside, so that no policy forbids it.

    (Playwright's own wait evaluates text inside the page, which a policy may refuse.)
    """
    for _ in range(300):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {expression}")


class Held:
    """Requests of a page that wait for an answer until a test has seen what is there without it."""

    def __init__(self, page: Page, pattern: str | re.Pattern[str]) -> None:
        self._page, self._pattern = page, pattern
        self._waiting: list[Route] = []
        page.route(pattern, lambda route: self._waiting.append(route))

    def wait(self) -> None:
        """Wait for the first of them."""
        for _ in range(1500):
            if self._waiting:
                return
            self._page.wait_for_timeout(10)
        raise AssertionError(f"never asked for: {self._pattern}")

    def let_go(self) -> None:
        """Answer them, and those that come later."""
        self._page.route(self._pattern, lambda route: route.continue_())
        for route in self._waiting:
            route.continue_()

    def taken(self) -> list[Route]:
        """Those that wait, for the test to answer; from now on others do."""
        found, self._waiting = self._waiting, []
        return found

    def refuse_once(self) -> None:
        """Break them off, and answer those that come later."""
        self._page.route(self._pattern, lambda route: route.continue_())
        for route in self.taken():
            route.abort()

    def refuse(self) -> None:
        """Break them off, and those that come later."""
        self._page.route(self._pattern, lambda route: route.abort())
        for route in self._waiting:
            route.abort()


@contextmanager
def reader(
    browser: Browser, address: str, *, axe: bool = False, **settings: Any
) -> Iterator[Reader]:
    """A reader with a fresh profile."""
    settings.setdefault("viewport", {"width": WIDE, "height": HEIGHT})
    context = browser.new_context(**settings)
    context.set_default_timeout(15_000)
    try:
        if axe:
            context.add_init_script(path=tools.axe_js())
        yield Reader(context.new_page(), address)
    finally:
        context.close()
