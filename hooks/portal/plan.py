"""Which units a site has: the whole of it, as jobs for processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from markupsafe import escape

from portal.addresses import DATA, NOT_FOUND, ROBOTS, SITEMAP, output_file
from portal.editing.admin import FOLDER as ADMIN
from portal.editing.admin import Editor, render_admin
from portal.editing.decap import repository
from portal.embeds.files import embed_units, render_scripts
from portal.embeds.kits import kit_units
from portal.embeds.pictures import Pictures, draw_pictures
from portal.explorer import explorer_units
from portal.exports.files import export_units, summary_units
from portal.exports.groups import RecordGroups
from portal.hosting.files import render_hosting
from portal.hosting.inline import find_inline
from portal.licences import render_licences
from portal.opening import Portal
from portal.outputs import subscription_units
from portal.pages.cards import record_cards
from portal.pages.localiser import Localiser
from portal.pages.renderer import PageRenderer
from portal.pages.share import ShareCards
from portal.pages.tasks import Task, list_redirects
from portal.pictures.copies import render_copies
from portal.pictures.used import used_pictures
from portal.search.entries import TextPage, plain_text
from portal.search.files import render_search
from portal.sitemap import SitemapEntry, link_languages, render_sitemap_index, render_sitemaps
from portal.social.design import ground_of
from portal.social.draw import draw_cards
from portal.sources import VERSION
from portal.theme import Theme, WrittenPage
from portal.tracing import ALL, collect_reads, note
from portal.units import NOTE, Job, Unit
from portal.version import SHEET, DataVersion, render_sheet

_PICTURES_TOGETHER: Final = 20
_EMBED: Final = "embed "
_WRITTEN: Final = "written "
_Jobs: TypeAlias = Callable[[], Iterator[Job]]


@dataclass(frozen=True, slots=True)
class Tools:
    """Programs beside the data: Pagefind's, for a search, and the editing page's, for that."""

    pagefind: Path | None = None
    editor: Editor | None = None


NO_TOOLS: Final = Tools()


@dataclass(frozen=True, slots=True)
class SoFar:
    """What has been made: files by path, notes, directories at the root; how to read a file."""

    files: Mapping[str, tuple[str, bytes, int]]
    notes: Mapping[str, tuple[bytes, ...]]
    directories: tuple[str, ...]
    read: Callable[[str], bytes]

    def size(self, path: str) -> int:
        """Bytes of a file; 0 for one that was not made."""
        file = self.files.get(path)
        return file[2] if file is not None else 0


class Plan:
    """All units of a site."""

    def __init__(self, portal: Portal, theme: Theme, tools: Tools) -> None:
        self._portal = portal
        self._theme = theme
        self._tools = tools
        self._drawn: Pictures | None = None
        self._groups = RecordGroups(portal.catalog, portal.sources.digest_record, portal.cache)

    @property
    def page_count(self) -> int:
        """How many pages are made of data."""
        return len(self._portal.tasks) * len(self._portal.localisers)

    def is_written_by_hand(self, path: str) -> bool:
        """Whether a file of docs/ (or of the theme) is published at a path."""
        pages = (page.file_path for page in self._theme.pages)
        return path in (self._theme.files or {}) or path in pages

    def pictures(self) -> Pictures:
        """Badges and logos, drawn once; units read for themselves what theirs are made of."""
        if self._drawn is None:
            portal = self._portal
            with collect_reads():
                self._drawn = draw_pictures(portal.localisers, portal.default.embeds, portal.cache)
        return self._drawn

    def of_languages(self) -> Iterator[list[Job]]:
        """The jobs of each language: its pages, embeds, feeds, cards, search."""
        for tag in self._portal.localisers:
            pages = Job([self._page_unit(tag, task) for task in self._pages])
            yield [pages, *(job for list_jobs in self.parts(tag).values() for job in list_jobs())]

    def shared(self) -> Iterator[Job]:
        """The jobs that no language has."""
        for list_jobs in self.shared_parts().values():
            yield from list_jobs()

    def shared_parts(self) -> Mapping[str, _Jobs]:
        """The same by what they make: the open data, the copies of pictures, all else."""
        return {"data": self._exports, "others": self._others_job, "pictures": self._pictures}

    def _exports(self) -> Iterator[Job]:
        yield Job(list(export_units(self._portal.catalog, self._groups, self._version)))

    def _others_job(self) -> Iterator[Job]:
        yield Job(list(self._others()))

    def _pictures(self) -> Iterator[Job]:
        files = used_pictures(self._portal.catalog)
        for start in range(0, len(files), _PICTURES_TOGETHER):
            own = files[start : start + _PICTURES_TOGETHER]
            name = f"pictures {' '.join(own)}"
            yield Job([Unit(name, partial(self._copies, own))])

    def late(self, so_far: SoFar) -> Iterator[Unit]:
        """What is made of what was made before; to be made in this order, one after another."""
        portal = self._portal
        yield from self.summaries(so_far)
        for tag in portal.localisers:
            for task in portal.tasks:
                if task.kind == DATA:
                    make = partial(self._data_page, tag, task, so_far)
                    yield Unit(f"page {tag} {task.path}", make)
        yield Unit("sitemaps", partial(self._sitemap_index, so_far))
        yield Unit("hosting", partial(self._hosting, so_far))

    def summaries(self, so_far: SoFar) -> Iterator[Unit]:
        """The archive of the open data, and their catalogue."""
        catalog = self._portal.catalog
        languages = {tag: loc.language for tag, loc in self._portal.localisers.items()}
        return summary_units(
            catalog, self._groups, languages, self._version, so_far.files, so_far.read
        )

    # -- a language ------------------------------------------------------------------

    def _renderer(self, tag: str) -> PageRenderer:
        # Not before a page asks: each process compiles the templates of its own languages.
        return self._portal.renderer(tag, self._theme.frames[tag])

    @cached_property
    def _pages(self) -> tuple[Task, ...]:
        """The pages that are no lists of files."""
        return tuple(task for task in self._portal.tasks if task.kind != DATA)

    def parts(self, tag: str) -> Mapping[str, _Jobs]:
        """The jobs of a language beside its pages, by what they make; listed when asked for."""
        return {
            "own": partial(self._own, tag),
            "embed": partial(self._embeds, tag),
            "feeds": partial(self._feeds, tag),
            "explorer": partial(self._explorer, tag),
            "cards": partial(self._cards, tag),
            "search": partial(self._index, tag),
        }

    def _own(self, tag: str) -> Iterator[Job]:
        loc = self._portal.localisers[tag]
        written = [page for page in self._theme.pages if page.language == tag]
        yield Job(
            [
                *map(self._written_unit, written),
                Unit(f"404 {tag}", partial(self._not_found, tag)),
                *(Unit(f"moved {tag} {old} {new}", partial(_moved, loc, old, new))
                  for old, new in loc.once(list_redirects)),
                Unit(f"{_sitemap_of(tag)}all", partial(self._sitemap, tag)),
            ]
        )  # fmt: skip

    def _embeds(self, tag: str) -> Iterator[Job]:
        portal, loc = self._portal, self._portal.localisers[tag]
        yield Job(list(embed_units(loc, loc.embeds, self.pictures, portal.templates)))

    def _feeds(self, tag: str) -> Iterator[Job]:
        yield Job(list(subscription_units(self._portal.localisers[tag], self._portal.media)))

    def _explorer(self, tag: str) -> Iterator[Job]:
        loc = self._portal.localisers[tag]
        yield Job(list(explorer_units(loc, loc.once(record_cards))))

    def _index(self, tag: str) -> Iterator[Job]:
        if self._tools.pagefind is not None:
            yield Job([Unit(f"search {tag}", partial(self._search, tag), is_long=True)])

    def page_at(self, path: str) -> Unit | None:
        """The unit of the page in a file; None where there is none, or a list of files."""
        for page in self._theme.pages:
            if page.file_path == path:
                return self._written_unit(page)
        for tag, loc in self._portal.localisers.items():
            root = loc.language.root
            if path.startswith(root) and (task := self._tasks.get(path.removeprefix(root))):
                return self._page_unit(tag, task)
        return None

    @cached_property
    def _tasks(self) -> dict[str, Task]:
        """The pages that are no lists of files, by their files below their language's root."""
        return {output_file(task.path): task for task in self._pages}

    def _page_unit(self, tag: str, task: Task) -> Unit:
        return Unit(f"page {tag} {task.path}", partial(self._page, tag, task))

    def _written_unit(self, page: WrittenPage) -> Unit:
        return Unit(f"{_WRITTEN}{page.path}", partial(self._written, page))

    def _page(self, tag: str, task: Task) -> Iterator[tuple[str, bytes] | None]:
        renderer = self._renderer(tag)
        path = output_file(renderer.loc.language.root + task.path)
        yield path, (yield from renderer.render(task))

    def _written(self, page: WrittenPage) -> Iterator[tuple[str, bytes]]:
        html = self._renderer(page.language).written(page)
        yield output_file(page.path), html.encode()
        yield NOTE, find_inline([html]).dump()

    def _not_found(self, tag: str) -> Iterator[tuple[str, bytes]]:
        renderer, localisers = self._renderer(tag), self._portal.localisers
        base = urlsplit(renderer.loc.site.url).path
        language = renderer.loc.language
        # The default language's is shown where nobody knows which language was meant.
        spoken = tuple(localisers.values()) if language.is_default else (renderer.loc,)
        yield language.root + NOT_FOUND, renderer.not_found(spoken, base).encode()

    def _cards(self, tag: str) -> Iterator[Job]:
        portal, loc = self._portal, self._portal.localisers[tag]
        cards = ShareCards(loc, loc.once(record_cards))
        ground = ground_of(portal.templates)
        tasks = cards.tasks(self._pages)
        units = [Unit(f"card {tag}", cards.home)]
        units += [Unit(f"card {tag} {task.path}", partial(cards.card, task)) for task in tasks]
        yield Job(units, lambda requests: draw_cards(requests, ground, portal.cache))

    def _search(self, tag: str) -> Iterator[tuple[str, bytes]]:
        assert self._tools.pagefind is not None
        texts = _texts(page for page in self._theme.pages if page.language == tag)
        loc = self._portal.localisers[tag]
        yield from render_search(loc, texts, self._tools.pagefind, self._portal.cache)

    def _sitemap(self, tag: str) -> Iterator[tuple[str, bytes]]:
        site, renderer = self._portal.catalog.site, self._renderer(tag)
        entries = [
            _written_entry(page, site.url, site.default_language)
            for page in self._theme.pages
            if page.language == tag and page.is_translated
        ]
        entries += renderer.sitemap_entries(self._portal.tasks)
        for name, content, newest in render_sitemaps(tag, entries):
            yield name, content
            yield NOTE, f"{name} {newest}".encode()

    # -- what no language has --------------------------------------------------------

    def _others(self) -> Iterator[Unit]:
        portal, default = self._portal, self._portal.default
        for path in default.embeds.images:
            yield Unit(f"logo {path}", partial(self._logo, path))
        yield from kit_units(portal.localisers, portal.catalog, self.pictures, portal.templates)
        yield Unit("embed scripts", render_scripts)
        yield Unit("maps", self._maps)
        yield Unit("assets", lambda: portal.assets.contents.items())
        yield Unit("version sheet", lambda: [(SHEET, render_sheet(self._version()))])
        yield Unit("licences", self._licences)
        for name in portal.files:
            yield Unit(f"file {name}", partial(self._file, name))
        for path, content in sorted((self._theme.files or {}).items()):
            yield Unit(f"theme {path}", partial(_theme_file, path, content))
        if self._tools.editor is not None and portal.catalog.site.editing is not None:
            yield Unit("admin", partial(self._admin, self._tools.editor))

    def _logo(self, path: str) -> Iterator[tuple[str, bytes]]:
        image = self._portal.default.embeds.images[path]
        yield image.path, image.content

    def _version(self) -> DataVersion:
        note(f"{VERSION}/{ALL}")
        version: DataVersion = self._portal.version
        return version

    def _licences(self) -> Iterator[tuple[str, bytes]]:
        editing = self._tools.editor is not None and self._portal.catalog.site.editing is not None
        yield from render_licences(self._portal.templates, with_editor=editing)

    def _maps(self) -> Iterator[tuple[str, bytes]]:
        for sheet in self._portal.default.atlas.sheets.values():
            pictures = {sheet.picture.path: sheet.picture, sheet.small.path: sheet.small}
            yield from ((picture.path, picture.svg) for picture in pictures.values())

    def _file(self, name: str) -> Iterator[tuple[str, bytes]]:
        assert self._portal.files[name]  # read: it stands for the content
        yield name, (self._portal.data_directory / name).read_bytes()

    def _copies(self, files: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
        portal = self._portal
        yield from render_copies(
            portal.data_directory, portal.default.images.pictures, files, portal.cache
        )

    def _admin(self, editor: Editor) -> Iterator[tuple[str, bytes]]:
        portal, site = self._portal, self._portal.catalog.site
        assert site.editing is not None
        for name, source in editor.files():
            yield f"{ADMIN}/{name}", source.read_bytes()
        languages = [loc.language for loc in portal.localisers.values()]
        yield from render_admin(
            site, languages, repository(site.editing), portal.templates, portal.assets
        )

    # -- what is made of the rest ----------------------------------------------------

    def _data_page(self, tag: str, task: Task, so_far: SoFar) -> Iterator[tuple[str, bytes] | None]:
        renderer = self._renderer(tag).with_sizes(so_far.size)
        path = output_file(renderer.loc.language.root + task.path)
        yield path, (yield from renderer.render(task))

    def _sitemap_index(self, so_far: SoFar) -> Iterator[tuple[str, bytes]]:
        url = self._portal.catalog.site.url
        maps = []
        for tag in self._portal.localisers:
            for told in so_far.notes[_sitemap_of(tag)]:
                name, newest = told.decode().split(" ")
                maps.append((url + name, newest))
        yield SITEMAP, render_sitemap_index(maps)
        yield ROBOTS, f"User-agent: *\nAllow: /\n\nSitemap: {url}{SITEMAP}\n".encode()

    def _hosting(self, so_far: SoFar) -> Iterator[tuple[str, bytes]]:
        own, cards = so_far.notes[_WRITTEN], so_far.notes[_EMBED]
        yield from render_hosting(
            self._portal.localisers, self._theme.frames, own, cards, so_far.directories
        )


def _sitemap_of(tag: str) -> str:
    return f"sitemap {tag} "


def _texts(pages: Iterable[WrittenPage]) -> tuple[TextPage, ...]:
    return tuple(
        TextPage(page.path_in_language, page.title, page.description, plain_text(page.html))
        for page in sorted(pages, key=lambda page: page.key)
        if page.is_translated
    )


def _written_entry(page: WrittenPage, url: str, default: str) -> SitemapEntry:
    pairs = [(tag, url + path) for tag, path in page.paths.items()]
    if default in page.paths:
        pairs.append(("x-default", url + page.paths[default]))
    return SitemapEntry(url + page.path, page.updated_on, link_languages(pairs))


def _moved(loc: Localiser, old: str, new: str) -> Iterator[tuple[str, bytes]]:
    """The page at a former address, for hosts that cannot redirect."""
    way = "../" * old.count("/") + new
    absolute = f"{loc.site.url}{loc.language.root}{new}"
    title = escape(loc.gettext("This page has moved"))
    page = (
        f'<!doctype html>\n<html lang="{loc.language.tag}">\n<head>\n'
        f'<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<link rel="canonical" href="{escape(absolute)}">\n'
        f'<meta name="robots" content="noindex">\n'
        f'<meta http-equiv="refresh" content="0; url={escape(way)}">\n'
        f'</head>\n<body>\n<p><a href="{escape(way)}">{title}</a></p>\n</body>\n</html>\n'
    )
    yield output_file(loc.language.root + old), page.encode()


def _theme_file(path: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield path, content
