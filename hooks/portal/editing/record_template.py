"""The YAML of a new record: what has to be there filled in or asked for, the rest as comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from portal.descriptions import describe
from portal.editing.examples import example_of
from portal.fields import ANYTHING, TODO, Reference
from portal.model import KINDS
from portal.walk import marker_of
from portal.yaml_scalars import double_quoted
from portal.yaml_text import is_null

_SPACES: Final = re.compile(r"[ \t\r\n]+")
# Where a record says what it is comes first, where that is from and further words last.
_LAST: Final = ("sources", "updated_on", "links", "disputed", "notes", "former_ids")


def render_template(
    kind: str, languages: tuple[str, ...], today: date, values: Mapping[str, Any]
) -> str:
    """A commented file for a new record.

    Shape: required fields first, with `values` or TODO in them; then optional ones as comments
    with an example each. `values` maps fields to a scalar, a list, or {language: text}.
    Raises: KeyError for a kind or a value's field that there is not.
    """
    model = KINDS[kind]
    for name in values:
        model.model_fields[name]
    given = {"updated_on": today.isoformat(), **values}
    ordered = [n for n in fields_in_order(model) if n != "id"]
    required = [n for n in ordered if model.model_fields[n].is_required() or n in given]
    optional = [n for n in ordered if n not in required and n != "former_ids"]
    lines: list[str] = []
    for name in required:
        lines.extend(_field(model, name, languages, given.get(name)))
    if optional:
        lines.extend(("", "# What else the record can say: take away the # in front, and write."))
    for name in optional:
        lines.extend(f"# {line}" for line in _field(model, name, languages, None, optional=True))
    return "\n".join(lines) + "\n"


def fields_in_order(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields of a model in the order in which files have them."""
    names = [name for name in model.model_fields if name not in _LAST]
    return (*names, *(name for name in _LAST if name in model.model_fields))


def _field(
    model: type[BaseModel],
    name: str,
    languages: tuple[str, ...],
    value: Any,
    *,
    optional: bool = False,
) -> Iterator[str]:
    field = model.model_fields[name]
    words = describe(model.__name__, name)
    marker, inner, many = marker_of(field.annotation, tuple(field.metadata))
    if isinstance(marker, type) and not many:
        texts: Mapping[str, str] = value if isinstance(value, Mapping) else {}
        yield f"{name}:  # {words}"
        for tag in languages if not optional else languages[:1]:
            yield f"  {tag}: {scalar(texts.get(tag, TODO if not optional else ANYTHING))}"
        return
    if many or get_origin(_bare(field)) is tuple:
        yield f"{name}:  # {words}"
        items = value if isinstance(value, (list, tuple)) else ()
        for item in items or (_placeholder(model, name, marker, optional),):
            if inner is not None and not items:
                yield from _part(inner, languages[:1], optional)
            else:
                yield f"  - {scalar(item)}"
        return
    if inner is not None:
        yield f"{name}:  # {words}"
        yield from (f"  {line}" for line in _required_of(inner, languages[:1], optional))
        return
    shown = scalar(value) if value is not None else _placeholder(model, name, marker, optional)
    yield f"{name}: {shown}  # {words}{_choices(field)}"


def _part(model: type[BaseModel], languages: tuple[str, ...], optional: bool) -> Iterator[str]:
    for number, line in enumerate(_required_of(model, languages, optional)):
        yield f"  - {line}" if number == 0 else f"    {line}"


def _required_of(
    model: type[BaseModel], languages: tuple[str, ...], optional: bool
) -> Iterator[str]:
    names = [n for n, f in model.model_fields.items() if f.is_required()]
    for name in names or list(model.model_fields):
        yield from _field(model, name, languages, None, optional=optional)


def _placeholder(model: type[BaseModel], name: str, marker: object, optional: bool) -> str:
    if not optional:
        return TODO
    if isinstance(marker, Reference):
        return f"the-id-of-one-of-the-{marker.kind}"
    return example_of(model.__name__, name) or ANYTHING


def _choices(field: FieldInfo) -> str:
    for part in (_bare(field), *get_args(_bare(field))):
        if isinstance(part, type) and issubclass(part, StrEnum):
            return ": " + ", ".join(part)
    return ""


def _bare(field: FieldInfo) -> Any:
    return field.annotation


def scalar(value: object) -> str:
    """A text as YAML on one line, in quotes where it needs them.

    The loader reads every plain value as text, so only what the syntax itself would stumble
    over is quoted.
    """
    # Not all that Python calls a space: a non-breaking one belongs to the text.
    text = _SPACES.sub(" ", str(value)).strip(" ")
    risky = (
        not text
        or text[0] in "!&*-?|>@%`\"'#,[]{}:~"
        or text[-1] == ":"
        or ": " in text
        or " #" in text
        or is_null(text)
    )
    if not risky or text == ANYTHING:
        return text
    return double_quoted(text)
