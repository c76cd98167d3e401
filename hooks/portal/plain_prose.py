"""Prose as nearly all of it is: made safe without a parser, by what it may consist of.

What is not known here to the letter is left to the sanitiser (portal.prose), whose result would be
the same: that takes four times as long.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from portal.yaml_text import HIDDEN

_PAIRS: Final = (
    "blockquote", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
)  # fmt: skip
# Tags as GitHub's parser writes them, and as the sanitiser does.
_TAGS: Final = {
    **{tag: tag for name in _PAIRS for tag in (f"<{name}>", f"</{name}>")},
    **{f'<{name} align="{side}">': f'<{name} class="align-{side}">'
       for name in ("td", "th") for side in ("left", "right", "center")},
    "<br />": "<br>",
    "<hr />": "<hr>",
    "</a>": "</a>",
}  # fmt: skip
_HEADINGS: Final = {f"<h{level}>": level for level in range(1, 7)}
_TAG: Final = re.compile("(<[^<>]*>)")
# Addresses that no standard has a second opinion on: no numbers for a host, no other scripts.
_LINK: Final = re.compile(
    r'<a href="(?:portal:(?P<page>[a-z0-9/#-]+)|(?P<address>'
    r"https?://(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}(?:[/?#][A-Za-z0-9/._~?=#+-]*)?|"
    r'mailto:[A-Za-z0-9._-]+@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}))">'
)
_ENTITIES: Final = ("&amp;", "&lt;", "&gt;")


def render_plain(
    markdown: str, html: str, link_to: Callable[[str], str], heading_level: int
) -> str | None:
    """A text's HTML made safe; None for what has to be looked at closely.

    `html` is what the Markdown became; `link_to` makes of what follows `portal:` an escaped link.
    """
    # Of HTML in the text we could not tell whether it closes what it opens.
    if "<" in markdown or HIDDEN.search(html):
        return None
    html = html.replace("&quot;", '"').replace("\u00a0", "&nbsp;")
    if "&" in html and html.count("&") != sum(map(html.count, (*_ENTITIES, "&nbsp;"))):
        return None
    pieces = _TAG.split(html)
    tags = pieces[1::2]
    if html.count("<") != len(tags) or html.count(">") != len(tags):
        return None
    # From the highest level that is used: editors begin with "#" or with "##".
    highest = next((level for tag, level in _HEADINGS.items() if tag in tags), heading_level)
    known = _shifted(heading_level - highest)
    for index, tag in enumerate(tags):
        made = known.get(tag)
        if made is None:
            link = _LINK.fullmatch(tag)
            if link is None:
                return None
            made = f'<a href="{link["address"] or link_to(link["page"])}" rel="noopener">'
        tags[index] = made
    pieces[1::2] = tags
    return "".join(pieces)


@cache
def _shifted(by: int) -> dict[str, str]:
    """The tags with headings so many levels lower."""
    found = dict(_TAGS)
    for level in range(1, 7):
        for slash in ("", "/"):
            found[f"<{slash}h{level}>"] = f"<{slash}h{min(6, level + by)}>"
    return found
