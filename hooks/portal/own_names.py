"""Files of the site that no file in docs/ may be published as: the site writes them itself.

Told here are those whose names stand fast, and the pages of the data. What else may be made twice
(open data, pictures) is told by the build, see `build`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Final

from portal.addresses import (
    ACCESSIBILITY,
    HEADERS,
    LICENCES,
    NOT_FOUND,
    REDIRECTS,
    ROBOTS,
    SITEMAP,
    SITEMAP_PACKED,
    language_root,
    list_path,
    output_file,
    record_path,
    resolve_portal,
    sitemap_file,
)
from portal.page_names import split_language
from portal.problems import Problem
from portal.references import Targets
from portal.version import SHEET

_FIXED: Final = (HEADERS, LICENCES, REDIRECTS, ROBOTS, SHEET, SITEMAP, SITEMAP_PACKED)
_PAGE: Final = "index.html"


class OwnNames:
    """What a site writes itself; `tags` are its languages, the default one first."""

    def __init__(self, tags: Sequence[str], targets: Targets) -> None:
        self._tags = tags
        self._targets = targets
        self._fixed = frozenset((*_FIXED, *self._of_languages()))

    def complain(self, name: str, label: str) -> Problem | None:
        """The problem of a file in docs/ (`name` is its path there), or None."""
        made = self.published(name)
        if not self._is_own(made):
            return None
        return Problem(
            f"{label}/{name}", 1, 1, "", "a name of which the site writes no file itself",
            f'a file that would be published as "{made}"', "rename the file, or delete it",
        )  # fmt: skip

    def _of_languages(self) -> Iterator[str]:
        for tag in self._tags:
            yield from (sitemap_file(tag), language_root(tag, self._tags[0]) + NOT_FOUND)

    def published(self, name: str) -> str:
        """The file of the site that MkDocs, with static-i18n's suffixes, makes of one in docs/.

        `name` is its path there. Empty where the languages are not known: the check tells that.
        """
        if not self._tags:
            return ""
        bare, tag = split_language(name, self._tags)
        root = language_root(tag or self._tags[0], self._tags[0])
        path = PurePosixPath(bare)
        if path.suffix != ".md":
            return root + bare
        page = path.parent if path.stem in ("index", "README") else path.with_suffix("")
        return root + output_file("" if page == PurePosixPath() else f"{page}/")

    def _is_own(self, made: str) -> bool:
        if made in self._fixed:
            return True
        for tag in self._tags[1:]:
            made = made.removeprefix(language_root(tag, self._tags[0]))
        address = made.removesuffix(_PAGE)
        found = resolve_portal(address)
        if address == made or found is None:
            return False
        kind, record_id = found
        if record_id is None:
            is_made = kind != ACCESSIBILITY or self._targets.has_statement
            return is_made and address == list_path(kind)
        targets = self._targets
        is_made = record_id in targets.existing[kind] or (kind, record_id) in targets.former
        return is_made and address == record_path(kind, record_id)
