"""Two tiny sites, A and B, built in this process or in forked ones: for tests of publishing.

How a site comes into its place is known in `build` alone; the tests look at directories.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, NoReturn
from unittest.mock import patch

import portal.build
from portal.build import Portal, open_portal, publish_site
from portal.cache import Cache
from portal.check import check_directory
from portal.frame import Frame
from portal.publish import Publisher, SupersededError
from portal.theme import Theme
from tests.fuzzing.trial import made_once
from tests.site_build import ROOT

TODAY: Final = date(2026, 11, 22)
NAMES: Final = ("A", "B")
# Those that mkdocs.yml has in its navigation.
_PAGES: Final = ("index", "about", "contribute", "privacy")
_FRAME: Final = Frame(("<!doctype html>\n<html><head>", "</head><body>", "", "</body></html>\n"))
_SITE: Final = (
    "title: {en: Test portal}\nsummary: {en: A portal for tests.}\nurl: https://portal.example/\n"
    'tag_prefix: "tag:portal.example,2026"\nlanguages: [{tag: en, name: English}]\n'
    "time_zone: Europe/Sofia\npublisher: {en: The editors}\nsocial_cards: false\n"
    "licence: {name: CC BY 4.0, url: https://creativecommons.org/licenses/by/4.0/}\n"
)
_SOURCE: Final = (
    "title: {en: Report}\npublisher: {en: Publisher}\nseen_on: 2026-11-20\nupdated_on: 2026-11-21\n"
)
_NEWS: Final = (
    "title: {{en: News {0}}}\nsummary: {{en: It is site {0}.}}\npublished_on: 2026-05-17\n"
    "sources: [report]\nupdated_on: 2026-11-21\n"
)


@dataclass(frozen=True)
class Sites:
    """Both sites, ready to be built, and what is in each when it is whole."""

    data: dict[str, Path]
    portals: dict[str, Portal]
    digests: dict[str, str]

    def name_of(self, target: Path) -> str:
        """Which of the two a directory holds, in every path and byte; else what it differs by."""
        found = digest(target)
        return next((name for name, known in self.digests.items() if known == found), "neither")


def write_data(directory: Path, name: str) -> Path:
    """The data of a site; B has another record, lacks one of A's, and changes one."""
    files = {
        "site.yml": _SITE,
        "sources/report.yml": _SOURCE,
        "news/both.yml": _NEWS.format(name),
        f"news/only-{name.lower()}.yml": _NEWS.format(f"only in {name}"),
        **{f"docs/{page}.en.md": f"# {page} of {name}\n" for page in _PAGES},
    }
    for path, content in files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(content, "utf-8")
    return directory


def prepare(scratch: Path) -> Sites:
    """Load both sites, and build each once into a directory of its own."""
    data, portals, digests = {}, {}, {}
    for name in NAMES:
        data[name] = write_data(scratch / f"data-{name}", name)
        checked = check_directory(data[name])
        assert checked.catalog is not None
        assert not checked.problems, "\n".join(map(str, checked.problems))
        portals[name] = open_portal(
            checked.catalog, checked.strings, data[name], ROOT / "overrides", TODAY,
            cache=Cache(scratch / "cache"), digests=checked.digests,
        )  # fmt: skip
        build(portals[name], scratch / f"whole-{name}" / "site")
        digests[name] = digest(scratch / f"whole-{name}" / "site")
    assert digests["A"] != digests["B"]
    return Sites(data, portals, digests)


def build(portal_: Portal, target: Path, processes: int = 1) -> None:
    """One build from its first file to the end of its clearing away."""
    frames = {"en": dict.fromkeys(portal_.frame_keys(), _FRAME)}
    theme = Theme(frames, files={"index.html": b"<!doctype html>\n<title>Home</title>\n"})
    while True:
        publisher = Publisher(target)
        try:
            publish_site(portal_, theme, publisher, "recipe", processes=processes)
            return
        except SupersededError:
            continue
        finally:
            publisher.discard()


def publish_twice(sites: Sites, target: Path) -> Path:
    """Publish A at a target, as the second of two builds; returns the target."""
    for name in ("B", "A"):
        build(sites.portals[name], target)
    assert sites.name_of(target) == "A"
    return target


@contextmanager
def in_parallel() -> Iterator[None]:
    """Let sites as small as these be built by several processes, as large ones are."""
    with patch.object(portal.build, "PARALLEL_FROM", 0), made_once():
        yield


def digest(directory: Path) -> str:
    """A fingerprint of all paths and bytes below a directory."""
    found = hashlib.sha256()
    for top, folders, names in sorted(os.walk(directory)):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(top, name)  # noqa: PTH118 - hundreds of times a second
            with open(path, "rb") as file:  # noqa: PTH123
                content = file.read()
            found.update(f"{os.path.relpath(path, directory)}\0{len(content)}\0".encode())
            found.update(content)
        if not names and not folders:
            found.update(f"{os.path.relpath(top, directory)}/\0".encode())
    return found.hexdigest()


def beside(target: Path) -> list[str]:
    """What else lies where the site lies, but for the generation before, which may stay."""
    kept = {target.name, f".{target.name}.previous"}
    return sorted(path.name for path in target.parent.iterdir() if path.name not in kept)


# -- processes -------------------------------------------------------------------------


def start(work: Callable[[], None]) -> int:
    """Run something in a forked process that leads a group of its own; its id."""
    child = os.fork()
    if child:
        with suppress_gone():
            os.setpgid(child, child)
        return child
    _run(work)


def _run(work: Callable[[], None]) -> NoReturn:
    code = 1
    try:
        os.setpgid(0, 0)
        signal.alarm(60)  # a test that fails leaves nothing behind
        work()
        code = 0
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    finally:
        os._exit(code)


@contextmanager
def suppress_gone() -> Iterator[None]:
    """What has ended already need not be told anything."""
    try:
        yield
    except (ProcessLookupError, PermissionError):
        return


def wait_for(child: int) -> int:
    """Wait for a process; its exit code, or the negative number of the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def has_ended(child: int) -> bool:
    """Whether a process has ended; it can still be waited for."""
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def wait_for_group(leader: int) -> None:
    """Wait until no process of a group is left: workers end when nobody listens to them."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with suppress(ChildProcessError):
            while os.waitpid(-leader, 0)[0]:
                pass
        try:
            os.killpg(leader, 0)
        except ProcessLookupError:
            return
        time.sleep(0.002)
    raise AssertionError("workers outlive the build that was killed")


@contextmanager
def adopting() -> Iterator[None]:
    """Let this process be the parent of orphans, where the system can: it buries them at once."""
    adopt = 36  # PR_SET_CHILD_SUBREAPER
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    if libc is not None:
        libc.prctl(adopt, 1, 0, 0, 0)
    yield
    if libc is not None:
        libc.prctl(adopt, 0, 0, 0, 0)


@cache
def can_mount() -> bool:
    """Whether this process may mount file systems of its own."""
    return os.geteuid() == 0 and sys.platform == "linux"
