"""Pages as a browser draws them, for check_commitments --browser.

The browser itself asks nobody: every request is answered by our own fetcher, so that
robots.txt, public addresses, time and size hold for it too. What is not intercepted
(sockets, redirects of its own) meets a proxy that does not exist.
"""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Frame,
    Page,
    Playwright,
    Route,
    ViewportSize,
    sync_playwright,
)

import chromium
import install_test_tools
from portal.commitments.documents import PageRead, Shown
from portal.commitments.policies import why_not_framed
from portal.commitments.sightings import Link, Picture, Place, Sightings
from portal.web.address import parse_address
from portal.web.answers import Answer, Failure, Fetch, Kind, Trouble
from web_exchange import Deadline

_LOOK: Final = Path(__file__).with_name("commitment_look.js").read_text("utf-8")
_KINDS: Final = MappingProxyType(
    {
        "document": Kind.PAGE, "stylesheet": Kind.STYLE, "script": Kind.SCRIPT,
        "image": Kind.IMAGE, "xhr": Kind.OTHER, "fetch": Kind.OTHER,
    }
)  # fmt: skip
_NOT_PASSED_ON: Final = frozenset(
    ("content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie",
     "keep-alive", "strict-transport-security", "alt-svc", "report-to", "nel")
)  # fmt: skip
# Calls (WebRTC) are no requests: they went to whatever a page names, from this machine's address.
# Through the proxy alone, they meet none. Chromium passes over a switch that it does not know.
_CALLS: Final = "--force-webrtc-ip-handling-policy=disable_non_proxied_udp"
_ARGUMENTS: Final = (
    *chromium.ARGUMENTS,
    "--proxy-server=http://127.0.0.1:9", "--proxy-bypass-list=<-loopback>",
    "--disable-extensions", "--mute-audio",
    _CALLS,
)  # fmt: skip
_WINDOW: Final = ViewportSize(width=1280, height=800)
_MAX_PAGE_CHANGES: Final = 5
_SETTLE_MILLISECONDS: Final = 4000
_AFTER_SCROLL_MILLISECONDS: Final = 400
_GRACE_SECONDS: Final = 15.0
_OUT_OF_SANDBOX: Final = ("allow-popups", "allow-top-navigation")
_SCROLL: Final = """() => { const root = document.scrollingElement || document.documentElement;
  for (let y = 0; root && y <= Math.min(root.scrollHeight, 30000); y += 600) scrollTo(0, y); }"""


class BrowserReader:
    """Reads pages with one Chromium; one that hangs is ended, and another one begun."""

    def __init__(self, playwright: Playwright, agent: str) -> None:
        self._playwright = playwright
        self._agent = agent
        self._executable = str(install_test_tools.chromium_path())
        self._browser: Browser | None = None

    def read(
        self, page: PageRead, fetch: Fetch, hosts: Collection[str], seconds: float
    ) -> PageRead | Failure:
        """Draw a page that was reached, and look at it as a visitor would.

        `hosts` are those to which links matter (without www.). The answer is that of the
        page at which scripts have arrived. Failure: BROWSER where the browser itself failed.
        """
        visit = _Visit(page, fetch, tuple(hosts), Deadline.after(seconds))
        browser = self._running()
        watch = threading.Timer(seconds + _GRACE_SECONDS, _end, (_process_of(browser),))
        watch.start()
        try:
            with browser.new_context(
                user_agent=self._agent, viewport=_WINDOW, service_workers="block",
                accept_downloads=False,
            ) as context:  # fmt: skip
                context.set_default_timeout(seconds * 1000)
                return visit.read(context)
        except (Error, TimeoutError) as error:
            detail = str(error).partition("\n")[0][:200]
            return Failure(Trouble.BROWSER, f"the browser: {detail}", page.answer.address)
        finally:
            watch.cancel()

    def close(self) -> None:
        """End the browser."""
        if self._browser is not None:
            with suppress(Error):
                self._browser.close()

    def _running(self) -> Browser:
        if self._browser is None or not self._browser.is_connected():
            arguments = [*_ARGUMENTS]
            if hasattr(os, "geteuid") and os.geteuid() == 0:
                arguments.append("--no-sandbox")  # as root, Chromium runs only without it
            self._browser = self._playwright.chromium.launch(
                executable_path=self._executable, args=arguments
            )
        return self._browser


@contextmanager
def open_browser(agent: str) -> Iterator[BrowserReader]:
    """The machine's own Chromium. Raises: install_test_tools.MissingToolError without one."""
    with sync_playwright() as playwright:
        reader = BrowserReader(playwright, agent)
        try:
            yield reader
        finally:
            reader.close()


