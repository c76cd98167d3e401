"""What somebody keeps is written whole or not at all: beside its place, then into it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path


def replace_files(contents: Mapping[Path, bytes]) -> None:
    """Write all, or, where the disk refuses one, none. Raises: OSError."""
    with written_aside(contents):
        pass


@contextmanager
def written_aside(contents: Mapping[Path, bytes]) -> Iterator[None]:
    """All of them beside their places; they are put there at the end, unless an error comes first.

    Raises: OSError.
    """
    waiting: list[tuple[Path, Path]] = []
    try:
        for path, content in contents.items():
            target = path.resolve()  # what a link leads to
            aside = target.with_name(f".{target.name}.{os.getpid()}.saving")
            waiting.append((aside, target))
            target.parent.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(content)
            if target.exists():
                shutil.copymode(target, aside)
        yield
        for aside, target in waiting:
            aside.replace(target)
    except BaseException:
        for aside, _ in waiting:
            with suppress(OSError):
                aside.unlink()
        raise
