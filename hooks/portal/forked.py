"""One function on many jobs, in processes that are forked so that nothing is copied to them."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from multiprocessing.connection import Connection
from typing import TypeVar

from portal.children import can_fork, start_child

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
    readers: list[Connection] = []
    children = []
    for number in range(processes):
        work = partial(_work, run, jobs[number::processes])
        reader, child = start_child(work, readers, is_daemon=True)
        readers.append(reader)
        children.append(child)
    try:
        for number, job in enumerate(jobs):
            try:
                yield readers[number % processes].recv_bytes()
            except (EOFError, OSError):
                yield run(job)
    finally:
        for reader, child in zip(readers, children, strict=True):
            reader.close()
            child.join()


def _work(run: Callable[[Job], bytes], jobs: Sequence[Job], writer: Connection) -> None:
    try:
        for job in jobs:
            writer.send_bytes(run(job))
    except Exception:
        # What is left is done by the parent, which then meets this exception itself.
        os._exit(1)
