"""Which values of CSS properties hide what they are set on. Doubtful ones are said to hide."""

from __future__ import annotations

import re
from typing import Final

from tinycss2 import color3  # type: ignore[import-untyped]

from portal.commitments.stylesheet import SCREEN_WIDTH

SCREEN_HEIGHT: Final = 800
_FAR: Final = 100.0  # pixels beyond an edge at which a thing counts as moved out of sight
_VERY_FAR: Final = 1000.0  # for margins and the like, which pages also use to centre things
_FAR_DOWN: Final = 10_000.0
_SLIVER: Final = 2.0
_FAINT: Final = 0.2
_SAME_COLOUR: Final = 0.08
_NUMBER: Final = re.compile(r"(-?[0-9]*\.?[0-9]+(?:e[+-]?[0-9]+)?)\s*([a-z%]*)", re.I)
_UNITS: Final = {
    "": 1.0, "px": 1.0, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "pt": 4 / 3, "pc": 16.0,
    "in": 96.0, "cm": 37.8, "mm": 3.78, "q": 0.945, "%": SCREEN_WIDTH / 100,
    "vw": SCREEN_WIDTH / 100, "vh": SCREEN_HEIGHT / 100, "vmin": 8.0, "vmax": 12.8,
    "dvw": 12.8, "dvh": 8.0, "svh": 8.0, "lvh": 8.0,
}  # fmt: skip

Colour = tuple[float, float, float]


def pixels(value: str) -> float | None:
    """A length in pixels on a wide screen (percentages of its width); None where unknown.

    Of a calculation only very large numbers are taken, which no layout needs.
    """
    text = value.strip().lower()
    match = _NUMBER.fullmatch(text)
    if match:
        factor = _UNITS.get(match.group(2))
        return None if factor is None else float(match.group(1)) * factor
    numbers = [
        float(number) * _UNITS.get(unit, 1.0) for number, unit in _NUMBER.findall(text[:200])
    ]
    return next((number for number in numbers if abs(number) >= _VERY_FAR), None)


def fraction(value: str) -> float | None:
    """An opacity as 0 to 1; None where unknown."""
    match = re.fullmatch(r"([0-9]*\.?[0-9]+)(%?)", value.strip())
    if not match:
        return None
    return float(match.group(1)) / (100 if match.group(2) else 1)


def is_faint(opacity: float) -> bool:
    """Whether what has this opacity can hardly be seen."""
    return opacity < _FAINT


def is_sliver(value: str) -> bool:
    """Whether a width or height leaves nothing to see."""
    size = pixels(value)
    return size is not None and size <= _SLIVER


def moves_out(name: str, value: str) -> bool:
    """Whether an offset (left, top, right, bottom) moves a positioned thing out of sight."""
    offset = pixels(value)
    if offset is None:
        return False
    if name in ("left", "right"):
        return offset <= -_FAR or offset >= SCREEN_WIDTH
    return offset <= -_FAR or offset >= _FAR_DOWN


def shifts_out(value: str) -> bool:
    """Whether a margin or an indent shifts a thing out of sight."""
    return any((pixels(part) or 0) <= -_VERY_FAR for part in value.split()[:4])


def transforms_out(value: str) -> bool:
    """Whether a transform shrinks to nothing, turns edge-on or moves out of sight."""
    text = value.lower()
    for name, inner in re.findall(r"([a-z0-9]+)\(([^()]*(?:\([^()]*\))?[^()]*)\)", text):
        parts = [part for part in re.split(r"[,\s]+", inner.strip()) if part]
        numbers = [pixels(part) for part in parts]
        if name.startswith("scale") and any(n is not None and abs(n) < 0.1 for n in numbers):
            return True
        if name.startswith("translate") and any(_far_moved(part) for part in parts):
            return True
        if name.startswith("rotate") and name not in ("rotate", "rotatez") and "90" in inner:
            return True
        if (
            name.startswith("matrix")
            and parts
            and any(n == 0 for n in (numbers[0], numbers[-3:][0]))
        ):
            return True
    return "var(" in text


def _far_moved(part: str) -> bool:
    size = pixels(part)
    if size is None:
        return False
    return abs(size) >= (SCREEN_WIDTH if part.endswith("%") else _VERY_FAR)


def hides_alone(name: str, value: str) -> bool:
    """Whether a value hides a thing and all in it, whatever else is set."""
    text = value.strip().lower()
    match name:
        case "display":
            return text == "none" or "var(" in text
        case "content-visibility":
            return text == "hidden"
        case "clip":
            return text.startswith("rect") or "var(" in text
        case "clip-path":
            return text not in ("", "none", "unset", "initial", "border-box", "margin-box")
        case "mask" | "mask-image" | "-webkit-mask-image":
            return text not in ("", "none", "unset", "initial")
        case "filter":
            return bool(
                re.search(r"opacity\(\s*(0?\.?0*[01]?|[01]?[0-9]%)\s*\)|blur\(\s*[1-9][0-9]", text)
            )
        case "transform":
            return transforms_out(text)
        case "scale":
            return any((n := pixels(part)) is not None and abs(n) < 0.1 for part in text.split())
        case "translate":
            return any(_far_moved(part) for part in text.split())
        case "zoom":
            return (number := fraction(text)) is not None and number < 0.1
        case "text-indent":
            return False
        case "margin" | "margin-left" | "margin-top":
            return shifts_out(text)
        case _:
            return False


def parse_colour(value: str) -> tuple[Colour, float] | None:
    """A colour as (red, green, blue) from 0 to 1 and its alpha; None where unknown."""
    found = color3.parse_color(value)
    if found is None or isinstance(found, str):
        return None
    return (float(found.red), float(found.green), float(found.blue)), float(found.alpha)


def look_alike(one: Colour, other: Colour) -> bool:
    """Whether text of one colour on the other can hardly be read."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= _SAME_COLOUR
