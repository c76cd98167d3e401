"""Sums of funding by funder, by programme and by currency; never across currencies."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal

from markupsafe import Markup, escape

from portal.model import Grant
from portal.pages.localiser import Localiser
from portal.pages.parts import BGN_PER_EUR, conversion
from portal.pages.views import FundingSummary, Row, Table


def total_by_currency(loc: Localiser) -> dict[str, Decimal]:
    """The sum of all grants of each currency, by currency code."""
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for grant in loc.catalog.records["grants"].values():
        if isinstance(grant, Grant) and grant.money is not None:
            totals[grant.money.currency] += grant.money.amount
    return dict(sorted(totals.items()))


def summarise_funding(loc: Localiser) -> FundingSummary:
    """The tables of the funding page.

    A grant with several funders counts in the row of each of them, so that rows of the
    funder table must not be added up; the note says so where it happens.
    """
    _ = loc.gettext
    grants = [g for g in loc.catalog.records["grants"].values() if isinstance(g, Grant)]
    by_funder = [(("organisations", f), g) for g in grants for f in g.funders]
    by_programme = [(("programmes", g.programme), g) for g in grants if g.programme]
    notes = [_("Amounts are shown as they were paid. Different currencies are never added up.")]
    if any(conversion(g, loc) for g in grants):
        rate = loc.language.number(BGN_PER_EUR)
        notes.append(
            _("Conversions between euro and lev use the fixed rate of %(rate)s lev for 1 euro.")
            .replace("%(rate)s", rate)
        )  # fmt: skip
    if any(len(g.funders) > 1 for g in grants):
        notes.append(_("Money that several funders gave together is counted with each of them."))
    tables = (
        ("by-funder", _("By funder"), _table(_("Funder"), by_funder, loc)),
        ("by-programme", _("By programme"), _table(_("Programme"), by_programme, loc)),
    )
    return FundingSummary(tuple(t for t in tables if t[2].rows), tuple(notes))


def _table(column: str, pairs: list[tuple[tuple[str, str], Grant]], loc: Localiser) -> Table:
    sums: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    counts: Counter[tuple[str, str]] = Counter()
    unknown: Counter[tuple[str, str]] = Counter()
    for key, grant in pairs:
        counts[key] += 1
        if grant.money is None:
            unknown[key] += 1
        else:
            sums[key][grant.money.currency] += grant.money.amount
    rows = []
    for kind in ("organisations", "programmes"):
        for record_id in loc.sorted_ids(kind, [i for k, i in counts if k == kind]):
            key = (kind, record_id)
            amounts = [escape(loc.language.money(a, c)) for c, a in sorted(sums[key].items())]
            if unknown[key]:
                text = loc.language.plural(
                    "%(num)s grant of unknown amount",
                    "%(num)s grants of unknown amount",
                    unknown[key],
                )
                amounts.append(Markup('<span class="unknown">{}</span>').format(text))
            cells = (escape(loc.language.number(counts[key])), Markup("<br>").join(amounts))
            # Links of record pages go up two levels; this page lies one below its root.
            link = Markup(str(loc.link(kind, record_id)).replace('href="../../', 'href="../', 1))
            rows.append(Row(link, cells))
    return Table((column, loc.gettext("Grants"), loc.gettext("Amount")), tuple(rows), (1, 2))
