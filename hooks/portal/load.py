"""From a data directory to typed records, with every problem on the way.

This loader is the check: `scripts/check_data.py` and the build call the same function.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from portal.explain import explain
from portal.fields import ID_PATTERN, RESERVED_ID, DataFile
from portal.model import KINDS, AnyRecord
from portal.problems import Problem, nearest, quote_got, sort_problems
from portal.site import Site
from portal.walk import model_at, walk
from portal.yaml_text import (
    Document,
    Mark,
    Value,
    field_name,
    locate,
    locate_key,
    read_document,
)
from portal.yaml_text import Path as FieldPath

SITE_FILE: Final = "site.yml"
OTHER_FOLDERS: Final = frozenset({"logos", "files", "strings", "docs"})


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a data directory holds. With errors among the problems, nothing may be built.

    `records` maps each kind to its records in the order of their ids; `label` is the
    data directory as problems name it.
    """

    directory: Path
    label: str
    site: Site | None
    records: Mapping[str, tuple[AnyRecord, ...]]
    problems: tuple[Problem, ...]


def load_data(directory: Path, label: str = "data") -> Loaded:
    """Read all records below a directory.

    Raises: nothing for what editors can get wrong; OSError where the disk fails.
    """
    problems: list[Problem] = []
    site = _load_site(directory, label, problems)
    context = {
        "languages": site.tags if site else (),
        "default_language": site.default_language if site else "",
    }
    records: dict[str, tuple[AnyRecord, ...]] = {}
    for kind, model in KINDS.items():
        found = []
        for path in _record_files(directory / kind, f"{label}/{kind}", problems):
            record = _load_record(directory, label, path, model, context, problems)
            if record is not None:
                found.append(record)
        records[kind] = tuple(found)
    problems.extend(_stray_folders(directory, label))
    return Loaded(directory, label, site, records, sort_problems(problems))


def reread(loaded: Loaded, kind: str, record_id: str) -> Document:
    """The document of a record again, to find the place of a problem met later."""
    relative = f"{kind}/{record_id}.yml"
    return read_document(f"{loaded.label}/{relative}", (loaded.directory / relative).read_bytes())


def _load_site(directory: Path, label: str, problems: list[Problem]) -> Site | None:
    path = directory / SITE_FILE
    name = f"{label}/{SITE_FILE}"
    if not path.is_file():
        problems.append(
            Problem(
                name,
                1,
                1,
                "",
                "the site's own file",
                "nothing",
                "add data/site.yml with title, summary, url, languages, time_zone, publisher, licence",
            )  # fmt: skip
        )
        return None
    document = read_document(name, path.read_bytes())
    problems.extend(document.problems)
    if not isinstance(document.value, dict):
        return None
    languages = document.value.get("languages")
    tags = tuple(
        item["tag"]
        for item in (languages if isinstance(languages, list) else [])
        if isinstance(item, dict) and isinstance(item.get("tag"), str)
    )
    context = {"languages": tags, "default_language": tags[0] if tags else ""}
    return _validate(Site, document, document.value, context, problems)


def _load_record(
    directory: Path,
    label: str,
    path: Path,
    model: type[AnyRecord],
    context: Mapping[str, Any],
    problems: list[Problem],
) -> AnyRecord | None:
    name = f"{label}/{path.parent.name}/{path.name}"
    document = read_document(name, path.read_bytes())
    problems.extend(document.problems)
    if not isinstance(document.value, dict):
        return None
    value = document.value
    if "id" in value:
        mark = locate_key(document, ("id",))
        problems.append(
            Problem(
                name,
                mark.line,
                mark.column,
                "id",
                "no id in the file",
                quote_got(value["id"]),
                f'delete the line: the id is the file\'s name, "{path.stem}"',
            )  # fmt: skip
        )
    record = _validate(model, document, {**value, "id": path.stem}, context, problems)
    if record is not None:
        problems.extend(_missing_files(record, document, directory))
    return record


def _validate(
    model: type[Any],
    document: Document,
    value: dict[str, Value],
    context: Mapping[str, Any],
    problems: list[Problem],
) -> Any:
    try:
        return model.model_validate(_without_blanks(value), context=dict(context))
    except ValidationError as error:
        details = error.errors(include_url=False)
        places = [_field_path(detail) for detail in details]
        for detail, path in zip(details, places, strict=True):
            inner = any(len(p) > len(path) and p[: len(path)] == path for p in places)
            if detail["type"] in ("too_short", "missing") and inner:
                continue
            problems.append(_problem(model, document, detail, path))
        return None


