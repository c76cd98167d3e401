"""Compressed pieces that can be kept, and joined to a whole that nobody compresses anew."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Final, NamedTuple

# zlib's own choice. Level 4 would take little more than half the time, once; what all readers
# download would be an eighth larger.
LEVEL: Final = 6
# What the bytes of a piece depend on, besides its content.
RECIPE: Final = f"zlib {zlib.ZLIB_RUNTIME_VERSION} level {LEVEL}"
_RAW: Final = -zlib.MAX_WBITS
# A last block with nothing in it. Source: RFC 1951, 3.2.3 and 3.2.6.
_END: Final = b"\x03\x00"
# CRC-32 as zlib has it: bits in reverse, so that this is the polynomial 1. RFC 1952, 8.
_ONE: Final = 0x80000000
_POLYNOMIAL: Final = 0xEDB88320


class Deflated(NamedTuple):
    """A piece of a file, compressed by itself.

    `crc` and `size` (bytes) are the content's; `shift` is what as many bytes do to a CRC before
    them; `data` are deflate blocks that end at a byte and look back at nothing before them.
    """

    crc: int
    shift: int
    size: int
    data: bytes


def deflate(content: bytes) -> Deflated:
    """Compress a piece. The same content gives the same bytes with the same `RECIPE`."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, _RAW)
    data = packer.compress(content) + packer.flush(zlib.Z_SYNC_FLUSH)
    crc = zlib.crc32(content)
    # CRCs are linear: of two that begin differently, the content itself falls out.
    return Deflated(crc, zlib.crc32(content, _ONE) ^ crc, len(content), data)


def inflate(piece: Deflated) -> bytes:
    """The content of a piece. Raises: zlib.error where it is damaged."""
    return zlib.decompress(piece.data + _END, _RAW, piece.size or 1)


def join(pieces: Iterable[Deflated]) -> Deflated:
    """The pieces as one whole file; nothing may follow it."""
    crc, shift, size, data = 0, _ONE, 0, []
    for piece in pieces:
        crc = _times(crc, piece.shift) ^ piece.crc
        shift = _times(shift, piece.shift)
        size += piece.size
        data.append(piece.data)
    return Deflated(crc, shift, size, b"".join((*data, _END)))


def _times(one: int, other: int) -> int:
    """The product of two polynomials modulo that of CRC-32. Source: zlib's crc32.c, multmodp."""
    product = 0
    while one:
        if one & _ONE:
            product ^= other
        one = (one << 1) & 0xFFFFFFFF
        other = (other >> 1) ^ (_POLYNOMIAL if other & 1 else 0)
    return product
