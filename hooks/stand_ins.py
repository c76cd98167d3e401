"""Hand-written pages that a language lacks: the default language's stand in, and say so.

static-i18n makes no page where a language has no file, and MkDocs then misses what the navigation
names. So that a new language needs no page of its own to begin with, each lacking page is there as
a copy of the default language's, which is never announced as a translation.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from portal.hand_written import written_pages, written_paths
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
            _copy(pages, target)
            for source, name in lacking:
                shutil.copyfile(source, target / name)
            self.directory = target


def _copy(pages: Path, target: Path) -> None:
    """Copy what MkDocs looks at, without its permissions: where nobody may write to the pages,
    files come to stand beside their copies all the same.
    """
    target.mkdir(parents=True)
    for path in written_paths(pages):
        copy = target / path.relative_to(pages)
        if path.is_dir():
            copy.mkdir()
        else:
            shutil.copyfile(path, copy)


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
