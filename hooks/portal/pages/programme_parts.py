"""A programme's facts and sections, and the commitments that are part of it."""

from __future__ import annotations

from markupsafe import Markup, escape

from portal.addresses import filter_path
from portal.charts.commitments import commitments_chart
from portal.charts.projects import projects_chart
from portal.charts.words import disputes_about
from portal.model import Agreement, Municipality, Programme
from portal.pages import labels
from portal.pages.cards import ALL_SHOWN, SOME_SHOWN, record_cards, show_all
from portal.pages.localiser import RECORD_ROOT, Localiser
from portal.pages.views import Block, Fact, Group, Item


def programme_parts(
    record: Programme, loc: Localiser
) -> tuple[tuple[Fact, ...], tuple[Block, ...]]:
    """Facts; the process, the commitments by status, the municipalities, the projects over time."""
    _ = loc.gettext
    countries = []
    for entry in record.countries:
        text = escape(loc.language.country(entry.country))
        if entry.period:
            text += f" ({loc.language.period(entry.period)}"
            if entry.period.ends_on is None:
                text += "\u00a0–" if text.endswith(".") else "–"  # as in "2013 г. –"
            text += ")"
        countries.append(str(text))
    months = record.process_months
    facts = (
        *loc.fact(_("Short name"), record.short_name or ""),
        *loc.fact(_("Funders"), loc.links("organisations", record.funders)),
        *loc.fact(_("Operators"), loc.links("organisations", record.operators)),
        *loc.fact(_("Countries"), Markup(loc.language.list_of(countries))),
        *loc.period_facts(record.period),
        *loc.fact(_("Approximate length of the process"), _months(months, loc)),
        *loc.fact(_("Website"), loc.external(record.website) if record.website else ""),
    )
    steps = tuple(Item(loc.text(s.title), loc.text(s.description)) for s in record.process)
    blocks = []
    if steps:
        blocks.append(_process(record, steps, loc))
    blocks += commitments_block(record, loc)
    blocks += _municipalities(record, loc)
    projects = loc.catalog.related_ids("programmes", record.id, "projects")
    chart = projects_chart("projects-chart", projects, loc, RECORD_ROOT)
    if chart is not None:
        blocks.append(Block("over-time", chart.title, "charts", charts=(chart,)))
    return facts, tuple(blocks)


def _process(record: Programme, steps: tuple[Item, ...], loc: Localiser) -> Block:
    """The steps as a picture, with how long they take and whether sources differ on them."""
    _ = loc.gettext
    said = []
    if record.process_months:
        text = _("The whole process takes around %(months)s.")
        said.append(escape(text.replace("%(months)s", _months(record.process_months, loc))))
    if disputes_about(record, ("process", "process_months"), loc):
        said.append(Markup('<a href="#disputes">{}</a>').format(_("Sources differ")))
    intro = Markup(" ").join(said)
    return Block("process", _("The process, step by step"), "steps", intro, steps)


def _municipalities(record: Programme, loc: Localiser) -> tuple[Block, ...]:
    """Where the programme is, as the list of municipalities tells it apart."""
    kind, name = "municipalities", "programme"
    places = loc.filters.get(kind, {}).get(name, {})
    if record.id not in places:
        return ()
    ids = loc.sorted_ids(kind, places[record.id])
    shown = ids if len(ids) <= ALL_SHOWN else ids[:SOME_SHOWN]
    cards = loc.once(record_cards)
    group = Group(
        id=kind,
        heading=loc.label(labels.KIND_PLURAL, kind),
        cards=tuple(cards.card(kind, i) for i in shown),
        more_path=filter_path(kind, name, record.id) if len(shown) < len(ids) else "",
        more_text=show_all(loc.language, len(ids)) if len(shown) < len(ids) else "",
    )
    return (Block(kind, group.heading, "names", group=group),)


def commitments_block(record: Programme | Municipality, loc: Localiser) -> tuple[Block, ...]:
    """The commitments of all agreements that a record is part of, by status."""
    ids = loc.catalog.related_ids(record.kind_name, record.id, "agreements")
    records = (loc.catalog.brief("agreements", i) for i in ids)
    chart = commitments_chart((r for r in records if isinstance(r, Agreement)), loc)
    if chart is None:
        return ()
    return (Block("commitments", chart.title, "charts", charts=(chart,)),)


def _months(number: int | None, loc: Localiser) -> str:
    if number is None:
        return ""
    return loc.language.plural("%(num)s month", "%(num)s months", number)
