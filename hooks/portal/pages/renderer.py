"""Pages of one language, each as the text of an HTML file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from functools import cache
from pathlib import Path
from typing import Final

from markupsafe import Markup

from portal.addresses import (
    ACCESSIBILITY,
    COMMITMENTS,
    EMBED,
    FEEDS,
    MAP,
    SEARCH,
    SECTIONS,
    SPECIAL,
    TRANSLATIONS,
    up,
)
from portal.assets import Assets
from portal.facets import SITE
from portal.frame import Frame, FrameKey
from portal.hand_written import resolve_links
from portal.languages import Language
from portal.markup import as_markup, isolate_addresses
from portal.pages import head as heads
from portal.pages.accessibility_page import build_accessibility_page, statement_languages
from portal.pages.cards import record_cards
from portal.pages.commitments_page import build_commitments_page
from portal.pages.data_page import build_data_page
from portal.pages.discovery import feed_links, oembed_links, record_feeds
from portal.pages.embed_page import EmbedPages
from portal.pages.feeds_page import build_feeds_page
from portal.pages.filter_pages import build_filter_page
from portal.pages.home import build_home_page
from portal.pages.lists import build_list_page, build_related_page
from portal.pages.localiser import Localiser
from portal.pages.map_page import build_map_page
from portal.pages.records import build_record_page, not_translated
from portal.pages.search_page import build_search_page
from portal.pages.share import share_image
from portal.pages.surroundings import Surroundings
from portal.pages.tasks import Task
from portal.pages.templates import make_environment
from portal.pages.translations_page import build_translations_page
from portal.pages.views import FeedLink, HeadView
from portal.sitemap import LanguageLinks, SitemapEntry
from portal.steps import Steps
from portal.theme import WrittenPage
from portal.tracing import memo

NOT_FOUND: Final = FrameKey("404", -1)


class PageRenderer:
    """Renders the pages of one language; caches live as long as it does."""

    def __init__(
        self,
        loc: Localiser,
        templates: Path,
        frames: Mapping[FrameKey, Frame],
        assets: Assets,
    ) -> None:
        self.loc = loc
        self.frames = frames
        self._size: Callable[[str], int] = lambda path: 0
        # The site's own feeds, by the way to its root.
        self._site_feeds = memo(lambda way: self._links_to(feed_links(SITE, way, self.loc)))
        self._language_links = LanguageLinks(
            {tag: loc.site.url + language.root for tag, language in loc.languages.items()},
            loc.site.default_language,
        )
        self.cards = loc.once(record_cards)
        environment = make_environment(templates, loc.language, loc.cache, assets)
        self._head = environment.get_template("records/head.html")
        self._head_feeds = environment.get_template("records/head_feeds.html")
        self._switcher = environment.get_template("records/switcher.html")
        self._record = environment.get_template("records/record.html")
        self._list = environment.get_template("records/list.html")
        self._home = environment.get_template("records/home.html")
        self._feeds = environment.get_template("records/feeds.html")
        self._map = environment.get_template("records/map.html")
        self._data = environment.get_template("records/data.html")
        self._commitments = environment.get_template("records/commitments.html")
        self._search = environment.get_template("records/search.html")
        self._statement = environment.get_template("records/accessibility.html")
        self._translations = environment.get_template("records/translations.html")
        self._embed_list = environment.get_template("records/embed.html")
        self._embed_pair = environment.get_template("records/embed_pair.html")
        end = environment.get_template("records/end.html")
        self._around = Surroundings(loc, frames, self._switcher, end)
        # Most pages need none of what these are made with.
        self._embed_pages = memo(lambda: EmbedPages(self.loc, templates))
        self._page = environment.get_template("records/page.html")
        self._page_text = environment.get_template("records/page_text.html")
        self._not_found = environment.get_template("records/404.html")

    def with_sizes(self, size: Callable[[str], int]) -> PageRenderer:
        """The same, knowing the sizes of the open data; its templates are not compiled again."""
        other = copy(self)
        other._size = size
        return other

    def render(self, task: Task) -> Steps[bytes]:
        """One page as HTML."""
        path = task.path
        head, content = yield from self._render_slots(task, path)
        return self._around.join(task.kind, path, head, content)

    def _render_slots(self, task: Task, path: str) -> Steps[tuple[str, str]]:
        if task.kind == EMBED:
            return (yield from self._render_embed(task, path))
        if task.kind in SPECIAL:
            return self._render_special(task, path)
        if task.record_id and not task.related:
            return (yield from self._render_record(task, path))
        if task.filter:
            listing = build_filter_page(
                task.kind, task.filter, task.option, task.page, self.loc, self.cards
            )
        elif task.related:
            record = self.loc.catalog.get(task.kind, task.record_id)
            listing = build_related_page(record, task.related, task.page, self.loc, self.cards)
        else:
            listing = build_list_page(task.kind, task.page, self.loc, self.cards)
        yield
        head = heads.list_head(listing, path, self.loc)
        slot = self.head(head, path, task.kind, task.record_id)
        yield
        return slot, self._list.render(page=listing)

    def _render_record(self, task: Task, path: str) -> Steps[tuple[str, str]]:
        record = self.loc.catalog.get(task.kind, task.record_id)
        view = yield from build_record_page(record, self.loc, self.cards)
        yield
        head = heads.record_head(record, view.crumbs, self.loc)
        yield
        slot = self.head(head, path, task.kind, task.record_id)
        yield
        return slot, self._record.render(page=view)

    def _render_special(self, task: Task, path: str) -> tuple[str, str]:
        loc = self.loc
        if task.kind == FEEDS:
            feeds = build_feeds_page(task.page, loc)
            head = heads.section_head(feeds.title, feeds.lead, feeds.page_text, path, loc)
            return self.head(head, path), self._feeds.render(page=feeds)
        if task.kind == COMMITMENTS:
            sights = build_commitments_page(task.page, loc)
            head = heads.section_head(sights.title, sights.lead, sights.page_text, path, loc)
            return self.head(head, path), self._commitments.render(page=sights)
        if task.kind == SEARCH:
            search = build_search_page(loc)
            head = heads.section_head(search.title, search.lead, "", path, loc)
            return self.head(head, path), self._search.render(page=search)
        if task.kind == MAP:
            page = build_map_page(task.record_id, loc)
            head = heads.section_head(page.title, page.lead, "", path, loc, page.crumbs)
            return self.head(head, path), self._map.render(page=page)
        if task.kind == ACCESSIBILITY:
            return self._render_statement(path)
        if task.kind == TRANSLATIONS:
            shares = build_translations_page(loc)
            head = heads.section_head(shares.title, shares.lead, "", path, loc)
            return self.head(head, path), self._translations.render(page=shares)
        data = build_data_page(loc, self._size)
        head = heads.section_head(data.title, data.lead, "", path, loc)
        return self.head(head, path), self._data.render(page=data)

    def _render_embed(self, task: Task, path: str) -> Steps[tuple[str, str]]:
        loc, pages = self.loc, self._embed_pages()
        if not task.record_id:
            listing = pages.list_page(task.page)
            head = heads.section_head(listing.title, listing.lead, listing.page_text, path, loc)
            return self.head(head, path), self._embed_list.render(page=listing)
        page = pages.pair_page(task.record_id, task.related)
        yield
        title = page.plain_title
        head = heads.section_head(title, page.lead, "", path, loc, page.crumbs)
        links = oembed_links(pages.pair(task.record_id, task.related), loc)
        slot = self.head(head, path, links=links)
        yield
        return slot, self._embed_pair.render(page=page)

    def _render_statement(self, path: str) -> tuple[str, str]:
        page, tags = build_accessibility_page(self.loc), statement_languages(self.loc)
        head = heads.section_head(
            page.title, page.description, "", path, self.loc, page.crumbs, tags
        )
        return self.head(head, path), self._statement.render(page=page)

    def head(
        self,
        view: HeadView,
        path: str,
        kind: str = "",
        record_id: str = "",
        links: tuple[FeedLink, ...] = (),
    ) -> str:
        """The head slot of a page at a path below its language's root."""
        site_root = up(self.loc.language.root + path)
        feeds = self._site_feeds(site_root)
        own = record_feeds(kind, record_id, site_root, self.loc) + links
        if own:
            feeds += self._links_to(own)
        image = share_image(kind, record_id, self.loc)
        return self._head.render(head=view, feeds=as_markup(feeds), image=image)

    def _links_to(self, feeds: tuple[FeedLink, ...]) -> str:
        return self._head_feeds.render(feeds=feeds)

    def switcher_to(self, places: Mapping[str, str], depth: int) -> str:
        """The switcher of a hand-written page: where a language does not show it, its home page.

        `places` maps languages to paths below the site's root; `depth` is the page's own.
        """
        way_up, own = "../" * depth or "./", self.loc.language
        links = tuple(
            heads.switch_link(
                language, way_up + places.get(tag, language.root), own, is_current=tag == own.tag
            )
            for tag, language in self.loc.languages.items()
        )
        return self._switcher.render(links=links)

    def written(self, page: WrittenPage) -> str:
        """A hand-written page as HTML."""
        loc = self.loc
        path = page.path_in_language
        html = Markup(isolate_addresses(resolve_links(page.html, path, loc.catalog.records)))
        head = heads.page_head(
            loc.plain(loc.site.title) if page.is_home else page.title,
            page.description or loc.plain(loc.site.summary),
            page.paths,
            loc,
            is_home=page.is_home,
        )
        if page.is_home:
            intro = self._own(html, page.shown_in)
            content = self._home.render(page=build_home_page(intro, loc, self.cards))
        else:
            content = self._written_content(html, page.title, page.shown_in)
        switcher = self.switcher_to(page.places, page.path.count("/"))
        return page.frame.join(self.head(head, path), switcher, content + self._around.end(path))

    def _written_content(self, html: Markup, title: str, language: str) -> str:
        notice = "" if language == self.loc.language.tag else not_translated(self.loc)
        text = self._own(
            Markup(self._page_text.render(html=html, title=title, has_heading="<h1" in html)),
            language,
        )
        return self._page.render(text=text, notice=notice)

    def _own(self, html: Markup, tag: str) -> Markup:
        """What was written by hand carries its language where the words around it have another."""
        attributes = self.loc.foreign(tag)
        return Markup("<div {}>{}</div>").format(Markup(attributes), html) if attributes else html

    def not_found(self, languages: tuple[Localiser, ...], base: str) -> str:
        """A 404 page that speaks the given languages; links begin with `base`."""
        view = heads.error_head(self.loc.gettext("Page not found"), self.loc)
        head = self._head.render(head=view, feeds="", image=None)
        content = self._not_found.render(
            entries=tuple(_not_found_entry(loc, base) for loc in languages)
        )
        links = tuple(
            heads.switch_link(language, base + language.root, self.loc.language, is_current=False)
            for language in self.loc.languages.values()
        )
        return self.frames[NOT_FOUND].join(head, self._switcher.render(links=links), content)

    def sitemap_entries(self, tasks: Iterable[Task]) -> Iterator[SitemapEntry]:
        """The sitemap's entries of those pages that are real translations."""
        # Here, too: whoever asks `once` has read all that the answer was made of, each time.
        newest = cache(lambda kind: self.loc.once(_newest_of, kind))
        for task in tasks:
            entry = self._sitemap_entry(task, newest)
            if entry is not None:
                yield entry

    def _sitemap_entry(self, task: Task, newest: Callable[[str], str]) -> SitemapEntry | None:
        loc = self.loc
        path = task.path
        url = f"{loc.site.url}{loc.language.root}{path}"
        if task.record_id and not task.related and task.kind in SECTIONS:
            tags, changed = loc.listing(task.kind, task.record_id)
            if loc.language.tag not in tags:
                return None
            lastmod = changed.isoformat()
        elif task.kind == ACCESSIBILITY and loc.site.accessibility is not None:
            tags = tuple(statement_languages(loc))
            if loc.language.tag not in tags:
                return None
            lastmod = loc.site.accessibility.reviewed_on.isoformat()
        else:
            tags = tuple(loc.languages)
            lastmod = newest(task.kind if task.kind in SECTIONS else "")
        return SitemapEntry(url, lastmod, self._language_links.of(path, tags))


def _newest_of(kind: str, loc: Localiser) -> str:
    """The day of the latest change of a kind, or of all; empty where there is nothing."""
    kinds = [kind] if kind else list(SECTIONS)
    dates = (loc.listing(k, i)[1] for k in kinds for i in loc.catalog.records[k])
    newest = max(dates, default=None)
    return newest.isoformat() if newest else ""


def _not_found_entry(loc: Localiser, base: str) -> dict[str, object]:
    language: Language = loc.language
    return {
        "tag": language.interface,
        "direction": language.interface_direction,
        "heading": loc.gettext("Page not found"),
        "text": loc.gettext(
            "There is no page at this address. It may have been misspelt, or the page was moved."
        ),
        "home": base + language.root,
        "home_text": loc.gettext("To the home page"),
    }
