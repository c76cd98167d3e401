"""The process that draws cards: run by path, knows nothing of the portal.

First request: {"ground": an SVG, "background": its main colour, "colours": those of text,
"glyphs": the path of the table of letters}. Then one a card: {"runs": [[x, y, size, colour,
text], …]}. Answer: a PNG picture. Each letter is drawn once at each size; a card is then set
like type, which takes a sixth of the time that drawing all its outlines takes.
"""

from __future__ import annotations

import io
import json
import sys
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import resvg_py
from PIL import Image, ImageColor

# Steps between ground and text. With the two colours of text and those of the ground there are
# 16 in all, so that a pixel takes half a byte: packing the picture is what takes the time.
_STEPS: Final = 5
_GROUND_COLOURS: Final = 6


class Press:
    """Sets cards on one ground."""

    def __init__(
        self, ground: str, background: str, colours: list[str], glyphs: dict[str, Any]
    ) -> None:
        self._glyphs = glyphs
        drawn = _draw(ground).convert("RGB").quantize(_GROUND_COLOURS, dither=Image.Dither.NONE)
        self._ground = drawn
        self._palette = list(drawn.getpalette() or [])
        # All of them, and first: a card must not depend on which ones were drawn before it.
        self._first = {colour: self._add_steps(colour, background) for colour in colours}
        self.sort = lru_cache(maxsize=20_000)(self._sort)

    def card(self, runs: list[tuple[int, int, int, str, str]]) -> bytes:
        """One card as a PNG file with a palette."""
        image = self._ground.copy()
        for x, y, size, colour, text in runs:
            pen = 0.0
            for letter in text:
                advance, outline = self._glyphs[letter]
                if outline:
                    left, top, sort, shape = self.sort(letter, size, colour)
                    image.paste(sort, (x + round(pen) + left, y + top), shape)
                pen += advance * size / 1000
        image.putpalette(self._palette)
        out = io.BytesIO()
        # Nearly all is ground: to look for runs of one byte alone makes files of the same size as
        # to look for all that comes twice, in two thirds of the time.
        image.save(out, "PNG", compress_level=1, compress_type=zlib.Z_RLE)
        return out.getvalue()

    def _sort(self, letter: str, size: int, colour: str) -> tuple[int, int, Any, Any]:
        """A letter in its colour: where it stands from the pen, its picture, its shape."""
        advance, outline = self._glyphs[letter]
        margin, above, below = size // 2, size * 5 // 4, size // 2
        width, height = round(advance * size / 1000) + 2 * margin, above + below
        alpha = _draw(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
            f'<path transform="matrix({size / 1000} 0 0 -{size / 1000} {margin} {above})" '
            f'd="M0 0{outline}"/></svg>'
        ).getchannel("A")
        box = alpha.getbbox() or (0, 0, 1, 1)
        first = self._first[colour]
        steps = alpha.crop(box).point(lambda value: (value * _STEPS + 127) // 255)
        shape = steps.point(lambda step: 255 if step else 0).convert("1")
        sort = steps.point(lambda step: first + max(step, 1) - 1)
        return box[0] - margin, box[1] - above, _as_palette(sort), shape

    def _add_steps(self, colour: str, background: str) -> int:
        """Put the steps from the ground to a colour into the palette: where they begin."""
        first = len(self._palette) // 3
        ink, paper = (ImageColor.getrgb(name)[:3] for name in (colour, background))
        for step in range(1, _STEPS + 1):
            part = step / _STEPS
            self._palette += [
                round(back + (front - back) * part) for front, back in zip(ink, paper, strict=True)
            ]
        return first


def _as_palette(image: Image.Image) -> Image.Image:
    return Image.frombytes("P", image.size, image.tobytes())


def _draw(svg: str) -> Image.Image:
    png = resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True)
    return Image.open(io.BytesIO(bytes(png)))


def main() -> int:
    """Answer the requests on standard input."""
    first = json.loads(sys.stdin.buffer.readline())
    glyphs = json.loads(Path(first["glyphs"]).read_text("utf-8"))["glyphs"]
    press = Press(first["ground"], first["background"], first["colours"], glyphs)
    _say(b"")
    for line in sys.stdin.buffer:
        _say(press.card(json.loads(line)["runs"]))
    return 0


def _say(content: bytes) -> None:
    sys.stdout.buffer.write(json.dumps({"lengths": [len(content)]}).encode() + b"\n" + content)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    raise SystemExit(main())
