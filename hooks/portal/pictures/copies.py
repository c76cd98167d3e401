"""The published copies of photographs: from the cache, or made anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from portal.cache import Cache
from portal.pictures.decode import decode, made_by
from portal.pictures.formats import OF_ENDING
from portal.pictures.sizes import ENDINGS, FOLDER, PictureSize


class CopyError(RuntimeError):
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
        {
            "path": str(directory / file),
            "format": OF_ENDING[Path(file).suffix.lower()],
            "copies": sizes[file].copies,
        }
        for file in missing
    ]
    for file, answer in zip(missing, decode(requests), strict=True):
        if "refusal" in answer.says:
            raise CopyError(f"{file}: {answer.says['refusal']}: {answer.says['got']}")
        for name, content in zip(_addresses(sizes[file]), answer.parts, strict=True):
            cache.put(_entry(name), content)
            yield name, content


def _addresses(size: PictureSize) -> list[str]:
    return [size.address(width, ending) for width, _ in size.copies for ending in ENDINGS]


def _entry(name: str) -> str:
    return f"{made_by()}/{name.removeprefix(f'{FOLDER}/')}"
