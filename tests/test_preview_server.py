"""The preview's server: what it notices, and what does not bring it down."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest

from portal.pictures.copies import CopyError
from preview_server import PreviewServer


class _Site:
    """As much of a preview as a server asks for: files made by a function, of a folder."""

    mount_path = "/"

    def __init__(self, root: Path, watched: Path, make: Callable[[str], None]) -> None:
        self.root = root
        self.watched = (watched,)
        self.preview = self
        self.make = make

    def renew(self) -> None:
        """Nothing is read here."""


@contextmanager
def server_of(site: Any) -> Iterator[PreviewServer]:
    server = PreviewServer(site, "127.0.0.1", 0)
    try:
        yield server
    finally:
        server.server_close()


def answer(server: PreviewServer, path: str) -> tuple[str, bytes]:
    """The status and the body that a browser gets."""
    environ: dict[str, Any] = {"PATH_INFO": path}
    setup_testing_defaults(environ)
    said: list[str] = []
    body: Any = server.serve_request(environ, lambda status, _: said.append(status))
    with closing(body) if hasattr(body, "close") else nullcontext():
        return said[0], b"".join(body)


def test_a_picture_that_has_changed_is_told_in_a_line_and_shown_when_it_is_read_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    changed = [True]

    def make(path: str) -> None:
        if path == "pictures/room.jpg":
            if changed[0]:
                raise CopyError("data/pictures/room.jpg has changed. Build again.")
            (tmp_path / "pictures").mkdir()
            (tmp_path / path).write_bytes(b"picture")
        elif path == "404.html":
            (tmp_path / path).write_bytes(b"not here")

    with server_of(_Site(tmp_path, tmp_path, make)) as server:
        with caplog.at_level(logging.INFO):
            assert answer(server, "/pictures/room.jpg") == ("404 Not Found", b"not here")
        assert "data/pictures/room.jpg has changed. Build again." in caplog.messages
        assert "Traceback" not in caplog.text
        changed[0] = False
        assert answer(server, "/pictures/room.jpg") == ("200 OK", b"picture")
