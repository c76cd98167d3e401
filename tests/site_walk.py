"""Reads a built site from its files, the way a browser or a search engine would."""

from __future__ import annotations

import json
import mimetypes
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

# Attributes that hold an address. `srcset` and `style` are taken apart, see `_addresses`.
_ADDRESSES = ("href", "src", "poster", "action", "formaction", "data", "cite", "background")
_CSS_URL = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']""")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# The kinds of record, each with the directory that its pages live in.
SECTIONS = {
    "programmes": "programmes",
    "projects": "projects",
    "municipalities": "municipalities",
    "agreements": "agreements",
    "organisations": "organisations",
    "grants": "funding",
    "events": "events",
    "news": "news",
    "documents": "documents",
    "sources": "sources",
}


# What other sites show in a frame of theirs: pages of their own kind, in no list.
EMBEDS = "embed/v1/"


class Reference(NamedTuple):
    """An address as a page writes it, and where: `a[href]`, `link.canonical[href]`."""

    where: str
    target: str


def squeeze(text: str) -> str:
    """A text on one line, with plain spaces: as a reader sees it."""
    return " ".join(text.split())


@dataclass(frozen=True)
class Page:
    """One HTML file. `path` is its address below the site's root: "", "bg/news/", "404.html"."""

    path: str
    html: str

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The parsed document."""
        return LexborHTMLParser(self.html)

    def all(self, selector: str) -> list[LexborNode]:
        """All elements that match, in order."""
        return self.tree.css(selector)

    def one(self, selector: str) -> LexborNode:
        """The only element that matches."""
        found = self.tree.css(selector)
        assert len(found) == 1, f"{self.path}: {len(found)} elements match {selector}"
        return found[0]

    def attribute(self, selector: str, name: str) -> str:
        """An attribute of the only element that matches; empty where it is missing."""
        return self.one(selector).attributes.get(name) or ""

    def texts(self, selector: str) -> list[str]:
        """The texts of all elements that match."""
        return [text_of(node) for node in self.all(selector)]

    @cached_property
    def text(self) -> str:
        """What can be read in the page's content."""
        return text_of(self.one("main"))

    @property
    def language(self) -> str:
        """The language of the document."""
        return self.attribute("html", "lang")

    @property
    def title(self) -> str:
        """The document's title."""
        return text_of(self.one("head > title"))

    @property
    def description(self) -> str:
        """The meta description."""
        return self.attribute("meta[name=description]", "content")

    @property
    def is_redirect(self) -> bool:
        """Whether the page only sends its reader on."""
        return bool(self.all("meta[http-equiv=refresh]"))

    @property
    def canonical(self) -> str:
        """The canonical address."""
        return self.attribute("link[rel=canonical]", "href")

    @cached_property
    def alternates(self) -> dict[str, str]:
        """Each hreflang with its address."""
        links = self.all("link[rel=alternate][hreflang]")
        found = {str(n.attributes["hreflang"]): str(n.attributes["href"]) for n in links}
        assert len(found) == len(links), f"{self.path}: an hreflang stands twice"
        return found

    @cached_property
    def graph(self) -> list[dict[str, Any]]:
        """The nodes of the page's linked data."""
        document: dict[str, Any] = json.loads(self.one('script[type="application/ld+json"]').text())
        assert document["@context"] == "https://schema.org"
        nodes: list[dict[str, Any]] = document["@graph"]
        return nodes

    @cached_property
    def ids(self) -> list[str]:
        """Every id, in order; a valid page has each once."""
        return [str(node.attributes["id"]) for node in self.all("[id]")]

    @cached_property
    def references(self) -> list[Reference]:
        """Every address that the page writes anywhere."""
        return list(_addresses(self))


def text_of(node: LexborNode) -> str:
    """What can be read in an element."""
    return squeeze(node.text())


def _addresses(page: Page) -> Iterator[Reference]:
    for node in page.tree.css("*"):
        for name, value in node.attributes.items():
            if node.tag == "link":
                where = f"link.{_relation(node)}[{name}]"
            else:
                where = f"{node.tag}[{name}]"
            if value is None:
                continue
            if name in _ADDRESSES:
                yield Reference(where, value)
            elif name == "srcset":
                for candidate in value.split(","):
                    yield Reference(where, candidate.split()[0])
            elif name == "style":
                yield from (Reference(where, url) for url in css_addresses(value))
            elif name == "content" and node.attributes.get("http-equiv") == "refresh":
                yield Reference("meta[refresh]", value.partition("url=")[2])
            elif name == "content" and node.attributes.get("property") == "og:image":
                yield Reference("meta[og:image]", value)
        if node.tag == "style":
            yield from (Reference("style", url) for url in css_addresses(node.text()))


