"""Markdown from data: what is kept, what can never come through."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from portal.prose import render_prose

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><circle/></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<iframe src='https://evil.example'></iframe>",
    "<style>*{display:none}</style>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:msgbox)",
    "[x](//evil.example/x)",
    "![x](https://evil.example/pixel.png)",
    '<https://example.org/"onmouseover="alert(1)>',
    '<a href="https://example.org" onclick="alert(1)" style="position:fixed">x</a>',
    "<form action=https://evil.example><input name=x></form>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<object data=x></object><embed src=x>",
    "<b id=content class=menu>x</b>",
    "<!--><script>alert(1)</script>-->",
    "```\n<script>alert(1)</script>\n```",
    "<details open ontoggle=alert(1)>x</details>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<p><b><i>never closed",
    "</div></article></main><script>alert(1)</script>",
)
ALLOWED = {
    "a", "abbr", "b", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5",
    "h6", "hr", "i", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "strong", "sub", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = frozenset({"href", "hreflang", "lang", "title", "start", "rel", "class"})


@pytest.mark.parametrize("markdown", HOSTILE)
def test_hostile_text_does_no_harm(markdown: str) -> None:
    html = render_prose(f"Before.\n\n{markdown}\n\nAfter.", lambda target: f"../{target}/")
    page = LexborHTMLParser(f"<!doctype html><body><main>{html}</main><p id=end></p>")
    assert page.css_first("main + p#end") is not None, "it closed what it did not open"
    for node in page.css("main *"):
        assert node.tag in ALLOWED
        assert set(node.attributes) <= ATTRIBUTES
        assert str(node.attributes.get("class") or "align-").startswith("align-")
        href = node.attributes.get("href")
        assert href is None or href.startswith(("https://", "http://", "mailto:", "../", "#"))


def test_what_editors_use_is_kept() -> None:
    markdown = (
        "# Heading\n\nA **bold** word, a [link](https://example.org/) and "
        "[ROMACT](portal:programmes/romact).\n\n- one\n- two\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n"
    )
    html = render_prose(markdown, lambda target: f"../../{target}/")
    assert "<h3>Heading</h3>" in html
    assert "<strong>bold</strong>" in html
    assert '<a href="https://example.org/" rel="noopener">link</a>' in html
    assert '<a href="../../programmes/romact/" rel="noopener">ROMACT</a>' in html
    assert "<li>one</li>" in html
    assert '<th class="align-right">b</th>' in html


def test_headings_nest_below_the_page() -> None:
    html = render_prose("# a\n\n## b\n\n###### c", str)
    assert [level in html for level in ("<h3>a", "<h4>b", "<h6>c")] == [True] * 3


def test_a_relative_link_loses_its_target() -> None:
    assert "href" not in render_prose("[x](../secret) [y](page.html)", str)
