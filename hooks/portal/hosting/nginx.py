"""The table as a configuration of nginx (1.18 and later, no third-party modules needed).

Source: nginx's documentation of ngx_http_core_module, _headers_module, _map_module,
_gzip_static_module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from portal.hosting.description import Hosting
from portal.hosting.media_types import TYPES, WITH_CHARSET
from portal.hosting.table import KEPT, PAGE, Rule, pattern_regex, rule_for, shared_headers

# Where the server itself looks; no reader can ask there. Not below the site's address: where that
# is an alias, try_files takes it away from the front of whatever it leads to.
_BEFORE: Final = "/.portal-before/"
_LISTEN: Final = re.compile(r"[\w.:\[\]*-]+(?: (?:ssl|http2|default_server|ipv6only=(?:on|off)))*")
# A directory without a page is no secret, and no page.
_ERRORS: Final = ("error_page 403 =404 $portal_not_found;", "error_page 404 $portal_not_found;")


def render_nginx(
    hosting: Hosting,
    root: str,
    before: str,
    *,
    listen: Sequence[str] = ("80",),
    brotli: bool = False,
) -> str:
    """A whole file for nginx's `conf.d`: maps, and a server that shows the site.

    `root` is the site's directory on the server, `before` that of the generation before it, which
    need not be there; each of `listen` an address, a port or both, with words such as `ssl` behind
    it; `brotli` for a server with the module
    that sends files compressed by Brotli.
    Raises: ValueError for a value that would leave its place in the configuration.
    """
    lines = [
        "# Made by scripts/hosting.py from the table in hooks/portal/hosting/table.py.",
        *_maps(hosting),
        "",
        "server {",
        *(f"    listen {_listening(place)};" for place in listen),
        f"    server_name {_plain(hosting.host)};",
        *(f"    {line}" for line in _location(hosting, root.rstrip("/"), brotli)),
        *(f"    {line}" for line in _location_before(hosting, before.rstrip("/"), brotli)),
        "}",
        "",
    ]
    return "\n".join(lines)


def _maps(hosting: Hosting) -> Iterator[str]:
    rules, base = hosting.rules, hosting.base
    yield "map_hash_bucket_size 512;"
    yield f"map_hash_max_size {max(2048, 8 * len(hosting.redirects))};"
    yield "map $uri $portal_class {"
    for rule in rules:
        for pattern in rule.patterns:
            yield f"    {_quoted('~' + pattern_regex(pattern, base), regex=True)} {rule.name};"
    yield f"    default {PAGE};"
    yield "}"
    for name in _varying(rules):
        yield f"map $portal_class ${_variable(name)} {{"
        for rule in rules:
            yield f"    {rule.name} {_quoted(rule.headers.get(name, ''))};"
        yield "}"
    yield "map $uri $portal_not_found {"
    for directory in hosting.directories:
        pattern = f"~^{re.escape(base + directory)}"
        yield f"    {_quoted(pattern, regex=True)} {_quoted(f'{base}{directory}404.html')};"
    yield f"    default {_quoted(f'{base}404.html')};"
    yield "}"
    yield "# Where to look for what is not there. Asked only then."
    yield "map $uri $portal_else {"
    # Of what nginx is led to, all behind a question mark would be a query, and not part of a name.
    yield r'    "~\?" @portal_missing;'
    for pattern in KEPT:
        rest = pattern_regex(pattern, "").removeprefix("^").removesuffix("$")
        regex = f"~^{re.escape(base)}(?<portal_rest>{rest})$"
        yield f"    {_quoted(regex, regex=True)} {_BEFORE}$portal_rest;"
    yield "    default @portal_missing;"
    yield "}"
    yield "map $uri $portal_moved {"
    for old, new in hosting.redirects:
        for address in (old, f"{old}index.html", old.rstrip("/")):
            yield f"    {_quoted(base + address)} {_quoted(base + new)};"
    yield '    default "";'
    yield "}"
    yield 'map $request_method $portal_allow { GET ""; HEAD ""; default "GET, HEAD"; }'


def _location(hosting: Hosting, root: str, brotli: bool) -> Iterator[str]:
    base = hosting.base
    folder = f"root {_quoted(root)};" if base == "/" else f"alias {_quoted(root + '/')};"
    yield f"location {_quoted(base)} {{"
    inside = (
        folder,
        "index index.html;",
        *_serving(brotli),
        "# The address in front of nginx may be another one: /a becomes /a/ by itself.",
        "absolute_redirect off;",
        *(f"add_header {n} {_quoted(v)} always;" for n, v in shared_headers(hosting.rules).items()),
        *(f"add_header {n} ${_variable(n)} always;" for n in _varying(hosting.rules)),
        "add_header Allow $portal_allow always;",
        "if ($portal_allow) { return 405; }",
        "if ($portal_moved) { return 301 $portal_moved; }",
        *_ERRORS,
        "try_files $uri $uri/ $portal_else;",
        "# What hosts of static files read. /.well-known/ is everybody's.",
        rf"location ~ {_quoted(f'^{re.escape(base)}(?:_headers$|_redirects$)', regex=True)} {{",
        "    return 404;",
        "}",
        r'location ~ "/\.(?!well-known/)" { return 404; }',
    )
    yield from (f"    {line}" for line in inside)
    yield "}"


def _location_before(hosting: Hosting, before: str, brotli: bool) -> Iterator[str]:
    yield "# A page that was opened before the last build asks for style sheets, scripts and"
    yield "# parts of the search's index by their names of then: from the generation before."
    yield f"location {_BEFORE} {{"
    yield "    internal;"
    yield f"    alias {_quoted(before + '/')};"
    yield from (f"    {line}" for line in _serving(brotli))
    # All of it is named by its content, and so has the headers of any.
    for name, value in rule_for(KEPT[0], hosting.rules).headers.items():
        # Not `always`: where nothing is found either, the page that says so has its own.
        yield f"    add_header {name} {_quoted(value)};"
    yield from (f"    {line}" for line in _ERRORS)
    yield "}"
    yield "location @portal_missing {"
    yield from (f"    {line}" for line in _ERRORS)
    yield "    return 404;"
    yield "}"


def _serving(brotli: bool) -> Iterator[str]:
    """How files are sent, whichever generation they are of."""
    yield "types {"
    yield from (f"    {media} {endings};" for media, endings in TYPES.items())
    yield "}"
    yield "default_type application/octet-stream;"
    yield "charset utf-8;"
    yield f"charset_types {' '.join(WITH_CHARSET)};"
    yield "server_tokens off;"
    yield "etag on;"
    yield "# Sends what scripts/compress_site.py has compressed beforehand, where it is there."
    if brotli:
        yield "brotli_static on;"
    yield "gzip_static on;"
    yield "gzip_vary on;"


def _varying(rules: tuple[Rule, ...]) -> list[str]:
    return sorted({name for rule in rules for name in rule.headers} - set(shared_headers(rules)))


def _variable(name: str) -> str:
    return "portal_" + name.lower().replace("-", "_")


def _listening(place: str) -> str:
    if not _LISTEN.fullmatch(place):
        raise ValueError(f"not for a configuration: {place!r}")
    return place


def _plain(text: str) -> str:
    if not re.fullmatch(r"[\w.:\[\]*-]+", text):
        raise ValueError(f"not for a configuration: {text!r}")
    return text


def _quoted(text: str, *, regex: bool = False) -> str:
    # In a value, $ would be a variable; in a regular expression it is the end.
    if not text.isprintable() or '"' in text or ("$" in text and not regex):
        raise ValueError(f"not for a configuration: {text!r}")
    # nginx takes a backslash away only before a quote or a backslash.
    return f'"{text}"'
