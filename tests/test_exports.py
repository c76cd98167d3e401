"""Open data: what the files say, that they keep their own promises, and what may go wrong."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate as validate_openapi
from pyshacl import validate as validate_shapes
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, Namespace, URIRef
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from portal.addresses import SECTIONS
from portal.check import check_directory
from portal.descriptions import FIELD, OPERATION, describe
from portal.exports.csv_tables import Column, cell, columns_of, read_cell, row_of
from portal.exports.operations import newest_operation
from portal.model import KINDS, Part
from portal.timeliness import check_timeliness, is_older
from tests.builders import FILES, text_of, write_tree
from tests.rendered import Rendered, event, news, read_table, record, render, render_tree
from tests.site_build import LANGUAGES, ROOT
from tests.site_walk import Site

SHAPES = ROOT / "tests" / "shapes" / "dcat-ap-3.ttl"
BASE = "https://portal.example/"
DATA = "data/v1/"
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
FORMATS = FormatChecker(["date", "date-time", "email", "regex"])


def is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(
        re.fullmatch(r"(https?://[^\s/]+/|mailto:)\S*", value)
    )


FORMATS.checkers["uri"] = (is_uri, ())  # jsonschema knows it only with a library more


@pytest.fixture(scope="module")
def first_site() -> Rendered:
    return render(ROOT / "data")


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """The small data directory with what the first site does not have."""
    return render_tree(
        tmp_path_factory.mktemp("everything"),
        {
            "events/one.yml": event(starts_at="2026-12-03 10:00", time_zone="Europe/Prague"),
            "news/one.yml": news('=HYPERLINK("x")', "@sum; 'quoted'", body={"en": "- a\n- b\n"}),
            "events/two.yml": event(
                period={"starts_on": "2026-05"}, former_ids=["first", "second"]
            ),
        },
    )


@pytest.fixture(params=["first site", "everything"])
def any_data(request: pytest.FixtureRequest) -> Rendered:
    found: Rendered = request.getfixturevalue(request.param.replace(" ", "_"))
    return found


# -- schemas ---------------------------------------------------------------------------


def validator(schema: Any) -> Draft202012Validator:
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FORMATS)


@pytest.mark.parametrize("kind", KINDS)
def test_each_data_set_is_what_its_schema_says(any_data: Rendered, kind: str) -> None:
    document = any_data.json(f"{DATA}{kind}.json")
    schema = any_data.json(f"{DATA}schema/{kind}.json")
    assert document["$schema"] == schema["$id"]
    assert schema["$id"] == f"{any_data.portal.catalog.site.url}{DATA}schema/{kind}.json"
    validator(schema).validate(document)
    assert (
        document["count"] == len(document["records"]) == len(any_data.portal.catalog.records[kind])
    )
    assert [r["id"] for r in document["records"]] == sorted(any_data.portal.catalog.records[kind])
    assert document["updated_on"] == max(
        (r["updated_on"] for r in document["records"]), default=None
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_refuses_what_is_not_so(everything: Rendered, kind: str) -> None:
    document = everything.json(f"{DATA}{kind}.json")
    check = validator(everything.json(f"{DATA}schema/{kind}.json"))
    (first, *_) = document["records"]
    for broken in (
        {**first, "unknown": 1},
        {k: v for k, v in first.items() if k != "id"},
        {**first, "updated_on": "2026-13-45"},
        {**first, "title": "no languages", "name": "no languages", "statement": "no languages"},
    ):
        assert not check.is_valid({**document, "records": [broken]})


def test_every_field_of_every_schema_is_described(first_site: Rendered) -> None:
    for kind in KINDS:
        schema = first_site.json(f"{DATA}schema/{kind}.json")
        record_schema = schema["$defs"]["record"]
        parts = [d for d in schema["$defs"].values() if "properties" in d]
        assert record_schema in parts
        for part in parts:
            for name, definition in part["properties"].items():
                assert definition["description"], f"{kind}: {name}"


def all_parts(part: type[Part] = Part) -> set[type[Part]]:
    found = set()
    for model in part.__subclasses__():
        found |= {model, *all_parts(model)}
    return {model for model in found if model.__module__ == "portal.model"}


def test_every_field_of_every_model_is_described() -> None:
    models = all_parts()
    assert {"Event", "Signatory", "Coordinates"} <= {model.__name__ for model in models}
    for model in models:
        for name in model.model_fields:
            assert describe(model.__name__, name)
    # And nothing is described that is not there.
    fields = {name for model in models for name in model.model_fields}
    owned = {f"{model.__name__}.{name}" for model in models for name in model.model_fields}
    assert set(FIELD) <= fields | owned


# -- tables ----------------------------------------------------------------------------


def value_in(record: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        record = None if record is None else record[name]
    return record


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_read_again_has_the_values_of_the_data_set(any_data: Rendered, kind: str) -> None:
    tags = any_data.portal.catalog.site.tags
    columns = columns_of(kind, tags)
    names = [column.name for column in columns]
    assert len(set(names)) == len(names)
    content = any_data.files[f"{DATA}{kind}.csv"]
    assert content.startswith(b"\xef\xbb\xbfid,")
    assert content.endswith(b"\r\n")
    rows = read_table(content)
    records = any_data.json(f"{DATA}{kind}.json")["records"]
    assert len(rows) == len(records)
    for row, one in zip(rows, records, strict=True):
        assert list(row) == names
        for column in columns:
            text = read_cell(row[column.name])
            value = value_in(one, column.path)
            if column.form == "text":
                assert text == (value or {}).get(column.language, "")
            elif column.form == "list":
                assert (text.split("; ") if text else []) == [str(v) for v in value or []]
            elif column.form == "json":
                assert (json.loads(text) if text else None) == (value or None)
            else:
                assert text == ("" if value is None else str(value))


def test_every_value_of_a_record_is_in_its_row(any_data: Rendered) -> None:
    # The test above goes from columns to values; this one from values to columns.
    for kind in KINDS:
        columns = {column.path[0] for column in columns_of(kind, ("en",))}
        for one in any_data.json(f"{DATA}{kind}.json")["records"]:
            assert set(one) == columns


INJECTIONS = (
    "=1+1", "=HYPERLINK(\"https://evil.example\",\"x\")", "=cmd|' /C calc'!A0", "+1+1", "-1+1",
    "-2+3+cmd|' /C calc'!A0", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", "=", "+", "-", "@", "--5",
    "-5e3", "+359 2 123", "-", "'=1+1", "''", "'", "＝1+1", "＋1", "－1", "＠SUM(1)", "= 1",
    "=\"a\"&\"b\"", "-5.", "-.5", "- 5",
)  # fmt: skip
HARMLESS = ("-5", "-17740.80", "5", "0", "", "a=b", " =1", "2026-05-17", "–5", "„Дом“", "(=1)")


@pytest.mark.parametrize("text", INJECTIONS)
def test_no_spreadsheet_takes_a_text_for_a_formula(text: str) -> None:
    assert cell(text).startswith(f"'{text[:1]}")
    assert read_cell(cell(text)) == text


# Where lists are separated by semicolons, a spreadsheet reads a table with commas like this,
# whatever stands in quotes: (text, the cells that somebody would see)
SEMICOLONS = (
    ("x;=1+1", "x;'=1+1"), ("x; =1+1;y", "x; '=1+1;y"), ('x;"=1+1;', 'x;"\'=1+1;'),
    ("x\n=1+1", "x\n'=1+1"), ("x\n\n- a\n- b", "x\n\n'- a\n'- b"), ("x;'=1", "x;''=1"),
    ("x\t@SUM(1)", "x\t'@SUM(1)"), ("=1;=1", "'=1;'=1"), ("x;＝1", "x;'＝1"),
    ("a; b – c", "a; b – c"), ("x;5", "x;5"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "safe"), SEMICOLONS)
def test_no_formula_begins_inside_a_text(text: str, safe: str) -> None:
    assert cell(text) == safe
    assert read_cell(safe) == text


def test_no_formula_begins_inside_a_list_of_parts() -> None:
    column = Column("parts", ("parts",), "json", "Model")
    (shown,) = row_of({"parts": [{"en": 'x;=1; "+2;y'}]}, [column])
    assert json.loads(shown) == [{"en": 'x;=1; "+2;y'}]
    assert not re.search(r';[ "\\]*[=+@-]', cell(shown))


@pytest.mark.parametrize("text", HARMLESS)
def test_numbers_and_plain_texts_stay_as_they_are(text: str) -> None:
    assert cell(text) == read_cell(cell(text)) == text


@given(st.text())
def test_any_text_comes_back_from_a_cell(text: str) -> None:
    safe = cell(text)
    assert read_cell(safe) == text
    assert not safe or safe[0] not in "=+@\t\r\n＝＋－＠"
    assert not safe.startswith("-") or re.fullmatch(r"-[0-9]+(\.[0-9]+)?", safe)


def test_formulas_in_a_record_are_made_harmless(everything: Rendered) -> None:
    row = next(r for r in everything.table(f"{DATA}news.csv") if r["id"] == "one")
    assert row["title_en"] == '\'=HYPERLINK("x")'
    assert row["summary_bg"] == "'@sum; ''quoted'"
    assert row["body_en"] == "'- a\n'- b"
    raw = everything.text(f"{DATA}news.csv")
    for line in csv.reader(io.StringIO(raw, newline="")):
        assert not [text for text in line if re.match("[=+@\t\r＝＋－＠]", text)]


# -- single records ------------------------------------------------------------------------


def test_each_record_has_its_own_document(any_data: Rendered) -> None:
    base = any_data.portal.catalog.site.url
    for kind in KINDS:
        for one in any_data.json(f"{DATA}{kind}.json")["records"]:
            name = f"{DATA}{kind}/{one['id']}.json"
            document = any_data.json(name)
            links = document.pop("_links")
            assert document == one
            assert links["self"] == base + name
            assert links["collection"] == f"{base}{DATA}{kind}.json"
            assert links["schema"] == f"{base}{DATA}schema/{kind}.json"
            for addresses in links.get("related", {}).values():
                for address in addresses:
                    other = any_data.json(address.removeprefix(base))
                    assert base + name in _flat(other["_links"]["related"])


@pytest.mark.build
def test_every_link_of_every_document_leads_somewhere(site: Site) -> None:
    seen = 0
    for name, path in site.files.items():
        if name.startswith(DATA) and name.count("/") == 3 and "/schema/" not in name:
            links = json.loads(path.read_bytes())["_links"]
            pages = links.pop("html", {})
            assert bool(pages) == (name.split("/")[2] in SECTIONS)
            for tag, address in pages.items():
                page = site.pages[address.removeprefix(site.url)]
                assert page.language == tag
                assert page.canonical == address
                seen += 1
            for address in _flat(links):
                assert address.removeprefix(site.url) in site.files
    assert seen > 250


def _flat(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [a for value in node.values() for a in _flat(value)]
    return [a for value in node for a in _flat(value)] if isinstance(node, list) else [node]


def test_a_document_names_only_translated_pages(everything: Rendered) -> None:
    links = everything.json(f"{DATA}events/one.json")["_links"]
    assert links["html"] == {"en": f"{BASE}events/one/", "bg": f"{BASE}bg/events/one/"}
    assert "html" not in everything.json(f"{DATA}visibility/donor-rule.json")["_links"]


def test_a_renamed_record_stays_at_its_old_addresses(everything: Rendered) -> None:
    new = everything.files[f"{DATA}events/two.json"]
    for old in ("first", "second"):
        assert everything.files[f"{DATA}events/{old}.json"] == new
    assert json.loads(new)["id"] == "two"
    assert "first" not in [r["id"] for r in everything.json(f"{DATA}events.json")["records"]]


# -- description of the API ------------------------------------------------------------------


@cache
def _pattern(path: str) -> re.Pattern[str]:
    escaped = re.escape(path.lstrip("/")).replace(r"\{id\}", "[^/]+")
    return re.compile(escaped)


def registry_of(api: Any) -> Registry[Any]:
    """Where references into the description's components are looked up."""
    empty: Registry[Any] = Registry()
    found: Registry[Any] = empty.with_resource("urn:api", DRAFT202012.create_resource(api))
    return found


