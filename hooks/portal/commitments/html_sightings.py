"""What a page's source shows: links, pictures, cards and frames, each with what hides it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from selectolax.lexbor import LexborNode

from portal.commitments.cascade import Cascade, upwards
from portal.commitments.hiding import pixels
from portal.commitments.html_document import HtmlDocument
from portal.commitments.legibility import Legibility, count_letters, words_below
from portal.commitments.sightings import Card, Frame, Link, Picture, Place, Script, Sightings
from portal.commitments.visibility import Visibility

MAX_LINKS: Final = 300
MAX_PICTURES: Final = 400
_ENOUGH_LETTERS: Final = 1000
_MAX_SVG: Final = 200_000
_LEAST_PICTURE: Final = (16.0, 8.0)  # width, height
_URL: Final = re.compile(r"url\(\s*(\"[^\"]*\"|'[^']*'|[^)\s]*)\s*\)", re.I)
_OUT_OF_SANDBOX: Final = (
    "allow-popups", "allow-top-navigation", "allow-top-navigation-by-user-activation",
)  # fmt: skip


class Look:
    """One look at a document: `wanted` tells the links that matter from all others."""

    def __init__(
        self, document: HtmlDocument, cascade: Cascade, wanted: Callable[[str], bool]
    ) -> None:
        self._document = document
        self._cascade = cascade
        self._visibility = Visibility(cascade)
        self._legibility = Legibility(cascade, self._visibility)
        self._wanted = wanted
        self._text = document.text_of

    def sightings(self, doubts: tuple[str, ...] = ()) -> Sightings:
        """Everything that the document shows, in its order.

        Shape: links only as far as they are wanted; at most MAX_LINKS and MAX_PICTURES.
        """
        tree = self._document.tree
        body = tree.body
        return Sightings(
            links=tuple(self._links())[:MAX_LINKS],
            pictures=tuple(self._pictures())[:MAX_PICTURES],
            cards=tuple(self._cards()),
            scripts=tuple(self._scripts()),
            frames=tuple(self._frames()),
            doubts=doubts,
            letters=self._letters(),
            has_scripts=body is not None and bool(tree.css("script")),
        )

    def _links(self) -> Iterator[Link]:
        for node in self._document.tree.css("a"):
            name = "href" if "href" in node.attributes else "xlink:href"
            address = self._document.address(self._text(node, name))
            if not address or not self._wanted(address):
                continue
            hidden = self._visibility.why_hidden(node)
            unreadable = self._legibility.why_unreadable(node)
            # A link whose words alone are hidden may still hold a picture.
            if unreadable and not hidden and node.css_first("img, svg, picture, object") is None:
                hidden = "" if self._has_background(node) else unreadable
            yield Link(address, unreadable == "", hidden, self._document.place(node, name))

    def _pictures(self) -> Iterator[Picture]:
        for node in self._document.tree.css("img, svg, object[data], embed[src], input[src]"):
            if node.tag == "svg":
                drawing = self._svg(node)
                if drawing:
                    yield self._picture(node, (), drawing)
            elif node.tag in ("object", "embed"):
                name = "data" if node.tag == "object" else "src"
                if self._text(node, "type").startswith("image/"):
                    yield self._picture(node, (self._text(node, name),))
            elif node.tag == "img" or self._text(node, "type").lower() == "image":
                yield self._picture(node, tuple(self._image_references(node)))
        for node, value in self._with_background():
            found = _URL.search(value)
            if found:
                yield self._background(node, found.group(1).strip("\"'"))

    def _picture(self, node: LexborNode, references: tuple[str, ...], svg: str = "") -> Picture:
        hidden = self._visibility.why_hidden(node)
        addresses = tuple(dict.fromkeys(filter(None, map(self._document.address, references))))
        return Picture(
            addresses, self._text(node, "alt"), hidden or self._why_too_small(node),
            self._document.place(node, "src"), self._link_around(node), svg,
        )  # fmt: skip

    def _image_references(self, node: LexborNode) -> Iterator[str]:
        """All that a browser may load for an <img>: src, srcset, and its <picture>'s sources."""
        parent = node.parent
        if parent is not None and parent.tag == "picture":
            for source in parent.css("source[srcset]"):
                yield from _srcset(self._text(source, "srcset"))
        yield from _srcset(self._text(node, "srcset"))
        if self._text(node, "src").strip():
            yield self._text(node, "src")

    def _background(self, node: LexborNode, reference: str) -> Picture:
        hidden = self._visibility.why_hidden(node)
        if not hidden and not self._has_room(node):
            hidden = "a background whose box has no size of its own"
        shift = self._cascade.values(node, "background-position")[0]
        if not hidden and shift.startswith("-"):
            hidden = f"background-position: {shift}"
        address = self._document.address(reference)
        return Picture(
            (address,) if address else (), "", hidden, self._document.place(node),
            self._link_around(node),
        )  # fmt: skip

    def _with_background(self) -> Iterator[tuple[LexborNode, str]]:
        yield from self._cascade.backgrounds()
        for node in self._document.tree.css("[style*='url' i]"):
            for name in ("background", "background-image"):
                value = self._cascade.values(node, name)[0]
                if "url(" in value.lower():
                    yield node, value

    def _has_background(self, link: LexborNode) -> bool:
        return any(
            "url(" in self._cascade.values(link, name)[0].lower()
            for name in ("background", "background-image")
        )

    def _has_room(self, node: LexborNode) -> bool:
        for name, least in zip(("width", "height"), _LEAST_PICTURE, strict=True):
            size = pixels(self._cascade.values(node, name)[0] or self._text(node, name))
            if size is None or size < least:
                return False
        return True

    def _why_too_small(self, node: LexborNode) -> str:
        for name, least in zip(("width", "height"), _LEAST_PICTURE, strict=True):
            value = self._cascade.values(node, name)[0] or self._text(node, name)
            size = pixels(value) if value else None
            if size is not None and size < least:
                return f"{name}: {value}"
        return ""

    def _cards(self) -> Iterator[Card]:
        for node in self._document.tree.css("programme-card"):
            names = (self._text(node, name) for name in ("municipality", "programme", "lang"))
            path = "".join(f"{name.strip()}/" for name in names)
            # The cards with news and with events carry no logo.
            if self._text(node, "card") not in ("news", "events"):
                hidden = self._visibility.why_hidden(node)
                yield Card(path, hidden, self._document.place(node, "municipality"))

    def _scripts(self) -> Iterator[Script]:
        for node in self._document.tree.css("script[src]"):
            address = self._document.address(self._text(node, "src"))
            kind = self._text(node, "type").strip().lower()
            runs = kind in ("", "module", "text/javascript", "application/javascript")
            if address and runs and "nomodule" not in node.attributes:
                cors = self._text(node, "crossorigin") if "crossorigin" in node.attributes else None
                cors = "" if cors is None and kind == "module" else cors
                yield Script(address, self._text(node, "integrity"), cors)

    def _frames(self) -> Iterator[Frame]:
        for node in self._document.tree.css("iframe, frame"):
            source = node.attributes.get("srcdoc")
            address = self._document.address(self._text(node, "src"))
            if source is None and not address.startswith("http"):
                continue
            words = self._text(node, "sandbox").lower().split()
            free = "sandbox" not in node.attributes or any(w in words for w in _OUT_OF_SANDBOX)
            hidden = self._visibility.why_hidden(node) or _why_no_share(node)
            yield Frame(address, source, hidden, free, self._document.place(node, "src"))

    def _link_around(self, node: LexborNode) -> Place | None:
        for step in upwards(node):
            if step.tag == "a" and ("href" in step.attributes or "xlink:href" in step.attributes):
                name = "href" if "href" in step.attributes else "xlink:href"
                return self._document.place(step, name)
        return None

    def _svg(self, node: LexborNode) -> str:
        drawing = node.html or ""
        if len(drawing) > _MAX_SVG or len(node.css("path, polygon, rect, circle, text")) < 3:
            return ""
        return drawing

    def _letters(self) -> int:
        body, letters = self._document.tree.body, 0
        for node, text in words_below(body) if body is not None else ():
            if node.tag not in ("script", "style", "noscript"):
                letters += count_letters(text)
            if letters >= _ENOUGH_LETTERS:
                break
        return letters


def _srcset(value: str) -> Iterator[str]:
    for part in re.split(r",\s+|,(?=\S+\s+[0-9.]+[wx])", value):
        words = part.split()
        if words and not words[0].startswith("data:"):
            yield words[0].rstrip(",")


def _why_no_share(node: LexborNode) -> str:
    """Why a <frame> gets no room from its <frameset>."""
    parent = node.parent
    if node.tag != "frame" or parent is None:
        return ""
    for name in ("rows", "cols"):
        shares = (parent.attributes.get(name) or "").split(",")
        if any(share.strip() in ("0", "0%", "1") for share in shares):
            return f"{name}: {parent.attributes.get(name)}"
    return ""
