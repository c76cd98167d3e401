"""Two built sites compared for a reviewer: pages, weight, links that lead nowhere."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

_BASE: Final = "https://site.invalid/"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a change does to a site. Paths are addresses below the site's root, sorted.

    `weights` maps a file's ending to its bytes (before, after); `heavier` are the pages that grew
    most, with the bytes that they gained.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    weights: Mapping[str, tuple[int, int]]
    heavier: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A link of a page to nothing on this site."""

    page: str
    target: str


def compare_sites(before: Path, after: Path) -> Comparison:
    """Compare two directories; `before` may be empty."""
    old, new = _pages(before), _pages(after)
    changed = tuple(sorted(p for p in old.keys() & new.keys() if old[p][0] != new[p][0]))
    sizes_before, sizes_after = _weights(before), _weights(after)
    growth = [(page, new[page][1] - old[page][1]) for page in changed]
    return Comparison(
        tuple(sorted(new.keys() - old.keys())),
        changed,
        tuple(sorted(old.keys() - new.keys())),
        {
            ending: (sizes_before[ending], sizes_after[ending])
            for ending in sorted(sizes_before.keys() | sizes_after.keys())
        },
        tuple(sorted((g for g in growth if g[1] > 0), key=lambda g: (-g[1], g[0]))[:5]),
    )


def broken_links(site: Path, root: str = "/") -> tuple[BrokenLink, ...]:
    """Every link of a page to a page, file or part of a page that is not there.

    `root` is the path that the site lives below, as absolute links of its pages begin with it.
    """
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    parts: dict[str, frozenset[str]] = {}
    found = set()
    for page, links in _links(site):
        here = urljoin(_BASE, root.lstrip("/") + page)
        for link in links:
            try:
                address, fragment = urldefrag(urljoin(here, link))
            except ValueError:  # "https://[": no address at all
                found.add((page, link))
                continue
            if not address.startswith(_BASE):
                continue
            path = unquote(urlsplit(address).path).removeprefix(root).lstrip("/")
            file = f"{path}index.html" if path == "" or path.endswith("/") else path
            known = file in files or f"{file}/index.html" in files
            if known and fragment and file.endswith(".html"):
                known = unquote(fragment) in _ids(site / file, parts)
            if not known:
                found.add((page, link))
    return tuple(BrokenLink(page, link) for page, link in sorted(found))


def _ids(path: Path, known: dict[str, frozenset[str]]) -> frozenset[str]:
    key = str(path)
    if key not in known:
        tree = LexborHTMLParser(path.read_bytes())
        known[key] = frozenset(str(n.attributes["id"]) for n in tree.css("[id]"))
    return known[key]


def _links(site: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    for path in sorted(site.rglob("*.html")):
        tree = LexborHTMLParser(path.read_bytes())
        links = [
            str(node.attributes[name])
            for name in ("href", "src")
            for node in tree.css(f"[{name}]")
            if node.attributes[name] and node.tag != "base"
        ]
        yield _address(path.relative_to(site).as_posix()), tuple(links)


def _pages(site: Path) -> dict[str, tuple[bytes, int]]:
    found = {}
    for path in site.rglob("*.html") if site.is_dir() else ():
        content = path.read_bytes()
        address = _address(path.relative_to(site).as_posix())
        found[address] = (hashlib.sha256(content).digest(), len(content))
    return found


def _address(name: str) -> str:
    return name.removesuffix("index.html") if name.rpartition("/")[2] == "index.html" else name


def _weights(site: Path) -> Counter[str]:
    weights: Counter[str] = Counter()
    for path in site.rglob("*") if site.is_dir() else ():
        if path.is_file():
            weights[path.suffix.lower() or path.name] += path.stat().st_size
    return weights
