"""Maps in one language: marks with names and links, a legend, what lies close together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import escape

from portal.addresses import map_path
from portal.maps.atlas import (
    LEVELS,
    NO_PROGRAMME,
    OTHER,
    SEVERAL,
    Atlas,
    Cluster,
    cluster_places,
    places_of,
)
from portal.maps.marks import CLUSTER, SHAPES
from portal.maps.names import place_names
from portal.maps.near import leads_to_country
from portal.maps.sheets import Sheet
from portal.maps.spots import Href, height_of, make_level, make_spot
from portal.maps.views import LegendItem, MapFigure
from portal.model import AnyRecord, Municipality, Project
from portal.pages.localiser import RECORD_ROOT, Localiser


def home_map(loc: Localiser, root: str = "") -> MapFigure | None:
    """The map of all municipalities for a page at `root`; None where no position is known.

    Clusters lead to the map page of their country, or to the large map.
    """
    return large_map("", loc, root, lambda c: root + _page_of(c, loc.atlas), "home-map")


def large_map(
    code: str, loc: Localiser, root: str, cluster_href: Href, id: str = "map"
) -> MapFigure | None:
    """The map of a country, or of all (no code), with as many marks as its width allows."""
    atlas = loc.atlas
    if code not in atlas.sheets:
        return None
    ids = sorted(atlas.countries[code] if code else atlas.located)
    name = loc.language.plural(
        "Map with %(num)s municipality", "Map with %(num)s municipalities", len(ids)
    )
    if code:
        name = f"{loc.language.country(code)}: {name}"
    clusters = cluster_places(ids, atlas.sheets[code], atlas, LEVELS)
    return _figure(id, name, atlas.sheets[code], clusters, loc, root, cluster_href)


def record_map(record: AnyRecord, loc: Localiser) -> MapFigure | None:
    """The small map of a record's page; None for kinds that have no place on maps."""
    if isinstance(record, Municipality):
        return municipality_map(record.id, loc)
    return project_map(record, loc) if isinstance(record, Project) else None


def municipality_map(record_id: str, loc: Localiser) -> MapFigure | None:
    """A small map of a municipality's country with the one mark; None without a position."""
    sheet = loc.atlas.sheet_of([record_id])
    if sheet is None:
        return None
    x, y = loc.atlas.position(record_id, sheet)
    place = loc.atlas.places[record_id]
    name, tag = loc.pick(loc.title("municipalities", record_id))
    country = loc.language.country(place.country)
    width, height = LEVELS[0], height_of(LEVELS[0])
    (label,) = place_names([(x * width, y * height, name)], width, height)
    language = "" if tag == loc.language.tag else tag
    spot = make_spot(x, y, place.mark, name, label=label, text=name, language=language)
    return MapFigure(
        id="place",
        picture=sheet.small.path,
        name=loc.gettext("Map: %(name)s, %(country)s")
        .replace("%(name)s", name)
        .replace("%(country)s", country),
        levels=((spot,),),
        legend=(),
        is_picture=True,
        is_small=True,
        more_href=RECORD_ROOT + map_path(sheet.code),
        more_text=loc.gettext("Large map"),
    )


def project_map(project: Project, loc: Localiser) -> MapFigure | None:
    """A small map of a project's municipalities; None where no position is known."""
    places = loc.atlas.places
    located = sorted(i for i in places_of(project) if places[i].point is not None)
    sheet = loc.atlas.sheet_of(located)
    if sheet is None:
        return None
    clusters = cluster_places(located, sheet, loc.atlas, LEVELS[:1])
    name = loc.language.plural(
        "Map with %(num)s municipality", "Map with %(num)s municipalities", len(located)
    )
    level = make_level(clusters[0], LEVELS[0], sheet, loc, RECORD_ROOT, lambda _: "#municipalities")
    return MapFigure(
        id="places",
        picture=sheet.small.path,
        name=name,
        levels=(level,),
        legend=(),
        is_small=True,
        more_href=RECORD_ROOT + map_path(sheet.code),
        more_text=loc.gettext("Large map"),
    )


def legend(marks: Iterable[int], loc: Localiser, root: str) -> tuple[LegendItem, ...]:
    """What the marks mean, those of programmes first."""
    wanted = set(marks)
    items = []
    for programme, mark in loc.atlas.marks.items():
        if mark in wanted:
            text = loc.link_at(root, "programmes", programme)
            items.append(LegendItem(mark, SHAPES[mark], text))
    for mark, words in (
        (OTHER, loc.gettext("Another programme")),
        (SEVERAL, loc.gettext("Several programmes")),
        (NO_PROGRAMME, loc.gettext("No programme known")),
        (CLUSTER, loc.gettext("Number: so many municipalities close together")),
    ):
        if mark in wanted:
            items.append(LegendItem(mark, SHAPES[mark], escape(words)))
    return tuple(items)


def _page_of(cluster: Cluster, atlas: Atlas) -> str:
    if leads_to_country(cluster, atlas):
        return map_path(atlas.places[cluster.leader].country)
    return map_path("")


def _figure(
    id: str,
    name: str,
    sheet: Sheet,
    clusters: Sequence[Sequence[Cluster]],
    loc: Localiser,
    root: str,
    cluster_href: Href,
) -> MapFigure:
    levels = tuple(
        make_level(own, width, sheet, loc, root, cluster_href)
        for own, width in zip(clusters, LEVELS, strict=False)
    )
    marks = {CLUSTER if spot.count else spot.mark for level in levels for spot in level}
    return MapFigure(id, sheet.picture.path, name, levels, legend(marks, loc, root))
