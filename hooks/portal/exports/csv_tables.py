"""Records as tables: one row a record, one column a language, safe to open in a spreadsheet."""

from __future__ import annotations

import codecs
import re
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import to_json

from portal.fields import Text
from portal.model import KINDS

# What a spreadsheet would take for the beginning of a formula, full-width signs among it;
# and the apostrophe, so that the way back is clear. Source: OWASP, CSV Injection.
_SIGNS: Final = frozenset("=+-@\t\r\n'\uff1d\uff0b\uff0d\uff20")
# Where the separator of lists is a semicolon (in Bulgaria, Romania, the Czech Republic …),
# spreadsheets begin a new cell at one, however a table is quoted; at a tab and a new line, too.
# One expression each: a literal first character is found ten times as fast.
_INNER: Final = tuple(
    (sign, re.compile(rf"""({sign}[ "]*)(?=[-=+@'\uff1d\uff0b\uff0d\uff20])"""))
    for sign in ";\t\r\n"
)
_INNER_MARK: Final = re.compile(r"""([;\t\r\n][ "]*)'""")
_INNER_JSON: Final = re.compile(r""";(?=(?: |\\")*[-=+@'\uff1d\uff0b\uff0d\uff20])""")
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, the way to the value, and the model whose field it is.

    `form` is text (one language), plain, list (of plain values, joined by "; ") or json.
    """

    name: str
    path: tuple[str, ...]
    form: str
    owner: str
    language: str = ""


def columns_of(kind: str, languages: Sequence[str]) -> tuple[Column, ...]:
    """The columns of a kind: parts become columns of their own, lists of parts JSON."""
    return tuple(_columns(KINDS[kind], (), languages))


def _columns(
    model: type[BaseModel], path: tuple[str, ...], languages: Sequence[str]
) -> Iterable[Column]:
    for name in model.model_fields:
        here = (*path, name)
        heading = "_".join(here)
        form, inner = _form(model, name)
        if form == "text":
            for language in languages:
                suffix = language.replace("-", "_").lower()
                yield Column(f"{heading}_{suffix}", here, form, model.__name__, language)
        elif form == "part":
            assert inner is not None
            yield from _columns(inner, here, languages)
        else:
            yield Column(heading, here, form, model.__name__)


@cache
def _form(model: type[BaseModel], name: str) -> tuple[str, type[BaseModel] | None]:
    return _form_of(model.model_fields[name].annotation)


def _form_of(annotation: Any) -> tuple[str, type[BaseModel] | None]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _form_of(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return _form_of(next(a for a in get_args(annotation) if a is not type(None)))
    if origin is tuple:
        form, _ = _form_of(get_args(annotation)[0])
        return ("list" if form == "plain" else "json"), None
    if isinstance(annotation, type):
        if issubclass(annotation, Text):
            return "text", None
        if issubclass(annotation, BaseModel):
            return "part", annotation
        if issubclass(annotation, dict):
            return "json", None
    return ("json", None) if origin is dict else ("plain", None)


def render_table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A whole table; see `render_rows` for its shape. The headings are texts like any other."""
    return render_header(header) + render_rows(rows)


def render_header(header: Iterable[str]) -> bytes:
    """The beginning of a table: a byte order mark, which spreadsheets need, and the headings."""
    return codecs.BOM_UTF8 + render_rows([header])


def render_rows(rows: Iterable[Iterable[str]]) -> bytes:
    r"""Rows of texts, made safe.

    Shape: UTF-8, CRLF, comma, quotes where needed. A text that a spreadsheet would take for a
    formula begins with an apostrophe, and so does what follows a semicolon or a new line in it;
    where there is one already, it gets a second. Numbers stay numbers. JSON has no apostrophes,
    but "\\u003b" for the semicolon.
    Source: RFC 4180; OWASP, CSV Injection.
    """
    return b"".join(
        [f"{','.join([_quote(cell(text)) for text in row])}\r\n".encode() for row in rows]
    )


def _quote(text: str) -> str:
    # As csv.writer does, in a third of its time: most of the bytes of open data pass here.
    if "," in text or '"' in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def row_of(dump: Mapping[str, Any], columns: Sequence[Column]) -> Iterator[str]:
    """The texts of a record's row; `dump` is the record as JSON has it."""
    return (_value(dump, column) for column in columns)


def _value(dump: Mapping[str, Any], column: Column) -> str:
    value: Any = dump
    for name in column.path:
        value = value.get(name) if isinstance(value, dict) else None
    if value is None or value == [] or value == {}:
        return ""
    if column.form == "text":
        return str(value.get(column.language, ""))
    if column.form == "list":
        return "; ".join(map(str, value))
    if column.form == "json":
        text = to_json(value).decode()
        return _INNER_JSON.sub(r"\\u003b", text) if ";" in text else text
    return str(value)


def cell(text: str) -> str:
    """A text that no spreadsheet runs; see `read_cell` for the way back."""
    if not text:
        return text
    if text[0] in _SIGNS and not _NUMBER.fullmatch(text):
        text = "'" + text
    for sign, inner in _INNER:
        if sign in text:
            text = inner.sub(r"\1'", text)
    return text


def read_cell(text: str) -> str:
    """The text that a cell stands for."""
    return _INNER_MARK.sub(r"\1", text.removeprefix("'"))
