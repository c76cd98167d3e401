"""A real nginx for the tests: one process, one directory, 127.0.0.1 only, no rights needed."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import install_test_tools as tools
from tests.site_build import ROOT, run

# What Debian has around a configuration in conf.d, with all that is written kept in one place.
_AROUND = """
daemon off; master_process off; pid {home}/pid; error_log {home}/error.log;
events {{ worker_connections 128; }}
http {{
    access_log off;
    client_body_temp_path {home}/body; proxy_temp_path {home}/proxy; uwsgi_temp_path {home}/uwsgi;
    fastcgi_temp_path {home}/fastcgi; scgi_temp_path {home}/scgi;
    include {home}/portal.conf;
}}
"""


class Answer(NamedTuple):
    """A server's answer; the names of headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@contextmanager
def serve(site: Path, home: Path) -> Iterator[str]:
    """Serve a built site as scripts/hosting.py says; gives the address of its root."""
    port = _free_port()
    command = [
        sys.executable, "scripts/hosting.py", "nginx", str(site), "--listen", f"127.0.0.1:{port}",
    ]  # fmt: skip
    done = run(command, ROOT)
    assert done.returncode == 0, done.stderr
    with run_nginx(home, done.stdout, port):
        yield f"http://127.0.0.1:{port}{_base(done.stdout)}"


@contextmanager
def run_nginx(home: Path, configuration: str, port: int) -> Iterator[None]:
    """An nginx with a file for its conf.d, from the time at which it answers at that port."""
    home.mkdir(parents=True)
    (home / "portal.conf").write_text(configuration, "utf-8")
    (home / "nginx.conf").write_text(_AROUND.format(home=home), "utf-8")
    arguments = ["-p", str(home), "-e", str(home / "error.log"), "-c", str(home / "nginx.conf")]
    with subprocess.Popen([tools.nginx_path(), *arguments], stderr=subprocess.DEVNULL) as server:
        try:
            _wait(server, port, home / "error.log")
            yield
        finally:
            server.terminate()
            server.wait(10)


def ask(address: str, method: str = "GET", **headers: str) -> Answer:
    """One request, as it is: nothing is followed, nothing unpacked. `If_None_Match="…"`."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=10)
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=named)
        return _answer(connection.getresponse())
    finally:
        connection.close()


def _answer(response: HTTPResponse) -> Answer:
    headers: dict[str, str] = {}
    for name, value in response.getheaders():
        assert name.lower() not in headers, f"{name} is sent twice"
        headers[name.lower()] = value
    return Answer(response.status, headers, response.read())


def _base(configuration: str) -> str:
    (line,) = [x for x in configuration.splitlines() if x.startswith('    location "')]
    return line.split('"')[1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(200):
        if server.poll() is not None:
            raise AssertionError(f"nginx ended:\n{log.read_text('utf-8')}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx does not answer")
