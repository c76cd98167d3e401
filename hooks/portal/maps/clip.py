"""Outlines cut to a rectangle, and written as SVG paths."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from portal.maps.projection import Point


def clip_ring(ring: Sequence[Point], low: Point, high: Point) -> list[Point]:
    """The part of a closed ring inside a rectangle (Sutherland and Hodgman).

    Where the ring leaves and comes back, the result runs along the rectangle's edge: draw
    with a rectangle larger than what is seen.
    """
    points = list(ring)
    for axis in (0, 1):
        points = _cut(points, axis, low[axis], 1)
        points = _cut(points, axis, high[axis], -1)
    return points


def _cut(points: list[Point], axis: int, limit: float, sign: int) -> list[Point]:
    if not points:
        return points
    kept: list[Point] = []
    before = points[-1]
    was_inside = (before[axis] - limit) * sign >= 0
    for point in points:
        inside = (point[axis] - limit) * sign >= 0
        if inside != was_inside:
            share = (limit - before[axis]) / (point[axis] - before[axis])
            kept.append(
                (
                    before[0] + share * (point[0] - before[0]),
                    before[1] + share * (point[1] - before[1]),
                )
            )
        if inside:
            kept.append(point)
        before, was_inside = point, inside
    return kept


def render_path(rings: Iterable[Sequence[Point]], step: int = 1) -> str:
    """Closed rings as the `d` of an SVG path: whole numbers, steps from point to point.

    Corners lie on multiples of `step`, so that neighbours still meet where they did.
    """
    parts = []
    for ring in rings:
        steps = _steps(ring, step)
        if len(steps) > 2:
            (x, y), *rest = steps
            line = "".join(f"{dx}{dy}" if dy.startswith("-") else f"{dx} {dy}" for dx, dy in
                           _joined(rest))  # fmt: skip
            parts.append(f"M{x} {y}l{line}z")
    return "".join(parts)


def _steps(ring: Sequence[Point], step: int) -> list[tuple[int, int]]:
    """The first point, then the way from each to the next; standing still is left out."""
    found: list[tuple[int, int]] = []
    x = y = 0
    for point in ring:
        to_x, to_y = round(point[0] / step) * step, round(point[1] / step) * step
        if not found or (to_x, to_y) != (x, y):
            found.append((to_x - x, to_y - y))
        x, y = to_x, to_y
    return found


def _joined(steps: Sequence[tuple[int, int]]) -> Iterable[tuple[str, str]]:
    # A minus sign parts numbers by itself; between others stands a space.
    for index, (dx, dy) in enumerate(steps):
        yield (f" {dx}" if index and dx >= 0 else f"{dx}"), f"{dy}"