def test_the_description_is_valid_and_complete(any_data: Rendered) -> None:
    api = any_data.json(f"{DATA}openapi.json")
    validate_openapi(api)
    assert api["openapi"] == "3.1.0"
    (server,) = api["servers"]
    assert server["url"] + "/" == any_data.portal.catalog.site.url + DATA
    registry = registry_of(api)
    used = set()
    files = {n.removeprefix(DATA): c for n, c in any_data.files.items() if n.startswith(DATA)}
    assert len(files) > 40
    for name, content in files.items():
        (path,) = [p for p in api["paths"] if _pattern(p).fullmatch(name)]
        used.add(path)
        response = api["paths"][path]["get"]["responses"]["200"]
        ((media_type, body),) = response["content"].items()
        expected = {
            "json": "application/json", "csv": "text/csv", "zip": "application/zip",
            "jsonld": "application/ld+json",
        }  # fmt: skip
        assert media_type == expected[name.rpartition(".")[2]]
        if media_type == "application/json":
            schema = body["schema"]
            if "$ref" in schema:
                schema = {"$ref": f"urn:api{schema['$ref']}"}
            check = Draft202012Validator(schema, registry=registry, format_checker=FORMATS)
            check.validate(json.loads(content))
        for parameter in api["paths"][path].get("parameters", ()):
            record_id = name.removesuffix(".json").rpartition("/")[2]
            assert re.fullmatch(parameter["schema"]["pattern"], record_id)
            assert name.replace(record_id, parameter["example"]) in files
    assert used == set(api["paths"])
    operations = [item["get"]["operationId"] for item in api["paths"].values()]
    assert len(set(operations)) == len(operations)


