"""The files of a folder of the data that are published: one walk for all who ask."""

from __future__ import annotations

import os
from pathlib import Path

from portal.reading import is_passed_over


def visible_files(folder: Path) -> list[Path]:
    """All files below a folder in the order of their paths, and links; folders that are links are
    not entered.

    What is passed over (see `is_passed_over`), or in a hidden folder, is the editor's own business.
    A folder that is not there has none.
    """
    found = []
    for top, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = [name for name in folders if os.path.islink(f"{top}/{name}")]  # noqa: PTH114
        found += [Path(top, name) for name in (*names, *links) if not is_passed_over(name)]
    return sorted(found)
