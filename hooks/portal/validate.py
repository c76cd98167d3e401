"""One document against one model: a typed value, or problems in an editor's words.

One mistake gives one problem: what only follows from another mistake is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from portal.explain import Surroundings, explain
from portal.fields import Text
from portal.model import KINDS
from portal.problems import MAX_PER_FILE, Problem, limit_per_file, nearest
from portal.walk import model_at, type_at
from portal.yaml_places import locate_key, place_of
from portal.yaml_text import Document, Path, Value, field_name

Model = TypeVar("Model", bound=BaseModel)


def validate(
    model: type[Model], document: Document, value: dict[str, Value], context: Mapping[str, Any]
) -> tuple[Model | None, tuple[Problem, ...]]:
    """The record that a document's value makes, or all that is wrong with it.

    `context` holds `languages` and `default_language`; both may be empty.
    """
    try:
        return model.model_validate(_without_blanks(value), context=dict(context)), ()
    except ValidationError as error:
        details = [(_path(detail), detail) for detail in error.errors(include_url=False)]
    if misplaced := _of_another_kind(model, document, value):
        return None, (misplaced,)
    problems, details = _unindented(model, document, value, context, details)
    details = _without_followers(model, details)
    problems += [
        _problem(model, document, detail, path) for path, detail in details[: MAX_PER_FILE + 1]
    ]
    return None, tuple(limit_per_file(problems))


def _without_blanks(value: Value) -> Value:
    # "website:" with nothing after it says the same as no line at all.
    if isinstance(value, dict):
        return {key: _without_blanks(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_blanks(item) for item in value]
    return value


def _path(detail: ErrorDetails) -> Path:
    path = tuple(step for step in detail["loc"] if step != "[key]")
    for step in _context(detail).get("at", ()):
        path = path[:-1] if step == ".." else (*path, step)
    return path


def _context(detail: ErrorDetails) -> dict[str, Any]:
    return detail.get("ctx", {}) if detail["type"] == "field" else {}


def _problem(
    model: type[BaseModel], document: Document, detail: ErrorDetails, path: Path
) -> Problem:
    place = place_of(document, path)
    around = Surroundings(
        str(path[-1]) if path else "",
        _names(model_at(model, path[:-1])),
        _names(model_at(model, path)),
        _home(model, path),
        place.blank,
        place.comment,
    )
    explained = explain(detail, around)
    mark = place.key if explained.at_key or "[key]" in detail["loc"] else place.value
    return Problem(
        document.path,
        mark.line,
        mark.column,
        field_name(path),
        explained.expected,
        explained.got,
        explained.fix,
    )


def _home(model: type[BaseModel], path: Path) -> str:
    """The field below which a name has its place: `ends_on` stands in `period`, not beside it."""
    beside = model_at(model, path[:-1])
    below = {name: type_at(model, (*path[:-1], name)) for name in _names(beside)}
    homes = [
        name
        for name, inner in below.items()
        if inner and issubclass(inner, BaseModel) and path[-1] in inner.model_fields
    ]
    return homes[0] if len(homes) == 1 else ""


def _names(model: type[BaseModel] | None) -> tuple[str, ...]:
    """The fields of a model, those that it does not share with other kinds first."""
    if model is None:
        return ()
    names = sorted(model.model_fields, key=lambda name: name not in model.__annotations__)
    return tuple(name for name in names if name != "id")


# -- what follows from another mistake ---------------------------------------------------


def _without_followers(
    model: type[BaseModel], details: list[tuple[Path, ErrorDetails]]
) -> list[tuple[Path, ErrorDetails]]:
    """Leave out the field that is missing because its name is misspelt, and the list that is
    short because its items are wrong.
    """
    meant: set[Path] = set()
    broken: set[Path] = set()
    for path, detail in details:
        broken.update(path[:length] for length in range(len(path)))
        if detail["type"] == "extra_forbidden" and len(meant) <= MAX_PER_FILE:
            close = nearest(str(path[-1]), _names(model_at(model, path[:-1])))
            meant.add((*path[:-1], close or str(path[-1])))
    kept = []
    for path, detail in details:
        if detail["type"] == "missing" and path in meant:
            continue
        mapping = detail["loc"][:-1]
        if any((*mapping, name) in meant for name in _context(detail).get("needs", ())):
            continue
        if detail["type"] == "too_short" and path in broken:
            given = detail.get("input")
            if isinstance(given, list) and len(given) >= detail["ctx"]["min_length"]:
                continue
        kept.append((path, detail))
    return kept


def _unindented(
    model: type[BaseModel],
    document: Document,
    value: dict[str, Value],
    context: Mapping[str, Any],
    details: list[tuple[Path, ErrorDetails]],
) -> tuple[list[Problem], list[tuple[Path, ErrorDetails]]]:
    """Lines that belong below a field and begin in its column: one problem for all of them.

    title:
    en: A title
    bg: Заглавие
    """
    unknown = {path for path, detail in details if detail["type"] == "extra_forbidden"}
    explained: set[Path] = set()
    problems = []
    for parent in dict.fromkeys(path[:-1] for path, _ in details):
        keys = _mapping_at(value, parent)
        field: str | None = None
        for key, item in keys.items():
            path = (*parent, key)
            if (
                field is not None
                and path in unknown
                and key in _parts(model, (*parent, field), context)
            ):
                if (*parent, field) not in explained:
                    mark = locate_key(document, path)
                    problems.append(
                        Problem(
                            document.path, mark.line, mark.column, field_name(path),
                            f'"{key}" indented below "{field}"',
                            f'a line in the column of "{field}"',
                            f'put two spaces before the lines that belong to "{field}"',
                        )
                    )  # fmt: skip
                explained |= {path, (*parent, field)}
            else:
                field = key if item is None else None
    return problems, [(path, detail) for path, detail in details if path not in explained]


def _of_another_kind(
    model: type[BaseModel], document: Document, value: dict[str, Value]
) -> Problem | None:
    """A record in the folder of another kind: one problem instead of one for each field."""
    if model not in KINDS.values():
        return None
    keys = frozenset(value) - {"id"}
    others = [kind for kind, other in KINDS.items() if _fits(other, keys)]
    strange = [key for key in value if key not in model.model_fields]
    if len(others) != 1 or len(strange) < 2:
        return None
    folder, name = document.path.split("/")[-2:]
    return Problem(
        document.path, 1, 1, "", f"a record of data/{folder}/",
        f"one with all that belongs to data/{others[0]}/ ({', '.join(strange[:4])})",
        f"move the file to data/{others[0]}/{name}",
    )  # fmt: skip


def _fits(model: type[BaseModel], keys: frozenset[str]) -> bool:
    """Whether a record may have these fields, and lacks none."""
    needed = {name for name, field in model.model_fields.items() if field.is_required()}
    return needed - {"id"} <= keys <= model.model_fields.keys()


def _mapping_at(value: Value, path: Path) -> dict[str, Value]:
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int):
            value = value[step]
    return value if isinstance(value, dict) else {}


def _parts(model: type[BaseModel], path: Path, context: Mapping[str, Any]) -> tuple[str, ...]:
    if (found := type_at(model, path)) is None:
        return ()
    if issubclass(found, Text):
        languages: tuple[str, ...] = context.get("languages", ())
        return languages
    return _names(found)
