"""Where the states of published sites are kept: by the ids of these sites, in the cache."""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Iterable
from typing import Any, Final

from portal.cache import Cache
from portal.state import SiteState, Whole
from portal.unit_table import File, UnitTable

# Sums of digests of so many bits: what a site holds, in any order.
_MODULUS: Final = 1 << 192


def site_id(files: Iterable[File], base: str = "0", without: Iterable[File] = ()) -> str:
    """The id of a site: the same for the same paths and bytes, in any order.

    With a `base`, that of its site `without` some files and with these.
    """
    total = int(base, 16) + sum(map(_row, files)) - sum(map(_row, without))
    return f"{total % _MODULUS:048x}"


def _row(file: File) -> int:
    row = hashlib.blake2b(file[0].encode() + b"\0" + file[1], digest_size=24)
    return int.from_bytes(row.digest(), "big")


def load_state(cache: Cache, site: str) -> SiteState | None:
    """The state of a site; None where none is kept, or a damaged one."""
    stored = _get(cache, _state_name(site)) if site else None
    if stored is None:
        return None
    return SiteState.load(stored, lambda name: _load_whole(cache, name))


def save_state(cache: Cache, site: str, state: SiteState) -> None:
    """Keep the state of a site."""
    stored = state.dump()
    if state.whole.content:
        cache.put(_whole_name(state.whole.name), state.whole.content)
    cache.put(_state_name(site), marshal.dumps(stored))


def _load_whole(cache: Cache, name: str) -> Whole | None:
    stored = _get(cache, _whole_name(name))
    return Whole(name, stored[0], stored[1], UnitTable(stored[2])) if stored else None


def _get(cache: Cache, name: str) -> Any:
    content = cache.get(name)
    return marshal.loads(content) if content is not None else None


def _state_name(site: str) -> str:
    return f"sites/{site}.state"


def _whole_name(name: str) -> str:
    return f"units/{name}.units"
