"""Jobs on several processes: all results, one failure, and nothing that stays behind."""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import subprocess
import sys
from itertools import chain
from types import SimpleNamespace
from typing import Any

import pytest

from portal.build import _deal
from portal.heap import give_back
from portal.state import SiteState
from portal.units import Job, Unit
from tests.site_build import ROOT

BEGIN = """
import multiprocessing, os, signal, sys, threading, time, weakref
from portal.workers import JobError, run_jobs
here = os.getpid()
got = []
def nothing_left():
    return not multiprocessing.active_children() and threading.active_count() == 1
def failure(lists, job):
    try:
        run_jobs(lists, job, got.append)
    except Exception as error:
        assert nothing_left(), "a worker or a thread is left"
        return error
"""
ALL_ARRIVE = """
started = multiprocessing.get_context("fork").Value("i", 0)
def job(name):
    with started.get_lock():
        started.value += 1
    while started.value < 3:  # each of three has one
        time.sleep(0.001)
    yield name, os.getpid()
    yield name.upper(), os.getpid()
lists = [["a", "b"], ["c"], ["d", "e", "f"]]
run_jobs(lists, job, got.append)
assert sorted(name for name, _ in got) == [*"ABCDEFabcdef"], got
processes = dict(got)
assert processes["a"] == here and len(set(processes.values())) == 3, processes
assert lists == [[], [], []] and nothing_left()
"""
A_LONG_JOB_HERE = """
sent = multiprocessing.get_context("fork").Value("i", 0)
def job(name):
    if name == "long":
        end = time.monotonic() + 20
        while sent.value < 50 and time.monotonic() < end:
            time.sleep(0.001)
        yield sent.value
        return
    for number in range(50):  # ten times what a pipe holds
        yield bytes(13_000)
        sent.value += 1
run_jobs([["long"], ["short"]], job, got.append)
assert got[0] == 50, f"a worker waited after {got[0]} results"
assert len(got) == 51
"""
FAILURES = """
def job(kind):
    if kind == "endless":
        while True:
            time.sleep(0.001)
            yield kind
    if kind == "asleep":
        time.sleep(60)
    if kind == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "disk":
        raise OSError(28, "No space left on device", "site/index.html")
    if kind == "known":
        raise JobError("install the editor")
    yield 1 // 0
start = time.monotonic()
assert type(failure([["bug"], ["asleep"]], job)) is ZeroDivisionError
found = failure([["endless"], ["bug"]], job)
assert type(found) is RuntimeError and "in job\\nZeroDivisionError" in str(found), found
found = failure([["endless"], ["disk"], ["asleep"]], job)
assert type(found) is OSError and found.errno == 28 and found.filename == "site/index.html", found
found = failure([["endless"], ["known"]], job)
assert type(found) is JobError and str(found) == "install the editor", found
found = failure([["endless"], ["killed"]], job)
assert type(found) is RuntimeError and "exit code -9" in str(found), found
assert time.monotonic() - start < 30, "waited for what nobody needs any more"
"""
JOBS_GO = """
class Work:
    pass
def job(work):
    done.append(weakref.ref(work))
    yield sum(each() is not None for each in done)
for count in (1, 2):
    done, got[:] = [], []
    run_jobs([[Work() for _ in range(4)] for _ in range(count)], job, got.append)
    assert len(got) == 4 * count and set(got) == {1}, f"of several jobs at once is kept: {got}"
"""
ORPHANS = """
from portal.forked import map_forked
os.cpu_count = lambda: 2
def job(number):
    if os.getpid() == here:
        os.kill(here, signal.SIGKILL)
    yield bytes(200_000)  # more than a pipe holds
def side_by_side(number):
    return bytes(200_000)
if sys.argv[1] == "jobs":
    run_jobs([[1], [2], [3]], job, got.append)
for _ in map_forked(side_by_side, range(9)):
    os.kill(here, signal.SIGKILL)
"""
HOLES = """
from portal.heap import give_back
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20
parts = [bytes(9000) for _ in range(8000)]
full = resident()
del parts[: -1]  # what lies before the last one
assert resident() > full - 20, "the C library has given it back by itself"
give_back()
assert resident() < full - 50, f"{full} MB, then {resident()} MB"
"""


@pytest.mark.parametrize(
    "script",
    [ALL_ARRIVE, A_LONG_JOB_HERE, FAILURES, JOBS_GO],
    ids=["arrive", "long", "failures", "go"],
)
def test_jobs_on_several_processes(script: str) -> None:
    # In a process of its own: a fork takes one thread along, and this one may have more.
    run_script(script)


@pytest.mark.parametrize("way", ["jobs", "side by side"])
def test_no_process_waits_for_one_that_was_killed(way: str) -> None:
    # They hold its output open: it ends when all have ended.
    assert run_python(ORPHANS, way).returncode == -signal.SIGKILL


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="other C libraries do it by themselves"
)
def test_what_is_free_is_given_back() -> None:
    run_script(HOLES)


@pytest.mark.parametrize("error", [None, TypeError, OSError])
def test_where_nothing_can_be_given_back_nothing_happens(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception] | None
) -> None:
    asked: list[None] = []

    def library(name: None) -> object:
        asked.append(name)
        if error is not None:
            raise error
        return object()  # without the function

    monkeypatch.setattr(ctypes, "CDLL", library)
    give_back()
    assert asked == [None]


def run_script(script: str) -> None:
    done = run_python(script)
    assert done.returncode == 0, done.stderr


def run_python(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", BEGIN + script, *arguments]
    with subprocess.Popen(
        command, cwd=ROOT / "hooks", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    ) as process:  # fmt: skip
        try:
            out, errors = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return subprocess.CompletedProcess(command, process.returncode, out, errors)


@pytest.mark.parametrize(("is_long", "processes"), [(True, 2), (False, 1)])
def test_a_few_long_units_have_a_process_each(is_long: bool, processes: int) -> None:
    """After an edit, the search's index of each language is most of what is left to make."""
    plan: Any = SimpleNamespace(
        of_languages=lambda: [
            [Job([Unit(f"page {tag}", list), Unit(f"search {tag}", list, is_long)])]
            for tag in ("en", "bg")
        ],
        shared=list,
    )
    lists, total = _deal(plan, SiteState(""), SiteState(""), lambda keys: [], 2)
    names = [[unit.name for job in own for unit in job.units] for own in lists]
    assert total == 4
    assert len(names) == processes
    assert sorted(chain.from_iterable(names)) == ["page bg", "page en", "search bg", "search en"]


def test_ctrl_c_shows_no_traceback_of_a_process_that_was_forked() -> None:
    program = """
import os, signal, time
from portal.forked import map_forked
signal.signal(signal.SIGINT, signal.default_int_handler)
def run(job):
    os.kill(os.getpid(), signal.SIGINT)  # each process gets it, as in a terminal
    time.sleep(60)
try:
    list(map_forked(run, [1, 2]))
except KeyboardInterrupt:
    print("stopped")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT / "hooks", capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("stopped\n", "")
