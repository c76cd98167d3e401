"""What the public reads of the check: the overview, and the last evidence on records' pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.evidence import AGENT_NAME
from tests import site_build
from tests.shared import Shared
from tests.site_build import LANGUAGES, ROOT, Fields, read_yaml, write_yaml
from tests.site_walk import Page, Site, squeeze

PAGE = "https://town.example/romact"
BASE: Fields = {"commitment": "1", "checked_on": "2026-09-20", "page": PAGE, "sha256": "cd" * 32}
LINK = {"by": "programme", "where": "body > a"}
LOGO = {"by": "picture", "where": "body > a > img"}
BOTH = {"link": LINK, "logo": LOGO}
CHECKS: dict[str, Fields] = {
    "blagoevgrad": {**BASE, "verdict": "fulfilled", "fulfilled_on": "2026-09-20", **BOTH},
    "ruse": {**BASE, "verdict": "partly", "link": LINK},
    "smolyan": {**BASE, "verdict": "partly", **BOTH},
    "kardzhali": {**BASE, "verdict": "missing"},
    "banite": {**BASE, "verdict": "missing", "fulfilled_on": "2026-03-02"},
}


def make_site(place: Path) -> Site:
    """The first site, where every municipality has an agreement with two programmes."""
    data = site_build.copy_data(place / "data")
    agreement = read_yaml(data / "agreements" / "romact-blagoevgrad-2020.yml")
    for path in sorted((data / "municipalities").glob("*.yml")):
        for programme in ("romact", "urbact-ii"):
            copy = {**agreement, "municipality": path.stem, "programme": programme}
            write_yaml(data / "agreements" / f"{programme}-{path.stem}-2020.yml", copy)
    for name, check in CHECKS.items():
        write_yaml(data / "evidence" / f"romact-{name}-2020.yml", {"checks": [check]})
    for name, day in (("ruse", "2025-01-02"), ("nedelino", "2025-01-03")):
        file = data / "agreements" / f"romact-{name}-2020.yml"
        first, *others = read_yaml(file)["commitments"]
        evidence = [{"url": "https://by-hand.example/", "seen_on": day}]
        first = {**first, "status": "fulfilled", "evidence": evidence}
        site_build.change_yaml(file, commitments=[first, *others])
    return site_build.build(place / "site", data=data)


@pytest.fixture(scope="module")
def site(shared: Shared) -> Site:
    return shared.get("agreements-of-all", make_site)


def rows(page: Page) -> dict[tuple[str, str], tuple[str, ...]]:
    """The overview's lines: (municipality, programme) → what else stands there."""
    found = {}
    for row in page.all(".list--commitments tbody tr"):
        town, programme = (squeeze(link.text()) for link in row.css("th a"))
        (last,) = row.css("td")
        cells = (".item__state", ".detail", ".detail ~ .detail")
        texts = tuple(squeeze(n.text()) for cell in cells if (n := last.css_first(cell)))
        found[town, programme] = texts
    return found


