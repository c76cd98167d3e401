"""Calendars: events as iCalendar, per language and facet, and one for each event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from icalendar import Calendar, vText, vUri
from icalendar import Event as CalendarEvent
from icalendar.parser import Contentline, Parameters

from portal.addresses import list_path, record_path
from portal.catalog import Key
from portal.facets import SITE, Facet, has_days
from portal.feeds.views import feed_directory, stable_id
from portal.languages import Language
from portal.model import Event, EventStatus, Municipality
from portal.pages import labels
from portal.pages.localiser import Localiser, title_of

CALENDAR_TYPE: Final = "text/calendar"
# RFC 7986 5.7; Outlook reads the older X-PUBLISHED-TTL.
_REFRESH: Final = timedelta(days=1)
_REFRESH_OLD: Final = "P1D"
_FIRST_DAY: Final = date(2000, 1, 1)
_PRODUCT: Final = "-//Inclusion Portal//EN"


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
        self.event = lru_cache(maxsize=None)(self._event)

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
                names.append(loc.plain(title_of(loc.catalog.get(kind, i))))
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
        found = self._loc.catalog.get("municipalities", record.municipality)
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
    return f"{loc.plain(title_of(loc.catalog.get(*key)))} – {events} – {site}"


def _span(record: Event) -> tuple[date, date] | tuple[datetime, datetime] | None:
    """First and last day, or start and end; None where the day itself is not known."""
    start = record.starts_at_aware
    if start is not None:
        return start, record.ends_at_aware or start
    first, last = record.first_day, record.last_day
    if not has_days(record) or first is None or last is None:
        return None
    return first, last


class CalendarWriter:
    """Serialises calendars of one language; each VEVENT is folded once."""

    def __init__(self) -> None:
        self._events: dict[str, bytes] = {}
        self._shells: dict[str, tuple[bytes, bytes]] = {}

    def render_calendar(self, calendar: CalendarView) -> bytes:
        """Serialise one calendar.

        Shape: one VEVENT per event, in the view's order; CRLF; lines folded at 75 octets.
        No METHOD: it is a snapshot to subscribe to, not an invitation, for which RFC 5546
        would ask for an ORGANIZER.
        Units: UTC; all-day events as VALUE=DATE with an exclusive end.
        Raises: nothing; a view is complete or was not made.
        Source: RFC 5545 3.1, 3.6.1; RFC 7986 5.
        """
        head, tail = self._shell(calendar.description)
        newest = max(event.changed for event in calendar.events)
        lines = (
            _line("NAME", vText(calendar.name)),
            _line("X-WR-CALNAME", vText(calendar.name)),
            _line("LAST-MODIFIED", vText(f"{newest:%Y%m%dT%H%M%SZ}")),
            _line("URL", vUri(calendar.page)),
            _line("SOURCE", vUri(calendar.address), VALUE="URI"),
        )
        return b"".join([head, *lines, *map(self._event, calendar.events), tail])

    def _shell(self, description: str) -> tuple[bytes, bytes]:
        if description not in self._shells:
            shell = Calendar()
            shell.add("prodid", _PRODUCT)
            shell.add("version", "2.0")
            shell.add("calscale", "GREGORIAN")
            shell.add("description", description)
            shell.add("x-wr-caldesc", vText(description))
            # icalendar 7 leaves VALUE=DURATION out where its own setter is used.
            shell.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
            shell.add("x-published-ttl", _REFRESH_OLD)
            end = b"END:VCALENDAR"
            head, tail = shell.to_ical().rsplit(end, 1)
            self._shells[description] = head, end + tail
        return self._shells[description]

    def _event(self, view: EventView) -> bytes:
        if view.url not in self._events:
            self._events[view.url] = _render_event(view)
        return self._events[view.url]


def _line(name: str, value: vText | vUri, **parameters: str) -> bytes:
    content: bytes = Contentline.from_parts(name, Parameters(parameters), value).to_ical()
    return content + b"\r\n"


def _render_event(view: EventView) -> bytes:
    event = CalendarEvent()
    event.add("uid", view.uid)
    event.add("dtstamp", view.changed)
    event.add("last-modified", view.changed)
    event.add("sequence", sequence_of(view.changed.date()))
    _add_span(event, view)
    event.add("summary", view.title)
    event.add("description", view.description)
    if view.location:
        event.add("location", view.location)
    event.add("url", view.url)
    event.add("status", view.status)
    event.add("transp", "TRANSPARENT")
    event.add("categories", list(view.categories))
    if view.position:
        event.add("geo", view.position)
    content: bytes = event.to_ical()
    return content


def sequence_of(changed: date) -> int:
    """The revision of an event that was last changed on a day: later days, higher numbers.

    The data does not count its versions, and no earlier build is known here. Days do what
    RFC 5545 3.8.7.4 asks for: never less than before, more after a change; two changes on
    one day are one revision.
    """
    return max(0, changed.toordinal() - _FIRST_DAY.toordinal())


def _add_span(event: Any, view: EventView) -> None:
    if isinstance(view.starts, datetime) and isinstance(view.ends, datetime):
        event.add("dtstart", view.starts.astimezone(UTC))
        if view.ends > view.starts:
            event.add("dtend", view.ends.astimezone(UTC))
    else:
        event.add("dtstart", view.starts)
        event.add("dtend", view.ends + timedelta(days=1))
