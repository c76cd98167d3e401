"""Whether the photographs that records name can be shown, and how large they are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from portal.cache import Cache
from portal.load import Loaded, NamedPicture, reread
from portal.pictures.decode import decode, made_by, request_for
from portal.pictures.formats import OF_ENDING, end_of, format_of
from portal.pictures.sizes import PictureSize, digest_of
from portal.problems import Problem
from portal.yaml_places import locate
from portal.yaml_text import field_name

MAX_BYTES: Final = 40_000_000
_SAVE: Final = "open it in a picture editor and save it as JPEG"
# By the word with which a picture is refused: what was expected, and the fix.
_WORDS: Final = MappingProxyType(
    {
        "bytes": (f"a picture of at most {MAX_BYTES // 1_000_000} MB", "save it smaller, as JPEG"),
        "pixels": ("a picture of at most 64 million pixels", "save it smaller, 3000 pixels wide"),
        "proportion": (
            "a picture that is at most five times as wide as high, or as high as wide",
            "cut out the part that matters",
        ),
        "animated": ("a still picture", "save one of its pictures as JPEG"),
        "format": ("a photograph as its name says: JPEG, PNG or WebP", _SAVE),
        "behind": ("a picture and nothing behind it", f"{_SAVE}: that drops the rest"),
        "broken": ("a whole picture", "copy the file again; it may have been cut off on its way"),
        "changed": (
            "a picture that stays the same while it is looked at",
            "check again when it is written to its end",
        ),
        "died": ("a picture that can be decoded", _SAVE),
    }
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a picture is not shown: a word of `_WORDS`, and what was found."""

    word: str
    got: str


def check_pictures(
    loaded: Loaded, cache: Cache
) -> tuple[Mapping[str, PictureSize], tuple[Problem, ...]]:
    """Look at each photograph that a record names, once.

    Shape: sizes by path below the data directory, of those that can be shown, and the
    problems of the others at the first place that names them.
    Raises: nothing for what editors can get wrong; OSError where no process can be started.
    """
    sizes, problems = {}, []
    names = {picture.file: picture for picture in loaded.named_pictures}
    for file, found in _examine(loaded.directory, tuple(names), cache):
        if isinstance(found, PictureSize):
            sizes[file] = found
        else:
            problems.append(_problem(loaded, names[file], found))
    return MappingProxyType(sizes), tuple(problems)


def _problem(loaded: Loaded, picture: NamedPicture, refusal: Refusal) -> Problem:
    document = reread(loaded, picture.record)
    mark = locate(document, picture.path)
    expected, fix = _WORDS[refusal.word]
    return Problem(
        document.path, mark.line, mark.column, field_name(picture.path),
        f"{expected} (data/{picture.file})", refusal.got, fix,
    )  # fmt: skip


def _examine(
    directory: Path, files: tuple[str, ...], cache: Cache
) -> Iterator[tuple[str, PictureSize | Refusal]]:
    unknown: list[tuple[str, str]] = []
    for file in files:
        path = directory / file
        try:
            size = path.stat().st_size
            content = path.read_bytes() if size <= MAX_BYTES else b""
        except OSError as error:
            yield file, Refusal("broken", (error.strerror or "an error of the disk").lower())
            continue
        refusal = _look_at(file, size, content)
        if refusal is not None:
            yield file, refusal
            continue
        digest = digest_of(content)
        known = _read(digest, cache.get(_entry(digest)))
        if known is not None:
            yield file, known
        else:
            unknown.append((file, digest))
    answers = decode([request_for(directory, file, digest) for file, digest in unknown])
    for (file, digest), answer in zip(unknown, answers, strict=True):
        if "refusal" in answer.says:
            yield file, Refusal(answer.says["refusal"], answer.says["got"])
        else:
            cache.put(_entry(digest), json.dumps(answer.says["size"]).encode())
            yield file, PictureSize(digest, *answer.says["size"])


def _look_at(file: str, size: int, content: bytes) -> Refusal | None:
    """What is wrong with a file that no decoder need be asked about."""
    if size > MAX_BYTES:
        return Refusal("bytes", f"{size / 1_000_000:.1f} MB")
    name = OF_ENDING[Path(file).suffix.lower()]
    found = format_of(content)
    if found != name:
        what = f"a {found} file" if found else "no picture that is known here"
        return Refusal("format", what if content else "an empty file")
    end = end_of(content, name)
    if end is None:
        return Refusal("broken", f"a {name} file without an end")
    if end < len(content):
        return Refusal("behind", f"{len(content) - end:,} more bytes behind the picture's end")
    return None


def _entry(digest: str) -> str:
    return f"{made_by()}/{digest}.json"


def _read(digest: str, entry: bytes | None) -> PictureSize | None:
    try:
        width, height = json.loads(entry or b"")
        return PictureSize(digest, int(width), int(height))
    except (ValueError, TypeError):
        return None
