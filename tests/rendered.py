"""Feeds, calendars and open data of a data directory, made in this process: no page, no theme."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from portal.build import Portal, open_portal
from portal.cache import NO_CACHE
from portal.check import check_directory
from portal.exports.files import export_units
from portal.exports.groups import RecordGroups
from portal.outputs import subscription_units
from portal.plan import NO_TOOLS, Plan, SoFar
from portal.theme import Theme
from portal.units import contents_of
from tests.builders import SITE, DrawnLogos, write_tree
from tests.site_build import ROOT, Fields

TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Rendered:
    """What was made, by its path below the site's root."""

    portal: Portal
    files: Mapping[str, bytes]

    def text(self, name: str) -> str:
        return self.files[name].decode("utf-8")

    def json(self, name: str) -> Any:
        return json.loads(self.files[name])

    def table(self, name: str) -> list[dict[str, str]]:
        """The rows of a CSV file as a program reads them."""
        return read_table(self.files[name])


def read_table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def render(directory: Path, today: date = TODAY) -> Rendered:
    """Everything but the pages; the data must be free of errors."""
    checked = check_directory(directory, cache=DrawnLogos())
    assert checked.catalog is not None
    assert not checked.problems, "\n".join(map(str, checked.problems))
    portal = open_portal(
        checked.catalog,
        checked.strings,
        directory,
        ROOT / "overrides",
        today,
        pictures=checked.pictures,
    )
    files: dict[str, bytes] = {}
    groups = RecordGroups(portal.catalog, portal.sources.digest_record, NO_CACHE)
    units = [*export_units(portal.catalog, groups, lambda: portal.version)]
    for loc in portal.localisers.values():
        units += subscription_units(loc, portal.media)
    for unit in units:
        for name, content in contents_of(unit):
            assert name not in files, f"{name} is made twice"
            files[name] = content
    plan = Plan(portal, Theme({}), NO_TOOLS)
    made = {name: (name, b"", len(content)) for name, content in files.items()}
    for unit in plan.summaries(SoFar(made, {}, (), files.__getitem__)):
        files.update(contents_of(unit))
        made |= {name: (name, b"", len(content)) for name, content in files.items()}
    return Rendered(portal, files)


def render_tree(
    directory: Path, changes: Mapping[str, Fields | str | bytes | None], today: date = TODAY
) -> Rendered:
    """The small data directory of `builders` with changes; a mapping becomes a YAML file."""
    written = {
        # JSON is YAML: every scalar in quotes.
        name: json.dumps(content, ensure_ascii=False) if isinstance(content, dict) else content
        for name, content in changes.items()
    }
    return render(write_tree(directory, written), today)


def record(**fields: Any) -> Fields:
    """A record's fields with those that every record has."""
    return {"sources": ["report"], "updated_on": "2026-11-21", **fields}


def news(title: str = "News", summary: str = "Short.", **fields: Any) -> Fields:
    """A news item that is translated into the languages of its title alone."""
    given: Fields = {
        "title": {"en": title, "bg": title},
        "summary": {"en": summary, "bg": summary},
        "published_on": "2026-05-17",
    }
    return record(**{**given, **fields})


def event(title: str = "Event", **fields: Any) -> Fields:
    """A planned event without a date, in two languages."""
    given: Fields = {
        "title": {"en": title, "bg": title},
        "summary": {"en": "Short.", "bg": "Кратко."},
        "kind": "meeting",
        "status": "planned",
    }
    return record(**{**given, **fields})


def site_with(old: str, new: str) -> str:
    """The small site's own file with one change."""
    assert SITE.count(old) == 1
    return SITE.replace(old, new)
