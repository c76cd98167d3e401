"""The one place that writes: aside first, then swapped in whole.

A build that fails or is killed leaves the site that was there.
"""

from __future__ import annotations

import atexit
import ctypes
import errno
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2


class Staging:
    """A directory beside the target, in which a site is made."""

    def __init__(self, target: Path) -> None:
        """Make the directory. Raises: OSError where the disk does not allow it."""
        # A link to a site stays a link: what it leads to is replaced.
        self.target = target.resolve()
        self.target.parent.mkdir(parents=True, exist_ok=True)
        prefix = f".{self.target.name}.building-"
        self.directory = Path(tempfile.mkdtemp(prefix=prefix, dir=self.target.parent))
        # mkdtemp makes it private; a site is for everyone that the umask allows.
        self.directory.chmod(0o777 & ~_umask())
        # A build that is broken off by Ctrl-C passes no handler of MkDocs.
        atexit.register(self.discard)

    def commit(self) -> None:
        """Put the new site in the old one's place, in one step where the system can.

        Raises: OSError; then the old site is still there.
        """
        if not self.target.exists():
            self.directory.rename(self.target)
            return
        if _exchange(self.directory, self.target):
            shutil.rmtree(self.directory)
            return
        old = self.directory.with_name(self.directory.name + "-old")
        self.target.rename(old)
        try:
            self.directory.rename(self.target)
        except OSError:
            old.rename(self.target)
            raise
        shutil.rmtree(old)

    def discard(self) -> None:
        """Delete what was made; the target stays as it is."""
        atexit.unregister(self.discard)
        shutil.rmtree(self.directory, ignore_errors=True)


def write_file(root: Path, relative: str, content: bytes) -> None:
    """Write one file below a root, making its directories.

    Raises: OSError; ValueError for a path that leaves the root (a bug, not data:
    ids are checked long before).
    """
    if relative.startswith("/") or ".." in relative.split("/"):
        raise ValueError(f"{relative} is not below the site")
    path = os.path.join(root, relative)  # noqa: PTH118 - 40,000 times a build: pathlib costs 3x
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def write_aside(root: Path, relative: str, content: bytes) -> None:
    """Write one file below a root in one step: whoever reads it finds all of it, or none.

    Raises: OSError; ValueError as `write_file`.
    """
    # Several processes may write the same file at the same time.
    part = f"{relative}.{os.getpid()}.part"
    write_file(root, part, content)
    (root / part).replace(root / relative)


def file_sizes(root: Path, folder: str) -> dict[str, int]:
    """Bytes of the files below a folder of the site, by path below its root."""
    return {
        path.relative_to(root).as_posix(): path.stat().st_size
        for path in sorted((root / folder).rglob("*"))
        if path.is_file()
    }


def copy_file(source: Path, root: Path, relative: str) -> None:
    """Copy a file as it is, without its times."""
    write_file(root, relative, source.read_bytes())


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current


def _exchange(one: Path, other: Path) -> bool:
    """Swap two directories atomically; False where the system has no such call."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    rename = getattr(libc, "renameat2", None)
    if rename is None:
        return False
    result = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    if result == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL):
        return False
    raise OSError(code, os.strerror(code), str(other))
