"""News feeds: what they say, in which language, under which names, and that readers read them."""

from __future__ import annotations

import json
from calendar import timegm
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import escape, unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import feedparser
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from portal.feeds.json_feed import JsonFeeds
from portal.feeds.shells import write_atom, write_rss
from portal.feeds.views import MAX_ENTRIES, Enclosure, FeedEntryView, FeedView
from portal.feeds.xml_feeds import XmlFeeds, write_entry
from portal.hand_written import resolve_links
from portal.pages import feeds_page
from tests.builders import check_tree, text_of, write_tree
from tests.feed_rules import (
    complain_about_atom,
    complain_about_html,
    complain_about_json_feed,
    complain_about_rss,
)
from tests.rendered import Rendered, news, record, render, render_tree, site_with
from tests.site_build import LANGUAGES, ROOT, WRITTEN, Fields, languages_of_page, read_yaml, shown
from tests.site_walk import Site

ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "https://portal.example/"
ARABIC = site_with(
    "  - tag: cs\n    name: Čeština\n", "  - tag: ar\n    name: العربية\n    direction: rtl\n"
)
FORMATS = ("atom", "rss", "json")
# What markup, quotes, several planes of Unicode and both directions can do to a title.
NASTY = (
    "<b>Bold</b> & <script>alert(1)</script>",
    "Tom &amp; Jerry &lt;3",
    "]]> end of CDATA <![CDATA[",
    "\"Quotes\" 'and' „quotes“ – ‘more’",
    "𝒜stral 😀 👩‍👩‍👧‍👦 𐍈",
    "שלום עולם ערבית العربية \u200f mixed",
    "Combining e\u0301 and ZWNJ \u200c",
    "100 % = 1/1 ? # ; : @ \\ | ~ ^ ` $ { }",
)


def read(content: bytes) -> Any:
    """A feed as feedparser reads it; it takes the bytes, and no address is asked for anything."""
    found = feedparser.parse(content)
    assert not found.bozo, found.get("bozo_exception")
    return found


def entries_of(rendered: Rendered, name: str) -> dict[str, Any]:
    return {item["id"]: item for item in rendered.json(f"{name}.json")["items"]}


def complaints(files: dict[str, bytes], base: str, now: datetime) -> Iterator[str]:
    for name, content in files.items():
        address = base + name
        match name.rpartition(".")[2]:
            case "atom":
                found = complain_about_atom(content, address, now)
            case "rss":
                found = complain_about_rss(content, address, now)
            case "json":
                found = complain_about_json_feed(content, address)
            case _:
                found = []
        yield from (f"{name}: {complaint}" for complaint in found)


def feed_files(rendered: Rendered) -> dict[str, bytes]:
    """What can be subscribed to at its address of today."""
    former = {f"/{kind}/{old}/" for kind, old in rendered.portal.catalog.former}
    return {
        n: c
        for n, c in rendered.files.items()
        if n.startswith("feeds/") and not any(part in n for part in former)
    }


# -- the first site ------------------------------------------------------------------


@pytest.fixture(scope="module")
def first_site() -> Rendered:
    return render(ROOT / "data")


def test_every_feed_of_the_first_site_keeps_the_rules(first_site: Rendered) -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    base = first_site.portal.catalog.site.url
    assert not list(complaints(feed_files(first_site), base, now))


@pytest.mark.build
def test_a_built_site_holds_the_same_feeds(site: Site, first_site: Rendered) -> None:
    built = {n: p.read_bytes() for n, p in site.files.items() if n.startswith("feeds/")}
    pages = {n for n in built if n.endswith(".html")}
    rendered = feed_files(render(ROOT / "data", date(2026, 9, 21)))
    assert {n: c for n, c in built.items() if n not in pages} == rendered


@pytest.mark.build
def test_feeds_below_a_path_keep_the_rules(subpath_site: Site) -> None:
    files = {
        n: p.read_bytes()
        for n, p in subpath_site.files.items()
        if n.startswith("feeds/") and not n.endswith(".html")
    }
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assert len(files) > 40
    assert not list(complaints(files, subpath_site.url, now))


