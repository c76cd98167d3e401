"""The editing page on this computer: `python scripts/edit.py`, or `make edit`.

Serves /admin/ and what it saves through on 127.0.0.1 alone, without any account, and shows the
site beside it (scripts/serve_site.py). What is saved goes into data/: only the lines that differ,
and only if the data has no errors then.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote, urlsplit

import own_python  # noqa: F401 - first: it may go on with another Python

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from clock import now  # noqa: E402
from data_folder import data_folder  # noqa: E402
from edit_store import Store  # noqa: E402
from editor_schemas import write_ids  # noqa: E402
from install_editor import InstallError, install_editor  # noqa: E402
from local_requests import is_meant, refusal  # noqa: E402
from portal.addresses import output_file  # noqa: E402
from portal.assets import FOLDER, read_assets  # noqa: E402
from portal.editing.admin import Editor, render_admin  # noqa: E402
from portal.editing.decap import LOCAL  # noqa: E402
from portal.editing.local_api import answer  # noqa: E402
from portal.editing.local_names import RefusedError  # noqa: E402
from portal.editing.versions import PAGE, Versions  # noqa: E402
from portal.hosting.media_types import media_type  # noqa: E402
from portal.languages import Language  # noqa: E402
from portal.load import load_data  # noqa: E402
from portal.site import Site  # noqa: E402
from portal.strings import load_strings  # noqa: E402
from terminal import paint, write_utf8  # noqa: E402

# Never another: whoever can reach the server can change the data.
HOST: Final = "127.0.0.1"
_API: Final = "/admin/api"
_MAX_BODY: Final = 64 * 1024 * 1024
_TEMPLATES: Final = ROOT / "overrides"


class EditServer(ThreadingHTTPServer):
    """Serves the editing page of one data directory."""

    daemon_threads = True

    def __init__(self, port: int, directory: Path, preview: str = "") -> None:
        """Take a port of this computer (0: a free one); `preview` is the site's address."""
        super().__init__((HOST, port), _Handler)
        self.directory = directory.resolve()
        self.store = Store(directory, ROOT / "docs")
        self.versions = Versions()
        self.preview = preview
        self.assets = read_assets(_TEMPLATES / "assets")
        self.programs = dict(Editor(ROOT / "scripts" / "editor").files())

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://{HOST}:{self.server_address[1]}/admin/"

    def site(self) -> Site:
        """The site's settings as they are now. Raises: RefusedError where they have problems."""
        loaded = load_data(self.directory)
        if loaded.site is None:
            raise RefusedError("data/site.yml has problems. Run: make check")
        return loaded.site

    def pages(self) -> dict[str, bytes]:
        """The pages and configurations, from the site's settings as they are now."""
        site = self.site()
        languages = [
            Language(
                setting,
                load_strings(self.directory / "strings" / f"{setting.tag}.po", "")[0],
                setting.tag == site.default_language,
            )
            for setting in site.languages
        ]
        return dict(render_admin(site, languages, LOCAL, _TEMPLATES, self.assets))

    def handle_error(self, request: object, client_address: object) -> None:
        """Tell of an exception; that a page was left before its answer came is none."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    server: EditServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = ""
        try:
            path = unquote(urlsplit(self.path).path)
            if not self._is_meant():
                return
            content = self._content(path)
            if content is None:
                self._redirect(path)
                return
        except RefusedError as error:
            self._send(error.status, str(error).encode(), "text/plain; charset=utf-8")
            return
        except ValueError:  # "//[": no address
            self._send(HTTPStatus.BAD_REQUEST, b"no address\n", "text/plain")
            return
        # Not by the system's table: on Windows, other programs make plain text of scripts in it.
        self._send(HTTPStatus.OK, content, media_type(output_file(path)))

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        if not self._is_meant() or not self._is_from_own_page():
            return
        try:
            size = int(self.headers.get("Content-Length", ""))
            if self.path != _API or not 0 <= size <= _MAX_BODY:
                raise RefusedError("nothing is taken here", HTTPStatus.NOT_FOUND)
            asked = json.loads(self.rfile.read(size))
            params = asked.get("params") or {}
            server = self.server
            page = self.headers.get(PAGE, "")
            found = answer(
                server.directory, server.site().tags, str(asked["action"]), params, server.preview,
                server.versions, page,
            )  # fmt: skip
            server.store.change(found.changes, found.read)
            for name, value in found.has.items():
                server.versions.note(page, name, value)
            for name, content in found.changes.items():
                done = "deleted" if content is None else "saved"
                print(f"{done} data/{name}", flush=True)
            if found.changes and server.directory == ROOT / "data":
                write_ids()
            self._send_json(HTTPStatus.OK, found.body)
        except RefusedError as error:
            self._refuse(error.status, str(error))
        except (ValueError, AttributeError, TypeError, KeyError, RecursionError) as error:
            self._send_json(HTTPStatus.BAD_REQUEST, {"error": f"no request: {error}"})
        except ConnectionError:
            raise  # nobody is there to be answered
        except OSError as error:
            reason = f"the disk refuses it: {error.strerror or type(error).__name__}"
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR, f"{reason}. Mend that, and save again")

    def _refuse(self, status: int, words: str) -> None:
        # What was sent may hold signs that no terminal can show.
        print(f"refused: {words}".encode("utf-8", "backslashreplace").decode(), flush=True)
        self._send_json(status, {"error": words})

    def _is_meant(self) -> bool:
        """Refuse names that some website has let point to this computer (DNS rebinding)."""
        if is_meant(self.headers.get_all("Host", []), self.path):
            return True
        words = refusal(f"Open {self.server.address} instead.")
        self._send(HTTPStatus.FORBIDDEN, words, "text/plain; charset=utf-8")
        return False

    def _is_from_own_page(self) -> bool:
        """Refuse what other websites' pages send: they cannot send JSON without asking first."""
        origin = self.headers.get("Origin")
        kind = self.headers.get("Content-Type", "").partition(";")[0].strip()
        if origin in (None, f"http://{self.headers.get('Host')}") and kind == "application/json":
            return True
        self._send(HTTPStatus.FORBIDDEN, b"Only the editing page may save.\n", "text/plain")
        return False

    def _content(self, path: str) -> bytes | None:
        name = path.removeprefix("/")
        program = self.server.programs.get(name.removeprefix("admin/"))
        if name.startswith("admin/") and program is not None:
            return program.read_bytes()
        if name.startswith(FOLDER):
            return self.server.assets.contents.get(name)
        page = f"{name}index.html" if name.endswith("/") else name
        return self.server.pages().get(page) if "admin/" in page else None

    def _redirect(self, path: str) -> None:
        """Lead to the editing page from the root, and to the site from everywhere else."""
        target = self.server.preview and self.server.preview + path.removeprefix("/")
        if path in ("", "/"):
            target = f"/{self._language_root()}admin/"
        self.send_response(HTTPStatus.FOUND if target else HTTPStatus.NOT_FOUND)
        if target:
            self.send_header("Location", quote(target, safe="/:"))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _language_root(self) -> str:
        """The root of the first of the browser's languages that the site has, else the default."""
        tags = self.server.site().tags
        for wish in self.headers.get("Accept-Language", "").split(","):
            code = wish.partition(";")[0].strip().partition("-")[0]
            if code in tags:
                return "" if code == tags[0] else f"{code}/"
        return ""

    def _send_json(self, status: int, body: object) -> None:
        # In ASCII: a file's name may hold what is no UTF-8.
        content = json.dumps(body).encode()
        self._send(status, content, "application/json; charset=utf-8")

    def _send(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if status >= HTTPStatus.BAD_REQUEST:
            self.close_connection = True  # a body may be left unread
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing of each request: what was saved and refused is said above."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until Ctrl-C; 0 then, 1 where it cannot begin."""
    parser = argparse.ArgumentParser(description="Edit the data in the browser.")
    parser.add_argument("--data", type=Path, default=data_folder(), metavar="DIR", help="the data")
    parser.add_argument("--port", type=int, default=8001, help="port of the page (default: 8001)")
    parser.add_argument("--preview-port", type=int, default=8000, help="port of the site")
    parser.add_argument("--no-preview", action="store_true", help="only the editing page")
    options = parser.parse_args(arguments)
    preview = "" if options.no_preview else f"http://{HOST}:{options.preview_port}/"
    now()  # a clock that is set wrongly ends this here, and not in the middle of a saving
    try:
        install_editor()
        server = EditServer(options.port, options.data, preview)
    except InstallError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except (OSError, OverflowError) as error:  # the second one of a number that is no port
        reason = getattr(error, "strerror", None) or error
        print(f"error: port {options.port}: {reason}. Run: make edit PORT=8002", file=sys.stderr)
        return 1
    shown = partial(paint, style="bold", stream=sys.stdout)
    # However it is ended, the preview ends with it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print(f"Edit the data: {shown(server.address.removesuffix('admin/'))}", flush=True)
    site = _preview(options.preview_port, server.directory) if preview else None
    if preview:
        print(f"See the site:  {shown(preview)} (in a moment)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass  # which is how it is ended
    finally:
        server.server_close()
        if site is not None:
            site.terminate()
            site.wait()
    return 0


def _preview(port: int, directory: Path) -> subprocess.Popen[bytes]:
    """The site itself, renewed at every saving."""
    return subprocess.Popen(
        [
            sys.executable, "scripts/serve_site.py", "--quiet", "--wait",
            "--address", f"{HOST}:{port}",
        ],
        cwd=ROOT,
        # Its root is where the editing page looks for it, whatever the site's address is.
        env={**os.environ, "PORTAL_DATA_DIR": str(directory), "PORTAL_SITE_URL": ""},
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


if __name__ == "__main__":
    write_utf8()
    sys.exit(main())
