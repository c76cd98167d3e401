"""The pictures in a page's source: images, drawings, backgrounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborNode

from portal.commitments.cascade import Cascade, upwards
from portal.commitments.hiding import pixels
from portal.commitments.html_document import HtmlDocument
from portal.commitments.page_scripts import PageScripts
from portal.commitments.sightings import Picture, Place
from portal.commitments.visibility import Visibility

_MAX_SVG: Final = 200_000
_LEAST: Final = (("width", 16.0), ("height", 8.0))
_SHAPES: Final = "path, polygon, rect, circle, text"
_LEAST_SHAPES: Final = 3
_URL: Final = re.compile(r"url\(\s*(\"[^\"]*\"|'[^']*'|[^)\s]*)\s*\)", re.I)
_BACKGROUNDS: Final = ("background", "background-image")


class PictureLook:
    """Finds the pictures of one document."""

    def __init__(
        self, document: HtmlDocument, cascade: Cascade, visibility: Visibility,
        scripts: PageScripts,
    ) -> None:  # fmt: skip
        self._document = document
        self._cascade = cascade
        self._visibility = visibility
        self._scripts = scripts
        self._text = document.text_of

    def pictures(self) -> Iterator[Picture]:
        """All pictures, in the order of the page; backgrounds after all others."""
        for node in self._document.tree.css("img, svg, object[data], embed[src], input[src]"):
            if node.tag == "svg":
                drawing = node.html or ""
                if len(drawing) <= _MAX_SVG and len(node.css(_SHAPES)) >= _LEAST_SHAPES:
                    yield self._picture(node, (), drawing)
            elif node.tag in ("object", "embed"):
                name = "data" if node.tag == "object" else "src"
                if self._text(node, "type").startswith("image/"):
                    yield self._picture(node, (self._text(node, name),))
            elif node.tag == "img" or self._text(node, "type").lower() == "image":
                yield self._picture(node, tuple(self._references(node)))
        for node, value in self._with_background():
            found = _URL.search(value)
            if found:
                yield self._background(node, found.group(1).strip("\"'"))

    def has_background(self, node: LexborNode) -> bool:
        """Whether a background image is set on a node."""
        return any("url(" in self._cascade.values(node, name)[0].lower() for name in _BACKGROUNDS)

    def _picture(self, node: LexborNode, references: tuple[str, ...], svg: str = "") -> Picture:
        hidden = self._visibility.why_hidden(node) or self._why_too_small(node)
        addresses = dict.fromkeys(filter(None, map(self._document.address, references)))
        return Picture(
            tuple(addresses), self._text(node, "alt"), self._scripts.perhaps(node, hidden),
            self._document.place(node, "src"), self._link_around(node), svg,
        )  # fmt: skip

    def _background(self, node: LexborNode, reference: str) -> Picture:
        hidden = self._visibility.why_hidden(node)
        if not hidden and not self._has_room(node):
            hidden = "a background whose box has no size of its own"
        shift = self._cascade.values(node, "background-position")[0]
        if not hidden and shift.startswith("-"):
            hidden = f"background-position: {shift}"
        address = self._document.address(reference)
        return Picture(
            (address,) if address else (), "", self._scripts.perhaps(node, hidden),
            self._document.place(node), self._link_around(node),
        )  # fmt: skip

    def _references(self, node: LexborNode) -> Iterator[str]:
        """All that a browser may load for an <img>: src, srcset, and its <picture>'s sources."""
        parent = node.parent
        if parent is not None and parent.tag == "picture":
            for source in parent.css("source[srcset]"):
                yield from _srcset(self._text(source, "srcset"))
        yield from _srcset(self._text(node, "srcset"))
        if self._text(node, "src").strip():
            yield self._text(node, "src")

    def _with_background(self) -> Iterator[tuple[LexborNode, str]]:
        yield from self._cascade.backgrounds()
        for node in self._document.tree.css("[style*='url' i]"):
            for name in _BACKGROUNDS:
                value = self._cascade.values(node, name)[0]
                if "url(" in value.lower():
                    yield node, value

    def _has_room(self, node: LexborNode) -> bool:
        sizes = [(self._size(node, name), least) for name, least in _LEAST]
        return all(size is not None and size >= least for size, least in sizes)

    def _why_too_small(self, node: LexborNode) -> str:
        for name, least in _LEAST:
            size = self._size(node, name)
            if size is not None and size < least:
                return f"{name}: {size:g} pixels"
        return ""

    def _size(self, node: LexborNode, name: str) -> float | None:
        value = self._cascade.values(node, name)[0] or self._text(node, name)
        return pixels(value) if value else None

    def _link_around(self, node: LexborNode) -> Place | None:
        for step in upwards(node):
            if step.tag == "a":
                for name in ("href", "xlink:href"):
                    if name in step.attributes:
                        return self._document.place(step, name)
        return None


def _srcset(value: str) -> Iterator[str]:
    for part in re.split(r",\s+|,(?=\S+\s+[0-9.]+[wx])", value):
        words = part.split()
        if words and not words[0].startswith("data:"):
            yield words[0].rstrip(",")
