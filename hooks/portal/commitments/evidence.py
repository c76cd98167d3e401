"""Evidence that an editor can commit: YAML to be pasted under the commitments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby
from types import MappingProxyType
from typing import Final

import yaml

from portal.catalog import Catalog
from portal.commitments.verdicts import Report, Result, Verdict
from portal.languages import day_in_zone
from portal.model import Agreement, CommitmentStatus
from portal.pages.localiser import Localiser

_STATUS: Final = MappingProxyType(
    {
        Verdict.FULFILLED: CommitmentStatus.FULFILLED,
        Verdict.PARTLY: CommitmentStatus.PARTLY_FULFILLED,
    }
)
_HEAD: Final = """\
# What `python scripts/check_commitments.py` saw. The indented lines under each commitment take
# the place of its `status:` and `evidence:` in data/agreements/<name>.yml, as they stand.
# Pages that miss the commitment are not here: not finding it once proves nothing.
"""


def render_evidence(report: Report, localisers: Mapping[str, Localiser]) -> str:
    """What was found, as YAML.

    Shape: agreement → "<number from 1> <kind>" → status and evidence, in the form of
    data/agreements; earlier evidence is kept, each page's latest. Raises: nothing.
    """
    shown = [result for result in report.results if result.verdict in _STATUS]
    lines = [_HEAD]
    for agreement, results in groupby(shown, lambda result: result.agreement):
        lines.append(f"{agreement}:")
        for result in results:
            lines.extend(_commitment(result, localisers))
    return "\n".join(lines) + ("\n" if shown else "{}\n")


def _commitment(result: Result, localisers: Mapping[str, Localiser]) -> Iterator[str]:
    catalog = next(iter(localisers.values())).catalog
    agreement = catalog.get("agreements", result.agreement)
    assert isinstance(agreement, Agreement)
    commitment = agreement.commitments[result.commitment]
    yield f"  {result.commitment + 1} {commitment.kind}:"
    yield f"    status: {_STATUS[result.verdict]}"
    yield "    evidence:"
    for item in commitment.evidence:
        if item.url != result.final_address:
            yield from _item(item.url, item.seen_on, dict(item.note or {}), "")
    notes = {tag: _note(result, loc) for tag, loc in localisers.items()}
    yield from _item(result.final_address, _day(result, catalog), notes, result.sha256)


def _item(url: str, seen_on: date, note: Mapping[str, str], sha256: str) -> Iterator[str]:
    yield f"      - url: {_scalar(url)}" + (f"  # SHA-256 of the page: {sha256}" if sha256 else "")
    yield f"        seen_on: {seen_on.isoformat()}"
    if note:
        yield "        note:"
        yield from (f"          {tag}: {_scalar(text)}" for tag, text in note.items())


def _note(result: Result, loc: Localiser) -> str:
    _ = loc.gettext
    if result.verdict is Verdict.FULFILLED:
        return _("Automatic check: the programme’s logo and the link are there.")
    if result.has_link and result.has_logo:
        return _(
            "Automatic check: logo and link are in the page, but it is not certain that visitors"
            " see them."
        )
    if result.has_link:
        return _("Automatic check: the link is there; the programme’s logo was not found.")
    return _("Automatic check: the programme’s logo is there; the link was not found.")


def _day(result: Result, catalog: Catalog) -> date:
    return day_in_zone(result.checked_at, catalog.site.time_zone)


def _scalar(text: str) -> str:
    """A text as a YAML scalar on one line, quoted where it has to be."""
    dumped = str(yaml.safe_dump(text, allow_unicode=True, width=1_000_000))
    return dumped.removesuffix("...\n").strip()
