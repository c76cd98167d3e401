"""Filters: by what the lists of each kind can be narrowed, and which records an option leaves.

The same in every language; how options are called and ordered is not known here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from portal.catalog import Catalog
from portal.facets import Membership
from portal.fields import PartialDate
from portal.model import (
    Agreement,
    Document,
    Event,
    Grant,
    Municipality,
    News,
    Organisation,
    Period,
    Programme,
    Project,
    Source,
)
from portal.states import project_state, signing_days

# In the order in which lists show them.
FILTERS: Final = ("programme", "country", "municipality", "funder", "status", "kind", "year")
# What an option of these is the id of.
RECORD_KIND: Final = MappingProxyType(
    {"programme": "programmes", "municipality": "municipalities", "funder": "organisations"}
)
UNKNOWN_YEAR: Final = "unknown"
# A shorter list is seen at a glance; a filter with one option would filter nothing.
MIN_RECORDS: Final = 12
MIN_OPTIONS: Final = 2
# A longer period counts with its first and its last year: nothing here lasts so long.
_MAX_YEARS: Final = 60

# Ids by option, by filter, by kind; options and ids in no order that a reader would expect.
FilterTable: TypeAlias = Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]]
_Values: TypeAlias = dict[str, Iterable[str]]


def collect_filters(catalog: Catalog, today: date) -> FilterTable:
    """The filters of every kind that has enough records, with two options or more each.

    `today` decides what is planned, running or over.
    """
    view = _View(catalog, today)
    found: dict[str, Mapping[str, Mapping[str, tuple[str, ...]]]] = {}
    for kind, read in _READERS.items():
        records = catalog.records[kind]
        if len(records) < MIN_RECORDS:
            continue
        options: dict[str, dict[str, list[str]]] = {name: defaultdict(list) for name in FILTERS}
        for record in records.values():
            for name, values in read(record, view).items():
                for value in dict.fromkeys(values):
                    options[name][value].append(record.id)
        found[kind] = {
            name: {option: tuple(ids) for option, ids in values.items()}
            for name, values in options.items()
            if len(values) >= MIN_OPTIONS
        }
    return MappingProxyType({kind: filters for kind, filters in found.items() if filters})


class _View:
    """A catalogue as filters ask it, many times the same; `today` as `collect_filters` has it.

    `countries` are the codes of those of municipalities and organisations, as addresses write
    them.
    """

    def __init__(self, catalog: Catalog, today: date) -> None:
        self.catalog = catalog
        self.today = today
        self.related_ids = catalog.related_ids
        self.programmes = Membership(catalog).programmes
        self.countries: dict[str, dict[str, str]] = {"municipalities": {}, "organisations": {}}
        for kind, known in self.countries.items():
            for record in catalog.records[kind].values():
                assert isinstance(record, (Municipality, Organisation))
                if record.country:
                    known[record.id] = _code(record.country)


# -- what each kind is filtered by ---------------------------------------------------


def _programme(record: Programme, view: _View) -> _Values:
    return {
        "country": (_code(c.country) for c in record.countries),
        "funder": record.funders,
        "status": (_slug(project_state(record.period, view.today)),),
        "year": _years_of(record.period),
    }


def _project(record: Project, view: _View) -> _Values:
    return {
        "programme": _one(record.programme),
        "country": _project_countries(record, view),
        "municipality": view.related_ids("projects", record.id, "municipalities"),
        "funder": _project_funders(record, view),
        "status": (_slug(project_state(record.period, view.today)),),
        "year": _years_of(record.period),
    }


def _municipality(record: Municipality, view: _View) -> _Values:
    events = view.related_ids("municipalities", record.id, "events")
    # A programme is in a municipality by agreement, by project, or by what it held there.
    active = [record, *(view.catalog.get("events", event) for event in events)]
    return {
        "programme": [found for one in active for found in view.programmes(one)],
        "country": (_code(record.country),),
    }


def _agreement(record: Agreement, view: _View) -> _Values:
    return {
        "programme": (record.programme,),
        "municipality": (record.municipality,),
        "country": _countries((record.municipality,), view),
        "status": (_slug(c.status) for c in record.commitments),
        "year": _known(str(day.year) for day in signing_days(record)),
    }


def _organisation(record: Organisation, view: _View) -> _Values:
    return {
        "programme": view.programmes(record),
        "country": (_code(c) for c in _one(record.country)),
        "kind": (_slug(record.kind),),
    }


def _grant(record: Grant, view: _View) -> _Values:
    countries: Iterable[str] = ()
    municipalities: Iterable[str] = ()
    if record.project:
        project = view.catalog.get("projects", record.project)
        assert isinstance(project, Project)
        countries = _project_countries(project, view)
        municipalities = view.related_ids("projects", project.id, "municipalities")
    elif record.recipient:
        countries = _organisation_countries((record.recipient,), view)
    years = (str(record.awarded_on.year),) if record.awarded_on else _years_of(record.period)
    return {
        "programme": view.programmes(record),
        "country": countries,
        "municipality": municipalities,
        "funder": record.funders,
        "year": years,
    }


def _event(record: Event, view: _View) -> _Values:
    first, last = record.first_day, record.last_day
    known = _span(first.year, last.year) if first and last else ()
    return {
        "programme": view.programmes(record),
        "country": _countries(_one(record.municipality), view),
        "municipality": _one(record.municipality),
        "status": (_slug(record.status),),
        "kind": (_slug(record.kind),),
        "year": _known(known),
    }


def _news(record: News, view: _View) -> _Values:
    return {
        "programme": view.programmes(record),
        "country": _countries(record.about.municipalities, view),
        "municipality": record.about.municipalities,
        "year": (str(record.published_on.year),),
    }


def _document(record: Document, view: _View) -> _Values:
    return {
        "programme": view.programmes(record),
        "kind": (_slug(record.kind),),
        "year": _published(record.published_on),
    }


def _source(record: Source, view: _View) -> _Values:
    return {"year": _published(record.published_on)}


_READERS: Final[Mapping[str, Callable[[Any, _View], _Values]]] = MappingProxyType(
    {
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
)


# -- values --------------------------------------------------------------------------


def _project_countries(project: Project, view: _View) -> Iterable[str]:
    """Where a project takes place; if it names no municipality, where its partners are."""
    places = view.related_ids("projects", project.id, "municipalities")
    if places:
        return _countries(places, view)
    partners = (p.organisation for p in project.partners if p.organisation)
    return _organisation_countries(partners, view)


def _project_funders(project: Project, view: _View) -> Iterable[str]:
    """Who gave the project's grants; where none is known, who funds its programme."""
    grants = view.related_ids("projects", project.id, "grants")
    if grants:
        known = (view.catalog.get("grants", grant) for grant in grants)
        return [funder for g in known if isinstance(g, Grant) for funder in g.funders]
    if project.programme:
        programme = view.catalog.get("programmes", project.programme)
        assert isinstance(programme, Programme)
        return programme.funders
    return ()


