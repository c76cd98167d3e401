"""oEmbed: what a CMS gets when an editor pastes the address of a page of ours.

Source: oembed.com, version 1.0, type rich. The HTML keeps to what WordPress lets through of
providers that it does not know: one plain <blockquote> with links, then one <iframe>
(wp_filter_oembed_result). WordPress hides the frame until the card tells its height
with the secret from its address, hence the card with the script.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final

from portal.embeds import contract
from portal.embeds.badges import Badge, without_forbidden
from portal.embeds.cards import EmbedCards
from portal.embeds.pairs import Pair
from portal.embeds.snippets import Snippets
from portal.markup import escape_text, html

CACHE_SECONDS = 86_400
JSON_TYPE = "application/json+oembed"
XML_TYPE = "text/xml+oembed"
_quote: Final[Callable[[str], str]] = json.JSONEncoder(ensure_ascii=False).encode


def oembed_response(
    pair: Pair, cards: EmbedCards, snippets: Snippets, badge: Badge
) -> Mapping[str, str | int]:
    """The response for a pair, the same whatever size the consumer asks for.

    Shape: with a thumbnail, which is the PNG badge, where there is one.
    """
    title = cards.names.both(pair)
    text, _ = snippets.text(pair)
    height = cards.height(pair)
    url = cards.address(pair, contract.AUTO_CARD)
    frame = snippets.frame(url, title, height, contract.AUTO_SANDBOX)
    content = html("<blockquote>%s %s</blockquote>%s", text, snippets.inline_links(pair), frame)
    return {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "author_name": cards.names.plain("programmes", pair.programme),
        "author_url": cards.names.page("programmes", pair.programme),
        "provider_name": cards.loc.plain(cards.loc.site.title),
        "provider_url": cards.loc.site.url,
        "cache_age": CACHE_SECONDS,
        **(_thumbnail(pair, cards, badge) if badge.is_outlined else {}),
        "html": str(content),
        "width": contract.CARD_WIDTH,
        "height": height,
    }


def _thumbnail(pair: Pair, cards: EmbedCards, badge: Badge) -> Mapping[str, str | int]:
    return {
        "thumbnail_url": cards.address(pair, contract.BADGE_PNG),
        "thumbnail_width": badge.width * 2,
        "thumbnail_height": badge.height * 2,
    }


def render_json(response: Mapping[str, str | int]) -> bytes:
    """The response as JSON, a line for each value."""
    # What json.dumps makes of it with `indent=1`, for which it has no fast way.
    lines = [
        f' "{name}": {value if isinstance(value, int) else _quote(value)}'
        for name, value in response.items()
    ]
    return "\n".join(("{", ",\n".join(lines), "}\n")).encode()


def render_xml(response: Mapping[str, str | int]) -> bytes:
    """The response as XML."""
    lines = ['<?xml version="1.0" encoding="utf-8" standalone="yes"?>', "<oembed>"]
    lines += [f"<{name}>{escape_text(str(value))}</{name}>" for name, value in response.items()]
    return without_forbidden("\n".join([*lines, "</oembed>\n"])).encode()
