"""The home page: figures, what is next, what is new, and the ways in."""

from __future__ import annotations

from markupsafe import Markup

from portal.addresses import list_path, up
from portal.model import Event
from portal.pages import labels
from portal.pages.cards import Cards, event_time, show_all
from portal.pages.funding import total_by_currency
from portal.pages.localiser import Localiser
from portal.pages.views import Figure, Group, HomePage

_FIGURES = ("programmes", "projects", "municipalities", "agreements", "events", "documents")
SHOWN = 3


def build_home_page(intro: Markup, loc: Localiser, cards: Cards) -> HomePage:
    """The view of the home page; `intro` is the hand-written welcome, rendered already."""
    records = loc.catalog.records
    figures = tuple(
        Figure(
            loc.language.number(len(records[kind])),
            loc.label(labels.KIND_PLURAL, kind),
            list_path(kind),
        )
        for kind in _FIGURES
        if records[kind]
    )
    money = tuple(loc.language.money(a, c) for c, a in total_by_currency(loc).items())
    return HomePage(
        root="",
        site_root=up(loc.language.root),
        title=loc.text(loc.site.title),
        intro=intro,
        figures=figures,
        money=money,
        groups=_groups(loc, cards),
    )


def _groups(loc: Localiser, cards: Cards) -> tuple[Group, ...]:
    _ = loc.gettext
    events = loc.sorted_ids("events", loc.catalog.records["events"])
    upcoming: list[str] = []
    past: list[str] = []
    for record_id in events:
        event = loc.catalog.get("events", record_id)
        assert isinstance(event, Event)
        (upcoming if event_time(event, loc.today) == "upcoming" else past).append(record_id)
    upcoming.reverse()
    wanted = (
        ("next", "events", _("Coming up"), upcoming),
        ("new", "news", _("Latest news"), loc.sorted_ids("news", loc.catalog.records["news"])),
        ("projects", "projects", _("Projects"), _latest_projects(loc)),
        ("past", "events", _("Past events"), [] if upcoming else past),
    )
    groups = []
    for id, kind, heading, ids in wanted:
        if ids:
            total = len(loc.catalog.records[kind])
            groups.append(
                Group(
                    id,
                    heading,
                    tuple(cards.card(kind, i) for i in ids[:SHOWN]),
                    list_path(kind),
                    show_all(loc.language, total) if total > SHOWN else _("Show the list"),
                )
            )
    return tuple(groups)


def _latest_projects(loc: Localiser) -> list[str]:
    records = loc.catalog.records["projects"]
    ids = loc.sorted_ids("projects", records)
    return sorted(ids, key=lambda i: records[i].updated_on, reverse=True)
