"""From degrees to the plane: equal areas, north up in the middle of the map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sin, sqrt
from typing import TypeAlias

# Longitude and latitude in degrees, or x and y in whatever unit a function names.
Point: TypeAlias = tuple[float, float]


# The same towns lie on the maps of each language and of most projects.
@lru_cache(maxsize=20_000)
def _project(longitude: float, latitude: float, point: Point) -> Point:
    return Projection(longitude, latitude).project_all((point,))[0]


@dataclass(frozen=True, slots=True)
class Projection:
    """Lambert's azimuthal equal-area projection of the sphere around a centre in degrees.

    Source: Snyder, Map Projections, USGS Professional Paper 1395, equations 22-4 and 24-2;
    the European Union's own maps (EPSG:3035) use the same projection.
    """

    longitude: float
    latitude: float

    def project(self, point: Point) -> Point:
        """The plane point of a longitude and latitude, in earth's radii, y downwards.

        Nothing raises: what lies opposite the centre comes out very far away.
        """
        return _project(self.longitude, self.latitude, point)

    def project_all(self, points: Iterable[Point]) -> list[Point]:
        """The same of many points, such as those of a border."""
        centre = radians(self.latitude)
        sin_centre, cos_centre = sin(centre), cos(centre)
        projected = []
        for degrees_east, degrees_north in points:
            turn, latitude = radians(degrees_east - self.longitude), radians(degrees_north)
            sin_latitude, cos_latitude = sin(latitude), cos(latitude)
            along = cos_latitude * cos(turn)
            cosine = sin_centre * sin_latitude + cos_centre * along
            k = sqrt(2 / max(1 + cosine, 1e-6))
            y = cos_centre * sin_latitude - sin_centre * along
            projected.append((k * cos_latitude * sin(turn), -k * y))
        return projected
