"""Names as embeds show them: short, and harmless on other people's pages."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup

from portal.addresses import record_path
from portal.embeds.pairs import Pair
from portal.fields import Text
from portal.markup import as_markup, escape_str
from portal.model import Programme
from portal.pages.head import shorten
from portal.pages.localiser import Localiser
from portal.tracing import memo

# Controls and halves of letters; embeddings, overrides and isolates, which would turn the order
# of the text around a name; what is no letter at all.
_WILD: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
NAME_LIMIT: Final = 90
# How much is kept of what is needed for one pair, or for those of one municipality.
LATELY: Final = 100
# A longer address would not fit into a card.
MAX_WEBSITE: Final = 500


class Names:
    """Names and addresses in one language, each made once."""

    def __init__(self, loc: Localiser) -> None:
        self.loc = loc
        self.markup = memo(self._markup)
        self.plain = memo(self._plain)
        self.site = memo(self._site)
        self.website = memo(self._website)
        # Said several times of one pair, and then no more.
        self.both = memo(self._both, most=LATELY)
        self.both_markup = memo(self._both_markup, most=LATELY)
        self.place_here = memo(self._place_here, most=LATELY)

    def text(self, text: Text, limit: int) -> Markup:
        """A text, shortened, with its language where it is another one."""
        value, tag = self.loc.pick(text)
        shown = escape_str(shorten(tame(value), limit))
        attributes = self.loc.foreign(tag)
        return as_markup(f"<span {attributes}>{shown}</span>") if attributes else shown

    def _markup(self, kind: str, record_id: str, limit: int = NAME_LIMIT) -> Markup:
        return self.text(self.loc.title(kind, record_id), limit)

    def _plain(self, kind: str, record_id: str, limit: int = NAME_LIMIT) -> str:
        """A name without markup, for attributes and titles."""
        value = self.loc.plain(self.loc.title(kind, record_id))
        return shorten(tame(value), limit)

    def _both(self, pair: Pair, limit: int = NAME_LIMIT) -> str:
        """Programme and municipality: "ROMACT – Blagoevgrad"."""
        programme = self.plain("programmes", pair.programme, limit)
        return f"{programme} – {self.plain('municipalities', pair.municipality, limit)}"

    def _both_markup(self, pair: Pair, limit: int = NAME_LIMIT) -> Markup:
        """The same, with languages marked."""
        programme = self.markup("programmes", pair.programme, limit)
        place = self.markup("municipalities", pair.municipality, limit)
        return as_markup(f"{programme} – {place}")

    def _place_here(self, municipality: str, limit: int = NAME_LIMIT) -> Markup:
        """A municipality's page, by its name and the site's: "Blagoevgrad – Inclusion Portal"."""
        place = self.markup("municipalities", municipality, limit)
        return as_markup(f"{place} – {self.site(min(limit, 60))}")

    def _site(self, limit: int) -> Markup:
        return self.text(self.loc.site.title, limit)

    def badge_name(self, programme: str) -> str:
        """What a badge calls a programme: its short name where it has one."""
        record = self.loc.catalog.brief("programmes", programme)
        assert isinstance(record, Programme)
        return tame(record.short_name or self.loc.plain(record.name))

    def page(self, kind: str, record_id: str, root: str = "") -> str:
        """A record's page in this language: absolute, or below the way up to the site's root."""
        return f"{root or self.loc.site.url}{self.loc.language.root}{record_path(kind, record_id)}"

    def _website(self, programme: str) -> str:
        """The programme's own website; empty where it has none that a card can hold."""
        record = self.loc.catalog.brief("programmes", programme)
        assert isinstance(record, Programme)
        website = record.website or ""
        return website if len(website) <= MAX_WEBSITE else ""


def tame(text: str) -> str:
    """Text without control characters and without what steers direction."""
    return _WILD.sub("", text).strip() or "–"
