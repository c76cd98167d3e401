"""Tables as templates show them, on pages and beside charts."""

from __future__ import annotations

from markupsafe import Markup

from portal.view import view


@view(frozen=True, slots=True)
class Row:
    """A row of a table: a heading cell and its other cells."""

    head: Markup
    cells: tuple[Markup, ...]


@view(frozen=True, slots=True)
class Table:
    """A table with column headings; `numeric` are the indices of number columns."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    numeric: tuple[int, ...] = ()
