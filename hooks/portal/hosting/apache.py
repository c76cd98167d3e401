"""The table as an `.htaccess` file for Apache (2.4).

Source: Apache HTTP Server 2.4, mod_headers, mod_rewrite, mod_mime, expressions; its guide to
serving files that are compressed already, under mod_brotli.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from portal.hosting.description import Hosting
from portal.hosting.media_types import TYPES, WITH_CHARSET
from portal.hosting.table import Rule, pattern_regex, shared_headers

# Content codings and the endings of files in them, the smaller one first.
CODINGS: Final = (("br", "br"), ("gzip", "gz"))


def render_htaccess(hosting: Hosting) -> str:
    """The `.htaccess` file of the site's own directory; what a module is missing for is left out.

    Raises: ValueError for a value that would leave its quotes.
    """
    base = hosting.base
    lines = [
        "# Made from the table in hooks/portal/hosting/table.py.",
        "Options -Indexes",
        "DirectoryIndex index.html",
        "FileETag MTime Size",
        f"ErrorDocument 403 {base}404.html",
        f"ErrorDocument 404 {base}404.html",
        *_language_pages(hosting),
        "<IfModule mod_mime.c>",
        *_types(),
        "</IfModule>",
        "<IfModule mod_headers.c>",
        *_headers(hosting.rules, base),
        "</IfModule>",
        "<IfModule mod_rewrite.c>",
        *_rewriting(hosting),
        "</IfModule>",
    ]
    return "\n".join(lines) + "\n"


def _language_pages(hosting: Hosting) -> Iterator[str]:
    for directory in hosting.directories:
        path = hosting.base + directory
        yield f'<If "%{{REQUEST_URI}} =~ m#^{re.escape(path)}#">'
        yield f"ErrorDocument 403 {path}404.html"
        yield f"ErrorDocument 404 {path}404.html"
        yield "</If>"


def _types() -> Iterator[str]:
    for media, endings in TYPES.items():
        yield f"AddType {media} {' '.join(f'.{ending}' for ending in endings.split())}"
    texts = ("text/html", *WITH_CHARSET)
    with_charset = [f".{e}" for media in texts for e in TYPES[media].split()]
    yield f"AddCharset utf-8 {' '.join(with_charset)}"
    # A compressed file has the type of the file that it holds; "br" is no Breton here.
    for coding, ending in CODINGS:
        yield f"AddEncoding {coding} .{ending}"
        yield f"RemoveType .{ending}"
        yield f"RemoveLanguage .{ending}"


def _headers(rules: tuple[Rule, ...], base: str) -> Iterator[str]:
    pages, *others = rules
    shared = shared_headers(rules)
    yield "Header merge Vary Accept-Encoding"
    yield from _settings(shared)
    opening = "If"
    for rule in others:
        expression = "|".join(pattern_regex(pattern, base) for pattern in rule.patterns)
        yield f'<{opening} "%{{REQUEST_URI}} =~ m#{expression}#">'
        yield from _settings({n: v for n, v in rule.headers.items() if n not in shared})
        yield f"</{opening}>"
        opening = "ElseIf"
    yield "<Else>"
    yield from _settings({n: v for n, v in pages.headers.items() if n not in shared})
    yield "</Else>"


def _settings(headers: Mapping[str, str]) -> Iterator[str]:
    for name, value in headers.items():
        # A percent sign would begin a format.
        if not value.isprintable() or '"' in value or "%" in value:
            raise ValueError(f"not for a configuration: {value!r}")
        yield f'Header always set {name} "{value}"'


def _rewriting(hosting: Hosting) -> Iterator[str]:
    base = hosting.base
    yield "RewriteEngine On"
    yield "RewriteCond %{REQUEST_METHOD} !^(GET|HEAD)$"
    yield "RewriteRule ^ - [R=405,L]"
    yield r"RewriteRule ^(_headers|_redirects)$|(^|/)\.(?!well-known/) - [R=404,L]"
    for old, new in hosting.redirects:
        pattern = re.escape(old.rstrip("/"))
        yield rf"RewriteRule ^{pattern}(/|/index\.html)?$ {base}{new} [R=301,L]"
    # What scripts/compress_site.py has compressed beforehand, the smaller kind first.
    for coding, ending in CODINGS:
        yield rf"RewriteCond %{{HTTP:Accept-Encoding}} \b{coding}\b"
        yield rf"RewriteCond %{{REQUEST_FILENAME}}\.{ending} -f"
        yield rf"RewriteRule ^(.+)$ $1.{ending} [L]"
