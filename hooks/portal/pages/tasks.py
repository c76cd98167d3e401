"""Which pages there are: the plan of a site, the same for each language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portal.addresses import (
    ACCESSIBILITY,
    COMMITMENTS,
    DATA,
    EMBED,
    FEEDS,
    MAP,
    SEARCH,
    SECTIONS,
    TRANSLATIONS,
    embed_page_path,
    filter_path,
    list_path,
    map_path,
    record_path,
    related_path,
)
from portal.frame import FrameKey
from portal.pages.cards import ALL_SHOWN
from portal.pages.commitments_page import commitments_page_count
from portal.pages.embed_page import embed_page_count
from portal.pages.feeds_page import feeds_page_count
from portal.pages.filter_pages import filter_pages, filter_redirects
from portal.pages.lists import page_count, related_page_size
from portal.pages.localiser import Localiser


@dataclass(frozen=True, slots=True)
class Task:
    """One page to make: a list page, a record's page, or a page of its related records.

    Of the kind EMBED, the page of a municipality (`record_id`) and a programme (`related`);
    of the kind MAP, the map of a country by its code (`record_id`), or of all countries.
    With a `filter`, what it offers or (`option`) what it leaves of the list.
    """

    kind: str
    record_id: str = ""
    related: str = ""
    page: int = 1
    filter: str = ""
    option: str = ""

    @property
    def path(self) -> str:
        """The page's address below its language's root."""
        if self.kind == MAP:
            return map_path(self.record_id)
        if self.kind == EMBED and self.record_id:
            return embed_page_path(self.record_id, self.related)
        if self.filter:
            return filter_path(self.kind, self.filter, self.option, self.page)
        if self.related:
            return related_path(self.kind, self.record_id, self.related, self.page)
        if self.record_id:
            return record_path(self.kind, self.record_id)
        return list_path(self.kind, self.page)

    @property
    def frame_key(self) -> FrameKey:
        """The frame that the page fits into."""
        return FrameKey(self.kind, self.path.count("/"))


def plan_tasks(loc: Localiser) -> list[Task]:
    """All data-driven pages of a language but for the home page; the same for each language."""
    catalog, size = loc.catalog, loc.site.page_size
    tasks = [Task(FEEDS, page=page) for page in range(1, feeds_page_count(loc) + 1)]
    tasks.append(Task(DATA))
    tasks.extend(Task(COMMITMENTS, page=n) for n in range(1, commitments_page_count(loc) + 1))
    tasks.append(Task(SEARCH))
    tasks.append(Task(MAP))
    tasks.extend(Task(MAP, code) for code in loc.atlas.sheets if code)
    if loc.site.accessibility is not None:
        tasks.append(Task(ACCESSIBILITY))
    tasks.append(Task(TRANSLATIONS))
    tasks.extend(Task(EMBED, page=page) for page in range(1, embed_page_count(loc) + 1))
    tasks.extend(Task(EMBED, p.municipality, p.programme) for p in loc.embeds.pairs.all)
    for kind in SECTIONS:
        records = catalog.records[kind]
        for page in range(1, page_count(len(records), size) + 1):
            tasks.append(Task(kind, page=page))
        for name, option, page in filter_pages(kind, loc):
            tasks.append(Task(kind, page=page, filter=name, option=option))
        for record_id in records:
            tasks.append(Task(kind, record_id))
            groups = catalog.related.get((kind, record_id), {})
            for other, ids in groups.items():
                if len(ids) > ALL_SHOWN:
                    pages = page_count(len(ids), related_page_size(loc))
                    tasks.extend(Task(kind, record_id, other, n) for n in range(1, pages + 1))
    return tasks


def list_redirects(loc: Localiser) -> tuple[tuple[str, str], ...]:
    """(old path, new path) of every renamed record, below the language's root."""
    return tuple(_redirects(loc))


def _redirects(loc: Localiser) -> Iterator[tuple[str, str]]:
    for (kind, old), new in loc.catalog.former.items():
        if kind in SECTIONS:
            yield record_path(kind, old), record_path(kind, new)
            yield from filter_redirects(kind, old, new, loc)
    for pair in loc.embeds.pairs.all:
        (today, *former) = loc.embeds.pairs.addresses(pair)
        for old_pair in former:
            yield embed_page_path(*old_pair), embed_page_path(*today)
