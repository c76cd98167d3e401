"""PNG pictures of SVG files, made in a process that may die without harm.

resvg can abort the whole process on a huge canvas, and reads local files that an <image>
names: such files are refused, the width is given, time and memory are bounded.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import version
from typing import Final

from PIL import Image

from portal.cache import NO_CACHE, Cache

TIMEOUT_SECONDS: Final = 120
_MEMORY_BYTES: Final = 1 << 30
# What would make the renderer read something else than the file itself.
_REFERS: Final = re.compile(
    rb"""<\s*(?:\w+:)?(?:image|feImage|use)\b[^>]*href\s*=\s*["'](?!\#)|<!(?:DOCTYPE|ENTITY)|<\s*(?:\w+:)?style\b[^>]*>(?:<!\[CDATA\[)?[^<]*@import""",
    re.IGNORECASE,
)
_CHILD: Final = """
import base64, json, sys
memory, seconds = int(sys.argv[1]), int(sys.argv[2])
try:
    import resource
except ImportError:  # not on Windows: the time limit of the parent is left
    pass
else:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
import resvg_py
for line in sys.stdin:
    name, width, svg = json.loads(line)
    try:
        png = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=width))
    except ValueError:
        png = b""
    print(json.dumps([name, base64.b64encode(png).decode()]), flush=True)
"""


class RasterError(RuntimeError):
    """The renderer is missing, or ended before it had drawn everything."""


def render_pngs(
    pictures: Mapping[str, tuple[bytes, int]], cache: Cache = NO_CACHE
) -> dict[str, bytes]:
    """PNG bytes by name, of (SVG, width in pixels) by name; without what cannot be drawn.

    What `cache` has is not drawn again. Raises: RasterError where the process fails, runs out of
    time or of memory.
    """
    entries = {name: _entry(svg, width) for name, (svg, width) in pictures.items()}
    known = {name: found for name, e in entries.items() if (found := cache.get(e)) is not None}
    drawn = _draw({name: of for name, of in pictures.items() if name not in known})
    for name, content in drawn.items():
        cache.put(entries[name], content)
    return known | drawn


def _entry(svg: bytes, width: int) -> str:
    recipe = "\0".join((version("resvg-py"), _CHILD, str(width)))
    return f"png/{hashlib.sha256(recipe.encode() + svg).hexdigest()[:32]}.png"


def _draw(pictures: Mapping[str, tuple[bytes, int]]) -> dict[str, bytes]:
    lines = [
        json.dumps([name, width, svg.decode("utf-8", "replace")])
        for name, (svg, width) in pictures.items()
        if not _REFERS.search(svg)
    ]
    if not lines:
        return {}
    limits = (str(_MEMORY_BYTES), str(TIMEOUT_SECONDS))
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _CHILD, *limits],
            input="\n".join(lines) + "\n",
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RasterError(f"PNG pictures took longer than {TIMEOUT_SECONDS} s") from error
    if done.returncode != 0:
        raise RasterError(f"PNG pictures failed ({done.returncode}): {done.stderr.strip()[-500:]}")
    found = {}
    for line in done.stdout.splitlines():
        name, encoded = json.loads(line)
        if encoded:
            found[name] = base64.b64decode(encoded)
    return found


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
