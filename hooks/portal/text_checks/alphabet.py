"""Letters of the wrong alphabet: they look right, and no search finds the word.

Latin look-alikes in Cyrillic words and the reverse, Turkish cedillas in Romanian, and texts
that are in another alphabet than their language is written in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from portal.text_checks.findings import Edit, Finding, cover, is_plain

RULE: Final = "alphabet"
CYRILLIC_LANGUAGES: Final = frozenset({"bg", "sr", "mk", "uk", "ru", "be"})
_LATIN: Final = "AaBCcEeHIiJjKkMOoPpSsTXxy"
_CYRILLIC: Final = "АаВСсЕеНІіЈјКкМОоРрЅѕТХху"
_TO_CYRILLIC: Final = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN: Final = str.maketrans(_CYRILLIC, _LATIN)
_CEDILLAS: Final = str.maketrans("şţŞŢ", "șțȘȚ")
_MIXED: Final = re.compile(r"[A-Za-z][Ѐ-ӿ]|[Ѐ-ӿ][A-Za-z]")
_WORD: Final = re.compile(r"[^\W\d_]+")
_LATIN_LETTER: Final = re.compile("[A-Za-z]")
_CYRILLIC_LETTER: Final = re.compile("[Ѐ-ӿ]")
_CEDILLA: Final = re.compile("[şţŞŢ]")
# The letters that Bulgarian words of one letter consist of.
_LONE_LATIN: Final = re.compile(r"(?<![\w.’'-])[aeoc](?![\w.’'-])")
_LATIN_SENTENCE: Final = 4


def check_alphabet(text: str, language: str) -> Iterator[Finding]:
    """A finding for each sort of wrong letters; look-alikes have edits."""
    cyrillic = is_plain(language, CYRILLIC_LANGUAGES)
    foreign = _LATIN_LETTER if cyrillic else _CYRILLIC_LETTER
    if foreign.search(text):
        yield from _look_alikes(cover(text), cyrillic)
        yield from _whole_text(cover(text), cyrillic, language)
    if is_plain(language, ("ro",)) and _CEDILLA.search(text):
        covered = cover(text)
        edits = tuple(
            Edit(m.start(), m.end(), m[0].translate(_CEDILLAS)) for m in _CEDILLA.finditer(covered)
        )
        if edits:
            word = _word_at(text, edits[0].start)
            yield Finding(
                RULE, edits[0].start, "ș and ț with a comma below", word,
                f'write "{word.translate(_CEDILLAS)}"', edits,
            )  # fmt: skip


def _look_alikes(covered: str, cyrillic: bool) -> Iterator[Finding]:
    # Between Cyrillic words a Cyrillic "а" is at home, in whatever language they are quoted.
    at_home = cyrillic or any(
        _CYRILLIC_LETTER.search(m[0].translate(_TO_LATIN)) and not _MIXED.search(m[0])
        for m in _WORD.finditer(covered)
    )
    is_mixed = _MIXED.search(covered) is not None
    for match in _WORD.finditer(covered) if is_mixed or not at_home else ():
        word = match[0]
        new = _mended(word, at_home)
        if new is not None and new != word:
            odd = ", ".join(sorted({a for a, b in zip(word, new, strict=True) if a != b}))
            is_latin = bool(_LATIN_LETTER.search(odd))
            yield Finding(
                RULE, match.start(), "a word in one alphabet",
                f"{word} with the {'Latin' if is_latin else 'Cyrillic'} {odd}",
                f'type the word anew in {"Cyrillic" if is_latin else "Latin"} letters: "{new}"',
                (Edit(match.start(), match.end(), new),),
            )  # fmt: skip
    if cyrillic and _CYRILLIC_LETTER.search(covered):
        for match in _LONE_LATIN.finditer(covered):
            new = match[0].translate(_TO_CYRILLIC)
            yield Finding(
                RULE, match.start(), "a Cyrillic letter", f"the Latin {match[0]}",
                f'type it anew in Cyrillic: "{new}"', (Edit(match.start(), match.end(), new),),
            )  # fmt: skip


def _mended(word: str, cyrillic_words: bool) -> str | None:
    """The word in one alphabet; None where it is, or where no look-alike explains the mix."""
    if _MIXED.search(word):
        latin, other = len(_LATIN_LETTER.findall(word)), len(_CYRILLIC_LETTER.findall(word))
        first, second = (_TO_CYRILLIC, _TO_LATIN) if other >= latin else (_TO_LATIN, _TO_CYRILLIC)
        for table in (first, second):
            new = word.translate(table)
            if not _MIXED.search(new) and not (
                _LATIN_LETTER.search(new) and _CYRILLIC_LETTER.search(new)
            ):
                return new
        return None
    if not cyrillic_words and _CYRILLIC_LETTER.search(word):
        # A whole word of look-alikes between Latin ones: an "а" from the other keyboard.
        new = word.translate(_TO_LATIN)
        return None if _CYRILLIC_LETTER.search(new) else new
    return None


def _whole_text(covered: str, cyrillic: bool, language: str) -> Iterator[Finding]:
    words = _WORD.findall(covered)
    own, other = (
        (_CYRILLIC_LETTER, _LATIN_LETTER) if cyrillic else (_LATIN_LETTER, _CYRILLIC_LETTER)
    )
    wrong = [word for word in words if other.search(word)]
    plain = [word for word in wrong if word.islower()]
    right = [word for word in words if own.search(word)]
    if len(plain) >= _LATIN_SENTENCE and len(wrong) > len(right):
        name = "Cyrillic" if cyrillic else "Latin"
        yield Finding(
            RULE, covered.index(wrong[0]), f"a text in {name} letters ({language})",
            " ".join(wrong[:6]), "translate it, or move it to the language that it is in",
        )  # fmt: skip


def _word_at(text: str, at: int) -> str:
    return next((m[0] for m in _WORD.finditer(text) if m.start() <= at < m.end()), text[at])
