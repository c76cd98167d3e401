"""What each language's pages say, to readers and to search engines."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from icu import Collator, Locale

from tests import site_build
from tests.shared import Shared
from tests.site_build import LANGUAGES, ROOT, WRITTEN
from tests.site_walk import EMBEDS, SECTIONS, Page, Site, squeeze, text_of

pytestmark = pytest.mark.build

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
UNTRANSLATED = "projects/roma-net/"


def make_partly_czech(place: Path) -> Site:
    """The first site with one project that nobody has translated into Czech, changed in 2024."""
    data = site_build.copy_data(place / "data")
    for path in data.glob("*/*.yml"):
        site_build.change_yaml(path, updated_on="2024-01-31")
    site_build.change_yaml(data / "news" / "focsani-training-2018.yml", updated_on="2025-02-28")
    file = data / "projects" / "roma-net.yml"
    site_build.write_yaml(file, site_build.without(site_build.read_yaml(file), "cs"))
    return site_build.build(place / "site", data=data)


@pytest.fixture(scope="module")
def partly_czech(shared: Shared) -> Site:
    return shared.get("partly-czech", make_partly_czech)


# -- the same page in other languages ------------------------------------------------


def texts_in(value: Any) -> Iterator[dict[str, str]]:
    """Every text in several languages."""
    if isinstance(value, dict) and LANGUAGES[0] in value:
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts_in(inner)


@cache
def languages_below(path: str) -> tuple[str, ...]:
    """In which languages a page is a translation or the original; a path below a language's root.

    Those of the files of a record's or a hand-written page, and of the accessibility statement;
    all for what is made of strings.
    """
    if path == "accessibility/":
        statement = site_build.read_yaml(ROOT / "data" / "site.yml")["accessibility"]
        return tuple(tag for tag in LANGUAGES if all(tag in text for text in texts_in(statement)))
    section, _, record_id = path.removesuffix("/").partition("/")
    kinds = [kind for kind, name in SECTIONS.items() if name == section]
    for file in (ROOT / "data" / kind / f"{record_id}.yml" for kind in kinds):
        if file.is_file():
            return site_build.languages_of_page(site_build.read_yaml(file))
    pages = {tag: ROOT / "docs" / f"{section or 'index'}.{tag}.md" for tag in LANGUAGES}
    if not record_id and pages[LANGUAGES[0]].is_file():
        return tuple(tag for tag, file in pages.items() if file.is_file())
    return LANGUAGES


def test_the_four_languages_of_the_first_site_are_there(site: Site) -> None:
    assert site.languages[:4] == ("en", "bg", "ro", "cs") == WRITTEN[:4]
    for path in ("", "about/", "projects/roma-net/", "municipalities/ruse/"):
        assert languages_below(path)[:4] == ("en", "bg", "ro", "cs")


def test_every_page_names_its_translations_and_itself(any_site: Site) -> None:
    for path, page in any_site.content_pages.items():
        rest = any_site.below_language(path)
        real = languages_below(rest)
        expected = {tag: any_site.url + any_site.prefix(tag) + rest for tag in real}
        expected["x-default"] = any_site.url + rest
        if any_site.language_of(path) in real:
            assert page.alternates == expected, path
            assert page.canonical == any_site.url + path
        else:  # the first language's stands in for it
            assert page.alternates == {}, path
            assert page.canonical == any_site.url + rest


def test_translations_name_each_other(any_site: Site) -> None:
    for path, page in any_site.content_pages.items():
        for address in page.alternates.values():
            other = any_site.pages[address.removeprefix(any_site.url)]
            assert other.alternates == page.alternates, path


def test_documents_say_their_language_and_direction(site: Site) -> None:
    languages = site_build.read_yaml(ROOT / "data" / "site.yml")["languages"]
    directions = {one["tag"]: one.get("direction", "ltr") for one in languages}
    for path, page in site.pages.items():
        if not path.startswith(EMBEDS):
            assert page.language == site.language_of(path), path
            assert page.is_redirect or page.attribute("body", "dir") == directions[page.language]


def test_each_language_has_the_same_pages(site: Site) -> None:
    found = {
        tag: {site.below_language(p) for p in site.content_pages if site.language_of(p) == tag}
        for tag in LANGUAGES
    }
    assert all(pages == found["en"] for pages in found.values())


def test_the_switcher_leads_to_the_same_page(any_site: Site) -> None:
    for path, page in any_site.content_pages.items():
        links = page.all("nav a[hreflang]")
        assert [link.attributes["hreflang"] for link in links] == list(LANGUAGES)
        assert [link.attributes["lang"] for link in links] == list(LANGUAGES)
        names = [text_of(link) for link in links]
        assert names[:4] == ["English", "Български", "Română", "Čeština"]
        here = any_site.below_language(path)
        for tag, link in zip(LANGUAGES, links, strict=True):
            target = any_site.locate(path, str(link.attributes["href"]))
            assert target == any_site.prefix(tag) + here
            assert ("aria-current" in link.attributes) == (tag == any_site.language_of(path))


# -- a record that is not translated -------------------------------------------------


def test_an_untranslated_page_says_so_and_marks_the_foreign_text(partly_czech: Site) -> None:
    page = partly_czech.page(UNTRANSLATED, "cs")
    assert page.language == "cs"
    assert page.all("main [role=note]")
    heading = page.one("h1").css_first("[lang]")
    assert heading is not None
    assert heading.attributes["lang"] == "en"
    assert text_of(heading) == "Roma-Net"
    foreign = [
        node for node in page.all("main [lang=en]") if "the integration of Roma" in text_of(node)
    ]
    assert foreign
    # What the interface says stays Czech, outside of any English element.
    assert not partly_czech.page(UNTRANSLATED, "bg").all("main [role=note]")
    assert not partly_czech.page(UNTRANSLATED, "bg").all("main h1 [lang]")


def test_an_untranslated_page_is_announced_nowhere(partly_czech: Site) -> None:
    page = partly_czech.page(UNTRANSLATED, "cs")
    assert page.canonical == partly_czech.url + UNTRANSLATED
    assert page.alternates == {}
    assert not page.all('meta[property="og:locale:alternate"]')
    others = set(languages_below(UNTRANSLATED)) - {"cs"}
    assert others >= {"en", "bg", "ro"}
    for tag in others:
        other = partly_czech.page(UNTRANSLATED, tag)
        assert set(other.alternates) == {*others, "x-default"}
    assert partly_czech.url + "cs/" + UNTRANSLATED not in sitemap_urls(partly_czech, "cs")
    for tag in others:
        entry = sitemap(partly_czech, tag)[
            partly_czech.url + partly_czech.prefix(tag) + UNTRANSLATED
        ]
        assert set(entry.alternates) == {*others, "x-default"}


def test_an_untranslated_page_still_can_be_found_and_left(partly_czech: Site) -> None:
    page = partly_czech.page(UNTRANSLATED, "cs")
    listed = partly_czech.page("projects/", "cs")
    assert "cs/" + UNTRANSLATED in partly_czech.targets(listed)
    card = next(n for n in listed.all("main li a") if "roma-net" in str(n.attributes["href"]))
    foreign = card.css_first("[lang=en]")
    assert foreign is not None, "the list does not say that the title is English"
    for tag in LANGUAGES:
        assert partly_czech.prefix(tag) + UNTRANSLATED in partly_czech.targets(page)


def test_the_rest_of_the_site_is_not_touched_by_one_missing_text(
    site: Site, partly_czech: Site
) -> None:
    def text(of: Site) -> str:
        return of.page("projects/good-governance-rhodope/", "cs").text.split("Poslední změna:")[0]

    assert text(partly_czech) == text(site)
    assert partly_czech.page("projects/good-governance-rhodope/", "cs").alternates


# -- sitemaps ------------------------------------------------------------------------


class Entry(NamedTuple):
    lastmod: str
    alternates: dict[str, str]


def sitemap(site: Site, tag: str) -> dict[str, Entry]:
    """One language's sitemap, checked against the rules of its schema on the way."""
    raw = site.files[f"sitemap-{tag}.xml"].read_bytes()
    assert raw.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    assert len(raw) < 50_000_000
    root = ET.fromstring(raw)
    assert root.tag == f"{SITEMAP}urlset"
    assert not root.attrib
    assert 1 <= len(root) <= 50_000
    found = {}
    for url in root:
        assert url.tag == f"{SITEMAP}url"
        names = [child.tag for child in url]
        # xsd: loc once and first, then lastmod, then elements of other namespaces.
        own = [name for name in names if name.startswith(SITEMAP)]
        assert own == [f"{SITEMAP}loc", f"{SITEMAP}lastmod"][: len(own)]
        assert names[: len(own)] == own
        assert set(names[len(own) :]) <= {f"{XHTML}link"}
        location = url.findtext(f"{SITEMAP}loc") or ""
        assert 12 <= len(location) <= 2048
        assert location not in found
        lastmod = url.findtext(f"{SITEMAP}lastmod") or ""
        assert date.fromisoformat(lastmod).isoformat() == lastmod
        links = [child.attrib for child in url if child.tag == f"{XHTML}link"]
        assert all(link["rel"] == "alternate" for link in links)
        found[location] = Entry(lastmod, {link["hreflang"]: link["href"] for link in links})
        assert len(found[location].alternates) == len(links)
    return found


