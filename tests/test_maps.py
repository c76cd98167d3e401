"""Maps: land where it belongs, marks where places are, the same in a table, and no more bytes."""

from __future__ import annotations

import gzip
import json
import re
from itertools import combinations, pairwise
from math import cos, dist, hypot, radians
from pathlib import Path
from typing import Any

import pytest

import make_base_map as script
from portal.maps.atlas import (
    APART,
    LEVELS,
    NO_PROGRAMME,
    OTHER,
    OWN_MARKS,
    SEVERAL,
    cluster_places,
)
from portal.maps.borders import load_borders
from portal.maps.clip import clip_ring, render_path
from portal.maps.clusters import cluster
from portal.maps.figures import home_map, municipality_map, project_map
from portal.maps.marks import SHAPES
from portal.maps.names import place_names
from portal.maps.projection import Point, Projection
from portal.maps.sheets import HEIGHT, WIDTH, make_sheet
from portal.model import Project
from portal.pages.localiser import Localiser
from portal.pages.map_page import MAX_ROWS, build_map_page
from portal.pages.templates import make_environment
from tests.rendered import record, render_tree
from tests.site_build import LANGUAGES, ROOT, assets
from tests.site_walk import Site

EU = {
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
}  # fmt: skip
SOFIA, SIMFEROPOL, NICOSIA, KYRENIA = (23.32, 42.7), (34.1, 44.95), (33.38, 35.17), (33.32, 35.33)


def inside(code: str, point: Point) -> bool:
    """Whether a point lies in a country (holes count out)."""
    rings = load_borders()[code].rings
    return sum(script.contains([*ring, ring[0]], *point) for ring in rings) % 2 == 1


# -- the base map --------------------------------------------------------------------


def test_the_base_map_is_small_and_has_every_country_of_the_union() -> None:
    folder = Path(script.TARGET).parent
    assert script.TARGET.stat().st_size < 100_000
    assert EU | {"GB", "NO", "RS", "MK", "UA", "MD", "XK", "TR"} <= set(load_borders())
    assert "public domain" in (folder / "BORDERS.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("code", "point"),
    [("BG", SOFIA), ("UA", SIMFEROPOL), ("CY", NICOSIA), ("CY", KYRENIA), ("RO", (27.18, 45.7)),
     ("CZ", (14.42, 50.09)), ("GB", (-4.26, 55.87)), ("ES", (-0.47, 39.43))],
)  # fmt: skip
def test_towns_lie_in_their_countries(code: str, point: Point) -> None:
    assert [other for other in load_borders() if inside(other, point)] == [code]


def test_the_picture_of_a_country_leaves_out_what_lies_overseas() -> None:
    west, south, east, north = load_borders()["FR"].picture
    assert -6 < west < east < 10
    assert 41 < south < north < 52
    assert load_borders()["NO"].picture[3] < 72  # without Svalbard
    assert load_borders()["GR"].picture[1] < 35.1  # with Crete


def test_simplifying_keeps_ends_and_corners_and_drops_the_rest() -> None:
    line = [(0.0, 0.0), (1.0, 0.00001), (2.0, 0.0), (2.0, 2.0)]
    assert script.simplify(line, 4.0) == [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0)]
    island = [(0.0, 0.0), (0.01, 0.0), (0.02, 0.01), (0.01, 0.02), (0.0, 0.0)]
    assert len(script.simplify(island, 1e9)) == 4  # still an area


def test_two_parts_become_one_country_without_the_border_between() -> None:
    # Two squares side by side: arc 0 is what they share.
    arcs = [
        [(1.0, 0.0), (1.0, 1.0)],
        [(1.0, 1.0), (0.0, 1.0), (0.0, 0.0), (1.0, 0.0)],
        [(1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0)],
    ]
    (polygon,) = script.dissolve([[[0, 1]], [[~0, 2]]], arcs)
    (ring,) = polygon
    assert sorted(ring) == [1, 2]
    points = script.coordinates(ring, arcs)
    assert points[0] == points[-1]
    half = script.area([*arcs[1], arcs[1][0]])
    assert script.area(points) == pytest.approx(2 * half, rel=1e-3)


