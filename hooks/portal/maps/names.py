"""Names beside marks: each is written only where it covers nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from portal.embeds.badges import text_width

SIZE: Final = 13
_LINE: Final = 18
_GAP: Final = 13
_MARK: Final = 11
_CELL: Final = 64
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """Where a name stands beside its mark: pixels from the mark's middle."""

    x: int
    anchor: str


def place_names(
    spots: Sequence[tuple[float, float, str]], width: float, height: float
) -> list[Label | None]:
    """For each spot (x, y, name, in pixels) the place of its name; None where there is no room.

    Names are placed one after another, right of the mark or left of it; a spot without
    a name only keeps its room. The work grows with the number of spots.
    """
    taken: dict[tuple[int, int], list[_Box]] = defaultdict(list)
    for x, y, _name in spots:
        _take((x - _MARK, y - _MARK, x + _MARK, y + _MARK), taken)
    found: list[Label | None] = []
    for x, y, name in spots:
        label = None
        if name:
            length = text_width(name) * SIZE
            sides = (
                (Label(_GAP, "start"), (x + _GAP, x + _GAP + length)),
                (Label(-_GAP, "end"), (x - _GAP - length, x - _GAP)),
            )
            for choice, (left, right) in sides:
                box = (left, y - _LINE / 2, right, y + _LINE / 2)
                inside = left >= 4 and right <= width - 4 and 10 <= y <= height - 10
                if inside and not _is_taken(box, taken):
                    _take(box, taken)
                    label = choice
                    break
        found.append(label)
    return found


def _cells(box: _Box) -> list[tuple[int, int]]:
    columns = range(int(box[0] // _CELL), int(box[2] // _CELL) + 1)
    rows = range(int(box[1] // _CELL), int(box[3] // _CELL) + 1)
    return [(column, row) for column in columns for row in rows]


def _take(box: _Box, taken: dict[tuple[int, int], list[_Box]]) -> None:
    for cell in _cells(box):
        taken[cell].append(box)


def _is_taken(box: _Box, taken: dict[tuple[int, int], list[_Box]]) -> bool:
    return any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
        for cell in _cells(box)
        for other in taken.get(cell, ())
    )
