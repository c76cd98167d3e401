"""What a feed says, in one language: complete before any format is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from portal.addresses import record_path
from portal.catalog import Key
from portal.facets import SITE, Facet
from portal.media import MediaFile
from portal.model import AnyRecord, Document, News, Programme
from portal.pages import labels
from portal.pages.localiser import RECORD_ROOT, Localiser, title_of

MAX_ENTRIES: Final = 20


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
        self.entry = lru_cache(maxsize=None)(self._entry)

    def feed(self, facet: Facet) -> FeedView | None:
        """The facet's feed; None where nothing of it is translated into this language."""
        loc = self._loc
        ids = self._translated(facet, loc.language.tag)[:MAX_ENTRIES]
        if not ids:
            return None
        entries = tuple(self.entry(i) for i in ids)
        directory = feed_directory(loc.language.tag, facet)
        return FeedView(
            id=f"{loc.site.tag_prefix}:{directory}news",
            directory=directory,
            title=feed_title(facet.key, loc),
            subtitle=loc.label(labels.KIND_SUMMARY, "news"),
            language=loc.language.tag,
            url=self._page_url(facet.key),
            site_url=loc.site.url,
            publisher=loc.plain(loc.site.publisher),
            rights=loc.site.licence.name,
            updated=max(entry.updated for entry in entries),
            entries=entries,
            alternates=tuple(
                (tag, feed_directory(tag, facet))
                for tag in loc.languages
                if tag != loc.language.tag and self._translated(facet, tag)
            ),
            expired=self._is_over(facet.key),
        )

    def _translated(self, facet: Facet, tag: str) -> list[str]:
        records = self._loc.catalog.records["news"]
        return [i for i in facet.news if self._loc.is_translated(records[i], tag)]

    def _is_over(self, key: Key) -> bool:
        record = self._loc.catalog.get(*key) if key != SITE else None
        if not isinstance(record, Programme) or record.period is None:
            return False
        end = record.period.ends_on
        return end is not None and end.last_day < self._loc.today

    def _page_url(self, key: Key) -> str:
        path = record_path(*key) if key != SITE else "news/"
        return f"{self._loc.site.url}{self._loc.language.root}{path}"

    def _entry(self, news_id: str) -> FeedEntryView:
        loc = self._loc
        record = loc.catalog.get("news", news_id)
        assert isinstance(record, News)
        path = record_path("news", news_id)
        published = self._midnight(record.published_on)
        summary = loc.plain(record.summary)
        body = str(loc.prose(record.body))
        html = f"<p>{loc.text(record.summary)}</p>\n{body}"
        return FeedEntryView(
            id=f"{loc.site.tag_prefix}:news/{stable_id(record)}/{loc.language.tag}",
            url=f"{loc.site.url}{loc.language.root}{path}",
            title=loc.plain(record.title),
            summary=summary,
            html=absolute_links(html, loc),
            published=published,
            updated=max(published, self._midnight(record.updated_on)),
            categories=self._categories(record),
            alternates=tuple(
                (tag, f"{loc.site.url}{language.root}{path}")
                for tag, language in loc.languages.items()
                if tag != loc.language.tag and loc.is_translated(record, tag)
            ),
            enclosures=self._enclosures(record),
        )

    def _categories(self, record: News) -> tuple[str, ...]:
        names = []
        for kind in ("programmes", "projects", "municipalities"):
            for i in self._loc.catalog.related_ids("news", record.id, kind):
                names.append(self._loc.plain(title_of(self._loc.catalog.get(kind, i))))
        return tuple(dict.fromkeys(names))

    def _enclosures(self, record: News) -> tuple[Enclosure, ...]:
        found = []
        for document_id in record.about.documents:
            document = self._loc.catalog.get("documents", document_id)
            if isinstance(document, Document) and document.file:
                media = self._media[document.file]
                url = f"{self._loc.site.url}{document.file}"
                found.append(Enclosure(url, media.media_type, media.size))
        return tuple(found)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone)


def feed_directory(language: str, facet: Facet) -> str:
    """Where a facet's feeds and calendars are: "feeds/bg/programmes/romact/"."""
    return f"feeds/{language}/{facet.path}"


def feed_title(key: Key, loc: Localiser) -> str:
    """The name of a facet's feed."""
    site = loc.plain(loc.site.title)
    news = loc.label(labels.KIND_PLURAL, "news")
    if key == SITE:
        return f"{site} – {news}"
    return f"{loc.plain(title_of(loc.catalog.get(*key)))} – {news} – {site}"


def stable_id(record: AnyRecord) -> str:
    """The id that a record had first: renaming it changes its address, not its identity."""
    return record.former_ids[0] if record.former_ids else record.id


def absolute_links(html: str, loc: Localiser) -> str:
    """Prose of a record's page with its relative links made absolute."""
    return html.replace(f'href="{RECORD_ROOT}', f'href="{loc.site.url}{loc.language.root}')