def expected_facets(language: str) -> dict[str, set[str]]:
    """Whose feed each news item belongs in, worked out from the YAML files alone."""
    data = ROOT / "data"
    projects = {p.stem: read_yaml(p) for p in (data / "projects").glob("*.yml")}
    agreements = {p.stem: read_yaml(p) for p in (data / "agreements").glob("*.yml")}
    found: dict[str, set[str]] = {}
    for path in (data / "news").glob("*.yml"):
        fields = read_yaml(path)
        if language not in languages_of_page(fields):
            continue
        about: Fields = fields.get("about", {})
        facets = {""}
        for kind in ("programmes", "projects", "municipalities", "organisations"):
            facets |= {f"{kind}/{i}/" for i in about.get(kind, ())}
        for i in about.get("projects", ()):
            if "programme" in projects[i]:
                facets.add(f"programmes/{projects[i]['programme']}/")
        for i in about.get("agreements", ()):
            facets.add(f"programmes/{agreements[i]['programme']}/")
            facets.add(f"municipalities/{agreements[i]['municipality']}/")
        for facet in facets:
            found.setdefault(facet, set()).add(path.stem)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_facet_that_has_news_has_feeds(first_site: Rendered, language: str) -> None:
    expected = expected_facets(language)
    assert len(expected) > 6 or language not in WRITTEN
    for ending in FORMATS:
        there = {
            name.removeprefix(f"feeds/{language}/").removesuffix(f"news.{ending}")
            for name in first_site.files
            if name.startswith(f"feeds/{language}/") and name.endswith(f"news.{ending}")
        }
        assert there == set(expected)
    for facet, items in expected.items():
        found = entries_of(first_site, f"feeds/{language}/{facet}news").values()
        assert {item["url"].rstrip("/").rpartition("/")[2] for item in found} == items


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ending", ["atom", "rss"])
def test_feedparser_reads_what_the_data_says(
    first_site: Rendered, language: str, ending: str
) -> None:
    site = first_site.portal.catalog.site
    prefix = "" if language == "en" else f"{language}/"
    news = ((read_yaml(p), p.stem) for p in (ROOT / "data" / "news").glob("*.yml"))
    expected = sorted(
        (item for item in news if language in languages_of_page(item[0])),
        key=lambda item: item[0]["published_on"],
        reverse=True,
    )
    name = f"feeds/{language}/news.{ending}"
    assert (name in first_site.files) == bool(expected)
    if not expected and language not in WRITTEN:
        return
    feed = read(first_site.files[name])
    assert feed.feed.language == language
    assert feed.feed.link == f"{site.url}{prefix}news/"
    assert feed.feed.title.startswith(shown(site.title, language))
    assert len(feed.entries) == len(expected) > 1
    for entry, (fields, stem) in zip(feed.entries, expected, strict=True):
        assert entry.title == fields["title"][language]
        assert entry.summary == fields["summary"][language]
        assert entry.link == f"{site.url}{prefix}news/{stem}/"
        assert entry.id == f"{site.tag_prefix}:news/{stem}/{language}"
        assert entry.content[0].language == language
        assert fields["summary"][language] in entry.content[0].value
        published = datetime.fromtimestamp(timegm(entry.published_parsed), UTC)
        assert (
            published.astimezone(ZoneInfo(site.time_zone)).date().isoformat()
            == (fields["published_on"])
        )
        if ending == "atom":
            updated = datetime.fromtimestamp(timegm(entry.updated_parsed), UTC)
            assert updated.astimezone(ZoneInfo(site.time_zone)).date().isoformat() == (
                max(fields["updated_on"], fields["published_on"])
            )


def test_the_first_and_the_last_alternate_link_are_not_mistaken(first_site: Rendered) -> None:
    # Readers take the first alternate link, or the last that is exactly text/html.
    root = ElementTree.fromstring(first_site.files["feeds/cs/news.atom"])
    for node in (root, *root.findall(f"{ATOM}entry")):
        links = [n.attrib for n in node.findall(f"{ATOM}link") if n.get("rel") == "alternate"]
        assert links[0]["hreflang"] == "cs"
        assert links[0]["type"] == "text/html"
        others = [link["hreflang"] for link in links[1:]]
        assert [tag for tag in others if tag in WRITTEN] == [tag for tag in WRITTEN if tag != "cs"]
        assert set(others) < set(LANGUAGES)
        assert all(link["type"] != "text/html" for link in links[1:])


def test_feeds_name_their_licence(first_site: Rendered) -> None:
    licence = first_site.portal.catalog.site.licence
    feed = read(first_site.files["feeds/bg/news.atom"]).feed
    assert [link.href for link in feed.links if link.rel == "license"] == [licence.url]
    assert feed.rights == licence.name
    assert read(first_site.files["feeds/bg/news.rss"]).feed.rights == licence.name