def test_a_single_record_needs_its_links(everything: Rendered) -> None:
    api = everything.json(f"{DATA}openapi.json")
    registry = registry_of(api)
    schema = {"$ref": "urn:api#/components/schemas/EventsDocument"}
    check = Draft202012Validator(schema, registry=registry, format_checker=FORMATS)
    document = everything.json(f"{DATA}events/one.json")
    check.validate(document)
    assert not check.is_valid({k: v for k, v in document.items() if k != "_links"})
    assert not check.is_valid({**document, "_links": {"self": document["_links"]["self"]}})


# -- the whole -----------------------------------------------------------------------------


def test_the_archive_holds_what_it_says(any_data: Rendered) -> None:
    with zipfile.ZipFile(io.BytesIO(any_data.files[f"{DATA}all.zip"])) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(set(names)) == len(names)
        expected = {
            n.removeprefix(DATA)
            for n in any_data.files
            if n.startswith(DATA) and (n.count("/") == 2 or "/schema/" in n)
        } - {"all.zip", "catalog.jsonld"}
        assert set(names) == {*expected, "LICENCE.txt"}
        for info in archive.infolist():
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            if info.filename != "LICENCE.txt":
                assert archive.read(info) == any_data.files[DATA + info.filename]
        site = any_data.portal.catalog.site
        assert archive.read("LICENCE.txt").decode().split("\n")[:2] == [
            site.licence.name, site.licence.url,
        ]  # fmt: skip


