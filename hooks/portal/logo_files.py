"""The files in data/logos: each is checked, cleaned and measured, whoever names it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from PIL import Image

from portal.cache import NO_CACHE, Cache
from portal.fields import is_id
from portal.png_files import PngError, check_png, clean_png, png_size
from portal.problems import Problem, limit_per_file
from portal.reading import read_bounded, unreadable
from portal.svg import MAX_PROPORTION, Size, clean_svg, colours_of, find_trouble, svg_size
from portal.svg_trial import SECONDS, undrawable
from portal.visible_files import visible_files

FOLDER: Final = "logos"
# Of the European Union's emblem: Regulation (EU) 2021/1060, Annex IX, 1.9.
EU_BLUE: Final = (0x00, 0x33, 0x99)
EU_GOLD: Final = (0xFF, 0xCC, 0x00)
_NEAR: Final = 40


@dataclass(frozen=True)
class LogoImage:
    """A logo's file as it is published: cleaned of all that is not the picture."""

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

    Raises: OSError where the disk fails; SvgError, PngError for what `check_logos` refuses.
    """
    found = {}
    for path in _paths(data):
        content = read_bounded(data / path)
        content = clean_svg(content) if _is_svg(path) else clean_png(content)
        size = _size_of(path, content)
        if size is not None:
            found[path] = LogoImage(path, content, size)
    return MappingProxyType(found)


def check_logos(data: Path, label: str, cache: Cache = NO_CACHE) -> tuple[Problem, ...]:
    """What is wrong with the files in data/logos, whether a record names them or not.

    What `cache` knows is not drawn again.
    Raises: nothing for files; OSError where no process can be started to draw them.
    """
    problems: list[Problem] = []
    drawings: dict[str, bytes] = {}
    for path in _paths(data):
        try:
            content = read_bounded(data / path)
        except OSError as error:
            problems.append(unreadable(f"{label}/{path}", error))
            continue
        found = limit_per_file(list(_check(path, content, label)))
        problems += found
        if not found and _is_svg(path):
            drawings[path] = clean_svg(content)
    for path in sorted(undrawable(drawings, cache)):
        expected = f"a picture that can be drawn within {SECONDS} s"
        fix = "draw it without filters and masks, or turn them into paths"
        problems.append(Problem(f"{label}/{path}", 1, 1, "", expected, "another one", fix))
    return tuple(problems)


def _is_svg(path: str) -> bool:
    return path.lower().endswith(".svg")


def _size_of(path: str, content: bytes) -> Size | None:
    return svg_size(content) if _is_svg(path) else png_size(content)


def _paths(data: Path) -> Iterator[str]:
    """Files, not links to elsewhere: those are neither read nor published."""
    root = data.resolve()
    yield from sorted(
        path.relative_to(data).as_posix()
        for path in visible_files(data / FOLDER)
        if not path.is_dir() and _is_inside(path, root)
    )


def _is_inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # a circle of links, of which the loader tells
        return False


def _check(path: str, content: bytes, label: str) -> Iterator[Problem]:
    def problem(expected: str, got: str, fix: str) -> Problem:
        return Problem(f"{label}/{path}", 1, 1, "", expected, got, fix)

    folder = path.split("/")[1]
    if path.count("/") > 1 and is_id(folder):
        yield problem("a logo in data/logos/ itself", f'a folder "{folder}"',
                      "move the file up: the folder is kept for the downloads")  # fmt: skip
    if _is_svg(path):
        for it in find_trouble(content):
            yield Problem(f"{label}/{path}", it.line, it.column, "", it.expected, it.got, it.fix)
    elif path.lower().endswith(".png"):
        try:
            low, high = sorted(check_png(content))
        except PngError as error:
            yield problem(error.expected, error.got, error.fix)
            return
        if high > MAX_PROPORTION * low:
            yield problem(f"a picture not longer than 1 : {MAX_PROPORTION}", f"{low} × {high}",
                          "cut out the logo")  # fmt: skip
    else:
        yield problem("SVG and PNG files only", f'"{Path(path).name}"', "convert it, or delete it")


def _hex(colour: tuple[int, int, int]) -> str:
    return "".join(f"{channel:02x}" for channel in colour)


def _share(points: list[tuple[int, int, int]], colour: tuple[int, int, int]) -> float:
    near = sum(
        all(abs(a - b) <= _NEAR for a, b in zip(point, colour, strict=True)) for point in points
    )
    return near / len(points)
