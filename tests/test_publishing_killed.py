"""Publishing is atomic: killed, without room, not allowed or twice at once, the site is whole."""

from __future__ import annotations

import builtins
import ctypes
import errno
import io
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests import publishing, site_build
from tests.publishing import (
    NAMES,
    Sites,
    beside,
    build,
    digest,
    has_ended,
    in_parallel,
    start,
    wait_for,
    wait_for_group,
    write_data,
)

KILLS = 200
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    with in_parallel(), publishing.adopting():
        yield publishing.prepare(tmp_path_factory.mktemp("sites"))


@pytest.fixture
def target(tmp_path: Path, sites: Sites) -> Path:
    """Where a site is published: A is there, as the second of two builds left it."""
    place = tmp_path / "www" / "site"
    for name in ("B", "A"):
        build(sites.portals[name], place)
    assert sites.name_of(place) == "A"
    return place


def other(name: str) -> str:
    return "B" if name == "A" else "A"


def build_in_a_process(sites: Sites, name: str, target: Path, processes: int = 1) -> int:
    return start(lambda: build(sites.portals[name], target, processes))


def wait_for_the_swap(child: int, target: Path) -> None:
    """Return when another directory stands at the target, or the process has ended."""
    before = target.stat().st_ino
    while not has_ended(child):
        with publishing.suppress_gone():
            try:
                if target.stat().st_ino != before:
                    return
            except FileNotFoundError:
                return
        time.sleep(0.0005)


# -- killed ----------------------------------------------------------------------------


