"""What comes back when a page, an image or anything else is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# Refused to robots, or for the moment: says nothing about what visitors get.
_PASSING: Final = (401, 403, 408, 425, 429)


class Trouble(StrEnum):
    """Why a page could not be judged. None of these is the municipality's failure."""

    NO_PAGE = "no_page"
    BAD_ADDRESS = "bad_address"
    REFUSED = "refused"
    DNS = "dns"
    CONNECTION = "connection"
    TLS = "tls"
    TIMEOUT = "timeout"
    ROBOTS = "robots"
    REDIRECTS = "redirects"
    STATUS = "status"
    TOO_LARGE = "too_large"
    ENCODING = "encoding"
    NOT_HTML = "not_html"
    UNREADABLE = "unreadable"
    NEEDS_BROWSER = "needs_browser"
    BROWSER = "browser"
    INCOMPLETE = "incomplete"


class Kind(StrEnum):
    """What something is asked for as."""

    PAGE = "page"
    FRAME = "frame"
    STYLE = "style"
    SCRIPT = "script"
    IMAGE = "image"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response. Header names are in lower case; `hops` are the addresses on the way.

    `moved_to` is where permanent redirects alone have led; empty without one at the start.
    """

    address: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    hops: tuple[str, ...] = ()
    moved_to: str = ""

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")


@dataclass(frozen=True, slots=True)
class Failure:
    """No response that could be used: why, in a word and in a sentence's part."""

    trouble: Trouble
    detail: str
    address: str = ""
    status: int | None = None
    hops: tuple[str, ...] = ()

    @property
    def is_passing(self) -> bool:
        """Whether a visitor might have got what we did not."""
        if self.trouble is Trouble.STATUS:
            return self.status in _PASSING or (self.status or 0) >= 500
        return self.trouble is not Trouble.BAD_ADDRESS


# Source: RFC 9110 15.4.2, 15.4.9.
PERMANENT: Final = (301, 308)
Fetch = Callable[[str, Kind], Answer | Failure]


def printable(text: str) -> str:
    """What came from elsewhere, as text that cannot steer a terminal."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
