"""What the parsing of records gave, kept by the content of their files.

A key stands for all that a result depends on: the file's bytes, which record it is, the
site's languages, and the code with the libraries below it. Only files without problems are
kept: those of others are found anew each time, with their exact places.

Packs hold pickles, as Python's own __pycache__ holds code: who may write there may run code.
"""

from __future__ import annotations

import pickle
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from functools import cache as once
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from portal.cache import Cache
from portal.parse import Parsed, RecordFile

# About so many records share a pack, so that one edit does not write all of them anew.
_PACK: Final = 512
_LIBRARIES: Final = ("pydantic", "pydantic_core", "PyYAML", "cmarkgfm", "Babel")
_CODE: Final = Path(__file__).parent


class RecordStore:
    """The packs of the files of one load; `save` keeps what that load used, and no more."""

    def __init__(
        self, cache: Cache, context: Mapping[str, Any], files: Iterable[RecordFile]
    ) -> None:
        self._cache = cache
        languages = repr(sorted(context.items())).encode()
        self._folder = f"records/{sha256(languages).hexdigest()[:16]}"
        self._state = sha256(code_digest() + languages)
        self._stamp = self._state.digest()
        self._parts = {
            kind: 1 << (count // _PACK).bit_length()
            for kind, count in Counter(file.kind for file in files).items()
        }
        self._known: dict[str, dict[bytes, bytes]] = {}
        self._parsed: dict[Hashable, object] = {}
        self._used: list[RecordFile] = []
        self._new: dict[str, dict[bytes, bytes]] = defaultdict(dict)

    def get(self, file: RecordFile) -> Parsed | None:
        """What parsing this file gave; None where it is not known."""
        found = self._cache.objects.get(self._place(file))
        if found is None:
            content = self._pack(self._name_of_pack(file)).get(self._key(file))
            found = _unpickle(content) if content is not None else None
        if not isinstance(found, Parsed):
            return None
        self._use(file, found)
        return found

    def put(self, file: RecordFile, parsed: Parsed, content: bytes) -> None:
        """Keep what a file without problems gave, and its pickle."""
        self._new[self._name_of_pack(file)][self._key(file)] = content
        self._use(file, parsed)

    def save(self) -> None:
        """Write the packs that have changed; keep what this process has parsed already."""
        self._cache.objects = self._parsed
        touched = self._known.keys() | self._new.keys()
        used: dict[str, set[bytes]] = defaultdict(set)
        # None was opened where this process has parsed all there is.
        for file in self._used if touched else ():
            if (name := self._name_of_pack(file)) in touched:
                used[name].add(self._key(file))
        for name, keys in used.items():
            known = {**self._pack(name), **self._new.get(name, {})}
            kept = {key: known[key] for key in keys if key in known}
            if kept.keys() != self._pack(name).keys():
                self._cache.put(name, pickle.dumps(kept, pickle.HIGHEST_PROTOCOL))

    def _use(self, file: RecordFile, parsed: Parsed) -> None:
        self._used.append(file)
        self._parsed[self._place(file)] = parsed

    def _place(self, file: RecordFile) -> Hashable:
        """What stands for a file in this process."""
        return self._stamp, file.name, file.digest

    def _pack(self, name: str) -> dict[bytes, bytes]:
        if name not in self._known:
            self._known[name] = _unpack(self._cache.get(name))
        return self._known[name]

    def _name_of_pack(self, file: RecordFile) -> str:
        parts = self._parts[file.kind]
        number = zlib.crc32(file.record_id.encode()) % parts
        return f"{self._folder}/{file.kind}-{parts}-{number}.pack"

    def _key(self, file: RecordFile) -> bytes:
        state = self._state.copy()
        state.update(f"{file.name}\0{file.record_id}\0".encode() + file.digest)
        return state.digest()


def _unpack(content: bytes | None) -> dict[bytes, bytes]:
    found = _unpickle(content) if content is not None else None
    return found if isinstance(found, dict) else {}


def _unpickle(content: bytes) -> object:
    try:
        return pickle.loads(content)
    except Exception:  # whatever it is: the files themselves are there to be parsed
        return None


@once
def code_digest() -> bytes:
    """A digest of the core's code, of Python and of the libraries that parsing relies on."""
    versions = [sys.version, *(f"{name} {version(name)}" for name in _LIBRARIES)]
    digest = sha256("\n".join(versions).encode())
    for path in sorted(_CODE.rglob("*.py")):
        digest.update(f"\0{path.relative_to(_CODE)}\0".encode())
        digest.update(path.read_bytes())
    return digest.digest()
