"""Records as tables: one row a record, one column a language, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import re
import types
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import BaseModel

from portal.fields import Text
from portal.model import KINDS, AnyRecord

# What a spreadsheet would take for a formula. Source: OWASP, CSV Injection.
_FORMULA: Final = re.compile(r"^[=+\-@\t\r\n']")
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_BOM: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, the way to the value, the field that describes it.

    `form` is text (one language), plain, list (of plain values, joined by "; ") or json.
    """

    name: str
    path: tuple[str, ...]
    form: str
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
                yield Column(
                    f"{heading}_{language.replace('-', '_').lower()}", here, form, language
                )
        elif form == "part":
            assert inner is not None
            yield from _columns(inner, here, languages)
        else:
            yield Column(heading, here, form)


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


def render_csv(records: Iterable[AnyRecord], columns: Sequence[Column]) -> bytes:
    """A table as CSV.

    Shape: UTF-8 with a byte order mark (spreadsheets need it), CRLF, comma, quotes where
    needed. A text that a spreadsheet would take for a formula begins with an apostrophe;
    a text that begins with one of its own gets a second. Numbers stay numbers.
    Source: RFC 4180.
    """
    dumps = (record.model_dump(mode="json") for record in records)
    return render_rows(
        [column.name for column in columns],
        ([cell(_value(dump, column)) for column in columns] for dump in dumps),
    )


def render_rows(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Rows of safe cells as CSV bytes."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return (_BOM + buffer.getvalue()).encode()


def _value(dump: dict[str, Any], column: Column) -> str:
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
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str(value)


def cell(text: str) -> str:
    """A text that no spreadsheet runs; see `read_cell` for the way back."""
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def read_cell(text: str) -> str:
    """The text that a cell stands for."""
    return text[1:] if text.startswith("'") else text
