"""Locks by which processes know of each other: each ends with the process that holds it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

fcntl: Any
try:
    import fcntl
except ImportError:  # not on Windows: builds of one site must not overlap there
    fcntl = None


def lock(path: Path, *, wait: bool) -> int | None:
    """Lock a file or directory; None where another process holds it, or there are no such locks.

    Processes that are forked meanwhile hold it too.
    """
    if fcntl is None:
        return None
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None  # another process has swept it away
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def unlock(descriptor: int | None) -> None:
    """Let go of what `lock` gave."""
    if descriptor is not None:
        with suppress(OSError):
            os.close(descriptor)


@contextmanager
def exclusive(directory: Path) -> Iterator[None]:
    """Do something in a directory while no other process does."""
    descriptor = lock(directory, wait=True)
    try:
        yield
    finally:
        unlock(descriptor)
