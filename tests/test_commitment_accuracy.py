"""How right the check is: its verdicts on made-up pages against what a visitor sees there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from portal.commitments.verdicts import Result, Verdict
from tests.commitment_pages.cases import all_cases, make_world
from tests.commitment_pages.checking import check, check_endless, only_this_machine, score
from tests.commitment_pages.parts import Case
from tests.commitment_pages.server import Internet, serve
from tests.shared import Shared
from web_fetcher import AGENT_NAME, MAX_REDIRECTS

CASES = all_cases()
# These never end: they are given less time.
ENDLESS = ("silent", "drip", "picture-never-comes")


@pytest.fixture(scope="module")
def internet() -> Iterator[Internet]:
    world, names = make_world(CASES)
    with serve(world, names) as found, only_this_machine():
        yield found


class Checked(NamedTuple):
    """The verdict on every page by its source, and what was asked for: (host, path, agent)."""

    results: dict[str, Result]
    http: list[tuple[str, str, str]]
    https: list[tuple[str, str, str]]


def verdicts(internet: Internet) -> Checked:
    endless = check_endless(internet, [case for case in CASES if case.name in ENDLESS])
    found = endless | check(internet, [case for case in CASES if case.name not in ENDLESS])
    return Checked(found, list(internet.http.asked), list(internet.https.asked))


@pytest.fixture(scope="module")
def checked(internet: Internet, shared: Shared) -> Checked:
    # Whichever process looks at them, one has checked the pages, and knows what was asked for.
    return shared.get("verdicts-by-source", lambda place: verdicts(internet))


@pytest.fixture(scope="module")
def results(checked: Checked) -> dict[str, Result]:
    return checked.results


def test_there_are_enough_pages_of_each_sort() -> None:
    assert len(CASES) >= 40
    assert min(Counter(case.truth for case in CASES).values()) >= 8


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_verdict(case: Case, results: dict[str, Result]) -> None:
    result = results[case.name]
    assert result.verdict is case.by_source, result.model_dump_json(indent=1)
    assert (result.reason is not None) == (result.verdict is Verdict.UNREACHABLE)
    if case.reason:
        assert result.reason is not None
        assert result.reason.code == case.reason, result.reason


def test_precision_and_recall(
    results: dict[str, Result], capsys: pytest.CaptureFixture[str]
) -> None:
    precision, recall, wrong = score(CASES, results)
    table = Counter((case.truth, results[case.name].verdict) for case in CASES)
    with capsys.disabled():
        print(f"\n{len(CASES)} pages by source: precision {precision:.3f}, recall {recall:.3f}")
        for truth in Verdict:
            row = ", ".join(
                f"{table[truth, said]} {said}" for said in Verdict if table[truth, said]
            )
            print(f"  truly {truth}: {row}")
    assert not wrong, "called fulfilled without being it"
    assert recall >= 0.85


def test_a_page_that_cannot_be_reached_is_never_called_missing(
    results: dict[str, Result],
) -> None:
    unreachable = [case for case in CASES if case.truth is Verdict.UNREACHABLE]
    assert {results[case.name].verdict for case in unreachable} == {Verdict.UNREACHABLE}


def test_what_was_found_says_where(results: dict[str, Result]) -> None:
    found = results["snippet"]
    assert found.link is not None
    assert found.logo is not None
    assert found.link.where.line == found.logo.where.line == 8
    assert found.link.where.selector == "html > body > main:nth-of-type(1) > a:nth-of-type(1)"
    assert found.link.where.document == found.final_address == "http://snippet.pages.example/"
    assert (found.status, found.encoding, len(found.sha256)) == (200, "utf-8", 64)
    framed = results["frameset"].logo
    assert framed is not None
    assert framed.where.document == "http://frameset.pages.example/main.html"
    copy = results["copy-jpeg-jpg"].logo
    assert copy is not None
    assert (copy.how, len(copy.sha256)) == ("picture", 64)
    assert copy.likeness is not None
    assert copy.likeness > 0.97


def test_what_is_hidden_says_why(results: dict[str, Result]) -> None:
    for name, why in (
        ("hidden-display", "display: none"),
        ("hidden-inline-attribute", "attribute hidden"),
        ("hidden-by-import", "display: none"),
        ("hidden-white-on-white", "text in the colour of its background"),
        ("no-link-empty", "nothing to see in it"),
        ("iframe-dead-links", "the sandbox of its frame lets no link out"),
    ):
        found = results[name].link
        assert found is not None, name
        assert found.hidden == why
    blocked = results["policy-that-blocks"].logo
    assert blocked is not None
    assert blocked.hidden == "the page's policy: default-src"


def test_redirects_are_kept(results: dict[str, Result]) -> None:
    found = results["redirects"]
    assert len(found.hops) == 4 < MAX_REDIRECTS
    assert found.final_address == "https://redirects.pages.example/d"
    assert len(results["redirects-too-many"].hops) == MAX_REDIRECTS + 1


# -- manners -------------------------------------------------------------------------


def test_requests_are_polite(checked: Checked) -> None:
    asked = [*checked.http, *checked.https]
    assert all(agent.startswith(f"{AGENT_NAME}/1.0 (+https://") for _, _, agent in asked)
    first: dict[str, str] = {}
    for host, path, _ in checked.http:
        first.setdefault(host, path)
    assert set(first.values()) == {"/robots.txt"}
    robots = Counter(host for host, path, _ in checked.http if path == "/robots.txt")
    assert robots["snippet.pages.example"] == 1
    forbidden = [path for host, path, _ in asked if host == "robots-forbids.pages.example"]
    assert forbidden == ["/robots.txt"]
