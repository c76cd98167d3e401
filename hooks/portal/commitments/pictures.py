"""From the bytes of an image to its pixels, within bounds."""

from __future__ import annotations

import base64
import binascii
import io
import warnings
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote_to_bytes

from PIL import Image, ImageOps

from portal.commitments import svg_safety

MAX_PIXELS: Final = 12_000_000
WORKING_SIZE: Final = 640
# What browsers show; Pillow reads many more formats, with many more bugs.
_FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "AVIF", "ICO")
_SVG_TYPE: Final = "image/svg+xml"

# Draws an SVG text at a width in pixels as PNG; None where it cannot. The edge of the
# program brings it: drawing runs in a process of its own.
DrawSvg = Callable[[str, int], bytes | None]


class PictureError(Exception):
    """An image that shows nothing that could be compared; says why."""


def open_picture(body: bytes, content_type: str, draw_svg: DrawSvg) -> Image.Image:
    """The pixels of an image, at most WORKING_SIZE wide and high, as RGBA.

    `content_type` matters for SVG alone: browsers guess all others from the bytes.
    Raises: PictureError.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind == _SVG_TYPE:
        return draw(body.decode("utf-8", "replace"), draw_svg)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(body), formats=_FORMATS)
            if image.width * image.height > MAX_PIXELS:
                raise PictureError("more pixels than are looked at")
            if getattr(image, "is_animated", False):
                raise PictureError("a moving picture")
            image.draft("RGB", (WORKING_SIZE, WORKING_SIZE))
            image.load()
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((WORKING_SIZE, WORKING_SIZE))
            return upright.convert("RGBA")
    except PictureError:
        raise
    except Exception as error:  # whatever a file provokes in Pillow's plug-ins
        raise PictureError("no image that can be read") from error


def draw(svg: str, draw_svg: DrawSvg) -> Image.Image:
    """An SVG as pixels. Raises: PictureError."""
    complete = svg_safety.complete(svg.lstrip("\ufeff").strip())
    reason = svg_safety.why_not_drawn(complete)
    ratio = svg_safety.aspect_ratio(complete)
    if reason or ratio is None:
        raise PictureError(f"an SVG that is not drawn: {reason or 'no size'}")
    width = max(8, round(min(WORKING_SIZE, WORKING_SIZE * ratio)))
    png = draw_svg(complete, width)
    if png is None:
        raise PictureError("an SVG that cannot be drawn")
    return open_picture(png, "image/png", draw_svg)


def read_data_address(address: str, limit: int) -> tuple[bytes, str] | None:
    """The bytes and the type of a `data:` address; None where it is broken or too long."""
    head, comma, rest = address[5:].partition(",")
    if not comma or len(rest) > 2 * limit:
        return None
    kind = head.lower()
    body = unquote_to_bytes(rest)
    if kind.rstrip().endswith(";base64"):
        try:
            body = _decode_base64(body)
        except binascii.Error:
            return None
    return (body, kind.partition(";")[0]) if len(body) <= limit else None


def _decode_base64(text: bytes) -> bytes:
    """Bytes from Base64 as browsers take it. Raises: binascii.Error.

    Source: WHATWG Infra, "forgiving-base64 decode".
    """
    bare = b"".join(text.split())
    if len(bare) % 4 == 0:
        bare = bare.removesuffix(b"=").removesuffix(b"=")
    return base64.b64decode(bare + b"=" * (-len(bare) % 4), validate=True)
