"""What is made once: results by what they were made of. Safe to delete, never needed."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, TypeVar

from portal.publish import write_aside

Made = TypeVar("Made")


class Cache:
    """Files in a directory, by a name that holds a digest of all that they depend on.

    Without a directory it holds nothing, and all that uses it works the same. `objects` are what a
    process keeps of records from one load to the next, by what they were made of.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self._directory = directory
        self.objects: dict[Hashable, object] = {}
        self._last: dict[str, tuple[object, Any]] = {}

    @property
    def keeps(self) -> bool:
        """Whether it holds anything: else what is made only to be kept need not be made."""
        return self._directory is not None

    def get(self, name: str) -> bytes | None:
        """What is kept under a name; None where there is nothing, or it cannot be read."""
        if self._directory is None:
            return None
        try:
            return (self._directory / name).read_bytes()
        except OSError:
            return None

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
            try:
                write_aside(self._directory, name, content)
            except OSError:
                return


NO_CACHE = Cache()
