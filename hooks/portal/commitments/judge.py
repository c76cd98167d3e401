"""The verdict: what counts as the link, what as the logo. In doubt, partly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from portal.commitments.documents import PageRead, Shown
from portal.commitments.legibility import LEAST_LETTERS, count_letters
from portal.commitments.picture_facts import PictureFact, PictureFacts
from portal.commitments.sightings import BY_SCRIPT, Link, Picture, Place
from portal.commitments.targets import Target
from portal.commitments.verdicts import Found, How, Reason, Result, Verdict, Where
from portal.web.answers import Failure, Trouble

_HOW_LINK = {"programme": How.PROGRAMME, "portal": How.PORTAL}
_HOW_LOGO = {"logo": How.ADDRESS, "badge": How.BADGE}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a page: its documents, its pictures, and which cards are drawn.

    `cards` maps the place of a `<programme-card>` to its address and to why its script
    does not draw it ("" if it does).
    """

    page: PageRead
    pictures: PictureFacts
    cards: Mapping[Place, tuple[str, str]]


def judge_failure(target: Target, failure: Failure, checked_at: datetime) -> Result:
    """The result for a page that could not be judged."""
    return _result(target, Verdict.UNREACHABLE, checked_at).model_copy(
        update={
            "reason": Reason(code=failure.trouble, detail=failure.detail),
            "final_address": failure.address,
            "status": failure.status,
            "hops": failure.hops,
        }
    )


def judge(target: Target, evidence: Evidence, checked_at: datetime) -> Result:
    """The result for a page that was reached.

    Shape: link and logo are the first that count, else the first that would if visitors
    saw them. Fulfilled needs both and no doubt; missing needs that everything was asked for.
    """
    link = _first(_links(target, evidence))
    logo = _first(_logos(target, evidence))
    page = evidence.page
    gaps = (*page.gaps, *evidence.pictures.gaps)
    reason = _why_unknown(page, (link, logo), gaps)
    verdict = _verdict(link, logo, bool(page.doubts), reason is not None)
    answer = page.answer
    return _result(target, verdict, checked_at).model_copy(
        update={
            "reason": reason if verdict is Verdict.UNREACHABLE else None,
            "link": link,
            "logo": logo,
            "doubts": page.doubts,
            "gaps": gaps,
            "final_address": answer.address,
            "hops": answer.hops,
            "status": answer.status,
            "encoding": page.encoding,
            "size_bytes": len(answer.body),
            "pictures_compared": evidence.pictures.compared,
            "pictures_left": evidence.pictures.left,
        }
    )


def _verdict(link: Found | None, logo: Found | None, doubtful: bool, unknown: bool) -> Verdict:
    count = sum(found is not None and found.counts for found in (link, logo))
    if count == 2:
        return Verdict.PARTLY if doubtful else Verdict.FULFILLED
    if count == 1:
        return Verdict.PARTLY
    return Verdict.UNREACHABLE if unknown else Verdict.MISSING


def _why_unknown(
    page: PageRead, found: tuple[Found | None, ...], gaps: tuple[str, ...]
) -> Reason | None:
    """Why a page on which nothing was seen may show something all the same."""
    hidden = any(item is not None and item.hidden == BY_SCRIPT for item in found)
    if hidden or page.needs_browser:
        detail = "a script draws what is looked for, or the page: check it with --browser"
        return Reason(code=Trouble.NEEDS_BROWSER, detail=detail)
    return Reason(code=Trouble.INCOMPLETE, detail=gaps[0]) if gaps else None


def _first(found: Iterator[Found]) -> Found | None:
    hidden: Found | None = None
    for item in found:
        if item.counts:
            return item
        hidden = hidden or item
    return hidden


def _links(target: Target, evidence: Evidence) -> Iterator[Found]:
    for document in evidence.page.shown:
        for link in document.sightings.links:
            why = target.why_link(link.address)
            if why:
                hidden = link.hidden or _why_link_is_empty(link, document, evidence.pictures)
                if not hidden and not document.links_work:
                    hidden = "the sandbox of its frame lets no link out"
                yield _found(_HOW_LINK[why], link.address, link.place, hidden)


def _why_link_is_empty(link: Link, document: Shown, pictures: PictureFacts) -> str:
    if link.has_words:
        return ""
    for picture in document.sightings.pictures:
        if picture.link == link.place and not picture.hidden:
            facts = pictures.of(document, picture)
            if facts and all(fact.loaded for fact in facts):
                return ""
            if count_letters(picture.alt) >= LEAST_LETTERS:
                return ""
    return "nothing to see in it"


def _logos(target: Target, evidence: Evidence) -> Iterator[Found]:
    for document in evidence.page.shown:
        if document.frame is not None and target.is_card(document.asked):
            yield _found(How.CARD, document.asked, document.frame, "")
        for picture in document.sightings.pictures:
            yield from _picture(target, document, picture, evidence.pictures)
        for card in document.sightings.cards:
            address, why = evidence.cards.get(card.place, ("", ""))
            if target.is_card(address):
                yield _found(How.CARD, address, card.place, card.hidden or why)
        for frame in document.sightings.frames:
            if frame.hidden and target.is_card(frame.address):
                yield _found(How.CARD, frame.address, frame.place, frame.hidden)


def _picture(
    target: Target, document: Shown, picture: Picture, pictures: PictureFacts
) -> Iterator[Found]:
    named = [target.why_logo(address) for address in picture.addresses]
    address = picture.addresses[0] if picture.addresses else ""
    if picture.hidden:
        if named and named[0]:
            yield _found(_HOW_LOGO[named[0]], address, picture.place, picture.hidden)
        return
    facts = pictures.of(document, picture)
    if not facts:
        return
    # A browser shows one of several addresses: all of them must be the logo.
    names = named or [""]
    if not all(name or _is_logo(target, fact) for name, fact in zip(names, facts, strict=False)):
        return
    why_not = next((fact.why_not or "not loaded" for fact in facts if not fact.loaded), "")
    how = _HOW_LOGO.get(names[0], How.PICTURE)
    found = _found(how, address[:500], picture.place, why_not)
    likeness = facts[0].likeness
    yield found.model_copy(
        update={
            "sha256": facts[0].sha256,
            "likeness": round(likeness.correlation, 3) if likeness else None,
        }
    )


def _is_logo(target: Target, fact: PictureFact) -> bool:
    return fact.likeness is not None and fact.likeness.logo in target.logos


def _found(how: How, address: str, place: Place, hidden: str) -> Found:
    where = Where(document=place.document, selector=place.selector, line=place.line)
    return Found(how=how, address=address, where=where, hidden=hidden)


def _result(target: Target, verdict: Verdict, checked_at: datetime) -> Result:
    return Result.model_validate(
        {
            "agreement": target.agreement, "commitment": target.commitment,
            "municipality": target.municipality, "programme": target.programme,
            "page": target.page, "page_field": target.page_field,
            "verdict": verdict, "checked_at": checked_at,
        }
    )  # fmt: skip
