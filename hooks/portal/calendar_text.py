"""Calendars as iCalendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from icalendar import Calendar, Event, vText, vUri
from icalendar.parser import Contentline, Parameters

from portal.calendars import CalendarView, EventView

# RFC 7986 5.7; Outlook reads the older X-PUBLISHED-TTL.
_REFRESH: Final = timedelta(days=1)
_REFRESH_OLD: Final = "P1D"
_FIRST_DAY: Final = date(2000, 1, 1)
_PRODUCT: Final = "-//Inclusion Portal//EN"


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
    event = Event()
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
