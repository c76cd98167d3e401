"""One build as MkDocs sees it: what is kept from event to event, and where it goes.

Part of the adapter, the code that knows MkDocs. MkDocs makes the theme (frames, hand-written
pages, files) into a folder that nobody looks at; the site itself is made by `site_maker`.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import File, Files, get_files
from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler
from mkdocs_static_i18n.suffix import create_i18n_file

from clock import now
from frame_provider import FramePage, FrameProvider, without_toggles
from portal.addresses import SITEMAP, SITEMAP_PACKED, resolve_portal
from portal.assets import FOLDER
from portal.build import Portal, write_site
from portal.frame import Frame, FrameKey, mark, split_frame
from portal.hand_written import is_hidden
from portal.languages import day_in_zone
from portal.pages.chrome import Chrome, NavItem, make_chrome, section_item
from portal.pages.localiser import Localiser
from portal.problems import Problem
from portal.publish import walk_files
from portal.reading import is_passed_over
from portal.theme import Theme, WrittenPage
from portal.tracing import collect_reads, key_names
from portal.workers import JobError
from scratch import Scratch
from site_maker import THEME_ONLY, DataError, Project
from stand_ins import StandIns
from theme_style import ThemeStyle, theme_style
from theme_templates import share_templates

log = logging.getLogger("mkdocs.portal")


class BuildSession:
    """The state of one build; `serve` makes a new build of it at each change.

    `given` is the data that a preview has read, where this process was forked from it.
    """

    given: ClassVar[tuple[Project, Portal] | None] = None

    def __init__(self) -> None:
        self._serving = False
        self._scratch = Scratch()
        self._pages: StandIns | None = None
        self._style: ThemeStyle | None = None
        self._target = ""
        self._project: Project | None = None
        self._portal: Portal | None = None
        self._said: list[str] = []
        self._frames: dict[str, Mapping[FrameKey, Frame]] = {}
        self._written: dict[tuple[str, str], WrittenPage] = {}
        self._nav: Navigation | None = None
        self._language = ""

    # -- events ----------------------------------------------------------------------

    def start(self, *, serving: bool) -> None:
        """A command begins."""
        self._serving = serving
        if not serving:
            # As Ctrl-C does: end by way of Python's exit, which clears away what was begun.
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))

    def configure(self, config: MkDocsConfig) -> MkDocsConfig:
        """First language: check the data, set the languages, build aside. Others: nothing.

        Raises: Abort after all problems have been printed.
        """
        plugin = _i18n(config)
        if plugin.building:
            self._language = plugin.current_language
            return config
        self._reset()
        self._target = config.site_dir
        if self.given is not None:
            self._project, self._portal = self.given
        else:
            address = str(config.site_url or "") if self._serving else ""
            self._project = Project.of(Path(config.docs_dir), _overrides(config), address)
            self._portal = self._open(self._project)
        site = self._portal.catalog.site
        self._language = site.default_language
        pages = self._project.pages
        self._pages = StandIns(pages, site.tags, self._scratch.path / "docs")
        config.docs_dir = str(self._pages.directory)
        config.site_url = site.url
        config.site_name = self._portal.default.plain(site.title)
        config.theme.static_templates = set()  # 404 and sitemaps are written by the core
        config.watch = [*config.watch, str(self._project.data), str(pages)]
        _set_languages(plugin, self._portal)
        share_templates(config.theme)
        self._style = theme_style(config.theme)
        config.site_dir = str(self._scratch.path / "theme")
        return config

    def select_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Leave out the theme's scripts, source maps and palettes, which no page loads, our own
        assets, which the core publishes under other names, and the copies that editors keep. Take
        in the pictures and files of the first language's pages, which those of others link to.
        """
        if self._language != _i18n(config).default_language:
            for file in _shared_files(config):
                if file.src_uri not in files.src_uris:
                    files.append(file)
        own = str(self._require_portal().templates)
        for file in list(files):
            unused = file.src_uri.startswith("assets/javascripts/") or file.src_uri.endswith(".map")
            # The reduced style sheet takes the place of the theme's own.
            replaced = "assets/stylesheets/" in file.src_uri or (
                file.src_dir == own and file.src_uri.startswith(FOLDER)
            )
            unused = unused or is_passed_over(file.src_uri.rpartition("/")[2])
            unused = unused or is_hidden(file.src_uri)
            if unused or replaced or "images/favicon" in file.src_uri:
                files.remove(file)
        return files

    def keep_navigation(self, nav: Navigation) -> Navigation:
        """Keep the navigation for the frames of this language."""
        self._nav = nav
        return nav

    def render_frames(self, env: Any, config: MkDocsConfig, files: Files) -> Any:
        """Render all frames of this language through the theme."""
        portal = self._require_portal()
        assert self._nav is not None
        loc = portal.localisers[self._language]
        provider = FrameProvider(env, config, files, self._nav, loc.language.root)
        keys = portal.frame_keys()
        # Frames are kept for the builds to come: nothing in them may come from records.
        with collect_reads() as reads:
            frames = {key: provider.render(key) for key in keys}
        if reads:
            raise RuntimeError(f"the theme reads data: {', '.join(sorted(key_names(reads)))}")
        self._frames[self._language] = frames
        return env

    def complete_context(self, context: Any, page: Page | None) -> Any:
        """Put the chrome and the slots into a page's template context."""
        loc = self._localiser()
        context["theme_style"] = self._require_style().path
        slots = {slot: mark(slot) for slot in ("head", "switcher", "content")}
        context["asset"] = self._require_portal().assets.path
        if isinstance(page, FramePage) or page is None:
            section = page.section if isinstance(page, FramePage) else "404"
        else:
            section = page.url
            page.toc = ()  # type: ignore[assignment]  # our layout has its own skip link
        context["portal"] = self._chrome(loc, section, slots)
        return context

    def keep_page(self, output: str, page: Page) -> str:
        """Keep a hand-written page: its text, and the frame that MkDocs has put around it."""
        written = self._written_page(page, split_frame(without_toggles(output)))
        self._written[written.key, written.language] = written
        return output

    def finish(self, config: MkDocsConfig) -> None:
        """All languages are rendered: make the site of them."""
        if _i18n(config).building:
            return
        assert self._project is not None
        portal, theme = self._require_portal(), self._theme(Path(config.site_dir))
        config.site_dir = self._target
        if os.environ.get(THEME_ONLY):
            self._project.save_theme(theme)
            return
        try:
            if self._serving:
                count = write_site(portal, theme, Path(self._target))
            else:
                if config.strict and _has_warnings():
                    raise Abort("Warnings in strict mode: the site was not changed.")
                count = self._project.publish(portal, theme, Path(self._target))
        except JobError as error:
            raise Abort(str(error)) from error
        log.info("%d pages from data", count)
        if not self._serving and not _has_warnings():
            self._project.save_theme(theme)
            self._project.note_inputs(Path(self._target), self._day(portal), self._said)

    def explain(self, error: Exception) -> None:
        """Raises: Abort with what is to be said of an error of the disk; else nothing."""
        if isinstance(error, OSError) and error.errno is not None:
            where = f" {error.filename2 or error.filename}:" if error.filename else ""
            raise Abort(
                f"The site cannot be made:{where} {error.strerror}. {self._target} is as it was. "
                "Make room or give permission, then build again."
            ) from error

    # -- details ---------------------------------------------------------------------

    def _open(self, project: Project) -> Portal:
        def say(problem: Problem) -> None:
            self._said.append(str(problem))
            if not os.environ.get(THEME_ONLY):  # whoever asks for that has told it already
                click.echo(str(problem))

        self._moment = now()
        try:
            return project.open(self._moment, say)
        except DataError as error:
            if self._portal is None or not self._serving:
                raise Abort(str(error)) from error
            # After an exception MkDocs' preview answers nothing until a build succeeds.
            click.echo(f"{error} The preview shows the last data without errors.", err=True)
            return self._portal

    def _day(self, portal: Portal) -> str:
        return day_in_zone(self._moment, portal.catalog.site.time_zone).isoformat()

    def _reset(self) -> None:
        gc.unfreeze()  # of the build before, in a preview
        self._frames, self._written, self._said = {}, {}, []

    def _theme(self, made: Path) -> Theme:
        """What MkDocs has made. Raises: OSError."""
        style = self._require_style()
        # The core writes pages, and a sitemap of its own.
        written = (page.file_path for page in self._written.values())
        own = {*written, SITEMAP, SITEMAP_PACKED}
        files = {p: (made / p).read_bytes() for p, _ in walk_files(made) if p not in own}
        pages = tuple(self._written[key] for key in sorted(self._written))
        return Theme(self._frames, pages, files | {style.path: style.content})

    def _require_portal(self) -> Portal:
        if self._portal is None:
            raise RuntimeError("on_config has not run")
        return self._portal

    def _require_style(self) -> ThemeStyle:
        if self._style is None:
            raise RuntimeError("on_config has not run")
        return self._style

    def _localiser(self) -> Localiser:
        return self._require_portal().localisers[self._language]

    def _path_below_root(self, url: str) -> str:
        path = "" if url in (".", "./") else url
        return path.removeprefix(self._localiser().language.root)

    def _chrome(self, loc: Localiser, active: str, slots: Mapping[str, str]) -> Chrome:
        assert self._nav is not None
        header, footer = _navigation(self._nav, loc, active)
        return make_chrome(loc, header, footer, **slots)

    def _written_page(self, page: Page, frame: Frame) -> WrittenPage:
        alternates = getattr(page.file, "alternates", {self._language: page.file})
        portal = self._require_portal()
        # What stands in for a translation is none: never named as one.
        stand_ins = self._pages.names if self._pages is not None else frozenset()
        files = {tag: alternates[tag] for tag in portal.localisers if tag in alternates}
        places = {tag: _clean(file.url) for tag, file in files.items()}
        paths = {
            tag: _clean(file.url) for tag, file in files.items() if file.src_uri not in stand_ins
        }
        default = portal.catalog.site.default_language
        return WrittenPage(
            language=self._language,
            path=_clean(page.url),
            path_in_language=self._path_below_root(page.url),
            key=paths.get(default, _clean(page.url)),
            places=places,
            paths=paths,
            shown_in=self._language if self._language in paths else default,
            title=str(page.meta.get("title") or page.title or ""),
            description=str(page.meta.get("description") or ""),
            updated_on=str(page.meta.get("updated_on") or ""),
            is_home=page.meta.get("layout") == "home",
            html=page.content or "",
            frame=frame,
        )


