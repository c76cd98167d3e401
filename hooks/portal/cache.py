"""What is made once: results by what they were made of. Safe to delete, never needed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Hashable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeVar

from portal.publish import keep_newest, mark_used, remove_unused, write_aside

_DAY: Final = 24 * 60 * 60
# Who builds once a month finds what was made the month before.
_KEPT: Final = 31 * _DAY
# Of what is large, and made anew with every template: what was used last, alone.
_LAST_USED: Final = {"units": 12}
# When pruning was last tried; beside the folders, as what is not ours to prune.
_STAMP: Final = "pruned"
_SUM: Final = 16

Made = TypeVar("Made")


class Cache:
    """Files in folders of a directory, by a name that holds a digest of all that they depend on.

    What is damaged counts as missing: each file begins with a checksum.
    Without a directory it holds nothing, and all that uses it works the same. `now` is the moment
    by the machine's clock, in seconds since 1970 as the times of files are: with it, files know
    to the day when they were last used. `objects` are what a process keeps of records from
    one load to the next, by what they were made of.
    """

    def __init__(self, directory: Path | None = None, now: float | None = None) -> None:
        self._directory = directory
        self._now = now
        self.objects: dict[Hashable, object] = {}
        self._last: dict[str, tuple[object, Any]] = {}

    @property
    def keeps(self) -> bool:
        """Whether it holds anything: else what is made only to be kept need not be made."""
        return self._directory is not None

    def get(self, name: str) -> bytes | None:
        """What is kept under a name; None where nothing is that can be read and is whole."""
        if self._directory is None:
            return None
        path = self._directory / name
        try:
            with path.open("rb") as file:
                used = os.fstat(file.fileno()).st_mtime
                checksum, content = file.read(_SUM), file.read()
        except OSError:
            return None
        if _checksum(content) != checksum:
            return None
        pause = 0 if path.parent.name in _LAST_USED else _DAY
        if self._now is not None and used < self._now - pause:
            with suppress(OSError):
                mark_used(path, self._now)
        return content

    def remember(self, name: str, made_of: object, make: Callable[[], Made]) -> Made:
        """What `make` gives, in this process once for equal `made_of` in a row.

        What is kept nowhere (see `keeps`) is made each time.
        """
        if not self.keeps:
            return make()
        known = self._last.get(name)
        if known is None or known[0] != made_of:
            known = self._last[name] = (made_of, make())
        made: Made = known[1]
        return made

    def put(self, name: str, content: bytes) -> None:
        """Keep something. A full or forbidden disk is no reason not to build."""
        if self._directory is not None:
            with suppress(OSError):
                write_aside(self._directory, name, _checksum(content) + content)

    def prune(self) -> None:
        """Delete what nobody has used for a month; looks for it once a day. Never fails.

        Other builds may read and write meanwhile: what they miss they make.
        """
        if self._directory is None or self._now is None:
            return
        for folder, count in _LAST_USED.items():
            keep_newest(self._directory / folder, count)
        if self._was_pruned_today():
            return
        # First, so that two builds do not both look.
        self.put(_STAMP, f"{self._now:.0f}\n".encode())
        remove_unused(self._directory, self._now - _KEPT)

    def _was_pruned_today(self) -> bool:
        assert self._now is not None
        try:
            last = float(self.get(_STAMP) or b"")
        except ValueError:
            return False
        # One that lies in the future is of a clock that was wrong.
        return 0 <= self._now - last < _DAY


def _checksum(content: bytes) -> bytes:
    """Against broken disks; a forger needs none."""
    return hashlib.sha256(content).digest()[:_SUM]


NO_CACHE = Cache()
