"""What a file really is, by its bytes, and whether something hangs on behind its end."""

from __future__ import annotations

import re
from typing import Final

# The formats that are taken, by the ending of the file's name.
OF_ENDING: Final = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WebP"}
_STARTS: Final = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"8BPS", "Photoshop"),
)
# The `ftyp` box's brands that phones write. Source: ISO/IEC 23008-12, 10.2; AVIF 1.1, 6.
_BRANDS: Final = {b"avif": "AVIF", b"avis": "AVIF", b"heic": "HEIC", b"heix": "HEIC",
                  b"mif1": "HEIC", b"hevc": "HEIC"}  # fmt: skip
# Inside compressed data, FF is followed by 00 or by a restart marker. Source: ITU-T T.81, B.1.
_JPEG_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
_JPEG_END, _JPEG_SCAN = 0xD9, 0xDA


def format_of(content: bytes) -> str:
    """The format that a file begins as; "SVG", "text" or "" for what is no photograph."""
    for start, name in _STARTS:
        if content.startswith(start):
            return name
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WebP"
    if content[4:8] == b"ftyp":
        return _BRANDS.get(content[8:12], "")
    head = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<svg", b"<?xml")) and b"<svg" in head:
        return "SVG"
    return "text" if head.startswith((b"<", b"#", b"version https://git-lfs")) else ""


def end_of(content: bytes, name: str) -> int | None:
    """Where the picture ends in its file, as its format says; None where it has no end.

    `name` is the format. What begins as a picture and goes on as something else (an
    archive, a page with scripts) ends before its file does.
    """
    return {"JPEG": _jpeg_end, "PNG": _png_end, "WebP": _webp_end}[name](content)


def _jpeg_end(content: bytes) -> int | None:
    at = 2
    while at < len(content):
        if content[at] != 0xFF:
            return None
        while at < len(content) and content[at] == 0xFF:
            at += 1
        marker = content[at : at + 1]
        at += 1
        if marker == bytes((_JPEG_END,)):
            return _behind_second_picture(content, at)
        if marker == b"\x01" or b"\xd0" <= marker <= b"\xd7":
            continue
        length = int.from_bytes(content[at : at + 2], "big")
        if length < 2:
            return None
        at += length
        if marker == bytes((_JPEG_SCAN,)):
            found = _JPEG_MARKER.search(content, at)
            if found is None:
                return None
            at = found.start()
    return None


def _behind_second_picture(content: bytes, at: int) -> int:
    # Telephones write more pictures behind the first: depth, brightness, a preview.
    # Source: CIPA DC-007, Multi-Picture Format.
    rest = content[at:].lstrip(b"\0")
    if not rest:
        return len(content)
    if rest.startswith(b"\xff\xd8\xff") and (end := _jpeg_end(rest)) is not None:
        return len(content) - len(rest) + end
    return at


def _png_end(content: bytes) -> int | None:
    at = 8
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        kind = content[at + 4 : at + 8]
        at += 12 + length
        if kind == b"IEND":
            return at if at <= len(content) else None
    return None


def _webp_end(content: bytes) -> int | None:
    length = int.from_bytes(content[4:8], "little") + 8
    end = length + length % 2
    return end if len(content) in (length, end) else (length if length < len(content) else None)
