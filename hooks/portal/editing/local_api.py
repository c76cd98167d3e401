"""What the editing page asks a local server for, answered from a data directory.

The protocol is that of Decap CMS' own proxy server (packages/decap-server, type "local_fs"):
{"action": …, "params": {…}}. Nothing is written here: an answer names the files that are to
change, and scripts/edit.py writes them once the whole data has been checked with them.

Records go out with every value as a text in quotes, so that the browser's YAML makes no number
and no date of it, and come back as what differs.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from portal.addresses import SECTIONS, record_path
from portal.editing.local_names import (
    DATA,
    MEDIA,
    RefusedError,
    any_name,
    below_data,
    media_name,
    read,
    record_name,
)
from portal.editing.local_words import words
from portal.editing.merge import (
    Fields,
    MergeError,
    merge_into_file,
    render_file,
    shape_of,
    without_nothing,
)
from portal.editing.versions import Versions
from portal.fields import is_id
from portal.model import KINDS
from portal.reading import is_passed_over
from portal.walk import type_at
from portal.yaml_edits import as_bytes
from portal.yaml_text import Value, read_document

Params = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What to send back, and the files to be written before: bytes, or None to delete.

    `read` is what those files that were put together with others' changes held (None: not there);
    `has` are the records that the page has then (see `Versions.note`).
    """

    body: Any
    changes: Mapping[str, bytes | None] = field(default_factory=dict)
    read: Mapping[str, bytes | None] = field(default_factory=dict)
    has: Mapping[str, Fields | None] = field(default_factory=dict)


