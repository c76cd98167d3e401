"""The files of a folder that are somebody's work: one walk for all who ask.

What is passed over (see `is_passed_over`), or in a hidden folder, is the editor's own business.
"""

from __future__ import annotations

import os
from collections.abc import Container
from pathlib import Path

from portal.reading import is_passed_over


def walk_visible(folder: str, without: Container[str] = ()) -> list[os.DirEntry[str]]:
    """All files below a folder, and links, in no order; folders that are links are not entered.

    `without` are names of folders to leave out. What is not there, or cannot be listed, has none.
    """
    found: list[os.DirEntry[str]] = []
    waiting = [folder]
    while waiting:
        try:
            # What a system tells of its own accord about 10,000 entries need not be asked for.
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        if not entry.name.startswith(".") and entry.name not in without:
                            waiting.append(entry.path)
                    elif not is_passed_over(entry.name):
                        found.append(entry)
        except OSError:
            continue
    return found


def visible_files(folder: Path) -> list[Path]:
    """The same as paths, in their order."""
    return sorted(Path(entry.path) for entry in walk_visible(str(folder)))
