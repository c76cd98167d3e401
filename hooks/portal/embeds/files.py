"""All files of the embeds in one language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from portal.embeds import contract
from portal.embeds.badges import Badge
from portal.embeds.cards import EmbedCards
from portal.embeds.embeds import Embeds
from portal.embeds.oembed import oembed_response, render_json, render_xml
from portal.embeds.pairs import Pair
from portal.embeds.pictures import Pictures, badge_of
from portal.embeds.snippets import Snippets
from portal.pages.localiser import Localiser


def render_embeds(
    loc: Localiser, embeds: Embeds, pictures: Pictures, templates: Path
) -> Iterator[tuple[str, bytes]]:
    """Every pair's files, by path below the site's root; under former ids too.

    A frame or a picture on another website follows no redirect page: what was renamed is
    there in full under its old address.
    """
    cards = EmbedCards(loc, embeds, templates)
    snippets = Snippets(cards, f"{loc.site.url}{contract.ROOT}")
    tag = loc.language.tag
    for programme, pairs in embeds.pairs.of_programme.items():
        badge = badge_of(programme, cards.names)
        png = pictures.badges[tag, programme]
        for pair in pairs:
            files = tuple(_files(pair, cards, snippets, badge, png))
            for municipality, name in embeds.pairs.addresses(pair):
                directory = contract.embed_directory(municipality, name, tag)
                for file, content in files:
                    yield directory + file, content


def render_scripts() -> Iterator[tuple[str, bytes]]:
    """The two scripts, which are the same on every site."""
    for name, content in contract.SCRIPTS.items():
        yield contract.ROOT + name, content


def _files(
    pair: Pair, cards: EmbedCards, snippets: Snippets, badge: Badge, png: bytes
) -> Iterator[tuple[str, bytes]]:
    card = cards.card(pair)
    yield contract.CARD, card
    yield contract.AUTO_CARD, cards.auto_card(card)
    yield contract.NEWS, cards.news_card(pair)
    yield contract.EVENTS, cards.events_card(pair)
    yield contract.BADGE_SVG, badge.svg
    yield contract.BADGE_PNG, png
    response = oembed_response(pair, cards, snippets, badge)
    yield contract.OEMBED_JSON, render_json(response)
    yield contract.OEMBED_XML, render_xml(response)
