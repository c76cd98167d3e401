"""How the browser of the tests and of the scripts is started."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

import install_test_tools as tools
from tests.browsing import ARGUMENTS

pytestmark = pytest.mark.browser

OFF = "--disable-features="


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
