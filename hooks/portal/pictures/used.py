"""Which photographs a site shows."""

from __future__ import annotations

from portal.catalog import Catalog
from portal.model import Event, News, Project


def used_pictures(catalog: Catalog) -> tuple[str, ...]:
    """Paths below the data directory, each once: not those of news whose day has not come."""
    found = {
        picture.file
        for kind in (Project, Event, News)
        for record in catalog.records[kind.kind_name].values()
        if isinstance(record, kind)
        for picture in record.pictures
    }
    return tuple(sorted(found))
