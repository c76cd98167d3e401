"""Reading YAML as editors write it: plain text, no types, every value with its place.

Plain scalars stay strings (`no` is not False, `012` is not 10, `12:30` is not 750);
the models give them types. Aliases, anchors, tags, duplicate keys, tabs and
over-deep nesting are refused, because each of them hides a mistake or an attack.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

import yaml

from portal.problems import Problem, nearest, quote_got

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Value: TypeAlias = "None | str | list[Value] | dict[str, Value]"
Path: TypeAlias = tuple[str | int, ...]

MAX_BYTES: Final = 1024 * 1024
MAX_DEPTH: Final = 20
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
# C0 and C1 controls but for tab, line feed and carriage return, which YAML itself handles,
# and the code points that XML 1.0 and HTML forbid.
_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]"
)
# What an alias, an anchor, a tag or deep nesting cannot do without: cheap to look for, so
# that only files with such a sign pay for a second reading.
_SUSPECT: Final = re.compile(
    r"(?:^|[\[{,:?\-])[ \t]*[&*!]\S|^ {%d,}\S|(?:[-?] +){8}" % MAX_DEPTH, re.M
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file, both numbers from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Document:
    """A file's value, or the problems that keep it from having one."""

    path: str
    value: Value
    problems: tuple[Problem, ...]
    text: str


class _Refused(Exception):
    """A construct that we refuse, at its place; becomes a problem in `read_document`."""

    def __init__(self, mark: Mark, field: str, expected: str, got: str, fix: str) -> None:
        super().__init__(expected)
        self.mark, self.field, self.expected, self.got, self.fix = mark, field, expected, got, fix


def read_document(path: str, content: bytes) -> Document:
    """Parse one YAML file into strings, lists and mappings.

    Shape: the top level is a mapping; null, `~` and nothing become None.
    Raises: nothing; whatever is wrong with the file is in `problems`.
    """
    text, problem = _decode(path, content)
    if problem is not None:
        return Document(path, None, (problem,), text)
    problems: list[Problem] = []
    try:
        node = _compose(text)
        if node is None:
            raise _Refused(
                Mark(1, 1), "", "a record", "an empty file", "write the record, or delete the file"
            )
        if not isinstance(node, yaml.MappingNode):
            raise _Refused(
                _mark(node),
                "",
                'a mapping ("key: value" lines)',
                "a list" if isinstance(node, yaml.SequenceNode) else quote_got(node.value),
                "start each line with a field's name and a colon",
            )
        value = _convert(node, (), path, problems)
    except _Refused as refused:
        problems.append(
            Problem(
                path,
                refused.mark.line,
                refused.mark.column,
                refused.field,
                refused.expected,
                refused.got,
                refused.fix,
            )
        )
        return Document(path, None, tuple(problems), text)
    except (yaml.MarkedYAMLError, yaml.reader.ReaderError, RecursionError) as error:
        problems.append(_syntax_problem(path, text, error))
        return Document(path, None, tuple(problems), text)
    return Document(path, value, tuple(problems), text)


def locate(document: Document, path: Path) -> Mark:
    """Where a value (or, for a missing one, its nearest parent) stands.

    The file is composed again: places are needed only for the few files that
    have problems, and keeping a mark for every value of 10,000 files is not free.
    """
    try:
        node = _compose(document.text)
    except (yaml.YAMLError, RecursionError, _Refused):
        return Mark(1, 1)
    mark = Mark(1, 1)
    for step in path:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == step), None)
            if found is None:
                break
            node = found[1]
            mark = _mark(found[0]) if _is_blank(node) else _mark(node)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            if step >= len(node.value):
                break
            node = node.value[step]
            mark = _mark(node)
        else:
            break
    return mark


