"""YAML as an editor would write it: keys in order, one text a line, bodies as blocks.

By hand, because PyYAML folds and indents otherwise with and without its C library; and
three times as fast.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

Writable: TypeAlias = "str | int | date | Decimal | Mapping[str, Writable] | Sequence[Writable]"
# What may stand without quotes: nothing that YAML, or a reader that types its scalars,
# takes for something else.
_PLAIN: Final = re.compile(r"[^\W_](?:[^\n:#]|:(?=\S)|(?<=\S)#)*(?<![\s:])")
_TYPED: Final = re.compile(r"[0-9.,_]+(?:e[0-9]+)?|(?i:y|n|yes|no|on|off|true|false|null|0x\w*)")


def render_yaml(record: Mapping[str, Writable]) -> str:
    """One mapping as a YAML file.

    Shape: `str` is quoted where it must be, `int`, `date` and `Decimal` never are; a text
    that ends with a line break is a literal block. Empty mappings and lists are left out.
    """
    return "\n".join(_mapping(record, "")) + "\n"


def _mapping(values: Mapping[str, Writable], indent: str) -> Iterator[str]:
    for key, value in values.items():
        if isinstance(value, str) and value.endswith("\n"):
            yield f"{indent}{key}: |"
            for line in value[:-1].split("\n"):
                yield f"{indent}  {line}" if line else ""
        elif isinstance(value, Mapping):
            if value:
                yield f"{indent}{key}:"
                yield from _mapping(value, indent + "  ")
        elif isinstance(value, (str, int, date, Decimal)):
            yield f"{indent}{key}: {_scalar(value)}"
        elif value:
            yield f"{indent}{key}:"
            yield from _items(value, indent + "  ")


def _items(values: Sequence[Writable], indent: str) -> Iterator[str]:
    for value in values:
        if isinstance(value, Mapping):
            first, *rest = _mapping(value, indent + "  ")
            yield f"{indent}- {first.lstrip()}"
            yield from rest
        elif isinstance(value, (str, int, date, Decimal)):
            yield f"{indent}- {_scalar(value)}"
        else:
            raise TypeError("a list in a list has no place in a record")


def _scalar(value: str | int | date | Decimal) -> str:
    if not isinstance(value, str):
        return str(value)
    if _PLAIN.fullmatch(value) and not _TYPED.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)
