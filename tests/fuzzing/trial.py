"""One tree: checked, and where it has no errors, built whole. Whatever else happens is a finding.

Cheaper than a build by MkDocs, without leaving out what data can reach: templates are compiled
once for each set of strings, files that no mutation touched are parsed and drawn once, and the
cards for sharing are laid out always but drawn only where `whole` asks for it, as is the index of
the search. Frames are those of a real build, made beforehand. All trees share a cache on the disk.
"""

from __future__ import annotations

import csv
import io
import json
import pickle
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import jinja2
import pydantic
from lxml import etree

import portal.embeds.pictures
import portal.maps.sheets
import portal.plan
import portal.strings
from portal.build import Portal, open_portal, write_site
from portal.cache import Cache
from portal.check import Checked, check_directory
from portal.editing.admin import Editor
from portal.embeds.png import render_pngs
from portal.frame import Frame, FrameKey
from portal.load import load_data
from portal.plan import Tools
from portal.po_text import read_catalog
from portal.problems import Problem, has_errors
from portal.search.pagefind import find_pagefind
from portal.theme import Theme, WrittenPage
from tests.fuzzing.trees import Tree, remove_tree, write_tree
from tests.site_build import ROOT

NOW: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
EDITOR: Final = ROOT / "scripts" / "editor"
Frames = Mapping[str, Mapping[FrameKey, Frame]]
_STUB: Final = Frame(("<!doctype html>\n<html><head>", "</head><body>", "", "</body></html>\n"))
_XML: Final = (".xml", ".atom", ".rss", ".svg", ".opml")
_TEXTS: Final = (*_XML, ".html", ".json", ".jsonld", ".csv", ".ics", ".txt", ".js")


class FindingError(AssertionError):
    """A tree was neither built well nor refused well; the message says how."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A tree that was built, with the number of its pages, or refused with so many problems."""

    built: bool
    pages: int
    problems: int
    seconds: float


def try_tree(tree: Tree, place: Path, frames: Frames, *, whole: bool = False) -> Outcome:
    """Check and build a tree below `place`, which is there and empty, before and after.

    Raises: FindingError, and whatever else the code under test raises.
    """
    started = time.process_time()
    data, out = place / "data", place / "site"
    try:
        write_tree(tree, data)
        cache = Cache(place.parent / "cache")
        checked = check_directory(data, "data", data / "docs", "docs", NOW, cache, texts=True)
        _look_at_problems(checked.problems, data)
        _look_at_cache(data, place.parent / "cache")
        if has_errors(checked.problems) or checked.catalog is None:
            if not has_errors(checked.problems):
                raise FindingError("no catalogue, and no error that says why")
            took = time.process_time() - started
            return Outcome(False, 0, len(checked.problems), took)
        pages = _build(checked, data, out, frames, cache, whole=whole)
        _look_at_files(out)
        return Outcome(True, pages, len(checked.problems), time.process_time() - started)
    finally:
        remove_tree(data)
        remove_tree(out)


def _build(
    checked: Checked, data: Path, out: Path, frames: Frames, cache: Cache, *, whole: bool
) -> int:
    assert checked.catalog is not None
    portal = open_portal(
        checked.catalog, checked.strings, data, ROOT / "overrides", NOW.date(),
        lock=checked.lock, pictures=checked.pictures, cache=cache, digests=checked.digests,
    )  # fmt: skip
    paths = {tag: loc.language.root for tag, loc in portal.localisers.items()}
    homes = tuple(
        WrittenPage(
            tag, path, "", "", paths, paths, tag, "Home", "Home", "2026-11-21", True,
            "<p>Words", _STUB,
        )
        for tag, path in paths.items()
    )  # fmt: skip
    every = {tag: _frames_of(portal, tag, frames) for tag in portal.localisers}
    has_editor = whole and (EDITOR / "node_modules").is_dir()
    tools = Tools(find_pagefind() if whole else None, Editor(EDITOR) if has_editor else None)
    return write_site(portal, Theme(every, homes), out, tools=tools)


def _frames_of(portal: Portal, tag: str, frames: Frames) -> dict[FrameKey, Frame]:
    known = frames.get(tag, {})
    at_depth = {key.depth: frame for key, frame in known.items()}
    return {key: known.get(key) or at_depth.get(key.depth, _STUB) for key in portal.frame_keys()}


# -- what is looked at -----------------------------------------------------------------


def _look_at_problems(problems: Iterable[Problem], data: Path) -> None:
    for problem in problems:
        line = str(problem)
        if not (problem.path and problem.expected and problem.got and problem.fix.strip()):
            raise FindingError(f"a problem lacks its words: {line}")
        if not line.isprintable():
            raise FindingError(f"a problem that no terminal shows: {line!r}")
        if problem.line < 1 or problem.column < 1:
            raise FindingError(f"a problem without its place: {line}")
        if len(line) > 3000:
            raise FindingError(f"a problem that nobody reads to its end: {line[:300]}…")
        prefix, _, name = problem.path.partition("/")
        path = (data if prefix == "data" else data / "docs") / name
        try:
            content = path.read_bytes() if path.is_file() else None
        except (OSError, ValueError):
            content = None
        if content is None:
            if (problem.line, problem.column) != (1, 1):
                raise FindingError(f"a place in a file that is not there: {line}")
            continue
        if problem.line > content.count(b"\n") + content.count(b"\r") + content.count(
            b"\xc2\x85"
        ) + content.count(b"\xe2\x80") + 2 and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise FindingError(f"a line that is not there: {line}")


