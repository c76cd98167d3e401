"""The same numbers, dates and amounts in every language of a text, however each writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError

from portal.text_checks.findings import Finding, cover
from portal.text_checks.number_words import (
    is_in_words,
    months_in_dates,
    months_named,
    roman_numbers,
    small_numbers_have_words,
)

RULE: Final = "numbers"
HAS_NUMBER: Final = re.compile(r"\d")
_SPACE: Final = "\u00a0\u202f "
_NUMBER: Final = re.compile(
    rf"\d{{1,3}}(?:[{_SPACE}.,'’]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*"
)
_RUN: Final = re.compile(r"\d+")
_MAX_WORD: Final = 12
# What is longer is no number that anybody reads; Python makes none of 4,300 digits or more.
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Facts:
    """The numbers of a text: as written, by value; and its runs of digits, by value."""

    values: dict[Decimal, str]
    runs: frozenset[int]
    months: frozenset[int]


@lru_cache(maxsize=32)  # a source is compared with each translation
def facts_of(text: str, language: str) -> Facts:
    """What a text says in digits; links and code are left out."""
    covered = cover(text)
    values: dict[Decimal, str] = {}
    runs: set[int] = set()
    for match in _NUMBER.finditer(covered):
        if covered[match.start() - 1 : match.start()].isalpha():
            continue  # of a name: ROMACT3, NUTS3
        if len(match[0]) > _LONGEST:
            continue
        digits = [int(run) for run in _RUN.findall(match[0])]
        runs.update(digits)
        value = None if _is_date_or_list(match[0]) else _value(match[0], language)
        if value is None:
            values.update({Decimal(n): str(n) for n in digits})
        else:
            values[value] = match[0]
    return Facts(values, frozenset(runs), frozenset(months_in_dates(covered, language)))


@cache
def _decimal_sign(language: str) -> str:
    try:
        symbols = Locale.parse(language, sep="-").number_symbols
    except (UnknownLocaleError, ValueError):
        return "."
    return str(symbols["latn"]["decimal"]) if "latn" in symbols else "."


def _is_date_or_list(text: str) -> bool:
    """17.05.2018, 1.2.3: several numbers and not one."""
    parts = re.split(r"[.,]", text)
    if len(parts) < 3 and not (len(parts) == 2 and parts[1] == ""):
        return False
    return any(len(part) != 3 for part in parts[1:-1])


def _value(text: str, language: str) -> Decimal | None:
    """The number that a language means; None for what is written as none: 12.345.6."""
    sign = _decimal_sign(language)
    other = "." if sign == "," else ","
    plain = re.sub(rf"[{_SPACE}'’]", "", text)
    head, found, tail = plain.rpartition(sign)
    if found and other not in tail:
        return Decimal(f"{head.replace(sign, '').replace(other, '')}.{tail}").normalize()
    if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(other)}\d{{3}})+", plain):
        return Decimal(plain.replace(other, "")).normalize()
    pointed = plain.replace(",", ".")
    return Decimal(pointed).normalize() if pointed.count(".") < 2 else None


def compare_numbers(
    source: str, source_language: str, text: str, language: str
) -> Iterator[Finding]:
    """What is in digits in one of two texts and neither in digits nor words in the other."""
    one, other = facts_of(source, source_language), facts_of(text, language)
    missing = [*_unmatched(one, other, text, language), *_months(one, other, text, language)]
    added = [
        *_unmatched(other, one, source, source_language),
        *_months(other, one, source, source_language),
    ]
    if not missing and not added:
        return
    parts = []
    if missing:
        parts.append(f"without {', '.join(missing)}")
    if added:
        parts.append(f"with {', '.join(added)}")
    at = text.find(added[0]) if added and added[0] in text else 0
    yield Finding(
        RULE, at, f"the numbers and dates of the text in {source_language}",
        f"a text {' and '.join(parts)}", "compare the two texts, and correct the wrong one",
    )  # fmt: skip


def _unmatched(own: Facts, other: Facts, other_text: str, other_language: str) -> list[str]:
    found = []
    romans: set[int] | None = None
    named: set[int] | None = None
    for value, written in own.values.items():
        if value in other.values or _runs_of(written) <= other.runs:
            continue
        if value == value.to_integral_value():
            number = int(value)
            if number <= _MAX_WORD:
                if not small_numbers_have_words(other_language):
                    continue
                named = months_named(other_text, other_language) if named is None else named
                if number in named or is_in_words(number, other_text, other_language):
                    continue
            if number < 100:
                romans = roman_numbers(other_text) if romans is None else romans
                if number in romans:
                    continue
        found.append(written)
    return found


def _runs_of(written: str) -> frozenset[int]:
    return frozenset(int(run) for run in _RUN.findall(written))


def _months(own: Facts, other: Facts, other_text: str, other_language: str) -> list[str]:
    missing = own.months - other.months - other.runs
    if not missing or not _knows_months(other_language):
        return []
    missing -= months_named(other_text, other_language)
    return [f"the month {number}" for number in sorted(missing - roman_numbers(other_text))]


@cache
def _knows_months(language: str) -> bool:
    try:
        Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True
