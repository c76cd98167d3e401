"""The list of operations that a managing authority has to publish.

Source: Regulation (EU) 2021/1060, Article 49(3), (4): the data of points (a) to (n), in an
open, machine-readable format, updated at least every four months.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from portal.catalog import Catalog
from portal.exports.csv_tables import render_table
from portal.exports.datasets import newest
from portal.model import AnyRecord, Grant, Municipality, Organisation, Project


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; every value is text, empty where it is not known.

    The letters are the points of Article 49(3). Dates are ISO 8601, money has a point,
    several values are joined by "; ". The points (b) and (c), which would have to be removed
    after two years, are always empty: no record here holds them.
    """

    operation_code: str
    a_beneficiary: str
    a_contractor: str
    b_beneficiary_person: str
    c_vessel_number: str
    d_operation_name: str
    e_purpose_and_achievements: str
    f_start_date: str
    g_completion_date: str
    h_total_cost: str
    h_currency: str
    i_fund: str
    j_specific_objective: str
    k_union_cofinancing_rate: str
    l_location: str
    l_nuts3: str
    l_country: str
    m_beneficiary_location: str
    n_type_of_intervention: str


def list_operations(catalog: Catalog) -> tuple[Operation, ...]:
    """One operation for each grant, in the order of their ids, in the default language."""
    grants = catalog.records["grants"].values()
    return tuple(_operation(g, catalog) for g in grants if isinstance(g, Grant))


def newest_operation(catalog: Catalog) -> str | None:
    """ISO date of the latest change of what the list says; None where it is empty.

    A grant has not changed where its project or a name that it gives has; the list has.
    """
    grants = catalog.records["grants"].values()
    return newest(told for g in grants if isinstance(g, Grant) for told in _told(g, catalog))


def _told(grant: Grant, catalog: Catalog) -> Iterator[AnyRecord]:
    """The grant, and all other records of which its row has something."""
    yield grant
    project = catalog.records["projects"].get(grant.project or "")
    if isinstance(project, Project):
        yield project
        yield from _places(project, catalog)
    for name in (*filter(None, (grant.recipient,)), *grant.funders):
        yield catalog.get("organisations", name)


def _operation(grant: Grant, catalog: Catalog) -> Operation:
    language = catalog.site.default_language
    project = catalog.records["projects"].get(grant.project or "")
    project = project if isinstance(project, Project) else None
    recipient = catalog.records["organisations"].get(grant.recipient or "")
    recipient = recipient if isinstance(recipient, Organisation) else None
    period = (project.period if project else None) or grant.period
    places = list(_places(project, catalog))
    funders = [catalog.get("organisations", f) for f in grant.funders]
    names = [f.name[language] for f in funders if isinstance(f, Organisation)]
    countries = sorted({place.country for place in places})
    return Operation(
        operation_code=grant.id,
        a_beneficiary=recipient.name[language] if recipient else "",
        a_contractor="",
        b_beneficiary_person="",
        c_vessel_number="",
        d_operation_name=(project or grant).title[language],
        e_purpose_and_achievements=_purpose(project, language),
        f_start_date=str(period.starts_on or "") if period else "",
        g_completion_date=str(period.ends_on or "") if period else "",
        # A grant is not the total cost; that follows only where the share is known.
        h_total_cost=_total(grant),
        h_currency=grant.money.currency if grant.money and grant.share_percent else "",
        i_fund="; ".join(names),
        j_specific_objective="",
        k_union_cofinancing_rate=_union_rate(grant, funders),
        l_location="; ".join(place.name[language] for place in places),
        l_nuts3="; ".join(dict.fromkeys(place.nuts3 for place in places if place.nuts3)),
        l_country="; ".join(countries),
        m_beneficiary_location=_seat(recipient, places),
        n_type_of_intervention="",
    )


def _places(project: Project | None, catalog: Catalog) -> Iterator[Municipality]:
    for record_id in project.municipalities if project else ():
        place = catalog.get("municipalities", record_id)
        if isinstance(place, Municipality):
            yield place


def _purpose(project: Project | None, language: str) -> str:
    if project is None:
        return ""
    achieved = (
        f"{activity.title[language]}: {activity.actual}."
        for activity in project.activities
        if activity.actual is not None
    )
    objectives = (objective[language] for objective in project.objectives)
    return " ".join([project.summary[language], *objectives, *achieved])


def _seat(recipient: Organisation | None, places: Sequence[Municipality]) -> str:
    # Asked for only where the operation covers several places; the country is all that is known.
    return (recipient.country or "") if recipient and len(places) > 1 else ""


def _total(grant: Grant) -> str:
    if grant.money is None or not grant.share_percent:
        return ""
    return str((grant.money.amount * 100 / grant.share_percent).quantize(grant.money.amount))


def _union_rate(grant: Grant, funders: Sequence[object]) -> str:
    union = any(isinstance(f, Organisation) and f.is_eu for f in funders)
    return f"{grant.share_percent}" if union and grant.share_percent else ""


def render_operations(operations: tuple[Operation, ...]) -> bytes:
    """The list as CSV; see `render_rows` for its shape."""
    names = [field.name for field in fields(Operation)]
    return render_table(names, ([getattr(one, name) for name in names] for one in operations))
