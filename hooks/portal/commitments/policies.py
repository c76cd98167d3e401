"""What browsers refuse to load or to frame, so that an address alone proves nothing.

Read strictly: a policy that is not understood is taken to refuse.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from portal.commitments.sightings import Script
from portal.web.address import WebAddress, parse_address

_FALLBACKS: Final = {
    "img": ("img-src", "default-src"),
    "frame": ("frame-src", "child-src", "default-src"),
    "script": ("script-src-elem", "script-src", "default-src"),
}
_INTEGRITY: Final = re.compile(r"(sha256|sha384|sha512)-([A-Za-z0-9+/=_-]+)")
_HOST_SOURCE: Final = re.compile(
    r"(?:([a-z][a-z0-9+.-]*)://)?(\*|(?:\*\.)?[^:/*]+)(?::([0-9]+|\*))?(/.*)?", re.I
)

Headers = Mapping[str, str]


def why_not_loaded(kind: str, address: str, page: str, policies: Sequence[str]) -> str:
    """Why a browser would not load something into a page; empty where it would.

    `kind` is img, frame or script; `policies` are Content-Security-Policy values, several
    of which may stand in one, after commas. Source: CSP Level 3, 6.7.
    """
    here, there = parse_address(page), parse_address(address)
    if here is None:
        return "no address"
    if there is not None and kind != "img" and here.scheme == "https" and there.scheme == "http":
        return "http in a page by https"
    for policy in (part for text in policies for part in text.split(",")):
        directives = _directives(policy)
        for name in _FALLBACKS[kind]:
            if name in directives:
                if not _allowed(directives[name], address, there, here):
                    return f"the page's policy: {name}"
                break
    return ""


def as_loaded(address: str, page: str) -> str:
    """The address that a browser asks for: an image by http in a page by https is upgraded."""
    if page.startswith("https:") and address.startswith("http:"):
        return f"https:{address.removeprefix('http:')}"
    return address


def why_not_framed(headers: Headers, address: str, ancestors: Iterable[str]) -> str:
    """Why a browser would show nothing in a frame, by the headers of what it loads.

    Source: CSP Level 3, 6.4.2 (frame-ancestors, which rules out X-Frame-Options); HTML
    Standard, 7.6.
    """
    there = parse_address(address)
    around = [found for found in map(parse_address, ancestors) if found is not None]
    stated = [
        directives["frame-ancestors"]
        for policy in headers.get("content-security-policy", "").split(",")
        if "frame-ancestors" in (directives := _directives(policy))
    ]
    for sources in stated:
        if there is None or not all(_allowed(sources, str(a), a, there) for a in around):
            return "its policy: frame-ancestors"
    options = headers.get("x-frame-options", "").strip().lower()
    if stated or not options:
        return ""
    same = there is not None and all(a.origin == there.origin for a in around)
    return "" if options == "sameorigin" and same else f"X-Frame-Options: {options[:40]}"


def why_not_shared(headers: Headers, address: str, page: str) -> str:
    """Why an image of another site is kept from a page (Cross-Origin-Resource-Policy)."""
    policy = headers.get("cross-origin-resource-policy", "").strip().lower()
    here, there = parse_address(page), parse_address(address)
    if policy in ("", "cross-origin") or here is None or there is None:
        return ""
    return "" if here.origin == there.origin else f"Cross-Origin-Resource-Policy: {policy[:40]}"


def why_script_refused(script: Script, body: bytes, headers: Headers, page: str) -> str:
    """Why a browser would not run a script that it has loaded; empty where it would."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("text/javascript", "application/javascript", "application/x-javascript"):
        return f"a script of type {kind[:40] or 'unknown'}"
    here, there = parse_address(page), parse_address(script.address)
    foreign = here is None or there is None or here.origin != there.origin
    if foreign and script.cors is not None:
        allowed = headers.get("access-control-allow-origin", "").strip()
        if allowed != "*" and (here is None or allowed != here.origin):
            return "no Access-Control-Allow-Origin"
    if not script.integrity:
        return ""
    if foreign and script.cors is None:
        return "integrity without crossorigin"
    for name, value in _INTEGRITY.findall(script.integrity):
        digest = base64.b64encode(hashlib.new(name, body).digest()).decode()
        if digest == value.replace("-", "+").replace("_", "/"):
            return ""
    return "another script than its integrity says"


def _directives(policy: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in policy.split(";"):
        words = part.split()
        if words:
            found.setdefault(words[0].lower(), words[1:])
    return found


def _allowed(sources: list[str], address: str, there: WebAddress | None, here: WebAddress) -> bool:
    """Whether a source list of `here` matches an address."""
    for source in sources:
        text = source.lower()
        if there is None:
            if text == "data:" and address.startswith("data:"):
                return True
        elif (
            text == "*"
            or text == f"{there.scheme}:"
            or (text == "http:" and there.scheme == "https")
        ):
            return True
        elif text == "'self'":
            if there.host == here.host and (
                there.port == here.port or (there.is_usual_port and here.is_usual_port)
            ):
                return True
        elif not text.startswith("'") and _host_matches(source, there, here):
            return True
    return False


def _host_matches(source: str, there: WebAddress, here: WebAddress) -> bool:
    match = _HOST_SOURCE.fullmatch(source)
    if not match:
        return False
    scheme, host, port, path = match.groups()
    wanted, host = (scheme or here.scheme).lower(), host.lower()
    if there.scheme != wanted and (wanted, there.scheme) != ("http", "https"):
        return False
    if host.startswith("*."):
        if not there.host.endswith(host[1:]):
            return False
    elif host not in ("*", there.host):
        return False
    if port != "*" and not (there.is_usual_port if port is None else str(there.port) == port):
        return False
    if not path or path == "/":
        return True
    return there.path.startswith(path) if path.endswith("/") else there.path == path
