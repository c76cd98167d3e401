"""What pages carry inline: the hashes by which a policy allows it and nothing else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from selectolax.lexbor import LexborHTMLParser

# JavaScript by all of its names (WHATWG MIME Sniffing, 4.6), and what else a policy asks a hash
# for. Other types are blocks of data (linked data), which need no permission. HTML, 4.12.1.
_RUNS: Final = frozenset(
    {
        "", "module", "importmap", "speculationrules",
        "application/ecmascript", "application/javascript",
        "application/x-ecmascript", "application/x-javascript",
        "text/ecmascript", "text/javascript", "text/jscript", "text/livescript",
        "text/javascript1.0", "text/javascript1.1", "text/javascript1.2",
        "text/javascript1.3", "text/javascript1.4", "text/javascript1.5",
        "text/x-ecmascript", "text/x-javascript",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Inline:
    """Hashes as a policy writes them (`'sha256-…'`), each once, sorted."""

    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()

    def dump(self) -> bytes:
        """As bytes, to be kept."""
        return "\n".join((" ".join(self.scripts), " ".join(self.styles))).encode()


def join_inline(dumps: Iterable[bytes]) -> Inline:
    """What several have inline together, from what `dump` made of them."""
    scripts: set[str] = set()
    styles: set[str] = set()
    for dump in set(dumps):
        first, second = dump.decode().split("\n")
        scripts.update(_parts(first))
        styles.update(_parts(second))
    return Inline(tuple(sorted(scripts)), tuple(sorted(styles)))


def _parts(line: str) -> list[str]:
    return line.split(" ") if line else []


def find_inline(pages: Iterable[str]) -> Inline:
    """The hashes of all inline scripts and style elements of some pages.

    Source: Content Security Policy Level 3, 2.3.1 and 8.5: SHA-256 of the text in the element.
    """
    scripts: set[str] = set()
    styles: set[str] = set()
    for page in pages:
        tree = LexborHTMLParser(page)
        for node in tree.css("script:not([src])"):
            if (node.attributes.get("type") or "").strip().lower() in _RUNS:
                scripts.add(node.text())
        styles.update(node.text() for node in tree.css("style"))
    return Inline(_hashes(scripts), _hashes(styles))


def _hashes(texts: Iterable[str]) -> tuple[str, ...]:
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return tuple(sorted(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests))
