"""Badges: "We take part in | ROMACT" as a small picture.

The words are drawn as outlines: an SVG in an <img> has no fonts of its own, so that letters
left as text would be as wide as the reader's fonts make them, Cyrillic above all. The
letters come from `glyphs.json`, which scripts/make_badge_glyphs.py makes of the site's fonts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from markupsafe import Markup, escape

from portal.letters import UNITS, letters
from portal.pages.head import shorten
from portal.site import Direction

HEIGHT: Final = 32
_SIZE: Final = 15
_BASELINE: Final = 21
_PAD: Final = 11
_GAP: Final = 2
_LABEL: Final = "#33414d"
_NAME: Final = "#0b5a6b"
MAX_NAME: Final = 40
# Pictures, marks and what steers direction: left out of the drawing, never of the title.
_UNDRAWN: Final = ("Cf", "Cc", "Cs", "Co", "Cn", "So", "Sk", "Mn", "Me")
# Parts of letters in scripts that are left to the reader's fonts.
_MARKS: Final = ("Mn", "Me")
_JOINERS: Final = "\u200c\u200d"

# Controls but for tab and line feed, halves of letters, and what is no letter at all.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Badge:
    """A drawn badge; width and height in CSS pixels.

    `is_outlined` where all its letters are outlines: a PNG picture of others would have the
    letters of whichever fonts the building machine has, or an empty field.
    """

    svg: bytes
    width: int
    height: int
    is_outlined: bool


@dataclass(frozen=True, slots=True)
class _Drawn:
    width: float
    markup: str
    is_outlined: bool


def draw_badge(
    label: str,
    name: str,
    title: str,
    description: str,
    tag: str,
    direction: str = Direction.LTR.value,
) -> Badge:
    """A badge of two fields: the label, and the name, in the direction that is read.

    `title` and `description` say in full what is drawn shortened.
    """
    fields = [(_draw(label), _LABEL), (_draw(shorten(name, MAX_NAME)), _NAME)]
    if direction == Direction.RTL.value:
        fields.reverse()
    (left, left_colour), (right, right_colour) = fields
    first = round(left.width + 2 * _PAD)
    second = round(right.width + 2 * _PAD)
    width = first + _GAP + second
    lines = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}" '
        f'viewBox="0 0 {width} {HEIGHT}" role="img" aria-labelledby="t d" '
        f'xml:lang="{escape(tag)}">',
        f'<title id="t">{xml_text(title)}</title>',
        f'<desc id="d">{xml_text(description)}</desc>',
        f'<path fill="{left_colour}" d="{_field(0, first, left_round=True)}"/>',
        f'<path fill="{right_colour}" d="{_field(first + _GAP, second, left_round=False)}"/>',
        _place(left, _PAD),
        _place(right, first + _GAP + _PAD),
        "</svg>\n",
    )
    is_outlined = left.is_outlined and right.is_outlined
    return Badge("\n".join(lines).encode(), width, HEIGHT, is_outlined)


def xml_text(text: str) -> Markup:
    """Text as XML 1.0 can hold it: escaped, without the characters that it forbids."""
    return escape(without_forbidden(text))


def without_forbidden(text: str) -> str:
    """Text, or XML, without the characters that XML 1.0 forbids."""
    return _FORBIDDEN.sub("", text)


def _field(x: int, width: int, *, left_round: bool) -> str:
    r, h = 5, HEIGHT
    if left_round:
        return f"M{x + r} 0h{width - r}v{h}h{r - width}a{r} {r} 0 0 1-{r}-{r}v{2 * r - h}" \
               f"a{r} {r} 0 0 1 {r}-{r}z"  # fmt: skip
    return (
        f"M{x} 0h{width - r}a{r} {r} 0 0 1 {r} {r}v{h - 2 * r}a{r} {r} 0 0 1-{r} {r}h{r - width}z"
    )


def _place(drawn: _Drawn, x: float) -> str:
    return f'<g transform="translate({x:g} {_BASELINE})">{drawn.markup}</g>'


def _draw(text: str) -> _Drawn:
    known = letters()
    shown = _shown(c for c in text if unicodedata.category(c) not in _UNDRAWN) or "–"
    scale = _SIZE / UNITS
    if not all(letter in known for letter in shown):
        # A script that the site's fonts lack: left to the reader's fonts, in a fixed width. Its
        # letters say which way it runs; from its middle, it fills that width either way.
        width = round(len(shown) * _SIZE * 0.6)
        written = _shown(filter(_is_written, text))
        return _Drawn(
            width,
            f'<text x="{width / 2:g}" text-anchor="middle" unicode-bidi="plaintext" fill="#fff" '
            f'font-family="sans-serif" font-weight="600" font-size="{_SIZE}" '
            f'textLength="{width}" lengthAdjust="spacingAndGlyphs">'
            f"{xml_text(written)}</text>",
            is_outlined=False,
        )
    pen, path = 0, []
    for letter in shown:
        advance, outline = known[letter]
        if outline:
            path.append(f"M{pen} 0{outline}")
        pen += advance
    return _Drawn(
        pen * scale,
        f'<path fill="#fff" transform="scale({scale} -{scale})" d="{"".join(path)}"/>',
        is_outlined=True,
    )


def _shown(kept: Iterable[str]) -> str:
    return " ".join("".join(kept).split())


def _is_written(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category not in _UNDRAWN or category in _MARKS or letter in _JOINERS


def text_width(text: str) -> float:
    """How wide a text is in the site's semi-bold letters, as a multiple of their size.

    A letter that the fonts lack counts as a wide one.
    """
    return text_units(text) / UNITS


def text_units(text: str) -> int:
    """The same in the units of the fonts, of which UNITS are as wide as letters are high."""
    return sum(map(_widths().__getitem__, text))


class _Widths(dict[str, int]):
    """The widths of letters; one that the fonts lack counts as a wide one."""

    def __missing__(self, letter: str) -> int:
        return 700


@cache
def _widths() -> _Widths:
    return _Widths({letter: width for letter, (width, _outline) in letters().items()})
