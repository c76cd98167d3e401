"""JSON Feed 1.1."""

from __future__ import annotations

from typing import Any, Final

from pydantic_core import to_json

from portal.feeds.views import FeedEntryView, FeedView

# The type of the specification's registration; `application/json` works as well.
JSON_TYPE: Final = "application/feed+json"


class JsonFeeds:
    """Serialises the feeds of one language; each item is written once."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._items: dict[str, bytes] = {}

    def render(self, feed: FeedView) -> bytes:
        """Serialise a feed as JSON Feed.

        Shape: UTF-8 JSON; `expired` only where true; extension fields begin with an underscore.
        Source: jsonfeed.org/version/1.1.
        """
        document: dict[str, Any] = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "description": feed.subtitle,
            "home_page_url": feed.url,
            "feed_url": f"{feed.site_url}{feed.directory}news.json",
            "language": feed.language,
            "authors": [{"name": feed.publisher}],
        }
        if feed.expired:
            document["expired"] = True
        if feed.alternates:
            document["_alternates"] = {
                tag: f"{feed.site_url}{directory}news.json" for tag, directory in feed.alternates
            }
        head = to_json(document)[:-1]
        items = b",\n".join([self._item(entry) for entry in feed.entries])
        return b'%b,"items":[\n%b\n]}\n' % (head, items)

    def _item(self, entry: FeedEntryView) -> bytes:
        known = self._items.get(entry.id)
        if known is None:
            known = self._items[entry.id] = to_json(_item(entry, self._language))
        return known


def _item(entry: FeedEntryView, language: str) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "language": language,
    }
    if entry.categories:
        item["tags"] = list(entry.categories)
    if entry.alternates:
        item["_alternates"] = dict(entry.alternates)
    if entry.enclosures:
        item["attachments"] = [
            {"url": e.url, "mime_type": e.media_type, "size_in_bytes": e.length}
            for e in entry.enclosures
        ]
    return item