def _relation(link: LexborNode) -> str:
    """What a link element says: its rel, and for alternates which sort of them."""
    if "hreflang" in link.attributes:
        return "translation"
    return "oembed" if "oembed" in str(link.attributes.get("type")) else str(link.attributes["rel"])


def css_addresses(css: str) -> list[str]:
    """The addresses in a style sheet."""
    return [one or other for one, other in _CSS_URL.findall(_CSS_COMMENT.sub("", css))]


@dataclass(frozen=True)
class Site:
    """A built site: its files, the absolute address that it was built for, and its languages."""

    root: Path
    url: str
    languages: tuple[str, ...]
    log: str = ""

    @property
    def default(self) -> str:
        """The language that lives at the root."""
        return self.languages[0]

    @property
    def base(self) -> str:
        """The path of the site's root: "/" or "/portal/"."""
        return urlsplit(self.url).path

    def prefix(self, language: str) -> str:
        """The directory of a language: empty for the default one."""
        return "" if language == self.default else f"{language}/"

    @cached_property
    def files(self) -> dict[str, Path]:
        """Every file by its path below the root."""
        found = (path for path in self.root.rglob("*") if path.is_file())
        return {path.relative_to(self.root).as_posix(): path for path in sorted(found)}

    @cached_property
    def pages(self) -> dict[str, Page]:
        """Every HTML page by its address below the root."""
        return {
            page.path: page
            for name, path in self.files.items()
            if name.endswith(".html")
            for page in [Page(name.removesuffix("index.html"), path.read_text("utf-8"))]
        }

    @cached_property
    def content_pages(self) -> dict[str, Page]:
        """The pages that are there to be read here: without 404 pages, redirects and embeds."""
        return {
            path: page
            for path, page in self.pages.items()
            if not path.endswith("404.html")
            and not page.is_redirect
            and not path.startswith(EMBEDS)
        }

    def page(self, path: str, language: str | None = None) -> Page:
        """A page by its address below its language's root."""
        return self.pages[self.prefix(language or self.default) + path]

    def record(self, kind: str, record_id: str, language: str | None = None) -> Page:
        """A record's page."""
        return self.page(f"{SECTIONS[kind]}/{record_id}/", language)

    def language_of(self, path: str) -> str:
        """The language whose directory a page lies in."""
        first = path.split("/")[0]
        return first if first in self.languages[1:] and "/" in path else self.default

    def below_language(self, path: str) -> str:
        """A page's address below its language's root."""
        return path.removeprefix(self.prefix(self.language_of(path)))

    def is_own(self, address: str) -> bool:
        """Whether an absolute address is on the site's own host."""
        return urlsplit(address)[:2] == urlsplit(self.url)[:2]

    def locate(self, page: str, target: str) -> str | None:
        """Where a target leads from a page: the path below the root, else None (elsewhere).

        Raises: AssertionError for a target on the site's host but outside its root.
        """
        address, _ = urldefrag(urljoin(self.url + page, target))
        if not self.is_own(address):
            return None
        path = unquote(urlsplit(address).path)
        assert path.startswith(self.base), f"{page or '/'}: {target} leaves {self.base}"
        return path.removeprefix(self.base)

    def targets(self, page: Page, selector: str = "a[href]") -> set[str]:
        """The pages of the site that a page links to."""
        found = (self.locate(page.path, str(n.attributes["href"])) for n in page.all(selector))
        return {target for target in found if target is not None}

    def list_pages(self, path: str, language: str | None = None) -> list[Page]:
        """All pages of a list, in order: "projects/", "projects/page-2/" …"""
        found = [self.page(path, language)]
        while self.prefix(language or self.default) + f"{path}page-{len(found) + 1}/" in self.pages:
            found.append(self.page(f"{path}page-{len(found) + 1}/", language))
        return found


class _Quiet(SimpleHTTPRequestHandler):
    """A static server without any rewriting but the usual 404.html of static hosts."""

    protocol_version = "HTTP/1.1"
    extensions_map = {  # noqa: RUF012 - as in the class that it comes from
        **SimpleHTTPRequestHandler.extensions_map,
        ".woff2": "font/woff2",
        ".webmanifest": "application/manifest+json",
    }

    def log_message(self, format: str, *args: Any) -> None:
        return None

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / self.server_base / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code, message)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def guess_type(self, path: Any) -> str:
        kind = super().guess_type(path)
        return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind

    @property
    def server_base(self) -> str:
        return str(getattr(self.server, "base", ""))


@contextmanager
def serve(directory: Path, base: str = "/") -> Iterator[str]:
    """Serve a directory at a free port of 127.0.0.1; gives the address of `base` in it."""
    mimetypes.init()
    handler = partial(_Quiet, directory=str(directory))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.base = base.strip("/")  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}{base}"
        finally:
            server.shutdown()
            thread.join()
