"""PNG files from other hands: what must not be in one, and the file with its picture alone.

A PNG file is a list of chunks. What a reader needs for the picture and its colours stays as it
is; words, dates, places, thumbnails and whatever hangs on behind the end go. The whole picture is
decoded once, so that nothing later stumbles over it.
Source: W3C, Portable Network Graphics (Third Edition), 5 and 11.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from typing import Final, TypeAlias

from PIL import Image

START: Final = b"\x89PNG\r\n\x1a\n"
MAX_BYTES: Final = 2 * 1024 * 1024
MAX_SIDE: Final = 5_000
_KEPT: Final = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs")
)
_MOVING: Final = frozenset((b"acTL", b"fcTL", b"fdAT"))
# A chunk whose first letter is a capital: no reader may show the picture without knowing it.
_NEEDED: Final = 0x20
_HEADER_BYTES: Final = 13
_PROFILE: Final = b"iCCP"
# A profile of a screen has 500 bytes to 10 kB; the largest of printers are no colours of a logo.
_MAX_PROFILE: Final = 256 * 1024
_PROFILE_HEADER: Final = 128
_Chunk: TypeAlias = tuple[bytes, bytes]


class PngError(ValueError):
    """What is wrong with a file: `expected`, `got` and `fix` in words for editors."""

    def __init__(self, expected: str, got: str, fix: str = "export the logo anew") -> None:
        super().__init__(got)
        self.expected, self.got, self.fix = expected, got, fix


def clean_png(content: bytes) -> bytes:
    """The same picture, to the last bit, with nothing beside it.

    Raises: PngError for what is no whole list of chunks of a still picture.
    """
    return START + b"".join(_written(chunk) for chunk in _kept(content))


def check_png(content: bytes) -> tuple[int, int]:
    """Width and height of a file that may be published, once it is cleaned.

    Raises: PngError for one that may not.
    """
    if len(content) > MAX_BYTES:
        raise PngError("a PNG file of at most 2 MB", f"{len(content) >> 20} MB", "save it smaller")
    size = png_size(content)
    if size is None:
        raise PngError("a PNG file", "something else")
    if max(size) > MAX_SIDE:
        got = f"{size[0]} × {size[1]}"
        raise PngError(f"at most {MAX_SIDE} pixels a side", got, "save it smaller")
    _decode(clean_png(content))
    return size


def png_size(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels; None for what does not begin as a PNG file."""
    begins = content.startswith(START + struct.pack(">I", _HEADER_BYTES) + b"IHDR")
    if not begins or len(content) < 33:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return (width, height) if width and height else None


def _chunks(content: bytes) -> Iterator[_Chunk]:
    """(type, data) up to the end. What comes behind the end is not looked at."""
    at = len(START)
    while at + 12 <= len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        kind, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack(">I", content[at + 8 + length :][:4].ljust(4, b"\0"))
        if len(data) < length or zlib.crc32(kind + data) != checksum:
            break
        yield kind, data
        if kind == b"IEND":
            return
        at += 12 + length
    raise PngError("a whole PNG file", "a damaged one")


def _kept(content: bytes) -> Iterator[_Chunk]:
    seen: set[bytes] = set()
    for kind, data in _chunks(content):
        if kind in _MOVING:
            raise PngError("a picture that does not move", "an animation", "export one picture")
        again = kind in seen and kind != b"IDAT"
        if (again and kind in _KEPT) or not (kind in _KEPT or kind[0] & _NEEDED):
            raise PngError("a whole PNG file", "a damaged one")
        seen.add(kind)
        if kind in _KEPT or (kind == _PROFILE and not again and _is_profile(data)):
            yield kind, data


def _is_profile(data: bytes) -> bool:
    """Whether it is a colour profile of a sensible size; what is none says nothing of colours."""
    _, _, packed = data.partition(b"\0")
    unpacking = zlib.decompressobj()
    try:
        profile = unpacking.decompress(packed[1:], _MAX_PROFILE)
    except zlib.error:
        return False
    is_whole = unpacking.eof and not unpacking.unused_data
    head = profile[:_PROFILE_HEADER]
    return is_whole and head[36:40] == b"acsp" and int.from_bytes(head[:4], "big") == len(profile)


def _written(chunk: _Chunk) -> bytes:
    kind, data = chunk
    if kind == _PROFILE:  # its name is free text
        data = b"ICC\0" + data.partition(b"\0")[2]
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _decode(content: bytes) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=("PNG",)) as picture:
                picture.convert("RGBA")
    except Exception as error:  # a decoder raises whatever its format makes it stumble over
        raise PngError("a whole PNG file", "a damaged one") from error
