"""How many texts of the data each language lacks."""

from __future__ import annotations

from collections import Counter

from portal.catalog import Catalog
from portal.fields import Text
from portal.walk import walk


def count_missing(catalog: Catalog | None) -> tuple[tuple[str, int, int], ...]:
    """(language, texts that it lacks, all texts) for each language that lacks some."""
    if catalog is None:
        return ()
    missing: Counter[str] = Counter()
    total = 0
    tags = catalog.site.tags
    for records in catalog.records.values():
        for record in records.values():
            for _, value, marker in walk(record):
                if isinstance(marker, type) and issubclass(marker, Text):
                    total += 1
                    missing.update(tag for tag in tags if tag not in value)
    return tuple((tag, missing[tag], total) for tag in tags if missing[tag])
