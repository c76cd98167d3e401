"""A project's facts and sections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup, escape

from portal.charts.participants import counts_chart
from portal.charts.project_timeline import project_timeline
from portal.markup import escape_str, html
from portal.model import Activity, Project, TargetGroup
from portal.pages import labels
from portal.pages.localiser import Localiser
from portal.pages.views import Block, Fact, Item, Row, Table
from portal.states import project_state

_DETAILED: Final = '%s <span class="detail">%s</span>'


def project_parts(record: Project, loc: Localiser) -> tuple[tuple[Fact, ...], tuple[Block, ...]]:
    """Facts at a glance; partners, objectives, activities, target groups, declared counts."""
    _ = loc.gettext
    months = record.duration_months
    programme = loc.link("programmes", record.programme) if record.programme else ""
    facts = (
        *loc.fact(
            _("Status"), loc.label(labels.PROJECT_STATE, project_state(record.period, loc.today))
        ),
        *loc.fact(_("Programme"), programme),
        *loc.period_facts(record.period),
        *loc.fact(
            _("Duration"),
            loc.language.plural("%(num)s month", "%(num)s months", months) if months else "",
        ),
        *loc.fact(_("Website"), loc.external(record.website) if record.website else ""),
    )
    timeline = project_timeline(record, loc)
    blocks = (
        *((Block("timeline", _("Timeline"), "charts", charts=(timeline,)),) if timeline else ()),
        *_partners(record, loc),
        *_items("objectives", _("Objectives"), [Item(loc.text(t)) for t in record.objectives]),
        *_counted("activities", _("Activities"), _("Activity"), record.activities, record, loc),
        *_counted(
            "target-groups", _("Target groups"), _("Group"), record.target_groups, record, loc
        ),
        *_declared(record, loc),
    )
    return facts, blocks


def _partners(record: Project, loc: Localiser) -> tuple[Block, ...]:
    items = []
    for partner in record.partners:
        if partner.organisation:
            link = loc.link("organisations", partner.organisation)
        else:
            link = loc.link("municipalities", partner.municipality or "")
        items.append(Item(link, state=loc.label(labels.PARTNER_ROLE, partner.role)))
    return _items("partners", loc.gettext("Partners"), items)


def _items(id: str, heading: str, items: list[Item]) -> tuple[Block, ...]:
    return (Block(id, heading, "items", items=tuple(items)),) if items else ()


def _counted(
    id: str,
    heading: str,
    column: str,
    entries: Sequence[Activity | TargetGroup],
    project: Project,
    loc: Localiser,
) -> tuple[Block, ...]:
    """Entries with numbers become a table; without any number, a list."""
    _ = loc.gettext
    if not entries:
        return ()
    titles = [loc.text(e.title if isinstance(e, Activity) else e.name) for e in entries]
    details = [loc.text(e.description) for e in entries]
    if all(e.planned is None and e.actual is None for e in entries):
        items = [Item(t, d) for t, d in zip(titles, details, strict=True)]
        return _items(id, heading, items)
    has_actual = any(e.actual is not None for e in entries)
    columns = (column, _("Planned"), _("Actual")) if has_actual else (column, _("Planned"))
    rows = []
    for entry, title, detail in zip(entries, titles, details, strict=True):
        head = html(_DETAILED, title, detail) if detail else title
        cells = [_number(entry.planned, loc)]
        if has_actual:
            cells.append(_number(entry.actual, loc))
        rows.append(Row(head, tuple(cells)))
    table = Table(columns, tuple(rows), numeric=(1, 2))
    chart = counts_chart(id, heading, entries, project, loc)
    return (Block(id, heading, "table", table=table, charts=(chart,) if chart else ()),)


def _number(value: int | None, loc: Localiser) -> Markup:
    if value is None:
        return html('<span class="unknown">%s</span>', loc.gettext("not stated"))
    return escape_str(loc.language.number(value))


def _declared(record: Project, loc: Localiser) -> tuple[Block, ...]:
    _ = loc.gettext
    if not record.declared_counts:
        return ()
    rows = []
    for entry in record.declared_counts:
        what, note = loc.text(entry.what), loc.text(entry.note)
        head = html(_DETAILED, what, note) if note else what
        rows.append(Row(head, (_number(entry.declared, loc), _number(entry.named, loc))))
    table = Table((_("What"), _("Declared"), _("Named")), tuple(rows), numeric=(1, 2))
    intro = escape(_("The source gives a number, and names fewer or more. Both are shown."))
    return (Block("declared", _("Declared and named"), "table", intro=intro, table=table),)
