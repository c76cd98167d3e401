"""From degrees to the plane: equal areas, north up in the middle of the map."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin, sqrt
from typing import TypeAlias

# Longitude and latitude in degrees, or x and y in whatever unit a function names.
Point: TypeAlias = tuple[float, float]


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
        turn = radians(point[0] - self.longitude)
        latitude, centre = radians(point[1]), radians(self.latitude)
        along = cos(latitude) * cos(turn)
        cosine = sin(centre) * sin(latitude) + cos(centre) * along
        k = sqrt(2 / max(1 + cosine, 1e-6))
        y = cos(centre) * sin(latitude) - sin(centre) * along
        return k * cos(latitude) * sin(turn), -k * y
