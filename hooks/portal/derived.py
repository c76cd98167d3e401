"""What is worked out of all records at once, and not of their texts: facets, filters, places.

An edit of a text, by far the most frequent one, changes none of it: a preview then has it still
from the last time. Nothing here may read a text, nor the day of a record's last change; a test
changes all of them and sees that nothing else comes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from pydantic import BaseModel

from portal.cache import Cache
from portal.catalog import Catalog, Key
from portal.embeds.pairs import Pairs, collect_pairs
from portal.facets import Facet, collect_facets
from portal.fields import Text
from portal.filters import FilterTable, collect_filters
from portal.maps.atlas import Atlas, make_atlas
from portal.model import AnyRecord
from portal.visibility import Rules, Visibilities

_PASSED_OVER: Final = frozenset({"updated_on"})


@dataclass(frozen=True, slots=True)
class Derived:
    """See the modules that these are of."""

    facets: Mapping[Key, Facet]
    filters: FilterTable
    pairs: Pairs
    rules: Rules
    atlas: Atlas


def derive(catalog: Catalog, today: date, cache: Cache) -> Derived:
    """All of it; what a process has worked out of equal records is not worked out again."""
    made_of = (Facts(catalog.records), catalog.related, catalog.former, today)
    return cache.remember("derived", made_of, partial(_derive, catalog, today, cache))


def _derive(catalog: Catalog, today: date, cache: Cache) -> Derived:
    pairs = collect_pairs(catalog)
    return Derived(
        collect_facets(catalog, today),
        collect_filters(catalog, today),
        pairs,
        Visibilities(catalog).rules,
        make_atlas(catalog, pairs, cache),
    )


class Facts:
    """Records, as equal to others that differ in nothing but what texts say.

    In which languages a text is counts: whether a page is a translation depends on that.
    """

    def __init__(self, records: Mapping[str, Mapping[str, AnyRecord]]) -> None:
        self._records = [record for group in records.values() for record in group.values()]

    def __eq__(self, other: object) -> bool:
        """Quick where most records are the same objects."""
        if not isinstance(other, Facts) or len(self._records) != len(other._records):
            return False
        return all(
            one is two or _are_alike(one, two)
            for one, two in zip(self._records, other._records, strict=True)
        )

    __hash__ = None  # type: ignore[assignment]


def _are_alike(one: Any, two: Any) -> bool:
    if type(one) is not type(two):
        return False
    if isinstance(one, Text):
        languages: tuple[str, ...] = two.languages
        return one.languages == languages
    if isinstance(one, BaseModel):
        return all(
            _are_alike(getattr(one, name), getattr(two, name))
            for name in type(one).model_fields
            if name not in _PASSED_OVER
        )
    if isinstance(one, tuple):
        return len(one) == len(two) and all(map(_are_alike, one, two))
    return bool(one == two)
