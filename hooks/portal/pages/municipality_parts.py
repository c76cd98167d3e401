"""A municipality's facts and sections: what it signed, where it stands, what money there is."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from markupsafe import Markup, escape

from portal.charts.commitments import commitments_chart
from portal.markup import html
from portal.model import Agreement, Grant, Municipality, Programme, Progress
from portal.pages import labels
from portal.pages.agreement_parts import commitment_items, role_items, signature_table
from portal.pages.cards import grant_amount
from portal.pages.localiser import Localiser
from portal.pages.views import Block, Fact, Item, Row, Table


def municipality_parts(
    record: Municipality, loc: Localiser
) -> tuple[tuple[Fact, ...], tuple[Block, ...]]:
    """Facts; of each agreement its commitments, process, roles and signatures; money."""
    agreements = [
        agreement
        for i in loc.sorted_ids(
            "agreements", loc.catalog.related_ids("municipalities", record.id, "agreements")
        )
        if isinstance(agreement := loc.catalog.brief("agreements", i), Agreement)
        and agreement.municipality == record.id
    ]
    blocks = list(_all_commitments(agreements, loc)) if len(agreements) > 1 else []
    blocks += [
        block
        for number, agreement in enumerate(agreements, start=1)
        for block in _agreement(agreement, number, len(agreements) > 1, loc)
    ]
    return _facts(record, loc), (*blocks, *_money(record, loc))


def _facts(record: Municipality, loc: Localiser) -> tuple[Fact, ...]:
    _ = loc.gettext
    point = record.coordinates
    place = Markup()
    if point is not None:
        pair = [loc.language.number(Decimal(str(n))) for n in (point.latitude, point.longitude)]
        # A comma between numbers that have one themselves cannot be read.
        shown = ("; " if "," in "".join(pair) else ", ").join(pair)
        # By itself: between words from right to left, its order and its signs would turn.
        place = html("<bdi>%s</bdi> (%s)", shown, loc.link("sources", point.source))
    return (
        *loc.fact(_("Region"), loc.text(record.region)),
        *loc.fact(_("Country"), loc.language.country(record.country)),
        *loc.fact(_("National code"), record.national_code or ""),
        *loc.fact(_("NUTS 3 region"), record.nuts3 or ""),
        *loc.fact(_("Coordinates"), place),
        *loc.fact(_("Website"), loc.external(record.website) if record.website else ""),
        *loc.fact(
            _("Page with the programme's logo"),
            loc.external(record.logo_page) if record.logo_page else "",
        ),
    )


def _all_commitments(agreements: list[Agreement], loc: Localiser) -> Iterator[Block]:
    chart = commitments_chart(agreements, loc)
    if chart is not None:
        yield Block("all-commitments", chart.title, "charts", charts=(chart,))


def _agreement(agreement: Agreement, number: int, several: bool, loc: Localiser) -> Iterator[Block]:
    """With several agreements, each heading names its programme."""
    _ = loc.gettext
    programme = loc.catalog.brief("programmes", agreement.programme)
    assert isinstance(programme, Programme)
    about = f" – {programme.short_name or loc.plain(programme.name)}" if several else ""
    link = loc.link("agreements", agreement.id)

    def id_of(name: str) -> str:
        return f"{name}-{number}" if number > 1 else name

    commitments = commitment_items(agreement, loc)
    chart = None if several else commitments_chart([agreement], loc)
    if commitments:
        yield Block(
            id_of("commitments"), _("What the municipality has committed to") + about, "numbered",
            intro=link, items=commitments, charts=() if chart is None else (chart,),
        )  # fmt: skip
    if programme.process:
        yield Block(
            id_of("process"), _("Where the municipality stands") + about, "steps",
            items=_process(programme, agreement.progress, loc),
        )  # fmt: skip
    roles = role_items(agreement, loc)
    if roles:
        yield Block(id_of("roles"), _("People and roles") + about, "items", items=roles)
    table = signature_table(agreement, loc)
    if table is not None:
        yield Block(id_of("signatures"), _("Signatures") + about, "table", table=table)


def _process(
    programme: Programme, progress: tuple[Progress, ...], loc: Localiser
) -> tuple[Item, ...]:
    known = {entry.step: entry for entry in progress}
    items = []
    for step in programme.process:
        entry = known.get(step.id) if step.id else None
        state = str(entry.status) if entry else "unknown"
        since = entry.since if entry else None
        words = loc.label(labels.STEP_STATUS, state)
        if since is not None:
            words += f", {loc.language.date(since)}"
        items.append(Item(loc.text(step.title), state=words, state_kind=_STATE_STYLE[state]))
    return tuple(items)


# The styles of commitments: an empty, a half or a full disc beside the words.
_STATE_STYLE = {"done": "fulfilled", "under_way": "in_progress", "unknown": "unknown"}


def _money(record: Municipality, loc: Localiser) -> tuple[Block, ...]:
    """The grants of projects that work in the municipality or have it as a partner."""
    _ = loc.gettext
    projects = loc.catalog.related_ids("municipalities", record.id, "projects")
    ids = {g for p in projects for g in loc.catalog.related_ids("projects", p, "grants")}
    rows = []
    for grant_id in loc.sorted_ids("grants", ids):
        grant = loc.catalog.brief("grants", grant_id)
        assert isinstance(grant, Grant)
        project = loc.link("projects", grant.project) if grant.project else Markup()
        amount = escape(grant_amount(grant, loc))
        funders = loc.links("organisations", grant.funders)
        rows.append(Row(loc.link("grants", grant_id), (project, funders, amount)))
    if not rows:
        return ()
    table = Table((_("Grant"), _("Project"), _("Funders"), _("Amount")), tuple(rows), (3,))
    intro = escape(
        _("The money of a project that works here is the whole project’s, not the town’s alone.")
    )
    return (Block("money", _("Money"), "table", intro=intro, table=table),)