def _countries(municipalities: Iterable[str], view: _View) -> Iterable[str]:
    known = view.countries["municipalities"]
    return [known[i] for i in municipalities if i in known]


def _organisation_countries(organisations: Iterable[str], view: _View) -> Iterable[str]:
    known = view.countries["organisations"]
    return [known[i] for i in organisations if i in known]


def _years_of(period: Period | None) -> Iterable[str]:
    if period is None:
        return (UNKNOWN_YEAR,)
    first = period.starts_on or period.ends_on
    last = period.ends_on or period.starts_on
    return _known(_span(first.year, last.year) if first and last else ())


def _span(first: int, last: int) -> Iterable[str]:
    years = range(first, last + 1) if last - first < _MAX_YEARS else (first, last)
    return [str(year) for year in years]


def _published(day: PartialDate | None) -> Iterable[str]:
    return (str(day.year) if day else UNKNOWN_YEAR,)


def _known(years: Iterable[str]) -> Iterable[str]:
    return tuple(years) or (UNKNOWN_YEAR,)


def _one(value: str | None) -> Iterable[str]:
    return (value,) if value else ()


def _code(country: str) -> str:
    return country.lower()


def _slug(value: str) -> str:
    # Enumerated values as addresses write them: eu-institution.
    return value.replace("_", "-")
