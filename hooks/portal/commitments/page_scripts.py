"""What the scripts of a page may do to what its source shows. They are read, never run."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from typing import Final

from selectolax.lexbor import LexborNode

from portal.commitments.cascade import upwards
from portal.commitments.html_document import HtmlDocument, raw_text
from portal.commitments.sightings import BY_SCRIPT, Script
from portal.commitments.visibility import DRAWN_BY_SCRIPT, FAINT, Visibility

# What scripts hide things with; only those that also name the thing count.
_HIDES: Final = re.compile(
    r"hidden|display|visibility|opacity|remove|innerHTML|outerHTML|replace|\.hide\b|fadeOut"
)
_ADDRESS: Final = re.compile(r"https?:(?:\\?/){2}[^\s\"'<>\\]+")
_NAMED_DEPTH: Final = 4
_RUN: Final = ("", "module", "text/javascript", "application/javascript")


class PageScripts:
    """The scripts of one document."""

    def __init__(self, document: HtmlDocument, visibility: Visibility) -> None:
        self._document = document
        self._visibility = visibility
        nodes = document.tree.css("script")
        self.are_there = bool(nodes)
        self._text = "\n".join(map(raw_text, nodes))
        body = document.tree.body
        self._shows_body = self.are_there and body is not None and visibility.why_hidden(body) != ""

    def name(self, wanted: Callable[[str], bool]) -> bool:
        """Whether a script holds an address that is looked for."""
        return any(map(wanted, _ADDRESS.findall(self._text)))

    def perhaps(self, node: LexborNode, hidden: str) -> str:
        """Why a node is hidden; BY_SCRIPT where a script of the page may decide otherwise."""
        if hidden:
            waits = self._shows_body or hidden in (FAINT, DRAWN_BY_SCRIPT)
            return BY_SCRIPT if waits and self.are_there else hidden
        if not _HIDES.search(self._text):
            return ""
        for step in islice(upwards(node), _NAMED_DEPTH):
            names = [step.attributes.get("id"), *(step.attributes.get("class") or "").split()]
            for name in filter(None, names):
                if re.search(rf"""["'.#]{re.escape(name)}["'\s.>,:\[]""", self._text):
                    return BY_SCRIPT
        return ""

    def loaded(self) -> tuple[Script, ...]:
        """The scripts that the page loads from elsewhere, as far as browsers run them."""
        found = []
        for node in self._document.tree.css("script[src]"):
            address = self._document.address(self._document.text_of(node, "src"))
            kind = self._document.text_of(node, "type").strip().lower()
            if address and kind in _RUN and "nomodule" not in node.attributes:
                cors = None
                if "crossorigin" in node.attributes:
                    cors = self._document.text_of(node, "crossorigin")
                elif kind == "module":
                    cors = ""
                found.append(Script(address, self._document.text_of(node, "integrity"), cors))
        return tuple(found)
