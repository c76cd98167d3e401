"""A progress bar on a terminal, for what takes longer than a second."""

from __future__ import annotations

import sys
import time
from typing import Any

import click


class Progress:
    """Shows nothing at first, nothing on what is not a terminal, and a bar after a second."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._done = 0
        self._started = time.monotonic()

    def __enter__(self) -> Progress:
        return self

    def show(self, done: int, total: int) -> None:
        """Say that `done` of `total` pages are written."""
        slow = time.monotonic() - self._started > 1
        if self._bar is None and slow and sys.stderr.isatty():
            self._bar = click.progressbar(length=total, label="Pages", file=sys.stderr)
        if self._bar is not None:
            self._bar.update(done - self._done)
            self._done = done

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()
