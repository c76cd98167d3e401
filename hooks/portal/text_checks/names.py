"""The same names in every language: acronyms, and Latin names in Cyrillic texts.

Many acronyms have their own form in each language (EU, ЕС, UE), so that one may stand for
another; what has none is missing, and what differs by a letter or two is misspelt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from portal.fields.words import make_id
from portal.text_checks.alphabet import CYRILLIC_LANGUAGES
from portal.text_checks.findings import Finding, cover, is_plain

RULE: Final = "names"
_ACRONYM: Final = re.compile(r"(?<![\w])[^\W\d_a-zа-я]{4,}(?:-[^\W\d_a-zа-я]{2,})*(?=s?(?!\w))")
_ANY_ACRONYM: Final = re.compile(r"(?<!\w)[^\W\d_a-zа-яà-ÿășțčďěňřšťůž]{2,}(?!\w)")
_LATIN_NAME: Final = re.compile(r"(?<![\w-])[A-ZÀ-ÖØ-ÞĂȘȚČŠŽ][^\W\d_]{2,}(?:-[^\W\d_]+)*")
_LONG_NAME: Final = re.compile(r"(?<!\w)[A-ZÀ-ÖØ-ÞĂȘȚČŠŽ][^\W\d_]{5,}")
_CYRILLIC_WORD: Final = re.compile(r"[Ѐ-ӿ]{3,}")
_CLOSE: Final = 0.7


def compare_names(source: str, source_language: str, text: str, language: str) -> Iterator[Finding]:
    """Acronyms of four letters or more that are not in the other text, or are misspelt there."""
    here, there = cover(source), cover(text)
    wanted = dict.fromkeys(m[0] for m in _ACRONYM.finditer(here))
    missing = [name for name in wanted if not _is_in(name, there)]
    own = []
    if missing:
        given = dict.fromkeys(m[0] for m in _ANY_ACRONYM.finditer(there))
        own = [name for name in given if not _is_in(name, here)]
    for name in missing:
        twin = next((o for o in own if len(o) > 3 and _ratio(name, o) >= _CLOSE), None)
        if twin is not None and not _is_other_alphabet(name, twin):
            own.remove(twin)
            yield _finding(there.index(twin), f'the name "{name}", as in {source_language}', twin)
        elif own:
            own.pop(0)
        else:
            yield _finding(0, f'the name "{name}", as in {source_language}', "a text without it")
    if is_plain(language, CYRILLIC_LANGUAGES) and not is_plain(source_language, CYRILLIC_LANGUAGES):
        yield from _latin_names(here, source_language, there)
    else:
        yield from _transposed(here, source_language, there)


def _latin_names(source: str, source_language: str, text: str) -> Iterator[Finding]:
    """A Latin name in a Cyrillic text is written so on purpose: it must be the source's."""
    folded = source.casefold()
    words = None
    for match in _LATIN_NAME.finditer(text):
        name = match[0]
        if name.casefold() in folded or name.isupper():
            continue
        words = [m[0] for m in _LATIN_NAME.finditer(source)] if words is None else words
        twin = next((word for word in words if _ratio(word, name) >= 0.8), None)
        if twin is not None:
            yield _finding(match.start(), f'the name "{twin}", as in {source_language}', name)


def _transposed(source: str, source_language: str, text: str) -> Iterator[Finding]:
    """A name with the letters of another one in another order: a slip of the keyboard.

    More cannot be said of names between languages that are written in Latin letters: they
    have cases (Blagoevgradu) and forms of their own (București).
    """
    names = {m[0] for m in _LONG_NAME.finditer(text)}
    known = names and {m[0] for m in _LONG_NAME.finditer(source)}
    if not known or not (odd := names - known):
        return
    by_letters = {"".join(sorted(name)): name for name in known - names}
    for name in sorted(odd):
        twin = by_letters.get("".join(sorted(name)))
        if twin is not None:
            yield _finding(text.index(name), f'the name "{twin}", as in {source_language}', name)


def _is_in(name: str, text: str) -> bool:
    if name.casefold() in text.casefold():
        return True
    plain = name.casefold()
    return any(_ratio(make_id(word), plain) >= _CLOSE for word in _CYRILLIC_WORD.findall(text)) or (
        bool(_CYRILLIC_WORD.search(name)) and make_id(name) in text.casefold()
    )


def _is_other_alphabet(one: str, other: str) -> bool:
    return bool(_CYRILLIC_WORD.search(one)) != bool(_CYRILLIC_WORD.search(other))


def _ratio(one: str, other: str) -> float:
    if abs(len(one) - len(other)) > 3:
        return 0.0
    return SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio()


def _finding(at: int, expected: str, got: str) -> Finding:
    return Finding(RULE, at, expected, got, "compare the two texts, and correct the wrong one")
