"""Evidence that an editor can commit: the files of data/evidence/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final

import yaml
from pydantic_core import PydanticCustomError

from portal.catalog import Catalog
from portal.commitments.verdicts import Found, Report, Result, Verdict
from portal.evidence import Check, CheckFile, CheckMethod, CheckVerdict, Seen, SeenBy
from portal.fields import parse_url
from portal.languages import day_in_zone

_HEAD: Final = """\
# Written by `python scripts/check_commitments.py --evidence data/evidence`: do not edit.
# A page that could not be read leaves what was seen before as it was.
"""
_LONGEST_SELECTOR: Final = 300


def render_evidence(report: Report, catalog: Catalog) -> Iterator[tuple[str, str]]:
    """(file name, YAML) of each agreement of which something was seen, or seen to be missing.

    Shape: `portal.evidence.CheckFile`. What earlier checks saw stays where this one saw
    nothing: of other commitments, and where a page was unreachable. Raises: nothing.
    """
    for agreement, results in groupby(report.results, lambda result: result.agreement):
        judged = [r for r in results if r.verdict is not Verdict.UNREACHABLE]
        if judged:
            before = {check.commitment: check for check in catalog.checks.get(agreement, ())}
            yield f"{agreement}.yml", _HEAD + _dump(_checks(before, judged, catalog))


def _checks(
    before: Mapping[int, Check], judged: Sequence[Result], catalog: Catalog
) -> Iterator[Check]:
    now = {result.commitment + 1: result for result in judged}
    for number in sorted({*before, *now}):
        result = now.get(number)
        yield before[number] if result is None else _check(result, before.get(number), catalog)


def _check(result: Result, before: Check | None, catalog: Catalog) -> Check:
    day = day_in_zone(result.checked_at, catalog.site.time_zone)
    fulfilled_on: date | None = before.fulfilled_on if before else None
    if result.verdict is Verdict.FULFILLED:
        fulfilled_on = day
    return Check(
        commitment=result.commitment + 1,
        verdict=CheckVerdict(result.verdict),
        checked_on=day,
        # A clock that ran ahead once shall not be believed for ever.
        fulfilled_on=min(fulfilled_on, day) if fulfilled_on else None,
        # An address by number alone may be asked, but is nothing to publish.
        page=_address(result.final_address) or result.page or "",
        method=CheckMethod(result.method),
        link=_seen(result.link),
        logo=_seen(result.logo),
        sha256=result.sha256,
    )


def _seen(found: Found | None) -> Seen | None:
    if found is None or found.hidden:
        return None
    where = found.where.selector[:_LONGEST_SELECTOR] or "html"
    return Seen(by=SeenBy(found.how), address=_address(found.address), where=where)


def _address(text: str) -> str | None:
    """An address that data may hold; pictures in the page itself (data:) have none."""
    try:
        return parse_url(text)
    except PydanticCustomError:
        return None


def _dump(checks: Iterator[Check]) -> str:
    file = CheckFile(checks=tuple(checks))
    plain = file.model_dump(exclude_none=True)
    return str(yaml.dump(plain, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100_000))


class _Dumper(yaml.SafeDumper):
    """Lists indented below their key, as people write them; nothing said by reference."""

    def ignore_aliases(self, data: Any) -> bool:
        # An anchor for a day that stands twice: data may not hold one.
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)


_Dumper.add_multi_representer(
    str, lambda dumper, text: dumper.represent_str(str(text))
)  # the enumerations are texts
