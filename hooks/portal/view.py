"""How views are declared: as data classes that nobody may change.

That is the type checker's to see, which reads all that makes them. At run time each field that is
frozen costs a call when a view is made, and a page has hundreds: a thirtieth of the time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from dataclasses import dataclass as view
else:
    from dataclasses import dataclass

    Class = TypeVar("Class", bound=type)

    def view(*, frozen: bool, slots: bool) -> Callable[[Class], Class]:
        """A data class; one that is `frozen` has the hash of its values."""
        return dataclass(slots=slots, unsafe_hash=frozen)


__all__ = ["view"]