def locate_key(document: Document, path: Path) -> Mark:
    """Where the key itself of a mapping's entry stands (for unknown keys)."""
    try:
        node = _compose(document.text)
    except (yaml.YAMLError, RecursionError, _Refused):
        return Mark(1, 1)
    mark = Mark(1, 1)
    for step in path:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == step), None)
            if found is None:
                break
            mark, node = _mark(found[0]), found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            mark = _mark(node)
    return mark


def locate_in_scalar(document: Document, path: Path, fragment: str) -> Mark:
    """Where a fragment stands inside a scalar; its start where the fragment is folded away."""
    mark = locate(document, path)
    lines = document.text.split("\n")
    for number in range(mark.line, len(lines) + 1):
        start = mark.column - 1 if number == mark.line else 0
        found = lines[number - 1].find(fragment, start)
        if found >= 0:
            return Mark(number, found + 1)
    return mark


def field_name(path: Path) -> str:
    """A path as editors read it: `partners[2].role` (list items count from 1)."""
    name = ""
    for step in path:
        if isinstance(step, int):
            name += f"[{step + 1}]"
        else:
            name += f".{step}" if name else step
    return name


def _decode(path: str, content: bytes) -> tuple[str, Problem | None]:
    def refuse(line: int, column: int, expected: str, got: str, fix: str) -> Problem:
        return Problem(path, line, column, "", expected, got, fix)

    if len(content) > MAX_BYTES:
        return "", refuse(
            1,
            1,
            "a file of at most 1 MiB",
            f"{len(content):,} bytes",
            "split the record, or move long texts into a document under data/files/",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rsplit(b"\n", 1)[-1].decode("utf-8", "replace")) + 1
        return "", refuse(
            line,
            column,
            "text in UTF-8",
            f"the byte 0x{content[error.start]:02x}",
            'save the file with the encoding "UTF-8" (not Windows-1251 or similar)',
        )
    control = _CONTROL.search(text)
    if control:
        return text, refuse(
            *_line_and_column(text, control.start()),
            "printable text",
            f"the control character U+{ord(control.group()):04X}",
            "delete the invisible character",
        )
    return text, None


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _compose(text: str) -> yaml.Node | None:
    if _SUSPECT.search(text) or text.count("[") + text.count("{") > MAX_DEPTH:
        _guard(text)
    loader = Loader(text)
    try:
        if not loader.check_node():
            return None
        node: yaml.Node = loader.get_node()
        if loader.check_node():
            raise _Refused(
                _mark(loader.get_node()),
                "",
                "one record in the file",
                'a second document after "---"',
                "move it into a file of its own",
            )
    finally:
        loader.dispose()
    return node


