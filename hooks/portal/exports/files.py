"""All files of open data, by their path below the site's root."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from portal.catalog import Catalog
from portal.exports.archive import render_archive
from portal.exports.csv_tables import columns_of, render_csv
from portal.exports.datasets import (
    ROOT,
    dataset_document,
    record_document,
    record_file,
    render_json,
    schema_file,
)
from portal.exports.dcat import describe_catalog
from portal.exports.openapi import describe_api
from portal.exports.operations import list_operations, render_operations
from portal.exports.schemas import dataset_schema
from portal.languages import Language

ARCHIVE: Final = f"{ROOT}all.zip"


def render_sets(catalog: Catalog, languages: Mapping[str, Language]) -> dict[str, bytes]:
    """Data sets, schemas, the list of operations, API description, archive, catalogue."""
    files: dict[str, bytes] = {}
    for kind, records in catalog.records.items():
        files[schema_file(kind)] = render_json(dataset_schema(kind, catalog.site.url))
        files[f"{ROOT}{kind}.json"] = render_json(dataset_document(kind, catalog))
        columns = columns_of(kind, catalog.site.tags)
        files[f"{ROOT}{kind}.csv"] = render_csv(records.values(), columns)
    files[f"{ROOT}operations.csv"] = render_operations(list_operations(catalog))
    files[f"{ROOT}openapi.json"] = render_json(describe_api(catalog))
    licence = f"{catalog.site.licence.name}\n{catalog.site.licence.url}\n"
    packed = {name.removeprefix(ROOT): content for name, content in files.items()}
    files[ARCHIVE] = render_archive({**packed, "LICENCE.txt": licence.encode()})
    sizes = {name: len(content) for name, content in files.items()}
    files[f"{ROOT}catalog.jsonld"] = render_json(describe_catalog(catalog, languages, sizes))
    return files


def render_records(catalog: Catalog) -> Iterator[tuple[str, bytes]]:
    """One document per record."""
    for kind, records in catalog.records.items():
        for record in records.values():
            yield record_file(kind, record.id), render_json(record_document(record, catalog))
