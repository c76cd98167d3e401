"""Tables as templates show them, on pages and beside charts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

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

    @property
    def headings(self) -> Iterable[tuple[str, bool]]:
        """The columns, each with whether it holds numbers."""
        return zip(self.columns, _flags(len(self.columns), self.numeric), strict=True)

    def cells(self, row: Row) -> Iterable[tuple[Markup, bool]]:
        """The cells of a row behind its heading, each with whether its column holds numbers."""
        return zip(row.cells, _flags(len(self.columns), self.numeric)[1:], strict=True)


@cache
def _flags(columns: int, numeric: tuple[int, ...]) -> tuple[bool, ...]:
    return tuple(index in numeric for index in range(columns))
