"""From a data directory to typed records, with every problem on the way.

This loader is the check: `scripts/check_data.py` and the build call the same function.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from portal.cache import NO_CACHE, Cache
from portal.data_files import DataFiles, problem_of_file
from portal.evidence import FOLDER as EVIDENCE
from portal.evidence import Check, CheckFile
from portal.fields import LANGUAGE_PATTERN
from portal.known_files import KnownFiles
from portal.model import KINDS, AnyRecord
from portal.parse import Named, Parsed, RecordFile
from portal.parse_files import parse_files
from portal.problems import Problem, nearest, quote_got, sort_problems
from portal.references import Key
from portal.site import Site
from portal.text_shape import TextShape
from portal.validate import validate
from portal.yaml_text import Document, Value, read_document
from portal.yaml_text import Path as FieldPath

SITE_FILE: Final = "site.yml"
LOCK_FILE: Final = "translations.lock"
PICTURES: Final = "pictures"
OTHER_FOLDERS: Final = frozenset({"logos", "files", PICTURES, "strings", "docs", EVIDENCE})


@dataclass(frozen=True, slots=True)
class Draft:
    """A record with problems of its own, as far as references are concerned."""

    model: type[AnyRecord]
    name: str
    value: dict[str, Value]


@dataclass(frozen=True, slots=True)
class NamedPicture:
    """A picture that is there, and the first place that names it: a record's file and field."""

    file: str
    record: str
    path: FieldPath


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a data directory holds. With errors among the problems, nothing may be built.

    `records` maps each kind to its records in the order of their ids, `drafts` are those
    with problems; `label` is the data directory as problems name it. `existing` holds, per
    kind, the ids that may be referred to, those of drafts among them; `former` the old ids
    of drafts with the new ones. `named` is what each of `records` names. `checks` are what an
    automatic check saw, by the id of the agreement that they are about. `named_pictures` are
    still to be looked at. `digests` are SHA-256 of the files that were read, by name; `shapes`
    are the languages of the texts of each of `records`.
    """

    directory: Path
    label: str
    site: Site | None
    records: Mapping[str, tuple[AnyRecord, ...]]
    drafts: tuple[Draft, ...]
    existing: Mapping[str, frozenset[str]]
    former: Mapping[Key, str]
    named: Mapping[Key, Named]
    checks: Mapping[str, tuple[Check, ...]]
    problems: tuple[Problem, ...]
    named_pictures: tuple[NamedPicture, ...] = ()
    digests: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    shapes: Mapping[Key, TextShape] = field(default_factory=lambda: MappingProxyType({}))


def load_data(
    directory: Path,
    label: str = "data",
    cache: Cache = NO_CACHE,
    known: KnownFiles | None = None,
) -> Loaded:
    """Read all records below a directory; files that `cache` knows are not parsed again.

    What `known` has read already is not read again. Raises: nothing for what editors can get wrong.
    """
    return _Loader(DataFiles(directory, label, known), cache).load()


def reread(loaded: Loaded, name: str) -> Document:
    """The document of a record again, to find the place of a problem met later."""
    content = DataFiles(loaded.directory, loaded.label).read(name)
    return read_document(f"{loaded.label}/{name}", content if isinstance(content, bytes) else b"")


class _Loader:
    """One reading of a data directory: what it has found so far."""

    def __init__(self, files: DataFiles, cache: Cache) -> None:
        self.files = files
        self.cache = cache
        self.problems: list[Problem] = []
        self.drafts: list[Draft] = []
        self.former: dict[Key, str] = {}
        self.named: dict[Key, Named] = {}
        self.existing: dict[str, set[str]] = {kind: set() for kind in KINDS}
        self.checks: dict[str, tuple[Check, ...]] = {}
        self.pictures: dict[str, NamedPicture] = {}
        self.digests: dict[str, bytes] = {}
        self.shapes: dict[Key, TextShape] = {}
        self.refused: set[str] = set()

    def load(self) -> Loaded:
        if not self.files.is_data_directory((SITE_FILE, *KINDS)):
            expected = f"a data directory: {SITE_FILE} and folders such as projects/"
            fix = "name the right directory, or write the first records"
            self.problems.append(Problem(self.files.label, 1, 1, "", expected, "neither", fix))
            return self._loaded(None, dict.fromkeys(KINDS, ()))
        site, context = self._site()
        files = [file for kind in KINDS for file in self._record_files(kind)]
        records: dict[str, list[AnyRecord]] = {kind: [] for kind in KINDS}
        found = parse_files(files, self.files.label, context, self.cache, self._filled)
        self.files.let_go()
        for file, parsed in zip(files, found, strict=True):
            self._take(file, parsed)
            if parsed.record is not None and not file.is_draft:
                records[file.kind].append(parsed.record)
                key = (file.kind, file.record_id)
                self.named[key] = parsed.named
                if parsed.shape is not None:
                    self.shapes[key] = parsed.shape
        self._checks(context)
        self._stray_folders()
        self._misplaced()
        return self._loaded(site, {kind: tuple(group) for kind, group in records.items()})

    def _loaded(self, site: Site | None, records: Mapping[str, tuple[AnyRecord, ...]]) -> Loaded:
        existing = {kind: frozenset(ids) for kind, ids in self.existing.items()}
        return Loaded(
            self.files.directory,
            self.files.label,
            site,
            records,
            tuple(self.drafts),
            existing,
            self.former,
            self.named,
            self.checks,
            sort_problems(self.problems),
            tuple(self.pictures.values()),
            self.digests,
            self.shapes,
        )

    # -- the site's own file ---------------------------------------------------------

    def _site(self) -> tuple[Site | None, dict[str, Any]]:
        """The site, and the languages that texts are checked against.

        Those count even where something else in the file is wrong, so that the texts'
        problems are in the same list.
        """
        context: dict[str, Any] = {"languages": (), "default_language": ""}
        document = self._read(SITE_FILE)
        if document is None or document.value is None:
            return None, context
        languages = document.value.get("languages")
        items = languages if isinstance(languages, list) else []
        tags = [item.get("tag") if isinstance(item, dict) else None for item in items]
        if tags and all(map(_is_tag, tags)) and len(set(tags)) == len(tags):
            context = {"languages": tuple(tags), "default_language": tags[0]}
        site, found = validate(Site, document, document.value, context)
        self.problems.extend(found)
        return site, context

    # -- records ---------------------------------------------------------------------

    def _record_files(self, kind: str) -> Iterator[RecordFile]:
        existing = self.existing[kind]
        for file in self.files.records(kind):
            if isinstance(file, Problem):
                self.problems.append(file)
                continue
            existing |= file.ids
            if file.problem is not None:
                self.problems.append(file.problem)
            digest = self._digest(file.name) if file.is_readable else None
            if digest is not None:
                is_draft = file.problem is not None
                yield RecordFile(file.name, kind, file.record_id, digest, is_draft)

    def _filled(self, file: RecordFile) -> RecordFile | None:
        """The file with its content; None where it cannot be read any more."""
        content = self._content(file.name)
        if content is None:
            return None
        return file._replace(content=content, digest=self.digests[file.name])

    def _take(self, file: RecordFile, parsed: Parsed) -> None:
        """Add what a file gave to what the others did."""
        self.problems.extend(parsed.problems)
        if parsed.draft is not None:
            self.drafts.append(Draft(KINDS[file.kind], file.name, parsed.draft))
            former = parsed.draft.get("former_ids")
            for old in former if isinstance(former, list) else ():
                if isinstance(old, str):
                    self.former[file.kind, old] = file.record_id
        for path, name, marker in parsed.named.files:
            if complaint := self.files.complaint(name, marker):
                self.refused.add(f"{self.files.label}/{name}")
                content = file.content or self.files.read(file.name)
                document = read_document(
                    f"{self.files.label}/{file.name}",
                    content if isinstance(content, bytes) else b"",
                )
                self.problems.append(problem_of_file(document, path, name, complaint))
            elif marker.folder == PICTURES:
                self.pictures.setdefault(name, NamedPicture(name, file.name, path))

    def _checks(self, context: Mapping[str, Any]) -> None:
        for file in self.files.records(EVIDENCE):
            if isinstance(file, Problem):
                self.problems.append(file)
                continue
            if file.problem is not None:
                self.problems.append(file.problem)
                continue
            document = self._read(file.name)
            if document is not None and document.value is not None:
                found, problems = validate(CheckFile, document, document.value, context)
                self.problems.extend(problems)
                if found is not None:
                    self.checks[file.record_id] = found.checks

    def _content(self, name: str) -> bytes | None:
        content = self.files.read(name)
        if isinstance(content, Problem):
            self.problems.append(content)
            return None
        self._digest(name)
        return content

    def _digest(self, name: str) -> bytes | None:
        digest = self.files.digest(name)
        if isinstance(digest, Problem):
            self.problems.append(digest)
            return None
        self.digests[name] = digest
        return digest

    def _read(self, name: str) -> Document | None:
        content = self._content(name)
        if content is None:
            return None
        document = read_document(f"{self.files.label}/{name}", content)
        self.problems.extend(document.problems)
        return document

    # -- what does not belong here ---------------------------------------------------

    def _misplaced(self) -> None:
        # The folders of records and checks are looked at where they are read.
        names = (SITE_FILE, LOCK_FILE, *sorted(OTHER_FOLDERS - {EVIDENCE}))
        for problem in self.files.misplaced(names):
            if problem.path not in self.refused:
                self.problems.append(problem)

    def _stray_folders(self) -> None:
        known = [*KINDS, *OTHER_FOLDERS, SITE_FILE, LOCK_FILE]
        for entry in self.files.entries(""):
            if isinstance(entry, Problem) or entry in known:
                continue
            match = nearest(entry, known)
            fix = f'did you mean "{match}"?' if match else f"use one of: {', '.join(sorted(known))}"
            self.problems.append(
                Problem(f"{self.files.label}/{entry}", 1, 1, "",
                        "a folder named after a kind of record", quote_got(entry), fix)
            )  # fmt: skip
            if match is not None and match in KINDS:
                # One mistake, one problem: what is in the folder counts as there.
                self.existing[match] |= self.files.ids_in(entry)


def _is_tag(tag: Value) -> bool:
    return isinstance(tag, str) and re.fullmatch(LANGUAGE_PATTERN, tag) is not None


def all_records(records: Mapping[str, Iterable[AnyRecord]]) -> Iterator[AnyRecord]:
    """Every record, kind by kind."""
    for group in records.values():
        yield from group


def file_of(record: AnyRecord) -> str:
    """A record's file below the data directory: "projects/roma-net.yml"."""
    return f"{record.kind_name}/{record.id}.yml"


__all__ = ["Draft", "Loaded", "all_records", "file_of", "load_data", "reread"]
