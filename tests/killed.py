"""Builds in forked processes that are killed, or meet each other.

`python -m tests.killed at_any_moment DIRECTORY` does one of these, in a process of its own: to fork
the one that runs all tests, with all that it has read, takes longer than a build.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final

from tests import publishing
from tests.publishing import (
    NAMES,
    Sites,
    beside,
    build,
    has_ended,
    start,
    wait_for,
    wait_for_group,
)

KILLS: Final = 200


def main(name: str, directory: Path) -> None:
    """Do what is called so in an empty directory. Raises: AssertionError where a site is harmed."""
    with publishing.in_parallel(), publishing.adopting():
        sites = publishing.prepare(directory / "sites")
        WAYS[name](sites, publishing.publish_twice(sites, directory / "www" / "site"))


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


def at_any_moment(sites: Sites, target: Path) -> None:
    """The site is the old one or the new one, whenever its build is killed."""
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


def at_the_first_build(sites: Sites, published: Path) -> None:
    """There is no half site where there was none before."""
    chance = Random(7)
    for number in range(12):
        target = published.parent.parent / str(number) / "site"
        child = build_in_a_process(sites, "A", target, 2)
        time.sleep(chance.uniform(0, 0.08))
        os.killpg(child, signal.SIGKILL)
        wait_for(child)
        wait_for_group(child)
        assert not target.exists() or sites.name_of(target) == "A"
        build(sites.portals["A"], target)
        assert sites.name_of(target) == "A"
        assert beside(target) == []


def while_it_is_read(sites: Sites, target: Path) -> None:
    """Readers find a whole site while it is replaced."""
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


def two_at_once(sites: Sites, target: Path) -> None:
    """Two builds of one site at the same time do not harm each other."""
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


WAYS: Final[dict[str, Callable[[Sites, Path], None]]] = {
    way.__name__: way for way in (at_any_moment, at_the_first_build, while_it_is_read, two_at_once)
}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
