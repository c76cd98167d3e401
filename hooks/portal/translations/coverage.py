"""How much is translated: per language and kind, and which pages are out of date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType
from typing import Final

from portal.model import AnyRecord
from portal.references import Key
from portal.site import Site
from portal.strings import SOURCE_LANGUAGE, Strings
from portal.text_shape import TextShape, shape_of
from portal.texts import SITE_KIND, site_texts, source_of, texts_of
from portal.translations.lock import NO_LOCK, Lock
from portal.translations.states import (
    FieldStates,
    State,
    state_of,
    states_of,
    states_of_record,
)

# The words of the interface are a kind of their own.
STRINGS = "strings"
Records = Mapping[str, Mapping[str, AnyRecord]]
Shapes = Mapping[Key, TextShape]
_NO_SHAPES: Final[Shapes] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many texts are in what state, by kind and language; the pages that are out of date.

    `pages` counts the records of a kind (the total as language ""), `stale_pages` are (kind,
    id, language).
    """

    texts: Mapping[str, Mapping[str, Counter[State]]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    pages: Mapping[str, Counter[str]] = field(default_factory=lambda: MappingProxyType({}))
    stale_pages: frozenset[tuple[str, str, str]] = frozenset()

    def total(self, language: str) -> Counter[State]:
        """The states of all texts in a language."""
        return sum((of[language] for of in self.texts.values()), Counter[State]())


NO_COVERAGE = Coverage()


def all_states(site: Site, records: Records, lock: Lock) -> Iterator[tuple[FieldStates, ...]]:
    """The states of all texts, record by record, those of the site itself first."""
    yield states_of(site_texts(site), site.tags, site.tags, lock)
    for group in records.values():
        for record in group.values():
            yield states_of_record(record, site.default_language, site.tags, lock)


def measure_coverage(
    site: Site,
    records: Records,
    lock: Lock = NO_LOCK,
    strings: Mapping[str, Strings] | None = None,
    shapes: Shapes = _NO_SHAPES,
) -> Coverage:
    """Count the states of a site's texts; `shapes` are those of records, as far as they are known.

    Of records without confirmed translations, texts with the same languages have the same
    states: those are found once for all of them.
    """
    texts: dict[str, dict[str, Counter[State]]] = {}
    pages: dict[str, Counter[str]] = {}
    stale: set[tuple[str, str, str]] = set()
    counts: Counter[tuple[str, TextShape]] = Counter()
    states = [states_of(site_texts(site), site.tags, site.tags, lock)]
    for kind, group in records.items():
        count = pages.setdefault(kind, Counter())
        for record in group.values():
            shape = shapes.get((kind, record.id)) or shape_of(record, site.tags)
            if lock.has(kind, record.id):
                count.update(("", *shape.offered))
                fields = texts_of(record, site.default_language)
                states.append(states_of(fields, shape.offered, site.tags, lock))
            else:
                counts[kind, shape] += 1
    for one in chain.from_iterable(states):
        of = texts.setdefault(one.field.kind, {tag: Counter() for tag in site.tags})
        for tag, state in one.states.items():
            of[tag][state] += 1
            if state is State.STALE:
                stale.add((one.field.kind, one.field.record_id, tag))
    for (kind, shape), number in counts.items():
        for tag in ("", *shape.offered):
            pages[kind][tag] += number
        for languages, many in shape.texts:
            of = texts.setdefault(kind, {tag: Counter() for tag in site.tags})
            source = source_of(languages, shape.own, site.default_language)
            for tag in site.tags:
                state = state_of(tag, languages, source, is_offered=tag in shape.offered)
                of[tag][state] += number * many
    if strings:
        texts[STRINGS] = count_strings(strings)
    return Coverage(texts, {k: c for k, c in pages.items() if c}, frozenset(stale))


def count_strings(strings: Mapping[str, Strings]) -> dict[str, Counter[State]]:
    """The states of the interface's words: what a language lacks shows in English."""
    known = {message for one in strings.values() for message in (*one.messages, *one.waiting)}
    counts = {}
    for tag, one in strings.items():
        if tag.split("-")[0] == SOURCE_LANGUAGE:
            counts[tag] = Counter({State.SOURCE: len(known)})
        else:
            own = len(one.messages)
            counts[tag] = Counter({State.PRESENT: own, State.FALLBACK: len(known) - own})
    return counts


__all__ = ["NO_COVERAGE", "SITE_KIND", "STRINGS", "Coverage", "all_states", "measure_coverage"]
