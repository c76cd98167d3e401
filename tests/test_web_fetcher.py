"""Fetching for the check: never from inside, within bounds, and with manners."""

from __future__ import annotations

import dataclasses
import errno
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from commitment_run import Run, Settings
from link_run import check_addresses
from portal.commitments.verdicts import Verdict
from portal.links.verdicts import LinkVerdict
from portal.web.answers import Answer, Failure, Fetch, Kind, Trouble
from tests.commitment_pages.checking import BOUNDS, book, only_this_machine, target_for
from tests.commitment_pages.parts import Case, answer, html, redirect, robots
from tests.commitment_pages.server import PUBLIC_NUMBER, Internet, Reply, World, serve
from web_exchange import Network
from web_fetcher import AGENT_NAME, Bounds, Fetcher, agent_for

HOST = "town.pages.example"
PAGE = f"http://{HOST}/"
WORLD: World = {
    (HOST, "/"): html("<p>x</p>"),
    (HOST, "/café/ü.png?a=ж"): answer("found"),
    (HOST, "/slow"): Reply(behaviour="silent"),
    (HOST, "/drip"): Reply(b"x", behaviour="drip"),
    (HOST, "/many"): answer(b"x" * 200_000),
    (HOST, "/away"): redirect("http://other.pages.example/page"),
    ("other.pages.example", "/page"): html("<p>other</p>"),
    ("other.pages.example", "/robots.txt"): robots("User-agent: *", "Disallow: /page"),
    ("slow.pages.example", "/robots.txt"): robots("User-agent: *", "Crawl-delay: 20"),
    ("slow.pages.example", "/"): html("<p>x</p>"),
    ("moved.pages.example", "/robots.txt"): redirect("/rules"),
    ("moved.pages.example", "/rules"): robots("User-agent: *", "Disallow: /"),
    ("moved.pages.example", "/"): html("<p>x</p>"),
    **{(f"t{number}.pages.example", "/"): html("<p>x</p>") for number in range(12)},
}


@pytest.fixture(scope="module")
def internet() -> Iterator[Internet]:
    with serve(WORLD, {}) as found, only_this_machine():
        yield found


class Meter:
    """Counts the connections that are open at a time."""

    def __init__(self, internet: Internet) -> None:
        self._internet = internet
        self._lock = threading.Lock()
        self.now = self.most = 0
        self.numbers: list[str] = []

    def count(self, change: int) -> None:
        with self._lock:
            self.now += change
            self.most = max(self.most, self.now)

    def dial(self, number: str, port: int, seconds: float) -> socket.socket:
        self.numbers.append(number)
        connection = self._internet.dial(number, port, seconds)
        self.count(1)
        meter = self

        class Counted(socket.socket):
            def close(self) -> None:
                if self.fileno() >= 0:
                    meter.count(-1)
                super().close()

        counted = Counted(fileno=connection.detach())
        counted.settimeout(seconds)
        return counted

    def network(self) -> Network:
        return dataclasses.replace(self._internet.network(), dial=self.dial)


def fetch_with(network: Network, allow_private: bool = False, bounds: Bounds = BOUNDS) -> Fetch:
    return Fetcher("test", bounds, network, allow_private).for_one_page()


def trouble(answer: Answer | Failure) -> tuple[Trouble, str]:
    assert isinstance(answer, Failure), answer
    return answer.trouble, answer.detail


def test_an_answer_has_all_that_is_needed(internet: Internet) -> None:
    found = fetch_with(internet.network())(PAGE, Kind.PAGE)
    assert isinstance(found, Answer)
    assert (found.address, found.status, found.hops) == (PAGE, 200, ())
    assert found.content_type == "text/html; charset=utf-8"
    assert b"<p>x</p>" in found.body


def test_addresses_with_other_letters_are_asked_for(internet: Internet) -> None:
    found = fetch_with(internet.network())(f"{PAGE}café/ü.png?a=ж", Kind.PAGE)
    assert isinstance(found, Answer)
    assert found.body == b"found"


# -- from inside ---------------------------------------------------------------------


def test_a_name_that_changes_its_number_gains_nothing(internet: Internet) -> None:
    """DNS rebinding: a connection goes to a number that was checked, for each request."""
    meter = Meter(internet)
    numbers = iter([PUBLIC_NUMBER, *["127.0.0.1"] * 9])
    network = dataclasses.replace(meter.network(), resolve=lambda host, port: (next(numbers),))
    assert trouble(fetch_with(network)(PAGE, Kind.PAGE))[0] is Trouble.REFUSED
    assert meter.numbers == [PUBLIC_NUMBER], "robots.txt from outside, then nothing"


