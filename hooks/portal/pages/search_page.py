"""The search page: a field for those with JavaScript, the lists for everyone."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import escape

from portal.addresses import DATA, EMBED, FEEDS, SEARCH, SECTIONS, list_path, up
from portal.pages import labels
from portal.pages.chrome import section_item
from portal.pages.localiser import Localiser
from portal.pages.views import Crumb


@dataclass(frozen=True, slots=True)
class ListLink:
    """A list with what is in it; `path` is below the language's root."""

    path: str
    title: str
    summary: str
    count: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The body of the page."""

    root: str
    crumbs: tuple[Crumb, ...]
    here: str
    title: str
    lead: str
    lists: tuple[ListLink, ...]
    others: tuple[ListLink, ...]


def build_search_page(loc: Localiser) -> SearchPage:
    """The view of the page in the localiser's language."""
    _ = loc.gettext
    title = loc.label(labels.SPECIAL_TITLE, SEARCH)
    return SearchPage(
        root=up(list_path(SEARCH)),
        crumbs=(Crumb("", escape(_("Home"))),),
        here=title,
        title=title,
        lead=_("Find municipalities, programmes, projects, money, events and documents."),
        lists=tuple(_list_link(kind, loc) for kind in SECTIONS),
        others=tuple(
            ListLink(list_path(kind), item.label, "", "")
            for kind in (FEEDS, DATA, EMBED)
            if (item := section_item(kind, loc, "")) is not None
        ),
    )


def _list_link(kind: str, loc: Localiser) -> ListLink:
    count = len(loc.catalog.records[kind])
    return ListLink(
        list_path(kind),
        loc.label(labels.KIND_PLURAL, kind),
        loc.label(labels.KIND_SUMMARY, kind),
        loc.language.plural("%(num)s entry", "%(num)s entries", count),
    )
