"""Atom and RSS 2.0 with feedgen."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from feedgen.entry import FeedEntry
from feedgen.util import xml_elem
from markupsafe import escape

from portal.feeds.forms import PUBLISHED, UPDATED, Dates, Form, gap
from portal.feeds.shells import ATOM_LINK, HTML_TYPE, XML_LANG, Attributes, Shells
from portal.feeds.views import FeedEntryView, FeedView

# Readers disagree about several alternate links: some take the first (SimplePie, Miniflux),
# feedparser the last whose type is exactly text/html. The item's own page is the first, and
# the only one with that type; a parameter is part of a media type (RFC 4287 4.2.7.3).
_OTHER_HTML: Final = "text/html; charset=utf-8"
# As feedgen declares them for a channel.
_NAMESPACES: Final = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
}


class XmlFeeds:
    """Serialises the feeds of one language; each entry is serialised once."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._entries: dict[str, tuple[bytes, bytes]] = {}
        self._forms: dict[tuple[object, ...], tuple[Form, Form]] = {}
        self._dates = Dates()
        self._shells = Shells(self._dates)

    def render_atom(self, feed: FeedView) -> bytes:
        """Serialise a feed as Atom.

        Shape: UTF-8 XML; entries in the view's order; `updated` from the data.
        Raises: nothing; a view is complete.
        Source: RFC 4287, RFC 4946 (licence); RFC 5005 is not used (feeds are short).
        """
        entries = [self._entry(entry)[0] for entry in feed.entries]
        return _fill(self._shells.atom(feed), b"</feed>", entries)

    def render_rss(self, feed: FeedView) -> bytes:
        """Serialise a feed as RSS 2.0 with content:encoded.

        Shape: UTF-8 XML; dates as RFC 2822 in the site's zone; titles are plain text, the
        description is HTML; one enclosure an item, as the specification has it.
        Source: RSS 2.0.11; the RSS Advisory Board's profile (atom:link).
        """
        entries = [self._entry(entry)[1] for entry in feed.entries]
        return _fill(self._shells.rss(feed), b"</channel>", entries)

    def _entry(self, view: FeedEntryView) -> tuple[bytes, bytes]:
        known = self._entries.get(view.id)
        if known is None:
            known = self._entries[view.id] = self._render(view)
        return known

    def _render(self, view: FeedEntryView) -> tuple[bytes, bytes]:
        if view.enclosures or not view.summary:  # few have the former, none the latter
            return write_entry(view, self._language)
        shape = (len(view.categories), *(tag for tag, _ in view.alternates))
        forms = self._forms.get(shape)
        if forms is None:
            forms = self._forms[shape] = _make_forms(view, self._language)
        atom, rss = forms
        values = {"id": view.id, "title": view.title, "html": view.html, "url": view.url}
        for number, name in enumerate(view.categories):
            values[f"category{number}"] = name
        for number, (_, url) in enumerate(view.alternates):
            values[f"url{number}"] = url
        values["summary"] = view.summary
        values["published"] = view.published.isoformat()
        values["updated"] = view.updated.isoformat()
        in_atom = atom.fill(values)
        values["summary"] = _description(view)
        values["published"] = self._dates.rfc_2822(view.published)
        return in_atom, rss.fill(values)


def _fill(shell: bytes, end: bytes, entries: list[bytes]) -> bytes:
    head, tail = shell.rsplit(end, 1)
    return b"\n".join([head, *entries]) + end + tail


def _make_forms(view: FeedEntryView, language: str) -> tuple[Form, Form]:
    """What entries with as many categories and the same other languages have in common."""
    gaps = FeedEntryView(
        id=gap("id"),
        url=gap("url"),
        title=gap("title"),
        summary=gap("summary"),
        html=gap("html"),
        published=PUBLISHED,
        updated=UPDATED,
        categories=tuple(gap(f"category{n}") for n in range(len(view.categories))),
        alternates=tuple((tag, gap(f"url{n}")) for n, (tag, _) in enumerate(view.alternates)),
        enclosures=(),
    )
    atom, rss = write_entry(gaps, language)
    return Form(atom), Form(rss)


def write_entry(view: FeedEntryView, language: str) -> tuple[bytes, bytes]:
    """The entry as an Atom <entry> and an RSS <item>, to stand inside their feeds, by feedgen."""
    entry = FeedEntry()
    entry.id(view.id)
    entry.title(view.title)
    entry.published(view.published)
    entry.updated(view.updated)
    entry.description(_description(view))
    entry.summary(view.summary)
    entry.content(view.html, type="html")
    entry.category([{"term": name} for name in view.categories])
    entry.link(href=view.url)
    if view.enclosures:
        first = view.enclosures[0]
        entry.enclosure(first.url, str(first.length), first.media_type)
    alternates = _alternates(view, language)
    return _render_atom(entry, view, alternates, language), _render_rss(entry, alternates)


def _description(view: FeedEntryView) -> str:
    # A description is HTML to every reader, a title and Atom's summary are text.
    return str(escape(view.summary))


def _alternates(view: FeedEntryView, language: str) -> list[Attributes]:
    links = [{"rel": "alternate", "type": HTML_TYPE, "hreflang": language, "href": view.url}]
    links.extend(
        {"rel": "alternate", "type": _OTHER_HTML, "hreflang": tag, "href": url}
        for tag, url in view.alternates
    )
    return links


def _render_atom(
    entry: FeedEntry, view: FeedEntryView, links: list[Attributes], language: str
) -> bytes:
    # feedgen 1.0.0 reads the attributes of an entry's link from the element that it has just
    # made instead of from the link (entry.py, `for link in self.__atom_link`): they get lost.
    element = entry.atom_entry()
    element.set(XML_LANG, language)
    old = element.findall("link")
    position = element.index(old[0])
    for link in old:
        element.remove(link)
    enclosures = (
        {"rel": "enclosure", "type": e.media_type, "length": str(e.length), "href": e.url}
        for e in view.enclosures
    )
    for offset, attributes in enumerate((*links, *enclosures)):
        element.insert(position + offset, element.makeelement("link", attributes))
    return _serialise(element)


def _render_rss(entry: FeedEntry, links: list[Attributes]) -> bytes:
    element = entry.rss_entry()
    if len(links) > 1:
        position = element.index(element.find("link")) + 1
        for offset, attributes in enumerate(links):
            element.insert(position + offset, element.makeelement(ATOM_LINK, attributes))
    # In the channel's place, so that the prefixes are the channel's; it declares them.
    channel = xml_elem("channel", nsmap=_NAMESPACES)
    channel.append(element)
    content = _serialise(channel)
    return content[content.index(b"<item>") : -len(b"</channel>")]


def _serialise(element: Any) -> bytes:
    buffer = BytesIO()
    element.getroottree().write(buffer, encoding="UTF-8", xml_declaration=False)
    return buffer.getvalue()
