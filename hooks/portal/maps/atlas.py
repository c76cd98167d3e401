"""The atlas: every place with its mark, and the sheets on which places lie.

The same for each language, so that it is made once for all of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from portal.cache import NO_CACHE, Cache
from portal.catalog import Catalog
from portal.embeds.pairs import Pairs
from portal.maps.clusters import cluster
from portal.maps.projection import Point
from portal.maps.sheets import HEIGHT, WIDTH, Sheet, make_sheets
from portal.model import Municipality, Project

# The widths in CSS pixels from which on a map shows more marks, least first; the style
# sheet has the same numbers. The first is that of a telephone of 320 pixels.
LEVELS: Final = (270, 560, 900)
# How far apart marks are: 24 pixels is the least target that WCAG 2.2 (2.5.8) allows.
APART: Final = 26
# Programmes that have a mark of their own; those with the most municipalities come first.
OWN_MARKS: Final = 6
NO_PROGRAMME, SEVERAL, OTHER = 0, OWN_MARKS + 1, OWN_MARKS + 2


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality as maps see it. `point` is its longitude and latitude, if known."""

    id: str
    country: str
    point: Point | None
    programmes: tuple[str, ...]
    mark: int


@dataclass(frozen=True, slots=True)
class Activities:
    """What a municipality takes part in: ids. Apart from its place, which hundreds of maps show
    and a new project leaves as it is.
    """

    projects: tuple[str, ...]
    agreements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Atlas:
    """Sheets by country code (the empty one shows all), places and activities by id.

    `marks` are the numbers of programmes with a mark of their own. `unplaced` are the
    projects of which no municipality is known.
    """

    sheets: Mapping[str, Sheet]
    places: Mapping[str, Place]
    activities: Mapping[str, Activities]
    countries: Mapping[str, tuple[str, ...]]
    marks: Mapping[str, int]
    unplaced: tuple[str, ...]

    @property
    def located(self) -> tuple[str, ...]:
        """The ids of all places whose position is known."""
        return tuple(i for i, place in self.places.items() if place.point is not None)

    @property
    def has_country_pages(self) -> bool:
        """Whether countries have sheets of their own: with one country, it is the whole."""
        return len(self.sheets) > 1

    def sheet_of(self, ids: Iterable[str]) -> Sheet | None:
        """The closest sheet on which places lie; None where no position is known."""
        places = [self.places[i] for i in ids]
        found = {place.country for place in places if place.point is not None}
        if not found:
            return None
        code = next(iter(found)) if len(found) == 1 else ""
        return self.sheets.get(code, self.sheets[""])

    def position(self, place_id: str, sheet: Sheet) -> Point:
        """Where a located place lies on a sheet: shares of the width and the height."""
        point = self.places[place_id].point
        assert point is not None
        return sheet.place(point)


_NONE: Final[Mapping[str, Any]] = MappingProxyType({})
NO_ATLAS: Final = Atlas(_NONE, _NONE, _NONE, _NONE, _NONE, ())


def make_atlas(catalog: Catalog, pairs: Pairs, cache: Cache = NO_CACHE) -> Atlas:
    """The atlas of a catalogue; without any position, it has no sheets.

    Sheets that `cache` knows are not drawn again.
    """
    of_place = _programmes(catalog, pairs)
    taking_part = Counter(p for programmes in of_place.values() for p in programmes)
    ranked = sorted(taking_part, key=lambda p: (-taking_part[p], p))
    marks = {programme: n for n, programme in enumerate(ranked[:OWN_MARKS], start=1)}
    projects, unplaced = _projects(catalog)
    places, activities = {}, {}
    for record in catalog.records["municipalities"].values():
        assert isinstance(record, Municipality)
        programmes = of_place.get(record.id, ())
        point = record.coordinates
        places[record.id] = Place(
            record.id,
            record.country,
            None if point is None else (float(point.longitude), float(point.latitude)),
            programmes,
            mark_of(programmes, marks),
        )
        activities[record.id] = Activities(
            tuple(projects.get(record.id, ())),
            catalog.related_ids("municipalities", record.id, "agreements"),
        )
    countries: dict[str, list[str]] = defaultdict(list)
    for place in places.values():
        if place.point is not None:
            countries[place.country].append(place.id)
    return Atlas(
        MappingProxyType(make_sheets(_points(countries, places), cache)),
        MappingProxyType(places),
        MappingProxyType(activities),
        MappingProxyType({code: tuple(ids) for code, ids in sorted(countries.items())}),
        MappingProxyType(marks),
        unplaced,
    )


def _programmes(catalog: Catalog, pairs: Pairs) -> dict[str, tuple[str, ...]]:
    """The programmes of each municipality: it takes part, or a project of them works there."""
    found: dict[str, set[str]] = defaultdict(set)
    for pair in pairs.all:
        found[pair.municipality].add(pair.programme)
    for project in catalog.records["projects"].values():
        assert isinstance(project, Project)
        if project.programme:
            for municipality in project.municipalities:
                found[municipality].add(project.programme)
    return {municipality: tuple(sorted(own)) for municipality, own in found.items()}


def mark_of(programmes: Sequence[str], marks: Mapping[str, int]) -> int:
    """The number of the mark for a place that takes part in these programmes."""
    if len(programmes) > 1:
        return SEVERAL
    return marks.get(programmes[0], OTHER) if programmes else NO_PROGRAMME


def _projects(catalog: Catalog) -> tuple[dict[str, list[str]], tuple[str, ...]]:
    """The projects of each municipality, and those without any."""
    found: dict[str, list[str]] = defaultdict(list)
    unplaced = []
    for project in catalog.records["projects"].values():
        assert isinstance(project, Project)
        places = places_of(project)
        for place in places:
            found[place].append(project.id)
        if not places:
            unplaced.append(project.id)
    return found, tuple(unplaced)


def places_of(project: Project) -> tuple[str, ...]:
    """The ids of the municipalities that a project names, as places or as partners."""
    partners = (p.municipality for p in project.partners if p.municipality)
    return tuple(dict.fromkeys((*project.municipalities, *partners)))


def _points(
    countries: Mapping[str, Sequence[str]], places: Mapping[str, Place]
) -> dict[str, list[Point]]:
    return {
        code: [p for i in ids if (p := places[i].point) is not None]
        for code, ids in sorted(countries.items())
    }


@dataclass(frozen=True, slots=True)
class Cluster:
    """Places that share a mark at a level; `parts` are what they are at the next one."""

    leader: str
    members: tuple[str, ...]
    parts: tuple[Cluster, ...] = ()


def cluster_places(
    ids: Sequence[str], sheet: Sheet, atlas: Atlas, levels: Sequence[int]
) -> tuple[tuple[Cluster, ...], ...]:
    """The clusters of places at each level (widths in pixels, least first).

    A level's clusters are made of those of the next one, so that what lies together on a
    wide map does so on a narrow one too.
    """
    finer = tuple(Cluster(i, (i,)) for i in ids)
    found: list[tuple[Cluster, ...]] = []
    for width in reversed(levels):
        height = width * HEIGHT / WIDTH
        points = []
        for own in finer:
            x, y = atlas.position(own.leader, sheet)
            points.append((x * width, y * height))
        finer = tuple(_join([finer[index] for index in group]) for group in cluster(points, APART))
        found.append(finer)
    return tuple(reversed(found))


def _join(parts: Sequence[Cluster]) -> Cluster:
    members = tuple(member for part in parts for member in part.members)
    return Cluster(parts[0].leader, members, tuple(parts))