def test_the_overview_tells_of_every_promise_once(site: Site) -> None:
    municipalities = len(list((ROOT / "data" / "municipalities").iterdir()))
    for language in LANGUAGES:
        pages = site.list_pages("commitments/", language)
        assert len(pages) == -(-2 * municipalities // 50) > 1
        found = [line for page in pages for line in rows(page)]
        assert len(found) == len(set(found)) == 2 * municipalities


@pytest.mark.parametrize(
    ("town", "state", "finding", "seen"),
    [
        ("Blagoevgrad", "Fulfilled", "The programme’s logo and the link are there.", "Checked"),
        ("Ruse", "Partly fulfilled", "The link is there; the programme’s logo was not found.",
         "Checked"),
        ("Smolyan", "Partly fulfilled", "Logo and link are in the page, but it is not certain that "
         "visitors see them.", "Checked"),
        ("Kardzhali", "Not found", "Neither the logo nor the link was found on the page.",
         "Checked"),
        ("Banite", "Not found", "Neither was found on the page. Both were last seen on 2 March "
         "2026.", "Checked"),
    ],
)  # fmt: skip
def test_the_last_evidence_stands_with_its_date(
    town: str, state: str, finding: str, seen: str, site: Site
) -> None:
    lines = {k: v for page in site.list_pages("commitments/") for k, v in rows(page).items()}
    assert lines[town, "ROMACT"] == (state, finding, f"{seen} on 20 September 2026")
    assert lines[town, "URBACT II"] == ("No evidence yet",)
    block = site.record("municipalities", town.lower()).one('section[aria-labelledby="shown"]')
    text = squeeze(block.text(separator=" "))
    for words in (state, finding, f"{seen} on 20 September 2026", "No evidence yet"):
        assert words in text
    assert block.css_first(f'a[href="{PAGE}"]') is not None
    agreement = site.record("agreements", f"romact-{town.lower()}-2020")
    first = squeeze(
        agreement.one('section[aria-labelledby="commitments"] li:first-child').text(separator=" ")
    )
    assert finding in first
    assert "20 September 2026" in first
    assert agreement.one(f'section[aria-labelledby="commitments"] a[href="{PAGE}"]') is not None


def test_an_editors_evidence_is_shown_where_it_is_the_newest(site: Site) -> None:
    lines = {k: v for page in site.list_pages("commitments/") for k, v in rows(page).items()}
    assert lines["Nedelino", "ROMACT"] == ("Fulfilled", "Seen on 3 January 2025")
    # The check came later; the editor's word stands with the agreement.
    agreement = site.record("agreements", "romact-ruse-2020")
    first = agreement.one('section[aria-labelledby="commitments"] li:first-child')
    assert squeeze(first.css_first(".item__state").text()) == "Fulfilled"  # type: ignore[union-attr]
    assert "2 January 2025" in first.text()


def test_the_overview_and_the_programme_count(site: Site) -> None:
    total = 2 * len(list((ROOT / "data" / "municipalities").iterdir()))
    counts = site.page("commitments/").texts(".sights li")
    assert counts == [
        "Fulfilled 2", "Partly fulfilled 2", "Not found 2", f"No evidence yet {total - 6}",
    ]  # fmt: skip
    block = site.record("programmes", "romact").one('section[aria-labelledby="shown"]')
    text = squeeze(block.text(separator=" "))
    assert "2 municipalities Partly fulfilled" in text
    assert site.locate("programmes/romact/", "../../commitments/") == "commitments/"


@pytest.mark.parametrize(
    ("language", "day"),
    [("en", "20 September"), ("bg", "20 септември"), ("ro", "20 septembrie"), ("cs", "20. září")],
)
def test_days_are_written_as_the_language_writes_them(language: str, day: str, site: Site) -> None:
    assert day in squeeze(site.page("commitments/", language).text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_it_in_its_own_words(language: str, site: Site) -> None:
    page = site.page("commitments/", language)
    assert page.language == language
    assert ".." not in page.text, "a date may end with a full stop of its own"
    assert AGENT_NAME in page.text, "web servers' administrators find it by this name"
    others = {tag: squeeze(site.page("commitments/", tag).one("h1").text()) for tag in LANGUAGES}
    assert len(set(others.values())) == len(LANGUAGES)
    footer = site.targets(site.page("", language), "footer a[href]")
    assert f"{site.prefix(language)}commitments/" in footer


def test_what_was_seen_is_open_data_too(site: Site) -> None:
    text = site.files["data/v1/agreements.json"].read_text("utf-8")
    assert PAGE in text
    csv = site.files["data/v1/agreements.csv"].read_text("utf-8")
    assert PAGE in csv


def test_without_a_promise_the_overview_says_so(tmp_path: Path) -> None:
    data = site_build.copy_data(tmp_path / "data")
    file = data / "agreements" / "romact-blagoevgrad-2020.yml"
    text = file.read_text("utf-8").replace("kind: inform_public", "kind: other")
    file.write_text(text, "utf-8")
    found = site_build.build(tmp_path / "out", data=data)
    page = found.page("commitments/")
    assert not page.all("table")
    assert "Nothing here yet." in page.text
    assert not found.record("programmes", "romact").all('section[aria-labelledby="shown"]')
