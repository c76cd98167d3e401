"""What is known of a site's photographs before pages are made: their sizes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from portal.pictures.sizes import PictureSize


@dataclass(frozen=True, slots=True)
class Images:
    """Sizes of photographs, turned upright, by path below the data directory."""

    pictures: Mapping[str, PictureSize] = field(default_factory=lambda: MappingProxyType({}))


NO_IMAGES: Final = Images()
