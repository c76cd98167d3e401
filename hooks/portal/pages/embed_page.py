"""The pages that hand out embeds: all pairs with how-to, and each pair's own page."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from markupsafe import Markup, escape

from portal.addresses import EMBED, embed_page_path, kit_archive, list_path, up
from portal.embeds import contract
from portal.embeds.cards import cards_of
from portal.embeds.pairs import Pair
from portal.embeds.pictures import badge_of
from portal.embeds.snippets import Snippets
from portal.facets import SITE
from portal.feeds.views import feed_directory
from portal.markup import as_markup, shown_address
from portal.pages import labels
from portal.pages.head import switch_links
from portal.pages.lists import page_count, page_links, page_position
from portal.pages.localiser import Localiser
from portal.pages.views import Crumb, PageLink, SwitchLink
from portal.strings import N_
from portal.tracing import memo
from portal.view import view

PER_PAGE: Final = 50
# What a webmaster has to know of, newest first: (day, what).
CHANGES: Final = (
    (
        date(2026, 11, 22),
        N_("Cards say whose money is in the programme, with the funder’s emblem."),
    ),
    (date(2026, 11, 22), N_("First version: snippets, cards, news and events, badges, oEmbed.")),
)


@view(frozen=True, slots=True)
class PairRow:
    """A pair in the list; `path` is below the language's root."""

    municipality: Markup
    programme: Markup
    path: str


@view(frozen=True, slots=True)
class EmbedListPage:
    """The body of the list; how-to and changes stand on its first page."""

    root: str
    crumbs: tuple[Crumb, ...]
    title: str
    lead: str
    rows: tuple[PairRow, ...]
    is_first: bool
    changes: tuple[tuple[date, str, str], ...]
    empty: str
    page_links: tuple[PageLink, ...]
    page_text: str


@view(frozen=True, slots=True)
class SnippetView:
    """A snippet with its heading. `preview` is the same with links relative to the page."""

    id: str
    heading: str
    note: str
    code: str
    preview: Markup
    rows: int


@view(frozen=True, slots=True)
class PairPage:
    """The body of a pair's page."""

    root: str
    site_root: str
    crumbs: tuple[Crumb, ...]
    title: Markup
    plain_title: str
    lead: str
    styles: tuple[SnippetView, ...]
    others: tuple[SnippetView, ...]
    oembed: Markup
    feed: Markup
    kit: str
    languages: tuple[SwitchLink, ...]
    municipality_path: str


def embed_page_count(loc: Localiser) -> int:
    """How many pages the list has."""
    return page_count(len(loc.embeds.pairs.all), PER_PAGE)


