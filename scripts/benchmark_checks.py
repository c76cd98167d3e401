"""Whether both sites of the benchmark are the same site: pages counted, samples compared."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from portal.addresses import SECTIONS, language_root
from portal.pages.cards import SOME_SHOWN


@dataclass(frozen=True, slots=True)
class Page:
    """What a reader and a search engine find on a record's page.

    `links` are the addresses below the site's root of the records that the page names
    outside pictures; `body` is its Markdown text as words, one space between them.
    """

    title: str
    description: str
    canonical: str
    alternates: frozenset[tuple[str, str]]
    kind: str
    name: str
    body: str
    links: frozenset[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared, and each difference in words.

    `reordered` pages show as many of a long list's records, but not the same first ones: where a
    title is not translated, the two sort Latin among Cyrillic letters differently.
    """

    record_pages: int
    list_pages: int
    sampled: int
    reordered: int
    differences: tuple[str, ...]


def compare_sites(
    ours: Path, theirs: Path, data: Path, tags: tuple[str, ...], *, samples: int, seed: int
) -> Comparison:
    """Count pages and entries of feeds; compare `samples` pages of each kind in each language."""
    chance = random.Random(seed)
    differences: list[str] = []
    records = lists = sampled = reordered = 0
    known = {
        f"{section}/{path.stem}/"
        for kind, section in SECTIONS.items()
        for path in (data / kind).glob("*.yml")
    }
    for tag in tags:
        root = language_root(tag, tags[0])
        news = [_entries(ours / f"feeds/{tag}/news.rss"), _entries(theirs / root / "news.xml")]
        if news[0] != news[1]:
            differences.append(f"{root}: {news[0]} and {news[1]} entries in the feed of news")
        for section in SECTIONS.values():
            there = [
                {p for p in known if p.startswith(f"{section}/") and _exists(site, root + p)}
                for site in (ours, theirs)
            ]
            counts = [_list_pages(site / root / section) for site in (ours, theirs)]
            if there[0] != there[1]:
                odd = ", ".join(sorted(there[0] ^ there[1])[:3])
                differences.append(f"{root}{section}: only one side has a page for {odd}")
            if counts[0] != counts[1]:
                differences.append(f"{root}{section}: {counts[0]} and {counts[1]} list pages")
            records += len(there[0])
            lists += counts[0]
            both = sorted(there[0] & there[1])
            for path in chance.sample(both, min(samples, len(both))):
                sampled += 1
                pages = [_read_page(site, root + path, known, tags) for site in (ours, theirs)]
                differences += _compare(root + path, *pages)
                reordered += _only_reordered(pages[0].links, pages[1].links)
    return Comparison(records, lists, sampled, reordered, tuple(differences))


def _exists(site: Path, path: str) -> bool:
    return (site / path / "index.html").is_file()


def _list_pages(section: Path) -> int:
    """Pages of a list: the first, and "page-2/" here or "page/2/" there."""
    more = [*section.glob("page-*/index.html"), *section.glob("page/*/index.html")]
    return len(more) + (section / "index.html").is_file()


def _entries(feed: Path) -> int:
    return feed.read_text("utf-8").count("<item>") if feed.is_file() else 0


def _compare(path: str, ours: Page, theirs: Page) -> Iterator[str]:
    for name in Page.__slots__:
        here, there = getattr(ours, name), getattr(theirs, name)
        if here == there or (name == "links" and _only_reordered(here, there)):
            continue
        if isinstance(here, frozenset):
            missing, more = sorted(here - there), sorted(there - here)
            yield f"{path}: {name}: Hugo lacks {missing[:4]}, has besides {more[:4]}"
        else:
            yield f"{path}: {name}: {here[:120]!r} and {there[:120]!r}"


def _only_reordered(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether two pages differ only in which records of a cut list they show."""
    missing, more = _by_section(ours - theirs), _by_section(theirs - ours)
    shown = _by_section(ours)
    return bool(missing) and missing == more and all(shown[name] >= SOME_SHOWN for name in missing)


def _by_section(paths: Iterable[str]) -> Counter[str]:
    return Counter(path.rstrip("/").rpartition("/")[0] for path in paths)


def _read_page(site: Path, path: str, known: set[str], tags: tuple[str, ...]) -> Page:
    """The page of a record, read back from its file."""
    tree = LexborHTMLParser((site / path / "index.html").read_text("utf-8"))
    linked = json.loads(_one(tree, 'script[type="application/ld+json"]').text())["@graph"][0]
    article = _one(tree, "article")
    prose = article.css_first(".prose")
    body = "" if prose is None else prose.text(separator=" ")
    return Page(
        title=_one(tree, "title").text(),
        description=_attribute(tree, 'meta[name="description"]', "content"),
        canonical=_attribute(tree, 'link[rel="canonical"]', "href"),
        alternates=frozenset(
            (node.attributes["hreflang"] or "", node.attributes["href"] or "")
            for node in tree.css('link[rel="alternate"][hreflang]')
        ),
        kind=_text(linked, "@type"),
        name=_text(linked, "name"),
        body=" ".join(body.split()),
        links=frozenset(_record_links(article, path, known, tags)),
    )


def _record_links(
    article: LexborNode, path: str, known: set[str], tags: tuple[str, ...]
) -> Iterator[str]:
    """The records that a page names; not those in maps and charts, which only one side has."""
    for node in article.css("figure"):
        node.decompose()
    roots = [language_root(tag, tags[0]) for tag in tags]
    for node in article.css("a[href]"):
        target = urlsplit(urljoin(f"http://site/{path}", node.attributes["href"] or ""))
        below = target.path.lstrip("/")
        if target.netloc == "site" and any(below.removeprefix(root) in known for root in roots):
            yield below


def _one(tree: LexborHTMLParser, selector: str) -> LexborNode:
    node = tree.css_first(selector)
    if node is None:
        raise ValueError(f"no {selector} on the page")
    return node


def _attribute(tree: LexborHTMLParser, selector: str, name: str) -> str:
    return _one(tree, selector).attributes[name] or ""


def _text(node: Mapping[str, Any], key: str) -> str:
    return str(node.get(key, ""))
