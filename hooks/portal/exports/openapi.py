"""The static JSON API, described as OpenAPI 3.1."""

from __future__ import annotations

from typing import Any, Final

from portal.catalog import Catalog
from portal.exports.datasets import ROOT
from portal.exports.schemas import LINKS, dataset_schema, record_schema
from portal.exports.version import SCHEMA as VERSION_SCHEMA

VERSION: Final = "1.0.0"
_ID_PATTERN: Final = "^[a-z0-9]+(-[a-z0-9]+)*$"
_DESCRIPTION: Final = (
    "Static files: only GET, no key, no limit. Programs in browsers may read them from other "
    "sites where the host sends the header Access-Control-Allow-Origin: *. A renamed record "
    "stays at its old address too, with its new id inside. Within version 1, fields are only "
    "added."
)


def describe_api(catalog: Catalog) -> dict[str, Any]:
    """Every file below the API's root, each described by one path.

    A kind without records has its data set, but no path to single records.
    Source: OpenAPI Specification 3.1.0.
    """
    schemas: dict[str, Any] = {"Links": LINKS, "DataVersion": VERSION_SCHEMA}
    paths: dict[str, Any] = {}
    for kind, records in catalog.records.items():
        paths.update(_describe_kind(kind, next(iter(records), ""), catalog, schemas))
    paths["/operations.csv"] = _get(
        "list_operations", "List of operations (Regulation (EU) 2021/1060, Article 49(3))",
        "text/csv", tag="whole",
    )  # fmt: skip
    paths["/all.zip"] = _get(
        "download_all", "All data sets, schemas and tables", "application/zip", tag="whole"
    )
    paths["/catalog.jsonld"] = _get(
        "describe_catalogue", "DCAT-AP 3 catalogue", "application/ld+json", tag="whole"
    )
    paths["/version.json"] = _get(
        "get_version", "Version of the data", "application/json", _reference("DataVersion"),
        tag="whole",
    )  # fmt: skip
    paths["/openapi.json"] = _get(
        "describe_api", "This description", "application/json", {"type": "object"}, tag="whole"
    )
    site = catalog.site
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{site.title[site.default_language]}: data",
            "description": _DESCRIPTION,
            "version": VERSION,
            "license": {"name": site.licence.name, "url": site.licence.url},
        },
        "servers": [{"url": f"{site.url}{ROOT}".rstrip("/")}],
        "tags": [*({"name": kind} for kind in catalog.records), {"name": "whole"}],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _describe_kind(
    kind: str, example: str, catalog: Catalog, schemas: dict[str, Any]
) -> dict[str, Any]:
    name = kind[:1].upper() + kind[1:]
    schemas[name] = _inline(record_schema(kind), name, schemas)
    dataset = dataset_schema(kind, catalog.site.url)
    for key in ("$schema", "$id", "$defs"):
        dataset.pop(key)
    dataset["properties"]["records"]["items"] = _reference(name)
    schemas[f"{name}DataSet"] = dataset
    json = "application/json"
    paths = {
        f"/{kind}.json": _get(
            f"list_{kind}", f"All {kind}", json, _reference(f"{name}DataSet"), tag=kind
        ),
        f"/{kind}.csv": _get(f"table_{kind}", f"All {kind} as a table", "text/csv", tag=kind),
        f"/schema/{kind}.json": _get(
            f"schema_{kind}", f"JSON Schema of all {kind}", json, {"type": "object"}, tag=kind
        ),
    }
    if example:
        schemas[f"{name}Document"] = {"allOf": [_reference(name), {"required": ["_links"]}]}
        one = _get(
            f"get_{kind}", f"One of the {kind}", json, _reference(f"{name}Document"), tag=kind
        )
        one["get"]["responses"]["404"] = {"description": "There is no such record."}
        one["parameters"] = [
            {
                "name": "id",
                "in": "path",
                "required": True,
                "description": "Id of the record, or one that it had before",
                "schema": {"type": "string", "pattern": _ID_PATTERN},
                "example": example,
            }
        ]
        paths[f"/{kind}/{{id}}.json"] = one
    return paths


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _get(
    operation: str, summary: str, media_type: str, schema: dict[str, Any] | None = None, *, tag: str
) -> dict[str, Any]:
    content = {media_type: {"schema": schema} if schema else {}}
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "tags": [tag],
            "responses": {"200": {"description": summary, "content": content}},
        }
    }


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
    schema["properties"]["_links"] = _reference("Links")
    result: dict[str, Any] = rewrite(schema)
    return result
