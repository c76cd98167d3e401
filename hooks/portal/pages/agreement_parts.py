"""An agreement's facts and sections."""

from __future__ import annotations

from collections import Counter

from markupsafe import Markup, escape

from portal.charts.commitments import commitments_chart
from portal.markup import html
from portal.model import Agreement, Commitment, CommitmentStatus, Signatory
from portal.pages import labels
from portal.pages.localiser import Localiser
from portal.pages.sights import Promise, check_of, seen_on, sight_of
from portal.pages.views import Block, Fact, Item, Row, Table


def agreement_parts(
    record: Agreement, loc: Localiser
) -> tuple[tuple[Fact, ...], tuple[Block, ...]]:
    """Facts; commitments with their status, obligations, groups, roles, signatures."""
    _ = loc.gettext
    languages = [loc.language.language_name(tag) for tag in record.language_versions]
    facts = (
        *loc.fact(_("Programme"), loc.link("programmes", record.programme)),
        *loc.fact(_("Municipality"), loc.link("municipalities", record.municipality)),
        *loc.fact(_("Language versions"), loc.language.list_of(languages)),
        *loc.fact(_("Commitments"), loc.language.number(len(record.commitments))),
        *loc.fact(_("Commitments by status"), _statuses(record, loc)),
    )
    commitments = commitment_items(record, loc)
    obligations = tuple(Item(loc.text(o.title), loc.text(o.text)) for o in record.obligations)
    groups = tuple(Item(loc.text(g.name), loc.text(g.description)) for g in record.groups)
    roles = role_items(record, loc)
    table = signature_table(record, loc)
    signed = (Block("signatures", _("Signatures"), "table", table=table),) if table else ()
    blocks = (
        *_commitments(record, commitments, loc),
        *_block("obligations", _("What the programme provides"), "items", obligations),
        *_block("groups", _("Groups"), "items", groups),
        *_block("roles", _("People and roles"), "items", roles),
        *signed,
    )  # fmt: skip
    return facts, blocks


def _statuses(record: Agreement, loc: Localiser) -> str:
    """How many commitments have which status: "Fulfilled: 2 · Unknown: 5"."""
    counts = Counter(commitment.status for commitment in record.commitments)
    return " · ".join(
        f"{loc.label(labels.COMMITMENT_STATUS, status)}: {loc.language.number(counts[status])}"
        for status in CommitmentStatus
        if counts[status]
    )


def _block(id: str, heading: str, layout: str, items: tuple[Item, ...]) -> tuple[Block, ...]:
    return (Block(id, heading, layout, items=items),) if items else ()


def _commitments(record: Agreement, items: tuple[Item, ...], loc: Localiser) -> tuple[Block, ...]:
    chart = commitments_chart([record], loc)
    if not items:
        return ()
    heading = loc.gettext("What the municipality has committed to")
    charts = () if chart is None else (chart,)
    return (Block("commitments", heading, "numbered", items=items, charts=charts),)


def commitment_items(agreement: Agreement, loc: Localiser) -> tuple[Item, ...]:
    """An agreement's commitments with their status and evidence."""
    return tuple(
        _commitment(commitment, Promise(agreement, number), loc)
        for number, commitment in enumerate(agreement.commitments, 1)
    )


def _commitment(commitment: Commitment, promise: Promise, loc: Localiser) -> Item:
    evidence = tuple(
        loc.external(
            e.url, f"{loc.gettext('Evidence')}, {loc.language.date(e.seen_on)}", e.archived_url
        )
        for e in commitment.evidence
    )
    check = check_of(promise, loc)
    if check is not None:
        sight = sight_of(promise, loc)
        if sight.is_check:
            # Its page stands among the evidence already, unless nothing was found there.
            found = any(e.url == check.page for e in commitment.evidence)
            evidence = (
                *evidence,
                *(() if found else (seen_on(sight, loc),)),
                sight.finding,
            )
    return Item(
        loc.text(commitment.text),
        state=loc.label(labels.COMMITMENT_STATUS, commitment.status),
        state_kind=str(commitment.status),
        extra=evidence,
    )


def role_items(record: Agreement, loc: Localiser) -> tuple[Item, ...]:
    """The roles that the agreement names, and who holds them."""
    return tuple(
        Item(
            escape(loc.label(labels.ROLE, r.role)),
            loc.text(r.description),
            state=loc.text(r.name) if r.name else loc.gettext("Name not stated"),
        )
        for r in record.role_holders
    )


def signature_table(record: Agreement, loc: Localiser) -> Table | None:
    """Who signed, where and when, by language version; None where no one is known."""
    _ = loc.gettext
    if not record.signatories:
        return None
    versions = record.language_versions
    columns = (
        _("Signed by"),
        _("For"),
        _("Place"),
        *(
            _("Date (%(language)s version)").replace("%(language)s", loc.language.language_name(v))
            for v in versions
        ),
    )
    rows = tuple(_signature(s, versions, loc) for s in record.signatories)
    return Table(columns, rows)


def _signature(signatory: Signatory, versions: tuple[str, ...], loc: Localiser) -> Row:
    head = html(
        '%s <span class="detail">%s</span>', loc.text(signatory.name), loc.text(signatory.title)
    )
    if signatory.organisation:
        party = loc.link("organisations", signatory.organisation)
    elif signatory.municipality:
        party = loc.link("municipalities", signatory.municipality)
    else:
        party = Markup()
    dates = (
        escape(loc.language.date(signatory.signed_on[v]))
        if v in signatory.signed_on
        else html('<span class="unknown">%s</span>', loc.gettext("left blank"))
        for v in versions
    )
    return Row(head, (party, loc.text(signatory.place), *dates))
