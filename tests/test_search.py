"""The search's own half: words as they are searched for, and what stands in the index."""

from __future__ import annotations

import gzip
import json
import re
import sys
from functools import cache
from pathlib import Path

import pytest

from portal.model import KINDS, Agreement, Source
from portal.pages import labels
from portal.search.entries import SHORT_NAME, Entries, shorten
from portal.search.pagefind import IndexRecord, SearchError, find_pagefind, make_index
from portal.search.words import Words, pagefind_language, read_rules
from tests.rendered import Rendered, news, record, render_tree
from tests.site_build import LANGUAGES, ROOT, WRITTEN, Fields, bring_along, copy_project, run_build
from tests.site_walk import Site

words = cache(Words)

# -- words ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "forms"),
    [
        ("bg", "обучение обучения обученията обучението"),
        ("bg", "план плана планът планове плановете"),
        ("bg", "община общини общината общините"),
        ("bg", "наръчник наръчника наръчникът наръчници наръчниците"),
        ("bg", "служител служителя служителят служители служителите"),
        ("bg", "интеграционен интеграционна интеграционни интеграционната интеграционните"),
        ("bg", "комисия комисии комисията комисиите"),
        ("bg", "град града градът градове градовете"),
        ("bg", "читалище читалища читалището читалищата"),
        ("bg", "местен местна местно местни местния местната местните"),
        ("cs", "školení školením školeních"),
        ("cs", "závazek závazku závazky závazků závazkem závazkům závazkách"),
        ("cs", "obec obce obci obcí obcím obcích"),
        ("cs", "příručka příručky příručku příruček příručkách příručkami"),
        ("cs", "stůl stolu stoly stolem stolům"),
        ("cs", "společnost společnosti společností"),
        ("cs", "program programu programy programem programů"),
        ("cs", "romský romská romské romského romským romských romskými"),
        ("cs", "Blagoevgrad Blagoevgradu Blagoevgradem"),
        ("ro", "municipalitate municipalități municipalitatea municipalității municipalităților"),
        ("ro", "curs cursul cursului cursuri cursurile cursurilor"),
        ("ro", "angajament angajamente angajamentele angajamentelor"),
        ("ro", "comisie comisia comisiei comisii comisiile"),
        ("ro", "expert experți experții experților expertul"),
        ("ro", "consiliu consiliul consiliului consilii consiliile"),
        ("ro", "participare participarea participării participări"),
    ],
)
def test_all_forms_of_a_word_are_one(tag: str, forms: str) -> None:
    found = {form: words(tag).query(form) for form in forms.split()}
    assert len({tuple(keys) for keys in found.values()}) == 1, found


@pytest.mark.parametrize(
    ("tag", "different"),
    [
        ("bg", "програма проект община обучение план партньор град година русе роми дата дете"),
        ("cs", "program projekt obec školení plán partner město rok ruse rom máma mech"),
        ("ro", "program proiect municipalitate curs plan partener oraș an ruse rom"),
        ("en", "programme project municipality training plan partner city year ruse roma"),
    ],
)
def test_different_words_stay_different(tag: str, different: str) -> None:
    keys = [tuple(words(tag).query(word)) for word in different.split()]
    assert len(set(keys)) == len(keys)
    assert all(len(key) == 1 and len(key[0]) >= 2 for key in keys)


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize(
    "written",
    [
        "Focșani Focşani Focsani FOCȘANI focsani F\u006fcs\u0326ani",
        "Благоевград Blagoevgrad БЛАГОЕВГРАД",
        "Кърджали Kardzhali",
        "Смолян Smolyan",
        "Чепеларе Chepelare",
        "Ценово Tsenovo",
        "Budapešť Budapest'",
        "Община Obshtina",
    ],
)
def test_scripts_and_accents_make_no_difference(tag: str, written: str) -> None:
    assert len({tuple(words(tag).query(form)) for form in written.split()}) == 1


@pytest.mark.parametrize(
    ("name", "written"),
    [("Кърджали", "kurdjali kardjali kurdzhali"), ("Русе", "rousse rouse")],
)
def test_names_are_found_in_older_and_looser_latin_spellings(name: str, written: str) -> None:
    for tag in LANGUAGES:
        spellings = [*words(tag).other_spellings(name), name]
        known = {key for spelling in spellings for key in words(tag).index(spelling)}
        for form in written.split():
            assert set(words(tag).query(form)) <= known, (tag, form)
    assert list(words("en").other_spellings("Glasgow")) == []
    # Where a spelling leaves it as it is, the name stands in the index already.
    assert list(words("bg").other_spellings("Видин")) == []


def test_a_compound_is_found_written_in_one_too() -> None:
    assert {"roma", "net", "romanet"} <= set(words("en").index("the Roma-Net project"))
    assert words("en").index("10–12") == ["10", "12"]


