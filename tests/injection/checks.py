"""What must hold of a site whose every text means harm. Each function lists what does not.

The same site with harmless words ("tame") says what there may be: elements with their attributes,
XML names, keys of JSON, properties of calendars. What only the hostile one has came out of a text.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import vobject
import yaml
from icalendar import Calendar
from lxml import etree
from selectolax.lexbor import LexborHTMLParser, LexborNode

from portal.exports.csv_tables import read_cell
from portal.fields.words import parse_line
from portal.prose import _ATTRIBUTES, _TAGS
from tests.injection.fields import LANGUAGES, WRITTEN
from tests.injection.payloads import ADDRESSES, FUNCTION, PAYLOADS
from tests.site_walk import SECTIONS, Site, squeeze

# Attributes whose values, not only their names, are the site's own.
_OWN_VALUES: Final = ("class", "style", "type", "rel", "http-equiv", "name", "target", "role",
                      "sandbox", "integrity")  # fmt: skip
_LOADED: Final = ("href", "src", "srcset", "action", "poster", "data-explorer", "xlink:href")
_PROSE: Final = ".prose"
_PROSE_ATTRIBUTES: Final = {"class", "rel", *(n for names in _ATTRIBUTES.values() for n in names)}
_HARMLESS_LINK: Final = re.compile(r"(https?://|mailto:|#|\.\./)", re.I)
_FORMULA: Final = re.compile(r"[=+@\t\r＝＋－＠]|-(?![0-9]+(\.[0-9]+)?$)")
_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_ID: Final = re.compile(r"[a-z_]+-\d+")
# What a page does not show as text: descriptions of pictures, what only embeds or downloads show.
UNSHOWN: Final = frozenset(
    ("alt", "embed_text", "clear_space", "terms", "evidence.note", "description", "body")
)
# Letters that the site's fonts lack, such as pictures of buses, stay text in a badge.
_DRAWN_BY_THE_READER: Final = (
    "svg", "{http://www.w3.org/2000/svg}text", "fill", "font-family", "font-size", "font-weight",
    "lengthAdjust", "text-anchor", "textLength", "unicode-bidi", "x",
)  # fmt: skip
_TEXTS: Final = frozenset(parse_line(p.text) for p in PAYLOADS)


@dataclass(frozen=True)
class Attacked:
    """A built site with the data that it was built from."""

    site: Site
    data: Path
    placed: frozenset[tuple[str, str]] = frozenset()
    refused: tuple[Any, ...] = ()
    counted: dict[str, int] = field(default_factory=dict)

    def paths(self, *endings: str) -> Iterator[tuple[str, Path]]:
        """The files with these endings that the site itself made."""
        for name, path in self.site.files.items():
            if name.endswith(endings) and not name.startswith(("files/", "admin/")):
                self.counted["files"] = self.counted.get("files", 0) + 1
                yield name, path

    @cached_property
    def vocabulary(self) -> dict[tuple[str, ...], str]:
        """Elements with their attributes, each with where it first stands; and what is wrong."""
        found: dict[tuple[str, ...], str] = {}
        for name, path in self.paths(".html"):
            tree = LexborHTMLParser(path.read_text("utf-8"))
            for node in tree.css(_PROSE):
                self.troubles.extend(f"{name}: {it}" for it in _prose_troubles(node))
                node.decompose()
            self._note(tree, name, found)
            for code in tree.css("textarea"):
                self._note(LexborHTMLParser(code.text()), f"{name} (code)", found)
        return found

    @cached_property
    def troubles(self) -> list[str]:
        """What a look at all pages found; filled by `vocabulary`."""
        return []

    def _note(self, tree: LexborHTMLParser, name: str, found: dict[tuple[str, ...], str]) -> None:
        for node in tree.css("*"):
            attributes = node.attributes
            tag = node.tag or ""
            found.setdefault((tag, *attributes), name)
            for attribute, value in attributes.items():
                if attribute in _OWN_VALUES:
                    found.setdefault((tag, attribute, "=", value or ""), name)
                elif attribute in _LOADED and not self._is_own(value or ""):
                    self.troubles.append(f"{name}: {attribute}={value!r}")

    def _is_own(self, address: str) -> bool:
        parts = urlsplit(address)
        if not parts.scheme and not parts.netloc:
            return True
        fixed = ("https://a.example/", "https://creativecommons.org/", "https://eur-lex.europa.eu/",
                 self.site.url, "webcal:")  # fmt: skip
        return address in ADDRESSES or address.startswith(fixed)


def _prose_troubles(prose: LexborNode) -> Iterator[str]:
    for node in prose.css("*"):
        # Of ours, around an address that a link shows; what a text says of it stays text.
        parent = node.parent
        is_own = node.tag == "bdi" and not node.attributes and parent and parent.tag == "a"
        if not is_own and node.tag not in _TAGS | {"div"}:
            yield f"<{node.tag}> in prose"
        for name, value in node.attributes.items():
            own = name in _PROSE_ATTRIBUTES or (node.tag == "div" and name == "dir")
            if not own or (name == "href" and not _HARMLESS_LINK.match(value or "")):
                yield f"{name}={value!r} in prose"


# -- pages ---------------------------------------------------------------------------


def foreign_elements(hostile: Attacked, tame: Attacked) -> list[str]:
    """Elements, attributes and addresses that came out of a text."""
    new = hostile.vocabulary.keys() - tame.vocabulary.keys()
    return [f"{hostile.vocabulary[key]}: {key}" for key in sorted(new)] + hostile.troubles


def texts_not_shown(hostile: Attacked) -> list[str]:
    """Texts of records that their pages do not show letter by letter."""
    missing = []
    for kind in SECTIONS:
        for path in sorted((hostile.data / kind).glob("*.yml")):
            record = yaml.load(path.read_bytes(), yaml.CBaseLoader)
            for tag in LANGUAGES:
                html = hostile.site.files[
                    f"{hostile.site.prefix(tag)}{SECTIONS[kind]}/{path.stem}/index.html"
                ].read_text("utf-8")
                tree = LexborHTMLParser(html)
                assert tree.body is not None
                shown = squeeze(tree.body.text())
                for name, text in _texts(record, ()):
                    wanted = squeeze(text.get(tag, text["en"]))
                    hostile.counted["texts"] = hostile.counted.get("texts", 0) + 1
                    if not UNSHOWN.intersection((name[-1], ".".join(name[-2:]))):
                        missing += [f"{path.name} {tag} {name}: {wanted}"] * (wanted not in shown)
                missing += _linked_data(tree, record, tag, path.name)
    return missing


def _linked_data(tree: LexborHTMLParser, record: Any, tag: str, where: str) -> list[str]:
    node = tree.css_first('script[type="application/ld+json"]')
    title = record.get("title") or record["name"]
    document = json.loads(node.text()) if node else {}
    names = [item.get("name") for item in document.get("@graph", ())]
    wanted = parse_line(title.get(tag, title["en"]))
    return [] if wanted in names else [f"{where} {tag}: linked data has not {wanted}"]


def _texts(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    if isinstance(value, dict):
        if set(WRITTEN) <= value.keys():
            yield path, value
            return
        for name, item in value.items():
            yield from _texts(item, (*path, name))
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, path)


# -- what programs read --------------------------------------------------------------


def foreign_xml(hostile: Attacked, tame: Attacked) -> list[str]:
    """Feeds, OPML, sitemaps, oEmbed and SVG with names that came out of a text."""
    known = {name for _, name in _xml_names(tame)}
    known.add(_DRAWN_BY_THE_READER)
    found = [f"{where}: {name}" for where, name in _xml_names(hostile) if name not in known]
    for where, path in hostile.paths(".atom", ".rss"):
        root = etree.fromstring(path.read_bytes(), _PARSER)
        titles = [*root.iterfind(".//{*}entry/{*}title"), *root.iterfind(".//item/title")]
        found += [f"{where}: {t.text!r}" for t in titles if t.text not in _TEXTS]
        for content in root.iterfind(".//{*}content") if where.endswith("atom") else ():
            body = LexborHTMLParser(f"<div>{content.text}</div>").css_first("div")
            found += [f"{where}: {it}" for it in _feed_troubles(body)]
    return found


def _feed_troubles(body: LexborNode | None) -> Iterator[str]:
    for node in body.css("script, style, iframe, object, embed, base, form, svg, math, link, meta,"
                         "[onerror], [onload], [style], [srcdoc]") if body else ():  # fmt: skip
        yield f"<{node.tag}> in the content"


def _xml_names(attacked: Attacked) -> Iterator[tuple[str, tuple[str, ...]]]:
    for where, path in attacked.paths(".atom", ".rss", ".opml", ".xml", ".svg"):
        content = path.read_bytes()
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            yield where, ("a DOCTYPE",)
        kind = where.rpartition(".")[2]
        for element in etree.fromstring(content, _PARSER).iter():
            yield where, (kind, str(element.tag), *map(str, sorted(element.attrib)))


def foreign_keys(hostile: Attacked, tame: Attacked) -> list[str]:
    """JSON, JSON-LD and the search's index with keys that came out of a text."""
    known = set(_keys(tame))
    return sorted(f"{kind}: {key}" for kind, key in set(_keys(hostile)) - known)


