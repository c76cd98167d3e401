"""Calendars as iCalendar."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from icalendar import Calendar, Event, vText

from portal.calendars import CalendarView, EventView

# RFC 7986 5.7; Outlook reads the older X-PUBLISHED-TTL.
_REFRESH: Final = timedelta(days=1)
_REFRESH_OLD: Final = "P1D"
_FIRST_DAY: Final = date(2000, 1, 1)
_PRODUCT: Final = "-//Inclusion Portal//EN"
# Octets of a line beside the sign that says that it goes on.
_LINE: Final = 74
_ESCAPING: Final = b"\\^"
_END: Final = b"\r\n"
# What a text may not hold as it is.
_ESCAPED: Final = re.compile(r"[\\;,\r\n]")


class CalendarWriter:
    """Serialises calendars of one language; each VEVENT is folded once."""

    def __init__(self) -> None:
        self._events: dict[str, bytes] = {}
        self._lines: dict[tuple[bool, ...], tuple[tuple[str, bytes], ...]] = {}
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
        name = _text(calendar.name)
        newest = max(event.changed for event in calendar.events)
        lines = (
            b"NAME:" + name,
            b"X-WR-CALNAME:" + name,
            b"LAST-MODIFIED:" + _moment(newest),
            b"URL:" + calendar.page.encode(),
            b"SOURCE;VALUE=URI:" + calendar.address.encode(),
        )
        return b"".join([head, *map(fold, lines), *map(self._event, calendar.events), tail])

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
        known = self._events.get(view.url)
        if known is None:
            known = self._events[view.url] = self._render_event(view)
        return known

    def _render_event(self, view: EventView) -> bytes:
        timed = isinstance(view.starts, datetime)
        ends_later = view.ends > view.starts
        shape = (timed, ends_later, bool(view.location), bool(view.position))
        lines = self._lines.get(shape)
        if lines is None:
            lines = self._lines[shape] = _lines_of(view)
        values = _values_of(view)
        return b"".join([fold(start + values[name]) for name, start in lines])


def fold(line: bytes) -> bytes:
    """A content line in UTF-8, folded where icalendar folds it, with its end.

    Shape: CRLF and a space before each 75th octet or earlier: never inside of a character, nor
    after the sign that makes the next one mean something else.
    Source: RFC 5545 3.1; icalendar's `Contentline.to_ical`, which looks at each letter of a line.
    """
    if len(line) <= _LINE:
        return line + _END
    start, parts = 0, []
    while len(line) - start > _LINE:
        end = start + _LINE
        while line[end] & 0xC0 == 0x80:  # the second octet of a character, or a later one
            end -= 1
        if line[end - 1] in _ESCAPING:
            end -= 1
        parts.append(line[start:end])
        start = end
    return b"\r\n ".join((*parts, line[start:])) + _END


def make_event(view: EventView) -> Event:
    """One event, for icalendar to write."""
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
    return event


def _lines_of(view: EventView) -> tuple[tuple[str, bytes], ...]:
    """(property, its line up to the value) as icalendar writes them, in its order.

    A line that is the same in all events is whole, and of no property.
    """
    lines = []
    values = _values_of(view)
    for line in filter(None, make_event(view).content_lines()):
        name = line[: line.value_separator_index()].partition(";")[0]
        if name in values:
            lines.append((name, line[: line.value_separator_index() + 1].encode()))
        else:
            lines.append(("", line.encode()))
    return tuple(lines)


def _values_of(view: EventView) -> dict[str, bytes]:
    """What stands behind the colon of each line that an event may have."""
    changed = _moment(view.changed)
    starts, ends = view.starts, view.ends
    if isinstance(starts, datetime) and isinstance(ends, datetime):
        span = _moment(starts.astimezone(UTC)), _moment(ends.astimezone(UTC))
    else:
        span = _day(starts), _day(ends + timedelta(days=1))
    return {
        "": b"",
        "UID": _text(view.uid),
        "DTSTAMP": changed,
        "LAST-MODIFIED": changed,
        "SEQUENCE": b"%d" % sequence_of(view.changed.date()),
        "DTSTART": span[0],
        "DTEND": span[1],
        "SUMMARY": _text(view.title),
        "DESCRIPTION": _text(view.description),
        "LOCATION": _text(view.location),
        "URL": view.url.encode(),
        "STATUS": view.status.encode(),
        "CATEGORIES": b",".join(map(_text, view.categories)),
        "GEO": ";".join(map(str, map(float, view.position or ()))).encode(),
    }


def _text(text: str) -> bytes:
    if not _ESCAPED.search(text):
        return text.encode()
    content: bytes = vText(text).to_ical()
    return content


def _moment(moment: datetime) -> bytes:
    return _day(moment) + b"T%02d%02d%02dZ" % (moment.hour, moment.minute, moment.second)


def _day(day: date) -> bytes:
    return b"%04d%02d%02d" % (day.year, day.month, day.day)


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
