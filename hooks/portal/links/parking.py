"""Is what answers still the page that was linked, or a parked domain?

Signs, not proof: services that fill empty domains with advertisements are known by what their
pages load, sellers by what their short pages say. Whoever reads the report looks for himself.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from portal.web.address import WebAddress

# What pages of parking services load or lead to.
_SERVICES: Final = (
    "sedoparking.com", "parkingcrew.net", "bodis.com", "parklogic.com", "hugedomains.com",
    "afternic.com", "dan.com", "above.com", "domainmarket.com", "buydomains.com", "undeveloped.com",
    "skenzo.com", "domainsponsor.com", "smartname.com", "fabulous.com", "uniregistry.com",
)  # fmt: skip
_FILLERS: Final = ("sedoparking", "parkingcrew", "bodis", "parklogic", "skenzo")
_SCRIPTS: Final = (
    *(f"{before}{name}." for name in _FILLERS for before in ("//", "//www.", "//img.", "//d1.")),
    "parked-content.godaddy.com", "window.park =", "data-adblockkey=",
)  # fmt: skip
# What short pages say, in the languages of the first sites.
_WORDS: Final = (
    "domain is for sale", "domain may be for sale", "domain name is for sale", "buy this domain",
    "domain is parked", "parked free", "domain has expired", "domain name has expired",
    "this domain is available", "домейнът се продава", "домейн се продава", "домейнът е паркиран",
    "този домейн е свободен", "домейнът е изтекъл", "domeniu este de vânzare",
    "domeniul este de vânzare", "domeniu este parcat", "domeniul a expirat", "doména je na prodej",
    "doména je k prodeji", "doména je zaparkovaná", "doména vypršela", "domain steht zum verkauf",
    "a domain eladó", "ez a domain eladó",
)  # fmt: skip
_LONGEST_TEXT: Final = 3000  # a page that says more than this is about something else
_SECOND_LEVEL: Final = frozenset(
    ("ac", "co", "com", "edu", "gob", "gouv", "gov", "net", "org", "nom", "sch", "mil")
)
_FRONT: Final = ("", "index.html", "index.htm", "index.php", "default.aspx")


def why_parked(address: WebAddress, final: WebAddress, body: bytes) -> str:
    """Why the page behind an address looks parked; empty where it does not.

    `final` is where redirects led, `body` what stands there (its start is enough).
    """
    service = next((name for name in _SERVICES if _is_below(final.host, name)), "")
    if service and not _is_below(address.host, service):
        return f"leads to {service}, where domains are parked or sold"
    if is_other_front_page(address, final):
        return f"leads to the front page of another website, {final.host}"
    text = body.decode("utf-8", "replace").lower()
    if any(sign in text for sign in _SCRIPTS):
        return "the page is filled by a parking service"
    shown = " ".join(_visible(text).split())
    if len(shown) <= _LONGEST_TEXT:
        words = next((words for words in _WORDS if words in shown), "")
        if words:
            return f'the page says "{words}"'
    return ""


def is_other_front_page(address: WebAddress, final: WebAddress) -> bool:
    """Whether an inner page now leads to the front page of another owner's website."""
    return _is_front(final) and not _is_front(address) and not _same_owner(address, final)


def is_own_front_page(address: WebAddress, final: WebAddress) -> bool:
    """Whether an inner page now leads to the front page of the same website."""
    return _is_front(final) and not _is_front(address) and _same_owner(address, final)


def registrable_domain(host: str) -> str:
    """The part of a host's name that somebody has registered; a number stays what it is.

    Without the list of public suffixes (16,000 lines that age): two labels, or three below
    such as co.uk. Wrong for a few suffixes, and then two owners count as one: no false alarm.
    """
    try:
        ip_address(host)
    except ValueError:
        labels = host.split(".")
        country = len(labels[-1]) == 2
        deep = country and len(labels) > 2 and labels[-2] in _SECOND_LEVEL
        return ".".join(labels[-3 if deep else -2 :])
    return host


def _same_owner(one: WebAddress, other: WebAddress) -> bool:
    return registrable_domain(one.host) == registrable_domain(other.host)


def _is_front(address: WebAddress) -> bool:
    return address.path.strip("/").lower() in _FRONT and not address.query


def _is_below(host: str, name: str) -> bool:
    return host == name or host.endswith(f".{name}")


def _visible(text: str) -> str:
    tree = LexborHTMLParser(text)
    tree.strip_tags(["script", "style", "noscript"])
    title = tree.css_first("title")
    body = tree.body
    return f"{title.text() if title else ''} {body.text(separator=' ') if body else ''}"
