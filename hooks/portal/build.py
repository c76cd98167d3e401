"""The whole site from a catalogue: plan, render in parallel, write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from markupsafe import escape

from portal.addresses import DATA, output_file
from portal.assets import Assets, read_assets
from portal.cache import NO_CACHE, Cache
from portal.catalog import Catalog
from portal.editing.admin import FOLDER as ADMIN
from portal.editing.admin import Editor, render_admin
from portal.editing.decap import repository
from portal.embeds.embeds import collect_embeds
from portal.embeds.files import render_embeds, render_scripts
from portal.embeds.kits import render_kits
from portal.embeds.pictures import Pictures, draw_pictures
from portal.explorer import render_explorer
from portal.exports.datasets import ROOT as DATA_ROOT
from portal.exports.files import render_exports
from portal.facets import collect_facets
from portal.filters import collect_filters
from portal.frame import Frame, FrameKey
from portal.hosting.files import render_hosting
from portal.languages import Language
from portal.licences import render_licences
from portal.maps.atlas import make_atlas
from portal.media import MediaFile, find_media
from portal.outputs import render_subscriptions
from portal.pages.images import Images
from portal.pages.localiser import Localiser
from portal.pages.renderer import NOT_FOUND, PageRenderer
from portal.pages.share import ShareCards
from portal.pages.tasks import Task, plan_tasks, redirects
from portal.pictures.copies import render_copies
from portal.pictures.sizes import PictureSize
from portal.pictures.used import used_pictures
from portal.publish import copy_file, file_sizes, write_file
from portal.search.entries import TextPage
from portal.search.files import render_search
from portal.sitemap import SitemapEntry, render_sitemaps
from portal.strings import Strings
from portal.translations.coverage import measure_coverage
from portal.translations.lock import NO_LOCK, Lock
from portal.version import SHEET, DataVersion, data_version, render_sheet
from portal.workers import can_fork, run_jobs

# Below this many pages a second process costs more than it saves.
PARALLEL_FROM = 400
_BATCH = 100
_CHUNK = 2000
_PICTURES_CHUNK = 20
_NO_PICTURES: Final[Mapping[str, PictureSize]] = MappingProxyType({})
_NOT_READ: Final[Mapping[str, bytes]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Portal:
    """A catalogue with its languages, ready to render. `today` decides what is past."""

    catalog: Catalog
    data_directory: Path
    templates: Path
    localisers: Mapping[str, Localiser]
    tasks: tuple[Task, ...]
    media: Mapping[str, MediaFile]
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
    facets = collect_facets(catalog, today)
    filters = collect_filters(catalog, today)
    embeds = collect_embeds(catalog, data_directory)
    coverage = measure_coverage(site, catalog.records, lock, strings)
    images = Images(pictures)
    atlas = make_atlas(catalog, embeds.pairs)
    localisers = {
        tag: Localiser(
            catalog, language, languages, today, facets, embeds, atlas, filters, images, coverage
        )
        for tag, language in languages.items()
    }
    tasks = tuple(plan_tasks(localisers[site.default_language]))
    media = find_media(data_directory)
    assets = read_assets(templates / "assets")
    version = data_version(catalog, data_directory, digests)
    return Portal(
        catalog, data_directory, templates, localisers, tasks, media, cache, assets, version
    )


@dataclass(frozen=True, slots=True)
class HandWritten:
    """A hand-written page: its languages' paths, its date, and its words for the search."""

    paths: Mapping[str, str]
    lastmod: str
    texts: Mapping[str, TextPage] = field(default_factory=dict)


