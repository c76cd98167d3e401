"""What a published site was made of: kept by its id, so that only what changed is made again.

Content alone tells states apart: no paths of a machine, no clocks. Safe to delete: without it, all
is made. Damaged ones are noticed by a checksum.
"""

from __future__ import annotations

import hashlib
import marshal
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from portal.cache import Cache
from portal.sources import LATE
from portal.units import MadeFile, MadeUnit

_FORMAT: Final = 1
# Sums of digests of so many bits: what a site holds, in any order.
_MODULUS: Final = 1 << 192


@dataclass(slots=True)
class SiteState:
    """A site as it was made.

    `recipe` stands for all that every unit depends on; `digests` are those of the keys that were
    read. `before` is the id of the generation that was published before, `differing` are the
    paths in which that one differs.
    """

    recipe: str
    digests: dict[str, bytes] = field(default_factory=dict)
    units: dict[str, MadeUnit] = field(default_factory=dict)
    before: str = ""
    differing: tuple[str, ...] = ()

    def valid(self, digest: Callable[[str], bytes]) -> dict[str, MadeUnit]:
        """The units of which nothing that they read has changed."""
        changed = {
            key
            for key, known in self.digests.items()
            if not key.startswith(LATE) and digest(key) != known
        }
        if not changed:
            return self.units
        return {n: unit for n, unit in self.units.items() if changed.isdisjoint(unit.reads)}

    def holds(self, unit: MadeUnit, digest: Callable[[str], bytes]) -> bool:
        """Whether nothing that a unit read has changed."""
        return all(digest(key) == self.digests[key] for key in unit.reads)

    def files(self) -> dict[str, MadeFile]:
        """All files by path. Raises: RuntimeError where two units made the same one."""
        found: dict[str, MadeFile] = {}
        for unit in self.units.values():
            for file in unit.files:
                if file.path in found:
                    raise RuntimeError(f"{file.path} was made twice, last by {unit.name}")
                found[file.path] = file
        return found


def site_id(files: Iterable[MadeFile]) -> str:
    """The id of a site: the same for the same paths and bytes, in any order."""
    total = 0
    for file in files:
        row = hashlib.blake2b(file.path.encode() + b"\0" + file.digest, digest_size=24)
        total += int.from_bytes(row.digest(), "big")
    return f"{total % _MODULUS:048x}"


def load_state(cache: Cache, site: str) -> SiteState | None:
    """The state of a site; None where none is kept."""
    content = cache.get(_name(site)) if site else None
    if content is None or hashlib.blake2b(content[32:], digest_size=32).digest() != content[:32]:
        return None
    stored = marshal.loads(content[32:])
    form, recipe, keys, digests, rows, before, differing = stored
    if form != _FORMAT:
        return None
    units = {row[0]: _restored(row, keys) for row in rows}
    return SiteState(recipe, dict(zip(keys, digests, strict=True)), units, before, differing)


def save_state(cache: Cache, site: str, state: SiteState) -> None:
    """Keep the state of a site."""
    numbers = {key: number for number, key in enumerate(state.digests)}
    rows = [tuple(_stored(unit, numbers)) for unit in state.units.values()]
    stored = (
        _FORMAT, state.recipe, list(numbers), list(state.digests.values()), rows,
        state.before, state.differing,
    )  # fmt: skip
    content = marshal.dumps(stored)
    cache.put(_name(site), hashlib.blake2b(content, digest_size=32).digest() + content)


def _stored(unit: MadeUnit, numbers: dict[str, int]) -> Iterator[object]:
    yield unit.name
    yield array("I", sorted(numbers[key] for key in unit.reads)).tobytes()
    yield tuple(map(tuple, unit.files))
    yield unit.notes


def _restored(
    row: tuple[str, bytes, tuple[tuple[str, bytes, int], ...], tuple[bytes, ...]], keys: list[str]
) -> MadeUnit:
    name, reads, files, notes = row
    return MadeUnit(
        name,
        tuple(keys[i] for i in memoryview(reads).cast("I")),
        tuple(MadeFile(*f) for f in files),
        notes,
    )


def _name(site: str) -> str:
    return f"sites/{site}.state"
