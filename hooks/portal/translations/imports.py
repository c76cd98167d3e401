"""Translations that came back: each is compared with the data as it is now, then written.

What does not fit is refused with a reason and kept; nothing that came in meanwhile is
overwritten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from portal.data_files import DataFiles
from portal.fields.texts import MAX_PROSE
from portal.text_checks.alphabet import check_alphabet
from portal.text_checks.pairs import find_copies
from portal.text_checks.rules import compare
from portal.text_checks.silence import silenced
from portal.texts import TextField
from portal.translations.lock import field_key, text_hash
from portal.translations.units import Proposal, parse_key
from portal.yaml_edits import EditError, add_entry, as_bytes, differs_only_at, set_scalar
from portal.yaml_text import Document, Path, read_document

Fields = Mapping[tuple[str, str], Sequence[TextField]]
Place = tuple[str, str, Path]
# A translation beyond this is more likely to be of another text.
_LONGEST: Final = 3.5
_SHORTEST: Final = 0.25
_SHORT_TEXT: Final = 40


@dataclass(frozen=True, slots=True)
class Imported:
    """What becomes of the translations of one file.

    `files` are the new bytes by name below the data directory; `confirmed` the places (kind,
    id, path) whose translation belongs to today's source, written now or as it was.
    """

    language: str
    files: Mapping[str, bytes]
    written: tuple[Place, ...]
    confirmed: tuple[Place, ...]
    rejected: tuple[tuple[Proposal, str], ...]
    untouched: int


@dataclass(frozen=True, slots=True)
class _Accepted:
    proposal: Proposal
    field: TextField
    text: str


def import_translations(
    proposals: Iterable[Proposal],
    language: str,
    fields: Fields,
    languages: Sequence[str],
    files: DataFiles,
) -> Imported:
    """Decide about each translation, and make the new bytes of the files.

    `fields` are the site's texts by (kind, id). Raises: nothing; nothing is written here.
    """
    accepted: dict[str, list[_Accepted]] = defaultdict(list)
    rejected: list[tuple[Proposal, str]] = []
    confirmed: list[Place] = []
    untouched = 0
    for proposal in proposals:
        text = proposal.text.strip()
        field, reason = _find(proposal, fields, language)
        if field is None:
            if text:
                rejected.append((proposal, reason))
            continue
        current = field.text.get(language, "")
        if not text or (text == current and proposal.needs_work):
            untouched += 1
        elif text == current:
            confirmed.append((field.kind, field.record_id, field.path))
        elif reason := _refusal(proposal, field, text, current, language, files):
            rejected.append((proposal, reason))
        else:
            accepted[field.file].append(_Accepted(proposal, field, text))
    changed: dict[str, bytes] = {}
    written: list[Place] = []
    for name, group in accepted.items():
        content, done, refused = _write(name, group, language, languages, files)
        rejected += refused
        if content is not None:
            changed[name] = content
            written += [(one.field.kind, one.field.record_id, one.field.path) for one in done]
    return Imported(
        language, changed, tuple(written), (*confirmed, *written), tuple(rejected), untouched
    )


def _find(proposal: Proposal, fields: Fields, language: str) -> tuple[TextField | None, str]:
    """The text that is meant: at its place, or where it has moved to within its list."""
    parsed = parse_key(proposal.key)
    if parsed is None:
        return None, f'"{proposal.key}" names no text of a record'
    kind, record_id, path = parsed
    own = fields.get((kind, record_id))
    if own is None:
        return None, f"there is no record {kind}/{record_id} (any more)"
    source = proposal.source.strip()
    for field in own:
        if field.path == path and field.text[field.source] == source:
            return (field, "") if field.source != language else (None, "it is the source text")
    moved = [
        field for field in own
        if field_key(field.path) == field_key(path) and field.text[field.source] == source
    ]  # fmt: skip
    if len(moved) == 1:
        return moved[0], ""
    if moved:
        return None, "the source text stands at several places of its list: write it by hand"
    return None, "the source text has changed since the export, or is no longer there"


def _refusal(
    proposal: Proposal, field: TextField, text: str, current: str, language: str, files: DataFiles
) -> str:
    """Why a translation is not taken over; empty where it is."""
    if proposal.is_partial:
        return "parts of it are not translated yet"
    if proposal.needs_work and current:
        return "it is still marked as fuzzy or initial"
    if proposal.was and proposal.was != (text_hash(current) if current else "none"):
        return f"the translation has been changed since the export: {current}"
    if not field.is_prose and "\n" in text:
        return "one line is expected, not several"
    source = field.text[field.source]
    if len(text) > MAX_PROSE:
        return f"it is longer than {MAX_PROSE:,} characters"
    if len(source) >= _SHORT_TEXT and not (
        _SHORTEST * len(source) <= len(text) <= _LONGEST * len(source)
    ):
        return f"it has {len(text)} characters, the source {len(source)}: is it of another text?"
    found = [
        *check_alphabet(text, language),
        *compare(source, field.source, text, language, is_prose=field.is_prose),
        *(f for _, f in find_copies({field.source: source, language: text}, field.source)),
    ]
    if not found:
        return ""
    quiet = silenced(_document(files, field.file), (*field.path, language))
    left = [finding for finding in found if finding.rule not in quiet]
    return "; ".join(f"expected {f.expected}, got {f.got}" for f in left)


def _write(
    name: str,
    group: Sequence[_Accepted],
    language: str,
    languages: Sequence[str],
    files: DataFiles,
) -> tuple[bytes | None, list[_Accepted], list[tuple[Proposal, str]]]:
    original = files.read(name)
    document = _document(files, name)
    text, done, refused = document.text, [], []
    paths = [(*one.field.path, language) for one in group]
    for one, path in zip(group, paths, strict=True):
        try:
            if language in one.field.text:
                text = set_scalar(text, path, one.text)
            else:
                text = add_entry(text, path, one.text, languages)
        except EditError as error:
            refused.append((one.proposal, str(error)))
        else:
            done.append(one)
    if not done or not isinstance(original, bytes):
        return None, [], refused
    if not differs_only_at(document.text, text, paths):
        reason = "the file cannot be changed without changing more; write it by hand"
        return None, [], [*refused, *((one.proposal, reason) for one in done)]
    return as_bytes(original, text), done, refused


def _document(files: DataFiles, name: str) -> Document:
    content = files.read(name)
    return read_document(name, content if isinstance(content, bytes) else b"")


def group_fields(fields: Iterable[TextField]) -> dict[tuple[str, str], list[TextField]]:
    """Texts by (kind, id)."""
    found: dict[tuple[str, str], list[TextField]] = defaultdict(list)
    for field in fields:
        found[field.kind, field.record_id].append(field)
    return found


def places_of(imported: Iterable[Imported]) -> Iterator[tuple[Place, str]]:
    """(place, language) of everything that was confirmed."""
    for one in imported:
        for place in one.confirmed:
            yield place, one.language
