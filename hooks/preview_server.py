"""The preview's server: MkDocs' own, but for making files when they are asked for.

Part of the adapter. What only data has changed is read anew; MkDocs runs again, in a process of
its own, where templates, words or hand-written pages have changed.
"""

from __future__ import annotations

import atexit
import gc
import logging
import os
import posixpath
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from mkdocs.__main__ import cli
from mkdocs.livereload import LiveReloadServer
from watchdog.events import (
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from build_session import BuildSession
from clock import now
from local_requests import is_meant, refusal
from portal.build import Portal
from portal.children import can_fork, start_child
from portal.embeds.contract import ROOT as CARDS
from portal.known_files import KnownFiles
from portal.plan import Tools
from portal.preview import Preview
from portal.problems import Problem, Severity
from portal.search.pagefind import find_pagefind
from portal.theme import Theme
from portal.workers import JobError
from preview_notice import with_notice
from scratch import Scratch
from site_maker import ROOT, THEME_ONLY, DataError, Project

log = logging.getLogger("mkdocs.portal")
_CHANGES: Final = (FileCreatedEvent, FileModifiedEvent, FileDeletedEvent, FileMovedEvent)
# Of a folder that goes away the system does not tell which files were in it; of one that comes it
# does.
_BELOW_FOLDERS: Final = (*_CHANGES, DirDeletedEvent, DirMovedEvent)
_OLD_FRAMES: Final = (
    "The frames of the pages could not be rendered, for a reason that the terminal shows. "
    "The last ones stay."
)
_OTHER_NAME: Final = "Use one of these, or serve the name, too: make serve ADDRESS=NAME:8000"


class PreviewError(Exception):
    """There is nothing to show, and the reason has been told."""


class Previews:
    """The states of a site, one after another."""

    def __init__(self, address: str) -> None:
        self._url = os.environ.get("PORTAL_SITE_URL") or f"http://{address}/"
        self._scratch = Scratch()
        self._project: Project | None = None
        self._files = KnownFiles(time.time_ns)
        self._theme: Theme | None = None
        self._number = 0
        self.preview: Preview | None = None
        self._has_old_frames = False
        # Why pages are not new, and what is to be mended; empty where they are.
        self.reason = ""
        self.errors: tuple[str, ...] = ()

    @property
    def mount_path(self) -> str:
        """The path at which the site lies."""
        return urlsplit(self._url).path or "/"

    @property
    def watched(self) -> Iterable[Path]:
        """What a preview is made of, as far as it is edited while one looks at it."""
        assert self._project is not None
        names = (self._project.data, self._project.pages, self._project.overrides)
        return (path for path in (*names, ROOT / "mkdocs.yml") if path.exists())

    def renew(self) -> None:
        """Read the data again. Errors in it are told, also on the pages, and the last state stays.

        Raises: PreviewError where there is no state yet.
        """
        # Looking for garbage among a million objects takes longer than reading what has changed.
        gc.disable()
        try:
            self._renew()
        finally:
            gc.unfreeze()  # of the state before
            gc.enable()
            gc.freeze()

    def _renew(self) -> None:
        began = time.monotonic()
        docs, overrides = ROOT / "docs", ROOT / "overrides"
        self._files.look_again()
        project = Project.of(docs, overrides, self._url, self._project, self._files)
        portal = self._open(project)
        if portal is None:
            return
        same = self._project is not None and self._project.recipe == project.recipe
        theme = self._theme if same else project.load_theme()
        if theme is None or not theme.has(portal.frame_keys()):
            theme = self._make_theme(project, portal)
            # Until templates, words or pages change again.
            self._has_old_frames = theme is self._theme
        elif not same:
            self._has_old_frames = False
        self.reason = _OLD_FRAMES if self._has_old_frames else ""
        self._project, self._theme = project, theme
        self._number += 1
        last = self.preview
        root = self._scratch.path / str(self._number)
        root.mkdir()
        pagefind = find_pagefind() if project.search else None
        tools = Tools(pagefind, None)
        self.preview = Preview(portal, theme, tools, root)
        if last is None and not self.preview.has_search:
            log.info("The preview of so many pages has no search; `make site` makes it.")
        # The last one may just be read; the one before is not.
        shutil.rmtree(self._scratch.path / str(self._number - 2), ignore_errors=True)
        log.info("The data was read in %.1f s", time.monotonic() - began)

    def _open(self, project: Project) -> Portal | None:
        """What is to be shown; None where that is what was shown last. Raises: PreviewError."""
        errors: list[str] = []

        def say(problem: Problem) -> None:
            print(problem, flush=True)  # noqa: T201
            if problem.severity is Severity.ERROR:
                errors.append(str(problem))

        self.reason, self.errors = "", ()
        try:
            return project.open(now(), say)
        except DataError as error:
            if self.preview is None:
                raise PreviewError(str(error)) from error
            self.reason = f"{error} The preview shows the last data without errors."
            self.errors = tuple(errors)
            log.error("%s", self.reason)
            return None

    def close(self) -> None:
        """Delete what was made."""
        self._scratch.close()

    def _make_theme(self, project: Project, portal: Portal) -> Theme:
        log.info("Rendering the frames of the pages")
        environment = {THEME_ONLY: "1", "PORTAL_SITE_URL": self._url}
        arguments = ["build", "-q", "-d", str(self._scratch.path / "theme")]
        # Code that has changed meanwhile is not in this process, and one with threads must not be
        # forked. At the start neither is so, and the data need not be read again.
        if self._theme is None and can_fork() and threading.active_count() == 1:
            work = partial(_run_mkdocs, project, portal, environment, arguments)
            reader, child = start_child(work, ())
            child.join()
            reader.close()
            code = child.exitcode
        else:
            command = [sys.executable, "-m", "mkdocs", *arguments]
            code = subprocess.run(
                command, cwd=ROOT, env={**os.environ, **environment}, check=False
            ).returncode
        theme = project.load_theme() if code == 0 else None
        if theme is None:
            if self._theme is not None:
                log.error(_OLD_FRAMES)
                return self._theme
            raise PreviewError("The frames of the pages could not be rendered.")
        return theme


def _run_mkdocs(
    project: Project,
    portal: Portal,
    environment: Mapping[str, str],
    arguments: list[str],
    _writer: Connection,
) -> None:
    """Run MkDocs in this process, which was forked for that, with data that was read before."""
    BuildSession.given = project, portal
    os.environ.update(environment)
    try:
        cli(arguments)
    finally:
        atexit._run_exitfuncs()  # a forked process leaves them out


class PreviewServer(LiveReloadServer):
    """Serves the newest preview, and tells browsers when there is a newer one."""

    def __init__(self, previews: Previews, host: str, port: int) -> None:
        super().__init__(previews.renew, host, port, root=str(ROOT), mount_path=previews.mount_path)
        self._previews, self._host = previews, host
        self.url = self.url.replace(host, f"[{host}]") if ":" in host else self.url
        self.build_delay = 0.05
        self._one_at_a_time = threading.Lock()
        self._is_card = False
        # The system tells at once; looking at 10,000 files twice a second costs a processor.
        self.observer = Observer()  # type: ignore[assignment]
        self.error_handler = self._error_page
        for path in previews.watched:
            self._watch_changes(path)

    def _watch_changes(self, path: Path) -> None:
        handler = _Handler(self._ask_for_renewal)
        # Beside a single file, folders come and go that are none of its business: built sites.
        folder, changes = (path, _BELOW_FOLDERS) if path.is_dir() else (path.parent, _CHANGES)
        # That a file was opened or read is not asked for: reading 10,000 files tells it as often.
        self.observer.schedule(
            handler, str(folder), recursive=path.is_dir(), event_filter=list(changes)
        )
        self._watched_paths[str(path)] = 1  # what makes MkDocs' server watch, and reload browsers

    def _ask_for_renewal(self) -> None:
        with self._rebuild_cond:
            self._want_rebuild = True
            self._rebuild_cond.notify_all()

    def serve_request(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        """Answer what is meant for this computer, also the question whether there is news."""
        # Several Host headers stand in one value then, with commas: no name that is known.
        if not is_meant([environ.get("HTTP_HOST", "")], environ["PATH_INFO"], self._host):
            start_response("403 Forbidden", [("Content-Type", "text/plain; charset=utf-8")])
            return [refusal(_OTHER_NAME)]
        return super().serve_request(environ, start_response)

    def _serve_request(self, environ: Any, start_response: Any) -> Iterable[bytes] | None:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
        if path.startswith("/livereload/"):
            return super()._serve_request(environ, start_response)
        # One at a time: what is made for a request is opened before another state is served.
        with self._one_at_a_time:
            with self._epoch_cond:
                self._epoch_cond.wait_for(lambda: self._visible_epoch == self._wanted_epoch)
            self._make(path)
            return super()._serve_request(environ, start_response)

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        """Where MkDocs' server changes pages, and cards, in which there is no room for more."""
        if self._previews.reason and not self._is_card:
            content = with_notice(content, self._previews.reason, self._previews.errors)
        page: bytes = super()._inject_js_into_html(content, epoch)  # type: ignore[no-untyped-call]
        return page

    def _make(self, path: str) -> None:
        preview = self._previews.preview
        assert preview is not None
        self.root = str(preview.root)
        below = posixpath.normpath("/" + path.removeprefix(self.mount_path)).lstrip("/")
        self._is_card = below.startswith(CARDS)
        try:
            self._make_file(preview, path, below)
        except JobError as error:  # of a file that has just changed, perhaps: it is read again then
            log.error("%s", error)

    def _make_file(self, preview: Preview, path: str, below: str) -> None:
        preview.make(posixpath.join(below, "index.html") if path.endswith("/") else below)
        if not path.endswith("/") and "." not in posixpath.basename(below):
            preview.make(posixpath.join(below, "index.html"))  # MkDocs' server then adds the slash

    def _error_page(self, code: int) -> bytes | None:
        preview = self._previews.preview
        if code != 404 or preview is None:
            return None
        preview.make("404.html")
        # Of a record with a mistake there is no page yet: it says so, and comes by itself.
        content = (preview.root / "404.html").read_bytes()
        return self._inject_js_into_html(content, self._visible_epoch)


class _Handler(FileSystemEventHandler):
    def __init__(self, tell: Callable[[], None]) -> None:
        self._tell = tell

    def on_any_event(self, event: FileSystemEvent) -> None:
        self._tell()
