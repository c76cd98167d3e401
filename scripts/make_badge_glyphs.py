"""Make the table of letters that badges are drawn with: `python scripts/make_badge_glyphs.py`.

Reads the site's own fonts (Sofia Sans, SIL Open Font License) and writes
hooks/portal/embeds/glyphs.json, so that no build needs fonts or fontTools. Run it after a
change of the fonts: `pip install fonttools brotli` first.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from terminal import write_utf8

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "overrides" / "assets" / "fonts"
TARGET = ROOT / "hooks" / "portal" / "embeds" / "glyphs.json"
WEIGHT = 600


def main() -> int:
    """Write the table; 0 when it is there, 2 where fontTools is missing."""
    try:
        from fontTools.ttLib import TTFont
        from fontTools.varLib.instancer import instantiateVariableFont
    except ImportError:
        print("fontTools is missing. Run: pip install fonttools brotli", file=sys.stderr)
        return 2
    glyphs: dict[str, list[Any]] = {}
    for path in sorted(FONTS.glob("*.woff2")):
        font = instantiateVariableFont(TTFont(path), {"wght": WEIGHT})
        shapes = font.getGlyphSet()
        for code, name in font.getBestCmap().items():
            glyphs[chr(code)] = [round(shapes[name].width), _outline(shapes, name)]
    lines = [
        f"{json.dumps(c, ensure_ascii=False)}:{json.dumps(g)}" for c, g in sorted(glyphs.items())
    ]
    text = '{"units":1000,"glyphs":{\n' + ",\n".join(lines) + "\n}}\n"
    TARGET.write_text(text, "utf-8", newline="\n")
    print(f"{len(glyphs)} letters, {len(text.encode()):,} bytes in {TARGET.relative_to(ROOT)}")
    return 0


def _outline(shapes: Any, name: str) -> str:
    """A glyph as a path of relative commands, to be begun where the pen stands."""
    from fontTools.pens.basePen import decomposeQuadraticSegment
    from fontTools.pens.recordingPen import DecomposingRecordingPen

    pen = DecomposingRecordingPen(shapes)
    shapes[name].draw(pen)
    parts: list[str] = []
    here = start = (0, 0)

    def step(*points: tuple[float, float]) -> str:
        numbers = [f"{round(p[i]) - here[i]:d}" for p in points for i in (0, 1)]
        return "".join(n if n.startswith("-") or i == 0 else f" {n}" for i, n in enumerate(numbers))

    for command, points in pen.value:
        if command == "moveTo":
            parts.append("m" + step(points[0]))
            here = start = (round(points[0][0]), round(points[0][1]))
        elif command == "lineTo":
            parts.append("l" + step(points[0]))
            here = (round(points[0][0]), round(points[0][1]))
        elif command == "qCurveTo":
            for control, end in decomposeQuadraticSegment(_closed(points)):
                parts.append("q" + step(control, end))
                here = (round(end[0]), round(end[1]))
        elif command in ("closePath", "endPath"):
            parts.append("z")
            here = start
        else:
            raise ValueError(f"{name}: {command} is not a command of TrueType outlines")
    return "".join(parts)


def _closed(points: Any) -> Any:
    if points[-1] is None:
        raise ValueError("a contour without a point on the curve")
    return points


if __name__ == "__main__":
    write_utf8()
    raise SystemExit(main())