def test_making_the_base_map_reads_and_writes_topojson() -> None:
    arcs = [[(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0), (0.0, 0.0)]]
    made = json.loads(script.render({"AA": [[[0]]]}, arcs))
    (country,) = made["objects"]["countries"]["geometries"]
    assert country == {"type": "Polygon", "id": "AA", "bbox": [0, 0, 9, 9], "arcs": [[0]]}
    scale = made["transform"]["scale"][0]
    x = y = 0
    seen = []
    for dx, dy in made["arcs"][0]:
        x, y = x + dx, y + dy
        seen.append((round(x * scale, 6), round(y * scale, 6)))
    assert seen == arcs[0]


# -- geometry ------------------------------------------------------------------------


def test_the_projection_keeps_areas_and_the_middle() -> None:
    projection = Projection(25.0, 45.0)
    assert projection.project((25.0, 45.0)) == pytest.approx((0, 0))
    # 1 degree of latitude is 2 sin(0.5 degrees) earth's radii (Snyder 24-2).
    assert projection.project((25.0, 46.0)) == pytest.approx((0, -0.0174531), abs=1e-6)

    def size(x: float, y: float) -> float:
        ring = [(x, y), (x + 0.1, y), (x + 0.1, y + 0.1), (x, y + 0.1), (x, y)]
        plane = [projection.project(p) for p in ring]
        return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(plane))) / 2

    for x, y in ((25, 45), (-10, 36), (40, 70), (0, 52)):
        assert size(x, y) / cos(radians(y + 0.05)) == pytest.approx(
            size(25, 45) / cos(radians(45.05)), rel=1e-4
        )


def test_clipping_keeps_what_is_inside_and_follows_the_edge() -> None:
    square = [(-5.0, -5.0), (5.0, -5.0), (5.0, 5.0), (-5.0, 5.0)]
    assert sorted(clip_ring(square, (0, 0), (10, 10))) == [(0, 0), (0, 5), (5, 0), (5, 5)]
    assert clip_ring(square, (6, 6), (9, 9)) == []
    assert sorted(clip_ring(square, (-9, -9), (9, 9))) == sorted(square)


def test_a_path_is_written_in_steps_and_read_back_as_it_was() -> None:
    ring = [(10.2, 20.0), (13.0, 18.0), (13.4, 18.2), (9.0, 30.0)]
    assert render_path([ring]) == "M10 20l3-2-4 12z"
    assert render_path([ring], 2) == "M10 20l2-2 2 0-6 12z"
    assert render_path([[(1.0, 1.0), (1.2, 1.0), (1.0, 1.2)]]) == ""  # no more than a dot


@pytest.mark.parametrize("code", ["BG", "RO", "CZ", "GB", "NO", "MT"])
def test_a_country_is_a_small_file_and_fills_its_sheet(code: str) -> None:
    sheet = make_sheet(code, [code], [])
    assert len(gzip.compress(sheet.picture.svg, mtime=0)) < 6_000
    country = load_borders()[code]
    west, south, east, north = country.picture
    shown = [
        sheet.place(p)
        for ring in country.rings
        for p in ring
        if west <= p[0] <= east and south <= p[1] <= north
    ]
    width = max(x for x, _ in shown) - min(x for x, _ in shown)
    height = max(y for _, y in shown) - min(y for _, y in shown)
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in shown)
    assert max(width, height) > (0.85 if code != "MT" else 0.2)
    assert 'id="home"' in sheet.picture.svg.decode()
    assert make_sheet(code, [code], []) == sheet


def test_a_place_of_an_unknown_country_has_a_sheet_too() -> None:
    sheet = make_sheet("ZZ", ["ZZ"], [(25.0, 42.0)])
    assert sheet.place((25.0, 42.0)) == pytest.approx((0.5, 0.5), abs=0.02)


def test_clusters_keep_apart_and_lose_nobody() -> None:
    points = [((i * 7919) % 1000 / 3, (i * 104_729) % 1000 / 4) for i in range(2000)]
    groups = cluster(points, 26)
    assert sorted(i for group in groups for i in group) == list(range(2000))
    leaders = [points[group[0]] for group in groups]
    assert min(dist(a, b) for a, b in combinations(leaders, 2)) >= 26
    for group in groups:
        for member in group:
            nearest = min(dist(points[member], leader) for leader in leaders)
            assert dist(points[member], points[group[0]]) == pytest.approx(nearest)
    assert cluster(points, 26) == groups
    assert cluster([], 26) == []


