"""Words that charts share: descriptions, and what is said where sources differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from portal.charts.bars import BarRow
from portal.charts.timeline import Span
from portal.model import AnyRecord, Record
from portal.pages.localiser import Localiser

# So many rows are said in a chart's description; the table has them all.
_SAID = 12


def describe_rows(rows: Sequence[BarRow]) -> str:
    """The figures of a chart in words: "Name: 5, 7; other name: 3"."""
    said = (f"{r.name}: {', '.join(v.text for v in r.values)}" for r in rows[:_SAID])
    return "; ".join(said) + (" …" if len(rows) > _SAID else "")


def describe_spans(spans: Sequence[Span]) -> str:
    """The times of a timeline in words."""
    return "; ".join(f"{s.name}: {s.when}" for s in spans[:_SAID]) + (
        " …" if len(spans) > _SAID else ""
    )


def disputes_about(record: AnyRecord, fields: Iterable[str], loc: Localiser) -> tuple[str, ...]:
    """Notes on what sources disagree about, for fields of a record that a chart shows."""
    if not isinstance(record, Record):
        return ()
    wanted = tuple(fields)
    notes = []
    for dispute in record.disputed:
        if dispute.field.split(".")[0].split("[")[0] in wanted:
            text = loc.gettext("Sources differ: %(what)s")
            notes.append(text.replace("%(what)s", loc.plain(dispute.title)))
    return tuple(notes)
