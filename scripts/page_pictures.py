"""Pictures of pages of a built site, by the machine's own Chromium."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

# A desktop screen and a phone: (name, width, height).
_SCREENS: Final = (("desktop", 1280, 900), ("phone", 390, 844))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the report is the output."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Tell of an exception; that a picture was taken before its page had all is none."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def take_pictures(site: Path, pages: Sequence[str], target: Path) -> tuple[str, ...]:
    """PNG files of whole pages, on two screens each; returns their names in `target`.

    `pages` are addresses below the site's root. Raises: RuntimeError where there is no browser.
    """
    if not pages:
        return ()
    # Only this needs the tests' packages; the report itself does without.
    from playwright.sync_api import sync_playwright

    import chromium
    from install_test_tools import chromium_path

    target.mkdir(parents=True, exist_ok=True)
    server = _Server(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    names = []
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=str(chromium_path()),
                args=["--no-sandbox", *chromium.ARGUMENTS],
            )
            for page in pages:
                for screen, width, height in _SCREENS:
                    view = browser.new_page(viewport={"width": width, "height": height})
                    view.goto(f"http://127.0.0.1:{server.server_port}/{page}")
                    name = f"{page.strip('/').replace('/', '-') or 'home'}-{screen}.png"
                    view.screenshot(path=target / name, full_page=True)
                    view.close()
                    names.append(name)
            browser.close()
    finally:
        server.shutdown()
        server.server_close()
    return tuple(names)
