"""The lock: which translation was confirmed against which source text, by their hashes.

One line a text, sorted, so that two pull requests seldom touch the same line:

    projects/roma-net objectives[] 1f0c2a9e bg:77ab01c2 cs:5e6f7a8b ro:0d1e2f3a

Behind the record and the field stand the hash of the source text and, for each language, that
of the translation. Items of a list are known by their source text and not by their number:
what moves within a list, or gets a new neighbour, stays confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from types import MappingProxyType
from typing import Final

from portal.problems import Problem, limit_per_file, quote_got
from portal.yaml_text import Path

_HEADER: Final = (
    "# Which translations were confirmed, and against which source text (hashes of both).\n"
    "# Written by scripts/translations.py confirm; after a merge conflict keep both lines, and\n"
    "# confirm the record again.\n"
)
_LINE: Final = re.compile(
    r"([a-z]+/[a-z0-9-]+|site/site) ([a-z_.\[\]]+) ([0-9a-f]{8})((?: [A-Za-z-]+:[0-9a-f]{8})*)"
)
# What --fix changes is no other text: kinds of spaces, quotes, dashes.
_SAME: Final = (
    ("\u00a0", " "), ("“", '"'), ("”", '"'), ("„", '"'), ("’", "'"), ("–", "-"), ("…", "..."),
)  # fmt: skip


def text_hash(text: str) -> str:
    """Eight hexadecimal digits that stand for a text, whatever its typography and line breaks."""
    for sign, plain in _SAME:
        text = text.replace(sign, plain)
    return blake2b(" ".join(text.split()).encode(), digest_size=4).hexdigest()


def field_key(path: Path) -> str:
    """A path without the numbers of items: `commitments[].text`."""
    name = ""
    for step in path:
        name += "[]" if isinstance(step, int) else f".{step}" if name else step
    return name


@dataclass(frozen=True, slots=True, order=True)
class LockLine:
    """One confirmed source text; `translations` are (language, hash), by language."""

    record: str
    field: str
    source: str
    translations: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        """The line as it stands in the file."""
        own = "".join(f" {language}:{value}" for language, value in self.translations)
        return f"{self.record} {self.field} {self.source}{own}"


@dataclass(frozen=True)
class Lock:
    """The lines of a lock file, by record (`kind/id`). Not `present` where there is no file."""

    lines: Mapping[str, tuple[LockLine, ...]]
    present: bool = True

    @cached_property
    def by_field(self) -> Mapping[str, Mapping[str, tuple[LockLine, ...]]]:
        """The lines by record, then by field."""
        found: dict[str, dict[str, list[LockLine]]] = {}
        for record, lines in self.lines.items():
            fields = found.setdefault(record, {})
            for line in lines:
                fields.setdefault(line.field, []).append(line)
        return {
            record: {field: tuple(lines) for field, lines in fields.items()}
            for record, fields in found.items()
        }

    def has(self, kind: str, record_id: str) -> bool:
        """Whether any text of a record was confirmed."""
        return bool(self.lines) and f"{kind}/{record_id}" in self.lines

    def of(self, record: str, field: str) -> tuple[LockLine, ...]:
        """The lines of a field."""
        fields = self.by_field.get(record)
        return fields.get(field, ()) if fields else ()


NO_LOCK: Final = Lock(MappingProxyType({}), present=False)


def read_lock(content: bytes | None, label: str) -> tuple[Lock, tuple[Problem, ...]]:
    """Read a lock file (None: there is none). Raises: nothing; a wrong line is a problem."""
    if content is None:
        return NO_LOCK, ()
    lines: dict[str, dict[tuple[str, str], LockLine]] = {}
    problems = []
    for number, text in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
        if not text or text.startswith("#"):
            continue
        match = _LINE.fullmatch(text)
        if match is None:
            problems.append(_broken(label, number, text))
            continue
        record, field, source, own = match.groups()
        pairs = (pair.partition(":") for pair in own.split())
        translations = tuple((language, value) for language, _, value in pairs)
        line = LockLine(record, field, source, translations)
        known = lines.setdefault(record, {})
        earlier = known.get((field, source))
        known[field, source] = line if earlier is None else _joined(earlier, line)
    found = {record: tuple(known.values()) for record, known in lines.items()}
    return Lock(found), tuple(limit_per_file(problems))


def _joined(one: LockLine, other: LockLine) -> LockLine:
    """Both lines of a merge: a language that both confirm counts as in the later one."""
    pairs = dict(one.translations) | dict(other.translations)
    return LockLine(one.record, one.field, one.source, tuple(sorted(pairs.items())))


def _broken(label: str, number: int, text: str) -> Problem:
    is_conflict = text.startswith(("<<<<<<<", "=======", ">>>>>>>"))
    fix = (
        "delete this line and keep the lines of both sides"
        if is_conflict
        else "delete the line, then run scripts/translations.py confirm for the record"
    )
    return Problem(
        label, number, 1, "", "a record, a field and hashes, as the command confirm writes them",
        quote_got(text), fix,
    )  # fmt: skip


def render_lock(lines: Iterable[LockLine]) -> str:
    """The text of a lock file: sorted, each text once."""
    return _HEADER + "".join(f"{line}\n" for line in sorted(set(lines)))


def all_lines(lock: Lock) -> Iterator[LockLine]:
    """Every line, record by record."""
    for lines in lock.lines.values():
        yield from lines
