"""Measure a build: `python scripts/measure_build.py DIRECTORY`.

Builds the site of a data directory into a temporary one and prints what that cost.
`--profile` shows instead where the time goes.

Figures mean something on an idle machine only. Where ext4 has no journal (virtual machines),
making files is ten times slower for some minutes after many were deleted; TMPDIR=/dev/shm
keeps the disk out of it.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
SHOWN = 40
_INTERVAL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Cost:
    """What a build took. `memory_how` says what the memory figure is."""

    wall_seconds: float
    cpu_seconds: float
    memory_bytes: int
    memory_how: str


def main(arguments: list[str] | None = None) -> int:
    """Measure or profile one build; its exit code."""
    parser = argparse.ArgumentParser(
        description="Build the site of a data directory into a temporary one, and print what it "
        "cost: time, processor time, peak memory, pages, bytes.",
        epilog="Sample data of any size: python scripts/sample_data.py --records 1000 --out DIR. "
        "TMPDIR=/dev/shm keeps the disk out of the figures.",
    )
    parser.add_argument("directory", type=Path, metavar="DIR", help="the data")
    parser.add_argument(
        "--runs", type=int, default=1, metavar="N", help="build so often; the fastest run counts"
    )
    parser.add_argument(
        "--profile", action="store_true",
        help=f"build in one process under cProfile and print the {SHOWN} most costly functions",
    )  # fmt: skip
    parser.add_argument(
        "--sort", choices=("tottime", "cumtime"), default="tottime",
        help="with --profile: by a function's own time (default), or with what it calls",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    if not (options.directory / "site.yml").is_file():
        parser.error(f"{options.directory} holds no data (no site.yml)")
    environment = {
        "PORTAL_DATA_DIR": str(options.directory.resolve()),
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONUTF8": "1",
    }
    reports = []
    for _ in range(max(1, options.runs)):
        with tempfile.TemporaryDirectory(prefix="measured-") as folder:
            site = Path(folder) / "site"
            if options.profile:
                return profile_build(site, environment, options.sort)
            code, cost = measure_build(site, environment)
            if code:
                return code
            reports.append((cost.wall_seconds, render_report(cost, site)))
    print(min(reports)[1])
    return 0


def measure_build(site: Path, environment: dict[str, str]) -> tuple[int, Cost]:
    """Build in a process of its own; returns its exit code and what it took."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d", str(site)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    # A session of its own: all processes of the build, and no others, carry its number.
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, start_new_session=True
    )
    with _MemoryWatch(process.pid) as watch:
        code = process.wait()
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if watch.peak:
        how = f"all processes together (PSS, every {_INTERVAL_SECONDS:g} s)"
        return code, Cost(wall, cpu, watch.peak, how)
    # Kilobytes, but for macOS.
    unit = 1 if sys.platform == "darwin" else 1024
    return code, Cost(wall, cpu, after.ru_maxrss * unit, "the largest process alone (RSS)")


def profile_build(site: Path, environment: dict[str, str], sort: str) -> int:
    """Build here, in one process, and print the most costly functions."""
    os.chdir(ROOT)
    os.environ.update(environment, PORTAL_PROCESSES="1")
    from mkdocs.__main__ import cli  # after the environment: it prints a banner otherwise

    profile = cProfile.Profile()
    # A build starts as many processes as it counts processors; a profile sees only its own.
    with patch("os.cpu_count", return_value=1):
        profile.runcall(
            cli, ["build", "--strict", "-q", "-d", str(site)], standalone_mode=False
        )  # fmt: skip
    pstats.Stats(profile).sort_stats(sort).print_stats(SHOWN)
    return 0


def render_report(cost: Cost, site: Path) -> str:
    """The figures of a build, one a line."""
    sizes = {path: path.stat().st_size for path in site.rglob("*") if path.is_file()}
    pages = [size for path, size in sizes.items() if path.suffix == ".html"]
    lines = (
        ("wall", f"{cost.wall_seconds:.2f} s"),
        ("cpu", f"{cost.cpu_seconds:.2f} s"),
        ("memory", f"{cost.memory_bytes / 2**20:,.0f} MiB, {cost.memory_how}"),
        ("pages", f"{len(pages):,}"),
        ("a page", f"{cost.wall_seconds * 1000 / max(1, len(pages)):.3f} ms"),
        ("bytes", f"{sum(sizes.values()):,} in {len(sizes):,} files"),
        ("html", f"{sum(pages):,} bytes, {sum(pages) // max(1, len(pages)):,} a page"),
    )
    return "\n".join(f"{name:<8}{value}" for name, value in lines)


class _MemoryWatch:
    """Looks at the memory of a session's processes while it runs (Linux; else `peak` stays 0).

    PSS counts a page that forked workers share once, divided among them; RSS would count
    it in each.
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
        while not self._done.wait(_INTERVAL_SECONDS):
            self.peak = max(self.peak, sum(_proportional_bytes(self._session)))


def _proportional_bytes(session: int) -> Iterator[int]:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            # After the name in brackets: state, parent, group, session.
            if int((process / "stat").read_text().rpartition(")")[2].split()[3]) == session:
                rollup = (process / "smaps_rollup").read_text()
                found = next(line for line in rollup.split("\n") if line.startswith("Pss:"))
                yield int(found.split()[1]) * 1024
        except (OSError, ValueError, IndexError, StopIteration):
            continue  # it ended while we looked


if __name__ == "__main__":
    sys.exit(main())
