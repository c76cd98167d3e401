"""What is planned, running or over, from what is known of its dates."""

from __future__ import annotations

from datetime import date

from portal.model import Event, Period


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
