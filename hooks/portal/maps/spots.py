"""The marks of a map in one language, with their names and links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from portal.addresses import record_path
from portal.maps.atlas import LEVELS, SEVERAL, Cluster
from portal.maps.marks import SHAPES
from portal.maps.names import Label, place_names
from portal.maps.sheets import HEIGHT, WIDTH, Sheet
from portal.maps.views import Spot
from portal.model import Programme
from portal.pages.localiser import Localiser

# So many names of a cluster are said; of more, the number says it.
_NAMES_SAID: Final = 6
# Where a cluster leads.
Href: TypeAlias = Callable[[Cluster], str]


def make_level(
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
        loc.plain(loc.title("municipalities", c.leader))
        if len(c.members) == 1 and width > LEVELS[0]
        else ""
        for c in ordered
    ]
    height = height_of(width)
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
        spots.append(make_spot(x, y, mark, name, href, count, label, text, language))
    return tuple(spots)


def make_spot(
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
    """A spot at shares of the width and the height; `text` is its name, where it has room."""
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
    picked = [loc.pick(loc.title("municipalities", i)) for i in ids]
    if len(ids) == 1:
        ((name, tag),) = picked
        of_place = loc.atlas.places[ids[0]].programmes
        programmes = [loc.once(programme_name, p) for p in of_place]
        language = "" if tag == loc.language.tag else tag
        return (f"{name} ({', '.join(programmes)})" if programmes else name), language
    number = loc.language.plural("%(num)s municipality", "%(num)s municipalities", len(ids))
    said = [name for name, tag in picked if tag == loc.language.tag][:_NAMES_SAID]
    if not said:
        return number, ""
    return f"{number}: {', '.join(said)}{' …' if len(ids) > len(said) else ''}", ""


def programme_name(programme_id: str, loc: Localiser) -> str:
    """A programme's short name, or its name."""
    programme = loc.catalog.brief("programmes", programme_id)
    assert isinstance(programme, Programme)
    return programme.short_name or loc.plain(programme.name)


def height_of(width: int) -> float:
    """The height in pixels of a map of a width."""
    return width * HEIGHT / WIDTH
