"""What a published site was made of: kept by its id, so that only what changed is made again.

Content alone tells states apart: no paths of a machine, no clocks. Safe to delete: without it, all
is made. Damaged ones are noticed by a checksum. An edit keeps what it changed of the last state
that was kept whole, and not the 100,000 units that it left as they were.
"""

from __future__ import annotations

import hashlib
import marshal
from array import array
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

from portal.sources import LATE
from portal.tracing import key_names
from portal.unit_table import File, Files, KnownUnit, Notes, UnitTable, columns_of
from portal.units import MadeUnit

_FORMAT: Final = 2
_NAME: Final = 32
# Where more than this part of the units differs from the state that was kept whole, the new one
# is kept whole as well.
_SHARE: Final = 8


@dataclass(frozen=True, slots=True)
class Whole:
    """The units of a site with the keys that they read; the name stands for all of it.

    `content` is what is kept; empty where that is done.
    """

    name: str
    keys: Sequence[str]
    digests: Sequence[bytes]
    table: UnitTable
    content: bytes = b""

    @classmethod
    def of(cls, keys: list[str], digests: list[bytes], units: Sequence[KnownUnit]) -> Whole:
        """These units, with what is to be kept of them."""
        columns = columns_of(units)
        content = marshal.dumps((keys, digests, columns))
        name = hashlib.blake2b(content, digest_size=_NAME).hexdigest()
        return cls(name, tuple(keys), tuple(digests), UnitTable(columns), content)


_NOTHING: Final = Whole("", (), (), UnitTable(columns_of(())))


