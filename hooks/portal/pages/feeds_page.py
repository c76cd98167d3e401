"""The page about feeds and calendars: what there is, what it holds, how to subscribe."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from portal.addresses import FEEDS, list_path, record_path, up
from portal.catalog import Key
from portal.facets import SITE, Facet
from portal.feeds.views import MAX_ENTRIES, feed_directory
from portal.markup import shown_address
from portal.pages import labels
from portal.pages.lists import page_count, page_links, page_position
from portal.pages.localiser import Localiser
from portal.pages.views import Crumb, PageLink
from portal.tracing import ALL

PER_PAGE = 50
# The source of `filled_keys` (see portal.tracing).
FILLED = "filled"


@dataclass(frozen=True, slots=True)
class Subscription:
    """One address to subscribe to: absolute, to be copied.

    `link` opens it: the way from the page, or webcal: for a calendar.
    """

    label: str
    address: Markup
    link: str


@dataclass(frozen=True, slots=True)
class FacetRow:
    """One facet: its page (below the language's root), what it holds, its addresses."""

    path: str
    name: Markup
    kind: str
    holds: str
    subscriptions: tuple[Subscription, ...]


@dataclass(frozen=True, slots=True)
class FeedsPage:
    """The body of the page."""

    root: str
    site_root: str
    crumbs: tuple[Crumb, ...]
    here: str
    title: str
    lead: str
    site: FacetRow | None
    rows: tuple[FacetRow, ...]
    empty: str
    opml: str
    page_links: tuple[PageLink, ...]
    page_text: str


def filled_keys(_part: str, loc: Localiser) -> list[Key]:
    """The facets that have something in a language, without the whole site, in the list's order."""
    facets = loc.facets.values()
    return [facet.key for facet in facets if facet.key != SITE and any(loc.facet_items(facet))]


def feeds_page_count(loc: Localiser) -> int:
    """How many pages the list has, over all languages: addresses do not differ by language."""
    return page_count(len(loc.facets) - 1, PER_PAGE)


def build_feeds_page(page: int, loc: Localiser) -> FeedsPage:
    """One page of the list; the whole site's own feeds stand on the first."""
    _ = loc.gettext
    pages = feeds_page_count(loc)
    root = up(list_path(FEEDS, page))
    site_root = root + up(loc.language.root)
    title = loc.label(labels.SPECIAL_TITLE, FEEDS)
    crumbs = [Crumb("", escape(_("Home")))]
    if page > 1:
        crumbs.append(Crumb(list_path(FEEDS), escape(title)))
    keys = loc.traced(FILLED, filled_keys)(ALL)[(page - 1) * PER_PAGE : page * PER_PAGE]
    return FeedsPage(
        root=root,
        site_root=site_root,
        crumbs=tuple(crumbs),
        here=page_position(page, pages, loc) if page > 1 else title,
        title=title,
        lead=loc.label(labels.SPECIAL_LEAD, FEEDS),
        site=_row(loc.facets[SITE], site_root, loc) if page == 1 else None,
        rows=tuple(_row(loc.facets[key], site_root, loc) for key in keys),
        # Another language may fill this page: there are as many pages in each.
        empty="" if keys or page == 1 else _(labels.EMPTY_LIST),
        opml=f"feeds/{loc.language.tag}/feeds.opml",
        page_links=page_links([list_path(FEEDS, n) for n in range(1, pages + 1)], page, loc),
        page_text=page_position(page, pages, loc),
    )


def _row(facet: Facet, site_root: str, loc: Localiser) -> FacetRow:
    kind, record_id = facet.key
    news, events = loc.facet_items(facet)
    holds = []
    if news > MAX_ENTRIES:
        holds.append(
            loc.language.plural(
                "the latest %(num)s news item", "the latest %(num)s news items", MAX_ENTRIES
            )
        )
    elif news:
        holds.append(loc.language.plural("%(num)s news item", "%(num)s news items", news))
    if events:
        holds.append(loc.language.plural("%(num)s event", "%(num)s events", events))
    return FacetRow(
        path=record_path(kind, record_id) if kind else "",
        name=loc.text(loc.title(kind, record_id))
        if kind
        else escape(loc.gettext("The whole site")),
        kind=loc.label(labels.KIND_SINGULAR, kind) if kind else "",
        holds=loc.language.list_of(holds),
        subscriptions=subscriptions(facet, site_root, loc),
    )


def subscriptions(facet: Facet, site_root: str, loc: Localiser) -> tuple[Subscription, ...]:
    """The addresses of a facet in this language; `site_root` is the way up from the page."""
    directory = feed_directory(loc.language.tag, facet)
    base, way = loc.site.url + directory, site_root + directory
    news, events = loc.facet_items(facet)
    found = []
    if news:
        for label, name in (("Atom", "news.atom"), ("RSS", "news.rss"), ("JSON", "news.json")):
            found.append(Subscription(label, shown_address(base + name), way + name))
    if events:
        address = f"{base}events.ics"
        webcal = "webcal:" + address.partition(":")[2]
        found.append(Subscription(loc.gettext("Calendar"), shown_address(address), webcal))
    return tuple(found)
