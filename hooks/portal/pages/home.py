"""The home page: figures, what is next, what is new, and the ways in."""

from __future__ import annotations

from markupsafe import Markup

from portal.addresses import DATA, EMBED, FEEDS, list_path, up
from portal.maps.figures import home_map
from portal.pages.cards import Cards, show_all
from portal.pages.funding import known_totals
from portal.pages.lists import listed, part_of
from portal.pages.localiser import Localiser
from portal.pages.views import Figure, Group, HomePage, Offer, Way
from portal.strings import N_

SHOWN = 3


def build_home_page(intro: Markup, loc: Localiser, cards: Cards) -> HomePage:
    """The view of the home page; `intro` is the hand-written welcome, rendered already."""
    figures = tuple(
        Figure(text, list_path(kind))
        for kind, text in _figures(loc).items()
        if loc.catalog.records[kind]
    )
    totals, unknown = known_totals(loc)
    grants = "%(num)s grant of unknown amount", "%(num)s grants of unknown amount"
    more = loc.language.ngettext(*grants, unknown)
    return HomePage(
        root="",
        site_root=up(loc.language.root),
        title=loc.text(loc.site.title),
        intro=intro,
        figures=figures,
        money=tuple(loc.language.money(a, c) for c, a in totals.items()),
        money_label=loc.gettext("of known funding") if unknown else loc.gettext("of funding"),
        unknown_money=_marked(more, unknown, loc) if unknown and totals else Markup(),
        groups=_groups(loc, cards),
        ways=_ways(loc),
        map=home_map(loc),
        offers=_offers(loc) if loc.language.is_default else (),
    )


def _figures(loc: Localiser) -> dict[str, Markup]:
    """How many there are of each kind, in words: "33 municipalities", the number marked."""
    count = {kind: len(records) for kind, records in loc.catalog.records.items()}
    ngettext = loc.language.ngettext
    texts = {
        "municipalities": ngettext(
            "%(num)s municipality", "%(num)s municipalities", count["municipalities"]
        ),
        "programmes": ngettext("%(num)s programme", "%(num)s programmes", count["programmes"]),
        "projects": ngettext("%(num)s project", "%(num)s projects", count["projects"]),
        "agreements": ngettext("%(num)s agreement", "%(num)s agreements", count["agreements"]),
        "events": ngettext("%(num)s event", "%(num)s events", count["events"]),
        "documents": ngettext("%(num)s document", "%(num)s documents", count["documents"]),
    }
    return {kind: _marked(text, count[kind], loc) for kind, text in texts.items()}


def _marked(text: str, number: int, loc: Localiser) -> Markup:
    shown = Markup("<strong>{}</strong>").format(loc.language.number(number))
    parts = (Markup("<span>{}</span>").format(p.strip()) for p in text.split("%(num)s") if p)
    return shown + " " + Markup(" ").join(parts)


def _offers(loc: Localiser) -> tuple[Offer, ...]:
    """A line for each other language; a language without words of its own offers nothing."""
    return tuple(
        Offer(
            tag,
            Markup(language.html_attributes(loc.language.direction)),
            language.root,
            # Each language names itself in the translation.
            language.gettext(N_("Read this website in English")),
        )
        for tag, language in loc.languages.items()
        if tag != loc.language.tag and language.interface == tag
    )


def _ways(loc: Localiser) -> tuple[Way, ...]:
    """The ways in: for whoever lives there, whoever publishes there, whoever reports."""
    _ = loc.gettext
    ways = (
        Way(
            _("You live in one of the municipalities"),
            _("See what was agreed there, who pays for it and what has come of it."),
            (
                (list_path("municipalities"), _("Find your municipality")),
                (list_path("events"), _("Events")),
            ),
        ),
        Way(
            _("You work for a municipality"),
            _("Show on your website that you take part: copy one piece of code."),
            (
                (list_path(EMBED), _("Logo and link for municipal websites")),
                (list_path("agreements"), _("Agreements and commitments")),
            ),
        ),
        Way(
            _("You write or do research"),
            _("Every fact has its source. Follow the news, or take all the data with you."),
            (
                (list_path(FEEDS), _("Feeds and calendars")),
                (list_path(DATA), _("Open data")),
                (list_path("sources"), _("Sources")),
            ),
        ),
    )
    return ways


def _groups(loc: Localiser, cards: Cards) -> tuple[Group, ...]:
    _ = loc.gettext
    upcoming: list[str] = []
    others: list[str] = []
    for record_id in listed("events", loc):
        is_upcoming = part_of("events", record_id, loc) == "upcoming"
        (upcoming if is_upcoming else others).append(record_id)
    wanted = (
        ("next", "events", _("Coming up"), upcoming),
        ("new", "news", _("Latest news"), loc.sorted_ids("news", loc.catalog.records["news"])),
        ("projects", "projects", _("Projects"), _latest_projects(loc)),
        ("past", "events", _("Past events"), [] if upcoming else others),
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
    return sorted(ids, key=lambda i: loc.listing("projects", i)[1], reverse=True)
