"""One site, from data to publication, with or without MkDocs: both ways of building end here.

Knows where things are and what they depend on; knows neither MkDocs nor the command line.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

from clock import seconds
from data_folder import data_folder
from portal.build import Portal, open_portal, publish_site
from portal.cache import Cache
from portal.check import check_directory, pages_directory
from portal.editing.admin import Editor
from portal.fields import said_by
from portal.hand_written import WELL_KNOWN
from portal.known_files import KnownFiles
from portal.languages import day_in_zone
from portal.load import SITE_FILE
from portal.plan import Tools
from portal.problems import Problem, has_errors, render_summary
from portal.publish import Publisher, SupersededError, read_marker
from portal.reading import read_bounded
from portal.search.pagefind import find_pagefind
from portal.site import site_address
from portal.target import complain_about_target
from portal.theme import Theme
from portal.workers import JobError
from portal.yaml_text import MAX_BYTES, read_document
from progress import Progress
from recipe import COMPILED, digest_named, digest_recipe, named_files

ROOT = Path(__file__).resolve().parent.parent
# Set in the environment: make what MkDocs makes and keep it, for a preview, but no site.
THEME_ONLY: Final = "PORTAL_THEME_ONLY"


class DataError(Exception):
    """The data has errors, all of which have been told; the message sums them up."""


@dataclass(frozen=True)
class Project:
    """Where things are. `url` replaces the address in data/site.yml where it is not empty;
    `is_url_given` says that a person wrote it, and it has to be looked at.

    With `fresh`, all is made anew, whatever was made before; `search` is for measuring what its
    index costs.
    """

    data: Path
    pages: Path
    overrides: Path
    url: str = ""
    fresh: bool = False
    search: bool = True
    is_url_given: bool = False
    root: Path = ROOT
    memory: Cache | None = None
    files: KnownFiles = field(default_factory=KnownFiles)

    @classmethod
    def of(
        cls,
        docs: Path,
        overrides: Path,
        url: str = "",
        before: Project | None = None,
        files: KnownFiles | None = None,
    ) -> Project:
        """The project as the environment has it; what `before` has parsed is not parsed again, and
        what `files` have read is not read again.

        Reads PORTAL_DATA_DIR, PORTAL_SITE_URL, PORTAL_FRESH and PORTAL_SEARCH.
        """
        data = data_folder().resolve()
        given = os.environ.get("PORTAL_SITE_URL")
        fresh = bool(os.environ.get("PORTAL_FRESH"))
        search = os.environ.get("PORTAL_SEARCH") != "0"
        memory = before.cache if before is not None else None
        return cls(
            data, pages_directory(data, docs), overrides, given or url, fresh, search,
            # A preview hands on its own, which may be that of any computer.
            is_url_given=bool(given) and not os.environ.get(THEME_ONLY),
            memory=memory, files=files or KnownFiles(),
        )  # fmt: skip

    @property
    def time_zone(self) -> str:
        """The site's time zone; empty where data/site.yml cannot be read."""
        try:
            # As the check reads it: nothing in the file can end this.
            found = read_document(SITE_FILE, read_bounded(self.data / SITE_FILE, MAX_BYTES)).value
            return str(ZoneInfo(str((found or {})["time_zone"])).key)
        except (OSError, ValueError, KeyError):
            return ""  # the check says why

    @cached_property
    def cache(self) -> Cache:
        """What is made once; safe to delete."""
        return self.memory or Cache(self.root / ".cache", seconds())

    @cached_property
    def recipe(self) -> str:
        """A digest of all that every page depends on: code, templates, words, settings, libraries.

        The same on each machine with the same content. Raises: OSError.
        """
        settings = (self.url, str(self.search))
        return digest_recipe(settings, self._shared_files(), self.files)

    def inputs(self, day: str) -> str:
        """A digest of everything that a build on a day is made of."""
        return hashlib.sha256(f"{self.recipe} {self._data_digest} {day}".encode()).hexdigest()

    @cached_property
    def _data_digest(self) -> str:
        # All that is published of the data counts, whatever it is called.
        found = named_files(self.data, "data")
        # Records are parsed next, where anything has changed.
        return digest_named(found, self.files, held=".yml")

    def _shared_files(self) -> Iterator[tuple[str, Path]]:
        yield from named_files(self.root / "hooks", "hooks", COMPILED)
        yield from named_files(self.overrides, "overrides", COMPILED)
        yield from named_files(self.pages, "pages")
        yield from named_files(self.pages / WELL_KNOWN, f"pages/{WELL_KNOWN}")
        yield from named_files(self.data / "strings", "strings")
        names = ("mkdocs.yml", "scripts/editor/package-lock.json")
        for path in (self.data / "site.yml", *(self.root / name for name in names)):
            if path.is_file():
                yield path.name, path

    def open(self, moment: datetime, say: Callable[[Problem], None]) -> Portal:
        """Check the data, telling each problem.

        Raises: DataError where one is an error, or the address that was given is none.
        """
        address = self._given_address()
        with _collector_at_rest():
            checked = check_directory(
                self.data, _label(self.data), self.pages, _label(self.pages), moment, self.cache,
                known=self.files,
            )  # fmt: skip
        for problem in checked.problems:
            say(problem)
        if has_errors(checked.problems) or checked.catalog is None:
            raise DataError(render_summary(checked.problems))
        site = checked.catalog.site
        catalog = checked.catalog.with_url(address or site.url)
        return open_portal(
            catalog,
            checked.strings,
            self.data,
            self.overrides,
            day_in_zone(moment, site.time_zone),
            lock=checked.lock,
            pictures=checked.pictures,
            cache=self.cache,
            digests=checked.digests,
            shapes=checked.shapes,
            known=self.files,
        )

    def check_target(self, target: Path) -> None:
        """Raises: JobError with what is to be said where a site must not take this place."""
        folders = ("hooks", "overrides", "scripts", "tests", ".git", ".github", ".cache")
        sources = (self.data, self.pages, self.overrides, *(self.root / name for name in folders))
        try:
            complaint = complain_about_target(target, sources)
        except OSError as error:
            raise _not_written(target, error) from error
        if complaint:
            raise JobError(complaint)

    def _given_address(self) -> str:
        """The address that replaces the one in data/site.yml; empty for none. Raises: DataError."""
        if not self.is_url_given:
            return self.url and self.url.rstrip("/") + "/"
        try:
            return site_address(self.url)
        except PydanticCustomError as error:
            expected, got, fix = said_by(error)
            raise DataError(
                f"PORTAL_SITE_URL: expected {expected}, got {got}. Fix: {fix}"
            ) from error

    def publish(self, portal: Portal, theme: Theme, target: Path) -> int:
        """Make what has changed and publish; returns the number of pages that data makes.

        Raises: JobError with what is to be said where that fails; the site is then as it was.
        """
        self.check_target(target)
        tools = Tools(
            find_pagefind() if self.search else None, Editor(self.root / "scripts" / "editor")
        )
        while True:
            try:
                publisher = Publisher(target)
                try:
                    with Progress() as progress:
                        count = publish_site(
                            portal,
                            theme,
                            publisher,
                            self.recipe,
                            tools=tools,
                            fresh=self.fresh,
                            processes=os.cpu_count() or 1,
                            progress=progress.show,
                        )
                finally:
                    publisher.discard()
                self.cache.prune()
                return count
            except SupersededError:
                continue  # on top of what the other build has published
            except OSError as error:
                raise _not_written(target, error) from error

    # -- what is kept ----------------------------------------------------------------

    def load_theme(self) -> Theme | None:
        """The theme of a build before, of the same recipe; None where none is kept."""
        try:
            content = self.cache.get(self._theme_entry)
        except OSError:
            return None  # of what cannot be read; the check says why
        if content is None:
            return None
        found = pickle.loads(content)
        return found if isinstance(found, Theme) else None

    def save_theme(self, theme: Theme) -> None:
        """Keep a theme."""
        self.cache.put(self._theme_entry, pickle.dumps(theme, protocol=5))

    @property
    def _theme_entry(self) -> str:
        return f"themes/{self.recipe[:32]}.pickle"

    def note_inputs(self, target: Path, day: str, said: Iterable[str]) -> None:
        """Remember what the published site was made of, and what was said about it."""
        with suppress(OSError):  # it was only to save the next build some time
            kept = json.dumps({"inputs": self.inputs(day), "said": list(said)})
            if site := read_marker(target):
                self.cache.put(f"sites/{site}.inputs", kept.encode())

    def said_of_same(self, target: Path, day: str) -> list[str] | None:
        """What was said when the published site was made, if of just this; else None."""
        content = self.cache.get(f"sites/{site}.inputs") if (site := read_marker(target)) else None
        if content is None:
            return None
        try:
            kept = json.loads(content)
            return list(kept["said"]) if kept["inputs"] == self.inputs(day) else None
        except (OSError, ValueError, KeyError, TypeError):
            return None  # what cannot be read is told by the check


def _not_written(target: Path, error: OSError) -> JobError:
    where = f" {error.filename}" if error.filename else ""
    return JobError(
        f"The site cannot be written:{where}: {error.strerror or error}. "
        f"{target} is as it was. Make room or give permission, then build again."
    )


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    # Records live until the build ends: looking for garbage among a million of them, again
    # and again, took a quarter of the time at 10,000 records, and freezing them lets
    # forked workers share their memory.
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
        gc.freeze()


def _label(directory: Path) -> str:
    here = Path.cwd()
    return str(directory.relative_to(here) if directory.is_relative_to(here) else directory)
