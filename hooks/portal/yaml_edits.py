"""Changing single values of a YAML file: all other bytes stay, comments and layout too.

Edits are made in the file's text, by the marks of its nodes. Whatever is written is read
again; where it does not say what it should, the whole scalar is written anew, and where
that fails nothing is.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import yaml

from portal.text_checks.findings import Edit, apply_edits, without_overlaps
from portal.yaml_marks import RefusedError
from portal.yaml_scalars import align, render_scalar
from portal.yaml_text import Path, Value, compose, is_null, read_document

_INDENT: Final = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """A scalar with the key or dash that it belongs to."""

    node: yaml.ScalarNode
    key: yaml.Node
    in_flow: bool

    @property
    def style(self) -> str:
        """How it is written: "" (plain), one of the two quotes, "|" or ">"."""
        return self.node.style or ""


class EditError(Exception):
    """A value that could not be written; the file is as it was."""


def find_entry(text: str, path: Path) -> Entry | None:
    """The scalar at a path of a file's text; None where there is none."""
    try:
        node: yaml.Node | None = compose(text)
    except (yaml.YAMLError, RefusedError):
        return None
    key, in_flow = node, False
    for step in path:
        child = _child(node, step)
        if child is None:
            return None
        in_flow = in_flow or bool(isinstance(node, yaml.CollectionNode) and node.flow_style)
        key, node = child
    if not isinstance(node, yaml.ScalarNode) or key is None:
        return None
    return Entry(node, key, in_flow)


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((k, v) for k, v in node.value if k.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def edit_scalar(text: str, path: Path, edits: Sequence[Edit]) -> str:
    """A file's text with edits made in one scalar; their places are those of its value,
    without the space around it. Raises: EditError.
    """
    entry = find_entry(text, path)
    if entry is None:
        raise EditError(f"there is no text at {path}")
    value: str = entry.node.value
    lead = len(value) - len(value.lstrip())
    moved = [Edit(e.start + lead, e.end + lead, e.new) for e in without_overlaps(edits)]
    wanted = apply_edits(value, moved)
    places = align(text, entry.node)
    if places is not None:
        changed = text
        for edit in reversed(moved):
            new = _escaped(edit.new, entry.style)
            changed = changed[: places[edit.start]] + new + changed[places[edit.end] :]
        if _says(changed, path, wanted):
            return changed
    return set_scalar(text, path, wanted.strip())


def set_scalar(text: str, path: Path, value: str) -> str:
    """A file's text with another value at a path, in the style that it has. Raises: EditError."""
    entry = find_entry(text, path)
    if entry is None:
        raise EditError(f"there is no text at {path}")
    if entry.node.value.strip() == value:
        return text
    start, end = span(text, entry)
    indent = _indent_of(text, entry)
    for written in render_scalar(value, entry.style, text[start:end], indent, entry.in_flow):
        # "bg:" with nothing after it has no space behind the colon.
        space = " " if text[start - 1 : start] == ":" else ""
        changed = text[:start] + space + written + text[end:]
        if _says(changed, path, value):
            return changed
    raise EditError(f"the text at {path} cannot be written")


def add_entry(text: str, path: Path, value: str, order: Sequence[str]) -> str:
    """A file's text with one more language in the mapping at `path[:-1]`.

    It stands behind the last of its neighbours that precede it in `order`, and is written
    as they are. Raises: EditError.
    """
    mapping = _mapping_at(text, path[:-1])
    tag = str(path[-1])
    if mapping is None or not mapping.value:
        raise EditError(f"there is no text at {path[:-1]}")
    keys = [str(key.value) for key, _ in mapping.value]
    if tag in keys:  # "bg:" with nothing after it
        return set_scalar(text, path, value)
    before = set(order[: order.index(tag)]) if tag in order else set(order)
    anchor = max((n for n, key in enumerate(keys) if key in before), default=len(keys) - 1)
    entry = find_entry(text, (*path[:-1], keys[anchor]))
    if entry is None:
        raise EditError(f"there is no text at {path[:-1]}")
    start, end = span(text, entry)
    column = entry.key.start_mark.column if entry.key.start_mark else 0
    for written in render_scalar(value, entry.style, text[start:end], column + _INDENT,
                                 entry.in_flow):  # fmt: skip
        if mapping.flow_style:
            changed = f"{text[:end]}, {tag}: {written}{text[end:]}"
        else:
            at = text.find("\n", max(end - 1, start)) if text[end - 1 : end] != "\n" else end - 1
            at = len(text) if at < 0 else at
            changed = f"{text[:at]}\n{' ' * column}{tag}: {written.rstrip(chr(10))}{text[at:]}"
        if _says(changed, path, value):
            return changed
    raise EditError(f"the text at {path} cannot be written")


def as_bytes(original: bytes, text: str) -> bytes:
    """A changed text, with line feeds alone, as bytes: with the byte order mark and the line ends
    that the file had.
    """
    start = "\ufeff" if original.startswith(b"\xef\xbb\xbf") else ""
    old = original.decode("utf-8-sig")
    return (start + (_with_line_ends(old, text) if "\r" in old else text)).encode()


def _with_line_ends(old: str, text: str) -> str:
    """Of several kinds, each line keeps its own, and one that takes its place has that."""
    usual = "\r\n" if "\r\n" in old else "\r"
    if not {"\r", "\n"} & set(old.replace(usual, "")):
        return text.replace("\n", usual)
    before = re.findall(r"([^\r\n]*)(\r\n|\r|\n|\Z)", old)
    lines = text.split("\n")
    matcher = difflib.SequenceMatcher(None, [line for line, _ in before], lines, autojunk=False)
    ends = [usual] * len(lines)
    for _, first, last, start, end in matcher.get_opcodes():
        for number, (_line, its_end) in zip(range(start, end), before[first:last], strict=False):
            ends[number] = its_end or usual
    made = "".join(line + its_end for line, its_end in zip(lines, (*ends[:-1], ""), strict=True))
    # The end of one line and that of an empty one behind it may be one together.
    is_same = made.replace("\r\n", "\n").replace("\r", "\n") == text
    return made if is_same else text.replace("\n", usual)


def span(text: str, entry: Entry) -> tuple[int, int]:
    """From where to where a scalar stands; of a block, with its header and its last line's end."""
    first, last = entry.node.start_mark, entry.node.end_mark
    if first is None or last is None:
        raise EditError("a value without a place")
    if entry.style not in ("|", ">"):
        return first.index, last.index
    end = last.index
    # The parser counts empty lines behind a block as its own.
    lines = text[first.index : end].split("\n")
    count = len(lines)
    while count > 1 and not lines[count - 1].strip():
        count -= 1
    length = len("\n".join(lines[:count]))
    return first.index, min(first.index + length + 1, len(text))


def _leading(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _indent_of(text: str, entry: Entry) -> int:
    column = entry.key.start_mark.column if entry.key.start_mark else 0
    if entry.style in ("|", ">"):
        start, end = span(text, entry)
        for line in text[start:end].split("\n")[1:]:
            if line.strip():
                return _leading(line)
    return column + _INDENT if entry.key is not entry.node else column


def _mapping_at(text: str, path: Path) -> yaml.MappingNode | None:
    try:
        node: yaml.Node | None = compose(text)
    except (yaml.YAMLError, RefusedError):
        return None
    for step in path:
        child = _child(node, step)
        node = child[1] if child else None
    return node if isinstance(node, yaml.MappingNode) else None


def _escaped(new: str, style: str) -> str:
    if style == "'":
        return new.replace("'", "''")
    if style == '"':
        return new.replace("\\", "\\\\").replace('"', '\\"')
    return new


def _says(text: str, path: Path, value: str) -> bool:
    entry = find_entry(text, path)
    if entry is None or (not entry.style and is_null(entry.node.value)):
        return False
    return bool(entry.node.value.strip() == value.strip())


def differs_only_at(before: str, after: str, paths: Sequence[Path]) -> bool:
    """Whether two texts of a file hold the same values everywhere but at some paths."""
    one, other = read_document("", before.encode()), read_document("", after.encode())
    if one.value is None or other.value is None:
        return False
    return _without(one.value, (), set(paths)) == _without(other.value, (), set(paths))


def _without(value: Value, path: Path, paths: set[Path]) -> Value:
    if isinstance(value, dict):
        return {
            key: _without(item, (*path, key), paths)
            for key, item in value.items()
            if (*path, key) not in paths
        }
    if isinstance(value, list):
        return [_without(item, (*path, index), paths) for index, item in enumerate(value)]
    return value
