"""Whose money is in what, and what has to be said and shown there.

Money comes into the data by the funders of a grant or a programme. Which rule of a funder
applies is settled there, by the time of that grant or programme; what is funded (projects,
agreements, events, documents) inherits it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, TypeAlias

from portal.catalog import Catalog, Key
from portal.fields import PartialDate
from portal.model import (
    Agreement,
    Document,
    Event,
    Grant,
    Organisation,
    Period,
    Programme,
    Project,
    Visibility,
)

Rules: TypeAlias = Mapping[Key, tuple[str, ...]]
NO_RULES: Final[Rules] = MappingProxyType({})
# CSS pixels. Every logo beside an emblem is kept inside these widths and heights, so that
# the emblem is the largest: on a page, on a card.
PAGE_EMBLEM_WIDTH: Final = 180
PAGE_LOGO_HEIGHT: Final = 80
CARD_EMBLEM_WIDTH: Final = 120
CARD_LOGO_HEIGHT: Final = 53
Span: TypeAlias = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Money:
    """A funder's money where it enters: `record` is a grant or a programme.

    `place` is the index in its `funders`; `rule` is None where the funder has no rule for
    the time. `span` is None where the time is not known.
    """

    record: Grant | Programme
    place: int
    funder: str
    span: Span | None
    rule: Visibility | None


class Visibilities:
    """The rules of a catalogue and what each applies to."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self.by_funder: dict[str, list[Visibility]] = defaultdict(list)
        for record in catalog.records["visibility"].values():
            assert isinstance(record, Visibility)
            self.by_funder[record.funder].append(record)
        self.money = tuple(self._money())
        # One pass over each kind: what is funded, by the ids that it names.
        self.funders: dict[Key, set[str]] = defaultdict(set)
        self._of: dict[Key, set[str]] = defaultdict(set)
        self._enter()
        self._inherit()

    @property
    def rules(self) -> Rules:
        """Ids of rules, by what they apply to; nothing stands for none."""
        return MappingProxyType({key: tuple(sorted(ids)) for key, ids in self._of.items() if ids})

    def _money(self) -> Iterator[Money]:
        for kind in ("programmes", "grants"):
            for record in self._catalog.records[kind].values():
                assert isinstance(record, (Grant, Programme))
                span = self._span(record)
                for place, funder in enumerate(record.funders):
                    rule = choose_rule(self.by_funder.get(funder, []), span)
                    yield Money(record, place, funder, span, rule)

    def _span(self, record: Grant | Programme) -> Span | None:
        if isinstance(record, Programme):
            return _span(record.period)
        records = self._catalog.records
        project = records["projects"].get(record.project or "")
        programme = records["programmes"].get(record.programme or "")
        found = _span(record.awarded_on) or _span(record.period)
        if found is None and isinstance(project, Project):
            found = _span(project.period)
        if found is None and isinstance(programme, Programme):
            found = _span(programme.period)
        return found

    def _enter(self) -> None:
        for money in self.money:
            keys = [(money.record.kind_name, money.record.id)]
            if isinstance(money.record, Grant) and money.record.project:
                keys.append(("projects", money.record.project))
            for key in keys:
                self.funders[key].add(money.funder)
                if money.rule is not None:
                    self._of[key].add(money.rule.id)

    def _inherit(self) -> None:
        # In this order: a project must have its programme's before its events look.
        for kind in ("projects", "agreements", "events", "documents"):
            for record in self._catalog.records[kind].values():
                assert isinstance(record, (Project, Agreement, Event, Document))
                above = [("programmes", record.programme)] if record.programme else []
                if isinstance(record, (Event, Document)) and record.project:
                    above.append(("projects", record.project))
                for key in above:
                    self.funders[kind, record.id] |= self.funders.get(key, set())
                    self._of[kind, record.id] |= self._of.get(key, set())

    def is_eu(self, funder: str) -> bool:
        """Whether a funder's money is the European Union's."""
        record = self._catalog.records["organisations"].get(funder)
        return isinstance(record, Organisation) and record.is_eu

    def has_eu_money(self, key: Key) -> bool:
        """Whether money of the European Union is known to be in a record."""
        return any(self.is_eu(funder) for funder in self.funders.get(key, ()))


def choose_rule(rules: list[Visibility], span: Span | None) -> Visibility | None:
    """The rule of a funder for a time, the latest where several overlap with it.

    One without a period applies where no other does. For an unknown time there must be
    such a one, or one rule altogether: otherwise nothing is chosen.
    """
    dated = [(found, rule) for rule in rules if (found := _span(rule.period)) is not None]
    always = sorted((rule for rule in rules if _span(rule.period) is None), key=lambda r: r.id)
    if span is None:
        return always[-1] if always else dated[0][1] if len(dated) == 1 else None
    overlapping = [
        (found[0], rule.id, rule)
        for found, rule in dated
        if found[0] <= span[1] and span[0] <= found[1]
    ]
    if overlapping:
        return max(overlapping, key=lambda one: one[:2])[2]
    return always[-1] if always else None


def _span(when: Period | PartialDate | None) -> Span | None:
    if when is None:
        return None
    if isinstance(when, PartialDate):
        return when.first_day, when.last_day
    start = when.starts_on.first_day if when.starts_on else date.min
    return start, when.ends_on.last_day if when.ends_on else date.max
