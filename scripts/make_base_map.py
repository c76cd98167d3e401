"""Make the base map of all maps: `python scripts/make_base_map.py countries-10m.json`.

Reads the borders of Natural Earth 1:10m as TopoJSON, from the npm package world-atlas
(`npm pack world-atlas@2.0.2`, then unpack it), and writes hooks/portal/maps/borders.json.gz, so
that no build simplifies anything. Run it only to change the base map.

Shape of the result: TopoJSON. Each country has its ISO 3166 code as `id`, and as `bbox`
(west, south, east, north, in degrees) what a map of the country has to show: its main land
with islands of some size nearby, not what lies overseas.
"""

from __future__ import annotations

import argparse
import gzip
import heapq
import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import own_python  # noqa: F401 - first: it may go on with another Python

# isort: split
from babel.core import get_global

from terminal import write_utf8

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "hooks" / "portal" / "maps" / "borders.json.gz"

Point = tuple[float, float]
Ring = list[int]

# The smallest step that a map of a country shows: its longest side in so many parts. A corner
# stays if its triangle is larger than the square of that, an island from ISLAND squares on.
PARTS, ISLAND = 210, 18.0
# Where countries are drawn finely (west, south, east, north, in degrees); elsewhere, COARSER.
FINE_AREA: Final = (-11.0, 34.5, 45.0, 71.5)
COARSER: Final = 8.0
# No country is drawn more finely than this, in square kilometres.
LEAST, COARSE_LEAST = 2.0, 400.0
# A step of the result's grid, in degrees.
GRID: Final = 0.01
# An island belongs to the picture of its country from this share of the main land's area on,
# and within so many degrees of it.
PICTURE_SHARE, PICTURE_GAP = 0.025, 3.0

# What Natural Earth draws apart, and has no ISO code. Cyprus is one member of the European
# Union; Kosovo's code is the one that CLDR and the European Commission use.
NAMES: Final = {
    "Kosovo": "XK", "N. Cyprus": "CY", "Cyprus U.N. Buffer Zone": "CY", "Dhekelia": "CY",
    "Akrotiri": "CY", "Somaliland": "SO", "Baikonur": "KZ", "USNB Guantanamo Bay": "CU",
}  # fmt: skip
# Natural Earth draws who holds a territory. Crimea is Ukraine's (Resolution 68/262 of the
# General Assembly of the United Nations): (a point of the territory, from, to).
MOVED: Final = (((34.1, 45.2), "RU", "UA"),)


def main() -> int:
    """Write the base map; 0 when it is there."""
    parser = argparse.ArgumentParser(description="Make hooks/portal/maps/borders.json.gz.")
    parser.add_argument("source", type=Path, help="countries-10m.json of world-atlas 2.0.2")
    source = json.loads(parser.parse_args().source.read_text("utf-8"))
    arcs = read_arcs(source)
    countries = read_countries(source["objects"]["countries"]["geometries"], arcs)
    # No time in the file: the same source gives the same bytes.
    packed = gzip.compress(render(countries, arcs).encode(), mtime=0)
    TARGET.write_bytes(packed)
    print(f"{len(countries)} countries, {len(packed):,} bytes in {TARGET.relative_to(ROOT)}")
    return 0


