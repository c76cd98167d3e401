"""What a check of links found: as a table, as Markdown, as JSON, as problems at their lines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from portal.code_span import code_span
from portal.links.outgoing import ARCHIVE_FIELD, Mention, OutgoingLink
from portal.links.verdicts import BROKEN, LinkState, LinkVerdict
from portal.problems import Problem, Severity, quote_got
from portal.web.answers import printable

# Worst first; what is fine comes last.
ORDER: Final = (
    LinkVerdict.DEAD, LinkVerdict.PARKED, LinkVerdict.MOVED, LinkVerdict.UNREACHABLE,
    LinkVerdict.OK,
)  # fmt: skip
_HEADINGS: Final = MappingProxyType(
    {
        LinkVerdict.DEAD: "Dead: nothing is there any more",
        LinkVerdict.PARKED: "Parked: something else is there now",
        LinkVerdict.MOVED: "Moved for good: write the new address",
        LinkVerdict.UNREACHABLE: "Unreachable this time: nothing to do, unless it lasts",
    }
)


@dataclass(frozen=True, slots=True)
class CheckedLink:
    """A link with its state; `checked_on` and `since` (of the same verdict) are ISO days."""

    link: OutgoingLink
    state: LinkState
    checked_on: str
    since: str

    @property
    def is_settled(self) -> bool:
        """Whether it is broken, and readers are led to an archived copy already."""
        return self.state.verdict in BROKEN and self.link.has_copy

    @property
    def verdict(self) -> LinkVerdict:
        return self.state.verdict


@dataclass(frozen=True, slots=True)
class LinkReport:
    """All links of a site, worst first."""

    agent: str
    links: tuple[CheckedLink, ...]

    @property
    def counts(self) -> Mapping[LinkVerdict, int]:
        found = Counter(link.verdict for link in self.links)
        return {verdict: found[verdict] for verdict in ORDER}


def sort_links(links: Iterator[CheckedLink]) -> tuple[CheckedLink, ...]:
    """Worst first, then by address."""
    return tuple(sorted(links, key=lambda one: (ORDER.index(one.verdict), one.link.address)))


def problems_of(report: LinkReport) -> tuple[Problem, ...]:
    """What editors have to mend, where it stands: a broken link (error), a moved one (warning).

    What is unreachable, or leads to an archived copy, is no problem.
    """
    found = []
    for checked in report.links:
        for mention in checked.link.mentions:
            if checked.verdict in BROKEN and not mention.has_copy:
                found.append(_problem(checked, mention, Severity.ERROR))
            elif checked.verdict is LinkVerdict.MOVED:
                found.append(_problem(checked, mention, Severity.WARNING))
    return tuple(sorted(found))


def _problem(checked: CheckedLink, mention: Mention, severity: Severity) -> Problem:
    return Problem(
        mention.path, mention.line, mention.column, mention.field,
        "a link that leads to its page",
        f"{quote_got(mention.written)}: {checked.verdict}, {checked.state.detail}",
        _fix(checked, mention), severity,
    )  # fmt: skip


def _fix(checked: CheckedLink, mention: Mention) -> str:
    if checked.verdict is LinkVerdict.MOVED:
        new = checked.state.new_address
        if "front page" in checked.state.detail:
            return f"look whether the page has a new address below {new}"
        _, sign, fragment = mention.written.partition("#")
        return f'look at it, then write "{new}{sign}{fragment}"'
    if mention.takes_copy:
        return f"write the page's new address, or add {ARCHIVE_FIELD}: with the address of a copy"
    return "write the page's new address, or take the link out"


def render_table(report: LinkReport, colours: bool) -> str:
    """One line a link that is not fine, then the counts; ends with a line break."""
    paints = {"dead": "31", "parked": "31", "moved": "33", "unreachable": "2"}
    lines = []
    for checked in report.links:
        if checked.verdict is LinkVerdict.OK:
            continue
        word = str(checked.verdict).ljust(11)
        word = f"\x1b[{paints[checked.verdict]}m{word}\x1b[0m" if colours else word
        lines.append(f"{word}  {printable(checked.link.address)}")
        lines.append(f"{' ' * 13}{printable(_reason(checked))}")
        for mention in checked.link.mentions:
            lines.append(f"{' ' * 13}{mention.path}:{mention.line}:{mention.column}")
    counts = ", ".join(f"{count} {verdict}" for verdict, count in report.counts.items())
    return "\n".join((*lines, f"{len(report.links)} links: {counts}.")) + "\n"


def _reason(checked: CheckedLink) -> str:
    parts = [checked.state.detail]
    if checked.state.new_address:
        parts.append(f"to {checked.state.new_address}")
    if checked.is_settled:
        parts.append("an archived copy is linked")
    if checked.since < checked.checked_on:
        parts.append(f"since {checked.since}")
    return "; ".join(parts)


def render_markdown(report: LinkReport) -> str:
    """A report for an issue or a summary. What came from elsewhere stands in code spans."""
    counts = ", ".join(f"{count} {verdict}" for verdict, count in report.counts.items())
    lines = [f"{len(report.links)} links: {counts}."]
    for verdict, heading in _HEADINGS.items():
        of_it = [one for one in report.links if one.verdict is verdict and not one.is_settled]
        if of_it:
            lines += ["", f"## {heading}", ""]
        for checked in of_it:
            lines.append(f"- {_code(checked.link.address)} {_code(_reason(checked))}")
            lines += [
                f"  - {_code(f'{m.path}:{m.line}:{m.column}')}" for m in checked.link.mentions
            ]
    settled = sum(one.is_settled for one in report.links)
    if settled:
        lines += ["", f"{settled} more are broken, and lead to an archived copy already."]
    return "\n".join(lines) + "\n"


def _code(text: str) -> str:
    return code_span(printable(text))


def render_json(report: LinkReport) -> str:
    """Everything, for other programs. `new_address` and `status` only where there are any."""
    links = [
        {
            "address": one.link.address,
            "verdict": str(one.verdict),
            "detail": one.state.detail,
            **({"status": one.state.status} if one.state.status else {}),
            **({"new_address": one.state.new_address} if one.state.new_address else {}),
            "checked_on": one.checked_on,
            "since": one.since,
            "archived": one.link.has_copy,
            "places": [
                {"path": m.path, "line": m.line, "column": m.column, "field": m.field}
                for m in one.link.mentions
            ],
        }
        for one in report.links
    ]
    counts = {str(verdict): count for verdict, count in report.counts.items()}
    content = {"agent": report.agent, "counts": counts, "links": links}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
