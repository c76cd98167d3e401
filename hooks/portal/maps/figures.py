"""Maps in one language: marks with names and links, a legend, what lies close together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from markupsafe import Markup, escape

from portal.addresses import map_path, record_path
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
from portal.maps.names import Label, place_names
from portal.maps.sheets import HEIGHT, WIDTH, Sheet
from portal.maps.views import LegendItem, MapFigure, Spot
from portal.model import AnyRecord, Municipality, Programme, Project
from portal.pages.localiser import RECORD_ROOT, Localiser, title_of

# So many names of a cluster are said; of more, the number says it.
_NAMES_SAID: Final = 6
Href = Callable[[Cluster], str]


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
    name, tag = loc.pick(title_of(loc.catalog.get("municipalities", record_id)))
    country = loc.language.country(place.country)
    (label,) = place_names([(x * LEVELS[0], y * _height(LEVELS[0]), name)], *_size(LEVELS[0]))
    language = "" if tag == loc.language.tag else tag
    spot = _spot(x, y, place.mark, name, label=label, text=name, language=language)
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
    located = [i for i in places_of(project) if loc.atlas.places[i].point is not None]
    sheet = loc.atlas.sheet_of(located)
    if sheet is None:
        return None
    clusters = cluster_places(sorted(located), sheet, loc.atlas, LEVELS[:1])
    name = loc.language.plural(
        "Map with %(num)s municipality", "Map with %(num)s municipalities", len(located)
    )
    figure = _figure(
        "places", name, sheet, clusters, loc, RECORD_ROOT, lambda cluster: "#municipalities"
    )
    return replace(
        figure,
        picture=sheet.small.path,
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


def near_lists(code: str, loc: Localiser, root: str) -> tuple[Markup, ...]:
    """What lies close together on a large map, with the anchors that its clusters lead to."""
    atlas = loc.atlas
    if code not in atlas.sheets:
        return ()
    ids = sorted(atlas.countries[code] if code else atlas.located)
    widest = cluster_places(ids, atlas.sheets[code], atlas, LEVELS)[0]
    return tuple(
        _near(cluster, 0, loc, root)
        for cluster in widest
        if len(cluster.members) > 1 and not (leads_to_country(cluster, atlas) and not code)
    )


def near_anchor(level: int, cluster: Cluster) -> str:
    """The id of the list of a cluster's places."""
    return f"near-{level}-{cluster.leader}"


def leads_to_country(cluster: Cluster, atlas: Atlas) -> bool:
    """Whether all places of a cluster lie in one country that has a map of its own."""
    countries = {atlas.places[i].country for i in cluster.members}
    return len(countries) == 1 and atlas.has_country_pages


def _near(cluster: Cluster, level: int, loc: Localiser, root: str) -> Markup:
    """A cluster's places; the clusters within it, at wider maps, are marked off."""
    if level == len(LEVELS) or len(cluster.members) == 1:
        names = [
            loc.link_at(root, "municipalities", i)
            for i in loc.sorted_ids("municipalities", cluster.members)
        ]
        return Markup(", ").join(names)
    parts = Markup(", ").join(_near(part, level + 1, loc, root) for part in cluster.parts)
    anchor = near_anchor(level, cluster)
    return Markup('<span class="near" id="{}" tabindex="-1">{}</span>').format(anchor, parts)


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
        _level(own, width, sheet, loc, root, cluster_href)
        for own, width in zip(clusters, LEVELS, strict=False)
    )
    marks = {CLUSTER if spot.count else spot.mark for level in levels for spot in level}
    return MapFigure(id, sheet.picture.path, name, levels, legend(marks, loc, root))


def _level(
    clusters: Sequence[Cluster],
    width: int,
    sheet: Sheet,
    loc: Localiser,
    root: str,
    cluster_href: Href,
) -> tuple[Spot, ...]:
    """The spots of a level, in the alphabet's order of their leaders, which Tab follows."""
    by_leader = {cluster.leader: cluster for cluster in clusters}
    ordered = [by_leader[i] for i in loc.sorted_ids("municipalities", by_leader)]
    at = [loc.atlas.position(c.leader, sheet) for c in ordered]
    names = [
        loc.plain(title_of(loc.catalog.get("municipalities", c.leader)))
        if len(c.members) == 1 and width > LEVELS[0]
        else ""
        for c in ordered
    ]
    height = _height(width)
    labels = place_names(
        [(x * width, y * height, name) for (x, y), name in zip(at, names, strict=True)],
        width,
        height,
    )
    spots = []
    for cluster, (x, y), text, label in zip(ordered, at, names, labels, strict=True):
        place = loc.atlas.places[cluster.leader]
        if len(cluster.members) == 1:
            href = root + record_path("municipalities", place.id)
            mark, count = place.mark, ""
        else:
            href, mark = cluster_href(cluster), SEVERAL
            count = loc.language.number(len(cluster.members))
        name, language = spot_name(cluster, loc)
        spots.append(_spot(x, y, mark, name, href, count, label, text, language))
    return tuple(spots)


def _spot(
    x: float,
    y: float,
    mark: int,
    name: str,
    href: str = "",
    count: str = "",
    label: Label | None = None,
    text: str = "",
    language: str = "",
) -> Spot:
    return Spot(
        x=f"{100 * x:.2f}%",
        y=f"{100 * y:.2f}%",
        mark=mark,
        shape=SHAPES[mark],
        name=name,
        href=href,
        count=count,
        label=text if label else "",
        label_x=label.x if label else 0,
        label_anchor=label.anchor if label else "start",
        language=language,
    )


def spot_name(cluster: Cluster, loc: Localiser) -> tuple[str, str]:
    """What a spot is called, and the language of that where it is not the page's.

    A place has its programmes in brackets. A cluster names its places, as far as their
    names are in the page's language: a title cannot be in two.
    """
    ids = loc.sorted_ids("municipalities", cluster.members)
    picked = [loc.pick(title_of(loc.catalog.get("municipalities", i))) for i in ids]
    if len(ids) == 1:
        ((name, tag),) = picked
        programmes = [programme_name(p, loc) for p in loc.atlas.places[ids[0]].programmes]
        language = "" if tag == loc.language.tag else tag
        return (f"{name} ({', '.join(programmes)})" if programmes else name), language
    number = loc.language.plural("%(num)s municipality", "%(num)s municipalities", len(ids))
    said = [name for name, tag in picked if tag == loc.language.tag][:_NAMES_SAID]
    if not said:
        return number, ""
    return f"{number}: {', '.join(said)}{' …' if len(ids) > len(said) else ''}", ""


def programme_name(programme_id: str, loc: Localiser) -> str:
    """A programme's short name, or its name."""
    programme = loc.catalog.get("programmes", programme_id)
    assert isinstance(programme, Programme)
    return programme.short_name or loc.plain(programme.name)


def _height(width: int) -> float:
    return width * HEIGHT / WIDTH


def _size(width: int) -> tuple[float, float]:
    return float(width), _height(width)
