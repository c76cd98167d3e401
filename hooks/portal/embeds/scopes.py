"""Whose news and events a card shows: of both, else the municipality's, else the programme's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final, TypeAlias

from markupsafe import Markup

from portal.embeds.names import Names
from portal.embeds.pairs import Pair
from portal.facets import has_days
from portal.model import Event, EventStatus
from portal.pages.localiser import Localiser
from portal.states import event_time
from portal.tracing import collect_reads, memo, note

Ids: TypeAlias = tuple[str, ...]
# The words for it, with names of so many letters.
Whose: TypeAlias = Callable[[int], Markup]
# The source of `Shown` (see portal.tracing): "shown:bg/upcoming/programmes/romact".
SHOWN: Final = "shown"
_NEWS: Final = "news"
_UPCOMING: Final = "upcoming"
_PAST: Final = "past"


class Shown:
    """The ids of the items that cards may show, in one language.

    What is not translated into it does not show. Each list is worked out of hundreds of records,
    and is a source of its own: who reads it is not made again when one of those changes otherwise.
    """

    def __init__(self, loc: Localiser) -> None:
        self._loc = loc
        self._source = f"{SHOWN}:{loc.language.tag}"
        self._known: dict[str, Ids] = {}

    def ids(self, which: str, kind: str, record_id: str) -> Ids:
        """Those of a facet: its news, latest first; events `upcoming`, the next first, without
        cancelled and undated ones; or `past`, the last first.
        """
        part = f"{which}/{kind}/{record_id}"
        note(f"{self._source}/{part}")
        return self.of(part)

    def of(self, part: str) -> Ids:
        """The same by the part of the source: which, kind and id."""
        if part not in self._known:
            which, key = part.split("/", 1)
            with collect_reads():  # who asks notes the answer
                self._find(which, key)
        return self._known[part]

    def _find(self, which: str, key: str) -> None:
        kind, record_id = key.split("/")
        facet = self._loc.facets.get((kind, record_id))
        if which == _NEWS:
            records, tag = self._loc.catalog.records["news"], self._loc.language.tag
            ids = facet.news if facet else ()
            found = tuple(i for i in ids if self._loc.is_translated(records[i], tag))
            self._known[f"{_NEWS}/{key}"] = found
            return
        by_time = self._by_time(facet.events if facet else ())
        self._known[f"{_UPCOMING}/{key}"] = tuple(by_time[_UPCOMING])
        self._known[f"{_PAST}/{key}"] = tuple(reversed(by_time[_PAST]))

    def _by_time(self, ids: Iterable[str]) -> dict[str, list[str]]:
        records, tag = self._loc.catalog.records["events"], self._loc.language.tag
        found: dict[str, list[str]] = {_UPCOMING: [], _PAST: []}
        for i in ids:
            event = records[i]
            assert isinstance(event, Event)
            if (
                event.status is not EventStatus.CANCELLED
                and has_days(event)
                and self._loc.is_translated(event, tag)
            ):
                found[event_time(event, self._loc.today)].append(i)
        return found


class Scopes:
    """The items of pairs in one language."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._shown = names.loc.once(Shown)
        self._set = memo(lambda which, i: frozenset(self._shown.ids(which, "programmes", i)))

    def news(self, pair: Pair) -> tuple[Ids, Whose]:
        """News, latest first, and whose they are."""
        return self._choose(pair, _NEWS)

    def upcoming(self, pair: Pair) -> tuple[Ids, Whose]:
        """Events to come, the next first; cancelled and undated ones left out."""
        return self._choose(pair, _UPCOMING)

    def past(self, pair: Pair) -> tuple[Ids, Whose]:
        """Past events, the last first."""
        return self._choose(pair, _PAST)

    def _choose(self, pair: Pair, which: str) -> tuple[Ids, Whose]:
        names, shown = self._names, self._shown
        own = shown.ids(which, "municipalities", pair.municipality)
        if own:
            shared = self._set(which, pair.programme)
            both = tuple([i for i in own if i in shared])
            if both:
                return both, partial(names.both_markup, pair)
            return own, partial(names.markup, "municipalities", pair.municipality)
        others = shown.ids(which, "programmes", pair.programme)
        if others:
            return others, partial(names.markup, "programmes", pair.programme)
        return (), partial(names.both_markup, pair)
