"""What is made once: results by what they were made of. Safe to delete, never needed."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

from portal.publish import write_aside


class Cache:
    """Files in a directory, by a name that holds a digest of all that they depend on.

    Without a directory it holds nothing, and all that uses it works the same. `objects` are what a
    process keeps of it from one load to the next, by what it was made of.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self._directory = directory
        self.objects: dict[Hashable, object] = {}

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

    def put(self, name: str, content: bytes) -> None:
        """Keep something. A full or forbidden disk is no reason not to build."""
        if self._directory is not None:
            try:
                write_aside(self._directory, name, content)
            except OSError:
                return


NO_CACHE = Cache()
