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
import sys
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

    def digest_of_any(self, path: str) -> bytes:
        """The SHA-256 of a file of whatever size. Raises: OSError as `read_bounded`."""
        known = self._now.get(path) or self._unchanged(path, sys.maxsize)
        if known is None:
            stamp = self._trusted(path)
            check_ordinary(os.stat(path), sys.maxsize)  # noqa: PTH116
            with open(path, "rb") as file:  # noqa: PTH123
                digest = hashlib.file_digest(file, "sha256").digest()
                known = self._now[path] = _Known(digest, file.tell(), stamp)
        return known.digest

    def content(self, path: str, limit: int = MAX_BYTES) -> bytes:
        """The bytes that `digest` is of. Raises: OSError as `read_bounded`."""
        content = self._held.pop(path, None)
        return self._read(path, limit) if content is None or len(content) > limit else content

    def _look(self, path: str, limit: int, *, hold: bool) -> _Known:
        known = self._unchanged(path, limit)
        if known is not None:
            return known
        content = self._read(path, limit)
        if hold:
            self._held[path] = content
        return self._now[path]

    def _unchanged(self, path: str, limit: int) -> _Known | None:
        """The file as it was at the last look, where it is still the same."""
        known = self._before.get(path)
        if known is None or known.stamp is None:
            return None
        found = os.stat(path)  # noqa: PTH116 - 10,000 times
        check_ordinary(found, limit)
        if known.stamp != _stamp(found):
            return None
        self._now[path] = known
        return known

    def _read(self, path: str, limit: int) -> bytes:
        stamp = self._trusted(path)
        content = read_bounded(path, limit)
        self._now[path] = _Known(hashlib.sha256(content).digest(), len(content), stamp)
        return content

    def _trusted(self, path: str) -> tuple[int, ...] | None:
        """The stamp of a file that is read next, where it is old enough.

        Taken before that: what is written meanwhile has another one.
        """
        if self._clock is None:
            return None
        now, found = self._clock(), os.stat(path)  # noqa: PTH116
        written = max(found.st_mtime_ns, found.st_ctime_ns)
        return _stamp(found) if written < now - _YOUNG_NS else None


def _stamp(found: os.stat_result) -> tuple[int, ...]:
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev
