"""Photographs on pages: what a browser may choose from, and what is said beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from portal.model import AnyRecord, Picture
from portal.pages.localiser import Localiser, field_of
from portal.pages.photo_view import Photograph
from portal.pictures.sizes import ENDINGS, PictureSize

# How wide a picture is shown, for browsers to choose by: see .photo in portal.css.
_IN_TEXT: Final = "(min-width: 64em) 52rem, 92vw"
_IN_GALLERY: Final = "(min-width: 64em) 26rem, (min-width: 40em) 46vw, 92vw"
_IN_CARD: Final = "(min-width: 64em) 24rem, (min-width: 40em) 46vw, 92vw"
# What the networks show large; a portrait would lose most of itself there.
_SHARED_MIN: Final = (600, 315)


def photographs_of(record: AnyRecord, loc: Localiser) -> tuple[Photograph, ...]:
    """A record's photographs; the first is shown large, before the text."""
    pictures: tuple[Picture, ...] = field_of(record, "pictures") or ()
    return tuple(
        _photograph(picture, loc, _IN_GALLERY if index else _IN_TEXT)
        for index, picture in enumerate(pictures)
    )


def thumbnail_of(record: AnyRecord, loc: Localiser) -> Photograph | None:
    """The photograph of a record's card; None where it has none."""
    pictures: tuple[Picture, ...] = field_of(record, "pictures") or ()
    return _photograph(pictures[0], loc, _IN_CARD) if pictures else None


def _photograph(picture: Picture, loc: Localiser, sizes: str) -> Photograph:
    size = loc.images.pictures[picture.file]
    alt, tag = loc.pick(picture.alt)
    webp, jpeg = (
        tuple((size.address(width, ending), width) for width, _ in size.copies)
        for ending in ENDINGS
    )
    # For a browser that knows no srcset: neither the smallest nor the largest.
    middle, (width, height) = jpeg[(len(jpeg) - 1) // 2][0], size.copies[-1]
    return Photograph(
        webp=webp,
        jpeg=jpeg,
        src=middle,
        sizes=sizes,
        width=width,
        height=height,
        alt=alt,
        attributes=Markup(loc.foreign(tag)),
        caption=loc.text(picture.caption),
        credit=loc.text(picture.credit),
        is_tall=height > width,
    )


@dataclass(frozen=True, slots=True)
class SharedPicture:
    """A photograph that stands for its page elsewhere: path below the root, pixels, words."""

    path: str
    width: int
    height: int
    alt: str


def shared_picture(record: AnyRecord, loc: Localiser) -> SharedPicture | None:
    """The record's first photograph, if it is wide enough to be shown large."""
    pictures: tuple[Picture, ...] = field_of(record, "pictures") or ()
    if not pictures:
        return None
    size = loc.images.pictures[pictures[0].file]
    width, height = size.copies[-1]
    if width < _SHARED_MIN[0] or height < _SHARED_MIN[1] or height > width:
        return None
    return SharedPicture(size.address(width, ".jpg"), width, height, loc.plain(pictures[0].alt))


def linked_data(record: AnyRecord, loc: Localiser) -> list[dict[str, Any]]:
    """A record's photographs as schema.org has them."""
    pictures: tuple[Picture, ...] = field_of(record, "pictures") or ()
    return [_image_object(p, loc.images.pictures[p.file], loc) for p in pictures]


def _image_object(picture: Picture, size: PictureSize, loc: Localiser) -> dict[str, Any]:
    width, height = size.copies[-1]
    url = f"{loc.site.url}{size.address(width, '.jpg')}"
    node: dict[str, Any] = {
        "@type": "ImageObject",
        "url": url,
        "contentUrl": url,
        "width": width,
        "height": height,
        "description": loc.plain(picture.alt),
        "creditText": loc.plain(picture.credit),
    }
    if picture.caption:
        node["caption"] = loc.plain(picture.caption)
    return node
