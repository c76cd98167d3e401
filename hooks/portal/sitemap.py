"""Sitemaps: an index, and one map a language with its alternates.

Source: sitemaps.org protocol 0.9; Google's xhtml:link extension for hreflang.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

MAX_URLS: Final = 10_000
_HEADER: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACES: Final = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One page: absolute URL, day of its last change (ISO) or empty, (hreflang, URL) pairs."""

    url: str
    lastmod: str
    alternates: tuple[tuple[str, str], ...] = ()


def render_sitemap(entries: Sequence[SitemapEntry]) -> bytes:
    """One sitemap of at most MAX_URLS pages."""
    lines = [f"{_HEADER}<urlset {_NAMESPACES}>"]
    for entry in entries:
        lines.append(f"<url><loc>{escape(entry.url)}</loc>")
        if entry.lastmod:
            lines.append(f"<lastmod>{entry.lastmod}</lastmod>")
        lines.extend(
            f'<xhtml:link rel="alternate" hreflang={quoteattr(tag)} href={quoteattr(url)}/>'
            for tag, url in entry.alternates
        )
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
        number = start // MAX_URLS
        name = f"sitemap-{tag}{f'-{number + 1}' if number else ''}.xml"
        yield name, render_sitemap(chunk), max((e.lastmod for e in chunk), default="")
