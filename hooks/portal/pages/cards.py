"""Cards: how a record shows in a list, on the home page and on related pages."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from portal.addresses import record_path, related_path
from portal.languages import Language
from portal.model import (
    Agreement,
    AnyRecord,
    Document,
    Event,
    EventStatus,
    Grant,
    Municipality,
    News,
    Organisation,
    Programme,
    Project,
    Source,
)
from portal.pages import labels
from portal.pages.brand import card_logo
from portal.pages.localiser import Localiser, field_of, title_of
from portal.pages.photographs import thumbnail_of
from portal.pages.views import Card, Group
from portal.states import event_time, project_state
from portal.tracing import memo

# Up to so many related records are all shown; of more, the first few with a link to all.
ALL_SHOWN = 24
SOME_SHOWN = 12


class Cards:
    """Makes each card once per language."""

    def __init__(self, localiser: Localiser) -> None:
        self.localiser = localiser
        self.card = memo(self._card)

    def _card(self, kind: str, record_id: str) -> Card:
        loc = self.localiser
        record: Any = loc.catalog.brief(kind, record_id)
        badge, badge_kind = badge_of(record, loc)
        return Card(
            path=record_path(kind, record_id),
            title=loc.text(title_of(record)),
            meta=_meta(record, loc),
            summary=loc.text(field_of(record, "summary")),
            badge=badge,
            badge_kind=badge_kind,
            logo=card_logo(record, loc),
            photo=thumbnail_of(record, loc),
        )

    def related(self, record: AnyRecord, other: str, heading: str = "") -> tuple[Group, ...]:
        """The related records of one kind as a group; none where there are none."""
        loc = self.localiser
        ids = loc.catalog.related_ids(record.kind_name, record.id, other)
        if not ids:
            return ()
        ordered = loc.sorted_ids(other, ids)
        shown = ordered if len(ordered) <= ALL_SHOWN else ordered[:SOME_SHOWN]
        more = len(shown) < len(ordered)
        return (
            Group(
                id=other,
                heading=heading or loc.label(labels.KIND_PLURAL, other),
                cards=tuple([self.card(other, i) for i in shown]),
                more_path=related_path(record.kind_name, record.id, other) if more else "",
                more_text=show_all(loc.language, len(ordered)) if more else "",
            ),
        )


def record_cards(loc: Localiser) -> Cards:
    """The cards of a language, for `Localiser.once`."""
    return Cards(loc)


def show_all(language: Language, count: int) -> str:
    """The words of the link to a whole list."""
    return language.plural("Show all %(num)s", "Show all %(num)s", count)


def badge_of(record: AnyRecord, loc: Localiser) -> tuple[str, str]:
    """The one state worth a badge, and its kind for the style."""
    if isinstance(record, (Project, Programme)):
        state = project_state(record.period, loc.today)
        if state == "unknown":
            return "", ""
        return loc.label(labels.PROJECT_STATE, state), state
    if isinstance(record, Event):
        if record.status is EventStatus.CANCELLED:
            return loc.label(labels.EVENT_STATUS, "cancelled"), "cancelled"
        if event_time(record, loc.today) == "upcoming":
            return loc.label(labels.EVENT_TIME, "upcoming"), "upcoming"
        if record.status is EventStatus.HELD:
            return loc.label(labels.EVENT_STATUS, "held"), "held"
    return "", ""


def _meta(record: AnyRecord, loc: Localiser) -> Markup:
    language = loc.language
    parts: list[str] = []  # Markup where a text may be in another language
    match record:
        case Programme():
            countries = [language.country(c.country) for c in record.countries]
            parts = [language.list_of(countries)]
        case Project():
            if record.programme:
                parts.append(loc.name("programmes", record.programme))
            if record.period:
                parts.append(language.period(record.period))
        case Municipality():
            parts = [loc.text(record.region)] if record.region else []
            parts.append(language.country(record.country))
        case Agreement():
            parts = [
                loc.name("programmes", record.programme),
                loc.name("municipalities", record.municipality),
            ]
        case Organisation():
            parts = [loc.label(labels.ORGANISATION_KIND, record.kind)]
            if record.country:
                parts.append(language.country(record.country))
        case Grant():
            parts = [grant_amount(record, loc)]
        case Event():
            when = language.event_time(record)
            parts = [when or loc.label(labels.EVENT_TIME, "undated")]
            if record.place:
                parts.append(loc.text(record.place))
            elif record.municipality:
                parts.append(loc.name("municipalities", record.municipality))
        case News():
            parts = [language.date(record.published_on)]
        case Document():
            parts = [loc.label(labels.DOCUMENT_KIND, record.kind)]
            if record.published_on:
                parts.append(language.date(record.published_on))
        case Source():
            parts = [loc.text(record.publisher)]
            if record.published_on:
                parts.append(language.date(record.published_on))
    return Markup("\u00a0· ").join(part for part in parts if part)


def grant_amount(grant: Grant, loc: Localiser) -> str:
    """The money as its source states it, or the words for an unknown amount."""
    if grant.money is None:
        return loc.gettext("Amount not stated")
    return loc.language.money(grant.money.amount, grant.money.currency)