def test_opml_lists_every_atom_feed(first_site: Rendered) -> None:
    for language in LANGUAGES:
        root = ElementTree.fromstring(first_site.files[f"feeds/{language}/feeds.opml"])
        assert root.get("version") == "2.0"
        outlines = root.findall("body/outline")
        if language not in WRITTEN and f"feeds/{language}/news.atom" not in first_site.files:
            continue  # no news yet: see test_a_site_without_news_has_no_feeds_and_a_valid_list
        base = first_site.portal.catalog.site.url
        addresses = [o.attrib["xmlUrl"] for o in outlines]
        feeds = {
            f"{base}{name}"
            for name in first_site.files
            if name.startswith(f"feeds/{language}/") and name.endswith(".atom")
        }
        assert set(addresses) == feeds
        assert len(addresses) == len(feeds)
        for outline in outlines:
            name = outline.attrib["xmlUrl"].removeprefix(base)
            feed = read(first_site.files[name])
            assert outline.attrib["type"] == "rss"
            assert outline.attrib["text"] == outline.attrib["title"] == feed.feed.title
            assert outline.attrib["htmlUrl"] == feed.feed.link
            assert outline.attrib["language"] == language


# -- names that stay ------------------------------------------------------------------


def names_of(rendered: Rendered) -> dict[str, list[str]]:
    """The ids of each feed and of what it holds, by format."""
    found = {}
    for name, content in feed_files(rendered).items():
        if name.endswith((".atom", ".rss")):
            feed = read(content)
            found[name] = [feed.feed.get("id", ""), *(entry.id for entry in feed.entries)]
        elif name.endswith(".json"):
            found[name] = [item["id"] for item in json.loads(content)["items"]]
    return found


def test_a_new_title_and_text_change_no_id(tmp_path: Path) -> None:
    before = render_tree(
        tmp_path / "a", {"news/one.yml": news("Before", about={"projects": ["school"]})}
    )
    after = render_tree(
        tmp_path / "b",
        {
            "news/one.yml": news(
                "After", "Anew.", published_on="2026-06-01", about={"projects": ["school"]}
            )
        },
    )
    assert names_of(before) == names_of(after)


def test_renaming_changes_addresses_and_no_id(tmp_path: Path) -> None:
    one = news(about={"projects": ["school"]})
    before = render_tree(tmp_path / "a", {"news/one.yml": one})
    renamed = text_of("projects/school.yml") + "former_ids: [school]\n"
    after = render_tree(
        tmp_path / "b",
        {
            "news/start.yml": text_of("news/start.yml").replace("[school]", "[new-school]"),
            "grants/school-grant.yml": text_of("grants/school-grant.yml").replace(
                "project: school", "project: new-school"
            ),
            "docs/index.en.md": None,
            "projects/school.yml": None,
            "projects/new-school.yml": renamed,
            "news/two.yml": {
                **one,
                "about": {"projects": ["new-school"]},
                "former_ids": ["one", "later"],
            },
        },
    )
    for ending in FORMATS:
        # The old address stays alive and holds the same as the new one.
        old, new = (f"feeds/en/projects/{i}/news.{ending}" for i in ("school", "new-school"))
        assert after.files[old] == after.files[new]
        assert names_of(before)[old] == names_of(after)[new]
        assert b"/projects/new-school/" in after.files[new]
        assert b"/news/two/" in after.files[new]
    assert names_of(before)["feeds/en/news.atom"] == names_of(after)["feeds/en/news.atom"]
    root = ElementTree.fromstring(after.files["feeds/en/projects/school/news.atom"])
    own = [n.get("href") for n in root.findall(f"{ATOM}link") if n.get("rel") == "self"]
    assert own == [f"{BASE}feeds/en/projects/new-school/news.atom"]


# -- time ------------------------------------------------------------------------------


def test_dates_come_from_the_data_and_never_from_the_clock(tmp_path: Path) -> None:
    directory = write_tree(tmp_path)
    assert feed_files(render(directory, date(2026, 11, 22))) == feed_files(
        render(directory, date(2031, 1, 1))
    )


