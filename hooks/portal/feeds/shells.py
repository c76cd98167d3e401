"""What stands around the entries of Atom and RSS feeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, TypeAlias

from feedgen.feed import FeedGenerator

from portal.feeds.forms import PUBLISHED, UPDATED, Dates, Form, gap
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


class Shells:
    """The feeds of one language, without their entries."""

    def __init__(self, dates: Dates) -> None:
        self._known: dict[tuple[object, ...], Form] = {}
        self._dates = dates

    def atom(self, feed: FeedView) -> bytes:
        """What `write_atom` writes."""
        return self._fill(write_atom, feed, {"updated": feed.updated.isoformat()})

    def rss(self, feed: FeedView) -> bytes:
        """What `write_rss` writes."""
        dates = {
            "updated": self._dates.rfc_2822(feed.updated),
            "published": self._dates.rfc_2822(published_of(feed)),
        }
        return self._fill(write_rss, feed, dates)

    def _fill(self, write: _Write, feed: FeedView, values: dict[str, str]) -> bytes:
        for name in _OWN:
            values[name] = getattr(feed, name)
        for number, (_, directory) in enumerate(feed.alternates):
            values[f"directory{number}"] = directory
        shared = (*map(feed.__getattribute__, _SHARED), *(tag for tag, _ in feed.alternates))
        form = self._known.get((write, shared))
        if form is None:
            form = self._known[write, shared] = _make_form(write, feed)
        return form.fill(values)


def _make_form(write: _Write, feed: FeedView) -> Form:
    """A feed with gaps for what it does not share with others of its language."""
    shared = {name: getattr(feed, name) for name in _SHARED}
    shared |= {f"tag{number}": tag for number, (tag, _) in enumerate(feed.alternates)}
    gaps: dict[str, Any] = {name: gap(name) for name in _OWN}
    # Of what is empty, feedgen leaves the element out.
    gaps |= {name: shared[name] and gap(name) for name in _SHARED}
    others = range(len(feed.alternates))
    gaps["alternates"] = tuple((gap(f"tag{n}"), gap(f"directory{n}")) for n in others)
    return Form(write(replace(feed, updated=UPDATED, **gaps), PUBLISHED), shared)


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
