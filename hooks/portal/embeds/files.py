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
from portal.embeds.snippets import LOCAL_ADDRESS, Snippets
from portal.exports.archive import Archive
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
        if programme in pictures.logos:
            path = f"{logo_kit(programme, tag)}"
            yield path, _kit(pairs[0], cards, snippets, badge, pictures)


def render_scripts() -> Iterator[tuple[str, bytes]]:
    """The two scripts, which are the same on every site."""
    for name, content in contract.SCRIPTS.items():
        yield contract.ROOT + name, content


def logo_kit(programme: str, tag: str) -> str:
    """Where the zip with a programme's logo is: one for all its municipalities."""
    return f"logos/{programme}/embed-{tag}.zip"


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


def _kit(
    pair: Pair, cards: EmbedCards, snippets: Snippets, badge: Badge, pictures: Pictures
) -> bytes:
    _ = cards.loc.gettext
    text = _(
        "Upload one of the pictures to your website: the PNG file if your system refuses SVG. Then "
        "paste this code into a page and put the address of your copy in place of %(placeholder)s:"
    )
    lines = (
        snippets.badge_alt(pair),
        "",
        text.replace("%(placeholder)s", LOCAL_ADDRESS),
        "",
        str(snippets.logo(pair, badge, local=True)),
        "",
        cards.names.page("programmes", pair.programme),
        "",
    )
    archive = Archive()
    archive.add(f"readme-{cards.loc.language.tag}.txt", "\r\n".join(lines).encode("utf-8-sig"))
    for name, content in sorted(pictures.logos[pair.programme].items()):
        archive.add(name, content)
    return archive.finish()
