"""List pages: all records of a kind, or all that relate to one record, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from markupsafe import escape

from portal.addresses import SECTIONS, list_path, record_path, related_path, up
from portal.charts.projects import projects_chart
from portal.model import AnyRecord, Event
from portal.pages import labels
from portal.pages.cards import Cards
from portal.pages.filter_options import build_panel
from portal.pages.funding import summarise_funding
from portal.pages.localiser import Localiser, title_of
from portal.pages.views import Crumb, Group, ListPage, PageLink
from portal.states import Start, event_time, start_of

_TIMES = ("upcoming", "past", "undated")
# The source of the order of events (see portal.tracing): "listed:bg/events".
LISTED = "listed"


def related_page_size(loc: Localiser) -> int:
    """Entries of a page of related records: four times a list's page.

    Who comes here wants all of them; and a source that 10,000 records cite would
    otherwise have 400 pages in each language.
    """
    return 4 * loc.site.page_size


def page_count(entries: int, page_size: int) -> int:
    """How many pages a list has; an empty list has one."""
    return max(1, -(-entries // page_size))


def build_list_page(kind: str, page: int, loc: Localiser, cards: Cards) -> ListPage:
    """One page of the list of a kind."""
    _ = loc.gettext
    ids = listed(kind, loc)
    size = loc.site.page_size
    pages = page_count(len(ids), size)
    shown = ids[(page - 1) * size : page * size]
    root = up(list_path(kind, page))
    crumbs = [Crumb("", escape(_("Home")))]
    if page > 1:
        crumbs.append(Crumb(list_path(kind), escape(loc.label(labels.KIND_PLURAL, kind))))
    return ListPage(
        kind=kind,
        root=root,
        site_root=root + up(loc.language.root),
        crumbs=tuple(crumbs),
        here=page_position(page, pages, loc) if page > 1 else loc.label(labels.KIND_PLURAL, kind),
        title=loc.label(labels.KIND_PLURAL, kind),
        lead=loc.label(labels.KIND_SUMMARY, kind),
        count=count_text(len(ids), loc),
        groups=tuple(grouped(kind, shown, loc, cards)),
        page_links=page_links([list_path(kind, n) for n in range(1, pages + 1)], page, loc),
        page_text=page_position(page, pages, loc),
        empty="" if ids else _(labels.EMPTY_LIST),
        funding=summarise_funding(loc) if kind == "grants" and page == 1 else None,
        chart=projects_chart("projects-chart", ids, loc, root)
        if kind == "projects" and page == 1
        else None,
        panel=build_panel(kind, loc) if page == 1 else None,
    )


def build_related_page(
    record: AnyRecord, other: str, page: int, loc: Localiser, cards: Cards
) -> ListPage:
    """One page of all records of a kind that relate to one record."""
    _ = loc.gettext
    kind = record.kind_name
    ids = loc.sorted_ids(other, loc.catalog.related_ids(kind, record.id, other))
    size = related_page_size(loc)
    pages = page_count(len(ids), size)
    shown = ids[(page - 1) * size : page * size]
    root = up(related_path(kind, record.id, other, page))
    paths = [related_path(kind, record.id, other, n) for n in range(1, pages + 1)]
    return ListPage(
        kind=other,
        root=root,
        site_root=root + up(loc.language.root),
        crumbs=(
            Crumb("", escape(_("Home"))),
            Crumb(f"{SECTIONS[kind]}/", escape(loc.label(labels.KIND_PLURAL, kind))),
            Crumb(record_path(kind, record.id), loc.text(title_of(record))),
        ),
        here=page_position(page, pages, loc) if page > 1 else loc.label(labels.KIND_PLURAL, other),
        title=f"{loc.label(labels.KIND_PLURAL, other)}: {loc.plain(title_of(record))}",
        lead="",
        count=count_text(len(ids), loc),
        groups=(Group("all", "", tuple(cards.card(other, i) for i in shown)),),
        page_links=page_links(paths, page, loc),
        page_text=page_position(page, pages, loc),
        empty="",
    )


def count_text(number: int, loc: Localiser) -> str:
    """How many entries a list has, in words."""
    return loc.language.plural("%(num)s entry", "%(num)s entries", number)


def page_position(page: int, pages: int, loc: Localiser) -> str:
    """The words "Page 2 of 5", or nothing where there is one page."""
    if pages == 1:
        return ""
    text = loc.gettext("Page %(page)s of %(pages)s")
    return text.replace("%(pages)s", loc.language.number(pages)).replace(
        "%(page)s", loc.language.number(page)
    )


def listed(kind: str, loc: Localiser) -> list[str]:
    """The ids of a kind in the order of its list.

    Of most kinds that is the order of the kind. Of events it depends on today and on each
    event's days: a source of its own.
    """
    if kind == "events":
        return list(loc.traced(LISTED, listed_events)(kind))
    return loc.once(_in_order, kind)


def sort_listed(kind: str, ids: Iterable[str], loc: Localiser) -> list[str]:
    """Some ids of a kind in the order of its list."""
    if kind == "events":
        return sorted(ids, key=loc.traced(LISTED, listed_events)(kind).__getitem__)
    return loc.sorted_ids(kind, ids)


def listed_events(kind: str, loc: Localiser) -> dict[str, int]:
    """The place of each event in their list, in the order of the places."""
    ids = _next_first(loc.sorted_ids(kind, loc.catalog.records[kind]), loc)
    return {record_id: place for place, record_id in enumerate(ids)}


def _in_order(kind: str, loc: Localiser) -> list[str]:
    return loc.sorted_ids(kind, loc.catalog.records[kind])


def _next_first(ids: Sequence[str], loc: Localiser) -> list[str]:
    """Events: upcoming ones by start, then past ones, latest first, then those without a date."""
    by_time: dict[str, list[str]] = {name: [] for name in _TIMES}
    for record_id in ids:
        by_time[part_of("events", record_id, loc)].append(record_id)
    by_time["upcoming"].sort(key=lambda record_id: _start(record_id, loc))
    return [record_id for name in _TIMES for record_id in by_time[name]]


def _start(event_id: str, loc: Localiser) -> Start:
    event = loc.catalog.brief("events", event_id)
    assert isinstance(event, Event)
    return start_of(event)


def part_of(kind: str, record_id: str, loc: Localiser) -> str:
    """The part of a list that an entry stands in: of events upcoming, past or undated."""
    if kind != "events":
        return "all"
    event = loc.catalog.brief(kind, record_id)
    assert isinstance(event, Event)
    return event_time(event, loc.today)


def grouped(kind: str, ids: Sequence[str], loc: Localiser, cards: Cards) -> Iterator[Group]:
    """The cards of a page, in the parts of its list."""
    for name, group in groupby(ids, lambda record_id: part_of(kind, record_id, loc)):
        heading = "" if name == "all" else loc.label(labels.EVENT_TIME, name)
        yield Group(name, heading, tuple(cards.card(kind, i) for i in group))


def page_links(paths: Sequence[str], page: int, loc: Localiser) -> tuple[PageLink, ...]:
    """Links to the first, the last and the neighbouring pages; gaps show as an ellipsis."""
    pages = len(paths)
    if pages == 1:
        return ()
    _ = loc.gettext
    links = []
    if page > 1:
        links.append(PageLink(_("Previous page"), paths[page - 2], rel="prev"))
    wanted = sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)})
    previous = 0
    for number in wanted:
        if number - previous > 1:
            links.append(PageLink("…", ""))
        current = number == page
        links.append(
            PageLink(
                loc.language.number(number), "" if current else paths[number - 1], current=current
            )
        )
        previous = number
    if page < pages:
        links.append(PageLink(_("Next page"), paths[page], rel="next"))
    return tuple(links)
