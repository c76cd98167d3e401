"""Pages of other websites: asked for politely, within bounds, and never from inside.

Each hop of a redirect is checked like the first address: http or https, a public number,
robots.txt. Hosts are asked one request at a time.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from protego import Protego

from portal.addresses import COMMITMENTS
from portal.evidence import AGENT_NAME as AGENT_NAME
from portal.web.address import WebAddress, parse_address
from portal.web.answers import PERMANENT, Answer, Failure, Fetch, Kind, Trouble
from portal.web.reach import why_port_refused, why_refused
from web_exchange import BodyLimit, Deadline, ExchangeError, Network, exchange

MAX_REDIRECTS: Final = 5
_MAX_ROBOTS_BYTES: Final = 512_000  # RFC 9309 2.5 wants at least 500 KiB read
_ACCEPT: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.PAGE: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
        Kind.FRAME: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
        Kind.STYLE: "text/css,*/*;q=0.1",
        Kind.IMAGE: "image/webp,image/svg+xml,image/*;q=0.9,*/*;q=0.1",
    }
)


def agent_for(site_url: str) -> str:
    """The name by which servers know the check, with where its purpose is explained."""
    return f"{AGENT_NAME}/1.0 (+{site_url}{COMMITMENTS}/)"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long a page with all that belongs to it may take, how large files may be, and manners."""

    seconds: float = 30.0
    max_bytes: int = 5_000_000
    is_cut: bool = False  # take the start of what is longer, instead of refusing it
    pause_seconds: float = 0.0  # between two requests to a host
    longest_delay_seconds: float = 1.0  # of what robots.txt may ask for


