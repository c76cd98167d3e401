"""Reading files that somebody else has put there: never without end, never without bounds."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Final

from portal.problems import Problem

# Far above what any check lets pass, far below what a machine has.
MAX_BYTES: Final = 64 << 20


def read_bounded(path: Path | str, limit: int = MAX_BYTES) -> bytes:
    """The bytes of an ordinary file.

    Raises: OSError where the disk fails, and for what is no ordinary file (a pipe would be
    waited for, for ever) or longer than `limit` bytes.
    """
    found = os.stat(path)  # noqa: PTH116 - 10,000 times
    check_ordinary(found, limit)
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123
        return file.read(min(found.st_size, limit) + 1)[:limit]


def check_ordinary(found: os.stat_result, limit: int) -> None:
    """See that what was found is an ordinary file of at most `limit` bytes. Raises: OSError."""
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, "a folder")
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "a pipe or a device")
    if found.st_size > limit:
        raise OSError(errno.EFBIG, f"a file of {found.st_size >> 20:,} MB")


def unreadable(name: str, error: OSError) -> Problem:
    """The problem of a file or folder that could not be read."""
    fix = "make it readable (see its permissions), then check again"
    if error.errno in (errno.EINVAL, errno.EFBIG, errno.EISDIR):
        fix = "put an ordinary file there, of a few MB at most, or delete it"
    got = error.strerror or type(error).__name__
    return Problem(name, 1, 1, "", "something that can be read", got[:1].lower() + got[1:], fix)


def is_passed_over(name: str) -> bool:
    """Whether a file is nobody's business: hidden, or what an editor keeps beside it: x.yml~ of
    before, #x.yml# of what is not saved yet.
    """
    return name.startswith(".") or name.endswith("~") or name[0] == name[-1] == "#"


def name_problem(
    path: str, expected: str = "a name in UTF-8, of signs that can be seen"
) -> Problem:
    """The problem of a file or folder whose name cannot be published.

    What is not printable (`str.isprintable`) is not UTF-8, or a line break and the like: it stands
    in no address, and would begin a line of its own in lists of files.
    """
    got = f'"{path.rpartition("/")[2]}"'  # `quote_got` would make a space of a line break
    return Problem(path, 1, 1, "", expected, got, "rename it, in a–z, 0–9 and hyphens")
