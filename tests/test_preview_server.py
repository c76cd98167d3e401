"""The preview's server: what it notices, and what does not bring it down."""

from __future__ import annotations

import logging
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest

import serve_site
from local_requests import is_meant, parse_listening
from portal.pictures.copies import CopyError
from preview_server import PreviewServer

# Long enough for a busy machine; events come within milliseconds.
_SECONDS = 20


class _Site:
    """As much of a preview as a server asks for: files made by a function, of a folder."""

    mount_path = "/"
    reason = ""
    errors: tuple[str, ...] = ()

    def __init__(self, root: Path, watched: Path, make: Callable[[str], None]) -> None:
        self.root = root
        self.watched = (watched,)
        self.preview = self
        self.make = make

    def renew(self) -> None:
        """Nothing is read here."""


@contextmanager
def server_of(site: Any, host: str = "127.0.0.1", port: int = 0) -> Iterator[PreviewServer]:
    server = PreviewServer(site, host, port)
    try:
        yield server
    finally:
        server.server_close()


def answer(server: PreviewServer, path: str, **more: str) -> tuple[str, bytes]:
    """The status and the body that a browser gets."""
    environ: dict[str, Any] = {"PATH_INFO": path, **more}
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
            status, body = answer(server, "/pictures/room.jpg")
            assert status == "404 Not Found"
            assert body.startswith(b"not here<script>")  # and comes by itself
        assert "data/pictures/room.jpg has changed. Build again." in caplog.messages
        assert "Traceback" not in caplog.text
        changed[0] = False
        assert answer(server, "/pictures/room.jpg") == ("200 OK", b"picture")


# -- what its pages say ----------------------------------------------------------------


def test_pages_say_why_they_are_not_new_and_cards_do_not(tmp_path: Path) -> None:
    page = b'<!doctype html><html lang="bg"><body dir="ltr"><main>Old</main></body></html>'

    def make(path: str) -> None:
        if path.endswith("index.html") or path == "404.html":
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(page)

    site = _Site(tmp_path, tmp_path, make)
    with server_of(site) as server:
        server._watched_paths["data"] = 1
        assert b"data-preview-notice" not in answer(server, "/projects/")[1]
        site.reason = "1 error in 1 file. The preview shows the last data without errors."
        site.errors = ('data/news/a.yml:3:1: title: got "<b>&"',)
        notice = b'<div role="alert" lang="en" dir="ltr" data-preview-notice'
        for path in ("/projects/", "/"):
            body = answer(server, path)[1]
            assert b'<body dir="ltr">' + notice in body
            assert b"1 error in 1 file." in body
            assert b"title: got &quot;&lt;b&gt;&amp;&quot;" in body
        (tmp_path / "projects" / "index.html").unlink()
        assert b"Old" in answer(server, "/embed/v1/ruse/romact/en/")[1]
        assert b"data-preview-notice" not in answer(server, "/embed/v1/ruse/romact/en/")[1]
        status, body = answer(server, "/of/a/new/record.html")
        assert status == "404 Not Found"
        assert notice in body
        site.errors *= 30
        assert answer(server, "/")[1].count(b"<li>") == 20
        assert "… and 10 more.".encode() in answer(server, "/")[1]


# -- where it is -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("127.0.0.1:8000", ("127.0.0.1", 8000)),
        ("0.0.0.0:0", ("0.0.0.0", 0)),
        ("localhost:65535", ("localhost", 65535)),
        ("Town_Hall-2.local:80", ("Town_Hall-2.local", 80)),
        ("[::1]:8000", ("::1", 8000)),
        ("[::ffff:127.0.0.1]:8000", ("::ffff:127.0.0.1", 8000)),
    ],
)
def test_an_address_is_a_host_and_a_port(address: str, place: tuple[str, int]) -> None:
    assert parse_listening(address) == place


