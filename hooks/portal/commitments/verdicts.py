"""Verdicts, and the report of a run: the shape of the JSON that others may read."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, Field

from portal.model import Part
from portal.web.answers import Trouble


class Verdict(StrEnum):
    """What a check found. Unreachable says nothing about the promise."""

    FULFILLED = "fulfilled"
    PARTLY = "partly"
    MISSING = "missing"
    UNREACHABLE = "unreachable"


class How(StrEnum):
    """By what a link or a logo was known."""

    PROGRAMME = "programme"  # a link to the programme's site
    PORTAL = "portal"  # a link to its page on the portal
    ADDRESS = "address"  # the portal's own logo file
    BADGE = "badge"  # the portal's badge
    CARD = "card"  # the portal's card, in a frame or drawn by its script
    PICTURE = "picture"  # an image that looks like the logo


class Where(Part):
    """A place: the document (the page, or a frame in it), a CSS selector, perhaps a line."""

    document: str
    selector: str
    line: int | None = None


class Found(Part):
    """A link or a logo. `hidden` says why visitors do not see it; it counts only when empty.

    `likeness` is the correlation with the logo, 0 to 1, where a picture was compared.
    """

    how: How
    address: str
    where: Where
    hidden: str = ""
    likeness: float | None = None
    sha256: str = ""

    @property
    def counts(self) -> bool:
        return not self.hidden


class Reason(Part):
    """Why a page could not be judged."""

    code: Trouble
    detail: str


class Result(Part):
    """One promise, checked once.

    `page_field` is the field of the municipality that gave `page` ("" where none did);
    `method` says whether the page's source was read or a browser drew it; `sha256` and
    `size_bytes` are those of the page as received (`copy` is its file, if one was kept).
    """

    agreement: str
    commitment: int
    municipality: str
    programme: str
    page: str | None
    page_field: Literal["logo_page", "website", ""]
    verdict: Verdict
    checked_at: AwareDatetime
    method: Literal["source", "browser"] = "source"
    reason: Reason | None = None
    link: Found | None = None
    logo: Found | None = None
    doubts: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    final_address: str = ""
    hops: tuple[str, ...] = ()
    status: int | None = None
    encoding: str = ""
    sha256: str = ""
    size_bytes: int = 0
    copy_file: str = Field(default="", alias="copy")
    pictures_compared: int = 0
    pictures_left: int = 0

    @property
    def has_link(self) -> bool:
        return self.link is not None and self.link.counts

    @property
    def has_logo(self) -> bool:
        return self.logo is not None and self.logo.counts


class Report(Part):
    """A whole run. New fields may be added to a version; none is renamed or removed."""

    format: Literal["commitment-check"] = "commitment-check"
    version: Literal[1] = 1
    site: str
    agent: str
    started_at: AwareDatetime
    counts: dict[Verdict, int]
    results: tuple[Result, ...]


def make_report(site: str, agent: str, started_at: datetime, results: tuple[Result, ...]) -> Report:
    """A report with its counts; every verdict is counted, also those that are not there."""
    counts = Counter(result.verdict for result in results)
    return Report(
        site=site, agent=agent, started_at=started_at,
        counts={verdict: counts[verdict] for verdict in Verdict}, results=results,
    )  # fmt: skip


def render_json(report: Report) -> str:
    """A report as JSON, indented, ending with a line break."""
    return report.model_dump_json(indent=2, by_alias=True) + "\n"
