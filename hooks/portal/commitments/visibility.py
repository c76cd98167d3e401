"""What a visitor sees of a page's source: the cascade, as far as it can hide things."""

from __future__ import annotations

from typing import Final

from selectolax.lexbor import LexborNode

from portal.commitments.cascade import Cascade, upwards
from portal.commitments.hiding import (
    fraction,
    hides_alone,
    is_faint,
    is_sliver,
    moves_out,
    pixels,
)

# Elements whose content is not shown, or only by scripts, plug-ins or a click.
_NEVER_SHOWN: Final = frozenset(
    (
        "audio", "canvas", "clippath", "datalist", "defs", "desc", "head", "mask", "metadata",
        "noembed", "noframes", "noscript", "option", "rp", "script", "select", "style", "symbol",
        "template", "textarea", "title", "video",
    )
)  # fmt: skip
_PICTURES: Final = frozenset(("img", "svg", "input", "embed"))
_SHOWN: Final = ("visible", "initial", "unset", "revert", "revert-layer")
_LEAST_PICTURE: Final = 8.0
FAINT: Final = "opacity near 0"
DRAWN_BY_SCRIPT: Final = "in an element that a script draws"
_ALONE: Final = (
    "display", "content-visibility", "clip", "clip-path", "mask", "mask-image",
    "-webkit-mask-image", "filter", "transform", "scale", "translate", "zoom", "margin",
    "margin-left", "margin-top",
)  # fmt: skip


class Visibility:
    """Answers why a node of one document is hidden; holds what it has found out."""

    def __init__(self, cascade: Cascade) -> None:
        self._cascade = cascade
        self._box_hidden: dict[int, str] = {}

    def why_hidden(self, node: LexborNode) -> str:
        """Why a visitor does not see the box of a node; empty where he does."""
        faint = 1.0
        for step in upwards(node):
            reason = self._why_box_hidden(step)
            if reason:
                return reason
            if step.tag == "object" and step.mem_id != node.mem_id:
                return "in <object>, which shows something else"
            opacities = [fraction(value) for value in self._cascade.values(step, "opacity")]
            faint *= min((value for value in opacities if value is not None), default=1.0)
        if is_faint(faint):
            return FAINT
        for value in self._cascade.inherited(node, "visibility"):
            if value not in _SHOWN:
                return f"visibility: {value}"
        if "none" in self._cascade.inherited(node, "pointer-events"):
            return "pointer-events: none"
        return ""

    def _why_box_hidden(self, node: LexborNode) -> str:
        if node.mem_id not in self._box_hidden:
            self._box_hidden[node.mem_id] = self._find_box_hidden(node)
        return self._box_hidden[node.mem_id]

    def _find_box_hidden(self, node: LexborNode) -> str:
        reason = _why_element_hides(node)
        if reason:
            return reason
        for name in _ALONE:
            for value in self._cascade.values(node, name):
                if value and hides_alone(name, value):
                    return f"{name}: {value[:60]}"
        return self._why_size_hides(node) or self._why_moved_out(node)

    def _why_size_hides(self, node: LexborNode) -> str:
        clipped = any(
            value.split()[0] in ("hidden", "clip", "auto", "scroll")
            for name in ("overflow", "overflow-x", "overflow-y")
            for value in self._cascade.values(node, name)
            if value.strip()
        )
        is_picture = node.tag in _PICTURES or node.tag in ("iframe", "frame")
        for name in ("width", "height", "max-width", "max-height"):
            own = node.attributes.get(name) if is_picture and not name.startswith("max") else None
            certain, *others = self._cascade.values(node, name)
            for value in (certain or own or "", *others):
                if not value:
                    continue
                size = pixels(value)
                small = is_picture and size is not None and size < _LEAST_PICTURE
                if small or (clipped and is_sliver(value)):
                    return f"{name}: {value[:60]}"
        return ""

    def _why_moved_out(self, node: LexborNode) -> str:
        positions = {value for value in self._cascade.values(node, "position") if value}
        if positions <= {"static", "initial", "unset"}:
            return ""
        for value in self._cascade.values(node, "z-index"):
            if value.startswith("-"):
                return f"z-index: {value}"
        for name in ("left", "top", "right", "bottom"):
            for value in self._cascade.values(node, name):
                if value and moves_out(name, value):
                    return f"{name}: {value[:60]}"
        for value in self._cascade.values(node, "inset"):
            sides = zip(("top", "right", "bottom", "left"), _four(value.split()), strict=False)
            if any(moves_out(name, part) for name, part in sides):
                return f"inset: {value[:60]}"
        return ""


def _four(parts: list[str]) -> list[str]:
    """The four sides of a shorthand: top, right, bottom, left."""
    if not parts:
        return []
    top = parts[0]
    right = parts[1] if len(parts) > 1 else top
    return [top, right, parts[2] if len(parts) > 2 else top, parts[3] if len(parts) > 3 else right]


def _why_element_hides(node: LexborNode) -> str:
    tag, attributes = node.tag or "", node.attributes
    if tag in _NEVER_SHOWN:
        return f"in <{tag}>"
    for name in ("hidden", "inert", "popover"):
        if name in attributes:
            return f"attribute {name}"
    if tag == "dialog" and "open" not in attributes:
        return "in a closed <dialog>"
    if "-" in tag and tag != "programme-card":
        return DRAWN_BY_SCRIPT
    parent = node.parent
    if parent is not None and parent.tag == "details" and "open" not in parent.attributes:
        first = parent.css_first("summary")
        if tag != "summary" or first is None or first.mem_id != node.mem_id:
            return "in a closed <details>"
    return ""
