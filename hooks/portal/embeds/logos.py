"""Programmes' logos as embeds show them: their own size, and the size on a page."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from portal.catalog import Catalog
from portal.embeds.contract import LOGO_HEIGHT, LOGO_MAX_WIDTH
from portal.model import Programme

_ROOT_ELEMENT: Final = re.compile(rb"<svg\b[^>]*>")
_ATTRIBUTE: Final = re.compile(rb"""\b(width|height|viewBox)\s*=\s*["']([^"']*)["']""")
_LENGTH: Final = re.compile(rb"([0-9]+(?:\.[0-9]+)?)(?:px)?")
_PNG_START: Final = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo below the site's root; width and height in CSS pixels, as shown."""

    path: str
    width: int
    height: int

    @property
    def address(self) -> str:
        """The path as it stands in a URL."""
        return quote(self.path)


def find_logos(catalog: Catalog, ids: Iterable[str], data: Path) -> Mapping[str, Logo]:
    """The logos of programmes, by programme. Raises: OSError."""
    found = {}
    for record_id in ids:
        record = catalog.get("programmes", record_id)
        assert isinstance(record, Programme)
        if record.logo:
            found[record_id] = fit(record.logo, (data / record.logo).read_bytes())
    return MappingProxyType(found)


def fit(path: str, content: bytes) -> Logo:
    """A logo at the height that embeds give it, narrower where it is very wide."""
    width, height = natural_size(content)
    scale = min(LOGO_HEIGHT / height, LOGO_MAX_WIDTH / width)
    return Logo(path, max(1, round(width * scale)), max(1, round(height * scale)))


def natural_size(content: bytes) -> tuple[float, float]:
    """Width and height of an SVG or PNG file; four to one where it does not say."""
    size = (0.0, 0.0)
    if content.startswith(_PNG_START) and len(content) >= 24:
        size = struct.unpack(">II", content[16:24])
    elif root := _ROOT_ELEMENT.search(content):
        attributes = dict(_ATTRIBUTE.findall(root.group()))
        lengths = [_LENGTH.fullmatch(attributes.get(n, b"").strip()) for n in (b"width", b"height")]
        box = attributes.get(b"viewBox", b"").replace(b",", b" ").split()
        if lengths[0] and lengths[1]:
            size = (float(lengths[0][1]), float(lengths[1][1]))
        elif len(box) == 4 and all(_LENGTH.fullmatch(number) for number in box[2:]):
            size = (float(box[2]), float(box[3]))
    return size if min(size) > 0 else (4.0 * LOGO_HEIGHT, 1.0 * LOGO_HEIGHT)
