"""Forms: XML that feedgen writes once for all that is alike, with gaps for what differs.

A large site has a feed for each municipality and thousands of entries, all with the same elements.
To make those for each of them took longer than all else about feeds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from feedgen.util import formatRFC2822

# Stand in a form for the times of what it is filled with.
UPDATED: Final = datetime(2002, 3, 4, 5, 6, 7, tzinfo=UTC)
PUBLISHED: Final = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
# A tag, or a gap in the text between tags; in a tag, gaps.
_TAG_OR_GAP: Final = re.compile("(<[^>]*>|@[a-z_]+[0-9]*@)")
_GAP: Final = re.compile("(@[a-z_]+[0-9]*@)")
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


def gap(name: str) -> str:
    """What stands in a form for a value: "@title@", "@url2@"."""
    return f"@{name}@"


class Form:
    """XML with gaps."""

    def __init__(self, xml: bytes, shared: Mapping[str, str] = _NOTHING) -> None:
        """Take XML in UTF-8 as libxml2 writes it, with gaps as whole values or parts of them.

        No word of the data may stand in it, which could be taken for a gap: `shared` are values
        that all will have. The moments above are the gaps "updated" and "published", however
        they are written.
        """
        text = xml.decode()
        for moment, name in ((UPDATED, "updated"), (PUBLISHED, "published")):
            for written in (moment.isoformat(), formatRFC2822(moment)):
                text = text.replace(written, gap(name))
        self._gaps: list[tuple[Callable[[str], str], str]] = []
        pieces = []
        for part in _TAG_OR_GAP.split(text):
            escape = _escape_attribute if part.startswith("<") else _escape_text
            for piece in _GAP.split(part):
                name = piece.strip("@")
                if not _GAP.fullmatch(piece):
                    pieces.append(piece.replace("%", "%%"))
                elif name in shared:
                    pieces.append(escape(shared[name]).replace("%", "%%"))
                else:
                    pieces.append("%s")
                    self._gaps.append((escape, name))
        self._text = "".join(pieces)

    def fill(self, values: Mapping[str, str]) -> bytes:
        """The XML with values in its gaps."""
        return (self._text % tuple([escape(values[name]) for escape, name in self._gaps])).encode()


class Dates:
    """Moments as RSS writes them, each formatted once: a site has few, feedgen asks the locale."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def rfc_2822(self, moment: datetime) -> str:
        """A moment as feedgen writes it, in its own time zone."""
        # Not by the moment: in another zone it would be the same one.
        key = moment.isoformat()
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = formatRFC2822(moment)
        return known


def _escape_text(text: str) -> str:
    """As libxml2 writes the text of an element."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    return text.replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _escape_attribute(text: str) -> str:
    """As libxml2 writes the value of an attribute."""
    text = _escape_text(text).replace('"', "&quot;")
    return text.replace("\n", "&#10;").replace("\t", "&#9;")
