"""Bars: one row for each thing, its name above them and each value beside its bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from portal.charts.views import Bar, Chart, ChartKey, TextLine, patterns_of
from portal.charts.wrapping import LINE, wrap
from portal.tables import Table

# The longest bar, so that its value has room beside it on the narrowest page.
_LONGEST: Final = 58
BAR: Final = 16
_BETWEEN: Final = 4
_ROW_GAP: Final = 12
# Room for a label that stands left of its bar: a year.
_LABEL: Final = 52
# Where the letters of a line stand, from its top.
_BASELINE: Final = 15


@dataclass(frozen=True, slots=True)
class Value:
    """One bar of a row. `number` is None where it is not known; `text` then says so."""

    number: Decimal | None
    text: str
    style: str


@dataclass(frozen=True, slots=True)
class BarRow:
    """A row: its name (with its language, if another) and its bars."""

    name: str
    values: tuple[Value, ...]
    language: str = ""


def draw_bars(
    id: str,
    title: str,
    description: str,
    rows: Sequence[BarRow],
    *,
    keys: tuple[ChartKey, ...] = (),
    notes: tuple[str, ...] = (),
    table: Table | None = None,
    is_short: bool = False,
) -> Chart:
    """A chart of rows of bars, all on one scale that begins at zero.

    Short names (`is_short`: years) stand left of their bars, others above them. An
    unknown number has words and no bar, zero a hair's breadth.
    """
    numbers = (v.number for row in rows for v in row.values if v.number is not None)
    most = max(numbers, default=Decimal(0)) or Decimal(1)
    lines: list[TextLine] = []
    bars: list[Bar] = []
    y = 0
    for row in rows:
        if is_short:
            lines.append(TextLine(y + BAR // 2 + 5, row.name, row.language))
        else:
            for text in wrap(row.name):
                lines.append(TextLine(y + _BASELINE, text, row.language))
                y += LINE
        for value in row.values:
            bars.append(_bar(value, y, most))
            y += BAR + _BETWEEN
        y += _BETWEEN if is_short else _ROW_GAP
    return Chart(
        id,
        title,
        description,
        y,
        tuple(lines),
        tuple(bars),
        BAR,
        patterns=patterns_of(bar.style for bar in bars),
        keys=keys,
        notes=notes,
        inset=_LABEL if is_short else 0,
        table=table,
    )


def _bar(value: Value, y: int, most: Decimal) -> Bar:
    share = 0.0 if value.number is None else float(value.number / most) * _LONGEST
    width = f"{share:.2f}%"
    style = "unknown" if value.number is None else value.style
    return Bar("0%", y, width, style, value.text, width, y + BAR // 2 + 5)