def read_arcs(source: Any) -> list[list[Point]]:
    """All arcs in degrees (longitude, latitude)."""
    (kx, ky), (dx, dy) = source["transform"]["scale"], source["transform"]["translate"]
    arcs = []
    for arc in source["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * kx + dx, y * ky + dy))
        arcs.append(points)
    return arcs


def read_countries(
    geometries: Iterable[Any], arcs: Sequence[list[Point]]
) -> dict[str, list[list[Ring]]]:
    """The polygons of each country by its code: an outer ring, then holes, each of arcs."""
    numbers = get_global("territory_aliases")
    countries: dict[str, list[list[Ring]]] = {}
    joined = {code for code in NAMES.values() if code != "XK"}
    for geometry in geometries:
        if "arcs" not in geometry:
            continue
        name = geometry["properties"]["name"]
        code = NAMES.get(name) or (numbers.get(geometry.get("id", ""), [""])[0])
        if code:
            polygons = geometry["arcs"]
            polygons = [polygons] if geometry["type"] == "Polygon" else polygons
            countries.setdefault(code, []).extend(polygons)
    for (x, y), old, new in MOVED:
        found = [p for p in countries[old] if contains(coordinates(p[0], arcs), x, y)]
        if len(found) != 1:
            raise SystemExit(f"error: {x}, {y} is in {len(found)} polygons of {old}")
        countries[old].remove(found[0])
        countries[new].append(found[0])
        joined.add(new)
    for code in joined:
        countries[code] = dissolve(countries[code], arcs)
    return dict(sorted(countries.items()))


def dissolve(polygons: list[list[Ring]], arcs: Sequence[list[Point]]) -> list[list[Ring]]:
    """The same area without the borders inside it."""
    rings = [ring for polygon in polygons for ring in polygon]
    used = Counter(index if index >= 0 else ~index for ring in rings for index in ring)
    inner = {index for index, times in used.items() if times > 1}
    kept = [polygon for polygon in polygons if not any(cut(ring, inner) for ring in polygon)]
    left = [i for p in polygons if p not in kept for r in p for i in r if known(i) not in inner]
    by_start: dict[Point, list[int]] = {}
    for index in left:
        by_start.setdefault(coordinates([index], arcs)[0], []).append(index)
    while left := [index for starts in by_start.values() for index in starts]:
        ring = [left[0]]
        start = coordinates(ring, arcs)[0]
        by_start[start].remove(left[0])
        # Where borders touch in a point, either way on ends in a closed ring.
        while (end := coordinates([ring[-1]], arcs)[-1]) != start:
            ring.append(by_start[end].pop())
        kept.append([ring])
    return kept


def known(index: int) -> int:
    """An arc's place in the list, in whichever direction it is used."""
    return index if index >= 0 else ~index


def cut(ring: Ring, inner: set[int]) -> bool:
    """Whether a ring has a border inside the country."""
    return any(known(index) in inner for index in ring)


def coordinates(ring: Ring, arcs: Sequence[list[Point]]) -> list[Point]:
    """The points of a ring, or of a part of one."""
    points: list[Point] = []
    for index in ring:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc[1:] if points else arc)
    return points


def contains(points: Sequence[Point], x: float, y: float) -> bool:
    """Whether a point lies inside a ring (the rule of crossings)."""
    inside = False
    for (ax, ay), (bx, by) in pairwise(points):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def area(points: Sequence[Point]) -> float:
    """Square kilometres inside a ring, about; small rings exactly enough."""
    if not points:
        return 0.0
    middle = sum(p[1] for p in points) / len(points)
    twice = 0.0
    for (ax, ay), (bx, by) in pairwise(points):
        twice += ax * by - bx * ay
    return abs(twice) / 2 * 111.2**2 * math.cos(math.radians(middle))


def tolerance(box: Sequence[float]) -> float:
    """The least triangle of a corner, in square kilometres, of a country with this picture."""
    west, south, east, north = box
    middle = (south + north) / 2
    side = 111.2 * max((east - west) * math.cos(math.radians(middle)), north - south)
    fine = FINE_AREA
    close = fine[0] <= (west + east) / 2 <= fine[2] and fine[1] <= middle <= fine[3]
    if close:
        return max(LEAST, (side / PARTS) ** 2)
    return max(COARSE_LEAST, (side / PARTS * COARSER) ** 2)


def simplify(points: list[Point], limit: float) -> list[Point]:
    """Leave out the corners that make the smallest triangles (Visvalingam and Whyatt)."""
    last = len(points) - 1
    before, after = list(range(-1, last)), list(range(1, last + 2))
    heap = [(area([*points[i - 1 : i + 2], points[i - 1]]), i) for i in range(1, last)]
    heapq.heapify(heap)
    current = {i: size for size, i in heap}
    kept, closed = set(range(last + 1)), points[0] == points[-1]
    while heap:
        size, i = heapq.heappop(heap)
        if i not in kept or current.get(i) != size:
            continue
        if size >= limit or (closed and len(kept) <= 4):
            break
        kept.discard(i)
        a, b = before[i], after[i]
        after[a], before[b] = b, a
        for j in (a, b):
            if 0 < j < last:
                triangle = [points[before[j]], points[j], points[after[j]], points[before[j]]]
                # Never less than what has gone: a corner must not outlive its neighbours.
                current[j] = max(size, area(triangle))
                heapq.heappush(heap, (current[j], j))
    return [points[i] for i in sorted(kept)]


