"""Runs the check on the made-up pages, by their source and in a browser."""

from __future__ import annotations

import dataclasses
import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch

from commitment_run import Run, Settings
from portal.catalog import Catalog
from portal.check import check_directory
from portal.commitments.likeness import LogoBook
from portal.commitments.targets import Target, find_targets
from portal.commitments.verdicts import Result, Verdict
from tests.commitment_pages import pictures
from tests.commitment_pages.parts import PORTAL, Case
from tests.commitment_pages.server import Internet
from tests.site_build import ROOT
from web_fetcher import Bounds, Fetcher, agent_for

# Long enough for every page that ever ends, on a busy machine too.
BOUNDS = Bounds(seconds=120.0, max_bytes=4_000_000)


@cache
def catalog() -> Catalog:
    """The first site's records, with no page of a municipality but those of the cases."""
    checked = check_directory(ROOT / "data")
    assert checked.catalog is not None
    return checked.catalog


@cache
def book() -> LogoBook:
    """The first site's logos."""
    files = sorted(pictures.LOGOS.glob("*.svg"))
    return LogoBook({f"logos/{path.name}": pictures.logo(path.stem) for path in files})


def target_for(case: Case) -> Target:
    """Blagoevgrad's promise, with the case's page for its website."""
    (target,) = find_targets(catalog(), ("blagoevgrad",), ("romact",))
    assert str(target.site) == PORTAL
    return dataclasses.replace(
        target, agreement=case.name, page=case.address, page_field="logo_page", home=None
    )


def fetcher(internet: Internet, bounds: Bounds = BOUNDS) -> Fetcher:
    return Fetcher(agent_for(PORTAL), bounds, internet.network())


def check(
    internet: Internet, cases: Sequence[Case], browser: Any = None, bounds: Bounds = BOUNDS
) -> dict[str, Result]:
    """The result of each case, by its name."""
    run = Run(Settings(bounds), fetcher(internet, bounds), book(), browser)
    results = run.check([target_for(case) for case in cases], lambda result: None)
    return {result.agreement: result for result in results}


def check_endless(internet: Internet, cases: Sequence[Case]) -> dict[str, Result]:
    """The same for pages that never end: with little time, side by side."""
    brief = dataclasses.replace(BOUNDS, seconds=4.0)
    book()  # not on their time
    with ThreadPoolExecutor(len(cases) or 1) as pool:
        found = pool.map(lambda case: check(internet, [case], bounds=brief), cases)
        return {name: result for results in found for name, result in results.items()}


def score(cases: Sequence[Case], results: dict[str, Result]) -> tuple[float, float, list[str]]:
    """Precision and recall of "fulfilled", and the pages that are called so wrongly."""
    said = {case.name for case in cases if results[case.name].verdict is Verdict.FULFILLED}
    true = {case.name for case in cases if case.truth is Verdict.FULFILLED}
    right = len(said & true)
    return right / len(said), right / len(true), sorted(said - true)


@contextmanager
def only_this_machine() -> Iterator[None]:
    """Every connection to elsewhere, and every question for a name, is an error."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        inside = isinstance(address, (str, bytes)) or address[0] in ("127.0.0.1", "::1")
        assert inside, f"a request would leave the machine: {address}"
        connect(self, address)

    def unresolved(host: Any, *_: Any, **__: Any) -> list[Any]:
        number = str(host)
        assert number == "127.0.0.1", f"a name would be looked up: {host}"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, _[0] if _ else 0))]

    with (
        patch.object(socket.socket, "connect", guarded),
        patch.object(socket, "getaddrinfo", unresolved),
    ):
        yield
