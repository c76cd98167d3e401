"""The public overview: which municipalities show the logo and the link, as last seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from portal.addresses import COMMITMENTS, list_path, record_path, up
from portal.evidence import AGENT_NAME
from portal.model import Agreement
from portal.pages import labels
from portal.pages.lists import page_count, page_links, page_position
from portal.pages.localiser import Localiser
from portal.pages.sights import Promise, looks_of, places_of_sights, promises_of, seen_on, sight_of
from portal.pages.views import Crumb, Item, PageLink

PER_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """One promise: whose, about what, its status, what was found and when.

    Paths are below the language's root.
    """

    municipality: Markup
    municipality_path: str
    programme: Markup
    agreement_path: str
    status: str
    state: str
    finding: Markup
    seen: Markup


@dataclass(frozen=True, slots=True)
class CommitmentsPage:
    """The body of one page of the overview; `root` leads up to the language's root.

    Counts and explanations stand on the first page.
    """

    root: str
    crumbs: tuple[Crumb, ...]
    here: str
    title: str
    lead: str
    counts: tuple[Item, ...]
    rows: tuple[PromiseRow, ...]
    empty: str
    rules: tuple[str, ...]
    agent: str
    contact_url: str
    page_links: tuple[PageLink, ...]
    page_text: str


def commitments_page_count(loc: Localiser) -> int:
    """How many pages the overview has; the same in each language."""
    return page_count(
        sum(sum(map(len, of.values())) for of in loc.once(places_of_sights).values()), PER_PAGE
    )


def build_commitments_page(page: int, loc: Localiser) -> CommitmentsPage:
    """One page of the overview."""
    _ = loc.gettext
    pages = commitments_page_count(loc)
    title = loc.label(labels.SPECIAL_TITLE, COMMITMENTS)
    crumbs = [Crumb("", escape(_("Home")))]
    if page > 1:
        crumbs.append(Crumb(list_path(COMMITMENTS), escape(title)))
    shown = loc.once(_in_order)[(page - 1) * PER_PAGE : page * PER_PAGE]
    return CommitmentsPage(
        root=up(list_path(COMMITMENTS, page)),
        crumbs=tuple(crumbs),
        here=page_position(page, pages, loc) if page > 1 else title,
        title=title,
        lead=loc.label(labels.SPECIAL_LEAD, COMMITMENTS),
        counts=_counts(loc) if page == 1 else (),
        rows=tuple(_row(promise, loc) for promise in shown),
        empty="" if shown else _(labels.EMPTY_LIST),
        rules=_rules(loc) if page == 1 else (),
        agent=AGENT_NAME,
        contact_url=loc.site.contact_url or "",
        page_links=page_links([list_path(COMMITMENTS, n) for n in range(1, pages + 1)], page, loc),
        page_text=page_position(page, pages, loc),
    )


def _in_order(loc: Localiser) -> list[Promise]:
    """All promises, by municipality and programme."""
    records = loc.catalog.records
    places, programmes = (
        {name: rank for rank, name in enumerate(loc.sorted_ids(kind, records[kind]))}
        for kind in ("municipalities", "programmes")
    )
    agreements = [a for a in records["agreements"].values() if isinstance(a, Agreement)]
    agreements.sort(key=lambda a: (places[a.municipality], programmes[a.programme], a.id))
    return [promise for agreement in agreements for promise in promises_of(agreement)]


def _row(promise: Promise, loc: Localiser) -> PromiseRow:
    agreement, sight = promise.agreement, sight_of(promise, loc)
    return PromiseRow(
        loc.name("municipalities", agreement.municipality),
        record_path("municipalities", agreement.municipality),
        loc.name("programmes", agreement.programme),
        record_path("agreements", agreement.id),
        looks_of(sight.status),
        sight.state,
        sight.finding,
        seen_on(sight, loc),
    )


def _counts(loc: Localiser) -> tuple[Item, ...]:
    total = dict.fromkeys(labels.SIGHT, 0)
    for of_programme in loc.once(places_of_sights).values():
        for status, places in of_programme.items():
            total[status] += len(places)
    return tuple(
        Item(
            escape(loc.language.number(number)),
            state=loc.label(labels.SIGHT, status),
            state_kind=looks_of(status),
        )
        for status, number in total.items()
        if number
    )


def _rules(loc: Localiser) -> tuple[str, ...]:
    _ = loc.gettext
    return (
        _(
            "An automatic check opens the page that a municipality has named for this, or else its "
            "home page. It looks for the programme’s logo and for a link to the programme."
        ),
        _("Only what visitors can see counts. In doubt, the result is “Partly fulfilled”."),
        _("A page that cannot be opened proves nothing: what was seen before stays."),
        _(
            "“Not found” does not mean that a municipality has broken its word: logo and link may "
            "be on another page, or the check may be wrong."
        ),
        _("The editors read each result before it is published."),
    )
