"""Programmes' logos as embeds show them: the file, and the size on a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from portal.catalog import Catalog
from portal.embeds.contract import LOGO_HEIGHT, LOGO_MAX_WIDTH
from portal.logo_files import LogoImage
from portal.model import Programme


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo below the site's root; width and height in CSS pixels, as shown."""

    address: str
    width: int
    height: int


def find_logos(
    catalog: Catalog, ids: Iterable[str], images: Mapping[str, LogoImage]
) -> Mapping[str, Logo]:
    """The logos of programmes, by programme."""
    found = {}
    for record_id in ids:
        record = catalog.get("programmes", record_id)
        assert isinstance(record, Programme)
        if record.logo:
            found[record_id] = fit(images[record.logo.file])
    return MappingProxyType(found)


def fit(image: LogoImage) -> Logo:
    """A logo at the height that embeds give it, narrower where it is very wide."""
    return Logo(image.address, *image.fit(LOGO_MAX_WIDTH, LOGO_HEIGHT))
