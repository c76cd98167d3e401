"""Values as YAML, in the way in which the records' files are written: blocks, few quotes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeGuard

from portal.editing.record_template import scalar
from portal.yaml_scalars import double_quoted, single_quoted
from portal.yaml_text import Value

_STEP: Final = 2
_IN_FLOW: Final = frozenset(",[]{}:#'\"")


def mapping_lines(value: dict[str, Value], indent: int) -> list[str]:
    """The lines of a block mapping, indented."""
    return [line for key, item in value.items() for line in _entry(key, item, indent)]


def item_lines(value: Value, dash: int) -> list[str]:
    """The lines of one item of a block list whose dash stands in a column."""
    space = " " * dash
    if isinstance(value, dict):
        lines = mapping_lines(value, dash + _STEP)
        return [f"{space}- {lines[0].lstrip(' ')}", *lines[1:]]
    if isinstance(value, list):
        return [f"{space}- {flow_list(value)}"]
    return f"{space}- {_text(value or '', dash)}".split("\n")


def fits_flow(value: Value) -> TypeGuard[list[Value]]:
    """Whether a list is one of short words, which may stand on one line in brackets."""
    return isinstance(value, list) and all(
        isinstance(item, str) and len(item) < 60 and "\n" not in item for item in value
    )


def flow_list(value: list[Value]) -> str:
    """A list of words on one line: [a, b]."""
    return f"[{', '.join(_flow_word(str(item)) for item in value)}]"


def rewrite_scalar(text: str, style: str, indent: int) -> str:
    """Another text in the place of one, in the same quotes where it allows them.

    `style` is YAML's sign of the old one ("" for plain), `indent` the column of its field.
    """
    if style in ("|", ">") or "\n" in text:
        return literal(text, indent)
    if style == "'":
        return single_quoted(text)
    if style == '"':
        return double_quoted(text)
    return scalar(text)


def literal(text: str, indent: int) -> str:
    """A text of several lines after a `|`, without its last line break."""
    lines = text.rstrip().split("\n")
    sign = f"|{_STEP}" if lines[0].startswith((" ", "\t")) or not lines[0] else "|"
    space = " " * (indent + _STEP)
    body = "\n".join(f"{space}{line}" if line.strip() else "" for line in lines)
    return f"{sign}\n{body}"


def _entry(key: str, value: Value, indent: int) -> Iterator[str]:
    space = " " * indent
    if isinstance(value, dict):
        yield f"{space}{key}:"
        yield from mapping_lines(value, indent + _STEP)
    elif isinstance(value, list):
        yield f"{space}{key}:"
        for item in value:
            yield from item_lines(item, indent + _STEP)
    else:
        yield from f"{space}{key}: {_text(value or '', indent)}".split("\n")


def _text(text: str, indent: int) -> str:
    return literal(text, indent) if "\n" in text.rstrip() else scalar(text)


def _flow_word(text: str) -> str:
    return double_quoted(text) if _IN_FLOW.intersection(text) or scalar(text) != text else text
