"""What pages are made of, as sources that note what is read of them (see portal.tracing).

A page is made again when a digest of a part that it has read differs from the last build's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, TypeVar, cast

from portal.brief import BRIEF, digest_brief
from portal.catalog import Catalog, Key
from portal.embeds.embeds import Embeds
from portal.facets import Facet
from portal.filters import FilterTable
from portal.maps.atlas import Atlas
from portal.media import MediaFile
from portal.model import AnyRecord
from portal.pages.images import Images
from portal.pages.localiser import COVERAGE, ORDER, STALE, TITLE
from portal.states import place_in_time
from portal.text_shape import TextShape
from portal.tracing import ALL, TracedMapping, TracedTuple, collect_reads, note
from portal.translations.coverage import Coverage
from portal.version import DataVersion

Part = TypeVar("Part")
Value = TypeVar("Value")
# Before, on or after this day is all that pages ask about days.
_DAY: Final = "day"
_RECORDS: Final = "records:"
# What has been made already, for what is made of that; known when the rest is made.
LATE: Final = "late:"
# The data as a whole.
VERSION: Final = "version"
# Texts up to this length are digested once.
_SHORT: Final = 40


class TracedDay:
    """Today, as far as it is compared with other days: each comparison is noted."""

    def __init__(self, today: date) -> None:
        self.today = today

    def __lt__(self, other: date) -> bool:
        note(f"{_DAY}/{other.isoformat()}")
        return self.today < other

    def __gt__(self, other: date) -> bool:
        note(f"{_DAY}/{other.isoformat()}")
        return self.today > other

    def __ge__(self, other: date) -> bool:
        return not self < other

    def __le__(self, other: date) -> bool:
        return not self > other


class Sources:
    """The sources of one build, and the digests of their parts."""

    def __init__(
        self, today: date, files: Mapping[str, bytes], shapes: Mapping[Key, TextShape]
    ) -> None:
        """`files` are digests of data files, by name below the data directory; `shapes` hold
        those of what records say but for their prose.
        """
        self._today = today
        self._files = files
        self._shapes = shapes
        self._version = b""
        self._mappings: dict[str, TracedMapping[Any, Any]] = {}
        self._tuples: dict[str, tuple[Any, ...]] = {}
        self._coverage: Coverage | None = None
        self._stale: dict[str, list[str]] = {}
        self._digests: dict[Key, bytes] = {}
        self._known: dict[str, bytes] = {}
        self._short: dict[str, bytes] = {}
        self._readers: dict[str, Callable[[str], bytes]] = {}
        self._checked: set[Key] = set()
        self._derived: dict[str, Callable[[str], object]] = {}

    # -- making sources --------------------------------------------------------------

    @property
    def today(self) -> date:
        """Today, for whoever compares it with other days."""
        return cast(date, TracedDay(self._today))

    def mapping(self, name: str, parts: Mapping[Part, Value]) -> TracedMapping[Part, Value]:
        """A mapping as a source."""
        found = self._mappings[name] = TracedMapping(name, parts)
        self._readers.pop(name, None)
        return found

    def whole(self, name: str, parts: Mapping[Part, Value]) -> TracedMapping[Part, Value]:
        """A mapping as a source that is read as a whole."""
        found = self._mappings[name] = TracedMapping(name, parts, is_whole=True)
        return found

    def derived(self, name: str, value: Callable[[str], object]) -> None:
        """What is worked out of many records, as a source of its own: `value` gives a part's.

        Who asks for it notes it, and none of those records.
        """
        self._derived[name] = value

    def sequence(self, name: str, values: tuple[Value, ...]) -> tuple[Value, ...]:
        """A tuple as a source that is read as a whole."""
        self._tuples[name] = values
        return TracedTuple.of(name, values)

    def catalog(self, catalog: Catalog) -> Catalog:
        """A catalogue that notes what is read of it."""
        self._checked = {("agreements", agreement) for agreement in catalog.checks}
        return replace(
            catalog,
            records={k: self.mapping(f"{_RECORDS}{k}", r) for k, r in catalog.records.items()},
            briefs={k: self.mapping(f"{BRIEF}{k}", r) for k, r in catalog.records.items()},
            related=self.mapping("related", catalog.related),
            former=self.whole("former", catalog.former),
            checks=self.mapping("checks", catalog.checks),
        )

    def facets(self, facets: Mapping[Key, Facet]) -> Mapping[Key, Facet]:
        """Facets that note what is read of them."""
        return self.mapping("facets", facets)

    def filters(self, filters: FilterTable) -> FilterTable:
        """Filters that note which kinds, filters and options are read."""
        found = {
            kind: self.mapping(
                f"filters:{kind}",
                {
                    name: self.mapping(f"filter:{kind}:{name}", options)
                    for name, options in of_kind.items()
                },
            )
            for kind, of_kind in filters.items()
        }
        return self.mapping("filters", found)

    def embeds(self, embeds: Embeds) -> Embeds:
        """Embeds that note what is read of them."""
        pairs = embeds.pairs
        return replace(
            embeds,
            pairs=replace(
                pairs,
                all=self.sequence("pairs", pairs.all),
                of_municipality=self.mapping("pairs_of_municipality", pairs.of_municipality),
                of_programme=self.mapping("pairs_of_programme", pairs.of_programme),
                former=self.whole("pairs_former", pairs.former),
            ),
            logos=self.mapping("logos", embeds.logos),
            images=self.mapping("logo_images", embeds.images),
            rules=self.mapping("rules", embeds.rules),
        )

    def atlas(self, atlas: Atlas) -> Atlas:
        """An atlas that notes what is read of it."""
        return replace(
            atlas,
            sheets=self.mapping("sheets", atlas.sheets),
            places=self.mapping("places", atlas.places),
            activities=self.mapping("activities", atlas.activities),
            countries=self.mapping("countries", atlas.countries),
            marks=self.mapping("marks", atlas.marks),
            unplaced=self.sequence("unplaced", atlas.unplaced),
        )

    def images(self, images: Images) -> Images:
        """Photographs that note whose size is read."""
        return replace(images, pictures=self.mapping("pictures", images.pictures))

    def media(self, media: Mapping[str, MediaFile]) -> Mapping[str, MediaFile]:
        """Files that note which is read."""
        return self.mapping("media", media)

    def version(self, version: DataVersion) -> DataVersion:
        """The version of the data."""
        self._version = version.digest.encode()
        return version

    def coverage(self, coverage: Coverage) -> Coverage:
        """The state of translations, whose readers note it by themselves."""
        self._coverage = coverage
        for kind, record_id, tag in sorted(coverage.stale_pages):
            self._stale.setdefault(f"{kind}/{record_id}", []).append(tag)
        return coverage

    # -- digests ---------------------------------------------------------------------

    def digests(self, keys: Sequence[str]) -> list[bytes]:
        """Digests of what keys stand for, in their order; of the same content the same, always."""
        known = self._known
        with collect_reads():  # nothing of it is read by whoever asks
            for key in keys:
                if key not in known:
                    source, _, part = key.partition("/")
                    known[key] = (self._readers.get(source) or self._reader(source))(part)
        return [known[key] for key in keys]

    def worked_out(self, keys: Sequence[str]) -> dict[str, bytes]:
        """The digests of those keys that stand for what is worked out of many records."""
        found = [key for key in keys if key.partition("/")[0] in self._derived]
        return dict(zip(found, self.digests(found), strict=True))

    def learn(self, digests: Mapping[str, bytes]) -> None:
        """Take digests that another process of this build has found."""
        self._known.update(digests)

    def _reader(self, source: str) -> Callable[[str], bytes]:
        """What gives the digest of a source's part."""
        reader: Callable[[str], bytes]
        if source == _DAY:
            reader = self._day
        elif source == VERSION:
            reader = self._whole_version
        elif source == ORDER:
            reader = self._order
        elif source == STALE:
            reader = self._is_stale
        elif source == COVERAGE:
            reader = self._whole_coverage
        elif source in self._derived:
            value = self._derived[source]
            reader = lambda part: self._digest_of(value(part))  # noqa: E731
        elif source in self._tuples:
            values = self._tuples[source]
            reader = lambda part: self._digest_of(values)  # noqa: E731
        else:
            reader = self._of_mapping(source)
        self._readers[source] = reader
        return reader

    def _of_mapping(self, source: str) -> Callable[[str], bytes]:
        mapping = self._mappings.get(source)
        if mapping is None:
            return lambda part: b"-"
        parts, is_whole = mapping.parts, mapping.is_whole
        of_record: Callable[[AnyRecord], bytes] | None = None
        if source.startswith(_RECORDS):
            of_record = self.digest_record
        elif source.startswith(BRIEF):
            of_record = self._digest_brief

        def read(part: str) -> bytes:
            if part == ALL:
                return self._digest_of(dict(parts) if is_whole else tuple(parts))
            value = parts.get(part)
            if value is None and "/" in part:
                value = parts.get(tuple(part.split("/")))
            if of_record is None:
                return self._digest_of(value)
            return of_record(value) if value is not None else b"-"

        return read

    def _digest_of(self, value: object) -> bytes:
        if isinstance(value, TracedMapping):
            value = tuple(value.parts)  # its parts are sources themselves
        text = repr(value)
        if len(text) > _SHORT:
            return _hash(text.encode("utf-8", "surrogatepass"))
        # Nothing, no, one: of 100,000 parts most say the same.
        found = self._short.get(text)
        if found is None:
            found = self._short[text] = _hash(text.encode("utf-8", "surrogatepass"))
        return found

    def digest_record(self, record: AnyRecord) -> bytes:
        """A digest of all that a record says."""
        key = (record.kind_name, record.id)
        found = self._digests.get(key)
        if found is None:
            # What a check saw of an agreement's commitments stands in another file.
            file = None if key in self._checked else self._files.get(f"{key[0]}/{key[1]}.yml")
            found = self._digests[key] = file or _hash(record.model_dump_json().encode())
        return found

    def _digest_brief(self, record: AnyRecord) -> bytes:
        shape = self._shapes.get((record.kind_name, record.id))
        return shape.brief if shape is not None else digest_brief(record)

    def _day(self, part: str) -> bytes:
        day = date.fromisoformat(part)
        return b"<" if day < self._today else b">" if day > self._today else b"="

    def _whole_version(self, part: str) -> bytes:
        return self._version

    def _order(self, kind: str) -> bytes:
        records = self._mappings[f"{_RECORDS}{kind}"].parts
        titles = self.digests([f"{TITLE}/{kind}/{record_id}" for record_id in records])
        found = hashlib.blake2b(digest_size=12)
        for (record_id, record), title in zip(records.items(), titles, strict=True):
            found.update(f"{record_id} {place_in_time(record)} ".encode() + title)
        return found.digest()

    def _is_stale(self, part: str) -> bytes:
        return self._digest_of(self._stale.get(part))

    def _whole_coverage(self, part: str) -> bytes:
        coverage = self._coverage
        return self._digest_of((coverage.texts, coverage.pages)) if coverage else b"-"


def _hash(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=12).digest()
