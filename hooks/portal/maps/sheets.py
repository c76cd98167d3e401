"""Sheets: which part of the world a map shows, and the picture of its borders.

All sheets have the same proportion, so that one rule of the style sheet gives every map its
height. A sheet's picture is one file, which all maps of that sheet share.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from portal.cache import NO_CACHE, Cache
from portal.maps.borders import Country, borders_digest, load_borders
from portal.maps.clip import clip_ring, render_path
from portal.maps.projection import Point, Projection
from portal.record_store import code_digest

# Units of a picture: fine enough for 1,200 pixels, 4 to 3.
WIDTH, HEIGHT = 1600, 1200
# Room around what has to be seen: for marks at the edge, half of them and their names.
_MARGIN: Final = 70
# What is drawn beyond the edge, so that lines along the cut are not seen.
_BEYOND: Final = 12
# Around a place of a country that the base map does not know, in degrees.
_AROUND: Final = 1.5
# The least that a sheet shows, in earth's radii (about 100 km): towns need their surroundings.
_LEAST: Final = 0.016
# The grid that corners lie on: a sheet of many countries has corners enough, and on a map of
# a few hundred pixels fewer can be told apart.
_ONE, _MANY, _SMALL = 1, 2, 5
FOLDER: Final = "assets/maps/"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of borders, and its path below the site's root."""

    path: str
    svg: bytes


@dataclass(frozen=True, slots=True)
class Sheet:
    """A part of the world. `code` is a country's, or empty for the sheet of all of them.

    `small` is the picture for small maps, of fewer bytes.
    """

    code: str
    projection: Projection
    scale: float
    left: float
    top: float
    picture: Picture
    small: Picture

    def place(self, point: Point) -> Point:
        """Where a longitude and latitude lie: shares of the width and the height."""
        x, y = self.projection.project(point)
        return (x - self.left) * self.scale / WIDTH, (y - self.top) * self.scale / HEIGHT


def make_sheets(points: Mapping[str, Sequence[Point]], cache: Cache = NO_CACHE) -> dict[str, Sheet]:
    """The sheets of a site, by country: that of all (""), and of each where there are several.

    `points` are the places of each country, in the order of the codes. What `cache` knows is not
    drawn again.
    """
    if not points:
        return {}
    asked = sha256(code_digest() + borders_digest() + repr(points).encode()).hexdigest()
    entry = f"maps/{asked[:32]}.pickle"
    kept = cache.get(entry)
    if kept is not None:
        found: dict[str, Sheet] = pickle.loads(kept)
        return found
    every = [point for own in points.values() for point in own]
    sheets = {"": make_sheet("", list(points), every)}
    if len(points) > 1:
        sheets |= {code: make_sheet(code, [code], own) for code, own in points.items()}
    cache.put(entry, pickle.dumps(sheets, pickle.HIGHEST_PROTOCOL))
    return sheets


def make_sheet(code: str, countries: Sequence[str], points: Sequence[Point]) -> Sheet:
    """The sheet that shows countries and points, with the countries set off from others."""
    known = [c for name in countries if (c := load_borders().get(name)) is not None]
    wanted = _wanted(known, points)
    longitudes, latitudes = [p[0] for p in wanted], [p[1] for p in wanted]
    projection = Projection(
        (min(longitudes) + max(longitudes)) / 2, (min(latitudes) + max(latitudes)) / 2
    )
    scale, left, top = _fit(projection.project_all(wanted))
    own = {c.code for c in known}
    picture = small = _picture(
        code.lower() or "all",
        _draw(projection, scale, left, top, own, _ONE if len(known) == 1 else _MANY),
    )
    if len(known) > 1:
        small = _picture("all-small", _draw(projection, scale, left, top, own, _SMALL))
    return Sheet(code, projection, scale, left, top, picture, small)


def _picture(name: str, svg: bytes) -> Picture:
    """A file whose name changes with its content: pages never meet another one's borders."""
    return Picture(f"{FOLDER}{name}-{sha256(svg).hexdigest()[:8]}.svg", svg)


def _wanted(countries: Iterable[Country], points: Sequence[Point]) -> list[Point]:
    """The points that a sheet must hold: those given, and the countries' main land."""
    wanted = list(points)
    found = False
    for country in countries:
        found = True
        west, south, east, north = country.picture
        wanted += [
            (x, y)
            for ring in country.rings
            for x, y in ring
            if west <= x <= east and south <= y <= north
        ]
    if not found:
        wanted += [(x + dx, y + dy) for x, y in points for dx in _EDGES for dy in _EDGES]
    return wanted or [(0.0, 0.0)]


_EDGES: Final = (-_AROUND, _AROUND)


def _fit(points: Sequence[Point]) -> tuple[float, float, float]:
    """Scale, left and top, so that projected points fill the sheet, in its middle."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    width, height = max(_LEAST, max(xs) - min(xs)), max(_LEAST, max(ys) - min(ys))
    scale = min((WIDTH - 2 * _MARGIN) / width, (HEIGHT - 2 * _MARGIN) / height)
    left = (min(xs) + max(xs)) / 2 - WIDTH / scale / 2
    top = (min(ys) + max(ys)) / 2 - HEIGHT / scale / 2
    return scale, left, top


def _draw(
    projection: Projection, scale: float, left: float, top: float, own: set[str], step: int
) -> bytes:
    """The picture: two paths without colours, which pages give them (`<use>` inherits)."""
    low = (-float(_BEYOND), -float(_BEYOND))
    high = (WIDTH + float(_BEYOND), HEIGHT + float(_BEYOND))
    land: list[list[Point]] = []
    home: list[list[Point]] = []
    for code, country in load_borders().items():
        for ring in country.rings:
            plane = [
                ((x - left) * scale, (y - top) * scale) for x, y in projection.project_all(ring)
            ]
            cut = clip_ring(plane, low, high)
            if _is_seen(cut, step):
                (home if code in own else land).append(cut)
    paths = "".join(
        f'<path id="{name}" fill-rule="evenodd" d="{render_path(rings, step)}"/>'
        for name, rings in (("land", land), ("home", home))
    )
    # Without CSS, as when the file is opened by itself, borders must be told from land.
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" fill="#ddd6c9" '
        f'stroke="#fff" stroke-width="2" stroke-linejoin="round">{paths}</svg>\n'
    ).encode()


def _is_seen(ring: Sequence[Point], step: int) -> bool:
    """Whether an outline is large enough to be more than a dot."""
    if len(ring) < 3:
        return False
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    return (max(xs) - min(xs)) + (max(ys) - min(ys)) > 6 * step
