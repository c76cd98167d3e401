"""Builds the hostile site and the harmless one, and serves them with a collector of reports.

`python -m tests.injection.attacked_site --count 126` builds a larger one, in which each payload
stands in each field, and lists all that `checks` finds in it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from portal.hosting.description import FILE, read_description
from portal.hosting.table import Rule, rule_for
from tests import site_build
from tests.injection import hostile_site
from tests.injection.checks import CHECKS, Attacked
from tests.injection.fields import COUNT

# Records of each kind: each field holds more than a quarter of the payloads.
SUITE: Final = 36
TAME: Final = 13
REPORTS: Final = "/csp-reports"


def build(directory: Path, count: int, *, shift: int = 0, is_tame: bool = False) -> Attacked:
    """Write the data and build the site, strictly."""
    data = directory / "data"
    written = hostile_site.write(data, count=count, shift=shift, is_tame=is_tame)
    site = site_build.build(directory / "site", data=data)
    return Attacked(site, data, written.placed, written.refused)


class _Handler(SimpleHTTPRequestHandler):
    """Sends the headers of the one table, with an address for reports of what they stop."""

    protocol_version = "HTTP/1.1"
    rules: tuple[Rule, ...]
    reports: list[str]
    extensions_map = {  # noqa: RUF012 - as in the class that it comes from
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript", ".svg": "image/svg+xml", ".atom": "application/atom+xml",
        ".rss": "application/rss+xml", ".ics": "text/calendar", ".opml": "text/x-opml",
    }  # fmt: skip

    def end_headers(self) -> None:
        rule = rule_for(unquote(self.path.partition("?")[0].lstrip("/")), self.rules)
        for name, value in rule.headers.items():
            if name == "Content-Security-Policy":
                value = f"{value}; report-uri {REPORTS}"
            if name != "Strict-Transport-Security":
                self.send_header(name, value)
        super().end_headers()

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self.reports.append(self.rfile.read(length).decode("utf-8", "replace"))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        return None


@contextmanager
def serve(root: Path) -> Iterator[tuple[str, list[str]]]:
    """Serve a built site; gives its address and the reports that come in."""
    reports: list[str] = []
    rules = read_description((root / FILE).read_bytes()).rules
    kind = type("Handler", (_Handler,), {"rules": rules, "reports": reports})
    handler = partial(kind, directory=str(root))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/", reports
        finally:
            server.shutdown()
            thread.join()


def main() -> int:
    """0 where all checks find nothing."""
    parser = argparse.ArgumentParser(description="Attack a site by all its texts.")
    parser.add_argument("--count", type=int, default=COUNT, help="records of each kind")
    parser.add_argument("--shift", type=int, default=0, help="which payload comes first")
    options = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        hostile = build(Path(scratch) / "hostile", options.count, shift=options.shift)
        tame = build(Path(scratch) / "tame", TAME, is_tame=True)
        for name, check in CHECKS.items():
            found = check(hostile, tame)
            failed += len(found)
            print(f"{name}: {len(found)}", *found[:50], sep="\n  ")
        print(f"{len(hostile.placed)} pairs of field and payload, {hostile.counted}")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
