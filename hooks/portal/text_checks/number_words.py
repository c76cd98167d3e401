"""Numbers and months as words: so that "seven" and "7", "January" and "01" count as equal."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

from babel import Locale, UnknownLocaleError

# How words for a number begin, from 0 to 12; ordinals, cases and compounds ("three-day")
# begin alike. A word of one or two letters counts only as a whole.
_STEMS: Final = MappingProxyType(
    {
        "en": (
            "zero no", "one once first single", "two twice second both pair half double",
            "three thir triple third", "four quarter", "five fif", "six", "seven", "eight",
            "nine nin", "ten", "eleven", "twelve twelf",
        ),
        "bg": (
            "нул", "един една едно едни първ веднъж", "два две дву дво втор поло",
            "три тре тро", "чет", "пет", "шест", "седем седм", "осем осм", "девет", "десет",
            "единайсет единадесет", "дванайсет дванадесет",
        ),
        "ro": (
            "zero nul nici", "un o una unu prim întâi singur", "doi dou ambel ambii jumăt",
            "trei tre", "patru patr sfert", "cinci", "șase șas", "șapte șapt", "opt", "nou",
            "zece", "unsprezece", "doisprezece douăsprezece",
        ),
        "cs": (
            "nul žádn", "jed prvn", "dv dva dvě dvo dvou druh oba obě půl", "tři tří tře troj",
            "čtyř čtvrt", "pět pát", "šest", "sedm", "osm", "devět devát", "deset desát",
            "jedenáct", "dvanáct",
        ),
        "de": (
            "null kein", "ein erst", "zwei zweit beide halb", "drei dritt", "vier", "fünf", "sechs",
            "sieben siebt", "acht", "neun", "zehn", "elf", "zwölf",
        ),
        "hu": (
            "nulla", "egy első", "két kettő második fél", "három harm", "négy negy", "öt", "hat",
            "hét het", "nyolc", "kilenc", "tíz tiz", "tizenegy", "tizenkét tizenkettő",
        ),
    }
)  # fmt: skip
_ROMAN: Final = re.compile(r"(?<![\w.])(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?![\w])")
# As Bulgarian keyboards have them: ХХІ век.
_ROMAN_OF_CYRILLIC: Final = str.maketrans("ХІ", "XI")
_ROMAN_VALUES: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_DIGITS: Final = re.compile(r"\d+")
_WORD_AFTER: Final = re.compile(r"\.?[\s\u00a0]+(?:de[\s\u00a0]+)?([^\W\d_]{3,})")
_WORD_BEFORE: Final = re.compile(r"([^\W\d_]{3,})[\s\u00a0]+\Z")
_LONGEST_WORD: Final = 24
_WORD: Final = re.compile(r"[^\W\d_]+")


@cache
def _stems(language: str, number: int) -> re.Pattern[str] | None:
    words = _STEMS.get(language.split("-")[0], ())
    if number >= len(words):
        return None
    stems = (word if len(word) > 2 else rf"{word}(?!\w)" for word in words[number].split())
    return re.compile(rf"(?<!\w)(?:{'|'.join(stems)})", re.I)


def small_numbers_have_words(language: str) -> bool:
    """Whether the words of a language for small numbers are known here."""
    return language.split("-")[0] in _STEMS


def is_in_words(number: int, text: str, language: str) -> bool:
    """Whether a text has a word for a number from 0 to 12."""
    pattern = _stems(language, number)
    return pattern is not None and pattern.search(text) is not None


def roman_numbers(text: str) -> set[int]:
    """The values of Roman numerals up to 99: of chapters, centuries and months."""
    latin = text.translate(_ROMAN_OF_CYRILLIC)
    return {_roman(match[0]) for match in _ROMAN.finditer(latin) if match[0]}


def _roman(text: str) -> int:
    total = 0
    for char, after in zip(text, [*text[1:], ""], strict=True):
        value = _ROMAN_VALUES[char]
        total += -value if after and _ROMAN_VALUES[after] > value else value
    return total


@cache
def _months(language: str) -> tuple[tuple[str, int], ...]:
    """Names of months and how they begin, the longest first: cases have other ends."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return ()
    found: dict[str, int] = {}
    for number in range(1, 13):
        forms = [str(locale.months[form]["wide"][number]).casefold() for form in
                 ("format", "stand-alone")]  # fmt: skip
        stem = _common(*forms)
        for name in (*forms, stem if len(stem) > 2 else forms[0], forms[0][:-1]):
            found.setdefault(name, number)
    return tuple(sorted(found.items(), key=lambda item: -len(item[0])))


def _common(one: str, other: str) -> str:
    length = 0
    while length < min(len(one), len(other)) and one[length] == other[length]:
        length += 1
    return one[:length]


@lru_cache(maxsize=1 << 16)
def _month_of(word: str, language: str) -> int:
    names = _months(language)
    exact = dict(names).get(word)
    if exact is not None:
        return exact
    return next((n for name, n in names if len(name) > 2 and word.startswith(name)), 0)


def months_in_dates(text: str, language: str) -> set[int]:
    """The months that stand beside a number, as in "17 May" or "May 2018"."""
    found = set()
    for match in _DIGITS.finditer(text):
        start = match.start()
        after = _WORD_AFTER.match(text, match.end())
        before = _WORD_BEFORE.search(text[max(0, start - _LONGEST_WORD) : start])
        for word in (after, before):
            if word is not None and (number := _month_of(word[1].casefold(), language)):
                found.add(number)
    return found


def months_named(text: str, language: str) -> set[int]:
    """The months whose names stand anywhere in a text."""
    return {n for word in _WORD.findall(text) if (n := _month_of(word.casefold(), language))}
