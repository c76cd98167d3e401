"""Pictures that embeds need: badges and PNG copies, drawn once for the whole site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from portal.addresses import KIT_KINDS, KIT_SCALES
from portal.cache import NO_CACHE, Cache
from portal.catalog import Catalog
from portal.embeds.badges import Badge, draw_badge
from portal.embeds.embeds import Embeds
from portal.embeds.logos import fit
from portal.embeds.names import Names
from portal.embeds.png import render_pngs, scale_png
from portal.model import Programme
from portal.pages.brand import logo_of
from portal.pages.localiser import Localiser

# Screens with two dots a pixel.
_BADGE_SCALE: Final = 2


@dataclass(frozen=True, slots=True)
class Pictures:
    """PNG badges by (language, programme), and every form of a logo by its path.

    A badge with letters that are no outlines has none. A form is the file itself (0), or a PNG
    picture of it by its scale (1, 2, 4).
    """

    badges: Mapping[tuple[str, str], bytes]
    logos: Mapping[str, Mapping[int, bytes]]


def badge_of(programme: str, names: Names) -> Badge:
    """The badge of a programme: the same for all its municipalities."""
    loc = names.loc
    record = loc.catalog.brief("programmes", programme)
    assert isinstance(record, Programme)
    title = loc.gettext("We take part in %(programme)s")
    return draw_badge(
        loc.gettext("We take part in"),
        names.badge_name(programme),
        title.replace("%(programme)s", names.plain("programmes", programme, 300)),
        loc.plain(record.summary),
        loc.language.tag,
        loc.language.interface_direction,
    )


def draw_pictures(
    localisers: Mapping[str, Localiser], embeds: Embeds, cache: Cache = NO_CACHE
) -> Pictures:
    """Draw all PNG pictures in one process, a logo once however many records have it.

    Raises: RasterError where that process fails.
    """
    wanted: dict[str, tuple[bytes, int]] = {}
    badges: dict[tuple[str, str], str] = {}
    catalog = None
    for tag, loc in localisers.items():
        names, catalog = loc.once(Names), loc.catalog
        for programme in embeds.pairs.of_programme:
            badge = badge_of(programme, names)
            if badge.is_outlined:
                name = badges[tag, programme] = f"{tag} {programme}"
                wanted[name] = (badge.svg, badge.width * _BADGE_SCALE)
    used = _used_logos(catalog) if catalog else ()
    for path in used:
        image = embeds.images[path]
        if image.suffix == ".svg":
            for scale in KIT_SCALES:
                wanted[f"{path} {scale}"] = (image.content, fit(image).width * scale)
    drawn = render_pngs(wanted, cache)
    logos = {}
    for path in used:
        image = embeds.images[path]
        forms = {0: image.content}
        for scale in KIT_SCALES:
            if image.suffix == ".png":
                forms[scale] = scale_png(image.content, fit(image).width * scale)
            elif f"{path} {scale}" in drawn:
                forms[scale] = drawn[f"{path} {scale}"]
        logos[path] = forms
    return Pictures({key: drawn[name] for key, name in badges.items()}, logos)


def _used_logos(catalog: Catalog) -> tuple[str, ...]:
    records = (record for kind in KIT_KINDS for record in catalog.records[kind].values())
    logos = (logo for record in records if (logo := logo_of(record)))
    return tuple(sorted({path for logo in logos for path in logo.files.values()}))
