"""Pages of filters: the options of one, and what one of them leaves. They need no script."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from portal.addresses import SECTIONS, filter_path, list_path, record_path, up
from portal.filters import RECORD_KIND
from portal.markup import text_of
from portal.pages import labels
from portal.pages.cards import Cards
from portal.pages.filter_options import (
    filter_label,
    has_own_pages,
    option_label,
    option_links,
)
from portal.pages.filter_views import OptionLink
from portal.pages.lists import (
    count_text,
    grouped,
    page_count,
    page_links,
    page_position,
    related_page_size,
    sort_listed,
)
from portal.pages.localiser import Localiser
from portal.pages.views import Crumb, ListPage

_OPTIONS_PER_PAGE = 300


def filter_pages(kind: str, loc: Localiser) -> Iterator[tuple[str, str, int]]:
    """(filter, option, page) of every page of a kind's filters; without option, its options."""
    for name, options in loc.filters.get(kind, {}).items():
        for page in range(1, page_count(len(options), _OPTIONS_PER_PAGE) + 1):
            yield name, "", page
        if has_own_pages(kind, name):
            for option, ids in options.items():
                for page in range(1, page_count(len(ids), related_page_size(loc)) + 1):
                    yield name, option, page


def filter_redirects(kind: str, old: str, new: str, loc: Localiser) -> Iterator[tuple[str, str]]:
    """(old path, new path) of the pages whose option is a renamed record."""
    for listed, filters in loc.filters.items():
        for name, options in filters.items():
            if RECORD_KIND.get(name) == kind and new in options and has_own_pages(listed, name):
                yield filter_path(listed, name, old), filter_path(listed, name, new)


def build_filter_page(
    kind: str, name: str, option: str, page: int, loc: Localiser, cards: Cards
) -> ListPage:
    """One page of what a filter offers or, with an option, of what that leaves of the list."""
    if option:
        return _build_option_page(kind, name, option, page, loc, cards)
    label = filter_label(kind, name, loc)
    links = option_links(kind, name, loc)
    pages = page_count(len(links), _OPTIONS_PER_PAGE)
    root = up(filter_path(kind, name, page=page))
    return ListPage(
        kind=kind,
        root=root,
        site_root=root + up(loc.language.root),
        crumbs=_crumbs(kind, loc),
        here=page_position(page, pages, loc) if page > 1 else label,
        title=f"{loc.label(labels.KIND_PLURAL, kind)} · {label}",
        lead="",
        count=count_text(len(loc.catalog.records[kind]), loc),
        groups=(),
        page_links=page_links(
            [filter_path(kind, name, page=n) for n in range(1, pages + 1)], page, loc
        ),
        page_text=page_position(page, pages, loc),
        empty="",
        options=links[(page - 1) * _OPTIONS_PER_PAGE : page * _OPTIONS_PER_PAGE],
    )


def _build_option_page(
    kind: str, name: str, option: str, page: int, loc: Localiser, cards: Cards
) -> ListPage:
    plural, label = loc.label(labels.KIND_PLURAL, kind), filter_label(kind, name, loc)
    shown_as = option_label(kind, name, option, loc)
    ids = sort_listed(kind, loc.filters[kind][name][option], loc)
    size = related_page_size(loc)
    pages = page_count(len(ids), size)
    paths = [filter_path(kind, name, option, n) for n in range(1, pages + 1)]
    root = up(paths[page - 1])
    here = page_position(page, pages, loc) if page > 1 else text_of(shown_as)
    return ListPage(
        kind=kind,
        root=root,
        site_root=root + up(loc.language.root),
        crumbs=(*_crumbs(kind, loc), Crumb(filter_path(kind, name), escape(label))),
        here=here,
        title=f"{plural} · {label}: {text_of(shown_as)}",
        lead="",
        count=count_text(len(ids), loc),
        groups=tuple(grouped(kind, ids[(page - 1) * size : page * size], loc, cards)),
        page_links=page_links(paths, page, loc),
        page_text=page_position(page, pages, loc),
        empty="",
        links=tuple(_links(kind, name, option, shown_as, loc)),
    )


def _crumbs(kind: str, loc: Localiser) -> tuple[Crumb, ...]:
    return (
        Crumb("", escape(loc.gettext("Home"))),
        Crumb(f"{SECTIONS[kind]}/", escape(loc.label(labels.KIND_PLURAL, kind))),
    )


def _links(
    kind: str, name: str, option: str, shown_as: Markup, loc: Localiser
) -> Iterator[OptionLink]:
    if name in RECORD_KIND:
        yield OptionLink(record_path(RECORD_KIND[name], option), shown_as)
    address = f"{list_path(kind)}?{name}={option}#filters"
    yield OptionLink(address, escape(loc.gettext("Filter this list further")))