class EmbedPages:
    """Builds the pages of one language."""

    def __init__(self, loc: Localiser, templates: Path) -> None:
        self._loc = loc
        self._cards = loc.once(cards_of, templates)
        self._snippets = Snippets(self._cards, f"{loc.site.url}{contract.ROOT}")
        self._in_order = memo(self._pairs_in_order)
        self._badge = memo(lambda programme: badge_of(programme, self._cards.names))

    def list_page(self, page: int) -> EmbedListPage:
        """One page of the list of pairs."""
        loc = self._loc
        _ = loc.gettext
        pages = embed_page_count(loc)
        title = loc.label(labels.SPECIAL_TITLE, EMBED)
        crumbs = [Crumb("", escape(_("Home")))]
        if page > 1:
            crumbs.append(Crumb(list_path(EMBED), escape(title)))
        shown = self._in_order()[(page - 1) * PER_PAGE : page * PER_PAGE]
        return EmbedListPage(
            root=up(list_path(EMBED, page)),
            crumbs=tuple(crumbs),
            title=title,
            lead=loc.label(labels.SPECIAL_LEAD, EMBED),
            rows=tuple(self._row(pair) for pair in shown),
            is_first=page == 1,
            changes=self._changes() if page == 1 else (),
            empty="" if shown else _(labels.EMPTY_LIST),
            page_links=page_links([list_path(EMBED, n) for n in range(1, pages + 1)], page, loc),
            page_text=page_position(page, pages, loc),
        )

    def _changes(self) -> tuple[tuple[date, str, str], ...]:
        """What has changed: the day, the day as this language writes it, and what."""
        loc = self._loc
        return tuple((day, loc.language.date(day), loc.gettext(what)) for day, what in CHANGES)

    def pair_page(self, municipality: str, programme: str) -> PairPage:
        """A pair's page."""
        loc, names = self._loc, self._cards.names
        _ = loc.gettext
        pair = self.pair(municipality, programme)
        path = embed_page_path(municipality, programme)
        root = up(path)
        site_root = root + up(loc.language.root)
        return PairPage(
            root=root,
            site_root=site_root,
            crumbs=(
                Crumb("", escape(_("Home"))),
                Crumb(list_path(EMBED), escape(loc.label(labels.SPECIAL_TITLE, EMBED))),
            ),
            title=names.both_markup(pair),
            plain_title=names.both(pair),
            lead=_("Copy the code of one of these into a page of the municipality’s website."),
            styles=self._styles(pair, site_root),
            others=self._others(pair, site_root),
            oembed=shown_address(self._cards.address(pair, contract.OEMBED_JSON)),
            feed=shown_address(self._feed(pair)),
            kit=kit_archive(programme) if programme in loc.embeds.logos else "",
            languages=switch_links(path, loc.language, loc.languages),
            municipality_path=f"municipalities/{municipality}/",
        )

    def pair(self, municipality: str, programme: str) -> Pair:
        """A pair by its ids."""
        return self._loc.embeds.pairs.find(municipality, programme)

    # -- parts -----------------------------------------------------------------------

    def _pairs_in_order(self) -> list[Pair]:
        places = self._loc.sorted_ids("municipalities", self._loc.embeds.pairs.of_municipality)
        programmes = self._loc.sorted_ids("programmes", self._loc.embeds.pairs.of_programme)
        rank = {programme: number for number, programme in enumerate(programmes)}
        of_place = self._loc.embeds.pairs.of_municipality
        return [
            pair
            for place in places
            for pair in sorted(of_place[place], key=lambda p: rank[p.programme])
        ]

    def _row(self, pair: Pair) -> PairRow:
        names = self._cards.names
        return PairRow(
            names.markup("municipalities", pair.municipality),
            names.markup("programmes", pair.programme),
            embed_page_path(pair.municipality, pair.programme),
        )

    def _styles(self, pair: Pair, site_root: str) -> tuple[SnippetView, ...]:
        _ = self._loc.gettext
        badge, snippets = self._badge(pair.programme), self._snippets
        found = (
            ("logo-text", _("Logo and text"), snippets.logo_and_text(pair, badge)),
            ("logo", _("Logo only"), snippets.logo(pair, badge)),
            ("card", _("Card with facts"), snippets.card(pair)),
            ("badge", _("Badge"), snippets.badge(pair, badge)),
        )
        return tuple(self._view(*one, "", site_root) for one in found)

    def _others(self, pair: Pair, site_root: str) -> tuple[SnippetView, ...]:
        _ = self._loc.gettext
        snippets, cards = self._snippets, self._cards
        news, events = cards.news_view(pair), cards.events_view(pair)
        follows = _("Stays up to date by itself.")
        as_today = _("As it is today; it does not change by itself.")
        news_card = snippets.list_card(pair, news, contract.NEWS)
        events_card = snippets.list_card(pair, events, contract.EVENTS)
        found = (
            ("news", _("News card"), news_card, follows),
            ("events", _("Events card"), events_card, follows),
            ("news-html", _("News as plain HTML"), snippets.plain_list(news), as_today),
            ("events-html", _("Events as plain HTML"), snippets.plain_list(events), as_today),
            ("auto", _("Card that fits its height"), snippets.auto_card(pair),
             _("Needs a script on your page. Its content is fixed by the hash in the code.")),
            ("component", _("Card as a web component"), snippets.component(pair),
             _("Needs a script on your page. Without it, the link stays.")),
        )  # fmt: skip
        # A preview of a script would run it here.
        with_preview = ("news", "events")
        return tuple(
            self._view(id, heading, code, note, site_root if id in with_preview else "")
            for id, heading, code, note in found
        )

    def _view(self, id: str, heading: str, code: Markup, note: str, site_root: str) -> SnippetView:
        # As text: the template escapes it, so that the page shows it and does not run it.
        text, preview = str(code), Markup()
        if site_root:
            # Made above, escaped; only the addresses become relative. What an old CMS needs
            # and valid HTML does not know, our own style sheet does here.
            shown = text.replace(f'"{self._loc.site.url}', f'"{site_root}')
            shown = shown.replace(' frameborder="0"', "").replace('width="100%"', 'width="600"')
            preview = as_markup(shown)
        rows = 2 + sum([len(line) // 90 for line in text.splitlines()]) + text.count("\n")
        return SnippetView(id, heading, note, text, preview, rows)

    def _feed(self, pair: Pair) -> str:
        keys = (("municipalities", pair.municipality), ("programmes", pair.programme), SITE)
        for key in keys:
            facet = self._loc.facets.get(key)
            if facet is not None and self._loc.facet_has(facet)[0]:
                directory = feed_directory(self._loc.language.tag, facet)
                return f"{self._loc.site.url}{directory}news.rss"
        return ""
