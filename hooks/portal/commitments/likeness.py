"""Whether a picture shows a logo: compared as small grey pictures, trimmed of what is around.

A 64-bit difference hash, the usual choice, cannot tell wordmarks apart: it puts one
changed letter nearer than a JPEG of the same logo. What is compared here is the
correlation of two pictures of 64 × 32 grey values, and the worst of their parts, so that
one other letter is enough to fail. Measured in tests/test_commitment_likeness.py.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from operator import mul
from typing import Final

from PIL import Image, ImageChops

WIDTH: Final = 64
HEIGHT: Final = 32
_PART: Final = 8
LEAST_CORRELATION: Final = 0.92
MOST_PART_ERROR: Final = 0.7
_LEAST_LEAD: Final = 0.03
_ASPECT_TOLERANCE: Final = 0.12  # of the natural logarithm: about 12 % wider or higher
_LEAST_CONTRAST: Final = 12.0
_EDGE_TOLERANCE: Final = 40
_SMALLEST: Final = 6
_REFERENCE_WIDTHS: Final = (640, 160, 90)


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at a picture: its shape and its grey values, scaled to mean 0, spread 1."""

    aspect: float
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Which logo a picture is likest; correlation 0 to 1, `part_error` of its worst part."""

    logo: str
    correlation: float
    part_error: float

    @property
    def is_match(self) -> bool:
        return self.correlation >= LEAST_CORRELATION and self.part_error <= MOST_PART_ERROR


class LogoBook:
    """All logos of a site: a picture counts for the one that it is likest."""

    def __init__(self, logos: Mapping[str, Image.Image]) -> None:
        self._views = {name: _reference_views(logo) for name, logo in logos.items()}
        self._aspects = {view.aspect for views in self._views.values() for view in views}

    def recognise(self, picture: Image.Image) -> Likeness | None:
        """The logo that a picture shows; None where it shows none, or could show two."""
        views = tuple(_views(picture, self._aspects))
        found = sorted(
            (
                Likeness(name, *best)
                for name, references in self._views.items()
                if (best := _best(views, references)) is not None
            ),
            key=lambda likeness: -likeness.correlation,
        )
        if not found or not found[0].is_match:
            return None
        lead = found[0].correlation - found[1].correlation if len(found) > 1 else 1.0
        return found[0] if lead >= _LEAST_LEAD else None


def _reference_views(logo: Image.Image) -> tuple[View, ...]:
    views: list[View] = []
    for width in _REFERENCE_WIDTHS:
        small = logo.copy()
        small.thumbnail((width, width))
        views.extend(_views(small))
    return tuple(views)


def _views(picture: Image.Image, aspects: Collection[float] = ()) -> Iterator[View]:
    """All ways to look at a picture; where shapes are given, only those near one of them."""
    for flat in _flattened(picture):
        for image in (flat, *_trimmed(flat)):
            aspect = image.width / image.height
            if not aspects or any(_is_near(aspect, other) for other in aspects):
                view = _view(image)
                if view is not None:
                    yield view


def _is_near(aspect: float, other: float) -> bool:
    return abs(math.log(aspect / other)) <= _ASPECT_TOLERANCE


def _flattened(picture: Image.Image) -> Iterator[Image.Image]:
    """A picture without transparency: as it is, or on white and on black."""
    rgba = picture.convert("RGBA")
    is_opaque = min(rgba.getchannel("A").tobytes()) >= 250
    for shade in ("white",) if is_opaque else ("white", "black"):
        ground = Image.new("RGBA", rgba.size, shade)
        ground.alpha_composite(rgba)
        yield ground.convert("RGB")


def _trimmed(image: Image.Image) -> Iterator[Image.Image]:
    """The picture without its margin, then also without a frame or plate around its drawing."""
    outer = _trim(image)
    if outer is None:
        return
    yield outer
    edge = max(2, round(min(outer.size) * 0.06))
    if min(outer.size) > 4 * edge:
        inner = _trim(outer.crop((edge, edge, outer.width - edge, outer.height - edge)))
        if inner is not None:
            yield inner


def _trim(image: Image.Image) -> Image.Image | None:
    ground = Image.new("RGB", image.size, _edge_colour(image))
    bands = ImageChops.difference(image, ground).split()
    most = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    box = most.point([255 if value > _EDGE_TOLERANCE else 0 for value in range(256)]).getbbox()
    if box is None or min(box[2] - box[0], box[3] - box[1]) < _SMALLEST:
        return None
    return image.crop(box)


def _edge_colour(image: Image.Image) -> tuple[int, int, int]:
    """The most frequent colour along the four edges, as the mean of its neighbourhood."""
    width, height = image.size
    pixels: dict[tuple[int, int, int], list[bytes]] = {}
    for box in (
        (0, 0, width, 1), (0, height - 1, width, height), (0, 0, 1, height),
        (width - 1, 0, width, height),
    ):  # fmt: skip
        strip = image.crop(box).tobytes()
        for start in range(0, len(strip), 3):
            pixel = strip[start : start + 3]
            pixels.setdefault((pixel[0] >> 4, pixel[1] >> 4, pixel[2] >> 4), []).append(pixel)
    most = max(pixels.values(), key=len)
    red, green, blue = (sum(pixel[band] for pixel in most) // len(most) for band in range(3))
    return red, green, blue


def _view(image: Image.Image) -> View | None:
    shrinks = image.width >= WIDTH and image.height >= HEIGHT
    method = Image.Resampling.BOX if shrinks else Image.Resampling.BICUBIC
    values = image.convert("L").resize((WIDTH, HEIGHT), method).tobytes()
    mean = sum(values) / len(values)
    spread = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
    if spread < _LEAST_CONTRAST:
        return None
    scaled = tuple((value - mean) / spread for value in values)
    return View(image.width / image.height, scaled)


def _best(views: tuple[View, ...], references: tuple[View, ...]) -> tuple[float, float] | None:
    best: tuple[float, float] | None = None
    for view in views:
        for reference in references:
            if not _is_near(view.aspect, reference.aspect):
                continue
            correlation = sum(map(mul, view.values, reference.values)) / (WIDTH * HEIGHT)
            if best is None or abs(correlation) > best[0]:
                best = abs(correlation), _worst_part(view, reference, correlation < 0)
    return best


def _worst_part(view: View, reference: View, inverted: bool) -> float:
    """The greatest mean squared difference of the overlapping parts of two views."""
    sign = -1.0 if inverted else 1.0
    squares = [
        (one - sign * other) ** 2 for one, other in zip(view.values, reference.values, strict=True)
    ]
    return max(
        sum(
            sum(squares[row * WIDTH + left : row * WIDTH + left + _PART])
            for row in range(top, top + _PART)
        )
        / _PART**2
        for top in range(0, HEIGHT, _PART)
        for left in range(0, WIDTH - _PART + 1, _PART // 2)
    )