def _look_at_cache(data: Path, directory: Path) -> None:
    """What was kept by the load before gives what the files give."""
    if load_data(data, "data", Cache(directory)) != load_data(data, "data"):
        raise FindingError("the cache gives other records or problems than the files")


def _look_at_files(out: Path) -> None:
    """Programs that read what was written must be able to."""
    for path in out.rglob("*"):
        if path.suffix not in _TEXTS or not path.is_file() or "pagefind" in path.parts:
            continue
        if path.relative_to(out).parts[0] in ("files", "admin"):
            continue
        content = path.read_bytes()
        name = path.relative_to(out).as_posix()
        try:
            text = content.decode("utf-8")
            if "\0" in text:
                raise FindingError(f"{name} holds a NUL")
            if path.suffix in _XML:
                etree.fromstring(content, etree.XMLParser(resolve_entities=False, huge_tree=True))
            elif path.suffix in (".json", ".jsonld"):
                json.loads(content, parse_constant=_no_number)
            elif path.suffix == ".csv":
                _look_at_table(text, name)
            elif path.suffix == ".ics":
                _look_at_calendar(content, name)
            elif path.suffix == ".html" and not text.rstrip().endswith("</html>"):
                raise FindingError(f"{name} has no end")
        except (ValueError, etree.XMLSyntaxError) as error:
            raise FindingError(f"{name} cannot be read: {error}") from error


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _look_at_table(text: str, name: str) -> None:
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    if len({len(row) for row in rows}) != 1:
        raise FindingError(f"{name} has rows of different lengths")


def _look_at_calendar(content: bytes, name: str) -> None:
    lines = content.split(b"\r\n")
    if b"\n" in content.replace(b"\r\n", b"") or any(len(line) > 75 for line in lines):
        raise FindingError(f"{name} has lines that calendars do not read")


# -- what is made once -----------------------------------------------------------------


@contextmanager
def made_once() -> Iterator[None]:
    """Make once what is the same in all trees: see the module's words."""
    with ExitStack() as stack:
        enter = stack.enter_context
        enter(
            patch.object(jinja2.Environment, "compile", _compile_once(jinja2.Environment.compile))
        )
        schema = pydantic.BaseModel.model_json_schema.__func__  # type: ignore[attr-defined]
        enter(
            patch.object(pydantic.BaseModel, "model_json_schema", classmethod(_schema_once(schema)))
        )
        read = lru_cache(16)(read_catalog)
        enter(patch.object(portal.strings, "read_catalog", read))
        enter(patch.object(portal.embeds.pictures, "render_pngs",
                           _draw_once(render_pngs)))  # fmt: skip
        draw = _map_once(portal.maps.sheets._draw)
        enter(patch.object(portal.maps.sheets, "_draw", draw))
        yield


@contextmanager
def cards_not_drawn() -> Iterator[None]:
    """Lay the cards for sharing out, and leave the drawing, which is the same for all letters."""

    def draw(cards: Iterable[tuple[str, Any]], ground: str, cache: Cache) -> Iterator[Any]:
        for path, runs in cards:
            json.dumps([run.request() for run in runs])
            yield path, b""

    with patch.object(portal.plan, "draw_cards", draw):
        yield


def _compile_once(compile_: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[tuple[str, str], Any] = {}

    def compile_once(
        self: Any, source: Any, name: Any = None, filename: Any = None, *more: Any
    ) -> Any:
        # The strings of a language are put into the source: see `_Translate`.
        key = (str(name), self.preprocess(source, name, filename))
        if key not in known:
            if len(known) > 2000:
                known.clear()
            known[key] = compile_(self, source, name, filename, *more)
        return known[key]

    return compile_once


def _schema_once(schema: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[Any, bytes] = {}

    def schema_once(cls: Any, *arguments: Any, **named: Any) -> Any:
        key = (cls, repr(arguments), repr(named))
        if key not in known:
            known[key] = pickle.dumps(schema(cls, *arguments, **named))
        return pickle.loads(known[key])

    return schema_once


def _map_once(draw: Callable[..., bytes]) -> Callable[..., bytes]:
    known: dict[str, bytes] = {}

    def map_once(*wanted: Any) -> bytes:
        *measures, own, step = wanted
        key = repr((measures, sorted(own), step))
        if key not in known:
            if len(known) > 1000:
                known.clear()
            known[key] = draw(*wanted)
        return known[key]

    return map_once


def _draw_once(render: Callable[..., dict[str, bytes]]) -> Callable[..., dict[str, bytes]]:
    known: dict[Any, bytes | None] = {}

    def draw_once(pictures: Mapping[str, Any], *more: Any) -> dict[str, bytes]:
        if len(known) > 5000:
            known.clear()
        missing = {name: wanted for name, wanted in pictures.items() if wanted not in known}
        drawn = render(missing, *more)
        known.update({wanted: drawn.get(name) for name, wanted in missing.items()})
        found = {name: known.get(wanted) for name, wanted in pictures.items()}
        return {name: content for name, content in found.items() if content is not None}

    return draw_once
