"""Writing what the editing page saves: only below data/, only what passes the check."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from clock import now
from portal.check import check_directory, pages_directory
from portal.editing.local_names import RefusedError
from portal.editing.local_words import words, words_of_deletion
from portal.problems import Problem, Severity
from scratch import Scratch
from whole_files import written_aside


class Store:
    """A data directory, changed by one request at a time."""

    def __init__(self, directory: Path, pages: Path) -> None:
        self.directory = directory.resolve()
        self._pages = pages
        self._lock = threading.Lock()

    def change(
        self,
        changes: Mapping[str, bytes | None],
        before: Mapping[str, bytes | None] = MappingProxyType({}),
    ) -> None:
        """Write files (None: delete) if the whole data has no more errors than before.

        `before` is what files held (None: they were not there) when the changes were worked out.
        Raises: RefusedError with the problems' words, or where they do not hold that any more;
        then nothing has changed.
        """
        if not changes:
            return
        with self._lock:
            self._check(changes)
            new = {self._target(n): c for n, c in changes.items() if c is not None}
            with written_aside(new):
                # Last, as looking at the whole data takes a while.
                if any(self._content(name) != content for name, content in before.items()):
                    why = "somebody else has just changed this: save it once more"
                    raise RefusedError(why, 409)
            for name, content in changes.items():
                if content is None:
                    self._target(name).unlink()

    def _target(self, name: str) -> Path:
        """Where to write: never through a link, which leads elsewhere, also out of the copy."""
        target = self.directory / name
        for path in (target, *target.parents):
            if path == self.directory:
                break
            if path.is_symlink():
                place = path.relative_to(self.directory).as_posix()
                why = f"data/{place} is a link, and nothing is written through links"
                raise RefusedError(f"{why}: put what it leads to in its place", 403)
        if not target.resolve().is_relative_to(self.directory):
            raise RefusedError(f'"{name}" leads out of the data', 403)
        return target

    def _content(self, name: str) -> bytes | None:
        target = self._target(name)
        return target.read_bytes() if target.exists() else None

    def _check(self, changes: Mapping[str, bytes | None]) -> None:
        with Scratch() as folder:
            shadow = folder / "data"
            shutil.copytree(self.directory, shadow, symlinks=True, copy_function=_link)
            for name, content in changes.items():
                self._target(name)
                copy = shadow / name
                copy.unlink(missing_ok=True)  # a link: writing into it would change the data
                if content is not None:
                    copy.parent.mkdir(exist_ok=True)
                    copy.write_bytes(content)
            found = self._errors(shadow)
        if found:
            files = {f"data/{name}" for name in changes}
            before = set(self._errors(self.directory))
            new = tuple(p for p in found if p.path in files or p not in before)
            if new:
                deleted = all(content is None for content in changes.values())
                raise RefusedError(words_of_deletion(changes, new) if deleted else words(new))

    def _errors(self, directory: Path) -> tuple[Problem, ...]:
        pages = pages_directory(directory, self._pages)
        checked = check_directory(directory, "data", pages, "docs", now())
        return tuple(p for p in checked.problems if p.severity is Severity.ERROR)


def _link(source: str, target: str) -> str:
    """A second name for a file, which costs no copy; a copy where the disk knows no such thing."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)
    return target
