"""Digests of what a site is made of: the same on each machine with the same content."""

from __future__ import annotations

import hashlib
import os
import sys
import zlib
from collections.abc import Container, Iterable, Iterator
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Final

from portal.known_files import KnownFiles
from portal.visible_files import walk_visible

# Beside code; in the data, folders of these names are like others.
COMPILED: Final = frozenset({"__pycache__", "node_modules"})


def digest_recipe(
    settings: Iterable[str], files: Iterable[tuple[str, Path]], known: KnownFiles
) -> str:
    """A digest of Python, of all libraries, of settings and of files by their names.

    What `known` has read is not read again. Raises: OSError.
    """
    parts = (sys.version, zlib.ZLIB_RUNTIME_VERSION, *settings, *_versions())
    return digest_named(files, known, first="".join(f"{part}\0" for part in parts))


def digest_named(
    files: Iterable[tuple[str, Path]], known: KnownFiles, *, held: str = "", first: str = ""
) -> str:
    """A digest of what stands `first` and of files by their names.

    With `held`, contents of files whose names end so are kept in `known`. Raises: OSError.
    """
    found = hashlib.sha256(first.encode())
    for name, path in files:
        digest = known.digest(str(path), hold=bool(held) and name.endswith(held))
        found.update(os.fsencode(name) + b"\0" + digest)
    return found.hexdigest()


def named_files(
    directory: Path, label: str, without: Container[str] = ()
) -> Iterator[tuple[str, Path]]:
    """The visible files below a directory by their names, in order; `without` some folders."""
    found = (e for e in walk_visible(str(directory), without) if not _is_linked_folder(e))
    start = len(str(directory)) + 1
    for path in sorted(entry.path for entry in found):
        yield f"{label}/{path[start:]}", Path(path)


def _is_linked_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_symlink() and entry.is_dir()


@cache
def _versions() -> tuple[str, ...]:
    return tuple(sorted(f"{found.name} {found.version}" for found in distributions()))
