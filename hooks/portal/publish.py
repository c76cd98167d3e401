"""The one place that writes: aside first, then swapped in whole.

A build that fails or is killed leaves the site that was there. Two generations are kept: the
published one, and beside it the one before (`.site.previous`), to which one can go back, and which
the next build brings up to date and swaps in: what did not change is not written again.
"""

from __future__ import annotations

import atexit
import ctypes
import errno
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final, TypeVar

from portal.children import can_fork, start_child
from portal.forked import map_forked
from portal.locks import exclusive, lock, unlock

Made = TypeVar("Made")
_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2
# In each site, and hidden: which one it is. Written last and deleted first, it says that a site is
# whole.
MARKER: Final = ".build.json"
# The name of a file that has a directory of its own.
_OWN_DIRECTORY: Final = "/index.html"
# What scripts/compress_site.py puts beside a file; out of date when the file changes.
_COMPRESSED: Final = (".gz", ".br")
# After so many links, whoever links looks whether anybody waits for it.
_LINKS_TOGETHER: Final = 100


class SupersededError(Exception):
    """Another build has published meanwhile: what was made was made for a site that is gone."""


class Publisher:
    """Makes a site beside the one that is there, and puts it in its place."""

    def __init__(self, target: Path) -> None:
        """Make a directory to build in. Raises: OSError where the disk does not allow it."""
        # A link to a site stays a link: what it leads to is replaced.
        self.target = target.resolve()
        self.target.parent.mkdir(parents=True, exist_ok=True)
        with exclusive(self.target.parent):
            self._sweep()
            self._made: list[Path] = []
            self._held: list[int | None] = []
            self.directory = self._make_directory()
            is_first = not self.target.exists() and not self.previous.exists()
            # What will be the generation before.
            self._copy = self._make_directory() if is_first else None
            self._is_copying = False
            self._copier: BaseProcess | None = None
        # A build that is broken off by Ctrl-C passes no handler of MkDocs.
        atexit.register(self.discard)

    @property
    def previous(self) -> Path:
        """Where the generation before the published one is."""
        return previous_of(self.target)

    @property
    def is_first(self) -> bool:
        """Whether there was no site yet, of any kind."""
        return self._copy is not None

    def current(self) -> str:
        """The id of the published site; empty where there is none, or none of ours."""
        return read_marker(self.target)

    def publish_whole(self, site_id: str) -> None:
        """Put the directory, which holds a whole site, in the target's place.

        Raises: OSError; then the old site is still there.
        """
        self._finish_copy()
        with exclusive(self.target.parent):
            _write_marker(self.directory, site_id)
            if self.target.exists():
                _swap(self.directory, self.target)
                before: Path | None = self.directory
            else:
                self.directory.rename(self.target)
                before = self._copy
            if before is not None:
                with suppress(OSError):  # it is published; to go back would be a convenience
                    if before == self._copy:
                        _write_marker(before, site_id)
                    if self.previous.exists():
                        _swap(before, self.previous)
                    else:
                        before.rename(self.previous)
        self.discard()

    def publish_changes(
        self,
        site_id: str,
        base: str,
        before: str,
        differing: Iterable[str],
        changed: Collection[str],
        removed: Iterable[str],
    ) -> None:
        """Publish a site that differs from the published one in some files.

        `base` is the published site, `before` the generation before it; `differing` are the
        paths in which those two differ. The directory holds the files that are new or `changed`;
        `removed` are those that are no more.
        Raises: SupersededError where `base` is no longer published; OSError, and then the old
        site is still there.
        """
        with exclusive(self.target.parent):
            if self.current() != base:
                raise SupersededError
            lagging = set(differing)
            if not before or read_marker(self.previous) != before:
                lagging = set()
                self._clone()
            (self.previous / MARKER).unlink(missing_ok=True)
            for path in lagging.difference(changed):
                _link_or_remove(self.target, self.previous, path)
            for path in removed:
                _remove(self.previous, path)
            for path in changed:
                _forget_compressed(self.previous, path)
                _move(self.directory / path, self.previous / path)
            _write_marker(self.previous, site_id)
            _swap(self.previous, self.target)
        self.discard()

    def discard(self) -> None:
        """Delete what was made; the target stays as it is."""
        copier, self._copier = self._copier, None
        if copier is not None:
            copier.terminate()
            copier.join()
        for made in self._made:
            shutil.rmtree(made, ignore_errors=True)
        atexit.unregister(self.discard)
        for held in self._held:
            unlock(held)
        self._made, self._held = [], []

    def write(self, path: str, content: bytes) -> None:
        """Write a file of the new site. Raises: as `write_file`."""
        write_file(self.directory, path, content)
        if self._copy is not None and self._is_copying:
            _link_files(self.directory, self._copy, [path])

    def begin_copy(self, paths: Iterable[str]) -> None:
        """Nearly all is written, these files: copy them, if a copy is needed, while this goes on.

        What this process then does alone takes about as long as to link all files of a large site.
        What is written afterwards is added to the copy at once.
        """
        if self._copy is None:
            return
        self._is_copying = True
        if can_fork():
            run = partial(_link_in_child, self.directory, self._copy, tuple(paths), os.getpid())
            reader, self._copier = start_child(run, (), is_daemon=True)
            reader.close()

    def _finish_copy(self) -> None:
        """Wait for the copy. Raises: OSError where the disk fails."""
        copier, self._copier = self._copier, None
        if copier is not None:
            copier.join()
        if self._copy is not None and (copier is None or copier.exitcode):
            # What was not done, because the process was killed or has failed, is done here: then
            # an exception is raised where it can be understood.
            _link_tree(str(self.directory), str(self._copy))

    def read(self, path: str) -> bytes:
        """A file of the new site: as it was made, else as it is published. Raises: OSError."""
        try:
            return (self.directory / path).read_bytes()
        except FileNotFoundError:
            return (self.target / path).read_bytes()

    def _clone(self) -> None:
        """Make the previous generation a copy of the published one; files are shared."""
        aside = self._make_directory()
        _copy_by_links(self.target, aside)
        (aside / MARKER).unlink(missing_ok=True)
        if self.previous.exists():
            _swap(aside, self.previous)
        else:
            aside.rename(self.previous)

    def _make_directory(self) -> Path:
        made = Path(tempfile.mkdtemp(prefix=self._prefix, dir=self.target.parent))
        # mkdtemp makes it private; a site is for everyone that the umask allows.
        made.chmod(0o777 & ~_umask())
        self._made.append(made)
        # Held as long as this process lives, so that others know what was left behind.
        self._held.append(lock(made, wait=False))
        return made

    @property
    def _prefix(self) -> str:
        return f".{self.target.name}.building-"

    def _sweep(self) -> None:
        """Delete what killed builds have left."""
        for left in self.target.parent.glob(f"{self._prefix}*"):
            held = lock(left, wait=False)
            if held is not None:
                shutil.rmtree(left, ignore_errors=True)
                unlock(held)


