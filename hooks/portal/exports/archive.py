"""Files in one zip, the same bytes every time; what is compressed already is not compressed anew.

Python's zipfile takes no compressed data. Source: PKWARE, APPNOTE.TXT 6.3.10, 4.3.7, 4.3.12,
4.3.16 and 4.4.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Final

from portal.exports.deflate import Deflated, deflate, join
from portal.workers import JobError

_LOCAL: Final = struct.Struct("<4s5H3I2H")
_CENTRAL: Final = struct.Struct("<4s4B4H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")
# Version 2.0 of the format; written on Unix, so that programs keep the permissions.
_VERSION: Final = 20
_UNIX: Final = 3
_DEFLATED: Final = 8
# Names in UTF-8, bit 11.
_UTF_8: Final = 1 << 11
# The earliest day that a zip can hold, 1980-01-01: the archive must not depend on a clock.
_TIME, _DAY = 0, 1 << 5 | 1
# A file that all may read.
_MODE: Final = 0o100644 << 16
# Larger numbers would need the format's extension Zip64.
_LARGEST: Final = 0xFFFFFFFE
_MOST_FILES: Final = 0xFFFE


class Archive:
    """A zip that grows file by file; the same files in the same order give the same bytes."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._directory: list[bytes] = []
        self._size = 0

    def add(self, name: str, content: bytes) -> None:
        """Add a file. Raises: JobError where a zip cannot hold it."""
        self.add_deflated(name, [deflate(content)])

    def add_deflated(self, name: str, pieces: Iterable[Deflated]) -> None:
        """Add a file that is compressed already, piece by piece. Raises: as `add`."""
        file, path = join(pieces), name.encode()
        flags = 0 if name.isascii() else _UTF_8
        if max(file.size, len(file.data), self._size) > _LARGEST:
            raise JobError(
                f"{name} makes an archive of more than 4 GiB, which a plain zip cannot hold. "
                f"Zip64 would be needed: see {__name__}."
            )
        sizes = (file.crc, len(file.data), file.size, len(path))
        local = _LOCAL.pack(
            b"PK\x03\x04", _VERSION, flags, _DEFLATED, _TIME, _DAY, *sizes, 0
        )  # fmt: skip
        self._directory.append(
            _CENTRAL.pack(
                b"PK\x01\x02", _VERSION, _UNIX, _VERSION, 0, flags, _DEFLATED, _TIME, _DAY, *sizes,
                0, 0, 0, 0, _MODE, self._size,
            ) + path
        )  # fmt: skip
        self._parts += (local, path, file.data)
        self._size += len(local) + len(path) + len(file.data)

    def finish(self) -> bytes:
        """The bytes of the zip. Raises: as `add`."""
        directory, count = b"".join(self._directory), len(self._directory)
        if count > _MOST_FILES or self._size > _LARGEST:
            raise JobError("The archive has more files or bytes than a plain zip can hold.")
        end = _END.pack(
            b"PK\x05\x06", 0, 0, count, count, len(directory), self._size, 0
        )  # fmt: skip
        return b"".join((*self._parts, directory, end))
