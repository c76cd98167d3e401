"""Alphabetical order as each language has it.

A small form of the Unicode Collation Algorithm: three levels (letter, accent, case)
and, per language, the letters that stand on their own. Tests compare it with ICU.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import accumulate
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

# Doubled Hungarian digraphs are written short: "ssz" is sz + sz.
_DOUBLED: Final = {
    "hu": {
        "ccs": "cs", "ddz": "dz", "ddzs": "dzs", "ggy": "gy", "lly": "ly", "nny": "ny",
        "ssz": "sz", "tty": "ty", "zzs": "zs",
    }
}  # fmt: skip
# Punctuation in the order of the Unicode Collation Algorithm (DUCET); the rest follows.
_PUNCTUATION: Final = "_-–—,;:!?.’‘'”“„\"«»()[]{}§@*/\\&#%"

# Accents in the same order, as one character each; others follow by their code point.
_ACCENTS: Final = {
    ord(accent): chr(rank)
    for rank, accent in enumerate(
        "\u0301\u0300\u0306\u0302\u030c\u030a\u0308\u030b\u0303\u0307\u0327\u0328\u0304", start=1
    )
}

# One letter, however written: (script, base letter, rank among those that follow the base).
Letter: TypeAlias = tuple[int, str, int]
SortKey: TypeAlias = "tuple[tuple[Letter, ...], tuple[str, ...], tuple[bool, ...]]"
_Weights: TypeAlias = tuple[tuple[Letter, ...], str]


def make_sort_key(language: str) -> Callable[[str], SortKey]:
    """The sort key function of a language; unknown languages sort by letters as such."""
    base = language.split("-")[0]
    own = {
        letters: (letter, rank)
        for letter, followers in {**TAILORINGS.get(base, {}), **_EVERYWHERE}.items()
        for rank, letters in enumerate(followers, start=1)
    }
    variants, doubled = _VARIANTS.get(base, {}), _DOUBLED.get(base, {})
    cyrillic_first = base in _CYRILLIC_FIRST
    groups = sorted((g for g in (*own, *doubled) if len(g) > 1), key=len, reverse=True)
    pieces = re.compile("|".join([*groups, "."]), re.DOTALL)

    @cache
    def weigh(piece: str) -> _Weights:
        if piece in doubled:
            letters, _ = weigh(doubled[piece])
            return letters * 2, "short"
        found = own.get(variants.get(piece, piece))
        if found is not None:
            letter, rank = found
            accent = piece if piece in variants else ""
            return ((_script(letter, cyrillic_first), letter, rank),), accent
        return _weigh_alone(piece, cyrillic_first)

    @lru_cache(maxsize=65536)
    def key(text: str) -> SortKey:
        composed = unicodedata.normalize("NFC", text)
        lower = composed.lower()
        if len(lower) != len(composed):
            composed = lower
        found = pieces.findall(lower)
        weights = [weigh(piece) for piece in found]
        starts = accumulate(map(len, found), initial=0)
        return (
            tuple(letter for letters, _ in weights for letter in letters),
            tuple(accent for _, accent in weights),
            tuple(composed[at].isupper() for at, _ in zip(starts, found, strict=False)),
        )

    return key


def _weigh_alone(char: str, cyrillic_first: bool) -> _Weights:
    base = _EXPANSIONS.get(char)
    if base is None:
        decomposed = unicodedata.normalize("NFD", char)
        base, accent = decomposed[:1], decomposed[1:].translate(_ACCENTS)
    else:
        accent = char
    return tuple(_letter(c, cyrillic_first) for c in base), accent


def _letter(char: str, cyrillic_first: bool) -> Letter:
    # Punctuation that is listed compares by its place in the list, before all other.
    if char in _PUNCTUATION:
        return 1, "", _PUNCTUATION.index(char)
    return _script(char, cyrillic_first), char, 0


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