def _problem(
    model: type[BaseModel], document: Document, detail: ErrorDetails, path: FieldPath
) -> Problem:
    parent = model_at(model, path[:-1])
    known = [name for name in parent.model_fields if name != "id"] if parent else []
    explained = explain(detail, str(path[-1]) if path else "", known)
    mark = (locate_key if explained.at_key else locate)(document, path)
    return Problem(
        document.path,
        mark.line,
        mark.column,
        field_name(path),
        explained.expected,
        explained.got,
        explained.fix,
    )


def _field_path(detail: ErrorDetails) -> FieldPath:
    return tuple(step for step in detail["loc"] if step != "[key]")


def _without_blanks(value: Value) -> Value:
    # "website:" with nothing after it says the same as no line at all.
    if isinstance(value, dict):
        return {key: _without_blanks(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_blanks(item) for item in value]
    return value


def _record_files(folder: Path, label: str, problems: list[Problem]) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.startswith("."):
            continue
        name = f"{label}/{path.name}"
        if path.is_dir() or path.suffix != ".yml":
            problems.append(
                Problem(
                    name,
                    1,
                    1,
                    "",
                    "one .yml file for each record here",
                    "a folder" if path.is_dir() else f'a file that ends in "{path.suffix}"',
                    "rename it to end in .yml, or move it out of this folder",
                )  # fmt: skip
            )
        elif not ID_PATTERN.fullmatch(path.stem) or RESERVED_ID.fullmatch(path.stem):
            problems.append(
                Problem(
                    name,
                    1,
                    1,
                    "id",
                    "a file name of a–z, 0–9 and single hyphens",
                    quote_got(path.stem),
                    f'rename the file, such as "{_slug(path.stem)}.yml"',
                )  # fmt: skip
            )
        elif not path.is_file():
            problems.append(
                Problem(
                    name,
                    1,
                    1,
                    "",
                    "a file that can be read",
                    "a broken link",
                    "replace the link by the file itself",
                )  # fmt: skip
            )
        else:
            yield path


def _slug(stem: str) -> str:
    cleaned = "".join(c if c.isascii() and c.isalnum() else "-" for c in stem.lower())
    slug = "-".join(part for part in cleaned.split("-") if part) or "my-record"
    return f"{slug}-1" if RESERVED_ID.fullmatch(slug) else slug


def _stray_folders(directory: Path, label: str) -> Iterator[Problem]:
    if not directory.is_dir():
        return
    known = [*KINDS, *OTHER_FOLDERS]
    for path in sorted(directory.iterdir()):
        if path.name.startswith(".") or path.name in known or path.name == SITE_FILE:
            continue
        match = nearest(path.name, [*known, SITE_FILE])
        yield Problem(
            f"{label}/{path.name}", 1, 1, "", "a folder named after a kind of record",
            quote_got(path.name),
            f'did you mean "{match}"?' if match else f"use one of: {', '.join(sorted(known))}",
        )  # fmt: skip


def _missing_files(record: AnyRecord, document: Document, directory: Path) -> Iterator[Problem]:
    root = directory.resolve()
    for path, value, marker in walk(record):
        if not isinstance(marker, DataFile):
            continue
        expected, fix = _file_complaint(root, value, marker)
        if expected:
            mark = locate(document, path)
            yield Problem(
                document.path, mark.line, mark.column, field_name(path), expected,
                quote_got(value), fix,
            )  # fmt: skip


def _file_complaint(root: Path, value: str, marker: DataFile) -> tuple[str, str]:
    if not value.startswith(f"{marker.folder}/"):
        return (
            f"a file in data/{marker.folder}/",
            f"move the file there and write {marker.folder}/…",
        )
    if not value.lower().endswith(marker.endings):
        return (
            f"a file that ends in {', '.join(marker.endings)}",
            "convert the file, or choose another",
        )
    target = (root / value).resolve()
    if not target.is_relative_to(root):
        return "a file inside data/", "put the file itself there, not a link to elsewhere"
    if not target.is_file():
        folder = target.parent
        names = [p.name for p in folder.iterdir()] if folder.is_dir() else []
        match = nearest(target.name, names)
        return (
            f"a file that is there (data/{value})",
            f'did you mean "{marker.folder}/{match}"?'
            if match
            else "add the file, or delete the line",
        )
    return "", ""


def all_records(records: Mapping[str, Iterable[AnyRecord]]) -> Iterator[AnyRecord]:
    """Every record, kind by kind."""
    for group in records.values():
        yield from group


__all__ = ["Loaded", "Mark", "all_records", "load_data", "reread"]
