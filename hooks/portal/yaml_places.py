"""Where a value stands in its file: found only for the few values that have problems."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import yaml

from portal.yaml_marks import Mark, RefusedError, mark_of
from portal.yaml_text import Document, Path, compose

_Children: TypeAlias = "dict[str | int, tuple[yaml.Node, yaml.Node]]"


@dataclass(frozen=True, slots=True)
class Place:
    """A value's place. `found` is False where it is missing: then this is its parent's.

    `blank` says that the key is there and nothing after it; `comment` that what was
    meant as its value is a comment.
    """

    key: Mark
    value: Mark
    found: bool
    blank: bool
    comment: bool


def place_of(document: Document, path: Path) -> Place:
    """Where a value stands, or its nearest parent where it is missing."""
    node = _root(document.text)
    key = value = Mark(1, 1)
    for step in path:
        child = _children(node).get(step) if node is not None else None
        if child is None:
            return Place(key, value, found=False, blank=False, comment=False)
        key, value, node = mark_of(child[0]), mark_of(child[1]), child[1]
    blank = isinstance(node, yaml.ScalarNode) and not node.style and node.value == ""
    if not blank:
        return Place(key, value, found=True, blank=False, comment=False)
    after = document.text.split("\n")[key.line - 1][key.column - 1 :]
    return Place(key, key, found=True, blank=True, comment=":" in after and " #" in after)


def locate(document: Document, path: Path) -> Mark:
    """Where a value stands: its key where it is blank, its nearest parent where it is missing."""
    return place_of(document, path).value


def locate_key(document: Document, path: Path) -> Mark:
    """Where the key of a mapping's entry stands."""
    return place_of(document, path).key


def locate_fragments(document: Document, path: Path, fragments: list[str]) -> list[Mark]:
    """Where fragments of a scalar stand, one after another.

    Where the file writes one in another way (folded, escaped), it is at the scalar's start.
    """
    node = _root(document.text)
    for step in path:
        child = _children(node).get(step) if node is not None else None
        node = child[1] if child is not None else None
    start, end = (node.start_mark, node.end_mark) if node is not None else (None, None)
    if start is None or end is None:
        return [locate(document, path)] * len(fragments)
    marks = []
    line, line_start, at = start.line + 1, start.index - start.column, start.index
    for fragment in fragments:
        found = document.text.find(fragment, at, end.index)
        if found < 0:
            marks.append(Mark(start.line + 1, start.column + 1))
            continue
        line += document.text.count("\n", line_start, found)
        line_start = max(line_start, document.text.rfind("\n", line_start, found) + 1)
        marks.append(Mark(line, found - line_start + 1))
        at = found + len(fragment)
    return marks


def mark_at(text: str, index: int) -> Mark:
    """The place of a character of a file's text."""
    line_start = text.rfind("\n", 0, index) + 1
    return Mark(text.count("\n", 0, index) + 1, index - line_start + 1)


def _root(text: str) -> yaml.Node | None:
    try:
        return compose(text)
    except (yaml.YAMLError, RefusedError):
        return None


def _children(node: yaml.Node) -> _Children:
    # By the node itself, which the cache keeps alive; nodes compare by identity.
    if isinstance(node, yaml.CollectionNode):
        return _children_of(node)
    return {}


@lru_cache(maxsize=64)
def _children_of(node: yaml.CollectionNode) -> _Children:
    if isinstance(node, yaml.MappingNode):
        return {key.value: (key, value) for key, value in reversed(node.value)}
    return {index: (item, item) for index, item in enumerate(node.value)}