@pytest.mark.parametrize(
    "address",
    [
        "", ":", "8000", ":8000", "localhost", "localhost:", "localhost:65536", "localhost:-1",
        "localhost:80a", "localhost:٨٠٠٠", "localhost:8000/", "localhost:8000\n",
        "localhost/x:8000",
        "http://localhost:8000", "me@localhost:8000", "local host:8000", " localhost:8000",
        "a..example:8000", ".:8000", f"{'a' * 64}.example:8000", "127.1:8000", "300.0.0.1:8000",
        "::1:8000", "[::1]", "[::1:8000", "::1]:8000", "[]:8000", "[127.0.0.1]:8000",
        "[localhost]:8000", "[::1%eth0]:8000",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_before_anything_is_read(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        serve_site.main(["--address", address])
    assert refused.value.code == 2
    said = capsys.readouterr().err
    assert f'"{address}" is no address such as 127.0.0.1:8000, localhost:8000 or [::1]' in said


def test_an_ipv6_address_is_served_and_named_in_its_brackets(tmp_path: Path) -> None:
    site = _Site(tmp_path, tmp_path, lambda path: None)
    with server_of(site, *parse_listening("[::1]:8000")) as server:
        assert server.address_family == socket.AF_INET6
        assert server.url == "http://[::1]:8000/"


# -- whom it answers -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "is_answered"),
    [
        ("localhost", True),
        ("LocalHost:8000", True),
        ("localhost.:8000", True),
        ("127.0.0.1:8000", True),
        ("192.168.1.20:8000", True),
        ("[::1]:8000", True),
        ("town-hall.local:9000", True),
        ("evil.example", False),
        ("evil.example:8000", False),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example:8000", False),
        ("evil.example@localhost", False),
        ("localhost@evil.example", False),
        ("localhost/evil.example", False),
        ("localhost localhost", False),
        ("localhost:8000:8000", False),
        ("localhost:evil", False),
        ("[evil.example]", False),
        ("[::1", False),
        ("::1", False),
        ("127.1", False),
        (".", False),
        ("", False),
    ],
)
def test_only_who_names_this_computer_is_answered(host: str, is_answered: bool) -> None:
    assert is_meant([host], "/", "Town-Hall.local") is is_answered
    assert not is_meant([host, host], "/", "Town-Hall.local")
    if "/" not in host:  # of an address, that would be its path
        assert is_meant(["localhost"], f"http://{host}/", "Town-Hall.local") is is_answered


def test_no_other_website_can_read_a_preview(tmp_path: Path) -> None:
    def make(path: str) -> None:
        (tmp_path / path).write_bytes(b"secret")

    with server_of(_Site(tmp_path, tmp_path, make), "localhost") as server:
        for path in ("/", "/index.html", "/no/such/page.html", "/livereload/0/1"):
            status, body = answer(server, path, HTTP_HOST="evil.example:8000")
            assert status == "403 Forbidden"
            assert body.endswith(b"or serve the name, too: make serve ADDRESS=NAME:8000\n")
        assert list(tmp_path.iterdir()) == []  # nothing was made for it either
        assert answer(server, "/", HTTP_HOST="")[0] == "403 Forbidden"
        assert answer(server, "http://evil.example/")[0] == "403 Forbidden"
        for host in ("localhost:8000", "127.0.0.1", "192.168.1.20:8000"):
            assert answer(server, "/", HTTP_HOST=host)[0] == "200 OK"
        assert answer(server, "/livereload/0/1", HTTP_HOST="localhost")[0] == "200 OK"
    with server_of(_Site(tmp_path, tmp_path, make), "localhost.localdomain") as server:
        assert answer(server, "/", HTTP_HOST="localhost.localdomain:8000")[0] == "200 OK"


def test_requests_that_browsers_do_not_make_are_no_way_around(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_bytes(b"secret")
    with server_of(_Site(tmp_path, tmp_path, lambda path: None)) as server:
        server.server_bind()
        server.server_activate()
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            for request, status in {
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n": "200",
                "GET / HTTP/1.1\r\nhost:LOCALHOST \r\n\r\n": "200",
                "GET / HTTP/1.0\r\n\r\n": "403",
                "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n": "403",
                "GET / HTTP/1.1\r\nHost: evil.example\r\nHost: localhost\r\n\r\n": "403",
                "GET / HTTP/1.1\r\nHost: localhost,evil.example\r\n\r\n": "403",
                "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n": "403",
                "GET / HTTP/1.1\r\nHost: evil.example\r\nX-Host: localhost\r\n\r\n": "403",
            }.items():
                with socket.create_connection(("127.0.0.1", server.server_port), 30) as browser:
                    browser.sendall(request.encode())
                    found = browser.makefile("rb").read().decode()
                assert found.split(" ")[1] == status, request
                assert ("secret" in found) is (status == "200")
        finally:
            server.serve_thread = thread
            server.shutdown(wait=False)
            thread.join()


# -- what it notices -------------------------------------------------------------------


@contextmanager
def watching(data: Path) -> Iterator[Callable[..., bool]]:
    """A server that watches a folder; gives what waits until it has noticed something."""
    with server_of(_Site(data, data, lambda path: None)) as server:

        def has_noticed(seconds: float = _SECONDS) -> bool:
            with server._rebuild_cond:
                found = server._rebuild_cond.wait_for(lambda: server._want_rebuild, seconds)
                server._want_rebuild = False
            return found

        server.observer.start()
        try:
            yield has_noticed
        finally:
            server.observer.stop()
            server.observer.join()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data" / "files" / "old").mkdir(parents=True)
    (tmp_path / "data" / "files" / "old" / "a.txt").write_text("a")
    return tmp_path / "data"


# Watchdog goes on looking at a folder that has left, and wonders to meet it again.
@pytest.mark.filterwarnings("ignore:Callback with id:RuntimeWarning")
def test_a_folder_that_is_moved_out_is_noticed_and_one_that_is_moved_in(
    tmp_path: Path, data: Path
) -> None:
    with watching(data) as has_noticed:
        shutil.move(data / "files" / "old", tmp_path / "elsewhere")
        assert has_noticed()
        shutil.move(tmp_path / "elsewhere", data / "files" / "new")
        assert has_noticed()
        has_noticed(0.5)  # all that is told of one move
        (data / "files" / "new" / "a.txt").write_text("b")
        assert has_noticed()


def test_a_folder_that_is_renamed_or_deleted_is_noticed(data: Path) -> None:
    with watching(data) as has_noticed:
        (data / "files" / "old").rename(data / "files" / "new")
        assert has_noticed()
        shutil.rmtree(data / "files" / "new")
        assert has_noticed()


def test_beside_a_single_file_only_files_are_looked_at(tmp_path: Path) -> None:
    config = tmp_path / "mkdocs.yml"
    config.write_text("a")
    with watching(config) as has_noticed:
        (tmp_path / ".site.building-1").mkdir()
        (tmp_path / ".site.building-1").rename(tmp_path / "site")
        assert not has_noticed(1)
        config.write_text("b")
        assert has_noticed()
