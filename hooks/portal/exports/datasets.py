"""Records as JSON: the data set of a kind, and one document per record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from portal.addresses import SECTIONS, record_path
from portal.catalog import Catalog
from portal.model import KINDS, AnyRecord

ROOT: Final = "data/v1/"


def record_document(record: AnyRecord, catalog: Catalog) -> dict[str, Any]:
    """A record with all its languages, and `_links` to what belongs to it (absolute)."""
    kind, url = record.kind_name, catalog.site.url
    links: dict[str, Any] = {
        "self": f"{url}{record_file(kind, record.id)}",
        "collection": f"{url}{ROOT}{kind}.json",
        "schema": f"{url}{schema_file(kind)}",
    }
    if kind in SECTIONS:
        default = catalog.site.default_language
        links["html"] = {
            tag: f"{url}{'' if tag == default else f'{tag}/'}{record_path(kind, record.id)}"
            for tag in catalog.site.tags
        }
        links["related"] = {
            other: [f"{url}{record_file(other, i)}" for i in ids]
            for other, ids in sorted(catalog.related.get((kind, record.id), {}).items())
        }
    return {**record.model_dump(mode="json"), "_links": links}


def dataset_document(kind: str, catalog: Catalog) -> dict[str, Any]:
    """All records of a kind, in the order of their ids, with what must be known of the set."""
    records = catalog.records[kind]
    site = catalog.site
    return {
        "$schema": f"{site.url}{schema_file(kind)}",
        "kind": kind,
        "licence": site.licence.url,
        "publisher": dict(site.publisher),
        "updated_on": newest(records),
        "count": len(records),
        "records": [record.model_dump(mode="json") for record in records.values()],
    }


def newest(records: Mapping[str, AnyRecord]) -> str | None:
    """ISO date of the latest change; None for an empty kind."""
    latest = max((record.updated_on for record in records.values()), default=None)
    return latest.isoformat() if latest else None


def record_file(kind: str, record_id: str) -> str:
    """Where a record's JSON is, below the site's root."""
    return f"{ROOT}{kind}/{record_id}.json"


def schema_file(kind: str) -> str:
    """Where a kind's JSON Schema is, below the site's root."""
    return f"{ROOT}schema/{kind}.json"


def render_json(document: Mapping[str, Any]) -> bytes:
    """JSON as UTF-8 with a line break at its end; keys in the order of the document."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def exported_kinds() -> tuple[str, ...]:
    """The kinds that are published as data, in the order in which pages name them."""
    return tuple(KINDS)
