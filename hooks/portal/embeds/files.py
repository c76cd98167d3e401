"""All files of the embeds in one language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from portal.embeds import contract
from portal.embeds.cards import cards_of
from portal.embeds.embeds import Embeds
from portal.embeds.oembed import oembed_response, render_json, render_xml
from portal.embeds.pairs import Pair
from portal.embeds.pictures import Pictures, badge_of
from portal.embeds.snippets import Snippets
from portal.hosting.inline import find_inline
from portal.pages.localiser import Localiser
from portal.tracing import memo
from portal.units import NOTE, Unit

_INLINE: Final = re.compile(rb"<(script|style)\b.*?</\1>", re.S)
_CARDS: Final = (contract.CARD, contract.AUTO_CARD, contract.NEWS, contract.EVENTS)


def embed_units(
    loc: Localiser, embeds: Embeds, pictures: Callable[[], Pictures], templates: Path
) -> Iterator[Unit]:
    """Every pair's files; under former ids too.

    A frame or a picture on another website follows no redirect page: what was renamed is
    there in full under its old address. The default language's tell what cards carry inline.
    """
    files = _Files(loc, pictures, templates)
    tag = loc.language.tag
    for pair in embeds.pairs.all:
        name = f"embed {tag} {pair.municipality} {pair.programme}"
        yield Unit(name, partial(files.of, pair.municipality, pair.programme))


def render_scripts() -> Iterator[tuple[str, bytes]]:
    """The two scripts, which are the same on every site."""
    for name, content in contract.SCRIPTS.items():
        yield contract.ROOT + name, content


def inline_elements(pages: Iterable[bytes]) -> Iterator[str]:
    """Scripts and style sheets as they stand in cards, which have few different ones.

    All comes from the templates, where a tag is a tag: of data, it would be escaped.
    """
    for page in pages:
        yield from (match[0].decode() for match in _INLINE.finditer(page))


class _Files:
    """Makes the files of pairs in one language."""

    def __init__(self, loc: Localiser, pictures: Callable[[], Pictures], templates: Path) -> None:
        self._loc = loc
        self._pictures = pictures
        self._cards = loc.once(cards_of, templates)
        self._snippets = Snippets(self._cards, f"{loc.site.url}{contract.ROOT}")
        self._badge = memo(lambda programme: badge_of(programme, self._cards.names))
        self._inline = memo(lambda elements: find_inline(elements).dump())

    def of(self, municipality: str, programme: str) -> Iterator[tuple[str, bytes]]:
        """The files of a pair, at each of its addresses."""
        pairs, tag = self._loc.embeds.pairs, self._loc.language.tag
        pair = pairs.find(municipality, programme)
        files = tuple(self._files(pair))
        for old_municipality, old_programme in pairs.addresses(pair):
            directory = contract.embed_directory(old_municipality, old_programme, tag)
            for file, content in files:
                yield directory + file, content
        if self._loc.language.is_default:
            # What cards carry inline is the same in all languages.
            cards = (content for file, content in files if file in _CARDS)
            yield NOTE, self._inline(frozenset(inline_elements(cards)))

    def _files(self, pair: Pair) -> Iterator[tuple[str, bytes]]:
        cards, badge = self._cards, self._badge(pair.programme)
        card = cards.card(pair)
        yield contract.CARD, card
        yield contract.AUTO_CARD, cards.auto_card(card)
        yield contract.NEWS, cards.news_card(pair)
        yield contract.EVENTS, cards.events_card(pair)
        yield contract.BADGE_SVG, badge.svg
        if badge.is_outlined:
            pictures = self._pictures().badges
            yield contract.BADGE_PNG, pictures[self._loc.language.tag, pair.programme]
        response = oembed_response(pair, cards, self._snippets, badge)
        yield contract.OEMBED_JSON, render_json(response)
        yield contract.OEMBED_XML, render_xml(response)
