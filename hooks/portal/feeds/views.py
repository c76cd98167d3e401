"""What a feed says, in one language: complete before any format is chosen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Final
from zlib import crc32
from zoneinfo import ZoneInfo

from portal.addresses import list_path, record_path, resolve_portal
from portal.catalog import Key
from portal.facets import SITE, Facet
from portal.fields import Prose
from portal.media import MediaFile
from portal.model import AnyRecord, Document, News, Programme
from portal.pages import labels
from portal.pages.localiser import Localiser
from portal.prose import render_prose
from portal.tracing import memo

MAX_ENTRIES: Final = 20
# A link to a place on the same page: in a feed reader there is no such page.
_FRAGMENT: Final = re.compile(r'(<a [^>]*?href=")#')


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that belongs to an entry: absolute URL, media type, size in bytes."""

    url: str
    media_type: str
    length: int


@dataclass(frozen=True, slots=True)
class FeedEntryView:
    """One news item. `html` has absolute links only; the times are aware."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    published: datetime
    updated: datetime
    categories: tuple[str, ...]
    alternates: tuple[tuple[str, str], ...]
    enclosures: tuple[Enclosure, ...]


@dataclass(frozen=True, slots=True)
class FeedView:
    """One facet's news in one language. `directory` is below the site's root."""

    id: str
    directory: str
    title: str
    subtitle: str
    language: str
    url: str
    site_url: str
    publisher: str
    rights: str
    licence_url: str
    updated: datetime
    entries: tuple[FeedEntryView, ...]
    alternates: tuple[tuple[str, str], ...]
    expired: bool


class FeedBuilder:
    """Makes the feeds of one language; each entry is made once, whatever feeds it is in."""

    def __init__(self, loc: Localiser, media: Mapping[str, MediaFile]) -> None:
        self._loc = loc
        self._media = media
        self._zone = ZoneInfo(loc.site.time_zone)
        self._base = f"{loc.site.url}{loc.language.root}"
        self.entry = memo(self._entry)
        self._tags = memo(self._tags_of)

    def feed(self, facet: Facet) -> FeedView | None:
        """The facet's feed; None where nothing of it is translated into this language."""
        loc, tag = self._loc, self._loc.language.tag
        ids = list(islice((i for i in facet.news if tag in self._tags(i)), MAX_ENTRIES))
        if not ids:
            return None
        entries = tuple(self.entry(i) for i in ids)
        directory = feed_directory(tag, facet)
        return FeedView(
            id=f"{loc.site.tag_prefix}:feeds/{tag}/{_stable_path(facet.key, loc)}news",
            directory=directory,
            title=feed_title(facet.key, loc),
            subtitle=loc.label(labels.KIND_SUMMARY, "news"),
            language=tag,
            url=loc.facet_url(facet),
            site_url=loc.site.url,
            publisher=loc.plain(loc.site.publisher),
            rights=loc.site.licence.name,
            licence_url=loc.site.licence.url,
            updated=max(entry.updated for entry in entries),
            entries=entries,
            alternates=tuple(
                (other, feed_directory(other, facet))
                for other in loc.languages
                if other != tag and any(other in self._tags(i) for i in facet.news)
            ),
            expired=self._is_over(facet.key),
        )

    def _tags_of(self, news_id: str) -> tuple[str, ...]:
        record = self._loc.catalog.records["news"][news_id]
        return tuple(t for t in self._loc.languages if self._loc.is_translated(record, t))

    def _is_over(self, key: Key) -> bool:
        record = self._loc.catalog.brief(*key) if key != SITE else None
        if not isinstance(record, Programme) or record.period is None:
            return False
        end = record.period.ends_on
        return end is not None and end.last_day < self._loc.today

    def _entry(self, news_id: str) -> FeedEntryView:
        loc, tag = self._loc, self._loc.language.tag
        record = loc.catalog.get("news", news_id)
        assert isinstance(record, News)
        path = record_path("news", news_id)
        url = f"{self._base}{path}"
        identity = f"{loc.site.tag_prefix}:news/{stable_id(record)}/{tag}"
        published = datetime.combine(record.published_on, time(), self._zone)
        return FeedEntryView(
            id=identity,
            url=url,
            title=loc.plain(record.title),
            summary=loc.plain(record.summary),
            html=self._html(record, url),
            published=published,
            updated=max(published, self._changed(record.updated_on, identity)),
            categories=self._categories(record),
            alternates=tuple(
                (other, f"{loc.site.url}{loc.languages[other].root}{path}")
                for other in self._tags(news_id)
                if other != tag
            ),
            enclosures=self._enclosures(record),
        )

    def _html(self, record: News, url: str) -> str:
        html = f"<p>{self._loc.text(record.summary)}</p>\n{self._prose(record.body, url)}"
        language = self._loc.language
        if language.direction == "ltr":
            return html
        # Feed readers show what comes from left to right unless they are told.
        return f"<div {language.html_attributes()}>\n{html}</div>"

    def _prose(self, text: Prose | None, url: str) -> str:
        if text is None:
            return ""
        html = render_prose(self._loc.pick(text)[0], self._resolve)
        return _FRAGMENT.sub(lambda match: f"{match[1]}{url}#", html)

    def _resolve(self, target: str) -> str:
        """Where `portal:` leads, absolute; as `Localiser.prose` does it for a page."""
        resolved = resolve_portal(target)
        if resolved is None:
            return self._base
        kind, record_id = resolved
        if record_id is None or record_id not in self._loc.catalog.records[kind]:
            return self._base + list_path(kind)
        return self._base + record_path(kind, record_id)

    def _categories(self, record: News) -> tuple[str, ...]:
        names = []
        for kind in ("programmes", "projects", "municipalities", "organisations"):
            for i in self._loc.catalog.related_ids("news", record.id, kind):
                names.append(self._loc.plain(self._loc.title(kind, i)))
        return tuple(dict.fromkeys(names))

    def _enclosures(self, record: News) -> tuple[Enclosure, ...]:
        found: dict[str, Enclosure] = {}
        for document_id in record.about.documents:
            document = self._loc.catalog.get("documents", document_id)
            if isinstance(document, Document) and (media := self._media.get(document.file or "")):
                url = f"{self._loc.site.url}{media.address}"
                found[url] = Enclosure(url, media.media_type, media.size)
        return tuple(found.values())

    def _changed(self, day: date, identity: str) -> datetime:
        # The data knows the day. The fraction of its first second keeps entries that changed
        # on one day apart: the W3C validator warns of equal times (DuplicateUpdated), which
        # leave the order of entries to chance.
        fraction = time(microsecond=crc32(identity.encode()) % 1_000_000)
        return datetime.combine(day, fraction, self._zone)


def feed_directory(language: str, facet: Facet) -> str:
    """Where a facet's feeds and calendars are: "feeds/bg/programmes/romact/"."""
    return f"feeds/{language}/{facet.path}"


def feed_title(key: Key, loc: Localiser) -> str:
    """The name of a facet's feed."""
    site = loc.plain(loc.site.title)
    news = loc.label(labels.KIND_PLURAL, "news")
    if key == SITE:
        return f"{site} – {news}"
    return f"{loc.plain(loc.title(*key))} – {news} – {site}"


def stable_id(record: AnyRecord) -> str:
    """The id that a record had first: renaming it changes its address, not its identity."""
    return record.former_ids[0] if record.former_ids else record.id


def _stable_path(key: Key, loc: Localiser) -> str:
    return "" if key == SITE else f"{key[0]}/{stable_id(loc.catalog.get(*key))}/"
