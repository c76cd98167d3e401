"""Which feeds and calendars a page announces."""

from __future__ import annotations

from portal.calendars import CALENDAR_TYPE, calendar_title, event_path
from portal.catalog import Key
from portal.embeds.contract import OEMBED_JSON, OEMBED_XML, embed_directory
from portal.embeds.names import Names
from portal.embeds.oembed import JSON_TYPE as JSON_TYPE_OEMBED
from portal.embeds.oembed import XML_TYPE as XML_TYPE_OEMBED
from portal.embeds.pairs import Pair
from portal.facets import has_days
from portal.feeds.json_feed import JSON_TYPE
from portal.feeds.shells import ATOM_TYPE, RSS_TYPE
from portal.feeds.views import feed_directory, feed_title
from portal.pages.localiser import Localiser, title_of
from portal.pages.views import FeedLink


def feed_links(key: Key, site_root: str, loc: Localiser) -> tuple[FeedLink, ...]:
    """The feeds of the site or of one record, as links from a page.

    `site_root` is the way from the page up to the site's root. Nothing is announced that
    this language does not have.
    """
    # Of most records there is nothing: not worth keeping.
    return () if loc.facets.get(key) is None else loc.lately(_feed_links, key, site_root)


def _feed_links(key: Key, site_root: str, loc: Localiser) -> tuple[FeedLink, ...]:
    facet = loc.facets[key]
    news, events = loc.facet_has(facet)
    base = site_root + feed_directory(loc.language.tag, facet)
    found = []
    if news:
        title = feed_title(key, loc)
        found += [
            FeedLink(ATOM_TYPE, f"{title} (Atom)", f"{base}news.atom", "Atom"),
            FeedLink(RSS_TYPE, f"{title} (RSS)", f"{base}news.rss", "RSS"),
            FeedLink(JSON_TYPE, f"{title} (JSON)", f"{base}news.json", "JSON"),
        ]
    if events:
        title = calendar_title(key, loc)
        label = loc.gettext("Calendar")
        found.append(FeedLink(CALENDAR_TYPE, title, f"{base}events.ics", label))
    return tuple(found)


def record_feeds(kind: str, record_id: str, site_root: str, loc: Localiser) -> tuple[FeedLink, ...]:
    """The feeds of the record that a page is about; none without an id."""
    if not record_id:
        return ()
    found = feed_links((kind, record_id), site_root, loc)
    pairs = loc.embeds.pairs
    own: tuple[Pair, ...] = ()
    if kind == "municipalities":
        own = pairs.of_municipality.get(record_id, ())
    elif kind == "programmes":
        own = pairs.of_programme.get(record_id, ())
    if own:
        found += oembed_links(own[0], loc)
    if kind == "events":
        found += event_calendar(record_id, site_root, loc)
    return found


def oembed_links(pair: Pair, loc: Localiser) -> tuple[FeedLink, ...]:
    """The oEmbed responses of a pair. Absolute: WordPress resolves no relative address."""
    base = loc.site.url + embed_directory(pair.municipality, pair.programme, loc.language.tag)
    title = loc.once(Names).both(pair)
    return (
        FeedLink(JSON_TYPE_OEMBED, title, base + OEMBED_JSON, "oEmbed"),
        FeedLink(XML_TYPE_OEMBED, title, base + OEMBED_XML, "oEmbed"),
    )


def event_calendar(event_id: str, site_root: str, loc: Localiser) -> tuple[FeedLink, ...]:
    """The calendar of one event; none where its days are not known or it is not translated."""
    record = loc.catalog.brief("events", event_id)
    if not has_days(record) or not loc.is_translated(record, loc.language.tag):
        return ()
    href = site_root + event_path(loc.language, event_id)
    label = loc.gettext("Add to your calendar")
    return (FeedLink(CALENDAR_TYPE, loc.plain(title_of(record)), href, label),)
