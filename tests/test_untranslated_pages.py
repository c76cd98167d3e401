"""Pages in a language that their texts lack: what they say of themselves, and how text runs."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from portal.build import open_portal
from portal.frame import Frame
from portal.opening import Portal
from portal.plan import NO_TOOLS
from portal.preview import Preview
from portal.theme import Theme
from tests.builders import SITE, check_tree, write_tree
from tests.rendered import news
from tests.site_build import ROOT
from tests.site_walk import Page
from tests.test_accessibility_statement import STATEMENT

FRAME = Frame(("<!doctype html><html><head>", "</head><body>", "", "</body></html>"))
CZECH = {"en": "In English", "cs": "Česky"}


def opened(data: Path) -> Portal:
    checked = check_tree(data)
    assert checked.catalog is not None and not checked.problems, "\n".join(
        map(str, checked.problems)
    )
    return open_portal(
        checked.catalog, checked.strings, data, ROOT / "overrides", date(2026, 11, 22)
    )


def page_of(portal: Portal, path: str, folder: Path) -> Page:
    """A page of a site, without what stands around it."""
    frames = {tag: dict.fromkeys(portal.frame_keys(), FRAME) for tag in portal.localisers}
    Preview(portal, Theme(frames), NO_TOOLS, folder).make(f"{path}index.html")
    return Page(path, (folder / path / "index.html").read_text("utf-8"))


# -- linked data -----------------------------------------------------------------------


@pytest.mark.parametrize("path", ["news/start/", "accessibility/"])
def test_the_linked_data_of_an_untranslated_page_are_those_of_the_original(
    tmp_path: Path, path: str
) -> None:
    changes = {"news/start.yml": json.dumps(news()), "site.yml": SITE + STATEMENT}
    portal = opened(write_tree(tmp_path / "data", changes))
    original, shown = (page_of(portal, f"{root}{path}", tmp_path / "out") for root in ("", "cs/"))
    assert shown.canonical == original.canonical == f"https://portal.example/{path}"
    for page in (original, shown):
        node = page.graph[0]
        assert node["@id"] == node["url"] == page.canonical
        assert node["inLanguage"] == "en"
        assert page.graph[1]["itemListElement"][-1]["item"] == page.canonical


def test_the_linked_data_of_a_translated_page_are_its_own(tmp_path: Path) -> None:
    changes = {"news/start.yml": json.dumps({**news(), "title": CZECH, "summary": CZECH})}
    portal = opened(write_tree(tmp_path / "data", changes))
    page = page_of(portal, "cs/news/start/", tmp_path / "out")
    node = page.graph[0]
    assert node["@id"] == page.canonical == "https://portal.example/cs/news/start/"
    assert node["inLanguage"] == "cs"
