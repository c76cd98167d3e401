"""What `.htaccess` tells Apache: headers, types, and where to lead on."""

from __future__ import annotations

import re

import pytest

from portal.hosting.apache import render_htaccess
from portal.hosting.description import Hosting
from portal.hosting.inline import Inline
from portal.hosting.media_types import TYPES, media_type
from portal.hosting.table import rule_for

ROOT = "https://example.org/"
# One of each rule, and what stands beside them.
ADDRESSES = (
    "", "bg/news/start/", "robots.txt", "feeds/", "embed/ruse/romact/", "assets/x/y.js",
    "embed/v1/ruse/romact/en/", "data/v1/all.zip", "feeds/bg/events.ics", "files/a.pdf",
    "licences/README.txt", "version.css", "assets/explorer/bg.json", "logos/romact.svg",
    "cards/x.png", "admin/index.html", "assets/search.0123.js", "pictures/x.webp",
    "pagefind/bg/entry.json", "pagefind/bg/index/x.pf_index",
)  # fmt: skip


def hosting(url: str, cards: Inline | None = None, *moved: tuple[str, str]) -> Hosting:
    return Hosting(url, ("en", "bg"), moved, Inline(), cards or Inline())


def sent_by_apache(text: str, address: str) -> dict[str, str]:
    """The headers that an `.htaccess` file sets at an address, by its own conditions."""
    (module,) = re.findall(r"<IfModule mod_headers.c>\n(.*?)</IfModule>", text, re.DOTALL)
    sent: dict[str, str] = {}
    applies, found = True, False
    for line in module.splitlines():
        header = re.fullmatch(r'Header always set (\S+) "(.*)"', line)
        condition = re.fullmatch(r'<(?:Else)?If "%\{REQUEST_URI\} =~ m#(.+)#">', line)
        if header and applies:
            assert header[1] not in sent
            sent[header[1]] = header[2]
        elif condition or line == "<Else>":
            applies = not found and not (condition and not re.search(condition[1], address))
            found = found or applies
        elif line.startswith("</"):
            applies = False
    return sent


def test_apache_sends_what_the_table_says() -> None:
    made = hosting("https://example.org/a/")
    text = render_htaccess(made)
    assert "\nHeader merge Vary Accept-Encoding\n" in text
    names = {rule_for(address, made.rules).name for address in ADDRESSES}
    assert names == {rule.name for rule in made.rules}
    for address in ADDRESSES:
        assert sent_by_apache(text, f"/a/{address}") == rule_for(address, made.rules).headers
    # All conditions but the first one hang together, and each ends.
    module = re.findall(
        "^<(/?(?:If|ElseIf|Else))\\b(?! mod_)", text.split("mod_headers.c")[1], re.M
    )
    branches = ["If", *["ElseIf"] * (len(made.rules) - 2), "Else"]
    assert module[: 2 * len(branches)] == [end + b for b in branches for end in ("", "/")]


def test_apache_says_the_types_that_the_other_servers_say() -> None:
    text = render_htaccess(hosting(ROOT))
    (of_text,) = re.findall("^AddCharset utf-8 (.+)$", text, re.M)
    found = {
        ending: f"{media}; charset=utf-8" if ending in of_text.split() else media
        for media, endings in re.findall("^AddType (.+?) (.+)$", text, re.M)
        for ending in endings.split()
    }
    assert found == {
        f".{ending}": media_type(f"x.{ending}")
        for endings in TYPES.values() for ending in endings.split()
    }  # fmt: skip


def test_apache_is_told_of_files_for_servers_and_of_compressed_ones() -> None:
    text = render_htaccess(hosting(ROOT))
    for coding, ending in (("br", "br"), ("gzip", "gz")):
        lines = f"AddEncoding {coding} .{ending}\nRemoveType .{ending}\nRemoveLanguage .{ending}\n"
        assert lines in text
    # As Apache 2.4.71 was seen to obey them, at each file of the first site.
    assert text.split("<IfModule mod_rewrite.c>\n")[1].splitlines() == [
        "RewriteEngine On",
        "RewriteCond %{REQUEST_METHOD} !^(GET|HEAD)$",
        "RewriteRule ^ - [R=405,L]",
        r"RewriteRule ^(_headers|_redirects)$|(^|/)\.(?!well-known/) - [R=404,L]",
        r"RewriteCond %{HTTP:Accept-Encoding} \bbr\b",
        r"RewriteCond %{REQUEST_FILENAME}\.br -f",
        "RewriteRule ^(.+)$ $1.br [L]",
        r"RewriteCond %{HTTP:Accept-Encoding} \bgzip\b",
        r"RewriteCond %{REQUEST_FILENAME}\.gz -f",
        "RewriteRule ^(.+)$ $1.gz [L]",
        "</IfModule>",
    ]


@pytest.mark.parametrize("value", ['"', "%{ENV:x}e", "\n", "\u2028"])
def test_a_value_that_would_leave_its_quotes_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="not for a configuration"):
        render_htaccess(hosting(ROOT, Inline((f"'sha256-{value}'",))))


def test_apache_leads_on_and_says_what_is_missing_in_each_language() -> None:
    made = hosting("https://example.org/a/", None, ("projects/old/", "projects/new/"))
    text = render_htaccess(made)
    assert r"RewriteRule ^projects/old(/|/index\.html)?$ /a/projects/new/ [R=301,L]" in text
    assert "ErrorDocument 404 /a/404.html" in text
    assert 'm#^/a/bg/#">\nErrorDocument 403 /a/bg/404.html\nErrorDocument 404 /a/bg/404' in text