def test_entries_that_changed_on_one_day_differ_by_less_than_a_second(tmp_path: Path) -> None:
    changes = {f"news/n{i}.yml": news(f"News {i}") for i in range(15)}
    feed = json.loads(render_tree(tmp_path, changes).files["feeds/bg/news.json"])
    moments = [datetime.fromisoformat(item["date_modified"]) for item in feed["items"]]
    assert len(set(moments)) == len(moments) == 15
    assert max(moments) - min(moments) < timedelta(seconds=1)
    assert {m.date().isoformat() for m in moments} == {"2026-11-21"}
    assert {item["date_published"] for item in feed["items"]} == {"2026-05-17T00:00:00+03:00"}


def test_what_was_published_after_its_last_change_is_as_new_as_its_publication(
    tmp_path: Path,
) -> None:
    late = news(published_on="2026-11-22", updated_on="2026-11-01")
    rendered = render_tree(tmp_path, {"news/late.yml": late})
    item = entries_of(rendered, "feeds/bg/news")["tag:portal.example,2026:news/late/bg"]
    assert item["date_published"] == item["date_modified"] == "2026-11-22T00:00:00+02:00"


def test_news_of_a_coming_day_waits_for_it(tmp_path: Path) -> None:
    coming = {"news/coming.yml": news("Coming", published_on="2026-12-24", former_ids=["planned"])}
    directory = write_tree(
        tmp_path, {n: json.dumps(c, ensure_ascii=False) for n, c in coming.items()}
    )
    before, day = render(directory, date(2026, 12, 23)), render(directory, date(2026, 12, 24))
    assert not any(b"Coming" in content for content in before.files.values())
    assert not any(name.endswith(("coming.json", "planned.json")) for name in before.files)
    assert not any(key[0] == "news" for key in before.portal.catalog.former)
    assert not any(task.record_id == "coming" for task in before.portal.tasks)
    assert any(task.record_id == "coming" for task in day.portal.tasks)
    assert b"Coming" in day.files["feeds/en/news.rss"]
    assert "data/v1/news/coming.json" in day.files
    assert ("news", "planned") in day.portal.catalog.former


def test_a_page_that_links_to_coming_news_leads_to_the_list_until_then(tmp_path: Path) -> None:
    coming = news("Coming", published_on="2026-12-24")
    directory = write_tree(tmp_path, {"news/coming.yml": json.dumps(coming, ensure_ascii=False)})
    html = '<a href="portal:news/coming#more">Soon</a>'
    for day, link in ((23, "../news/"), (24, "../news/coming/#more")):
        records = render(directory, date(2026, 12, day)).portal.catalog.records
        assert resolve_links(html, "about/", records) == f'<a href="{link}">Soon</a>'
        assert (
            resolve_links(html.replace('"', "'"), "about/", records) == f'<a href="{link}">Soon</a>'
        )


def test_a_feed_holds_the_latest_in_order(tmp_path: Path) -> None:
    changes = {
        f"news/n{i:02}.yml": news(f"News {i}", published_on=f"2026-05-{i:02}") for i in range(1, 31)
    }
    rendered = render_tree(tmp_path, changes)
    for ending in ("atom", "rss"):
        titles = [e.title for e in read(rendered.files[f"feeds/bg/news.{ending}"]).entries]
        assert titles == [f"News {i}" for i in range(30, 30 - MAX_ENTRIES, -1)]
    items = rendered.json("feeds/bg/news.json")["items"]
    assert [i["title"] for i in items] == titles
    # The same number for languages: what is shown of a feed does not depend on the others.
    assert len(rendered.json("feeds/en/news.json")["items"]) == MAX_ENTRIES


@pytest.mark.parametrize(
    ("period", "expired"),
    [
        ("period:\n  ends_on: 2016-04-30\n", True),
        ("period:\n  starts_on: 2014\n  ends_on: 2026\n", False),
        ("period:\n  starts_on: 2014\n  ends_on: 2026-11-21\n", True),
        ("period:\n  starts_on: 2014\n", False),
        ("", False),
    ],
)
def test_the_feed_of_a_programme_that_is_over_says_so(
    tmp_path: Path, period: str, expired: bool
) -> None:
    rendered = render_tree(
        tmp_path,
        {
            "programmes/romact.yml": text_of("programmes/romact.yml") + period,
            "news/one.yml": news(about={"programmes": ["romact"]}),
        },
    )
    feed = rendered.json("feeds/en/programmes/romact/news.json")
    assert feed.get("expired") is (True if expired else None)
    assert "expired" not in rendered.json("feeds/en/news.json")


# -- languages --------------------------------------------------------------------------


