"""The map pages: all municipalities, or those of one country, with the same in a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from portal.addresses import MAP, list_path, map_path, up
from portal.maps.atlas import LEVELS, Cluster, Place
from portal.maps.figures import large_map
from portal.maps.near import leads_to_country, near_anchor, near_lists
from portal.maps.views import MapFigure
from portal.pages import labels
from portal.pages.cards import show_all
from portal.pages.localiser import Localiser
from portal.pages.views import Crumb, Row, Table

# Rows of the table; of more, the list of municipalities has pages.
MAX_ROWS: Final = 200
# Projects of a municipality that are named in it.
MAX_NAMED: Final = 2


@dataclass(frozen=True, slots=True)
class CountryLink:
    """A way to the map of a country, or to the one of all."""

    path: str
    label: str
    count: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class MapPage:
    """The body of a map page. `more_path` leads to what the table leaves out."""

    root: str
    site_root: str
    crumbs: tuple[Crumb, ...]
    title: str
    lead: str
    empty: str
    figure: MapFigure | None
    countries: tuple[CountryLink, ...]
    near: tuple[Markup, ...]
    table: Table
    more_path: str
    more_text: str
    notes: tuple[str, ...]


def build_map_page(code: str, loc: Localiser) -> MapPage:
    """The view of a country's map page, or of the one of all countries (no code)."""
    _ = loc.gettext
    path = map_path(code)
    root = up(path)
    crumbs = [Crumb("", escape(_("Home")))]
    if code:
        crumbs.append(Crumb(list_path(MAP), escape(loc.label(labels.SPECIAL_TITLE, MAP))))
    figure = large_map(code, loc, root, lambda cluster: _cluster_href(cluster, code, root, loc))
    places = [p for p in loc.atlas.places.values() if not code or p.country == code]
    country = loc.language.country(code) if code else ""
    return MapPage(
        root=root,
        site_root=root + up(loc.language.root),
        crumbs=tuple(crumbs),
        title=_("Map: %(country)s").replace("%(country)s", country)
        if code
        else loc.label(labels.SPECIAL_TITLE, MAP),
        lead=loc.label(labels.SPECIAL_LEAD, MAP),
        empty="" if figure else _("No position is known yet."),
        figure=figure,
        countries=_countries(code, loc),
        near=near_lists(code, loc, root),
        table=_table(places, code, root, loc),
        more_path=list_path("municipalities") if len(places) > MAX_ROWS else "",
        more_text=show_all(loc.language, len(places)) if len(places) > MAX_ROWS else "",
        notes=_notes(places, code, loc),
    )


def _cluster_href(cluster: Cluster, code: str, root: str, loc: Localiser) -> str:
    """To the country's own map, else to the list of what lies close together."""
    if not code and leads_to_country(cluster, loc.atlas):
        return root + map_path(loc.atlas.places[cluster.leader].country)
    return "#" + near_anchor(_level_of(cluster), cluster)


def _level_of(cluster: Cluster) -> int:
    """The level of a cluster, from how deep its parts go."""
    depth = 0
    while cluster.parts:
        depth, cluster = depth + 1, cluster.parts[0]
    return len(LEVELS) - depth


def _countries(code: str, loc: Localiser) -> tuple[CountryLink, ...]:
    atlas = loc.atlas
    if not atlas.has_country_pages:
        return ()
    total = len(atlas.located)
    links = [CountryLink(map_path(""), loc.gettext("All countries"), _number(total, loc), not code)]
    by_name = sorted(atlas.countries, key=lambda c: loc.language.sort_key(loc.language.country(c)))
    for other in by_name:
        count = _number(len(atlas.countries[other]), loc)
        name = loc.language.country(other)
        links.append(CountryLink(map_path(other), name, count, other == code))
    return tuple(links)


def _number(number: int, loc: Localiser) -> str:
    return loc.language.number(number)


def _table(places: Sequence[Place], code: str, root: str, loc: Localiser) -> Table:
    """The places that the map shows, and those that it cannot show."""
    _ = loc.gettext
    by_id = {place.id: place for place in places}
    rows = []
    for record_id in loc.sorted_ids("municipalities", by_id)[:MAX_ROWS]:
        place, activities = by_id[record_id], loc.atlas.activities[record_id]
        head = loc.link_at(root, "municipalities", record_id)
        if place.point is None:
            head += Markup(' <span class="detail">{}</span>').format(_("Position not stated"))
        programmes = [str(loc.link_at(root, "programmes", p)) for p in place.programmes]
        cells = [
            Markup(loc.language.list_of(programmes)) if programmes else Markup("–"),
            _projects(activities.projects, root, loc),
            escape(_number(len(activities.agreements), loc)),
        ]
        if not code:
            cells.insert(0, escape(loc.language.country(place.country)))
        rows.append(Row(head, tuple(cells)))
    columns = [_("Municipality"), _("Programmes"), _("Projects"), _("Agreements")]
    if not code:
        columns.insert(1, _("Country"))
    return Table(tuple(columns), tuple(rows), (len(columns) - 1,))


def _projects(ids: Sequence[str], root: str, loc: Localiser) -> Markup:
    """The projects by name, or so many that their number is enough."""
    if not ids:
        return Markup("–")
    if len(ids) > MAX_NAMED:
        return escape(_number(len(ids), loc))
    in_order = loc.sorted_ids("projects", ids)
    return Markup(loc.language.list_of([str(loc.link_at(root, "projects", i)) for i in in_order]))


def _notes(places: Sequence[Place], code: str, loc: Localiser) -> tuple[str, ...]:
    notes = []
    missing = sum(place.point is None for place in places)
    if missing:
        notes.append(
            loc.language.plural(
                "%(num)s municipality is not on the map: its position is not stated.",
                "%(num)s municipalities are not on the map: their position is not stated.",
                missing,
            )
        )
    if loc.atlas.unplaced and not code:
        notes.append(
            loc.language.plural(
                "%(num)s project names no municipality and is not on the map.",
                "%(num)s projects name no municipality and are not on the map.",
                len(loc.atlas.unplaced),
            )
        )
    notes.append(
        loc.gettext(
            "Borders: Natural Earth, simplified. "
            "They take no position on the status of any territory."
        )
    )
    return tuple(notes)
