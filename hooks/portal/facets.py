"""Facets: whose news and events a feed or a calendar holds.

A facet is the whole site, a programme, a project, a municipality or an organisation.
What a project does counts for its programme too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from portal.catalog import Catalog, Key
from portal.model import Agreement, AnyRecord, Event, News, Project
from portal.states import start_of

FACET_KINDS: Final = ("programmes", "projects", "municipalities", "organisations")
SITE: Final[Key] = ("", "")


@dataclass(frozen=True, slots=True)
class Facet:
    """The ids of one facet's items: news latest first, events by their start."""

    key: Key
    news: tuple[str, ...]
    events: tuple[str, ...]

    @property
    def path(self) -> str:
        """The facet's directory below a language's feeds: "" or "programmes/romact/"."""
        kind, record_id = self.key
        return f"{kind}/{record_id}/" if kind else ""


def collect_facets(catalog: Catalog, today: date) -> Mapping[Key, Facet]:
    """All facets that have items, the whole site first.

    News of the days after `today` is not there yet.
    """
    membership = Membership(catalog)
    news: dict[Key, list[str]] = defaultdict(list)
    events: dict[Key, list[str]] = defaultdict(list)
    for record in _latest_first(catalog.records["news"].values()):
        if record.published_on <= today:
            for key in (SITE, *membership.keys(record)):
                news[key].append(record.id)
    for event in _by_start(catalog.records["events"].values()):
        for key in (SITE, *membership.keys(event)):
            events[key].append(event.id)
    keys = [SITE]
    keys.extend(
        (kind, record_id)
        for kind in FACET_KINDS
        for record_id in catalog.records[kind]
        if (kind, record_id) in news or (kind, record_id) in events
    )
    return MappingProxyType({key: Facet(key, tuple(news[key]), tuple(events[key])) for key in keys})


def has_days(record: AnyRecord) -> bool:
    """Whether an event's days are known, so that a calendar can hold it.

    "May 2018" is no day: a calendar would block the whole month. Where only the end is
    known, a calendar would show an event of one day, which nobody has said. A start
    without an end is one day.
    """
    if not isinstance(record, Event):
        return False
    if record.starts_at is not None:
        return True
    if record.period is None or record.period.starts_on is None:
        return False
    last = record.period.ends_on or record.period.starts_on
    return None not in (record.period.starts_on.day, last.day)


def former_ids(catalog: Catalog) -> Mapping[Key, tuple[str, ...]]:
    """The ids that records had before, by (kind, id of today): addresses that stay alive."""
    found: dict[Key, list[str]] = defaultdict(list)
    for (kind, old), new in catalog.former.items():
        found[kind, new].append(old)
    return MappingProxyType({key: tuple(sorted(ids)) for key, ids in found.items()})


class Membership:
    """The facets that records belong to."""

    def __init__(self, catalog: Catalog) -> None:
        self._related = catalog.related
        self._projects = {
            record.id: record.programme
            for record in catalog.records["projects"].values()
            if isinstance(record, Project)
        }
        self._agreements = {
            record.id: (record.programme, record.municipality)
            for record in catalog.records["agreements"].values()
            if isinstance(record, Agreement)
        }

    def keys(self, record: AnyRecord) -> tuple[Key, ...]:
        """The facets of a record, each once."""
        groups = self._related.get((record.kind_name, record.id), {})
        found = {(kind, i): None for kind in FACET_KINDS for i in groups.get(kind, ())}
        for programme in self.programmes(record):
            found["programmes", programme] = None
        for agreement in groups.get("agreements", ()):
            found["municipalities", self._agreements[agreement][1]] = None
        return tuple(found)

    def programmes(self, record: AnyRecord) -> tuple[str, ...]:
        """The programmes among them: those named, and those of projects and agreements."""
        groups = self._related.get((record.kind_name, record.id))
        if groups is None:
            return ()
        found = dict.fromkeys(groups.get("programmes", ()))
        for project in groups.get("projects", ()):
            if programme := self._projects[project]:
                found[programme] = None
        for agreement in groups.get("agreements", ()):
            found[self._agreements[agreement][0]] = None
        return tuple(found)


def _latest_first(records: Iterable[AnyRecord]) -> list[News]:
    found = [record for record in records if isinstance(record, News)]
    return sorted(found, key=lambda n: (-n.published_on.toordinal(), n.id))


def _by_start(records: Iterable[AnyRecord]) -> list[Event]:
    found = [record for record in records if isinstance(record, Event)]
    return sorted(found, key=lambda e: (start_of(e), e.id))