def test_made_again_all_is_the_same_to_the_byte(tmp_path: Path) -> None:
    directory = write_tree(tmp_path)
    assert render(directory).files == render(directory, date(2031, 1, 1)).files


# -- the catalogue ---------------------------------------------------------------------------


# rdflib 7.6 warns of a class of its own that its parser and pyshacl still use.
OLD_GRAPHS = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")


def graph_of(rendered: Rendered) -> Graph:
    return Graph().parse(data=rendered.text(f"{DATA}catalog.jsonld"), format="json-ld")


def conforms(graph: Graph) -> tuple[bool, str]:
    conform, _, text = validate_shapes(graph, shacl_graph=Graph().parse(SHAPES), inference="none")
    return bool(conform), str(text)


@OLD_GRAPHS
def test_the_catalogue_conforms_to_dcat_ap_3(any_data: Rendered) -> None:
    conform, text = conforms(graph_of(any_data))
    assert conform, text


@OLD_GRAPHS
@pytest.mark.parametrize(
    ("subject", "predicate", "value"),
    [
        (DCAT.Catalog, DCTERMS.title, None),
        (DCAT.Catalog, DCTERMS.description, None),
        (DCAT.Catalog, DCTERMS.publisher, None),
        (DCAT.Catalog, DCTERMS.publisher, URIRef("urn:other")),
        (DCAT.Catalog, DCTERMS.modified, Literal("yesterday")),
        (DCAT.Dataset, DCTERMS.title, None),
        (DCAT.Dataset, DCTERMS.description, None),
        (DCAT.Dataset, DCAT.distribution, URIRef("urn:nothing")),
        (DCAT.Distribution, DCAT.accessURL, None),
        (DCAT.Distribution, DCAT.byteSize, Literal("12", datatype=XSD.decimal)),
        (DCAT.Distribution, DCTERMS.license, URIRef("urn:other")),
        (DCAT.DataService, DCAT.endpointURL, None),
        (DCAT.DataService, DCTERMS.title, None),
        (FOAF.Agent, FOAF.name, None),
    ],
)
def test_the_shapes_find_what_is_wrong(
    everything: Rendered, subject: URIRef, predicate: URIRef, value: Any
) -> None:
    graph = graph_of(everything)
    node = next(graph.subjects(RDF.type, subject))
    if value is None:
        graph.remove((node, predicate, None))
    else:
        graph.add((node, predicate, value))
    assert not conforms(graph)[0]


