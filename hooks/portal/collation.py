"""Alphabetical order as each language has it.

A small form of the Unicode Collation Algorithm: letters first, then accents, then case,
with the letters of CLDR's root order and, per language, those that stand on their own.
Tests compare it with ICU.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

# Sort keys are texts: Python compares them at once, letter by letter.
SortKey: TypeAlias = str

# Per language: letters (or groups of letters) that sort right after a base letter, in this
# order. Source: CLDR 47, common/collation/<language>.xml.
TAILORINGS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType({
    "cs": {"c": ("č",), "h": ("ch",), "r": ("ř",), "s": ("š",), "z": ("ž",)},
    "es": {"n": ("ñ",)},
    "fi": {"z": ("å", "ä", "ö")},
    "hr": {"c": ("č", "ć"), "d": ("dž", "đ"), "l": ("lj",), "n": ("nj",), "s": ("š",),
           "z": ("ž",)},
    "hu": {"c": ("cs",), "d": ("dz", "dzs"), "g": ("gy",), "l": ("ly",), "n": ("ny",),
           "o": ("ö",), "s": ("sz",), "t": ("ty",), "u": ("ü",), "z": ("zs",)},
    "lv": {"a": ("ā",), "c": ("č",), "e": ("ē",), "g": ("ģ",), "i": ("y", "ī"), "k": ("ķ",),
           "l": ("ļ",), "n": ("ņ",), "o": ("ō",), "r": ("ŗ",), "s": ("š",), "u": ("ū",),
           "z": ("ž",)},
    "pl": {"a": ("ą",), "c": ("ć",), "e": ("ę",), "l": ("ł",), "n": ("ń",), "o": ("ó",),
           "s": ("ś",), "z": ("ź", "ż")},
    "ro": {"a": ("ă", "â"), "i": ("î",), "s": ("ș",), "t": ("ț",)},
    "sk": {"a": ("ä",), "c": ("č",), "h": ("ch",), "o": ("ô",), "r": ("ř",), "s": ("š",),
           "z": ("ž",)},
    "sl": {"c": ("č", "ć"), "d": ("đ",), "s": ("š",), "z": ("ž",)},
    "sv": {"z": ("å", "ä", "ö")},
    "uk": {"г": ("ґ",), "і": ("ї",)},
})  # fmt: skip
# Languages that share a table, and letters that count as accented forms of a tailored one.
_SAME_AS: Final = {"bs": "hr"}
_VARIANTS: Final = {
    "fi": {"ä": "æ", "ö": "ø"},
    "hu": {"ö": "ő", "ü": "ű"},
    "ro": {"ș": "ş", "ț": "ţ"},
    "sv": {"ä": "æ", "ö": "ø"},
}
# Romanian has cedilla and comma for the same letter.
_SPELT_TWICE: Final = frozenset({"ro"})
# Languages in which "cH" is one letter too, as "ch", "Ch" and "CH" are.
_ANY_CAPITALS: Final = frozenset({"cs", "sk"})
# Hungarian doubles a letter of two signs by its first sign: "ccs" is "cs" twice.
_DOUBLED: Final = frozenset({"hu"})
# Which scripts come first; the rest follow in the root order.
_SCRIPTS: Final = {
    "bg": "c", "mk": "c", "ru": "c", "sr": "c", "uk": "c", "el": "g", "hr": "lc", "bs": "lc",
}  # fmt: skip

# CLDR's root order. Signs in one group differ no more than a capital from its small letter.
_SIGNS: Final = (
    " \u205f\xa0\u202f", "_", "-", "‐", "‒", "–", "—", "―", ",", ";", ":", "!", "¡", "?", "¿",
    ".", "·", "'‘’‚‛", "‹", "›", '"“”„‟', "«", "»", "(", ")", "[", "]", "{", "}", "§", "¶", "@",
    "*", "/", "\\", "&", "#", "%", "‰", "†", "‡", "•", "′", "`", "´", "^", "°", "©", "®", "←",
    "→", "↑", "↓", "+", "±", "÷", "×", "<", "=", ">", "¬", "|", "¦", "~", "−", "⁄", "¤", "¢", "$",
    "£", "¥", "₣", "₤", "€", "₴", "₺", "₽",
)  # fmt: skip
_LATIN: Final = "abcdefghiıjklmnŋopqrstŧuvwxyzʒþ"
_GREEK: Final = "αβγδεϝϛζηθικλμνξοπϟρστυφχψωϡ"
_CYRILLIC: Final = "аәбвгғдђҙеєжҗзѕиіјйкқҡҝлљмнңҥњоөпрсҫтћуүұфхҳһцчҷҹџшщъыьѣэюяѧѫѳѵӏ"
# Letters that Unicode does not take apart, but its collation does: into letters, the first of
# which has an accent. U+E000 stands for one that is lighter than all others.
_APART: Final = MappingProxyType({
    "đ": ("d", "\u0335"), "ħ": ("h", "\u0335"), "ł": ("l", "\u0335"), "ø": ("o", "\u0338"),
    "ð": ("d", ""), "æ": ("ae", ""), "œ": ("oe", ""), "ß": ("ss", ""), "ґ": ("г", ""),
})  # fmt: skip
# Accents from the lightest to the heaviest.
_ACCENTS: Final = (
    "\u0332\u0313\u0314\u0301\u0300\u0306\u0302\u030c\u030a\u0342\u0308\u030b\u0303\u0307"
    "\u0338\u0327\u0328\u0304\u0335\u0309\u030f\u0311\u031b\u0323\u0324\u0325\u0326\u032d\u0330"
    "\u0331"
)

_DIGITS_AT: Final = 2_000
_LETTERS_AT: Final = 3_000
_ALPHABET: Final = 1_000
_STEP: Final = 8  # room for tailored letters between two others
_PLAIN: Final = "\x01"
_LIGHTEST: Final = "\x02"
_ACCENT: Final = {char: chr(rank) for rank, char in enumerate(_ACCENTS, start=3)}


class _Piece(NamedTuple):
    """A sign or group of signs: its letters' weights, their accents, their forms.

    The forms of a small letter are 1; capitals are added when the text is known.
    """

    weights: str
    accents: str = _PLAIN
    forms: str = _PLAIN


def make_sort_key(language: str) -> Callable[[str], SortKey]:
    """The sort key function of a language; unknown languages sort by the root order."""
    base = language.split("-")[0]
    base = _SAME_AS.get(base, base)
    pieces = _pieces(base)
    written = {
        form
        for piece in pieces
        if len(piece) > 1
        for form in (piece, piece.capitalize(), piece.upper())
    }
    if base in _ANY_CAPITALS:
        written.add("cH")
    split = re.compile("|".join([*sorted(written, key=len, reverse=True), "."]), re.DOTALL)

    @cache
    def weigh(signs: str) -> _Piece:
        small = signs.lower()
        piece = pieces.get(small) or _other(signs, pieces)
        if small == signs or not piece.forms:
            return piece
        letters = [sign for sign in signs if sign not in _ACCENT]
        capitals = 2 * letters[0].isupper() + letters[-1].isupper()
        return piece._replace(forms=chr(ord(piece.forms[0]) + 2 * capitals) + piece.forms[1:])

    @lru_cache(maxsize=65536)
    def key(text: str) -> SortKey:
        found = map(weigh, split.findall(unicodedata.normalize("NFD", text)))
        return "\0".join(_joined(list(found)))

    return key


def _joined(pieces: list[_Piece]) -> _Piece:
    return _Piece(
        "".join([piece.weights for piece in pieces]),
        "".join([piece.accents for piece in pieces]),
        "".join([piece.forms for piece in pieces]),
    )


def _pieces(base: str) -> Mapping[str, _Piece]:
    """All signs and groups of signs, taken apart, that have a place of their own."""
    weights = _weights(base)
    pieces = {letter: _Piece(weight) for letter, weight in weights.items() if len(letter) == 1}
    for rank, group in enumerate(_SIGNS, start=1):
        for place, sign in enumerate(group):
            pieces[sign] = _Piece(chr(rank), forms=chr(1 + 2 * place))
    for accent, weight in _ACCENT.items():
        pieces[accent] = _Piece("", weight)
    for letter, (parts, accent) in _APART.items():
        of_parts = "".join(weights[part] for part in parts)
        accents = _PLAIN + _ACCENT[accent] if accent else _LIGHTEST + _PLAIN * (len(parts) - 1)
        pieces[letter] = _Piece(of_parts, accents, _PLAIN * len(accents))

    def add(text: str, piece: _Piece) -> None:
        pieces[unicodedata.normalize("NFD", text)] = piece

    add("й", _Piece(weights["й"]))
    for groups in TAILORINGS.get(base, {}).values():
        for group in groups:
            add(group, _Piece(weights[group]))
            if base in _DOUBLED and len(group) > 1:
                add(group[0] + group, _Piece(weights[group] * 2, _PLAIN * 2, "\x02\x01"))
    for letter, variants in _VARIANTS.get(base, {}).items():
        for rank, variant in enumerate(variants, start=0 if base in _SPELT_TWICE else 1):
            add(variant, _Piece(weights[letter], chr(1 + rank)))
    return MappingProxyType(pieces)


def _weights(base: str) -> Mapping[str, str]:
    """The weight of each letter and of each tailored group."""
    alphabets = {"l": _LATIN, "g": _GREEK, "c": _CYRILLIC}
    first = _SCRIPTS.get(base, "")
    order = first + "".join(script for script in alphabets if script not in first)
    weights = {
        letter: chr(_LETTERS_AT + rank * _ALPHABET + place * _STEP)
        for rank, script in enumerate(order)
        for place, letter in enumerate(alphabets[script])
    }
    for letter, groups in TAILORINGS.get(base, {}).items():
        for step, group in enumerate(groups, start=1):
            weights[group] = chr(ord(weights[letter]) + step)
    return weights


def _other(char: str, pieces: Mapping[str, _Piece]) -> _Piece:
    """A sign without a place of its own: a digit, a form of other signs, another script."""
    category = unicodedata.category(char)
    if category == "Nd":
        return _Piece(chr(_DIGITS_AT + unicodedata.digit(char)))
    if category in ("Cc", "Cf", "Mn", "Me"):
        return _Piece("", "", "")
    simpler = unicodedata.normalize("NFKD", char)
    if simpler != char:
        parts = [pieces.get(part) or _other(part, pieces) for part in simpler.lower()]
        weights = "".join(part.weights for part in parts)
        return _Piece(weights, "".join(part.accents for part in parts), _LIGHTEST * len(parts))
    return _Piece(chr(_DIGITS_AT - 1 if category[0] in "PSZ" else 0xFFFF) + char)
