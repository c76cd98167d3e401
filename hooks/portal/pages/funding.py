"""Sums of funding by funder, by programme and by currency; never across currencies."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup, escape

from portal.charts.funding import Funded, funding_charts
from portal.model import Grant
from portal.pages.localiser import Localiser
from portal.pages.parts import BGN_PER_EUR, conversion
from portal.pages.views import FundingPart, FundingSummary, Row, Table


def known_totals(loc: Localiser) -> tuple[dict[str, Decimal], int]:
    """The sum of the grants of each currency, by currency code; how many amounts are unknown."""
    totals: dict[str, Decimal] = defaultdict(Decimal)
    unknown = 0
    for grant in _grants(loc):
        if grant.money is None:
            unknown += 1
        else:
            totals[grant.money.currency] += grant.money.amount
    return dict(sorted(totals.items())), unknown


def _grants(loc: Localiser) -> list[Grant]:
    records = (loc.catalog.brief("grants", i) for i in loc.catalog.records["grants"])
    return [record for record in records if isinstance(record, Grant)]


def summarise_funding(loc: Localiser) -> FundingSummary:
    """The tables of the funding page.

    A grant with several funders counts in the row of each of them, so that rows of the
    funder table must not be added up; the note says so where it happens.
    """
    _ = loc.gettext
    grants = _grants(loc)
    by_funder = [(("organisations", f), g) for g in grants for f in g.funders]
    by_programme = [(("programmes", g.programme), g) for g in grants if g.programme]
    notes = [
        _("Amounts are shown as the sources state them. Different currencies are never added up.")
    ]
    if any(conversion(g, loc) for g in grants):
        rate = loc.language.number(BGN_PER_EUR)
        notes.append(
            _("Conversions between euro and lev use the fixed rate of %(rate)s lev for 1 euro.")
            .replace("%(rate)s", rate)
        )  # fmt: skip
    if any(len(g.funders) > 1 for g in grants):
        notes.append(_("Money that several funders gave together is counted with each of them."))
    parts = []
    for id, heading, column, pairs in (
        ("by-funder", _("By funder"), _("Funder"), by_funder),
        ("by-programme", _("By programme"), _("Programme"), by_programme),
    ):
        if pairs:
            funded = _collect(pairs, loc)
            charts = funding_charts(id, heading, funded, loc)
            parts.append(FundingPart(id, heading, charts, _table(column, funded, loc)))
    return FundingSummary(tuple(parts), tuple(notes))


def _collect(pairs: list[tuple[tuple[str, str], Grant]], loc: Localiser) -> tuple[Funded, ...]:
    """What each funder gave or each programme has, in the alphabet's order."""
    sums: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    counts: Counter[tuple[str, str]] = Counter()
    unknown: Counter[tuple[str, str]] = Counter()
    disputed: Counter[tuple[str, str]] = Counter()
    for key, grant in pairs:
        counts[key] += 1
        disputed[key] += any(d.field.split(".")[0] == "money" for d in grant.disputed)
        if grant.money is None:
            unknown[key] += 1
        else:
            sums[key][grant.money.currency] += grant.money.amount
    return tuple(
        Funded(kind, i, dict(sums[kind, i]), counts[kind, i], unknown[kind, i], disputed[kind, i])
        for kind in ("organisations", "programmes")
        for i in loc.sorted_ids(kind, [i for k, i in counts if k == kind])
    )


def _table(column: str, funded: Sequence[Funded], loc: Localiser) -> Table:
    rows = []
    for one in funded:
        amounts = [escape(loc.language.money(a, c)) for c, a in sorted(one.sums.items())]
        if one.unknown:
            text = loc.language.plural(
                "%(num)s grant of unknown amount", "%(num)s grants of unknown amount", one.unknown
            )
            amounts.append(Markup('<span class="unknown">{}</span>').format(text))
        if one.disputed:
            text = loc.language.plural(
                "%(num)s amount on which sources differ",
                "%(num)s amounts on which sources differ",
                one.disputed,
            )
            amounts.append(Markup('<span class="unknown">{}</span>').format(text))
        cells = (escape(loc.language.number(one.grants)), Markup("<br>").join(amounts))
        # This page lies one below its language's root.
        rows.append(Row(loc.link_at("../", one.kind, one.record_id), cells))
    return Table((column, loc.gettext("Grants"), loc.gettext("Amount")), tuple(rows), (1, 2))
