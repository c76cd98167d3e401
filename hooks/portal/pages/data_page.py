"""The page about open data: what there is, in what form and size, and what the columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import escape

from portal.addresses import DATA, SECTIONS, list_path, up
from portal.descriptions import FIELD
from portal.exports.csv_tables import columns_of
from portal.exports.datasets import ROOT, schema_file
from portal.exports.dcat import OPERATIONS_SUMMARY, OPERATIONS_TITLE
from portal.exports.files import ARCHIVE
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
    api_example: str


def build_data_page(loc: Localiser, sizes: Mapping[str, int]) -> DataPage:
    """The view of the page; `sizes` are bytes by path below the site's root."""
    _ = loc.gettext
    root = up(list_path(DATA))
    kinds = [kind for kind in SECTIONS if loc.catalog.records[kind]]
    first = kinds[0] if kinds else ""
    example = next(iter(loc.catalog.records[first]), "") if first else ""
    return DataPage(
        root=root,
        site_root=root + up(loc.language.root),
        crumbs=(Crumb("", escape(_("Home"))),),
        title=_("Open data"),
        lead=_("Everything on this site as data: to download, to calculate with, to build on."),
        licence_name=loc.site.licence.name,
        licence_url=loc.site.licence.url,
        sets=(*(_row(kind, loc, sizes) for kind in kinds), _operations(loc, sizes)),
        archive=_download(_("Everything in one zip file"), ARCHIVE, loc, sizes),
        catalogue=_download("DCAT-AP 3, JSON-LD", f"{ROOT}catalog.jsonld", loc, sizes),
        openapi=_download("OpenAPI 3.1", f"{ROOT}openapi.json", loc, sizes),
        api_example=f"{loc.site.url}{ROOT}{first}/{example}.json" if example else "",
    )


def _row(kind: str, loc: Localiser, sizes: Mapping[str, int]) -> DataSetRow:
    columns = []
    for column in columns_of(kind, loc.site.tags):
        meaning = loc.gettext(FIELD[column.path[-1]])
        if column.language:
            name = loc.language.language_name(column.language)
            meaning = f"{meaning} ({name})"
        columns.append(ColumnRow(column.name, meaning))
    return DataSetRow(
        id=kind,
        title=loc.label(labels.KIND_PLURAL, kind),
        summary=loc.label(labels.KIND_SUMMARY, kind),
        count=loc.language.plural(
            "%(num)s entry", "%(num)s entries", len(loc.catalog.records[kind])
        ),
        downloads=(
            _download("CSV", f"{ROOT}{kind}.csv", loc, sizes),
            _download("JSON", f"{ROOT}{kind}.json", loc, sizes),
            _download("JSON Schema", schema_file(kind), loc, sizes),
        ),
        columns=tuple(columns),
    )


def _operations(loc: Localiser, sizes: Mapping[str, int]) -> DataSetRow:
    return DataSetRow(
        id="operations",
        title=loc.gettext(OPERATIONS_TITLE),
        summary=loc.gettext(OPERATIONS_SUMMARY),
        count=loc.language.plural(
            "%(num)s entry", "%(num)s entries", len(loc.catalog.records["grants"])
        ),
        downloads=(_download("CSV", f"{ROOT}operations.csv", loc, sizes),),
        columns=(),
    )


def _download(label: str, path: str, loc: Localiser, sizes: Mapping[str, int]) -> Download:
    return Download(label, path, loc.language.file_size(sizes.get(path, 0)))
