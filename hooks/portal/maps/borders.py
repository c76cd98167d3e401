"""The borders of countries, from the base map that scripts/make_base_map.py has made."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

from portal.maps.projection import Point

_FILE: Final = Path(__file__).parent / "borders.json.gz"
Ring: TypeAlias = tuple[Point, ...]
# West, south, east, north, in degrees.
Box: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Country:
    """A country's outlines and holes in degrees; `picture` is what a map of it has to show."""

    code: str
    picture: Box
    rings: tuple[Ring, ...]


@cache
def borders_digest() -> bytes:
    """What the base map is, as a digest."""
    return sha256(_FILE.read_bytes()).digest()


@cache
def load_borders() -> Mapping[str, Country]:
    """Every country of the base map by its ISO 3166 code."""
    topology = json.loads(gzip.decompress(_FILE.read_bytes()))
    (scale_x, scale_y) = topology["transform"]["scale"]
    arcs = [_decode(arc, scale_x, scale_y) for arc in topology["arcs"]]
    found = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        shape = geometry["arcs"]
        polygons = [shape] if geometry["type"] == "Polygon" else shape
        rings = tuple(_ring(ring, arcs) for polygon in polygons for ring in polygon)
        west, south, east, north = geometry["bbox"]
        found[geometry["id"]] = Country(geometry["id"], (west, south, east, north), rings)
    return MappingProxyType(found)


def _decode(arc: Sequence[Sequence[int]], scale_x: float, scale_y: float) -> list[Point]:
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x * scale_x, y * scale_y))
    return points


def _ring(indices: Sequence[int], arcs: Sequence[list[Point]]) -> Ring:
    # A negative index is an arc walked backwards; arcs share their end points.
    points: list[Point] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc[1:] if points else arc)
    return tuple(points)
