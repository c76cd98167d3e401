"""One page, checked for all promises that name it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias

from portal.commitments.documents import PageRead, Shown
from portal.commitments.judge import Evidence, judge, judge_failure
from portal.commitments.picture_facts import LEAST_PRIORITY, PictureReader
from portal.commitments.policies import why_not_framed, why_not_loaded, why_script_refused
from portal.commitments.sightings import Picture, Place, Script
from portal.commitments.targets import Target
from portal.commitments.verdicts import Result
from portal.embeds import contract
from portal.web.answers import Failure, Fetch, Kind

# Reads the page that all targets name.
Read: TypeAlias = Callable[[Sequence[Target], Fetch], PageRead | Failure]


def inspect_page(
    targets: Sequence[Target], read: Read, fetch: Fetch, reader: PictureReader,
    checked_at: datetime,
) -> tuple[tuple[Result, ...], PageRead | Failure]:  # fmt: skip
    """Read the page that all `targets` name, and judge it for each of them.

    Shape: one result a target, in their order, and the page itself.
    """
    page = read(targets, fetch)
    if isinstance(page, Failure):
        return tuple(judge_failure(target, page, checked_at) for target in targets), page
    return judge_page(targets, page, fetch, reader, checked_at), page


def judge_page(
    targets: Sequence[Target], page: PageRead, fetch: Fetch, reader: PictureReader,
    checked_at: datetime, drawn: bool = False,
) -> tuple[Result, ...]:  # fmt: skip
    """Judge a page that was read; `drawn` says that a browser has drawn it."""
    # Once: a page may have as many links as pictures.
    lead_there = {
        link.place
        for document in page.shown
        for link in document.sightings.links
        if any(t.why_link(link.address) for t in targets)
    }

    def priority(document: Shown, picture: Picture) -> int:
        if any(t.why_logo(address) for t in targets for address in picture.addresses):
            return 0
        if picture.link in lead_there:
            return 1
        words = f"{picture.alt} {' '.join(picture.addresses)[:500]}".lower()
        named = any(name in words for t in targets for name in t.programme_ids)
        return 2 if named else LEAST_PRIORITY

    pictures = reader.read(page.shown, fetch, priority, drawn)
    evidence = Evidence(page, pictures, _cards(targets, page, fetch, drawn))
    method = "browser" if drawn else "source"
    return tuple(
        judge(target, evidence, checked_at).model_copy(update={"method": method})
        for target in targets
    )


def _cards(
    targets: Sequence[Target], page: PageRead, fetch: Fetch, drawn: bool
) -> dict[Place, tuple[str, str]]:
    """The address of each card on a page, and why its script does not draw it."""
    found: dict[Place, tuple[str, str]] = {}
    for document in page.shown:
        for card in document.sightings.cards:
            script = _card_script(targets, document)
            address = f"{targets[0].site}{contract.ROOT}{card.path}"
            if script is None:
                why = "no script of the portal that draws it"
            elif drawn or card.hidden or not any(t.is_card(address) for t in targets):
                why = ""
            else:
                why = _why_not_run(script, document, fetch) or _why_not_drawn(
                    address, document, fetch
                )
            found[card.place] = address, why
    return found


def _card_script(targets: Sequence[Target], document: Shown) -> Script | None:
    for script in document.sightings.scripts:
        if any(target.is_card_script(script.address) for target in targets):
            return script
    return None


def _why_not_run(script: Script, document: Shown, fetch: Fetch) -> str:
    reason = why_not_loaded("script", script.address, document.address, document.policies)
    if reason:
        return reason
    answer = fetch(script.address, Kind.SCRIPT)
    if isinstance(answer, Failure):
        return answer.detail
    return why_script_refused(script, answer.body, answer.headers, document.address)


def _why_not_drawn(address: str, document: Shown, fetch: Fetch) -> str:
    """Why the script puts no frame into the page: it asks for the badge, then for the card."""
    for kind, wanted in (("img", f"{address}{contract.BADGE_SVG}"), ("frame", address)):
        reason = why_not_loaded(kind, wanted, document.address, document.policies)
        if reason:
            return reason
        answer = fetch(wanted, Kind.IMAGE if kind == "img" else Kind.FRAME)
        if isinstance(answer, Failure):
            return answer.detail
        if kind == "frame":
            return why_not_framed(answer.headers, answer.address, (document.address,))
    return ""
