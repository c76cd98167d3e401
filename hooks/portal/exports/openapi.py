"""The static JSON API, described as OpenAPI 3.1."""

from __future__ import annotations

from typing import Any, Final

from portal.catalog import Catalog
from portal.exports.datasets import ROOT
from portal.exports.schemas import dataset_schema, record_schema

VERSION: Final = "1.0.0"


def describe_api(catalog: Catalog) -> dict[str, Any]:
    """Every address of the API with its schema.

    Kinds without records are left out. Source: OpenAPI Specification 3.1.0.
    """
    language = catalog.site.default_language
    schemas: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    for kind, records in catalog.records.items():
        if not records:
            continue
        name = kind[:1].upper() + kind[1:]
        record = _inline(record_schema(kind), name, schemas)
        schemas[name] = record
        dataset = dataset_schema(kind, catalog.site.url)
        for key in ("$schema", "$id", "$defs"):
            dataset.pop(key)
        dataset["properties"]["records"]["items"] = {"$ref": f"#/components/schemas/{name}"}
        schemas[f"{name}DataSet"] = dataset
        paths[f"/{kind}.json"] = {"get": _get(f"list_{kind}", f"All {kind}", f"{name}DataSet")}
        paths[f"/{kind}/{{id}}.json"] = {
            "get": {
                **_get(f"get_{kind}", f"One of the {kind}", name, missing=True),
                "parameters": [
                    {
                        "name": "id",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string", "enum": sorted(records)[:50]}
                        if len(records) <= 50
                        else {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
                    }
                ],
            }
        }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{catalog.site.title[language]}: data",
            "description": "Static files: only GET, no key, no limit. Cross-origin requests "
            "are allowed where the host sends the header Access-Control-Allow-Origin: *.",
            "version": VERSION,
            "license": {"name": catalog.site.licence.name, "url": catalog.site.licence.url},
        },
        "servers": [{"url": f"{catalog.site.url}{ROOT}".rstrip("/")}],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _get(operation: str, summary: str, schema: str, *, missing: bool = False) -> dict[str, Any]:
    responses: dict[str, Any] = {
        "200": {
            "description": summary,
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
        }
    }
    if missing:
        responses["404"] = {"description": "There is no such record."}
    return {"operationId": operation, "summary": summary, "responses": responses}


def _inline(schema: dict[str, Any], prefix: str, schemas: dict[str, Any]) -> dict[str, Any]:
    """Move a schema's $defs among the components, under names of their own."""
    definitions = schema.pop("$defs", {})
    renamed = {f"#/$defs/{n}": f"#/components/schemas/{prefix}.{n}" for n in definitions}

    def rewrite(node: Any) -> Any:
        if isinstance(node, dict):
            return {
                key: renamed.get(value, value) if key == "$ref" else rewrite(value)
                for key, value in node.items()
            }
        if isinstance(node, list):
            return [rewrite(item) for item in node]
        return node

    for name, definition in definitions.items():
        schemas[f"{prefix}.{name}"] = rewrite(definition)
    result: dict[str, Any] = rewrite(schema)
    return result
