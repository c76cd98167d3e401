"""Words as they are searched for: without accents, in Latin letters, without endings.

The same is done to what is indexed, here, and to what readers type, by
`overrides/assets/search-words.js`. Both follow `rules.json`, so that only a small engine
exists twice; tests compare the two on thousands of words.

Letters: the Bulgarian Transliteration Act of 2009 ("Благоевград" is "blagoevgrad"), and
accents left out. Endings: light stemmers after Savoy, "Searching strategies for the
Bulgarian language" (2007), and Dolamic and Savoy, "Indexing and stemming approaches for the
Czech language" (2009), both rewritten for Latin letters without accents; a list of article
and plural endings for Romanian. What has no rules here is left to Pagefind's own stemmers.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

_WORD: Final = re.compile(r"[^\W_]+")
_HYPHEN: Final = re.compile("[-\u2010\u2011]")
_COMPOUND: Final = re.compile(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)+")
_APOSTROPHE: Final = re.compile("['’]")
_MARKS: Final = re.compile("[\u0300-\u036f]")
_DOUBLED: Final = re.compile(r"([^aeiou0-9])\1")
# What has no rules: left as it is written, but for accents.
_NO_RULES: Final[dict[str, Any]] = {
    "stemmer": "any", "before": [], "spelling": [], "stop": [], "steps": [],
}  # fmt: skip
# How Bulgarian names are also written: by the systems of BGN/PCGN 1952 and of French maps,
# and as people type them. Source: the romanisation tables of BGN/PCGN and of the IGN.
_OTHER_SPELLINGS: Final = (
    {"ъ": "u"},
    {"ж": "j"},
    {"ъ": "u", "ж": "j"},
    {"у": "ou", "ц": "tz", "ч": "tch", "ш": "ch"},
)
_CYRILLIC: Final = re.compile("[а-я]")

Ending = tuple[str, str, int]  # what ends a word, what takes its place, letters left before it


@cache
def read_rules() -> dict[str, Any]:
    """The file of rules: letters for all languages, and each language's own rules."""
    path = Path(__file__).with_name("rules.json")
    rules: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return rules


def rules_for(tag: str) -> dict[str, Any]:
    """What a browser needs to normalise queries in a language: letters and its rules.

    Of a language without rules of its own, only the letters count.
    """
    rules = read_rules()
    return {"letters": rules["letters"], **_NO_RULES, **rules["languages"].get(tag, {})}


def pagefind_language(tag: str) -> str:
    """The language whose stemmer Pagefind is to use; "und" where our rules have done it."""
    own = read_rules()["languages"].get(tag)
    return tag if own is None else str(own["stemmer"] or "und")


@dataclass(frozen=True, slots=True)
class _Step:
    """Endings of which at most one, the longest that fits, is taken off."""

    by_ending: dict[str, Ending]
    longest: int

    def apply(self, word: str) -> str:
        for length in range(min(self.longest, len(word) - 1), 0, -1):
            found = self.by_ending.get(word[-length:])
            if found is not None and len(word) - length >= found[2]:
                return word[:-length] + found[1]
        return word


def _step(endings: list[list[Any]]) -> _Step:
    by_ending = {ending: (ending, instead, least) for ending, instead, least in endings}
    return _Step(by_ending, max(map(len, by_ending), default=0))


class Words:
    """The normalised words of one language."""

    def __init__(self, tag: str) -> None:
        rules = rules_for(tag)
        self._letters = {ord(letter): latin for letter, latin in rules["letters"].items()}
        self._before = _step(rules["before"])
        self._spelling = [(re.compile(a), b) for a, b in rules["spelling"]]
        self._stop = frozenset(rules["stop"])
        self._steps = [_step(step) for step in rules["steps"]]
        self.normalise = lru_cache(maxsize=None)(self._normalise)

    def index(self, text: str) -> list[str]:
        """The words of a text for the index; of "Roma-Net" also "romanet"."""
        lower = _lower(text)
        found = _WORD.findall(lower)
        if _HYPHEN.search(lower):
            found += ["".join(_WORD.findall(one)) for one in _COMPOUND.findall(lower)]
        return [word for word in map(self.normalise, found) if word]

    def query(self, text: str) -> list[str]:
        """The words of a query, as the browser's own script makes them."""
        return [w for w in map(self.normalise, _WORD.findall(_lower(text))) if w]

    def other_spellings(self, name: str) -> Iterator[str]:
        """How else a name in Cyrillic letters is written in Latin ones; nothing for others."""
        lower = _lower(name)
        if not _CYRILLIC.search(lower):
            return
        for spelling in _OTHER_SPELLINGS:
            other = lower.translate({ord(a): b for a, b in spelling.items()})
            if other != lower:
                yield other

    def _normalise(self, word: str) -> str:
        """One word in small letters, normalised; empty for one that says nothing."""
        word = self._before.apply(word).translate(self._letters)
        word = _MARKS.sub("", unicodedata.normalize("NFD", word))
        for pattern, instead in self._spelling:
            word = pattern.sub(instead, word)
        if word in self._stop:
            return ""
        word = _DOUBLED.sub(r"\1", word)
        for step in self._steps:
            word = step.apply(word)
        return _DOUBLED.sub(r"\1", word)


def _lower(text: str) -> str:
    return _APOSTROPHE.sub("", unicodedata.normalize("NFC", text.lower()))
