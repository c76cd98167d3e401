"""Talks to Pagefind's own program, which makes the files of an index.

The program is the one that the Python package `pagefind-bin` carries; so is its protocol
(`pagefind --service`: messages as base64 of JSON, each followed by a comma). The package's
own client is left alone: it looks for an answer ten times a second and takes one each
time, so that 1,000 records would take 100 seconds (pagefind 1.5.2, service/__init__.py).
"""

from __future__ import annotations

import base64
import json
import subprocess
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from portal.search.canonical import sort_filters
from portal.workers import JobError

_CHUNK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class IndexRecord:
    """What Pagefind indexes of one page. `meta` and `filters` are Pagefind's own terms."""

    url: str
    content: str
    meta: dict[str, str]
    filters: dict[str, list[str]]


class SearchError(JobError):
    """Pagefind is not there or has failed; the message says so to whoever builds the site."""


def find_pagefind() -> Path:
    """The program. Raises: SearchError with what to do where there is none."""
    advice = "Run: make site (it installs what requirements.txt lists)"
    try:
        # Late, so that what does not search loads without it.
        from pagefind_bin import get_executable  # type: ignore[import-untyped]
    except ImportError as error:
        raise SearchError(f"Search index: the package pagefind-bin is missing. {advice}") from error
    program = Path(str(get_executable()))
    if not program.is_file():
        raise SearchError(f"Search index: pagefind-bin is without its program. {advice}")
    return program


def make_index(program: Path, records: Iterable[IndexRecord], language: str) -> dict[str, bytes]:
    """The files of an index, by name: whole, or an error; the same bytes for the same records.

    `language` names the stemmer that Pagefind applies to the content ("und": none). The
    order of records decides between equal hits.
    Raises: SearchError where the program fails or refuses a record.
    """
    requests = _requests(records, language)
    try:
        process = subprocess.Popen(
            [program, "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except OSError as error:
        raise SearchError(f"Search index: Pagefind did not start: {error}") from error
    assert process.stdin is not None
    assert process.stdout is not None
    # From a thread: the program answers while it is still being asked.
    asking = threading.Thread(target=_ask, args=(process.stdin, requests), daemon=True)
    try:
        asking.start()
        files = _listen(process.stdout)
    finally:
        process.kill()  # it has no more to say; whoever still asks gets a broken pipe
        process.wait()
        asking.join()
        process.stdout.close()
        with suppress(OSError):
            process.stdin.close()
    if files is None:
        raise SearchError("Search index: Pagefind ended before its index was whole.")
    decoded = {str(file["path"]): base64.b64decode(file["content"]) for file in files}
    try:
        return sort_filters(decoded)
    except (ValueError, KeyError) as error:
        raise SearchError(f"Search index: Pagefind's files have another form: {error}") from error


def _requests(records: Iterable[IndexRecord], language: str) -> Iterator[dict[str, Any]]:
    yield {"type": "NewIndex", "config": None}
    for record in records:
        yield {
            "type": "AddRecord",
            "index_id": 0,
            "url": record.url,
            "content": record.content,
            "language": language,
            "meta": record.meta,
            "filters": record.filters,
        }
    yield {"type": "GetFiles", "index_id": 0}


def _ask(pipe: IO[bytes], requests: Iterator[dict[str, Any]]) -> None:
    try:
        for number, payload in enumerate(requests, start=1):
            message = json.dumps({"message_id": number, "payload": payload})
            pipe.write(base64.b64encode(message.encode()) + b",")
            # Without an end of input: the program leaves at once, whatever is still to do.
            pipe.flush()
    except OSError:
        pass  # it has ended; whoever listens sees that too


def _listen(pipe: IO[bytes]) -> list[dict[str, Any]] | None:
    """The files of the last answer; None where the program ends before it."""
    left: list[bytes] = []
    while chunk := pipe.read1(_CHUNK):  # type: ignore[attr-defined]  # a BufferedReader
        *whole, rest = chunk.split(b",")
        for part in whole:
            payload = json.loads(base64.b64decode(b"".join((*left, part))))["payload"]
            left = []
            if payload["type"] == "Error":
                raise SearchError(f"Search index: Pagefind: {payload['message']}")
            if payload["type"] == "GetFiles":
                files: list[dict[str, Any]] = payload["files"]
                return files
        left.append(rest)
    return None
