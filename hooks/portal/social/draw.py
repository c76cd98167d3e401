"""Cards as PNG files: from the cache, or drawn in a process that may fail."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from portal.bounded import Limits, run_bounded
from portal.cache import Cache
from portal.letters import TABLE, digest
from portal.social.design import AMBER, GROUND, WHITE, Run

_CHILD: Final = Path(__file__).with_name("child.py")
_LIMITS: Final = Limits(memory=1 << 30, seconds=120)
# A process that begins draws its letters first: that is a fifth of its time at 250 cards.
_BATCH: Final = 1000


class DrawError(RuntimeError):
    """The drawing process ended before it had drawn everything."""


def draw_cards(
    cards: Iterable[tuple[str, tuple[Run, ...]]], ground: str, cache: Cache
) -> Iterator[tuple[str, bytes]]:
    """Cards by path below the site's root, in no particular order.

    `cards` are (path, lines); equal cards are drawn once. Raises: DrawError, OSError.
    """
    waiting: dict[str, tuple[list[str], dict[str, Any]]] = {}
    for path, runs in cards:
        request = {"runs": [run.request() for run in runs]}
        entry = _entry(ground, request)
        if entry in waiting:
            waiting[entry][0].append(path)
        elif (known := cache.get(entry)) is not None:
            yield path, known
        else:
            waiting[entry] = ([path], request)
        if len(waiting) >= _BATCH:
            yield from _drawn(waiting, ground, cache)
            waiting = {}
    yield from _drawn(waiting, ground, cache)


def _drawn(
    waiting: dict[str, tuple[list[str], dict[str, Any]]], ground: str, cache: Cache
) -> Iterator[tuple[str, bytes]]:
    if not waiting:
        return
    first = {
        "ground": ground, "background": GROUND, "colours": [AMBER, WHITE], "glyphs": str(TABLE)
    }  # fmt: skip
    requests = [first, *(request for _, request in waiting.values())]
    outcome = run_bounded(_CHILD, requests, _LIMITS)
    if len(outcome.answers) < len(requests):
        raise DrawError(f"cards could not be drawn: {outcome.trouble}")
    for (entry, (paths, _)), answer in zip(waiting.items(), outcome.answers[1:], strict=True):
        (content,) = answer.parts
        cache.put(entry, content)
        yield from ((path, content) for path in paths)


def _entry(ground: str, request: dict[str, Any]) -> str:
    found = hashlib.sha256(_made_by(ground))
    found.update(json.dumps(request).encode())
    name = found.hexdigest()[:32]
    return f"cards/{name[:2]}/{name}.png"


@cache
def _made_by(ground: str) -> bytes:
    """What all cards depend on: the ground, the letters, and the programs that draw."""
    programs = (version("pillow"), version("resvg-py"), _CHILD.read_text("utf-8"))
    return hashlib.sha256("\0".join((ground, digest(), *programs)).encode()).digest()
