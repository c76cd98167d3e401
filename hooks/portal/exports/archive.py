"""All data in one zip, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

# The earliest time that a zip can hold: the archive must not depend on a clock.
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def render_archive(files: Mapping[str, bytes]) -> bytes:
    """A zip of files by name, in the order of their names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = 3
            archive.writestr(info, files[name])
    return buffer.getvalue()
