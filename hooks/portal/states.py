"""When things are: planned, running or over, and the day by which they sort."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from portal.fields import PartialDate
from portal.model import (
    Agreement,
    AnyRecord,
    Document,
    Event,
    Grant,
    News,
    Period,
    Programme,
    Project,
    Source,
)

# The day as a number, the hour and the minute; zeros where they are not known.
Start: TypeAlias = tuple[int, int, int]


def project_state(period: Period | None, today: date) -> str:
    """planned, running, ended or unknown, from what is known of the period."""
    if period is None:
        return "unknown"
    if period.ends_on is not None and period.ends_on.last_day < today:
        return "ended"
    if period.starts_on is not None and period.starts_on.first_day > today:
        return "planned"
    if period.starts_on is not None and period.ends_on is not None:
        return "running"
    return "unknown"


def event_time(event: Event, today: date) -> str:
    """upcoming, past or undated; a cancelled event stays where its date puts it."""
    last = event.last_day
    if last is None:
        return "undated"
    return "past" if last < today else "upcoming"


def first_day(record: AnyRecord) -> date | None:
    """The day by which a record sorts; None where it has none."""
    match record:
        case Programme() | Project():
            return _start(record.period)
        case Agreement():
            return min((day.first_day for day in signing_days(record)), default=None)
        case Grant():
            return record.awarded_on.first_day if record.awarded_on else _start(record.period)
        case Event():
            return record.first_day
        case News():
            return record.published_on
        case Document() | Source():
            return record.published_on.first_day if record.published_on else None
        case _:
            return None


def place_in_time(record: AnyRecord) -> Start | date | None:
    """What gives a record its place among others that are listed by time."""
    return start_of(record) if isinstance(record, Event) else first_day(record)


def start_of(event: Event) -> Start:
    """The local time by which events sort: whole days come before the hours of their first day."""
    day, starts_at = event.first_day, event.starts_at
    hour, minute = (starts_at.hour, starts_at.minute) if starts_at else (0, 0)
    return day.toordinal() if day else 0, hour, minute


def _start(period: Period | None) -> date | None:
    if period is None:
        return None
    start = period.starts_on or period.ends_on
    return start.first_day if start else None


def signing_days(agreement: Agreement) -> list[PartialDate]:
    """The days on which an agreement was signed, in any of its language versions."""
    return [day for person in agreement.signatories for day in person.signed_on.values()]
