"""What a page's source shows: links, pictures, cards and frames, each with what hides it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from selectolax.lexbor import LexborNode

from portal.commitments.cascade import Cascade
from portal.commitments.html_document import HtmlDocument
from portal.commitments.html_pictures import PictureLook
from portal.commitments.legibility import Legibility, count_letters, words_below
from portal.commitments.page_scripts import PageScripts
from portal.commitments.sightings import Card, Frame, Link, Sightings
from portal.commitments.visibility import Visibility

MAX_LINKS: Final = 300
MAX_PICTURES: Final = 400
_MAX_CARDS: Final = 20
_MAX_FRAMES: Final = 50
_ENOUGH_LETTERS: Final = 1000
_OUT_OF_SANDBOX: Final = (
    "allow-popups", "allow-top-navigation", "allow-top-navigation-by-user-activation",
)  # fmt: skip
# The cards with news and with events carry no logo.
_WITHOUT_LOGO: Final = ("news", "events")


class Look:
    """One look at a document: `wanted` tells the links that matter from all others."""

    def __init__(
        self, document: HtmlDocument, cascade: Cascade, wanted: Callable[[str], bool]
    ) -> None:
        self._document = document
        self._visibility = Visibility(cascade)
        self._legibility = Legibility(cascade, self._visibility)
        self._scripts = PageScripts(document, self._visibility)
        self._pictures = PictureLook(document, cascade, self._visibility, self._scripts)
        self._wanted = wanted
        self._text = document.text_of

    def sightings(self) -> Sightings:
        """Everything that the document shows, in its order.

        Shape: links only as far as they are wanted; at most MAX_LINKS and MAX_PICTURES.
        """
        return Sightings(
            links=tuple(islice(self._links(), MAX_LINKS)),
            pictures=tuple(islice(self._pictures.pictures(), MAX_PICTURES)),
            cards=tuple(islice(self._cards(), _MAX_CARDS)),
            scripts=self._scripts.loaded(),
            frames=tuple(islice(self._frames(), _MAX_FRAMES)),
            letters=self._letters(),
            has_scripts=self._scripts.are_there,
            scripts_name_it=self._scripts.name(self._wanted),
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
                hidden = "" if self._pictures.has_background(node) else unreadable
            hidden = self._scripts.perhaps(node, hidden)
            yield Link(address, unreadable == "", hidden, self._document.place(node, name))

    def _cards(self) -> Iterator[Card]:
        for node in self._document.tree.css("programme-card"):
            names = (self._text(node, name) for name in ("municipality", "programme", "lang"))
            path = "".join(f"{name.strip()}/" for name in names)
            if self._text(node, "card") not in _WITHOUT_LOGO:
                hidden = self._scripts.perhaps(node, self._visibility.why_hidden(node))
                yield Card(path, hidden, self._document.place(node, "municipality"))

    def _frames(self) -> Iterator[Frame]:
        for node in self._document.tree.css("iframe, frame"):
            source = node.attributes.get("srcdoc")
            address = self._document.address(self._text(node, "src"))
            if source is None and not address.startswith("http"):
                continue
            words = self._text(node, "sandbox").lower().split()
            free = "sandbox" not in node.attributes or any(w in words for w in _OUT_OF_SANDBOX)
            hidden = self._visibility.why_hidden(node) or _why_no_share(node)
            hidden = self._scripts.perhaps(node, hidden)
            yield Frame(address, source, hidden, free, self._document.place(node, "src"))

    def _letters(self) -> int:
        body, letters = self._document.tree.body, 0
        for node, text in words_below(body) if body is not None else ():
            if node.tag not in ("script", "style", "noscript"):
                letters += count_letters(text)
            if letters >= _ENOUGH_LETTERS:
                break
        return letters


def _why_no_share(node: LexborNode) -> str:
    """Why a <frame> gets no room from its <frameset>: its row or column has none."""
    parent = node.parent
    if node.tag != "frame" or parent is None:
        return ""
    number, before = 0, node.prev
    while before is not None:
        number += before.tag in ("frame", "frameset")
        before = before.prev
    rows, columns = (
        [share.strip() for share in (parent.attributes.get(name) or "*").split(",")]
        for name in ("rows", "cols")
    )
    row, column = divmod(number, len(columns))
    shares = (rows[row] if row < len(rows) else "0", columns[column])
    return "no room in its frameset" if any(s in ("0", "0%", "1", "0*") for s in shares) else ""
