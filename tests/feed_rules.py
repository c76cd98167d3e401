"""The rules of feeds, as a validator applies them, without the network that one would need.

Each complaint begins with the name under which the W3C feed validator knows the rule
(github.com/w3c/feedvalidator, src/feedvalidator/logging.py); for JSON Feed, which that
validator does not read, with the field that jsonfeed.org/version/1.1 speaks of.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
HTML_VOID = {"br", "hr"}
# As far as our Markdown goes; the validator's own list is longer.
HTML_SAFE = {
    "a", "abbr", "b", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4",
    "h5", "h6", "hr", "i", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "span", "strong",
    "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
HTML_ATTRIBUTES = {"href", "hreflang", "lang", "dir", "title", "rel", "class", "start"}
LINK_RELATIONS = {"alternate", "self", "enclosure", "license", "related", "via"}
TAG = re.compile(
    r"tag:([a-z0-9\-._]+?@)?[a-z0-9.\-]+?,\d{4}(-\d{2}(-\d{2})?)?:[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,]*"
)
URI = re.compile(r"https?://[0-9a-zA-Z.\-\[\]:]+/[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,#]*")
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
RFC822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d "
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d [+-]\d\d[03]0"
)
MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(; *[\w-]+=[\w-]+)*")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
END_TAG = re.compile(r"</(\w+)>")
ONCE_IN_FEED = ("id", "title", "updated", "subtitle", "rights", "generator")
ONCE_IN_ENTRY = ("id", "title", "updated", "published", "summary", "content")
CHANNEL = {
    "title", "link", "description", "language", "copyright", "docs", "generator", "pubDate",
    "lastBuildDate", "item",
}  # fmt: skip
ITEM = {"title", "link", "description", "guid", "pubDate", "category", "enclosure"}


def complain_about_atom(content: bytes, address: str, now: datetime) -> list[str]:
    """What is wrong with an Atom feed that is served at an address. Source: RFC 4287."""
    root = _parse(content)
    found = []
    if root.tag != f"{ATOM}feed":
        return [f"MissingNamespace: {root.tag}"]
    if not root.get(XML_LANG):
        found.append("MissingDCLanguage: xml:lang")
    entries = root.findall(f"{ATOM}entry")
    for name in ONCE_IN_FEED:
        found += _count(root, f"{ATOM}{name}", name in ("id", "title", "updated"))
    if not root.findtext(f"{ATOM}author/{ATOM}name"):
        found.append("MissingElement: author")
    kinds = [child.tag == f"{ATOM}entry" for child in root]
    if kinds != sorted(kinds):
        found.append("MisplacedMetadata")
    found += [f"MissingNamespace: {e.tag}" for e in root.iter() if not str(e.tag).startswith(ATOM)]
    links = root.findall(f"{ATOM}link")
    found += _self_link(links, address)
    for node in (root, *entries):
        found += _links(node.findall(f"{ATOM}link"))
        found += _tag_uri(node.findtext(f"{ATOM}id") or "")
        found += _rfc3339(node.findtext(f"{ATOM}updated") or "", now)
        found += _blank(node)
    for entry in entries:
        for name in ONCE_IN_ENTRY:
            found += _count(entry, f"{ATOM}{name}", required=True)
        found += _rfc3339(entry.findtext(f"{ATOM}published") or "", now)
        body = entry.find(f"{ATOM}content")
        if body is None or body.get("type") != "html":
            found.append("InvalidTextType: content")
        else:
            found += complain_about_html(body.text or "")
        for name in ("title", "summary"):
            found += _plain(entry.findtext(f"{ATOM}{name}") or "", "ContainsUndeclaredHTML")
    found += _unique("DuplicateEntries", [e.findtext(f"{ATOM}id") for e in entries])
    found += _unique("DuplicateUpdated", [e.findtext(f"{ATOM}updated") for e in entries])
    return found


def complain_about_rss(content: bytes, address: str, now: datetime) -> list[str]:
    """What is wrong with an RSS feed. Source: RSS 2.0.11, the RSS Advisory Board's profile."""
    root = _parse(content)
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        return ["InvalidRSSVersion"]
    found: list[str] = []
    for name in ("title", "link", "description"):
        found += _count(channel, name, required=True)
    for name in CHANNEL - {"title", "link", "description", "item"}:
        found += _count(channel, name, required=name == "language")
    found += [
        f"UndefinedElement: {c.tag}" for c in channel if c.tag not in {*CHANNEL, f"{ATOM}link"}
    ]
    kinds = [child.tag == "item" for child in channel]
    if kinds != sorted(kinds):
        found.append("MisplacedItem")
    if not LANGUAGE.fullmatch(channel.findtext("language") or ""):
        found.append("InvalidLanguage: language")
    found += _self_link(channel.findall(f"{ATOM}link"), address)
    for name in ("title", "description", "copyright"):
        found += _plain(channel.findtext(name) or "", "ContainsHTML")
    for node in (channel, *channel.findall("item")):
        found += _links(node.findall(f"{ATOM}link"))
        found += _uri(node.findtext("link") or "")
        found += _blank(node)
    for name in ("pubDate", "lastBuildDate"):
        found += _rfc822(channel.findtext(name) or "", now)
    items = channel.findall("item")
    for item in items:
        found += _item(item, now)
    found += _unique("DuplicateValue: guid", [item.findtext("guid") for item in items])
    return found


