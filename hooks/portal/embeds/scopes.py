"""Whose news and events a card shows: of both, else the municipality's, else the programme's."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, TypeAlias

from markupsafe import Markup

from portal.embeds.names import Names
from portal.embeds.pairs import Pair
from portal.facets import has_days
from portal.model import Event, EventStatus
from portal.pages.localiser import Localiser
from portal.states import event_time
from portal.tracing import memo

Ids: TypeAlias = tuple[str, ...]
# The words for it, with names of so many letters.
Whose: TypeAlias = Callable[[int], Markup]
# The source of `shown_ids` (see portal.tracing): "shown:bg/upcoming/programmes/romact".
SHOWN: Final = "shown"
_NEWS: Final = "news"
_UPCOMING: Final = "upcoming"
_PAST: Final = "past"


def shown_ids(part: str, loc: Localiser) -> Ids:
    """The ids of the items that cards may show, by which they are, and the facet's kind and id.

    A facet's `news`, latest first; events `upcoming`, the next first, without cancelled and undated
    ones; or `past`, the last first. What is not translated into the language does not show.
    """
    which, kind, record_id = part.split("/")
    facet = loc.facets.get((kind, record_id))
    if facet is None:
        return ()
    if which == _NEWS:
        news, tag = loc.catalog.records["news"], loc.language.tag
        return tuple(i for i in facet.news if loc.is_translated(news[i], tag))
    found = tuple(i for i in facet.events if _shown_as(i, loc) == which)
    return found if which == _UPCOMING else found[::-1]


def _shown_as(event_id: str, loc: Localiser) -> str:
    """Whether an event is to come or over; empty for what does not show."""
    event = loc.catalog.records["events"][event_id]
    assert isinstance(event, Event)
    if event.status is EventStatus.CANCELLED or not has_days(event):
        return ""
    return event_time(event, loc.today) if loc.is_translated(event, loc.language.tag) else ""


class Scopes:
    """The items of pairs in one language."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._shown = names.loc.traced(SHOWN, shown_ids)
        self._set = memo(lambda which, i: frozenset(self._shown(f"{which}/programmes/{i}")))

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
        own = shown(f"{which}/municipalities/{pair.municipality}")
        if own:
            shared = self._set(which, pair.programme)
            both = tuple([i for i in own if i in shared])
            if both:
                return both, partial(names.both_markup, pair)
            return own, partial(names.markup, "municipalities", pair.municipality)
        others = shown(f"{which}/programmes/{pair.programme}")
        if others:
            return others, partial(names.markup, "programmes", pair.programme)
        return (), partial(names.both_markup, pair)
