"""Words that charts share: descriptions, and what is said where sources differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from markupsafe import Markup, escape

from portal.charts.bars import BarRow
from portal.charts.timeline import Span
from portal.model import AnyRecord, Record
from portal.pages.localiser import Localiser

# So many rows are said in a chart's description; the table has them all.
_SAID: Final = 12


def describe_rows(rows: Sequence[BarRow], loc: Localiser) -> str:
    """The figures of a chart in words: "Name: 5, 7; other name: 3"."""
    return _describe(
        [(r.name, ", ".join(v.text for v in r.values)) for r in rows if not r.language],
        len(rows),
        loc,
    )


def describe_spans(spans: Sequence[Span], loc: Localiser) -> str:
    """The times of a timeline in words."""
    return _describe([(s.name, s.when) for s in spans if not s.language], len(spans), loc)


def _describe(said: Sequence[tuple[str, str]], rows: int, loc: Localiser) -> str:
    # A description has one language: names in another one are left to the table.
    words = "; ".join(f"{name}: {value}" for name, value in said[:_SAID])
    if min(len(said), _SAID) == rows:
        return words
    rest = loc.gettext("All figures stand in the table.")
    return f"{words} … {rest}" if words else rest


def disputes_about(record: AnyRecord, fields: Iterable[str], loc: Localiser) -> tuple[Markup, ...]:
    """Notes on what sources disagree about, for fields of a record that a chart shows."""
    if not isinstance(record, Record):
        return ()
    wanted = tuple(fields)
    notes = []
    for dispute in record.disputed:
        if dispute.field.split(".")[0].split("[")[0] in wanted:
            text = escape(loc.gettext("Sources differ: %(what)s"))
            notes.append(text.replace("%(what)s", loc.text(dispute.title)))
    return tuple(notes)
