"""Sitemaps of large sites and of odd addresses; what all hold is read from built sites."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from portal.sitemap import (
    MAX_URLS,
    LanguageLinks,
    SitemapEntry,
    link_languages,
    render_sitemap,
    render_sitemap_index,
    render_sitemaps,
)

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
ROOTS = {"en": "https://a.example/x&y/", "bg": "https://a.example/x&y/bg/"}


def urls(content: bytes) -> list[str]:
    root = ElementTree.fromstring(content)
    return [str(node.text) for node in root.iter(f"{SITEMAP}loc")]


def many(number: int) -> Sequence[SitemapEntry]:
    """Pages of which each was changed a day before the next one; the first has no day."""
    days = ["", *(f"2026-{1 + i // 28 % 12:02}-{1 + i % 28:02}" for i in range(1, number))]
    return [SitemapEntry(f"https://a.example/{i}/", days[i]) for i in range(number)]


def test_a_large_site_has_several_sitemaps_that_hold_each_page_once() -> None:
    entries = many(2 * MAX_URLS + 1)
    maps = list(render_sitemaps("bg", entries))
    assert [name for name, _, _ in maps] == [
        "sitemap-bg.xml", "sitemap-bg-2.xml", "sitemap-bg-3.xml",
    ]  # fmt: skip
    found = [urls(content) for _, content, _ in maps]
    assert [len(group) for group in found] == [MAX_URLS, MAX_URLS, 1]
    assert [url for group in found for url in group] == [entry.url for entry in entries]
    # The protocol's bounds, with room for the links of five languages.
    assert MAX_URLS <= 50_000
    assert MAX_URLS * 1_000 <= 50 * 2**20
    assert [newest for _, _, newest in maps] == ["2026-12-28", "2026-12-28", entries[-1].lastmod]


def test_a_full_sitemap_is_followed_by_no_empty_one() -> None:
    assert [name for name, _, _ in render_sitemaps("en", many(MAX_URLS))] == ["sitemap-en.xml"]
    assert list(render_sitemaps("en", [])) == []


def test_a_day_that_nobody_knows_is_left_out() -> None:
    content = render_sitemap(many(2))
    found = ElementTree.fromstring(content).findall(f"{SITEMAP}url")
    assert [len(node.findall(f"{SITEMAP}lastmod")) for node in found] == [0, 1]
    index = render_sitemap_index(
        [("https://a.example/a&b.xml", ""), ("https://a.example/c", "2026-01-02")]
    )
    days = [node.findtext(f"{SITEMAP}lastmod") for node in ElementTree.fromstring(index)]
    assert days == [None, "2026-01-02"]
    assert urls(index) == ["https://a.example/a&b.xml", "https://a.example/c"]


def test_links_to_languages_survive_any_address() -> None:
    links = LanguageLinks(ROOTS, "en")
    path = 'a"b&c<d>/'
    for tags in (("en", "bg"), ("bg",), ("bg", "en")):
        pairs = [(tag, ROOTS[tag] + path) for tag in tags]
        if "en" in tags:
            pairs.append(("x-default", ROOTS["en"] + path))
        assert links.of(path, tags) == link_languages(pairs)
        entry = SitemapEntry(ROOTS["bg"] + path, "", links.of(path, tags))
        root = ElementTree.fromstring(render_sitemap([entry]))
        assert [n.text for n in root.iter(f"{SITEMAP}loc")] == [entry.url]
        assert [(n.get("hreflang"), n.get("href")) for n in root.iter(LINK)] == pairs
        assert {n.get("rel") for n in root.iter(LINK)} == {"alternate"}
