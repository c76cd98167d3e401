"""Exchanging two directories, at once where the system can."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2


def swap(one: Path, other: Path) -> None:
    """Exchange two directories: at once where the system can, else in two steps."""
    if _exchange(one, other):
        return
    aside = one.with_name(f"{one.name}-old")
    # Left by a build that was killed between the steps; what `other` holds came later.
    shutil.rmtree(aside, ignore_errors=True)
    other.rename(aside)
    try:
        one.rename(other)
    except OSError:
        aside.rename(other)
        raise
    aside.rename(one)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two directories atomically; False where the system has no such call."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    rename: Callable[..., int] | None = getattr(libc, "renameat2", None)
    if rename is None:
        return False
    result = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    if result == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL):
        return False
    raise OSError(code, os.strerror(code), str(other))