def test_little_words_are_left_out_of_both() -> None:
    for tag, text in (
        ("en", "the mayor of the town"), ("bg", "кметът на града"), ("cs", "starosta a město"),
        ("ro", "primarul din oraș"),
    ):  # fmt: skip
        assert len(words(tag).query(text)) == 2, tag
    assert words("en").query("THE OF") == []
    assert words("en").index("The mayor of the town") == words("en").query("mayor town")


@pytest.mark.parametrize("text", ["", "   ", "—…!?", "\u0301\u0300", "<b>&amp;"])
def test_no_text_is_too_odd(text: str) -> None:
    for tag in (*LANGUAGES, "rom"):
        assert words(tag).index(text) == words(tag).query(text)


def test_rules_are_complete_and_their_order_tells_nothing() -> None:
    rules = read_rules()
    for tag, own in rules["languages"].items():
        assert set(own) == {"stemmer", "before", "spelling", "stop", "steps"}, tag
        for step in (own["before"], *own["steps"]):
            endings = [ending for ending, _, _ in step]
            assert len(set(endings)) == len(endings), (tag, endings)
            # Longer than what it stands for would never come to an end for the prefix search.
            assert all(len(instead) <= len(ending) for ending, instead, _ in step)
    assert pagefind_language("bg") == pagefind_language("cs") == pagefind_language("ro") == "und"
    assert (pagefind_language("en"), pagefind_language("hu")) == ("en", "hu")


def test_an_excerpt_ends_with_a_whole_word() -> None:
    assert shorten("short  text\n here") == "short text here"
    long = shorten("word " * 100)
    assert len(long) < 230
    assert long.endswith("word…")
    # A text of just the length is whole, and one longer by a letter is not.
    assert shorten("ab " * 73 + "c") == "ab " * 73 + "c"
    assert shorten("ab " * 73 + "cd") == ("ab " * 73).rstrip() + "…"


# -- what is indexed -----------------------------------------------------------------


def entries(rendered: Rendered, tag: str) -> dict[str, IndexRecord]:
    found = list(Entries(rendered.portal.localisers[tag]).all(()))
    assert len({record.url for record in found}) == len(found)
    return {record.url: record for record in found}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    return render_tree(tmp_path_factory.mktemp("small"), {})


def test_a_record_is_indexed_where_it_has_words_of_the_language(small: Rendered) -> None:
    assert "municipalities/byala/" in entries(small, "en")
    assert "municipalities/ruse/" in entries(small, "bg")
    # Its name is there in English alone: the Bulgarian page is a fallback.
    assert "municipalities/byala/" not in entries(small, "bg")
    assert [url for url in entries(small, "cs") if url.count("/") > 1] == []
    assert "municipalities/" in entries(small, "cs")


def test_what_fell_back_says_in_which_language_it_is(small: Rendered) -> None:
    school = entries(small, "bg")["projects/school/"]
    assert school.meta["title"] == "Училище"
    assert "title_lang" not in school.meta
    assert school.meta["text_lang"] == "en"
    # Words of another language are no words of this one's text.
    assert "projekt" not in school.content.split()


def test_names_are_there_in_every_language_and_script(small: Rendered) -> None:
    for tag in ("en", "bg"):
        names = entries(small, tag)["municipalities/ruse/"].meta[SHORT_NAME].split()
        for name in ("Ruse", "Русе", "Rousse"):
            assert set(words(tag).query(name)) <= set(names), (tag, name)


@pytest.mark.parametrize(
    ("tag", "page", "typed"),
    [
        ("en", "funding/school-grant/", "17740.80 EUR"),
        ("en", "funding/school-grant/", "€17,740.80"),
        ("en", "funding/school-grant/", "2014"),
        ("en", "funding/school-grant/", "Donor"),
        ("en", "events/training/", "15 May 2018 training, a course in Ruse"),
        ("en", "projects/school/", "May 2014 31 December 2015 pupils"),
        ("en", "projects/school/", "Ruse Byala Donor ROMACT"),
        ("bg", "projects/school/", "май 2014 Русе"),
        ("en", "municipalities/ruse/", "RSE27 Bulgaria"),
        ("bg", "municipalities/ruse/", "България"),
        ("en", "organisations/donor/", "Norway"),
        ("en", "news/start/", "18 May 2018 it starts"),
        ("en", "agreements/ruse-2020/", "Tell the public. A Person, mayor, Ruse"),
        ("en", "programmes/romact/", "Needs Funding"),
    ],
)
def test_what_a_page_says_is_found(small: Rendered, tag: str, page: str, typed: str) -> None:
    entry = entries(small, tag)[page]
    missing = set(words(tag).query(typed)) - set(entry.content.split())
    assert not missing


