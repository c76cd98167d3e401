"""The accessibility statement of a site: what its makers declare, as data/site.yml holds it.

Source: the model of Commission Implementing Decision (EU) 2018/1523, Annex, section 1.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from portal.fields import Day, FieldError, Identifier, Text, Url
from portal.model import Link, Part


class Compliance(StrEnum):
    """How far the site meets EN 301 549."""

    FULLY_COMPLIANT = "fully_compliant"
    PARTIALLY_COMPLIANT = "partially_compliant"
    NOT_COMPLIANT = "not_compliant"


class Reason(StrEnum):
    """Why content is not accessible: the three reasons that the model knows."""

    NOT_COMPLIANT = "not_compliant"
    DISPROPORTIONATE_BURDEN = "disproportionate_burden"
    OUT_OF_SCOPE = "out_of_scope"


class Method(StrEnum):
    """Who has assessed the site."""

    SELF_ASSESSMENT = "self_assessment"
    THIRD_PARTY = "third_party"


class InaccessibleContent(Part):
    """Content that may keep somebody out, and where its facts are found instead."""

    title: Text
    text: Text
    reason: Reason


class Assessment(Part):
    """What the statement rests on: each check with its way, and what nobody has checked."""

    method: Method
    checks: Annotated[tuple[Text, ...], Field(min_length=1)]
    not_checked: tuple[Text, ...] = ()
    report_url: Url | None = None


class FeedbackWay(Part):
    """Where to report a barrier: an address, or a hand-written page of the site (`about`)."""

    title: Text
    url: Url | None = None
    page: Annotated[Identifier | None, Field(validate_default=True)] = None

    @field_validator("page")
    @classmethod
    def _one_of_two(cls, page: str | None, info: ValidationInfo) -> str | None:
        if "url" in info.data and (info.data["url"] is None) == (page is None):
            raise FieldError(
                "an address (url) or a hand-written page (page)",
                None,
                'add a line "url: mailto:…" or "page: about"'
                if page is None
                else "delete one of the two lines",
                got="neither" if page is None else "both",
                at=("..",) if page is None else (),
                needs=("url", "page"),
            )
        return page


class Feedback(Part):
    """How a barrier is reported."""

    text: Text
    ways: Annotated[tuple[FeedbackWay, ...], Field(min_length=1)]


class AccessibilityStatement(Part):
    """The statement. Without it a site has no such page, and says nothing of the kind."""

    prepared_on: Day
    reviewed_on: Day
    status: Compliance
    non_accessible: Annotated[tuple[InaccessibleContent, ...], Field(validate_default=True)] = ()
    assessment: Assessment
    feedback: Feedback
    enforcement: tuple[Link, ...] = ()

    @field_validator("reviewed_on")
    @classmethod
    def _in_order(cls, reviewed_on: date, info: ValidationInfo) -> date:
        prepared_on = info.data.get("prepared_on")
        if prepared_on is not None and reviewed_on < prepared_on:
            raise FieldError(
                f"a day that is not before prepared_on ({prepared_on})",
                reviewed_on.isoformat(),
                "write the day of the last review; at first it is the day of prepared_on",
            )
        return reviewed_on

    @field_validator("non_accessible")
    @classmethod
    def _fits_the_status(
        cls, found: tuple[InaccessibleContent, ...], info: ValidationInfo
    ) -> tuple[InaccessibleContent, ...]:
        status = info.data.get("status")
        if status is None:
            return found
        if status is Compliance.FULLY_COMPLIANT and found:
            raise FieldError(
                "no content here where the status is fully_compliant",
                None,
                "delete the list, or write status: partially_compliant",
                got=f"{len(found)} of them",
            )
        if status is not Compliance.FULLY_COMPLIANT and not found:
            raise FieldError(
                f"the content that makes the site {status}",
                None,
                "add a list: title, text and reason of each, or write status: fully_compliant",
                got="no content",
            )
        return found

    def texts(self) -> tuple[Text, ...]:
        """Every text of the statement: it is translated where all of them are."""
        return (
            *(text for item in self.non_accessible for text in (item.title, item.text)),
            *self.assessment.checks,
            *self.assessment.not_checked,
            self.feedback.text,
            *(way.title for way in self.feedback.ways),
            *(body.title for body in self.enforcement),
        )