def test_what_is_not_translated_is_not_in_a_languages_feed(tmp_path: Path) -> None:
    half = news("Half")
    del half["summary"]["bg"]
    whole = news("Whole", about={"municipalities": ["byala"]})
    body = news("Body", body={"en": "Only English."})
    rendered = render_tree(
        tmp_path, {"news/half.yml": half, "news/whole.yml": whole, "news/body.yml": body}
    )
    for ending in FORMATS:
        assert "Whole" in rendered.text(f"feeds/bg/news.{ending}")
        assert "Half" not in rendered.text(f"feeds/bg/news.{ending}")
        assert "Body" not in rendered.text(f"feeds/bg/news.{ending}")
        assert "Half" in rendered.text(f"feeds/en/news.{ending}")
    # Nothing is in Czech: there is no Czech feed, nor is one announced.
    assert not [n for n in rendered.files if n.startswith("feeds/cs/") and "news" in n]
    for name, content in feed_files(rendered).items():
        assert name == "feeds/cs/feeds.opml" or b"/cs/" not in content, name
    items = entries_of(rendered, "feeds/en/news")
    assert items["tag:portal.example,2026:news/whole/en"]["_alternates"] == {
        "bg": f"{BASE}bg/news/whole/"
    }
    assert "_alternates" not in items["tag:portal.example,2026:news/half/en"]


def test_alternates_of_feeds_exist_and_are_mutual(first_site: Rendered) -> None:
    base = first_site.portal.catalog.site.url
    for name, content in feed_files(first_site).items():
        if name.endswith(".json"):
            for tag, address in json.loads(content)["_alternates"].items():
                other = first_site.json(address.removeprefix(base))
                assert other["language"] == tag
                assert f"{base}{name}" in other["_alternates"].values()
        elif name.endswith((".atom", ".rss")):
            for link in read(content).feed.links:
                if link.rel == "alternate" and not link.type.startswith("text/html"):
                    other = read(first_site.files[link.href.removeprefix(base)])
                    assert other.feed.language == link.hreflang


def test_text_from_right_to_left_says_so(tmp_path: Path) -> None:
    item = {
        **news(),
        "title": {"en": "Title", "ar": "عنوان"},
        "summary": {"en": "Summary", "ar": "ملخص <قصير>"},
        "body": {"en": "Body", "ar": "النص"},
    }
    files = {n: text_of(n).replace("bg:", "ar:").replace("[bg, en]", "[ar, en]") for n in (
        "organisations/donor.yml", "municipalities/ruse.yml", "projects/school.yml",
        "agreements/ruse-2020.yml", "sources/report.yml", "documents/handbook.yml",
    )}  # fmt: skip
    site = ARABIC.replace("  - tag: bg\n    name: Български\n", "")
    # That rule speaks Bulgarian and Czech.
    others = {"site.yml": site, "news/one.yml": item, "visibility/donor-rule.yml": None}
    rendered = render_tree(tmp_path, {**files, **others})
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assert not list(complaints(feed_files(rendered), BASE, now))
    entry = read(rendered.files["feeds/ar/news.atom"]).entries[0]
    assert entry.title == "عنوان"
    html = rendered.json("feeds/ar/news.json")["items"][0]["content_html"]
    assert html.startswith('<div lang="ar" dir="rtl">')
    assert "ملخص &lt;قصير&gt;" in html
    assert "dir=" not in rendered.json("feeds/en/news.json")["items"][0]["content_html"]


# -- texts ------------------------------------------------------------------------------


@pytest.mark.parametrize("title", NASTY)
def test_a_title_arrives_as_it_was_written(tmp_path: Path, title: str) -> None:
    rendered = render_tree(
        tmp_path, {"news/one.yml": news(title, title, body={"en": "B", "bg": "B"})}
    )
    atom = ElementTree.fromstring(rendered.files["feeds/bg/news.atom"]).find(f"{ATOM}entry")
    item = ElementTree.fromstring(rendered.files["feeds/bg/news.rss"]).find("channel/item")
    entry = rendered.json("feeds/bg/news.json")["items"][0]
    assert atom is not None
    assert item is not None
    # Escaped once: what an XML reader gets is the text itself, `<b>` and all.
    assert atom.findtext(f"{ATOM}title") == title
    assert atom.find(f"{ATOM}title").get("type") is None  # type: ignore[union-attr]
    assert atom.findtext(f"{ATOM}summary") == title
    assert item.findtext("title") == title
    assert entry["title"] == entry["summary"] == title
    # Where readers take HTML, the text is HTML.
    for html in (
        item.findtext("description"),
        entry["content_html"],
        atom.findtext(f"{ATOM}content"),
    ):
        assert html is not None
        assert not complain_about_html(html)
        assert "<script>" not in html
    assert title in _shown(item.findtext("description") or "")
    assert title in _shown(entry["content_html"])


