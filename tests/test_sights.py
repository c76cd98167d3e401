"""What is said of all promises together: promises are counted as promises, places as places."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.model import Programme
from portal.pages.commitments_page import build_commitments_page
from portal.pages.localiser import Localiser
from portal.pages.sights import programme_block
from tests.builders import text_of
from tests.rendered import render_tree

PROMISE = "  - kind: inform_public\n    text:\n      en: Tell the public.\n    status: {}\n"


def agreement(municipality: str, *statuses: str) -> str:
    """The agreement of the small site, of a municipality with promises of some statuses."""
    text = text_of("agreements/ruse-2020.yml")
    head, promise, tail = text.partition(PROMISE.format("unknown"))
    assert promise
    head = head.replace("municipality: ruse", f"municipality: {municipality}")
    return head + "".join(map(PROMISE.format, statuses)) + tail


@pytest.fixture
def loc(tmp_path: Path) -> Localiser:
    files = {
        "ruse-2020": agreement("ruse", "planned", "planned"),
        "ruse-2024": agreement("ruse", "planned", "unknown"),
        "byala-2024": agreement("byala", "planned"),
    }
    changes = {f"agreements/{name}.yml": text for name, text in files.items()}
    return render_tree(tmp_path, changes).portal.localisers["en"]


def test_a_programme_counts_each_municipality_once_for_a_status(loc: Localiser) -> None:
    programme = loc.catalog.get("programmes", "romact")
    assert isinstance(programme, Programme)
    (block,) = programme_block(programme, loc)
    said = {str(item.state): str(item.title) for item in block.items}
    assert said == {"Planned, not begun": "2 municipalities", "No evidence yet": "1 municipality"}


def test_the_overview_counts_promises(loc: Localiser) -> None:
    page = build_commitments_page(1, loc)
    assert len(page.rows) == 5
    assert {str(i.state): str(i.title) for i in page.counts} == {
        "Planned, not begun": "4",
        "No evidence yet": "1",
    }
