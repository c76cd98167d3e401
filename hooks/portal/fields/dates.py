"""Dates as exact as the source is, clock times and time zones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from babel import Locale
from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from portal.fields.refusal import FieldError, text_of
from portal.problems import nearest

_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")
_TIME: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}):([0-9]{2})")
# Those of Etc/GMT+2 run the other way.
_OFFSET: Final = re.compile(r"(?:GMT|UTC|Z)? ?[+−–-] ?[0-9]{1,2}(?::?[0-9]{2})?", re.I)
_DATE_FIX: Final = "write it as 2026, 2026-05 or 2026-05-17 (year, month, day)"
_TIME_FIX: Final = "write day, hour and minute as in 2026-05-17 09:30"
# A year out of these is a slip of the finger; calendars also need a day after the last one.
_YEARS: Final = range(1500, 2200)
# What else people write: 17.05.2018, 17.5.2018 г., 2018/5/17, 2018-5-17, 5.2018.
_DAY_FIRST: Final = re.compile(r"(?:([0-9]{1,2})[./ -]+)?([0-9]{1,2})[./ -]+([0-9]{4})\D{0,4}")
_YEAR_ALONE: Final = re.compile(r"([0-9]{4})\s*(?:г|год)\.?")
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})[./ -]+([0-9]{1,2})(?:[./ -]+([0-9]{1,2}))?\D{0,4}")
# 17 May 2018, 17. května 2018, 17-май-2018; and May 17, 2018.
_WORD: Final = re.compile(r"(?<![^\W_])[^\W\d_]{3,}\.?")
_MONTH_FIRST: Final = re.compile(r"^([^\W\d_]{3,}) ([0-9]{1,2}), ([0-9]{4})$")
# 17.05.2018 9:30, 2018-05-17 09.30, 2018-05-17, 9:30 ч. Not with a zone, nor with am or pm.
_ANY_TIME: Final = re.compile(
    r"(?P<day>[^:]+?)(?:,? +|T)(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-5][0-9])(?::00)?"
    r" ?(?:h|ч\.?|часа|hod\.?)?"
)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month or a day, as exact as the source is."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        """ISO 8601 at its precision: 2026, 2026-05, 2026-05-17."""
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
        if self.day is not None:
            text += f"-{self.day:02d}"
        return text

    def __reduce__(self) -> tuple[type[PartialDate], tuple[int, int | None, int | None]]:
        """For pickles: what data classes do by themselves takes three times as long."""
        return PartialDate, (self.year, self.month, self.day)

    @property
    def first_day(self) -> date:
        """The first day that the date may mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """The last day that the date may mean."""
        if self.day is not None:
            return self.first_day
        if self.month in (None, 12):
            return date(self.year, 12, 31)
        assert self.month is not None
        return date.fromordinal(date(self.year, self.month + 1, 1).toordinal() - 1)


def parse_partial_date(value: object) -> PartialDate:
    """A year, month or day in ISO order."""
    if isinstance(value, PartialDate):
        return value
    text = text_of(value, "a date such as 2026-05-17", _DATE_FIX)
    match = _DATE.fullmatch(text)
    if not match:
        raise FieldError("a date such as 2026-05-17", value, _date_meant(text))
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if year not in _YEARS:
        raise FieldError(
            f"a year from {_YEARS[0]} to {_YEARS[-1]}", value, "check the digits of the year"
        )
    try:
        date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise FieldError(
            "a date that exists", value, "check the month (01–12) and the day of that month"
        ) from None
    return PartialDate(year, month, day)


def _date_meant(text: str) -> str:
    meant = _iso_meant(text)
    return f'write it as "{meant}" (year-month-day)' if meant else _DATE_FIX


