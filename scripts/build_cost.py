"""What a process and all that it starts cost: wall and processor time, memory, what it wrote."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
_INTERVAL_SECONDS: Final = 0.2
# Of the time that a command takes, at most such a part goes into looking at its memory.
_SHARE: Final = 1 / 50
# Kilobytes, but for macOS.
_RSS_UNIT: Final = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took.

    `cpu_seconds` are user and system time of all its processes. `memory_bytes` is the peak of all
    of them together, pages that they share counted once (PSS, looked at every 0.2 s, less often
    where a look takes long; 0 where the system does not tell); `largest_bytes` the peak of the
    largest one alone (RSS).
    """

    wall_seconds: float
    cpu_seconds: float
    memory_bytes: int
    largest_bytes: int


@dataclass(frozen=True, slots=True)
class Written:
    """What a command left in its directory: HTML pages, all files, their bytes."""

    pages: int
    page_bytes: int
    files: int
    bytes: int


def build_command(site: Path) -> list[str]:
    """The command behind `make site`, from the checkout in the current directory."""
    return [sys.executable, "scripts/build_site.py", "--out", str(site)]


def build_environment(data: Path) -> dict[str, str]:
    """What that command reads besides."""
    return {
        "PORTAL_DATA_DIR": str(data.resolve()),
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONUTF8": "1",
        # Python keeps what it has compiled, unless told otherwise, as some test machines do.
        "PYTHONDONTWRITEBYTECODE": "",
    }


def measure_command(
    command: Sequence[str], directory: Path, environment: Mapping[str, str]
) -> tuple[int, Cost]:
    """Run a command in a process of its own; its exit code and what it took."""
    started = time.perf_counter()
    # A session of its own: all processes of the command, and no others, carry its number.
    process = subprocess.Popen(
        command, cwd=directory, env={**os.environ, **environment}, start_new_session=True
    )
    with _MemoryWatch(process.pid) as watch:
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            # Its session is its own: what ends this program would leave it running.
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
            raise
        wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu = used.ru_utime + used.ru_stime
    return process.returncode, Cost(wall, cpu, watch.peak, used.ru_maxrss * _RSS_UNIT)


def look_at(directory: Path) -> Written:
    """Count what lies below a directory."""
    pages = page_bytes = files = size = 0
    for path in directory.rglob("*"):
        if not path.is_file():
            continue
        length = path.stat().st_size
        files += 1
        size += length
        if path.suffix == ".html":
            pages += 1
            page_bytes += length
    return Written(pages, page_bytes, files, size)


class _MemoryWatch:
    """Looks at the memory of a session's processes while it runs (Linux; else `peak` stays 0).

    PSS counts a page that forked workers share once, divided among them; RSS would count
    it in each. To sum it up the kernel walks all pages of a process, which holds it up: of
    a process that is alone, RSS says the same for nothing, and two of 600 MB that were looked
    at every 0.2 s took a fifth longer. So the next look waits the longer the last one took.
    """

    def __init__(self, session: int) -> None:
        self.peak = 0
        self._session = session
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> _MemoryWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        pause = _INTERVAL_SECONDS
        while not self._done.wait(pause):
            started = time.perf_counter()
            processes = _processes_of(self._session)
            read = _resident_bytes if len(processes) == 1 else _proportional_bytes
            self.peak = max(self.peak, sum(read(process) for process in processes))
            pause = max(_INTERVAL_SECONDS, (time.perf_counter() - started) / _SHARE)


def _processes_of(session: int) -> list[Path]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            # After the name in brackets: state, parent, group, session.
            if int((process / "stat").read_text().rpartition(")")[2].split()[3]) == session:
                found.append(process)
        except (OSError, ValueError, IndexError):
            continue  # it ended while we looked
    return found


def _resident_bytes(process: Path) -> int:
    try:
        return int((process / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def _proportional_bytes(process: Path) -> int:
    try:
        rollup = (process / "smaps_rollup").read_text()
        found = next(line for line in rollup.split("\n") if line.startswith("Pss:"))
        return int(found.split()[1]) * 1024
    except (OSError, StopIteration):
        return 0
