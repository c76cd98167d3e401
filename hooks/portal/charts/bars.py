"""Bars: one row for each thing, its name above them and each value beside its bar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import repeat
from typing import Final

from markupsafe import Markup

from portal.charts.views import Bar, Chart, ChartKey, TextLine, patterns_of
from portal.charts.wrapping import LINE, SIZE, wrap
from portal.embeds.badges import text_width
from portal.tables import Table
from portal.view import view

# The longest bar in per cent of the width, so that its value has room beside it on the
# narrowest page; where names stand left of the bars, they need room too.
_LONGEST, _LONGEST_BESIDE = 50, 38
BAR: Final = 16
_BETWEEN: Final = 4
_ROW_GAP: Final = 12
# The most room, in pixels, and lines for names that stand left of their bars.
_BESIDE, _BESIDE_LINES = 135, 2
_NAME_GAP: Final = 12
_ANY: Final = 99
# Where the letters of a line stand, from its top.
_BASELINE: Final = 15


@view(frozen=True, slots=True)
class Value:
    """One bar of a row. `number` is None where it is not known; `text` then says so."""

    number: Decimal | None
    text: str
    style: str


@view(frozen=True, slots=True)
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
    notes: tuple[str | Markup, ...] = (),
    table: Table | None = None,
) -> Chart:
    """A chart of rows of bars, all on one scale that begins at zero.

    Names that are all short (states, years) stand left of their bars, others above them.
    An unknown number has words and no bar, zero a hair's breadth.
    """
    numbers = (v.number for row in rows for v in row.values if v.number is not None)
    most = max(numbers, default=Decimal(0)) or Decimal(1)
    names = _beside(rows)
    beside = names is not None
    longest = _LONGEST_BESIDE if beside else _LONGEST
    lines: list[TextLine] = []
    bars: list[Bar] = []
    y = 0
    for row, name in zip(rows, names or repeat(()), strict=False):
        if beside:
            height = max(BAR, len(name) * LINE)
            top = y + (height - len(name) * LINE) // 2
            lines += [
                TextLine(top + n * LINE + _BASELINE, text, row.language)
                for n, text in enumerate(name)
            ]
            bars.append(_bar(row.values[0], y + (height - BAR) // 2, most, longest))
            y += height + 2 * _BETWEEN
            continue
        for text in wrap(row.name):
            lines.append(TextLine(y + _BASELINE, text, row.language))
            y += LINE
        for value in row.values:
            bars.append(_bar(value, y, most, longest))
            y += BAR + _BETWEEN
        y += _ROW_GAP
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
        inset=_inset(names) if names is not None else 0,
        table=table,
    )


def _beside(rows: Sequence[BarRow]) -> list[tuple[str, ...]] | None:
    """The lines of names that stand left of their bars; None where they stand above them."""
    if any(len(row.values) != 1 for row in rows):
        return None
    names = [wrap(row.name, _ANY, _BESIDE) for row in rows]
    return names if all(len(lines) <= _BESIDE_LINES for lines in names) else None


def _inset(names: Iterable[tuple[str, ...]]) -> int:
    widths = (text_width(line) * SIZE for name in names for line in name)
    return round(max(widths, default=0.0)) + _NAME_GAP


def _bar(value: Value, y: int, most: Decimal, longest: int) -> Bar:
    middle = y + BAR // 2 + 5
    if value.number is None:
        return Bar("0%", y, "", "", value.text, "0%", middle)
    width = f"{float(value.number / most) * longest:.2f}%"
    return Bar("0%", y, width, value.style, value.text, width, middle, text_gap=7)