def test_killed_at_any_moment_the_site_is_the_old_one_or_the_new_one(
    target: Path, sites: Sites
) -> None:
    chance = Random(20261122)
    times = []
    for name in ("B", "A") * 3:
        began = time.monotonic()
        assert wait_for(build_in_a_process(sites, name, target, 2)) == 0
        times.append(time.monotonic() - began)
    usual = sorted(times)[len(times) // 2]
    there, seen = "A", Counter[str]()
    for number in range(KILLS):
        wanted = other(there)
        child = build_in_a_process(sites, wanted, target, chance.choice((1, 2)))
        if number % 5 == 4:
            # While it clears away what it has replaced.
            wait_for_the_swap(child, target)
            time.sleep(chance.uniform(0, usual / 10))
        else:
            time.sleep(chance.uniform(0, usual * 1.1))
        kill = os.kill if number % 2 else os.killpg
        with publishing.suppress_gone():
            kill(child, signal.SIGKILL)
        code = wait_for(child)
        found = sites.name_of(target)
        assert found in (there, wanted), f"kill {number}: the site is {found}"
        seen["ended" if code == 0 else "new" if found == wanted else "old"] += 1
        # Its workers may still be at it, and what they write into is theirs.
        # Other tests run beside this one, and then no longer: the length of a build changes.
        usual *= 0.93 if code == 0 else 1.05
        there = other(found)
        assert wait_for(build_in_a_process(sites, there, target, 2)) == 0, f"kill {number}"
        assert sites.name_of(target) == there, f"the build after kill {number}"
        wait_for_group(child)
        if beside(target):
            there = other(there)
            assert wait_for(build_in_a_process(sites, there, target, 2)) == 0, f"kill {number}"
            assert sites.name_of(target) == there, f"the second build after kill {number}"
        assert beside(target) == [], f"the build after kill {number} left something behind"
    # The points were spread over the whole of a build.
    assert seen["old"] > KILLS / 4, seen
    assert seen["new"] > KILLS / 40, seen


def test_a_first_build_that_is_killed_leaves_no_half_site(tmp_path: Path, sites: Sites) -> None:
    chance = Random(7)
    for number in range(12):
        target = tmp_path / str(number) / "site"
        child = build_in_a_process(sites, "A", target, 2)
        time.sleep(chance.uniform(0, 0.08))
        os.killpg(child, signal.SIGKILL)
        wait_for(child)
        wait_for_group(child)
        assert not target.exists() or sites.name_of(target) == "A"
        build(sites.portals["A"], target)
        assert sites.name_of(target) == "A"
        assert beside(target) == []


def test_readers_find_a_whole_site_while_it_is_replaced(target: Path, sites: Sites) -> None:
    pages = ("index.html", "news/both/index.html", "data/v1/news.json")

    def read_on() -> None:
        while not (target.parent.parent / "done").exists():
            for page in pages:
                assert (target / page).read_bytes()

    reader = start(read_on)
    for name in ("B", "A") * 10:
        assert wait_for(build_in_a_process(sites, name, target)) == 0
    (target.parent.parent / "done").touch()
    assert wait_for(reader) == 0


def test_a_real_build_that_is_killed_leaves_the_old_site(tmp_path: Path) -> None:
    command = site_build.mkdocs("build", "--strict", "-q", "-d", tmp_path / "www" / "site")
    target = tmp_path / "www" / "site"
    digests = {}
    for name in ("B", "A"):
        write_data(tmp_path / name, name)
        began = time.monotonic()
        done = site_build.run_build(target, data=tmp_path / name)
        usual = time.monotonic() - began
        assert done.returncode == 0, done.stdout + done.stderr
        digests[name] = digest(target)
    environment = site_build.environment({"PORTAL_DATA_DIR": str(tmp_path / "B")})
    for number, part in enumerate((0.3, 0.5, 0.65, 0.8, 0.9, 0.97)):
        process = subprocess.Popen(
            command, cwd=site_build.ROOT, env=environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(usual * part)
        with publishing.suppress_gone():
            (os.killpg if number % 2 else os.kill)(process.pid, signal.SIGKILL)
        process.wait()
        assert digest(target) in digests.values(), f"killed after {part:.0%} of a build"
    assert site_build.run_build(target, data=tmp_path / "B").returncode == 0
    assert digest(target) == digests["B"]
    assert beside(target) == []


# -- no room ---------------------------------------------------------------------------

# The calls by which anything comes upon a disk or changes its place there.
_WRITING = ("open", "mkdir", "rename", "replace", "link", "symlink", "truncate", "write",
            "sendfile", "copy_file_range", "chmod")  # fmt: skip
_REAL = {name: getattr(os, name) for name in _WRITING if hasattr(os, name)}


class FullDisk:
    """From its k-th call on, whatever would write below a directory finds the disk full."""

    def __init__(self, below: Path, first: int, patch: pytest.MonkeyPatch) -> None:
        self.calls, self._first, self._below = 0, first, str(below)
        for name, real in _REAL.items():
            patch.setattr(os, name, self._failing(real))
        real_open = io.open
        patch.setattr(builtins, "open", self._failing(real_open))
        patch.setattr(io, "open", self._failing(real_open))
        patch.setattr(os, "fdopen", self._opened(os.fdopen))

    def _failing(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            if self._would_write(real.__name__, arguments, named):
                self.strike()
            return real(*arguments, **named)

        return call

    def _opened(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(descriptor: int, mode: str = "r", *arguments: Any, **named: Any) -> Any:
            file = real(descriptor, mode, *arguments, **named)
            path = Path(f"/proc/self/fd/{descriptor}").readlink()
            if set(mode) & set("wax+") and self._is_below(str(path)):
                try:
                    self.strike()
                except OSError:
                    file.close()
                    raise
            return file

        return call

    def _would_write(self, name: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> bool:
        first = arguments[0] if arguments else named.get("path", "")
        if not isinstance(first, (str, bytes, os.PathLike)):
            return False
        if not self._is_below(os.fsdecode(first)):
            return False
        if name != "open":
            return True
        how = arguments[1] if len(arguments) > 1 else named.get("mode", named.get("flags", "r"))
        if isinstance(how, int):
            return bool(how & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        return bool(set(how) & set("wax+"))

    def _is_below(self, path: str) -> bool:
        return path.startswith(self._below)

    def strike(self) -> None:
        self.calls += 1
        if self.calls >= self._first:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_disk_that_is_full_from_any_write_on_leaves_the_old_site(
    target: Path, sites: Sites
) -> None:
    def calls(first: int) -> tuple[int, bool]:
        with pytest.MonkeyPatch.context() as patch:
            disk = FullDisk(target.parent, first, patch)
            try:
                build(sites.portals["B"], target)
            except OSError as error:
                assert error.errno == errno.ENOSPC
                return disk.calls, True
            return disk.calls, False

    needed, failed = calls(1_000_000)
    assert not failed
    assert needed > 10, "the calls by which files are written have other names now"
    build(sites.portals["A"], target)
    assert sites.name_of(target) == "A"
    for first in range(1, needed + 1):
        _, failed = calls(first)
        found = sites.name_of(target)
        # What fails once the new site is there, such as keeping the old one, may be passed over.
        assert found == ("A" if failed else "B"), f"write {first} of {needed}"
        assert beside(target) == [] or failed
        if found == "B" or first % 10 == 0:
            build(sites.portals["A"], target)
            assert sites.name_of(target) == "A"
            assert beside(target) == []


@pytest.fixture
def real_target(tmp_path: Path) -> Path:
    """A site that a real build has published, of data A."""
    target = tmp_path / "www" / "site"
    for name in NAMES:
        write_data(tmp_path / name, name)
    done = site_build.run_build(target, data=tmp_path / "A")
    assert done.returncode == 0, done.stdout + done.stderr
    return target


def run_limited(target: Path, prepare: str) -> site_build.Finished:
    """A real build of data B in a process of its own that first limits itself."""
    script = (
        f"import os, resource, sys\n{prepare}\n"
        "from mkdocs.__main__ import cli\n"
        f"sys.argv = ['mkdocs', 'build', '--strict', '-d', {str(target)!r}]\ncli()\n"
    )
    data = target.parent.parent / "B"
    # A cache would write too.
    changes = {"PORTAL_DATA_DIR": str(data), "SOURCE_DATE_EPOCH": str(site_build.EPOCH)}
    return site_build.run([sys.executable, "-c", script], site_build.ROOT, changes)


def assert_refused(done: site_build.Finished, *words: str) -> None:
    """One clear line with the place and what to do, and no traceback."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    lines = (done.stdout + done.stderr).splitlines()
    assert any(all(word in line for word in words) for line in lines), lines


def test_a_real_build_without_room_says_so_and_keeps_the_old_site(real_target: Path) -> None:
    before = digest(real_target)
    limit = "resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000))"
    assert_refused(run_limited(real_target, limit), "File too large", str(real_target.parent))
    assert digest(real_target) == before
    assert beside(real_target) == []


@contextmanager
def small_disk(place: Path, size: int) -> Iterator[None]:
    """A file system of some bytes, mounted at a place."""
    place.mkdir(parents=True, exist_ok=True)
    libc = ctypes.CDLL(None, use_errno=True)
    options = f"size={size}".encode()
    if libc.mount(b"tmpfs", os.fsencode(place), b"tmpfs", 0, options):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    try:
        yield
    finally:
        libc.umount2(os.fsencode(place), 2)


def test_a_disk_that_is_really_full_keeps_the_old_site(
    tmp_path: Path, sites: Sites, record_property: Callable[[str, object], None]
) -> None:
    """The same with a small file system. Where none may be mounted, the test says so: the full
    disk of the tests above is there for everyone."""
    place = tmp_path / "disk"
    try:
        with small_disk(place, 4 << 20):
            target = place / "site"
            build(sites.portals["A"], target)
            filler = (place / "filler").open("wb", buffering=0)
            with filler, pytest.raises(OSError, match="No space left"):
                while True:
                    filler.write(b"x" * 4096)
            with pytest.raises((OSError, RuntimeError), match="No space left"):
                build(sites.portals["B"], target, 2)
            assert sites.name_of(target) == "A"
            (place / "filler").unlink()
            build(sites.portals["B"], target)
            assert sites.name_of(target) == "B"
            assert beside(target) == []
    except PermissionError as error:
        record_property("small file system", f"not mounted: {error.strerror}")
        assert not publishing.can_mount() or error.errno in (errno.EPERM, errno.EACCES)


# -- not allowed -----------------------------------------------------------------------


def test_a_real_build_into_a_folder_that_is_not_writable_says_so(real_target: Path) -> None:
    before = digest(real_target)
    parent = real_target.parent
    parent.chmod(0o555)
    try:
        # Root may write everywhere: so it gives that right up, and no other.
        done = run_limited(real_target, _WITHOUT_OVERRIDE)
    finally:
        parent.chmod(0o755)
    assert_refused(done, "Permission denied", str(parent))
    assert digest(real_target) == before
    assert beside(real_target) == []


# prctl(PR_CAPBSET_DROP) would count after an exec only: capset at once, for CAP_DAC_OVERRIDE.
_WITHOUT_OVERRIDE = """
import ctypes
if os.geteuid() == 0:
    class Header(ctypes.Structure):
        _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]
    class Sets(ctypes.Structure):
        _fields_ = [(name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable")]
    header, sets = Header(0x20080522, 0), (Sets * 2)()
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.capget(ctypes.byref(header), sets) == 0
    for name in ("effective", "permitted", "inheritable"):
        setattr(sets[0], name, getattr(sets[0], name) & ~(1 << 1))
    assert libc.capset(ctypes.byref(header), sets) == 0
"""


def test_a_target_that_cannot_be_made_is_refused_in_one_line(tmp_path: Path) -> None:
    write_data(tmp_path / "B", "B")
    (tmp_path / "www").write_text("a file where a folder should be", "utf-8")
    done = run_limited(tmp_path / "www" / "site", "")
    assert_refused(done, str(tmp_path / "www"))


# -- two at once -----------------------------------------------------------------------


def test_two_builds_at_once_do_not_harm_each_other(target: Path, sites: Sites) -> None:
    chance = Random(3)
    for number in range(25):
        children = []
        for name in chance.sample(NAMES, 2):
            children.append(build_in_a_process(sites, name, target, chance.choice((1, 2))))
            time.sleep(chance.uniform(0, 0.03))
        codes = [wait_for(child) for child in children]
        # Both, or one of them with words (on the standard error) that it cannot now.
        assert 0 in codes, f"pair {number}: {codes}"
        assert sites.name_of(target) in NAMES, f"pair {number}"
        build(sites.portals["A"], target)
        assert sites.name_of(target) == "A"
        assert beside(target) == [], f"pair {number}"


def test_two_real_builds_at_once_share_target_and_cache(tmp_path: Path) -> None:
    target = tmp_path / "www" / "site"
    digests = {}
    for name in NAMES:
        write_data(tmp_path / name, name)
        site_build.build(tmp_path / f"whole-{name}", data=tmp_path / name)
        digests[name] = digest(tmp_path / f"whole-{name}")
    processes = [
        subprocess.Popen(
            site_build.mkdocs("build", "--strict", "-q", "-d", target),
            cwd=site_build.ROOT,
            env=site_build.environment({"PORTAL_DATA_DIR": str(tmp_path / name)}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for name in NAMES
    ]
    outputs = [process.communicate()[0] for process in processes]
    assert 0 in [process.returncode for process in processes], outputs
    assert not any("Traceback" in output for output in outputs), outputs
    assert digest(target) in digests.values()
    shutil.rmtree(target)
    done = site_build.run_build(target, data=tmp_path / "A")
    assert done.returncode == 0, done.stderr
    assert digest(target) == digests["A"]
    assert beside(target) == []
