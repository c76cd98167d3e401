"""Marks: shapes that tell programmes apart without colours. Numbers as in the atlas."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from portal.maps.atlas import NO_PROGRAMME, OTHER, SEVERAL

# The mark of a cluster, in legends; on maps it is a disc with a number.
CLUSTER: Final = -1
_DISC: Final = "M-8 0a8 8 0 1 0 16 0a8 8 0 1 0-16 0z"

# Each around (0, 0), about 16 pixels across, of about the same area.
SHAPES: Final = MappingProxyType(
    {
        CLUSTER: _DISC,
        NO_PROGRAMME: "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
        1: _DISC,
        2: "M-7-7h14v14h-14z",
        3: "M0-9l9 16h-18z",
        4: "M0-10l9 10l-9 10l-9-10z",
        5: "M-3-9h6v6h6v6h-6v6h-6v-6h-6v-6h6z",
        6: "M0 9l-9-16h18z",
        # A ring around a disc.
        SEVERAL: "M-9 0a9 9 0 1 0 18 0a9 9 0 1 0-18 0zM-6 0a6 6 0 1 1 12 0a6 6 0 1 1-12 0z"
        "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z",
        OTHER: "M-8-4.5l8-4.5l8 4.5v9l-8 4.5l-8-4.5z",
    }
)
