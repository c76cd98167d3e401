"""Markdown from data: what is kept, what can never come through."""

from __future__ import annotations

import subprocess
import sys
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from portal.markdown import to_html
from portal.prose import Destination, destinations, plain_text, render_prose, sanitise
from tests.site_build import ROOT

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
    "[x](https://me:secret@evil.example/)",
    "[x](\tjavascript:alert(1))",
    "[x](&Tab;java&NewLine;script&colon;alert(1))",
    '<a href="&#1;javascript:alert(1)">x</a>',
    "<javascript:alert(1)>",
    "<a href='portal:programmes/\"onclick=alert(1)'>x</a>",
    '[x](portal:a/b#"onclick=alert(1))',
    '[x](portal:a/b "\\"><script>alert(1)</script>")',
    '!["onerror=alert(1)](x)',
    '<img src="x" alt="<script>alert(1)</script>" />',
    "<td align='left\"onclick=alert(1)'>x</td>",
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "<ol start='1\"onclick=alert(1)'><li>x</li></ol>",
    "<b lang='x\"onclick=alert(1)'>x</b>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><script>alert(1)</script>'></noscript>",
    "<textarea></textarea><script>alert(1)</script>",
    "<xmp><script>alert(1)</script></xmp><plaintext>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<!DOCTYPE html><![CDATA[<script>alert(1)</script>]]><?php alert(1) ?>",
    "<!-- never closed <script>alert(1)</script>",
    "<script\n>alert(1)</script\n>",
    "<<script>script>alert(1)<</script>/script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<a/href='javascript:alert(1)'/>x</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62;alert(1)",
    "<q cite='javascript:alert(1)'>x</q><del cite='data:x'>x</del>",
    "# <script>alert(1)</script>\n\n> <iframe src=x>\n\n- <img src=x onerror=alert(1)>",
)
ALLOWED = {
    "a", "abbr", "b", "bdi", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5",
    "h6", "hr", "i", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "strong", "sub", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = frozenset({"href", "hreflang", "lang", "title", "start", "rel", "class"})


def to_record(target: str) -> str:
    return f"../../{target}/"


def render(markdown: str) -> str:
    return render_prose(markdown, to_record)


def assert_harmless(html: str) -> None:
    page = LexborHTMLParser(f"<!doctype html><body><main>{html}</main><p id=end></p>")
    assert page.css_first("main + p#end") is not None, "it closed what it did not open"
    for node in page.css("main *"):
        assert node.tag in ALLOWED
        assert set(node.attributes) <= ATTRIBUTES
        assert str(node.attributes.get("class") or "align-").startswith("align-")
        href = node.attributes.get("href")
        assert href is None or href.startswith(("https://", "http://", "mailto:", "../", "#"))
    assert not page.css("main *:not(a)[href], a:not([rel=noopener])")


@pytest.mark.parametrize("markdown", HOSTILE)
def test_hostile_text_does_no_harm(markdown: str) -> None:
    assert_harmless(render(f"Before.\n\n{markdown}\n\nAfter."))
    assert_harmless(render(markdown))


IN_VALUES = ("](", "noscript")  # where it stood in the value of an attribute
SHOWN = [m for m in HOSTILE if "alert(1)" in m and "<script" in m]


@pytest.mark.parametrize("markdown", [m for m in SHOWN if not any(w in m for w in IN_VALUES)])
def test_what_may_not_run_shows_as_text(markdown: str) -> None:
    """No sentence vanishes in silence: who wrote it sees it on the page."""
    shown = LexborHTMLParser(render(markdown)).body
    assert shown is not None
    assert "alert(1)" in shown.text()


SOUP = st.sampled_from(
    ["<", ">", "</", "/>", "<b", "<a href=", "<p>", "<td align=", "<h1>", "<script>", "<!--", "-->",
     "<svg", "'", '"', "=", " ", "\n", "\n\n", "[", "](", ")", "![", "`", "```\n", "|", "|-|\n",
     "*", "# ", "> ", "- ", "&lt;", "&#x3c;", "&", "javascript:", "portal:a/b", "https://a.example",
     "onclick", "alert(1)", "\x00", "\u2028", "Ж", "x"]
)  # fmt: skip


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.lists(SOUP, max_size=40).map("".join))
def test_no_soup_of_signs_does_harm(markdown: str) -> None:
    assert_harmless(render(markdown))


# -- what is kept ----------------------------------------------------------------------------


