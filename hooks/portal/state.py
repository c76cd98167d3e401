"""What a published site was made of: kept by its id, so that only what changed is made again.

Content alone tells states apart: no paths of a machine, no clocks. Safe to delete: without it, all
is made. Damaged ones are noticed by a checksum.
"""

from __future__ import annotations

import hashlib
import marshal
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from portal.cache import Cache
from portal.sources import LATE
from portal.units import MadeUnit

_FORMAT: Final = 1
_SUM: Final = 32
# With more changed keys than this, sets are faster than looking for each.
_FEW: Final = 16
# Sums of digests of so many bits: what a site holds, in any order.
_MODULUS: Final = 1 << 192


class KnownUnit(NamedTuple):
    """A unit as a state keeps it: the numbers of the keys that it read, as an array of "I"."""

    name: str
    reads: bytes
    files: tuple[tuple[str, bytes, int], ...]
    notes: tuple[bytes, ...]


class SiteState:
    """A site as it was made.

    `recipe` stands for all that every unit depends on; `before` is the id of the generation that
    was published before, `differing` are the paths in which that one differs.
    """

    def __init__(self, recipe: str, known: SiteState | None = None) -> None:
        """A state without units, which numbers keys as a known one does."""
        self.recipe = recipe
        self.before = ""
        self.differing: tuple[str, ...] = ()
        self.units: dict[str, KnownUnit] = {}
        self.keys: list[str] = list(known.keys) if known else []
        self.digests: list[bytes] = []
        self._numbers = {key: number for number, key in enumerate(self.keys)}

    def add(self, unit: MadeUnit) -> KnownUnit:
        """Take in a unit that was made."""
        numbers = self._numbers
        for key in unit.reads:
            if key not in numbers:
                numbers[key] = len(self.keys)
                self.keys.append(key)
        reads = array("I", sorted(numbers[key] for key in unit.reads)).tobytes()
        made = KnownUnit(unit.name, reads, unit.files, unit.notes)
        self.units[unit.name] = made
        return made

    def close(self, digest: Callable[[str], bytes]) -> None:
        """All units are there: keep the digests of what they read."""
        self.digests = [digest(key) for key in self.keys]

    def valid(self, digest: Callable[[str], bytes]) -> Callable[[KnownUnit], bool]:
        """A test whether nothing that a unit read has changed."""
        # What comes late is not known yet.
        changed = [
            number
            for number, (key, known) in enumerate(zip(self.keys, self.digests, strict=True))
            if not key.startswith(LATE) and digest(key) != known
        ]
        if len(changed) > _FEW:
            every = frozenset(changed)
            return lambda unit: every.isdisjoint(memoryview(unit.reads).cast("I"))
        # Bytes of two neighbours may look like a number: the unit is made once too often then.
        patterns = [array("I", [number]).tobytes() for number in changed]
        return lambda unit: not any(pattern in unit.reads for pattern in patterns)

    def holds(self, unit: KnownUnit, digest: Callable[[str], bytes]) -> bool:
        """Whether nothing that a unit read has changed, what comes late included."""
        numbers = memoryview(unit.reads).cast("I")
        return all(digest(self.keys[number]) == self.digests[number] for number in numbers)

    def files(self) -> dict[str, tuple[str, bytes, int]]:
        """All files by path. Raises: RuntimeError where two units made the same one."""
        found = {file[0]: file for unit in self.units.values() for file in unit.files}
        if len(found) != sum(len(unit.files) for unit in self.units.values()):
            paths = Counter(file[0] for unit in self.units.values() for file in unit.files)
            twice = [path for path, count in paths.most_common(3) if count > 1]
            raise RuntimeError(f"made by two units: {', '.join(twice)}")
        return found


def site_id(
    files: Iterable[tuple[str, bytes, int]],
    base: str = "0",
    without: Iterable[tuple[str, bytes, int]] = (),
) -> str:
    """The id of a site: the same for the same paths and bytes, in any order.

    With a `base`, that of its site `without` some files and with these.
    """
    total = int(base, 16) + sum(map(_row, files)) - sum(map(_row, without))
    return f"{total % _MODULUS:048x}"


def _row(file: tuple[str, bytes, int]) -> int:
    row = hashlib.blake2b(file[0].encode() + b"\0" + file[1], digest_size=24)
    return int.from_bytes(row.digest(), "big")


def load_state(cache: Cache, site: str) -> SiteState | None:
    """The state of a site; None where none is kept, or a damaged one."""
    content = cache.get(_name(site)) if site else None
    if content is None or _checksum(content[_SUM:]) != content[:_SUM]:
        return None
    stored = marshal.loads(memoryview(content)[_SUM:])
    if stored[0] != _FORMAT:
        return None
    state = SiteState(stored[1])
    state.keys, state.digests, rows, state.before, state.differing = stored[2:]
    state.units = {row[0]: KnownUnit._make(row) for row in rows}
    return state


def save_state(cache: Cache, site: str, state: SiteState) -> None:
    """Keep the state of a site."""
    rows = [tuple(unit) for unit in state.units.values()]
    stored = (
        _FORMAT, state.recipe, state.keys, state.digests, rows, state.before, state.differing
    )  # fmt: skip
    content = marshal.dumps(stored)
    cache.put(_name(site), _checksum(content) + content)


def _checksum(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_SUM).digest()


def _name(site: str) -> str:
    return f"sites/{site}.state"
