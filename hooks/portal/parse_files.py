"""All files of a load: what is known of them, and the rest parsed side by side."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from portal.cache import Cache
from portal.forked import map_forked
from portal.parse import Parsed, RecordFile, parse_record
from portal.record_store import RecordStore

# Below this many files a second process costs more than it saves.
PARALLEL_FROM: Final = 300
_CHUNK: Final = 50


def parse_files(
    files: Sequence[RecordFile], label: str, context: Mapping[str, Any], cache: Cache
) -> list[Parsed]:
    """What each file gives, in their order. Results of files without problems are kept."""
    if not cache.keeps:
        return [parsed for parsed, _ in _parse(files, label, context)]
    store = RecordStore(cache, context, files)
    found = [store.get(file) for file in files]
    missing = [number for number, known in enumerate(found) if known is None]
    new = _parse([files[number] for number in missing], label, context)
    for number, (parsed, content) in zip(missing, new, strict=True):
        found[number] = parsed
        if parsed.is_whole:
            store.put(files[number], content)
    store.save()
    return [parsed for parsed in found if parsed is not None]


def _parse(
    files: Sequence[RecordFile], label: str, context: Mapping[str, Any]
) -> Iterator[tuple[Parsed, bytes]]:
    """What each file gives, with its pickle."""

    def run(chunk: Sequence[RecordFile]) -> bytes:
        pickles = [_pickle(parse_record(file, label, context)) for file in chunk]
        return pickle.dumps(pickles, pickle.HIGHEST_PROTOCOL)

    if len(files) < PARALLEL_FROM:
        for file in files:
            parsed = parse_record(file, label, context)
            yield parsed, _pickle(parsed)
        return
    chunks = [files[start : start + _CHUNK] for start in range(0, len(files), _CHUNK)]
    for results in map_forked(run, chunks):
        for content in pickle.loads(results):
            yield pickle.loads(content), content


def _pickle(parsed: Parsed) -> bytes:
    return pickle.dumps(parsed, pickle.HIGHEST_PROTOCOL)
