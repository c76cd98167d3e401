"""What differs from kind to kind on a record's page: facts and sections."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from markupsafe import Markup

from portal.addresses import up
from portal.model import (
    AnyRecord,
    Document,
    Event,
    EventStatus,
    Grant,
    Municipality,
    News,
    Organisation,
    Programme,
    Source,
)
from portal.pages import labels
from portal.pages.agreement_parts import agreement_parts
from portal.pages.cards import grant_amount
from portal.pages.localiser import RECORD_ROOT, Localiser
from portal.pages.municipality_parts import municipality_parts
from portal.pages.programme_parts import programme_parts
from portal.pages.project_parts import project_parts
from portal.pages.sights import municipality_block, programme_block
from portal.pages.views import Block, Fact
from portal.view import view

# Council Regulation (EC) No 974/98 as amended for Bulgaria; fixed since 1 January 2026.
BGN_PER_EUR: Final = Decimal("1.95583")


@view(frozen=True, slots=True)
class Parts:
    """Facts and sections of one kind; `shown` are related kinds that they show already."""

    facts: tuple[Fact, ...] = ()
    blocks: tuple[Block, ...] = ()
    shown: frozenset[str] = frozenset()


def parts_of(record: AnyRecord, loc: Localiser) -> Parts:
    """The parts of a record's page that its kind asks for."""
    return _BUILDERS[record.kind_name](record, loc)


def _programme(record: Programme, loc: Localiser) -> Parts:
    facts, blocks = programme_parts(record, loc)
    return Parts(facts, (*blocks, *programme_block(record, loc)), frozenset({"organisations"}))


def _organisation(record: Organisation, loc: Localiser) -> Parts:
    _ = loc.gettext
    facts = (
        *loc.fact(_("Kind"), loc.label(labels.ORGANISATION_KIND, record.kind)),
        *loc.fact(_("Short name"), record.short_name or ""),
        *loc.fact(_("Country"), loc.language.country(record.country) if record.country else ""),
        *loc.fact(_("Website"), loc.external(record.website) if record.website else ""),
    )
    return Parts(facts)


def _municipality(record: Municipality, loc: Localiser) -> Parts:
    facts, blocks = municipality_parts(record, loc)
    return Parts(facts, (*blocks, *municipality_block(record, loc)))


def _grant(record: Grant, loc: Localiser) -> Parts:
    _ = loc.gettext
    project = loc.link("projects", record.project) if record.project else ""
    programme = loc.link("programmes", record.programme) if record.programme else ""
    recipient = loc.link("organisations", record.recipient) if record.recipient else ""
    share = record.share_percent
    converted = conversion(record, loc)
    rate = f"1 EUR = {loc.language.number(BGN_PER_EUR)} BGN"
    facts = (
        *loc.fact(_("Amount"), grant_amount(record, loc)),
        *loc.fact(_("Converted at the fixed rate"), f"{converted} ({rate})" if converted else ""),
        *loc.fact(_("Share of the costs"), loc.language.percent(share) if share else ""),
        *loc.fact(_("Funders"), loc.links("organisations", record.funders)),
        *loc.fact(_("Programme"), programme),
        *loc.fact(_("Recipient"), recipient),
        *loc.fact(_("Project"), project),
        *loc.fact(_("Awarded"), loc.language.date(record.awarded_on) if record.awarded_on else ""),
        *loc.period_facts(record.period),
    )
    return Parts(facts, shown=frozenset({"organisations", "programmes", "projects"}))


def conversion(grant: Grant, loc: Localiser) -> str:
    """A grant's amount in the other of EUR and BGN, for grants that Bulgaria is part of.

    Units: the fixed rate of 1.95583 BGN for 1 EUR, rounded half up to 0.01. Empty where
    the amount is unknown or neither currency is concerned.
    """
    if grant.money is None:
        return ""
    amount, currency = grant.money.amount, grant.money.currency
    cent = Decimal("0.01")
    if currency == "BGN":
        return str(loc.language.money((amount / BGN_PER_EUR).quantize(cent, ROUND_HALF_UP), "EUR"))
    recipient: Any = loc.catalog.records["organisations"].get(grant.recipient or "")
    if currency == "EUR" and recipient is not None and recipient.country == "BG":
        return str(loc.language.money((amount * BGN_PER_EUR).quantize(cent, ROUND_HALF_UP), "BGN"))
    return ""