def _shown(html: str) -> str:
    return LexborHTMLParser(f"<body>{html}").text()


def feed_of(title: str) -> FeedView:
    """A feed of one entry whose every text is the given one."""
    moment = datetime(2026, 5, 17, tzinfo=UTC)
    entry = FeedEntryView(
        id="tag:portal.example,2026:news/one/bg", url=f"{BASE}bg/news/one/", title=title,
        summary=title, html=f"<p>{escape(title)}</p>", published=moment, updated=moment,
        categories=(title,), alternates=(), enclosures=(),
    )  # fmt: skip
    return FeedView(
        id="tag:portal.example,2026:feeds/bg/news", directory="feeds/bg/", title=title,
        subtitle=title, language="bg", url=f"{BASE}bg/news/", site_url=BASE, publisher=title,
        rights=title, licence_url=f"{BASE}licence", updated=moment, entries=(entry,),
        alternates=(), expired=False,
    )  # fmt: skip


@settings(deadline=None)
@given(
    title=st.text(
        # All that the loader lets through: no controls, no surrogates, no line separators.
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp")),
        min_size=1,
    ).filter(str.strip)
)
def test_any_text_survives_every_format(title: str) -> None:
    feed = feed_of(title)
    atom = ElementTree.fromstring(XmlFeeds("bg").render_atom(feed))
    channel = ElementTree.fromstring(XmlFeeds("bg").render_rss(feed)).find("channel")
    item = json.loads(JsonFeeds("bg").render(feed))["items"][0]
    assert channel is not None
    assert atom.findtext(f"{ATOM}title") == channel.findtext("title") == title
    assert atom.findtext(f"{ATOM}entry/{ATOM}title") == channel.findtext("item/title") == title
    assert atom.findtext(f"{ATOM}entry/{ATOM}summary") == item["title"] == title
    assert channel.findtext("item/category") == item["tags"][0] == title
    assert unescape(channel.findtext("item/description") or "") == title


def by_feedgen(feed: FeedView) -> tuple[bytes, bytes]:
    """A feed as feedgen writes it itself, as Atom and as RSS, with its entries put in."""
    published = max(entry.published for entry in feed.entries)
    entries = [write_entry(entry, feed.language) for entry in feed.entries]
    atom, rss = write_atom(feed, published), write_rss(feed, published)
    in_atom = b"".join(b"\n" + atom_entry for atom_entry, _ in entries)
    in_rss = b"".join(b"\n" + item for _, item in entries)
    return (
        atom.replace(b"</feed>", in_atom + b"</feed>"),
        rss.replace(b"</channel>", in_rss + b"</channel>"),
    )


def feeds_with(text: str) -> Iterator[FeedView]:
    """Feeds whose every text is the given one, with more and fewer parts, in two time zones."""
    feed = feed_of(text)
    (entry,) = feed.entries
    address = f'{BASE}"a"\n?b=1&c=<{text}>'
    others = replace(
        entry,
        id=f"{entry.id}/others",
        url=address,
        html=f"<p>]]> {text} &amp;\r\n\t</p>",
        published=entry.published.astimezone(ZoneInfo("Europe/Sofia")),
        updated=datetime(2027, 7, 1, 12, 30, 15, 120, tzinfo=ZoneInfo("Asia/Kathmandu")),
        categories=(text, "Second", "@title@ %s"),
        alternates=(("en", address), ("cs", f"{BASE}cs/")),
    )
    document = Enclosure(address, "application/pdf", 12345)
    enclosed = replace(entry, id=f"{entry.id}/enclosed", enclosures=(document, document))
    yield feed
    yield replace(feed, alternates=(("en", f"feeds/{text}/"), ("cs", "feeds/cs/")), url=address)
    yield replace(feed, title="@title@ %s @tag0@", publisher="@title@", rights="", expired=True)
    yield replace(feed, subtitle="100 % @id@", licence_url=address, entries=(others, enclosed))
    yield replace(feed, updated=others.updated, entries=(enclosed, others, entry))


