"""Whether a site may take a folder's place: what stands there is gone after two builds."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from portal.publish import place_of, read_marker

# A site of another program, or of an old one of ours, has a home page.
_HOME: Final = "index.html"
# A folder with one of these is somebody's working copy, or all there is of a repository.
_REPOSITORIES: Final = (".git", ".hg", ".svn")
# What keeps an empty folder in a repository, or what systems leave in it: nothing to lose.
_NOTHING: Final = frozenset({".gitkeep", ".keep", ".DS_Store", "Thumbs.db", "desktop.ini"})


def complain_about_target(target: Path, sources: Iterable[Path]) -> str:
    """Why a site must not be published at a place, with what to do; empty where it may.

    `sources` are the folders that a site is made of. Raises: OSError where nobody may look.
    """
    place = place_of(target)
    if place.is_symlink():
        return f"{target} is a link that leads back to itself. Name a folder."
    for source in (folder.resolve() for folder in sources):
        if place == source or place in source.parents:
            return f"{target} holds what the site is made of. Name another folder."
        if source in place.parents:
            return f"{target} lies in {source}, which the site is made of. Name another folder."
    if not place.exists():
        return ""
    if not place.is_dir():
        return f"{target} is a file. Name a folder."
    if place.is_mount():
        # Told before the work of making a site, which the system then refuses to put there.
        return (
            f"{target} is a mounted disk or volume, whose place nothing else can take. "
            "Name a folder in it."
        )
    names = {path.name for path in place.iterdir()}
    if found := names.intersection(_REPOSITORIES):
        return (
            f"{target} holds a repository ({min(found)}), which would be lost. "
            "Name another folder, and copy the site from there."
        )
    is_site = bool(read_marker(place)) or (place / _HOME).is_file()
    if not is_site and not names <= _NOTHING:
        return (
            f"{target} holds files that are no site: they would be lost. "
            "Name a new or an empty folder, or empty this one."
        )
    return ""
