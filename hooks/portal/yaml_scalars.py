"""Scalars as YAML writes them: where each character of a value stands, and how to write one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import yaml

_ESCAPE: Final = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^\n])")
_LINE_ESCAPE: Final = re.compile(r"\\[ \t]*\n[ \t]*")
_BLANK: Final = " \t\n"
_SIMPLE_ESCAPES: Final = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r",
    "e": "\x1b", " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0",
    "L": "\u2028", "P": "\u2029",
}  # fmt: skip


def align(text: str, node: yaml.ScalarNode) -> list[int] | None:
    """For each character of a scalar's value, and for its end, the place in the file's text.

    None where the file folds the value in a way that is not followed here.
    """
    first, last = node.start_mark, node.end_mark
    if first is None or last is None:
        return None
    value: str = node.value
    if node.style == "|":
        return _align_block(value, text, first.index, last.index)
    if node.style == ">":
        return _align_folded(value, text, first.index, last.index)
    start = first.index + (1 if node.style else 0)
    return _align_flow(value, text, start, last.index, node.style or "")


def _align_block(value: str, text: str, start: int, end: int) -> list[int] | None:
    at = text.find("\n", start, end) + 1
    if at == 0:
        return None
    match = re.compile(r"(?:[ ]*\n)*([ ]*)").match(text, at)
    indent = len(match[1]) if match else 0
    places: list[int] = []
    for number, line in enumerate(value.split("\n")):
        if number:
            places.append(at)
            at += 1
        if line:
            if text[at : at + indent].strip(" "):
                return None
            at += indent
            if not text.startswith(line, at):
                return None
        elif at < len(text) and number < value.count("\n"):
            at = text.find("\n", at)  # spaces in an empty line
            if at < 0:
                return None
        places += range(at, at + len(line))
        at += len(line)
    return [*places, at]


def _align_folded(value: str, text: str, start: int, end: int) -> list[int] | None:
    """As a plain text of several lines, where no line is indented further than the others."""
    at = text.find("\n", start, end) + 1
    while 0 < at < end and text[at] in _BLANK:
        at += 1
    body = value.rstrip("\n")
    places = _align_flow(body, text, at, end, "") if at else None
    return None if places is None else places + places[-1:] * (len(value) - len(body))


def _align_flow(value: str, text: str, at: int, end: int, style: str) -> list[int] | None:
    places: list[int] = []
    while len(places) < len(value):
        if at >= end:
            return None
        char, sign = value[len(places)], text[at]
        if style == '"' and (fold := _LINE_ESCAPE.match(text, at)):
            at = fold.end()
            continue
        if sign in _BLANK:
            stop = at
            while stop < end and text[stop] in _BLANK:
                stop += 1
            breaks = text.count("\n", at, stop)
            if breaks:
                folded = "\n" * (breaks - 1) or " "
                if not value.startswith(folded, len(places)):
                    return None
                places += [at] * len(folded)
                at = stop
                continue
        length = 1
        if style == "'" and text.startswith("''", at):
            sign, length = "'", 2
        elif style == '"' and (escape := _ESCAPE.match(text, at)):
            sign, length = _unescaped(escape[0]), len(escape[0])
        if sign != char:
            return None
        places.append(at)
        at += length
    return [*places, at]


def _unescaped(escape: str) -> str:
    if escape[1] in "xuU" and len(escape) > 2:
        return chr(int(escape[2:], 16))
    return _SIMPLE_ESCAPES.get(escape[1], "")


def render_scalar(
    value: str, style: str, written: str, indent: int, in_flow: bool
) -> Iterator[str]:
    """Ways to write a value, the one that is most like what stood there first.

    `written` is how a scalar of the same style stands there: its block header is kept.
    Each has to be read again before it counts.
    """
    if "\n" in value or style in ("|", ">"):
        if not in_flow:
            header = written.split("\n", 1)[0] if style in ("|", ">") else "|"
            header = re.sub(r"\d", "", header.replace(">", "|", 1), count=1)
            pad = " " * indent
            lines = [pad + line if line else "" for line in value.split("\n")]
            yield "\n".join([header, *lines]) + ("\n" if written.endswith("\n") else "")
        yield double_quoted(value)
        return
    ways = {"": value, "'": single_quoted(value), '"': double_quoted(value)}
    yield ways.pop(style if style in ways else "")
    yield ways.get('"', single_quoted(value))
    yield from ways.values()


def single_quoted(value: str) -> str:
    """A text of one line between single quotes."""
    return "'" + value.replace("'", "''") + "'"


def double_quoted(value: str) -> str:
    """A text between double quotes, on one line whatever breaks it has."""
    text = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{text}"'
