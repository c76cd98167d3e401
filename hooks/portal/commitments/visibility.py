"""What a visitor sees of a page's source: the cascade, as far as it can hide things."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from portal.commitments.hiding import (
    Colour,
    fraction,
    hides_alone,
    is_faint,
    is_sliver,
    look_alike,
    moves_out,
    parse_colour,
    pixels,
    shifts_out,
)
from portal.commitments.stylesheet import Declaration, Rule, parse_style_attribute

# Elements whose content is not shown, or only by scripts, plug-ins or a click.
_NEVER_SHOWN: Final = frozenset(
    """head title template noscript script style noembed noframes video audio canvas object
    datalist select option rp defs symbol clippath mask metadata desc map textarea""".split()
)
_PICTURES: Final = frozenset(("img", "svg", "input", "embed"))
_LEAST_PICTURE: Final = 8.0
_ALONE: Final = (
    "display", "content-visibility", "clip", "clip-path", "mask", "mask-image",
    "-webkit-mask-image", "filter", "transform", "scale", "translate", "zoom", "margin",
    "margin-left", "margin-top",
)  # fmt: skip
_LAST_PART: Final = re.compile(r"(?:^|[\s>+~])([^\s>+~]*)$")


class Visibility:
    """Answers why a node of one document is hidden; holds what it has found out."""

    def __init__(self, tree: LexborHTMLParser, rules: Iterable[Rule]) -> None:
        self._tree = tree
        self._by_name: dict[str, list[tuple[Rule, Declaration]]] = defaultdict(list)
        for rule in rules:
            for declaration in rule.declarations:
                self._by_name[declaration.name].append((rule, declaration))
        self._matches: dict[str, tuple[frozenset[int], bool]] = {}
        self._inline: dict[int, tuple[Declaration, ...]] = {}
        self._box_hidden: dict[int, str] = {}

    def why_hidden(self, node: LexborNode) -> str:
        """Why a visitor does not see the box of a node; empty where he does."""
        faint = 1.0
        for step in _upwards(node):
            reason = self._why_box_hidden(step)
            if reason:
                return reason
            for value in self.values(step, "opacity")[:1]:
                opacity = fraction(value)
                faint *= 1.0 if opacity is None else opacity
        if is_faint(faint):
            return "opacity near 0"
        shown = self._nearest(node, "visibility")
        if shown not in ("", "visible", "inherit", "initial", "unset", "revert"):
            return f"visibility: {shown}"
        if self._nearest(node, "pointer-events") == "none":
            return "pointer-events: none"
        return ""

    def why_words_hidden(self, node: LexborNode, link: LexborNode) -> str:
        """Why the words straight in a node, which is in a link, cannot be read."""
        reason = self.why_hidden(node)
        if reason:
            return reason
        size = self._nearest(node, "font-size")
        if size and (pixels(size) or 99) <= 2 or size in ("0", "0px", "0%", "0em"):
            return f"font-size: {size}"
        indent = self._nearest(node, "text-indent")
        if indent and (shifts_out(indent) or moves_out("left", indent)):
            return f"text-indent: {indent}"
        return self._why_same_colour(node, link)

    def values(self, node: LexborNode, name: str) -> tuple[str, ...]:
        """The value of a property (first; "" for none), then those that may apply instead."""
        best: Declaration | None = None
        doubtful = []
        for declaration, sure in self._declared(node, name):
            if not sure:
                doubtful.append(declaration.value)
            elif best is None or declaration.rank >= best.rank:
                best = declaration
        return (best.value if best else "", *doubtful)

    def backgrounds(self) -> Iterator[tuple[LexborNode, str]]:
        """Nodes that rules give a background image, with the rule's value."""
        for name in ("background", "background-image"):
            for rule, declaration in self._by_name[name]:
                if "url(" in declaration.value.lower():
                    try:
                        nodes = self._tree.css(rule.selector)
                    except SelectolaxError:
                        continue
                    yield from (
                        (n, declaration.value)
                        for n in nodes
                        if self.values(n, name)[0] == declaration.value
                    )

    def _why_box_hidden(self, node: LexborNode) -> str:
        if node.mem_id not in self._box_hidden:
            self._box_hidden[node.mem_id] = self._find_box_hidden(node)
        return self._box_hidden[node.mem_id]

    def _find_box_hidden(self, node: LexborNode) -> str:
        reason = _why_element_hides(node)
        if reason:
            return reason
        for name in _ALONE:
            for value in self.values(node, name):
                if value and hides_alone(name, value):
                    return f"{name}: {value[:60]}"
        return self._why_size_hides(node) or self._why_moved_out(node)

    def _why_size_hides(self, node: LexborNode) -> str:
        clipped = any(
            value.split()[0] in ("hidden", "clip", "auto", "scroll")
            for name in ("overflow", "overflow-x", "overflow-y")
            for value in self.values(node, name)
            if value.strip()
        )
        is_picture = node.tag in _PICTURES or node.tag in ("iframe", "frame")
        for name in ("width", "height", "max-width", "max-height"):
            own = node.attributes.get(name) if is_picture and not name.startswith("max") else None
            certain, *others = self.values(node, name)
            for value in (certain or own or "", *others):
                small = is_picture and value and (pixels(value) or 99) < _LEAST_PICTURE
                if value and (
                    small or is_picture and is_sliver(value) or clipped and is_sliver(value)
                ):
                    return f"{name}: {value[:60]}"
        return ""

    def _why_moved_out(self, node: LexborNode) -> str:
        positions = {value for value in self.values(node, "position") if value}
        if positions <= {"static", "initial", "unset"}:
            return ""
        for value in self.values(node, "z-index"):
            if value.startswith("-"):
                return f"z-index: {value}"
        for name in ("left", "top", "right", "bottom"):
            for value in self.values(node, name):
                if value and moves_out(name, value):
                    return f"{name}: {value[:60]}"
        for value in self.values(node, "inset"):
            sides = zip(("top", "right", "bottom", "left"), _four(value.split()), strict=False)
            if any(moves_out(name, part) for name, part in sides):
                return f"inset: {value[:60]}"
        return ""

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
        for step in _upwards(node):
            for name in ("-webkit-text-fill-color", "color"):
                value = self.values(step, name)[0].lower()
                if value and value not in ("inherit", "currentcolor"):
                    return parse_colour(value)
                inherits = inherits or value == "inherit"
            if step.mem_id == link.mem_id and not inherits:
                return None  # the browser's own colour of links
        return None

    def _background(self, node: LexborNode) -> Colour | None:
        for step in _upwards(node):
            for name in ("background-image", "background-color", "background"):
                value = self.values(step, name)[0].lower()
                if "url(" in value or "gradient(" in value or "var(" in value:
                    return None
                for part in [value, *value.split()]:
                    found = parse_colour(part) if part else None
                    if found is not None and found[1] > 0.9:
                        return found[0]
        return (1.0, 1.0, 1.0)

    def _nearest(self, node: LexborNode, name: str) -> str:
        for step in _upwards(node):
            for value in reversed(self.values(step, name)):
                if value and value != "inherit":
                    return value.lower()
        return ""

    def _declared(self, node: LexborNode, name: str) -> Iterator[tuple[Declaration, bool]]:
        identity = node.mem_id
        for rule, declaration in self._by_name.get(name, ()):
            nodes, sure = self._matching(rule.selector)
            if identity in nodes:
                yield declaration, sure and not declaration.doubtful
        if identity not in self._inline:
            css = node.attributes.get("style")
            self._inline[identity] = parse_style_attribute(css) if css else ()
        for declaration in self._inline[identity]:
            if declaration.name == name:
                yield declaration, True

    def _matching(self, selector: str) -> tuple[frozenset[int], bool]:
        if selector not in self._matches:
            self._matches[selector] = self._match(selector)
        return self._matches[selector]

    def _match(self, selector: str) -> tuple[frozenset[int], bool]:
        sure = ":has(" not in selector  # quadratic on a hostile page
        try:
            if sure:
                return frozenset(n.mem_id for n in self._tree.css(selector)), True
        except SelectolaxError:
            pass
        last = _LAST_PART.search(
            re.sub(r"\([^()]*\)", "", selector.rpartition(":has(")[0] or selector)
        )
        simple = "".join(re.findall(r"^[a-zA-Z][\w-]*|[.#][\w-]+", last.group(1) if last else ""))
        try:
            return frozenset(n.mem_id for n in self._tree.css(simple or "html")), False
        except SelectolaxError:
            return frozenset(), False


def _upwards(node: LexborNode) -> Iterator[LexborNode]:
    step: LexborNode | None = node
    while step is not None and step.is_element_node:
        yield step
        step = step.parent


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
        return f"in <{tag}>, which a script draws"
    parent = node.parent
    if parent is not None and parent.tag == "details" and "open" not in parent.attributes:
        first = parent.css_first("summary")
        if tag != "summary" or first is None or first.mem_id != node.mem_id:
            return "in a closed <details>"
    return ""
