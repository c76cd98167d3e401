"""The whole site from a catalogue: what must be made, made in parallel, published."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

from portal.assets import Assets, read_assets
from portal.cache import NO_CACHE, Cache
from portal.catalog import Catalog
from portal.data_files import digest_files
from portal.embeds.embeds import collect_embeds
from portal.facets import collect_facets
from portal.filters import collect_filters
from portal.frame import Frame, FrameKey
from portal.languages import Language
from portal.maps.atlas import make_atlas
from portal.media import MediaFile, find_media
from portal.pages.images import Images
from portal.pages.localiser import Localiser
from portal.pages.renderer import NOT_FOUND, PageRenderer
from portal.pages.tasks import Task, plan_tasks
from portal.pictures.sizes import PictureSize
from portal.plan import NO_TOOLS, Notes, Plan, SoFar, Tools
from portal.publish import Publisher, write_file
from portal.sources import LATE, Sources
from portal.state import KnownUnit, SiteState, load_state, save_state, site_id
from portal.strings import Strings
from portal.theme import Theme
from portal.translations.coverage import measure_coverage
from portal.translations.lock import NO_LOCK, Lock
from portal.units import Job, MadeUnit, make_units
from portal.version import DataVersion, data_version
from portal.workers import can_fork, run_jobs

# Below this many units a second process costs more than it saves.
PARALLEL_FROM = 400
_CHUNK = 2000
# Results are sent in so many at once.
_BATCH = 100
_NO_PICTURES: Final[Mapping[str, PictureSize]] = MappingProxyType({})
_NOT_READ: Final[Mapping[str, bytes]] = MappingProxyType({})
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Portal:
    """A catalogue with its languages, ready to render. `today` decides what is past."""

    catalog: Catalog
    data_directory: Path
    templates: Path
    localisers: Mapping[str, Localiser]
    tasks: tuple[Task, ...]
    media: Mapping[str, MediaFile]
    files: Mapping[str, str]
    sources: Sources
    cache: Cache
    assets: Assets
    version: DataVersion
    _renderers: dict[str, PageRenderer] = field(default_factory=dict, compare=False)

    def renderer(self, tag: str, frames: Mapping[FrameKey, Frame]) -> PageRenderer:
        """A language's renderer, one in each process for the sake of its caches."""
        if tag not in self._renderers:
            self._renderers[tag] = PageRenderer(
                self.localisers[tag], self.templates, frames, self.assets
            )
        return self._renderers[tag]

    @property
    def default(self) -> Localiser:
        """The default language's localiser."""
        return self.localisers[self.catalog.site.default_language]

    def frame_keys(self) -> tuple[FrameKey, ...]:
        """The frames that a theme has to provide, for each language."""
        keys = {task.frame_key for task in self.tasks}
        return (*sorted(keys, key=lambda k: (k.section, k.depth)), NOT_FOUND)


def open_portal(
    catalog: Catalog,
    strings: Mapping[str, Strings],
    data_directory: Path,
    templates: Path,
    today: date,
    *,
    lock: Lock = NO_LOCK,
    pictures: Mapping[str, PictureSize] = _NO_PICTURES,
    cache: Cache = NO_CACHE,
    digests: Mapping[str, bytes] = _NOT_READ,
) -> Portal:
    """Make the languages and the plan of a catalogue without errors.

    `lock` says which translations were confirmed; `pictures` are the photographs as the check
    found them; `cache` keeps what is drawn; `digests` are SHA-256 of data files read already.
    Raises: OSError; AssetError for a bug in the assets of `templates`.
    """
    catalog = catalog.until(today)
    site = catalog.site
    languages = {
        setting.tag: Language(setting, strings[setting.tag], setting.tag == site.default_language)
        for setting in site.languages
    }
    sources = Sources(today, digests)
    version = sources.version(data_version(catalog, data_directory, digests))
    embeds = collect_embeds(catalog, data_directory)
    facets = sources.facets(collect_facets(catalog, today))
    filters = sources.filters(collect_filters(catalog, today))
    coverage = sources.coverage(measure_coverage(site, catalog.records, lock, strings))
    atlas = sources.atlas(make_atlas(catalog, embeds.pairs))
    images = sources.images(Images(pictures))
    media = sources.media(find_media(data_directory))
    files = sources.mapping("files", digest_files(data_directory, "files"))
    embeds = sources.embeds(embeds)
    catalog = sources.catalog(catalog)
    localisers = {
        tag: Localiser(
            catalog, language, languages, sources.today, facets, embeds, atlas, filters, images,
            coverage, cache,
        )
        for tag, language in languages.items()
    }  # fmt: skip
    tasks = sources.sequence("tasks", tuple(plan_tasks(localisers[site.default_language])))
    assets = read_assets(templates / "assets")
    return Portal(
        catalog, data_directory, templates, localisers, tasks, media, files, sources, cache,
        assets, version,
    )  # fmt: skip