def _overrides(config: MkDocsConfig) -> Path:
    if config.theme.custom_dir is None:
        raise Abort("mkdocs.yml: theme.custom_dir must name the overrides folder")
    return Path(config.theme.custom_dir)


def _shared_files(config: MkDocsConfig) -> Iterator[File]:
    """What stands beside hand-written pages in no language, or in the first one, at its address.

    static-i18n leaves it out of other languages, together with the pages that those lack.
    """
    plugin = _i18n(config)
    default = plugin.default_language
    for file in get_files(config):
        if not file.is_documentation_page():
            shared = create_i18n_file(file, default, default, plugin.all_languages, config)
            if shared.locale == default:
                yield shared


def _i18n(config: MkDocsConfig) -> Any:
    return config.plugins["i18n"]


def _set_languages(plugin: Any, portal: Portal) -> None:
    # The plugin validates locales as ISO 639-1, which "rom" is not; its code copes with
    # any tag, so the languages are set after its validation, as its own type.
    language_type = type(plugin.config.languages[0])
    languages = []
    for tag, loc in portal.localisers.items():
        entry = language_type()
        entry.load_dict(
            {"locale": tag, "name": loc.language.name, "default": loc.language.is_default,
             "build": True, "link": f"/{loc.language.root}"}
        )  # fmt: skip
        languages.append(entry)
    plugin.config.languages = languages


def _navigation(
    nav: Navigation, loc: Localiser, active: str
) -> tuple[list[NavItem], list[NavItem]]:
    header: list[NavItem] = []
    footer: list[NavItem] = []
    for item in nav.items:
        if isinstance(item, Section):
            footer.extend(_nav_items(item.children, loc, active))
        else:
            header.extend(_nav_items([item], loc, active))
    return header, footer


def _nav_items(items: Any, loc: Localiser, active: str) -> list[NavItem]:
    found = []
    for item in items:
        if isinstance(item, Link) and item.url.startswith("portal:"):
            resolved = resolve_portal(item.url.removeprefix("portal:"))
            link = section_item(resolved[0], loc, active) if resolved is not None else None
            if link is not None:
                found.append(link)
        elif isinstance(item, Page):
            label = (
                loc.gettext("Home") if item.is_homepage or item.meta.get("layout") else item.title
            )
            found.append(NavItem(_clean(item.url), str(label), item.url == active))
    return found


def _clean(url: str) -> str:
    return "" if url in (".", "./") else url


def _has_warnings() -> bool:
    handlers = logging.getLogger("mkdocs").handlers
    return any(h.get_counts() for h in handlers if isinstance(h, CountHandler))
