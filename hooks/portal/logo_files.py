"""The files in data/logos: each is checked, cleaned and measured, whoever names it."""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from PIL import Image, UnidentifiedImageError

from portal.fields import is_id
from portal.problems import Problem, limit_per_file
from portal.reading import read_bounded, unreadable
from portal.svg import MAX_PROPORTION, MAX_SIDE, Size, clean_svg, colours_of, find_trouble, svg_size

FOLDER: Final = "logos"
MAX_PNG_BYTES: Final = 2 * 1024 * 1024
_PNG_START: Final = b"\x89PNG\r\n\x1a\n"
# Of the European Union's emblem: Regulation (EU) 2021/1060, Annex IX, 1.9.
EU_BLUE: Final = (0x00, 0x33, 0x99)
EU_GOLD: Final = (0xFF, 0xCC, 0x00)
_NEAR: Final = 40


@dataclass(frozen=True)
class LogoImage:
    """A logo's file as it is published: an SVG cleaned, a PNG as it came."""

    path: str
    content: bytes
    size: Size

    @property
    def address(self) -> str:
        """The path as it stands in a URL."""
        return quote(self.path)

    @property
    def suffix(self) -> str:
        """The ending, with its dot: .svg or .png."""
        return Path(self.path).suffix.lower()

    def fit(self, max_width: float, max_height: float) -> tuple[int, int]:
        """Width and height in CSS pixels at which it fills a box without leaving it."""
        width, height = self.size
        scale = min(max_width / width, max_height / height)
        return max(1, round(width * scale)), max(1, round(height * scale))

    @cached_property
    def shows_eu_emblem(self) -> bool:
        """Whether it has the two colours of the European Union's emblem."""
        if self.suffix == ".svg":
            return {_hex(EU_BLUE), _hex(EU_GOLD)} <= colours_of(self.content)
        with Image.open(io.BytesIO(self.content)) as picture:
            small = picture.convert("RGB").resize((180, 120))
        channels = small.tobytes()
        points = list(zip(channels[0::3], channels[1::3], channels[2::3], strict=True))
        return _share(points, EU_BLUE) > 0.4 and _share(points, EU_GOLD) > 0.005


def load_logos(data: Path) -> Mapping[str, LogoImage]:
    """All logos below a data directory without problems, by path ("logos/x.svg").

    Raises: OSError where the disk fails.
    """
    found = {}
    for path in _paths(data):
        content = read_bounded(data / path)
        size = size_of(content)
        if path.lower().endswith(".svg"):
            content = clean_svg(content)
        if size is not None:
            found[path] = LogoImage(path, content, size)
    return MappingProxyType(found)


def check_logos(data: Path, label: str) -> tuple[Problem, ...]:
    """What is wrong with the files in data/logos, whether a record names them or not.

    Raises: nothing; what cannot be read is a problem.
    """
    problems: list[Problem] = []
    for path in _paths(data):
        try:
            content = read_bounded(data / path)
        except OSError as error:
            problems.append(unreadable(f"{label}/{path}", error))
            continue
        problems += limit_per_file(list(_check(path, content, label)))
    return tuple(problems)


def size_of(content: bytes) -> Size | None:
    """Width and height of an SVG or PNG file in CSS pixels; None where it has none."""
    if content.startswith(_PNG_START):
        if len(content) < 24 or content[12:16] != b"IHDR":
            return None
        width, height = struct.unpack(">II", content[16:24])
        return (float(width), float(height)) if width and height else None
    return svg_size(content)


def _paths(data: Path) -> Iterator[str]:
    """Files, not links to elsewhere: those are neither read nor published."""
    found, root = [], data.resolve()
    for top, folders, names in os.walk(data / FOLDER):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [
            (Path(top) / name).relative_to(data).as_posix()
            for name in names
            if not name.startswith(".") and (Path(top) / name).resolve().is_relative_to(root)
        ]
    yield from sorted(found)


def _check(path: str, content: bytes, label: str) -> Iterator[Problem]:
    def problem(expected: str, got: str, fix: str) -> Problem:
        return Problem(f"{label}/{path}", 1, 1, "", expected, got, fix)

    folder = path.split("/")[1]
    if path.count("/") > 1 and is_id(folder):
        yield problem("a logo in data/logos/ itself", f'a folder "{folder}"',
                      "move the file up: the folder is kept for the downloads")  # fmt: skip
    if path.lower().endswith(".svg"):
        for it in find_trouble(content):
            yield Problem(f"{label}/{path}", it.line, it.column, "", it.expected, it.got, it.fix)
    elif path.lower().endswith(".png"):
        yield from (problem(*complaint) for complaint in _check_png(content))
    else:
        yield problem("SVG and PNG files only", f'"{Path(path).name}"', "convert it, or delete it")


def _check_png(content: bytes) -> Iterator[tuple[str, str, str]]:
    if len(content) > MAX_PNG_BYTES:
        yield "a PNG file of at most 2 MB", f"{len(content) >> 20} MB", "save it smaller"
        return
    size = size_of(content)
    if size is None or not content.startswith(_PNG_START):
        yield "a PNG file", "something else", "export the logo anew"
        return
    low, high = sorted(size)
    if high > MAX_SIDE // 2 or high > MAX_PROPORTION * low:
        yield (f"at most {MAX_SIDE // 2} pixels a side, not longer than 1 : {MAX_PROPORTION}",
               f"{size[0]:g} × {size[1]:g}", "save it smaller")  # fmt: skip
        return
    try:
        with Image.open(io.BytesIO(content), formats=("PNG",)) as picture:
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        yield "a whole PNG file", "a damaged one", "export the logo anew"


def _hex(colour: tuple[int, int, int]) -> str:
    return "".join(f"{channel:02x}" for channel in colour)


def _share(points: list[tuple[int, int, int]], colour: tuple[int, int, int]) -> float:
    near = sum(
        all(abs(a - b) <= _NEAR for a, b in zip(point, colour, strict=True)) for point in points
    )
    return near / len(points)
