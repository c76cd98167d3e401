"""A page's source, parsed as browsers with scripts parse it, and what it loads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from portal.commitments.sightings import Place
from portal.commitments.stylesheet import media_applies
from portal.web.address import parse_address

_REFRESH: Final = re.compile(
    r"\s*([0-9]+)[0-9.]*\s*[;,\s]\s*(?:url\s*=\s*)?['\"]?(.*?)['\"]?\s*", re.I
)
_LONGEST_REFRESH_SECONDS: Final = 15
_DEPTH: Final = 12


@dataclass(frozen=True, slots=True)
class SheetSource:
    """A style sheet: its text where it stands in the page, else its address."""

    text: str | None
    address: str


class HtmlDocument:
    """One parsed document; `url` is where it came from, `base` what its links start from."""

    def __init__(self, source: str, url: str, base: str = "") -> None:
        self.url = url
        self.source = source
        # With scripting, <noscript> is text: in a <head> it could otherwise spill links
        # into the body that no visitor sees.
        self.tree = LexborHTMLParser(source, scripting=True)
        stated = self.tree.css_first("base[href]")
        found = parse_address(self.text_of(stated, "href"), base or url) if stated else None
        self.base = str(found) if found else base or url
        self._lines: dict[str, int | None] = {}

    @staticmethod
    def text_of(node: LexborNode | None, name: str) -> str:
        """An attribute's text; empty where there is none."""
        return (node.attributes.get(name) or "") if node is not None else ""

    def address(self, reference: str) -> str:
        """A reference as an absolute address; empty for what is none."""
        if reference.strip()[:5].lower() == "data:":
            return reference.strip()
        found = parse_address(reference, self.base)
        return str(found) if found else ""

    def refresh(self) -> str:
        """Where the page sends its visitors soon after it was opened; empty for nowhere."""
        for node in self.tree.css("meta[http-equiv]"):
            if self.text_of(node, "http-equiv").strip().lower() == "refresh":
                return self.read_refresh(self.text_of(node, "content"))
        return ""

    def read_refresh(self, content: str) -> str:
        """The address in a refresh (`5; url=…`), from `<meta>` or an HTTP header."""
        match = _REFRESH.fullmatch(content)
        if not match or not match.group(2) or int(match.group(1)[:6]) > _LONGEST_REFRESH_SECONDS:
            return ""
        target = parse_address(match.group(2), self.base)
        return "" if target is None or str(target) == self.url else str(target)

    def policies(self) -> Iterator[str]:
        """Content security policies in the page itself."""
        for node in self.tree.css("meta[http-equiv]"):
            if self.text_of(node, "http-equiv").strip().lower() == "content-security-policy":
                yield self.text_of(node, "content")

    def sheets(self) -> Iterator[SheetSource]:
        """The style sheets for a screen, in the page's order.

        Those too that a script takes for the screen once they are there, a usual trick.
        """
        for node in self.tree.css("style, link[rel][href]"):
            on_load = self.text_of(node, "onload")
            if media_applies(self.text_of(node, "media")) is False and "media" not in on_load:
                continue
            if node.tag == "style":
                yield SheetSource(raw_text(node), "")
                continue
            words = self.text_of(node, "rel").lower().split()
            is_sheet = "stylesheet" in words and "alternate" not in words
            if is_sheet or ("preload" in words and "rel" in on_load):
                address = self.address(self.text_of(node, "href"))
                if address and "disabled" not in node.attributes:
                    yield SheetSource(None, address)

    def place(self, node: LexborNode, attribute: str = "") -> Place:
        """Where a node stands; its line where `attribute`'s value tells it."""
        value = self.text_of(node, attribute) if attribute else ""
        return Place(self.url, _selector(node), self._line(value) if value else None)

    def _line(self, value: str) -> int | None:
        # The parser keeps no positions: a value that stands in the source once has one.
        if value not in self._lines:
            first = self.source.find(value)
            once = first >= 0 and self.source.find(value, first + 1) < 0
            self._lines[value] = self.source.count("\n", 0, first) + 1 if once else None
        return self._lines[value]


def raw_text(node: LexborNode) -> str:
    """What stands in a <style> or <script>."""
    return "".join(child.text_content or "" for child in node.iter(include_text=True))


def _selector(node: LexborNode) -> str:
    """A CSS selector that leads to a node, as short as its ids allow."""
    parts: list[str] = []
    step: LexborNode | None = node
    while step is not None and step.is_element_node and len(parts) < _DEPTH:
        name = step.attributes.get("id") or ""
        if re.fullmatch(r"[A-Za-z][\w-]*", name):
            parts.append(f"{step.tag}#{name}")
            break
        number, before = 1, step.prev
        while before is not None and number < 1000:
            number += before.tag == step.tag
            before = before.prev
        single = step.tag in ("html", "body", "head")
        parts.append(f"{step.tag}" if single else f"{step.tag}:nth-of-type({number})")
        step = step.parent
    return " > ".join(reversed(parts))
