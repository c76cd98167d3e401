"""Atom and RSS 2.0 with feedgen."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from portal.feeds.views import FeedEntryView, FeedView

ATOM_TYPE: Final = "application/atom+xml"
RSS_TYPE: Final = "application/rss+xml"
_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


class _Entry(FeedEntry):  # type: ignore[misc]  # feedgen has no types
    """An entry that keeps its links' attributes, and is serialised once however many feeds.

    feedgen 1.0.0 reads the attributes of an entry's link from the element that it has just
    made instead of from the link (entry.py, `for link in self.__atom_link`): they get lost.
    """

    def __init__(self, view: FeedEntryView, language: str) -> None:
        super().__init__()
        self._view = view
        self._language = language
        self._atom: Any = None
        self._rss: Any = None
        self.id(view.id)
        self.title(view.title)
        self.published(view.published)
        self.updated(view.updated)
        self.summary(view.summary)
        self.content(view.html, type="html")
        self.category([{"term": name} for name in view.categories])
        self.link(href=view.url)
        if view.enclosures:
            first = view.enclosures[0]
            self.enclosure(first.url, str(first.length), first.media_type)

    def atom_entry(self, extensions: bool = True) -> Any:
        """The <entry>, with all its links."""
        if self._atom is None:
            entry = super().atom_entry(extensions)
            entry.set(_XML_LANG, self._language)
            links = entry.findall("link")
            position = entry.index(links[0])
            for link in links:
                entry.remove(link)
            for offset, attributes in enumerate(_links(self._view, self._language)):
                element = entry.makeelement("link", attributes)
                entry.insert(position + offset, element)
            self._atom = entry
        return deepcopy(self._atom)

    def rss_entry(self, extensions: bool = True) -> Any:
        """The <item>."""
        if self._rss is None:
            self._rss = super().rss_entry(extensions)
        return deepcopy(self._rss)


def _links(view: FeedEntryView, language: str) -> list[dict[str, str]]:
    links = [{"rel": "alternate", "type": "text/html", "hreflang": language, "href": view.url}]
    links.extend(
        {"rel": "alternate", "type": "text/html", "hreflang": tag, "href": url}
        for tag, url in view.alternates
    )
    links.extend(
        {"rel": "enclosure", "type": e.media_type, "length": str(e.length), "href": e.url}
        for e in view.enclosures
    )
    return links


class XmlFeeds:
    """Serialises the feeds of one language."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._entries: dict[str, _Entry] = {}

    def render_atom(self, feed: FeedView) -> bytes:
        """Serialise a feed as Atom.

        Shape: UTF-8 XML; entries in the view's order; `updated` from the data.
        Raises: nothing; a view is complete.
        Source: RFC 4287, RFC 5005 is not used (feeds are short).
        """
        generator = self._generator(feed, "atom", ATOM_TYPE)
        content: bytes = generator.atom_str(pretty=False, encoding="UTF-8")
        return content

    def render_rss(self, feed: FeedView) -> bytes:
        """Serialise a feed as RSS 2.0 with content:encoded.

        Shape: UTF-8 XML; dates as RFC 2822 in the site's zone; one enclosure an item,
        as the specification has it.
        Source: RSS 2.0.11; W3C feed validation rules (atom:link rel="self").
        """
        generator = self._generator(feed, "rss", RSS_TYPE)
        content: bytes = generator.rss_str(pretty=False, encoding="UTF-8")
        return content

    def _generator(self, feed: FeedView, ending: str, media_type: str) -> Any:
        base = feed.site_url
        generator = FeedGenerator()
        generator.id(feed.id)
        generator.title(feed.title)
        generator.subtitle(feed.subtitle)
        generator.description(feed.subtitle)
        generator.language(feed.language)
        generator.author({"name": feed.publisher})
        generator.rights(feed.rights)
        generator.updated(feed.updated)
        generator.lastBuildDate(feed.updated)
        generator.pubDate(feed.updated)
        generator.generator("Inclusion Portal")
        generator.docs("https://www.rssboard.org/rss-specification")
        links = [
            {
                "href": f"{base}{directory}news.{ending}",
                "rel": "alternate",
                "type": media_type,
                "hreflang": tag,
            }
            for tag, directory in feed.alternates
        ]
        links.append(
            {"href": f"{base}{feed.directory}news.{ending}", "rel": "self", "type": media_type}
        )
        # RSS takes the last link that was added as the channel's own.
        links.append(
            {"href": feed.url, "rel": "alternate", "type": "text/html", "hreflang": feed.language}
        )
        for link in links:
            generator.link(**link)
        # The setters above move `updated`; the data decides, not the clock.
        generator.updated(feed.updated)
        for entry in feed.entries:
            generator.add_entry(self._entry(entry), order="append")
        return generator

    def _entry(self, view: FeedEntryView) -> _Entry:
        if view.id not in self._entries:
            self._entries[view.id] = _Entry(view, self._language)
        return self._entries[view.id]
