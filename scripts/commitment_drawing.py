"""SVG to PNG in a process of its own: resvg may abort, and a hostile file may never end."""

from __future__ import annotations

from typing import Final

from portal.bounded import Limits, run_bounded
from portal.embeds.png import CHILD

_LIMITS: Final = Limits(memory=1_500_000_000, seconds=5)
_MAX_PNG_BYTES: Final = 10_000_000
_MAX_WIDTH: Final = 2_000


def draw_svg(svg: str, width: int) -> bytes | None:
    """An SVG as PNG, `width` pixels wide; None where it cannot be drawn within bounds.

    The SVG must have been checked (portal.commitments.svg_safety): resvg reads local files.
    Raises: OSError where no process can be started.
    """
    # Without the machine's fonts: what a picture looks like is not for them to say.
    request = {"svg": svg, "width": min(width, _MAX_WIDTH), "fonts": False}
    answers = run_bounded(CHILD, [request], _LIMITS).answers
    png = answers[0].parts[0] if answers else b""
    return png if 0 < len(png) <= _MAX_PNG_BYTES else None
