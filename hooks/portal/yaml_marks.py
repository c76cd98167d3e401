"""Places in a YAML file, and what is refused at one."""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from portal.problems import Problem


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file, both numbers from 1."""

    line: int
    column: int


def mark_of(node: yaml.Node | yaml.Event) -> Mark:
    """Where a node or event begins."""
    start = node.start_mark
    return Mark(start.line + 1, start.column + 1) if start is not None else Mark(1, 1)


class RefusedError(Exception):
    """Something that we refuse, at its place; becomes a problem in `read_document`."""

    def __init__(self, mark: Mark, expected: str, got: str, fix: str, field: str = "") -> None:
        super().__init__(expected)
        self.mark, self.expected, self.got, self.fix, self.field = mark, expected, got, fix, field

    def at(self, path: str) -> Problem:
        """The problem in a file."""
        return Problem(
            path, self.mark.line, self.mark.column, self.field, self.expected, self.got, self.fix
        )
