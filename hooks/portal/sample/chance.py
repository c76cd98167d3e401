"""Chance that comes out the same everywhere: only `random.Random(text).random()` is asked.

Python promises the numbers of `random()` for a seed; `choice`, `shuffle` and `sample` may
draw otherwise in another version.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A stream of choices of its own for each key, so that records do not disturb each other."""

    def __init__(self, *key: object) -> None:
        self._next = random.Random("/".join(map(str, key))).random

    def below(self, limit: int) -> int:
        """A whole number from 0 to limit - 1."""
        return int(self._next() * limit)

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + self.below(high - low + 1)

    def skewed(self, limit: int) -> int:
        """A whole number from 0 to limit - 1, small ones far more often."""
        number = self._next()
        return int(number * number * limit)

    def happens(self, percent: int) -> bool:
        """True in so many cases of a hundred."""
        return self._next() * 100 < percent

    def pick(self, choices: Sequence[T]) -> T:
        """One of several."""
        return choices[self.below(len(choices))]

    def several(self, choices: Sequence[T], count: int) -> list[T]:
        """So many different ones, or all if there are fewer, in the order of the draw."""
        left = list(choices)
        return [left.pop(self.below(len(left))) for _ in range(min(count, len(left)))]

    def several_skewed(self, limit: int, count: int) -> list[int]:
        """Up to so many different numbers below a limit, small ones far more often."""
        return list(dict.fromkeys(self.skewed(limit) for _ in range(count)))

    def day(self, first: date, last: date) -> date:
        """A day of a period, both ends included."""
        return first + timedelta(days=self.below((last - first).days + 1))
