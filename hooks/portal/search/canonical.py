"""Pagefind's files in one order, so that the same site is the same bytes.

Pagefind keeps the values of a filter in a hash map with a new seed each run (1.5.2,
`pagefind/src/index`): the filter's file, its name, and the names of all that name it differ
from build to build. Here the values are sorted, and those few files named after what they
hold. Everything else of an index is the same each time as it is.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from typing import Any, Final

import cbor2

# Before the CBOR in each of Pagefind's files, within the compression.
_MARK: Final = b"pagefind_dcd"
ENTRY: Final = "pagefind-entry.json"


def sort_filters(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of an index of one language, by name, with their filters in order.

    Shape of the two kinds of file that change, in CBOR: a filter is
    [name, [[value, pages], …]]; the description of an index is
    [version, pages, chunks, [[filter, file], …], sorts, fields].
    Raises: ValueError where the files are not of this shape (another version of Pagefind).
    """
    entry = json.loads(files[ENTRY])
    if not entry["languages"]:
        return dict(files)
    ((language, own),) = entry["languages"].items()
    description = f"pagefind.{own['hash']}.pf_meta"
    found = {name: content for name, content in files.items() if name != description}
    version, pages, chunks, filters, sorts, fields = _unpack(files[description])
    names = []
    for name, file in sorted(filters):
        label, values = _unpack(found.pop(f"filter/{file}.pf_filter"))
        if label != name:
            raise ValueError(f"filter {name} is called {label} in its file")
        content = _pack([label, sorted(values)])
        renamed = f"{language}_{_digest(content)}"
        found[f"filter/{renamed}.pf_filter"] = content
        names.append([name, renamed])
    content = _pack([version, pages, chunks, names, sorts, fields])
    own["hash"] = f"{language}_{_digest(content)}"
    found[f"pagefind.{own['hash']}.pf_meta"] = content
    found[ENTRY] = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
    return dict(sorted(found.items()))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:10]


def _unpack(content: bytes) -> Any:
    whole = zlib.decompress(content, wbits=31)
    if not whole.startswith(_MARK):
        raise ValueError("no file of Pagefind's")
    return cbor2.loads(whole.removeprefix(_MARK))


def _pack(value: Any) -> bytes:
    # Not by `gzip`, which has put the time and the system into its header.
    packer = zlib.compressobj(level=9, wbits=31)
    return packer.compress(_MARK + cbor2.dumps(value)) + packer.flush()