def test_what_editors_use_is_kept() -> None:
    html = render(
        "# Heading\n\nA **bold** *word*, a [link](https://example.org/) and "
        "[ROMACT](portal:programmes/romact).\n\n- one\n- two\n\n3. three\n\n> said\n\n"
        "`code` ~~gone~~ H<sub>2</sub>O <abbr title='Non-governmental organisation'>NGO</abbr>\n\n"
        "| a | b |\n|---|--:|\n| 1 | 2 |\n"
    )
    for part in (
        "<h3>Heading</h3>", "<strong>bold</strong>", "<em>word</em>", "<li>one</li>",
        '<a href="https://example.org/" rel="noopener">link</a>',
        '<a href="../../programmes/romact/" rel="noopener">ROMACT</a>',
        '<ol start="3">', "<blockquote>", "<code>code</code>", "<del>gone</del>",
        "H<sub>2</sub>O", '<abbr title="Non-governmental organisation">NGO</abbr>',
        "<th>a</th>", '<th class="align-right">b</th>', '<td class="align-right">2</td>',
    ):  # fmt: skip
        assert part in html


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("https://example.org/", "<bdi>https://example.org/</bdi>"),
        ("www.example.org/a?b&c", "<bdi>www.example.org/a?b&amp;c</bdi>"),
        ("<https://example.org/>", "<bdi>https://example.org/</bdi>"),
        ("[https://example.org/](https://example.org/ 'a > b')", "<bdi>https://example.org/</bdi>"),
        ("[https://example.org/ here](https://example.org/)", "https://example.org/ here"),
        ("[here](https://example.org/)", "here"),
    ],
)
def test_addresses_keep_their_order_among_words_from_right_to_left(
    written: str, shown: str
) -> None:
    assert f">{shown}</a>" in render(f"انظر {written}")


def test_bare_addresses_become_links() -> None:
    html = render("See www.example.org, https://example.org/a_b?c=d&e or write to a@example.org.")
    links = [node.attributes["href"] for node in LexborHTMLParser(html).css("a")]
    assert links == [
        "http://www.example.org", "https://example.org/a_b?c=d&e", "mailto:a@example.org",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("markdown", "levels"),
    [
        ("# a\n\n## b\n\n###### c", ["h3", "h4", "h6"]),
        ("## a\n\n### b", ["h3", "h4"]),
        ("#### a\n\n##### b", ["h3", "h4"]),
        ("<h1 lang=la>a</h1>\n\n<h2>b</h2>", ["h3", "h4"]),
    ],
)
def test_headings_nest_below_the_page(markdown: str, levels: list[str]) -> None:
    nodes = LexborHTMLParser(render(markdown)).css("h1, h2, h3, h4, h5, h6")
    assert [node.tag for node in nodes] == levels


def test_texts_in_other_languages_may_say_so() -> None:
    assert render("the <i lang=la>genius loci</i>") == (
        '<p>the <i lang="la">genius loci</i></p>\n'
    )  # fmt: skip


def test_examples_in_code_are_left_alone() -> None:
    """What looks like our own markup, but is text, is not touched."""
    text = 'href="portal:a/b" align="left" <h1> <a href="portal:a/b">'
    html = render(f"`{text}`\n\n    {text}\n")
    assert LexborHTMLParser(html).text().split() == [*text.split(), *text.split()]


def test_entities_are_characters() -> None:
    assert (
        render("&copy; &nbsp; &amp; &lt;b&gt; R&D") == "<p>© &nbsp; &amp; &lt;b&gt; R&amp;D</p>\n"
    )


@pytest.mark.parametrize(
    "text", ["1 < 2 > 0", "<Name>", "<името>", "a <- b", "<3", "Dear <first name>,", "x<y>z"]
)
def test_angle_brackets_that_are_no_markup_show(text: str) -> None:
    assert LexborHTMLParser(render(text)).text().strip() == text


# -- links and pictures ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "link", ["../secret", "page.html", "//evil.example", "a/b:c", "tel:123", "PORTAL", ""]
)
def test_of_links_that_lead_nowhere_the_words_stay(link: str) -> None:
    assert render(f"a [word *of* it]({link}) b") == "<p>a word <em>of</em> it b</p>\n"


def test_links_to_records_may_have_a_title_and_a_fragment() -> None:
    assert render('[x](portal:projects/a#part "A & B")') == (
        '<p><a href="../../projects/a/#part" title="A &amp; B" rel="noopener">x</a></p>\n'
    )
    assert 'href="../../projects/a/"' in render("<portal:projects/a>")
    assert 'href="../../projects/a/"' in render("<a title=t href='portal:projects/a'>x</a>")
    assert 'href="../../projects/a/"' in render("[x][y]\n\n[y]: portal:projects/a")


def test_the_resolver_sees_what_the_editor_wrote() -> None:
    seen: list[str] = []

    def remember(target: str) -> str:
        seen.append(target)
        return ""

    render_prose("[x](portal:a&b/c%20d)", remember)
    assert seen == ["a&b/c%20d"]


def test_an_error_of_the_resolver_is_not_swallowed() -> None:
    def fail(target: str) -> str:
        raise KeyError(target)

    with pytest.raises(KeyError):
        render_prose("[x](portal:a/b)", fail)


def test_of_a_picture_its_alternative_text_stays() -> None:
    assert render('a ![A *map* & "more"](https://a.example/m.png "T") b') == (
        '<p>a A map &amp; "more" b</p>\n'
    )


