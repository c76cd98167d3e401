"""Memory that is free, given back to the system.

The C library keeps what was freed for later use, and gives back by itself what lies at the end
alone. After 10,000 records were parsed that is more than a fourth of the process, and each job
leaves more of it: small objects, which Python keeps elsewhere, do not fill those holes again.
Source: malloc_trim(3), of glibc; other libraries have other ways, or none.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress


def give_back() -> None:
    """Give back what is free, where the C library can: 15 ms after parsing, then less."""
    # Windows has no library of the process itself, musl and macOS no such function.
    with suppress(TypeError, OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
