"""Draws each SVG logo once before anything is built: filters and masks can cost hours.

What they cost cannot be read off a file (of ten nested masks each alone is harmless), so each is
drawn at the largest size in which it is published, in a process that may die.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Final

from portal.bounded import Limits, run_bounded
from portal.cache import Cache
from portal.svg import svg_size

# A logo takes some milliseconds.
SECONDS: Final = 1
_MEMORY: Final = 1 << 30
# The largest PNG picture of a logo has 960 pixels in its width, and fewer in its height.
_SIDE: Final = 1000
_CHILD: Final = Path(__file__).with_name("svg_trial_child.py")


def undrawable(pictures: Mapping[str, bytes], cache: Cache) -> frozenset[str]:
    """The names of those cleaned SVG files that cannot be drawn within time and memory.

    Raises: OSError where no process can be started.
    """
    left = [name for name, content in pictures.items() if cache.get(_entry(content)) is None]
    failed = set()
    while left:
        requests = [_request(pictures[name]) for name in left]
        outcome = run_bounded(_CHILD, requests, Limits(_MEMORY, SECONDS * len(left) + 10))
        for name, answer in zip(left, outcome.answers, strict=False):
            if answer.says["drawn"]:
                cache.put(_entry(pictures[name]), b"drawn\n")
            else:
                failed.add(name)
        done = len(outcome.answers)
        # It died of the one that it was at; the others are still to be drawn.
        failed |= set(left[done : done + 1])
        left = left[done + 1 :]
    return frozenset(failed)


def _request(content: bytes) -> dict[str, str | int]:
    width, height = svg_size(content) or (1.0, 1.0)
    at_most = max(1, round(_SIDE * min(1.0, width / height)))
    return {"svg": content.decode(), "width": at_most, "seconds": SECONDS}


def _entry(content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()[:32]
    return f"logos/resvg-{version('resvg-py')}/{digest}.txt"
