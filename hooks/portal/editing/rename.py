"""Renaming a record: its files, everything that names it, and the old id kept alive.

Only the bytes that name the record change; comments, quotes and line ends stay as they are.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from portal.addresses import KIND_OF_SECTION
from portal.evidence import FOLDER as EVIDENCE
from portal.fields import Reference, is_id, make_id
from portal.hand_written import written_pages
from portal.load import LOCK_FILE, Loaded, all_records, file_of, load_data
from portal.problems import has_errors, suggest
from portal.references import PORTAL_LINK
from portal.translations.lock import LockLine, all_lines, read_lock, render_lock, text_hash
from portal.walk import walk
from portal.yaml_edits import find_entry, span
from portal.yaml_text import Path as FieldPath
from portal.yaml_text import compose


class RefusedError(ValueError):
    """A renaming that cannot be done; the message says why, in words for editors."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """What a renaming changes: files move, the record's first; `texts` are the new contents.

    `moves` are (old, new) below the data directory, and so are the paths of `texts`, but for
    hand-written pages, which are absolute.
    """

    moves: tuple[tuple[str, str], ...]
    texts: Mapping[Path, str]
    references: int


def plan_renaming(directory: Path, pages: Path, kind: str, old: str, new: str) -> Renaming:
    """Work out a renaming without writing anything.

    Raises: RefusedError where the data or a page has errors, an id is wrong, unknown or taken;
    OSError where a file cannot be read.
    """
    loaded = load_data(directory)
    _refuse(loaded, kind, old, new)
    moves = tuple(_moves(loaded, kind, old, new))
    texts: dict[Path, str] = {}
    count = 0
    for record in all_records(loaded.records):
        name = file_of(record)
        mark, text = _read(directory / name)
        spans = [
            _scalar_span(text, path)
            for path, value, marker in walk(record)
            if isinstance(marker, Reference) and marker.kind == kind and value == old
        ]
        changed = _replace(text, spans, new)
        changed, links = rename_links(changed, kind, old, new)
        if record.kind_name == kind and record.id == old:
            changed = _with_former_id(changed, old)
        if changed != text:
            texts[Path(name)] = mark + changed
            count += len(spans) + links
    for page in written_pages(pages):
        mark, text = _read_page(page)
        changed, links = rename_links(text, kind, old, new)
        if links:
            texts[page] = mark + changed
            count += links
    lock = directory / LOCK_FILE
    if lock.is_file():
        texts[Path(LOCK_FILE)] = _renamed_lock(lock.read_bytes(), loaded, kind, old, new)
    return Renaming(moves, texts, count)


def _moves(loaded: Loaded, kind: str, old: str, new: str) -> Iterator[tuple[str, str]]:
    """The files that have the record's id as their name: its own, and what was seen of it.

    Raises: RefusedError where another file has the new name.
    """
    yield f"{kind}/{old}.yml", f"{kind}/{new}.yml"
    if kind == "agreements" and old in loaded.checks:
        moved = f"{EVIDENCE}/{new}.yml"
        # Of no agreement, or it would be one's id: the check says so, but not the loader.
        if os.path.lexists(loaded.directory / moved):
            raise RefusedError(f"{loaded.label}/{moved} is there already: delete it, or move it")
        yield f"{EVIDENCE}/{old}.yml", moved


def _renamed_lock(content: bytes, loaded: Loaded, kind: str, old: str, new: str) -> str:
    """The lock with the record's new id, and the new hashes of texts that link to it.

    What was confirmed stays confirmed: nobody has changed a word.
    """
    lock, _ = read_lock(content, LOCK_FILE)
    hashes: dict[str, str] = {}
    for record in all_records(loaded.records):
        for _path, value, marker in walk(record):
            if isinstance(marker, type):
                for text in value.values():
                    changed, links = rename_links(text, kind, old, new)
                    if links:
                        hashes[text_hash(text)] = text_hash(changed)
    record_key = f"{kind}/{old}"
    lines = (
        LockLine(
            f"{kind}/{new}" if line.record == record_key else line.record,
            line.field,
            hashes.get(line.source, line.source),
            tuple((tag, hashes.get(value, value)) for tag, value in line.translations),
        )
        for line in all_lines(lock)
    )
    return render_lock(lines)


def rename_links(text: str, kind: str, old: str, new: str) -> tuple[str, int]:
    """(text, how many) with the `portal:` links to a record leading to its new id."""
    count = 0

    def renamed(match: re.Match[str]) -> str:
        nonlocal count
        section, _, target = match["target"].strip("/").partition("/")
        if KIND_OF_SECTION.get(section, section) != kind or target != old:
            return match[0]
        count += 1
        # The id is what stands last: a kind may begin with the same letters.
        return new.join(match[0].rsplit(old, 1))

    return PORTAL_LINK.sub(renamed, text), count


def _refuse(loaded: Loaded, kind: str, old: str, new: str) -> None:
    if kind not in loaded.existing:
        raise RefusedError(
            f'"{kind}" is no kind of record: {suggest(kind, loaded.existing, "kinds")}'
        )
    if old not in loaded.existing[kind]:
        fix = suggest(old, loaded.existing[kind], "records")
        raise RefusedError(f"there is no {loaded.label}/{kind}/{old}.yml: {fix}")
    if not is_id(new):
        raise RefusedError(f'"{new}" is no id: write it as "{make_id(new)}"')
    if new in loaded.existing[kind]:
        raise RefusedError(f"{loaded.label}/{kind}/{new}.yml is there already")
    if new in {former for record in loaded.records[kind] for former in record.former_ids}:
        raise RefusedError(f'a record once had the id "{new}": choose one that never was')
    if has_errors(loaded.problems):
        raise RefusedError("the data has errors; mend them first, see: make check")


def _read(path: Path) -> tuple[str, str]:
    """(the byte order mark, or nothing; the text behind it): YAML counts places from there."""
    # As bytes: line ends stay what they are.
    whole = path.read_bytes().decode("utf-8")
    text = whole.removeprefix("\ufeff")
    return whole[: len(whole) - len(text)], text


def _read_page(path: Path) -> tuple[str, str]:
    """A hand-written page, which no loader has read before. Raises: RefusedError."""
    try:
        return _read(path)
    except UnicodeDecodeError:
        raise RefusedError(f"{path} is no text in UTF-8; mend it first, see: make check") from None


def _scalar_span(text: str, path: FieldPath) -> tuple[int, int]:
    entry = find_entry(text, path)
    assert entry is not None, "the loader has just read it there"
    return span(text, entry)


def _replace(text: str, spans: list[tuple[int, int]], new: str) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _with_former_id(text: str, old: str) -> str:
    """The old id stands last: feeds and calendars know a record by the first one it had."""
    line_end = "\r\n" if "\r\n" in text else "\n"
    node = compose(text)
    assert isinstance(node, yaml.MappingNode)
    for key, value in node.value:
        if key.value != "former_ids" or not isinstance(value, yaml.SequenceNode):
            continue
        if not value.value:
            return _replace(text, [_span(value)], f"[{old}]")
        last = value.value[-1]
        _, end = _span(last)
        if value.flow_style:
            return f"{text[:end]}, {old}{text[end:]}"
        start_of_line = text.rfind("\n", 0, _span(last)[0]) + 1
        dash = text[start_of_line : _span(last)[0]]
        line = text.find("\n", end)
        cut = len(text) if line < 0 else line + 1
        before = text[:cut] if text[:cut].endswith("\n") else text[:cut] + line_end
        return f"{before}{dash}{old}{line_end}{text[cut:]}"
    before = text if text.endswith("\n") else text + line_end
    return f"{before}former_ids: [{old}]{line_end}"


def _span(node: yaml.Node) -> tuple[int, int]:
    assert node.start_mark is not None
    assert node.end_mark is not None
    return node.start_mark.index, node.end_mark.index