def _keys(attacked: Attacked) -> Iterator[tuple[str, str]]:
    for where, path in attacked.paths(".json", ".jsonld", ".pf_fragment"):
        content = path.read_bytes()
        if where.endswith(".pf_fragment"):
            content = gzip.decompress(content).removeprefix(b"pagefind_dcd")
        kind = where.split("/")[0]
        yield from ((kind, _ID.sub("id", key)) for key in _keys_of(json.loads(content)))


def _keys_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _keys_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from _keys_of(item)


def changed_records(hostile: Attacked) -> list[str]:
    """Texts that open data does not have as the files have them, and cells that run."""
    changed = []
    for name, path in hostile.paths(".csv"):
        text = path.read_text("utf-8-sig")
        # By whatever sign a spreadsheet takes columns apart, quotes or none.
        for part in re.split(r"[\n;]", text.replace("\r\n", "\n")):
            if _FORMULA.match(part.lstrip(' "')):
                changed.append(f"{name}: {part[:80]}")
        for row in csv.reader(io.StringIO(text, newline=""), strict=True):
            changed += [f"{name}: {cell[:80]}" for cell in row if _FORMULA.match(cell)]
    for kind in SECTIONS:
        document = json.loads((hostile.site.root / f"data/v1/{kind}.json").read_bytes())
        table = {
            row["id"]: row
            for row in csv.DictReader(
                io.StringIO((hostile.site.root / f"data/v1/{kind}.csv").read_text("utf-8-sig"),
                            newline="")
            )
        }  # fmt: skip
        for record in document["records"]:
            source = yaml.load(
                (hostile.data / kind / f"{record['id']}.yml").read_bytes(), yaml.CBaseLoader
            )
            lines = [it for it in _texts(source, ()) if it[0][-1] not in ("description", "body")]
            wanted = {(n, t): parse_line(v) for n, texts in lines for t, v in texts.items()}
            given = {(n, t): v for n, texts in _texts(record, ()) for t, v in texts.items()}
            changed += [
                f"{kind} {record['id']} {k}" for k, v in wanted.items() if given.get(k) != v
            ]
            title = "title" if "title" in source else "name"
            for tag in WRITTEN:
                if read_cell(table[record["id"]][f"{title}_{tag}"]) != parse_line(
                    source[title][tag]
                ):
                    changed.append(f"{kind} {record['id']} in CSV: {source[title][tag]}")
    return changed


