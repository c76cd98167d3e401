"""What a theme gives: frames, hand-written pages, files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from portal.addresses import output_file
from portal.frame import Frame, FrameKey

Frames: TypeAlias = Mapping[str, Mapping[FrameKey, Frame]]


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """A hand-written page in one language, as HTML whose `portal:` links are not resolved yet.

    `path` is below the site's root, `path_in_language` below its language's; `key` is the path in
    the default language, which tells that pages are one page's languages. `places` are the
    paths of all languages that show it, `paths` of those in which it is written; `shown_in` is the
    language that it is written in here: another one where it stands in for a translation.
    """

    language: str
    path: str
    path_in_language: str
    key: str
    places: Mapping[str, str]
    paths: Mapping[str, str]
    shown_in: str
    title: str
    description: str
    updated_on: str
    is_home: bool
    html: str
    frame: Frame

    @property
    def file_path(self) -> str:
        """Its file below the site's root."""
        return output_file(self.path)

    @property
    def is_translated(self) -> bool:
        """Whether it is written in its own language."""
        return self.language in self.paths


@dataclass(frozen=True, slots=True)
class Theme:
    """Frames by language, hand-written pages in their order, and files by path below the root."""

    frames: Frames
    pages: tuple[WrittenPage, ...] = ()
    files: Mapping[str, bytes] | None = None

    def has(self, keys: Iterable[FrameKey]) -> bool:
        """Whether all these frames are there, in each language."""
        wanted = set(keys)
        return all(wanted <= frames.keys() for frames in self.frames.values())
