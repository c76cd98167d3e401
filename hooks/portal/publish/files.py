"""Writing, finding and deleting files. Part of the one place that writes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

Made = TypeVar("Made")
# The name of a file that has a directory of its own.
_OWN_DIRECTORY: Final = "/index.html"


def write_file(root: Path, relative: str, content: bytes) -> None:
    """Write one file below a root, making its directories.

    Raises: OSError; ValueError for a path that leaves the root (a bug, not data:
    ids are checked long before).
    """
    if relative.startswith("/") or ".." in relative.split("/"):
        raise ValueError(f"{relative} is not below the site")
    path = f"{root}/{relative}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    descriptor = in_its_directory(path, lambda: os.open(path, flags, 0o666))
    # 180,000 times a build: a file object around the descriptor costs as much as the file.
    try:
        written = os.write(descriptor, content)
        while written < len(content):  # a full disk, or more than 2 GB: says why, or goes on
            written += os.write(descriptor, memoryview(content)[written:])
    finally:
        os.close(descriptor)


def in_its_directory(path: str, make: Callable[[], Made]) -> Made:
    """What `make` returns, which makes a file; the directories above it are made for that."""
    folder = path.rpartition("/")[0]
    if path.endswith(_OWN_DIRECTORY):
        # Of its own: it is hardly ever there yet, and to fail to make the file takes as long.
        _make_directories(folder)
    try:
        return make()
    except FileNotFoundError:
        _make_directories(folder)
        return make()


def _make_directories(path: str) -> None:
    # Most stand in one that is there: `makedirs` alone asks for that first.
    try:
        os.mkdir(path)  # noqa: PTH102
    except FileExistsError:
        pass  # or it is a file: whoever opens one in it says so
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)  # noqa: PTH103


def write_aside(root: Path, relative: str, content: bytes) -> None:
    """Write one file below a root in one step: whoever reads it finds all of it, or none.

    Raises: OSError; ValueError as `write_file`.
    """
    # Several processes may write the same file at the same time.
    part = f"{relative}.{os.getpid()}.part"
    try:
        write_file(root, part, content)
        (root / part).replace(root / relative)
    except OSError:
        with suppress(OSError):
            (root / part).unlink()
        raise


def mark_used(path: Path, moment: float) -> None:
    """Give a file the time at which it was used, in seconds since 1970. Raises: OSError."""
    os.utime(path, (moment, moment))


def remove_unused(root: Path, before: float) -> None:
    """Delete the files in the folders of a directory whose time lies before a moment.

    What stands in the directory itself stays. What cannot be deleted stays, too.
    """
    for folder in _entries(root):
        for top, _, names in os.walk(folder.path) if folder.is_dir(follow_symlinks=False) else ():
            for name in names:
                path = Path(top, name)
                with suppress(OSError):  # another build may have been quicker
                    if path.lstat().st_mtime < before:
                        path.unlink()


def keep_newest(folder: Path, count: int) -> None:
    """Delete the files of a folder but for the newest; what cannot be deleted stays."""
    found = []
    for entry in _entries(folder):
        with suppress(OSError):
            found.append((entry.stat(follow_symlinks=False).st_mtime, entry.path))
    for _, path in sorted(found, reverse=True)[count:]:
        with suppress(OSError):
            Path(path).unlink()


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def walk_files(root: Path) -> Iterator[tuple[str, int]]:
    """The files below a directory: paths below it, with slashes, and bytes. Raises: OSError."""
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        with os.scandir(root / folder if folder else root) as entries:
            for entry in entries:
                path = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(path)
                else:
                    yield path, entry.stat(follow_symlinks=False).st_size
