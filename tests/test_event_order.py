"""The order of events: by the hour where it is known, by the alphabet where that is the same."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from portal import filters
from portal.embeds.scopes import shown_ids
from portal.explorer import render_explorer
from portal.pages.cards import record_cards
from portal.pages.home import build_home_page
from portal.pages.lists import listed
from portal.pages.localiser import Localiser
from portal.sources import Sources
from tests.rendered import Rendered, event, render_tree

DAY = "2026-12-03"
SOFIA = {"time_zone": "Europe/Sofia"}
# By id; the titles are in another order than the hours.
FILES = {
    "whole-day-b": event("B", period={"starts_on": DAY, "ends_on": DAY}, municipality="ruse"),
    "whole-day-c": event("C", period={"starts_on": DAY, "ends_on": DAY}, municipality="ruse"),
    "afternoon": event("A", starts_at=f"{DAY} 14:30", municipality="ruse", **SOFIA),
    "morning": event("D", starts_at=f"{DAY} 09:00", municipality="ruse", **SOFIA),
    "day-before": event("E", starts_at="2026-12-02 18:00", municipality="ruse", **SOFIA),
}
IN_TIME = ["day-before", "whole-day-b", "whole-day-c", "morning", "afternoon"]
LATEST_FIRST = ["afternoon", "morning", "whole-day-b", "whole-day-c", "day-before"]


def make(directory: Path, today: date) -> Rendered:
    changes = {f"events/{record_id}.yml": fields for record_id, fields in FILES.items()}
    return render_tree(directory, changes, today)


@pytest.fixture
def before(tmp_path: Path) -> Localiser:
    return make(tmp_path, date(2026, 11, 22)).portal.localisers["en"]


def test_upcoming_events_stand_in_the_order_of_their_hours(before: Localiser) -> None:
    assert listed("events", before) == [*IN_TIME, "training"]


def test_past_events_stand_the_other_way_round(tmp_path: Path) -> None:
    loc = make(tmp_path, date(2026, 12, 31)).portal.localisers["en"]
    assert listed("events", loc) == [*LATEST_FIRST, "training"]


def test_the_home_page_shows_those_that_begin_first(before: Localiser) -> None:
    page = build_home_page(before.text(None), before, before.once(record_cards))
    (group,) = [group for group in page.groups if group.id == "next"]
    assert [card.path.split("/")[1] for card in group.cards] == IN_TIME[:3]


def test_the_card_of_a_municipality_shows_the_one_that_begins_first(before: Localiser) -> None:
    assert list(shown_ids("upcoming/municipalities/ruse", before)) == IN_TIME


@pytest.mark.parametrize(("sign", "in_order"), [(1, IN_TIME), (-1, LATEST_FIRST)])
def test_filters_sort_by_the_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sign: int, in_order: list[str]
) -> None:
    monkeypatch.setattr(filters, "MIN_RECORDS", 1)
    loc = make(tmp_path, date(2026, 11, 22)).portal.localisers["en"]
    made = render_explorer("events", loc, loc.once(record_cards))
    index = json.loads(dict(made)["assets/explorer/en/events.json"])
    ids = listed("events", loc)
    rows = [row for row in range(len(ids)) if index["times"][row] is not None]
    # As the browser does: by time, then by title.
    rows.sort(key=lambda row: (sign * index["times"][row], index["titles"][row]))
    assert [ids[row] for row in rows if ids[row] in FILES] == in_order


def test_another_hour_makes_the_list_again(tmp_path: Path) -> None:
    def order(directory: Path, hour: str) -> bytes:
        changes = {"events/one.yml": event("A", starts_at=f"{DAY} {hour}", **SOFIA)}
        sources = render_tree(directory, changes).portal.sources
        assert isinstance(sources, Sources)
        (digest,) = sources.digests(["order/events"])
        return digest

    assert order(tmp_path / "a", "09:00") != order(tmp_path / "b", "10:00")
    assert order(tmp_path / "c", "09:00") == order(tmp_path / "d", "09:00")
