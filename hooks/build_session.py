"""One build as MkDocs sees it: what is kept from event to event, and where it goes.

Part of the adapter: the only code beside `wiring.py` and `frame_provider.py` that
knows MkDocs.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from clock import now
from frame_provider import FramePage, FrameProvider
from portal.addresses import resolve_portal
from portal.build import HandWritten, Portal, open_portal, write_site
from portal.cache import Cache
from portal.check import check_directory, pages_directory
from portal.editing.admin import Editor
from portal.frame import Frame, FrameKey, mark
from portal.hand_written import resolve_links
from portal.languages import day_in_zone
from portal.pages.chrome import Chrome, NavItem, make_chrome, section_item
from portal.pages.head import page_head
from portal.pages.localiser import Localiser
from portal.pages.renderer import PageRenderer
from portal.problems import has_errors, render_summary
from portal.publish import Staging, write_file
from portal.search.entries import TextPage, plain_text
from portal.search.pagefind import find_pagefind
from portal.workers import JobError
from progress import Progress
from stand_ins import StandIns
from theme_style import ThemeStyle, theme_style
from theme_templates import share_templates

log = logging.getLogger("mkdocs.portal")

ROOT = Path(__file__).resolve().parent.parent
# Up to so many pages the index of a preview takes less than two seconds.
_PREVIEW_SEARCH = 2_000
# What is drawn or decoded once for as long as it does not change; safe to delete.
CACHE = Cache(ROOT / ".cache")


class BuildSession:
    """The state of one build; `serve` makes a new build of it at each change."""

    def __init__(self) -> None:
        self._serving = False
        self._staging: Staging | None = None
        self._scratch = TemporaryDirectory(prefix="portal-")
        self._pages: StandIns | None = None
        self._style: ThemeStyle | None = None
        self._target = ""
        self._portal: Portal | None = None
        self._frames: dict[str, Mapping[FrameKey, Frame]] = {}
        self._renderers: dict[str, PageRenderer] = {}
        self._hand_written: dict[str, HandWritten] = {}
        self._texts: dict[str, dict[str, TextPage]] = {}
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
        data = Path(os.environ.get("PORTAL_DATA_DIR") or ROOT / "data").resolve()
        pages = pages_directory(data, Path(config.docs_dir))
        self._portal = self._open(config, data, pages)
        site = self._portal.catalog.site
        self._language = site.default_language
        self._pages = StandIns(pages, site.tags, Path(self._scratch.name, "docs"))
        config.docs_dir = str(self._pages.directory)
        config.site_url = site.url
        config.site_name = self._portal.default.plain(site.title)
        config.theme.static_templates = set()  # 404 and sitemaps are written by the core
        config.watch = [*config.watch, str(data), str(pages)]
        _set_languages(plugin, self._portal)
        share_templates(config.theme)
        self._style = theme_style(config.theme)
        if not self._serving:
            self._target = config.site_dir
            self._staging = Staging(Path(config.site_dir))
            config.site_dir = str(self._staging.directory)
        return config

    def select_files(self, files: Files) -> Files:
        """Leave out the theme's scripts, source maps and palettes, which no page loads."""
        for file in list(files):
            unused = file.src_uri.startswith("assets/javascripts/") or file.src_uri.endswith(".map")
            # The reduced style sheet takes the place of the theme's own.
            if unused or "assets/stylesheets/" in file.src_uri or "images/favicon" in file.src_uri:
                files.remove(file)
        return files

    def keep_navigation(self, nav: Navigation) -> Navigation:
        """Keep the navigation for the frames of this language."""
        self._nav = nav
        return nav

    def resolve_links(self, html: str, page: Page) -> str:
        """Resolve the `portal:` links of a hand-written page."""
        path = self._path_below_root(page.url)
        return resolve_links(html, path, self._require_portal().catalog.records)

    def render_frames(self, env: Any, config: MkDocsConfig, files: Files) -> Any:
        """Render all frames of this language through the theme."""
        portal = self._require_portal()
        assert self._nav is not None
        loc = portal.localisers[self._language]
        provider = FrameProvider(env, config, files, self._nav, loc.language.root)
        frames = {key: provider.render(key) for key in portal.frame_keys()}
        self._frames[self._language] = frames
        self._renderers[self._language] = portal.renderer(self._language, frames)
        return env

    def complete_context(self, context: Any, page: Page | None) -> Any:
        """Put the chrome and the slots into a page's template context."""
        loc = self._localiser()
        context["theme_style"] = self._require_style().path
        if isinstance(page, FramePage) or page is None:
            section = page.section if isinstance(page, FramePage) else "404"
            slots = {slot: mark(slot) for slot in ("head", "switcher", "content")}
            context["portal"] = self._chrome(loc, section, slots)
        else:
            context["portal"] = self._chrome(loc, page.url, self._hand_written_slots(page, loc))
            page.toc = ()  # type: ignore[assignment]  # our layout has its own skip link
        return context

    def finish(self, config: MkDocsConfig) -> None:
        """All languages are rendered: write the rest and swap the site in."""
        if _i18n(config).building:
            return
        portal = self._require_portal()
        hand_written = [self._hand_written[key] for key in sorted(self._hand_written)]
        try:
            with Progress() as progress:
                count = write_site(
                    portal,
                    self._frames,
                    hand_written,
                    Path(config.site_dir),
                    processes=1 if self._serving else os.cpu_count() or 1,
                    pagefind=find_pagefind() if self._searches(portal) else None,
                    # A preview has none: scripts/edit.py serves its own beside it.
                    editor=None if self._serving else Editor(ROOT / "scripts" / "editor"),
                    progress=progress.show,
                )
        except JobError as error:
            raise Abort(str(error)) from error
        style = self._require_style()
        write_file(Path(config.site_dir), style.path, style.content)
        log.info("%d pages from data", count)
        if self._staging is None:
            return
        if config.strict and _has_warnings():
            raise Abort("Warnings in strict mode: the site was not changed.")
        self._staging.commit()
        config.site_dir = self._target
        self._staging = None

    def abandon(self) -> None:
        """A build failed: delete what it made."""
        if self._staging is not None:
            self._staging.discard()
            self._staging = None

    # -- details ---------------------------------------------------------------------

    def _open(self, config: MkDocsConfig, data: Path, pages: Path) -> Portal:
        moment = now()
        with _collector_at_rest():
            checked = check_directory(data, _label(data), pages, _label(pages), moment, CACHE)
        for problem in checked.problems:
            click.echo(str(problem))
        if has_errors(checked.problems) or checked.catalog is None:
            summary = render_summary(checked.problems)
            if self._portal is None or not self._serving:
                raise Abort(summary)
            # After an exception MkDocs' preview answers nothing until a build succeeds.
            click.echo(f"{summary} The preview shows the last data without errors.", err=True)
            return self._portal
        site = checked.catalog.site
        url = os.environ.get("PORTAL_SITE_URL") or (config.site_url if self._serving else site.url)
        catalog = checked.catalog.with_url(str(url).rstrip("/") + "/")
        today = day_in_zone(moment, site.time_zone)
        return open_portal(
            catalog,
            checked.strings,
            data,
            _overrides(config),
            today,
            lock=checked.lock,
            pictures=checked.pictures,
            cache=CACHE,
        )

    def _reset(self) -> None:
        self.abandon()
        gc.unfreeze()  # of the build before, in a preview
        self._frames, self._renderers = {}, {}
        self._hand_written, self._texts = {}, {}

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

    def _searches(self, portal: Portal) -> bool:
        """A preview of a large site goes without: each edit would wait for its index.

        PORTAL_SEARCH=0 is for measuring what the index costs.
        """
        if os.environ.get("PORTAL_SEARCH") == "0":
            return False
        pages = len(portal.tasks) * len(portal.localisers)
        if self._serving and pages > _PREVIEW_SEARCH:
            log.info("The preview of %d pages has no search; `make site` makes it.", pages)
            return False
        return True

    def _path_below_root(self, url: str) -> str:
        path = "" if url in (".", "./") else url
        return path.removeprefix(self._localiser().language.root)

    def _chrome(self, loc: Localiser, active: str, slots: Mapping[str, str]) -> Chrome:
        assert self._nav is not None
        header, footer = _navigation(self._nav, loc, active)
        return make_chrome(loc, header, footer, **slots)

    def _hand_written_slots(self, page: Page, loc: Localiser) -> dict[str, str]:
        renderer = self._renderers[self._language]
        alternates = getattr(page.file, "alternates", {self._language: page.file})
        order = self._require_portal().localisers
        # What stands in for a translation is none: never named as one.
        stand_ins = self._pages.names if self._pages is not None else frozenset()
        paths = {
            tag: _clean(alternates[tag].url)
            for tag in order
            if tag in alternates and alternates[tag].src_uri not in stand_ins
        }
        translated = self._language in paths
        title = str(page.meta.get("title") or page.title or "")
        is_home = page.meta.get("layout") == "home"
        head = page_head(
            loc.plain(loc.site.title) if is_home else title,
            str(page.meta.get("description") or loc.plain(loc.site.summary)),
            paths,
            loc,
            is_home=is_home,
        )
        key = paths.get(loc.site.default_language, _clean(page.url))
        html = Markup(page.content or "")
        path = self._path_below_root(page.url)
        description = str(page.meta.get("description") or "")
        texts = self._texts.setdefault(key, {})
        if translated:
            texts[self._language] = TextPage(path, title, description, plain_text(html))
        updated = str(page.meta.get("updated_on") or "")
        self._hand_written[key] = HandWritten(paths, updated, texts)
        shown_in = self._language if translated else loc.site.default_language
        content = (
            renderer.home(html, shown_in)
            if is_home
            else renderer.hand_written(html, title, shown_in)
        )
        depth = _clean(page.url).count("/")
        return {
            "head": renderer.head(head, self._path_below_root(page.url)),
            "switcher": renderer.switcher_to(paths, depth),
            # As plain strings: one of them is Markup, which escapes what is added to it.
            "content": f"{content}{renderer.end(self._path_below_root(page.url))}",
        }


def _overrides(config: MkDocsConfig) -> Path:
    if config.theme.custom_dir is None:
        raise Abort("mkdocs.yml: theme.custom_dir must name the overrides folder")
    return Path(config.theme.custom_dir)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    # Records live until the build ends: looking for garbage among a million of them, again
    # and again, took a quarter of the time at 10,000 records, and freezing them lets
    # forked workers share their memory.
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()


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


def _label(directory: Path) -> str:
    here = Path.cwd()
    return str(directory.relative_to(here) if directory.is_relative_to(here) else directory)


def _has_warnings() -> bool:
    handlers = logging.getLogger("mkdocs").handlers
    return any(h.get_counts() for h in handlers if isinstance(h, CountHandler))
