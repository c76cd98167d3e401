"""The files of a folder of the data that are published: one walk for all who ask."""

from __future__ import annotations

import os
from pathlib import Path


def visible_files(folder: Path) -> list[Path]:
    """All files below a folder in the order of their paths, and links; folders that are links are
    not entered.

    What is hidden (".notes"), or in a hidden folder, is nobody's business but the editor's.
    A folder that is not there has none.
    """
    found = []
    for top, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = [name for name in folders if os.path.islink(f"{top}/{name}")]  # noqa: PTH114
        found += [Path(top, name) for name in (*names, *links) if not name.startswith(".")]
    return sorted(found)
