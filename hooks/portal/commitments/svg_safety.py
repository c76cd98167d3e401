"""Which SVG files may be drawn: those that can only draw.

resvg reads local files that an `<image>` names, and a huge canvas makes it abort; see TRAPS.
"""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree

MAX_BYTES: Final = 500_000
_MAX_ELEMENTS: Final = 20_000
_MAX_DEPTH: Final = 100
_THINNEST: Final = 50.0  # of a canvas; no logo is thinner
_FORBIDDEN: Final = frozenset(("feimage", "foreignobject", "iframe", "filter", "set", "animate"))
_PICTURE: Final = re.compile(r"\s*data:image/(png|jpeg|jpg|gif|webp);base64,", re.I)
_ELSEWHERE: Final = re.compile(r"url\(\s*['\"]?(?![#'\"])|@import|@font-face", re.I)
_XMLNS: Final = 'xmlns="http://www.w3.org/2000/svg"'
_XLINK: Final = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
_NUMBER: Final = re.compile(r"\s*([0-9]*\.?[0-9]+)(?:px|pt|mm|cm|in)?\s*")


def why_not_drawn(svg: str) -> str:
    """Why an SVG must not be given to the renderer; empty where it may.

    Raises: nothing. Entities, filters and everything from other files are refused.
    """
    if len(svg) > MAX_BYTES:
        return "too large"
    if re.search(r"<!DOCTYPE[^>]*\[|<!ENTITY|<\?xml-stylesheet", svg, re.I):
        return "entities"
    try:
        root = ElementTree.fromstring(svg)
    except (ElementTree.ParseError, ValueError):
        return "no well-formed XML"
    if _local(root.tag) != "svg":
        return "no <svg>"
    waiting = [(root, 1)]
    for _ in range(_MAX_ELEMENTS):
        if not waiting:
            return ""
        element, depth = waiting.pop()
        reason = _why_element_refused(element) if depth <= _MAX_DEPTH else "too deep"
        if reason:
            return reason
        waiting.extend((child, depth + 1) for child in element)
    return "too large"


def aspect_ratio(svg: str) -> float | None:
    """Width by height, as the root element has them; None where it says nothing usable."""
    try:
        root = ElementTree.fromstring(svg)
    except (ElementTree.ParseError, ValueError):
        return None
    box = [float(number) for number in re.findall(r"-?[0-9]*\.?[0-9]+", root.get("viewBox", ""))]
    if len(box) == 4:
        width, height = box[2:]
    else:
        sizes = [_NUMBER.fullmatch(root.get(name, "")) for name in ("width", "height")]
        width, height = (float(match.group(1)) if match else 0.0 for match in sizes)
    if not (0 < width < 1e6 and 0 < height < 1e6):
        return None
    return width / height if 1 / _THINNEST <= width / height <= _THINNEST else None


def complete(drawing: str) -> str:
    """An `<svg>` from the middle of a page as a file of its own: with its namespaces."""
    opening = re.match(r"<svg\b[^>]*", drawing)
    if not opening:
        return drawing
    missing = [name for name in (_XMLNS, _XLINK) if name.split("=")[0] + "=" not in opening.group()]
    return drawing.replace("<svg", " ".join(("<svg", *missing)), 1)


def _why_element_refused(element: ElementTree.Element) -> str:
    name = _local(element.tag).lower()
    if name in _FORBIDDEN:
        return f"<{name}> in it"
    if name == "style" and _ELSEWHERE.search("".join(element.itertext())):
        return "a link to another file"
    for key, value in element.attrib.items():
        refers = _local(key).lower() in ("href", "src") and name != "a"
        inside = value.startswith("#") or (name == "image" and _PICTURE.match(value))
        if (refers and not inside) or _ELSEWHERE.search(value):
            return "a link to another file"
    return ""


def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
