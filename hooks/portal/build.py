"""The whole site from a catalogue: what must be made, made in parallel, published."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from portal.batches import Batch, Packer, Unpacker
from portal.children import can_fork
from portal.kept_states import load_state, save_state, site_id
from portal.opening import Portal, open_portal
from portal.plan import NO_TOOLS, Plan, SoFar, Tools
from portal.publish import Publisher, write_file
from portal.sources import LATE
from portal.state import SiteState
from portal.theme import Theme
from portal.unit_table import Files, MadeTwiceError
from portal.units import Job, make_units
from portal.workers import JobError, run_jobs

# Below this many units a second process costs more than it saves.
PARALLEL_FROM = 400
# Of an edit fewer are left, but the large ones among them: lists, data sets, sitemaps.
PARALLEL_CHANGES = 40
# Who is done takes over such a part of what others have left.
_CHUNK = 500
Progress = Callable[[int, int], None]


class Destination(Protocol):
    """Where a site is made."""

    def write(self, path: str, content: bytes) -> None:
        """Write a file of the new site. Raises: OSError."""

    def begin_copy(self, paths: Iterable[str]) -> None:
        """Nearly all files are written, these: where a copy is wanted, it can be begun."""

    def read(self, path: str) -> bytes:
        """A file of the new site. Raises: OSError."""


@dataclass(frozen=True, slots=True)
class InPlace:
    """A directory in which a whole site is made, with nobody looking."""

    directory: Path

    def write(self, path: str, content: bytes) -> None:
        """Write a file of the site. Raises: OSError."""
        write_file(self.directory, path, content)

    def begin_copy(self, paths: Iterable[str]) -> None:
        """No copy is wanted."""

    def read(self, path: str) -> bytes:
        """A file of the site. Raises: OSError."""
        return (self.directory / path).read_bytes()


def publish_site(
    portal: Portal,
    theme: Theme,
    publisher: Publisher,
    recipe: str,
    *,
    tools: Tools = NO_TOOLS,
    fresh: bool = False,
    processes: int = 1,
    progress: Progress = lambda done, total: None,
) -> int:
    """Make what differs from the published site, and publish.

    `recipe` is a digest of all that every page depends on: templates, strings, code, libraries,
    frames; with `fresh` all is made. Returns the number of pages that data makes.
    Raises: OSError where the disk fails, and what `make_site` raises; the published site is then
    as it was. SupersededError where another build has published meanwhile.
    """
    base = publisher.current()
    known = None if fresh else load_state(portal.cache, base)
    if known is not None and known.recipe != recipe:
        known = None
    plan = Plan(portal, theme, tools)
    state, files = make_site(plan, portal, publisher, known, recipe, processes, progress)
    if known is None:
        new = site_id(files.rows())
        if publisher.is_first:
            state.before = new  # a copy, for the next build to change
        save_state(portal.cache, new, state)
        publisher.publish_whole(new)
        return plan.page_count
    changed, gone = state.changes()
    removed = gone.keys() - changed.keys()
    if not changed and not removed:
        publisher.discard()
        return plan.page_count
    new = site_id(changed.values(), base, gone.values())
    state.before, state.differing = base, (*sorted(changed), *sorted(removed))
    save_state(portal.cache, new, state)
    publisher.publish_changes(new, base, known.before, known.differing, changed, removed)
    return plan.page_count


def write_site(
    portal: Portal,
    theme: Theme,
    root: Path,
    *,
    tools: Tools = NO_TOOLS,
    processes: int = 1,
    progress: Progress = lambda done, total: None,
) -> int:
    """Write a whole site into a directory; returns the number of pages that data makes.

    Raises: as `make_site`.
    """
    plan = Plan(portal, theme, tools)
    make_site(plan, portal, InPlace(root), None, "", processes, progress)
    return plan.page_count


def make_site(
    plan: Plan,
    portal: Portal,
    destination: Destination,
    known: SiteState | None,
    recipe: str,
    processes: int,
    progress: Progress,
) -> tuple[SiteState, Files]:
    """Make all units that `known` does not have as they would be made now; all files by path.

    Raises: OSError where the disk fails; SearchError where Pagefind does; JobError where the
    editing page's program is not installed, or where a file in docs/ has the name of one that the
    site makes; RuntimeError with a worker's traceback.
    """
    digests = portal.sources.digests
    state = known.successor(recipe) if known is not None else SiteState(recipe)
    lists, total = _deal(plan, known, state, digests, processes)
    done = total - sum(len(job.units) for jobs in lists for job in jobs)

    packer, unpacker = Packer(portal.sources), Unpacker(state, portal.sources)

    def receive(batch: Batch) -> None:
        nonlocal done
        done += len(batch.units)
        unpacker.unpack(batch)
        progress(done, total)

    run_jobs(lists, lambda job: packer.pack(make_units(job, destination.write)), receive)
    with _told_by_name(plan):
        files = state.files()
        destination.begin_copy(files)
        _make_late(plan, portal, destination, known, state, files)
    state.close(digests)
    return state, files


@contextmanager
def _told_by_name(plan: Plan) -> Iterator[None]:
    """Raises: JobError where a file in docs/ has the name of one that the site makes."""
    try:
        yield
    except MadeTwiceError as error:
        if not any(map(plan.is_written_by_hand, error.paths)):
            raise  # a mistake in the program
        raise JobError(
            f"The site makes {', '.join(error.paths)} itself, and docs/ has a file that would be "
            "published there too: rename that, or delete it. The site is as it was."
        ) from error


def _deal(
    plan: Plan,
    known: SiteState | None,
    state: SiteState,
    digests: Callable[[Sequence[str]], list[bytes]],
    processes: int,
) -> tuple[list[list[Job]], int]:
    """One list of jobs per process, of what `state` does not have; the number of all units.

    What `state` has and would be made in another way now, or not at all, it loses.
    """
    of_languages = list(plan.of_languages())
    shared = list(plan.shared())
    units = [unit for jobs in (*of_languages, shared) for job in jobs for unit in job.units]
    every = {unit.name for unit in units}
    if known is not None:
        for name in (state.names() - every) | known.outdated(digests):
            state.drop(name)
    missing = every - state.names()
    least = PARALLEL_FROM if known is None else PARALLEL_CHANGES
    long = sum(unit.is_long and unit.name in missing for unit in units) if known is not None else 0
    is_much = len(missing) >= least or long > 1
    workers = processes if is_much and can_fork() else 1
    return _share_out(of_languages, shared, missing, workers), len(every)


def _make_late(
    plan: Plan,
    portal: Portal,
    destination: Destination,
    known: SiteState | None,
    state: SiteState,
    files: Files,
) -> None:
    """What is made of files that were made, unless those that it is made of are the same."""
    directories = {path.split("/", 1)[0] for path in files if "/" in path}
    sources = portal.sources
    so_far = SoFar(
        sources.mapping(f"{LATE}files", files),
        sources.mapping(f"{LATE}notes", state.notes()),
        sources.sequence(f"{LATE}directories", tuple(sorted(directories))),
        destination.read,
    )
    for unit in plan.late(so_far):
        before = known.unit(unit.name) if known is not None else None
        if known is not None and before is not None and known.holds(before, sources.digests):
            state.restore(before)
        else:
            (made,) = make_units(Job([unit]), destination.write)
            before = state.add(made)
        files.add([before])


def _share_out(
    of_languages: Iterable[Iterable[Job]],
    shared: Iterable[Job],
    missing: Container[str],
    workers: int,
) -> list[list[Job]]:
    """One list of jobs per worker, of what is not made yet: whole languages where possible."""
    lists: list[list[Job]] = [[] for _ in range(workers)]
    # The open data is the longest single job: first, so that nobody waits for it at the end.
    for number, jobs in enumerate((shared, *of_languages)):
        for job in jobs:
            units = [unit for unit in job.units if unit.name in missing]
            lists[number % workers].extend(Job(units, job.finish).split(_CHUNK))
    return lists


__all__ = ["Portal", "open_portal", "publish_site", "write_site"]
