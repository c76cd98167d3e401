"""Why nothing was saved, in the words of the editing page: problems without lines of a file."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from portal.editing.local_names import DATA
from portal.problems import Problem

# Problems, and places, in a message that is read in a few seconds.
_MOST: Final = 5
_MOST_PLACES: Final = 10


def words(problems: tuple[Problem, ...]) -> str:
    """Problems as the editing page shows them, the first few: without the lines of a file that
    is not there.
    """
    return " — ".join(
        f"{p.field or p.path}: expected {p.expected}, got {p.got}. Fix: {p.fix}"
        for p in problems[:_MOST]
    )


def words_of_deletion(names: Collection[str], problems: tuple[Problem, ...]) -> str:
    """Why records cannot be deleted: who still names them, else the problems themselves.

    `names` are their files below the data directory, `problems` what the check finds without them.
    """
    ids = {name.rpartition("/")[2].removesuffix(".yml") for name in names}
    places: dict[str, list[str]] = {}
    for problem in problems:
        # As it stands in the file: "usaid", or "portal:organisations/usaid".
        if problem.got.strip('"').rpartition("/")[2] not in ids:
            return words(problems)
        place = problem.path.removeprefix(DATA).removesuffix(".yml")
        field_name = re.split(r"[.\[]", problem.field, maxsplit=1)[0]
        fields = places.setdefault(place, [])
        if field_name and field_name not in fields:
            fields.append(field_name)
    listed = [f"{p} ({', '.join(fields)})" if fields else p for p, fields in places.items()]
    more = f" and {len(listed) - _MOST_PLACES} more" if len(listed) > _MOST_PLACES else ""
    are = "is" if len(ids) == 1 else "are"
    return (
        f"{', '.join(sorted(ids))} {are} still named in: {', '.join(listed[:_MOST_PLACES])}{more}. "
        "Change these first."
    )
