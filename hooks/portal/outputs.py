"""What is made beside the pages: feeds, calendars and subscription lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from xml.sax.saxutils import escape, quoteattr

from portal.addresses import FEEDS, list_path
from portal.calendar_text import CalendarWriter
from portal.calendars import CalendarBuilder, event_path
from portal.catalog import Key
from portal.facets import Facet, former_ids
from portal.feeds.json_feed import JsonFeeds
from portal.feeds.views import FeedBuilder, FeedView, feed_directory, feed_title
from portal.feeds.xml_feeds import XmlFeeds
from portal.media import MediaFile
from portal.pages.localiser import Localiser
from portal.tracing import memo
from portal.units import Unit


def subscription_units(loc: Localiser, media: Mapping[str, MediaFile]) -> Iterator[Unit]:
    """All feeds and calendars of a language, and their list.

    What was once subscribed to under an old id stays there, the same in every byte: a feed
    reader follows no redirect that a static host could give.
    """
    writer = _Subscriptions(loc, media)
    tag = loc.language.tag
    for key in loc.facets:
        yield Unit(f"feeds {tag} {'/'.join(key)}", partial(writer.facet, key))
    for event_id in loc.catalog.records["events"]:
        yield Unit(f"event {tag} {event_id}", partial(writer.event, event_id))
    yield Unit(f"opml {tag}", lambda: [(f"feeds/{tag}/feeds.opml", render_opml(loc))])


class _Subscriptions:
    """Makes the feeds and calendars of one language."""

    def __init__(self, loc: Localiser, media: Mapping[str, MediaFile]) -> None:
        self._loc, tag = loc, loc.language.tag
        self._feeds, self._calendars = FeedBuilder(loc, media), CalendarBuilder(loc)
        self._xml, self._json, self._writer = XmlFeeds(tag), JsonFeeds(tag), CalendarWriter()
        self._former = memo(lambda: former_ids(loc.catalog))

    def facet(self, key: Key) -> Iterator[tuple[str, bytes]]:
        """The feeds and the calendar of a facet."""
        facet, tag = self._loc.facets[key], self._loc.language.tag
        old = [Facet((key[0], i), (), ()) for i in self._former().get(key, ())]
        directories = [feed_directory(tag, each) for each in (facet, *old)]
        feed = self._feeds.feed(facet)
        if feed is not None:
            for name, content in _render_feed(feed, self._xml, self._json):
                yield from ((f"{directory}{name}", content) for directory in directories)
        calendar = self._calendars.calendar(facet)
        if calendar is not None:
            content = self._writer.render_calendar(calendar)
            yield from ((f"{directory}events.ics", content) for directory in directories)

    def event(self, event_id: str) -> Iterator[tuple[str, bytes]]:
        """The calendar of one event."""
        single = self._calendars.single(event_id)
        if single is not None:
            content = self._writer.render_calendar(single)
            yield single.path, content
            for old in self._former().get(("events", event_id), ()):
                yield event_path(self._loc.language, old), content


def _render_feed(
    feed: FeedView, xml: XmlFeeds, json_feeds: JsonFeeds
) -> Iterator[tuple[str, bytes]]:
    yield "news.atom", xml.render_atom(feed)
    yield "news.rss", xml.render_rss(feed)
    yield "news.json", json_feeds.render(feed)


def render_opml(loc: Localiser) -> bytes:
    """All news feeds of a language as a subscription list.

    Source: OPML 2.0; the Atom address of each feed, and its page.
    """
    tag = quoteattr(loc.language.tag)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"<head><title>{escape(loc.plain(loc.site.title))}</title></head>",
        "<body>",
    ]
    for facet in loc.facets.values():
        if loc.facet_has(facet)[0]:
            name = quoteattr(feed_title(facet.key, loc))
            base = f"{loc.site.url}{feed_directory(loc.language.tag, facet)}"
            lines.append(
                f'<outline type="rss" text={name} title={name} language={tag} '
                f"xmlUrl={quoteattr(f'{base}news.atom')} "
                f"htmlUrl={quoteattr(loc.facet_url(facet))}/>"
            )
    if len(lines) == 4:
        # A body has at least one outline; this one leads to the page about feeds.
        page = quoteattr(f"{loc.site.url}{loc.language.root}{list_path(FEEDS)}")
        title = quoteattr(loc.gettext("Feeds and calendars"))
        lines.append(f'<outline type="link" text={title} url={page}/>')
    lines.append("</body>\n</opml>\n")
    return "\n".join(lines).encode()