def _guard(text: str) -> None:
    """Refuse aliases, anchors, tags and deep nesting before the composer meets them.

    Composing recurses on the C stack and forgets anchors; the event stream does neither.
    """
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(
                _event_mark(event),
                "",
                "the text itself (aliases and anchors are not used here)",
                f'"{"*" if isinstance(event, yaml.AliasEvent) else "&"}{event.anchor}"',
                "write the value out; put it in quotes if the sign is part of the text",
            )
        if getattr(event, "tag", None):
            raise _Refused(
                _event_mark(event),
                "",
                "a value without a YAML tag",
                quote_got(event.tag),
                'delete the word that begins with "!", or put the text in quotes',
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _too_deep(_event_mark(event))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _too_deep(mark: Mark) -> _Refused:
    return _Refused(
        mark,
        "",
        f"at most {MAX_DEPTH} levels of nesting",
        "deeper nesting",
        "remove the extra brackets or indentation",
    )


def _convert(node: yaml.Node, path: Path, file: str, problems: list[Problem]) -> Value:
    if isinstance(node, yaml.ScalarNode):
        if node.style is None and node.value in _NULLS:
            return None
        text: str = node.value
        return text
    if isinstance(node, yaml.SequenceNode):
        return [_convert(item, (*path, i), file, problems) for i, item in enumerate(node.value)]
    result: dict[str, Value] = {}
    first_lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        mark = _mark(key_node)
        if not isinstance(key_node, yaml.ScalarNode):
            problems.append(
                Problem(
                    file,
                    mark.line,
                    mark.column,
                    field_name(path),
                    "a plain word before the colon",
                    "a list or mapping as a key",
                    "write the field's name followed by a colon",
                )
            )
            continue
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
        result[key] = _convert(value_node, (*path, key), file, problems)
    return result


def _is_blank(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style is None and node.value == ""


def _mark(node: yaml.Node) -> Mark:
    return Mark(node.start_mark.line + 1, node.start_mark.column + 1)


def _event_mark(event: yaml.Event) -> Mark:
    return Mark(event.start_mark.line + 1, event.start_mark.column + 1)


_SYNTAX_FIXES: Final = (
    ("found character '\\t'", "spaces for indentation", "a tab", "replace the tab by spaces"),
    ("found character '%'", "quotes around a text that begins with %", "%", 'write "%…"'),
    ("found character '@'", "quotes around a text that begins with @", "@", 'write "@…"'),
    ("found character '`'", "quotes around a text that begins with `", "`", 'write "`…"'),
    (
        "mapping values are not allowed",
        'quotes around a text that has ": " in it, or the right indentation',
        "a second colon on the line",
        'put the text in quotes: key: "text: more text"',
    ),
    (
        "could not find expected ':'",
        'a colon after the key ("key: value")',
        "a line without one",
        "add the colon, or indent the line if it continues the text above",
    ),
    (
        "found unexpected end of stream",
        "a closing quote",
        "the end of the file",
        "add the missing quote at the end of the text",
    ),
    (
        "did not find expected <document start>",
        "one record whose lines all begin in the first column",
        "something else",
        "check the indentation of this line and of the one above it",
    ),
    (
        "did not find expected key",
        "a key that is indented like its neighbours",
        "something else",
        "check the indentation and the quotes of this line and of the one above it",
    ),
    (
        "did not find expected '-' indicator",
        'a list item ("- …") indented like its neighbours',
        "something else",
        "check the indentation of this line and of the one above it",
    ),
    (
        "did not find expected ',' or",
        'a closing bracket "]" or "}"',
        "something else",
        "close the bracket, or write the list one item a line",
    ),
    (
        "found undefined alias",
        "the text itself (aliases are not used here)",
        "an alias",
        'write the text out; put it in quotes if it begins with "*"',
    ),
)


def _syntax_problem(path: str, text: str, error: Exception) -> Problem:
    if isinstance(error, RecursionError):
        return Problem(
            path, 1, 1, "", f"at most {MAX_DEPTH} levels of nesting", "deeper nesting",
            "remove the extra brackets or indentation",
        )  # fmt: skip
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    message = str(getattr(error, "problem", "") or "") or str(error).split("\n")[0]
    source_line = text.split("\n")[line - 1] if line <= text.count("\n") + 1 else ""
    if "\t" in source_line[: len(source_line) - len(source_line.lstrip())]:
        tab = source_line.index("\t")
        return Problem(
            path, line, tab + 1, "", "spaces for indentation", "a tab", "replace the tab by spaces"
        )
    for fragment, expected, got, fix in _SYNTAX_FIXES:
        if fragment in message:
            return Problem(path, line, column, "", expected, got, fix)
    return Problem(
        path, line, column, "", "valid YAML", message or "something else",
        "check indentation, quotes and colons on this line and on the one above",
    )  # fmt: skip


def suggest(word: str, known: list[str], what: str) -> str:
    """A fix for a word that is not known: the nearest one, else all of them."""
    match = nearest(word, known)
    if match:
        return f'did you mean "{match}"?'
    listed = ", ".join(sorted(known)[:12]) + (", …" if len(known) > 12 else "")
    return f"use one of the {what}: {listed}" if listed else f"there are no {what} yet: add one"
