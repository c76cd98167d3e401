"""The files by which a site says how it wants to be served."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from portal.addresses import HEADERS, REDIRECTS
from portal.hosting.apache import render_htaccess
from portal.hosting.description import FILE, Hosting, write_description
from portal.hosting.inline import find_inline, join_inline
from portal.hosting.static_hosts import render_headers, render_redirects
from portal.pages.localiser import Localiser
from portal.pages.tasks import list_redirects
from portal.theme import Frames


def render_hosting(
    localisers: Mapping[str, Localiser],
    frames: Frames,
    own: Iterable[bytes],
    cards: Iterable[bytes],
    directories: Iterable[str],
) -> Iterator[tuple[str, bytes]]:
    """The files of a site, by path below its root.

    `own` and `cards` are what hand-written pages and cards have inline (`Inline.dump`), frames
    are looked at here; `directories` are those at the site's root. The bodies of record pages are
    not looked at: their templates have nothing inline (a test sees to it).
    """
    default = next(loc for loc in localisers.values() if loc.language.is_default)
    tags = [tag for tag, loc in localisers.items() if not loc.language.is_default]
    every = (f.join("", "", "") for of_language in frames.values() for f in of_language.values())
    hosting = Hosting(
        url=default.site.url,
        languages=(default.language.tag, *tags),
        redirects=tuple(
            (loc.language.root + old, loc.language.root + new)
            for loc in localisers.values()
            for old, new in loc.once(list_redirects)
        ),
        own=join_inline((find_inline(every).dump(), *own)),
        cards=join_inline(cards),
    )
    yield FILE, write_description(hosting)
    yield HEADERS, render_headers(hosting, directories).encode()
    yield REDIRECTS, render_redirects(hosting).encode()
    yield ".htaccess", render_htaccess(hosting).encode()