class SiteState:
    """A site as it was made.

    `recipe` stands for all that every unit depends on; `before` is the id of the generation that
    was published before, `differing` are the paths in which that one differs.
    """

    def __init__(self, recipe: str) -> None:
        """A state without units."""
        self.recipe = recipe
        self.before = ""
        self.differing: tuple[str, ...] = ()
        # What was kept whole, and what differs: units that it has not, or not so, and names of
        # those that are no more or differ.
        self._whole = _NOTHING
        self._other: dict[str, KnownUnit] = {}
        self._hidden: set[str] = set()
        self.keys: list[str] = []
        self.digests: list[bytes] = []
        self._numbers: dict[str, int] | None = {}
        # Against the state that this one goes on from.
        self._made: list[KnownUnit] = []
        self._dropped: dict[str, KnownUnit] = {}

    def successor(self, recipe: str) -> SiteState:
        """The state of the next build, so far with all units of this one."""
        state = SiteState(recipe)
        state._whole = self._whole
        state._other, state._hidden = dict(self._other), set(self._hidden)
        state.keys, state.digests = list(self.keys), self.digests
        state._numbers = None
        return state

    # -- units -----------------------------------------------------------------------

    def __contains__(self, name: str) -> bool:
        return name in self._other or (name in self._table and name not in self._hidden)

    def names(self) -> set[str]:
        """The names of all units."""
        return {*(self._table.names() - self._hidden), *self._other}

    def unit(self, name: str) -> KnownUnit | None:
        """A unit; None where there is none of this name."""
        found = self._other.get(name)
        if found is None and name in self:
            found = self._table.unit(name)
        return found

    def drop(self, name: str) -> None:
        """A unit is no more, or must be made anew."""
        unit = self.unit(name)
        if unit is not None:
            self._dropped[name] = unit
            self._other.pop(name, None)
            if name in self._table:
                self._hidden.add(name)

    def restore(self, unit: KnownUnit) -> None:
        """A unit that was dropped need not be made anew."""
        del self._dropped[unit.name]
        if unit.name in self._table and self._table.unit(unit.name) == unit:
            self._hidden.discard(unit.name)
        else:
            self._other[unit.name] = unit

    def add(self, unit: MadeUnit) -> KnownUnit:
        """Take in a unit that was made."""
        reads = self.numbers_of(key_names(unit.reads))
        return self.add_numbered(unit.name, reads, unit.files, unit.notes)

    def add_numbered(
        self, name: str, reads: Iterable[int], files: tuple[File, ...], notes: tuple[bytes, ...]
    ) -> KnownUnit:
        """The same with the numbers of the keys that it read."""
        made = KnownUnit(name, array("I", reads).tobytes(), files, notes)
        self.drop(name)
        self._other[name] = made
        self._made.append(made)
        return made

    def numbers_of(self, keys: Collection[str]) -> list[int]:
        """The numbers of keys; those that nothing has read before get one."""
        numbers = self._key_numbers()
        try:
            return list(map(numbers.__getitem__, keys))
        except KeyError:  # of what is asked for, little is new
            new = [key for key in keys if key not in numbers]
            numbers.update(zip(new, range(len(self.keys), len(self.keys) + len(new)), strict=True))
            self.keys += new
            return list(map(numbers.__getitem__, keys))

    def _key_numbers(self) -> dict[str, int]:
        if self._numbers is None:
            self._numbers = dict(zip(self.keys, range(len(self.keys)), strict=True))
        return self._numbers

    # -- what has changed ------------------------------------------------------------

    def outdated(self, digests: Callable[[Sequence[str]], list[bytes]]) -> set[str]:
        """The names of the units that read what has changed."""
        # What comes late is not known yet.
        numbers = [n for n, key in enumerate(self.keys) if not key.startswith(LATE)]
        now = digests([self.keys[number] for number in numbers])
        known = self.digests
        changed = [n for n, digest in zip(numbers, now, strict=True) if digest != known[n]]
        every = frozenset(changed)
        found = {
            name for name, unit in self._other.items() if not every.isdisjoint(_numbers(unit.reads))
        }
        return found | (self._table.readers(changed) - self._hidden)

    def holds(self, unit: KnownUnit, digests: Callable[[Sequence[str]], list[bytes]]) -> bool:
        """Whether nothing that a unit read has changed, what comes late included."""
        numbers = _numbers(unit.reads)
        now = digests([self.keys[number] for number in numbers])
        return now == [self.digests[number] for number in numbers]

    def close(self, digests: Callable[[Sequence[str]], list[bytes]]) -> None:
        """All units are there: keep the digests of what they read."""
        self.digests = digests(self.keys)

    # -- files -----------------------------------------------------------------------

    def files(self) -> Files:
        """All files by path. Raises: RuntimeError where two units made the same one."""
        hidden = map(self._table.unit, self._hidden)
        return Files(self._table, hidden, self._other.values())

    def notes(self) -> Notes:
        """What units told."""
        return Notes(self._table, self._hidden, self._other)

    def changes(self) -> tuple[dict[str, File], dict[str, File]]:
        """(files that are new or changed, files that are no more or were changed), by path."""
        new = {file[0]: file for unit in self._made for file in unit.files}
        old = {file[0]: file for unit in self._dropped.values() for file in unit.files}
        same = {path for path, file in new.items() if old.get(path) == file}
        return (
            {path: file for path, file in new.items() if path not in same},
            {path: file for path, file in old.items() if path not in same},
        )

    # -- what is kept ----------------------------------------------------------------

    def dump(self) -> tuple[Any, ...]:
        """What differs from `whole`, for `load`; that is this state itself where much does."""
        if len(self._hidden | self._other.keys()) > len(self._table) // _SHARE:
            same = map(self._table.unit, self._table.names() - self._hidden - self._other.keys())
            units = sorted((*same, *self._other.values()), key=itemgetter(0))
            self._whole = Whole.of(self.keys, self.digests, units)
            self._other, self._hidden = {}, set()
        whole = self._whole
        numbered = enumerate(zip(whole.digests, self.digests, strict=False))
        return (
            _FORMAT, self.recipe, self.before, self.differing, whole.name,
            self.keys[len(whole.keys) :],
            self.digests[len(whole.keys) :],
            {number: now for number, (was, now) in numbered if now != was},
            [tuple(unit) for unit in self._other.values()],
            sorted(self._hidden),
        )  # fmt: skip

    @property
    def whole(self) -> Whole:
        """What the dump is to be read with."""
        return self._whole

    @property
    def _table(self) -> UnitTable:
        return self._whole.table

    @classmethod
    def load(cls, stored: Any, whole: Callable[[str], Whole | None]) -> SiteState | None:
        """What `dump` gave; `whole` finds a state that was kept whole by its name."""
        if stored[0] != _FORMAT:
            return None
        state, found = cls(stored[1]), whole(stored[4])
        if found is None:
            return None
        state.before, state.differing = stored[2:4]
        state._whole = found
        keys, digests, changed, units, hidden = stored[5:]
        state.keys = [*found.keys, *keys]
        state.digests = [*found.digests, *digests]
        for number, digest in changed.items():
            state.digests[number] = digest
        state._other = {row[0]: KnownUnit._make(row) for row in units}
        state._hidden = set(hidden)
        state._numbers = None
        return state


def _numbers(reads: bytes) -> memoryview:
    return memoryview(reads).cast("I")
