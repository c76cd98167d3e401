"""Units: the smallest parts of a site that are made by themselves, each a few files.

A unit notes what it reads (portal.tracing) and is made again only when that has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

from portal.tracing import collect_reads

# The path of what a unit tells others instead of publishing it.
NOTE: Final = ""
Files: TypeAlias = Iterable[tuple[str, bytes]]


class Unit(NamedTuple):
    """What is made together, by a name that it keeps from build to build.

    `make` yields (path below the site's root, content) and reads nothing that is no source.
    `is_long` says that it takes seconds where a site is large: after an edit, two are worth two
    processes.
    """

    name: str
    make: Callable[[], Iterable[tuple[str, Any]]]
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """Units for one process, which share caches.

    With `finish`, their contents are requests, which it turns into the contents: many at once.
    """

    units: Sequence[Unit]
    finish: Callable[[Iterable[tuple[str, Any]]], Files] | None = None

    def split(self, size: int) -> Iterator[Job]:
        """The same in jobs of at most `size` units."""
        for start in range(0, len(self.units), size):
            yield Job(self.units[start : start + size], self.finish)


class MadeUnit(NamedTuple):
    """A unit as it was made: the keys that it read, its files, what it tells others.

    A file is (path below the site's root, digest of its bytes, their number): as plain tuples,
    which are kept and read again at a tenth of the cost.
    """

    name: str
    reads: tuple[str, ...]
    files: tuple[tuple[str, bytes, int], ...]
    notes: tuple[bytes, ...]


def make_units(job: Job, write: Callable[[str, bytes], None]) -> Iterator[MadeUnit]:
    """Make the units of a job, and write their files.

    Raises: whatever a unit raises.
    """
    if job.finish is None:
        for unit in job.units:
            with collect_reads() as reads:
                made = list(unit.make())
            yield _made(unit, reads, made, write)
        return
    requests: list[tuple[str, Any]] = []
    asked: list[tuple[Unit, set[str], list[str]]] = []
    for unit in job.units:
        with collect_reads() as reads:
            own = list(unit.make())
        requests += own
        asked.append((unit, reads, [path for path, _ in own]))
    contents = dict(job.finish(requests))
    for unit, reads, paths in asked:
        yield _made(unit, reads, [(path, contents.pop(path)) for path in paths], write)


def _made(
    unit: Unit, reads: set[str], made: list[tuple[str, bytes]], write: Callable[[str, bytes], None]
) -> MadeUnit:
    files = []
    for path, content in made:
        if path != NOTE:
            write(path, content)
            files.append((path, digest_of(content), len(content)))
    notes = tuple(content for path, content in made if path == NOTE)
    return MadeUnit(unit.name, tuple(reads), tuple(files), notes)


def digest_of(content: bytes) -> bytes:
    """The digest of a file's bytes."""
    # Of what the library has, processors have instructions for this one: 40 % of the time.
    return hashlib.sha256(content).digest()[:16]
