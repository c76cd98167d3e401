"""The state of the translations as a table for a terminal, as data, and as a list of places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from portal.translations.coverage import Coverage
from portal.translations.states import FieldStates, State

COLUMNS: Final = (
    State.PRESENT, State.UNCONFIRMED, State.STALE, State.FALLBACK, State.MISSING,
)  # fmt: skip


def percent(counts: Counter[State]) -> int:
    """How much is translated and not out of date, in whole percent; 100 only for all of it."""
    total = sum(counts.values()) - counts[State.SOURCE]
    done = counts[State.PRESENT] + counts[State.UNCONFIRMED]
    return 100 if done == total else done * 100 // total


def render_table(coverage: Coverage, languages: Sequence[str], kinds: Sequence[str] = ()) -> str:
    """One line a language and kind, and one for all kinds."""
    rows = [("language", "kind", "texts", *map(str, COLUMNS), "done")]
    for tag in languages:
        chosen = [(k, of[tag]) for k, of in coverage.texts.items() if not kinds or k in kinds]
        for kind, counts in chosen:
            rows.append(_row(tag, kind, counts))
        if len(chosen) != 1:
            rows.append(_row(tag, "all", sum((c for _, c in chosen), Counter[State]())))
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return "".join(
        "  ".join(
            cell.ljust(width) if number < 2 else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip() + "\n"
        for row in rows
    )  # fmt: skip


def _row(tag: str, kind: str, counts: Counter[State]) -> tuple[str, ...]:
    total = sum(counts.values()) - counts[State.SOURCE]
    own = (f"{counts[state]:,}" if counts[state] else "-" for state in COLUMNS)
    # A source has nothing to be translated from.
    done = f"{percent(counts)} %" if total else "source"
    return (tag, kind, f"{sum(counts.values()):,}", *own, done)


def as_data(
    coverage: Coverage, languages: Sequence[str], kinds: Sequence[str] = ()
) -> dict[str, Any]:
    """The same for programs: language, kind, state, number."""
    return {
        tag: {
            kind: {str(state): of[tag][state] for state in (State.SOURCE, *COLUMNS)}
            for kind, of in coverage.texts.items()
            if not kinds or kind in kinds
        }
        for tag in languages
    }


def to_do(
    states: Iterable[tuple[FieldStates, ...]], languages: Sequence[str], wanted: Sequence[State]
) -> Iterator[tuple[FieldStates, str, State]]:
    """Each text and language in one of some states, record by record."""
    for group in states:
        for one in group:
            for tag in languages:
                if one.states[tag] in wanted:
                    yield one, tag, one.states[tag]
