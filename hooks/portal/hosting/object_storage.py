"""The table for object storage behind a CDN: the storage keeps type and age, the CDN adds the rest.

Sources: the documentation of rclone (`copy`, `--files-from-raw`, `--header-upload`); RFC 9111.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from portal.hosting.description import Hosting
from portal.hosting.media_types import media_type
from portal.hosting.table import PAGE, Rule, pattern_regex, rule_for, shared_headers

# Whatever is uploaded already keeps working while pages still name what was there before.
_FIRST, _THEN, _LAST = range(3)
# Ends a list of files in the script: no path of a file ends in a slash.
_END: Final = "FILES/"
_HEAD: Final = """\
#!/bin/sh
# Uploads a built site: sh upload.sh SITE REMOTE, such as sh upload.sh site store:portal/releases/7
# REMOTE is a folder in object storage as rclone knows it. What never changes goes first, pages go
# last. Nothing is deleted. Made by scripts/hosting.py from the table in hooks/portal/hosting.
set -eu
site=$1 remote=$2
put() {
    rclone copy "$site" "$remote" --files-from-raw - --no-traverse --checksum \\
        --header-upload "Cache-Control: $1" --header-upload "Content-Type: $2"
}
"""


def render_upload(paths: Iterable[str], hosting: Hosting) -> str:
    """A shell script that uploads a site's files, each with its type and age.

    `paths` are all files below the site's root. Those for servers and their compressed copies stay
    away: object storage sends no other file than it was asked for.
    Raises: ValueError for a name that is no line of its own.
    """
    groups: dict[tuple[int, str, str], list[str]] = {}
    rules = hosting.rules
    own = frozenset(paths)
    for path in sorted(own):
        if _is_for_servers(path, own):
            continue
        rule = rule_for(path, rules)
        cache = rule.headers["Cache-Control"]
        groups.setdefault((_turn(rule), cache, media_type(path)), []).append(path)
    lines = [_HEAD]
    for (_, cache, media), names in sorted(groups.items()):
        if any(not name.isprintable() or name.endswith("/") for name in names):
            raise ValueError(f"not for a list of files: {names!r}")
        lines.append("\n".join((f"put '{cache}' '{media}' <<'{_END}'", *names, _END, "")))
    return "".join(lines)


def _is_for_servers(path: str, own: frozenset[str]) -> bool:
    hidden = path.rpartition("/")[2].startswith(".") and not path.startswith(".well-known/")
    packed = path.removesuffix(".gz").removesuffix(".br")
    copy = packed != path and packed in own and not path.startswith("files/")
    return hidden or copy or path in ("_headers", "_redirects")


def _turn(rule: Rule) -> int:
    if rule.name == PAGE:
        return _LAST
    return _FIRST if "immutable" in rule.headers["Cache-Control"] else _THEN


def render_table(hosting: Hosting) -> str:
    """The table as JSON, for whatever a CDN is configured by.

    Shape: `all` are headers of every answer; `classes` those of addresses that one of their regular
    expressions fits (the last class has none: everything else); `redirects` pairs of addresses;
    `not_found` the page for each beginning of an address, the longest first.
    """
    shared = shared_headers(hosting.rules)
    pages, *others = hosting.rules
    base = hosting.base
    document: dict[str, Any] = {
        "url": hosting.url,
        "all": shared,
        "classes": [_class(rule, shared, base) for rule in (*others, pages)],
        "redirects": [[base + old, base + new] for old, new in hosting.redirects],
        "not_found": {base + folder: f"{base}{folder}404.html" for folder in hosting.directories}
        | {base: f"{base}404.html"},
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _class(rule: Rule, shared: dict[str, str], base: str) -> dict[str, Any]:
    return {
        "name": rule.name,
        "addresses": [base + pattern for pattern in rule.patterns],
        "regex": [pattern_regex(pattern, base) for pattern in rule.patterns],
        "headers": {name: value for name, value in rule.headers.items() if name not in shared},
    }
