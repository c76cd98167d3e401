"""Calendars: what they hold, per language and facet, and one for each event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from portal.addresses import list_path, record_path
from portal.catalog import Key
from portal.facets import SITE, Facet, has_days
from portal.feeds.views import feed_directory, stable_id
from portal.languages import Language
from portal.model import Event, EventStatus, Municipality
from portal.pages import labels
from portal.pages.localiser import Localiser
from portal.tracing import memo

CALENDAR_TYPE: Final = "text/calendar"


@dataclass(frozen=True, slots=True)
class EventView:
    """One event in one language.

    `starts`/`ends` are both days (then `ends` is the last day, inclusive) or both aware
    moments. `changed` is aware; it also counts the versions of the event.
    """

    uid: str
    url: str
    title: str
    description: str
    location: str
    starts: date | datetime
    ends: date | datetime
    status: str
    changed: datetime
    categories: tuple[str, ...]
    position: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class CalendarView:
    """One calendar in one language.

    `address` is its own absolute address, `page` that of the page that shows the same.
    """

    path: str
    address: str
    page: str
    name: str
    description: str
    events: tuple[EventView, ...]


class CalendarBuilder:
    """Makes the calendars of one language; each event is made once."""

    def __init__(self, loc: Localiser) -> None:
        self._loc = loc
        self.event = memo(self._event)

    def calendar(self, facet: Facet) -> CalendarView | None:
        """The facet's calendar; None where no dated event of it is translated."""
        loc = self._loc
        events = tuple(e for i in facet.events if (e := self.event(i)) is not None)
        if not events:
            return None
        path = f"{feed_directory(loc.language.tag, facet)}events.ics"
        page = loc.facet_url(facet)
        if facet.key == SITE:
            page = f"{loc.site.url}{loc.language.root}{list_path('events')}"
        return self._calendar(path, page, calendar_title(facet.key, loc), events)

    def single(self, event_id: str) -> CalendarView | None:
        """The calendar of one event, for "add to calendar"; None where it has no date."""
        event = self.event(event_id)
        if event is None:
            return None
        path = event_path(self._loc.language, event_id)
        return self._calendar(path, event.url, event.title, (event,))

    def _calendar(
        self, path: str, page: str, name: str, events: tuple[EventView, ...]
    ) -> CalendarView:
        loc = self._loc
        summary = loc.label(labels.KIND_SUMMARY, "events")
        return CalendarView(path, f"{loc.site.url}{path}", page, name, summary, events)

    def _event(self, event_id: str) -> EventView | None:
        loc = self._loc
        record = loc.catalog.get("events", event_id)
        assert isinstance(record, Event)
        span = _span(record)
        if span is None or not loc.is_translated(record, loc.language.tag):
            return None
        url = f"{loc.site.url}{loc.language.root}{record_path('events', event_id)}"
        authority = loc.site.tag_prefix.removeprefix("tag:").split(",")[0]
        names = [loc.label(labels.EVENT_KIND, record.kind)]
        for kind in ("programmes", "projects"):
            for i in loc.catalog.related_ids("events", event_id, kind):
                names.append(loc.plain(loc.title(kind, i)))
        return EventView(
            uid=f"event-{stable_id(record)}@{authority}",
            url=url,
            title=loc.plain(record.title),
            description=f"{loc.plain(record.summary)}\n\n{url}",
            location=self._location(record),
            starts=span[0],
            ends=span[1],
            status="CANCELLED" if record.status is EventStatus.CANCELLED else "CONFIRMED",
            changed=datetime(
                record.updated_on.year, record.updated_on.month, record.updated_on.day, tzinfo=UTC
            ),
            categories=tuple(dict.fromkeys(names)),
            position=self._position(record),
        )

    def _municipality(self, record: Event) -> Municipality | None:
        if record.municipality is None:
            return None
        found = self._loc.catalog.brief("municipalities", record.municipality)
        return found if isinstance(found, Municipality) else None

    def _location(self, record: Event) -> str:
        municipality = self._municipality(record)
        parts = [self._loc.plain(record.place)] if record.place else []
        if municipality is not None:
            name = self._loc.plain(municipality.name)
            if not any(name in part for part in parts):
                parts.append(name)
            parts.append(self._loc.language.country(municipality.country))
        return ", ".join(parts)

    def _position(self, record: Event) -> tuple[float, float] | None:
        municipality = self._municipality(record)
        point = municipality.coordinates if municipality else None
        return (point.latitude, point.longitude) if point else None


def event_path(language: Language, event_id: str) -> str:
    """Where an event's own calendar is, below the site's root."""
    return f"feeds/{language.tag}/events/{event_id}/event.ics"


def calendar_title(key: Key, loc: Localiser) -> str:
    """The name of a facet's calendar."""
    site = loc.plain(loc.site.title)
    events = loc.label(labels.KIND_PLURAL, "events")
    if key == SITE:
        return f"{site} – {events}"
    return f"{loc.plain(loc.title(*key))} – {events} – {site}"


def _span(record: Event) -> tuple[date, date] | tuple[datetime, datetime] | None:
    """First and last day, or start and end; None where the day itself is not known."""
    start = record.starts_at_aware
    if start is not None:
        return start, record.ends_at_aware or start
    first, last = record.first_day, record.last_day
    if not has_days(record) or first is None or last is None:
        return None
    return first, last
