"""How the browser of the tests and of the scripts is started."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import install_test_tools as tools
from tests.browsing import ARGUMENTS

OFF = "--disable-features="


@pytest.mark.browser
def test_what_playwright_switches_off_is_off_and_so_are_the_proposals(browser: Browser) -> None:
    # Only a browser that says it is automated tells how it was started.
    arguments = [*ARGUMENTS, "--enable-automation"]
    path = str(tools.chromium_path())
    with browser.browser_type.launch(executable_path=path, args=arguments) as other:
        session = other.new_browser_cdp_session()
        given = session.send("Browser.getBrowserCommandLine")["arguments"]
        # The last list counts.
        theirs, ours = (part.removeprefix(OFF) for part in given if part.startswith(OFF))
        assert set(theirs.split(",")) <= set(ours.split(","))
        other.new_context().new_page()
        everything = session.send("Target.getTargets", {"filter": [{}]})["targetInfos"]
        assert {target["type"] for target in everything} <= {"browser", "tab", "page"}


@pytest.fixture
def forgetful() -> Iterator[None]:
    """What was found for the tests is not asked for, nor kept."""
    tools._chromium.cache_clear()
    yield
    tools._chromium.cache_clear()


@pytest.mark.parametrize(
    "there,chosen",
    [
        (["google-chrome"], "google-chrome"),
        (["google-chrome", "chromium"], "chromium"),
        (["chromium", "chromium-headless-shell"], "chromium-headless-shell"),
    ],
)
@pytest.mark.usefixtures("forgetful")
def test_a_browser_without_a_window_is_taken_first(
    there: list[str], chosen: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in there:
        program = tmp_path / name
        program.write_text("#!/bin/sh\necho Chromium 156.0.1\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("PORTAL_CHROMIUM", raising=False)
    assert tools.chromium_path() == tmp_path / chosen
    # One that is named by hand is not replaced.
    tools._chromium.cache_clear()
    monkeypatch.setenv("PORTAL_CHROMIUM", there[0])
    assert tools.chromium_path() == tmp_path / there[0]
