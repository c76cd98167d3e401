"""JSON Schemas of the published data, made from the models."""

from __future__ import annotations

from typing import Any, Final

from portal.descriptions import FIELD
from portal.exports.datasets import schema_file
from portal.model import KINDS

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def record_schema(kind: str) -> dict[str, Any]:
    """The schema of one record as `/data/v1/<kind>.json` holds it.

    `_links`, which the record's own document has beside, is allowed.
    """
    schema = KINDS[kind].model_json_schema(mode="serialization")
    _describe(schema)
    for definition in schema.get("$defs", {}).values():
        _describe(definition)
    schema["properties"]["_links"] = {"type": "object"}
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
            "$schema": {"type": "string", "format": "uri"},
            "kind": {"const": kind},
            "licence": {"type": "string", "format": "uri"},
            "publisher": {"type": "object", "additionalProperties": {"type": "string"}},
            "updated_on": {"type": ["string", "null"], "format": "date"},
            "count": {"type": "integer", "minimum": 0},
            "records": {"type": "array", "items": {"$ref": "#/$defs/record"}},
        },
        "additionalProperties": False,
        "$defs": {**definitions, "record": record},
    }


def _describe(schema: dict[str, Any]) -> None:
    for name, definition in schema.get("properties", {}).items():
        if name in FIELD and "$ref" not in definition:
            definition["description"] = FIELD[name]