def test_destinations_are_as_the_text_writes_them() -> None:
    text = (
        "[a](portal:projects/a#b) [b](<https://a.example/ж>) ![c](c%20d.png) <https://b.example>\n"
        "`[no](code)` [no] (link) <a title=x href='d&amp;e'>d</a> [e][f] \\[no](escaped)\n\n"
        "[f]: g\n"
    )
    assert destinations(text) == [
        Destination("portal:projects/a#b", False), Destination("https://a.example/ж", False),
        Destination("c%20d.png", True), Destination("https://b.example", False),
        Destination("d&e", False), Destination("g", False),
    ]  # fmt: skip
    assert destinations("nothing, https://a.example") == []
    assert destinations("<a title='<a b' href=x>c</a>") == [Destination("x", False)]


def test_destinations_of_a_text_of_tags_are_found_at_once() -> None:
    for _ in range(40):
        assert destinations("<div>\n" + "<a " * 16_000) == []


# What texts are made of as far as links are concerned, and what may change what a link is.
PIECES = (
    "[a](portal:projects/x)", "[Б в](https://a.example/1?x=2#y)", "[](portal:x)", "[c](portal:)",
    "[z](https://a_b.example/_x_)", "[q](HTTP://x.y)", "[w](https://www.x.y/)", "[a]( portal:x)",
    "[a](<portal:x>)", '[t](portal:x "t")', "[a\\](portal:x)", "[a *b](portal:q)*", "[x](y)", "[x]",
    "[a]: portal:z\n", "(portal:x)", "[portal:x]", "[", "]", "(", ")", "!", "\\", "`", "~~", "~~~",
    "*", "_", "**", "\n", "\n\n", "\r\n", " ", "   ", "    ", "\t", "- ", "> ", "## ", "1. ", "---",
    "\n---\n", "\n===\n", "|", "<b>", "<!--", "&amp;", "&#91;", ":", "word ",
    "| a | b |\n|---|---|\n", "https://b.example", "www.c.example", "a@b.example", "mailto:",
    "\u00a0", "\u2028", "\x0b",
)  # fmt: skip
AROUND = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)


@settings(max_examples=400, deadline=None)
@given(AROUND, st.sampled_from(PIECES[:7]), AROUND)
@example("<!--", PIECES[0], "")
@example("a | b\n-|-\n", "[x|y](portal:z)", "")
def test_destinations_are_those_of_the_html(before: str, link: str, after: str) -> None:
    """Most are found without the parser, which must not make a difference."""
    text = before + link + after
    tree = LexborHTMLParser(to_html(text))
    if not tree.css_first("img"):
        links = [unquote(node.attributes["href"] or "") for node in tree.css("a[href]")]
        assert [unquote(found.address) for found in destinations(text)] == links


# -- plain text --------------------------------------------------------------------------------


def test_plain_text_keeps_words_whole_and_apart() -> None:
    html = render(
        '# One\n\nTwo<b>three</b>. *Four*, [five](https://a.example "a > b")\n\n- six\n- 7'
    )
    assert plain_text(html) == "One Twothree. Four, five six 7"
    assert plain_text(render("a & b < c")) == "a &amp; b &lt; c"


def test_both_ways_to_render_agree() -> None:
    """Texts without tables, addresses and strikes take a shorter way; it leads to the same."""
    text = "# a\n\n*b* [c](portal:d/e)\n\n1. f\n\n> <b>g</b> <x>\n\n    h\n"
    assert render(f"{text}\n~") == render(text) + "<p>~</p>\n"


# What editors write, and what looks like it to whoever does not look closely.
PLAIN: st.SearchStrategy[str] = st.sampled_from((
    "# ", "### ", "- ", "1. ", "> ", "**", "*", "~~", "`", "|a|b|\n|:-|-:|\n|c|d|\n", "***\n",
    "[a](portal:projects/x#y)", "[b](https://exa-mple.example/a?b#c)", "[c](mailto:a@b.example)",
    "https://www.x.example/č ", "a@b.example ", "[d](https://1.2.3.999/)", "[e](https://xn--a.cz)",
    "[f](https://a.cz:99999/)", "[g](x)", '[h](portal:a "t")', "![i](y)", "\n", "\n\n", "  \n", " ",
    "word", "Ж", "\u00a0", '"', "'", "&", "&amp;", "&#1;", "&lt;", "<", ">", "😀", "    ", "\\\n",
))  # fmt: skip


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(PLAIN, max_size=25).map("".join))
def test_what_needs_no_sanitiser_is_as_the_sanitiser_makes_it(markdown: str) -> None:
    assert render(markdown) == sanitise(to_html(markdown), to_record, 3)


def test_most_texts_need_no_sanitiser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.prose.sanitise", None)
    text = "## One\n\n**Two** „three“\u00a04: [five](portal:projects/six)\n\n|a|\n|:-:|\n|b|\n"
    assert "../../projects/six/" in render(text)


def test_memory_of_a_text_is_given_back() -> None:
    """cmarkgfm's own way never frees its trees: a gigabyte for 10,000 records."""
    code = (
        "import resource, sys; sys.path.insert(0, 'hooks')\n"
        "from portal.markdown import to_html\n"
        "text = 'See [this](https://a.example) | ~~that~~.\\n\\n' * 60\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "[to_html(text) for _ in range(200)]\n"
        "before = peak()\n"
        "[to_html(text) for _ in range(3000)]\n"
        "print(peak() - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 4_000  # kB; it was above 30,000
