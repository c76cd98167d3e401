"""The check with --browser: the same pages as a real Chromium draws them.

A second or more each: in an ordinary run, those that only a browser can judge and some of
each other sort. All of them: COMMITMENT_PAGES=all python -m pytest tests/test_commitment_browser.py
"""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias

import pytest

import commitment_browser
from commitment_browser import open_browser
from portal.commitments.documents import PageRead
from portal.commitments.verdicts import Result, Verdict
from portal.web.answers import Answer, Failure
from tests.commitment_pages.cases import all_cases, make_world
from tests.commitment_pages.checking import BOUNDS, check, only_this_machine, score
from tests.commitment_pages.not_shown import not_shown
from tests.commitment_pages.parts import (
    FULFILLED,
    PARTLY,
    PORTAL,
    SNIPPET,
    UNREACHABLE,
    Case,
    html,
)
from tests.commitment_pages.server import Internet, serve
from tests.commitment_pages.shown import shown
from tests.shared import Shared
from web_fetcher import Bounds, agent_for

pytestmark = pytest.mark.browser

SOME = (
    "snippet", "badge", "iframe-card", "iframe-in-iframe", "srcdoc", "component", "copy-jpeg-jpg",
    "background-logo", "drawing-in-the-page", "white-on-dark", "frameset", "redirects",
    "charset-1251", "policy-that-allows", "logo-only", "link-only", "wrong-logo-roma-net",
    "logo-one-pixel", "policy-that-blocks", "iframe-refused", "iframe-dead-links",
    "component-wrong-hash", "no-link-similar-host", "no-link-dot", "no-link-in-noscript",
    "hidden-off-screen", "hidden-clip-path", "hidden-white-on-white", "hidden-behind",
    "hidden-by-script", "hidden-inline-details", "hidden-inline-inert", "all-hidden",
    "frameset-hidden", "logo-kept-back", "moving-picture", "another-on-big-screens",
)  # fmt: skip


def with_script(name: str, script: str) -> Case:
    return Case(name, FULFILLED, {"/": html(f"{SNIPPET}<script>{script}</script>")})


# Pages that are against the browser itself.
HOSTILE = (
    with_script("hangs", "onload = () => { for (;;); }"),
    with_script("talks", "alert(1); confirm(2); prompt(3); open('/other'); print()"),
    with_script("asks-inside", "new WebSocket('ws://127.0.0.1:1/'); fetch('http://10.0.0.1/')"),
    with_script("goes-on", "location = '/nothing'"),
    with_script("goes-in-circles", "location = '/?' + Math.random()"),
)


def chosen() -> tuple[Case, ...]:
    found = (*shown(), *not_shown())
    if os.environ.get("COMMITMENT_PAGES") == "all":
        return found
    return tuple(case for case in found if case.name in SOME or case.by_source != case.by_browser)


CASES = chosen()
BROWSERS = 4


@pytest.fixture(scope="module")
def internet() -> Iterator[Internet]:
    world, names = make_world((*all_cases(), *HOSTILE))
    with serve(world, names) as found, only_this_machine():
        yield found


def verdicts(internet: Internet) -> dict[str, Result]:
    def look(cases: Sequence[Case]) -> dict[str, Result]:
        with open_browser(agent_for(PORTAL)) as browser:
            return check(internet, cases, browser)

    # Most of a page's time is waiting for it to be still: side by side, a browser each.
    with ThreadPoolExecutor(BROWSERS) as pool:
        parts = list(pool.map(look, [CASES[start::BROWSERS] for start in range(BROWSERS)]))
    return {name: result for part in parts for name, result in part.items()}


@pytest.fixture(scope="module")
def results(internet: Internet, shared: Shared) -> dict[str, Result]:
    return shared.get("verdicts-in-a-browser", lambda place: verdicts(internet))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_verdict_in_a_browser(case: Case, results: dict[str, Result]) -> None:
    result = results[case.name]
    assert result.verdict is case.by_browser, result.model_dump_json(indent=1)
    assert result.method == "browser"


