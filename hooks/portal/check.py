"""The whole check of a data directory: what a build does before it writes anything."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType

from portal.cache import NO_CACHE, Cache
from portal.catalog import Catalog, build_catalog, targets_of
from portal.data_files import DataFiles
from portal.document_files import check_documents
from portal.hand_written import check_pages
from portal.known_files import KnownFiles
from portal.languages import day_in_zone
from portal.load import LOCK_FILE, load_data
from portal.logo_files import check_logos, load_logos
from portal.page_check import check_written
from portal.pictures.examine import check_pictures
from portal.pictures.sizes import PictureSize
from portal.problems import Problem, limit_each_file, sort_problems
from portal.progress_check import check_progress
from portal.reading import read_bounded, unreadable
from portal.references import Key
from portal.statement_check import check_statement
from portal.strings import Strings, load_strings
from portal.text_checks.check import check_texts
from portal.text_shape import TextShape
from portal.timeliness import check_timeliness
from portal.translations.lock import NO_LOCK, Lock, read_lock
from portal.visibility_check import MONEY_KINDS, check_visibility


@dataclass(frozen=True, slots=True)
class Checked:
    """A checked data directory; `catalog` may be used only without errors in `problems`.

    `digests` are SHA-256 of the files that the loader read, by name below the directory;
    `shapes` are the languages of the texts of records, as far as they stand in the file alone.
    """

    directory: Path
    label: str
    catalog: Catalog | None
    strings: Mapping[str, Strings]
    problems: tuple[Problem, ...]
    record_count: int
    pictures: Mapping[str, PictureSize] = field(default_factory=lambda: MappingProxyType({}))
    lock: Lock = NO_LOCK
    digests: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    shapes: Mapping[Key, TextShape] = field(default_factory=lambda: MappingProxyType({}))


def check_directory(
    directory: Path,
    label: str = "data",
    pages: Path | None = None,
    pages_label: str = "docs",
    now: datetime | None = None,
    cache: Cache = NO_CACHE,
    *,
    texts: bool = False,
    known: KnownFiles | None = None,
) -> Checked:
    """Load everything, resolve all references and collect all problems.

    `pages` are the hand-written pages, whose links to records are checked too. With `now`
    (aware) the warnings of that moment's day, in the site's zone, are among the problems.
    With `texts` those about the texts themselves, which no build waits for.
    Records that `cache` knows are not parsed again, photographs not decoded, logos not drawn;
    records that `known` has read are not read again.
    Raises: nothing for what editors can get wrong, and nothing where the disk fails; OSError
    where there are pictures to look at, and no process can be started for that.
    """
    known = known or KnownFiles()
    loaded = load_data(directory, label, cache, known)
    catalog, problems = build_catalog(loaded, cache)
    pictures, refused = check_pictures(loaded, cache)
    problems = (*problems, *refused)
    flawed = check_logos(directory, label, cache) if (directory / "logos").is_dir() else ()
    problems = (*problems, *flawed)
    problems = (*problems, *check_documents(directory, label))
    # A rule that cannot be read is not missing as well.
    unread = {draft.model.kind_name for draft in loaded.drafts}
    if catalog is not None and not flawed and not unread.intersection(MONEY_KINDS):
        problems = (*problems, *check_visibility(catalog, loaded, load_logos(directory)))
    strings: dict[str, Strings] = {}
    folder = directory / "strings"
    for tag in loaded.site.tags if loaded.site else sorted(p.stem for p in folder.glob("*.po")):
        file = folder / f"{tag}.po"
        made_of = (file, label, _digest(known, file))
        read = partial(load_strings, file, f"{label}/strings/{tag}.po")
        strings[tag], more = cache.remember(f"strings {tag}", made_of, read)
        problems = (*problems, *more)
    tags = loaded.site.tags if loaded.site else ()
    written: list[Problem] = []
    if pages is not None and any(loaded.existing.values()):
        written += check_pages(pages, pages_label, targets_of(loaded), tags)
    if pages is not None and tags:
        written += check_written(pages, pages_label, tags)
    problems = (*problems, *limit_each_file(written))
    if pages is not None:
        problems = (*problems, *check_statement(loaded, pages, pages_label))
    if catalog is not None:
        problems = (*problems, *check_progress(catalog, loaded))
    if catalog is not None and now is not None:
        today = day_in_zone(now, catalog.site.time_zone)
        problems = (*problems, *check_timeliness(catalog, loaded, today))
    lock, more = load_lock(directory, label)
    problems = (*problems, *more)
    if catalog is not None and texts:
        files = DataFiles(directory, label)
        problems = (*problems, *check_texts(catalog.site, catalog.records, files))
    count = sum(len(group) for group in loaded.records.values())
    found = sort_problems(problems)
    checked = {("agreements", agreement) for agreement in loaded.checks}
    shapes = {key: shape for key, shape in loaded.shapes.items() if key not in checked}
    return Checked(
        directory, label, catalog, strings, found, count, pictures, lock, loaded.digests, shapes
    )


def _digest(known: KnownFiles, file: Path) -> bytes:
    try:
        return known.digest(str(file))
    except OSError:
        return b""  # who reads it says why


def pages_directory(data_directory: Path, default: Path) -> Path:
    """Where the hand-written pages are: a data set may bring its own in `docs/`."""
    own = data_directory / "docs"
    return own if own.is_dir() else default


def load_lock(directory: Path, label: str) -> tuple[Lock, tuple[Problem, ...]]:
    """The lock of a data directory, and what is wrong with it; it may be long, or not there."""
    name = f"{label}/{LOCK_FILE}"
    path = directory / LOCK_FILE
    try:
        return read_lock(read_bounded(path) if os.path.lexists(path) else None, name)
    except OSError as error:
        return NO_LOCK, (unreadable(name, error),)
