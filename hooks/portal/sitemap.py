"""Sitemaps: an index, and one map a language with its alternates.

Source: sitemaps.org protocol 0.9; Google's xhtml:link extension for hreflang.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape

from portal.addresses import sitemap_file
from portal.view import view

MAX_URLS: Final = 10_000
_HEADER: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACES: Final = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)

_QUOTE: Final = {'"': "&quot;"}
_START: Final = '<xhtml:link rel="alternate" hreflang="%s" href="%s'
_END: Final = '"/>\n'


@view(frozen=True, slots=True)
class SitemapEntry:
    """One page: absolute URL, day of its last change (ISO) or empty, links to its languages."""

    url: str
    lastmod: str
    links: str = ""


class LanguageLinks:
    """The links of entries to their languages; those of equal languages have one form.

    `roots` are the absolute addresses of languages; `default` is also the one for all others.
    """

    def __init__(self, roots: Mapping[str, str], default: str) -> None:
        self._roots = roots
        self._default = default
        self._forms: dict[tuple[str, ...], list[str]] = {}

    def of(self, path: str, tags: tuple[str, ...]) -> str:
        """The links of a page at a path that is the same in these languages."""
        form = self._forms.get(tags)
        if form is None:
            form = self._forms[tags] = self._form(tags)
        return escape(path, _QUOTE).join(form)

    def _form(self, tags: tuple[str, ...]) -> list[str]:
        """What stands before, between and after the paths."""
        pairs = [(tag, self._roots[tag]) for tag in tags]
        if self._default in tags:
            pairs.append(("x-default", self._roots[self._default]))
        starts = [_START % (escape(tag, _QUOTE), escape(root, _QUOTE)) for tag, root in pairs]
        return [starts[0], *(_END + start for start in starts[1:]), _END.rstrip()]


def link_languages(pairs: Iterable[tuple[str, str]]) -> str:
    """The links of a page to (hreflang, absolute URL) pairs."""
    rows = (_START % (escape(tag, _QUOTE), escape(url, _QUOTE)) for tag, url in pairs)
    return "\n".join(f"{row}{_END.rstrip()}" for row in rows)


def render_sitemap(entries: Sequence[SitemapEntry]) -> bytes:
    """One sitemap of at most MAX_URLS pages."""
    lines = [f"{_HEADER}<urlset {_NAMESPACES}>"]
    for entry in entries:
        lines.append(f"<url><loc>{escape(entry.url)}</loc>")
        if entry.lastmod:
            lines.append(f"<lastmod>{entry.lastmod}</lastmod>")
        if entry.links:
            lines.append(entry.links)
        lines.append("</url>")
    lines.append("</urlset>\n")
    return "\n".join(lines).encode()


def render_sitemap_index(maps: Sequence[tuple[str, str]]) -> bytes:
    """The index over (absolute URL, newest lastmod or empty) of the sitemaps."""
    lines = [f'{_HEADER}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for url, lastmod in maps:
        date = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
        lines.append(f"<sitemap><loc>{escape(url)}</loc>{date}</sitemap>")
    lines.append("</sitemapindex>\n")
    return "\n".join(lines).encode()


def render_sitemaps(tag: str, entries: Sequence[SitemapEntry]) -> Iterator[tuple[str, bytes, str]]:
    """A language's sitemaps: path (`sitemap-<tag>[-N].xml`), bytes, newest lastmod or empty."""
    for start in range(0, len(entries), MAX_URLS):
        chunk = entries[start : start + MAX_URLS]
        number = start // MAX_URLS + 1
        yield (
            sitemap_file(tag, number),
            render_sitemap(chunk),
            max((e.lastmod for e in chunk), default=""),
        )
