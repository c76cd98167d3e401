"""Folders for what is needed while a process runs, in the system's temporary directory.

Each ends with its process, and what a killed one has left, the next one deletes.
"""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from portal.locks import lock, unlock

_PREFIX: Final = "portal-"
# Held while the process lives. A folder without it is not ours, whatever its name.
_MARK: Final = ".scratch-of-inclusion-portal"


class Scratch:
    """A folder at `path`, for this user alone, until `close`."""

    def __init__(self) -> None:
        """Make it, and delete what dead processes have left. Raises: OSError."""
        if hasattr(os, "getuid"):  # not on Windows, which has no such locks
            sweep(Path(tempfile.gettempdir()))
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        # Locked before others can see it. Where there are no locks, nobody sweeps either.
        new = self.path / f"{_MARK}.new"
        new.touch()
        self._alive = lock(new, wait=False)
        new.rename(self.path / _MARK)
        self._owner = os.getpid()
        atexit.register(self.close)

    def close(self) -> None:
        """Delete it; not by a process that was only forked from its own."""
        atexit.unregister(self.close)
        if os.getpid() == self._owner:
            with suppress(OSError):
                _delete(self.path)
        unlock(self._alive)
        self._alive = None

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *raised: object) -> None:
        self.close()


def sweep(directory: Path) -> None:
    """Delete the folders of processes of this user that have ended without doing so."""
    with suppress(OSError):
        for entry in os.scandir(directory):
            if entry.name.startswith(_PREFIX):
                with suppress(OSError):  # another process deletes it just now
                    _delete_dead(entry)


def _delete_dead(folder: os.DirEntry[str]) -> None:
    found = folder.stat(follow_symlinks=False)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        return
    held = lock(Path(folder.path, _MARK), wait=False)
    if held is None:
        return
    try:
        _delete(Path(folder.path))
    finally:
        unlock(held)


def _delete(folder: Path) -> None:
    # The mark last: else what is left of a deletion that is killed would stay for ever.
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path, ignore_errors=True)
        elif entry.name != _MARK:
            Path(entry.path).unlink()
    shutil.rmtree(folder)
