"""Whether words can be read: their size, their place and their colour on what is behind them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborNode

from portal.commitments.cascade import Cascade, upwards
from portal.commitments.hiding import (
    Colour,
    is_faint,
    is_sliver,
    look_alike,
    moves_out,
    parse_colour,
    shifts_out,
)
from portal.commitments.visibility import Visibility

LEAST_LETTERS: Final = 2
_NO_SIZE: Final = re.compile(r"(^|\s)0[a-z%]*(/|\s|$)")
_WHITE: Final = (1.0, 1.0, 1.0)


def count_letters(text: str) -> int:
    """How many letters and digits a text has; dots and invisible signs are no words."""
    return sum(unicodedata.category(sign)[0] in "LN" for sign in text)


class Legibility:
    """Answers which words of a link a visitor can read."""

    def __init__(self, cascade: Cascade, visibility: Visibility) -> None:
        self._cascade = cascade
        self._visibility = visibility

    def why_unreadable(self, link: LexborNode) -> str | None:
        """Why none of a link's words can be read; "" where some can, None where it has none."""
        reason = None
        for node, text in words_below(link):
            if count_letters(text) >= LEAST_LETTERS:
                reason = self._why_hidden(node, link)
                if not reason:
                    return ""
        return reason

    def _why_hidden(self, node: LexborNode, link: LexborNode) -> str:
        reason = self._visibility.why_hidden(node)
        if reason:
            return reason
        for value in self._cascade.inherited(node, "font-size"):
            if is_sliver(value):
                return f"font-size: {value}"
        for value in self._cascade.inherited(node, "font"):
            if _NO_SIZE.search(value):
                return f"font: {value[:60]}"
        for value in self._cascade.inherited(node, "text-indent"):
            if shifts_out(value) or moves_out("left", value):
                return f"text-indent: {value[:60]}"
        return self._why_same_colour(node, link)

    def _why_same_colour(self, node: LexborNode, link: LexborNode) -> str:
        colour = self._text_colour(node, link)
        if colour is None:
            return ""
        shade, alpha = colour
        if is_faint(alpha):
            return "transparent text"
        background = self._background(node)
        if background is not None and look_alike(shade, background):
            return "text in the colour of its background"
        return ""

    def _text_colour(self, node: LexborNode, link: LexborNode) -> tuple[Colour, float] | None:
        inherits = False
        for step in upwards(node):
            own = step.attributes.get("color") or "" if step.tag == "font" else ""
            for name in ("-webkit-text-fill-color", "color"):
                value = (self._cascade.values(step, name)[0] or own).lower()
                if value and value not in ("inherit", "currentcolor"):
                    return parse_colour(value)
                inherits = inherits or value == "inherit"
            if step.mem_id == link.mem_id and not inherits:
                return None  # the browser's own colour of links
        return None

    def _background(self, node: LexborNode) -> Colour | None:
        for step in upwards(node):
            if step.attributes.get("background"):
                return None
            own = step.attributes.get("bgcolor") or ""
            for name in ("background-image", "background-color", "background"):
                value = (self._cascade.values(step, name)[0] or own).lower()
                if "url(" in value or "gradient(" in value or "var(" in value:
                    return None
                for part in [value, *value.split()]:
                    found = parse_colour(part) if part else None
                    if found is not None and found[1] > 0.9:
                        return found[0]
        return _WHITE


def words_below(node: LexborNode) -> Iterator[tuple[LexborNode, str]]:
    """Texts below a node, each with the element that it stands in."""
    for step in node.traverse(include_text=True):
        parent = step.parent
        if step.is_text_node and parent is not None:
            yield parent, step.text_content or ""
