"""Labels of charts: broken into lines, because SVG text does not break by itself."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from portal.embeds.badges import text_units as units_of
from portal.letters import UNITS

SIZE: Final = 15
LINE: Final = 20
# What a page has room for at 320 pixels.
MEASURE: Final = 250
MAX_LINES: Final = 4
# Titles share their words.
text_units: Final = lru_cache(maxsize=10_000)(units_of)


def wrap(text: str, lines: int = MAX_LINES, measure: int = MEASURE) -> tuple[str, ...]:
    """A text in at most so many lines, each at most `measure` pixels wide.

    Broken between words (never at a non-breaking space), inside a word only where it is
    wider than a line; what is left over becomes an ellipsis.
    """
    if text and text[0] != " " and _fits(text, measure):
        return (text,)
    found: list[str] = []
    line, width, space = "", 0, text_units(" ")
    for word in text.split(" "):
        longer, added = (f"{line} {word}", width + space) if line else (word, 0)
        added += text_units(word)
        if _is_within(added, measure):
            line, width = longer, added
            continue
        if line:
            found.append(line)
        while not _fits(word, measure):
            piece = _head(word, measure)
            found.append(piece)
            word = word[len(piece) :]
        line, width = word, text_units(word)
    if line:
        found.append(line)
    if len(found) <= lines:
        return tuple(found)
    return (*found[: lines - 1], _cut(" ".join(found[lines - 1 :]), measure))


def _fits(text: str, measure: int) -> bool:
    return _is_within(units_of(text), measure)


def _is_within(units: int, measure: int) -> bool:
    return units / UNITS * SIZE <= measure


def _head(word: str, measure: int) -> str:
    """The longest beginning of a word that fits, one letter at least."""
    end = 1
    while end < len(word) and _fits(word[: end + 1], measure):
        end += 1
    return word[:end]


def _cut(text: str, measure: int) -> str:
    while text and not _fits(f"{text}…", measure):
        head, space, _rest = text.rpartition(" ")
        text = head if space and len(head) * 2 > len(text) else text[:-1]
    return f"{text.rstrip(' ,;:–-')}…"
