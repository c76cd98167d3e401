"""Linked data in each page's head: schema.org, as JSON-LD.

Source: schema.org 29; what a record does not know is left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final

from markupsafe import Markup

from portal.addresses import record_path
from portal.fields import Text
from portal.markup import as_markup
from portal.model import (
    Agreement,
    AnyRecord,
    Document,
    Event,
    EventStatus,
    Grant,
    Municipality,
    News,
    Organisation,
    Period,
    Programme,
    Project,
    Source,
)
from portal.pages.localiser import Localiser, field_of, title_of
from portal.pages.photographs import linked_data

_ORGANISATION_TYPES: Final = {
    "eu_institution": "GovernmentOrganization",
    "eu_fund": "GovernmentOrganization",
    "government_agency": "GovernmentOrganization",
    "regional_administration": "GovernmentOrganization",
    "municipal_administration": "GovernmentOrganization",
    "ngo": "NGO",
}
# `json.dumps` makes an encoder for each page.
_encode: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_key: Final = cache(_encode)
_EVENT_STATUS: Final = {
    EventStatus.PLANNED: "https://schema.org/EventScheduled",
    EventStatus.HELD: "https://schema.org/EventScheduled",
    EventStatus.CANCELLED: "https://schema.org/EventCancelled",
}


class Json(str):
    """A value as JSON already: what many pages name is encoded once."""

    __slots__ = ()


def render_json_ld(graph: Iterable[Mapping[str, Any] | Json]) -> Markup:
    """A script element's content; `<` is escaped so that no text can end the element."""
    nodes = ",".join(map(_dump, graph))
    text = f'{{"@context":"https://schema.org","@graph":[{nodes}]}}'
    escaped = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return as_markup(escaped.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def _dump(value: object) -> str:
    if type(value) is Json:
        return value
    if isinstance(value, dict):
        return f"{{{','.join([f'{_key(key)}:{_dump(own)}' for key, own in value.items()])}}}"
    if type(value) is list:
        return f"[{','.join(map(_dump, value))}]"
    return _encode(value)


def breadcrumb(steps: Iterable[tuple[str, str]]) -> Json:
    """A BreadcrumbList of (name, absolute URL)."""
    return join_steps(list_items(steps))


def join_steps(*items: str) -> Json:
    """The same of items that were made before."""
    return Json(f'{{"@type":"BreadcrumbList","itemListElement":[{",".join(items)}]}}')


def list_items(steps: Iterable[tuple[str, str]], first: int = 1) -> str:
    """The items of a breadcrumb, from a position on."""
    return ",".join(
        f'{{"@type":"ListItem","position":{n},"name":{_encode(name)},"item":{_encode(url)}}}'
        for n, (name, url) in enumerate(steps, first)
    )


def describe_record(record: AnyRecord, loc: Localiser, url: str) -> dict[str, Any]:
    """A record as a schema.org node whose @id is its page's canonical URL."""
    node: dict[str, Any] = {
        "@type": "Thing",
        "@id": url,
        "url": url,
        "name": loc.plain(title_of(record)),
        "dateModified": record.updated_on.isoformat(),
    }
    summary = field_of(record, "summary")
    if isinstance(summary, Text):
        node["description"] = loc.plain(summary)
    node["image"] = linked_data(record, loc)
    _DESCRIBERS[record.kind_name](record, loc, node)
    return {key: value for key, value in node.items() if value not in (None, [], "")}


def _reference(kind: str, record_id: str | None, loc: Localiser) -> Json | None:
    return None if record_id is None else loc.lately(_node_of, kind, record_id)


def _node_of(kind: str, record_id: str, loc: Localiser) -> Json:
    record = loc.catalog.brief(kind, record_id)
    url = _encode(f"{loc.site.url}{loc.language.root}{record_path(kind, record_id)}")
    name = _encode(loc.plain(title_of(record)))
    return Json(f'{{"@type":"{_type_of(record)}","@id":{url},"name":{name}}}')


def _references(kind: str, ids: tuple[str, ...], loc: Localiser) -> list[Json]:
    return [node for i in ids if (node := _reference(kind, i, loc)) is not None]


def _type_of(record: AnyRecord) -> str:
    match record:
        case Programme():
            return "FundingScheme" if record.funders else "Project"
        case Project():
            return "Project"
        case Municipality():
            return "GovernmentOrganization"
        case Organisation():
            return _ORGANISATION_TYPES.get(record.kind, "Organization")
        case Grant():
            return "MonetaryGrant"
        case Event():
            return "EducationEvent" if record.kind == "training" else "Event"
        case News():
            return "NewsArticle"
        case Agreement() | Document():
            return "DigitalDocument"
        case _:
            return "CreativeWork"


def _period(period: Period | None, node: dict[str, Any], start: str, end: str) -> None:
    if period is not None:
        node[start] = str(period.starts_on) if period.starts_on else None
        node[end] = str(period.ends_on) if period.ends_on else None


def _programme(record: Programme, loc: Localiser, node: dict[str, Any]) -> None:
    # FundingScheme is an Organization, Project as well: both know funder and parent.
    node["@type"] = _type_of(record)
    node["alternateName"] = record.short_name
    node["sameAs"] = record.website
    node["funder"] = _references("organisations", record.funders, loc)
    node["parentOrganization"] = _references("organisations", record.operators, loc)
    node["areaServed"] = [{"@type": "Country", "name": c.country} for c in record.countries]
    _period(record.period, node, "foundingDate", "dissolutionDate")


def _project(record: Project, loc: Localiser, node: dict[str, Any]) -> None:
    node["@type"] = "Project"
    node["alternateName"] = record.short_name
    node["sameAs"] = record.website
    members = []
    for partner in record.partners:
        members.append(
            _reference("organisations", partner.organisation, loc)
            or _reference("municipalities", partner.municipality, loc)
        )
    node["member"] = [m for m in members if m is not None]
    node["parentOrganization"] = _reference("programmes", record.programme, loc)
    grants = loc.catalog.related_ids("projects", record.id, "grants")
    node["funding"] = _references("grants", grants, loc)
    node["areaServed"] = _references("municipalities", record.municipalities[:20], loc)
    _period(record.period, node, "foundingDate", "dissolutionDate")


def _municipality(record: Municipality, loc: Localiser, node: dict[str, Any]) -> None:
    node["@type"] = "GovernmentOrganization"
    node["sameAs"] = record.website
    node["identifier"] = record.national_code
    address = {"@type": "PostalAddress", "addressCountry": record.country}
    if record.region:
        address["addressRegion"] = loc.plain(record.region)
    location: dict[str, Any] = {"@type": "Place", "name": node["name"], "address": address}
    if record.coordinates:
        location["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": record.coordinates.latitude,
            "longitude": record.coordinates.longitude,
        }
    node["location"] = location


def _organisation(record: Organisation, loc: Localiser, node: dict[str, Any]) -> None:
    node["@type"] = _type_of(record)
    node["alternateName"] = record.short_name
    node["sameAs"] = record.website
    if record.country:
        node["address"] = {"@type": "PostalAddress", "addressCountry": record.country}


def _grant(record: Grant, loc: Localiser, node: dict[str, Any]) -> None:
    node["@type"] = "MonetaryGrant"
    node["funder"] = _references("organisations", record.funders, loc)
    node["fundedItem"] = _reference("projects", record.project, loc)
    node["sponsor"] = _reference("programmes", record.programme, loc)
    if record.money:
        node["amount"] = {
            "@type": "MonetaryAmount",
            "currency": record.money.currency,
            "value": str(record.money.amount),
        }


def _event(record: Event, loc: Localiser, node: dict[str, Any]) -> None:
    node["@type"] = _type_of(record)
    node["eventStatus"] = _EVENT_STATUS[record.status]
    if record.starts_at_aware is not None:
        node["startDate"] = record.starts_at_aware.isoformat()
        end = record.ends_at_aware
        node["endDate"] = end.isoformat() if end else None
    else:
        _period(record.period, node, "startDate", "endDate")
    place = record.place
    if record.municipality is not None:
        municipality = loc.catalog.brief("municipalities", record.municipality)
        place = place or title_of(municipality)
    if place:
        name = loc.plain(place)
        node["location"] = {"@type": "Place", "name": name, "address": name}
    node["organizer"] = _references("organisations", record.organisers, loc)
    node["about"] = _reference("projects", record.project, loc)


def _news(record: News, loc: Localiser, node: dict[str, Any]) -> None:
    node["@type"] = "NewsArticle"
    node["headline"] = node["name"]
    node["datePublished"] = record.published_on.isoformat()
    # As its address: where there is no translation, both are those of the original.
    translated = loc.is_translated(record, loc.language.tag)
    node["inLanguage"] = loc.language.tag if translated else loc.site.default_language
    node["publisher"] = {"@type": "Organization", "name": loc.plain(loc.site.publisher)}
    about = record.about
    node["about"] = [
        *_references("programmes", about.programmes, loc),
        *_references("projects", about.projects, loc),
        *_references("municipalities", about.municipalities, loc),
        *_references("events", about.events, loc),
    ]


def _document(record: Document, loc: Localiser, node: dict[str, Any]) -> None:
    node["@type"] = "DigitalDocument"
    node["inLanguage"] = list(record.languages)
    node["datePublished"] = str(record.published_on) if record.published_on else None
    node["publisher"] = _references("organisations", record.publishers, loc)
    if record.series:
        node["isPartOf"] = {"@type": "CreativeWorkSeries", "name": loc.plain(record.series)}
    node["position"] = record.number


def _agreement(record: Agreement, loc: Localiser, node: dict[str, Any]) -> None:
    node["@type"] = "DigitalDocument"
    node["about"] = [
        _reference("programmes", record.programme, loc),
        _reference("municipalities", record.municipality, loc),
    ]
    node["inLanguage"] = list(record.language_versions)


def _source(record: Source, loc: Localiser, node: dict[str, Any]) -> None:
    node["@type"] = "CreativeWork"
    node["inLanguage"] = record.language
    node["publisher"] = {"@type": "Organization", "name": loc.plain(record.publisher)}
    # What is gone is the same as nothing any more; who has the address now, nobody knows.
    node["sameAs"] = None if record.archived_url else record.url
    node["archivedAt"] = record.archived_url
    node["datePublished"] = str(record.published_on) if record.published_on else None


_DESCRIBERS: Final[dict[str, Callable[[Any, Localiser, dict[str, Any]], None]]] = {
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
