"""What the pictures of a page are: fetched within bounds, and compared with the logos."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from portal.commitments.documents import Shown
from portal.commitments.likeness import Likeness, LogoBook
from portal.commitments.pictures import (
    DrawSvg,
    PictureError,
    draw,
    open_picture,
    read_data_address,
)
from portal.commitments.policies import as_loaded, why_not_loaded, why_not_shared
from portal.commitments.sightings import Picture
from portal.web.address import parse_address
from portal.web.answers import Answer, Failure, Fetch, Kind

MAX_FETCHED: Final = 60
LEAST_PRIORITY: Final = 3
_MAX_CHOICES: Final = 8
_MAX_DRAWINGS: Final = 10
_MAX_DATA: Final = 1_000_000

# (document, picture): how much a picture promises, lowest first.
Priority = Callable[[Shown, Picture], int]


@dataclass(frozen=True, slots=True)
class PictureFact:
    """One image: whether a browser shows it, and which logo it is likest."""

    loaded: bool
    why_not: str = ""
    likeness: Likeness | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """Facts of a page's images by (document, address) or, for drawings in the page, by text."""

    facts: dict[tuple[str, str], PictureFact]
    compared: int
    left: int
    gaps: tuple[str, ...]

    def of(self, document: Shown, picture: Picture) -> tuple[PictureFact, ...]:
        """The facts of all that a browser may show for a picture; empty where one is unknown."""
        keys = picture.addresses[:_MAX_CHOICES] if not picture.svg else (picture.svg,)
        found = [self.facts.get((document.address, key)) for key in keys]
        return tuple(fact for fact in found if fact is not None) if None not in found else ()


class PictureReader:
    """Compares images with a book of logos; remembers what it has compared."""

    def __init__(self, book: LogoBook, draw_svg: DrawSvg) -> None:
        self._book = book
        self._draw_svg = draw_svg
        self._known: dict[tuple[str, str], PictureFact] = {}

    def read(
        self, shown: Sequence[Shown], fetch: Fetch, priority: Priority, drawn: bool
    ) -> PictureFacts:
        """Fetch and compare the visible pictures of a page, the promising ones first.

        `drawn` says that a browser has shown them, so that no policy needs to be asked.
        """
        facts: dict[tuple[str, str], PictureFact] = {}
        gaps: list[str] = []
        left = fetched = drawings = 0
        for document, picture in sorted(_visible(shown), key=lambda pair: priority(*pair)):
            if picture.svg:
                drawings += 1
                if drawings <= _MAX_DRAWINGS:
                    facts[document.address, picture.svg] = self._drawing(picture.svg)
                continue
            for address in picture.addresses[:_MAX_CHOICES]:
                key = document.address, address
                if key in facts:
                    continue
                if fetched >= MAX_FETCHED:
                    left += 1
                    continue
                fetched += not address.startswith("data:")
                missed: list[str] = []
                facts[key] = self._fact(address, document, fetch, drawn, missed)
                if _may_matter(address, document.address, priority(document, picture)):
                    gaps += missed
        return PictureFacts(facts, len(facts), left, tuple(gaps))

    def _fact(
        self, address: str, document: Shown, fetch: Fetch, drawn: bool, gaps: list[str]
    ) -> PictureFact:
        page, policies = document.address, document.policies
        reason = "" if drawn else why_not_loaded("img", address, page, policies)
        if reason:
            return PictureFact(False, reason)
        if address.startswith("data:"):
            found = read_data_address(address, _MAX_DATA)
            return self._compare(*found) if found else PictureFact(False, "a broken data: address")
        answer = fetch(as_loaded(address, page), Kind.IMAGE)
        if isinstance(answer, Failure):
            if answer.is_passing:
                gaps.append(f"the image {address}: {answer.detail}")
            return PictureFact(False, answer.detail)
        # A browser whose requests we answer does not enforce the first two itself.
        reason = _why_blocked(answer, page) or (
            "" if drawn else why_not_loaded("img", answer.address, page, policies)
        )
        if reason:
            return PictureFact(False, reason)
        return self._compare(answer.body, answer.content_type)

    def _compare(self, body: bytes, content_type: str) -> PictureFact:
        digest = hashlib.sha256(body).hexdigest()
        key = digest, content_type
        if key not in self._known:
            self._known[key] = self._look(body, content_type, digest)
        return self._known[key]

    def _look(self, body: bytes, content_type: str, digest: str) -> PictureFact:
        try:
            likeness = self._book.recognise(open_picture(body, content_type, self._draw_svg))
        except PictureError as error:
            # An SVG that is too odd to be drawn here is still one that a browser shows.
            is_svg = content_type.startswith("image/svg+xml") and b"<svg" in body
            moves = "moving" in str(error)
            return PictureFact(is_svg or moves, str(error), None, digest)
        return PictureFact(True, "", likeness, digest)

    def _drawing(self, svg: str) -> PictureFact:
        digest = hashlib.sha256(svg.encode()).hexdigest()
        try:
            likeness = self._book.recognise(draw(svg, self._draw_svg))
        except PictureError as error:
            return PictureFact(True, str(error), None, digest)
        return PictureFact(True, "", likeness, digest)


def _may_matter(address: str, page: str, priority: int) -> bool:
    """Whether an image that did not come could be the logo: by its name, or by its host."""
    here, there = parse_address(page), parse_address(address)
    return priority < LEAST_PRIORITY or (
        here is not None and there is not None and here.site == there.site
    )


def _visible(shown: Sequence[Shown]) -> Iterator[tuple[Shown, Picture]]:
    for document in shown:
        for picture in document.sightings.pictures:
            if not picture.hidden:
                yield document, picture


def _why_blocked(answer: Answer, page: str) -> str:
    kind = answer.content_type.partition(";")[0].strip().lower()
    sniffs = answer.headers.get("x-content-type-options", "").strip().lower() != "nosniff"
    if kind and not kind.startswith("image/") and not sniffs:
        return f"an image of type {kind[:40]}"
    return why_not_shared(answer.headers, answer.address, page)
