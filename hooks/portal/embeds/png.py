"""PNG pictures of SVG files, made in a process that may die without harm.

resvg can abort the whole process on a huge canvas, and reads local files that an <image>
names: such files are refused, but for pictures that are in the file itself; the width is given,
time and memory are bounded.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping
from functools import cache as once
from importlib.metadata import version
from pathlib import Path
from typing import Final

from PIL import Image

from portal.bounded import Limits, run_bounded
from portal.cache import NO_CACHE, Cache

_LIMITS: Final = Limits(memory=1 << 30, seconds=120)
# What would make the renderer read something else than the file itself.
_REFERS: Final = re.compile(
    rb"""<\s*(?:\w+:)?(?:image|feImage|use)\b[^>]*href\s*=\s*["'](?!\#|\s*data:image/(?:png|jpeg|gif|webp);base64,)|<!(?:DOCTYPE|ENTITY)|<\s*(?:\w+:)?style\b[^>]*>(?:<!\[CDATA\[)?[^<]*@import""",
    re.IGNORECASE,
)
# Draws on request; for pictures of other websites, too.
CHILD: Final = Path(__file__).with_name("png_child.py")


class RasterError(RuntimeError):
    """The renderer is missing, or ended before it had drawn everything."""


def render_pngs(
    pictures: Mapping[str, tuple[bytes, int]], cache: Cache = NO_CACHE
) -> dict[str, bytes]:
    """PNG bytes by name, of (SVG, width in pixels) by name; without what cannot be drawn.

    What `cache` has is not drawn again. Raises: RasterError where the process fails, runs out of
    time or of memory; OSError where it cannot be started.
    """
    entries = {name: _entry(svg, width) for name, (svg, width) in pictures.items()}
    known = {name: found for name, e in entries.items() if (found := cache.get(e)) is not None}
    drawn = _draw({name: of for name, of in pictures.items() if name not in known})
    for name, content in drawn.items():
        cache.put(entries[name], content)
    return known | drawn


def _entry(svg: bytes, width: int) -> str:
    recipe = "\0".join((version("resvg-py"), _program(), str(width)))
    return f"png/{hashlib.sha256(recipe.encode() + svg).hexdigest()[:32]}.png"


@once
def _program() -> str:
    return CHILD.read_text("utf-8")


def _draw(pictures: Mapping[str, tuple[bytes, int]]) -> dict[str, bytes]:
    wanted = {name: (svg, width) for name, (svg, width) in pictures.items()
              if not _REFERS.search(svg)}  # fmt: skip
    if not wanted:
        return {}
    requests = [
        {"svg": svg.decode("utf-8", "replace"), "width": width, "fonts": True}
        for svg, width in wanted.values()
    ]
    outcome = run_bounded(CHILD, requests, _LIMITS)
    if len(outcome.answers) < len(requests):
        raise RasterError(f"PNG pictures failed: {outcome.trouble}")
    drawn = ((name, answer.parts[0]) for name, answer in zip(wanted, outcome.answers, strict=True))
    return {name: png for name, png in drawn if png}


def scale_png(content: bytes, width: int) -> bytes:
    """A PNG picture at a width in pixels; never larger than it came.

    Raises: OSError for what is no PNG.
    """
    with Image.open(io.BytesIO(content), formats=("PNG",)) as picture:
        if picture.width <= width:
            return content
        height = max(1, round(picture.height * width / picture.width))
        kept = picture.convert("RGBA").resize((width, height), Image.Resampling.LANCZOS)
    # A new picture: none of the words and dates that the file carried.
    out = io.BytesIO()
    kept.save(out, "PNG", optimize=True)
    return out.getvalue()