def previous_of(target: Path) -> Path:
    """Where the generation before a published site is."""
    return target.with_name(f".{target.name}.previous")


def roll_back(target: Path) -> str:
    """Publish the generation before the present one; a second time takes that back.

    Returns its id. Raises: FileNotFoundError where there is none that is whole; OSError.
    """
    target = target.resolve()
    with exclusive(target.parent):
        site_id = read_marker(previous_of(target))
        if not site_id:
            raise FileNotFoundError(errno.ENOENT, "no earlier site", str(previous_of(target)))
        _swap(previous_of(target), target)
        return site_id


def read_marker(site: Path) -> str:
    """The id of a site; empty where it has none, or is not whole."""
    try:
        found = json.loads((site / MARKER).read_bytes())
    except (OSError, ValueError):
        return ""
    site_id = found.get("build") if isinstance(found, dict) else None
    return site_id if isinstance(site_id, str) else ""


def write_file(root: Path, relative: str, content: bytes) -> None:
    """Write one file below a root, making its directories.

    Raises: OSError; ValueError for a path that leaves the root (a bug, not data:
    ids are checked long before).
    """
    if relative.startswith("/") or ".." in relative.split("/"):
        raise ValueError(f"{relative} is not below the site")
    path = f"{root}/{relative}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    descriptor = _in_its_directory(path, lambda: os.open(path, flags, 0o666))
    # 180,000 times a build: a file object around the descriptor costs as much as the file.
    try:
        written = os.write(descriptor, content)
        while written < len(content):  # a full disk, or more than 2 GB: says why, or goes on
            written += os.write(descriptor, memoryview(content)[written:])
    finally:
        os.close(descriptor)


