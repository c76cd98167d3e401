"""A small web server on 127.0.0.1 that answers for many made-up hosts, well or badly."""

from __future__ import annotations

import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from web_exchange import Network

TLS = Path(__file__).parent / "tls"
# Stands for "the internet": a public number that every made-up name has; nothing is sent to it.
PUBLIC_NUMBER = "93.184.215.14"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Reply:
    """What is answered. `behaviour`: "silent", "drip", "endless", "break off" or "no head"."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": HTML})
    behaviour: str = ""


World = dict[tuple[str, str], Reply]  # by (host, path with query)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        host = self.headers.get("Host", "").partition(":")[0]
        path = unquote(self.path)
        self.server.asked.append((host, self.path, self.headers.get("User-Agent", "")))
        world = self.server.world
        reply = world.get((host, path)) or world.get((host, urlsplit(path).path))
        if reply is None:
            reply = Reply(b"not here", 404, {"Content-Type": "text/plain"})
        self.close_connection = True
        gone = suppress(ConnectionError, ssl.SSLError, TimeoutError)
        self.server.methods.append((self.command, host, self.path))
        if self.command == "HEAD" and reply.behaviour == "no head":
            reply = Reply(status=405)
        with self.server.counting(host) as answered, gone:
            self._answer(reply, answered)

    do_HEAD = do_GET  # noqa: N815 - the base's name

    def _answer(self, reply: Reply, answered: Callable[[], None]) -> None:
        if reply.behaviour == "silent":
            self.server.over.wait()
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.behaviour in ("drip", "endless"):
            answered()
            self.end_headers()
            if self.command == "HEAD":
                return
            while not self.server.over.wait(0.05 if reply.behaviour == "drip" else 0):
                self.wfile.write(reply.body)
            return
        length = len(reply.body) + (1000 if reply.behaviour == "break off" else 0)
        self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        answered()
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    """Serves a world; notes who asked for what, and how many at a time for each host."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, world: World, certificate: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.world = world
        self.over = threading.Event()
        self.asked: list[tuple[str, str, str]] = []
        self.methods: list[tuple[str, str, str]] = []
        self.now: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self._count_lock = threading.Lock()
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(TLS / certificate)
            self.socket = context.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )

    @contextmanager
    def counting(self, host: str) -> Iterator[Callable[[], None]]:
        """Count a request until what is yielded is called: before the first byte of the answer.

        After that the client may ask for the next one, while this server still tidies up.
        """
        with self._count_lock:
            for key in (host, "*"):
                self.now[key] += 1
                self.most[key] = max(self.most[key], self.now[key])
        waiting = [host]

        def answered() -> None:
            with self._count_lock:
                if waiting:
                    waiting.clear()
                    self.now[host] -= 1
                    self.now["*"] -= 1

        try:
            yield answered
        finally:
            answered()

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # clients that go away are what is tested

    @property
    def port(self) -> int:
        return int(self.server_address[1])


@dataclass(frozen=True)
class Internet:
    """All servers of a test, and the network that leads to them and nowhere else."""

    http: Server
    https: Server
    odd_https: Mapping[str, Server]
    names: Mapping[str, str]

    def network(self) -> Network:
        """Names resolve to a public number, or to those given in `names`; see `dial`."""
        tls = ssl.create_default_context()
        tls.load_verify_locations(TLS / "authority.pem")
        return Network(resolve=self.resolve, dial=self.dial, tls=tls)

    def resolve(self, host: str, port: int) -> tuple[str, ...]:
        if host in self.names:
            number = self.names[host]
            if not number:
                raise OSError("no such name")
            return tuple(number.split())
        if host.replace(".", "").isdigit() or ":" in host:
            return (host,)
        assert host.endswith(".example"), f"a name that is not ours: {host}"
        return (PUBLIC_NUMBER,)

    def dial(self, number: str, port: int, seconds: float) -> socket.socket:
        if number == PUBLIC_NUMBER:
            target = {80: self.http.port, 443: self.https.port}.get(port)
        elif number in self.odd_https and port == 443:
            target = self.odd_https[number].port
        else:
            target = None
        if target is None:
            raise ConnectionRefusedError(111, "Connection refused")
        return socket.create_connection(("127.0.0.1", target), timeout=seconds)


# Public numbers at which servers with bad certificates answer.
EXPIRED_NUMBER = "93.184.215.15"
STRANGER_NUMBER = "93.184.215.16"


@contextmanager
def serve(world: World, names: Mapping[str, str]) -> Iterator[Internet]:
    """Serve a world over http and https, until the end of the block."""
    servers = {
        "http": Server(world),
        "https": Server(world, "known.pem"),
        EXPIRED_NUMBER: Server(world, "expired.pem"),
        STRANGER_NUMBER: Server(world, "stranger.pem"),
    }
    threads = []
    for server in servers.values():
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        threads.append(thread)
    odd = {number: servers[number] for number in (EXPIRED_NUMBER, STRANGER_NUMBER)}
    try:
        yield Internet(servers["http"], servers["https"], odd, names)
    finally:
        for server in servers.values():
            server.over.set()
            server.shutdown()
            server.server_close()
        for thread in threads:
            thread.join(5)
