"""SVG to PNG in a process of its own: resvg may abort, and a hostile file may never end.

python -I scripts/commitment_drawing.py WIDTH < in.svg > out.png
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

_SECONDS: Final = 10
_PROCESSOR_SECONDS: Final = 5
_MEMORY_BYTES: Final = 1_500_000_000
_MAX_PNG_BYTES: Final = 10_000_000
_MAX_WIDTH: Final = 2_000


def draw_svg(svg: str, width: int) -> bytes | None:
    """An SVG as PNG, `width` pixels wide; None where it cannot be drawn within bounds.

    The SVG must have been checked (portal.commitments.svg_safety): resvg reads local files.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-I", __file__, str(width)],
            input=svg.encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            cwd=Path(__file__).parent,
        )
    except subprocess.TimeoutExpired:
        return None
    is_good = done.returncode == 0 and len(done.stdout) <= _MAX_PNG_BYTES
    return done.stdout if is_good else None


def main(arguments: list[str]) -> int:
    """Draw what stands in the standard input; runs in the bounded process."""
    _limit()
    import resvg_py

    width = min(int(arguments[0]), _MAX_WIDTH)
    svg = sys.stdin.buffer.read().decode()
    sys.stdout.buffer.write(
        bytes(resvg_py.svg_to_bytes(svg_string=svg, width=width, skip_system_fonts=True))
    )
    return 0


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows: the time limit of the caller must do
        return
    resource.setrlimit(resource.RLIMIT_CPU, (_PROCESSOR_SECONDS, _PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
