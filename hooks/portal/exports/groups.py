"""Records of a kind in groups, as the data sets hold them: made once and kept.

A group is some neighbours in the order of ids, and ends where an id says so: an edit makes one
group anew, and after a record more or less the next boundaries soon are what they were. What is
kept of a group stands under a digest of all that it was made of, and is compressed, as the archive
of all data takes it.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from portal.cache import Cache
from portal.catalog import Catalog, Key
from portal.exports.csv_tables import Column, columns_of, render_rows, row_of
from portal.exports.datasets import SEPARATOR, dump_json
from portal.exports.deflate import RECIPE, Deflated, deflate, inflate
from portal.model import AnyRecord
from portal.record_store import code_digest

# So many records in a group at least and at most. Smaller ones make the archive larger: what
# stands in one is not found again in the next.
_LEAST: Final = 32
_MOST: Final = 128
# Before the compressed bytes of JSON and CSV: their CRC, shift, size, and how many they are.
_HEAD: Final = struct.Struct("<4I")
_BODY: Final = 2 * _HEAD.size


class GroupContents(NamedTuple):
    """What a group's records are in the data set and in the table."""

    json: bytes
    csv: bytes


class GroupPieces(NamedTuple):
    """The same, compressed."""

    json: Deflated
    csv: Deflated


class RecordGroups:
    """The groups of all kinds; `digest` gives a digest of all that a record says."""

    def __init__(
        self, catalog: Catalog, digest: Callable[[AnyRecord], bytes], cache: Cache
    ) -> None:
        tags = catalog.site.tags
        self.columns = {kind: columns_of(kind, tags) for kind in catalog.records}
        # The records' own JSON, as far as it was made with a group, for their documents.
        self.dumps: dict[Key, bytes] = {}
        self._catalog = catalog
        self._digest = digest
        self._cache = cache
        self._state = hashlib.sha256(code_digest() + f"{RECIPE} {' '.join(tags)}".encode())

    def contents(self, kind: str) -> Iterator[GroupContents]:
        """The groups of a kind, for its data set and its table."""
        for records, is_last in self._groups(kind):
            entry = self._entry(records, is_last=is_last)
            known = self._known(entry)
            if known is not None:
                yield GroupContents(*map(inflate, known))
                continue
            made = self._make(records, is_last=is_last)
            if self._cache.keeps:
                self._keep(entry, GroupPieces(*map(deflate, made)))
            yield made

    def pieces(self, kind: str) -> Iterator[GroupPieces]:
        """The groups of a kind, for the archive."""
        for records, is_last in self._groups(kind):
            known = self._known(self._entry(records, is_last=is_last))
            if known is None:
                known = GroupPieces(*map(deflate, self._make(records, is_last=is_last)))
            yield known

    def _groups(self, kind: str) -> Iterator[tuple[list[AnyRecord], bool]]:
        """The records of each group, and whether it is the last one."""
        records = self._catalog.records[kind]
        left, group = len(records), list[AnyRecord]()
        for record_id in records:
            group.append(records[record_id])
            left -= 1
            is_end = len(group) >= _LEAST and zlib.crc32(record_id.encode()) % _LEAST == 0
            if is_end or not left or len(group) == _MOST:
                yield group, not left
                group = []

    def _make(self, records: list[AnyRecord], *, is_last: bool) -> GroupContents:
        columns: tuple[Column, ...] = self.columns[records[0].kind_name]
        dumps, rows = [], []
        for record in records:
            fields = record.model_dump(mode="json")
            dump = self.dumps[record.kind_name, record.id] = dump_json(fields)
            dumps.append(dump)
            rows.append(row_of(fields, columns))
        end = b"" if is_last else SEPARATOR
        return GroupContents(SEPARATOR.join(dumps) + end, render_rows(rows))

    # -- what is kept ----------------------------------------------------------------

    def _entry(self, records: list[AnyRecord], *, is_last: bool) -> str:
        state = self._state.copy()
        state.update(f"{records[0].kind_name} {is_last}".encode())
        for record in records:
            state.update(f" {record.id} {self._digest(record).hex()}".encode())
        return f"exports/{state.hexdigest()[:40]}.group"

    def _known(self, entry: str) -> GroupPieces | None:
        """What is kept; None where nothing is."""
        content = self._cache.get(entry)
        if content is None:
            return None
        body = memoryview(content)
        crc, shift, size, count = _HEAD.unpack_from(body)
        json = Deflated(crc, shift, size, bytes(body[_BODY : _BODY + count]))
        crc, shift, size, _ = _HEAD.unpack_from(body, _HEAD.size)
        return GroupPieces(json, Deflated(crc, shift, size, bytes(body[_BODY + count :])))

    def _keep(self, entry: str, pieces: GroupPieces) -> None:
        heads = [_HEAD.pack(p.crc, p.shift, p.size, len(p.data)) for p in pieces]
        self._cache.put(entry, b"".join((*heads, pieces.json.data, pieces.csv.data)))
