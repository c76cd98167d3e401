"""Embeds: what is promised under /embed/v1/, and that no name in the data can break it."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from markupsafe import Markup
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from portal.build import open_portal
from portal.check import check_directory
from portal.embeds import contract
from portal.embeds.badges import draw_badge
from portal.embeds.cards import EmbedCards
from portal.embeds.embeds import Embeds
from portal.embeds.files import inline_elements
from portal.embeds.heights import list_height
from portal.embeds.names import MAX_WEBSITE, tame
from portal.embeds.pairs import Pair, Pairs, signed_since
from portal.embeds.png import render_pngs
from portal.embeds.views import DatedLink, ListCard
from portal.hosting.inline import find_inline
from portal.model import Agreement
from portal.pages.embed_page import EmbedPages, embed_page_count
from tests import site_build
from tests.builders import FILES
from tests.rendered import render_tree, site_with
from tests.shared import Shared
from tests.site_build import LANGUAGES, ROOT, assets, every_language
from tests.site_walk import Page, Site, text_of

BLAGOEVGRAD = "embed/v1/blagoevgrad/romact/"
# All troubles that the loader lets through (it refuses U+202E), in 200 characters.
HOSTILE = ("\"><script>alert('&amp;')</script>\u200fאב\u200f {{ x }} <!-- ]]> 🏛️👩‍👧 " * 5)[:200]
FORMER = "old-blagoevgrad"
ALLOWED_BY_WORDPRESS = {
    "a": {"href"},
    "blockquote": set[str](),
    "iframe": {"src", "width", "height", "frameborder", "marginwidth", "marginheight",
               "scrolling", "title"},
}  # fmt: skip


def make_changed_site(place: Path) -> Site:
    """A site with hostile names, a renamed municipality and programme, and an event to come."""
    data = site_build.copy_data(place / "data")
    hostile = every_language(HOSTILE)
    site_build.change_yaml(
        data / "programmes" / "urbact-ii.yml", name=hostile, embed_text=hostile, short_name=HOSTILE,
    )  # fmt: skip
    site_build.change_yaml(data / "municipalities" / "glasgow.yml", name=hostile)
    site_build.change_yaml(data / "municipalities" / "blagoevgrad.yml", former_ids=[FORMER])
    site_build.change_yaml(data / "programmes" / "romact.yml", former_ids=["old-romact"])
    for number, status in enumerate(("planned", "planned", "cancelled", "planned", "planned")):
        event = {
            "title": every_language(f"Meeting {number}"),
            "kind": "meeting",
            "status": status,
            "summary": every_language("Planning."),
            "period": {"starts_on": f"2026-10-{20 - number}"},
            "municipality": "blagoevgrad",
            "programme": "romact",
            "sources": ["romact-blagoevgrad-agreement"],
            "updated_on": "2026-09-01",
        }
        site_build.write_yaml(data / "events" / f"meeting-{number}.yml", event)
    agreement = site_build.read_yaml(data / "agreements" / "romact-blagoevgrad-2020.yml")
    many = agreement["commitments"] * 8
    title = every_language("Another agreement")
    site_build.write_yaml(
        data / "agreements" / "many.yml",
        {**agreement, "title": title, "commitments": many, "municipality": "focsani"},
    )
    return site_build.build(place / "site", data=data)


@pytest.fixture(scope="module")
def changed_site(shared: Shared) -> Site:
    return shared.get("changed-embeds", make_changed_site)


def card_of(site: Site, path: str) -> Page:
    return site.pages[path]


def directories(site: Site) -> set[str]:
    return {
        path.removesuffix(contract.OEMBED_JSON)
        for path in site.files
        if path.startswith(contract.ROOT) and path.endswith(contract.OEMBED_JSON)
    }


def code(page: Page, snippet: str) -> str:
    """A snippet as a webmaster copies it out of the page."""
    return str(page.one(f"#code-{snippet}").text(strip=False))


# -- the contract --------------------------------------------------------------------


def test_every_pair_has_every_file_in_every_language(site: Site) -> None:
    found = directories(site)
    pairs = {tuple(d.split("/")[2:4]) for d in found}
    assert ("blagoevgrad", "romact") in pairs
    assert ("glasgow", "urbact-ii") in pairs  # by a partner of a project
    # Only a place where others' project worked.
    assert ("ruse", "eea-ngo-bulgaria-2009-2014") not in pairs
    assert ("focsani", "romact") in pairs  # by an event
    assert ("budapest", "romact") not in pairs
    assert len(found) == len(pairs) * len(site.languages)
    names = (
        "index.html", "auto.html", "news/index.html", "events/index.html",
        "badge.svg", "badge.png", "oembed.json", "oembed.xml",
    )  # fmt: skip
    assert names == contract.FILES
    expected = {d + name for d in found for name in names}
    expected |= {"embed/v1/programme-card.js", "embed/v1/auto-height.js"}
    assert expected == {path for path in site.files if path.startswith("embed/v1/")}


@pytest.mark.parametrize("name", ["site", "changed_site"])
def test_sizes(name: str, request: pytest.FixtureRequest) -> None:
    site: Site = request.getfixturevalue(name)
    sizes = {
        path: file.stat().st_size
        for path, file in site.files.items()
        if path.startswith(contract.ROOT)
    }
    cards = {path: size for path, size in sizes.items() if path.endswith(".html")}
    assert max(cards.values()) < 6 * 1024
    assert sizes["embed/v1/programme-card.js"] < 5 * 1024
    assert sizes["embed/v1/auto-height.js"] <= 1024


def test_scripts_are_frozen(site: Site) -> None:
    """Snippets on other websites carry these hashes: a change would switch them all off."""
    golden = {
        "programme-card.js": "aRHPAv4Uji+a4Artk3w/hHwsbDjoIuOaqDbEpDHHfonwGmanLivAoEnpCu6+iY42",
        "auto-height.js": "Z0a//ljwc2Qr65zBzOZYKanjn3f5pVeo8t7SMarJorALEQrh+A/XrlBuIi2mvGQx",
    }
    for name, value in golden.items():
        digest = hashlib.sha384(site.files[f"embed/v1/{name}"].read_bytes()).digest()
        assert base64.b64encode(digest).decode() == value
        assert contract.integrity(name) == f"sha384-{value}"


def test_snippets_of_a_pair_are_as_promised(site: Site) -> None:
    page = site.page("embed/blagoevgrad/romact/", "en")
    base = "https://inclusion-portal.example/"
    own = (
        f'<a href="{base}municipalities/blagoevgrad/" lang="en" hreflang="en" rel="noopener">'
        "Blagoevgrad – Inclusion Portal</a>"
    )
    logo = (
        '<a href="https://coe-romact.org/" lang="en" rel="noopener">'
        f'<img src="{base}logos/romact.svg" alt="Logo of ROMACT: to the programme’s website" '
        'width="166" height="60" /></a>'
    )
    links = f'<a href="https://coe-romact.org/" rel="noopener">ROMACT</a> – {own}'
    frame = (
        f'<iframe src="{base}embed/v1/blagoevgrad/romact/en/%s" title="%s" width="100%%" '
        'height="%d" frameborder="0" loading="lazy" sandbox="%s" '
        'referrerpolicy="no-referrer"></iframe>'
    )
    top = "allow-top-navigation-by-user-activation"
    assert code(page, "logo") == logo
    assert code(page, "logo-text") == (
        f'<p lang="en">{logo}<br />\nWe take part in ROMACT, a programme of the European '
        f"Commission and the Council of Europe for the inclusion of Roma communities.\n{own}</p>"
    )
    assert code(page, "card") == (
        frame % ("", "ROMACT – Blagoevgrad", 863, top) + f'\n<p lang="en">{links}</p>'
    )
    assert code(page, "news").startswith(frame % ("news/", "News: ROMACT – Blagoevgrad", 301, top))
    assert code(page, "events").startswith(
        frame % ("events/", "Past events: ROMACT – Blagoevgrad", 293, top)
    )
    assert re.fullmatch(
        r'<a href="https://coe-romact\.org/" lang="en" rel="noopener"><img src="https://inclusion-'
        r'portal\.example/embed/v1/blagoevgrad/romact/en/badge\.svg" alt="We take part in ROMACT" '
        r'width="\d+" height="32" /></a>',
        code(page, "badge"),
    )
    assert code(page, "component") == (
        '<programme-card municipality="blagoevgrad" programme="romact" lang="en" height="863">'
        f'{links}</programme-card>\n<script src="{base}embed/v1/programme-card.js" integrity="'
        f'{contract.integrity("programme-card.js")}" crossorigin="anonymous" '
        'defer="defer"></script>'
    )
    assert code(page, "auto").endswith(
        f'\n<script src="{base}embed/v1/auto-height.js" integrity="'
        f'{contract.integrity("auto-height.js")}" crossorigin="anonymous" defer="defer"></script>'
    )
    assert f"allow-scripts {top}" in code(page, "auto")


@pytest.mark.parametrize("name", ["site", "changed_site"])
def test_a_page_that_is_sent_as_xhtml_outlives_what_is_pasted(
    name: str, request: pytest.FixtureRequest
) -> None:
    site: Site = request.getfixturevalue(name)
    pages = (page for path, page in site.pages.items() if re.search(r"\bembed/.+/.+/$", path))
    pasted = [node.text(strip=False) for page in pages for node in page.all("textarea")]
    assert sum(text.startswith("<programme-card ") for text in pasted) >= len(LANGUAGES)
    with zipfile.ZipFile(
        io.BytesIO(site.files["logos/romact/romact-logo.zip"].read_bytes())
    ) as kit:
        texts = [kit.read(f"readme-{tag}.txt").decode() for tag in LANGUAGES]
    pasted += [text.rpartition("\n\n")[2] for text in texts]
    for text in pasted:
        ET.fromstring(f"<body>{text}</body>")


def test_message_format(site: Site) -> None:
    auto = site.files[f"{BLAGOEVGRAD}en/auto.html"].read_text("utf-8")
    assert '{type:"programme-card",v:1,height:v}' in auto
    assert '{message:"height",value:v,secret:s}' in auto  # WordPress' own
    parent = site.files["embed/v1/auto-height.js"].read_text("utf-8")
    for part in ("event.source", "origin", "=== source", '"programme-card"', "data.v !== 1"):
        assert part in parent or part == "event.source"


# -- cards ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["site", "changed_site"])
def test_cards_stand_alone(name: str, request: pytest.FixtureRequest) -> None:
    site: Site = request.getfixturevalue(name)
    for directory in directories(site):
        for file in ("", "news/", "events/"):
            page = site.pages[directory + file]
            assert page.language == directory.split("/")[4]
            assert page.title
            assert not page.all("script, link[rel=stylesheet], iframe, form, [style], [onclick]")
            for node in page.all("a[href]"):
                assert node.attributes["target"] == "_top"
                assert node.attributes["rel"] == "noopener"
            for node in page.all("img"):
                assert node.attributes["alt"]
                target = site.locate(page.path, node.attributes["src"] or "")
                assert target in site.files


def test_card_says_what_is_known(site: Site) -> None:
    page = card_of(site, f"{BLAGOEVGRAD}en/")
    assert page.title == "ROMACT – Blagoevgrad"
    assert page.texts("h1") == ["ROMACT"]
    # The versions differ in the day of the signatures; the year is common to all.
    assert "Since 2020" in page.texts("small")
    items = page.texts("li")
    assert len(items) == 7
    assert items[0] == "Inform the public No evidence yet" or items[0] == (
        "Inform the publicNo evidence yet"
    )
    assert "No upcoming event is known." in page.text
    links = [node.attributes["href"] for node in page.all(".go a")]
    assert links == ["https://coe-romact.org/", "../../../../../municipalities/blagoevgrad/"]
    other = card_of(site, "embed/v1/glasgow/urbact-ii/bg/")
    assert not other.all("li")  # no agreement is known
    assert "Ангажименти" not in other.text


def test_next_event_and_events_card(changed_site: Site) -> None:
    card = card_of(changed_site, f"{BLAGOEVGRAD}en/")
    assert "Meeting 4" in card.text  # 16 October, the first of those to come
    events = card_of(changed_site, f"{BLAGOEVGRAD}en/events/")
    assert [t.split("1")[0] for t in events.texts("li a")] == ["Meeting 4", "Meeting 3", "Meeting "]
    assert "Meeting 2" not in events.text  # cancelled
    assert events.title.startswith("Upcoming events")
    news = card_of(changed_site, "embed/v1/focsani/romact/cs/news/")
    assert len(news.texts("li")) == 1
    assert "2018" in news.text
    assert card_of(changed_site, f"{BLAGOEVGRAD}en/news/").texts("li")  # the programme's


def test_many_commitments_are_cut_and_counted(changed_site: Site) -> None:
    items = card_of(changed_site, "embed/v1/focsani/romact/en/").texts("li")
    assert len(items) == 11
    assert items[-1] == "and 46 more"


# -- heights -------------------------------------------------------------------------


def height_in(site: Site, pair: str) -> int:
    frame = LexborHTMLParser(code(site.page(f"embed/{pair}/", "en"), "card")).css("iframe")[0]
    return int(frame.attributes["height"] or "")


def test_a_snippet_leaves_room_for_an_event_to_come(site: Site, changed_site: Site) -> None:
    """It is copied once, and the card changes by itself."""
    assert "Meeting 4" in card_of(changed_site, f"{BLAGOEVGRAD}en/").text
    assert height_in(site, "blagoevgrad/romact") == height_in(changed_site, "blagoevgrad/romact")
    assert height_in(site, "focsani/romact") < height_in(changed_site, "focsani/romact")


def test_heights_are_those_of_texts_as_they_are_seen() -> None:
    entries = (DatedLink("/", Markup.escape("Training"), "2018"),)
    card = ListCard("en", "ltr", "", "", "News", Markup.escape("Focșani"), entries, "", ())

    def height(text: Markup) -> int:
        return list_height(replace(card, entries=(replace(entries[0], text=text),)))

    ampersands = "& " * 14 + "&"
    assert height(Markup.escape(ampersands)) == list_height(card)
    assert height(Markup('<span lang="bg" dir="ltr">Training</span>')) == list_height(card)
    # Text that looks like markup is seen.
    assert height(Markup.escape("<b>" * 20)) > list_height(card)
    assert height(Markup("Обучение " * 20)) > height(Markup("Обучение " * 5)) > list_height(card)
    assert list_height(replace(card, entries=())) < list_height(card)


def signed(*dates: Mapping[str, str], versions: tuple[str, ...] = ("bg", "en")) -> Agreement:
    names = every_language("x")
    return Agreement.model_validate(
        {
            "id": "a", "sources": ["s"], "updated_on": "2026-01-01", "title": names,
            "summary": names, "programme": "p", "municipality": "m",
            "language_versions": list(versions),
            "signatories": [
                {"name": names, "title": names, "place": names, "signed_on": dict(d)}
                for d in dates
            ],
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("dates", "since"),
    [
        (({"bg": "2020-03-13", "en": "2020-03-13"}, {"bg": "2020-03-24", "en": "2020-03-24"}),
         "2020-03-24"),
        (({"bg": "2020-03-13", "en": "2020-02-13"},), "2020"),
        (({"bg": "2020-03-13"},), "2020"),  # blank in the other version
        (({"bg": "2020-03-13", "en": "2019-03-13"},), "None"),
        (({},), "None"),
    ],
)  # fmt: skip
def test_since_is_as_exact_as_the_versions_agree(
    dates: tuple[Mapping[str, str], ...], since: str
) -> None:
    assert str(signed_since(signed(*dates))) == since


# -- oEmbed --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["site", "changed_site"])
def test_oembed_is_valid_and_survives_wordpress(name: str, request: pytest.FixtureRequest) -> None:
    site: Site = request.getfixturevalue(name)
    for directory in directories(site):
        response = json.loads(site.files[directory + "oembed.json"].read_text("utf-8"))
        assert (response["version"], response["type"]) == ("1.0", "rich")
        assert all(isinstance(response[n], int) and response[n] > 0 for n in ("width", "height"))
        assert {"title", "author_name", "author_url", "provider_name", "provider_url"} <= set(
            response
        )
        assert response["cache_age"] == 86_400
        for owner in ("author_url", "provider_url"):
            page = response[owner].removeprefix("https://inclusion-portal.example/")
            assert f"{page}index.html" in site.files
        badge = ET.fromstring(site.files[directory + "badge.svg"].read_bytes())
        if name == "site" or not any(e.tag.endswith("}text") for e in badge.iter()):
            thumbnail = response["thumbnail_url"].removeprefix("https://inclusion-portal.example/")
            with Image.open(site.files[thumbnail]) as picture:
                said = response["thumbnail_width"], response["thumbnail_height"]
                assert picture.size == said
        else:
            assert not [said for said in response if said.startswith("thumbnail")]
        root = ET.fromstring(site.files[directory + "oembed.xml"].read_bytes())
        assert root.tag == "oembed"
        assert {e.tag: e.text for e in root} == {n: str(v) for n, v in response.items()}
        tree = LexborHTMLParser(response["html"])
        body = tree.body
        assert body is not None
        inner = [node for node in body.css("*") if node.tag not in ("body", "span")]
        assert {node.tag for node in inner} == {"blockquote", "a", "iframe"}
        # As wp_filter_oembed_result keeps it: one plain blockquote, then one frame.
        assert re.fullmatch(
            r"<blockquote>.*?</blockquote><iframe.*?></iframe>", response["html"], re.DOTALL
        )
        frame = tree.css("iframe")[0].attributes
        kept = {n: v for n, v in frame.items() if n in ALLOWED_BY_WORDPRESS["iframe"]}
        assert {"src", "title", "width", "height"} <= set(kept)
        assert (frame["height"], frame["title"]) == (str(response["height"]), response["title"])
        assert len(tree.css("blockquote a[href]")) == 2


def test_oembed_is_written_as_json_writes_it(changed_site: Site) -> None:
    responses = [p for name, p in changed_site.files.items() if name.endswith(contract.OEMBED_JSON)]
    assert responses
    for path in responses:
        content = path.read_text("utf-8")
        assert content == json.dumps(json.loads(content), ensure_ascii=False, indent=1) + "\n"


def test_what_cards_carry_inline_is_found_without_a_parser(changed_site: Site) -> None:
    cards = [
        changed_site.files[directory + name]
        for directory in directories(changed_site)
        for name in (contract.CARD, contract.AUTO_CARD, contract.NEWS, contract.EVENTS)
    ]
    for card in cards:
        content = card.read_bytes()
        inline = find_inline([content.decode()])
        assert inline.styles
        assert find_inline(inline_elements([content])) == inline


def test_pages_announce_oembed_with_absolute_addresses(site: Site) -> None:
    expected = f"https://inclusion-portal.example/{BLAGOEVGRAD}bg/oembed.json"
    selector = 'link[rel=alternate][type="application/json+oembed"]'
    for path in ("municipalities/blagoevgrad/", "programmes/romact/", "embed/blagoevgrad/romact/"):
        assert site.page(path, "bg").attribute(selector, "href") == expected
    xml = site.page("municipalities/blagoevgrad/", "bg").attribute(
        'link[rel=alternate][type="text/xml+oembed"]', "href"
    )
    assert xml == expected.replace(".json", ".xml")
    assert not site.page("municipalities/smolyan/", "bg").all(selector)


# -- pages ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_embed_page_lists_every_pair(site: Site, language: str) -> None:
    page = site.page("embed/", language)
    pairs = {d.split("/", 2)[2].rsplit("/", 2)[0] for d in directories(site)}
    expected = {f"{site.prefix(language)}embed/{pair}/" for pair in pairs}
    assert expected == site.targets(page, "table a")
    for system in ("WordPress", "Joomla", "Drupal"):
        assert page.texts("dt").count(system) == 2
    box = site.targets(site.page("municipalities/glasgow/", language), "main section a")
    assert f"{site.prefix(language)}embed/glasgow/urbact-ii/" in box
    assert not site.page("municipalities/smolyan/", language).all("#embed")


def test_pair_page_shows_four_default_snippets_without_scripts(site: Site) -> None:
    page = site.page("embed/blagoevgrad/romact/", "cs")
    snippets = [node.attributes["data-snippet"] for node in page.all("[data-snippet]")]
    assert snippets[:4] == ["logo-text", "logo", "card", "badge"]
    assert not page.all("section[hidden]")
    assert len(page.all("textarea[readonly]")) == len(snippets)
    assert "https://inclusion-portal.example/feeds/cs/programmes/romact/news.rss" in page.text
    for node in page.all("[data-preview] [src]"):
        assert not (node.attributes["src"] or "").startswith("http")
    assert page.all("[data-preview] iframe[sandbox]")


def test_long_lists_have_pages() -> None:
    checked = check_directory(ROOT / "data", "data", ROOT / "docs", "docs")
    assert checked.catalog is not None
    portal = open_portal(
        checked.catalog, checked.strings, ROOT / "data", ROOT / "overrides", date(2026, 9, 21)
    )
    places = sorted(checked.catalog.records["municipalities"])
    pairs = tuple(Pair(m, p) for m in places for p in ("romact", "urbact-ii"))
    loc = portal.localisers["cs"]
    of_place = {m: tuple(p for p in pairs if p.municipality == m) for m in places}
    of_programme = {
        name: tuple(p for p in pairs if p.programme == name) for name in ("romact", "urbact-ii")
    }
    loc.embeds = Embeds(Pairs(pairs, of_place, of_programme, {}), loc.embeds.logos)
    assert embed_page_count(loc) == 2
    pages = EmbedPages(loc, ROOT / "overrides")
    first, second = pages.list_page(1), pages.list_page(2)
    assert len(first.rows) == 50
    assert len(first.rows) + len(second.rows) == len(pairs)
    assert (first.is_first, second.is_first) == (True, False)
    assert first.page_links[-1].rel == "next"
    names = [str(row.municipality) for row in (*first.rows, *second.rows)]
    assert names.index("Bjala") < names.index("Čepelare") < names.index("Devin")  # not after Z


def with_a_language(tag: str, lines: str = "") -> dict[str, str]:
    """The small site with another language in the place of Czech."""
    rule = str(FILES["visibility/donor-rule.yml"])
    assert "  cs:" in rule
    return {
        "site.yml": site_with(
            "  - tag: cs\n    name: Čeština\n", f"  - tag: {tag}\n    name: Another\n{lines}"
        ),
        "visibility/donor-rule.yml": rule.replace("  cs:", f"  {tag}:"),
    }


@pytest.mark.parametrize(
    "id", ["logo-text", "card", "news", "events", "news-html", "events-html", "auto", "component"]
)
def test_snippets_say_their_language_and_direction(tmp_path: Path, id: str) -> None:
    changes = with_a_language("ar", "    direction: rtl\n")
    programme = f"{FILES['programmes/romact.yml']!s}embed_text:\n  ar: نحن نشارك\n  en: We do.\n"
    portal = render_tree(tmp_path, {**changes, "programmes/romact.yml": programme}).portal
    pair = portal.default.embeds.pairs.all[0]
    for tag, direction in (("ar", "rtl"), ("en", None)):
        pages = EmbedPages(portal.localisers[tag], ROOT / "overrides")
        page = pages.pair_page(pair.municipality, pair.programme)
        (item,) = [item for item in (*page.styles, *page.others) if item.id == id]
        blocks = LexborHTMLParser(f"<body>{item.code}</body>").css(
            "body > :is(p, h3, ul, programme-card)"
        )
        assert blocks
        for block in blocks:
            assert (block.attributes["lang"], block.attributes.get("dir")) == (tag, direction)


@pytest.mark.parametrize(
    ("length", "is_there"), [(0, False), (MAX_WEBSITE, True), (MAX_WEBSITE + 1, False)]
)
def test_links_lead_to_the_programmes_website_or_to_its_page(
    tmp_path: Path, length: int, is_there: bool
) -> None:
    website = "https://romact.example/".ljust(length, "x") if length else ""
    line = f"website: {website}\n" if website else ""
    programme = str(FILES["programmes/romact.yml"]) + line
    portal = render_tree(tmp_path, {"programmes/romact.yml": programme}).portal
    page = EmbedPages(portal.default, ROOT / "overrides").pair_page("ruse", "romact")
    codes = {item.id: item.code for item in (*page.styles, *page.others)}
    own = "https://portal.example/programmes/romact/"
    for name in ("logo-text", "logo", "badge", "card", "component"):
        links = [n.attributes for n in LexborHTMLParser(codes[name]).css("a")]
        assert links[0]["href"] == (website if is_there else own)
        # The language of this site's own page is known, that of others is not.
        assert links[0].get("hreflang") == (None if is_there else "en")
        assert all(link["href"] for link in links)


def test_a_sentence_in_the_words_of_another_language_says_so(tmp_path: Path) -> None:
    # What the interface says in Welsh is English as long as nobody has translated it.
    portal = render_tree(tmp_path, with_a_language("cy")).portal
    pair = portal.default.embeds.pairs.all[0]
    pages = EmbedPages(portal.localisers["cy"], ROOT / "overrides")
    code = pages.pair_page(pair.municipality, pair.programme).styles[0].code
    assert '<p lang="en">' in code
    assert "We take part in ROMACT." in code


# -- hostile names, former ids -------------------------------------------------------


def test_hostile_names_are_only_names(changed_site: Site) -> None:
    for directory in directories(changed_site):
        if "glasgow" not in directory:
            continue
        for file in ("", "auto.html", "news/", "events/"):
            page = changed_site.pages[directory + file]
            assert len(page.all("script")) == (file == "auto.html")
            assert "\u202e" not in page.html
            assert "<script>alert('&amp;')</script>" in page.title
            assert page.texts("h1")
        badge = changed_site.files[directory + "badge.svg"].read_bytes()
        root = ET.fromstring(badge)
        assert {e.tag.rpartition("}")[2] for e in root.iter()} == {
            "svg", "title", "desc", "path", "g", "text",
        }  # fmt: skip
        assert int(root.attrib["width"]) < 600
        # A PNG picture would lack the Hebrew letters, and has no reader's fonts to turn to.
        assert directory + "badge.png" not in changed_site.files


def test_hostile_names_are_escaped_twice_in_snippets(changed_site: Site) -> None:
    page = changed_site.page("embed/glasgow/urbact-ii/", "en")
    scripts = [node.attributes.get("src") for node in page.all("main script")]
    assert scripts == [f"../../../{assets().path('embed-page.js')}"]
    for node in page.all("textarea"):
        snippet = LexborHTMLParser(node.text(strip=False))
        sources = [s.attributes.get("src") or "" for s in snippet.css("script")]
        assert all(s.startswith(changed_site.url + "embed/v1/") for s in sources)
        links = snippet.css("a[href]")
        assert links
        for link in links:
            assert set(link.attributes) <= {"href", "lang", "hreflang", "rel"}
        for image in snippet.css("img"):
            assert set(image.attributes) == {"src", "alt", "width", "height"}
            assert "<script>" in (image.attributes["alt"] or "")


def test_former_ids_serve_the_same_embeds(changed_site: Site) -> None:
    """A frame or a picture follows no redirect page: each file is there itself."""
    for tag in changed_site.languages:
        for old in (f"{FORMER}/romact", f"{FORMER}/old-romact", "blagoevgrad/old-romact"):
            for name in contract.FILES:
                today = changed_site.files[f"{BLAGOEVGRAD}{tag}/{name}"].read_bytes()
                assert changed_site.files[f"embed/v1/{old}/{tag}/{name}"].read_bytes() == today
            page = changed_site.pages[f"embed/v1/{old}/{tag}/"]
            assert page.canonical == f"{changed_site.url}{BLAGOEVGRAD}{tag}/"
            moved = changed_site.pages[f"{changed_site.prefix(tag)}embed/{old}/"]
            assert moved.is_redirect
            assert moved.canonical.endswith("embed/blagoevgrad/romact/")


@pytest.mark.parametrize(
    ("text", "tamed"),
    [("a\u202eb\u2066c", "abc"), ("\x00\x1b a ", "a"), ("\u202e", "–"), ("Łódź ✓", "Łódź ✓")],
)
def test_names_are_tamed(text: str, tamed: str) -> None:
    assert tame(text) == tamed


# -- pictures ------------------------------------------------------------------------


def test_badges_are_drawn_not_written() -> None:
    badge = draw_badge("Участваме в", "ROMACT", "Участваме в ROMACT", "Програма", "bg")
    root = ET.fromstring(badge.svg)
    assert root.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "bg"
    assert [e.text for e in root if e.tag.endswith(("title", "desc"))] == [
        "Участваме в ROMACT", "Програма",
    ]  # fmt: skip
    assert not [e for e in root.iter() if e.tag.endswith("text")]
    wider = draw_badge("Участваме в програма", "ROMACT", "", "", "bg")
    assert wider.width > badge.width
    # The narrow and the wide letters of one alphabet: no average would do.
    assert draw_badge("ШШШШ", "x", "", "", "bg").width > draw_badge("ГГГГ", "x", "", "", "bg").width


@pytest.mark.parametrize(
    ("direction", "colours"),
    [
        ("ltr", ((51, 65, 77, 255), (11, 90, 107, 255))),
        ("rtl", ((11, 90, 107, 255), (51, 65, 77, 255))),
    ],
)
def test_a_badge_is_two_fields_with_their_words_in_the_middle(
    direction: str, colours: tuple[tuple[int, ...], ...]
) -> None:
    badge = draw_badge("Участваме в", "ROMACT", "", "", "bg", direction)
    with Image.open(io.BytesIO(render_pngs({"": (badge.svg, badge.width)})[""])) as picture:
        assert picture.size == (badge.width, badge.height)
        drawn = picture.convert("RGBA").tobytes()

    def pixel(x: int, y: int) -> tuple[int, ...]:
        start = 4 * (y * badge.width + x)
        return tuple(drawn[start : start + 4])

    columns = range(badge.width)
    # What is drawn in each row of pixels: nothing, a field's colour, or letters.
    clear = {y: [x for x in columns if not pixel(x, y)[3]] for y in (0, 16, 31)}
    gap = clear[16]
    assert len(gap) == 2
    assert gap[1] == gap[0] + 1
    for y in (0, 31):
        outside = [x for x in clear[y] if x not in gap]
        assert outside
        assert set(outside) <= {*columns[:5], *columns[-5:]}, "round at both ends, and there alone"
        assert outside[:1] == [0]
        assert outside[-1:] == [badge.width - 1]
    fields = columns[: gap[0]], columns[gap[1] + 1 :]
    for field, colour in zip(fields, colours, strict=True):
        assert {pixel(x, y) for x in field[5:-5] for y in (0, 31)} == {colour}
        letters = [
            (x, y) for x in field for y in range(badge.height)
            if pixel(x, y)[:3] == (255, 255, 255)
        ]  # fmt: skip
        left = min(x for x, _ in letters) - field[0]
        right = field[-1] - max(x for x, _ in letters)
        assert min(left, right) >= 10
        assert abs(left - right) <= 3
        top, below = min(y for _, y in letters), badge.height - max(y for _, y in letters)
        assert abs(top - below) <= 3


def test_badge_of_a_script_without_letters_is_bounded_text() -> None:
    root = ET.fromstring(draw_badge("参加", "ROMACT", "t", "d", "ja").svg)
    texts = [e for e in root.iter() if e.tag.endswith("text")]
    assert len(texts) == 1
    assert float(texts[0].attrib["textLength"]) > 0
    assert ET.fromstring(draw_badge("🙂", "\u202e", "t", "d", "en").svg) is not None


@pytest.mark.parametrize("words", ["हिन्दी में", "می\u200cخواهیم", "كِتَاب"])
def test_words_that_the_readers_fonts_draw_are_whole(words: str) -> None:
    root = ET.fromstring(draw_badge(f"\u202e{words} 🙂", "ROMACT", "t", "d", "hi").svg)
    assert [e.text for e in root.iter() if e.tag.endswith("text")] == [words]


def test_no_empty_png_is_named_where_letters_are_missing(arabic_site: Site) -> None:
    directory = f"{BLAGOEVGRAD}ar/"
    assert "نشارك في" in arabic_site.files[directory + "badge.svg"].read_text("utf-8")
    assert directory + "badge.png" not in arabic_site.files
    assert f"{BLAGOEVGRAD}en/badge.png" in arabic_site.files
    text_files = (".html", ".json", ".xml", ".txt", ".csv")
    for path, file in arabic_site.files.items():
        if path.endswith(text_files):
            assert f"{directory}badge.png" not in file.read_text("utf-8"), path
    response = json.loads(arabic_site.files[directory + "oembed.json"].read_text("utf-8"))
    assert not [name for name in response if name.startswith("thumbnail")]
    assert "thumbnail" not in arabic_site.files[directory + "oembed.xml"].read_text("utf-8")


def test_pngs_are_bounded_and_read_no_files(tmp_path: Path) -> None:
    picture = tmp_path / "secret.png"
    picture.write_bytes(b"\x89PNG")
    start = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="5">'
    red = io.BytesIO()
    Image.new("RGB", (2, 1), "red").save(red, "PNG")
    data = base64.b64encode(red.getvalue())
    embedded = b'<image width="10" height="5" href="data:image/png;base64,' + data + b'"/></svg>'
    files = {
        "good": (start + b'<rect width="10" height="5"/></svg>', 40),
        "embedded": (start + embedded, 40),
        "file": (start + f'<image href="{picture}" width="9" height="9"/></svg>'.encode(), 40),
        "entity": (b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + start + b"</svg>", 40),
        "broken": (b"<svg", 40),
    }
    found = render_pngs(files)
    assert set(found) == {"good", "embedded"}
    with Image.open(io.BytesIO(found["embedded"])) as drawn:
        assert drawn.convert("RGB").getpixel((20, 10)) == (255, 0, 0)
    assert found["good"][16:24] == (40).to_bytes(4, "big") + (20).to_bytes(4, "big")


def test_zip_holds_the_logo_and_how_to(site: Site) -> None:
    page = site.page("embed/blagoevgrad/romact/", "bg")
    path = "logos/romact/romact-logo.zip"
    assert path in site.targets(page)
    with zipfile.ZipFile(io.BytesIO(site.files[path].read_bytes())) as kit:
        assert kit.read("romact.svg") == site.files["logos/romact.svg"].read_bytes()
        assert kit.read("romact-4x.png").startswith(b"\x89PNG")
        readme = kit.read("readme-bg.txt").decode("utf-8-sig")
    assert 'src="ADDRESS-OF-YOUR-COPY"' in readme
    assert 'href="https://coe-romact.org/"' in readme


def test_builds_are_the_same_to_the_byte(site: Site, subpath_site: Site) -> None:
    for name in ("logos/romact/romact-2x.png", f"{BLAGOEVGRAD}cs/badge.png"):
        assert site.files[name].read_bytes() == subpath_site.files[name].read_bytes()


def test_without_a_logo_the_badge_stands_in() -> None:
    checked = check_directory(ROOT / "data", "data", ROOT / "docs", "docs")
    assert checked.catalog is not None
    portal = open_portal(
        checked.catalog, checked.strings, ROOT / "data", ROOT / "overrides", date(2026, 9, 21)
    )
    loc = portal.localisers["en"]
    loc.embeds = replace(loc.embeds, logos={})
    page = EmbedPages(loc, ROOT / "overrides").pair_page("blagoevgrad", "romact")
    assert "badge.svg" in page.styles[0].code
    assert page.kit == ""
    cards = EmbedCards(loc, loc.embeds, ROOT / "overrides")
    pair = next(p for p in loc.embeds.pairs.all if p.municipality == "blagoevgrad")
    assert b"romact.svg" not in cards.card(pair)
    assert text_of(LexborHTMLParser(cards.card(pair).decode()).css("h1")[0]) == "ROMACT"
