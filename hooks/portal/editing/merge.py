"""Putting changed values into a record's file: only the lines of what differs are written anew.

Comments, quotes, the order of fields and every line of what stayed the same are kept. Whatever is
put together is read again: a file that does not hold exactly what was wanted never leaves here.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml
from pydantic import BaseModel

from portal.editing.record_template import fields_in_order
from portal.editing.yaml_writer import fits_flow, flow_list, mapping_lines, rewrite_scalar
from portal.editing.yaml_writer import item_lines as lines_of_item
from portal.fields import Text
from portal.walk import marker_of
from portal.yaml_text import Value, compose, is_null, read_document

Fields = dict[str, Value]


class MergeError(ValueError):
    """A file that cannot be changed: it is no record that can be read."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a mapping may hold: the fields of a model, or the languages of a text."""

    keys: tuple[str, ...]
    model: type[BaseModel] | None
    tags: tuple[str, ...]

    def below(self, key: str) -> Shape:
        """The shape of a field's mapping, or of each item of its list."""
        field = self.model.model_fields.get(key) if self.model else None
        if field is None:
            return Shape((), None, self.tags)
        marker, inner, _ = marker_of(field.annotation, tuple(field.metadata))
        if isinstance(marker, type) and issubclass(marker, Text):
            return Shape(self.tags, None, self.tags)
        return shape_of(inner, self.tags) if inner else Shape(self.tags, None, self.tags)


def shape_of(model: type[BaseModel], tags: tuple[str, ...]) -> Shape:
    """The shape of a record's file, or of a part of it."""
    return Shape(fields_in_order(model), model, tags)


def without_nothing(value: Value) -> Value:
    """A value without what is empty: no text, no items, no fields. None where nothing is left."""
    if isinstance(value, str):
        return value.rstrip() or None
    if isinstance(value, list):
        items: list[Value] = [kept for item in value if (kept := without_nothing(item)) is not None]
        return items or None
    if isinstance(value, dict):
        fields: Fields = {}
        for key, item in value.items():
            left = without_nothing(item)
            if left is not None:
                fields[key] = left
        return fields or None
    return None


def in_order(value: Value, shape: Shape) -> Value:
    """A value with the fields of each mapping in the order of its shape, unknown ones last."""
    if isinstance(value, list):
        return [in_order(item, shape) for item in value]
    if not isinstance(value, dict):
        return value
    known = [key for key in shape.keys if key in value]
    rest = [key for key in value if key not in shape.keys]
    return {key: in_order(value[key], shape.below(key)) for key in (*known, *rest)}


def render_file(wanted: Fields, shape: Shape) -> str:
    """A new record's file. Empty values are left out."""
    value = in_order(without_nothing(wanted), shape)
    return "\n".join(mapping_lines(value, 0)) + "\n" if isinstance(value, dict) else ""


def merge_into_file(text: str, wanted: Fields, shape: Shape) -> str:
    """The text of a file with other values in it; the same text where nothing differs.

    `text` has line feeds alone. Raises: MergeError where it is no record.
    """
    old = _values(text)
    aim = in_order(without_nothing(wanted), shape)
    if not isinstance(aim, dict):
        raise MergeError("a record without any field")
    if without_nothing(old) == without_nothing(aim):
        return text
    node = compose(text)
    assert isinstance(node, yaml.MappingNode)
    for edits in (_Merger(text).mapping(node, aim, shape), _Merger(text).fields(node, aim)):
        merged = _apply(text, list(edits))
        if _holds(merged, aim):
            return merged
    whole = _heading(text) + "\n".join(mapping_lines(aim, 0)) + "\n"
    if not _holds(whole, aim):
        raise MergeError("a text that YAML cannot hold")
    return whole


def _values(text: str) -> Fields:
    document = read_document("", text.encode())
    if document.value is None:
        raise MergeError("; ".join(str(problem) for problem in document.problems))
    return document.value


def _holds(text: str, aim: Fields) -> bool:
    value = read_document("", text.encode()).value
    if value is None or _has_blank_item(value):
        return False
    return without_nothing(value) == without_nothing(aim)


def _has_blank_item(value: Value) -> bool:
    """Whether a list has an item with nothing in it, such as a dash whose lines were taken away."""
    if isinstance(value, dict):
        return any(map(_has_blank_item, value.values()))
    if isinstance(value, list):
        return any(item is None or _has_blank_item(item) for item in value)
    return False


def _heading(text: str) -> str:
    lines = text.split("\n")
    count = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join(f"{line}\n" for line in lines[:count])


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str


def _apply(text: str, edits: Sequence[_Edit]) -> str:
    made, at = [], 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if edit.start < at:
            return ""  # they overlap: a coarser way will do it
        made += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join(made) + text[at:]


