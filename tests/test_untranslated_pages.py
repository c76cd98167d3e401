"""Pages with texts in other languages: what they say of themselves, and which way text runs."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from portal.build import open_portal
from portal.frame import Frame
from portal.opening import Portal
from portal.pages import home
from portal.pages.chrome import make_chrome
from portal.pages.head import page_head, switch_links
from portal.plan import NO_TOOLS
from portal.preview import Preview
from portal.theme import Theme
from tests.builders import FILES, SITE, check_tree, write_tree
from tests.rendered import news
from tests.site_build import ROOT
from tests.site_walk import Page
from tests.test_accessibility_statement import STATEMENT

FRAME = Frame(("<!doctype html><html><head>", "</head><body>", "", "</body></html>"))
CZECH = {"en": "In English", "cs": "Česky"}


def opened(data: Path) -> Portal:
    checked = check_tree(data)
    assert checked.catalog is not None and not checked.problems, "\n".join(
        map(str, checked.problems)
    )
    return open_portal(
        checked.catalog, checked.strings, data, ROOT / "overrides", date(2026, 11, 22)
    )


def page_of(portal: Portal, path: str, folder: Path) -> Page:
    """A page of a site, without what stands around it."""
    frames = {tag: dict.fromkeys(portal.frame_keys(), FRAME) for tag in portal.localisers}
    Preview(portal, Theme(frames), NO_TOOLS, folder).make(f"{path}index.html")
    return Page(path, (folder / path / "index.html").read_text("utf-8"))


# -- linked data -----------------------------------------------------------------------


@pytest.mark.parametrize("path", ["news/start/", "accessibility/"])
def test_the_linked_data_of_an_untranslated_page_are_those_of_the_original(
    tmp_path: Path, path: str
) -> None:
    changes = {"news/start.yml": json.dumps(news()), "site.yml": SITE + STATEMENT}
    portal = opened(write_tree(tmp_path / "data", changes))
    original, shown = (page_of(portal, f"{root}{path}", tmp_path / "out") for root in ("", "cs/"))
    assert shown.canonical == original.canonical == f"https://portal.example/{path}"
    for page in (original, shown):
        node = page.graph[0]
        assert node["@id"] == node["url"] == page.canonical
        assert node["inLanguage"] == "en"
        assert page.graph[1]["itemListElement"][-1]["item"] == page.canonical


def test_the_linked_data_of_a_translated_page_are_its_own(tmp_path: Path) -> None:
    changes = {"news/start.yml": json.dumps({**news(), "title": CZECH, "summary": CZECH})}
    portal = opened(write_tree(tmp_path / "data", changes))
    page = page_of(portal, "cs/news/start/", tmp_path / "out")
    node = page.graph[0]
    assert node["@id"] == page.canonical == "https://portal.example/cs/news/start/"
    assert node["inLanguage"] == "cs"


def test_only_a_page_that_is_translated_names_its_other_languages(tmp_path: Path) -> None:
    localisers = opened(write_tree(tmp_path / "data")).localisers
    paths = {"en": "about/", "bg": "bg/about/"}
    said = {
        tag: page_head("About", "What this is.", paths, loc).other_languages
        for tag, loc in localisers.items()
    }
    assert 'content="bg' in said["en"]
    assert 'content="en' in said["bg"]
    assert not said["cs"]  # the English page stands in for it, and announces no translation


# -- directions ------------------------------------------------------------------------

HEADER = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
# Words enough for the interface to count as translated.
WORDS = f'{HEADER}msgid "Read this website in English"\nmsgstr "X"\n'
ARABIC = "  - tag: ar\n    name: العربية\n    direction: rtl\n"
PAIR = "ruse/romact/"


def arabic(directory: Path, *, words: bool, **texts: str) -> Portal:
    """The small site with Arabic in the place of Czech, and a news item in English and those."""
    shown = {"en": "In English", **texts}
    changes = {
        "news/start.yml": json.dumps({**news(), "title": shown, "summary": shown}),
        "site.yml": SITE.replace("  - tag: cs\n    name: Čeština\n", ARABIC),
        "visibility/donor-rule.yml": str(FILES["visibility/donor-rule.yml"]).replace("cs:", "ar:"),
    }
    if words:
        changes |= {f"strings/{tag}.po": WORDS for tag in ("ar", "bg")}
    return opened(write_tree(directory, changes))


def test_text_from_left_to_right_says_so_on_a_page_from_right_to_left(tmp_path: Path) -> None:
    portal = arabic(tmp_path / "data", words=True)
    page = page_of(portal, "ar/news/start/", tmp_path / "out")
    foreign = page.one("h1 [lang]")
    assert (foreign.attributes["lang"], foreign.attributes["dir"]) == ("en", "ltr")
    assert all(node.attributes.get("dir") == "ltr" for node in page.all("[lang=en]:not(html)"))
    # Where all runs from left to right, nobody has to say so.
    page = page_of(portal, "bg/news/start/", tmp_path / "out")
    assert len(page.all("h1 [lang=en]")) == 1
    assert not page.all("[lang=en][dir]")


def test_text_from_right_to_left_says_so_everywhere(tmp_path: Path) -> None:
    portal = arabic(tmp_path / "data", words=False, ar="بالعربية")
    # In Arabic the words of the interface are English here.
    for root in ("ar/", "bg/"):
        page = page_of(portal, f"{root}news/start/", tmp_path / "out")
        spans = page.all("h1 [lang=ar]")
        assert len(spans) == (root == "ar/")
        assert all(span.attributes["dir"] == "rtl" for span in spans)


@pytest.mark.parametrize(
    ("tag", "words", "attributes"),
    [("ar", False, ' lang="en" dir="ltr"'), ("ar", True, ""), ("bg", False, ' lang="en"')],
)
def test_the_words_around_a_page_say_their_direction(
    tmp_path: Path, tag: str, words: bool, attributes: str
) -> None:
    loc = arabic(tmp_path / "data", words=words).localisers[tag]
    chrome = make_chrome(loc, (), (), head="", switcher="", content="")
    assert chrome.interface_attributes == attributes


@pytest.mark.parametrize(
    ("tag", "words", "directions"),
    [
        ("en", True, {"en": "", "bg": "", "ar": "rtl"}),
        ("ar", True, {"en": "ltr", "bg": "ltr", "ar": ""}),
        ("ar", False, {"en": "", "bg": "", "ar": "rtl"}),
    ],
)
def test_names_of_languages_say_their_direction_where_it_is_another_one(
    tmp_path: Path, tag: str, words: bool, directions: dict[str, str]
) -> None:
    languages = arabic(tmp_path / "data", words=words).default.languages
    links = switch_links("news/", languages[tag], languages)
    assert {link.tag: link.direction for link in links} == directions


def test_the_offer_of_a_language_says_its_direction(tmp_path: Path) -> None:
    localisers = arabic(tmp_path / "data", words=True).localisers
    # Only the first language's home page makes offers, and any language may be the first.
    offers = {
        tag: [str(offer.attributes) for offer in home._offers(loc)]
        for tag, loc in localisers.items()
    }
    assert offers == {
        "en": ['lang="bg"', 'lang="ar" dir="rtl"'],
        "bg": ['lang="en"', 'lang="ar" dir="rtl"'],
        "ar": ['lang="en" dir="ltr"', 'lang="bg" dir="ltr"'],
    }


@pytest.mark.parametrize(("words", "document"), [(True, ("ar", "rtl")), (False, ("en", None))])
def test_embeds_say_the_direction_of_their_words_and_of_others(
    tmp_path: Path, words: bool, document: tuple[str, str | None]
) -> None:
    portal = arabic(tmp_path / "data", words=words)
    path = f"embed/v1/{PAIR}ar/"
    card = page_of(portal, path, tmp_path / "out")
    html = card.one("html").attributes
    assert (html["lang"], html.get("dir")) == document
    foreign = card.all("h1 [lang=en]")
    assert [span.attributes["dir"] for span in foreign] == ["ltr"] * words
