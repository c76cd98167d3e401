"""Two generations of a site that share their files: hard links, where the disk has them."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Collection, Container, Iterable, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from portal.forked import map_forked
from portal.publish.files import in_its_directory

# What scripts/compress_site.py puts beside a file; out of date when the file changes.
_COMPRESSED: Final = (".gz", ".br")
# After so many links, whoever links looks whether anybody waits for it.
_LINKS_TOGETHER: Final = 100


def move(source: Path, target: Path) -> None:
    """Put a file in a place, whose directory is made where it is missing. Raises: OSError."""
    # Never written in place: the file may be shared with the published site.
    try:
        source.replace(target)
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)


def follow(
    published: Path, previous: Path, differing: Collection[str], changed: Container[str]
) -> None:
    """Make files of the previous generation what they are in the published one.

    Those that are `changed` next may be left out. Raises: OSError.
    """
    gone = {path for path in differing if not (published / path).is_file()}
    # First: what was a file may be a folder now, and the other way round.
    for path in gone:
        remove(previous, path)
    for path in differing:
        if path not in gone and path not in changed:
            _link_newest(published, previous, path)


def _link_newest(published: Path, previous: Path, path: str) -> None:
    forget_compressed(previous, path)
    (previous / path).unlink(missing_ok=True)
    try:
        _share(published / path, previous / path)
    except FileNotFoundError:
        (previous / path).parent.mkdir(parents=True, exist_ok=True)
        _share(published / path, previous / path)


def _share(source: Path | str, target: Path | str) -> None:
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.EOPNOTSUPP):
            raise
        shutil.copyfile(source, target)  # a disk without hard links, or with too many


def remove(site: Path, path: str) -> None:
    """Delete a file of a site, and the directories that are empty then. Raises: OSError."""
    forget_compressed(site, path)
    (site / path).unlink(missing_ok=True)
    for folder in (site / path).parents:
        if folder == site:
            return
        with suppress(OSError):  # it holds something else
            folder.rmdir()


def forget_compressed(site: Path, path: str) -> None:
    """Delete what stands compressed beside a file. Raises: OSError."""
    for ending in _COMPRESSED:
        with suppress(FileNotFoundError, NotADirectoryError):
            os.unlink(f"{site}/{path}{ending}")  # noqa: PTH108 - for each changed file


def copy_by_links(source: Path, target: Path) -> None:
    """Copy a site, the files shared; folder by folder on all processors. Raises: OSError."""
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
        link_tree(*folder)
        return b""

    for _ in map_forked(copy, folders):
        pass


def link_tree(source: str, target: str) -> None:
    """The same by this process alone; what is there already stays. Raises: OSError."""
    os.makedirs(target, exist_ok=True)  # noqa: PTH103 - 100,000 of them
    with os.scandir(source) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                link_tree(entry.path, f"{target}/{entry.name}")
            else:
                _link_anew(entry.path, f"{target}/{entry.name}")


def link_files(source: Path, target: Path, paths: Iterable[str]) -> None:
    """Share files of a site with another; those that are shared already stay. Raises: OSError."""
    for path in paths:
        one, other = f"{source}/{path}", f"{target}/{path}"
        in_its_directory(other, partial(_link_anew, one, other))


def link_in_child(
    source: Path, target: Path, paths: Sequence[str], parent: int, _writer: Connection
) -> None:
    """The same, as the work of a child of the process `parent`: it ends with 1 where it fails."""
    for start in range(0, len(paths), _LINKS_TOGETHER):
        if os.getppid() != parent:  # killed: nobody waits for the copy, and others may sweep
            os._exit(1)
        try:
            link_files(source, target, paths[start : start + _LINKS_TOGETHER])
        except (OSError, KeyboardInterrupt):
            os._exit(1)  # the parent meets the same, and says so


def _link_anew(source: str, target: str) -> None:
    with suppress(FileExistsError):  # a process that was killed has got so far
        _share(source, target)