def foreign_properties(hostile: Attacked, tame: Attacked) -> list[str]:
    """Calendars with lines or properties that came out of a text, and titles that changed."""
    known = set(_properties(tame))
    found = [f"property {name}" for name in set(_properties(hostile)) - known]
    for where, path in hostile.paths(".ics"):
        content = path.read_bytes()
        lines = content.split(b"\r\n")
        if any(b"\n" in line or b"\r" in line or len(line) > 75 for line in lines):
            found.append(f"{where}: a line that is none")
        events = list(Calendar.from_ical(content).walk("VEVENT"))
        found += [f"{where}: {e['summary']}" for e in events if str(e["summary"]) not in _TEXTS]
        again = vobject.readOne(content.decode("utf-8"))
        if [e.summary.value for e in again.vevent_list] != [str(e["summary"]) for e in events]:
            found.append(f"{where}: two readers differ")
    return found


def _properties(attacked: Attacked) -> Iterator[str]:
    for _, path in attacked.paths(".ics"):
        calendar = Calendar.from_ical(path.read_bytes())
        for component in calendar.walk():
            for name, value in component.items():
                yield f"{component.name}.{name};{sorted(getattr(value, 'params', {}))}"


def foreign_server_lines(hostile: Attacked, tame: Attacked) -> list[str]:
    """Files for servers that differ from those of the harmless site; names that lead elsewhere."""
    found = []
    for name in ("_headers", "_redirects", ".htaccess", ".hosting.json", "robots.txt"):
        if (hostile.site.root / name).read_bytes() != (tame.site.root / name).read_bytes():
            found.append(name)
    for name in hostile.site.files:
        if FUNCTION in name and not name.startswith(("files/", "logos/")):
            found.append(name)
    for name, path in hostile.paths(".zip"):
        with zipfile.ZipFile(path) as archive:
            found += [f"{name}: {n}" for n in archive.namelist() if not re.fullmatch(r"[\w./-]+", n)
                      or ".." in n or n.startswith("/")]  # fmt: skip
    return found


CHECKS: Final[dict[str, Callable[[Attacked, Attacked], list[str]]]] = {
    "elements and addresses": foreign_elements,
    "texts": lambda hostile, _: texts_not_shown(hostile),
    "XML": foreign_xml,
    "JSON": foreign_keys,
    "open data": lambda hostile, _: changed_records(hostile),
    "calendars": foreign_properties,
    "servers": foreign_server_lines,
}
