"""The report as a table for the terminal."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from portal.commitments.verdicts import Found, Report, Result, Verdict
from portal.web.answers import printable

_COLOURS: Final = MappingProxyType(
    {
        Verdict.FULFILLED: "32", Verdict.PARTLY: "33", Verdict.MISSING: "31",
        Verdict.UNREACHABLE: "2",
    }
)  # fmt: skip
_HEAD: Final = ("MUNICIPALITY", "PROGRAMME", "VERDICT", "LINK", "LOGO", "PAGE")
_LONGEST: Final = 60


def render_table(report: Report, colours: bool) -> str:
    """One line a promise, then the counts; ends with a line break.

    What came from the network is shown without control characters.
    """
    rows = [_HEAD, *(_row(result) for result in report.results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD) - 1)]
    lines = []
    for row, result in zip(rows, (None, *report.results), strict=True):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        if colours and result is not None:
            cells[2] = f"\x1b[{_COLOURS[result.verdict]}m{cells[2]}\x1b[0m"
        lines.append("  ".join((*cells, row[-1])).rstrip())
    counts = ", ".join(f"{count} {verdict}" for verdict, count in report.counts.items())
    return "\n".join((*lines, "", f"{len(report.results)} checked: {counts}.")) + "\n"


def explain(result: Result) -> str:
    """What was found, or why nothing could be, in one sentence for people who look after data."""
    if result.reason is not None:
        return f"{result.reason.code}: {result.reason.detail}"
    parts = [f"link {_state(result.link)}", f"logo {_state(result.logo)}", *result.doubts[:1]]
    return "; ".join(parts)


def _row(result: Result) -> tuple[str, ...]:
    page = result.final_address or result.page or "no page is stated"
    if result.page_field == "website":
        page = f"{page} (home page)"
    if result.reason is not None:
        page = f"{page}: {result.reason.detail}"
    elif result.doubts:
        page = f"{page}: {result.doubts[0]}"
    return (
        printable(result.municipality), printable(result.programme), str(result.verdict),
        printable(_state(result.link)), printable(_state(result.logo)), printable(page),
    )  # fmt: skip


def _state(found: Found | None) -> str:
    if found is None:
        return "no"
    if found.hidden:
        return f"hidden ({found.hidden[:_LONGEST]})"
    likeness = f" {found.likeness:.0%}" if found.how == "picture" and found.likeness else ""
    return f"{found.how}{likeness}"
