"""All files of open data, by their path below the site's root."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from portal.catalog import Catalog
from portal.exports.archive import Archive
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


def render_sets(catalog: Catalog, languages: Mapping[str, Language]) -> Iterator[tuple[str, bytes]]:
    """Data sets, schemas, the list of operations, API description; at last archive, catalogue.

    One file at a time: all of them together would be the largest thing in memory.
    """
    archive, sizes = Archive(), {}
    for name, content in _render_sets(catalog):
        archive.add(name.removeprefix(ROOT), content)
        sizes[name] = len(content)
        yield name, content
    licence = f"{catalog.site.licence.name}\n{catalog.site.licence.url}\n"
    archive.add("LICENCE.txt", licence.encode())
    packed = archive.finish()
    sizes[ARCHIVE] = len(packed)
    yield ARCHIVE, packed
    yield f"{ROOT}catalog.jsonld", render_json(describe_catalog(catalog, languages, sizes))


def _render_sets(catalog: Catalog) -> Iterator[tuple[str, bytes]]:
    for kind, records in catalog.records.items():
        yield schema_file(kind), render_json(dataset_schema(kind, catalog.site.url))
        yield f"{ROOT}{kind}.json", render_json(dataset_document(kind, catalog))
        columns = columns_of(kind, catalog.site.tags)
        yield f"{ROOT}{kind}.csv", render_csv(records.values(), columns)
    yield f"{ROOT}operations.csv", render_operations(list_operations(catalog))
    yield f"{ROOT}openapi.json", render_json(describe_api(catalog))


def render_records(catalog: Catalog) -> Iterator[tuple[str, bytes]]:
    """One document per record."""
    for kind, records in catalog.records.items():
        for record in records.values():
            yield record_file(kind, record.id), render_json(record_document(record, catalog))
