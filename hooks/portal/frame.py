"""Frames: theme pages rendered once, into which record pages are joined.

A frame is a whole page of the theme with marks where pages differ. Which theme made it,
and how, is not known here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

SLOTS: Final = ("head", "switcher", "content")
# Comments pass through HTML templates untouched; the number keeps data from forging one.
_MARK: Final = "<!--portal-slot-{}-4d1f0c7e9a52-->"
_ANY_MARK: Final = re.compile("|".join(re.escape(_MARK.format(slot)) for slot in SLOTS))


class FrameError(Exception):
    """The theme's templates lost or repeated a slot: a bug in the overrides."""


@dataclass(frozen=True, slots=True)
class FrameKey:
    """What a frame depends on: the active section and how deep its pages lie.

    `depth` counts directories below the language's root. A negative depth asks for links
    that begin at the site's own path, for pages served at any address (404).
    """

    section: str
    depth: int


@dataclass(frozen=True, slots=True)
class Frame:
    """The fixed pieces of a page, around its slots."""

    pieces: tuple[str, str, str, str]

    def join(self, head: str, switcher: str, content: str) -> str:
        """A whole page."""
        first, second, third, last = self.pieces
        return "".join((first, head, second, switcher, third, content, last))


def mark(slot: str) -> str:
    """What the theme's template must print where a slot is."""
    return _MARK.format(slot)


def split_frame(html: str) -> Frame:
    """Split a rendered theme page at its marks.

    Raises: FrameError unless each slot is there once, in the order of SLOTS.
    """
    found = [m.group() for m in _ANY_MARK.finditer(html)]
    if found != [mark(slot) for slot in SLOTS]:
        raise FrameError(f"expected the slots {', '.join(SLOTS)} once each, got {found}")
    first, second, third, last = _ANY_MARK.split(html)
    return Frame((first, second, third, last))
