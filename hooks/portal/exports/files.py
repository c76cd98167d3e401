"""All files of open data, by their path below the site's root."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

from portal.catalog import Catalog
from portal.exports.archive import Archive
from portal.exports.csv_tables import render_header
from portal.exports.datasets import (
    END,
    ROOT,
    dump_json,
    record_file,
    record_links,
    render_head,
    render_json,
    render_record,
    schema_file,
)
from portal.exports.dcat import describe_catalog
from portal.exports.deflate import deflate
from portal.exports.groups import RecordGroups
from portal.exports.openapi import describe_api
from portal.exports.operations import list_operations, render_operations
from portal.exports.schemas import dataset_schema
from portal.exports.version import VERSION, render_version
from portal.facets import former_ids
from portal.languages import Language
from portal.tracing import memo
from portal.units import Unit
from portal.version import DataVersion

ARCHIVE: Final = f"{ROOT}all.zip"
CATALOGUE: Final = f"{ROOT}catalog.jsonld"
OPERATIONS: Final = f"{ROOT}operations.csv"
OPENAPI: Final = f"{ROOT}openapi.json"
_OTHERS: Final = (OPERATIONS, OPENAPI, VERSION)


def export_units(
    catalog: Catalog, groups: RecordGroups, version: Callable[[], DataVersion]
) -> Iterator[Unit]:
    """Each record alone, data sets, tables, schemas, list of operations, API, version."""
    writer = _Exports(catalog, groups)
    for kind, records in catalog.records.items():
        yield Unit(f"schema {kind}", partial(writer.schema, kind))
        yield Unit(f"set {kind}", partial(writer.set, kind))
        for record_id in records:
            yield Unit(f"document {kind} {record_id}", partial(writer.document, kind, record_id))
    yield Unit("operations", lambda: [(OPERATIONS, render_operations(list_operations(catalog)))])
    yield Unit("version", lambda: [(VERSION, render_version(version(), catalog))])
    yield Unit("openapi", lambda: [(OPENAPI, render_json(describe_api(catalog)))])


def summary_units(
    catalog: Catalog,
    groups: RecordGroups,
    languages: Mapping[str, Language],
    version: Callable[[], DataVersion],
    made: Mapping[str, tuple[str, bytes, int]],
    read: Callable[[str], bytes],
) -> Iterator[Unit]:
    """The archive, and the catalogue of all with their sizes: when those are made.

    `made` are the site's files by path, `read` gives a file's content.
    """
    yield Unit("archive", partial(_archive, catalog, groups, made, read))
    yield Unit("catalogue", partial(_catalogue, catalog, languages, version, made))


def _archive(
    catalog: Catalog,
    groups: RecordGroups,
    made: Mapping[str, tuple[str, bytes, int]],
    read: Callable[[str], bytes],
) -> Iterator[tuple[str, bytes]]:
    archive = Archive()

    def add(name: str) -> None:
        archive.add(name.removeprefix(ROOT), read(made[name][0]))

    for kind in catalog.records:
        add(schema_file(kind))
        pieces = list(groups.pieces(kind))
        head, end = deflate(render_head(kind, catalog)), deflate(END)
        archive.add_deflated(f"{kind}.json", [head, *(piece.json for piece in pieces), end])
        header = deflate(_header(kind, groups))
        archive.add_deflated(f"{kind}.csv", [header, *(piece.csv for piece in pieces)])
    for name in _OTHERS:
        add(name)
    licence = f"{catalog.site.licence.name}\n{catalog.site.licence.url}\n"
    archive.add("LICENCE.txt", licence.encode())
    yield ARCHIVE, archive.finish()


def _catalogue(
    catalog: Catalog,
    languages: Mapping[str, Language],
    version: Callable[[], DataVersion],
    made: Mapping[str, tuple[str, bytes, int]],
) -> Iterator[tuple[str, bytes]]:
    known = {name: made[name][2] for name in (*_set_names(catalog), ARCHIVE)}
    yield CATALOGUE, render_json(describe_catalog(catalog, languages, known, version()))


def _set_names(catalog: Catalog) -> Iterator[str]:
    for kind in catalog.records:
        yield from (schema_file(kind), f"{ROOT}{kind}.json", f"{ROOT}{kind}.csv")
    yield from _OTHERS


class _Exports:
    """Makes the files of open data; a record is dumped once where that can be."""

    def __init__(self, catalog: Catalog, groups: RecordGroups) -> None:
        self._catalog = catalog
        self._groups = groups
        self._former = memo(lambda: former_ids(catalog))

    def schema(self, kind: str) -> Iterator[tuple[str, bytes]]:
        yield schema_file(kind), render_json(dataset_schema(kind, self._catalog.site.url))

    def document(self, kind: str, record_id: str) -> Iterator[tuple[str, bytes]]:
        record = self._catalog.records[kind][record_id]
        dump = self._groups.dumps.pop((kind, record_id), None)
        if dump is None:
            dump = dump_json(record.model_dump(mode="json"))
        content = render_record(dump, record_links(record, self._catalog))
        yield record_file(kind, record_id), content
        for old in self._former().get((kind, record_id), ()):
            yield record_file(kind, old), content

    def set(self, kind: str) -> Iterator[tuple[str, bytes]]:
        # Written as they grow: no list of parts beside the whole.
        json, table = io.BytesIO(), io.BytesIO()
        json.write(render_head(kind, self._catalog))
        table.write(_header(kind, self._groups))
        for group in self._groups.contents(kind):
            json.write(group.json)
            table.write(group.csv)
        json.write(END)
        yield f"{ROOT}{kind}.json", json.getvalue()
        yield f"{ROOT}{kind}.csv", table.getvalue()


def _header(kind: str, groups: RecordGroups) -> bytes:
    return render_header(column.name for column in groups.columns[kind])
