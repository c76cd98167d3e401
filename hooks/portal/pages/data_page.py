"""The page about open data: what there is, in what form and size, and what the columns mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup, escape

from portal.addresses import DATA, list_path, up
from portal.descriptions import OPERATION, describe
from portal.exports.csv_tables import Column, columns_of
from portal.exports.datasets import ROOT, record_file, schema_file
from portal.exports.files import ARCHIVE, CATALOGUE, OPENAPI
from portal.exports.files import OPERATIONS as OPERATIONS_FILE
from portal.exports.names import ALL, DATA_SETS, OPERATIONS
from portal.markup import shown_address
from portal.pages import labels
from portal.pages.localiser import Localiser
from portal.pages.views import Crumb


@dataclass(frozen=True, slots=True)
class Download:
    """A file below the site's root, with its format and size in words."""

    label: str
    path: str
    size: str


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column of a table and what it means."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class DataSetRow:
    """One data set."""

    id: str
    title: str
    summary: str
    count: str
    downloads: tuple[Download, ...]
    columns: tuple[ColumnRow, ...]


@dataclass(frozen=True, slots=True)
class DataPage:
    """The body of the page. `api_example` is an absolute address."""

    root: str
    site_root: str
    crumbs: tuple[Crumb, ...]
    title: str
    lead: str
    licence_name: str
    licence_url: str
    sets: tuple[DataSetRow, ...]
    archive: Download
    catalogue: Download
    openapi: Download
    api_example: Markup


def build_data_page(loc: Localiser, size: Callable[[str], int]) -> DataPage:
    """The view of the page; `size` gives a file's bytes by its path below the site's root."""
    _ = loc.gettext
    root = up(list_path(DATA))
    kinds = [kind for kind, records in loc.catalog.records.items() if records]
    first = kinds[0] if kinds else ""
    example = next(iter(loc.catalog.records[first])) if first else ""
    return DataPage(
        root=root,
        site_root=root + up(loc.language.root),
        crumbs=(Crumb("", escape(_("Home"))),),
        title=loc.label(labels.SPECIAL_TITLE, DATA),
        lead=loc.label(labels.SPECIAL_LEAD, DATA),
        licence_name=loc.site.licence.name,
        licence_url=loc.site.licence.url,
        sets=(*(_row(kind, loc, size) for kind in kinds), _operations(loc, size)),
        archive=_download(_(DATA_SETS[ALL][0]), ARCHIVE, loc, size),
        catalogue=_download("DCAT-AP 3, JSON-LD", CATALOGUE, loc, size),
        openapi=_download("OpenAPI 3.1", OPENAPI, loc, size),
        api_example=shown_address(f"{loc.site.url}{record_file(first, example)}")
        if example
        else Markup(),
    )


def _row(kind: str, loc: Localiser, size: Callable[[str], int]) -> DataSetRow:
    columns = columns_of(kind, loc.site.tags)
    return DataSetRow(
        id=kind,
        title=loc.gettext(DATA_SETS[kind][0]),
        summary=loc.gettext(DATA_SETS[kind][1]),
        count=_entries(len(loc.catalog.records[kind]), loc),
        downloads=(
            _download("CSV", f"{ROOT}{kind}.csv", loc, size),
            _download("JSON", f"{ROOT}{kind}.json", loc, size),
            _download("JSON Schema", schema_file(kind), loc, size),
        ),
        columns=tuple(ColumnRow(column.name, _meaning(column, loc)) for column in columns),
    )


def _meaning(column: Column, loc: Localiser) -> str:
    meaning = loc.gettext(describe(column.owner, column.path[-1]))
    if column.language:
        return f"{meaning} ({loc.language.language_name(column.language)})"
    return meaning


def _operations(loc: Localiser, size: Callable[[str], int]) -> DataSetRow:
    title, summary = DATA_SETS[OPERATIONS]
    return DataSetRow(
        id=OPERATIONS,
        title=loc.gettext(title),
        summary=loc.gettext(summary),
        count=_entries(len(loc.catalog.records["grants"]), loc),
        downloads=(_download("CSV", OPERATIONS_FILE, loc, size),),
        columns=tuple(ColumnRow(name, loc.gettext(text)) for name, text in OPERATION.items()),
    )


def _entries(number: int, loc: Localiser) -> str:
    return loc.language.plural("%(num)s entry", "%(num)s entries", number)


def _download(label: str, path: str, loc: Localiser, size: Callable[[str], int]) -> Download:
    return Download(label, path, loc.language.file_size(size(path)))