def sitemap_urls(site: Site, tag: str) -> set[str]:
    return set(sitemap(site, tag))


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_sitemap_lists_exactly_the_pages_of_its_language(any_site: Site, tag: str) -> None:
    pages = {
        path
        for path in any_site.content_pages
        if any_site.language_of(path) == tag
        and tag in languages_below(any_site.below_language(path))
    }
    entries = sitemap(any_site, tag)
    assert set(entries) == {any_site.url + path for path in pages}
    for path in pages:
        assert entries[any_site.url + path].alternates == any_site.pages[path].alternates


def test_the_index_leads_to_the_sitemap_of_each_language(any_site: Site) -> None:
    root = ET.fromstring(any_site.files["sitemap.xml"].read_bytes())
    assert root.tag == f"{SITEMAP}sitemapindex"
    found = {}
    for item in root:
        assert item.tag == f"{SITEMAP}sitemap"
        assert [child.tag for child in item] == [f"{SITEMAP}loc", f"{SITEMAP}lastmod"]
        found[item.findtext(f"{SITEMAP}loc")] = item.findtext(f"{SITEMAP}lastmod")
    assert found == {
        f"{any_site.url}sitemap-{tag}.xml": max(e.lastmod for e in sitemap(any_site, tag).values())
        for tag in LANGUAGES
    }