def test_precision_and_recall_in_a_browser(
    results: dict[str, Result], capsys: pytest.CaptureFixture[str]
) -> None:
    precision, recall, wrong = score(CASES, results)
    with capsys.disabled():
        print(f"\n{len(CASES)} pages in a browser: precision {precision:.3f}, recall {recall:.3f}")
    assert not wrong, "called fulfilled without being it"
    assert recall >= 0.85


Look: TypeAlias = Callable[..., dict[str, Result]]


@pytest.fixture
def look(internet: Internet, monkeypatch: pytest.MonkeyPatch) -> Iterator[Look]:
    """Checks cases in a browser of its own, ended soon after its page's time is over.

    In a thread of its own too: this one may be that of the other tests' browser already.
    """
    monkeypatch.setattr(commitment_browser, "_GRACE_SECONDS", 1.0)
    with ThreadPoolExecutor(1) as thread:
        opened = open_browser(agent_for(PORTAL))
        browser = thread.submit(opened.__enter__).result()
        try:
            yield lambda *cases, bounds=BOUNDS: thread.submit(
                check, internet, cases, browser, bounds
            ).result()
        finally:
            thread.submit(opened.__exit__, None, None, None).result()


@pytest.mark.parametrize(
    ("name", "verdict"),
    [("talks", FULFILLED), ("asks-inside", FULFILLED), ("goes-on", UNREACHABLE)],
)
def test_pages_that_try_things(name: str, verdict: Verdict, look: Look) -> None:
    result = look(*(case for case in HOSTILE if case.name == name))[name]
    assert (result.verdict, result.method) == (verdict, "browser"), result.model_dump_json(indent=1)


# Asks a server who it is, and a machine beside it whether it is there; from a frame too.
CALLS = """<body><script>
async function call(Connection) {
  const urls = "stun:127.0.0.1:PORT";
  const made = new Connection({iceServers: [{urls}]});
  made.createDataChannel("x");
  const offer = await made.createOffer();
  await made.setLocalDescription(offer);
  const sdp = offer.sdp.replace(/setup:actpass/g, "setup:active")
    .replace(/ice-ufrag:.*/g, "ice-ufrag:abcd").replace(/ice-pwd:.*/g, "ice-pwd:" + "a".repeat(24));
  await made.setRemoteDescription({type: "answer", sdp});
  const candidate = "candidate:1 1 udp 2122260223 127.0.0.1 PORT typ host";
  await made.addIceCandidate({candidate, sdpMid: "0", sdpMLineIndex: 0});
}
const frame = document.createElement("iframe");
document.body.append(frame);
for (const Connection of [RTCPeerConnection, frame.contentWindow.RTCPeerConnection])
  call(Connection);
</script>"""


@pytest.mark.parametrize("is_allowed", [False, True], ids=["as it is", "if it were allowed"])
def test_a_page_calls_nobody(is_allowed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if is_allowed:
        arguments = [a for a in commitment_browser._ARGUMENTS if a != commitment_browser._CALLS]
        monkeypatch.setattr(commitment_browser, "_ARGUMENTS", arguments)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as called:
        called.bind(("127.0.0.1", 0))
        called.setblocking(False)
        body = CALLS.replace("PORT", str(called.getsockname()[1])).encode()
        answer = Answer("http://calls.pages.example/", 200, {"content-type": "text/html"}, body)

        def look() -> PageRead | Failure:
            with open_browser(agent_for(PORTAL)) as browser:
                page = PageRead(answer, "utf-8", ())
                return browser.read(page, lambda address, kind: answer, (), 20.0)

        with ThreadPoolExecutor(1) as thread:
            assert isinstance(thread.submit(look).result(), PageRead)
        assert bool(select.select([called], [], [], 0)[0]) is is_allowed


def test_a_page_that_never_stays_is_not_called_fulfilled(look: Look) -> None:
    (result,) = look(HOSTILE[4]).values()
    assert result.verdict is not FULFILLED


def test_a_page_that_hangs_costs_itself_only(look: Look) -> None:
    (result,) = look(HOSTILE[0], bounds=Bounds(seconds=6.0)).values()
    assert (result.verdict, result.method) == (PARTLY, "source")
    assert result.doubts[0].startswith("the browser: ")
    snippet = next(case for case in all_cases() if case.name == "snippet")
    (after,) = look(snippet).values()
    assert (after.verdict, after.method) == (FULFILLED, "browser")