class Destination(Protocol):
    """Where a site is made."""

    @property
    def directory(self) -> Path:
        """The directory into which files are written."""

    def read(self, path: str) -> bytes:
        """A file of the new site."""


@dataclass(frozen=True, slots=True)
class InPlace:
    """A directory in which a whole site is made, with nobody looking."""

    directory: Path

    def read(self, path: str) -> bytes:
        """A file of the site."""
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
    state = make_site(plan, portal, publisher, known, recipe, processes, progress)
    files = state.files()
    new = site_id(files.values())
    if known is None:
        save_state(portal.cache, new, state)
        publisher.publish_whole(new)
        return plan.page_count
    if new == base:
        publisher.discard()
        return plan.page_count
    old = known.files()
    removed = old.keys() - files.keys()
    changed = {path for path, file in files.items() if old.get(path) != file}
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
    make_site(plan, portal, InPlace(root), None, "", processes, progress).files()
    return plan.page_count


def make_site(
    plan: Plan,
    portal: Portal,
    destination: Destination,
    known: SiteState | None,
    recipe: str,
    processes: int,
    progress: Progress,
) -> SiteState:
    """Make all units that `known` does not have as they would be made now.

    Raises: OSError where the disk fails; SearchError where Pagefind does; JobError where the
    editing page's program is not installed; RuntimeError with a worker's traceback.
    """
    state, digest = SiteState(recipe, known), portal.sources.digest
    of_languages = list(plan.of_languages())
    shared = list(plan.shared())
    every = [unit.name for jobs in (*of_languages, shared) for job in jobs for unit in job.units]
    made = state.units
    if known is not None:
        is_valid = known.valid(digest)
        made.update((n, u) for n in every if (u := known.units.get(n)) and is_valid(u))
    missing = len(every) - len(made)
    workers = processes if missing >= PARALLEL_FROM and can_fork() else 1
    done = len(made)

    def receive(units: Sequence[MadeUnit]) -> None:
        nonlocal done
        done += len(units)
        for unit in units:
            state.add(unit)
        progress(done, len(every))

    def write(path: str, content: bytes) -> None:
        write_file(destination.directory, path, content)

    run_jobs(
        _share_out(of_languages, shared, made, workers),
        lambda job: _batches(make_units(job, write)),
        receive,
    )
    _make_late(plan, portal, destination, known, state, write)
    state.close(digest)
    return state


def _make_late(
    plan: Plan,
    portal: Portal,
    destination: Destination,
    known: SiteState | None,
    state: SiteState,
    write: Callable[[str, bytes], None],
) -> None:
    """What is made of files that were made, unless those that it is made of are the same."""
    files = state.files()
    directories = {path.split("/", 1)[0] for path in files if "/" in path}
    sources = portal.sources
    so_far = SoFar(
        sources.mapping(f"{LATE}files", files),
        sources.mapping(f"{LATE}notes", Notes(dict(state.units))),
        sources.sequence(f"{LATE}directories", tuple(sorted(directories))),
        destination.read,
    )
    for unit in plan.late(so_far):
        before = known.units.get(unit.name) if known is not None else None
        if known is None or before is None or not known.holds(before, sources.digest):
            (made,) = make_units(Job([unit]), write)
            before = state.add(made)
        state.units[unit.name] = before
        files.update((file[0], file) for file in before.files)


def _batches(units: Iterator[MadeUnit]) -> Iterator[list[MadeUnit]]:
    while batch := list(islice(units, _BATCH)):
        yield batch


def _share_out(
    of_languages: Iterable[Iterable[Job]],
    shared: Iterable[Job],
    made: Mapping[str, KnownUnit],
    workers: int,
) -> list[list[Job]]:
    """One list of jobs per worker, of what is not made yet: whole languages where possible."""
    lists: list[list[Job]] = [[] for _ in range(workers)]
    # The open data is the longest single job: first, so that nobody waits for it at the end.
    for number, jobs in enumerate((shared, *of_languages)):
        for job in jobs:
            missing = [unit for unit in job.units if unit.name not in made]
            lists[number % workers].extend(Job(missing, job.finish).split(_CHUNK))
    return lists