def _event(record: Event, loc: Localiser) -> Parts:
    _ = loc.gettext
    programme = loc.link("programmes", record.programme) if record.programme else ""
    project = loc.link("projects", record.project) if record.project else ""
    municipality = loc.link("municipalities", record.municipality) if record.municipality else ""
    when = loc.language.event_time(record)
    status = (
        ""
        if record.status is EventStatus.PLANNED
        else loc.label(labels.EVENT_STATUS, record.status)
    )
    facts = (
        *loc.fact(_("When"), when or loc.label(labels.EVENT_TIME, "undated")),
        *loc.fact(_("Time zone"), record.time_zone or ""),
        *loc.fact(_("Place"), loc.text(record.place)),
        *loc.fact(_("Municipality"), municipality),
        *loc.fact(_("Kind"), loc.label(labels.EVENT_KIND, record.kind)),
        *loc.fact(_("Status"), status),
        *loc.fact(_("Organisers"), loc.links("organisations", record.organisers)),
        *loc.fact(_("Programme"), programme),
        *loc.fact(_("Project"), project),
    )
    shown = {"organisations", "programmes", "projects", "municipalities"}
    return Parts(facts, shown=frozenset(shown))


def _news(record: News, loc: Localiser) -> Parts:
    return Parts(loc.fact(loc.gettext("Published"), loc.language.date(record.published_on)))


def _document(record: Document, loc: Localiser) -> Parts:
    _ = loc.gettext
    languages = [loc.language.language_name(tag) for tag in record.languages]
    project = loc.link("projects", record.project) if record.project else ""
    programme = loc.link("programmes", record.programme) if record.programme else ""
    address = _copies(record, loc)
    date = loc.language.date(record.published_on) if record.published_on else ""
    facts = (
        *loc.fact(_("Kind"), loc.label(labels.DOCUMENT_KIND, record.kind)),
        *loc.fact(_("Series"), loc.text(record.series)),
        *loc.fact(_("Number"), record.number or ""),
        *loc.fact(_("Languages"), loc.language.list_of(languages)),
        *loc.fact(_("Published"), date),
        *loc.fact(_("Publishers"), loc.links("organisations", record.publishers)),
        *loc.fact(_("Programme"), programme),
        *loc.fact(_("Project"), project),
        *loc.fact(_("Where to get it"), address or _("No copy is known to be available.")),
    )
    return Parts(facts, shown=frozenset({"organisations", "programmes", "projects"}))


def _copies(record: Document | Source, loc: Localiser) -> Markup:
    """Links to the copy on this site and to the one elsewhere, as far as there are any."""
    links = []
    if record.file:
        path = RECORD_ROOT + up(loc.language.root) + record.file
        links.append(Markup('<a href="{}">{}</a>').format(path, record.file.rsplit("/", 1)[-1]))
    if record.url:
        links.append(loc.external(record.url, archived_url=record.archived_url))
    return Markup(", ").join(links)


def _source(record: Source, loc: Localiser) -> Parts:
    _ = loc.gettext
    language = loc.language.language_name(record.language) if record.language else ""
    date = loc.language.date(record.published_on) if record.published_on else ""
    facts = (
        *loc.fact(_("Publisher"), loc.text(record.publisher)),
        *loc.fact(_("Language"), language),
        *loc.fact(_("Published"), date),
        *loc.fact(_("Seen by the editors"), loc.language.date(record.seen_on)),
        *loc.fact(_("Address"), _copies(record, loc) or _("No address and no copy is known.")),
        *loc.fact(_("Licence"), loc.text(record.licence)),
    )
    return Parts(facts)


def _agreement(record: Any, loc: Localiser) -> Parts:
    facts, blocks = agreement_parts(record, loc)
    return Parts(facts, blocks, frozenset({"programmes", "municipalities", "organisations"}))


def _project(record: Any, loc: Localiser) -> Parts:
    facts, blocks = project_parts(record, loc)
    return Parts(facts, blocks, frozenset({"programmes", "organisations"}))


_BUILDERS: Final[dict[str, Callable[[Any, Localiser], Parts]]] = {
    "programmes": _programme,
    "projects": _project,
    "municipalities": _municipality,
    "agreements": _agreement,
    "organisations": _organisation,
    "grants": _grant,
    "events": _event,
    "news": _news,
    "documents": _document,
    "sources": _source,
}
