"""Sites made aside, then swapped in whole; and the generation before, to which one can go back."""

from __future__ import annotations

import atexit
import errno
import json
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import partial
from glob import escape
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from portal.children import can_fork, start_child
from portal.locks import exclusive, lock, unlock
from portal.publish import links
from portal.publish.exchange import swap
from portal.publish.files import write_aside, write_file

# In each site, and hidden: which one it is. Written last and deleted first, it says that a site is
# whole.
MARKER: Final = ".build.json"


class SupersededError(Exception):
    """Another build has published meanwhile: what was made was made for a site that is gone."""


class Publisher:
    """Makes a site beside the one that is there, and puts it in its place."""

    def __init__(self, target: Path) -> None:
        """Make a directory to build in. Raises: OSError where the disk does not allow it."""
        self.target = place_of(target)
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
                swap(self.directory, self.target)
                before: Path | None = self.directory
            else:
                self.directory.rename(self.target)
                before = self._copy
            if before is not None:
                with suppress(OSError):  # it is published; to go back would be a convenience
                    if before == self._copy:
                        _write_marker(before, site_id)
                    self._put_previous(before)
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
            is_kept = bool(before) and not self.previous.is_symlink()
            if not is_kept or read_marker(self.previous) != before:
                lagging = set()
                self._clone()
            (self.previous / MARKER).unlink(missing_ok=True)
            links.follow(self.target, self.previous, lagging, changed)
            for path in removed:
                links.remove(self.previous, path)
            for path in changed:
                links.forget_compressed(self.previous, path)
                links.move(self.directory / path, self.previous / path)
            _write_marker(self.previous, site_id)
            swap(self.previous, self.target)
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
            links.link_files(self.directory, self._copy, [path])

    def begin_copy(self, paths: Iterable[str]) -> None:
        """Nearly all is written, these files: copy them, if a copy is needed, while this goes on.

        What this process then does alone takes about as long as to link all files of a large site.
        What is written afterwards is added to the copy at once.
        """
        if self._copy is None:
            return
        self._is_copying = True
        if can_fork():
            run = partial(
                links.link_in_child, self.directory, self._copy, tuple(paths), os.getpid()
            )
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
            links.link_tree(str(self.directory), str(self._copy))

    def read(self, path: str) -> bytes:
        """A file of the new site: as it was made, else as it is published. Raises: OSError."""
        try:
            return (self.directory / path).read_bytes()
        except FileNotFoundError:
            return (self.target / path).read_bytes()

    def _clone(self) -> None:
        """Make the previous generation a copy of the published one; files are shared."""
        aside = self._make_directory()
        links.copy_by_links(self.target, aside)
        (aside / MARKER).unlink(missing_ok=True)
        self._put_previous(aside)

    def _put_previous(self, site: Path) -> None:
        """Put a site in the place of the generation before."""
        if self.previous.is_symlink():  # somebody's: swapped, it would be the site one day
            self.previous.unlink()
        if self.previous.exists():
            swap(site, self.previous)
        else:
            site.rename(self.previous)

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
        for left in self.target.parent.glob(f"{escape(self._prefix)}*"):
            held = lock(left, wait=False)
            if held is not None:
                shutil.rmtree(left, ignore_errors=True)
                unlock(held)


def place_of(target: Path) -> Path:
    """Where a site really is: a link to it stays, what it leads to is replaced.

    What leads back to itself is still a link then. Raises: nothing.
    """
    return Path(os.path.realpath(target))


def previous_of(target: Path) -> Path:
    """Where the generation before a published site is, whose folder is no link."""
    return target.with_name(f".{target.name}.previous")


def roll_back(target: Path) -> str:
    """Publish the generation before the present one; a second time takes that back.

    Returns its id. Raises: FileNotFoundError where there is none that is whole; OSError.
    """
    target = place_of(target)
    before = previous_of(target)
    with exclusive(target.parent):
        site_id = "" if before.is_symlink() else read_marker(before)
        if not site_id:
            raise FileNotFoundError(errno.ENOENT, "no earlier site", str(before))
        swap(before, target)
        return site_id


def read_marker(site: Path) -> str:
    """The id of a site; empty where it has none, or is not whole."""
    try:
        found = json.loads((site / MARKER).read_bytes())
    except (OSError, ValueError):
        return ""
    site_id = found.get("build") if isinstance(found, dict) else None
    return site_id if isinstance(site_id, str) else ""


def _write_marker(site: Path, site_id: str) -> None:
    write_aside(site, MARKER, json.dumps({"build": site_id}).encode() + b"\n")


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current
