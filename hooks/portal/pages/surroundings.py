"""What stands around the head and the content of pages: encoded once for all that share it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from jinja2 import Template

from portal.frame import Frame, FrameKey
from portal.markup import shown_address
from portal.pages.head import switch_links
from portal.pages.localiser import Localiser

# Stands for what differs from page to page; ids cannot hold it.
_PATH: Final = "\x00"


@dataclass(frozen=True, slots=True)
class _Around:
    """The pieces of a frame with the switcher and the end that its pages have.

    `between_paths` stand around the page's path in the links to its other languages, after the
    head; `around_address` around its address, after the content.
    """

    before_head: bytes
    between_paths: list[bytes]
    around_address: list[bytes]


class Surroundings:
    """Frames, language switchers and ends of the pages of one language."""

    def __init__(
        self,
        loc: Localiser,
        frames: Mapping[FrameKey, Frame],
        switcher: Template,
        end: Template,
    ) -> None:
        self._loc = loc
        self._frames = frames
        self._switcher = switcher
        self._end = end
        self._root = f"{loc.site.url}{loc.language.root}"
        self._around: dict[tuple[str, int], _Around] = {}
        self._switchers: dict[int, list[str]] = {}
        self._ends: list[str] = []

    def join(self, kind: str, path: str, head: str, content: str) -> bytes:
        """A whole page of a kind at a path below its language's root."""
        depth = path.count("/")
        around = self._around.get((kind, depth)) or self._make(kind, depth)
        return b"".join(
            (
                around.before_head,
                head.encode(),
                path.encode().join(around.between_paths),
                content.encode(),
                self._address(path).encode().join(around.around_address),
            )
        )

    def end(self, path: str) -> str:
        """What ends each page: its address, to be sent on, or read on paper."""
        return self._address(path).join(self._end_pieces())

    def _make(self, kind: str, depth: int) -> _Around:
        first, second, third, last = self._frames[FrameKey(kind, depth)].pieces
        switcher, end = self._switcher_pieces(depth), self._end_pieces()
        between = [second + switcher[0], *switcher[1:]]
        between[-1] += third
        found = self._around[kind, depth] = _Around(
            first.encode(),
            [piece.encode() for piece in between],
            [piece.encode() for piece in (*end[:-1], end[-1] + last)],
        )
        return found

    def _address(self, path: str) -> str:
        return str(shown_address(f"{self._root}{path}"))  # `Markup.join` would escape

    def _end_pieces(self) -> list[str]:
        """What stands around the address."""
        if not self._ends:
            html = self._end.render(address=_PATH, formats=self._loc.language.formats)
            self._ends = html.split(_PATH)
        return self._ends

    def _switcher_pieces(self, depth: int) -> list[str]:
        """What stands around the path in each of the links."""
        if depth not in self._switchers:
            links = switch_links("x/" * depth, self._loc.language, self._loc.languages)
            html = self._switcher.render(links=links)
            html = html.replace("x/" * depth + '"', _PATH + '"')
            self._switchers[depth] = html.split(_PATH)
        return self._switchers[depth]