def test_what_a_page_does_not_say_is_not_found(small: Rendered) -> None:
    school = entries(small, "en")["projects/school/"]
    found = {*school.content.split(), *" ".join(school.meta.values()).split()}
    # Where a link leads to, and the titles of sources: all pages would be hits for "report".
    assert not {"portal", *words("en").query("report")} & found
    assert "[" not in school.meta["text"]


def test_headings_of_a_page_count_as_headings(small: Rendered) -> None:
    found = entries(small, "en")
    for page, typed in (
        ("agreements/ruse-2020/", "commitments signatures people and roles"),
        ("programmes/romact/", "needs funding"), ("projects/school/", "pupils"),
    ):  # fmt: skip
        assert set(words("en").query(typed)) <= set(found[page].meta["headings"].split())
    assert "headings" not in found["municipalities/ruse/"].meta


NAMES = ("short_name", "middle_name", "long_name", "list_name")


def name_fields(entry: IndexRecord) -> list[str]:
    return [field for field in NAMES if field in entry.meta]


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("Lipa", "short_name"),
        ("Lipa Vrba", "short_name"),
        ("Lipa Vrba Buk", "middle_name"),
        ("Lipa Vrba Buk Dub", "middle_name"),
        ("Lipa Vrba Buk Dub Topol", "long_name"),
        # What nobody searches for does not count.
        ("The Lipa of the Vrba", "short_name"),
    ],
)
def test_the_length_of_a_name_decides_its_field(tmp_path: Path, title: str, field: str) -> None:
    made = render_tree(tmp_path, {"news/trees.yml": news(title)})
    assert name_fields(entries(made, "en")["news/trees/"]) == [field]


def test_lists_and_sources_stand_behind_what_has_their_words_as_a_name(small: Rendered) -> None:
    found = entries(small, "en")
    assert name_fields(found["sources/report/"]) == ["long_name"]
    assert name_fields(found["projects/"]) == ["list_name"]
    assert name_fields(found["projects/school/"]) == ["short_name"]
    assert "list_name" not in found["embed/"].meta


def test_a_title_that_fell_back_says_in_which_language_it_is(tmp_path: Path) -> None:
    half: Fields = {"title": {"en": "A title"}, "summary": {"en": "Short.", "bg": "Накратко."}}
    made = render_tree(tmp_path, {"news/half.yml": record(published_on="2026-05-17", **half)})
    meta = entries(made, "bg")["news/half/"].meta
    assert (meta["title"], meta["title_lang"], meta["text"]) == ("A title", "en", "Накратко.")
    assert "text_lang" not in meta
    assert "title_lang" not in entries(made, "en")["news/half/"].meta


def test_links_are_found_by_their_words_and_not_by_where_they_lead(tmp_path: Path) -> None:
    body = {"en": "Read [the paper](portal:sources/report) now. [Two](https://vrba.example/)."}
    tree = {"news/linked.yml": news("Linked", "In short.", body=body)}
    entry = entries(render_tree(tmp_path, tree), "en")["news/linked/"]
    assert entry.meta["text"] == "In short."
    assert set(words("en").query("read paper two")) <= set(entry.content.split())
    assert not set(words("en").query("portal sources vrba https")) & set(entry.content.split())


def test_a_source_shows_who_has_published_it(small: Rendered) -> None:
    report = small.portal.catalog.records["sources"]["report"]
    assert isinstance(report, Source)
    meta = entries(small, "en")["sources/report/"].meta
    assert meta["text"] == small.portal.localisers["en"].pick(report.publisher)[0]


def test_what_has_a_longer_text_has_a_summary_for_the_search_to_show() -> None:
    for kind, model in KINDS.items():
        fields = model.model_fields
        if {"description", "body"} & fields.keys():
            assert fields["summary"].is_required(), kind


def test_the_kinds_of_its_commitments_are_found_on_an_agreement(small: Rendered) -> None:
    found = entries(small, "en")
    agreement = small.portal.catalog.records["agreements"]["ruse-2020"]
    assert isinstance(agreement, Agreement)
    loc = small.portal.localisers["en"]
    names = [loc.label(labels.COMMITMENT_KIND, made.kind) for made in agreement.commitments]
    kinds = set(words("en").query(" ".join(names)))
    assert kinds
    assert kinds <= set(found["agreements/ruse-2020/"].content.split())


def test_filters_are_kinds_and_programmes(small: Rendered) -> None:
    found = entries(small, "en")
    assert found["programmes/romact/"].filters == {"kind": ["programmes"], "programme": ["romact"]}
    assert found["feeds/"].filters == {"kind": ["page"]}
    assert found["organisations/donor/"].filters["programme"] == ["romact"]


# -- Pagefind's program --------------------------------------------------------------


def records(number: int) -> list[IndexRecord]:
    return [
        IndexRecord(f"p/{i}/", f"word{i} shared", {"title": f"№ {i}"}, {"kind": [f"k{i % 3}"]})
        for i in range(number)
    ]


