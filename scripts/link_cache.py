"""What earlier checks of links found, in a file that nobody has to keep.

An answer is believed for some days; what was broken, for one; what was unreachable, not at
all. A file that cannot be read is as good as none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from portal.links.verdicts import BROKEN, LinkState, LinkVerdict
from whole_files import replace_files

_VERSION: Final = 1
_DAYS_IF_BROKEN: Final = 1


@dataclass(frozen=True, slots=True)
class Known:
    """The last state of an address, when it was found, and since when the verdict holds."""

    state: LinkState
    checked_on: date
    since: date

    def is_fresh(self, today: date, max_age_days: int) -> bool:
        """Whether the state may be believed without asking again."""
        age = (today - self.checked_on).days
        if self.state.verdict is LinkVerdict.UNREACHABLE or age < 0:
            return False
        days = min(max_age_days, _DAYS_IF_BROKEN) if self.state.verdict in BROKEN else max_age_days
        return age < days


def read_cache(file: Path) -> dict[str, Known]:
    """What is known, by address."""
    try:
        content = json.loads(file.read_text("utf-8"))
        if content["version"] != _VERSION:
            return {}
        return {address: _known(entry) for address, entry in content["links"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _known(entry: Mapping[str, Any]) -> Known:
    status = entry["status"]
    state = LinkState(
        LinkVerdict(entry["verdict"]), str(entry["detail"]),
        None if status is None else int(status), str(entry["new_address"]),
    )  # fmt: skip
    return Known(state, date.fromisoformat(entry["checked_on"]), date.fromisoformat(entry["since"]))


def write_cache(file: Path, known: Mapping[str, Known]) -> None:
    """Keep what is known; a check that is broken off leaves the old file. Raises: OSError."""
    links = {
        address: {
            "verdict": str(one.state.verdict), "detail": one.state.detail,
            "status": one.state.status, "new_address": one.state.new_address,
            "checked_on": one.checked_on.isoformat(), "since": one.since.isoformat(),
        }
        for address, one in sorted(known.items())
    }  # fmt: skip
    text = json.dumps({"version": _VERSION, "links": links}, ensure_ascii=False, indent=1)
    replace_files({file: f"{text}\n".encode()})
