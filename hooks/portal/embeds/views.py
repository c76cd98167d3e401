"""What embeds show, localised. Kept apart from the pages' views: a field added there must
not appear on other people's websites.
"""

from __future__ import annotations

from markupsafe import Markup

from portal.pages.views import Picture, Statement
from portal.view import view


@view(frozen=True, slots=True)
class CardLink:
    """A link out of a card; the address is absolute, or the way from the card to a page here."""

    url: str
    text: Markup


@view(frozen=True, slots=True)
class DatedLink:
    """A news item or an event."""

    url: str
    text: Markup
    date: str


@view(frozen=True, slots=True)
class CommitmentLine:
    """A commitment in few words, with the words for its status."""

    label: str
    status: str


@view(frozen=True, slots=True)
class ProgrammeCard:
    """The card of a pair. Addresses of pictures are the way from the card to them."""

    language: str
    direction: str
    title: str
    canonical: str
    heading: Markup
    municipality: Markup
    logo: Picture | None
    since: str
    commitments: tuple[CommitmentLine, ...]
    more: str
    event: DatedLink | None
    links: tuple[CardLink, ...]
    statements: tuple[Statement, ...] = ()


@view(frozen=True, slots=True)
class ListCard:
    """The news or the events card of a pair; `about` says whose they are."""

    language: str
    direction: str
    title: str
    canonical: str
    heading: str
    about: Markup
    entries: tuple[DatedLink, ...]
    empty: str
    links: tuple[CardLink, ...]
    statements: tuple[Statement, ...] = ()