def test_the_same_records_give_the_same_bytes() -> None:
    first = make_index(find_pagefind(), records(300), "und")
    assert make_index(find_pagefind(), records(300), "und") == first
    assert sum(name.endswith(".pf_fragment") for name in first) == 300


def test_an_index_may_be_empty() -> None:
    assert "pagefind-entry.json" in make_index(find_pagefind(), [], "und")


@pytest.mark.skipif(sys.platform == "win32", reason="a script as a program needs a shebang")
@pytest.mark.parametrize("script", ["exit 0", "exit 3", "head -c 10; echo; exit 0"])
def test_a_program_that_ends_early_is_an_error(tmp_path: Path, script: str) -> None:
    program = tmp_path / "pagefind"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    with pytest.raises(SearchError, match="Search index"):
        make_index(program, records(2000), "und")


def test_a_program_that_cannot_start_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SearchError, match="did not start"):
        make_index(tmp_path / "none", records(1), "und")


@pytest.mark.build
@pytest.mark.parametrize(
    ("package", "said"),
    [
        ("raise ImportError", "the package pagefind-bin is missing. Run: make site"),
        ("def get_executable(): return '/nowhere/pagefind'", "without its program. Run: make site"),
        ("def get_executable(): return '/bin/true'", "Pagefind ended before its index was whole"),
    ],
)
def test_without_an_index_nothing_is_published(tmp_path: Path, package: str, said: str) -> None:
    fake = tmp_path / "fake"
    (fake / "pagefind_bin").mkdir(parents=True)
    (fake / "pagefind_bin" / "__init__.py").write_text(package)
    out = tmp_path / "site"
    out.mkdir()
    (out / "index.html").write_text("the old site")
    # A copy, which has no index from before.
    project = copy_project(tmp_path / "fake" / "project")
    bring_along(project, "cards")
    done = run_build(out, project=project, PYTHONPATH=str(fake))
    assert done.returncode == 1
    assert said in done.stderr + done.stdout
    assert "Traceback" not in done.stderr + done.stdout
    assert [path.name for path in tmp_path.iterdir() if path.name != "fake"] == ["site"]
    assert [path.read_text() for path in out.iterdir()] == ["the old site"]


# -- the built site ------------------------------------------------------------------


def fragments(site: Site, tag: str) -> list[dict[str, object]]:
    folder = site.root / "pagefind" / tag / "fragment"
    packed = [gzip.decompress(path.read_bytes()) for path in sorted(folder.iterdir())]
    return [json.loads(content.removeprefix(b"pagefind_dcd")) for content in packed]


@pytest.mark.build
@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_page_of_the_index_is_a_page_of_the_site(site: Site, tag: str) -> None:
    root = "" if tag == "en" else f"{tag}/"
    urls = [root + str(fragment["url"]) for fragment in fragments(site, tag)]
    assert len(set(urls)) == len(urls)
    assert [url for url in urls if url not in site.pages] == []
    for url in urls:
        assert site.pages[url].language == tag
    # And the other way: what the sitemap has of records, lists and texts can be found.
    left_out = r"(page-\d+/$|/by-[a-z]+/$|^(embed|map)/.+/$|^search/$|^$)|^[^/]+/[^/]+/[^/]+/"
    for path, page in site.pages.items():
        below = path.removeprefix(root)
        if path.startswith(root) and page.language == tag and path.endswith("/"):
            if tag == "en" and path.split("/")[0] in LANGUAGES:
                continue
            if page.canonical != site.url + path and tag not in WRITTEN:
                continue  # what another language's page stands in for is found in that one
            if not re.search(left_out, below) and not page.is_redirect:
                assert path in urls, path


@pytest.mark.build
@pytest.mark.parametrize("tag", LANGUAGES)
def test_only_what_the_script_needs_is_published(site: Site, tag: str) -> None:
    names = {path.name for path in (site.root / "pagefind" / tag).iterdir()}
    assert not any("ui" in name or "highlight" in name for name in names)
    settings = json.loads((site.root / "pagefind" / tag / "portal.json").read_text("utf-8"))
    assert settings["rules"]["letters"]["ж"] == "zh"
    assert set(settings["programmes"]) == {p.stem for p in (ROOT / "data/programmes").iterdir()}


@pytest.mark.build
def test_the_scripts_stay_small() -> None:
    assets = ROOT / "overrides" / "assets"
    assert (assets / "search.js").stat().st_size < 8192
    whole = b"".join(path.read_bytes() for path in sorted(assets.glob("search*")))
    assert len(gzip.compress(whole)) < 8192


@pytest.mark.build
def test_a_language_without_rules_has_an_index_too(second_site: Site) -> None:
    for tag in ("de", "hu", "rom"):
        assert fragments(second_site, tag)