def _item(item: Any, now: datetime) -> Iterator[str]:
    allowed = {*ITEM, f"{ATOM}link", f"{CONTENT}encoded"}
    yield from (f"UndefinedElement: {c.tag}" for c in item if c.tag not in allowed)
    for name in ("title", "link", "description", "guid", "pubDate", f"{CONTENT}encoded"):
        yield from _count(item, name, required=True)
    order = [child.tag for child in item]
    if order.index("description") > order.index(f"{CONTENT}encoded"):
        yield "NeedDescriptionBeforeContent"
    guid = item.find("guid")
    if guid.get("isPermaLink") != "false":
        yield "InvalidPermalink"
    yield from _tag_uri(guid.text)
    yield from _rfc822(item.findtext("pubDate"), now)
    yield from _plain(item.findtext("title"), "ContainsHTML")
    yield from complain_about_html(item.findtext("description"))
    yield from complain_about_html(item.findtext(f"{CONTENT}encoded"))
    enclosures = item.findall("enclosure")
    if len(enclosures) > 1:
        yield "DuplicateEnclosure"
    for enclosure in enclosures:
        yield from _uri(enclosure.get("url", ""))
        if not enclosure.get("length", "").isdigit():
            yield "InvalidIntegerAttribute: length"
        if not MEDIA_TYPE.fullmatch(enclosure.get("type", "")):
            yield "InvalidMIMEAttribute: type"


def complain_about_json_feed(content: bytes, address: str) -> list[str]:
    """What is wrong with a JSON feed. Source: jsonfeed.org/version/1.1."""
    feed = json.loads(content)
    found = []
    if feed["version"] != "https://jsonfeed.org/version/1.1":
        found.append("version")
    if not feed["title"]:
        found.append("title")
    if feed["feed_url"] != address:
        found.append("feed_url is not where the feed is")
    if not LANGUAGE.fullmatch(feed["language"]):
        found.append("language")
    found += [f"home_page_url: {c}" for c in _uri(feed["home_page_url"])]
    if not all(author.get("name") for author in feed["authors"]):
        found.append("authors")
    known = {
        "version", "title", "home_page_url", "feed_url", "description", "language", "authors",
        "expired", "items",
    }  # fmt: skip
    found += [f"{key} is neither known nor an extension" for key in _unknown(feed, known)]
    for item in feed["items"]:
        found += _json_item(item)
    found += _unique("id", [item["id"] for item in feed["items"]])
    return found


def _json_item(item: dict[str, Any]) -> Iterator[str]:
    known = {
        "id", "url", "title", "summary", "content_html", "date_published", "date_modified",
        "language", "tags", "attachments",
    }  # fmt: skip
    yield from (f"item: {key} is neither known nor an extension" for key in _unknown(item, known))
    if not isinstance(item["id"], str) or not item["id"]:
        yield "id is no text"
    yield from _uri(item["url"])
    yield from complain_about_html(item["content_html"])
    for name in ("date_published", "date_modified"):
        if not RFC3339.fullmatch(item[name]):
            yield f"{name}: {item[name]}"
    for attachment in item.get("attachments", ()):
        yield from _uri(attachment["url"])
        if not MEDIA_TYPE.fullmatch(attachment["mime_type"]):
            yield "mime_type"
        if not isinstance(attachment["size_in_bytes"], int):
            yield "size_in_bytes"


