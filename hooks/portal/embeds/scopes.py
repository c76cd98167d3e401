"""Whose news and events a card shows: of both, else the municipality's, else the programme's."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from markupsafe import Markup

from portal.embeds.names import Names
from portal.embeds.pairs import Pair
from portal.facets import has_days
from portal.model import Event, EventStatus
from portal.pages.cards import event_time
from portal.tracing import memo

Ids: TypeAlias = tuple[str, ...]
# The words for it, with names of so many letters.
Whose: TypeAlias = Callable[[int], Markup]


class Scopes:
    """The items of pairs in one language; what is not translated into it does not show."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._loc = names.loc
        self._news = memo(self._news_of)
        self._upcoming = memo(self._upcoming_of)
        self._past = memo(self._past_of)
        self._set = memo(lambda kind, i, ids: frozenset(ids(kind, i)))

    def news(self, pair: Pair) -> tuple[Ids, Whose]:
        """News, latest first, and whose they are."""
        return self._choose(pair, self._news)

    def upcoming(self, pair: Pair) -> tuple[Ids, Whose]:
        """Events to come, the next first; cancelled and undated ones left out."""
        return self._choose(pair, self._upcoming)

    def past(self, pair: Pair) -> tuple[Ids, Whose]:
        """Past events, the last first."""
        return self._choose(pair, self._past)

    def _choose(self, pair: Pair, ids: Callable[[str, str], Ids]) -> tuple[Ids, Whose]:
        names = self._names
        own = ids("municipalities", pair.municipality)
        if own:
            shared = self._set("programmes", pair.programme, ids)
            both = tuple([i for i in own if i in shared])
            if both:
                return both, partial(names.both_markup, pair)
            return own, partial(names.markup, "municipalities", pair.municipality)
        others = ids("programmes", pair.programme)
        if others:
            return others, partial(names.markup, "programmes", pair.programme)
        return (), partial(names.both_markup, pair)

    def _news_of(self, kind: str, record_id: str) -> Ids:
        facet = self._loc.facets.get((kind, record_id))
        records = self._loc.catalog.records["news"]
        tag = self._loc.language.tag
        ids = facet.news if facet else ()
        return tuple(i for i in ids if self._loc.is_translated(records[i], tag))

    def _events_of(self, kind: str, record_id: str, time: str) -> Ids:
        facet = self._loc.facets.get((kind, record_id))
        records = self._loc.catalog.records["events"]
        found = []
        for i in facet.events if facet else ():
            event = records[i]
            assert isinstance(event, Event)
            if (
                event.status is not EventStatus.CANCELLED
                and has_days(event)
                and event_time(event, self._loc.today) == time
                and self._loc.is_translated(event, self._loc.language.tag)
            ):
                found.append(i)
        return tuple(found)

    def _upcoming_of(self, kind: str, record_id: str) -> Ids:
        return self._events_of(kind, record_id, "upcoming")

    def _past_of(self, kind: str, record_id: str) -> Ids:
        return tuple(reversed(self._events_of(kind, record_id, "past")))
