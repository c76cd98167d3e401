"""Other people's pages, read in processes that may die: one may never end, or fill the memory.

Style sheets of a hundred letters can ask for years of work (`& &{& &{…}}`), and parsers written in
C hold Python's lock while they work: a deadline within this process would not be kept. There a page
is read, and nothing else: what it asks for is fetched here.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Final, Self

from portal.bounded_start import limit_process
from portal.commitments.documents import PageRead, read_page
from portal.commitments.targets import Target
from portal.web.answers import Answer, Failure, Fetch, Kind, Trouble

# Pages take a tenth of a second and 150 MB; the longest one that is fetched, two seconds.
SECONDS: Final = 20.0
_MEMORY: Final = 1_500_000_000
_START_SECONDS: Final = 60.0


class PageReading:
    """Processes that read pages, each one page at a time; begun when they are needed."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._idle: list[_Reader] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while self._idle:
            self._idle.pop().end()

    def read(self, targets: Sequence[Target], fetch: Fetch) -> PageRead | Failure:
        """The page that all `targets` name; a failure, too, where it is more than can be read.

        Raises: OSError where no process can be started; and what `fetch` raises.
        """
        with self._lock:
            reader = self._idle.pop() if self._idle else None
        reader = reader or _Reader()
        try:
            found = reader.read(targets, fetch, self._seconds)
        except BaseException as error:
            reader.end()
            if isinstance(error, _LostError):
                return Failure(Trouble.UNREADABLE, str(error), targets[0].page or "")
            raise
        with self._lock:
            self._idle.append(reader)
        return found


class _LostError(Exception):
    """A page has taken its process with it, or all of its time; why, in a sentence's part."""


class _Reader:
    def __init__(self) -> None:
        # Not forked: this process has threads.
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other,), daemon=True)
        self._process.start()
        other.close()
        if not self._pipe.poll(_START_SECONDS):
            self.end()
            raise TimeoutError("no process that reads pages has begun")

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def read(self, targets: Sequence[Target], fetch: Fetch, seconds: float) -> PageRead | Failure:
        """Send the work, and fetch until it is done. What is fetched here is not its time."""
        try:
            self._pipe.send(targets)
            while True:
                began = time.monotonic()
                if not self._pipe.poll(max(0.0, seconds)):
                    raise _LostError("it takes too long to read")
                says = self._pipe.recv()
                seconds -= time.monotonic() - began
                if isinstance(says, (PageRead, Failure)):
                    return says
                if says is not None:  # which is only said once, at the start
                    self._pipe.send(_fetched(fetch, *says))
        except (EOFError, OSError) as error:
            raise _LostError("it takes too much memory to read") from error


def _fetched(fetch: Fetch, address: str, kind: Kind) -> Answer | Failure:
    try:
        return fetch(address, kind)
    except OSError as error:  # is not the pipe's
        raise RuntimeError("a fetcher has not caught what its network does") from error


def _serve(pipe: Connection) -> None:
    """What a process does: read pages until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is asked to end ends this, too
    limit_process(_MEMORY)
    pipe.send(None)
    while True:
        try:
            targets = pipe.recv()
        except EOFError:
            return
        pipe.send(_read(pipe, targets))


def _read(pipe: Connection, targets: Sequence[Target]) -> PageRead | Failure:
    def fetch(address: str, kind: Kind) -> Answer | Failure:
        pipe.send((address, kind))
        answer: Answer | Failure = pipe.recv()
        return answer

    address = targets[0].page or ""
    try:
        return read_page(address, fetch, lambda link: any(t.why_link(link) for t in targets))
    except Exception as error:
        detail = f"it cannot be read ({type(error).__name__})"
        return Failure(Trouble.UNREADABLE, detail, address)