@dataclass(slots=True)
class _Host:
    """What is known of a host (scheme, name, port) and who may ask it now."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    robots: Protego | Failure | None = None
    last_asked_at: float = 0.0


class Fetcher:
    """Fetches for many pages at a time; remembers robots.txt for one run."""

    def __init__(
        self, agent: str, bounds: Bounds, network: Network, allow_private: bool = False,
    ) -> None:  # fmt: skip
        self._agent = agent
        self._name = agent.partition("/")[0]  # by which robots.txt may name it
        self._bounds = bounds
        self._network = network
        self._allow_private = allow_private
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)
        self._hosts_lock = threading.Lock()

    def for_one_page(self, method: str = "GET") -> Fetch:
        """A function that fetches, for one page: its time starts now."""
        deadline = Deadline.after(self._bounds.seconds)

        def fetch(address: str, kind: Kind) -> Answer | Failure:
            return self._follow(address, kind, deadline, method)

        return fetch

    def _follow(self, text: str, kind: Kind, deadline: Deadline, method: str) -> Answer | Failure:
        hops: list[str] = []
        moved_to, is_moving = "", True
        while True:
            address = parse_address(text)
            if address is None:
                return Failure(
                    Trouble.BAD_ADDRESS, f"no address: {text[:100]}", text, hops=tuple(hops)
                )
            answer = self._ask_politely(address, kind, deadline, method)
            if isinstance(answer, Failure):
                return replace(answer, hops=tuple(hops))
            if not 300 <= answer.status < 400:
                return _checked(replace(answer, hops=tuple(hops), moved_to=moved_to))
            hops.append(str(address))
            onward = parse_address(answer.headers.get("location", ""), str(address))
            if "location" not in answer.headers or onward is None:
                detail = f"status {answer.status} that leads nowhere"
            elif str(onward) in hops:
                detail = "redirects in a circle"
            elif len(hops) > MAX_REDIRECTS:
                detail = f"more than {MAX_REDIRECTS} redirects"
            else:
                text = str(onward)
                is_moving = is_moving and answer.status in PERMANENT
                moved_to = text if is_moving else moved_to
                continue
            return Failure(Trouble.REDIRECTS, detail, str(address), answer.status, tuple(hops))

    def _ask_politely(
        self, address: WebAddress, kind: Kind, deadline: Deadline, method: str
    ) -> Answer | Failure:
        with self._hosts_lock:
            host = self._hosts[address.origin]
        try:
            if not host.lock.acquire(timeout=deadline.left()):
                raise TimeoutError("out of time")
            try:
                if host.robots is None:
                    host.robots = self._robots(address, deadline)
                reason = self._why_not_asked(host, address)
                if reason is not None:
                    return reason
                self._wait(host, deadline)
                limit = BodyLimit(self._bounds.max_bytes, self._bounds.is_cut)
                return self._ask(address, kind, limit, deadline, method)
            finally:
                host.last_asked_at = time.monotonic()
                host.lock.release()
        except TimeoutError:
            return Failure(
                Trouble.TIMEOUT, f"no answer within {self._bounds.seconds:g} s", str(address)
            )

    def _why_not_asked(self, host: _Host, address: WebAddress) -> Failure | None:
        if isinstance(host.robots, Failure):
            return replace(host.robots, address=str(address))
        if host.robots is not None and not host.robots.can_fetch(str(address), self._name):
            return Failure(Trouble.ROBOTS, "robots.txt says no", str(address))
        return None

    def _wait(self, host: _Host, deadline: Deadline) -> None:
        """Wait between requests, as long as robots.txt wants, but not for ever."""
        wanted = host.robots.crawl_delay(self._name) if isinstance(host.robots, Protego) else None
        since = time.monotonic() - host.last_asked_at
        delay = min(float(wanted or 0), self._bounds.longest_delay_seconds)
        seconds = max(delay, self._bounds.pause_seconds if host.last_asked_at else 0) - since
        if seconds > 0:
            time.sleep(min(seconds, deadline.left()))

    def _robots(self, address: WebAddress, deadline: Deadline) -> Protego | Failure:
        """The host's rules. A host that cannot give them is not asked (RFC 9309 2.3.1.4)."""
        there: WebAddress | None = replace(address, path="/robots.txt", query="")
        for _ in range(MAX_REDIRECTS + 1):
            if there is None:
                break
            answer = self._ask(there, Kind.OTHER, BodyLimit(_MAX_ROBOTS_BYTES), deadline)
            if isinstance(answer, Failure):
                if answer.trouble is Trouble.TOO_LARGE:
                    return Failure(Trouble.ROBOTS, "robots.txt is too large")
                return answer
            if 300 <= answer.status < 400:
                there = parse_address(answer.headers.get("location", ""), str(there))
            elif answer.status >= 500 or answer.status == 429:
                return Failure(Trouble.ROBOTS, f"robots.txt: status {answer.status}")
            elif answer.status >= 400:
                return Protego.parse("")
            else:
                return Protego.parse(answer.body.decode("utf-8", "replace"))
        return Protego.parse("")  # too many redirects: as if there were none (2.3.1.2)

    def _ask(
        self, address: WebAddress, kind: Kind, limit: BodyLimit, deadline: Deadline,
        method: str = "GET",
    ) -> Answer | Failure:  # fmt: skip
        """One request. Raises: TimeoutError."""
        try:
            numbers = self._checked_numbers(address, deadline)
            headers = {
                "Host": address.origin.partition("://")[2],
                "User-Agent": self._agent,
                "Accept": _ACCEPT.get(kind, "*/*"),
                "Accept-Encoding": "gzip, deflate",
                "Connection": "close",
            }
            status, found, body = exchange(
                self._network, address, numbers, headers, limit, deadline, method
            )
        except ExchangeError as error:
            return Failure(error.trouble, error.detail, str(address))
        return Answer(str(address), status, found, body)

    def _checked_numbers(self, address: WebAddress, deadline: Deadline) -> tuple[str, ...]:
        numbers = self._network.numbers(address.host, address.port, deadline)
        if self._allow_private:
            return numbers
        reason = why_port_refused(address)
        if reason:
            raise ExchangeError(Trouble.REFUSED, f"{address.host}: {reason}")
        for number in numbers:
            reason = why_refused(number)
            if reason:
                raise ExchangeError(Trouble.REFUSED, f"{address.host} is {number}, {reason}")
        return numbers


def _checked(answer: Answer | Failure) -> Answer | Failure:
    if isinstance(answer, Failure) or answer.status < 300:
        return answer
    detail = f"status {answer.status}"
    return Failure(Trouble.STATUS, detail, answer.address, answer.status, answer.hops)
