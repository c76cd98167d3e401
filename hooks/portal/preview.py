"""A site of which each file is made when somebody asks for it: however large it is, an edit shows
as soon as the data is read.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from portal.addresses import SECTIONS
from portal.build import Portal
from portal.plan import NO_TOOLS, Plan, SoFar, Tools
from portal.publish import write_file
from portal.theme import Theme
from portal.units import Job, Unit, contents_of, make_units

# Up to so many pages the index of a preview takes less than two seconds.
SEARCHED: Final = 2_000
# Which parts of a plan (see `Plan.parts`) make what lies below a folder; what lies elsewhere is
# made by the last ones.
_FOLDERS: Final[Mapping[str, tuple[str, ...]]] = {
    "assets": ("others", "explorer"),
    "cards": ("cards",),
    "data": ("data",),
    "embed": ("embed", "others"),
    "feeds": ("feeds",),
    "files": ("others",),
    "licences": ("others",),
    "logos": ("others",),
    "pagefind": ("search",),
    "pictures": ("pictures",),
}
_ELSEWHERE: Final = ("own", "others")
# What the pages about the open data tell the sizes of.
_SIZED: Final = frozenset({"set", "schema", "operations", "openapi", "version"})
_LATE: Final = frozenset({"archive", "catalogue", "page"})


class Preview:
    """One state of the data as a site below `root`; a new state is a new preview."""

    def __init__(self, portal: Portal, theme: Theme, tools: Tools, root: Path) -> None:
        count = len(portal.tasks) * len(portal.localisers)
        self.has_search = tools.pagefind is not None and count <= SEARCHED
        self.root = root
        self._plan = Plan(portal, theme, tools if self.has_search else NO_TOOLS)
        self._languages = tuple(portal.localisers)
        self._former = portal.catalog.former
        self._listed: dict[str, list[Job]] = {}
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

    def _candidates(self, path: str) -> Iterator[tuple[Unit, Job]]:
        """Who may make a file that is no page."""
        folder = path.split("/", 1)[0]
        parts = _FOLDERS.get(folder, _ELSEWHERE)
        if path.endswith("/index.html"):
            # Cards for other websites are pages as well, but none of a renderer's.
            parts = ("own", "embed") if folder == "embed" else ("own",)
        told = f"{path} {self._of_today(path)}"
        for part in parts:
            for job in self._jobs(part):
                yield from ((unit, job) for unit in job.units if _may_make(unit.name, told))

    def _jobs(self, part: str) -> list[Job]:
        """The jobs of a part in all languages, listed once."""
        if part not in self._listed:
            every = [self._plan.shared_parts(), *map(self._plan.parts, self._languages)]
            self._listed[part] = [job for of in every if part in of for job in of[part]()]
        return self._listed[part]

    def _of_today(self, path: str) -> str:
        """The path with today's ids in the place of those that records had before."""
        steps = re.split(r"([/.])", path)
        today = {
            old: new
            for (kind, old), new in self._former.items()
            if steps[0] in ("embed", "logos") or kind in steps or SECTIONS.get(kind) in steps
        }
        return "".join(today.get(step, step) for step in steps)

    def _make_late(self, path: str) -> None:
        """The pages and files about files, if it is one of them."""
        if not path.startswith("data/") and not path.endswith("/data/index.html"):
            return
        if not self._sizes_known:
            for job in self._jobs("data"):
                for unit in job.units:
                    if unit.name.split(" ")[0] in _SIZED:
                        self._run(Job([unit], job.finish))
            self._sizes_known = True
        files = {
            (name := file.relative_to(self.root).as_posix()): (name, b"", file.stat().st_size)
            for file in (self.root / "data").rglob("*")
            if file.is_file()
        }
        so_far = SoFar(files, _NO_NOTES, (), lambda name: (self.root / name).read_bytes())
        for unit in self._plan.late(so_far):
            if unit.name.split(" ")[0] in _LATE:
                for name, content in contents_of(unit):
                    write_file(self.root, name, content)
                    files[name] = (name, b"", len(content))

    def _run(self, job: Job) -> None:
        for _ in make_units(job, lambda path, content: write_file(self.root, path, content)):
            pass


class _NoNotes(dict[str, tuple[bytes, ...]]):
    def __missing__(self, key: str) -> tuple[bytes, ...]:
        return ()


_NO_NOTES: Final = _NoNotes()


def _may_make(name: str, told: str) -> bool:
    """Whether the unit of a name may make the file of a path, told in today's ids too."""
    kind, *words = name.split(" ")
    match kind:
        case "404":
            return told.split(" ")[0].endswith("404.html")
        case "sitemap":
            return told.startswith(f"sitemap-{words[0]}")
        case "pictures":
            return True
        case "version":
            words = [kind]
        case "opml":
            words = [kind, *words]
        case "embed" if words == ["scripts"]:
            return told.split(" ")[0].endswith(".js")
        case "written":
            return False  # a page
        case "moved":
            words = words[1:2]
        case "kit":
            words = words[1:]
        case "explorer":
            words[1:] = [SECTIONS.get(words[1], words[1])]
    if not words:
        words = [kind]  # maps, licences …
    return all(word.strip("/") in told for word in words)
