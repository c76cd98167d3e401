"""Pictures for the tests, drawn by the tests: no photograph, and nothing passed off as one."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms, ImageDraw

RED, BLUE = (220, 20, 20), (20, 20, 220)


def scene(width: int = 1200, height: int = 800) -> Image.Image:
    """Red on the left, blue on the right, with some shapes."""
    image = Image.new("RGB", (width, height), RED)
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 2, 0, width, height), fill=BLUE)
    draw.ellipse((width // 3, height // 3, width // 2, height // 2), fill=(240, 220, 60))
    return image


def encoded(image: Image.Image, name: str = "JPEG", **settings: Any) -> bytes:
    """An image as the bytes of a file."""
    out = io.BytesIO()
    image.save(out, name, **settings)
    return out.getvalue()


def decoded(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def jpeg(width: int = 1200, height: int = 800, **settings: Any) -> bytes:
    return encoded(scene(width, height), "JPEG", **settings)


def telltale_jpeg() -> bytes:
    """A JPEG file that says where and when it was made, and by whom, in four ways."""
    exif = Image.Exif()
    exif[0x010E] = "SECRET description"
    exif[0x0112] = 6  # the camera was held upright: turn it clockwise
    exif.get_ifd(0x8825).update({1: "N", 2: (41.0, 34.0, 13.0), 3: "E", 4: (24.0, 42.0, 2.0)})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return jpeg(
        exif=exif,
        xmp=b"<x:xmpmeta>SECRET xmp</x:xmpmeta>",
        comment=b"SECRET comment",
        icc_profile=profile,
    )


def swapped_profile() -> bytes:
    """A colour profile whose red is blue, and whose blue is red."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", profile[128:132])[0]
    for at in range(132, 132 + 12 * count, 12):
        name = bytes(profile[at : at + 4])
        profile[at : at + 4] = {b"rXYZ": b"bXYZ", b"bXYZ": b"rXYZ"}.get(name, name)
    return bytes(profile)


def bomb(width: int, height: int) -> bytes:
    """A small PNG file that unpacks to any number of pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * 1_000_000, 9)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def picture(file: str, languages: tuple[str, ...], **fields: Any) -> dict[str, Any]:
    """A picture's fields in a record."""
    alt = dict.fromkeys(languages, "Two fields of colour with a disc")
    credit = {languages[0]: "Drawn by the tests"}
    return {"file": f"pictures/{file}", "alt": alt, "credit": credit, **fields}
