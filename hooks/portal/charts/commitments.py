"""Commitments by status: of one agreement, or of all of a municipality or programme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from markupsafe import escape

from portal.charts.bars import BarRow, Value, draw_bars
from portal.charts.views import Chart
from portal.charts.words import describe_rows, disputes_about
from portal.model import Agreement, CommitmentStatus
from portal.pages import labels
from portal.pages.localiser import Localiser
from portal.tables import Row, Table

# From kept to not kept, and at the end what nobody knows.
_ORDER: Final = (
    CommitmentStatus.FULFILLED,
    CommitmentStatus.PARTLY_FULFILLED,
    CommitmentStatus.IN_PROGRESS,
    CommitmentStatus.PLANNED,
    CommitmentStatus.NOT_FULFILLED,
    CommitmentStatus.UNKNOWN,
)


def commitments_chart(agreements: Iterable[Agreement], loc: Localiser) -> Chart | None:
    """How many commitments have each status; None where there are none.

    Every status has its row, so that a missing one is seen to be zero.
    """
    _ = loc.gettext
    own = tuple(agreements)
    counts = Counter(c.status for a in own for c in a.commitments)
    if not counts:
        return None
    rows = tuple(
        BarRow(
            loc.label(labels.COMMITMENT_STATUS, status),
            (Value(Decimal(counts[status]), loc.language.number(counts[status]), str(status)),),
        )
        for status in _ORDER
    )
    table = Table(
        (_("Status"), _("Commitments")),
        tuple(Row(escape(row.name), (escape(row.values[0].text),)) for row in rows),
        (1,),
    )
    notes = disputes_about(own[0], ("commitments",), loc) if len(own) == 1 else ()
    title = _("Commitments by status")
    return draw_bars(
        "commitments-chart", title, describe_rows(rows, loc), rows, notes=notes, table=table
    )