def _unknown(node: dict[str, Any], known: set[str]) -> list[str]:
    return [key for key in node if key not in known and not re.fullmatch("_[a-z]\\w*", key)]


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in HTML_SAFE:
            self.found.append(f"SecurityRisk: <{tag}>")
        for name, value in attrs:
            if name not in HTML_ATTRIBUTES:
                self.found.append(f"SecurityRiskAttr: {name}")
            if name == "href" and not re.match(r"\w+:", value or ""):
                self.found.append(f"ContainsRelRef: {value}")
        if tag not in HTML_VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.found.append(f"NotHtml: </{tag}>")

    def handle_data(self, data: str) -> None:
        if re.search("[\x80-\x9f\ufffd]", data):
            self.found.append("BadCharacters")


def complain_about_html(html: str) -> list[str]:
    """What is wrong with a fragment of HTML inside a feed."""
    parser = _Html()
    parser.feed(html)
    parser.close()
    return [*parser.found, *(f"NotHtml: <{tag}> stays open" for tag in parser.open)]


def _parse(content: bytes) -> Any:
    if not re.match(rb"<\?xml version=['\"]1.0['\"] encoding=['\"]UTF-8['\"]\?>", content):
        raise AssertionError("MissingEncoding")
    return ElementTree.fromstring(content)


def _count(node: Any, name: str, required: bool) -> Iterator[str]:
    number = len(node.findall(name))
    if number > 1:
        yield f"DuplicateElement: {name}"
    if required and not number:
        yield f"MissingElement: {name}"


def _blank(node: Any) -> Iterator[str]:
    exact = (f"{ATOM}id", f"{ATOM}updated", f"{ATOM}published", "guid", "link", "pubDate")
    for child in node:
        text = child.text or ""
        if not child.attrib and not len(child) and not text.strip():
            yield f"NotBlank: {child.tag}"
        if child.tag in exact and text != text.strip():
            yield f"UnexpectedWhitespace: {child.tag}"


def _self_link(links: list[Any], address: str) -> Iterator[str]:
    own = [link.get("href") for link in links if link.get("rel") == "self"]
    if not own:
        yield "MissingSelf"
    elif own != [address]:
        yield f"SelfDoesntMatchLocation: {own} instead of {address}"
    types = {link.get("type") for link in links if link.get("rel") == "self"}
    if not types <= {"application/atom+xml", "application/rss+xml"}:
        yield "SelfNotAtom"


def _links(links: list[Any]) -> Iterator[str]:
    for link in links:
        yield from _uri(link.get("href", ""))
        if link.get("rel") not in LINK_RELATIONS:
            yield f"UnregisteredAtomLinkRel: {link.get('rel')}"
        if link.get("type") is not None and not MEDIA_TYPE.fullmatch(link.get("type")):
            yield f"InvalidMIMEType: {link.get('type')}"
        if link.get("hreflang") is not None and not LANGUAGE.fullmatch(link.get("hreflang")):
            yield f"InvalidLanguage: {link.get('hreflang')}"
        if link.get("rel") == "enclosure" and not link.get("length", "").isdigit():
            yield "InvalidNonNegativeInteger: length"
        if link.text:
            yield "AtomLinkNotEmpty"
    signs = [
        (link.get("rel"), link.get("type"), link.get("hreflang"))
        for link in links
        if link.get("rel") != "enclosure"
    ]
    yield from _unique("DuplicateAtomLink", signs)


def _uri(value: str) -> Iterator[str]:
    if not URI.fullmatch(value) or not urlsplit(value).hostname:
        yield f"InvalidFullLink: {value!r}"


def _tag_uri(value: str) -> Iterator[str]:
    if not TAG.fullmatch(value):
        yield f"InvalidTAG: {value!r}"


def _rfc3339(value: str, now: datetime) -> Iterator[str]:
    if not RFC3339.fullmatch(value):
        yield f"InvalidRFC3339Date: {value!r}"
        return
    yield from _plausible(datetime.fromisoformat(value), now)


def _rfc822(value: str, now: datetime) -> Iterator[str]:
    if not RFC822.fullmatch(value):
        yield f"InvalidRFC2822Date: {value!r}"
        return
    moment = parsedate_to_datetime(value)
    if moment.strftime("%a") != value[:3]:
        yield f"IncorrectDOW: {value}"
    yield from _plausible(moment, now)


def _plausible(moment: datetime, now: datetime) -> Iterator[str]:
    if not datetime(1990, 1, 1, tzinfo=UTC) <= moment <= now:
        yield f"ImplausibleDate: {moment}"


def _plain(value: str, name: str) -> Iterator[str]:
    if any(tag.lower() in HTML_SAFE for tag in END_TAG.findall(value)):
        yield f"{name}: {value!r}"


def _unique(name: str, values: list[Any]) -> list[str]:
    return [f"{name}: {value!r}" for value, times in Counter(values).items() if times > 1]
