"""Logos as webmasters really publish them: re-encoded, scaled, padded, on other grounds."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

from commitment_drawing import draw_svg

LOGOS = Path(__file__).resolve().parents[2] / "data" / "logos"


def svg(name: str) -> str:
    return (LOGOS / f"{name}.svg").read_text("utf-8")


@cache
def logo(name: str = "romact", width: int = 640) -> Image.Image:
    """A logo as pixels with transparency."""
    png = draw_svg(svg(name), width)
    assert png is not None
    image = Image.open(io.BytesIO(png))
    image.load()
    return image.convert("RGBA")


def on(ground: str, image: Image.Image, margin: int = 0) -> Image.Image:
    """An image on a coloured ground, with a margin."""
    size = (image.width + 2 * margin, image.height + 2 * margin)
    board = Image.new("RGBA", size, ground)
    board.alpha_composite(image.convert("RGBA"), (margin, margin))
    return board.convert("RGB")


def save(image: Image.Image, kind: str = "PNG", **options: int) -> bytes:
    """An image as a file."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def moving() -> bytes:
    """A GIF that shows the logo first, then another one."""
    buffer = io.BytesIO()
    first, second = (
        on("white", logo(name, 300)).resize((300, 108)) for name in ("romact", "roma-net")
    )
    first.save(buffer, "GIF", save_all=True, append_images=[second], duration=500)
    return buffer.getvalue()


def one_letter_less() -> Image.Image:
    """The logo without its last letter: another name in the same dress."""
    image = on("white", logo())
    ImageDraw.Draw(image).rectangle((520, 60, 600, 170), fill="white")
    return image


def letters_swapped() -> Image.Image:
    """The logo with two letters that have changed places."""
    image = on("white", logo())
    one, other = image.crop((168, 60, 252, 170)), image.crop((256, 60, 340, 170))
    image.paste(other, (168, 60))
    image.paste(one, (256, 60))
    return image


def strip() -> Image.Image:
    """Several logos side by side in one image."""
    strip = Image.new("RGB", (1500, 200), "white")
    for index, name in enumerate(("roma-net", "romact", "council-of-europe")):
        strip.paste(on("white", logo(name, 400)).resize((400, 150)), (30 + index * 490, 25))
    return strip


def photo() -> Image.Image:
    """Something of a logo's shape that is none."""
    return Image.linear_gradient("L").resize((664, 240)).convert("RGB")


def mirrored() -> Image.Image:
    return ImageOps.mirror(on("white", logo()))
