"""All files of a load: what is known of them, and the rest parsed side by side."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from portal.cache import Cache
from portal.forked import map_forked
from portal.parse import NOTHING, Parsed, RecordFile, parse_record
from portal.record_store import RecordStore
from portal.steps import side_by_side, take_steps

# Below this many files a second process costs more than it saves.
PARALLEL_FROM: Final = 300
_CHUNK: Final = 50
_GONE: Final = Parsed(None, NOTHING)


def parse_files(
    files: Sequence[RecordFile],
    label: str,
    context: Mapping[str, Any],
    cache: Cache,
    fill: Callable[[RecordFile], RecordFile | None],
) -> list[Parsed]:
    """What each file gives, in their order. Results of files without problems are kept.

    `fill` gives a file that has to be parsed its content; None where there is none any more.
    """
    store = RecordStore(cache, context, files) if cache.keeps else None
    found = [store.get(file) if store else None for file in files]
    missing = [number for number, known in enumerate(found) if known is None]
    filled = [(number, fill(files[number])) for number in missing]
    whole = [(number, file) for number, file in filled if file is not None]
    new = _parse([file for _, file in whole], label, context)
    for (number, file), (parsed, content) in zip(whole, new, strict=True):
        found[number] = parsed
        if store and parsed.is_whole:
            store.put(file, parsed, content)
    if store:
        store.save()
    return [_GONE if parsed is None else parsed for parsed in found]


def _parse(
    files: Sequence[RecordFile], label: str, context: Mapping[str, Any]
) -> Iterator[tuple[Parsed, bytes]]:
    """What each file gives, with its pickle."""

    def run(chunk: Sequence[RecordFile]) -> bytes:
        parsed = side_by_side(parse_record(file, label, context) for file in chunk)
        return pickle.dumps(list(map(_pickle, parsed)), pickle.HIGHEST_PROTOCOL)

    if len(files) < PARALLEL_FROM:
        for file in files:
            parsed = take_steps(parse_record(file, label, context))
            yield parsed, _pickle(parsed)
        return
    chunks = [files[start : start + _CHUNK] for start in range(0, len(files), _CHUNK)]
    for results in map_forked(run, chunks):
        for content in pickle.loads(results):
            yield pickle.loads(content), content


def _pickle(parsed: Parsed) -> bytes:
    return pickle.dumps(parsed, pickle.HIGHEST_PROTOCOL)
