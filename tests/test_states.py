"""Planned, running or over: on the days around the ends of what is known."""

from __future__ import annotations

from datetime import date

import pytest

from portal.fields import PartialDate
from portal.model import Period
from portal.states import project_state

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
