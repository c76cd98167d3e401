"""One request over the network, bounded in time and size: what web_fetcher builds on.

The standard library's client, because it lets us choose what it connects to: a number that
was checked (urllib, httpx and requests resolve the name again), and because every read can
be held to one deadline, so that a server that drips byte by byte gains nothing.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

from portal.web.address import WebAddress
from portal.web.answers import Trouble

_CHUNK: Final = 65_536
_CONNECT_SECONDS: Final = 10.0

Resolve = Callable[[str, int], tuple[str, ...]]
Dial = Callable[[str, int, float], socket.socket]


class ExchangeError(Exception):
    """A request that got no usable response; why, in a word and in a sentence's part."""

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(detail)
        self.trouble = trouble
        self.detail = detail


@dataclass(frozen=True, slots=True)
class BodyLimit:
    """How long an answer may be; a longer one is refused, or its start is taken."""

    max_bytes: int
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment by the monotonic clock until which everything must be done."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        return cls(time.monotonic() + seconds)

    def left(self) -> float:
        """The seconds that are left. Raises: TimeoutError when none are."""
        seconds = self.at - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("out of time")
        return seconds


def resolve_name(host: str, port: int) -> tuple[str, ...]:
    """All numbers of a name, by the system's resolver. Raises: OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def dial_number(number: str, port: int, seconds: float) -> socket.socket:
    """A connection to a number. Raises: OSError."""
    return socket.create_connection((number, port), timeout=seconds)


@dataclass(frozen=True, slots=True)
class Network:
    """How names are resolved, numbers connected to and servers recognised."""

    resolve: Resolve = resolve_name
    dial: Dial = dial_number
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def numbers(self, host: str, port: int, deadline: Deadline) -> tuple[str, ...]:
        """All numbers of a name. Raises: ExchangeError, TimeoutError."""
        found: list[tuple[str, ...]] = []
        later: list[bool] = []

        def look_up() -> None:
            try:
                found.append(self.resolve(host, port))
            except (OSError, UnicodeError) as error:
                later.extend([True] * (getattr(error, "errno", 0) == socket.EAI_AGAIN))
                found.append(())

        # getaddrinfo knows no timeout: it is left behind in a thread of its own.
        thread = threading.Thread(target=look_up, daemon=True)
        thread.start()
        thread.join(deadline.left())
        if not found:
            raise TimeoutError("out of time")
        if later:  # nothing was learnt about the name: there may be no network at all
            raise ExchangeError(Trouble.CONNECTION, f"cannot look up {host} now")
        if not found[0]:
            raise ExchangeError(Trouble.DNS, f"no address is known for {host}")
        return found[0]


def exchange(
    network: Network, address: WebAddress, numbers: tuple[str, ...],
    headers: Mapping[str, str], body_limit: BodyLimit, deadline: Deadline, method: str = "GET",
) -> tuple[int, dict[str, str], bytes]:  # fmt: skip
    """Ask one of the numbers for an address: (status, headers in lower case, body).

    The body comes unpacked, as long as `body_limit` allows. Raises: ExchangeError, TimeoutError.
    """
    with _connect(network, address, numbers, deadline) as raw:
        timed = _TimedSocket(raw, deadline)
        connection = http.client.HTTPConnection(address.host, address.port)
        connection.auto_open = 0
        connection.sock = cast(socket.socket, timed)
        try:
            query = f"?{address.query}" if address.query else ""
            connection.putrequest(
                method, f"{address.path}{query}", skip_host=True, skip_accept_encoding=True
            )
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders()
            response = connection.getresponse()
            found = _headers(response)
            return response.status, found, _read_body(response, found, body_limit)
        except TimeoutError:
            raise
        except ssl.SSLError as error:
            raise ExchangeError(Trouble.TLS, _words(error)) from error
        # Not ConnectionError alone: a network that goes away is an OSError of no class of its own.
        except (http.client.HTTPException, OSError, ValueError) as error:
            raise ExchangeError(Trouble.CONNECTION, _words(error)) from error


def _connect(
    network: Network, address: WebAddress, numbers: tuple[str, ...], deadline: Deadline
) -> socket.socket:
    failure: Exception = OSError("no number")
    for number in numbers:
        try:
            raw = network.dial(number, address.port, min(deadline.left(), _CONNECT_SECONDS))
        except OSError as error:
            deadline.left()
            failure = error
            continue
        if address.scheme == "http":
            return raw
        try:
            return _secured(network, raw, address.host, deadline)
        except BaseException:
            raw.close()
            raise
    raise ExchangeError(Trouble.CONNECTION, f"cannot connect: {_words(failure)}")


def _secured(network: Network, raw: socket.socket, host: str, deadline: Deadline) -> socket.socket:
    try:
        raw.settimeout(deadline.left())
        return network.tls.wrap_socket(raw, server_hostname=host)
    except TimeoutError:
        raise
    except ssl.SSLCertVerificationError as error:
        raise ExchangeError(Trouble.TLS, f"certificate: {error.verify_message}") from error
    except (ssl.SSLError, ConnectionError) as error:
        raise ExchangeError(Trouble.TLS, _words(error)) from error
    except OSError as error:
        raise ExchangeError(Trouble.CONNECTION, _words(error)) from error


def _headers(response: http.client.HTTPResponse) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in response.getheaders():
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


def _read_body(
    response: http.client.HTTPResponse, headers: Mapping[str, str], limit: BodyLimit
) -> bytes:
    body = bytearray()
    for part in _unpacked(response, headers.get("content-encoding", ""), limit.max_bytes):
        body += part
        if len(body) > limit.max_bytes:
            if limit.is_cut:
                return bytes(body[: limit.max_bytes])
            raise ExchangeError(Trouble.TOO_LARGE, f"more than {limit.max_bytes} bytes")
    return bytes(body)


def _unpacked(response: http.client.HTTPResponse, encoding: str, max_bytes: int) -> Iterator[bytes]:
    name = encoding.strip().lower()
    if name in ("", "identity"):
        yield from _raw(response)
        return
    if name not in ("gzip", "x-gzip", "deflate"):
        raise ExchangeError(Trouble.ENCODING, f"packed as {name[:40]}, which was not asked for")
    unpacker = zlib.decompressobj(wbits=47)
    try:
        for part in _raw(response):
            rest = part
            while rest:
                yield unpacker.decompress(rest, max_bytes + 1)
                rest = unpacker.unconsumed_tail
                if unpacker.eof:  # gzip files may follow each other
                    rest = unpacker.unused_data
                    unpacker = zlib.decompressobj(wbits=47)
        yield unpacker.flush()
    except zlib.error as error:
        raise ExchangeError(Trouble.ENCODING, "broken compression") from error


def _raw(response: http.client.HTTPResponse) -> Iterator[bytes]:
    while part := response.read1(_CHUNK):
        yield part
    if response.length:
        raise ExchangeError(Trouble.CONNECTION, "the answer ends too early")


def _words(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__)[:200]


class _TimedSocket:
    """What http.client needs of a socket, every wait held to the deadline."""

    def __init__(self, raw: socket.socket, deadline: Deadline) -> None:
        self._raw = raw
        self._deadline = deadline

    def makefile(self, *_arguments: Any, **_options: Any) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self._raw, self._deadline))

    def sendall(self, data: bytes) -> None:
        self._raw.settimeout(self._deadline.left())
        self._raw.sendall(data)

    def close(self) -> None:
        pass  # the socket is closed by who opened it


class _TimedReader(io.RawIOBase):
    def __init__(self, raw: socket.socket, deadline: Deadline) -> None:
        self._raw = raw
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._raw.settimeout(self._deadline.left())
        return self._raw.recv_into(buffer)
