"""A language: its name, and how it writes dates, numbers, money, lists and plurals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import (
    format_date,
    format_interval,
    format_skeleton,
    format_time,
    match_skeleton,
    parse_pattern,
)
from babel.numbers import format_currency, format_decimal, format_percent
from babel.units import format_unit

from portal.collation import SortKey, make_sort_key
from portal.fields import PartialDate
from portal.model import Event, Period
from portal.site import SiteLanguage
from portal.strings import SOURCE_LANGUAGE, Strings

_FALLBACK: Final = Locale("en", "GB")
_LTR: Final = "ltr"
# CLDR's name of a unit, and the sign where CLDR does not know the language.
_KILOBYTE: Final = ("digital-kilobyte", "kB")
_MEGABYTE: Final = ("digital-megabyte", "MB")
_TENTHS: Final = "#,##0.#"
_SHORT_MONTH: Final = re.compile("(?<!M)MMM(?!M)")
# "18. května", "15. Mai": a day stays with its month at the end of a line.
_AFTER_DAY: Final = re.compile(r"(?<=\d\.) (?=\w)")
_CODE_BEFORE_DIGIT: Final = re.compile(r"(?<=[A-Z])(?=\d)")


class Language:
    """One language of the site with everything that is written its way.

    `locale` is None where CLDR does not know the language: then dates are ISO 8601,
    numbers follow `formats_from`, and no word of another language is borrowed.
    """

    def __init__(self, setting: SiteLanguage, strings: Strings, is_default: bool) -> None:
        self.tag = setting.tag
        self.name = setting.name
        self.direction = setting.direction.value
        self.is_default = is_default
        self.root = "" if is_default else f"{setting.tag}/"
        self.strings = strings
        # What language the interface's words are in; records keep theirs.
        is_source = setting.tag.split("-")[0] == SOURCE_LANGUAGE
        self.interface = setting.tag if is_source or strings.messages else SOURCE_LANGUAGE
        self.interface_direction = self.direction if self.interface == setting.tag else _LTR
        self.gettext = _words_of(strings)
        self.ngettext = strings.ngettext
        # The locale of dates that a browser writes, as of those that are written here.
        self.formats = setting.formats_from or setting.tag
        own = _parse_locale(self.formats)
        same_language = own is not None and own.language == setting.tag.split("-")[0]
        self.locale = own if same_language else None
        self._intervals = tuple(_patterns(s, self.locale) for s in ("y", "yMMMM", "yMMMMd"))
        self._number_locale = own or _FALLBACK
        self._sort_key = make_sort_key(setting.tag)
        self._day = lru_cache(maxsize=None)(self._format_day)
        self._clock = lru_cache(maxsize=None)(self._format_clock)
        # One page shows few different values and a site few more: each is formatted once.
        self.date = lru_cache(maxsize=None)(self._date)
        self.period = lru_cache(maxsize=None)(self._period)
        self.number = lru_cache(maxsize=None)(self._number)
        self.money = lru_cache(maxsize=None)(self._money)
        self.country = lru_cache(maxsize=None)(self._country)
        self.language_name = lru_cache(maxsize=None)(self._language_name)

    def sort_key(self, text: str) -> SortKey:
        """The key that sorts texts by this language's alphabet."""
        return self._sort_key(text)

    def plural(self, singular: str, plural: str, number: int) -> str:
        """A counted phrase: `%(num)s` stands for the number, written this language's way."""
        return self.ngettext(singular, plural, number).replace("%(num)s", self.number(number))

    def list_of(self, items: Iterable[str]) -> str:
        """Items joined as in a sentence ("a, b and c")."""
        parts = list(items)
        if self.locale is None or len(parts) < 2:
            return ", ".join(parts)
        patterns = self._list_patterns
        if len(parts) == 2 and "2" in patterns:
            return patterns["2"].format(*parts)
        text = patterns["start"].format(*parts[:2])
        for part in parts[2:-1]:
            text = patterns["middle"].format(text, part)
        return patterns["end"].format(text, parts[-1])

    def file_size(self, size: int) -> str:
        """A size in bytes as a person reads it: kB or MB of 1,000, as storage is sold.

        The unit is the language's own ("ko", "МБ"), on one line with the number.
        """
        if size < 1_000_000:
            return self._measure(max(1, round(size / 1000)), *_KILOBYTE)
        return self._measure(Decimal(size) / 1_000_000, *_MEGABYTE)

    def _measure(self, number: int | Decimal, unit: str, sign: str) -> str:
        if self.locale is None:
            shown = format_decimal(number, _TENTHS, locale=self._number_locale)
            return f"{shown}\u00a0{sign}"
        text = format_unit(number, unit, "short", format=_TENTHS, locale=self.locale)
        return text.replace(" ", "\u00a0")

    def percent(self, number: int | Decimal) -> str:
        """A share of a hundred, as exact as it is given: "84.7%"."""
        share = Decimal(number) / 100
        return str(format_percent(share, locale=self._number_locale, decimal_quantization=False))

    def event_time(self, event: Event) -> str:
        """When an event takes place, in the event's own zone; empty where unknown."""
        start, end = event.starts_at_aware, event.ends_at_aware
        if start is None:
            return self.period(event.period) if event.period else ""
        text = f"{self._day(start.date())}, {self._clock(start.time())}"
        if end is None:
            return text
        if end.date() == start.date():
            return f"{text}–{self._clock(end.time())}"
        return f"{text} – {self._day(end.date())}, {self._clock(end.time())}"

    @cached_property
    def _list_patterns(self) -> Mapping[str, str]:
        # As Babel's format_list takes them, which looks for the locale and them at each call.
        found: Mapping[str, str] = self.locale.list_patterns["standard"] if self.locale else {}
        return found

    @cached_property
    def og_locale(self) -> str:
        """Language and territory as Open Graph wants them ("bg_BG"); the tag where unknown."""
        if self.locale is None:
            return self.tag
        territory = self.locale.territory
        if territory is None:
            likely = str(get_global("likely_subtags").get(self.locale.language, ""))
            territory = likely.rpartition("_")[2] or None
        return f"{self.locale.language}_{territory}" if territory else self.tag

    def html_attributes(self, around: str = _LTR) -> str:
        """The `lang` of a text among others that run in the direction `around`, and its `dir`,
        unless all of them run from left to right.
        """
        direction = f' dir="{self.direction}"' if (self.direction, around) != (_LTR, _LTR) else ""
        return f'lang="{self.tag}"{direction}'

    def _date(self, value: PartialDate | date) -> str:
        if isinstance(value, date):
            return self._day(value)
        if self.locale is None:
            return str(value)
        if value.day is not None:
            return self._day(value.first_day)
        skeleton = "y" if value.month is None else "yMMMM"
        return str(format_skeleton(skeleton, value.first_day, locale=self.locale))

    def _format_day(self, day: date) -> str:
        if self.locale is None:
            return day.isoformat()
        return _AFTER_DAY.sub("\u00a0", str(format_date(day, "long", locale=self.locale)))

    def _format_clock(self, clock: time) -> str:
        if self.locale is None:
            return f"{clock:%H:%M}"
        return str(format_time(clock, "short", locale=self.locale))

    def _period(self, period: Period) -> str:
        start, end = period.starts_on, period.ends_on
        if start is None or end is None or start == end:
            only = start or end
            return self._date(only) if only else ""
        if self.locale is not None and _precision(start) == _precision(end):
            patterns = self._intervals[_precision(start)]
            days = _interval(start.first_day, end.first_day, *patterns, self.locale)
            return _AFTER_DAY.sub("\u00a0", days)
        return f"{self._date(start)} – {self._date(end)}"

    def _number(self, value: int | Decimal) -> str:
        # Without rounding: CLDR's pattern would make 1.956 of the rate 1.95583.
        return str(format_decimal(value, locale=self._number_locale, decimal_quantization=False))

    def _money(self, amount: Decimal, currency: str) -> str:
        if self.locale is None:  # signs and codes are words too: "лв.", "US$"
            whole = format_decimal(amount, "#,##0.00", locale=self._number_locale)
            return f"{whole}\u00a0{currency}"
        text = str(format_currency(amount, currency, locale=self._number_locale))
        # CLDR wants a space between a code and a digit ("BGN 5"); Babel leaves it out.
        return _CODE_BEFORE_DIGIT.sub("\u00a0", text)

    def _country(self, code: str) -> str:
        names = self.locale.territories if self.locale else {}
        return str(names.get(code, code))

    def _language_name(self, tag: str) -> str:
        names = self.locale.languages if self.locale else {}
        return str(names.get(tag, tag))


