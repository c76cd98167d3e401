"""Pictures that embeds need: badges and PNG copies, drawn once for the whole site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from portal.embeds.badges import Badge, draw_badge
from portal.embeds.embeds import Embeds
from portal.embeds.names import Names
from portal.embeds.png import render_pngs
from portal.model import Programme
from portal.pages.localiser import Localiser

# Screens with two dots a pixel; a logo is often shown larger than in a snippet.
_BADGE_SCALE: Final = 2
_LOGO_SCALE: Final = 4


@dataclass(frozen=True, slots=True)
class Pictures:
    """PNG badges by (language, programme), and the programmes' logo files by their names."""

    badges: Mapping[tuple[str, str], bytes]
    logos: Mapping[str, Mapping[str, bytes]]


def badge_of(programme: str, names: Names) -> Badge:
    """The badge of a programme: the same for all its municipalities."""
    loc = names.loc
    record = loc.catalog.get("programmes", programme)
    assert isinstance(record, Programme)
    title = loc.gettext("We take part in %(programme)s")
    return draw_badge(
        loc.gettext("We take part in"),
        names.badge_name(programme),
        title.replace("%(programme)s", names.plain("programmes", programme, 300)),
        loc.plain(record.summary),
        loc.language.tag,
    )


def draw_pictures(
    localisers: Mapping[str, Localiser], embeds: Embeds, data_directory: Path
) -> Pictures:
    """Draw all PNG pictures in one process.

    Raises: RasterError where that process fails, OSError where a logo cannot be read.
    """
    wanted: dict[str, tuple[bytes, int]] = {}
    for tag, loc in localisers.items():
        names = Names(loc)
        for programme in embeds.pairs.of_programme:
            badge = badge_of(programme, names)
            wanted[f"{tag} {programme}"] = (badge.svg, badge.width * _BADGE_SCALE)
    files: dict[str, dict[str, bytes]] = {}
    for programme, logo in embeds.logos.items():
        content = (data_directory / logo.path).read_bytes()
        suffix = Path(logo.path).suffix.lower()
        files[programme] = {f"{programme}{suffix}": content}
        if suffix == ".svg":
            wanted[programme] = (content, logo.width * _LOGO_SCALE)
    drawn = render_pngs(wanted)
    for programme, own in files.items():
        if programme in drawn:
            own[f"{programme}.png"] = drawn[programme]
    badges = {
        (tag, programme): drawn[f"{tag} {programme}"]
        for tag in localisers
        for programme in embeds.pairs.of_programme
    }
    return Pictures(badges, files)
