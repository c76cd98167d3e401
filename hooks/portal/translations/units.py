"""What goes to translators: one unit a text and language, with its place and state."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from portal.texts import TextField
from portal.translations.lock import LockLine, field_key, text_hash
from portal.translations.states import FieldStates, State
from portal.yaml_text import Path, Value, field_name, read_document

# States that wait for a translator.
TO_DO: Final = frozenset({State.MISSING, State.FALLBACK, State.STALE, State.UNCONFIRMED})
_KEY: Final = re.compile(r"([a-z]+)/([a-z0-9-]+)/(.+)")
_STEP: Final = re.compile(r"([a-z_]+)|\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Unit:
    """One text to translate from `source_language`; `target` is empty where there is none.

    `was` is the hash of the translation as it went out: what came in meanwhile is noticed.
    """

    kind: str
    record_id: str
    path: Path
    source_language: str
    source: str
    target: str
    state: State
    place: str
    previous: str = ""

    @property
    def key(self) -> str:
        """Kind, id and field: "projects/roma-net/objectives[2]" (items count from 1)."""
        return f"{self.kind}/{self.record_id}/{field_name(self.path)}"

    @property
    def is_confirmed(self) -> bool:
        """Whether the translation is known to belong to the source."""
        return self.state is State.PRESENT

    @property
    def was(self) -> str:
        """The hash of the translation, or "none"."""
        return text_hash(self.target) if self.target else "none"


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence of a text, in XLIFF's state; or what stands between two, without a state.

    `target` is None where the file has none, which may mean another thing than an empty one.
    """

    source: str
    target: str | None
    state: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A translation that came back; `was` is empty where the file does not say.

    `is_partial`: some of its sentences were translated, and others still wait. `parts` are
    those that a tool has cut the text into, and empty where it is whole.
    """

    key: str
    source: str
    text: str
    needs_work: bool
    was: str
    is_partial: bool = False
    parts: tuple[Part, ...] = ()


def make_units(
    states: Iterable[FieldStates],
    language: str,
    place: Callable[[TextField], str],
    previous: Callable[[TextField, LockLine], str],
    *,
    only_to_do: bool = False,
) -> Iterator[Unit]:
    """The units of a language, for the texts that were not written in it first."""
    for one in states:
        field, state = one.field, one.states[language]
        if state is State.SOURCE or (only_to_do and state not in TO_DO):
            continue
        before = previous(field, one.old) if state is State.STALE and one.old else ""
        yield Unit(
            field.kind, field.record_id, field.path, field.source, field.text[field.source],
            field.text.get(language, ""), state, place(field), before,
        )  # fmt: skip


def parse_key(key: str) -> tuple[str, str, Path] | None:
    """Kind, id and path of a unit's key; None for what is none."""
    match = _KEY.fullmatch(key)
    if match is None:
        return None
    steps = [int(m[2]) - 1 if m[2] else m[1] for m in _STEP.finditer(match[3])]
    path: Path = tuple(steps)
    return (match[1], match[2], path) if field_name(path) == match[3] else None


def find_previous(versions: Iterable[bytes], field: TextField, wanted: str) -> str:
    """The text that a hash stands for, in the first earlier version of a file that has it."""
    key = field_key(field.path)
    for content in versions:
        value = read_document("", content).value
        for path, text in _leaves(value, ()):
            is_field = path[-1:] == (field.source,) and field_key(path[:-1]) == key
            if is_field and text_hash(text) == wanted:
                return text.strip()
    return ""


def _leaves(value: Value, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _leaves(item, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, (*path, index))
    elif value is not None:
        yield path, value