class _Words(dict[str, str]):
    """English texts and what they are called; one without a translation is called itself."""

    def __missing__(self, message: str) -> str:
        return message


def _words_of(strings: Strings) -> Callable[[str], str]:
    """`strings.gettext`, for whoever asks it a million times."""
    found = {key: text for key, text in strings.messages.items() if isinstance(text, str)}
    return _Words(found).__getitem__


def _patterns(skeleton: str, locale: Locale | None) -> tuple[str, Mapping[str, Sequence[str]]]:
    # Looked for once: the search takes most of the time of a span of dates.
    formats = locale.interval_formats if locale is not None else {}
    found = match_skeleton(skeleton, formats)
    return skeleton, formats[found] if found else {}


def _interval(
    start: date, end: date, skeleton: str, formats: Mapping[str, Sequence[str]], locale: Locale
) -> str:
    """As Babel's format_interval, but with whole names of months, as a single date has them."""
    field = "y" if start.year != end.year else "M" if start.month != end.month else "d"
    patterns = formats.get(field, ())
    if len(patterns) != 2:
        return str(format_interval(start, end, skeleton, locale=locale))
    whole = (_SHORT_MONTH.sub("MMMM", pattern) for pattern in patterns)
    days = zip(whole, (start, end), strict=True)
    return "".join(parse_pattern(pattern).apply(day, locale) for pattern, day in days)


def _precision(value: PartialDate) -> int:
    return 0 if value.month is None else 1 if value.day is None else 2


def _parse_locale(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def day_in_zone(moment: datetime, zone: str) -> date:
    """The calendar day of an aware moment in a zone: what "today" is for a site."""
    return moment.astimezone(ZoneInfo(zone)).date()