def answer(
    directory: Path,
    tags: tuple[str, ...],
    action: str,
    params: Params,
    preview: str = "",
    versions: Versions | None = None,
    page: str = "",
) -> Answer:
    """Answer one request. Paths in it begin with "data/", whatever the directory is called.

    `tags` are the site's languages, `preview` is the address at which the site can be seen,
    `versions` what pages have of records, and `page` the one that asks, where it says so. Without
    `versions`, what is saved replaces what is there.

    Raises: RefusedError.
    """
    found = _ACTIONS.get(action)
    if found is None:
        raise RefusedError(
            f'"{action}" cannot be done here', 404 if "npublished" in action else 422
        )
    try:
        return found(_Request(directory, tags, params, preview, versions, page))
    except (KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise RefusedError(f"a request that cannot be read: {action}: {error}", 400) from error


@dataclass(frozen=True, slots=True)
class _Request:
    directory: Path
    tags: tuple[str, ...]
    params: Params
    preview: str
    versions: Versions | None
    page: str


def _info(request: _Request) -> Answer:
    return Answer({"repo": "data", "publish_modes": ["simple"], "type": "inclusion_portal"})


def _entries_by_folder(request: _Request) -> Answer:
    kind = below_data(str(request.params["folder"]))
    if kind not in KINDS:
        raise RefusedError(f'"{kind}" is no kind of record', 404)
    paths = sorted((request.directory / kind).glob("*.yml"))
    names = [f"{kind}/{path.name}" for path in paths if not is_passed_over(path.name)]
    return Answer([entry for name in names if (entry := _entry(request, name)) is not None])


def _entries_by_files(request: _Request) -> Answer:
    names = [record_name(str(file["path"])) for file in request.params["files"]]
    return Answer([entry for name in names if (entry := _entry(request, name)) is not None])


def _get_entry(request: _Request) -> Answer:
    path = str(request.params["path"])
    name = record_name(path)
    if not (request.directory / name).exists():  # so it asks whether a new record's id is free
        return Answer({"data": None, "file": {"path": path, "id": None}}, has={name: None})
    value, _ = _read_record(name, read(request.directory, name))
    return Answer(_entry(request, name), has={name: _whole(name, value)})


def _entry(request: _Request, name: str) -> dict[str, Any] | None:
    """A record as Decap takes it; None for a file that cannot be read as YAML."""
    content = read(request.directory, name)
    document = read_document(name, content)
    if document.value is None:
        return None
    whole = _whole(name, document.value)
    return {
        "data": json.dumps(whole, ensure_ascii=False),
        "file": {"path": DATA + name, "id": hashlib.sha256(content).hexdigest()},
    }


def _whole(name: str, value: dict[str, Value]) -> dict[str, Value]:
    """A record with each part written out that a file may give by one value (a logo's file)."""
    made = dict(value)
    for key, item in value.items():
        part = type_at(KINDS[name.split("/")[0]], (key,))
        short = getattr(part, "short_form", "")
        if short and isinstance(item, str):
            made[key] = {short: item}
    return made


def _short(name: str, old: dict[str, Value], wanted: dict[str, Value]) -> dict[str, Value]:
    """The way back: where the file had one value and nothing was added, it stays one."""
    made = dict(wanted)
    for key, item in wanted.items():
        part = type_at(KINDS[name.split("/")[0]], (key,))
        short = getattr(part, "short_form", "")
        if short and isinstance(old.get(key), str) and isinstance(item, dict):
            said = {part_name: v for part_name, v in item.items() if without_nothing(v) is not None}
            if set(said) == {short}:
                made[key] = said[short]
    return made


def _persist_entry(request: _Request) -> Answer:
    params = request.params
    files = params.get("dataFiles") or [params["entry"]]
    changes: dict[str, bytes | None] = {}
    before: dict[str, bytes | None] = {}
    has: dict[str, Fields | None] = {}
    for file in files:
        if file.get("newPath", file["path"]) != file["path"]:
            raise RefusedError("a record is renamed by: python scripts/rename_record.py")
        name = record_name(str(file["path"]))
        sent = read_document(DATA + name, str(file["raw"]).encode())
        if sent.value is None:
            raise RefusedError(words(sent.problems))
        path = request.directory / name
        before[name] = path.read_bytes() if path.exists() else None
        has[name] = sent.value
        changes[name] = _saved(request, name, sent.value, before[name])
    for asset in params.get("assets", ()):
        changes |= _asset(asset)
    kept = {
        name: content
        for name, content in changes.items()
        if not _is_same(request.directory / name, content)
    }
    return Answer({"message": "entry persisted"}, kept, before, has)


def _is_same(path: Path, content: bytes | None) -> bool:
    return content is not None and path.is_file() and path.read_bytes() == content


def _saved(request: _Request, name: str, sent: Fields, content: bytes | None) -> bytes:
    """What a file shall hold, which has `content` (None: it is not there), when a page saves."""
    shape = shape_of(KINDS[name.split("/")[0]], request.tags)
    old, text = (None, "") if content is None else _read_record(name, content)
    try:
        if request.versions is not None:
            there = _whole(name, old) if old is not None else None
            sent = request.versions.put_together(request.page, name, sent, there)
        if content is None or old is None:
            return render_file(sent, shape).encode()
        merged = merge_into_file(text, _short(name, old, sent), shape)
    except MergeError as error:
        raise RefusedError(f"{DATA}{name} cannot be changed here: {error}") from error
    return content if merged == text else as_bytes(content, merged)


def _read_record(name: str, content: bytes) -> tuple[Fields, str]:
    """A record's file as fields and as text, with line feeds alone. Raises: RefusedError."""
    document = read_document(DATA + name, content)
    if document.value is None:
        raise RefusedError("; ".join(map(str, document.problems)))
    return document.value, document.text


def _delete_files(request: _Request) -> Answer:
    paths = request.params.get("paths") or [request.params["path"]]
    names = [any_name(str(path)) for path in paths]
    for name in names:
        read(request.directory, name)
    gone = dict.fromkeys(names)
    return Answer({"message": f"deleted {', '.join(names)}"}, gone, has=gone)


def _get_media(request: _Request) -> Answer:
    folder = below_data(str(request.params["mediaFolder"]))
    if folder not in MEDIA:
        raise RefusedError(f'"{folder}" is no folder of files', 404)
    paths = sorted((request.directory / folder).glob("*"))
    return Answer([_media(request, f"{folder}/{p.name}") for p in paths if _is_media(p, folder)])


def _is_media(path: Path, folder: str) -> bool:
    return path.is_file() and path.suffix.lower() in MEDIA[folder]


def _get_media_file(request: _Request) -> Answer:
    return Answer(_media(request, media_name(str(request.params["path"]))))


def _media(request: _Request, name: str) -> dict[str, str]:
    return _media_of(name, read(request.directory, name))


def _media_of(name: str, content: bytes) -> dict[str, str]:
    return {
        "id": hashlib.sha256(content).hexdigest(),
        "content": base64.b64encode(content).decode(),
        "encoding": "base64",
        "path": DATA + name,
        "name": name.rpartition("/")[2],
    }


def _persist_media(request: _Request) -> Answer:
    changes = _asset(request.params["asset"])
    name, content = next(iter(changes.items()))
    assert content is not None
    return Answer(_media_of(name, content), changes)


def _asset(asset: Params) -> dict[str, bytes | None]:
    name = media_name(str(asset["path"]))
    return {name: base64.b64decode(str(asset["content"]), validate=True)}


def _get_deploy_preview(request: _Request) -> Answer:
    kind, slug = str(request.params["collection"]), str(request.params["slug"])
    if not request.preview or kind not in SECTIONS or not is_id(slug):
        return Answer(None)
    return Answer({"url": request.preview + record_path(kind, slug), "status": "success"})


_ACTIONS: Final[Mapping[str, Callable[[_Request], Answer]]] = {
    "info": _info,
    "entriesByFolder": _entries_by_folder,
    "entriesByFiles": _entries_by_files,
    "getEntry": _get_entry,
    "persistEntry": _persist_entry,
    "deleteFile": _delete_files,
    "deleteFiles": _delete_files,
    "getMedia": _get_media,
    "getMediaFile": _get_media_file,
    "persistMedia": _persist_media,
    "unpublishedEntries": lambda request: Answer([]),
    "getDeployPreview": _get_deploy_preview,
}
