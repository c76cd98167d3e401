"""Planned and actual numbers of a project: of people it addresses, of things it does."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from portal.charts.bars import BarRow, Value, draw_bars
from portal.charts.views import Chart, ChartKey
from portal.charts.words import describe_rows, disputes_about
from portal.model import Activity, Project, TargetGroup
from portal.pages.localiser import Localiser


def counts_chart(
    id: str, title: str, entries: Sequence[Activity | TargetGroup], project: Project, loc: Localiser
) -> Chart | None:
    """Bars for the entries that have a number; None where fewer than two have one.

    Entries without any number stand in the page's table alone, as a note says. Where some
    entry has an actual number, those that have none say so.
    """
    _ = loc.gettext
    counted = [e for e in entries if e.planned is not None or e.actual is not None]
    if len(counted) < 2:
        return None
    has_actual = any(e.actual is not None for e in counted)
    has_planned = any(e.planned is not None for e in counted)
    rows = []
    for entry in counted:
        text = entry.title if isinstance(entry, Activity) else entry.name
        name, tag = loc.pick(text)
        values = []
        if has_planned:
            values.append(_value(entry.planned, "planned", loc))
        if has_actual:
            values.append(_value(entry.actual, "actual", loc))
        rows.append(BarRow(name, tuple(values), "" if tag == loc.language.tag else tag))
    keys = []
    if has_planned:
        keys.append(ChartKey("planned", _("Planned")))
    if has_actual:
        keys.append(ChartKey("actual", _("Actual")))
    notes: list[str] = list(disputes_about(project, (id.replace("-", "_"),), loc))
    left = len(entries) - len(counted)
    if left:
        notes.append(
            loc.language.plural(
                "%(num)s entry without a number is not drawn.",
                "%(num)s entries without a number are not drawn.",
                left,
            )
        )
    return draw_bars(
        f"{id}-chart", title, describe_rows(rows, loc), rows, keys=tuple(keys), notes=tuple(notes)
    )


def _value(number: int | None, style: str, loc: Localiser) -> Value:
    if number is None:
        return Value(None, loc.gettext("not stated"), style)
    return Value(Decimal(number), loc.language.number(number), style)