@settings(deadline=None, max_examples=40)
@given(
    text=st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp")),
        min_size=1,
    )
)
@example("<b>\"&amp;\" ]]> @title@ %s %(id)s @published@ 'quotes'")
def test_feeds_are_in_every_byte_what_feedgen_writes(text: str) -> None:
    """One writer for all: what it has learnt of one feed shows in no other."""
    written = XmlFeeds("bg")
    for feed in (*feeds_with("First"), *feeds_with(text)):
        own = replace(
            feed, entries=tuple(replace(e, id=f"{e.id}/{text}/{e.title}") for e in feed.entries)
        )
        assert (written.render_atom(own), written.render_rss(own)) == by_feedgen(own)


@pytest.mark.parametrize(
    "sign", ["\\a", "\\x01", "\\0", "\\e", "\\x7F", "\\N", "\\uFFFE", "\x08", "\x1b"]
)
def test_control_characters_are_refused_with_their_place(tmp_path: Path, sign: str) -> None:
    text = text_of("news/start.yml").replace("en: News", f'en: "Ne{sign}ws"')
    problems = check_tree(write_tree(tmp_path, {"news/start.yml": text})).problems
    assert len(problems) == 1
    assert str(problems[0]).startswith("data/news/start.yml:2:")
    assert problems[0].column > 1


def test_links_in_a_text_are_absolute(tmp_path: Path) -> None:
    body = (
        "See [the project](portal:projects/school), [its money](portal:funding/school-grant), "
        "[all news](portal:news), [below](#more), [elsewhere](https://else.example/?a=1&b=2), "
        '`href="../../"` and [mail](mailto:a@b.example).'
    )
    rendered = render_tree(tmp_path, {"news/one.yml": news(body={"en": body, "bg": body})})
    html = rendered.json("feeds/bg/news.json")["items"][0]["content_html"]
    for address in (
        "bg/projects/school/", "bg/funding/school-grant/", "bg/news/", "bg/news/one/#more",
    ):  # fmt: skip
        assert f'href="{BASE}{address}"' in html
    assert 'href="https://else.example/?a=1&amp;b=2"' in html
    assert 'href="mailto:a@b.example"' in html
    assert 'href="../../"' in _shown(html)
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assert not list(complaints(feed_files(rendered), BASE, now))


def test_documents_are_enclosed_with_type_and_length(tmp_path: Path) -> None:
    content = b"%PDF-1.7 " + "съдържание".encode() * 7
    document = record(title={"en": "Report"}, kind="report", file="files/Доклад 1 (нов).pdf")
    rendered = render_tree(
        tmp_path,
        {
            "files/Доклад 1 (нов).pdf": content,
            "documents/paper.yml": document,
            "documents/elsewhere.yml": record(
                title={"en": "Elsewhere"}, kind="report", url="https://else.example/"
            ),
            "news/one.yml": news(about={"documents": ["paper", "handbook", "elsewhere"]}),
        },
    )
    first = f"{BASE}files/%D0%94%D0%BE%D0%BA%D0%BB%D0%B0%D0%B4%201%20%28%D0%BD%D0%BE%D0%B2%29.pdf"
    expected = [
        (first, "application/pdf", len(content)),
        (f"{BASE}files/handbook.pdf", "application/pdf", 9),
    ]
    atom = read(rendered.files["feeds/bg/news.atom"]).entries[0]
    assert [(e.href, e.type, int(e.length)) for e in atom.enclosures] == expected
    # RSS: one enclosure an item; more are an extension that readers disagree about.
    rss = read(rendered.files["feeds/bg/news.rss"]).entries[0]
    assert [(e.href, e.type, int(e.length)) for e in rss.enclosures] == expected[:1]
    item = rendered.json("feeds/bg/news.json")["items"][0]
    assert [(a["url"], a["mime_type"], a["size_in_bytes"]) for a in item["attachments"]] == expected
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assert not list(complaints(feed_files(rendered), BASE, now))


def test_categories_are_what_an_item_is_about(tmp_path: Path) -> None:
    about = {
        "programmes": ["romact"], "projects": ["school"], "municipalities": ["ruse", "byala"],
        "organisations": ["donor"],
    }  # fmt: skip
    rendered = render_tree(tmp_path, {"news/one.yml": news(about=about)})
    expected = ["ROMACT", "Училище", "Byala", "Русе", "Донор"]
    for ending in ("atom", "rss"):
        entry = read(rendered.files[f"feeds/bg/news.{ending}"]).entries[0]
        assert [tag.term for tag in entry.tags] == expected
    assert rendered.json("feeds/bg/news.json")["items"][0]["tags"] == expected