def keep_rings(
    polygons: list[list[Ring]], arcs: Sequence[list[Point]], limit: float
) -> list[list[Ring]]:
    """The polygons without small islands and holes; the largest stays, however small."""
    sizes = [[area(coordinates(ring, arcs)) for ring in polygon] for polygon in polygons]
    largest = max(size[0] for size in sizes)
    kept = []
    for polygon, areas in zip(polygons, sizes, strict=True):
        if areas[0] == largest or areas[0] >= limit:
            # A hole is another country: the smallest may be San Marino.
            holes = [r for r, a in zip(polygon[1:], areas[1:], strict=True) if a >= 10]
            kept.append([polygon[0], *holes])
    return kept


def picture(polygons: list[list[Ring]], arcs: Sequence[list[Point]]) -> list[float]:
    """West, south, east and north of what a map of a country shows."""
    boxes = []
    for polygon in polygons:
        points = coordinates(polygon[0], arcs)
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        boxes.append((area(points), [min(xs), min(ys), max(xs), max(ys)]))
    boxes.sort(key=lambda b: -b[0])
    main, box = boxes[0][0], boxes[0][1]
    for size, (west, south, east, north) in boxes[1:]:
        gap = max(west - box[2], box[0] - east, south - box[3], box[1] - north)
        if size >= PICTURE_SHARE * main and gap <= PICTURE_GAP:
            box = [min(box[0], west), min(box[1], south), max(box[2], east), max(box[3], north)]
    return [round(value, 1) for value in box]


def render(countries: dict[str, list[list[Ring]]], arcs: Sequence[list[Point]]) -> str:
    """The base map as TopoJSON, one arc a line."""
    boxes = {code: picture(polygons, arcs) for code, polygons in countries.items()}
    numbers: dict[int, int] = {}
    limits: dict[int, float] = {}
    geometries: list[dict[str, object]] = []
    for code, polygons in countries.items():
        limit = tolerance(boxes[code])
        kept = keep_rings(polygons, arcs, ISLAND * limit)
        shape = [[[renumber(i, numbers) for i in ring] for ring in polygon] for polygon in kept]
        kind, parts = ("MultiPolygon", shape) if len(shape) > 1 else ("Polygon", shape[0])
        geometries.append({"type": kind, "id": code, "bbox": boxes[code], "arcs": parts})
        for index in (known(i) for polygon in kept for ring in polygon for i in ring):
            # A border is as fine as the smaller of its two countries asks for.
            limits[index] = min(limit, limits.get(index, limit))
    lines = [
        json.dumps(on_grid(simplify(arcs[i], limits[i])), separators=(",", ":")) for i in numbers
    ]
    head = {
        "type": "Topology",
        "licence": "Natural Earth 1:10m, public domain, by world-atlas 2.0.2 (ISC); simplified",
        "transform": {"scale": [GRID, GRID], "translate": [0, 0]},
        "objects": {"countries": {"type": "GeometryCollection", "geometries": geometries}},
    }
    text = json.dumps(head, separators=(",", ":"))
    return f'{text[:-1]},"arcs":[\n' + ",\n".join(lines) + "\n]}\n"


def renumber(index: int, numbers: dict[int, int]) -> int:
    """An arc's place in the result; reversed arcs stay reversed."""
    place = numbers.setdefault(known(index), len(numbers))
    return place if index >= 0 else ~place


def on_grid(points: Sequence[Point]) -> list[list[int]]:
    """An arc as TopoJSON has it: the first point, then steps; standing still is no step."""
    x = y = 0
    steps: list[list[int]] = []
    for longitude, latitude in points:
        to_x, to_y = round(longitude / GRID), round(latitude / GRID)
        if not steps or (to_x, to_y) != (x, y):
            steps.append([to_x - x, to_y - y])
        x, y = to_x, to_y
    return steps if len(steps) > 1 else [*steps, [0, 0]]


if __name__ == "__main__":
    write_utf8()
    sys.exit(main())
