"""What the templates of maps see: positions, names and links, all of it ready."""

from __future__ import annotations

from markupsafe import Markup

from portal.view import view


@view(frozen=True, slots=True)
class Spot:
    """A mark on a map: a place, or a cluster with the number of its places.

    `x` and `y` are percentages of the map's width and height, `mark` is the number of its
    colour, `shape` an SVG path. Without `href` it is no link. `label` is written beside it,
    at `label_x` pixels. `language` is that of the name, where it is not the page's.
    """

    x: str
    y: str
    mark: int
    shape: str
    name: str
    href: str = ""
    count: str = ""
    label: str = ""
    label_x: int = 0
    label_anchor: str = "start"
    language: str = ""


@view(frozen=True, slots=True)
class LegendItem:
    """A mark and what it stands for."""

    mark: int
    shape: str
    text: Markup


@view(frozen=True, slots=True)
class MapFigure:
    """A map. `picture` is below the site's root; `levels` are the spots by width.

    A map whose spots are no links is a picture (`is_picture`) that its `name` describes.
    """

    id: str
    picture: str
    name: str
    levels: tuple[tuple[Spot, ...], ...]
    legend: tuple[LegendItem, ...]
    is_picture: bool = False
    is_small: bool = False
    more_href: str = ""
    more_text: str = ""