class _Visit:
    """One page in the browser: what it asked for, and what it shows in the end."""

    def __init__(
        self, page: PageRead, fetch: Fetch, hosts: tuple[str, ...], deadline: Deadline
    ) -> None:
        self._source = page
        self._fetch = fetch
        self._hosts = hosts
        self._deadline = deadline
        self._page_changes = 0
        self._arrived: Answer | Failure = page.answer
        self._gaps: list[str] = []
        self._doubts: list[str] = []

    def read(self, context: BrowserContext) -> PageRead | Failure:
        """Go there, wait until it is still, scroll through it, and look."""
        page = context.new_page()
        context.on("page", lambda other: other.close() if other is not page else None)
        context.route("**/*", self._answer)
        page.goto(self._source.answer.address, wait_until="domcontentloaded")
        for state in ("load", "networkidle"):
            self._wait_for(page, state)
        page.evaluate(_SCROLL)
        self._wait_for(page, "networkidle")
        page.wait_for_timeout(_AFTER_SCROLL_MILLISECONDS)
        if isinstance(self._arrived, Failure):
            return self._arrived
        shown = tuple(self._look_at(page.main_frame, None, "", True))
        return PageRead(
            self._arrived, self._source.encoding, shown, tuple(self._doubts), tuple(self._gaps)
        )

    def _wait_for(self, page: Page, state: Any) -> None:
        with suppress(Error):  # a page that is never still is looked at as it is
            page.wait_for_load_state(
                state, timeout=min(_SETTLE_MILLISECONDS, self._deadline.left() * 1000)
            )

    def _answer(self, route: Route) -> None:
        request = route.request
        kind = _KINDS.get(request.resource_type)
        try:
            frame = request.frame
        except Error:  # a window of its own, which is not looked at
            route.abort()
            return
        is_change = request.is_navigation_request() and frame.parent_frame is None
        if kind is None or request.method != "GET":
            route.abort()
            return
        if is_change:
            answer = self._go_on(request.url)
        else:
            answer = self._fetch(request.url, Kind.FRAME if kind is Kind.PAGE else kind)
        if isinstance(answer, Failure):
            self._note(answer, request.url, kind)
            route.abort()
        elif kind is Kind.PAGE and answer.address != request.url.partition("#")[0]:
            # A redirect was followed for the browser: it has to know where it has arrived.
            onward = json.dumps(answer.address).replace("<", "\\u003c")
            route.fulfill(
                content_type="text/html", body=f"<script>location.replace({onward})</script>"
            )
        elif kind is Kind.PAGE and why_not_framed(
            answer.headers, answer.address, _ancestors(frame)
        ):
            route.abort()
        else:
            headers = {n: v for n, v in answer.headers.items() if n not in _NOT_PASSED_ON}
            route.fulfill(status=answer.status, headers=headers, body=answer.body)

    def _go_on(self, address: str) -> Answer | Failure:
        """The page itself, and where its scripts lead it."""
        self._page_changes += 1
        if self._page_changes > _MAX_PAGE_CHANGES:
            detail = "the page goes on and on"
            self._arrived = Failure(Trouble.REDIRECTS, detail, address)
        else:
            found = self._fetch(address, Kind.PAGE)
            is_first = self._page_changes == 1 and isinstance(found, Answer)
            hops = self._source.answer.hops if is_first else found.hops
            self._arrived = replace(found, hops=hops)
        return self._arrived

    def _note(self, failure: Failure, address: str, kind: Kind) -> None:
        if not failure.is_passing:
            return
        if kind is Kind.STYLE:
            self._doubts.append(f"the style sheet {address}: {failure.detail}")
        here, there = parse_address(self._source.answer.address), parse_address(address)
        if kind is not Kind.IMAGE and here and there and here.site == there.site:
            self._gaps.append(f"{address}: {failure.detail}")

    def _look_at(
        self, frame: Frame, place: Place | None, asked: str, links_work: bool
    ) -> Iterator[Shown]:
        found = frame.evaluate(_LOOK, {"hosts": list(self._hosts), "frame": None})
        yield Shown(
            asked or frame.url, frame.url, _sightings(found, frame.url), (), place, links_work
        )
        for child in frame.child_frames:
            with suppress(Error):  # a frame that is gone by now, or that shows an error
                info = frame.evaluate(_LOOK, {"hosts": [], "frame": child.frame_element()})
                if info["hidden"] or not child.url.startswith(("http", "about:srcdoc")):
                    continue
                words = (info["sandbox"] or "").lower()
                free = info["sandbox"] is None or any(w in words for w in _OUT_OF_SANDBOX)
                where = Place(frame.url, info["selector"])
                yield from self._look_at(child, where, info["address"], links_work and free)


def _sightings(found: dict[str, Any], document: str) -> Sightings:
    links = tuple(
        Link(item["address"], item["words"], item["hidden"], Place(document, item["selector"]))
        for item in found["links"]
    )
    pictures = tuple(
        Picture(
            (item["address"],) if item["address"] else (), item["alt"], item["hidden"],
            Place(document, item["selector"]),
            Place(document, item["link"]) if item["link"] else None, item["svg"],
        )
        for item in found["pictures"]
    )  # fmt: skip
    return Sightings(links, pictures)


def _ancestors(frame: Frame) -> tuple[str, ...]:
    found: list[str] = []
    while (parent := frame.parent_frame) is not None:
        found.append(parent.url)
        frame = parent
    return tuple(found)


def _process_of(browser: Browser) -> int:
    session = browser.new_browser_cdp_session()
    try:
        processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    finally:
        session.detach()
    return next(int(process["id"]) for process in processes if process["type"] == "browser")


def _end(process: int) -> None:
    """End the browser that we started, by its number."""
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