def test_one_private_number_among_public_ones_is_enough_to_refuse(internet: Internet) -> None:
    meter = Meter(internet)
    both = (PUBLIC_NUMBER, "10.0.0.1")
    network = dataclasses.replace(meter.network(), resolve=lambda host, port: both)
    found = trouble(fetch_with(network)(PAGE, Kind.PAGE))
    assert found == (Trouble.REFUSED, f"{HOST} is 10.0.0.1, a private or reserved address")
    assert not meter.numbers


def test_private_addresses_can_be_allowed(internet: Internet) -> None:
    def dial(number: str, port: int, seconds: float) -> socket.socket:
        assert number == "127.0.0.1"
        return internet.dial(PUBLIC_NUMBER, port, seconds)

    network = dataclasses.replace(
        internet.network(), resolve=lambda host, port: ("127.0.0.1",), dial=dial
    )
    assert isinstance(fetch_with(network, allow_private=True)(PAGE, Kind.PAGE), Answer)


@pytest.mark.parametrize(
    "address",
    ["", "ftp://town.pages.example/", "file:///etc/passwd", "javascript:1", "http://a:b@x.example/",
     "http://", "gopher://127.0.0.1/", "data:text/html,x"],
)  # fmt: skip
def test_other_schemes_are_not_asked(internet: Internet, address: str) -> None:
    assert trouble(fetch_with(internet.network())(address, Kind.PAGE))[0] is Trouble.BAD_ADDRESS


def test_the_numbers_are_tried_in_turn(internet: Internet) -> None:
    meter = Meter(internet)
    several = ("93.184.215.98", "93.184.215.99", PUBLIC_NUMBER)
    network = dataclasses.replace(meter.network(), resolve=lambda host, port: several)
    assert isinstance(fetch_with(network)(PAGE, Kind.PAGE), Answer)
    assert meter.numbers == [*several, *several]


# -- within bounds -------------------------------------------------------------------


def test_a_page_has_one_time_for_everything(internet: Internet) -> None:
    fetch = fetch_with(internet.network(), bounds=Bounds(seconds=0.5))
    for path in ("slow", "drip", ""):
        found = trouble(fetch(f"{PAGE}{path}", Kind.PAGE))
        assert found == (Trouble.TIMEOUT, "no answer within 0.5 s")


def test_a_resolver_that_never_answers_is_left(internet: Internet) -> None:
    over = threading.Event()

    def resolve(host: str, port: int) -> tuple[str, ...]:
        over.wait()
        return (PUBLIC_NUMBER,)

    network = dataclasses.replace(internet.network(), resolve=resolve)
    found = trouble(fetch_with(network, bounds=Bounds(seconds=0.3))(PAGE, Kind.PAGE))
    over.set()
    assert found[0] is Trouble.TIMEOUT


def test_files_are_bounded(internet: Internet) -> None:
    network = internet.network()
    exact = fetch_with(network, bounds=Bounds(max_bytes=200_000))(f"{PAGE}many", Kind.PAGE)
    assert isinstance(exact, Answer)
    one_less = fetch_with(network, bounds=Bounds(max_bytes=199_999))(f"{PAGE}many", Kind.PAGE)
    assert trouble(one_less) == (Trouble.TOO_LARGE, "more than 199999 bytes")


# -- connections that break off ------------------------------------------------------

LOST_NUMBER = "93.184.215.97"
LOST = OSError(errno.EHOSTUNREACH, "No route to host")


class LostSocket(socket.socket):
    """Connected, and then there is no way to the host: neither a reset nor a time that is over."""

    def recv_into(self, *_arguments: Any) -> int:
        raise LOST


class LostContext(ssl.SSLContext):
    def wrap_socket(self, *_arguments: Any, **_options: Any) -> ssl.SSLSocket:
        raise LOST


def network_that_loses(internet: Internet, host: str) -> Network:
    def resolve(name: str, port: int) -> tuple[str, ...]:
        return (LOST_NUMBER if name == host else PUBLIC_NUMBER,)

    def dial(number: str, port: int, seconds: float) -> socket.socket:
        if number != LOST_NUMBER:
            return internet.dial(number, port, seconds)
        connection = internet.dial(PUBLIC_NUMBER, port, seconds)
        return LostSocket(fileno=connection.detach())

    return dataclasses.replace(internet.network(), resolve=resolve, dial=dial)


