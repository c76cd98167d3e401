"""Files that the data brings along: size and media type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from portal.hosting.media_types import bare_type
from portal.visible_files import visible_files


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file below the data directory; `size` in bytes."""

    path: str
    media_type: str
    size: int

    @property
    def address(self) -> str:
        """The file below the site's root, as it stands in a URL ("files/Доклад.pdf" encoded)."""
        return quote(self.path)


def find_media(data_directory: Path) -> Mapping[str, MediaFile]:
    """All files below `logos/` and `files/`, by their path below the data directory.

    Raises: OSError where the disk fails.
    """
    found = {}
    for folder in ("logos", "files"):
        for path in visible_files(data_directory / folder):
            if path.is_file():
                relative = path.relative_to(data_directory).as_posix()
                # Not by the system's table: it differs from machine to machine.
                found[relative] = MediaFile(relative, bare_type(relative), path.stat().st_size)
    return MappingProxyType(found)
