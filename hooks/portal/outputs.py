"""What is made beside the pages: feeds, calendars, subscription lists and open data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import quoteattr

from portal.calendars import CalendarBuilder, CalendarWriter
from portal.feeds.json_feed import JsonFeeds
from portal.feeds.views import FeedBuilder, feed_directory, feed_title
from portal.feeds.xml_feeds import XmlFeeds
from portal.media import MediaFile
from portal.pages.localiser import Localiser


def render_subscriptions(
    loc: Localiser, media: Mapping[str, MediaFile]
) -> Iterator[tuple[str, bytes]]:
    """All feeds and calendars of a language, by path below the site's root."""
    feeds, calendars = FeedBuilder(loc, media), CalendarBuilder(loc)
    xml, json_feeds = XmlFeeds(loc.language.tag), JsonFeeds(loc.language.tag)
    writer = CalendarWriter()
    for facet in loc.facets.values():
        feed = feeds.feed(facet)
        if feed is not None:
            yield f"{feed.directory}news.atom", xml.render_atom(feed)
            yield f"{feed.directory}news.rss", xml.render_rss(feed)
            yield f"{feed.directory}news.json", json_feeds.render(feed)
        calendar = calendars.calendar(facet)
        if calendar is not None:
            yield calendar.path, writer.render_calendar(calendar)
    for event_id in loc.catalog.records["events"]:
        single = calendars.single(event_id)
        if single is not None:
            yield single.path, writer.render_calendar(single)
    yield f"feeds/{loc.language.tag}/feeds.opml", render_opml(loc)


def render_opml(loc: Localiser) -> bytes:
    """All news feeds of a language as a subscription list.

    Source: OPML 2.0; the Atom address of each feed, and its page.
    """
    site = loc.plain(loc.site.title)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0"><head><title>{_text(site)}</title></head><body>',
    ]
    for facet in loc.facets.values():
        if loc.facet_items(facet)[0]:
            name = feed_title(facet.key, loc)
            base = f"{loc.site.url}{feed_directory(loc.language.tag, facet)}"
            lines.append(
                f'<outline type="rss" text={quoteattr(name)} title={quoteattr(name)} '
                f"language={quoteattr(loc.language.tag)} "
                f"xmlUrl={quoteattr(f'{base}news.atom')} "
                f"htmlUrl={quoteattr(loc.facet_url(facet))}/>"
            )
    lines.append("</body></opml>\n")
    return "\n".join(lines).encode()


def _text(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
