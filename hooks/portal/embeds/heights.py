"""How high a card's frame has to be: worked out of its texts, as no browser is asked.

A snippet is copied once and then stands in columns of any width, in letters that are the
reader's. So widths of texts are those of the widest common letters, and a frame is as high as
its card needs to be on a telephone; but not where most of it would stay blank on a desk.
The sizes are those of overrides/embeds/frame.html; tests/test_browser_card_heights.py compares.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final, TypeAlias

from markupsafe import Markup

from portal.embeds.badges import text_units
from portal.embeds.views import ListCard, ProgrammeCard
from portal.letters import UNITS
from portal.markup import text_of

# Widths of frames, in CSS pixels: on the narrowest telephone between a page's margins, in a
# column beside others, in a column of text.
_WIDTHS: Final = (304, 480, 600)
# What a card may be higher on a telephone than on a desk before the telephone has to scroll:
# a share, or so many pixels of a low card.
_MORE: Final = 0.4
_LOW: Final = 100
# For a letter or a picture that is a little higher than others.
_SPARE: Final = 8
# An event that comes when the snippet is long since copied: two lines of title, and the day.
_COMING_EVENT: Final = 2 * 22.4 + 19.6

_TEXT: Final = 16.0
_LINE: Final = 22.4
_SMALL: Final = 14.0
_SMALL_LINE: Final = 19.6
_HEADING: Final = 19.2
_HEADING_LINE: Final = 1.2
_GAP: Final = 9.6
_ITEM: Final = 10.6
_LINK_PADDING: Final = 6.4
_LINK_GAP: Final = 12.8
_EMBLEM_PADDING: Final = 6
_STATEMENT_WIDTH: Final = 136
# Verdana's and DejaVu's letters, as multiples of the site's semi-bold ones.
_REGULAR: Final = 1.18
_BOLD: Final = 1.32

# Paddings and borders on two sides, and what they leave of each width.
_EDGES: Final = tuple(2 * min(max(_GAP, width * 0.04), 16) + 2 for width in _WIDTHS)
_ROOMS: Final = tuple(width - edge for width, edge in zip(_WIDTHS, _EDGES, strict=True))
# In a frame of each width.
_Heights: TypeAlias = tuple[float, ...]
_NO_EVENT: Final[_Heights] = (_COMING_EVENT,) * len(_WIDTHS)


def card_height(card: ProgrammeCard) -> int:
    """The height of a frame around a programme card, in CSS pixels."""
    parts = [
        _heading(_plain(card.heading), _HEADING),
        _paragraph(_plain(card.municipality), card.since),
        _next_event(_plain(card.event.text), card.event.date) if card.event else _NO_EVENT,
        *[_paragraph(it.label, it.status) for it in card.commitments],
        *_ends(card),
    ]
    # The gaps below the heading, the municipality, the heading of the event, and the event.
    fixed = 4 * _GAP + _LINE
    if card.logo:
        fixed += card.logo.height + _GAP
    if card.commitments:
        fixed += _LINE + 2 * _GAP + len(card.commitments) * _ITEM
        fixed += _SMALL_LINE + _ITEM if card.more else 0
    return _fit(parts, fixed)


def list_height(card: ListCard) -> int:
    """The same of a news or an events card."""
    parts = [
        _heading(card.heading, _HEADING),
        _heading(_plain(card.about), _SMALL),
        *[_paragraph(_plain(it.text), it.date) for it in card.entries],
        *_ends(card),
    ]
    if not card.entries:
        parts.append(_paragraph(card.empty, ""))
    return _fit(parts, 2 * _GAP + len(card.entries) * _ITEM)


def _fit(parts: list[_Heights], fixed: float) -> int:
    telephone, column, desk = map(sum, zip(_EDGES, *parts, strict=True))
    most = desk + max((desk + fixed) * _MORE, _LOW)
    return math.ceil(max(column, desk, min(telephone, most)) + fixed) + _SPARE


# -- parts -----------------------------------------------------------------------


def _ends(card: ProgrammeCard | ListCard) -> Iterable[_Heights]:
    """What all cards have: whose money it is, and the links."""
    for it in card.statements:
        yield _statement(_plain(it.text), it.width if it.emblem else 0, it.height)
    yield _links(tuple([_plain(link.text) for link in card.links]))


@lru_cache(maxsize=10_000)
def _heading(text: str, size: float) -> _Heights:
    return tuple([_lines(text, room, size, _BOLD) * size * _HEADING_LINE for room in _ROOMS])


@lru_cache(maxsize=10_000)
def _paragraph(text: str, small: str) -> _Heights:
    """A text, and what stands below it in small letters."""
    return tuple(
        [
            _lines(text, room, _TEXT) * _LINE
            + (_lines(small, room, _SMALL) * _SMALL_LINE if small else 0)
            for room in _ROOMS
        ]
    )


def _next_event(text: str, day: str) -> _Heights:
    return tuple([max(height, _COMING_EVENT) for height in _paragraph(text, day)])


@lru_cache(maxsize=1_000)
def _statement(text: str, width: int, height: int) -> _Heights:
    """The emblem, where it has a width, with the text beside it, or below it for want of room."""
    return tuple([_statement_in(room, text, width, height) + _GAP for room in _ROOMS])


def _statement_in(room: float, text: str, width: int, height: int) -> float:
    alone = _lines(text, room, _TEXT) * _LINE
    if not width:
        return alone
    emblem = height + _EMBLEM_PADDING
    beside = room - width - _EMBLEM_PADDING - _GAP
    if beside < _STATEMENT_WIDTH:
        return emblem + _GAP + alone
    return max(emblem, _lines(text, beside, _TEXT) * _LINE)


@lru_cache(maxsize=1_000)
def _links(texts: tuple[str, ...]) -> _Heights:
    return tuple([_links_in(room, texts) for room in _ROOMS])


def _links_in(room: float, texts: tuple[str, ...]) -> float:
    """Side by side as far as they fit."""
    height = used = 0.0
    for text in texts:
        width = (sum(_words(text)) - _space()) * _TEXT * _REGULAR / UNITS + _LINK_GAP
        if not used or used + width > room:
            height += _lines(text, room - _LINK_GAP, _TEXT) * _LINE + _LINK_PADDING
            used = 0.0
        used += width + _TEXT / 3
    return height


# -- lines -----------------------------------------------------------------------


def _lines(text: str, room: float, size: float, letters: float = _REGULAR) -> int:
    """How many lines a text takes: broken between words, inside of one that no line holds."""
    units = int(room / size / letters * UNITS)
    words, space = _words(text), _space()
    if sum(words) - space <= units:
        return 1
    lines, used = 1, 0
    for word in words:
        if used and used + word - space > units:
            lines, used = lines + 1, 0
        used += word
        while used - space > units:
            # Where letters end, the line need not.
            lines, used = lines + 1, used - units + UNITS // 2
    return lines


@lru_cache(maxsize=10_000)
def _words(text: str) -> tuple[int, ...]:
    """The widths of a text's words, each with a space behind it."""
    return tuple([text_units(word) + _space() for word in text.split(" ")])


@cache
def _space() -> int:
    return text_units(" ")


def _plain(text: str) -> str:
    """A text as it is seen. (Nothing is kept by Markup, which equals a text that means another.)"""
    return text_of(text) if isinstance(text, Markup) else text