class _Merger:
    """Finds the edits that turn what a tree of nodes holds into what is wanted."""

    def __init__(self, text: str) -> None:
        self._text = text

    def mapping(self, node: yaml.MappingNode, aim: Fields, shape: Shape) -> Iterator[_Edit]:
        """Change, remove and add fields of a block mapping."""
        there = {key.value: (key, value) for key, value in node.value}
        indent = _column(node)
        for key, value in node.value:
            if key.value not in aim:
                if without_nothing(_plain(value)) is not None:
                    yield _Edit(self._line(_start(key)), self._after(value, key), "")
            elif without_nothing(_plain(value)) != without_nothing(aim[key.value]):
                yield from self._field(key, value, aim[key.value], indent, shape.below(key.value))
        order = [*shape.keys, *(k for k in aim if k not in shape.keys)]
        for name, value in aim.items():
            if name not in there:
                earlier = set(order[: order.index(name)])
                before = [pair for pair in node.value if pair[0].value in earlier]
                key, last = (before or node.value)[-1]
                lines = mapping_lines({name: value}, indent)
                yield self._inserted(self._after(last, key), lines)

    def fields(self, node: yaml.MappingNode, aim: Fields) -> Iterator[_Edit]:
        """The same, each field that differs as a whole."""
        for key, value in node.value:
            if without_nothing(_plain(value)) == without_nothing(aim.get(key.value)):
                continue
            lines = mapping_lines({key.value: aim[key.value]}, 0) if key.value in aim else []
            start, end = self._line(_start(key)), self._after(value, key)
            yield _Edit(start, end, "".join(f"{line}\n" for line in lines))
        there = {key.value for key, _ in node.value}
        new = {name: value for name, value in aim.items() if name not in there}
        if new:
            yield self._inserted(len(self._text), mapping_lines(new, 0))

    def _field(
        self, key: yaml.Node, node: yaml.Node, aim: Value, indent: int, shape: Shape
    ) -> Iterator[_Edit]:
        block = not getattr(node, "flow_style", False)
        if isinstance(node, yaml.MappingNode) and isinstance(aim, dict) and block:
            yield from self.mapping(node, aim, shape)
        elif isinstance(node, yaml.SequenceNode) and isinstance(aim, list) and block:
            yield from self._sequence(node, aim, shape)
        elif isinstance(node, yaml.ScalarNode) and isinstance(aim, str) and node.value:
            yield self._scalar(node, aim, indent)
        elif isinstance(node, yaml.SequenceNode) and fits_flow(aim):
            yield _Edit(_start(node), _end(node), flow_list(aim))
        else:
            lines = mapping_lines({key.value: aim}, indent)
            start, end = _start(key), self._after(node, key)
            yield _Edit(start, end, "\n".join(lines).lstrip(" ") + "\n")

    def _sequence(self, node: yaml.SequenceNode, aim: list[Value], shape: Shape) -> Iterator[_Edit]:
        nodes: list[yaml.Node] = node.value
        old = [_canonical(without_nothing(_plain(item))) for item in nodes]
        new = [_canonical(without_nothing(item)) for item in aim]
        dash = _column(node)
        for what, a, b, c, d in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
            if what == "equal":
                continue
            pairs = min(b - a, d - c)
            for number in range(pairs):
                yield from self._item(nodes[a + number], aim[c + number], dash, shape)
            for item in nodes[a + pairs : b]:
                yield _Edit(self._line(_start(item)), self._after(item), "")
            lines = [line for item in aim[c + pairs : d] for line in lines_of_item(item, dash)]
            if lines:
                at = b and self._after(nodes[b - 1])
                yield self._inserted(at or self._line(_start(nodes[0])), lines)

    def _item(self, node: yaml.Node, aim: Value, dash: int, shape: Shape) -> Iterator[_Edit]:
        if isinstance(node, yaml.MappingNode) and isinstance(aim, dict) and not node.flow_style:
            first = node.value[0][0].value
            if first in aim:  # the line of the first field is that of the dash, too
                yield from self.mapping(node, aim, shape)
                return
        if isinstance(node, yaml.ScalarNode) and isinstance(aim, str):
            yield self._scalar(node, aim, dash)
            return
        start, end = self._line(_start(node)), self._after(node)
        yield _Edit(start, end, "".join(f"{line}\n" for line in lines_of_item(aim, dash)))

    def _scalar(self, node: yaml.ScalarNode, aim: str, indent: int) -> _Edit:
        end = _end(node)
        if node.style in ("|", ">"):
            end = len(self._text[:end].rstrip())
        return _Edit(_start(node), end, rewrite_scalar(aim, node.style or "", indent))

    def _inserted(self, at: int, lines: Sequence[str]) -> _Edit:
        broken = at > 0 and self._text[at - 1] != "\n"
        return _Edit(at, at, "\n" * broken + "".join(f"{line}\n" for line in lines))

    def _line(self, index: int) -> int:
        return self._text.rfind("\n", 0, index) + 1

    def _after(self, node: yaml.Node, key: yaml.Node | None = None) -> int:
        """The start of the line after a value (or, where that is blank, after its key)."""
        last = max(self._last(node), _end(key) if key is not None else 0)
        found = self._text.find("\n", last)
        return len(self._text) if found < 0 else found + 1

    def _last(self, node: yaml.Node) -> int:
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            child = node.value[-1]
            if isinstance(child, tuple):
                return max(_end(child[0]), self._last(child[1]))
            return self._last(child)
        return len(self._text[: _end(node)].rstrip())


def _plain(node: yaml.Node) -> Value:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    assert isinstance(node, yaml.ScalarNode)
    text: str = node.value
    return None if not node.style and is_null(text) else text


def _canonical(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _start(node: yaml.Node) -> int:
    assert node.start_mark is not None
    index: int = node.start_mark.index
    return index


def _end(node: yaml.Node) -> int:
    assert node.end_mark is not None
    index: int = node.end_mark.index
    return index


def _column(node: yaml.Node) -> int:
    assert node.start_mark is not None
    column: int = node.start_mark.column
    return column
