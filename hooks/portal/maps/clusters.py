"""Points that would cover each other become one, the same way each time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from portal.maps.projection import Point


def cluster(points: Sequence[Point], radius: float) -> list[list[int]]:
    """Groups of points, each as places in `points`, its leader first.

    A group stands where its leader is, so that no two groups are closer than `radius`
    (in the points' unit). A point becomes a leader where no earlier one is that close;
    the others follow the nearest leader. The work grows with the number of points.
    """
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    groups: dict[int, list[int]] = {}
    for index, point in enumerate(points):
        leader = _nearest(point, points, cells, radius)
        if leader is None:
            cells[int(point[0] // radius), int(point[1] // radius)].append(index)
            groups[index] = [index]
    # Only now are all leaders known, and with them the nearest.
    for index, point in enumerate(points):
        if index not in groups:
            leader = _nearest(point, points, cells, radius)
            assert leader is not None
            groups[leader].append(index)
    return list(groups.values())


def _nearest(
    point: Point,
    points: Sequence[Point],
    cells: dict[tuple[int, int], list[int]],
    radius: float,
) -> int | None:
    """The nearest leader within the radius; cells hold few, for leaders keep apart."""
    column, row = int(point[0] // radius), int(point[1] // radius)
    best, found = radius * radius, None
    for x in (column - 1, column, column + 1):
        for y in (row - 1, row, row + 1):
            for leader in cells.get((x, y), ()):
                other = points[leader]
                distance = (other[0] - point[0]) ** 2 + (other[1] - point[1]) ** 2
                if distance < best:
                    best, found = distance, leader
    return found
