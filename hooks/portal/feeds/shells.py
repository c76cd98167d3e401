"""What stands around the entries of Atom and RSS feeds: written by feedgen once, then filled in.

A large site has a feed for each municipality, and those of one language have the same elements.
What feedgen writes for one of them has gaps where they differ; there each has its own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final, TypeAlias

from feedgen.feed import FeedGenerator
from feedgen.util import formatRFC2822

from portal.feeds.views import FeedView

ATOM_TYPE: Final = "application/atom+xml"
RSS_TYPE: Final = "application/rss+xml"
HTML_TYPE: Final = "text/html"
XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
ATOM_LINK: Final = "{http://www.w3.org/2005/Atom}link"
Attributes: TypeAlias = dict[str, str]
_Write: TypeAlias = Callable[[FeedView, datetime], bytes]

# What each feed says for itself, and what feeds of a language say alike.
_OWN: Final = ("id", "title", "url", "directory")
_SHARED: Final = ("subtitle", "language", "site_url", "publisher", "rights", "licence_url")
_UPDATED: Final = datetime(2002, 3, 4, 5, 6, 7, tzinfo=UTC)
_PUBLISHED: Final = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
# A tag, or a gap in the text between tags; in a tag, gaps.
_TAG_OR_GAP: Final = re.compile("(<[^>]*>|@[a-z_]+[0-9]*@)")
_GAP: Final = re.compile("(@[a-z_]+[0-9]*@)")


class Shells:
    """The feeds of one language, without their entries."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], _Shell] = {}
        # Not for all languages of all sites: equal moments are written in the site's own zone.
        self._rfc_2822: Callable[[datetime], str] = cache(formatRFC2822)

    def atom(self, feed: FeedView) -> bytes:
        """What `write_atom` writes."""
        return self._fill(write_atom, feed, {"updated": feed.updated.isoformat()})

    def rss(self, feed: FeedView) -> bytes:
        """What `write_rss` writes."""
        dates = {
            "updated": self._rfc_2822(feed.updated),
            "published": self._rfc_2822(published_of(feed)),
        }
        return self._fill(write_rss, feed, dates)

    def _fill(self, write: _Write, feed: FeedView, values: dict[str, str]) -> bytes:
        for name in _OWN:
            values[name] = getattr(feed, name)
        for number, (_, directory) in enumerate(feed.alternates):
            values[f"directory{number}"] = directory
        shared = (*map(feed.__getattribute__, _SHARED), *(tag for tag, _ in feed.alternates))
        shell = self._known.get((write, shared))
        if shell is None:
            shell = self._known[write, shared] = _Shell(write, feed)
        return shell.fill(values)


class _Shell:
    """A feed with gaps."""

    def __init__(self, write: _Write, feed: FeedView) -> None:
        """Take all but the gaps from one feed."""
        shared = {name: getattr(feed, name) for name in _SHARED}
        shared |= {f"tag{number}": tag for number, (tag, _) in enumerate(feed.alternates)}
        # What is shared is put in here, so that no word of it can be taken for a gap. Of what is
        # empty, feedgen leaves the element out.
        gaps: dict[str, Any] = {name: f"@{name}@" for name in _OWN}
        gaps |= {name: shared[name] and f"@{name}@" for name in _SHARED}
        others = range(len(feed.alternates))
        gaps["alternates"] = tuple((f"@tag{n}@", f"@directory{n}@") for n in others)
        text = write(replace(feed, updated=_UPDATED, **gaps), _PUBLISHED).decode()
        for date, name in ((_UPDATED, "updated"), (_PUBLISHED, "published")):
            text = text.replace(date.isoformat(), f"@{name}@")
            text = text.replace(formatRFC2822(date), f"@{name}@")
        self._gaps: list[tuple[Callable[[str], str], str]] = []
        self._text = ""
        for part in _TAG_OR_GAP.split(text):
            escape = _escape_attribute if part.startswith("<") else _escape_text
            for piece in _GAP.split(part):
                name = piece.strip("@")
                if not _GAP.fullmatch(piece):
                    self._text += piece.replace("%", "%%")
                elif name in shared:
                    self._text += escape(shared[name]).replace("%", "%%")
                else:
                    self._text += "%s"
                    self._gaps.append((escape, name))

    def fill(self, values: dict[str, str]) -> bytes:
        """A feed that shares the rest."""
        return (self._text % tuple([escape(values[name]) for escape, name in self._gaps])).encode()


