"""Made units on their way from the process that made them: the keys that they read as numbers.

Units read ten million keys of a hundred thousand. Each process numbers those that it meets and
sends each once, with the digest of what it has worked out for them; whoever receives them gives
them numbers of its own.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from portal.sources import Sources
from portal.state import SiteState, number_keys
from portal.unit_table import KnownUnit
from portal.units import MadeUnit

# So many units are sent at once.
_TOGETHER: Final = 100


class Batch(NamedTuple):
    """Units from one process, which has numbered the keys: the new ones after those before."""

    process: int
    new_keys: list[str]
    digests: dict[str, bytes]
    units: list[KnownUnit]


class Packer:
    """Packs units; one for all processes, of which each forked one goes on by itself."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._keys: list[str] = []
        self._numbers: dict[str, int] = {}

    def pack(self, units: Iterator[MadeUnit]) -> Iterator[Batch]:
        """The same units in batches."""
        while made := list(islice(units, _TOGETHER)):
            before = len(self._keys)
            packed = [
                KnownUnit(unit.name, self._reads(unit), unit.files, unit.notes) for unit in made
            ]
            new = self._keys[before:]
            yield Batch(os.getpid(), new, self._sources.worked_out(new), packed)

    def _reads(self, unit: MadeUnit) -> bytes:
        return array("I", number_keys(unit.reads, self._numbers, self._keys)).tobytes()


class Unpacker:
    """Adds what is received to a state."""

    def __init__(self, state: SiteState, sources: Sources) -> None:
        self._state = state
        self._sources = sources
        # What the state numbers the keys of a process.
        self._numbers: dict[int, list[int]] = {}

    def unpack(self, batch: Batch) -> None:
        """Add the units of a batch; of each process all batches, in their order."""
        numbers = self._numbers.setdefault(batch.process, [])
        numbers += self._state.numbers_of(batch.new_keys)
        self._sources.learn(batch.digests)
        for name, packed, files, notes in batch.units:
            reads = map(numbers.__getitem__, memoryview(packed).cast("I"))
            self._state.add_numbered(name, reads, files, notes)
