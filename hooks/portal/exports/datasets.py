"""Records as JSON: the data set of a kind, and one document per record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic_core import to_json

from portal.addresses import SECTIONS, record_path
from portal.catalog import Catalog
from portal.headlines import headline_texts
from portal.model import AnyRecord

ROOT: Final = "data/v1/"
SEPARATOR: Final = b","
END: Final = b"]}\n"


def record_links(record: AnyRecord, catalog: Catalog) -> dict[str, Any]:
    """`_links` of a record's document: absolute addresses of what belongs to it.

    `html` has the languages that the page is really translated into, and the default one.
    """
    kind, url = record.kind_name, catalog.site.url
    links: dict[str, Any] = {
        "self": f"{url}{record_file(kind, record.id)}",
        "collection": f"{url}{ROOT}{kind}.json",
        "schema": f"{url}{schema_file(kind)}",
    }
    if kind in SECTIONS:
        default = catalog.site.default_language
        path = record_path(kind, record.id)
        texts = headline_texts(record)
        links["html"] = {
            tag: f"{url}{'' if tag == default else f'{tag}/'}{path}"
            for tag in catalog.site.tags
            if tag == default or all(tag in text for text in texts)
        }
        links["related"] = {
            other: [f"{url}{record_file(other, i)}" for i in ids]
            for other, ids in sorted(catalog.related.get((kind, record.id), {}).items())
            if ids
        }
    return links


def render_record(dump: bytes, links: Mapping[str, Any]) -> bytes:
    """A record's own document: the record as its data set holds it, and its `_links`."""
    return b'%s,"_links":%s}\n' % (dump[:-1], dump_json(links))


def render_head(kind: str, catalog: Catalog) -> bytes:
    """The beginning of a kind's data set: what must be known of it. Records follow, then `END`.

    They stand in the order of their ids, each but the last followed by `SEPARATOR`.
    """
    site, records = catalog.site, catalog.records[kind]
    head = dump_json(
        {
            "$schema": f"{site.url}{schema_file(kind)}",
            "kind": kind,
            "licence": site.licence.url,
            "publisher": dict(site.publisher),
            "updated_on": newest(records.values()),
            "count": len(records),
        }
    )
    return b'%s,"records":[' % head[:-1]


def newest(records: Iterable[AnyRecord]) -> str | None:
    """ISO date of the latest change; None where there are no records."""
    latest = max((record.updated_on for record in records), default=None)
    return latest.isoformat() if latest else None


def record_file(kind: str, record_id: str) -> str:
    """Where a record's JSON is, below the site's root."""
    return f"{ROOT}{kind}/{record_id}.json"


def schema_file(kind: str) -> str:
    """Where a kind's JSON Schema is, below the site's root."""
    return f"{ROOT}schema/{kind}.json"


def dump_json(document: Any) -> bytes:
    """JSON on one line, UTF-8; keys in the order of the document."""
    return to_json(document)  # a third of the time that Python's own takes


def render_json(document: Mapping[str, Any]) -> bytes:
    """JSON with a line break at its end."""
    return dump_json(document) + b"\n"