def _escape_text(text: str) -> str:
    """As libxml2 writes the text of an element."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    return text.replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _escape_attribute(text: str) -> str:
    """As libxml2 writes the value of an attribute."""
    text = _escape_text(text).replace('"', "&quot;")
    return text.replace("\n", "&#10;").replace("\t", "&#9;")


def published_of(feed: FeedView) -> datetime:
    """When the newest entry was published."""
    return max(entry.published for entry in feed.entries)


def write_atom(feed: FeedView, published: datetime) -> bytes:
    """A feed without entries as Atom, by feedgen."""
    generator = _Generator(feed, published)
    generator.link(_own_page(feed))
    generator.link(href=f"{_address(feed)}.atom", rel="self", type=ATOM_TYPE)
    for link in _other_languages(feed, "atom", ATOM_TYPE):
        generator.link(link)
    generator.link(href=feed.licence_url, rel="license")
    shell: bytes = generator.atom_str(pretty=False, encoding="UTF-8")
    return shell


def write_rss(feed: FeedView, published: datetime) -> bytes:
    """A feed without entries as RSS 2.0, by feedgen."""
    generator = _Generator(feed, published)
    # RSS takes the last link that was added as the channel's own.
    generator.link(href=f"{_address(feed)}.rss", rel="self", type=RSS_TYPE)
    generator.link(_own_page(feed))
    shell: bytes = generator.rss_str(pretty=False, encoding="UTF-8")
    return shell


class _Generator(FeedGenerator):  # type: ignore[misc]  # feedgen has no types
    """A generator whose RSS says its language as XML does, and announces the others."""

    def __init__(self, feed: FeedView, published: datetime) -> None:
        super().__init__()
        self._feed = feed
        self.id(feed.id)
        self.title(feed.title)
        self.subtitle(feed.subtitle)
        self.description(feed.subtitle)
        self.language(feed.language)
        self.author({"name": feed.publisher})
        self.rights(feed.rights)
        self.generator("Inclusion Portal")
        self.docs("https://www.rssboard.org/rss-specification")
        self.pubDate(published)
        self.lastBuildDate(feed.updated)
        # Last: the other setters move it to the clock's time.
        self.updated(feed.updated)

    def _create_rss(self, extensions: bool = True) -> Any:
        # feedgen writes the channel's link to itself only (feed.py, `rel == 'self'`).
        root, document = super()._create_rss(extensions)
        root.set(XML_LANG, self._feed.language)
        channel = root[0]
        position = channel.index(channel.find(ATOM_LINK))
        links = (_own_page(self._feed), *_other_languages(self._feed, "rss", RSS_TYPE))
        for offset, attributes in enumerate(links):
            channel.insert(position + offset, channel.makeelement(ATOM_LINK, attributes))
        return root, document


def _address(feed: FeedView) -> str:
    return f"{feed.site_url}{feed.directory}news"


def _own_page(feed: FeedView) -> Attributes:
    return {"href": feed.url, "rel": "alternate", "type": HTML_TYPE, "hreflang": feed.language}


def _other_languages(feed: FeedView, ending: str, media_type: str) -> tuple[Attributes, ...]:
    return tuple(
        {
            "href": f"{feed.site_url}{directory}news.{ending}",
            "rel": "alternate",
            "type": media_type,
            "hreflang": tag,
        }
        for tag, directory in feed.alternates
    )
