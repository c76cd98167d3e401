"""The files by which a site says how it wants to be served."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from portal.addresses import output_file
from portal.embeds import contract
from portal.frame import Frame, FrameKey
from portal.hosting.apache import render_htaccess
from portal.hosting.description import FILE, Hosting, write_description
from portal.hosting.inline import find_inline
from portal.hosting.static_hosts import render_headers, render_redirects
from portal.pages.localiser import Localiser
from portal.pages.tasks import redirects

_CARDS: Final = (contract.CARD, contract.AUTO_CARD, contract.NEWS, contract.EVENTS)


def render_hosting(
    localisers: Mapping[str, Localiser],
    frames: Mapping[str, Mapping[FrameKey, Frame]],
    hand_written: Iterable[str],
    root: Path,
) -> Iterator[tuple[str, bytes]]:
    """The files of a site that lies below `root`, by path below it.

    `hand_written` are the paths of the pages that the theme rendered by itself. The bodies of
    record pages are not read again: their templates have nothing inline (a test sees to it).
    Raises: OSError where the disk fails.
    """
    default = next(loc for loc in localisers.values() if loc.language.is_default)
    tags = [tag for tag, loc in localisers.items() if not loc.language.is_default]
    hosting = Hosting(
        url=default.site.url,
        languages=(default.language.tag, *tags),
        redirects=tuple(
            (loc.language.root + old, loc.language.root + new)
            for loc in localisers.values()
            for old, new in redirects(loc)
        ),
        own=find_inline(_own_pages(frames, hand_written, root)),
        cards=find_inline(_cards(default, root)),
    )
    directories = [path.name for path in root.iterdir() if path.is_dir()]
    yield FILE, write_description(hosting)
    yield "_headers", render_headers(hosting, directories).encode()
    yield "_redirects", render_redirects(hosting).encode()
    yield ".htaccess", render_htaccess(hosting).encode()


def _own_pages(
    frames: Mapping[str, Mapping[FrameKey, Frame]], hand_written: Iterable[str], root: Path
) -> Iterator[str]:
    for of_language in frames.values():
        for frame in of_language.values():
            yield frame.join("", "", "")
    for path in hand_written:
        yield (root / output_file(path)).read_text("utf-8")


def _cards(loc: Localiser, root: Path) -> Iterator[str]:
    # What cards carry inline is the same in all languages.
    for pair in loc.embeds.pairs.all:
        directory = contract.embed_directory(pair.municipality, pair.programme, loc.language.tag)
        for name in _CARDS:
            yield (root / directory / name).read_text("utf-8")
