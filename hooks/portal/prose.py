"""Prose: Markdown from data becomes HTML that can do no harm."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import cmarkgfm
import nh3
from cmarkgfm.cmark import Options

# No images: a picture from elsewhere would be a request to a third party.
_TAGS: Final = {
    "a", "abbr", "b", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "i", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "strong", "sub", "sup", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES: Final = {
    "a": {"href", "hreflang", "lang", "title"},
    "abbr": {"title"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
}
_SCHEMES: Final = {"http", "https", "mailto", "portal"}
_HEADING: Final = re.compile(r"<(/?)h([1-6])>")
_HREF: Final = re.compile(r'href="portal:([^"]*)"')
_ALIGN: Final = re.compile(r' align="(left|right|center)"')
_PLAIN: Final = re.compile(r"<[^>]*>")


def render_prose(markdown: str, resolve: Callable[[str], str], heading_level: int = 3) -> str:
    """Markdown as sanitised HTML.

    `resolve` turns what follows `portal:` into a link; headings begin at `heading_level`,
    so that they nest under the page's own. Relative and unknown links lose their target.
    """
    html = cmarkgfm.github_flavored_markdown_to_html(markdown, Options.CMARK_OPT_UNSAFE)
    clean = nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags={"script", "style"},
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener",
        generic_attribute_prefixes=None,
        attribute_filter=_filter_attribute,
    )
    clean = _HEADING.sub(lambda m: f"<{m[1]}h{min(6, int(m[2]) + heading_level - 1)}>", clean)
    clean = _ALIGN.sub(r' class="align-\1"', clean)
    return _HREF.sub(lambda m: f'href="{resolve(m[1])}"', clean)


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "a" and name == "href" and ":" not in value and not value.startswith("#"):
        return None
    return value


def plain_text(html: str) -> str:
    """Sanitised HTML as one line of text without tags (still escaped)."""
    return " ".join(_PLAIN.sub(" ", html).split())
