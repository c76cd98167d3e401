"""A photograph's copies: which there are, how large, and where they live."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

FOLDER: Final = "pictures"
# A phone; a phone with three dots a pixel, or a column of text; a wide column, twice.
WIDTHS: Final = (480, 960, 1600)
# In the order in which a browser is offered them.
ENDINGS: Final = (".webp", ".jpg")
# Part of every name: raise its number when copies are made in another way, so that no browser
# shows an old one under the same address.
SALT: Final = "1\0"


@dataclass(frozen=True, slots=True)
class PictureSize:
    """A photograph as it is seen: pixels, turned upright. `digest` is of the file's bytes."""

    digest: str
    width: int
    height: int

    @property
    def copies(self) -> tuple[tuple[int, int], ...]:
        """(width, height) of the copies, smallest first; none is larger than the picture."""
        widths = [width for width in WIDTHS if width < self.width]
        widths.append(min(self.width, WIDTHS[-1]))
        sizes = ((width, max(1, round(self.height * width / self.width))) for width in widths)
        return tuple(dict.fromkeys(sizes))

    def address(self, width: int, ending: str) -> str:
        """Where a copy is, below the site's root."""
        return f"{FOLDER}/{self.digest}-{width}{ending}"


def digest_of(content: bytes) -> str:
    """What a picture's copies are named after: 16 hexadecimal digits."""
    return hashlib.sha256(SALT.encode() + content).hexdigest()[:16]
