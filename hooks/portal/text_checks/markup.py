"""Markup that does not do what its writer meant: links that stay text, and signs in plain fields.

What comes of it is seen on the page: `[the centre] (https://…)`, `**bold**`, `&amp;`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final
from urllib.parse import urlsplit

from portal.addresses import portal_link
from portal.markdown import to_html
from portal.text_checks.findings import COVER, Finding, around, cover

RULE: Final = "markup"
_BROKEN_SIGN: Final = re.compile(r"\]\s*\(|\)\[")
# In a covered text, of which whole links and addresses are covered.
_SPACED: Final = re.compile(rf"\]\s+\((?=\s*(?:{COVER}|mailto:))")
_TURNED: Final = re.compile(rf"\)\[(?=\s*(?:{COVER}|mailto:))")
_UNCLOSED: Final = re.compile(r"\]\(")
_CODE: Final = re.compile(r"<(pre|code)\b(?:(?!<\1\b).)*?</\1>", re.S)
_HTML_TAG: Final = re.compile(r"<[^<>]*>")
_PLAIN_SIGN: Final = re.compile(r"[<&(]|\*\*|__")
# Of HTML: <Roma> may be a name. A lone <A> is no link, but a form.
_TAG: Final = re.compile(
    r"</?(?:abbr|b|big|blockquote|br|center|code|del|div|em|font|h[1-6]|hr|i|iframe|img|ins|kbd|li"
    r"|mark|ol|p|pre|q|s|script|small|span|strong|style|su[bp]|table|t[dhr]|tbody|tfoot|thead|u|ul"
    r")(?:\s[^<>]*)?/?>|<a\s[^<>]*>|</a\s*>",
    re.I,
)
_ENTITY: Final = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_BOLD: Final = re.compile(r"(\*\*|(?<!\w)__)(?=[^\s*_])[^*_\n]+(?<=\S)\1")
_LINK: Final = re.compile(
    r"\[[^\[\]\n]*\](?:\s*\(\s*(?:https?:|portal:|mailto:|www\.)|\((?:\.{0,2}/|#))[^)\n]*\)?"
    r"|\([^()\n]*\)\[\s*(?:https?:|portal:|mailto:|www\.)[^\]\n]*\]?"
)
# Elsewhere in a text an address stands for itself.
_BEFORE_TARGET: Final = ("](", "]:", 'href="', "href='", "href=")


def check_markup(text: str, *, is_prose: bool, home: str = "") -> Iterator[Finding]:
    """A finding for each sort of markup that readers would see, or that has a better form.

    `home` is the address of the site, or empty.
    """
    if not is_prose:
        if _PLAIN_SIGN.search(text):
            yield from _in_plain_text(text)
        return
    if _BROKEN_SIGN.search(text):
        yield from _broken_links(text)
    bare = home.partition("://")[2]
    if bare and bare in text:
        yield from _links_home(text, bare)


def _in_plain_text(text: str) -> Iterator[Finding]:
    expected = "plain words: this field shows all signs as they stand"
    if match := _TAG.search(text):
        yield _finding(text, match, expected, "delete the tags")
    entities = (m for m in _ENTITY.finditer(text) if unescape(m[0]) != m[0])
    if match := next(entities, None):
        yield _finding(text, match, expected, f'write "{unescape(match[0])}"')
    if match := _BOLD.search(text):
        sign = match[1][0]
        yield _finding(text, match, expected, f'delete the "{sign}" around the words')
    if match := _LINK.search(text):
        fix = "write the words alone, and put the address under links:, or into a text in Markdown"
        yield _finding(text, match, expected, f"{fix} (description:, body:)")


def _broken_links(text: str) -> Iterator[Finding]:
    covered = cover(text)
    expected = "links as Markdown has them: [words](https://…)"
    if match := _SPACED.search(covered):
        yield _finding(text, match, expected, 'delete the space between "]" and "("')
    if match := _TURNED.search(covered):
        yield _finding(text, match, expected, "put the words into [ ] and the address into ( )")
    # Titles and spaces make rare forms of links that are whole: the page itself has to show it.
    if (match := _UNCLOSED.search(covered)) and "](" in _visible(text):
        fix = 'close the address with ")"; delete spaces in it, or write %20 where they belong'
        yield _finding(text, match, expected, fix)


def _visible(markdown: str) -> str:
    return _HTML_TAG.sub("", _CODE.sub("", to_html(markdown)))


def _links_home(text: str, home: str) -> Iterator[Finding]:
    """Such a link leads out of every trial and copy of the site, and is not checked."""
    for match in re.finditer(rf"https?://{re.escape(home)}[^\s<>()\[\]\"']*", text):
        address = match[0].rstrip(".,;:!?")
        parts = urlsplit(address)
        link = portal_link(parts.path)
        if link and not parts.query:  # that of a list says how it is filtered
            target = f"{link}#{parts.fragment}" if parts.fragment else link
            is_target = text[: match.start()].rstrip("< ").endswith(_BEFORE_TARGET)
            yield Finding(
                RULE, match.start(), "portal: for a page of this site", address,
                f'write "{target if is_target else f"[words]({target})"}"',
            )  # fmt: skip
            return


def _finding(text: str, match: re.Match[str], expected: str, fix: str) -> Finding:
    return Finding(RULE, match.start(), expected, around(text, *match.span()), fix)