def test_a_connection_that_breaks_off_is_a_failure_of_its_page(internet: Internet) -> None:
    found = fetch_with(network_that_loses(internet, HOST))(PAGE, Kind.PAGE)
    assert trouble(found) == (Trouble.CONNECTION, "No route to host")


def test_one_that_breaks_off_before_it_is_safe_is_closed(internet: Internet) -> None:
    dialled: list[socket.socket] = []

    def dial(number: str, port: int, seconds: float) -> socket.socket:
        dialled.append(socket.socket())
        return dialled[-1]

    tls = LostContext(ssl.PROTOCOL_TLS_CLIENT)
    network = dataclasses.replace(internet.network(), dial=dial, tls=tls)
    found = fetch_with(network)(f"https://{HOST}/", Kind.PAGE)
    assert trouble(found) == (Trouble.CONNECTION, "No route to host")
    assert [one.fileno() for one in dialled] == [-1]


def test_a_host_that_is_lost_costs_the_others_nothing(internet: Internet) -> None:
    fetcher = Fetcher("test", BOUNDS, network_that_loses(internet, "t1.pages.example"))
    cases = [Case(f"t{number}", Verdict.MISSING, {}) for number in range(3)]
    results = Run(Settings(BOUNDS), fetcher, book()).check(
        [target_for(case) for case in cases], lambda _: None
    )
    verdicts = [result.verdict for result in results]
    assert verdicts == [Verdict.MISSING, Verdict.UNREACHABLE, Verdict.MISSING]
    links = [f"http://t{number}.pages.example/" for number in range(3)]
    states = check_addresses(links, fetcher, 2, 30, lambda _: None)
    good = LinkVerdict.OK
    assert [states[link].verdict for link in links] == [good, LinkVerdict.UNREACHABLE, good]


# -- manners -------------------------------------------------------------------------


def test_each_hop_is_asked_for_its_rules(internet: Internet) -> None:
    internet.http.asked.clear()
    found = fetch_with(internet.network())(f"{PAGE}away", Kind.PAGE)
    assert trouble(found) == (Trouble.ROBOTS, "robots.txt says no")
    asked = [(host.partition(".")[0], path) for host, path, _ in internet.http.asked]
    assert asked == [("town", "/robots.txt"), ("town", "/away"), ("other", "/robots.txt")]


def test_rules_are_followed_to_where_they_moved(internet: Internet) -> None:
    found = fetch_with(internet.network())("http://moved.pages.example/", Kind.PAGE)
    assert trouble(found)[0] is Trouble.ROBOTS


def test_a_wished_pause_is_kept_within_reason(
    internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    paused: list[float] = []
    monkeypatch.setattr("web_fetcher.time.sleep", paused.append)
    fetch = fetch_with(internet.network())
    fetch("http://slow.pages.example/", Kind.PAGE)
    fetch("http://slow.pages.example/", Kind.PAGE)
    (seconds,) = paused
    assert 0.5 < seconds <= 1.0
    fetch(PAGE, Kind.PAGE)
    fetch(PAGE, Kind.PAGE)
    assert len(paused) == 1, "nobody wished for one here"


def test_a_host_is_asked_one_thing_at_a_time(internet: Internet) -> None:
    meter = Meter(internet)
    fetcher = Fetcher("test", BOUNDS, meter.network())

    def ask(_: int) -> Any:
        return fetcher.for_one_page()(PAGE, Kind.PAGE)

    with ThreadPoolExecutor(8) as pool:
        assert all(isinstance(found, Answer) for found in pool.map(ask, range(16)))
    assert (meter.most, meter.now) == (1, 0)
    assert len(meter.numbers) == 17, "robots.txt once"


def test_at_most_four_hosts_are_asked_at_a_time(internet: Internet) -> None:
    meter = Meter(internet)
    cases = [Case(f"t{number}", Verdict.MISSING, {}) for number in range(12)]
    run = Run(Settings(BOUNDS, jobs=4), Fetcher("test", BOUNDS, meter.network()), book())
    told: list[str] = []
    results = run.check([target_for(case) for case in cases], lambda r: told.append(r.agreement))
    assert [result.verdict for result in results] == [Verdict.MISSING] * 12
    assert sorted(told) == sorted(case.name for case in cases)
    assert 1 <= meter.most <= 4
    assert Counter(meter.numbers) == {PUBLIC_NUMBER: len(meter.numbers)}


def test_the_agent_says_who_it_is_and_why() -> None:
    agent = agent_for("https://portal.example/")
    assert agent == f"{AGENT_NAME}/1.0 (+https://portal.example/commitments/)"
