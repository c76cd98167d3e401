"""The table: which addresses get which headers. Everything else here only writes it down.

Sources: Content Security Policy Level 3; Fetch (CORS, Cross-Origin-Resource-Policy); HTML
(Cross-Origin-Opener-Policy); RFC 9111 and RFC 8246 (caching); RFC 6797 (HSTS).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from portal.hosting.inline import Inline

# Half a year: long enough to count, short enough to take back within a term of office.
_HSTS: Final = "max-age=15768000"
_SHORT: Final = "public, max-age=300, must-revalidate"
_HOUR: Final = "public, max-age=3600, must-revalidate"
_FOREVER: Final = "public, max-age=31536000, immutable"
_PERMISSIONS: Final = ", ".join(
    f"{name}=()"
    for name in (
        "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media",
        "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment",
        "publickey-credentials-get", "screen-wake-lock", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip

# A picture, a style sheet, a feed: opened by itself it can show itself and do nothing.
_INERT: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
# Documents, HTML ones too: no script runs. Neither `sandbox` nor `default-src 'none'`: viewers
# of PDF are part of a browser, and not all browsers leave theirs alone under these two.
_DOCUMENT: Final = "script-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
# A worker lives by the policy of its own script: the search's reads its index and runs WebAssembly.
_SEARCH: Final = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"

# The editing program compiles its rules for fields, sets styles, and talks to where the data is.
_EDITOR: Final = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob: https:; font-src 'self' data:; connect-src 'self' https: blob:; "
    "frame-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)

# The class of everything that fits no pattern.
PAGE: Final = "page"
_ASSETS: Final = ("assets/:file", "assets/fonts/*", "assets/stylesheets/*", "assets/maps/*")
# What pages and searches that were opened before the last build ask for, by names of then: named by
# its content, all of it. Not pictures: one that was taken down is to be gone.
KEPT: Final = (
    *(pattern.replace("*", ":file") for pattern in _ASSETS),
    "pagefind/:language/:part/:file", "pagefind/:language/:name.pf_meta",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """A class of addresses and its headers.

    `patterns` are addresses below the site's root in the language of `_headers` files: `:name`
    stands for one step of a path, `*` at the end for everything. No address fits two rules.
    """

    name: str
    patterns: tuple[str, ...]
    headers: Mapping[str, str]


def header_rules(
    own: Inline, cards: Inline, languages: Iterable[str], *, https: bool
) -> tuple[Rule, ...]:
    """The table of a site, the rule of its pages first.

    `own` is what its own pages carry inline, `cards` what the cards for other websites do;
    `languages` are the tags of all its languages.
    """
    always = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": _PERMISSIONS,
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if https:
        always["Strict-Transport-Security"] = _HSTS

    def rule(name: str, cache: str, policy: str, *patterns: str) -> Rule:
        # What is public may be read by scripts of other websites, and shown by them.
        shared = {
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        alone = {"Cross-Origin-Resource-Policy": "same-origin"}
        headers = {**always, "Content-Security-Policy": policy, "Cache-Control": cache}
        return Rule(name, patterns, headers | (alone if name == PAGE else shared))

    return (
        rule(PAGE, _SHORT, _page_policy(own)),
        rule("card", _HOUR, _card_policy(cards), "embed/v1/*"),
        rule("data", _HOUR, _INERT, "data/v1/*"),
        rule("feed", _HOUR, _INERT, *(f"feeds/{tag}/*" for tag in languages)),
        rule("document", _HOUR, _DOCUMENT, "files/*", "licences/*"),
        # As short as pages, with which they go: the data version, and what lists are filtered by.
        rule("asset", _SHORT, _INERT, "version.css", "assets/explorer/*"),
        rule("logo", _HOUR, _INERT, "logos/*", "cards/*"),
        # The editing page, where a site has one: a program that compiles its forms.
        rule("editor", _SHORT, _EDITOR, "admin/*"),
        # Named by their content.
        rule("hashed", _FOREVER, _INERT, *_ASSETS, "pictures/*"),
        rule("search", _SHORT, _SEARCH, "pagefind/:language/:file"),
        rule("index", _FOREVER, _INERT, "pagefind/:language/:part/:file"),
    )  # fmt: skip


def shared_headers(rules: Iterable[Rule]) -> dict[str, str]:
    """The headers that all rules have with the same value."""
    first, *others = rules
    return {n: v for n, v in first.headers.items() if all(r.headers.get(n) == v for r in others)}


def _page_policy(inline: Inline) -> str:
    scripts = " ".join(("'self'", "'wasm-unsafe-eval'", *inline.scripts))
    styles = " ".join(("'self'", *inline.styles))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            f"style-src {styles}",
            # The theme's style sheet has icons as data.
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "frame-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'self'",
        )
    )


def _card_policy(inline: Inline) -> str:
    scripts = " ".join(inline.scripts) or "'none'"
    styles = " ".join(inline.styles) or "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            f"style-src {styles}",
            "img-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors *",
        )
    )


def pattern_regex(pattern: str, base: str) -> str:
    """A pattern as a regular expression that PCRE and Python understand, anchored."""
    steps = re.sub(r":\w+", "\0", pattern).removesuffix("*")
    ending = "" if pattern.endswith("*") else "$"
    return "^" + re.escape(base + steps).replace("\0", "[^/]+") + ending


def rule_for(path: str, rules: Iterable[Rule]) -> Rule:
    """The rule that an address below the site's root gets.

    Raises: ValueError where two rules claim it, which hosts of static files would both obey.
    """
    pages, *others = rules
    found = [r for r in others if any(re.search(pattern_regex(p, ""), path) for p in r.patterns)]
    if len(found) > 1:
        raise ValueError(f"{path}: {' and '.join(rule.name for rule in found)}")
    return found[0] if found else pages
