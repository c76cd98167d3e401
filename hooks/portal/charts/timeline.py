"""Timelines: what lasts how long, side by side; unknown dates are shown as unknown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from markupsafe import Markup

from portal.charts.views import Bar, Chart, ChartKey, TextLine, Tick, patterns_of
from portal.charts.wrapping import LINE, wrap
from portal.model import Period
from portal.tables import Table
from portal.view import view

_AXIS: Final = 26
_BASELINE: Final = 15
BAR: Final = 14
_ROW_GAP: Final = 12
# The part of the width that days are drawn on: an open end needs room at either side.
_LEFT, _RIGHT = 12.0, 88.0
# The steps between years that have a word, the most words that an axis has.
_STEPS: Final = (1, 2, 5, 10, 20, 50, 100)
_MOST_TICKS: Final = 6


@view(frozen=True, slots=True)
class Span:
    """A row: a name, the words for its time, and the first and last day as far as known."""

    name: str
    when: str
    first: date | None
    last: date | None
    style: str
    language: str = ""
    is_point: bool = False


def span_of(period: Period | None) -> tuple[date | None, date | None]:
    """The first and the last day that a period may take; None for what is not stated."""
    if period is None:
        return None, None
    start, end = period.starts_on, period.ends_on
    return start.first_day if start else None, end.last_day if end else None


def draw_timeline(
    id: str,
    title: str,
    description: str,
    spans: Sequence[Span],
    *,
    keys: tuple[ChartKey, ...] = (),
    notes: tuple[str | Markup, ...] = (),
    table: Table | None = None,
) -> Chart:
    """A chart with a row for each span, in the order given, and years across.

    A span without a start or an end has a hatched piece there instead of an edge; one
    without both has its words alone.
    """
    days = [day for span in spans for day in (span.first, span.last) if day is not None]
    first = date(min(days).year, 1, 1) if days else None
    last = date(max(days).year, 12, 31) if days else None
    lines: list[TextLine] = []
    bars: list[Bar] = []
    y = _AXIS if days else 0
    for span in spans:
        for text in wrap(span.name):
            lines.append(TextLine(y + _BASELINE, text, span.language))
            y += LINE
        lines.append(TextLine(y + _BASELINE, span.when, is_quiet=True))
        y += LINE
        if first is not None and last is not None and (span.first or span.last):
            bars.append(_bar(span, y + 3, first, last))
            y += BAR + 3
        y += _ROW_GAP
    styles = [bar.style for bar in bars]
    if any(bar.opens_before or bar.opens_after for bar in bars):
        styles.append("open")
    return Chart(
        id,
        title,
        description,
        y,
        tuple(lines),
        tuple(bars),
        BAR,
        patterns=patterns_of(styles),
        ticks=_ticks(first, last) if first and last else (),
        keys=keys,
        notes=notes,
        table=table,
    )


def _bar(span: Span, y: int, first: date, last: date) -> Bar:
    known = span.first or span.last
    assert known is not None
    left = _share(span.first or known, first, last)
    right = _share(span.last or known, first, last)
    return Bar(
        f"{left:.2f}%",
        y,
        f"{max(0.0, right - left):.2f}%",
        span.style,
        is_point=span.is_point,
        opens_before=span.first is None,
        opens_after=span.last is None,
        text_x=f"{right:.2f}%",
    )


def _share(day: date, first: date, last: date) -> float:
    length = max(1, (last - first).days)
    return _LEFT + (_RIGHT - _LEFT) * (day - first).days / length


def _ticks(first: date, last: date) -> tuple[Tick, ...]:
    years = last.year - first.year + 1
    step = next(s for s in _STEPS if years / s <= _MOST_TICKS or s == _STEPS[-1])
    return tuple(
        Tick(f"{_share(date(year, 1, 1), first, last):.2f}%", str(year))
        for year in range(first.year, last.year + 1)
        if year % step == 0 or years <= step
    )
