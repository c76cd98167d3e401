"""Alphabetical order as each language has it.

A small form of the Unicode Collation Algorithm: three levels (letter, accent, case)
and, per language, the letters that stand on their own. Tests compare it with ICU.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final, TypeAlias

# Per language: letters (or groups of letters) that sort right after a base letter or
# group, in this order. Source: the CLDR collation tailorings of each language.
TAILORINGS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "cs": {"c": ("č",), "h": ("ch",), "r": ("ř",), "s": ("š",), "z": ("ž",)},
    "sk": {"a": ("ä",), "c": ("č",), "h": ("ch",), "o": ("ô",), "r": ("ř",), "s": ("š",),
           "z": ("ž",)},
    "ro": {"a": ("ă", "â"), "i": ("î",), "s": ("ș",), "t": ("ț",)},
    "hu": {"c": ("cs",), "d": ("dz", "dzs"), "g": ("gy",), "l": ("ly",), "n": ("ny",),
           "o": ("ö",), "s": ("sz",), "t": ("ty",), "u": ("ü",), "z": ("zs",)},
    "pl": {"a": ("ą",), "c": ("ć",), "e": ("ę",), "l": ("ł",), "n": ("ń",), "o": ("ó",),
           "s": ("ś",), "z": ("ź", "ż")},
    "hr": {"c": ("č", "ć"), "d": ("dž", "đ"), "l": ("lj",), "n": ("nj",), "s": ("š",),
           "z": ("ž",)},
}  # fmt: skip
# Letters that CLDR treats as variants of a tailored one: cedilla forms in Romanian,
# long vowels of the Hungarian ö and ü.
_VARIANTS: Final[dict[str, dict[str, str]]] = {
    "ro": {"ş": "ș", "ţ": "ț"},
    "hu": {"ő": "ö", "ű": "ü"},
}
# Cyrillic й is a letter of its own everywhere, not и with a breve.
_EVERYWHERE: Final = {"и": ("й",)}
# Letters that have no decomposition but sort as others.
_EXPANSIONS: Final = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
# Languages that put Cyrillic before Latin.
_CYRILLIC_FIRST: Final = frozenset({"bg", "mk", "ru", "sr", "uk"})

SortKey: TypeAlias = "tuple[tuple[tuple[int, str, int], ...], tuple[str, ...], tuple[bool, ...]]"


def make_sort_key(language: str) -> Callable[[str], SortKey]:
    """The sort key function of a language; unknown languages sort by letters as such."""
    base = language.split("-")[0]
    tailored = {**TAILORINGS.get(base, {}), **_EVERYWHERE}
    variants = _VARIANTS.get(base, {})
    own = {
        letters: (letter, rank)
        for letter, followers in tailored.items()
        for rank, letters in enumerate(followers, start=1)
    }
    longest = max(map(len, own))
    cyrillic_first = base in _CYRILLIC_FIRST

    @lru_cache(maxsize=65536)
    def key(text: str) -> SortKey:
        composed = unicodedata.normalize("NFC", text)
        lower = composed.lower()
        if len(lower) != len(composed):
            composed = lower
        primary: list[tuple[int, str, int]] = []
        accents: list[str] = []
        cases: list[bool] = []
        at = 0
        while at < len(lower):
            for length in range(longest, 0, -1):
                piece = lower[at : at + length]
                found = own.get(variants.get(piece, piece))
                if found is not None:
                    letter, rank = found
                    primary.append((_script(letter, cyrillic_first), letter, rank))
                    accents.append(piece if piece in variants else "")
                    cases.append(composed[at].isupper())
                    at += len(piece)
                    break
            else:
                accent = _add_letter(lower[at], cyrillic_first, primary)
                accents.append(accent)
                cases.append(composed[at].isupper())
                at += 1
        return tuple(primary), tuple(accents), tuple(cases)

    return key


def _add_letter(char: str, cyrillic_first: bool, primary: list[tuple[int, str, int]]) -> str:
    base = _EXPANSIONS.get(char)
    if base is None:
        base, *marks = unicodedata.normalize("NFD", char)
        accent = "".join(marks)
    else:
        accent = char
    for letter in base:
        primary.append((_script(letter, cyrillic_first), letter, 0))
    return accent


def _script(char: str, cyrillic_first: bool) -> int:
    if char.isspace():
        return 0
    if not char.isalnum():
        return 1
    if char.isdigit():
        return 2
    if "\u0400" <= char <= "\u052f":
        return 3 if cyrillic_first else 5
    return 4
