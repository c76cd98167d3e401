"""Jobs on several processes, forked so that the catalogue is shared without copying."""

from __future__ import annotations

import gc
import multiprocessing
import os
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Final, TypeVar

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


def can_fork() -> bool:
    """Whether this system has fork; elsewhere jobs run one after another."""
    return hasattr(os, "fork")


def run_jobs(
    lists: Sequence[Sequence[Job]],
    run: Callable[[Job], Iterator[Result]],
    receive: Callable[[Result], None],
) -> None:
    """Run one list of jobs per process; who is done takes over what others have left.

    What each job yields is handed to `receive`, here. Jobs of one list
    share caches, so that each process does its own list first, and others' from the end.
    Raises: RuntimeError with a worker's traceback; JobError and OSError as a job has raised them.
    """
    jobs = [job for jobs in lists for job in jobs]
    with _few_collections():
        if len(lists) < 2 or not can_fork():
            for job in jobs:
                for result in run(job):
                    receive(result)
            return
        # What is shared is not to be looked through, and so written to, by each worker.
        gc.freeze()
        failure = _listen(_start(lists, jobs, run), receive)
    if failure is None:
        return
    if failure.disk is not None:
        raise OSError(*failure.disk)
    if isinstance(failure.text, _Explained):
        raise JobError(failure.text)
    raise RuntimeError(failure.text)


@contextmanager
def _few_collections() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(_COLLECT_EACH, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _start(
    lists: Sequence[Sequence[Job]], jobs: Sequence[Job], run: Callable[[Job], Iterator[Result]]
) -> dict[Any, BaseProcess]:
    """One process for each list, by what its results can be read from."""
    context = multiprocessing.get_context("fork")
    taken = context.Array("b", len(jobs))
    readers: dict[Any, BaseProcess] = {}
    start = 0
    for own in lists:
        order = [*range(start, start + len(own))]
        order += [i for i in reversed(range(len(jobs))) if not start <= i < start + len(own)]
        start += len(own)
        reader, writer = context.Pipe(duplex=False)
        worker = context.Process(target=_work, args=(jobs, order, taken, run, writer))
        worker.start()
        writer.close()
        readers[reader] = worker
    return readers


def _listen(readers: dict[Any, BaseProcess], receive: Callable[[Result], None]) -> _Failure | None:
    failure: _Failure | None = None
    while readers:
        for reader in wait(list(readers)):
            assert isinstance(reader, Connection)
            try:
                message = reader.recv()
            except EOFError:
                ended = readers.pop(reader)
                ended.join()
                if ended.exitcode and not failure:
                    failure = _Failure(f"a worker ended with exit code {ended.exitcode}")
                continue
            if isinstance(message, _Failure):
                failure = message
            else:
                receive(message)
    return failure


def _work(
    jobs: Sequence[Job],
    order: Sequence[int],
    taken: Any,
    run: Callable[[Job], Iterator[Result]],
    writer: Connection,
) -> None:
    try:
        for index in order:
            with taken.get_lock():
                mine, taken[index] = not taken[index], 1
            if mine:
                for result in run(jobs[index]):
                    writer.send(result)
    except JobError as error:
        writer.send(_Failure(_Explained(error)))
        raise SystemExit(1) from None
    except OSError as error:
        reason = (error.errno or 0, error.strerror or str(error), str(error.filename or ""))
        writer.send(_Failure(traceback.format_exc(), reason))
        raise SystemExit(1) from None
    except BaseException:
        writer.send(_Failure(traceback.format_exc()))
        raise SystemExit(1) from None
    finally:
        writer.close()
