"""Saving a record that somebody else has changed meanwhile: nothing of either is lost.

Decap CMS saves whole records, and does not say which state of the file it began with. So the server
remembers what each page of a browser has of each record, and what is saved is put together with the
file field by field: a page's changes are where it differs from what it had.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import Final

from portal.editing.local_names import DATA, RefusedError
from portal.editing.merge import Fields, without_nothing
from portal.problems import quote_got
from portal.yaml_text import Value

# The header by which a page says which it is (see scripts/editor/start.js).
PAGE: Final = "X-Editing-Page"
# Of one record, the newest: more pages than these nobody has open.
_KEPT: Final = 16
_RECORDS: Final = 5_000
_CONFLICT: Final = 409


@dataclass(frozen=True, slots=True)
class _Version:
    """What a page has of a record: None where it knows that there is none."""

    page: str
    value: Value


class Versions:
    """What pages have of records."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[_Version, ...]] = {}
        self._lock = Lock()  # each request has a thread

    def note(self, page: str, name: str, value: Fields | None) -> None:
        """A page has a record in this state now; `page` is empty where it does not say which."""
        new = _Version(page, without_nothing(value))
        with self._lock:
            old = self._known.pop(name, ())
            kept = [v for v in old if v != new and not (page and v.page == page)]
            self._known[name] = (*kept, new)[-_KEPT:]  # the last now
            if len(self._known) > _RECORDS:
                del self._known[next(iter(self._known))]

    def put_together(
        self, page: str, name: str, saved: Fields, there: Fields | None
    ) -> dict[str, Value]:
        """What a file shall hold, which has `there` (None: it is not there), when `saved` is saved.

        Raises: RefusedError where that cannot be without undoing what somebody else did.
        """
        aim, now = without_nothing(saved), without_nothing(there)
        if aim == now:
            return saved
        base = self._base(page, name, aim, now)
        if base == now:
            return saved
        if base is None:
            raise _refused(name, "was added by somebody else. Choose another id, or open that one")
        if now is None:
            raise _refused(name, "was deleted by somebody else. Copy what you need of it")
        merged = _merge(base, aim, now, name, ())
        return merged if isinstance(merged, dict) else saved

    def _base(self, page: str, name: str, saved: Value, now: Value) -> Value:
        """What a page had before it was changed there, as far as that can be known.

        Of a page that says which it is, just that: start.js sees to it. What others have tells
        nothing of it, where the server began anew and knows no more. Else that of which `saved`
        differs least, the newest of several, of those that it differs from at all: Decap saves
        nothing that was not changed. This cannot tell who goes back to an older state and changes
        more at the same time from who never saw the newer one (and takes the second for true), nor
        who changes a field once more from who changes it in an older state (and takes the first).
        """
        known = self._known.get(name, ())
        own = [v.value for v in known if page and v.page == page]
        if own:
            return own[-1]
        if now is None:
            return known[-1].value if known else None
        found = [v.value for v in known if v.value is not None]
        if known and not found:
            return None
        if page or not found:
            raise _refused(name, "was not opened since the editing page was started")
        changed = [value for value in found if value != saved] or found
        return min(reversed(changed), key=lambda value: _distance(value, saved))


def _refused(name: str, what: str) -> RefusedError:
    return RefusedError(f"{DATA}{name} {what}; reload the page. Nothing was saved.", _CONFLICT)


def _distance(one: Value, other: Value) -> int:
    """In how many fields two values differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        return sum(_distance(one.get(key), other.get(key)) for key in {*one, *other})
    return int(one != other)


def _merge(base: Value, saved: Value, now: Value, name: str, path: tuple[str, ...]) -> Value:
    """Three states of a field put together. Raises: RefusedError where two have changed it."""
    if saved in (base, now):
        return now
    if now == base:
        return saved
    if isinstance(saved, dict) and isinstance(now, dict):
        old = base if isinstance(base, dict) else {}
        return {
            key: _merge(old.get(key), saved.get(key), now.get(key), name, (*path, key))
            for key in dict.fromkeys((*now, *saved))
        }
    what = f"{'.'.join(path)}: it is {quote_got(now)} there now" if path else "it is another record"
    raise _refused(name, f"was changed by somebody else, and so was this field here: {what}")
