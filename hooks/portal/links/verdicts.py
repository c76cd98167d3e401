"""What an answer says about a link."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from portal.links.parking import is_own_front_page, why_parked
from portal.web.address import parse_address
from portal.web.answers import Answer, Failure, Trouble

_GONE: Final = (404, 410)


class LinkVerdict(StrEnum):
    """How it is with a link. Only `dead` and `parked` mean that readers are led astray."""

    OK = "ok"
    MOVED = "moved"
    DEAD = "dead"
    PARKED = "parked"
    UNREACHABLE = "unreachable"


BROKEN: Final = (LinkVerdict.DEAD, LinkVerdict.PARKED)


@dataclass(frozen=True, slots=True)
class LinkState:
    """A verdict with its reason. `new_address` is where a page has moved for good."""

    verdict: LinkVerdict
    detail: str
    status: int | None = None
    new_address: str = ""


def judge_link(address: str, answer: Answer | Failure) -> LinkState:
    """The state of a link by what came back.

    Dead: 404, 410, a name that nobody has. Whatever may be over tomorrow (a temporary redirect
    to the front page, too), or is not meant for robots, is unreachable: it says nothing about
    what readers get.
    """
    if isinstance(answer, Failure):
        return _judge_failure(answer)
    asked, final = parse_address(address), parse_address(answer.address)
    if asked is None or final is None:
        return LinkState(LinkVerdict.UNREACHABLE, "no address", answer.status)
    parked = why_parked(asked, final, answer.body)
    if parked:
        return LinkState(LinkVerdict.PARKED, parked, answer.status)
    moved_to = parse_address(answer.moved_to)
    if moved_to and is_own_front_page(asked, moved_to):
        detail = "leads to the front page now: the page itself may be gone"
        return LinkState(LinkVerdict.MOVED, detail, answer.status, answer.moved_to)
    if is_own_front_page(asked, final):
        # A page that is gone, or one behind a door: the page itself was not seen.
        detail = "leads to the front page for now"
        return LinkState(LinkVerdict.UNREACHABLE, detail, answer.status)
    if answer.moved_to:
        return LinkState(LinkVerdict.MOVED, "moved for good", answer.status, answer.moved_to)
    return LinkState(LinkVerdict.OK, "", answer.status)


def _judge_failure(failure: Failure) -> LinkState:
    if failure.trouble is Trouble.DNS:
        return LinkState(LinkVerdict.DEAD, failure.detail)
    if failure.trouble is Trouble.STATUS and failure.status in _GONE:
        return LinkState(LinkVerdict.DEAD, failure.detail, failure.status)
    return LinkState(LinkVerdict.UNREACHABLE, failure.detail, failure.status)