def _iso_meant(text: str) -> str:
    """The date in ISO order, as exact as it was written; empty where nobody knows."""
    parts: tuple[str | None, ...] = ()
    text = _MONTH_FIRST.sub(r"\2 \1 \3", text)
    text = _WORD.sub(lambda word: f" {_months().get(word[0].casefold(), word[0])} ", text, count=1)
    if match := _YEAR_FIRST.fullmatch(text.strip()) or _YEAR_ALONE.fullmatch(text.strip()):
        parts = match.groups()
    elif match := _DAY_FIRST.fullmatch(text.strip()):
        parts = match.groups()[::-1]
        if "/" in text and parts[2] is not None and int(parts[2]) <= 12:
            return ""  # 05/06/2018: nobody knows which is the month
    meant = "-".join(part.zfill(2) for part in parts if part)
    return meant if _exists(meant) else ""


@lru_cache(maxsize=1)
def _months() -> Mapping[str, int]:
    """The months' names in the languages that most editors write."""
    return {
        str(name).casefold(): number
        for language in ("en", "bg", "ro", "cs")
        for names in Locale(language).months.values()
        for number, name in names["wide"].items()
    }


def _exists(text: str) -> bool:
    try:
        parse_partial_date(text)
    except PydanticCustomError:
        return False
    return True


def parse_day(value: object) -> date:
    """A full day in ISO order."""
    if isinstance(value, date):
        return value
    parsed = parse_partial_date(value)
    if parsed.day is None:
        raise FieldError("a full day such as 2026-05-17", value, "add the month and the day")
    return parsed.first_day


def parse_local_time(value: object) -> datetime:
    """A day and a clock time, without zone; the record's `time_zone` gives that."""
    if isinstance(value, datetime):
        return value
    text = text_of(value, "a day and a time", _TIME_FIX)
    match = _TIME.fullmatch(text)
    if not match:
        raise FieldError("a day and a time such as 2026-05-17 09:30", value, _time_meant(text))
    day = parse_day(match[1])
    hour, minute = int(match[2]), int(match[3])
    if (hour, minute) == (24, 0) and (after := _day_after(day)):
        raise FieldError("a time that exists", value, f'write it as "{after} 00:00"')
    if hour > 23 or minute > 59:
        raise FieldError(
            "a time that exists", value, "write hours from 00 to 23 and minutes from 00 to 59"
        )
    return datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - see above


def _day_after(day: date) -> str:
    after = (day + timedelta(days=1)).isoformat()
    return after if _exists(after) else ""


def _time_meant(text: str) -> str:
    if len(_iso_meant(text)) == len("2026-05-17"):
        # Nobody shall invent a time.
        return "add the time; where it is not known, write days: period:, starts_on:, ends_on:"
    match = _ANY_TIME.fullmatch(text)
    day = _iso_meant(match["day"]) if match else ""
    if match is None or len(day) < len("2026-05-17") or int(match["hour"]) > 23:
        return _TIME_FIX
    return f'write it as "{day} {match["hour"].zfill(2)}:{match["minute"]}"'


@lru_cache(maxsize=1)
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def parse_time_zone(value: object) -> str:
    """An IANA time zone, such as Europe/Sofia."""
    text = text_of(value, "a time zone", "write it as Europe/Sofia")
    if not _is_time_zone(text):
        expected = "a time zone such as Europe/Sofia"
        if _OFFSET.fullmatch(text):
            fix = "write the zone of the place, which knows summer time too, such as Europe/Sofia"
            raise FieldError(expected, value, fix)
        match = _zone_meant(text.replace(" ", "_"))
        fix = f'did you mean "{match}"?' if match else "use the form Continent/City"
        raise FieldError(expected, value, fix)
    return text


def _zone_meant(text: str) -> str | None:
    city = text.rpartition("/")[2].casefold()
    of_city = [zone for zone in _time_zones() if zone.rpartition("/")[2].casefold() == city]
    return min(of_city, key=len) if of_city else nearest(text, _time_zones())


@lru_cache(maxsize=256)
def _is_time_zone(text: str) -> bool:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    # Some systems hold copies under other names, and file systems that ignore case take any.
    return text in _time_zones()


Day = Annotated[date, BeforeValidator(parse_day)]
LocalTime = Annotated[datetime, BeforeValidator(parse_local_time)]
TimeZone = Annotated[str, BeforeValidator(parse_time_zone)]
FlexibleDate = Annotated[
    PartialDate,
    BeforeValidator(parse_partial_date),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}){0,2}$"}),
]
