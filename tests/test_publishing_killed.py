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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import killed, publishing, site_build
from tests.publishing import (
    NAMES,
    Sites,
    beside,
    build,
    digest,
    in_parallel,
    write_data,
)

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    with in_parallel(), publishing.adopting():
        yield publishing.prepare(tmp_path_factory.mktemp("sites"))


@pytest.fixture
def target(tmp_path: Path, sites: Sites) -> Path:
    """Where a site is published: A is there, as the second of two builds left it."""
    return publishing.publish_twice(sites, tmp_path / "www" / "site")


# -- killed, read, two at once -----------------------------------------------------------


@pytest.mark.parametrize("way", killed.WAYS)
def test_whatever_happens_to_a_build_the_site_is_a_whole_one(way: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.killed", way, str(tmp_path)]
    path = {"PYTHONPATH": os.pathsep.join(("hooks", "scripts", "."))}
    done = site_build.run(command, site_build.ROOT, path)
    assert done.returncode == 0, done.stdout + done.stderr


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
