"""The files of a data directory: which there are, which are records, what is in them.

Whatever the disk says no to becomes a problem: no exception leaves this module.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from portal.fields import MAX_ID, RESERVED_ID, DataFile, is_id, make_id
from portal.known_files import KnownFiles
from portal.problems import Problem, nearest, quote_got
from portal.reading import is_passed_over, name_problem, unreadable
from portal.visible_files import visible_files
from portal.yaml_places import place_of
from portal.yaml_text import MAX_BYTES, Document, field_name, too_large
from portal.yaml_text import Path as FieldPath


class SourceFile(NamedTuple):
    """One file of a kind's folder.

    `name` is its path below the data directory; `ids` are those that references may
    mean by it, also where its name is wrong, which is then `problem`.
    """

    name: str
    record_id: str
    ids: frozenset[str]
    problem: Problem | None = None
    is_readable: bool = True


@dataclass(frozen=True, slots=True)
class FileComplaint:
    """What is wrong with a named file."""

    expected: str
    fix: str


class DataFiles:
    """A data directory on the disk; `label` is how problems name it, `known` what was read."""

    def __init__(self, directory: Path, label: str, known: KnownFiles | None = None) -> None:
        self.directory = directory
        self._known = known or KnownFiles()
        self.label = label
        self._root = directory.resolve()

    def is_data_directory(self, names: Iterable[str]) -> bool:
        """Whether one of the names is there that make a directory one of data."""
        return any(os.path.lexists(self.directory / name) for name in names)

    def read(self, name: str) -> bytes | Problem:
        """A file's bytes, or why there are none."""
        return self._asked(name, lambda path: self._known.content(path, MAX_BYTES))

    def digest(self, name: str) -> bytes | Problem:
        """The SHA-256 of a file that may have to be read next, or why there is none."""
        return self._asked(name, lambda path: self._known.digest(path, MAX_BYTES, hold=True))

    def let_go(self) -> None:
        """What was read for its digest and not asked for is not needed any more."""
        self._known.let_go()

    def _asked(self, name: str, ask: Callable[[str], bytes]) -> bytes | Problem:
        path = f"{self.directory}/{name}"
        try:
            return ask(path)
        except FileNotFoundError:
            return self._problem(name, "a file", "nothing", f"add the file {self.label}/{name}")
        except OSError as error:
            if error.errno == errno.EFBIG:
                return too_large(Path(path).stat().st_size).at(f"{self.label}/{name}")
            return self._unreadable(name, error)

    def entries(self, folder: str) -> tuple[str | Problem, ...]:
        """The names in a folder, but for hidden ones and editors' copies, in order."""
        try:
            names = [entry.name for entry in os.scandir(self.directory / folder)]
        except OSError as error:
            return (self._unreadable(folder or ".", error),)
        return tuple(sorted(name for name in names if not is_passed_over(name)))

    def ids_in(self, folder: str) -> frozenset[str]:
        """The ids of the records in a folder that has another name than it should."""
        names = self.entries(folder) if (self.directory / folder).is_dir() else ()
        return frozenset(Path(name).stem for name in names if isinstance(name, str))

    def records(self, kind: str) -> Iterator[SourceFile | Problem]:
        """The files of a kind, in the order of their names."""
        if not os.path.lexists(self.directory / kind):
            return
        if self._leads_outside(kind):
            yield self._outside(kind)
            return
        try:
            entries = sorted(os.scandir(self.directory / kind), key=lambda entry: entry.name)
        except OSError as error:
            yield self._unreadable(kind, error)
            return
        for entry in entries:
            if not is_passed_over(entry.name):
                yield self._record_file(kind, entry)

    def _record_file(self, kind: str, entry: os.DirEntry[str]) -> SourceFile:
        name = f"{kind}/{entry.name}"
        stem, ending = os.path.splitext(entry.name)  # noqa: PTH122 - 10,000 times
        problem, is_readable = None, True
        if entry.is_symlink() and self._leads_outside(name):
            problem, is_readable = self._outside(name), False
        elif not entry.is_file():
            got = "a folder" if entry.is_dir() else "a broken link, or no file"
            fix = "move it out of this folder, or delete it"
            problem = self._problem(name, "one .yml file for each record here", got, fix)
            is_readable = False
        elif ending != ".yml":
            got = f'a file that ends in "{ending}"' if ending else "a file without an ending"
            fix = "rename it to end in .yml, or move it out of this folder"
            problem = self._problem(name, "one .yml file for each record here", got, fix)
            is_readable = ending in (".yaml", ".YML", ".YAML")
        elif not is_id(stem):
            expected = "a file name of a–z, 0–9 and single hyphens, which is the record's id"
            if RESERVED_ID.fullmatch(stem):
                expected = "an id that is no word of the site's own addresses"
            elif len(stem) > MAX_ID:
                expected = f"a file name of at most {MAX_ID} characters before .yml"
            fix = f'rename the file, such as "{make_id(stem)}.yml"'
            problem = self._problem(name, expected, quote_got(entry.name), fix)
        if problem is None:
            return SourceFile(name, stem, frozenset((stem,)))
        is_readable = is_readable and name.isprintable()
        ids = frozenset((stem, make_id(stem)))
        return SourceFile(name, make_id(stem), ids, problem, is_readable)

    def complaint(self, value: str, marker: DataFile) -> FileComplaint | None:
        """What is wrong with a file that a record names, a path below the data directory."""
        if not value.startswith(f"{marker.folder}/"):
            meant = f"{marker.folder}/{value.rpartition('/')[2]}"
            return FileComplaint(
                f"a file in data/{marker.folder}/",
                f'write it as "{meant}"'
                if meant in self._named
                else f"move the file there and write {meant}",
            )
        if not value.lower().endswith(marker.endings):
            return FileComplaint(
                f"a file that ends in {', '.join(marker.endings)}",
                "convert the file, or choose another",
            )
        if value in self._named:
            if self._leads_outside(value):
                return FileComplaint(
                    "a file inside data/", "put the file itself there, not a link to elsewhere"
                )
            return None
        match = nearest(value, self._named)
        return FileComplaint(
            f"a file that is there (data/{value})",
            f'did you mean "{match}"?' if match else "add the file, or delete the line",
        )

    @cached_property
    def _named(self) -> frozenset[str]:
        # Listed once, and compared letter by letter: on some systems a file is found by a
        # name in another case, on the server it is not.
        return frozenset(
            path.relative_to(self.directory).as_posix()
            for folder in ("logos", "files", "pictures")
            for path in visible_files(self.directory / folder)
            if path.is_file() or path.is_symlink()
        )

    def misplaced(self, names: Iterable[str]) -> Iterator[Problem]:
        """What may not be published at these names and below, whatever is in it.

        Links out of the directory, and names that no address can be made of.
        """
        for name in names:
            if self._leads_outside(name):
                yield self._outside(name)
                continue
            for top, folders, files in os.walk(self.directory / name):
                base = Path(top).relative_to(self.directory).as_posix()
                for below in sorted((*folders, *files)):
                    # Hidden files are not published; what is in hidden folders may be.
                    if not (below.isprintable() or (below.startswith(".") and below in files)):
                        yield name_problem(f"{self.label}/{base}/{below}")
                        continue
                    # Most are no links: not even looked at.
                    if os.path.islink(f"{top}/{below}") and self._leads_outside(f"{base}/{below}"):  # noqa: PTH114
                        yield self._outside(f"{base}/{below}")

    def _leads_outside(self, name: str) -> bool:
        try:
            return not (self.directory / name).resolve().is_relative_to(self._root)
        except (OSError, RuntimeError):  # a circle of links
            return True

    def _outside(self, name: str) -> Problem:
        fix = "put the file itself there, not a link to elsewhere"
        return self._problem(name, "a file inside the data directory", "a link out of it", fix)

    def _unreadable(self, name: str, error: OSError) -> Problem:
        return unreadable(f"{self.label}/{name}", error)

    def _problem(self, name: str, expected: str, got: str, fix: str) -> Problem:
        return Problem(f"{self.label}/{name}", 1, 1, "", expected, got, fix)


def problem_of_file(
    document: Document, path: FieldPath, value: str, complaint: FileComplaint
) -> Problem:
    """The problem of a record that names a file."""
    place = place_of(document, path)
    # `logo: logos/x.svg` is short for a mapping with `file`: the editor knows "logo" only.
    shown = path if place.found else path[:-1]
    return Problem(
        document.path, place.value.line, place.value.column, field_name(shown),
        complaint.expected, quote_got(value), complaint.fix,
    )  # fmt: skip


def digest_files(directory: Path, folder: str, files: KnownFiles) -> dict[str, str]:
    """Digests of the files below a folder of the data, by path below the data; no hidden ones.

    Raises: OSError where the disk fails.
    """
    return {
        path.relative_to(directory).as_posix(): files.digest_of_any(str(path)).hex()
        for path in visible_files(directory / folder)
        if path.is_file()
    }
