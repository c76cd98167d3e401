"""What only the day makes remarkable: news that is early, a list or a statement that is old.

Warnings: the site is right as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from portal.catalog import Catalog
from portal.load import SITE_FILE, Loaded, reread
from portal.model import News
from portal.problems import Problem, Severity
from portal.yaml_places import locate

MAX_AGE_MONTHS: Final = 4
MAX_REVIEW_MONTHS: Final = 12


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
    )


def _early(record: News, loaded: Loaded, today: date) -> Problem:
    document = reread(loaded, f"{record.kind_name}/{record.id}.yml")
    mark = locate(document, ("published_on",))
    return Problem(
        document.path, mark.line, mark.column, "published_on",
        f"a day that has come (today is {today})", record.published_on.isoformat(),
        "none is needed if the day is right: until then the item is left out of feeds and pages",
        Severity.WARNING,
    )  # fmt: skip


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
