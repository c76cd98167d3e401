"""What is made once a run, though several processes run its tests: sites, above all.

The first process that asks makes it; those that ask meanwhile wait, and all read the same files.
"""

from __future__ import annotations

import os
import pickle
import shutil
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeAlias, TypeVar

from portal import locks

Made = TypeVar("Made")
# Of each file its size and the time of its last change.
Files: TypeAlias = dict[str, tuple[int, int]]


class _Result(NamedTuple):
    """What a process has left for the others."""

    made: object  # None where it failed
    failure: str
    files: Files


class Shared:
    """Makes each thing once, in a directory that all processes of a run have."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def get(self, name: str, make: Callable[[Path], Made]) -> Made:
        """What `make` makes in the directory that it is given, pickled for the others.

        Raises: what `make` raises, then AssertionError with its traceback for all who ask.
        """
        home = self._directory / name
        home.mkdir(parents=True, exist_ok=True)
        with locks.exclusive(home):
            left = home / "result"
            if not left.exists():
                _leave(left, home / "made", make)
            result: _Result = pickle.loads(left.read_bytes())
        assert not result.failure, f"{name} could not be made:\n{result.failure}"
        made: Made = result.made  # type: ignore[assignment]
        return made

    def changed(self) -> list[str]:
        """What tests have changed of what belongs to all: each a file's path, or none."""
        found = []
        for left in sorted(self._directory.glob("*/result")):
            result: _Result = pickle.loads(left.read_bytes())
            now = _files(left.parent / "made") if not result.failure else {}
            differing = {path for path, _ in result.files.items() ^ now.items()}
            found += [f"{left.parent.name}/{path}" for path in sorted(differing)]
        return found


class Visit:
    """A process at work in a directory, from here on until it leaves."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory / "visits"
        self._directory.mkdir(parents=True, exist_ok=True)
        with locks.exclusive(self._directory):
            descriptor, name = tempfile.mkstemp(dir=self._directory)
            os.close(descriptor)
            self._own = Path(name)
            self._held = locks.lock(self._own, wait=False)

    def leave(self) -> bool:
        """End the visit; whether nobody else is left. Who was killed has left, too."""
        with locks.exclusive(self._directory):
            locks.unlock(self._held)
            self._own.unlink()
            return not any(map(_is_there, self._directory.iterdir()))


def _is_there(visit: Path) -> bool:
    found = locks.lock(visit, wait=False)
    locks.unlock(found)
    return found is None


def _leave(left: Path, place: Path, make: Callable[[Path], object]) -> None:
    shutil.rmtree(place, ignore_errors=True)  # of a process that was killed
    place.mkdir()
    try:
        result = _Result(make(place), "", _files(place))
    except BaseException:
        left.write_bytes(pickle.dumps(_Result(None, traceback.format_exc(), {})))
        raise
    unfinished = left.with_suffix(".unfinished")
    unfinished.write_bytes(pickle.dumps(result))
    unfinished.replace(left)


def _files(directory: Path) -> Files:
    found: Files = {}
    for top, _, names in os.walk(directory):
        for name in names:
            path = Path(top, name)
            known = path.lstat()
            found[path.relative_to(directory).as_posix()] = (known.st_size, known.st_mtime_ns)
    return found
