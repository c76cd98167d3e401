"""Whose money it is: said in every language, with the right emblem, the largest of all logos."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path
from typing import TypeAlias

import pytest
from playwright.sync_api import Browser

from portal.build import open_portal
from portal.check import check_directory
from portal.embeds.cards import EmbedCards
from portal.embeds.png import render_pngs
from portal.model import Visibility
from portal.sample.pages import site_files
from portal.svg import svg_size
from portal.visibility import choose_rule
from tests import browsing, site_build
from tests.builders import check_tree, text_of, write_tree
from tests.site_build import ROOT
from tests.site_walk import Page, Site

EMBLEM = (ROOT / "data" / "logos" / "eu-emblem.svg").read_bytes()
RULE = text_of("visibility/donor-rule.yml")
DONOR = text_of("organisations/donor.yml")
EU_DONOR = DONOR.replace("kind: donor", "kind: eu_institution")
PROGRAMME = text_of("programmes/romact.yml")
UNDATED = text_of("grants/school-grant.yml").replace("awarded_on: 2014\n", "")
STATEMENTS = {
    "en": "Co-funded by the European Union",
    "bg": "Съфинансирано от Европейския съюз",
    "ro": "Cofinanțat de Uniunea Europeană",
    "cs": "Spolufinancováno Evropskou unií",
}


Files: TypeAlias = dict[str, str | bytes | None]


def lines(directory: Path) -> list[str]:
    return [str(problem) for problem in check_tree(directory).problems]


def with_period(text: str, starts: int, ends: int) -> str:
    return text + f"period:\n  starts_on: {starts}\n  ends_on: {ends}\n"


def with_emblem(file: str) -> str:
    return RULE.replace("legal_source:", f"emblem: logos/{file}\nlegal_source:")


# -- the check -----------------------------------------------------------------------


def test_a_statement_stands_in_every_language(tmp_path: Path) -> None:
    rule = RULE.replace("  cs: Financováno dárcem.\n", "")
    assert lines(write_tree(tmp_path, {"visibility/donor-rule.yml": rule})) == [
        "data/visibility/donor-rule.yml:3:3: statement: expected a text in every language of the "
        "site: it stands where money flows, got none in cs. Fix: add cs: …"
    ]


def test_a_disclaimer_does_too(tmp_path: Path) -> None:
    rule = RULE + "disclaimer:\n  en: Only its authors answer for it.\n"
    (line,) = lines(write_tree(tmp_path, {"visibility/donor-rule.yml": rule}))
    assert "disclaimer: expected a text in every language" in line
    assert "add bg: …, cs: …" in line


def test_a_rule_that_nothing_uses_may_wait_for_its_translation(tmp_path: Path) -> None:
    other = DONOR.replace("logo: logos/donor.svg\n", "")
    rule = RULE.replace("funder: donor", "funder: other").replace("  cs: Financováno dárcem.\n", "")
    changes: Files = {"organisations/other.yml": other, "visibility/other-rule.yml": rule}
    assert not lines(write_tree(tmp_path, changes))


@pytest.mark.parametrize(
    ("donor", "rule"),
    [
        (EU_DONOR, None),  # the Union's money always needs its statement
        (EU_DONOR.replace("eu_institution", "eu_fund"), None),
        (DONOR, with_period(RULE, 2021, 2027)),  # the grant is of 2014
    ],
)
def test_money_without_a_rule_stops_the_build(donor: str, rule: str | None, tmp_path: Path) -> None:
    changes: Files = {"organisations/donor.yml": donor, "visibility/donor-rule.yml": rule,
               "programmes/romact.yml": with_period(PROGRAMME, 2014, 2016)}  # fmt: skip
    found = lines(write_tree(tmp_path, changes))
    assert len(found) == 2  # where the money comes in: not once more for each project
    assert found[0].startswith(
        "data/grants/school-grant.yml:3:11: funders[1]: expected a funder with a visibility rule "
        'for 2014, got "donor". Fix: add a record with "funder: donor"'
    )
    assert "data/programmes/romact.yml" in found[1]
    assert "rule for 2014–2016" in found[1]


def test_without_a_date_one_of_several_rules_is_not_chosen(tmp_path: Path) -> None:
    changes: Files = {
        "visibility/donor-rule.yml": with_period(RULE, 2014, 2020),
        "visibility/newer.yml": with_period(RULE, 2021, 2027),
    }
    (line,) = lines(write_tree(tmp_path, changes))  # the grant has its date, ROMACT has none
    assert "data/programmes/romact.yml" in line
    assert "expected a date, which says which rule of the funder applies, got none" in line
    assert "add period, or a rule without a period" in line
    changes["grants/school-grant.yml"] = UNDATED.replace("project: school", "programme: romact")
    found = lines(write_tree(tmp_path / "both", changes))
    assert ["add awarded_on or period, or a rule" in line for line in found] == [True, False]


def test_money_without_a_date_is_of_the_time_of_what_it_pays_for(tmp_path: Path) -> None:
    changes: Files = {
        "visibility/donor-rule.yml": with_period(RULE, 2021, 2027),
        "grants/school-grant.yml": UNDATED,
        "programmes/romact.yml": with_period(PROGRAMME, 2014, 2016),
    }
    of_project, of_programme = lines(write_tree(tmp_path, changes))
    assert "grants/school-grant.yml" in of_project and "rule for 2014–2015, got" in of_project
    assert "programmes/romact.yml" in of_programme
    changes["grants/school-grant.yml"] = UNDATED.replace("project: school", "programme: romact")
    found = lines(write_tree(tmp_path / "programme", changes))
    assert ["rule for 2014–2016, got" in line for line in found] == [True, True]


def test_a_funder_without_rules_asks_for_nothing(tmp_path: Path) -> None:
    assert not lines(write_tree(tmp_path, {"visibility/donor-rule.yml": None}))


def test_the_unions_emblem_stands_on_its_own_money_only(tmp_path: Path) -> None:
    changes: Files = {
        "logos/flag.svg": EMBLEM,
        "visibility/donor-rule.yml": with_emblem("flag.svg"),
    }
    (line,) = lines(write_tree(tmp_path, changes))
    assert line.startswith("data/visibility/donor-rule.yml:6:9: emblem: expected no emblem of the ")
    assert "on other money" in line


def test_the_unions_money_shows_its_emblem(tmp_path: Path) -> None:
    changes: Files = {"organisations/donor.yml": EU_DONOR, "logos/flag.svg": EMBLEM}
    (line,) = lines(write_tree(tmp_path / "without", changes))
    assert "emblem: expected the emblem of the European Union beside the statement" in line
    wrong: Files = {**changes, "visibility/donor-rule.yml": with_emblem("donor.svg")}
    assert "beside the statement" in lines(write_tree(tmp_path / "wrong", wrong))[0]
    right: Files = {**changes, "visibility/donor-rule.yml": with_emblem("flag.svg")}
    assert not lines(write_tree(tmp_path / "right", right))
    logo: Files = {**right, "programmes/romact.yml": f"{PROGRAMME}logo: logos/flag.svg\n"}
    assert not lines(write_tree(tmp_path / "logo", logo))  # where it is, a logo may hold it


@pytest.mark.parametrize("name", ["programmes/romact.yml", "organisations/donor.yml"])
@pytest.mark.parametrize("logo", ["flag.svg", "flag.png"])
def test_no_logo_is_the_unions_emblem_where_none_of_its_money_is(
    name: str, logo: str, tmp_path: Path
) -> None:
    text = text_of(name).replace("logo: logos/donor.svg\n", "") + f"logo: logos/{logo}\n"
    flag = EMBLEM if logo.endswith("svg") else _png_of_emblem()
    (line,) = lines(write_tree(tmp_path, {name: text, f"logos/{logo}": flag}))
    assert "logo: expected no emblem of the European Union where none of its money is known" in line


def test_a_variant_counts_too(tmp_path: Path) -> None:
    logo = "logo:\n  file: logos/donor.svg\n  reversed: logos/flag.svg\n"
    changes: Files = {"programmes/romact.yml": PROGRAMME + logo, "logos/flag.svg": EMBLEM}
    (line,) = lines(write_tree(tmp_path, changes))
    assert "logo.reversed: expected no emblem of the European Union" in line


@pytest.mark.parametrize(
    ("size", "right"), [("900 400", 1), ("400 400", 1), ("3 1", 0), ("1 3", 0)]
)
def test_an_emblem_has_a_form_that_no_logo_outgrows(size: str, right: int, tmp_path: Path) -> None:
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}"/>'
    changes: Files = {"logos/mark.svg": drawn, "visibility/donor-rule.yml": with_emblem("mark.svg")}
    found = lines(write_tree(tmp_path, changes))
    assert len(found) == 1 - right
    assert all("the logos beside it must not be larger" in line for line in found)


@pytest.mark.parametrize(("width", "right"), [(120, 1), (121, 0)])
def test_a_logo_that_must_not_shrink_to_the_emblem_is_refused(
    width: int, right: int, tmp_path: Path
) -> None:
    logo = f"logo:\n  file: logos/donor.svg\n  minimum_width_px: {width}\n"
    changes: Files = {
        "programmes/romact.yml": PROGRAMME + logo,
        "logos/mark.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"/>',
        "visibility/donor-rule.yml": with_emblem("mark.svg"),
    }
    found = lines(write_tree(tmp_path, changes))
    assert len(found) == 1 - right
    assert all("logo.minimum_width_px: expected at most 120" in line for line in found)


def test_statements_fit_on_a_card(tmp_path: Path) -> None:
    long = "Финансирано. " * 40
    rule = RULE.replace("Финансирано от донора.", long)
    (line,) = lines(write_tree(tmp_path, {"visibility/donor-rule.yml": rule}))
    assert "data/programmes/romact.yml" in line
    assert "shorten the statements of donor-rule" in line


# -- which rule ----------------------------------------------------------------------


def rule_of(name: str, starts: int | None, ends: int | None = None) -> Visibility:
    given = {"starts_on": starts, "ends_on": ends}
    period = {name: str(year) for name, year in given.items() if year}
    fields = {
        "id": name,
        "sources": ["report"],
        "updated_on": "2026-11-21",
        "funder": "donor",
        "statement": {"en": "Funded."},
        "legal_source": {"title": {"en": "Rules"}, "url": "https://donor.example/"},
        **({"period": period} if period else {}),
    }
    languages = {"languages": ("en",), "default_language": "en"}
    return Visibility.model_validate(fields, context=languages)


def span(first: int, last: int) -> tuple[date, date]:
    return date(first, 1, 1), date(last, 12, 31)


@pytest.mark.parametrize(
    ("when", "chosen"),
    [
        (span(2014, 2014), "a"),
        (span(2020, 2021), "b"),  # the later one
        (span(2013, 9999), "b"),
        (span(2010, 2012), "always"),
        (None, "always"),
    ],
)
def test_the_time_of_the_money_chooses_the_rule(
    when: tuple[date, date] | None, chosen: str
) -> None:
    rules = [rule_of("b", 2021, 2027), rule_of("always", None), rule_of("a", 2014, 2020)]
    found = choose_rule(rules, when)
    assert found is not None
    assert found.id == chosen


def test_one_rule_serves_an_unknown_time() -> None:
    only = rule_of("a", 2014, 2020)
    assert choose_rule([only], None) is only
    assert choose_rule([only, rule_of("b", 2021)], None) is None
    assert choose_rule([only], span(2021, 2021)) is None


# -- what readers see ----------------------------------------------------------------


def funded(page: Page) -> list[str]:
    return [" ".join(node.text().split()) for node in page.all(".funded__statement")]


@pytest.mark.parametrize("language", STATEMENTS)
def test_pages_of_what_the_union_funds_say_so(language: str, site: Site) -> None:
    for path in (
        "programmes/romact/",
        "agreements/romact-blagoevgrad-2020/",
        "events/focsani-training-2018/",
    ):
        page = site.page(path, language)
        assert funded(page) == [STATEMENTS[language]]
        assert site.locate(page.path, page.one(".funded__emblem").attributes["src"] or "") == (
            "logos/eu-emblem.svg"
        )
        rule = page.one(".funded__rule a").attributes["href"]
        assert rule == "https://eur-lex.europa.eu/eli/reg/2021/1060/oj"


@pytest.mark.parametrize("language", STATEMENTS)
def test_other_money_shows_no_emblem_of_the_union(language: str, site: Site) -> None:
    for page in (
        site.page("funding/civic-participation-grant/", language),
        site.page("projects/civic-participation-integration-policy/", language),
        site.page("programmes/eea-ngo-bulgaria-2009-2014/", language),
    ):
        (said,) = funded(page)
        assert "2009–2014" in said
        assert not page.all(".funded__emblem")
    # Of these funders no rule is known, and none is made up.
    assert not funded(site.page("projects/good-governance-rhodope/", language))
    assert not funded(site.page("projects/roma-net/", language))


def test_cards_say_it_and_stay_small(site: Site) -> None:
    for language, words in STATEMENTS.items():
        for name in ("", "news/", "events/"):
            page = site.pages[f"embed/v1/blagoevgrad/romact/{language}/{name}"]
            assert words in page.one(".by").text()
            emblem, logos = page.one(".by img").attributes, page.all("img")
            assert site.locate(page.path, emblem["src"] or "") == "logos/eu-emblem.svg"
            for logo in logos:
                assert int(logo.attributes["width"] or 0) <= int(emblem["width"] or 0)
                assert int(logo.attributes["height"] or 0) <= int(emblem["height"] or 0)
    sizes = [f.stat().st_size for p, f in site.files.items() if re.match(r"embed/v1/.*html$", p)]
    assert max(sizes) < 6 * 1024


def test_cards_of_other_money_show_no_emblem_of_the_union(tmp_path: Path) -> None:
    data = site_build.copy_data(tmp_path / "data")
    project = data / "projects" / "civic-participation-integration-policy.yml"
    ruse = {"municipality": "ruse", "role": "partner"}
    partners = [*site_build.read_yaml(project)["partners"], ruse]
    site_build.change_yaml(project, partners=partners)
    site = site_build.build(tmp_path / "site", data=data)
    for language in site.languages:
        card = site.pages[f"embed/v1/ruse/eea-ngo-bulgaria-2009-2014/{language}/"]
        assert "2009–2014" in card.one(".by").text()
        assert not card.all(".by img")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    "path", ["programmes/romact/", "embed/v1/blagoevgrad/romact/bg/", "bg/programmes/romact/"]
)
def test_no_logo_is_drawn_larger_than_the_emblem(
    path: str, width: int, browser: Browser, site_address: str
) -> None:
    with browsing.reader(browser, site_address) as found:
        page = found.open(path)
        page.set_viewport_size({"width": width, "height": 900})
        boxes = page.evaluate(
            """() => [...document.querySelectorAll("main img, article img")].map((i) => {
                const box = i.getBoundingClientRect();
                return [i.src.endsWith("eu-emblem.svg"), box.width, box.height];
            })"""
        )
    (emblem,) = (box for box in boxes if box[0])
    assert len(boxes) > 1
    for _, wide, high in boxes:
        assert wide <= emblem[1]
        assert high <= emblem[2]


def test_a_card_without_rules_is_as_before() -> None:
    checked = check_directory(ROOT / "data", "data", ROOT / "docs", "docs")
    assert checked.catalog is not None
    portal = open_portal(
        checked.catalog, checked.strings, ROOT / "data", ROOT / "overrides", date(2026, 9, 21)
    )
    loc = portal.localisers["en"]
    pair = next(p for p in loc.embeds.pairs.all if p.programme == "urbact-ii")
    card = EmbedCards(loc, loc.embeds, ROOT / "overrides").card(pair).decode()
    assert 'class="by"' not in card
    assert 'width="184" height="60"' in card  # URBACT II: no funder is known


def test_second_site_speaks_of_its_own_funder(second_site: Site) -> None:
    page = second_site.page("programmes/lernende-regionen/", "de")
    assert funded(page) == ["Gefördert von der Stiftung Auental."]


# -- the emblem itself ---------------------------------------------------------------


def test_the_emblem_is_drawn_as_published() -> None:
    """Regulation (EU) 2021/1060, Annex IX, 1.9: geometry and colours."""
    assert svg_size(EMBLEM) == (810, 540)  # 3 : 2
    root = ET.fromstring(EMBLEM)
    space = "{http://www.w3.org/2000/svg}"
    field = root.find(f"{space}rect")
    assert field is not None
    assert field.attrib == {"width": "810", "height": "540", "fill": "#003399"}
    group = root.find(f"{space}g")
    assert group is not None
    assert group.get("fill") == "#ffcc00"
    stars = [path.get("d", "") for path in group.findall(f"{space}path")]
    assert len(stars) == 12
    centres = []
    for star in stars:
        points = [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", star)]
        assert len(points) == 10
        tips = points[::2]
        x, y = sum(p[0] for p in tips) / 5, sum(p[1] for p in tips) / 5
        assert all(abs(math.dist((x, y), tip) - 540 / 18) < 0.05 for tip in tips)
        assert min(tips, key=lambda tip: tip[1])[0] == pytest.approx(x, abs=0.02)  # upright
        centres.append((x, y))
    for hour, (x, y) in enumerate(centres):
        angle = math.radians(30 * hour)
        assert x == pytest.approx(405 + 180 * math.sin(angle), abs=0.05)
        assert y == pytest.approx(270 - 180 * math.cos(angle), abs=0.05)


def _png_of_emblem() -> bytes:
    return render_pngs({"flag": (EMBLEM, 300)})["flag"]


def test_the_emblem_of_the_sample_data_is_the_same() -> None:
    drawn = dict(site_files(1))["logos/eu-emblem.svg"]
    tips = re.findall(r'points="([\d.]+),([\d.]+) ', drawn)
    assert len(tips) == 12
    assert ("405.00", "60.00") in tips


def test_a_mistake_elsewhere_hides_no_missing_statement(tmp_path: Path) -> None:
    rule = RULE.replace("  cs: Financováno dárcem.\n", "")
    news = text_of("news/start.yml").replace("published_on: 2018-05-18", "published_on: then")
    changes: Files = {"visibility/donor-rule.yml": rule, "news/start.yml": news}
    first, second = lines(write_tree(tmp_path / "both", changes))
    assert "news/start.yml" in first
    assert "none in cs" in second
    # What cannot be read is not missing: one mistake, one problem.
    broken: Files = {"visibility/donor-rule.yml": RULE + "colour: red\n"}
    (line,) = lines(write_tree(tmp_path / "broken", broken))
    assert "colour" in line


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("starts_on: 2028", "visibility rule from 2028 on"),
        ("ends_on: 2012-03", "visibility rule up to 2012"),
    ],
)
def test_a_missing_rule_is_told_with_its_time(period: str, words: str, tmp_path: Path) -> None:
    changes: Files = {
        "programmes/romact.yml": f"{PROGRAMME}period:\n  {period}\n",
        "visibility/donor-rule.yml": with_period(RULE, 2014, 2020),
        "visibility/newer.yml": with_period(RULE, 2021, 2027),
    }
    (line,) = lines(write_tree(tmp_path, changes))
    assert words in line
