"""What only the day makes remarkable: news that is early, a list or a statement that is old, days
that cannot be yet; and events that do not end.

Warnings: the site is right as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from portal.catalog import Catalog
from portal.languages import day_in_zone
from portal.load import SITE_FILE, Loaded, file_of, reread
from portal.model import Event, EventStatus, News
from portal.problems import Problem, Severity
from portal.yaml_places import locate
from portal.yaml_text import Path, field_name

MAX_AGE_MONTHS: Final = 4
MAX_REVIEW_MONTHS: Final = 12
MAX_EVENT_DAYS: Final = 366
# More records of later days are no slips of the finger: the clock is wrong, or a site of the past
# is built. Each costs another reading of its file.
_MAX_TOLD: Final = 10


def check_timeliness(catalog: Catalog, loaded: Loaded, today: date) -> tuple[Problem, ...]:
    """All warnings of a day."""
    early = (
        record
        for record in catalog.records["news"].values()
        if isinstance(record, News) and record.published_on > today
    )
    return (
        *(_early(record, loaded, today) for record in early),
        *_old(catalog, loaded, today),
        *_unreviewed(catalog, loaded, today),
        *_changed_later(catalog, loaded, today),
        *_odd_events(catalog, loaded, today),
    )


def _warning(loaded: Loaded, name: str, path: Path, expected: str, got: str, fix: str) -> Problem:
    document = reread(loaded, name)
    mark = locate(document, path)
    return Problem(
        document.path, mark.line, mark.column, field_name(path), expected, got, fix,
        Severity.WARNING,
    )  # fmt: skip


def _early(record: News, loaded: Loaded, today: date) -> Problem:
    return _warning(
        loaded, file_of(record), ("published_on",),
        f"a day that has come (today is {today})", record.published_on.isoformat(),
        "none is needed if the day is right: until then the item is left out of feeds and pages",
    )  # fmt: skip


def _changed_later(catalog: Catalog, loaded: Loaded, today: date) -> Iterator[Problem]:
    """Records changed on a day to come: the newest day is stated as that of all data."""
    later = [
        record
        for group in catalog.records.values()
        for record in group.values()
        if record.updated_on > today
    ]
    expected = f"a day that has come (today is {today})"
    if len(later) > _MAX_TOLD:
        got = f"later days in {len(later)} records, such as {file_of(later[0])}"
        fix = "check the clock of this machine; if it is right, the day of each of these changes"
        yield Problem(loaded.label, 1, 1, "updated_on", expected, got, fix, Severity.WARNING)
        return
    for record in later:
        yield _warning(
            loaded, file_of(record), ("updated_on",), expected, record.updated_on.isoformat(),
            "write the day of the change",
        )  # fmt: skip


def _odd_events(catalog: Catalog, loaded: Loaded, today: date) -> Iterator[Problem]:
    told = 0  # those that are left are told when these are mended
    for event in catalog.records["events"].values():
        if told >= _MAX_TOLD or not isinstance(event, Event) or (day := event.first_day) is None:
            continue
        begin = event.starts_at_aware
        here = day if begin is None else min(day, day_in_zone(begin, catalog.site.time_zone))
        if event.status is EventStatus.HELD and here > today:
            told += 1
            yield _warning(
                loaded, file_of(event), ("status",),
                f"planned, for an event that begins on {day} (today is {today})", event.status,
                "correct the date, or write planned",
            )  # fmt: skip
        if (end := _end_of_long(event)) is not None:
            told += 1
            yield _warning(
                loaded, file_of(event), end, "an event that ends within a year",
                f"{event.first_day} to {event.last_day}",
                "check the years of both dates; none is needed if they are right",
            )  # fmt: skip


def _end_of_long(event: Event) -> Path | None:
    """The field of the end of an event that takes more than a year however its dates are meant."""
    if event.starts_at is not None and event.ends_at is not None:
        days = (event.ends_at - event.starts_at).days
        return ("ends_at",) if days > MAX_EVENT_DAYS else None
    period = event.period
    if period is None or period.starts_on is None or period.ends_on is None:
        return None
    days = (period.ends_on.first_day - period.starts_on.last_day).days
    return ("period", "ends_on") if days > MAX_EVENT_DAYS else None


def _old(catalog: Catalog, loaded: Loaded, today: date) -> Iterator[Problem]:
    latest = max((g.updated_on for g in catalog.records["grants"].values()), default=None)
    if latest is None or not is_older(latest, today):
        return
    yield Problem(
        f"{loaded.label}/grants", 1, 1, "updated_on",
        f"a list of operations changed in the last {MAX_AGE_MONTHS} months "
        "(Regulation (EU) 2021/1060, Article 49(3))",
        latest.isoformat(),
        f"look through {loaded.label}/grants/ and set updated_on of what you have checked",
        Severity.WARNING,
    )  # fmt: skip


def _unreviewed(catalog: Catalog, loaded: Loaded, today: date) -> Iterator[Problem]:
    statement = catalog.site.accessibility
    if statement is None or not is_older(statement.reviewed_on, today, MAX_REVIEW_MONTHS):
        return
    document = reread(loaded, SITE_FILE)
    mark = locate(document, ("accessibility", "reviewed_on"))
    yield Problem(
        document.path, mark.line, mark.column, "accessibility.reviewed_on",
        f"a review in the last {MAX_REVIEW_MONTHS} months "
        f"(Implementing Decision (EU) 2018/1523, recital 3; today is {today})",
        statement.reviewed_on.isoformat(),
        "check the site and its accessibility statement, then write the day of that review",
        Severity.WARNING,
    )  # fmt: skip


def is_older(latest: date, today: date, limit: int = MAX_AGE_MONTHS) -> bool:
    """Whether more than `limit` months have passed: of four, on 21 March, 20 November is older."""
    months = (today.year - latest.year) * 12 + today.month - latest.month
    return months > limit or (months == limit and today.day > latest.day)
