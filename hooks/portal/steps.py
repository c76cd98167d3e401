"""What is made in steps, so that many can be made side by side.

A step is then taken for all of them before the next one: what it needs is in the processor's caches
for all but the first. Taken one after another, the steps of a page, or of reading a record, need
more than those caches hold.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import TypeAlias, TypeVar

Result = TypeVar("Result")
# "yield" ends a step; what is returned was made.
Steps: TypeAlias = Generator[None, None, Result]


def take_steps(steps: Steps[Result]) -> Result:
    """What is made in steps, where nothing is made beside it."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            made: Result = end.value
            return made


def side_by_side(all_steps: Iterable[Steps[Result]]) -> list[Result]:
    """What each of these makes, in their order. Raises: what one of them raises."""
    going = dict(enumerate(all_steps))
    made: dict[int, Result] = {}
    while going:
        for number, steps in list(going.items()):
            try:
                next(steps)
            except StopIteration as end:
                made[number] = end.value
                del going[number]
    return [made[number] for number in sorted(made)]
