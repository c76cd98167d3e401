"""Units: the smallest parts of a site that are made by themselves, each a few files.

A unit notes what it reads (portal.tracing) and is made again only when that has changed.

Units are made side by side, in steps (portal.steps).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

from portal.tracing import collect_reads, collect_reads_into

# The path of what a unit tells others instead of publishing it.
NOTE: Final = ""
Files: TypeAlias = Iterable[tuple[str, bytes]]
# So many units are made side by side; fewer where they have made so many bytes.
_SIDE_BY_SIDE: Final = 32
_HELD: Final = 2_000_000


class Unit(NamedTuple):
    """What is made together, by a name that it keeps from build to build.

    `make` yields (path below the site's root, content), and None where a step ends; it reads
    nothing that is no source.
    `is_long` says that it takes seconds where a site is large: after an edit, two are worth two
    processes.
    """

    name: str
    make: Callable[[], Iterable[tuple[str, Any] | None]]
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
    """A unit as it was made: the numbers of the keys that it read (see portal.tracing), its files,
    what it tells others.

    A file is (path below the site's root, digest of its bytes, their number): as plain tuples,
    which are kept and read again at a tenth of the cost.
    """

    name: str
    reads: set[int]
    files: tuple[tuple[str, bytes, int], ...]
    notes: tuple[bytes, ...]


def contents_of(unit: Unit) -> Iterator[tuple[str, Any]]:
    """What a unit makes, by itself."""
    return filter(None, unit.make())


def make_units(job: Job, write: Callable[[str, bytes], None]) -> Iterator[MadeUnit]:
    """Make the units of a job, and write their files.

    Raises: whatever a unit raises.
    """
    if job.finish is None:
        units = iter(job.units)
        while together := _make_some(units):
            yield from _write_all(together, write)
        return
    requests: list[tuple[str, Any]] = []
    asked: list[tuple[Unit, set[int], list[str]]] = []
    for unit in job.units:
        with collect_reads() as reads:
            own = list(contents_of(unit))
        requests += own
        asked.append((unit, reads, [path for path, _ in own]))
    contents = dict(job.finish(requests))
    for unit, reads, paths in asked:
        made = _Making(unit, reads, iter(()), [(path, contents.pop(path)) for path in paths])
        yield from _write_all([made], write)


class _Making(NamedTuple):
    """A unit, what it has read and made so far, and what is left to do."""

    unit: Unit
    reads: set[int]
    steps: Iterator[tuple[str, Any] | None]
    made: list[tuple[str, Any]]

    def go_on(self) -> bool:
        """Take the next step; whether it was not the last one."""
        for content in self.steps:
            if content is None:
                return True
            self.made.append(content)
        return False


def _make_some(units: Iterator[Unit]) -> list[_Making]:
    """Make the next units, side by side."""
    together, going, held = [], [], 0
    for unit in units:
        with collect_reads() as reads:
            making = _Making(unit, reads, iter(unit.make()), [])
            is_going = making.go_on()
        together.append(making)
        if is_going:
            going.append(making)
        else:
            held += sum(len(content) for _, content in making.made)
        if len(together) == _SIDE_BY_SIDE or held > _HELD:
            break
    while going:
        left = []
        for making in going:
            with collect_reads_into(making.reads):
                if making.go_on():
                    left.append(making)
        going = left
    return together


def _write_all(
    together: Sequence[_Making], write: Callable[[str, bytes], None]
) -> Iterator[MadeUnit]:
    for making in together:
        for path, content in making.made:
            if path != NOTE:
                write(path, content)
    for unit, reads, _, made in together:
        files = [(path, digest_of(content), len(content)) for path, content in made if path != NOTE]
        notes = tuple([content for path, content in made if path == NOTE])
        yield MadeUnit(unit.name, reads, tuple(files), notes)


def digest_of(content: bytes) -> bytes:
    """The digest of a file's bytes."""
    # Of what the library has, processors have instructions for this one: 40 % of the time.
    return hashlib.sha256(content).digest()[:16]
