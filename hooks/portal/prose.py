"""Prose: Markdown from data becomes HTML that can do no harm.

Markup that is not allowed shows as the text that it is: nobody wonders where a
sentence has gone, and nothing of it runs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from typing import Final
from urllib.parse import unquote

import nh3

from portal.markdown import to_html
from portal.markup import isolate_addresses
from portal.plain_prose import render_plain
from portal.yaml_text import HIDDEN

# No images: a picture from elsewhere would be a request to a third party.
_TAGS: Final = frozenset({
    "a", "abbr", "b", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "i", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "strong", "sub", "sup", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_ATTRIBUTES: Final = {
    "*": {"lang"},
    "a": {"href", "hreflang", "title"},
    "abbr": {"title"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
}
_VALUES: Final = {
    "href": re.compile(r"(https?://|mailto:|#).*|portal:.+", re.S | re.I),
    "lang": re.compile(r"[a-z]{2,8}(-[a-z0-9]{1,8})*", re.I),
    "hreflang": re.compile(r"[a-z]{2,8}(-[a-z0-9]{1,8})*", re.I),
    "start": re.compile(r"[0-9]{1,6}"),
    "align": re.compile("left|right|center"),
}
_IMAGE: Final = re.compile(r'<img src="([^"]*)" alt="([^"]*)"(?: title="[^"]*")? />')
_FOREIGN: Final = re.compile(rf"<(?!/?(?:{'|'.join(sorted(_TAGS))})(?:[\s/>]|$))", re.I)
# In sanitised HTML every "<" begins a tag and every value stands in double quotes.
_HEADING: Final = re.compile(r"<(/?)h([1-6])(?=[ >])")
_PORTAL: Final = re.compile(r'(<a(?: [a-z]+="[^"]*")*? href=")portal:([^"]*)"', re.I)
_NO_TARGET: Final = re.compile(r'<a(?: (?!href=)[a-z]+="[^"]*")*>(.*?)</a>', re.S)
_ALIGN: Final = re.compile(r'(<t[hd](?: [a-z]+="[^"]*")*?) align="([a-z]+)"')
_TAG: Final = re.compile(r'<(/?)([a-z0-9]+)(?:[^>"]|"[^"]*")*>')
_LINK: Final = re.compile(
    r"""<a\s(?:[^<>]|<(?!a\s))*?href\s*=\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[^\s"'>]+))|"""
    r'<img src="(?P<picture>[^"]*)"',
    re.I,
)
_LINK_SIGN: Final = re.compile(r"\]\(|\]:|<")
# Nearly all links are written like this, and nothing around them has a say in what they are: no
# code, no table, no HTML, no backslash, no bare address, no bracket that may belong to another.
_PLAIN_LINK: Final = re.compile(r"\[([^\[\]\n]*)\]\(((?:portal:|https?://)[A-Za-z0-9./_~?=#+-]+)\)")
_NOT_PLAIN: Final = ("[", "]", "<", "`", "\\", "|", "@", "\t", "    ", "~~~", "://", "www.")


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a link of a text leads, as the text writes it; or where a picture lies."""

    address: str
    is_picture: bool

    @property
    def portal_target(self) -> str | None:
        """What a link to a page of this site names: "projects/roma-net"; None for others."""
        if self.is_picture or not self.address.startswith("portal:"):
            return None
        return self.address.removeprefix("portal:").split("#")[0]


def render_prose(markdown: str, resolve: Callable[[str], str], heading_level: int = 3) -> str:
    """Markdown as sanitised HTML.

    `resolve` turns what follows `portal:` (without a fragment) into a link; headings begin
    at `heading_level`, so that they nest under the page's own. Of relative and unknown links
    the words stay, of a picture its alternative text.
    """
    html = to_html(markdown)
    plain = render_plain(markdown, html, lambda link: _resolved(link, resolve), heading_level)
    return sanitise(html, resolve, heading_level) if plain is None else isolate_addresses(plain)


def sanitise(html: str, resolve: Callable[[str], str], heading_level: int) -> str:
    """HTML of Markdown, whatever it holds, as `render_prose` returns it."""
    html = _IMAGE.sub(r"\2", html)
    # A file may not hold these; "&#1;" and "&#x202e;" write them all the same.
    clean = HIDDEN.sub("\ufffd", _CLEANER.clean(_FOREIGN.sub("&lt;", html)))
    # From the highest level that is used: editors begin with "#" or with "##".
    highest = min((int(m[2]) for m in _HEADING.finditer(clean)), default=1)
    shift = heading_level - highest
    clean = _HEADING.sub(lambda m: f"<{m[1]}h{min(6, int(m[2]) + shift)}", clean)
    clean = _NO_TARGET.sub(r"\1", clean)  # what leads nowhere is no link
    clean = _ALIGN.sub(r'\1 class="align-\2"', clean)
    clean = _PORTAL.sub(lambda m: f'{m[1]}{_resolved(m[2], resolve)}"', clean)
    return isolate_addresses(clean)


def destinations(markdown: str) -> list[Destination]:
    """The destinations of all links and pictures in a text, in their order."""
    if not _LINK_SIGN.search(markdown):
        return []
    # [text, words, address, text, …]
    pieces = _PLAIN_LINK.split(markdown)
    addresses, between = pieces[2::3], pieces[::3]
    around = "\n".join((*between, *pieces[1::3])).lower()
    is_picture = any(piece.endswith("!") for piece in between[:-1])
    if not is_picture and not any(sign in around for sign in _NOT_PLAIN):
        return [Destination(address, is_picture=False) for address in addresses]
    found = []
    for match in _LINK.finditer(to_html(markdown)):
        address = unescape(match[match.lastgroup or 0])
        # The renderer encodes what is not ASCII; the text tells whether its writer did.
        written = address if address in markdown else unquote(address)
        found.append(Destination(written, match.lastgroup == "picture"))
    return found


def plain_text(html: str) -> str:
    """Sanitised HTML as one line of text without tags (still escaped)."""
    return " ".join(_TAG.sub(lambda m: "" if m[2] in _INLINE else " ", html).split())


def _resolved(link: str, resolve: Callable[[str], str]) -> str:
    target, sign, fragment = unescape(link).partition("#")
    return escape(resolve(target) + sign + fragment)


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    pattern = _VALUES.get(name)
    return value if pattern is None or pattern.fullmatch(value) else None


_INLINE: Final = frozenset({
    "a", "abbr", "b", "bdi", "code", "del", "em", "i", "kbd", "mark", "q", "s", "strong", "sub",
    "sup",
})  # fmt: skip
_CLEANER: Final = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags=set(),
    attributes=_ATTRIBUTES,
    attribute_filter=_filter_attribute,
    url_schemes={"http", "https", "mailto", "portal"},
    link_rel="noopener",
)
