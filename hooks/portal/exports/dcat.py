"""The catalogue of the data: DCAT-AP 3 as JSON-LD.

Source: DCAT-AP 3.0 (SEMIC); EU vocabularies of the Publications Office.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from portal.addresses import DATA, list_path
from portal.catalog import Catalog
from portal.exports.datasets import ROOT, newest, schema_file
from portal.exports.names import ALL, DATA_SETS, OPERATIONS
from portal.exports.operations import newest_operation
from portal.languages import Language
from portal.version import DataVersion

_VOCABULARY: Final = "http://publications.europa.eu/resource/authority/"
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_MEDIA: Final = "http://www.iana.org/assignments/media-types/"
# The Publications Office names languages by three letters; others are left out.
_LANGUAGES: Final = {
    "bg": "BUL", "cs": "CES", "da": "DAN", "de": "DEU", "el": "ELL", "en": "ENG", "es": "SPA",
    "et": "EST", "fi": "FIN", "fr": "FRA", "ga": "GLE", "hr": "HRV", "hu": "HUN", "it": "ITA",
    "lt": "LIT", "lv": "LAV", "mk": "MKD", "mt": "MLT", "nl": "NLD", "pl": "POL", "pt": "POR",
    "ro": "RON", "rom": "ROM", "sk": "SLK", "sl": "SLV", "sq": "SQI", "sr": "SRP", "sv": "SWE",
    "tr": "TUR", "uk": "UKR",
}  # fmt: skip
_CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_FORMATS: Final = {
    "json": ("JSON", "application/json"),
    "csv": ("CSV", "text/csv"),
    "zip": ("ZIP", "application/zip"),
}


def describe_catalog(
    catalog: Catalog,
    languages: Mapping[str, Language],
    sizes: Mapping[str, int],
    version: DataVersion,
) -> dict[str, Any]:
    """The catalogue: one data set per kind, the list of operations, the whole as a zip, the API.

    `sizes` are bytes by path below the site's root. Dates are those of the data.
    """
    sets = [
        _dataset(kind, ("json", "csv"), newest(records.values()), catalog, languages, sizes)
        for kind, records in catalog.records.items()
        if records
    ]
    dates = [date for records in catalog.records.values() if (date := newest(records.values()))]
    latest = max(dates, default=None)
    changed = newest_operation(catalog)
    sets.append(_dataset(OPERATIONS, ("csv",), changed, catalog, languages, sizes))
    everything = _dataset(ALL, ("zip",), latest, catalog, languages, sizes)
    # Of the whole alone: a data set of a kind has not changed where another one has.
    sets.append({**everything, "dcat:version": version.label})
    root: dict[str, Any] = {
        "@context": _CONTEXT,
        "@id": f"{catalog.site.url}{ROOT}catalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _texts(catalog.site.title),
        "dct:description": _texts(catalog.site.summary),
        "dct:publisher": _publisher(catalog),
        "foaf:homepage": {"@id": catalog.site.url, "@type": "foaf:Document"},
        "dct:license": _licence(catalog),
        "dct:language": _language_list(catalog),
        "dcat:themeTaxonomy": {
            "@id": f"{_VOCABULARY}data-theme",
            "@type": f"{_SKOS}ConceptScheme",
            "dct:title": _text("Data theme", "en"),
        },
        "dcat:dataset": sets,
        "dcat:service": _service(catalog, sets),
    }
    if latest:
        root["dct:modified"] = _date(latest)
    return root


def _dataset(
    name: str,
    forms: Sequence[str],
    modified: str | None,
    catalog: Catalog,
    languages: Mapping[str, Language],
    sizes: Mapping[str, int],
) -> dict[str, Any]:
    title, summary = DATA_SETS[name]
    path = f"{ROOT}{name}"
    node: dict[str, Any] = {
        "@id": f"{catalog.site.url}{path}",
        "@type": "dcat:Dataset",
        "dct:title": _words(title, languages),
        "dct:description": _words(summary, languages),
        "dct:identifier": f"{catalog.site.url}{path}",
        **_common(catalog),
        "dcat:distribution": [_distribution(path, form, catalog, sizes) for form in forms],
    }
    if modified:
        node["dct:modified"] = _date(modified)
    return node


def _common(catalog: Catalog) -> dict[str, Any]:
    node: dict[str, Any] = {
        "dct:publisher": {"@id": _publisher_id(catalog)},
        "dct:language": _language_list(catalog),
        "dct:accessRights": {
            "@id": f"{_VOCABULARY}access-right/PUBLIC",
            "@type": "dct:RightsStatement",
        },
        "dct:accrualPeriodicity": {
            "@id": f"{_VOCABULARY}frequency/IRREG",
            "@type": "dct:Frequency",
        },
        "dcat:theme": {
            "@id": f"{_VOCABULARY}data-theme/SOCI",
            "@type": f"{_SKOS}Concept",
            f"{_SKOS}prefLabel": _text("Population and society", "en"),
        },
        "dcat:landingPage": {
            "@id": f"{catalog.site.url}{list_path(DATA)}",
            "@type": "foaf:Document",
        },
    }
    if catalog.site.contact_url:
        node["dcat:contactPoint"] = {
            "@id": f"{catalog.site.url}{ROOT}#contact",
            "@type": "vcard:Kind",
            "vcard:fn": _texts(catalog.site.publisher),
            _contact(catalog.site.contact_url): {"@id": catalog.site.contact_url},
        }
    return node


def _contact(url: str) -> str:
    return "vcard:hasEmail" if url.startswith("mailto:") else "vcard:hasURL"


def _distribution(
    path: str, form: str, catalog: Catalog, sizes: Mapping[str, int]
) -> dict[str, Any]:
    name, media_type = _FORMATS[form]
    base, file = catalog.site.url, f"{path}.{form}"
    node: dict[str, Any] = {
        "@id": f"{base}{file}#distribution",
        "@type": "dcat:Distribution",
        "dct:title": _text(file.rsplit("/", 1)[-1], "en"),
        "dcat:accessURL": _resource(f"{base}{file}"),
        "dcat:downloadURL": _resource(f"{base}{file}"),
        "dct:license": {"@id": catalog.site.licence.url},
        "dct:format": {
            "@id": f"{_VOCABULARY}file-type/{name}",
            "@type": "dct:MediaTypeOrExtent",
        },
        "dcat:mediaType": {"@id": f"{_MEDIA}{media_type}", "@type": "dct:MediaType"},
    }
    if form == "json":
        schema = f"{base}{schema_file(path.removeprefix(ROOT))}"
        node["dct:conformsTo"] = {"@id": schema, "@type": "dct:Standard"}
    if form == "zip":
        node["dcat:packageFormat"] = {"@id": f"{_MEDIA}{media_type}", "@type": "dct:MediaType"}
    if file in sizes:
        # DCAT-AP 3: a non-negative integer; 2.1 had a decimal.
        node["dcat:byteSize"] = {"@type": "xsd:nonNegativeInteger", "@value": str(sizes[file])}
    return node


def _service(catalog: Catalog, sets: list[dict[str, Any]]) -> dict[str, Any]:
    base = f"{catalog.site.url}{ROOT}"
    return {
        "@id": f"{base}#api",
        "@type": "dcat:DataService",
        "dct:title": _text("JSON API", "en"),
        "dct:description": _text("One JSON document per record, with links.", "en"),
        "dcat:endpointURL": _resource(base),
        "dcat:endpointDescription": _resource(f"{base}openapi.json"),
        "dcat:servesDataset": [{"@id": node["@id"]} for node in sets],
        "dct:license": {"@id": catalog.site.licence.url},
        "dct:publisher": {"@id": _publisher_id(catalog)},
    }


def _resource(url: str) -> dict[str, str]:
    return {"@id": url, "@type": "http://www.w3.org/2000/01/rdf-schema#Resource"}


def _publisher_id(catalog: Catalog) -> str:
    return f"{catalog.site.url}{ROOT}#publisher"


def _publisher(catalog: Catalog) -> dict[str, Any]:
    return {
        "@id": _publisher_id(catalog),
        "@type": "foaf:Agent",
        "foaf:name": _texts(catalog.site.publisher),
    }


def _licence(catalog: Catalog) -> dict[str, Any]:
    return {"@id": catalog.site.licence.url, "@type": "dct:LicenseDocument"}


def _language_list(catalog: Catalog) -> list[dict[str, str]]:
    return [
        {"@id": f"{_VOCABULARY}language/{code}", "@type": "dct:LinguisticSystem"}
        for tag in catalog.site.tags
        if (code := _LANGUAGES.get(tag.split("-")[0]))
    ]


def _words(message: str, languages: Mapping[str, Language]) -> list[dict[str, str]]:
    """Words of the site in each language that has words of its own."""
    return _texts({loc.interface: loc.gettext(message) for loc in languages.values()})


def _texts(text: Mapping[str, str]) -> list[dict[str, str]]:
    return [_text(value, tag) for tag, value in text.items()]


def _text(value: str, tag: str) -> dict[str, str]:
    return {"@value": value, "@language": tag}


def _date(iso: str) -> dict[str, str]:
    return {"@type": "xsd:date", "@value": iso}
