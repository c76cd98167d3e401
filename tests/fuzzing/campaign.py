"""Many trees, in processes that may hang, die or eat memory: what became of each."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import signal
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType
from typing import Any, Final

from tests.fuzzing.cases import make_case
from tests.fuzzing.trees import remove_tree
from tests.fuzzing.trial import Frames, cards_not_drawn, made_once, try_tree

SECONDS: Final = 5
MEMORY: Final = 1 << 30
# Every so many trees are built with cards for sharing, search and editing page too.
WHOLE_EVERY: Final = 50
# A process that says nothing for so long is ended: it sleeps, or does not listen to signals.
_SILENCE: Final = 300.0


class HangError(BaseException):
    """A tree took longer than it may. No Exception: nothing shall catch it on its way."""


@dataclass
class Report:
    """What became of the trees; `findings` are (index, how it is made again, what happened)."""

    built: int = 0
    refused: int = 0
    pages: int = 0
    problems: int = 0
    slowest: float = 0.0
    seconds: float = 0.0
    broken_off: bool = False
    ways: Counter[str] = field(default_factory=Counter)
    findings: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many trees were tried."""
        return self.built + self.refused + len(self.findings)

    def take(self, message: dict[str, Any]) -> None:
        """Count what a process says of one tree."""
        if "finding" in message:
            self.findings.append((message["index"], message["name"], message["finding"]))
            return
        self.built += message["built"]
        self.refused += not message["built"]
        self.pages += message["pages"]
        self.problems += message["problems"]
        self.slowest = max(self.slowest, message["seconds"])
        self.ways[f"{message['way']} {'built' if message['built'] else 'refused'}"] += 1


def run_campaign(
    seed: int,
    indexes: Sequence[int],
    frames: Frames,
    processes: int,
    progress: Callable[[Report], None] = lambda report: None,
) -> Report:
    """Try the trees of these numbers; Ctrl-C ends it, and what was tried until then is told."""
    report, started = Report(), time.monotonic()
    base = Path("/dev/shm")
    with tempfile.TemporaryDirectory(
        dir=base if base.is_dir() else None, prefix="fuzz-"
    ) as scratch:
        workers = [
            _Worker(seed, indexes[number::processes], frames, Path(scratch, str(number)))
            for number in range(processes)
        ]
        try:
            while any(worker.is_working for worker in workers):
                readers = {worker.reader: worker for worker in workers if worker.is_working}
                heard = wait(list(readers), timeout=1.0)
                for reader in heard:
                    assert isinstance(reader, Connection)
                    readers[reader].listen(report)
                for worker in workers:
                    worker.mind(report)
                progress(report)
        except KeyboardInterrupt:
            report.broken_off = True
        finally:
            for worker in workers:
                worker.end()
    report.seconds = time.monotonic() - started
    report.findings.sort()
    return report


class _Worker:
    """A process for some of the trees; when it ends too early, another one does the rest."""

    def __init__(self, seed: int, indexes: Sequence[int], frames: Frames, place: Path) -> None:
        self._seed, self._left, self._frames, self._place = seed, [*indexes], frames, place
        self._process: BaseProcess | None = None
        self.reader: Connection
        self._start()

    @property
    def is_working(self) -> bool:
        return self._process is not None

    def listen(self, report: Report) -> None:
        try:
            message = self.reader.recv()
        except EOFError:
            self._ended(report)
            return
        self._heard = time.monotonic()
        if message is None:
            self._current = self._left[0]
        else:
            self._left.pop(0)
            report.take(json.loads(message))

    def mind(self, report: Report) -> None:
        if self._process is not None and time.monotonic() - self._heard > _SILENCE:
            self._process.kill()
            self._ended(report)

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()

    def _start(self) -> None:
        self._heard = time.monotonic()
        remove_tree(self._place)
        (self._place / "one").mkdir(parents=True)
        context = multiprocessing.get_context("fork")
        self.reader, writer = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_work, args=(self._seed, self._left, self._frames, self._place, writer)
        )
        self._process.start()
        writer.close()

    def _ended(self, report: Report) -> None:
        assert self._process is not None
        self._process.join()
        code = self._process.exitcode
        self._process = None
        if self._left:
            index = self._left.pop(0)
            what = f"the process ended with code {code}, or was silent for {_SILENCE:.0f} s"
            report.findings.append((index, f"--seed {self._seed} --only {index}", what))
        if self._left:
            self._start()


def _work(
    seed: int, indexes: Iterable[int], frames: Frames, place: Path, writer: Connection
) -> None:
    _limit_memory()
    signal.signal(signal.SIGPROF, _too_long)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent says when it ends
    with made_once():
        for index in indexes:
            writer.send(None)
            writer.send(json.dumps(try_one(seed, index, frames, place / "one")))
    writer.close()
    # No cleaning up of what belongs to the parent.
    os._exit(0)


def try_one(seed: int, index: int, frames: Frames, place: Path) -> dict[str, Any]:
    """What became of one tree, as a message."""
    case = make_case(seed, index)
    whole = index % WHOLE_EVERY == 0
    before = _processor_seconds()
    try:
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            with nullcontext() if whole else cards_not_drawn():
                outcome = try_tree(case.tree, place, frames, whole=whole)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        took = _processor_seconds() - before
        if took > SECONDS:
            raise HangError(f"it took {took:.1f} s, with its own processes")
    except (Exception, HangError) as error:
        what = "".join(traceback.format_exception(error))
        return {"index": index, "name": case.name, "finding": what[-6000:]}
    return {
        "index": index,
        "way": case.ways[0],
        "built": outcome.built,
        "pages": outcome.pages,
        "problems": outcome.problems,
        "seconds": outcome.seconds,
    }


def _processor_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _limit_memory() -> None:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    used = pages * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, resource.RLIM_INFINITY))


def _too_long(number: int, frame: FrameType | None) -> None:
    raise HangError(f"longer than {SECONDS} s of processor time")
