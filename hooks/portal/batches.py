"""Made units on their way from the process that made them: the keys that they read as numbers.

Units read ten million keys of a hundred thousand. Each process has numbers of its own for them
(portal.tracing) and sends each key once, with the digest of what it has worked out for it; whoever
receives them gives them the numbers of a state.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from portal.sources import Sources
from portal.state import SiteState
from portal.tracing import key_names
from portal.unit_table import KnownUnit
from portal.units import MadeUnit

# So many units are sent at once.
_TOGETHER: Final = 100


class Batch(NamedTuple):
    """Units from one process, with its numbers of keys; those that it has not sent yet by number.

    `digests` are those of what it has worked out for these.
    """

    process: int
    new_keys: dict[int, str]
    digests: dict[str, bytes]
    units: list[KnownUnit]


class Packer:
    """Packs units; one for all processes, of which each forked one goes on by itself."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._sent: set[int] = set()

    def pack(self, units: Iterator[MadeUnit]) -> Iterator[Batch]:
        """The same units in batches."""
        while made := list(islice(units, _TOGETHER)):
            new = set[int]().union(*[unit.reads for unit in made]) - self._sent
            self._sent |= new
            keys = dict(zip(new, key_names(new), strict=True))
            packed = [
                KnownUnit(unit.name, array("I", unit.reads).tobytes(), unit.files, unit.notes)
                for unit in made
            ]
            digests = self._sources.worked_out(list(keys.values()))
            yield Batch(os.getpid(), keys, digests, packed)


class Unpacker:
    """Adds what is received to a state."""

    def __init__(self, state: SiteState, sources: Sources) -> None:
        self._state = state
        self._sources = sources
        # What the state numbers the keys of a process.
        self._numbers: dict[int, dict[int, int]] = {}

    def unpack(self, batch: Batch) -> None:
        """Add the units of a batch; of each process all batches, in their order."""
        numbers = self._numbers.setdefault(batch.process, {})
        theirs = self._state.numbers_of(list(batch.new_keys.values()))
        numbers.update(zip(batch.new_keys, theirs, strict=True))
        self._sources.learn(batch.digests)
        for name, packed, files, notes in batch.units:
            reads = map(numbers.__getitem__, memoryview(packed).cast("I"))
            self._state.add_numbered(name, reads, files, notes)
