"""Planned, running or over: on the days around the ends of what is known."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.fields import PartialDate
from portal.model import AnyRecord, Document, Event, Grant, News, Organisation, Period, Project
from portal.states import event_time, first_day, project_state


def known(kind: type[Any], **fields: object) -> Any:
    """A record of which nothing else is known."""
    return kind.model_construct(**fields)


MAY_TO_JUNE = (PartialDate(2026, 5), PartialDate(2026, 6))


@pytest.mark.parametrize(
    ("starts", "ends", "today", "state"),
    [
        (*MAY_TO_JUNE, "2026-04-30", "planned"),
        (*MAY_TO_JUNE, "2026-05-01", "running"),
        (*MAY_TO_JUNE, "2026-06-30", "running"),
        (*MAY_TO_JUNE, "2026-07-01", "ended"),
        # Nobody has said when it ends, or when it began: it need not be running.
        (PartialDate(2026), None, "2025-12-31", "planned"),
        (PartialDate(2026), None, "2026-06-30", "unknown"),
        (None, PartialDate(2026), "2026-12-31", "unknown"),
        (None, PartialDate(2026), "2027-01-01", "ended"),
    ],
)
def test_a_project_is_where_its_period_puts_it(
    starts: PartialDate | None, ends: PartialDate | None, today: str, state: str
) -> None:
    period = Period(starts_on=starts, ends_on=ends)
    assert project_state(period, date.fromisoformat(today)) == state


def test_without_a_period_nobody_knows() -> None:
    assert project_state(None, date(2026, 1, 1)) == "unknown"


@pytest.mark.parametrize(
    ("today", "time"),
    [("2026-05-30", "upcoming"), ("2026-05-31", "upcoming"), ("2026-06-01", "past")],
)
def test_an_event_is_to_come_until_its_last_day_is_over(today: str, time: str) -> None:
    event = known(Event, starts_at=None, ends_at=None, period=Period(
        starts_on=PartialDate(2026, 5, 29), ends_on=PartialDate(2026, 5)
    ))  # fmt: skip
    assert event_time(event, date.fromisoformat(today)) == time


def test_an_event_whose_day_nobody_knows_is_neither_past_nor_to_come() -> None:
    event = known(Event, starts_at=None, ends_at=None, period=None)
    assert event_time(event, date(2026, 5, 31)) == "undated"


ENDED = Period(ends_on=PartialDate(2014, 6))


@pytest.mark.parametrize(
    ("record", "day"),
    [
        (known(Project, period=Period(starts_on=PartialDate(2013))), date(2013, 1, 1)),
        # What is known of it is better than no day at all.
        (known(Project, period=ENDED), date(2014, 6, 1)),
        (known(Project, period=None), None),
        (known(Grant, awarded_on=PartialDate(2012, 3), period=ENDED), date(2012, 3, 1)),
        (known(Grant, awarded_on=None, period=ENDED), date(2014, 6, 1)),
        (known(Document, published_on=PartialDate(2014, 9)), date(2014, 9, 1)),
        (known(Document, published_on=None), None),
        (known(News, published_on=date(2018, 5, 17)), date(2018, 5, 17)),
        (known(Organisation), None),
    ],
)
def test_records_sort_by_the_first_day_of_what_is_known(
    record: AnyRecord, day: date | None
) -> None:
    assert first_day(record) == day
