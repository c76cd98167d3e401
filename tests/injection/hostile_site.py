"""A data directory whose every text means harm, and the same one with harmless words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from portal.evidence import CheckFile
from portal.model import KINDS, Record
from portal.problems import Problem
from portal.sample.pages import site_files
from portal.site import Site
from tests import photographs
from tests.builders import check_tree
from tests.injection.fields import COUNT, FILE_NAMES, LANGUAGES, Filler, record_id
from tests.injection.payloads import PAYLOADS

# Markdown, which may have links that lead nowhere good.
_REFUSED = re.compile(r"(description|body)\.(\w+)")
_COMMON = Record.model_fields
# In the colours and the proportion of the European Union's emblem, so that it may be one.
_LOGO = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 60 40'>"
    "<path fill='#003399' d='M0 0h60v40'/><path fill='#ffcc00' d='M9 9h9v9'/></svg>"
)


class _Dumper(yaml.CSafeDumper):
    """Writes a value out each time that it stands somewhere: the portal refuses aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write(directory: Path, *, count: int = COUNT, shift: int = 0, is_tame: bool = False) -> Written:
    """Write the data. Returns the pairs of (field, payload) that are in it.

    Whose links Markdown is refused for has harmless words instead, and is counted as refused.
    """
    placed: set[tuple[str, str]] = set()
    refused: dict[tuple[str, str], Problem] = {}

    def filler(number: int, start: int) -> Filler:
        return Filler(number, start, shift, is_tame=is_tame)

    for name, text in site_files(0):
        if name.startswith("docs/"):
            _write(directory / name, text.encode())
    for number in range(count):
        for start, (kind, model) in enumerate(KINDS.items()):
            made = filler(number, start * 31)
            fields = _mended(kind, made.fill(model), number)
            _write_yaml(directory / kind / f"{record_id(kind, number)}.yml", fields)
            placed |= set(made.placed)
        made = filler(number, 11 * 31)
        name = f"evidence/{record_id('agreements', number)}.yml"
        _write_yaml(directory / name, made.fill(CheckFile))
        placed |= set(made.placed)
    made = filler(0, 0)
    site = made.fill(Site) | {"languages": [{"tag": t, "name": _name(t)} for t in LANGUAGES]}
    _write_yaml(directory / "site.yml", site)
    placed |= set(made.placed)
    names = ("plain",) if is_tame else FILE_NAMES
    _write_files(directory, names)
    for problem in check_tree(directory).problems:
        found = _REFUSED.fullmatch(problem.field)
        path = directory / problem.path.removeprefix("data/")
        if found and path.is_file():
            _without(path, found[1], found[2])
            refused[problem.path, problem.field] = problem
    return Written(frozenset(placed), tuple(refused.values()))


@dataclass(frozen=True, slots=True)
class Written:
    """What a directory holds: (field, payload), and the problems of what was taken out."""

    placed: frozenset[tuple[str, str]]
    refused: tuple[Problem, ...]


def _without(path: Path, name: str, tag: str) -> None:
    fields = yaml.load(path.read_bytes(), yaml.CBaseLoader)
    fields[name][tag] = "Harmless words."
    _write_yaml(path, fields)


def _mended(kind: str, fields: dict[str, Any], number: int) -> dict[str, Any]:
    """What rules about several fields ask for."""
    for dispute in fields.get("disputed", ()):
        dispute["field"] = next(name for name in KINDS[kind].model_fields if name not in _COMMON)
    if kind == "events" and number % 2:
        fields["period"] = {"starts_on": "2026-12-01", "ends_on": "2026-12-02"}
    if kind in ("events", "grants", "visibility"):
        fields.pop("period", None) if number % 3 == 0 else None
    if kind == "programmes":
        fields["process"].append({"id": "end", "title": fields["name"]})
    return fields


def _name(tag: str) -> str:
    # A payload too: the switcher shows it on every page.
    return f"{tag} {PAYLOADS[LANGUAGES.index(tag)].text}"


def _write_files(directory: Path, names: Iterable[str]) -> None:
    for name in names:
        _write(directory / "logos" / f"{name}.svg", _LOGO.encode())
        _write(directory / "files" / f"{name}.txt", b"A text.\n")
    _write(directory / "pictures" / "room.jpg", photographs.jpeg(600, 400))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _write_yaml(path: Path, fields: Any) -> None:
    text = yaml.dump(fields, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    _write(path, text.encode())
