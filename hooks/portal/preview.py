"""A site of which each file is made when somebody asks for it: however large it is, an edit shows
as soon as the data is read.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

from portal.build import Portal
from portal.plan import NO_TOOLS, Plan, SoFar, Tools
from portal.publish import write_file
from portal.theme import Theme
from portal.units import Job, Unit, make_units

# Up to so many pages the index of a preview takes less than two seconds.
SEARCHED: Final = 2_000
# Whose files lie below what; all others lie anywhere else.
_FOLDERS: Final = {
    "cards": ("card",),
    "data": ("document", "set", "schema", "operations", "openapi", "version"),
    "embed": ("embed",),
    "feeds": ("feeds", "event", "opml"),
    "pagefind": ("search",),
}
_NAMED: Final = frozenset({"page", "written", *(kind for own in _FOLDERS.values() for kind in own)})
# What the pages about the open data tell the sizes of.
_SIZED: Final = frozenset(_FOLDERS["data"]) - {"document"}


class Preview:
    """One state of the data as a site below `root`; a new state is a new preview."""

    def __init__(self, portal: Portal, theme: Theme, tools: Tools, root: Path) -> None:
        count = len(portal.tasks) * len(portal.localisers)
        self.has_search = tools.pagefind is not None and count <= SEARCHED
        self.root = root
        self._plan = Plan(portal, theme, tools if self.has_search else NO_TOOLS)
        self._sizes_known = False
        self._lock = threading.Lock()

    def make(self, path: str) -> None:
        """Make the file at a path below the root, if the site has one and it is not there yet.

        Raises: whatever making it raises.
        """
        with self._lock:
            if (self.root / path).is_file():
                return
            page = self._plan.page_at(path)
            if page is not None:
                self._run(Job([page]))
                return
            for unit, job in self._candidates(path):
                self._run(Job([unit], job.finish))
                if (self.root / path).is_file():
                    return
            self._make_late(path)

    @cached_property
    def _jobs(self) -> dict[str, list[tuple[Unit, Job]]]:
        """All units with their jobs, by the first word of their names; for what is no page."""
        found: dict[str, list[tuple[Unit, Job]]] = {}
        for jobs in (*self._plan.of_languages(), self._plan.shared()):
            for job in jobs:
                for unit in job.units:
                    found.setdefault(unit.name.partition(" ")[0], []).append((unit, job))
        return found

    def _candidates(self, path: str) -> Iterator[tuple[Unit, Job]]:
        """Who may make a file: first those whose name stands in its path."""
        kinds = _FOLDERS.get(path.split("/", 1)[0])
        if kinds is None:
            kinds = tuple(kind for kind in self._jobs if kind not in _NAMED)
        found = [one for kind in kinds for one in self._jobs.get(kind, ())]
        named = [one for one in found if _is_named(one[0].name, path)]
        yield from named
        if len(found) - len(named) < self._plan.page_count:
            yield from (one for one in found if one not in named)

    def _make_late(self, path: str) -> None:
        """The pages and files about files, if it is one of them."""
        if path.endswith(".html") and "/data/" not in f"/{path}":
            return
        if not self._sizes_known:
            for kind in _SIZED:
                for unit, job in self._jobs.get(kind, ()):
                    self._run(Job([unit], job.finish))
            self._sizes_known = True
        files = {
            (name := file.relative_to(self.root).as_posix()): (name, b"", file.stat().st_size)
            for file in (self.root / "data").rglob("*")
            if file.is_file()
        }
        so_far = SoFar(files, _NO_NOTES, (), lambda name: (self.root / name).read_bytes())
        for unit in self._plan.late(so_far):
            if unit.name.split(" ")[0] in ("archive", "catalogue", "page"):
                for name, content in unit.make():
                    write_file(self.root, name, content)
                    files[name] = (name, b"", len(content))

    def _run(self, job: Job) -> None:
        for _ in make_units(job, lambda path, content: write_file(self.root, path, content)):
            pass


class _NoNotes(dict[str, tuple[bytes, ...]]):
    def __missing__(self, key: str) -> tuple[bytes, ...]:
        return ()


_NO_NOTES: Final = _NoNotes()


def _is_named(name: str, path: str) -> bool:
    return all(word.strip("/") in path for word in name.split(" ")[1:])
