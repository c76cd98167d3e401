"""The accessibility statement: what is refused, what is warned of, and what the page says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from portal.addresses import ACCESSIBILITY
from portal.build import open_portal
from portal.catalog import build_catalog
from portal.check import check_directory
from portal.load import load_data
from portal.pages.chrome import section_item
from portal.problems import Problem, Severity
from portal.timeliness import check_timeliness
from tests import site_build
from tests.builders import SITE, check_tree, write_tree
from tests.site_walk import Site, squeeze

STATEMENT = """\
accessibility:
  prepared_on: 2025-11-21
  reviewed_on: 2026-02-01
  status: partially_compliant
  non_accessible:
    - title:
        en: Films
      text:
        en: They have no captions.
      reason: not_compliant
  assessment:
    method: self_assessment
    checks:
      - en: All pages, with axe-core.
  feedback:
    text:
      en: We answer.
    ways:
      - title:
          en: Write to us
        url: mailto:office@portal.example
"""
LIST = STATEMENT[STATEMENT.index("  non_accessible:") : STATEMENT.index("  assessment:")]


def problems(directory: Path, statement: str = STATEMENT) -> tuple[Problem, ...]:
    return check_tree(write_tree(directory, {"site.yml": SITE + statement})).problems


def test_a_good_statement_is_accepted(tmp_path: Path) -> None:
    assert problems(tmp_path) == ()


@pytest.mark.parametrize(
    ("good", "bad", "field", "expected", "fix"),
    [
        ("reviewed_on: 2026-02-01", "reviewed_on: 2025-11-20", "accessibility.reviewed_on",
         "a day that is not before prepared_on (2025-11-21)", "write the day of the last review"),
        ("reviewed_on: 2026-02-01", "reviewed_on: 2026-02", "accessibility.reviewed_on",
         "a full day", "add the month and the day"),
        (LIST, "", "accessibility.non_accessible",
         "the content that makes the site partially_compliant", "status: fully_compliant"),
        (LIST, "  non_accessible: []\n", "accessibility.non_accessible",
         "the content that makes the site partially_compliant", "add a list"),
        ("status: partially_compliant", "status: fully_compliant", "accessibility.non_accessible",
         "no content here where the status is fully_compliant", "status: partially_compliant"),
        ("status: partially_compliant", "status: partly", "accessibility.status",
         "one of fully_compliant, partially_compliant, not_compliant", ""),
        ("reason: not_compliant", "reason: too_expensive",
         "accessibility.non_accessible[1].reason", "disproportionate_burden", "use one of"),
        ("      reason: not_compliant\n", "", "accessibility.non_accessible[1].reason",
         'the field "reason"', "add a line"),
        ("method: self_assessment", "method: self-assesment", "accessibility.assessment.method",
         "one of self_assessment, third_party", "self_assessment"),
        ("        url: mailto:office@portal.example\n", "", "accessibility.feedback.ways[1]",
         "an address (url) or a hand-written page (page)", "mailto"),
        ("        url: mailto:", "        page: about\n        url: mailto:",
         "accessibility.feedback.ways[1].page", "an address (url) or a hand-written page (page)",
         "delete one of the two lines"),
        ("url: mailto:office@portal.example", "url: office@portal.example",
         "accessibility.feedback.ways[1].url", "an address that begins with",
         '"mailto:office@portal.example"'),
        ("url: mailto:office@portal.example", "page: abot", "accessibility.feedback.ways[1].page",
         "the name of a hand-written page that is there in en", "there are no pages"),
        ("  prepared_on: 2025-11-21\n", "", "accessibility.prepared_on",
         'the field "prepared_on"', "add a line"),
    ],
)  # fmt: skip
def test_a_mistake_gives_one_problem_in_its_place(
    tmp_path: Path, good: str, bad: str, field: str, expected: str, fix: str
) -> None:
    assert STATEMENT.count(good) == 1
    (problem,) = problems(tmp_path, STATEMENT.replace(good, bad))
    assert problem.field == field
    assert expected in problem.expected
    assert fix in problem.fix
    assert problem.path == "data/site.yml"
    assert problem.line > SITE.count("\n")


def test_a_page_that_nobody_has_written_is_named_with_its_file(tmp_path: Path) -> None:
    statement = STATEMENT.replace("url: mailto:office@portal.example", "page: about")
    write_tree(tmp_path, {"site.yml": SITE + statement, "docs/about.bg.md": "# …\n"})
    (problem,) = check_tree(tmp_path).problems
    assert problem.fix == "write docs/about.en.md"
    (tmp_path / "docs/about.en.md").write_text("# About\n", "utf-8")
    # Where a language lacks it, the default language's stands in.
    assert check_tree(tmp_path).problems == ()


def test_a_link_to_a_statement_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    linking = {"docs/index.en.md": "# Home\n\n[Statement](portal:accessibility)\n"}
    (problem,) = check_tree(write_tree(tmp_path / "without", linking)).problems
    assert (problem.path, problem.line, problem.column) == ("docs/index.en.md", 3, 13)
    assert "accessibility" in problem.fix
    stated = {**linking, "site.yml": SITE + STATEMENT}
    assert check_tree(write_tree(tmp_path / "with", stated)).problems == ()


@pytest.mark.parametrize(
    ("today", "warned"), [("2026-11-22", False), ("2027-02-01", False), ("2027-02-02", True)]
)
def test_a_review_is_asked_for_once_a_year(tmp_path: Path, today: str, warned: bool) -> None:
    write_tree(tmp_path, {"site.yml": SITE + STATEMENT})
    loaded = load_data(tmp_path)
    catalog, _ = build_catalog(loaded)
    assert catalog is not None
    found = [
        problem
        for problem in check_timeliness(catalog, loaded, date.fromisoformat(today))
        if problem.field == "accessibility.reviewed_on"
    ]
    assert len(found) == warned
    for problem in found:
        assert problem.severity is Severity.WARNING
        assert problem.line == SITE.count("\n") + 3
        assert today in problem.expected


def test_the_check_of_a_day_warns(tmp_path: Path) -> None:
    write_tree(tmp_path, {"site.yml": SITE + STATEMENT})
    now = datetime(2028, 1, 1, tzinfo=UTC)
    found = check_directory(tmp_path, "data", tmp_path / "docs", "docs", now).problems
    assert "accessibility.reviewed_on" in [problem.field for problem in found]


# -- the page --------------------------------------------------------------------------


@pytest.mark.build
@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("en", ("Accessibility statement", "partially compliant with EN 301 549",
                "prepared on 21 November 2026 and last reviewed on 22 November 2026. It rests",
                "Not within the scope")),
        ("bg", ("Декларация за достъпност", "съответства частично на EN 301 549",
                "На 21 ноември 2026 г. декларацията е изготвена, а на 22 ноември 2026 г. е "
                "прегледана за последен път. Основава се", "Извън обхвата")),
        ("ro", ("Declarație privind accesibilitatea", "parțial conform cu EN 301 549",
                "elaborată la 21 noiembrie 2026 și revizuită ultima dată la 22 noiembrie 2026. Ea",
                "În afara domeniului")),
        ("cs", ("Prohlášení o přístupnosti", "částečně v souladu s normou EN 301",
                "vypracováno 21. listopadu 2026 a naposledy přezkoumáno 22. listopadu 2026. "
                "Opírá se", "Mimo oblast")),
    ],
)  # fmt: skip
def test_the_statement_says_what_the_data_say(site: Site, tag: str, words: tuple[str, ...]) -> None:
    page = site.page("accessibility/", tag)
    text = page.text
    for word in words:
        assert word in text, word
    statement = site_build.read_yaml(site_build.ROOT / "data/site.yml")["accessibility"]
    for part in (*statement["non_accessible"], *statement["feedback"]["ways"]):
        assert squeeze(part["title"][tag]) in text
    for check in (*statement["assessment"]["checks"], *statement["assessment"]["not_checked"]):
        assert squeeze(check[tag]) in text
    language = tag.upper()
    acts = [a.attributes["href"] or "" for a in page.all("main a[href*=eur-lex]")]
    assert len(acts) == 2
    assert all(f"/{language}/TXT/" in act for act in acts)
    assert not page.all("main .statement [lang]")


@pytest.mark.build
def test_the_statement_is_linked_from_every_page(site: Site) -> None:
    for path in ("", "projects/roma-net/", "feeds/"):
        found = site.page(path, "cs").all("footer a[href$='accessibility/']")
        assert len(found) == 1


@pytest.mark.build
def test_another_site_makes_another_statement(second_site: Site) -> None:
    page = second_site.page("accessibility/", "de")
    assert [heading.text() for heading in page.all("main h3")] == [
        "Nicht mit EN 301 549 vereinbar", "Unverhältnismäßige Belastung",
        "Nicht im Anwendungsbereich der geltenden Rechtsvorschriften",
    ]  # fmt: skip
    text = page.text
    assert "am 1. Dezember 2025 erstellt und zuletzt am 15. Juni 2026 überprüft." in text
    assert "Bewertung durch Dritte" in text
    assert "Für keinen Inhalt" not in text
    links = [a.attributes["href"] for a in page.all("main .statement a")]
    for link in ("https://pruefstelle.example/bericht", "https://durchsetzung.example/",
                 "mailto:redaktion@lernende-regionen.example", "../about/"):  # fmt: skip
        assert link in links


@pytest.mark.build
def test_a_statement_without_translation_says_so_and_is_announced_nowhere(
    second_site: Site,
) -> None:
    page = second_site.page("accessibility/", "rom")
    assert page.all("main .notice")
    # English words of the interface, German ones of the site, one in Romani itself.
    assert page.texts("main dd [lang=de]")[0].startswith("Die Karte")
    assert page.texts("main dd [lang=rom]") == ["TEST, test"]
    assert page.canonical == "https://lernende-regionen.example/accessibility/"
    assert page.alternates == {}
    assert "/rom/accessibility/" not in (second_site.root / "sitemap-rom.xml").read_text("utf-8")
    german = second_site.page("accessibility/", "de")
    assert list(german.alternates) == ["de", "hu", "x-default"]


def test_a_site_without_a_statement_has_no_page_and_no_link(tmp_path: Path) -> None:
    for name, site, there in (("with", SITE + STATEMENT, True), ("without", SITE, False)):
        checked = check_tree(write_tree(tmp_path / name, {"site.yml": site}))
        assert checked.catalog is not None
        portal = open_portal(
            checked.catalog, checked.strings, tmp_path / name, site_build.ROOT / "overrides",
            date(2026, 11, 22),
        )  # fmt: skip
        assert (ACCESSIBILITY in {task.kind for task in portal.tasks}) is there
        assert (section_item(ACCESSIBILITY, portal.default, "") is not None) is there