def write_site(
    portal: Portal,
    frames: Mapping[str, Mapping[FrameKey, Frame]],
    hand_written: Sequence[HandWritten],
    root: Path,
    *,
    processes: int = 1,
    pagefind: Path | None = None,
    editor: Editor | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Write every data-driven page, the sitemaps, 404 pages, redirects and files.

    Shape: returns the number of pages written below `root`. `pagefind` is the program that
    makes the search's index; without it there is none. `editor` is what the editing page
    loads, where data/site.yml turns that on; without it there is no such page.
    Raises: OSError where the disk fails; SearchError where Pagefind does; JobError where the
    editing page's program is not installed; RuntimeError with
    a worker's traceback.
    """
    if editor is not None:
        _write_admin(portal, editor, root)
    total = len(portal.tasks) * len(portal.localisers)
    workers = processes if total >= PARALLEL_FROM and can_fork() else 1
    # Before the processes part: drawn once, and in a process that may fail.
    pictures = draw_pictures(portal.localisers, portal.default.embeds)
    run_jobs(
        _share_out(portal, workers, pagefind),
        lambda job: _run(job, portal, frames, pictures, hand_written, root),
        lambda done: progress(done, total),
    )
    _write_data_pages(portal, frames, root)
    _write_not_found(portal, frames, root)
    _write_redirects(portal, root)
    _write_sitemaps(portal, frames, hand_written, root)
    _write_logos(portal, pictures, root)
    _copy_files(portal, root)
    with_editor = editor is not None and portal.catalog.site.editing is not None
    for name, content in render_licences(portal.templates, with_editor=with_editor):
        write_file(root, name, content)
    paths = [path for page in hand_written for path in page.paths.values()]
    for name, content in render_hosting(portal.localisers, frames, paths, root):
        write_file(root, name, content)
    return total


@dataclass(frozen=True, slots=True)
class _Job:
    """A language's pages, their cards for sharing, its feeds and calendars, its embeds or search;
    without a tag, copies of photographs, or else the open data.
    """

    tag: str = ""
    tasks: tuple[Task, ...] = ()
    embeds: bool = False
    pagefind: Path | None = None
    cards: bool = False
    pictures: tuple[str, ...] = ()


def _share_out(portal: Portal, workers: int, pagefind: Path | None) -> list[list[_Job]]:
    """One list of jobs per worker: whole languages where the numbers allow it."""
    lists: list[list[_Job]] = [[] for _ in range(workers)]
    pages = tuple(task for task in portal.tasks if task.kind != DATA)
    for number, tag in enumerate(portal.localisers):
        for start in range(0, len(pages), _CHUNK):
            chunk = pages[start : start + _CHUNK]
            lists[number % workers] += (_Job(tag, chunk), _Job(tag, chunk, cards=True))
        lists[number % workers].append(_Job(tag, embeds=True))
        lists[number % workers].append(_Job(tag))
        if pagefind is not None:
            lists[number % workers].append(_Job(tag, pagefind=pagefind))
    # The open data is the longest single job: first, so that nobody waits for it at the end.
    lists[-1].insert(0, _Job())
    files = used_pictures(portal.catalog)
    for number, start in enumerate(range(0, len(files), _PICTURES_CHUNK)):
        job = _Job(pictures=files[start : start + _PICTURES_CHUNK])
        lists[number % workers].append(job)
    return lists


def _run(
    job: _Job,
    portal: Portal,
    frames: Mapping[str, Mapping[FrameKey, Frame]],
    pictures: Pictures,
    hand_written: Sequence[HandWritten],
    root: Path,
) -> Iterator[int]:
    data, sizes = portal.data_directory, portal.default.images.pictures
    if job.pictures:
        for name, content in render_copies(data, sizes, job.pictures, portal.cache):
            write_file(root, name, content)
    elif not job.tag:
        languages = {tag: loc.language for tag, loc in portal.localisers.items()}
        for name, content in render_exports(portal.catalog, languages, portal.version):
            write_file(root, name, content)
    elif job.embeds:
        loc = portal.localisers[job.tag]
        for name, content in render_embeds(loc, loc.embeds, pictures, portal.templates):
            write_file(root, name, content)
    elif job.pagefind is not None:
        texts = tuple(page.texts[job.tag] for page in hand_written if job.tag in page.texts)
        for name, content in render_search(portal.localisers[job.tag], texts, job.pagefind):
            write_file(root, name, content)
    elif job.cards:
        renderer = portal.renderer(job.tag, frames[job.tag])
        shared = ShareCards(renderer.loc, renderer.cards)
        for name, content in shared.render(job.tasks, portal.templates, portal.cache):
            write_file(root, name, content)
    elif not job.tasks:
        for name, content in render_subscriptions(portal.localisers[job.tag], portal.media):
            write_file(root, name, content)
        cards = portal.renderer(job.tag, frames[job.tag]).cards
        for name, content in render_explorer(portal.localisers[job.tag], cards):
            write_file(root, name, content)
    else:
        renderer = portal.renderer(job.tag, frames[job.tag])
        for start in range(0, len(job.tasks), _BATCH):
            batch = job.tasks[start : start + _BATCH]
            for task in batch:
                page = renderer.render(task)
                path = output_file(renderer.loc.language.root + task.path)
                write_file(root, path, page.encode())
            yield len(batch)


def _write_admin(portal: Portal, editor: Editor, root: Path) -> None:
    site = portal.catalog.site
    if site.editing is None:
        return
    for name, source in editor.files():
        copy_file(source, root, f"{ADMIN}/{name}")
    languages = [loc.language for loc in portal.localisers.values()]
    backend = repository(site.editing)
    for name, content in render_admin(site, languages, backend, portal.templates, portal.assets):
        write_file(root, name, content)


def _write_data_pages(
    portal: Portal, frames: Mapping[str, Mapping[FrameKey, Frame]], root: Path
) -> None:
    # Last, because they name the sizes of what has been written.
    sizes = file_sizes(root, DATA_ROOT)
    for tag, loc in portal.localisers.items():
        renderer = portal.renderer(tag, frames[tag]).with_sizes(sizes)
        for task in portal.tasks:
            if task.kind == DATA:
                page = renderer.render(task)
                write_file(root, output_file(loc.language.root + task.path), page.encode())


def _write_not_found(
    portal: Portal, frames: Mapping[str, Mapping[FrameKey, Frame]], root: Path
) -> None:
    base = urlsplit(portal.catalog.site.url).path
    for tag, loc in portal.localisers.items():
        renderer = portal.renderer(tag, frames[tag])
        if loc.language.is_default:
            every = tuple(portal.localisers.values())
            write_file(root, "404.html", renderer.not_found(every, base).encode())
        else:
            page = renderer.not_found((loc,), base)
            write_file(root, f"{loc.language.root}404.html", page.encode())


def _write_redirects(portal: Portal, root: Path) -> None:
    for loc in portal.localisers.values():
        for old, new in redirects(loc):
            way = "../" * old.count("/") + new
            absolute = f"{portal.catalog.site.url}{loc.language.root}{new}"
            title = escape(loc.gettext("This page has moved"))
            page = (
                f'<!doctype html>\n<html lang="{loc.language.tag}">\n<head>\n'
                f'<meta charset="utf-8">\n<title>{title}</title>\n'
                f'<link rel="canonical" href="{escape(absolute)}">\n'
                f'<meta name="robots" content="noindex">\n'
                f'<meta http-equiv="refresh" content="0; url={escape(way)}">\n'
                f'</head>\n<body>\n<p><a href="{escape(way)}">{title}</a></p>\n</body>\n</html>\n'
            )
            write_file(root, output_file(loc.language.root + old), page.encode())


def _write_sitemaps(
    portal: Portal,
    frames: Mapping[str, Mapping[FrameKey, Frame]],
    hand_written: Sequence[HandWritten],
    root: Path,
) -> None:
    site = portal.catalog.site
    by_language: dict[str, list[SitemapEntry]] = {}
    for tag in portal.localisers:
        renderer = portal.renderer(tag, frames[tag])
        entries = []
        for page in hand_written:
            if tag in page.paths:
                pairs = [(t, site.url + p) for t, p in page.paths.items()]
                if site.default_language in page.paths:
                    pairs.append(("x-default", site.url + page.paths[site.default_language]))
                url = site.url + page.paths[tag]
                entries.append(SitemapEntry(url, page.lastmod, tuple(pairs)))
        found = (renderer.sitemap_entry(task) for task in portal.tasks)
        by_language[tag] = [*entries, *(entry for entry in found if entry is not None)]
    for name, content in render_sitemaps(site.url, by_language).items():
        write_file(root, name, content)
    robots = f"User-agent: *\nAllow: /\n\nSitemap: {site.url}sitemap.xml\n"
    write_file(root, "robots.txt", robots.encode())


def _write_logos(portal: Portal, pictures: Pictures, root: Path) -> None:
    for image in portal.default.embeds.images.values():
        write_file(root, image.path, image.content)
    for name, content in render_kits(portal.localisers, portal.catalog, pictures, portal.templates):
        write_file(root, name, content)


def _copy_files(portal: Portal, root: Path) -> None:
    for name, content in render_scripts():
        write_file(root, name, content)
    for name, content in portal.assets.contents.items():
        write_file(root, name, content)
    write_file(root, SHEET, render_sheet(portal.version))
    for sheet in portal.default.atlas.sheets.values():
        for picture in {sheet.picture.path: sheet.picture, sheet.small.path: sheet.small}.values():
            write_file(root, picture.path, picture.svg)
    source = portal.data_directory / "files"
    if source.is_dir():
        for path in sorted(source.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                copy_file(path, root, f"files/{path.relative_to(source).as_posix()}")