def test_robots_txt_names_the_sitemap(any_site: Site) -> None:
    lines = any_site.files["robots.txt"].read_text().splitlines()
    assert f"Sitemap: {any_site.url}sitemap.xml" in lines
    assert not [line for line in lines if line.startswith("Disallow: /")]


def test_sitemap_dates_are_those_of_the_data(partly_czech: Site) -> None:
    entries = sitemap(partly_czech, "bg")

    def lastmod(path: str) -> str:
        return entries[f"{partly_czech.url}bg/{path}"].lastmod

    assert lastmod("news/focsani-training-2018/") == "2025-02-28"
    assert lastmod("news/") == "2025-02-28"
    assert lastmod("projects/roma-net/") == "2024-01-31"
    assert lastmod("municipalities/page-2/") == "2024-01-31"
    assert lastmod("about/") == front_matter("about.bg.md")["updated_on"]


def front_matter(name: str) -> dict[str, str]:
    text = (ROOT / "docs" / name).read_text("utf-8")
    return dict(re.findall(r"(?m)^(\w+): (.*)$", text.split("---")[1]))


# -- not found -----------------------------------------------------------------------


def test_the_root_404_page_speaks_every_language(any_site: Site) -> None:
    page = any_site.pages["404.html"]
    for tag in LANGUAGES:
        part = next(n for n in page.all("main [lang]") if n.attributes["lang"] == tag)
        link = part.css_first("a[href]")
        assert link is not None
        assert link.attributes["href"] == any_site.base + any_site.prefix(tag)


