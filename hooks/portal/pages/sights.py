"""What was last seen of the promises to inform the public, in one language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from markupsafe import Markup, escape

from portal.addresses import COMMITMENTS, list_path
from portal.evidence import Check, CheckVerdict
from portal.model import Agreement, CommitmentKind, Municipality, Programme
from portal.pages import labels
from portal.pages.localiser import RECORD_ROOT, Localiser
from portal.pages.views import EMPTY, Block, Item

# As commitments have it: the words and the looks of their status.
_STATUS: Final = MappingProxyType(
    {
        CheckVerdict.FULFILLED: "fulfilled",
        CheckVerdict.PARTLY: "partly_fulfilled",
        CheckVerdict.MISSING: "not_found",
    }
)


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment to inform the public; `number` counts from 1 in its agreement."""

    agreement: Agreement
    number: int


@dataclass(frozen=True, slots=True)
class Sight:
    """The last evidence: its status with the words for it, what was found, when and where.

    Without any evidence `day` and `url` are empty.
    """

    status: str
    state: str
    finding: Markup = EMPTY
    day: str = ""
    url: str = ""
    is_check: bool = False


def promises_of(agreement: Agreement) -> Iterator[Promise]:
    """The agreement's commitments to inform the public."""
    for number, commitment in enumerate(agreement.commitments, 1):
        if commitment.kind is CommitmentKind.INFORM_PUBLIC:
            yield Promise(agreement, number)


def sight_of(promise: Promise, loc: Localiser) -> Sight:
    """The newest evidence of a promise: an automatic check's, or an editor's."""
    commitment = promise.agreement.commitments[promise.number - 1]
    check = check_of(promise, loc)
    newest = max(commitment.evidence, key=lambda item: item.seen_on, default=None)
    if check is not None and (newest is None or check.checked_on >= newest.seen_on):
        status, day, url = _STATUS[check.verdict], check.checked_on, check.page
        finding = escape(_finding(check, loc))
    elif newest is not None:
        status, day = str(commitment.status), newest.seen_on
        url = newest.archived_url or newest.url
        finding = loc.text(newest.note)
        check = None
    else:
        return Sight(str(commitment.status), loc.label(labels.SIGHT, commitment.status))
    return Sight(
        status, loc.label(labels.SIGHT, status), finding, loc.language.date(day), url,
        check is not None,
    )  # fmt: skip


def check_of(promise: Promise, loc: Localiser) -> Check | None:
    """What the automatic check last saw of a promise."""
    checks = loc.catalog.checks.get(promise.agreement.id, ())
    return next((check for check in checks if check.commitment == promise.number), None)


def _finding(check: Check, loc: Localiser) -> str:
    _ = loc.gettext
    if check.verdict is CheckVerdict.FULFILLED:
        return _("The programme’s logo and the link are there.")
    if check.link and check.logo:
        return _("Logo and link are in the page, but it is not certain that visitors see them.")
    if check.link:
        return _("The link is there; the programme’s logo was not found.")
    if check.logo:
        return _("The programme’s logo is there; the link was not found.")
    if check.fulfilled_on:
        text = _("Neither was found on the page. Both were last seen on %(date)s.")
        return text.replace("%(date)s", loc.language.date(check.fulfilled_on))
    return _("Neither the logo nor the link was found on the page.")


def seen_on(sight: Sight, loc: Localiser) -> Markup:
    """A link to the page that was looked at, with the day; nothing without evidence."""
    if not sight.url:
        return Markup()
    _ = loc.gettext
    text = _("Checked on %(date)s") if sight.is_check else _("Seen on %(date)s")
    return loc.external(sight.url, text.replace("%(date)s", sight.day))


# -- on records' pages ---------------------------------------------------------------


def municipality_block(record: Municipality, loc: Localiser) -> tuple[Block, ...]:
    """What a municipality's website was seen to show, for each of its promises."""
    agreements = loc.catalog.records["agreements"]
    ids = loc.catalog.related_ids("municipalities", record.id, "agreements")
    found = [agreement for i in ids if isinstance(agreement := agreements[i], Agreement)]
    items = tuple(
        _item(promise, loc)
        for agreement in found
        if agreement.municipality == record.id
        for promise in promises_of(agreement)
    )
    return _block(loc.gettext("On the municipality’s website"), items, loc)


def programme_block(record: Programme, loc: Localiser) -> tuple[Block, ...]:
    """How many municipalities' websites were seen to show a programme's logo and link."""
    found = loc.once(places_of_sights).get(record.id, {})
    items = tuple(
        Item(
            escape(
                loc.language.plural(
                    "%(num)s municipality", "%(num)s municipalities", len(set(places))
                )
            ),
            state=loc.label(labels.SIGHT, status),
            state_kind=looks_of(status),
        )
        for status, places in found.items()
    )
    return _block(loc.gettext("On municipal websites"), items, loc)


def places_of_sights(loc: Localiser) -> dict[str, dict[str, list[str]]]:
    """Whose promises have which status, by programme: one municipality for each promise."""
    found: dict[str, dict[str, list[str]]] = {}
    for agreement in loc.catalog.records["agreements"].values():
        assert isinstance(agreement, Agreement)
        for promise in promises_of(agreement):
            places = found.setdefault(agreement.programme, {status: [] for status in labels.SIGHT})
            places[sight_of(promise, loc).status].append(agreement.municipality)
    for programme, places in found.items():
        found[programme] = {status: own for status, own in places.items() if own}
    return found


def _block(heading: str, items: tuple[Item, ...], loc: Localiser) -> tuple[Block, ...]:
    if not items:
        return ()
    _ = loc.gettext
    intro = Markup('{} <a href="{}{}">{}</a>').format(
        _("The last evidence of whether the programme’s logo and the link are there."),
        RECORD_ROOT,
        list_path(COMMITMENTS),
        _("Who shows the logo and the link"),
    )
    return (Block("shown", heading, "items", intro, items),)


def _item(promise: Promise, loc: Localiser) -> Item:
    sight = sight_of(promise, loc)
    seen = seen_on(sight, loc)
    return Item(
        loc.link("agreements", promise.agreement.id),
        sight.finding,
        state=sight.state,
        state_kind=looks_of(sight.status),
        extra=(seen,) if seen else (),
    )


def looks_of(status: str) -> str:
    """The state whose looks a status has."""
    # Not found is no failure: it looks like what is not known.
    return "unknown" if status == "not_found" else status
