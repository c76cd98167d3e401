"""Processes that are forked, so that nothing is copied to them, and send back what they make."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Final

# What shells have as the exit code of a process that was stopped by Ctrl-C.
_INTERRUPTED: Final = 130


def can_fork() -> bool:
    """Whether this system has fork; elsewhere there is one process."""
    return hasattr(os, "fork")


def start_child(
    run: Callable[[Connection], None], readers: Iterable[Connection], *, is_daemon: bool = False
) -> tuple[Connection, BaseProcess]:
    """Begin a process that calls `run` with the end of a pipe to write to.

    `readers` are the other ends of earlier children's pipes. Returns this one's, and the process;
    with `is_daemon` it ends when this process does.
    """
    context = multiprocessing.get_context("fork")
    reader, writer = context.Pipe(duplex=False)
    inherited = (*readers, reader)
    child = context.Process(target=_run, args=(run, writer, inherited), daemon=is_daemon)
    child.start()
    writer.close()
    return reader, child


def _run(
    run: Callable[[Connection], None], writer: Connection, inherited: Iterable[Connection]
) -> None:
    try:
        # Where nobody reads any more, writing fails; else it would wait for ever.
        for reader in inherited:
            reader.close()
        run(writer)
    except KeyboardInterrupt:
        # Ctrl-C reaches all processes of a terminal; the first one says what is to be said.
        raise SystemExit(_INTERRUPTED) from None
    finally:
        writer.close()
