"""One record's file becomes a record, and what it names: from its bytes alone.

That is why a result may be kept by the file's content, and why files may be parsed side by
side. Whether what a record names is there is asked later, of the files and the catalogue.
Results are named tuples, which are read back faster than data classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from portal.fields import DataFile, Prose, Reference
from portal.model import KINDS, AnyRecord
from portal.problems import Problem, quote_got
from portal.prose import destinations
from portal.references import Key, complain_about_address
from portal.steps import Steps
from portal.text_shape import TextShape, shape_of
from portal.validate import validate
from portal.walk import Marker, walk, walk_raw
from portal.yaml_places import locate_key
from portal.yaml_text import Path, Value, read_document


class RecordFile(NamedTuple):
    """A record's file, below the data directory; `digest` is the SHA-256 of its content.

    The content is there where the file has to be parsed. `is_draft` says that it cannot be used
    whatever it holds: its name is wrong.
    """

    name: str
    kind: str
    record_id: str
    digest: bytes
    is_draft: bool = False
    content: bytes = b""


class Named(NamedTuple):
    """What a record names, each once: records, targets of `portal:` links in its texts, files.

    `has_flaws` says that a text has a link that leads nowhere whatever other records there are.
    """

    records: tuple[Key, ...] = ()
    targets: tuple[str, ...] = ()
    files: tuple[tuple[Path, str, DataFile], ...] = ()
    has_flaws: bool = False


NOTHING: Final = Named()


class Parsed(NamedTuple):
    """What a file gave: a record, or None; `draft` is its value where it cannot be used yet.

    `shape` says of a record in which languages its texts are.
    """

    record: AnyRecord | None
    named: Named
    problems: tuple[Problem, ...] = ()
    draft: dict[str, Value] | None = None
    shape: TextShape | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong with the file."""
        return self.record is not None and not self.problems and self.draft is None


def parse_record(file: RecordFile, label: str, context: Mapping[str, Any]) -> Steps[Parsed]:
    """Parse and validate one file; `label` is the data directory as problems name it.

    Raises: nothing for what editors can get wrong.
    """
    document = read_document(f"{label}/{file.name}", file.content)
    yield
    problems = list(document.problems)
    if document.value is None:
        return Parsed(None, NOTHING, tuple(problems))
    value = document.value
    if "id" in value:
        mark = locate_key(document, ("id",))
        fix = f'delete the line: the id is the file\'s name, "{file.record_id}"'
        problems.append(
            Problem(document.path, mark.line, mark.column, "id", "no id in the file",
                    quote_got(value["id"]), fix)
        )  # fmt: skip
    model: type[AnyRecord] = KINDS[file.kind]
    record, found = validate(model, document, {**value, "id": file.record_id}, context)
    yield
    named = _named(walk(record) if record is not None else walk_raw(model, value))
    yield
    draft = value if record is None or file.is_draft else None
    shape = shape_of(record, context["languages"]) if record is not None else None
    return Parsed(record, named, (*problems, *found), draft, shape)


def _named(marked: Iterable[tuple[Path, Any, Marker]]) -> Named:
    records: dict[Key, None] = {}
    targets: dict[str, None] = {}
    files: list[tuple[Path, str, DataFile]] = []
    has_flaws = False
    for path, value, marker in marked:
        if isinstance(marker, Reference):
            records[marker.kind, value] = None
        elif isinstance(marker, DataFile):
            files.append((path, value, marker))
        elif marker is Prose:
            # Of a record that is none yet, one language's text at a time.
            for text in (value,) if isinstance(value, str) else value.values():
                for destination in destinations(text):
                    if destination.portal_target is not None:
                        targets[destination.portal_target] = None
                    elif complain_about_address(destination):
                        has_flaws = True
    return Named(tuple(records), tuple(targets), tuple(files), has_flaws)
