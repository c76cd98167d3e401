"""The state of each text in each language, from the records and the lock alone.

No clock and no history: a translation is stale when the source text is no longer the one
that it was confirmed against.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.model import AnyRecord
from portal.text_shape import offered_languages
from portal.texts import TextField, texts_of
from portal.translations.lock import Lock, LockLine, field_key, text_hash


class State(StrEnum):
    """What stands in a language: see `state_of`."""

    SOURCE = "source"
    PRESENT = "present"
    UNCONFIRMED = "unconfirmed"
    STALE = "stale"
    FALLBACK = "fallback"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class FieldStates:
    """A text with its state per language.

    `same` is the lock's line of today's source text, `old` one of an earlier source text.
    """

    field: TextField
    states: dict[str, State]
    same: LockLine | None = None
    old: LockLine | None = None

    @property
    def was_changed(self) -> tuple[str, ...]:
        """The stale languages whose text was changed too since it was confirmed."""
        known = dict(self.old.translations) if self.old else {}
        return tuple(
            tag for tag, state in self.states.items()
            if state is State.STALE and known.get(tag) != text_hash(self.field.text[tag])
        )  # fmt: skip


def states_of_record(
    record: AnyRecord, default: str, languages: Sequence[str], lock: Lock
) -> tuple[FieldStates, ...]:
    """The states of all texts of a record."""
    real = offered_languages(record, languages)
    return states_of(texts_of(record, default), real, languages, lock)


def states_of(
    fields: Iterable[TextField], real: Iterable[str], languages: Sequence[str], lock: Lock
) -> tuple[FieldStates, ...]:
    """The states of texts of one record; `real` are the languages its page is offered in.

    A text that lacks a language is MISSING where the page is not offered in it, and a
    FALLBACK where the page is, and shows this text in another language.
    """
    known = [*fields]
    offered = frozenset(real)
    found: list[FieldStates] = []
    for field, (same, old) in zip(known, _lines(known, lock), strict=True):
        own = field.text.languages
        states = {
            tag: state_of(tag, own, field.source, is_offered=tag in offered, same=same, old=old)
            for tag in languages
        }
        found.append(FieldStates(field, states, same, old))
    return tuple(found)


def state_of(
    tag: str,
    languages: tuple[str, ...],
    source: str,
    *,
    is_offered: bool,
    same: LockLine | None = None,
    old: LockLine | None = None,
) -> State:
    """The state, in a language, of a text that is there in `languages`.

    `same` is the lock's line of the source text as it is, `old` one of an earlier source text.
    """
    if tag not in languages:
        return State.FALLBACK if is_offered else State.MISSING
    if tag == source:
        return State.SOURCE
    if _has(same, tag):
        return State.PRESENT
    return State.STALE if _has(old, tag) else State.UNCONFIRMED


def _has(line: LockLine | None, tag: str) -> bool:
    return line is not None and any(language == tag for language, _ in line.translations)


_Lines = tuple[LockLine | None, LockLine | None]


def _lines(fields: Sequence[TextField], lock: Lock) -> list[_Lines]:
    """For each text the line of its source, and one of an earlier source.

    A text with a translation that the first does not confirm takes over a line that no text
    of the field needs any more: that of its own translation before any other.
    """
    result: list[_Lines] = [(None, None)] * len(fields)
    if not fields:
        return result
    known = lock.by_field.get(f"{fields[0].kind}/{fields[0].record_id}")
    if not known:
        return result
    keys = [field_key(field.path) for field in fields]
    for key in dict.fromkeys(keys):
        lines = {line.source: line for line in known.get(key, ())}
        if not lines:
            continue
        numbers = [n for n, own in enumerate(keys) if own == key]
        hashes = {n: text_hash(fields[n].text[fields[n].source]) for n in numbers}
        for number in numbers:
            result[number] = lines.get(hashes[number]), None
        free = [line for source, line in lines.items() if source not in hashes.values()]
        open_ones = [n for n in numbers if free and _is_open(fields[n], result[n][0])]
        for number, line in _pairs(open_ones, free, fields):
            result[number] = result[number][0], line
    return result


def _is_open(field: TextField, same: LockLine | None) -> bool:
    return any(tag != field.source and not _has(same, tag) for tag in field.text)


def _pairs(
    numbers: list[int], free: list[LockLine], fields: Sequence[TextField]
) -> Iterator[tuple[int, LockLine]]:
    left = []
    for number in numbers:
        own = {(tag, text_hash(text)) for tag, text in fields[number].text.items()}
        twin = next((line for line in free if own & set(line.translations)), None)
        if twin is None:
            left.append(number)
        else:
            free.remove(twin)
            yield number, twin
    yield from zip(left, free, strict=False)


def lock_lines(
    states: Iterable[FieldStates], confirms: Callable[[FieldStates, str], bool]
) -> Iterator[LockLine]:
    """The lines that the lock should have for the texts of a record.

    `confirms` says whether a translation counts as made from today's source. What does not,
    keeps what it was confirmed against. Shape: one line a source text, several may be equal.
    """
    for one in states:
        field = one.field
        now, before = {}, {}
        for tag, state in one.states.items():
            if state in (State.SOURCE, State.FALLBACK, State.MISSING):
                continue
            if state is State.PRESENT and one.same is not None and not confirms(one, tag):
                now[tag] = dict(one.same.translations)[tag]
            elif state is State.PRESENT or confirms(one, tag):
                now[tag] = text_hash(field.text[tag])
            elif state is State.STALE and one.old is not None:
                before[tag] = dict(one.old.translations)[tag]
        record, key = f"{field.kind}/{field.record_id}", field_key(field.path)
        if now:
            source = text_hash(field.text[field.source])
            yield LockLine(record, key, source, tuple(sorted(now.items())))
        if before and one.old is not None:
            yield LockLine(record, key, one.old.source, tuple(sorted(before.items())))


def merged_lines(lines: Iterable[LockLine]) -> list[LockLine]:
    """Lines with one for each source text of a field: several items may share one."""
    found: dict[tuple[str, str, str], dict[str, str]] = {}
    for line in lines:
        key = line.record, line.field, line.source
        found.setdefault(key, {}).update(dict(line.translations))
    return [LockLine(*key, tuple(sorted(pairs.items()))) for key, pairs in found.items()]