@OLD_GRAPHS
def test_the_catalogue_describes_every_file_to_download(any_data: Rendered) -> None:
    graph = graph_of(any_data)
    site = any_data.portal.catalog.site
    described = {}
    for distribution in graph.subjects(RDF.type, DCAT.Distribution):
        (address,) = graph.objects(distribution, DCAT.downloadURL)
        name = str(address).removeprefix(site.url)
        (size,) = graph.objects(distribution, DCAT.byteSize)
        assert int(str(size)) == len(any_data.files[name])
        (licence,) = graph.objects(distribution, DCTERMS.license)
        assert str(licence) == site.licence.url
        assert str(next(graph.objects(distribution, DCAT.mediaType))).endswith(
            {"json": "/json", "csv": "/csv", "zip": "/zip"}[name.rpartition(".")[2]]
        )
        (owner,) = graph.subjects(DCAT.distribution, distribution)
        described[name] = owner
        for schema in graph.objects(distribution, DCTERMS.conformsTo):
            assert str(schema).removeprefix(site.url) in any_data.files
    with_records = [kind for kind, group in any_data.portal.catalog.records.items() if group]
    assert set(described) == {
        *(f"{DATA}{kind}.{form}" for kind in with_records for form in ("json", "csv")),
        f"{DATA}operations.csv", f"{DATA}all.zip",
    }  # fmt: skip
    (root,) = graph.subjects(RDF.type, DCAT.Catalog)
    assert set(graph.objects(root, DCAT.dataset)) == set(described.values())
    # English words are English, also in languages that have none of their own.
    interfaces = {loc.language.interface for loc in any_data.portal.localisers.values()}
    assert interfaces in (set(site.tags), {"en"})
    for owner in set(described.values()):
        for words in (DCTERMS.title, DCTERMS.description):
            languages = [t.language for t in graph.objects(owner, words) if isinstance(t, Literal)]
            assert sorted(map(str, languages)) == sorted(interfaces)
        (publisher,) = graph.objects(owner, DCTERMS.publisher)
        assert {str(n) for n in graph.objects(publisher, FOAF.name)} == set(site.publisher.values())
    days = {kind: any_data.json(f"{DATA}{kind}.json")["updated_on"] for kind in with_records}
    operations = newest_operation(any_data.portal.catalog)
    expected = {**days, "operations": operations, "all": max(days.values())}
    for name, owner in described.items():
        (modified,) = graph.objects(owner, DCTERMS.modified)
        day = expected[name.removeprefix(DATA).partition(".")[0]]
        assert modified == Literal(day, datatype=XSD.date)


@OLD_GRAPHS
def test_a_site_without_records_has_open_data_without_days(tmp_path: Path) -> None:
    changes: dict[str, str | bytes | None] = {
        name: None for name in FILES if name.endswith(".yml") and name != "site.yml"
    }
    rendered = render_tree(tmp_path, {**changes, "docs/index.en.md": "# Home\n"})
    assert rendered.json(f"{DATA}version.json")["updated_on"] is None
    grants = rendered.json(f"{DATA}grants.json")
    assert (grants["updated_on"], grants["count"], grants["records"]) == (None, 0, [])
    graph = graph_of(rendered)
    assert conforms(graph)[0]
    assert not set(graph.subject_objects(DCTERMS.modified))
    # The list of operations and the archive are files, also where they hold nothing.
    assert len(set(graph.subjects(RDF.type, DCAT.Dataset))) == 2


@pytest.mark.parametrize(
    ("name", "told"),
    [("grants/school-grant.yml", True), ("projects/school.yml", True),
     ("municipalities/byala.yml", True), ("organisations/donor.yml", True),
     ("programmes/romact.yml", False), ("events/training.yml", False)],
)  # fmt: skip
def test_the_list_of_operations_has_changed_where_what_it_says_has(
    tmp_path: Path, name: str, told: bool
) -> None:
    text = text_of(name).replace("updated_on: 2026-11-21", "updated_on: 2026-11-22")
    sets = render_tree(tmp_path, {name: text}).json(f"{DATA}catalog.jsonld")["dcat:dataset"]
    days = {one["dct:identifier"]: one["dct:modified"]["@value"][-2:] for one in sets}
    found = {address.rpartition("/")[2]: day for address, day in days.items()}
    changed = {name.partition("/")[0], "all", *(["operations"] if told else [])}
    assert found == {data_set: "22" if data_set in changed else "21" for data_set in found}


