"""Walking through a record's fields by what they are marked as.

Each model is looked at once; the walk over a record then only follows the fields
that lead to something marked (a reference, a file, a prose text).
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel

from portal.fields import DataFile, Prose, Reference, Text, is_file_path, is_id
from portal.yaml_text import Path, Value

Marker: TypeAlias = "Reference | DataFile | type[Text]"
# What to do with a field: the marker of a leaf or the model inside, and whether it is a list.
_Step: TypeAlias = tuple[str, "Marker | None", "type[BaseModel] | None", bool]


def walk(record: BaseModel) -> Iterator[tuple[Path, Any, Marker]]:
    """Yield (path, value, marker) of every marked value that is there.

    Markers: a `Reference`, a `DataFile`, or the classes `Text` and `Prose`.
    """
    yield from _walk(record, ())


def texts_in(record: BaseModel) -> list[Text]:
    """Every text of a record without its place: where only they count, in a third of the time."""
    found: list[Text] = []
    _collect_texts(record, found)
    return found


def _collect_texts(part: BaseModel, found: list[Text]) -> None:
    for name, is_text, many in _text_steps(type(part)):
        value = getattr(part, name)
        if value is None:
            continue
        if is_text:
            found.extend(value) if many else found.append(value)
        else:
            for item in value if many else (value,):
                _collect_texts(item, found)


@cache
def _text_steps(model: type[BaseModel]) -> tuple[tuple[str, bool, bool], ...]:
    """The fields that are texts or lead to some: name, whether it is one, whether it is a list."""
    return tuple(
        (name, isinstance(marker, type), many)
        for name, marker, inner, many in _steps(model)
        if isinstance(marker, type) or (inner is not None and _text_steps(inner))
    )


def walk_raw(model: type[BaseModel], value: Value) -> Iterator[tuple[Path, str, Marker]]:
    """The same of a record that is none yet, as far as it is written the right way.

    Yields references that may be ids, and texts with the language as the path's last step.
    """
    yield from _walk_raw(model, value, ())


def _walk_raw(
    model: type[BaseModel], value: Value, path: Path
) -> Iterator[tuple[Path, str, Marker]]:
    short = getattr(model, "short_form", "")
    if short and isinstance(value, str):
        value = {short: value}
    for name, marker, inner, many in _steps(model):
        given = value.get(name) if isinstance(value, dict) else None
        places: list[tuple[Path, Value]] = [((*path, name), given)]
        if many:
            items = given if isinstance(given, list) else []
            places = [((*path, name, index), item) for index, item in enumerate(items)]
        for place, item in places:
            if marker is None and inner is not None:
                yield from _walk_raw(inner, item, place)
            elif isinstance(item, str):
                text = item.strip()
                if (isinstance(marker, Reference) and is_id(text)) or (
                    isinstance(marker, DataFile) and is_file_path(text)
                ):
                    yield place, text, marker
            elif isinstance(item, dict) and isinstance(marker, type):
                for tag, text_or_not in item.items():
                    if isinstance(text_or_not, str):
                        yield (*place, tag), text_or_not, marker


def _walk(part: BaseModel, path: Path) -> Iterator[tuple[Path, Any, Marker]]:
    for name, marker, model, many in _steps(type(part)):
        value = getattr(part, name)
        if value is None:
            continue
        if many:
            for index, item in enumerate(value):
                if marker is not None:
                    yield (*path, name, index), item, marker
                else:
                    yield from _walk(item, (*path, name, index))
        elif marker is not None:
            yield (*path, name), value, marker
        else:
            assert model is not None
            yield from _walk(value, (*path, name))


@cache
def _steps(model: type[BaseModel]) -> tuple[_Step, ...]:
    steps = []
    for name, field in model.model_fields.items():
        marker, inner, many = marker_of(field.annotation, tuple(field.metadata))
        if marker is not None or (inner is not None and _steps(inner)):
            steps.append((name, marker, inner, many))
    return tuple(steps)


def marker_of(
    annotation: Any, metadata: tuple[Any, ...]
) -> tuple[Marker | None, type[BaseModel] | None, bool]:
    """(marker, model, whether it is a list) of a field's annotation and metadata."""
    for item in metadata:
        if isinstance(item, (Reference, DataFile)):
            return item, None, False
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *extra = get_args(annotation)
        return marker_of(inner, tuple(extra))
    if origin in (Union, types.UnionType):
        for part in get_args(annotation):
            if part is not type(None):
                return marker_of(part, ())
    if origin is tuple:
        marker, model, _ = marker_of(get_args(annotation)[0], ())
        return marker, model, True
    if isinstance(annotation, type):
        if issubclass(annotation, Text):
            return (Prose if issubclass(annotation, Prose) else Text), None, False
        if issubclass(annotation, BaseModel):
            return None, annotation, False
    return None, None, False


def model_at(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    """The model that describes the mapping at a path; None where it is no model."""
    current: type[BaseModel] | None = model
    for step in path:
        if isinstance(step, int):
            continue
        if current is None or step not in current.model_fields:
            return None
        field = current.model_fields[step]
        _, current, _ = marker_of(field.annotation, tuple(field.metadata))
    return current


def type_at(model: type[BaseModel], path: Path) -> type[BaseModel] | type[Text] | None:
    """What a field holds that is written as a mapping: a model or a text; None for lists."""
    parent = model_at(model, path[:-1])
    field = parent.model_fields.get(str(path[-1])) if parent else None
    if field is None:
        return None
    marker, inner, many = marker_of(field.annotation, tuple(field.metadata))
    if many:
        return None
    return marker if isinstance(marker, type) else inner