def _in_its_directory(path: str, make: Callable[[], Made]) -> Made:
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


# -- steps of a change ---------------------------------------------------------------


def _write_marker(site: Path, site_id: str) -> None:
    write_aside(site, MARKER, json.dumps({"build": site_id}).encode() + b"\n")


def _move(source: Path, target: Path) -> None:
    # Never written in place: the file may be shared with the published site.
    try:
        source.replace(target)
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)


def _link_or_remove(published: Path, previous: Path, path: str) -> None:
    """Make a file of the previous generation what it is in the published one."""
    _forget_compressed(previous, path)
    (previous / path).unlink(missing_ok=True)
    try:
        _share(published / path, previous / path)
    except FileNotFoundError:
        if (published / path).exists():
            (previous / path).parent.mkdir(parents=True, exist_ok=True)
            _share(published / path, previous / path)
        else:
            _remove(previous, path)


def _share(source: Path | str, target: Path | str) -> None:
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.EOPNOTSUPP):
            raise
        shutil.copyfile(source, target)  # a disk without hard links, or with too many


def _remove(site: Path, path: str) -> None:
    _forget_compressed(site, path)
    (site / path).unlink(missing_ok=True)
    for folder in (site / path).parents:
        if folder == site:
            return
        with suppress(OSError):  # it holds something else
            folder.rmdir()


def _forget_compressed(site: Path, path: str) -> None:
    for ending in _COMPRESSED:
        with suppress(FileNotFoundError, NotADirectoryError):
            os.unlink(f"{site}/{path}{ending}")  # noqa: PTH108 - for each changed file


def _copy_by_links(source: Path, target: Path) -> None:
    """Copy a site, the files shared; folder by folder on all processors."""
    folders = []
    for top, inner, names in os.walk(source):
        here = target / Path(top).relative_to(source)
        here.mkdir(exist_ok=True)
        for name in names:
            _link_anew(f"{top}/{name}", f"{here}/{name}")
        if top != str(source):
            folders += [(f"{top}/{name}", f"{here}/{name}") for name in inner]
            inner.clear()

    def copy(folder: tuple[str, str]) -> bytes:
        _link_tree(*folder)
        return b""

    for _ in map_forked(copy, folders):
        pass


def _link_tree(source: str, target: str) -> None:
    os.makedirs(target, exist_ok=True)  # noqa: PTH103 - 100,000 of them
    with os.scandir(source) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                _link_tree(entry.path, f"{target}/{entry.name}")
            else:
                _link_anew(entry.path, f"{target}/{entry.name}")


def _link_files(source: Path, target: Path, paths: Iterable[str]) -> None:
    """Share files of a site with another; those that are shared already stay."""
    for path in paths:
        one, other = f"{source}/{path}", f"{target}/{path}"
        _in_its_directory(other, partial(_link_anew, one, other))


def _link_in_child(
    source: Path, target: Path, paths: Sequence[str], parent: int, _writer: Connection
) -> None:
    for start in range(0, len(paths), _LINKS_TOGETHER):
        if os.getppid() != parent:  # killed: nobody waits for the copy, and others may sweep
            os._exit(1)
        try:
            _link_files(source, target, paths[start : start + _LINKS_TOGETHER])
        except (OSError, KeyboardInterrupt):
            os._exit(1)  # the parent meets the same, and says so


def _link_anew(source: str, target: str) -> None:
    with suppress(FileExistsError):  # a process that was killed has got so far
        _share(source, target)


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current


def _swap(one: Path, other: Path) -> None:
    """Exchange two directories: at once where the system can, else in two steps."""
    if _exchange(one, other):
        return
    aside = one.with_name(f"{one.name}-old")
    other.rename(aside)
    try:
        one.rename(other)
    except OSError:
        aside.rename(other)
        raise
    aside.rename(one)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two directories atomically; False where the system has no such call."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    rename: Callable[..., int] | None = getattr(libc, "renameat2", None)
    if rename is None:
        return False
    result = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    if result == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL):
        return False
    raise OSError(code, os.strerror(code), str(other))
