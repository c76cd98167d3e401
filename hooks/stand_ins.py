"""Hand-written pages that a language lacks: the default language's stand in, and say so.

static-i18n makes no page where a language has no file, and MkDocs then misses what the navigation
names. So that a new language needs no page of its own to begin with, each lacking page is there as
a copy of the default language's, which is never announced as a translation.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from portal.hand_written import is_hidden, written_pages
from portal.page_names import split_language


class StandIns:
    """A folder of pages in which no language lacks one; `names` are the files that stand in."""

    def __init__(self, pages: Path, tags: tuple[str, ...], target: Path) -> None:
        """Copy `pages` into `target` if a language lacks one; else `directory` is `pages` itself.

        `tags` are the site's languages, the default first. Raises: OSError.
        """
        lacking = _lacking(pages, tags)
        self.names = frozenset(name for _, name in lacking)
        self.directory = pages
        if lacking:
            shutil.copytree(pages, target, ignore=_hidden)
            for source, name in lacking:
                shutil.copyfile(source, target / name)
            self.directory = target


def _hidden(_folder: str, names: list[str]) -> set[str]:
    """What is hidden is an editor's own, and may be a link to nowhere."""
    return {name for name in names if is_hidden(name)}


def _lacking(pages: Path, tags: tuple[str, ...]) -> list[tuple[Path, str]]:
    """(the default language's file, the name of the file that is missing) of each gap."""
    default, *others = tags
    found = []
    for source in written_pages(pages):
        bare, tag = split_language(source.relative_to(pages).as_posix(), tags)
        stem = bare.removesuffix(".md")
        # What still has a dot may be in a language that the site has not: it is not published.
        if tag in ("", default) and "." not in stem.rpartition("/")[2]:
            names = (f"{stem}.{other}.md" for other in others)
            found += [(source, name) for name in names if not (pages / name).is_file()]
    return found
