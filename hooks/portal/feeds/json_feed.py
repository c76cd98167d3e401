"""JSON Feed 1.1."""

from __future__ import annotations

import json
from typing import Any

from portal.feeds.views import FeedEntryView, FeedView


def render_json_feed(feed: FeedView) -> bytes:
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
    document["items"] = [_item(entry, feed.language) for entry in feed.entries]
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


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