@pytest.mark.parametrize("tag", LANGUAGES[1:])
def test_each_language_has_its_own_404_page(any_site: Site, tag: str) -> None:
    page = any_site.pages[f"{tag}/404.html"]
    assert page.language == tag
    assert {n.attributes["lang"] for n in page.all("main [lang]")} <= {tag}
    assert any_site.base + any_site.prefix(tag) in {
        str(n.attributes["href"]) for n in page.all("main a")
    }


def test_404_pages_are_not_for_search_engines(site: Site) -> None:
    found = [page for path, page in site.pages.items() if path.endswith("404.html")]
    assert len(found) == len(LANGUAGES)
    for page in found:
        assert page.attribute("meta[name=robots]", "content") == "noindex"
        assert not page.all("link[rel=canonical], link[rel=alternate][hreflang]")


# -- words, numbers, dates, order ----------------------------------------------------

FACTS: tuple[tuple[str, dict[str, str]], ...] = (
    # an interval of days
    ("events/focsani-training-2018/", {
        "en": "15–17 May 2018", "bg": "15 – 17 май 2018 г.",
        "ro": "15–17 mai 2018", "cs": "15.–17. 5. 2018"}),
    # a day
    ("news/roma-net-key-lessons-2012/", {
        "en": "16 July 2012", "bg": "16 юли 2012 г.",
        "ro": "16 iulie 2012", "cs": "16. července 2012"}),
    # a month alone: nominative in Czech
    ("projects/roma-net/", {
        "en": "January 2013", "bg": "януари 2013 г.", "ro": "ianuarie 2013", "cs": "leden 2013"}),
    # money as it was paid
    ("funding/civic-participation-grant/", {
        "en": "€17,740.80", "bg": "17 740,80 €", "ro": "17.740,80 EUR", "cs": "17 740,80 €"}),
    # converted, with the rate in full
    ("funding/civic-participation-grant/", {
        "en": "BGN 34,697.99 (1 EUR = 1.95583 BGN)",
        "bg": "34 697,99 лв. (1 EUR = 1,95583 BGN)",
        "ro": "34.697,99 BGN (1 EUR = 1,95583 BGN)",
        "cs": "34 697,99 BGN (1 EUR = 1,95583 BGN)"}),
    # counted things
    ("projects/civic-participation-integration-policy/", {
        "en": "10 months", "bg": "10 месеца", "ro": "10 luni", "cs": "10 měsíců"}),
    # "de" before the noun from 20 on
    ("programmes/romact/", {
        "en": "20 months", "bg": "20 месеца", "ro": "20 de luni", "cs": "20 měsíců"}),
    # a list in a sentence, names of languages
    ("agreements/romact-blagoevgrad-2020/", {
        "en": "Bulgarian and English", "bg": "български и английски",
        "ro": "bulgară și engleză", "cs": "bulharština a angličtina"}),
    # names of countries
    ("municipalities/focsani/", {
        "en": "Romania", "bg": "Румъния", "ro": "România", "cs": "Rumunsko"}),
    # numbers with decimals
    ("municipalities/ruse/", {
        "en": "43.84872", "bg": "43,84872", "ro": "43,84872", "cs": "43,84872"}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("path", "tag", "expected"),
    [(path, tag, text) for path, texts in FACTS for tag, text in texts.items()],
)
def test_facts_are_written_as_the_language_writes_them(
    site: Site, path: str, tag: str, expected: str
) -> None:
    facts = site.page(path, tag).texts("main dd")
    assert [fact for fact in facts if expected in fact], facts


def test_numbers_and_their_units_do_not_part_at_a_line_end(site: Site) -> None:
    for tag in ("bg", "ro", "cs"):
        html = site.page("funding/civic-participation-grant/", tag).html
        assert re.search(r"17[\u00a0\u202f.]740,80[\u00a0\u202f](€|EUR)", html)


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize(
    "kind", ["municipalities", "organisations", "programmes", "projects", "documents", "sources"]
)
def test_lists_follow_the_alphabet_of_the_language(site: Site, kind: str, tag: str) -> None:
    pages = site.list_pages(f"{SECTIONS[kind]}/", tag)
    titles = [title for page in pages for title in page.texts("main li h2 a")]
    records = len(list((ROOT / "data" / kind).glob("*.yml")))
    assert len(titles) == records
    collator = Collator.createInstance(Locale(tag))
    assert titles == sorted(titles, key=collator.getSortKey)


def test_czech_and_bulgarian_differ_in_order(site: Site) -> None:
    # Бяла is Bjala in Czech, Будапеща Budapešť: their places differ, and č follows c.
    czech = site.page("municipalities/", "cs").texts("main li h2 a")
    assert czech.index("Bjala") < czech.index("Blagoevgrad")
    assert czech.index("Cenovo") < czech.index("Čepelare") < czech.index("Devin")
    bulgarian = site.page("municipalities/", "bg").texts("main li h2 a")
    assert bulgarian.index("Будапеща") < bulgarian.index("Бяла") < bulgarian.index("Велинград")


# -- what stands in the head ---------------------------------------------------------


@pytest.mark.parametrize("tag", LANGUAGES)
def test_titles_are_unique_and_end_with_the_name_of_the_site(site: Site, tag: str) -> None:
    pages = [p for path, p in site.content_pages.items() if site.language_of(path) == tag]
    twice = [title for title, n in Counter(p.title for p in pages).items() if n > 1]
    assert not twice
    name = site.page("", tag).title
    for page in pages:
        assert page.title.endswith(name)
        assert page.title != f" – {name}"


def test_descriptions_are_neither_missing_nor_cut_by_search_engines(site: Site) -> None:
    for path, page in site.content_pages.items():
        assert 20 <= len(page.description) <= 160, (path, page.description)
        assert "\n" not in page.description
        assert page.description != page.title


@pytest.mark.parametrize("tag", LANGUAGES)
def test_pages_of_a_list_have_descriptions_of_their_own(site: Site, tag: str) -> None:
    lists = [p for path, p in site.content_pages.items()
             if site.language_of(path) == tag and "CollectionPage" in types(p)]  # fmt: skip
    assert len(lists) > len(SECTIONS)
    assert len({page.description for page in lists}) == len(lists)


def test_open_graph_says_what_the_page_says(site: Site) -> None:
    for path, page in site.content_pages.items():

        def content(name: str, page: Page = page) -> str:
            return squeeze(page.attribute(f'meta[property="og:{name}"]', "content"))

        assert content("title") == page.title
        assert content("description") == squeeze(page.description)
        assert content("url") == page.canonical
        assert content("site_name") == site.page("", site.language_of(path)).title
        is_news = path.split("news/")[-1] != "" and "NewsArticle" in types(page)
        assert content("type") == ("article" if is_news else "website"), path
        own = content("locale").replace("_", "-").split("-")[0]
        assert own == site.language_of(path)
        others = [
            str(node.attributes["content"]).replace("_", "-").split("-")[0]
            for node in page.all('meta[property="og:locale:alternate"]')
        ]
        assert others == [t for t in LANGUAGES if t in page.alternates and t != own]


def types(page: Page) -> list[str]:
    return [node["@type"] for node in page.graph]


TYPES = {
    "programmes/romact/": "FundingScheme",
    "projects/roma-net/": "Project",
    "municipalities/ruse/": "GovernmentOrganization",
    "agreements/romact-blagoevgrad-2020/": "DigitalDocument",
    "organisations/open-society-club-ruse/": "NGO",
    "organisations/european-commission/": "GovernmentOrganization",
    "funding/civic-participation-grant/": "MonetaryGrant",
    "events/focsani-training-2018/": "EducationEvent",
    "events/roma-net-torrent-2012/": "Event",
    "news/focsani-training-2018/": "NewsArticle",
    "documents/good-governance-handbook/": "DigitalDocument",
    "sources/geonames/": "CreativeWork",
    "projects/": "CollectionPage",
    "funding/": "CollectionPage",
    "about/": "WebPage",
    "": "WebSite",
}


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("path", TYPES)
def test_linked_data_names_the_kind_of_thing(site: Site, path: str, tag: str) -> None:
    page = site.page(path, tag)
    node = page.graph[0]
    assert node["@type"] == TYPES[path]
    assert node["@id"] == node["url"] == page.canonical
    assert page.title.startswith(squeeze(node["name"]))


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every node of linked data, nested ones too."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


def test_linked_data_points_to_pages_that_are_there(any_site: Site) -> None:
    for path, page in any_site.content_pages.items():
        for node in nodes(page.graph):
            assert "@type" in node, path
            assert None not in node.values()
            for key in ("@id", "item"):
                address = node.get(key)
                if address and any_site.is_own(address):
                    assert address.removeprefix(any_site.url) in any_site.pages, address


def test_breadcrumbs_lead_from_the_home_page_to_the_page(site: Site) -> None:
    for path, page in site.content_pages.items():
        if site.below_language(path) == "":
            assert "BreadcrumbList" not in types(page)
            continue
        crumbs = next(n for n in page.graph if n["@type"] == "BreadcrumbList")["itemListElement"]
        assert [crumb["position"] for crumb in crumbs] == list(range(1, len(crumbs) + 1))
        assert crumbs[0]["item"] == site.url + site.prefix(site.language_of(path))
        assert crumbs[-1]["item"] == page.canonical
        shown = page.all("nav ol li")
        if shown:  # the visible breadcrumb says the same
            names = [squeeze(crumb["name"]) for crumb in crumbs]
            assert [text_of(li) for li in shown][:-1] == names[:-1]
            assert "aria-current" in shown[-1].attributes


def test_linked_data_holds_facts_as_machines_read_them(site: Site) -> None:
    grant = site.page("funding/civic-participation-grant/", "bg").graph[0]
    assert grant["amount"] == {
        "@type": "MonetaryAmount", "currency": "EUR", "value": "17740.80"
    }  # fmt: skip
    event = site.page("events/focsani-training-2018/", "cs").graph[0]
    assert (event["startDate"], event["endDate"]) == ("2018-05-15", "2018-05-17")
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    project = site.page("projects/roma-net/", "ro").graph[0]
    assert project["dissolutionDate"] == "2013-01"
    news = site.page("news/roma-net-key-lessons-2012/").graph[0]
    assert news["datePublished"] == "2012-07-16"
    town = site.page("municipalities/ruse/").graph[0]
    assert town["location"]["geo"] == {
        "@type": "GeoCoordinates", "latitude": 43.84872, "longitude": 25.9534
    }  # fmt: skip


def test_pages_of_a_list_name_their_neighbours(site: Site) -> None:
    first, second = site.list_pages("municipalities/", "ro")
    assert not first.all("link[rel=prev]")
    assert first.attribute("link[rel=next]", "href") == second.canonical
    assert second.attribute("link[rel=prev]", "href") == first.canonical
    assert not second.all("link[rel=next]")
    assert urlsplit(second.canonical).path.endswith("/ro/municipalities/page-2/")


def test_spaces_that_do_not_break_stay_in_titles(site: Site) -> None:
    """markupsafe's `striptags` makes ordinary ones of them; a list's heading is made of a name."""
    name = "eea-ngo-bulgaria-2009-2014"
    written = site_build.read_yaml(site_build.ROOT / "data" / "programmes" / f"{name}.yml")
    title = written["name"]["cs"]
    assert "\u00a0" in title
    page = site.page(f"municipalities/by-programme/{name}/", "cs")
    heading = page.one("h1").text()
    assert title in heading
