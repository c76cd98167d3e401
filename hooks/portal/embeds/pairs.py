"""Pairs: which municipality takes part in which programme, and since when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from portal.catalog import Catalog
from portal.facets import former_ids
from portal.fields import PartialDate
from portal.model import Agreement, Event, Project


@dataclass(frozen=True, slots=True)
class Pair:
    """A municipality in a programme; `agreements` are those of the two."""

    municipality: str
    programme: str
    agreements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pairs:
    """All pairs of a site, by municipality and programme; former ids beside them."""

    all: tuple[Pair, ...]
    of_municipality: Mapping[str, tuple[Pair, ...]]
    of_programme: Mapping[str, tuple[Pair, ...]]
    former: Mapping[tuple[str, str], tuple[str, ...]]

    def find(self, municipality: str, programme: str) -> Pair:
        """A pair by its ids. Raises: KeyError, StopIteration where there is none."""
        own = self.of_municipality[municipality]
        return next(pair for pair in own if pair.programme == programme)

    def addresses(self, pair: Pair) -> Iterator[tuple[str, str]]:
        """(municipality, programme) under today's ids first, then all that they ever had."""
        for municipality in self._ids("municipalities", pair.municipality):
            for programme in self._ids("programmes", pair.programme):
                yield municipality, programme

    def _ids(self, kind: str, record_id: str) -> tuple[str, ...]:
        return (record_id, *self.former.get((kind, record_id), ()))


def collect_pairs(catalog: Catalog) -> Pairs:
    """All pairs: by an agreement, as a partner in the programme's projects, or by an event.

    A place where a project of others works has signed nothing and has nothing to publish: with
    these, pairs were most of a large site.
    """
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for agreement in catalog.records["agreements"].values():
        assert isinstance(agreement, Agreement)
        found[agreement.municipality, agreement.programme].append(agreement.id)
    for project in catalog.records["projects"].values():
        assert isinstance(project, Project)
        if project.programme:
            for partner in project.partners:
                if partner.municipality:
                    found[partner.municipality, project.programme]
    for event in catalog.records["events"].values():
        assert isinstance(event, Event)
        if event.municipality and event.programme:
            found[event.municipality, event.programme]
    pairs = tuple(Pair(m, p, tuple(sorted(found[m, p]))) for m, p in sorted(found))
    of_municipality: dict[str, list[Pair]] = defaultdict(list)
    of_programme: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        of_municipality[pair.municipality].append(pair)
        of_programme[pair.programme].append(pair)
    return Pairs(
        pairs,
        MappingProxyType({key: tuple(own) for key, own in of_municipality.items()}),
        MappingProxyType({key: tuple(own) for key, own in of_programme.items()}),
        former_ids(catalog),
    )


def signed_since(agreement: Agreement) -> PartialDate | None:
    """Since when an agreement holds, as exactly as all its versions agree; else None.

    The last signature's date where every version gives every date alike; the year where
    that alone is common to all dates.
    """
    dates = [date for s in agreement.signatories for date in s.signed_on.values()]
    if not dates:
        return None
    versions = agreement.language_versions or tuple(agreement.signatories[0].signed_on)
    same = all(
        len(set(s.signed_on.values())) == 1 and set(versions) <= set(s.signed_on)
        for s in agreement.signatories
    )
    if same:
        return max(dates, key=lambda date: date.last_day)
    years = {date.year for date in dates}
    return PartialDate(years.pop()) if len(years) == 1 else None
