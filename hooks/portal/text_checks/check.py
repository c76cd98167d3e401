"""Texts with something odd about them, as warnings; and the files with what can be mended."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from portal.data_files import DataFiles
from portal.fields import Text
from portal.model import AnyRecord
from portal.problems import Problem, Severity, limit_per_file
from portal.site import Site
from portal.text_checks.comments import find_cut_off, may_cut_off
from portal.text_checks.findings import Edit, Finding
from portal.text_checks.rules import findings_in
from portal.text_checks.silence import silenced
from portal.texts import TextField, all_texts
from portal.yaml_edits import EditError, as_bytes, differs_only_at, edit_scalar, find_entry
from portal.yaml_marks import Mark
from portal.yaml_places import locate, mark_at
from portal.yaml_scalars import align
from portal.yaml_text import Document, Path, field_name, read_document

# Between words, not before a comment and not behind a key or a dash.
_DOUBLE_SPACE: Final = re.compile(rb"[^\s:#,|-]  +[^\s#]")


@dataclass(frozen=True, slots=True)
class Found:
    """A finding at a path (which ends with the language) of a document."""

    document: Document
    path: Path
    finding: Finding

    def as_problem(self) -> Problem:
        """The warning, with how to silence it."""
        finding = self.finding
        mark = _mark(self.document, self.path, finding.at)
        command = ", or run scripts/check_data.py --fix" if finding.edits else ""
        fix = f'{finding.fix}{command}; if it is right, put "# ok: {finding.rule}" behind the text'
        return Problem(
            self.document.path, mark.line, mark.column, field_name(self.path),
            finding.expected, f'"{finding.got}"', fix, Severity.WARNING,
        )  # fmt: skip


def check_texts(
    site: Site, records: Mapping[str, Mapping[str, AnyRecord]], files: DataFiles
) -> tuple[Problem, ...]:
    """All warnings about texts, file by file."""
    problems: list[Problem] = []
    for name, known, content in _with_content(all_texts(site, records), files):
        path = f"{files.label}/{name}"
        warnings = [found.as_problem() for found in _findings(path, known, content, site.url)]
        if may_cut_off(content):
            texts = {field.path for field in known}
            warnings += find_cut_off(read_document(path, content), texts)
        problems += limit_per_file(warnings)
    return tuple(problems)


def find_all(
    fields: Iterable[TextField], files: DataFiles, home: str = ""
) -> Iterator[tuple[str, tuple[Found, ...]]]:
    """What the rules find, file by file, but for what comments silence.

    `home` is the site's address.
    """
    for name, known, content in _with_content(fields, files):
        if found := _findings(f"{files.label}/{name}", known, content, home):
            yield name, found


def _with_content(
    fields: Iterable[TextField], files: DataFiles
) -> Iterator[tuple[str, list[TextField], bytes]]:
    for name, group in groupby(fields, key=lambda field: field.file):
        content = files.read(name)
        if isinstance(content, bytes):
            yield name, [*group], content


def _findings(
    path: str, known: Sequence[TextField], content: bytes, home: str
) -> tuple[Found, ...]:
    """What the rules find in one file. Only one in which there is something is parsed."""
    # Loading joins double spaces in texts of one line: only the file still has them.
    found = any(True for field in known for _ in findings_in(field, home))
    if found or _DOUBLE_SPACE.search(content):
        return tuple(_find(read_document(path, content), known, home))
    return ()


def _find(document: Document, fields: Sequence[TextField], home: str) -> Iterator[Found]:
    """The findings in a file's own texts, whose places are those of the file."""
    for field in fields:
        own = {tag: _as_written(document, (*field.path, tag), text)
               for tag, text in field.text.items()}  # fmt: skip
        quiet: dict[str, frozenset[str]] = {}
        for tag, finding in findings_in(replace(field, text=Text(own)), home):
            path = (*field.path, tag)
            if tag not in quiet:
                quiet[tag] = silenced(document, path)
            if finding.rule not in quiet[tag]:
                yield Found(document, path, finding)


def _as_written(document: Document, path: Path, text: str) -> str:
    entry = find_entry(document.text, path)
    return text if entry is None else str(entry.node.value).strip()


def mend_texts(
    site: Site, records: Mapping[str, Mapping[str, AnyRecord]], files: DataFiles
) -> Iterator[tuple[str, bytes]]:
    """(name below the data directory, new bytes) of each file in which something can be mended.

    Only the places that a rule names change. What cannot be written stays as it is.
    """
    for name, found in find_all(all_texts(site, records), files, site.url):
        edits: dict[Path, list[Edit]] = defaultdict(list)
        for one in found:
            edits[one.path].extend(one.finding.edits)
        before = text = found[0].document.text
        for path, wanted in edits.items():
            try:
                text = edit_scalar(text, path, wanted) if wanted else text
            except EditError:
                continue
        original = files.read(name)
        changed = text != before and differs_only_at(before, text, list(edits))
        if changed and isinstance(original, bytes):
            yield name, as_bytes(original, text)


def _mark(document: Document, path: Path, at: int) -> Mark:
    """The place of a character of a text, as far as the file writes it letter by letter."""
    entry = find_entry(document.text, path)
    places = align(document.text, entry.node) if entry else None
    if entry is None or places is None:
        return locate(document, path)
    value = entry.node.value
    index = places[min(at + len(value) - len(value.lstrip()), len(places) - 1)]
    return mark_at(document.text, index)
