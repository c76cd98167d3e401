"""Reading YAML as editors write it: plain text, no types, every value with its place.

Plain scalars stay strings (`no` is not False, `012` is not 10, `12:30` is not 750);
the models give them types. Aliases, anchors, tags, duplicate keys, deep nesting and
characters that hide or disguise text are refused, because each of them hides a
mistake or an attack.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias, cast

import yaml

from portal.problems import Problem, limit_per_file, quote_got
from portal.yaml_guard import guard, is_suspect
from portal.yaml_marks import Mark, RefusedError, mark_of
from portal.yaml_syntax import explain_syntax

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
Path: TypeAlias = tuple[str | int, ...]

MAX_BYTES: Final = 1024 * 1024
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
# Controls but for tab and line feed; line breaks that editors do not count as such (U+0085,
# U+2028, U+2029); what XML 1.0 and HTML forbid; a byte order mark that is not at the start;
# and the overrides that make a text read as another one (Unicode TR 36, "Trojan Source").
# U+200E and U+200F stay: they only help right-to-left text.
HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class Document:
    """A file's value, or the problems that keep it from having one (then it is None).

    `text` is the file's, with line feeds alone and without a byte order mark.
    """

    path: str
    value: dict[str, Value] | None
    problems: tuple[Problem, ...]
    text: str


def read_document(path: str, content: bytes) -> Document:
    """Parse one YAML file into strings, lists and mappings.

    Shape: the top level is a mapping; null, `~` and nothing become None.
    Raises: nothing; whatever is wrong with the file is in `problems`.
    """
    text = ""
    try:
        text = _decode(content)
        node = compose(text)
        if node is None or (isinstance(node, yaml.ScalarNode) and not node.style + node.value):
            raise RefusedError(
                Mark(1, 1), "a record", "an empty file", "write the record, or delete the file"
            )
        if not isinstance(node, yaml.MappingNode):
            raise RefusedError(
                mark_of(node),
                'a mapping ("key: value" lines)',
                "a list" if isinstance(node, yaml.SequenceNode) else quote_got(node.value),
                "start each line with a field's name and a colon",
            )
        problems: list[Problem] = []
        escapes = "\\" in text
        try:
            value = cast("dict[str, Value]", _values(node, escapes))
        except _StrangeError:  # rare; only now places are worth their price
            value = cast("dict[str, Value]", _convert(node, (), path, escapes, problems))
    except RefusedError as refused:
        return Document(path, None, (refused.at(path),), text)
    except yaml.YAMLError as error:
        return Document(path, None, (explain_syntax(path, text, error),), text)
    return Document(path, value, tuple(limit_per_file(problems)), text)


def is_null(plain: str) -> bool:
    """Whether a plain scalar stands for nothing."""
    return plain in _NULLS


def field_name(path: Path) -> str:
    """A path as editors read it: `partners[2].role` (list items count from 1)."""
    name = ""
    for step in path:
        if isinstance(step, int):
            name += f"[{step + 1}]"
        else:
            name += f".{step}" if name else step
    return name


def _decode(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise too_large(len(content))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # What is behind a byte order mark: from there its place counts.
        read = error.object
        before = read[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        got = f"the byte 0x{read[error.start]:02x}"
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            got = "a file in UTF-16"
        raise RefusedError(
            Mark(
                before.count(b"\n") + 1,
                len(before.rsplit(b"\n", 1)[-1].decode()) + 1,
            ),
            "text in UTF-8",
            got,
            'save the file with the encoding "UTF-8" (not Windows-1251 or similar)',
        ) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    hidden = HIDDEN.search(text)
    if hidden:
        line_start = text.rfind("\n", 0, hidden.start()) + 1
        mark = Mark(text.count("\n", 0, line_start) + 1, hidden.start() - line_start + 1)
        raise _hidden_character(hidden.group(), mark)
    return text


def too_large(size: int) -> RefusedError:
    """The refusal of a file of so many bytes."""
    return RefusedError(
        Mark(1, 1),
        "a file of at most 1 MiB",
        f"{size:,} bytes",
        "split the record, or move long texts into a document under data/files/",
    )


def _hidden_character(char: str, mark: Mark, field: str = "") -> RefusedError:
    return RefusedError(
        mark,
        "text without hidden characters",
        f"the invisible character U+{ord(char):04X}",
        "delete it: put the cursor there, press Delete, and write the place anew",
        field,
    )


# Problems are located in the file that was just read, over and over: its tree is kept.
@lru_cache(maxsize=2)
def compose(text: str) -> yaml.Node | None:
    """The tree of nodes with their marks; None for an empty file.

    Raises: RefusedError, yaml.YAMLError.
    """
    if is_suspect(text):
        guard(text)
    loader = _Loader(text)
    try:
        node = loader.get_node() if loader.check_node() else None
        if node is None:
            return None
        if loader.check_node():
            second = loader.get_node()
            raise RefusedError(
                _separator(text, mark_of(second)) if second is not None else Mark(1, 1),
                "one record in the file",
                'a second document after "---"',
                'delete the "---", or move what follows into a file of its own',
            )
    except yaml.YAMLError:
        guard(text)  # which has better words for what the composer calls a syntax error
        raise
    finally:
        loader.dispose()
    return node


class _Loader(yaml.CSafeLoader):
    """Composes nodes without finding out their tags: all scalars are text here."""

    def resolve(self, kind: type[yaml.Node], value: object, implicit: object) -> str:
        return ""

    def descend_resolver(self, parent: yaml.Node | None, index: object) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


def _separator(text: str, after: Mark) -> Mark:
    lines = text.split("\n")[: after.line]
    found = [n for n, line in enumerate(lines, start=1) if line.startswith("---")]
    return Mark(found[-1], 1) if found else after


class _StrangeError(Exception):
    """A tree in which there may be something to complain about."""


def _values(node: yaml.Node, escapes: bool) -> Value:
    """What `_convert` makes of a tree without problems, in a third of the time."""
    if isinstance(node, yaml.ScalarNode):
        text: str = node.value
        if not node.style:
            return None if text in _NULLS else text
        if escapes and HIDDEN.search(text):
            raise _StrangeError
        return text
    if isinstance(node, yaml.SequenceNode):
        return [_values(item, escapes) for item in node.value]
    result: dict[str, Value] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        if key.__class__ is not str or not key or key != key.strip() or key in result:
            raise _StrangeError
        result[key] = _values(value_node, escapes)
    return result


def _convert(
    node: yaml.Node, path: Path, file: str, escapes: bool, problems: list[Problem]
) -> Value:
    if isinstance(node, yaml.ScalarNode):
        text: str = node.value
        if not node.style:  # plain: the C parser says ""
            return None if text in _NULLS else text
        if escapes and (hidden := HIDDEN.search(text)):
            raise _hidden_character(hidden.group(), mark_of(node), field_name(path))
        return text
    if isinstance(node, yaml.SequenceNode):
        return [
            _convert(item, (*path, i), file, escapes, problems) for i, item in enumerate(node.value)
        ]
    result: dict[str, Value] = {}
    first_lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        mark = mark_of(key_node)
        if not isinstance(key_node, yaml.ScalarNode):
            raise RefusedError(
                mark,
                "a plain word before the colon",
                "a list or mapping as a key",
                'write the field\'s name and a colon; put a text that begins with "{" or "["'
                " in quotes",
                field_name(path),
            )
        key: str = key_node.value
        if key != key.strip() or not key:
            # A space that is none of YAML's, often pasted from a text processor.
            odd = next((char for char in key if char.isspace()), "")
            raise RefusedError(
                mark,
                "a key between ordinary spaces" if odd else "a key before the colon",
                f"the space U+{ord(odd):04X}" if odd else "nothing",
                "delete the space and type it anew" if odd else "write the field's name",
            )
        if key in result:
            problems.append(
                Problem(
                    file,
                    mark.line,
                    mark.column,
                    field_name((*path, key)),
                    "each key once",
                    f'"{key}" a second time (first on line {first_lines[key]})',
                    "merge the two, or delete one",
                )
            )
            continue
        first_lines[key] = mark.line
        result[key] = _convert(value_node, (*path, key), file, escapes, problems)
    return result
