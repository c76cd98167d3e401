"""The letters of the site's own fonts, as outlines: for pictures, which have no fonts.

The table is made by scripts/make_badge_glyphs.py.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

TABLE: Final = Path(__file__).parent / "embeds" / "glyphs.json"
UNITS: Final = 1000


@cache
def letters() -> Mapping[str, tuple[int, str]]:
    """(advance in thousandths of the size, outline) by letter; the y axis points up."""
    table = json.loads(TABLE.read_text("utf-8"))
    found = {letter: (glyph[0], glyph[1]) for letter, glyph in table["glyphs"].items()}
    return MappingProxyType(found)


@cache
def digest() -> str:
    """What changes with the table."""
    return hashlib.sha256(TABLE.read_bytes()).hexdigest()
