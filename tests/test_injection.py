"""All text is data: payloads in every text field of every kind change nothing but the text."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.pofile import read_po
from lxml import etree
from pydantic import ValidationError
from selectolax.lexbor import LexborHTMLParser

import translations as translations_script
from portal.assets import read_assets
from portal.catalog import Catalog
from portal.editing.admin import render_admin
from portal.editing.decap import repository
from portal.fields import DataFile, Reference
from portal.fields.words import parse_line
from portal.languages import Language
from portal.model import KINDS
from portal.prose import render_prose
from portal.site import Editing
from tests.builders import check_tree, text_of, write_tree
from tests.injection import hostile_site
from tests.injection.checks import CHECKS, Attacked, _prose_troubles
from tests.injection.fields import LANGUAGES, Filler, Leaf, leaves, models
from tests.injection.hostile_site import Written, _Dumper
from tests.injection.payloads import FAMILIES, HIDDEN, PAYLOADS
from tests.site_build import ROOT

pytestmark = pytest.mark.build
# Texts that the site itself holds in one file, with fewer payloads than there are: all families.
_REST = ("Dispute.field", "Editing.branch", "Editing.app_id", "Site.social_cards", "Check.sha256")


@cache
def all_leaves() -> tuple[Leaf, ...]:
    found = {leaf.name: leaf for model in models().values() for leaf in leaves(model)}
    return tuple(leaf for leaf in found.values() if leaf.name not in _REST)


ASSETS = read_assets(ROOT / "overrides" / "assets")


def is_free(leaf: Leaf) -> bool:
    marked = leaf.marker(Reference) or leaf.marker(DataFile)
    return leaf.is_free and marked is None


# -- the corpus ----------------------------------------------------------------------


def test_the_corpus() -> None:
    assert len({payload.text for payload in PAYLOADS}) == len(PAYLOADS) >= 300
    assert {payload.family for payload in PAYLOADS} == set(FAMILIES)
    assert all(payload.id in payload.text for payload in PAYLOADS)


def test_every_text_field_holds_payloads(hostile: Attacked) -> None:
    texts = {leaf.name for leaf in all_leaves() if is_free(leaf)}
    assert texts == {name for name, _ in hostile.placed}
    assert {payload for _, payload in hostile.placed} == {payload.id for payload in PAYLOADS}
    types = {leaf.name: leaf.type for leaf in all_leaves()}
    pairs = {(types[name], payload) for name, payload in hostile.placed}
    # Alt and Prose stand in few fields: the script with --count shows each payload in them.
    assert {payload for kind, payload in pairs if kind.__name__ == "Text"} == {
        payload.id for payload in PAYLOADS
    }
    families = {(name, payload.partition("-")[0]) for name, payload in hostile.placed}
    of_records = {n for n in texts if n.split(".")[0] in {m.__name__ for m in KINDS.values()}}
    assert {(n, f) for n in of_records for f in FAMILIES} <= families


# -- what is refused -----------------------------------------------------------------


def test_other_fields_refuse_every_payload() -> None:
    different = {(leaf.type, leaf.metadata): leaf for leaf in all_leaves()}
    for leaf in different.values():
        if is_free(leaf) or leaf.marker(DataFile) or (leaf.type is str and not leaf.metadata):
            continue
        for payload in PAYLOADS:
            try:
                taken = leaf.adapter.validate_python(payload.text, context={"languages": LANGUAGES})
            except ValidationError:
                continue
            # What takes an address takes one with a strange query.
            assert str(taken).startswith(("https://", "http://", "mailto:")), leaf.name


def put(fields: Any, path: tuple[str | int, ...], value: str) -> None:
    """Put a value where there may be nothing yet."""
    for step, following in itertools.pairwise(path):
        empty: Any = [] if following == 0 else {}
        if step == 0 and not fields:
            fields.append(empty)
        elif step != 0 and not fields.get(step):
            fields[step] = empty
        fields = fields[step]
    if path[-1] == 0:
        fields[:] = [value]
    else:
        fields[path[-1]] = value


def refused_files() -> Mapping[str, tuple[bytes, str]]:
    """A file for each field that refuses payloads: its content, and the id of its payload."""
    made = {}
    for kind, model in KINDS.items():
        for number, leaf in enumerate(one for one in leaves(model) if not is_free(one)):
            start = number * 29 + len(kind)
            turned = (PAYLOADS[(start + n) % len(PAYLOADS)] for n in range(len(PAYLOADS)))
            # A few payloads are good addresses; that files and records are there is asked later.
            is_named = leaf.marker(DataFile) or leaf.marker(Reference)
            payload = next(one for one in turned if is_named or not leaf.takes(one))
            fields = Filler(0, is_tame=True).fill(model)
            put(fields, leaf.path, payload.text)
            text = yaml.dump(fields, Dumper=_Dumper, allow_unicode=True, width=10_000)
            made[f"{kind}/refused-{number}.yml"] = text.encode(), payload.id
    return made


def test_what_is_refused_is_refused_at_its_place(tmp_path: Path) -> None:
    files = refused_files()
    assert len(files) > 100
    data = write_tree(tmp_path, {name: content for name, (content, _) in files.items()})
    places = {(p.path.removeprefix("data/"), p.line, p.column) for p in check_tree(data).problems}
    for name, (content, payload) in files.items():
        lines = content.decode().splitlines()
        marked = [(n, c) for file, n, c in places if file == name]
        assert any(payload in lines[n - 1] and 1 <= c <= len(lines[n - 1]) for n, c in marked), (
            name, payload, marked,
        )  # fmt: skip


@pytest.mark.parametrize(("name", "character"), HIDDEN, ids=[name for name, _ in HIDDEN])
def test_hidden_characters_are_refused(name: str, character: str, tmp_path: Path) -> None:
    escaped = "".join(f"\\u{ord(c):04x}" for c in character)
    for written in (character, escaped):
        text = text_of("news/start.yml").replace("en: News", f'en: "Ne{written}ws"')
        problems = check_tree(write_tree(tmp_path, {"news/start.yml": text})).problems
        assert [(p.path, p.line) for p in problems] == [("data/news/start.yml", 2)], written
        assert str(problems[0]).isprintable()


def test_markdown_with_bad_links_is_refused_at_its_place(hostile: Attacked) -> None:
    assert len(hostile.refused) > 20
    for problem in hostile.refused:
        assert problem.line > 1
        assert problem.column > 1
        assert str(problem).isprintable()


# -- what is published ---------------------------------------------------------------


@pytest.mark.parametrize("name", CHECKS)
def test_nothing_came_out_of_a_text(hostile: Attacked, tame: Attacked, name: str) -> None:
    assert CHECKS[name](hostile, tame) == []


@pytest.mark.parametrize(
    "around", ["{}", "Before it. {} Behind it.", "> - {}", "| a |\n|---|\n| {} |"]
)
def test_markdown_does_no_harm(around: str) -> None:
    for payload in PAYLOADS:
        html = render_prose(around.replace("{}", payload.text), lambda target: "../../")
        body = LexborHTMLParser(f'<div class="prose">{html}</div>').css_first(".prose")
        assert body is not None
        assert list(_prose_troubles(body)) == [], payload.id
        # What ends the element that it stands in would leave it.
        assert body.parent is not None
        assert body.parent.text() == body.text(), payload.id


def test_markdown_cannot_write_hidden_characters() -> None:
    html = render_prose("a&#1;b&#x202e;c&#x2028;d <abbr title='&#2;'>e</abbr>", str)
    assert html.count("\ufffd") == 4
    assert not any(ord(c) < 32 and c != "\n" for c in html)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Written]:
    data = tmp_path_factory.mktemp("small")
    return data, hostile_site.write(data, count=10)


def test_the_editing_page_holds_texts_as_texts(small: tuple[Path, Written]) -> None:
    checked = check_tree(small[0])
    assert isinstance(checked.catalog, Catalog)
    site = checked.catalog.site
    branch = PAYLOADS[0].text
    editing = Editing.model_validate(
        {"backend": "gitlab", "repo": "a/b", "branch": branch, "app_id": PAYLOADS[4].text}
    )
    site = site.model_copy(update={"editing": editing})
    languages = [Language(one, checked.strings[one.tag], one.tag == "en") for one in site.languages]
    pages = dict(render_admin(site, languages, repository(editing), ROOT / "overrides", ASSETS))
    assert any(name.endswith(".html") for name in pages)
    for name, content in pages.items():
        if name.endswith(".html"):
            tree = LexborHTMLParser(content.decode())
            sources = [n.attributes.get("src") or "" for n in tree.css("script")]
            assert [source.rpartition("/")[2] for source in sources] == ["start.js"]
            assert not tree.css("img, iframe, svg, base, style, [onload], [onerror]")
        if name.endswith((".yml", ".json")):
            loaded = yaml.load(content, yaml.CBaseLoader)
            assert loaded["backend"]["branch"] == branch


@pytest.mark.parametrize("form", ["po", "xliff"])
def test_translators_get_texts_as_texts(
    small: tuple[Path, Written], form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--data", str(small[0]), "export", "--language", "bg", "--format", form]
    code = translations_script.main([*arguments, "--out", str(tmp_path)])
    assert code == 0
    capsys.readouterr()
    (file,) = [path for path in tmp_path.iterdir() if path.is_file()]
    shown = {payload for name, payload in small[1].placed if name.endswith((".title", ".text"))}
    wanted = {parse_line(p.text) for p in PAYLOADS if p.id in shown}
    assert len(wanted) > 200
    if form == "po":
        with file.open("rb") as source:
            texts = {str(message.id) for message in read_po(source)}
    else:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.parse(file, parser).getroot()
        names = {etree.QName(element).localname for element in root.iter()}
        assert names == {"xliff", "file", "unit", "notes", "note", "segment", "source", "target"}
        texts = {element.text for element in root.iter("{*}source")}
    assert wanted - texts == set()
