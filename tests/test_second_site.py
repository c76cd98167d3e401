"""Another programme's site, with other languages, from the same code and other data alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from babel import Locale
from icu import Collator
from icu import Locale as IcuLocale
from selectolax.lexbor import LexborNode

from tests.site_build import ROOT
from tests.site_walk import SECTIONS, Page, Site, css_addresses, text_of

pytestmark = pytest.mark.build

DATA = ROOT / "tests" / "second_site" / "data"
LANGUAGES = ("de", "hu", "rom")


def facts(page: Page) -> dict[str, str]:
    return dict(zip(page.texts("main dt"), page.texts("main dd"), strict=True))


def test_it_builds_without_a_warning(second_site: Site) -> None:
    assert "pages from data" in second_site.log
    assert not re.search(r"WARNING|ERROR|Deprecat|warning:", second_site.log)


def test_it_has_a_record_of_every_kind() -> None:
    folders = {path.parent.name for path in DATA.glob("*/*.yml")}
    assert folders == {*SECTIONS, "visibility", "evidence"}


def test_the_code_names_no_programme_and_no_place() -> None:
    words = re.compile(
        r"romact|urbact|roma-net|blagoevgrad|focșani|rhodope|lernende", re.IGNORECASE
    )
    named = [
        path.relative_to(ROOT).as_posix()
        for folder in ("hooks", "overrides")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".html", ".css", ".js")
        and words.search(re.sub(r'"""(?s:.*?)"""|#.*', "", path.read_text("utf-8")))
    ]
    assert not named


def test_nothing_of_the_first_site_is_on_it(second_site: Site) -> None:
    for path, page in second_site.pages.items():
        for word in ("ROMACT", "Inclusion Portal", "inclusion-portal", "Русе"):
            assert word not in page.html, path


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_page_is_there_in_every_language(second_site: Site, tag: str) -> None:
    for kind, section in SECTIONS.items():
        assert second_site.page(f"{section}/", tag).texts("h1")
        for path in (DATA / kind).glob("*.yml"):
            page = second_site.record(kind, path.stem, tag)
            assert page.language == tag
            assert page.texts("h1")
    assert second_site.page("", tag).texts("h1")
    assert second_site.page("about/", tag).texts("h1")


def test_links_and_fragments_lead_somewhere(second_site: Site) -> None:
    for page in second_site.pages.values():
        for _, target in page.references:
            path = second_site.locate(page.path, target)
            if path is not None:
                served = f"{path}index.html" if path == "" or path.endswith("/") else path
                assert served in second_site.files, f"{page.path}: {target}"
    for name in (name for name in second_site.files if name.endswith(".css")):
        for target in css_addresses(second_site.files[name].read_text("utf-8")):
            if not target.startswith(("data:", "#")):
                assert second_site.locate(name, target) in second_site.files


# -- languages -----------------------------------------------------------------------


def test_german_lives_at_the_root_and_is_the_default(second_site: Site) -> None:
    page = second_site.page("")
    assert page.language == "de"
    assert page.alternates["x-default"] == second_site.url
    assert set(page.alternates) == {*LANGUAGES, "x-default"}
    assert not [path for path in second_site.files if path.startswith(("en/", "de/", "bg/"))]


def test_facts_are_written_as_each_language_writes_them(second_site: Site) -> None:
    def fact(path: str, tag: str) -> list[str]:
        return list(facts(second_site.page(path, tag)).values())

    expected: dict[str, dict[str, tuple[str, ...]]] = {
        "projects/stille-post/": {
            "de": ("15. Januar 2025 – Dezember 2026", "23 Monate"),
            "hu": ("2025. január 15. – 2026. december", "23 hónap"),
            "rom": ("2025-01-15 – 2026-12",),
        },
        "funding/zuschuss-stille-post/": {
            "de": ("1.234.567,50 €", "62,5 %"),
            "hu": ("1 234 567,50 EUR", "62,5%"),
            "rom": ("1.234.567,50 EUR", "62,5 %"),
        },
        "events/erstes-treffen/": {
            "de": ("3. Februar 2025, 18:30 – 4. Februar 2025, 01:00",),
            "hu": ("2025. február 3., 18:30 – 2025. február 4., 1:00",),
            "rom": ("2025-02-03, 18:30 – 2025-02-04, 01:00",),
        },
        "municipalities/aehrental/": {
            "de": ("Deutschland",), "hu": ("Németország",), "rom": ("DE",),
        },
    }  # fmt: skip
    for path, languages in expected.items():
        for tag, values in languages.items():
            for value in values:
                assert value in fact(path, tag), (path, tag)


def test_romani_pages_borrow_no_words(second_site: Site) -> None:
    """CLDR does not know the language: dates are ISO 8601, no month of another language."""
    months = {
        name.lower()
        for tag in ("en", "de", "hu", "ro")
        for width in ("wide", "abbreviated")
        for name in Locale(tag).months["format"][width].values()
        if len(name) > 3
    } - {"mart", "mars"}
    assert {"januar", "ianuarie", "január"} <= months
    for path, page in second_site.pages.items():
        if second_site.language_of(path) == "rom":
            body = page.one("body").text(separator=" ").lower()
            words = set(re.findall(r"\w+\.?", body))
            assert not words & months, path
    assert second_site.page("", "rom").language == "rom"


def test_a_language_without_strings_speaks_english(second_site: Site) -> None:
    page = second_site.record("projects", "stille-post", "rom")
    assert facts(page)["Status"] == "Running"
    assert facts(page)["Duration"] == "23 months"
    assert "9 entries" in second_site.page("municipalities/", "rom").text
    german = second_site.record("projects", "stille-post", "de")
    assert "Running" not in facts(german).values()


@pytest.mark.parametrize("tag", ["de", "hu"])
def test_lists_follow_the_alphabet(second_site: Site, tag: str) -> None:
    pages = second_site.list_pages("municipalities/", tag)
    assert [len(page.all("main li h2")) for page in pages] == [5, 4]
    titles = [title for page in pages for title in page.texts("main li h2 a")]
    collator = Collator.createInstance(IcuLocale(tag))
    assert titles == sorted(titles, key=collator.getSortKey)


def test_hungarian_letters_of_two_signs_are_letters(second_site: Site) -> None:
    pages = second_site.list_pages("municipalities/", "hu")
    titles = [title for page in pages for title in page.texts("main li h2 a")]
    for before, after in (
        ("Cukorfalva", "Csillagosd"),
        ("Gúnárfő", "Gyertyánhegy"),
        ("Olajkút", "Öregmalom"),
        ("Sulymos", "Szarvastó"),
    ):
        assert titles.index(before) < titles.index(after)


# -- what is missing in a language ---------------------------------------------------

# Texts that stand in the data in German alone (or in Hungarian and German).
ONLY_GERMAN = (
    "Offene Türen", "Ein zweites erfundenes Programm", "Redaktion des Testportals", "Grüne Höfe",
    "Noch ein erfundenes Projekt.", "Bezirk Auental", "Ada Beispiel",
)  # fmt: skip


def readable(node: LexborNode) -> Iterator[tuple[str, str]]:
    """Each text of an element with the language that it is marked with."""
    for part in node.traverse(include_text=True):
        if part.tag == "-text" and (part.text_content or "").strip():
            holder = part.parent
            while holder is not None and "lang" not in holder.attributes:
                holder = holder.parent
            yield part.text_content or "", (holder.attributes["lang"] or "") if holder else ""


def test_a_text_of_another_language_is_marked_with_it(second_site: Site) -> None:
    found = set()
    for path, page in second_site.pages.items():
        if second_site.language_of(path) != "rom" or page.is_redirect:
            continue
        for text, language in readable(page.one("body")):
            for german in ONLY_GERMAN:
                if german in text:
                    found.add(german)
                    assert language == "de", f"{path}: {text!r} is marked as {language}"
    assert found == set(ONLY_GERMAN)


@pytest.mark.parametrize(
    "kind,record_id,real",
    [
        ("programmes", "offene-tueren", {"de"}),
        ("projects", "gruene-hoefe", {"de", "hu"}),
        ("projects", "stille-post", {"de", "hu", "rom"}),
    ],
)
def test_only_real_translations_are_announced(
    second_site: Site, kind: str, record_id: str, real: set[str]
) -> None:
    path = f"{SECTIONS[kind]}/{record_id}/"
    for tag in LANGUAGES:
        page = second_site.record(kind, record_id, tag)
        listed = second_site.files[f"sitemap-{tag}.xml"].read_text("utf-8")
        own = second_site.url + second_site.prefix(tag) + path
        assert bool(page.all("main [role=note]")) == (tag not in real)
        assert (f"<loc>{own}</loc>" in listed) == (tag in real)
        if tag in real:
            assert set(page.alternates) == {*real, "x-default"}
            assert page.canonical == own
        else:
            assert page.alternates == {}
            assert page.canonical == second_site.url + path


# -- files ---------------------------------------------------------------------------


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_document_and_a_source_lead_to_their_files(second_site: Site, tag: str) -> None:
    for kind, record_id, name in (
        ("documents", "leitfaden", "files/leitfaden.txt"),
        ("sources", "erfundene-akte", "files/erfundene-akte.txt"),
    ):
        page = second_site.record(kind, record_id, tag)
        assert name in second_site.targets(page, "main dd a")
        assert second_site.files[name].read_bytes() == (DATA / name).read_bytes()


def test_a_document_here_and_elsewhere_shows_both(second_site: Site) -> None:
    page = second_site.record("documents", "leitfaden")
    links = {str(node.attributes["href"]) for node in page.all("main dd a")}
    assert {"../../files/leitfaden.txt", "https://elsewhere.example/leitfaden"} <= links


def test_a_logo_has_its_words(second_site: Site) -> None:
    for tag, words in (("de", "Lernende Regionen"), ("hu", "Tanuló régiók")):
        page = second_site.record("programmes", "lernende-regionen", tag)
        alternatives = [str(node.attributes.get("alt")) for node in page.all("main header img")]
        assert [alt for alt in alternatives if words in alt]


def test_prose_keeps_its_form_below_the_heading_of_the_page(second_site: Site) -> None:
    page = second_site.record("programmes", "lernende-regionen")
    levels = [int(str(node.tag)[1]) for node in page.all("main h1, main h2, main h3, main h4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert "Wie es abläuft" in page.texts("main h2")
    assert [text_of(cell) for cell in page.all(".prose td")] == ["2025", "wenig", "2026", "mehr"]
