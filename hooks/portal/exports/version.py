"""The version of the data, for programs: what a page shows in its footer, and more."""

from __future__ import annotations

from typing import Any, Final

from portal.catalog import Catalog
from portal.exports.datasets import ROOT, render_json
from portal.version import GENERATOR, DataVersion

VERSION: Final = f"{ROOT}version.json"
_TEXT: Final = {"type": "string"}
SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["version", "updated_on", "digest", "counts", "generator"],
    "properties": {
        "version": {**_TEXT, "description": "As every page shows it"},
        "updated_on": {
            "type": ["string", "null"],
            "format": "date",
            "description": "Day of the latest change; null where there are no records",
        },
        "digest": {
            **_TEXT,
            "pattern": "^sha256:[0-9a-f]{64}$",
            "description": "Of the names and the content of all source files: the same files, "
            "the same digest",
        },
        "counts": {
            "type": "object",
            "description": "Published records, by kind",
            "additionalProperties": {"type": "integer", "minimum": 0},
        },
        "generator": {
            "type": "object",
            "description": "The program that built the site",
            "required": ["name", "version"],
            "properties": {"name": _TEXT, "version": _TEXT},
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}


def render_version(version: DataVersion, catalog: Catalog) -> bytes:
    """The version as JSON. No clock: the same data give the same file."""
    name, number = GENERATOR
    return render_json(
        {
            "version": version.label,
            "updated_on": version.updated_on or None,
            "digest": f"sha256:{version.digest}",
            "counts": {kind: len(records) for kind, records in catalog.records.items()},
            "generator": {"name": name, "version": number},
        }
    )
