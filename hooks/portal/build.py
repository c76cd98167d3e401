"""The whole site from a catalogue: plan, render in parallel, write."""

from __future__ import annotations

import multiprocessing
import os
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection, wait
from pathlib import Path
from urllib.parse import urlsplit

from markupsafe import escape

from portal.addresses import output_file
from portal.catalog import Catalog
from portal.frame import Frame, FrameKey
from portal.languages import Language
from portal.pages.localiser import Localiser
from portal.pages.renderer import NOT_FOUND, PageRenderer, Task, plan_tasks, redirects
from portal.publish import copy_file, write_file
from portal.sitemap import SitemapEntry, render_sitemaps
from portal.strings import Strings

# Below this many pages a second process costs more than it saves.
PARALLEL_FROM = 400
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Portal:
    """A catalogue with its languages, ready to render. `today` decides what is past."""

    catalog: Catalog
    data_directory: Path
    templates: Path
    localisers: Mapping[str, Localiser]
    tasks: tuple[Task, ...]

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
) -> Portal:
    """Make the languages and the plan of a catalogue without errors."""
    site = catalog.site
    languages = {
        setting.tag: Language(setting, strings[setting.tag], setting.tag == site.default_language)
        for setting in site.languages
    }
    localisers = {
        tag: Localiser(catalog, language, languages, today) for tag, language in languages.items()
    }
    tasks = tuple(plan_tasks(localisers[site.default_language]))
    return Portal(catalog, data_directory, templates, localisers, tasks)


@dataclass(frozen=True, slots=True)
class HandWritten:
    """A hand-written page, for the sitemap: its languages' paths and its date."""

    paths: Mapping[str, str]
    lastmod: str


def write_site(
    portal: Portal,
    frames: Mapping[str, Mapping[FrameKey, Frame]],
    hand_written: Sequence[HandWritten],
    root: Path,
    *,
    processes: int = 1,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Write every data-driven page, the sitemaps, 404 pages, redirects and files.

    Shape: returns the number of pages written below `root`.
    Raises: OSError where the disk fails; RuntimeError with a worker's traceback.
    """
    total = len(portal.tasks) * len(portal.localisers)
    if processes < 2 or total < PARALLEL_FROM or not hasattr(os, "fork"):
        done = 0
        for tag in portal.localisers:
            for count in _render_tasks(portal, frames, tag, portal.tasks, root):
                done += count
                progress(done, total)
    else:
        _render_in_parallel(portal, frames, root, processes, lambda n: progress(n, total))
    _write_not_found(portal, frames, root)
    _write_redirects(portal, root)
    _write_sitemaps(portal, hand_written, root)
    _copy_files(portal, root)
    return total


def _render_tasks(
    portal: Portal,
    frames: Mapping[str, Mapping[FrameKey, Frame]],
    tag: str,
    tasks: Sequence[Task],
    root: Path,
) -> Iterator[int]:
    loc = portal.localisers[tag]
    renderer = PageRenderer(loc, portal.templates, frames[tag])
    for start in range(0, len(tasks), _BATCH):
        batch = tasks[start : start + _BATCH]
        for task in batch:
            page = renderer.render(task)
            write_file(root, output_file(loc.language.root + task.path), page.encode())
        yield len(batch)


def _render_in_parallel(
    portal: Portal,
    frames: Mapping[str, Mapping[FrameKey, Frame]],
    root: Path,
    processes: int,
    progress: Callable[[int], None],
) -> None:
    # A language stays with one worker where the numbers allow it, for the sake of its
    # caches; otherwise each language is dealt out to all workers.
    tags = list(portal.localisers)
    shares: list[list[tuple[str, Sequence[Task]]]]
    if len(tags) % processes == 0:
        shares = [[(tag, portal.tasks) for tag in tags[n::processes]] for n in range(processes)]
    else:
        shares = [[(tag, portal.tasks[n::processes]) for tag in tags] for n in range(processes)]
    # Forked workers share the catalogue without copying or pickling it.
    context = multiprocessing.get_context("fork")
    readers: dict[Connection, multiprocessing.process.BaseProcess] = {}
    for share in shares:
        reader, writer = context.Pipe(duplex=False)
        worker = context.Process(target=_work, args=(portal, frames, share, root, writer))
        worker.start()
        writer.close()
        readers[reader] = worker
    done, failure = 0, ""
    while readers:
        for reader in [r for r in wait(list(readers)) if isinstance(r, Connection)]:
            try:
                message = reader.recv()
            except EOFError:
                ended = readers.pop(reader)
                ended.join()
                if ended.exitcode and not failure:
                    failure = f"a worker ended with exit code {ended.exitcode}"
                continue
            if isinstance(message, str):
                failure = message
            else:
                done += message
                progress(done)
    if failure:
        raise RuntimeError(failure)


def _work(
    portal: Portal,
    frames: Mapping[str, Mapping[FrameKey, Frame]],
    share: Sequence[tuple[str, Sequence[Task]]],
    root: Path,
    writer: Connection,
) -> None:
    try:
        for tag, tasks in share:
            for count in _render_tasks(portal, frames, tag, tasks, root):
                writer.send(count)
    except BaseException:
        writer.send(traceback.format_exc())
        raise SystemExit(1) from None
    finally:
        writer.close()


def _write_not_found(
    portal: Portal, frames: Mapping[str, Mapping[FrameKey, Frame]], root: Path
) -> None:
    base = urlsplit(portal.catalog.site.url).path
    for tag, loc in portal.localisers.items():
        renderer = PageRenderer(loc, portal.templates, frames[tag])
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


def _write_sitemaps(portal: Portal, hand_written: Sequence[HandWritten], root: Path) -> None:
    site = portal.catalog.site
    by_language: dict[str, list[SitemapEntry]] = {}
    for tag, loc in portal.localisers.items():
        renderer = PageRenderer(loc, portal.templates, {})
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


def _copy_files(portal: Portal, root: Path) -> None:
    for folder in ("logos", "files"):
        source = portal.data_directory / folder
        if source.is_dir():
            for path in sorted(source.rglob("*")):
                if path.is_file() and not path.name.startswith("."):
                    copy_file(path, root, f"{folder}/{path.relative_to(source).as_posix()}")
