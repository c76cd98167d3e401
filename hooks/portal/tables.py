"""Tables as templates show them, on pages and beside charts."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: a heading cell and its other cells."""

    head: Markup
    cells: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with column headings; `numeric` are the indices of number columns."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    numeric: tuple[int, ...] = ()
