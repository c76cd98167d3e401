"""How a text stands on a card: its letters, its lines, its size."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from portal.letters import UNITS, letters

# Marks of direction, unseen characters, pictures: not drawn.
_UNDRAWN: Final = ("Cf", "Cc", "Cs", "Co", "Cn", "So", "Sk")
# Where a word that is longer than a line may be parted.
_HYPHENS: Final = "-–—/"
NO_BREAK: Final = "\u00a0"


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines of text at a size in pixels."""

    lines: tuple[str, ...]
    size: int


def drawable(text: str) -> str:
    """The text in letters that there are; empty where it has others (another script)."""
    known = letters()
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(c for c in composed if unicodedata.category(c) not in _UNDRAWN)
    # A narrow space that does not break becomes one of the usual width.
    words = NO_BREAK.join(kept.replace("\u202f", NO_BREAK).split(NO_BREAK))
    shown = " ".join(word for word in words.split(" ") if word)
    return shown if all(c in known for c in shown) else ""


@lru_cache(maxsize=100_000)
def width_of(text: str) -> int:
    """The width of a text in thousandths of its size."""
    known = letters()
    return sum(known[letter][0] for letter in text)


def fit(text: str, width: int, sizes: tuple[tuple[int, int], ...]) -> Fitted:
    """The text at the first of (size, most lines) at which it fits into a width in pixels.

    Lines are of about the same length. What fits at no size is cut at the last one, with an
    ellipsis. `text` is drawable.
    """
    words = _words(text)
    for size, most in sizes:
        room = width * UNITS // size
        if max(map(width_of, words), default=0) <= room:
            lines = _filled(words, room)
            if len(lines) <= most:
                return Fitted(_balanced(words, room, len(lines)), size)
    size, most = sizes[-1]
    room = width * UNITS // size
    lines = _filled([piece for word in words for piece in _pieces(word, room)], room)
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(lines[most - 1], room)]
    return Fitted(tuple(lines), size)


def _words(text: str) -> list[str]:
    """What stays together: words with the space behind them, words of one letter with the next."""
    found, bound = [], ""
    for word in text.split(" "):
        bound += word + " "
        if len(word) != 1 or not word.isalpha():
            found.append(bound)
            bound = ""
    return [*found, bound] if bound else found


def _filled(words: list[str], room: int) -> list[str]:
    lines, line = [], ""
    for word in words:
        if line and width_of(line + word.rstrip(" ")) > room:
            lines.append(line.rstrip(" "))
            line = ""
        line += word
    return [*lines, line.rstrip(" ")]


def _balanced(words: list[str], room: int, count: int) -> tuple[str, ...]:
    low, high = max(map(width_of, words)), room
    while high - low > UNITS // 4:
        middle = (low + high) // 2
        low, high = (low, middle) if len(_filled(words, middle)) <= count else (middle, high)
    return tuple(_filled(words, high))


def _pieces(word: str, room: int) -> list[str]:
    """A word that is longer than a line, in pieces that are not: at its hyphens, else anywhere."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of((pieces[-1] + letter).rstrip(" ")) > room:
            hyphen = max(map(pieces[-1].rfind, _HYPHENS)) + 1
            pieces[-1:] = [pieces[-1][: hyphen or None], pieces[-1][hyphen:] if hyphen else ""]
        pieces[-1] += letter
    return pieces


def _cut(line: str, room: int) -> str:
    while line and width_of(line + "…") > room:
        line = line.rpartition(" ")[0] or line[:-1]
    return line.rstrip(" ,;:–-") + "…"
