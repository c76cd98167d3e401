"""Whose news and events a card shows: of both, else the municipality's, else the programme's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from markupsafe import Markup

from portal.embeds.names import LATELY, Names
from portal.embeds.pairs import Pair
from portal.facets import has_days
from portal.model import Event, EventStatus
from portal.pages.cards import event_time
from portal.tracing import memo

Ids: TypeAlias = tuple[str, ...]


class Scopes:
    """The items of pairs in one language; what is not translated into it does not show."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._loc = names.loc
        self._news = memo(self._news_of)
        self._events = memo(self._events_of)
        self._set = memo(lambda kind, i, ids: frozenset(ids(kind, i)))
        # Cards ask twice for what comes next.
        self.upcoming = memo(self._upcoming_of_pair, most=LATELY)

    def news(self, pair: Pair, limit: int) -> tuple[Ids, Markup]:
        """News, latest first, and the words for whose they are."""
        return self._choose(pair, self._news, limit)

    def _upcoming_of_pair(self, pair: Pair, limit: int) -> tuple[Ids, Markup]:
        """Events to come, the next first; cancelled and undated ones left out."""
        return self._choose(pair, self._upcoming, limit)

    def past(self, pair: Pair, limit: int) -> tuple[Ids, Markup]:
        """Past events, the last first."""
        return self._choose(pair, self._past, limit)

    def _choose(self, pair: Pair, ids: Callable[[str, str], Ids], limit: int) -> tuple[Ids, Markup]:
        names = self._names
        own = ids("municipalities", pair.municipality)
        if own:
            shared = self._set("programmes", pair.programme, ids)
            both = tuple([i for i in own if i in shared])
            if both:
                return both, names.both_markup(pair, limit)
            return own, names.markup("municipalities", pair.municipality, limit)
        others = ids("programmes", pair.programme)
        if others:
            return others, names.markup("programmes", pair.programme, limit)
        return (), names.both_markup(pair, limit)

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

    def _upcoming(self, kind: str, record_id: str) -> Ids:
        return self._events(kind, record_id, "upcoming")

    def _past(self, kind: str, record_id: str) -> Ids:
        return tuple(reversed(self._events(kind, record_id, "past")))