@OLD_GRAPHS
@pytest.mark.parametrize(
    ("address", "predicate"),
    [("https://portal.example/contact/", VCARD.hasURL), ("mailto:a@b.example", VCARD.hasEmail)],
)
def test_the_catalogue_names_a_contact_where_there_is_one(
    tmp_path: Path, address: str, predicate: URIRef
) -> None:
    site = text_of("site.yml") + f"contact_url: {address}\n"
    graph = graph_of(render_tree(tmp_path, {"site.yml": site}))
    assert conforms(graph)[0]
    assert URIRef(address) in set(graph.objects(None, predicate))


# -- the list of operations ------------------------------------------------------------------


def operations(rendered: Rendered) -> list[dict[str, str]]:
    return rendered.table(f"{DATA}operations.csv")


def test_the_list_has_a_column_for_each_point_of_the_article(everything: Rendered) -> None:
    (row,) = operations(everything)
    assert list(row) == list(OPERATION)
    assert [name[0] for name in row][1:] == list("aabcdefghhijklllmn")


def test_what_is_known_of_an_operation_and_what_is_not(tmp_path: Path) -> None:
    project = text_of("projects/school.yml").replace("    planned: 180\n", "    planned: 180\n" + (
        "activities:\n  - title:\n      en: Courses\n    actual: 12\n"
        "  - title:\n      en: Plans\n    planned: 3\n"
        "objectives:\n  - en: Teach.\n"
    ))  # fmt: skip
    grant = text_of("grants/school-grant.yml") + "recipient: donor\n"
    rendered = render_tree(
        tmp_path, {"projects/school.yml": project, "grants/school-grant.yml": grant}
    )
    (row,) = operations(rendered)
    assert row == {
        **dict.fromkeys(OPERATION, ""),
        "operation_code": "school-grant",
        "a_beneficiary": "Donor",
        "d_operation_name": "A school",
        "e_purpose_and_achievements": "A project. Teach. Courses: 12.",
        "f_start_date": "2014-05",
        "g_completion_date": "2015-12-31",
        # 17,740.80 is 85 percent of it.
        "h_total_cost": "20871.53",
        "h_currency": "EUR",
        "i_fund": "Donor",
        "l_location": "Ruse; Byala",
        "l_nuts3": "BG323",
        "l_country": "BG",
        "m_beneficiary_location": "NO",
    }


def test_the_union_rate_is_that_of_the_union_alone(tmp_path: Path) -> None:
    donor = text_of("organisations/donor.yml").replace("kind: donor", "kind: eu_institution")
    rule = text_of("visibility/donor-rule.yml").replace(
        "legal_source:", "emblem: logos/flag.svg\nlegal_source:"
    )
    changes: dict[str, str | bytes | None] = {
        "organisations/donor.yml": donor,
        "visibility/donor-rule.yml": rule,
        "logos/flag.svg": (ROOT / "data" / "logos" / "eu-emblem.svg").read_bytes(),
    }
    rendered = render_tree(tmp_path, changes)
    assert operations(rendered)[0]["k_union_cofinancing_rate"] == "85"


@pytest.mark.parametrize(
    ("places", "country", "seat"),
    [("[]", "", ""), ("[ruse]", "BG", ""), ("[ruse, byala]", "BG", "NO")],
)
def test_where_the_recipient_sits_is_told_where_the_article_asks_for_it_and_is_no_location(
    tmp_path: Path, places: str, country: str, seat: str
) -> None:
    project = text_of("projects/school.yml").replace(
        "municipalities:\n  - ruse\n  - byala\n", f"municipalities: {places}\n"
    )
    grant = text_of("grants/school-grant.yml") + "recipient: donor\n"
    changes = {"projects/school.yml": project, "grants/school-grant.yml": grant}
    (row,) = operations(render_tree(tmp_path, changes))
    assert (row["l_country"], row["m_beneficiary_location"]) == (country, seat)


