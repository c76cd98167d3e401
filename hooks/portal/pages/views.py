"""What page templates see: everything localised, nothing left to compute.

`Markup` values are HTML whose data parts are escaped already; `str` values are
plain text, which the templates escape.
"""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from portal.charts.views import Chart
from portal.maps.views import MapFigure
from portal.pages.filter_views import FilterPanel, OptionLink
from portal.pages.photo_view import Photograph
from portal.tables import Row as Row
from portal.tables import Table as Table
from portal.view import view

EMPTY: Final = Markup()


@view(frozen=True, slots=True)
class Fact:
    """One line of "at a glance"."""

    label: str
    value: Markup


@view(frozen=True, slots=True)
class Card:
    """A record in a list. `path` is below the language's root."""

    path: str
    title: Markup
    meta: Markup
    summary: Markup
    badge: str = ""
    badge_kind: str = ""
    logo: Picture | None = None
    photo: Photograph | None = None


@view(frozen=True, slots=True)
class Group:
    """Cards under a heading; `more_path` leads to all of them where only some are shown."""

    id: str
    heading: str
    cards: tuple[Card, ...]
    more_path: str = ""
    more_text: str = ""


@view(frozen=True, slots=True)
class DisputedValueView:
    """What one source says."""

    value: Markup
    source: Markup
    where: Markup


@view(frozen=True, slots=True)
class DisputeView:
    """A fact on which sources differ."""

    title: Markup
    values: tuple[DisputedValueView, ...]
    note: Markup


@view(frozen=True, slots=True)
class Crumb:
    """A step of the breadcrumb; `path` is below the language's root."""

    path: str
    label: Markup


@view(frozen=True, slots=True)
class Item:
    """A titled item of a list inside a page, with an optional state."""

    title: Markup
    text: Markup = EMPTY
    state: str = ""
    state_kind: str = ""
    extra: tuple[Markup, ...] = ()


@view(frozen=True, slots=True)
class Block:
    """A section of a record's page: charts, items, a table or cards under a heading."""

    id: str
    heading: str
    layout: str
    intro: Markup = EMPTY
    items: tuple[Item, ...] = ()
    table: Table | None = None
    group: Group | None = None
    charts: tuple[Chart, ...] = ()


@view(frozen=True, slots=True)
class Statement:
    """What a funder wants to be said; `emblem` is below the site's root, sizes in CSS pixels."""

    text: Markup
    emblem: str
    emblem_alt: str
    width: int
    height: int
    disclaimer: Markup
    legal_source: Markup


@view(frozen=True, slots=True)
class Picture:
    """A logo below the site's root, with its size in CSS pixels."""

    address: str
    alt: str
    width: int
    height: int


@view(frozen=True, slots=True)
class RecordPage:
    """The body of a record's page."""

    kind: str
    root: str
    site_root: str
    crumbs: tuple[Crumb, ...]
    kicker: str
    title: Markup
    lead: Markup
    notice: str
    logo: Picture | None
    statements: tuple[Statement, ...]
    photo: Photograph | None
    more_photos: tuple[Photograph, ...]
    badge: str
    badge_kind: str
    facts: tuple[Fact, ...]
    prose: Markup
    blocks: tuple[Block, ...]
    notes: Markup
    disputes: tuple[DisputeView, ...]
    links: tuple[Markup, ...]
    sources: tuple[Markup, ...]
    feeds: tuple[FeedLink, ...]
    updated: str
    edit_url: str
    map: MapFigure | None = None

    @property
    def has_figures(self) -> bool:
        """Whether the page has a map or a chart, and needs their style."""
        return self.map is not None or any(block.charts for block in self.blocks)


@view(frozen=True, slots=True)
class ListPage:
    """The body of a list, or of one page of it.

    `panel` are the filters of the list, `options` what one of them offers, `links` where
    else to go from a filtered list.
    """

    kind: str
    root: str
    site_root: str
    crumbs: tuple[Crumb, ...]
    here: str
    title: str
    lead: str
    count: str
    groups: tuple[Group, ...]
    page_links: tuple[PageLink, ...]
    page_text: str
    empty: str
    funding: FundingSummary | None = None
    chart: Chart | None = None
    panel: FilterPanel | None = None
    options: tuple[OptionLink, ...] = ()
    links: tuple[OptionLink, ...] = ()

    @property
    def has_figures(self) -> bool:
        """Whether the page has charts, and needs their style."""
        return self.chart is not None or self.funding is not None


@view(frozen=True, slots=True)
class PageLink:
    """A link to another page of the same list; the current one has no path."""

    label: str
    path: str
    rel: str = ""
    current: bool = False


@view(frozen=True, slots=True)
class FundingPart:
    """Sums by funder or by programme: a chart for each currency, and all in a table."""

    id: str
    heading: str
    charts: tuple[Chart, ...]
    table: Table


@view(frozen=True, slots=True)
class FundingSummary:
    """Sums by funder, programme and currency; currencies are never added together."""

    parts: tuple[FundingPart, ...]
    notes: tuple[str, ...]


@view(frozen=True, slots=True)
class Figure:
    """A counted thing on the home page: the number, marked, and its word."""

    text: Markup
    path: str


@view(frozen=True, slots=True)
class Way:
    """A way into the site for one sort of readers: (path, words) of each link."""

    heading: str
    text: str
    links: tuple[tuple[str, str], ...]


@view(frozen=True, slots=True)
class Offer:
    """Another language's version, offered in that language; `path` is below the site's root.

    `attributes` say the language, and the direction where it is not clear.
    """

    tag: str
    attributes: Markup
    path: str
    text: str


@view(frozen=True, slots=True)
class HomePage:
    """What the home page shows below its hand-written welcome."""

    root: str
    site_root: str
    title: str
    intro: Markup
    figures: tuple[Figure, ...]
    money: tuple[str, ...]
    money_label: str
    unknown_money: Markup
    groups: tuple[Group, ...]
    ways: tuple[Way, ...]
    map: MapFigure | None
    offers: tuple[Offer, ...]


@view(frozen=True, slots=True)
class HeadView:
    """What stands in a page's <head>. All URLs are absolute.

    `alternates` and `other_languages` are elements: most pages differ in a path alone.
    """

    title: str
    description: str
    canonical: str
    language: str
    site_name: str
    og_type: str
    alternates: Markup = EMPTY
    previous: str = ""
    next: str = ""
    robots: str = ""
    json_ld: Markup = EMPTY
    other_languages: Markup = EMPTY


@view(frozen=True, slots=True)
class FeedLink:
    """A feed or calendar that a page announces; `href` is relative to the page."""

    media_type: str
    title: str
    href: str
    label: str


@view(frozen=True, slots=True)
class SwitchLink:
    """A link of the language switcher; `path` is relative to the page.

    `direction` is that of the name, where it is not that of the words around it.
    """

    tag: str
    name: str
    path: str
    current: bool = False
    direction: str = ""
