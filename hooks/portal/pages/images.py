"""What is known of a site's pictures before pages are made: sizes of photographs and logos."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from portal.catalog import Catalog
from portal.embeds.logos import natural_size
from portal.load import all_records
from portal.model import Organisation, Programme, Project
from portal.pictures.sizes import PictureSize

# The room of a logo, in CSS pixels: on a card, and in a page's header.
CARD_LOGO: Final = (200, 60)
HEADER_LOGO: Final = (320, 90)


@dataclass(frozen=True, slots=True)
class Images:
    """Sizes by path below the data directory: of photographs, turned upright, and of logos."""

    pictures: Mapping[str, PictureSize] = field(default_factory=lambda: MappingProxyType({}))
    logos: Mapping[str, tuple[float, float]] = field(default_factory=lambda: MappingProxyType({}))

    def logo(self, path: str, room: tuple[int, int]) -> tuple[int, int]:
        """Width and height of a logo in its own proportions, as large as a room allows."""
        width, height = self.logos.get(path, room)
        scale = min(room[0] / width, room[1] / height)
        return max(1, round(width * scale)), max(1, round(height * scale))


NO_IMAGES: Final = Images()


def find_images(
    catalog: Catalog, data_directory: Path, pictures: Mapping[str, PictureSize]
) -> Images:
    """The sizes of all logos, beside those of the photographs. Raises: OSError."""
    logos = {
        record.logo
        for record in all_records({k: tuple(r.values()) for k, r in catalog.records.items()})
        if isinstance(record, (Programme, Organisation, Project)) and record.logo
    }
    sizes = {logo: natural_size((data_directory / logo).read_bytes()) for logo in logos}
    return Images(pictures, MappingProxyType(sizes))
