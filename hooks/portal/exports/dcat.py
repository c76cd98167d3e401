"""The catalogue of the data: DCAT-AP 3 as JSON-LD.

Source: DCAT-AP 3.0 (SEMIC); EU vocabularies of the Publications Office.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from portal.catalog import Catalog
from portal.exports.datasets import ROOT, newest
from portal.languages import Language
from portal.pages import labels
from portal.strings import N_

_VOCABULARY: Final = "http://publications.europa.eu/resource/authority/"
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


OPERATIONS_TITLE: Final = N_("List of operations")
OPERATIONS_SUMMARY: Final = N_(
    "Grants in the form that Article 49(3) of Regulation (EU) 2021/1060 asks for."
)


def describe_catalog(
    catalog: Catalog, languages: Mapping[str, Language], sizes: Mapping[str, int]
) -> dict[str, Any]:
    """The catalogue with one data set per kind, the whole as a zip, and the JSON API.

    `sizes` are bytes by path below the site's root. Dates are those of the data.
    """
    base = f"{catalog.site.url}{ROOT}"
    identifier = f"{base}catalog.jsonld"
    sets = [
        _dataset(kind, catalog, languages, sizes)
        for kind in labels.KIND_PLURAL
        if catalog.records[kind]
    ]
    sets.append(_operations(catalog, languages, sizes))
    dates = [d for kind in labels.KIND_PLURAL if (d := newest(catalog.records[kind]))]
    root: dict[str, Any] = {
        "@context": _CONTEXT,
        "@id": identifier,
        "@type": "dcat:Catalog",
        "dct:title": _texts(catalog.site.title),
        "dct:description": _texts(catalog.site.summary),
        "dct:publisher": _publisher(catalog),
        "foaf:homepage": {"@id": catalog.site.url, "@type": "foaf:Document"},
        "dct:license": _licence(catalog),
        "dct:language": _language_list(catalog),
        "dcat:themeTaxonomy": {
            "@id": f"{_VOCABULARY}data-theme",
            "@type": "http://www.w3.org/2004/02/skos/core#ConceptScheme",
            "dct:title": "Data theme",
        },
        "dcat:dataset": sets,
        "dcat:service": _service(catalog, sets),
    }
    if dates:
        root["dct:modified"] = _date(max(dates))
    return root


def _dataset(
    kind: str, catalog: Catalog, languages: Mapping[str, Language], sizes: Mapping[str, int]
) -> dict[str, Any]:
    node = _set_of(f"{ROOT}{kind}", catalog)
    node["dct:title"] = [
        _text(language.gettext(labels.KIND_PLURAL[kind]), tag)
        for tag, language in languages.items()
    ]
    node["dct:description"] = [
        _text(language.gettext(labels.KIND_SUMMARY[kind]), tag)
        for tag, language in languages.items()
    ]
    modified = newest(catalog.records[kind])
    if modified:
        node["dct:modified"] = _date(modified)
    node["dcat:distribution"] = [
        _distribution(f"{ROOT}{kind}.{form}", form, catalog, sizes) for form in ("json", "csv")
    ]
    return node


def _operations(
    catalog: Catalog, languages: Mapping[str, Language], sizes: Mapping[str, int]
) -> dict[str, Any]:
    node = _set_of(f"{ROOT}operations", catalog)
    node["dct:title"] = [
        _text(language.gettext(OPERATIONS_TITLE), tag) for tag, language in languages.items()
    ]
    node["dct:description"] = [
        _text(language.gettext(OPERATIONS_SUMMARY), tag) for tag, language in languages.items()
    ]
    node["dcat:distribution"] = [_distribution(f"{ROOT}operations.csv", "csv", catalog, sizes)]
    return node


def _set_of(path: str, catalog: Catalog) -> dict[str, Any]:
    return {
        "@id": f"{catalog.site.url}{path}",
        "@type": "dcat:Dataset",
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
            "@type": "http://www.w3.org/2004/02/skos/core#Concept",
            "http://www.w3.org/2004/02/skos/core#prefLabel": _text("Population and society", "en"),
        },
        "dcat:landingPage": {"@id": f"{catalog.site.url}data/", "@type": "foaf:Document"},
    }


def _distribution(
    path: str, form: str, catalog: Catalog, sizes: Mapping[str, int]
) -> dict[str, Any]:
    name, media_type = _FORMATS[form]
    url = f"{catalog.site.url}{path}"
    node: dict[str, Any] = {
        "@id": f"{url}#distribution",
        "@type": "dcat:Distribution",
        "dct:title": _text(path.rsplit("/", 1)[-1], "en"),
        "dcat:accessURL": {"@id": url, "@type": "http://www.w3.org/2000/01/rdf-schema#Resource"},
        "dcat:downloadURL": {"@id": url, "@type": "http://www.w3.org/2000/01/rdf-schema#Resource"},
        "dct:license": {"@id": catalog.site.licence.url},
        "dct:format": {
            "@id": f"{_VOCABULARY}file-type/{name}",
            "@type": "dct:MediaTypeOrExtent",
        },
        "dcat:mediaType": {"@id": f"{_MEDIA}{media_type}", "@type": "dct:MediaType"},
    }
    if path in sizes:
        node["dcat:byteSize"] = {
            "@type": "xsd:nonNegativeInteger",
            "@value": str(sizes[path]),
        }
    return node


def _service(catalog: Catalog, sets: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "@id": f"{catalog.site.url}{ROOT}#api",
        "@type": "dcat:DataService",
        "dct:title": _text("JSON API", "en"),
        "dct:description": _text("One JSON document per record, with links.", "en"),
        "dcat:endpointURL": {
            "@id": f"{catalog.site.url}{ROOT}",
            "@type": "http://www.w3.org/2000/01/rdf-schema#Resource",
        },
        "dcat:endpointDescription": {
            "@id": f"{catalog.site.url}{ROOT}openapi.json",
            "@type": "http://www.w3.org/2000/01/rdf-schema#Resource",
        },
        "dcat:servesDataset": [{"@id": node["@id"]} for node in sets],
        "dct:license": {"@id": catalog.site.licence.url},
        "dct:publisher": {"@id": _publisher_id(catalog)},
    }


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


def _texts(text: Mapping[str, str]) -> list[dict[str, str]]:
    return [_text(value, tag) for tag, value in text.items()]


def _text(value: str, tag: str) -> dict[str, str]:
    return {"@value": value, "@language": tag}


def _date(iso: str) -> dict[str, str]:
    return {"@type": "xsd:date", "@value": iso}
