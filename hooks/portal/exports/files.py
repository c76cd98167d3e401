"""All files of open data, by their path below the site's root."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from portal.catalog import Catalog, Key
from portal.exports.archive import Archive
from portal.exports.csv_tables import columns_of, row_of, start_table
from portal.exports.datasets import (
    ROOT,
    dump_json,
    record_file,
    record_links,
    render_dataset,
    render_json,
    render_record,
    schema_file,
)
from portal.exports.dcat import describe_catalog
from portal.exports.openapi import describe_api
from portal.exports.operations import list_operations, render_operations
from portal.exports.schemas import dataset_schema
from portal.exports.version import VERSION, render_version
from portal.facets import former_ids
from portal.languages import Language
from portal.version import DataVersion

ARCHIVE: Final = f"{ROOT}all.zip"
CATALOGUE: Final = f"{ROOT}catalog.jsonld"
OPERATIONS: Final = f"{ROOT}operations.csv"
OPENAPI: Final = f"{ROOT}openapi.json"


def render_exports(
    catalog: Catalog, languages: Mapping[str, Language], version: DataVersion
) -> Iterator[tuple[str, bytes]]:
    """Every file: each record alone, data sets, schemas, list of operations, API, version, archive.

    One file at a time: all of them together would be the largest thing in memory.
    """
    archive, sizes = Archive(), {}
    for name, content in _render_sets(catalog, version):
        if name.count("/") == ROOT.count("/") or name.startswith(f"{ROOT}schema/"):
            archive.add(name.removeprefix(ROOT), content)
            sizes[name] = len(content)
        yield name, content
    licence = f"{catalog.site.licence.name}\n{catalog.site.licence.url}\n"
    archive.add("LICENCE.txt", licence.encode())
    packed = archive.finish()
    sizes[ARCHIVE] = len(packed)
    yield ARCHIVE, packed
    yield CATALOGUE, render_json(describe_catalog(catalog, languages, sizes, version))


def _render_sets(catalog: Catalog, version: DataVersion) -> Iterator[tuple[str, bytes]]:
    former = former_ids(catalog)
    for kind in catalog.records:
        yield schema_file(kind), render_json(dataset_schema(kind, catalog.site.url))
        yield from _render_kind(kind, catalog, former)
    yield OPERATIONS, render_operations(list_operations(catalog))
    yield OPENAPI, render_json(describe_api(catalog))
    yield VERSION, render_version(version, catalog)


def _render_kind(
    kind: str, catalog: Catalog, former: Mapping[Key, tuple[str, ...]]
) -> Iterator[tuple[str, bytes]]:
    # Each record is looked at once, for the data set, the table and its own document.
    columns = columns_of(kind, catalog.site.tags)
    dumps: list[bytes] = []
    table = start_table(column.name for column in columns)
    for record in catalog.records[kind].values():
        fields = record.model_dump(mode="json")
        dump = dump_json(fields)
        dumps.append(dump)
        table.add(row_of(fields, columns))
        content = render_record(dump, record_links(record, catalog))
        yield record_file(kind, record.id), content
        for old in former.get((kind, record.id), ()):
            yield record_file(kind, old), content
    yield f"{ROOT}{kind}.json", render_dataset(kind, dumps, catalog)
    yield f"{ROOT}{kind}.csv", table.finish()