def test_names_cover_neither_marks_nor_each_other() -> None:
    spots = [((i * 37) % 560, (i * 53) % 400, f"Town {i}") for i in range(120)]
    labels = place_names(spots, 560, 420)
    placed = [(s, found) for s, found in zip(spots, labels, strict=True) if found is not None]
    assert 5 < len(placed) < 120
    boxes = []
    for (x, y, name), label in placed:
        length = len(name) * 4  # at least
        left = x + label.x if label.anchor == "start" else x + label.x - length
        boxes.append((left, y - 8, left + length, y + 8))
    for a, b in combinations(boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    assert place_names([(555.0, 20.0, "At the edge")], 560, 420)[0].anchor == "end"  # type: ignore[union-attr]
    assert place_names([(9.0, 20.0, "x" * 200)], 560, 420) == [None]


# -- maps of a site ------------------------------------------------------------------


def town(name: str, country: str, longitude: float | None, latitude: float = 0) -> dict[str, Any]:
    fields: dict[str, Any] = {"name": {"en": name}, "country": country}
    if longitude is not None:
        fields["coordinates"] = {
            "latitude": str(latitude), "longitude": str(longitude), "source": "report",
        }  # fmt: skip
    return record(**fields)


def localiser(directory: Path, changes: dict[str, Any], tag: str = "en") -> Localiser:
    return render_tree(directory, changes).portal.localisers[tag]


TOWNS: dict[str, Any] = {
    "municipalities/varna.yml": town("Varna", "BG", 27.91, 43.21),
    "municipalities/varna-east.yml": town("Varna East", "BG", 27.92, 43.21),
    "municipalities/iasi.yml": town("Iași", "RO", 27.6, 47.16),
    "municipalities/nowhere.yml": town("Nowhere", "RO", None),
    "projects/placeless.yml": record(title={"en": "Placeless"}, summary={"en": "Somewhere."}),
}


def test_the_map_and_its_table_hold_the_same_places(tmp_path: Path) -> None:
    loc = localiser(tmp_path, TOWNS)
    page = build_map_page("", loc)
    assert page.figure is not None
    widest = page.figure.levels[-1]
    assert [(s.count or s.name, s.href) for s in widest] == [
        ("Iași", "../municipalities/iasi/"),
        ("Ruse (ROMACT)", "../municipalities/ruse/"),
        ("2", "../map/bg/"),
    ]
    assert "Varna, Varna East" in widest[2].name
    heads = " ".join(row.head for row in page.table.rows)
    for name in ("Byala", "Iași", "Nowhere", "Ruse", "Varna East"):
        assert f">{name}</a>" in heads
    assert heads.count("Position not stated") == 2  # Byala, Nowhere
    assert page.notes[:2] == (
        "2 municipalities are not on the map: their position is not stated.",
        "1 project names no municipality and is not on the map.",
    )
    assert [(c.path, c.label, c.count) for c in page.countries] == [
        ("map/", "All countries", "4"),
        ("map/bg/", "Bulgaria", "3"),
        ("map/ro/", "Romania", "1"),
    ]


def test_a_cluster_of_a_country_leads_to_the_list_of_its_places(tmp_path: Path) -> None:
    loc = localiser(tmp_path, TOWNS)
    page = build_map_page("BG", loc)
    assert page.figure is not None
    lists = " ".join(page.near)
    anchors = set(re.findall(r'id="([^"]+)"', lists))
    for level in page.figure.levels:
        assert {s.href[1:] for s in level if s.count} <= anchors
        assert any(s.count for s in level)
    assert lists.count(">Varna</a>") == 1
    assert "Iași" not in {s.name for level in page.figure.levels for s in level}


def test_marks_are_where_places_are(tmp_path: Path) -> None:
    loc = localiser(tmp_path, TOWNS)
    figure = municipality_map("ruse", loc)
    assert figure is not None
    assert figure.is_picture
    (spot,) = figure.levels[0]
    sheet = loc.atlas.sheets["BG"]
    x, y = sheet.place((25.9534, 43.84872))
    assert (spot.x, spot.y) == (f"{100 * x:.2f}%", f"{100 * y:.2f}%")
    assert 0.4 < x < 0.8
    assert y < 0.4  # in the north of Bulgaria
    assert spot.href == ""
    assert figure.more_href == "../../map/bg/"
    assert figure.name == "Map: Ruse, Bulgaria"
    assert municipality_map("nowhere", loc) is None


def test_a_project_has_a_small_map_of_its_own_places(tmp_path: Path) -> None:
    loc = localiser(tmp_path, TOWNS)
    school, placeless = (loc.catalog.get("projects", i) for i in ("school", "placeless"))
    assert isinstance(school, Project)
    assert isinstance(placeless, Project)
    figure = project_map(school, loc)  # Ruse; Byala's position is not known
    assert figure is not None
    assert [(s.name, s.href) for s in figure.levels[0]] == [
        ("Ruse (ROMACT)", "../../municipalities/ruse/")
    ]
    assert project_map(placeless, loc) is None


def test_programmes_differ_by_shape_and_few_have_one(tmp_path: Path) -> None:
    changes: dict[str, Any] = {}
    for n in range(OWN_MARKS + 1):
        changes[f"programmes/p{n}.yml"] = record(
            name={"en": f"Programme {n}"}, summary={"en": "One."}
        )
        changes[f"municipalities/m{n}.yml"] = town(f"Town {n}", "BG", 23 + n / 2, 42.5)
        changes[f"projects/t{n}.yml"] = record(
            title={"en": "T"}, summary={"en": "T"}, programme=f"p{n}", municipalities=[f"m{n}"]
        )
    changes["projects/more.yml"] = record(
        title={"en": "T"}, summary={"en": "T"}, programme="p1", municipalities=["m0"]
    )
    changes["municipalities/alone.yml"] = town("Alone", "BG", 26, 43.2)
    # One that has signed, and has no project yet.
    changes["municipalities/signed.yml"] = town("Signed", "BG", 26.5, 43.4)
    changes["agreements/signed.yml"] = record(
        title={"en": "T"},
        summary={"en": "T"},
        programme="p1",
        municipality="signed",
    )
    loc = localiser(tmp_path, changes)
    places = loc.atlas.places
    assert places["m0"].mark == SEVERAL
    assert places["signed"].mark == places["m1"].mark not in (NO_PROGRAMME, SEVERAL)
    assert loc.atlas.activities["m0"].projects == ("more", "t0")
    assert places["alone"].mark == NO_PROGRAMME
    marks = {places[f"m{n}"].mark for n in range(1, OWN_MARKS + 1)}
    assert OTHER in marks
    assert len({SHAPES[m] for m in (*marks, SEVERAL, NO_PROGRAMME)}) == len(marks) + 2
    # Those with the most municipalities have marks of their own.
    assert loc.atlas.marks["romact"] == 1 or loc.atlas.marks["p1"] == 1
    figure = home_map(loc)
    assert figure is not None
    words = " ".join(str(item.text) for item in figure.legend)
    for text in ("Another programme", "Several programmes", "No programme known"):
        assert text in words


def test_levels_are_nested_and_keep_targets_apart(tmp_path: Path) -> None:
    changes = {
        f"municipalities/m{n}.yml": town(f"T{n}", "BG", 22.5 + (n * 37 % 100) / 20,
                                         41.5 + (n * 53 % 100) / 50)
        for n in range(100)
    }  # fmt: skip
    loc = localiser(tmp_path, dict(changes))
    sheet = loc.atlas.sheets[""]
    levels = cluster_places(sorted(loc.atlas.located), sheet, loc.atlas, LEVELS)
    assert len(levels[0]) < len(levels[1]) < len(levels[2])
    for width, clusters in zip(LEVELS, levels, strict=True):
        height = width * HEIGHT / WIDTH
        at = [loc.atlas.position(c.leader, sheet) for c in clusters]
        gaps = [
            hypot((a[0] - b[0]) * width, (a[1] - b[1]) * height) for a, b in combinations(at, 2)
        ]
        assert min(gaps) >= APART
        assert sorted(m for c in clusters for m in c.members) == sorted(loc.atlas.located)
    finer = [set(c.members) for c in levels[1]]
    for coarse in levels[0]:
        assert all(set(p) <= set(coarse.members) or not set(p) & set(coarse.members) for p in finer)


def test_a_long_table_ends_with_a_way_to_the_rest(tmp_path: Path) -> None:
    changes = {
        f"municipalities/m{n}.yml": town(f"T{n}", "BG", 22.5 + n / 100, 42.5)
        for n in range(MAX_ROWS)
    }
    page = build_map_page("", localiser(tmp_path, dict(changes)))
    assert len(page.table.rows) == MAX_ROWS
    assert (page.more_path, page.more_text) == ("municipalities/", f"Show all {MAX_ROWS + 2}")
    assert page.countries == ()  # one country: its map is the whole


def test_without_any_position_the_page_says_so(tmp_path: Path) -> None:
    ruse = record(name={"en": "Ruse"}, country="BG")
    loc = localiser(tmp_path, {"municipalities/ruse.yml": ruse})
    page = build_map_page("", loc)
    assert page.figure is None
    assert page.empty == "No position is known yet."
    assert len(page.table.rows) == 2
    assert home_map(loc) is None


def test_the_home_page_can_show_the_map(tmp_path: Path) -> None:
    loc = localiser(tmp_path, TOWNS)
    figure = home_map(loc)
    assert figure is not None
    environment = make_environment(ROOT / "overrides", loc.language, assets=assets())
    macros: Any = environment.get_template("records/maps.html").module
    html = str(macros.figure(figure, "./"))
    assert 'href="./assets/maps/all-' in html
    assert 'href="municipalities/ruse/"' in html
    assert 'href="map/bg/"' in html  # a cluster: the map of its country
    assert len(gzip.compress(html.encode())) < 3_000


def test_hostile_names_stay_text_on_maps(tmp_path: Path) -> None:
    name = '"><script>alert(1)</script>'
    changes = {"municipalities/bad.yml": town(name, "RO", 24.0, 46.0)}
    loc = localiser(tmp_path, dict(changes))
    environment = make_environment(ROOT / "overrides", loc.language, assets=assets())
    html = environment.get_template("records/map.html").render(page=build_map_page("RO", loc))
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 3  # the mark, its name beside it, the table


def test_a_name_in_another_language_is_marked(tmp_path: Path) -> None:
    page = build_map_page("", localiser(tmp_path, TOWNS, "bg"))
    assert page.figure is not None
    spots = {s.name.split(" (")[0]: s for s in page.figure.levels[-1]}
    assert spots["Iași"].language == "en"
    assert spots["Русе"].language == ""
    (both,) = (s for s in page.figure.levels[-1] if s.count)
    assert both.name == "2 municipalities"  # the small site has no Bulgarian strings


# -- the first site ------------------------------------------------------------------


@pytest.mark.build
@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_municipality_is_on_the_map_and_in_the_table(site: Site, tag: str) -> None:
    page = site.page("map/", tag)
    rows = {n.attributes["href"] for n in page.all(".table-wrap tbody th a")}
    assert len(rows) == 33
    shown = set()
    for code in ("bg", "es", "gb", "hu", "ro"):
        country = site.page(f"map/{code}/", tag)
        links = country.all(".map__level--0 a, .near a")
        shown |= {str(n.attributes["href"]).removeprefix("../") for n in links}
    assert rows <= shown
    assert len(page.all(".map__legend li")) >= 3


@pytest.mark.build
def test_record_pages_have_their_small_maps(site: Site) -> None:
    for path, links in (
        ("municipalities/blagoevgrad/", 0),
        ("projects/roma-net/", 3),
        ("projects/good-governance-rhodope/", 3),
    ):
        page = site.page(path)
        (figure,) = page.all("figure.map--small")
        html = figure.html or ""
        assert len(gzip.compress(html.encode())) < 6_000
        assert len(figure.css(".spot a")) == links


@pytest.mark.build
def test_pictures_of_borders_are_files_of_the_site(site: Site) -> None:
    used = set()
    for page in site.pages.values():
        for node in page.all("svg use"):
            target = str(node.attributes["href"])
            used.add(site.locate(page.path, target))
    assert len(used) == 7  # five countries, all of them, and all of them for small maps
    for name in used:
        assert name in site.files
        limit = 12_000 if "/all-" in str(name) and "small" not in str(name) else 6_000
        assert len(gzip.compress(site.files[str(name)].read_bytes())) < limit
