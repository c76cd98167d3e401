"""One function on many jobs, in processes that are forked so that nothing is copied to them."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from typing import TypeVar

from portal.workers import can_fork

Job = TypeVar("Job")


def map_forked(run: Callable[[Job], bytes], jobs: Sequence[Job]) -> Iterator[bytes]:
    """The results of all jobs, in their order, by as many processes as there are processors.

    What a process leaves undone, because it was killed or has failed, is done here: then an
    exception is raised where it can be understood.
    """
    processes = min(os.cpu_count() or 1, len(jobs))
    # A lock that another thread holds at the fork would stay locked in the child for ever.
    if processes < 2 or not can_fork() or threading.active_count() > 1:
        yield from map(run, jobs)
        return
    context = multiprocessing.get_context("fork")
    readers: list[Connection] = []
    workers = []
    for number in range(processes):
        reader, writer = context.Pipe(duplex=False)
        own = jobs[number::processes]
        inherited = (*readers, reader)
        worker = context.Process(target=_work, args=(run, own, writer, inherited), daemon=True)
        worker.start()
        writer.close()
        readers.append(reader)
        workers.append(worker)
    try:
        for number, job in enumerate(jobs):
            try:
                yield readers[number % processes].recv_bytes()
            except (EOFError, OSError):
                yield run(job)
    finally:
        for reader, worker in zip(readers, workers, strict=True):
            reader.close()
            worker.join()


def _work(
    run: Callable[[Job], bytes],
    jobs: Sequence[Job],
    writer: Connection,
    inherited: Sequence[Connection],
) -> None:
    try:
        # Where nobody reads any more, writing fails; else it would wait for ever.
        for reader in inherited:
            reader.close()
        for job in jobs:
            writer.send_bytes(run(job))
    except Exception:
        # What is left is done by the parent, which then meets this exception itself.
        os._exit(1)
    finally:
        writer.close()