def test_a_site_without_news_has_no_feeds_and_a_valid_list(tmp_path: Path) -> None:
    rendered = render_tree(tmp_path, {"news/start.yml": None, "events/training.yml": None})
    names = [name for name in rendered.files if name.startswith("feeds/")]
    assert names == [f"feeds/{tag}/feeds.opml" for tag in ("en", "bg", "cs")]
    root = ElementTree.fromstring(rendered.files["feeds/bg/feeds.opml"])
    assert [o.attrib["url"] for o in root.findall("body/outline")] == [f"{BASE}bg/feeds/"]


# -- the rules themselves ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (b' rel="self"', b' rel="via"', "MissingSelf"),
        (b"<updated>2026-11-21T", b"<updated>2026-11-21 ", "InvalidRFC3339Date"),
        (b"<updated>2026-", b"<updated>2036-", "ImplausibleDate"),
        (b"<name>", b"<uri/><name>", ""),
        (b"<title>", b"<title/><title>", "DuplicateElement"),
        (b"tag:portal.example,2026:news", b"urn:news", "InvalidTAG"),
        (b'href="https://portal.example/bg/', b'href="/bg/', "InvalidFullLink"),
        (b"&lt;p&gt;", b"&lt;p&gt;&lt;script&gt;", "SecurityRisk"),
        (b"&lt;p&gt;", b"&lt;p&gt;&lt;a href='x'&gt;&lt;/a&gt;", "ContainsRelRef"),
        (b"&lt;p&gt;", b"", "NotHtml"),
        (b' xml:lang="bg"', b"", "MissingDCLanguage"),
        (b"<author><name>The editors</name></author>", b"", "MissingElement: author"),
    ],
)
def test_the_rules_find_what_is_wrong(
    tmp_path: Path, old: bytes, new: bytes, complaint: str
) -> None:
    files = render_tree(tmp_path, {"news/one.yml": news()}).files
    content = files["feeds/bg/news.atom"]
    assert old in content
    now = datetime(2026, 11, 22, tzinfo=UTC)
    found = complain_about_atom(content.replace(old, new, 1), f"{BASE}feeds/bg/news.atom", now)
    assert any(c.startswith(complaint) for c in found) if complaint else not found


# -- the page that lists them --------------------------------------------------------


def test_a_page_that_a_language_does_not_fill_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds_page, "PER_PAGE", 1)
    about = {"programmes": ["romact"], "municipalities": ["ruse", "byala"]}
    english = news(about=about)
    del english["title"]["bg"], english["summary"]["bg"]
    portal = render_tree(tmp_path, {"news/one.yml": english}).portal
    pages = {
        tag: [
            feeds_page.build_feeds_page(page, loc)
            for page in range(1, feeds_page.feeds_page_count(loc) + 1)
        ]
        for tag, loc in portal.localisers.items()
    }
    assert len({len(of_language) for of_language in pages.values()}) == 1
    for one in pages["en"][:3]:
        assert one.rows
        assert not one.empty
    first, *others = pages["cs"]
    assert not first.empty  # it has the whole site's feeds, and says how to subscribe
    for one in others:
        assert not one.rows
        assert one.empty == portal.localisers["cs"].gettext("Nothing here yet.")


def test_what_an_agreement_brings_is_news_of_both_who_made_it(tmp_path: Path) -> None:
    """Named in the news or not: the programme, and the municipality."""
    told = {"about": {"agreements": ["ruse-2020"]}, "published_on": "2026-11-02"}
    rendered = render_tree(tmp_path, {
        "news/signed.yml": record(title={"en": "T"}, summary={"en": "T"}, **told),
        "agreements/ruse-2020.yml": record(
            title={"en": "T"}, summary={"en": "T"}, programme="romact", municipality="ruse"
        ),
    })  # fmt: skip
    name = "https://portal.example/news/signed/"
    for facet, is_there in {
        "": True, "programmes/romact/": True, "municipalities/ruse/": True,
        "municipalities/byala/": False,
    }.items():  # fmt: skip
        path = f"feeds/en/{facet}news"
        found = entries_of(rendered, path) if f"{path}.json" in rendered.files else {}
        assert (name in {item["url"] for item in found.values()}) == is_there, facet
