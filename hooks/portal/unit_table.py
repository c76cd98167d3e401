"""The units of a site as columns: of 100,000 units an edit touches a few, the rest stay packed."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import (
    Collection,
    Container,
    Iterable,
    Iterator,
    KeysView,
    Mapping,
    Sequence,
    Sized,
)
from itertools import accumulate, chain
from typing import Any, Final, NamedTuple, TypeAlias

# (path below the site's root, digest of the bytes, their number)
File: TypeAlias = tuple[str, bytes, int]
_DIGEST: Final = 16
_KEY: Final = 4
_END: Final = "\0"  # in no name of a file or a unit
# With more keys than this, one look at each unit is faster than looking for each key.
_FEW: Final = 6


class MadeTwiceError(RuntimeError):
    """Two units made the same files: `paths`, some of them."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = sorted(paths)[:3]
        super().__init__(f"made by two units: {', '.join(self.paths)}")


class KnownUnit(NamedTuple):
    """A unit as a state keeps it: the numbers of the keys that it read, as an array of "I"."""

    name: str
    reads: bytes
    files: tuple[File, ...]
    notes: tuple[bytes, ...]


class UnitTable:
    """Units that do not change any more."""

    def __init__(self, columns: tuple[Any, ...]) -> None:
        """A table of what `columns_of` gave. Raises: ValueError, TypeError for anything else."""
        names, paths, self._reads, self._digests, read_ends, file_ends, sizes, notes = columns
        self._names: list[str] = names.split(_END) if names else []
        self.paths: list[str] = paths.split(_END) if paths else []
        self._read_ends, self._file_ends = array("Q", read_ends), array("Q", file_ends)
        self._sizes = array("Q", sizes)
        self.notes: dict[str, tuple[bytes, ...]] = notes
        self._rows = dict(zip(self._names, range(len(self._names)), strict=True))
        self._numbers: dict[str, int] | None = None

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, name: str) -> bool:
        return name in self._rows

    def names(self) -> KeysView[str]:
        """The names of all units."""
        return self._rows.keys()

    def unit(self, name: str) -> KnownUnit:
        """A unit. Raises: KeyError where there is none of this name."""
        row = self._rows[name]
        start, end = _span(self._read_ends, row)
        files = tuple(map(self.file, range(*_span(self._file_ends, row))))
        return KnownUnit(name, self._reads[start:end], files, self.notes.get(name, ()))

    def file(self, number: int) -> File:
        """A file by its number: its place in `paths`."""
        digest = self._digests[number * _DIGEST : (number + 1) * _DIGEST]
        return self.paths[number], digest, self._sizes[number]

    def numbers(self) -> dict[str, int]:
        """The numbers of all files by path."""
        if self._numbers is None:
            self._numbers = dict(zip(self.paths, range(len(self.paths)), strict=True))
        return self._numbers

    def readers(self, keys: Collection[int]) -> set[str]:
        """The names of the units that read any of some keys."""
        if len(keys) > _FEW:
            return self._readers_of_many(frozenset(keys))
        found = set()
        for key in keys:
            pattern, position = array("I", [key]).tobytes(), -1
            while (position := self._reads.find(pattern, position + 1)) >= 0:
                if position % _KEY == 0:  # else the bytes of two neighbours look like it
                    row = bisect_right(self._read_ends, position)
                    found.add(self._names[row])
                    position = self._read_ends[row] - 1
        return found

    def _readers_of_many(self, keys: frozenset[int]) -> set[str]:
        found, start = set(), 0
        reads = memoryview(self._reads).cast("I")
        for name, end in zip(self._names, self._read_ends, strict=True):
            if not keys.isdisjoint(reads[start // _KEY : end // _KEY]):
                found.add(name)
            start = end
        return found


class Files(Mapping[str, File]):
    """All files of a site by path: those of a table but for some, and others."""

    def __init__(
        self, table: UnitTable, hidden: Iterable[KnownUnit], others: Iterable[KnownUnit]
    ) -> None:
        """Raises: MadeTwiceError where two units made the same file."""
        self._table = table
        self._numbers = table.numbers()
        if len(self._numbers) != len(table.paths):
            raise MadeTwiceError(path for path, n in Counter(table.paths).items() if n > 1)
        self._hidden = {file[0] for unit in hidden for file in unit.files}
        self._others: dict[str, File] = {}
        self.add(others)

    def add(self, units: Iterable[KnownUnit]) -> None:
        """The files of more units. Raises: MadeTwiceError where there are such already."""
        files = [file for unit in units for file in unit.files]
        new = {file[0]: file for file in files}
        if len(new) != len(files):
            raise MadeTwiceError(path for path, n in Counter(f[0] for f in files).items() if n > 1)
        if len(self) and (twice := [path for path in new if path in self]):
            raise MadeTwiceError(twice)
        self._others.update(new)

    def rows(self) -> Iterator[File]:
        """All files: of 100,000 in half of the time that asking for each takes."""
        kept = (n for path, n in self._numbers.items() if path not in self._hidden)
        return chain(map(self._table.file, kept), self._others.values())

    def __getitem__(self, path: str) -> File:
        found = self._others.get(path)
        if found is not None:
            return found
        if path in self._hidden:
            raise KeyError(path)
        return self._table.file(self._numbers[path])

    def __contains__(self, path: object) -> bool:
        return path in self._others or (path in self._numbers and path not in self._hidden)

    def __iter__(self) -> Iterator[str]:
        kept = (path for path in self._table.paths if path not in self._hidden)
        return chain(kept, self._others)

    def __len__(self) -> int:
        return len(self._numbers) - len(self._hidden) + len(self._others)


class Notes(Mapping[str, tuple[bytes, ...]]):
    """What units told, by the beginning of their names; in the order of their names."""

    def __init__(
        self, table: UnitTable, hidden: Container[str], others: Mapping[str, KnownUnit]
    ) -> None:
        kept = {name: notes for name, notes in table.notes.items() if name not in hidden}
        kept.update((name, unit.notes) for name, unit in others.items() if unit.notes)
        self._notes = dict(sorted(kept.items()))

    def __getitem__(self, beginning: str) -> tuple[bytes, ...]:
        told = (notes for name, notes in self._notes.items() if name.startswith(beginning))
        return tuple(chain.from_iterable(told))

    def __iter__(self) -> Iterator[str]:
        return iter(self._notes)

    def __len__(self) -> int:
        return len(self._notes)


def columns_of(units: Sequence[KnownUnit]) -> tuple[Any, ...]:
    """All of some units, as few objects that `marshal` knows."""
    names, reads, files, notes = _turned(units, 4)
    paths, digests, sizes = _turned(chain.from_iterable(files), 3)
    return (
        _END.join(names),
        _END.join(paths),
        b"".join(reads),
        b"".join(digests),
        _ends(reads),
        _ends(files),
        array("Q", sizes).tobytes(),
        {name: told for name, told in zip(names, notes, strict=True) if told},
    )


def _turned(rows: Iterable[tuple[Any, ...]], width: int) -> Sequence[tuple[Any, ...]]:
    """Rows as columns."""
    return tuple(zip(*rows, strict=True)) or ((),) * width


def _ends(parts: Iterable[Sized]) -> bytes:
    return array("Q", accumulate(map(len, parts))).tobytes()


def _span(ends: array[int], row: int) -> tuple[int, int]:
    return ends[row - 1] if row else 0, ends[row]
