"""What lies close together on a large map, in words: where its clusters lead."""

from __future__ import annotations

from markupsafe import Markup

from portal.maps.atlas import LEVELS, Atlas, Cluster, cluster_places
from portal.pages.localiser import Localiser


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
