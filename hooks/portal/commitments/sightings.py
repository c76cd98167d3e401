"""What was seen on a page, whether its source was read or a browser drew it.

`hidden` says everywhere why a visitor does not see the thing, and is empty where he does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# Said of what is hidden, or not, as a script likes: the source alone cannot tell.
BY_SCRIPT: Final = "perhaps hidden by a script: check it with --browser"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing stands: the document (page or frame), a CSS selector, perhaps a line."""

    document: str
    selector: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link. `has_words` says whether readable words stand in it."""

    address: str
    has_words: bool
    hidden: str
    place: Place


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of any sort.

    `addresses` are all that a browser may show in its place, absolute, `data:` among them;
    `svg` is the drawing itself where it stands in the page. `link` is the place of the link
    around it.
    """

    addresses: tuple[str, ...]
    alt: str
    hidden: str
    place: Place
    link: Place | None = None
    svg: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A `<programme-card>`, which the portal's script fills.

    `path` is what its attributes make of its address: "blagoevgrad/romact/bg/".
    """

    path: str
    hidden: str
    place: Place


@dataclass(frozen=True, slots=True)
class Script:
    """A script that the page loads; `cors` is its crossorigin attribute (None: without)."""

    address: str
    integrity: str
    cors: str | None


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame in the page. `lets_links_out` is False where its sandbox makes links dead."""

    address: str
    source: str | None
    hidden: str
    lets_links_out: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Sightings:
    """All that one document shows.

    `letters` counts those of its words, up to a point; `scripts_name_it` says that a script
    in the page holds an address that is looked for.
    """

    links: tuple[Link, ...] = ()
    pictures: tuple[Picture, ...] = ()
    cards: tuple[Card, ...] = ()
    scripts: tuple[Script, ...] = ()
    frames: tuple[Frame, ...] = ()
    letters: int = 0
    has_scripts: bool = False
    scripts_name_it: bool = False
