"""JSON Schemas of the published data, made from the models."""

from __future__ import annotations

from typing import Any, Final

from portal.descriptions import describe
from portal.exports.datasets import schema_file
from portal.model import KINDS

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_URI: Final = {"type": "string", "format": "uri"}
_URIS: Final = {"type": "object", "additionalProperties": _URI}
# A clock time of an event is local, its zone stands in time_zone: no `date-time` of RFC 3339.
_LOCAL_TIME: Final = {
    "type": "string",
    "pattern": "^[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}$",
}
LINKS: Final = {
    "type": "object",
    "description": "Addresses of what belongs to the record, in its own document",
    "required": ["self", "collection", "schema"],
    "properties": {
        "self": _URI,
        "collection": _URI,
        "schema": _URI,
        "html": {**_URIS, "description": "Pages, by language"},
        "related": {
            "type": "object",
            "description": "Documents of related records, by kind",
            "additionalProperties": {"type": "array", "items": _URI, "minItems": 1},
        },
    },
    "additionalProperties": False,
}


def record_schema(kind: str) -> dict[str, Any]:
    """The schema of one record as `/data/v1/<kind>.json` holds it.

    `_links`, which the record's own document has beside, is allowed.
    """
    model = KINDS[kind]
    schema: dict[str, Any] = _local_times(model.model_json_schema(mode="serialization"))
    _describe(schema, model.__name__)
    for name, definition in schema.get("$defs", {}).items():
        _describe(definition, name)
    schema["properties"]["_links"] = LINKS
    return schema


def dataset_schema(kind: str, site_url: str) -> dict[str, Any]:
    """The schema of a data set; its `$defs/record` is that of one record."""
    record = record_schema(kind)
    definitions = record.pop("$defs", {})
    return {
        "$schema": DIALECT,
        "$id": f"{site_url}{schema_file(kind)}",
        "title": kind,
        "type": "object",
        "required": ["kind", "licence", "publisher", "updated_on", "count", "records"],
        "properties": {
            "$schema": _URI,
            "kind": {"const": kind},
            "licence": _URI,
            "publisher": {
                "type": "object",
                "description": "Name of the publisher, by language",
                "additionalProperties": {"type": "string"},
            },
            "updated_on": {
                "type": ["string", "null"],
                "format": "date",
                "description": "Day of the latest change; null where there are no records",
            },
            "count": {"type": "integer", "minimum": 0},
            "records": {"type": "array", "items": {"$ref": "#/$defs/record"}},
        },
        "additionalProperties": False,
        "$defs": {**definitions, "record": record},
    }


def _describe(schema: dict[str, Any], owner: str) -> None:
    for name, definition in schema.get("properties", {}).items():
        definition["description"] = describe(owner, name)


def _local_times(node: Any) -> Any:
    if isinstance(node, dict):
        if node.get("format") == "date-time":
            return {**{k: v for k, v in node.items() if k != "format"}, **_LOCAL_TIME}
        return {key: _local_times(value) for key, value in node.items()}
    return [_local_times(item) for item in node] if isinstance(node, list) else node
