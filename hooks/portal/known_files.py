"""Files as this process has read them: what has not changed since is not read again.

For one process, and never on the disk: a build goes by what stands in the files, and reads each
of them once. A preview looks at the data again and again; there a file counts as unchanged while
its size, its times and the file itself (its number on the disk) are the same, but for one that
was young when it was read: it may have been written twice within a tick of the system's clock.
Source: "Racy Git" (technical notes of git), which does the same with its index.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from typing import Final, NamedTuple

from portal.reading import MAX_BYTES, check_ordinary, read_bounded

# FAT keeps times to two seconds, all others to less.
_YOUNG_NS: Final = 2_500_000_000


class _Known(NamedTuple):
    """A file at one look: its SHA-256, its size in bytes, its stamp where that can be trusted."""

    digest: bytes
    size: int
    stamp: tuple[int, ...] | None


class KnownFiles:
    """Contents and digests of files, by path. From one `look_again` to the next, none changes."""

    def __init__(self, clock_ns: Callable[[], int] | None = None) -> None:
        """`clock_ns` tells nanoseconds since 1970; without, each look reads every file."""
        self._clock = clock_ns
        self._before: dict[str, _Known] = {}
        self._now: dict[str, _Known] = {}
        self._held: dict[str, bytes] = {}

    def look_again(self) -> None:
        """From now on, files may have changed."""
        self._before, self._now = {**self._before, **self._now}, {}
        self.let_go()

    def let_go(self) -> None:
        """Contents that nobody has asked for are not needed any more."""
        self._held = {}

    def digest(self, path: str, limit: int = MAX_BYTES, *, hold: bool = False) -> bytes:
        """The SHA-256 of an ordinary file of at most `limit` bytes.

        With `hold`, its content is kept until it is asked for, or let go.
        Raises: OSError as `read_bounded`.
        """
        known = self._now.get(path)
        if known is None or known.size > limit:
            known = self._look(path, limit, hold=hold)
        return known.digest

    def content(self, path: str, limit: int = MAX_BYTES) -> bytes:
        """The bytes that `digest` is of. Raises: OSError as `read_bounded`."""
        content = self._held.pop(path, None)
        return self._read(path, limit) if content is None or len(content) > limit else content

    def _look(self, path: str, limit: int, *, hold: bool) -> _Known:
        known = self._before.get(path)
        if known is not None and known.stamp is not None:
            found = os.stat(path)  # noqa: PTH116 - 10,000 times
            check_ordinary(found, limit)
            if known.stamp == _stamp(found):
                self._now[path] = known
                return known
        content = self._read(path, limit)
        if hold:
            self._held[path] = content
        return self._now[path]

    def _read(self, path: str, limit: int) -> bytes:
        stamp = None
        if self._clock is not None:
            # Looked at before it is read: what is written meanwhile is younger than that.
            began, found = self._clock(), os.stat(path)  # noqa: PTH116
            if max(found.st_mtime_ns, found.st_ctime_ns) < began - _YOUNG_NS:
                stamp = _stamp(found)
        content = read_bounded(path, limit)
        self._now[path] = _Known(hashlib.sha256(content).digest(), len(content), stamp)
        return content


def _stamp(found: os.stat_result) -> tuple[int, ...]:
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev
