"""Texts that a " #" cuts off: for YAML it begins a comment, for the editor it is part of the text.

Comments that are meant have a space behind their sign, as in "# ok: numbers".
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Final

import yaml

from portal.fields import Line
from portal.model import KINDS
from portal.problems import Problem, Severity, quote_got
from portal.yaml_mistakes import quoted
from portal.yaml_places import mark_at
from portal.yaml_text import Document, Path, compose, field_name

_SUSPECT: Final = re.compile(rb"\S[ \t]* #[^\s#]")
_CUT_OFF: Final = re.compile(r"[ \t]+(?P<rest>#(?!#|ok:)\S.*)")
_COMMENT: Final = re.compile(r"\s#(\s.*)?$")
# Texts that are the same in all languages.
_LINES: Final = frozenset(
    (name,)
    for kind in KINDS.values()
    for name, field in kind.model_fields.items()
    if field.annotation == (Line | None)
)


def may_cut_off(content: bytes) -> bool:
    """Whether a file has a sign in it that may cut a text off; hardly any has."""
    return b" #" in content and _SUSPECT.search(content) is not None


def find_cut_off(document: Document, texts: Container[Path]) -> Iterator[Problem]:
    """A warning for each plain text with a comment behind it that may be its rest.

    `texts` are the paths of the fields in several languages. Behind a date or an id a comment is
    one, however it is written.
    """
    root = compose(document.text) if document.value is not None else None
    for path, key, node in _plain(root, (), "") if root is not None else ():
        end = node.end_mark.index if node.end_mark else 0
        match = _CUT_OFF.match(document.text, end)
        if match is None or (path[:-1] not in texts and path not in _LINES):
            continue
        whole = f"{node.value} {_COMMENT.sub('', match['rest'])}".strip()
        mark = mark_at(document.text, match.start("rest"))
        yield Problem(
            document.path, mark.line, mark.column, field_name(path),
            'quotes around a text that has " #" in it',
            f"{quote_got(node.value)} and a comment, {quote_got(match['rest'])}"
            if node.value else f"a comment alone, {quote_got(match['rest'])}",
            f'put the text in quotes: {key}{quoted(whole)}; if it is a comment, put a space '
            'behind the "#"',
            Severity.WARNING,
        )  # fmt: skip


def _plain(node: yaml.Node, path: Path, key: str) -> Iterator[tuple[Path, str, yaml.ScalarNode]]:
    """The values without quotes, each with what stands before it in its line."""
    if isinstance(node, yaml.MappingNode):
        for name, item in node.value:
            yield from _plain(item, (*path, name.value), f"{name.value}: ")
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _plain(item, (*path, index), "- ")
    elif isinstance(node, yaml.ScalarNode) and not node.style:
        yield path, key, node
