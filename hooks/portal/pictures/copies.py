"""The published copies of photographs: from the cache, or made anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from portal.cache import Cache
from portal.pictures.decode import decode, made_by, request_for
from portal.pictures.sizes import ENDINGS, FOLDER, PictureSize
from portal.workers import JobError


class CopyError(JobError):
    """A picture that could be read when it was checked, and no more."""


def render_copies(
    directory: Path, sizes: Mapping[str, PictureSize], files: Sequence[str], cache: Cache
) -> Iterator[tuple[str, bytes]]:
    """All copies of some photographs, by path below the site's root.

    Raises: CopyError where a picture has changed since it was looked at.
    """
    missing = []
    for file in files:
        known = {name: cache.get(_entry(name)) for name in _addresses(sizes[file])}
        if all(known.values()):
            yield from ((name, content) for name, content in known.items() if content)
        else:
            missing.append(file)
    requests = [
        request_for(directory, file, sizes[file].digest, sizes[file].copies) for file in missing
    ]
    for file, answer in zip(missing, decode(requests), strict=True):
        if "refusal" in answer.says:
            raise _copy_error(file, answer.says["refusal"], answer.says["got"])
        for name, content in zip(_addresses(sizes[file]), answer.parts, strict=True):
            cache.put(_entry(name), content)
            yield name, content


def _copy_error(file: str, refusal: str, got: str) -> CopyError:
    if refusal == "changed":
        return CopyError(f"data/{file} has changed since it was checked ({got}). Build again.")
    return CopyError(
        f"data/{file} can be looked at, but no copies can be made of it ({got}). "
        "Open it in a picture editor, save it smaller, as JPEG, and build again."
    )


def _addresses(size: PictureSize) -> list[str]:
    return [size.address(width, ending) for width, _ in size.copies for ending in ENDINGS]


def _entry(name: str) -> str:
    return f"{made_by()}/{name.removeprefix(f'{FOLDER}/')}"