def test_a_grant_of_unknown_size_has_no_cost(tmp_path: Path) -> None:
    grant = text_of("grants/school-grant.yml").replace("share_percent: 85\n", "")
    (row,) = operations(render_tree(tmp_path, {"grants/school-grant.yml": grant}))
    assert row["h_total_cost"] == row["h_currency"] == ""
    bare = record(title={"en": "Bare"}, funders=["donor"])
    rows = operations(render_tree(tmp_path / "b", {"grants/bare.yml": bare}))
    assert {k: v for k, v in rows[0].items() if v} == {
        "operation_code": "bare", "d_operation_name": "Bare", "i_fund": "Donor",
    }  # fmt: skip


# -- what only the day makes remarkable --------------------------------------------------------


@pytest.mark.parametrize(
    ("latest", "today", "old"),
    [
        ("2026-11-21", "2026-11-21", False),
        ("2026-11-21", "2027-03-21", False),
        ("2026-11-21", "2027-03-22", True),
        ("2026-11-30", "2027-03-31", True),
        ("2026-10-31", "2027-02-28", False),
        ("2026-10-31", "2027-03-01", True),
        ("2026-11-21", "2026-01-01", False),
        ("2025-11-21", "2026-11-21", True),
    ],
)
def test_a_list_is_old_after_four_months(latest: str, today: str, old: bool) -> None:
    assert is_older(date.fromisoformat(latest), date.fromisoformat(today)) is old


def warnings_on(directory: Path, moment: datetime | None) -> list[str]:
    return [str(problem) for problem in check_directory(directory, now=moment).problems]


def test_the_check_warns_of_an_old_list(tmp_path: Path) -> None:
    directory = write_tree(tmp_path)
    assert not warnings_on(directory, datetime(2027, 3, 21, tzinfo=UTC))
    (warning,) = warnings_on(directory, datetime(2027, 3, 22, tzinfo=UTC))
    assert warning.startswith("data/grants:1:1: warning: updated_on: expected a list of operations")
    assert "2026-11-21" in warning
    assert not warnings_on(directory, None)
    none = write_tree(tmp_path / "none", {"grants/school-grant.yml": None})
    assert not warnings_on(none, datetime(2036, 1, 1, tzinfo=UTC))


def test_the_check_warns_of_news_of_a_coming_day_with_its_place(tmp_path: Path) -> None:
    coming = text_of("news/start.yml").replace("2018-05-18", "2026-12-24")
    directory = write_tree(tmp_path, {"news/start.yml": coming})
    # In Sofia it is the 24th two hours before it is in Greenwich.
    (warning,) = warnings_on(directory, datetime(2026, 12, 23, 21, 59, tzinfo=UTC))
    assert warning.startswith(
        "data/news/start.yml:5:15: warning: published_on: expected a day that"
    )
    assert "today is 2026-12-23" in warning
    assert "2026-12-24" in warning
    assert "left out of feeds and pages" in warning
    assert not warnings_on(directory, datetime(2026, 12, 23, 22, 0, tzinfo=UTC))


ON_THE_DAY = datetime(2026, 11, 22, 12, tzinfo=UTC)


def event_warnings(directory: Path, dates: str, status: str = "held") -> list[str]:
    text = text_of("events/training.yml").replace("status: held", f"status: {status}")
    start, end = text.index("starts_at"), text.index("municipality")
    files = {"events/training.yml": f"{text[:start]}{dates}\n{text[end:]}"}
    return warnings_on(write_tree(directory, files), ON_THE_DAY)


def test_the_check_warns_of_changes_on_coming_days(tmp_path: Path) -> None:
    changed = text_of("news/start.yml").replace("updated_on: 2026-11-21", "updated_on: 2027-11-21")
    directory = write_tree(tmp_path, {"news/start.yml": changed})
    (warning,) = warnings_on(directory, ON_THE_DAY)
    assert ": warning: updated_on: expected a day that has come (today is 2026-11-22)" in warning
    assert "got 2027-11-21. Fix: write the day of the change" in warning
    # In Sofia the day begins two hours earlier: it has come.
    assert not warnings_on(write_tree(tmp_path / "now"), datetime(2026, 11, 20, 22, 0, tzinfo=UTC))
    (one,) = (
        line
        for line in warnings_on(tmp_path / "now", datetime(2026, 11, 20, 21, 59, tzinfo=UTC))
        if "updated_on" in line
    )
    assert one.startswith("data:1:1: warning: updated_on: expected a day that has come")
    assert "records, such as" in one


