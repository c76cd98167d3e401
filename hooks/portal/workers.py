"""Jobs on several processes, forked so that the catalogue is shared without copying.

This process is one of them: one that only waited for the others would keep a copy of the catalogue
for itself, as each of those writes to its own (counts of references stand in the objects).
"""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Any, Final, Generic, TypeVar

from portal.children import can_fork, start_child
from portal.heap import give_back

Job = TypeVar("Job")
Result = TypeVar("Result")
# A page leaves five objects that refer to each other, and what is kept grows all the time: looking
# for garbage each 700 objects took a tenth of the time.
_COLLECT_EACH: Final = 50_000


class JobError(Exception):
    """A failure that its message explains whole: where it came from helps nobody."""


class _Explained(str):
    """The message of a JobError."""


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a worker ended, on its way from there."""

    text: str
    disk: tuple[int, str, str] | None = None

    def error(self) -> Exception:
        """The same, to be raised."""
        if self.disk is not None:
            return OSError(*self.disk)
        return JobError(self.text) if isinstance(self.text, _Explained) else RuntimeError(self.text)


def run_jobs(
    lists: Sequence[list[Job]],
    run: Callable[[Job], Iterator[Result]],
    receive: Callable[[Result], None],
) -> None:
    """Run one list of jobs per process; who is done takes over what others have left.

    The first list is run here. What each job yields is handed to `receive`, here. Jobs of one list
    share caches, so that each process does its own list first, and others' from the end.
    The lists are emptied: a job goes when it is done, with all that it has kept for its units.
    Raises: what a job raises here; RuntimeError with a worker's traceback; JobError and OSError as
    a worker's job has raised them. No worker is left then.
    """
    orders = list(_orders(lists))
    jobs: list[Job | None] = [job for own in lists for job in own]
    for own in lists:
        own.clear()
    with _few_collections():
        if len(orders) < 2 or not can_fork():
            for index in range(len(jobs)):
                for result in run(_take(jobs, index)):
                    receive(result)
            return
        give_back()
        # What is shared is not to be looked through, and so written to, by each worker.
        gc.freeze()
        taken = multiprocessing.get_context("fork").Array("b", len(jobs))
        first, *others = (_Share(jobs, order, taken, run) for order in orders)
        with _Workers(others) as workers:
            for result in first.results():
                receive(result)
                for arrived in workers.arrived():
                    receive(arrived)
            for arrived in workers.rest():
                receive(arrived)


@contextmanager
def _few_collections() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(_COLLECT_EACH, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _take(jobs: list[Job | None], index: int) -> Job:
    job, jobs[index] = jobs[index], None
    assert job is not None
    return job


def _orders(lists: Sequence[Sequence[Job]]) -> Iterator[list[int]]:
    """For each process the numbers of all jobs: its own, then others' from the end."""
    count, start = sum(map(len, lists)), 0
    for own in lists:
        end = start + len(own)
        yield [*range(start, end), *(i for i in reversed(range(count)) if not start <= i < end)]
        start = end


@dataclass(frozen=True, slots=True)
class _Share(Generic[Job, Result]):
    """What one process does: of `jobs`, in its `order`, those that nobody has `taken` yet."""

    jobs: list[Job | None]
    order: Sequence[int]
    taken: Any
    run: Callable[[Job], Iterator[Result]]

    def results(self) -> Iterator[Result]:
        """What the jobs yield."""
        for index in self.order:
            with self.taken.get_lock():
                mine, self.taken[index] = not self.taken[index], 1
            if mine:
                yield from self.run(_take(self.jobs, index))
                give_back()  # before the next one leaves holes of its own


class _Workers(Generic[Job, Result]):
    """Forked processes, one a share, and what they have sent.

    A thread takes it in, so that no worker waits while a long job runs here. It begins when all
    are forked, and has ended when this is left: a lock that it holds would stay locked in a fork.
    """

    def __init__(self, shares: Sequence[_Share[Job, Result]]) -> None:
        self._inbox: SimpleQueue[bytes | BaseProcess] = SimpleQueue()
        self._running: dict[Any, BaseProcess] = {}
        for share in shares:
            reader, worker = start_child(partial(_work, share), self._running)
            self._running[reader] = worker
        self._left = len(shares)
        self._listener = Thread(target=self._listen, args=(dict(self._running),), daemon=True)

    def __enter__(self) -> _Workers[Job, Result]:
        self._listener.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        if kind is not None:
            for worker in self._running.values():
                worker.terminate()
        self._listener.join()
        for reader, worker in self._running.items():
            reader.close()
            worker.join()

    def arrived(self) -> Iterator[Result]:
        """What is there and was not taken yet. Raises: as `run_jobs`, for the workers."""
        while not self._inbox.empty():
            yield from self._taken(self._inbox.get())

    def rest(self) -> Iterator[Result]:
        """What comes until all workers have ended. Raises: as `run_jobs`, for the workers."""
        while self._left:
            yield from self._taken(self._inbox.get())

    def _taken(self, message: bytes | BaseProcess) -> Iterator[Result]:
        if isinstance(message, BaseProcess):
            self._left -= 1
            message.join()
            if message.exitcode:
                raise RuntimeError(f"a worker ended with exit code {message.exitcode}")
            return
        found = pickle.loads(message)
        if isinstance(found, _Failure):
            raise found.error()
        yield found

    def _listen(self, running: dict[Any, BaseProcess]) -> None:
        while running:
            for reader in wait(list(running)):
                assert isinstance(reader, Connection)
                try:
                    self._inbox.put(reader.recv_bytes())
                except (EOFError, OSError):  # of a worker that was killed, perhaps half a message
                    self._inbox.put(running.pop(reader))


def _work(share: _Share[Job, Result], writer: Connection) -> None:
    try:
        for result in share.results():
            writer.send(result)
    except JobError as error:
        _report(writer, _Failure(_Explained(error)))
    except OSError as error:
        reason = (error.errno or 0, error.strerror or str(error), str(error.filename or ""))
        _report(writer, _Failure(traceback.format_exc(), reason))
    except BaseException:
        _report(writer, _Failure(traceback.format_exc()))


def _report(writer: Connection, failure: _Failure) -> None:
    with suppress(OSError):  # nobody listens any more
        writer.send(failure)
    raise SystemExit(1) from None
