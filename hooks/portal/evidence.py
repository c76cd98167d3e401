"""What an automatic check last saw on a municipality's website: data/evidence/<agreement>.yml.

`scripts/check_commitments.py --evidence data/evidence` writes these files, an editor commits
them, and the loader validates them like every record. They are no kind of record: what they
hold belongs to the commitments of one agreement, whose id is the file's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Final

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from portal.fields import Count, Day, FieldError, Line, Url
from portal.model import (
    Agreement,
    Commitment,
    CommitmentKind,
    CommitmentStatus,
    Evidence,
    Part,
)

FOLDER: Final = "evidence"
# By this name web servers know the check.
AGENT_NAME: Final = "InclusionPortalCheck"
_AGAIN: Final = "run scripts/check_commitments.py again, which writes this file"


def _digest(text: str) -> str:
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise FieldError("a SHA-256: 64 digits and letters a to f", text, _AGAIN)
    return text


Digest = Annotated[Line, AfterValidator(_digest)]


class CheckVerdict(StrEnum):
    """What a check saw. A page that could not be read is no evidence, and never here."""

    FULFILLED = "fulfilled"
    PARTLY = "partly"
    MISSING = "missing"


class CheckMethod(StrEnum):
    """Whether the page's source was read, or a browser drew it."""

    SOURCE = "source"
    BROWSER = "browser"


class SeenBy(StrEnum):
    """By what a link or a logo was known (as in the report of the check)."""

    PROGRAMME = "programme"
    PORTAL = "portal"
    ADDRESS = "address"
    BADGE = "badge"
    CARD = "card"
    PICTURE = "picture"


class Seen(Part):
    """A link or a logo that visitors see: known by what, its address, its CSS selector."""

    by: SeenBy
    address: Url | None = None
    where: Line


class Check(Part):
    """The last evidence of one commitment.

    `commitment` is its number in the agreement, from 1; `fulfilled_on` the last day on which
    both link and logo were seen; `sha256` is that of the page as it was received.
    """

    commitment: Annotated[Count, Field(ge=1)]
    verdict: CheckVerdict
    checked_on: Day
    fulfilled_on: Day | None = None
    page: Url
    method: CheckMethod = CheckMethod.SOURCE
    link: Seen | None = None
    logo: Annotated[Seen | None, Field(validate_default=True)] = None
    sha256: Digest

    @field_validator("fulfilled_on")
    @classmethod
    def _not_later(cls, fulfilled_on: Day | None, info: ValidationInfo) -> Day | None:
        checked_on = info.data.get("checked_on")
        if fulfilled_on is not None and checked_on is not None and fulfilled_on > checked_on:
            raise FieldError(
                f"a day not after checked_on ({checked_on})", fulfilled_on.isoformat(),
                _AGAIN,
            )  # fmt: skip
        return fulfilled_on

    @field_validator("logo")
    @classmethod
    def _as_the_verdict_says(cls, logo: Seen | None, info: ValidationInfo) -> Seen | None:
        verdict = info.data.get("verdict")
        if "link" not in info.data or verdict is None:
            return logo
        seen = [name for name, part in (("link", info.data["link"]), ("logo", logo)) if part]
        wanted = {CheckVerdict.FULFILLED: 2, CheckVerdict.MISSING: 0}.get(verdict, len(seen))
        if len(seen) != wanted:
            expected = "link and logo" if wanted else "neither link nor logo"
            raise FieldError(
                f"{expected} with the verdict {verdict}", " and ".join(seen) or "neither",
                _AGAIN,
                at=("..", "verdict"),
            )  # fmt: skip
        return logo


def _each_commitment_once(checks: tuple[Check, ...]) -> tuple[Check, ...]:
    numbers = [check.commitment for check in checks]
    for index, number in enumerate(numbers):
        if number in numbers[:index]:
            raise FieldError(
                "each commitment once", str(number), "delete the older of the two",
                at=(index, "commitment"),
            )  # fmt: skip
    return checks


class CheckFile(Part):
    """What one file holds."""

    checks: Annotated[tuple[Check, ...], Field(min_length=1), AfterValidator(_each_commitment_once)]


def misplaced(agreement: Agreement, checks: Sequence[Check]) -> Iterator[tuple[int, str]]:
    """(index, fix) of checks whose commitment the agreement does not have."""
    promises = [
        number
        for number, commitment in enumerate(agreement.commitments, 1)
        if commitment.kind is CommitmentKind.INFORM_PUBLIC
    ]
    for index, check in enumerate(checks):
        if check.commitment not in promises:
            known = " or ".join(map(str, promises))
            yield index, f"write {known}" if promises else "delete the file"


def with_checks(agreement: Agreement, checks: Sequence[Check]) -> Agreement:
    """The agreement with what was seen among its commitments' evidence.

    An editor's status stands; only "unknown" gives way. What was not found is no evidence.
    """
    by_number = {check.commitment: check for check in checks}
    commitments = tuple(
        _with_check(commitment, by_number.get(number))
        for number, commitment in enumerate(agreement.commitments, 1)
    )
    if commitments == agreement.commitments:
        return agreement
    days = (check.checked_on for check in checks)
    changed = {"commitments": commitments, "updated_on": max(agreement.updated_on, *days)}
    return agreement.model_copy(update=changed)


_STATUS: Final[Mapping[CheckVerdict, CommitmentStatus]] = {
    CheckVerdict.FULFILLED: CommitmentStatus.FULFILLED,
    CheckVerdict.PARTLY: CommitmentStatus.PARTLY_FULFILLED,
}


def _with_check(commitment: Commitment, check: Check | None) -> Commitment:
    if check is None or check.verdict not in _STATUS:
        return commitment
    known = {(item.url, item.seen_on) for item in commitment.evidence}
    evidence = commitment.evidence
    if (check.page, check.checked_on) not in known:
        evidence = (*evidence, Evidence(url=check.page, seen_on=check.checked_on))
    status = commitment.status
    if status is CommitmentStatus.UNKNOWN:
        status = _STATUS[check.verdict]
    return commitment.model_copy(update={"status": status, "evidence": evidence})