def test_the_check_warns_of_events_held_on_coming_days(tmp_path: Path) -> None:
    (warning,) = event_warnings(tmp_path, "period: {starts_on: 2027-05}")
    assert "status: expected planned, for an event that begins on 2027-05-01" in warning
    assert "(today is 2026-11-22), got held. Fix: correct the date, or write planned" in warning
    assert not event_warnings(tmp_path / "planned", "period: {starts_on: 2027-05}", "planned")
    assert not event_warnings(tmp_path / "today", "period: {starts_on: 2026-11-22}")
    # Where it was, the next day had begun; here it was still today.
    night = "starts_at: 2026-11-23 00:30\ntime_zone: Pacific/Auckland"
    assert not event_warnings(tmp_path / "elsewhere", night)


@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ("period:\n  starts_on: 2018-05-17\n  ends_on: 2081-05-18", "period.ends_on"),
        ("starts_at: 2018-05-17 09:00\nends_at: 2062-05-17 13:00\ntime_zone: Europe/Sofia",
         "ends_at"),
        ("period:\n  starts_on: 2017\n  ends_on: 2018", ""),
        ("starts_at: 2018-05-17 09:00\nends_at: 2018-05-18 13:00\ntime_zone: Europe/Sofia", ""),
    ],
)  # fmt: skip
def test_the_check_warns_of_events_that_take_years(dates: str, field: str, tmp_path: Path) -> None:
    found = event_warnings(tmp_path, dates)
    assert [f" warning: {field}: expected an event that ends within" in w for w in found] == (
        [True] if field else []
    )


def test_timeliness_asks_the_catalogue_only(tmp_path: Path) -> None:
    from portal.catalog import build_catalog
    from portal.load import load_data

    loaded = load_data(write_tree(tmp_path))
    catalog, _ = build_catalog(loaded)
    assert catalog is not None
    assert not check_timeliness(catalog, loaded, date(2026, 11, 22))


# -- the page ----------------------------------------------------------------------------


@pytest.mark.build
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_offers_and_explains_every_file(site: Site, language: str) -> None:
    page = site.page("data/", language)
    targets = site.targets(page, "main a[href]")
    offered = {t for t in targets if t.startswith(DATA)}
    kinds = [k for k in KINDS if json.loads(site.files[f"{DATA}{k}.json"].read_bytes())["count"]]
    assert offered == {
        *(f"{DATA}{kind}.{form}" for kind in kinds for form in ("csv", "json")),
        *(f"{DATA}schema/{kind}.json" for kind in kinds),
        f"{DATA}operations.csv", f"{DATA}all.zip", f"{DATA}catalog.jsonld", f"{DATA}openapi.json",
    }  # fmt: skip
    licence = page.one("main a[rel~=license]")
    assert licence.attributes["href"] == "https://creativecommons.org/licenses/by/4.0/"
    # Each column of each table is named and explained, in the page's language.
    described = dict(zip(page.texts("main dt"), page.texts("main dd"), strict=True))
    for kind in (*kinds, "operations"):
        header = site.files[f"{DATA}{kind}.csv"].read_text("utf-8-sig").splitlines()[0]
        for column in header.split(","):
            assert described[column]
    example = page.texts("main code")
    assert any(c.startswith(site.url + DATA) and c.endswith(".json") for c in example)


@pytest.mark.build
def test_the_sizes_on_the_page_are_those_of_the_files(site: Site) -> None:
    page = site.page("data/")
    sizes = 0
    for item in page.all("main .downloads li"):
        (link,) = item.css("a")
        name = site.locate(page.path, str(link.attributes["href"]))
        assert name is not None
        (shown,) = [d.text() for d in item.css(".detail")]
        number, _, unit = shown.replace("\u00a0", " ").partition(" ")
        bytes_shown = Decimal(number.replace(",", "")) * (1_000_000 if unit == "MB" else 1000)
        actual = site.files[name].stat().st_size
        assert abs(bytes_shown - actual) <= (50_000 if unit == "MB" else max(500, 1000 - actual))
        sizes += 1
    assert sizes > 30


@pytest.mark.build
def test_a_built_site_holds_the_same_data(site: Site) -> None:
    rendered = render(ROOT / "data", date(2026, 9, 21))
    built = {n: p.read_bytes() for n, p in site.files.items() if n.startswith(DATA)}
    assert built == {n: c for n, c in rendered.files.items() if n.startswith(DATA)}
    assert urlsplit(site.url).path == "/"
