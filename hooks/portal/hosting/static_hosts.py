"""The table for hosts of static files: Netlify's and Cloudflare's `_headers` and `_redirects`.

Both join the values of all patterns that fit an address, so that the patterns here never
overlap in a header. Cloudflare reads up to 100 patterns, and 2,000 redirects to fixed addresses.
Sources: the documentation of both hosts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from portal.hosting.description import Hosting
from portal.hosting.table import Rule, shared_headers

# What stands for any name in a pattern, and so in no name.
PLACEHOLDER: Final = re.compile(r"[:*]")
# Directories at the root with pages beside files of other rules: the patterns of the pages.
_MIXED: Final = {
    "data": ("", "index.html"),
    "feeds": ("", "index.html", ":page/", ":page/index.html"),
    "embed": (
        "", "index.html", ":page/", ":page/index.html",
        ":municipality/:programme/", ":municipality/:programme/index.html",
    ),
}  # fmt: skip


def render_headers(hosting: Hosting, directories: Iterable[str]) -> str:
    """A `_headers` file; `directories` are those at the site's root.

    Raises: ValueError for a name that would leave its line, or stand for others.
    """
    pages, *others = hosting.rules
    shared = shared_headers(hosting.rules)
    lines = [*_about(hosting), f"{hosting.base}*"]
    lines.extend(f"  {name}: {value}" for name, value in shared.items())
    lines.extend(_blocks(_page_patterns(others, directories), pages, shared, hosting.base))
    for rule in others:
        lines.extend(_blocks(rule.patterns, rule, shared, hosting.base))
    return "\n".join(lines) + "\n"


def _page_patterns(others: Iterable[Rule], directories: Iterable[str]) -> Iterator[str]:
    taken = {pattern.split("/")[0] for rule in others for pattern in rule.patterns}
    yield from ("", "index.html", "404.html")
    for name in sorted(directories):
        if name in _MIXED:
            yield from (f"{name}/{pattern}" for pattern in _MIXED[name])
        elif name not in taken:
            if not name.isprintable() or PLACEHOLDER.search(name):
                raise ValueError(f"not for a pattern: {name!r}")
            yield f"{name}/*"


def _blocks(
    patterns: Iterable[str], rule: Rule, shared: dict[str, str], base: str
) -> Iterator[str]:
    for pattern in patterns:
        yield base + pattern
        for name, value in rule.headers.items():
            if name not in shared:
                yield f"  {name}: {value}"


def render_redirects(hosting: Hosting) -> str:
    """A `_redirects` file: renamed records, and each language's page for what is not there."""
    base = hosting.base
    lines = [
        *_about(hosting),
        "# Twice, because a page stands at the former address too: Netlify redirects from it by",
        "# 301! alone, which Cloudflare does not know and passes over; Cloudflare does by 301.",
    ]
    for old, new in hosting.redirects:
        lines.extend((f"{base}{old} {base}{new} 301!", f"{base}{old} {base}{new} 301"))
    lines.append("# For Netlify; Cloudflare finds the nearest 404.html by itself.")
    lines.extend(f"{base}{d}* {base}{d}404.html 404" for d in hosting.directories)
    return "\n".join(lines) + "\n"


def _about(hosting: Hosting) -> tuple[str, ...]:
    about = "# Made from the table in hooks/portal/hosting/table.py."
    if hosting.base == "/":
        return (about,)
    return (about, "# Belongs into the directory that is published, above that of the site.")
