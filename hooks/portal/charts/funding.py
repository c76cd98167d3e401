"""Funding by funder or programme: one chart for each currency, never added up across them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from portal.charts.bars import BarRow, Value, draw_bars
from portal.charts.views import Chart
from portal.charts.words import describe_rows
from portal.pages.localiser import Localiser

# So many bars a chart has; the table has all.
MOST_BARS: Final = 12


@dataclass(frozen=True, slots=True)
class Funded:
    """What a funder gave or a programme has: sums by currency, and what is not known."""

    kind: str
    record_id: str
    sums: Mapping[str, Decimal]
    grants: int
    unknown: int
    disputed: int


def funding_charts(
    id: str, heading: str, funded: Sequence[Funded], loc: Localiser
) -> tuple[Chart, ...]:
    """A chart per currency, the largest sum first.

    Those of whose money no amount is known stand last in the chart where there is one
    currency; beside several, nobody knows which is theirs, and a note counts them.
    """
    found = []
    currencies = sorted({code for one in funded for code in one.sums})
    unknown = [one for one in funded if not one.sums]
    for currency in currencies:
        own = sorted(
            (one for one in funded if currency in one.sums),
            key=lambda one: (-one.sums[currency], one.record_id),
        )
        rows = [_row(one, currency, loc) for one in own[:MOST_BARS]]
        apart = unknown
        if len(currencies) == 1:
            room = MOST_BARS - len(rows)
            rows += [_unknown_row(one, loc) for one in unknown[:room]]
            apart = unknown[room:]
        title = f"{heading}, {currency}"
        chart = draw_bars(
            f"{id}-{currency.lower()}",
            title,
            describe_rows(rows, loc),
            rows,
            notes=_notes(len(own), apart, loc),
        )
        found.append(replace(chart, heading=currency if len(currencies) > 1 else ""))
    return tuple(found)


def _row(one: Funded, currency: str, loc: Localiser) -> BarRow:
    amount = one.sums[currency]
    return _named(one, Value(amount, loc.language.money(amount, currency), "actual"), loc)


def _unknown_row(one: Funded, loc: Localiser) -> BarRow:
    return _named(one, Value(None, loc.gettext("Amount not stated"), "actual"), loc)


def _named(one: Funded, value: Value, loc: Localiser) -> BarRow:
    name, tag = loc.pick(loc.title(one.kind, one.record_id))
    return BarRow(name, (value,), "" if tag == loc.language.tag else tag)


def _notes(bars: int, apart: Sequence[Funded], loc: Localiser) -> tuple[str, ...]:
    notes = []
    if bars > MOST_BARS:
        text = loc.gettext("The chart shows the %(num)s largest; the table shows all.")
        notes.append(text.replace("%(num)s", loc.language.number(MOST_BARS)))
    if apart and apart[0].kind == "organisations":
        notes.append(
            loc.language.plural(
                "Not drawn: %(num)s funder whose amounts are not stated.",
                "Not drawn: %(num)s funders whose amounts are not stated.",
                len(apart),
            )
        )
    elif apart:
        notes.append(
            loc.language.plural(
                "Not drawn: %(num)s programme whose amounts are not stated.",
                "Not drawn: %(num)s programmes whose amounts are not stated.",
                len(apart),
            )
        )
    return tuple(notes)
