"""What the five documents say is in the data and on the pages; nothing is chosen or lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from babel.messages.pofile import read_po

from tests import site_build
from tests.shared import Shared
from tests.site_build import LANGUAGES, ROOT, Fields, every_language
from tests.site_walk import SECTIONS, Page, Site, squeeze, text_of

pytestmark = pytest.mark.build


@cache
def record(kind: str, record_id: str) -> Fields:
    return site_build.read_yaml(ROOT / "data" / kind / f"{record_id}.yml")


def ids(kind: str) -> set[str]:
    return {path.stem for path in (ROOT / "data" / kind).glob("*.yml")}


def all_records() -> Iterator[tuple[str, str, Fields]]:
    for kind in SECTIONS:
        for record_id in sorted(ids(kind)):
            yield kind, record_id, record(kind, record_id)


def facts(page: Page) -> dict[str, str]:
    return dict(zip(page.texts("main dt"), page.texts("main dd"), strict=True))


def part(page: Page, heading_id: str) -> str:
    """What can be read in the section under a heading."""
    return text_of(page.one(f"main section[aria-labelledby={heading_id}]"))


def rows(page: Page, heading_id: str) -> list[list[str]]:
    """The rows of the table under a heading, head cell first; lines of a cell by spaces."""
    found = page.all(f"main section[aria-labelledby={heading_id}] tbody tr")
    return [[squeeze(cell.text(separator=" ")) for cell in row.css("th, td")] for row in found]


@cache
def translations(tag: str) -> dict[str, str]:
    if tag == "en":
        return {}
    with (ROOT / "data" / "strings" / f"{tag}.po").open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id and m.string}


# -- the records of the five documents -----------------------------------------------

EXPECTED_IDS = {
    "programmes": {"romact", "urbact-ii", "eea-ngo-bulgaria-2009-2014"},
    "agreements": {"romact-blagoevgrad-2020"},
    "projects": {"civic-participation-integration-policy", "good-governance-rhodope", "roma-net"},
    "events": {"focsani-training-2018", "roma-net-torrent-2012"},
    "news": {"focsani-training-2018", "roma-net-key-lessons-2012"},
    "documents": {*(f"good-governance-bulletin-{n}" for n in range(1, 6)),
                  "good-governance-handbook"},
}  # fmt: skip
RHODOPE = {
    "asenovgrad", "banite", "batak", "borino", "chepelare", "devin", "dospat", "kardzhali",
    "kirkovo", "laki", "madan", "momchilgrad", "nedelino", "rakitovo", "rodopi", "rudozem",
    "septemvri", "smolyan", "velingrad", "zlatograd",
}  # fmt: skip
RUSE = {"borovo", "byala", "vetovo", "dve-mogili", "ivanovo", "ruse", "slivo-pole", "tsenovo"}


@pytest.mark.parametrize("kind", EXPECTED_IDS)
def test_the_records_of_the_documents_are_there(site: Site, kind: str) -> None:
    assert ids(kind) >= EXPECTED_IDS[kind]
    for record_id in EXPECTED_IDS[kind]:
        for tag in LANGUAGES:
            assert site.record(kind, record_id, tag).texts("h1")


def test_municipalities_are_those_that_the_documents_and_the_register_name(site: Site) -> None:
    others = {"blagoevgrad", "focsani", "budapest", "torrent", "glasgow"}
    assert ids("municipalities") == RHODOPE | RUSE | others
    assert len(ids("municipalities")) == 33
    # A member of the association today, and named nowhere in the documents.
    assert not [path for path in site.pages if "bratsigovo" in path]
    assert not [path for path, page in site.pages.items() if "Брацигово" in page.html]


def test_every_record_names_its_sources_on_its_page(site: Site) -> None:
    for kind, record_id, fields in all_records():
        if kind == "sources":
            continue
        links = site.targets(site.record(kind, record_id), "section[aria-labelledby=sources] a")
        assert links == {f"sources/{source}/" for source in fields["sources"]}, (kind, record_id)


# -- 000: the agreement --------------------------------------------------------------


def test_the_agreement_lists_seven_commitments_and_two_obligations(site: Site) -> None:
    fields = record("agreements", "romact-blagoevgrad-2020")
    assert [c["kind"] for c in fields["commitments"]] == [
        "inform_public", "appoint_coordinator", "set_up_task_force", "take_part_in_training",
        "draft_action_plan", "integrate_action_plan", "implement_action_plan",
    ]  # fmt: skip
    for tag in LANGUAGES:
        page = site.record("agreements", "romact-blagoevgrad-2020", tag)
        commitments = page.texts("section[aria-labelledby=commitments] ol > li")
        assert len(commitments) == 7
        for item, commitment in zip(commitments, fields["commitments"], strict=True):
            assert squeeze(site_build.shown(commitment["text"], tag)) in item
            # Nobody has shown that any of them was met.
            word = "No evidence yet"
            assert translations(tag).get(word, word) in item
        assert len(page.texts("section[aria-labelledby=obligations] li")) == 2


def test_the_agreement_has_three_signatories_with_the_dates_of_both_versions(site: Site) -> None:
    page = site.record("agreements", "romact-blagoevgrad-2020")
    assert page.texts("section[aria-labelledby=signatures] thead th")[-2:] == [
        "Date (Bulgarian version)", "Date (English version)"
    ]  # fmt: skip
    assert [(*row[:1], *row[-3:]) for row in rows(page, "signatures")] == [
        ("Emmanuelle Grange Head of the Disability and Inclusion Unit, Directorate-General for "
         "Employment, Social Affairs and Inclusion", "Brussels", "13 March 2020",
         "13 February 2020"),
        ("Thorsten Afflerbach Head of Division, Roma and Travellers Team", "Strasbourg",
         "2 March 2020", "left blank"),
        ("Rumen Tomov Mayor of Blagoevgrad", "Blagoevgrad", "24 March 2020", "24 March 2020"),
    ]  # fmt: skip
    bulgarian = rows(site.record("agreements", "romact-blagoevgrad-2020", "bg"), "signatures")
    assert bulgarian[2][0].startswith("Румян Томов")


def test_the_programme_leads_to_its_own_site_not_to_the_malformed_address(site: Site) -> None:
    for tag in LANGUAGES:
        links = {n.attributes["href"] for n in site.record("programmes", "romact", tag).all("a")}
        assert "https://coe-romact.org/" in links
        assert "http://ec.europa.eu/romact.org" not in links


# -- 001: Open Society Club – Ruse ---------------------------------------------------


def test_the_project_in_ruse_keeps_its_amount_and_length(site: Site) -> None:
    grant = record("grants", "civic-participation-grant")
    assert grant["money"] == {"amount": "17740.80", "currency": "EUR"}
    project = "civic-participation-integration-policy"
    assert record("projects", project)["duration_months"] == "10"
    assert facts(site.record("projects", project))["Duration"] == "10 months"
    assert "€17,740.80" in site.record("projects", project).text
    assert "€17,740.80" in site.record("grants", "civic-participation-grant").text
    assert "€17,740.80" in site.page("funding/").text


def test_the_project_in_ruse_takes_place_in_the_eight_municipalities(site: Site) -> None:
    project = "civic-participation-integration-policy"
    assert set(record("projects", project)["municipalities"]) == RUSE
    page = site.record("projects", project)
    assert {f"municipalities/{m}/" for m in RUSE} <= site.targets(page)
    # The page counts them and names none: both numbers show.
    assert ["8", "0"] in [row[-2:] for row in rows(page, "declared")]


def test_the_project_in_ruse_claims_no_dates(site: Site) -> None:
    fields = record("projects", "civic-participation-integration-policy")
    assert "period" not in fields
    page = site.record("projects", "civic-participation-integration-policy")
    assert facts(page)["Status"] == "Dates not stated"
    assert not page.all(".badge--ended, .badge--running, .badge--planned")


# -- 002: Focșani --------------------------------------------------------------------


def test_the_training_in_focsani_took_three_days(site: Site) -> None:
    fields = record("events", "focsani-training-2018")
    assert fields["period"] == {"starts_on": "2018-05-15", "ends_on": "2018-05-17"}
    page = site.record("events", "focsani-training-2018")
    assert facts(page)["When"] == "15–17 May 2018"
    assert "municipalities/focsani/" in site.targets(page)
    assert record("news", "focsani-training-2018")["published_on"] == "2018-05-18"


# -- 003: Association of Rhodope Municipalities --------------------------------------


def test_the_rhodope_project_names_twenty_of_twenty_one_municipalities(site: Site) -> None:
    fields = record("projects", "good-governance-rhodope")
    assert set(fields["municipalities"]) == RHODOPE
    assert len(fields["municipalities"]) == 20
    for tag in LANGUAGES:
        page = site.record("projects", "good-governance-rhodope", tag)
        linked = {t for t in site.targets(page) if "municipalities/" in t}
        prefix = site.prefix(tag)
        assert {f"{prefix}municipalities/{m}/" for m in RHODOPE} <= linked
        declared = [row[-2:] for row in rows(page, "declared")]
        assert declared.count(["21", "20"]) == 2  # administrations and councils
        assert ["10", "9"] in declared  # NGOs and their towns


def test_the_rhodope_project_keeps_its_numbers_and_its_length(site: Site) -> None:
    page = site.record("projects", "good-governance-rhodope")
    assert facts(page)["Duration"] == "12 months"
    numbers = {row[0]: row[1] for row in rows(page, "target-groups")}
    assert [n for name, n in numbers.items() if name.startswith("Municipal staff")] == ["100"]
    assert [n for name, n in numbers.items() if name.startswith("Municipal councillors")] == ["80"]
    assert "180" in numbers.values()
    assert "Period" not in facts(page)


def test_the_rhodope_project_has_five_bulletins_and_a_handbook_without_a_copy(site: Site) -> None:
    page = site.record("projects", "good-governance-rhodope")
    for document in EXPECTED_IDS["documents"]:
        assert f"documents/{document}/" in site.targets(page)
        shown = facts(site.record("documents", document))
        assert shown["Where to get it"] == "No copy is known to be available."
    numbers = [facts(site.record("documents", f"good-governance-bulletin-{n}"))["Number"]
               for n in range(1, 6)]  # fmt: skip
    assert numbers == ["1", "2", "3", "4", "5"]


def test_the_rhodope_grant_says_that_the_amount_is_not_known(site: Site) -> None:
    assert "money" not in record("grants", "good-governance-rhodope-grant")
    shown = facts(site.record("grants", "good-governance-rhodope-grant"))
    assert shown["Amount"] == "Amount not stated"
    assert "United States Agency for International Development" in shown["Funders"]
    assert "Balkan Trust for Democracy" in shown["Funders"]


# -- 004: Roma-Net -------------------------------------------------------------------


@pytest.mark.parametrize("tag", LANGUAGES)
def test_roma_net_says_that_it_has_ended(site: Site, tag: str) -> None:
    assert record("projects", "roma-net")["period"] == {"ends_on": "2013-01"}
    word = translations(tag).get("Ended", "Ended")
    page = site.record("projects", "roma-net", tag)
    assert word in facts(page).values()
    listed = site.page("projects/", tag)
    card = next(li for li in listed.all("main li")
                if li.css_first('a[href*="projects/roma-net/"]'))  # fmt: skip
    assert word in text_of(card)


def test_roma_net_is_led_by_budapest_and_counts_ten_cities(site: Site) -> None:
    page = site.record("projects", "roma-net")
    partners = page.texts("section[aria-labelledby=partners] li")
    assert [p for p in partners if "Budapest" in p and "Lead partner" in p]
    assert ["10", "2"] in [row[-2:] for row in rows(page, "declared")]
    assert "programmes/urbact-ii/" in site.targets(page)


def test_the_meeting_in_torrent_has_no_date_and_says_so(site: Site) -> None:
    page = site.record("events", "roma-net-torrent-2012")
    assert facts(page)["When"] == "Date not stated"
    assert events_by_time(site)["undated"] == ["Roma-Net meeting in Torrent"]


# -- sources differ ------------------------------------------------------------------


class Disagreement(NamedTuple):
    """What two sources (or two places of one) say about a field of a record."""

    kind: str
    record_id: str
    field: str
    values: tuple[str, ...]


DISAGREEMENTS = (
    Disagreement("agreements", "romact-blagoevgrad-2020", "signatories",
                 ("13 March 2020", "13 February 2020")),
    Disagreement("agreements", "romact-blagoevgrad-2020", "signatories",
                 ("2 March 2020", "blank")),
    Disagreement("agreements", "romact-blagoevgrad-2020", "signatories", ("Румян", "Rumen")),
    Disagreement("programmes", "romact", "operators", ("joint programme", "Implemented by")),
    Disagreement("agreements", "romact-blagoevgrad-2020", "commitments",
                 ("sets up the group", "setting it up is not mentioned")),
    Disagreement("programmes", "romact", "process_months", ("20 months", "No duration")),
    Disagreement("programmes", "romact", "process", ("Four", "Five or more")),
    Disagreement("programmes", "romact", "website",
                 ("http://ec.europa.eu/romact.org", "without an address")),
    Disagreement("organisations", "association-of-rhodope-municipalities", "summary",
                 ("21 municipalities", "20 municipalities")),
    Disagreement("projects", "good-governance-rhodope", "target_groups",
                 ("180", "100 municipal staff and 80 councillors")),
    Disagreement("projects", "good-governance-rhodope", "activities", ("Three", "Four topics")),
    Disagreement("projects", "roma-net", "title", ("ROMA-NET", "Roma-Net")),
    Disagreement("events", "focsani-training-2018", "title",
                 ("Action Plan for Romania 2014–2020", "Regional Operational Programme")),
    Disagreement("programmes", "romact", "funders", ("fund the programme", "No funder")),
    Disagreement("news", "focsani-training-2018", "body",
                 ("They fund the programme and implement it", "They implement the programme")),
)  # fmt: skip


@pytest.mark.parametrize("item", DISAGREEMENTS, ids=lambda i: f"{i.record_id}: {i.values[0]}")
def test_both_sides_of_a_disagreement_are_kept(site: Site, item: Disagreement) -> None:
    entries = [
        [value["value"]["en"] for value in entry["values"]]
        for entry in record(item.kind, item.record_id)["disputed"]
        if entry["field"].split(".")[0].split("[")[0] == item.field
    ]
    assert [e for e in entries if all(any(v in text for text in e) for v in item.values)]
    shown = part(site.record(item.kind, item.record_id), "disputes")
    assert shown.startswith("Sources differ")
    for value in item.values:
        assert value in shown


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_disputed_value_shows_with_its_source_in_every_language(site: Site, tag: str) -> None:
    count = 0
    for kind, record_id, fields in all_records():
        page = site.record(kind, record_id, tag)
        disputed = fields.get("disputed", [])
        assert bool(disputed) == ("disputes" in page.ids)
        shown = page.all("section[aria-labelledby=disputes] li")
        values = [value for entry in disputed for value in entry["values"]]
        assert len(shown) == len(values)
        for node, value in zip(shown, values, strict=True):
            count += 1
            text = text_of(node)
            assert squeeze(site_build.shown(value["value"], tag)) in text
            assert "where" not in value or squeeze(site_build.shown(value["where"], tag)) in text
            link = node.css_first("a[href]")
            assert link is not None
            target = site.locate(page.path, str(link.attributes["href"]))
            assert target == f"{site.prefix(tag)}sources/{value['source']}/"
    assert count >= 2 * len(DISAGREEMENTS)


# -- relations -----------------------------------------------------------------------

# Every key of a record that holds the id of another, wherever in the record it stands.
REFERENCES = {
    **dict.fromkeys(("funders", "operators", "organisers", "publishers", "organisations"),
                    "organisations"),
    **dict.fromkeys(("organisation", "recipient"), "organisations"),
    "programme": "programmes", "programmes": "programmes",
    "municipality": "municipalities", "municipalities": "municipalities",
    "project": "projects", "projects": "projects",
    "event": "events", "events": "events",
    "document": "documents", "documents": "documents",
    "agreement": "agreements", "agreements": "agreements",
    "source": "sources", "sources": "sources",
}  # fmt: skip


def references(value: Any) -> Iterator[tuple[str, str]]:
    """(kind, id) of everything that a part of a record names."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        for key, inner in value.items():
            kind = REFERENCES.get(key)
            named = inner if isinstance(inner, list) else [inner]
            if kind and all(isinstance(item, str) for item in named):
                yield from ((kind, item) for item in named)
            else:
                yield from references(inner)


def reachable(site: Site, page: Page) -> set[str]:
    """What a page links to, directly or on the lists of "show all" below it."""
    found = site.targets(page)
    waiting = [t for t in found if t.startswith(page.path) and t != page.path and t in site.pages]
    seen = set(waiting)
    while waiting:
        more = site.targets(site.pages[waiting.pop()])
        found |= more
        new = {t for t in more if t.startswith(page.path) and t in site.pages} - seen - {page.path}
        seen |= new
        waiting += new
    return found


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_relation_is_a_link_both_ways(site: Site, tag: str) -> None:
    prefix = site.prefix(tag)
    links = {
        (kind, record_id): reachable(site, site.record(kind, record_id, tag))
        for kind, record_id, _ in all_records()
    }
    missing, count = [], 0
    for kind, record_id, fields in all_records():
        for other in set(references(fields)) - {(kind, record_id)}:
            here, there = (kind, record_id), other
            for one, two in ((here, there), (there, here)):
                count += 1
                if f"{prefix}{SECTIONS[two[0]]}/{two[1]}/" not in links[one]:
                    missing.append(f"{'/'.join(one)} does not lead to {'/'.join(two)}")
    assert not missing
    assert count > 300


# -- time, pages and money: data that the documents do not have ----------------------

SHOWN_SIZE = 5
# 21 September 2026 ends at 21:00 UTC in Sofia: the last second of it, and the next one.
LAST_SECOND = int(datetime(2026, 9, 21, 20, 59, 59, tzinfo=UTC).timestamp())
EVENTS: dict[str, Fields] = {
    "ended-yesterday": {"period": {"starts_on": "2026-09-18", "ends_on": "2026-09-20"}},
    "ends-today": {"period": {"starts_on": "2026-09-19", "ends_on": "2026-09-21"}},
    "this-evening": {"starts_at": "2026-09-21 23:00", "ends_at": "2026-09-21 23:45",
                     "time_zone": "Europe/Sofia"},
    "tomorrow": {"period": {"starts_on": "2026-09-22", "ends_on": "2026-09-22"}},
    "sometime-this-autumn": {"period": {"starts_on": "2026-10", "ends_on": "2026-11"}},
    "called-off": {"period": {"starts_on": "2026-09-25", "ends_on": "2026-09-25"},
                   "status": "cancelled"},
    "long-ago": {"period": {"starts_on": "1999", "ends_on": "1999"}, "status": "held"},
}  # fmt: skip
PROJECT_PERIODS = {
    "not-yet": {"starts_on": "2026-09-22", "ends_on": "2027-09"},
    "under-way": {"starts_on": "2026-09-21", "ends_on": "2026-09-22"},
    "over-tonight": {"starts_on": "2025", "ends_on": "2026-09-21"},
}
MONEY = {
    "grant-in-lev": ("1000.00", "BGN"),
    "grant-in-euro": ("2000.00", "EUR"),
    "second-grant-in-euro": ("500.00", "EUR"),
    "grant-in-crowns": ("3000.00", "CZK"),
}


def changed_data(target: Path) -> Path:
    data = site_build.copy_data(target)
    site_build.change_yaml(data / "site.yml", page_size=str(SHOWN_SIZE))
    common = {"sources": ["geonames"], "updated_on": "2026-09-01"}
    for name, fields in EVENTS.items():
        event: Fields = {
            "title": every_language(name),
            "kind": "meeting",
            "status": "planned",
            "summary": every_language(f"{name}, invented for a test"),
            **common,
            **fields,
        }
        site_build.write_yaml(data / "events" / f"{name}.yml", event)
    for name, period in PROJECT_PERIODS.items():
        project = {"title": every_language(name), "period": period,
                   "summary": every_language(f"{name}, invented for a test"), **common}  # fmt: skip
        site_build.write_yaml(data / "projects" / f"{name}.yml", project)
    for name, (amount, currency) in MONEY.items():
        grant = {"title": every_language(name), "funders": ["usaid"], "programme": "romact",
                 "recipient": "open-society-club-ruse",
                 "money": {"amount": amount, "currency": currency}, **common}  # fmt: skip
        site_build.write_yaml(data / "grants" / f"{name}.yml", grant)
    return data


@pytest.fixture(scope="module")
def invented(shared: Shared) -> Path:
    return shared.get("invented", lambda place: changed_data(place / "data"))


@pytest.fixture(scope="module")
def today(shared: Shared, invented: Path) -> Site:
    return shared.get(
        "today",
        lambda place: site_build.build(place / "site", data=invented, epoch=LAST_SECOND),
    )


@pytest.fixture(scope="module")
def tomorrow(shared: Shared, invented: Path) -> Site:
    return shared.get(
        "tomorrow",
        lambda place: site_build.build(place / "site", data=invented, epoch=LAST_SECOND + 1),
    )


def events_by_time(site: Site) -> dict[str, list[str]]:
    """The events of the list by the heading that they stand under, in order."""
    found: dict[str, list[str]] = {}
    for page in site.list_pages("events/"):
        heading = ""
        for node in page.all("main h2, main h3 a"):
            if node.tag == "h2":
                heading = str(node.attributes["id"])
            else:
                found.setdefault(heading, []).append(text_of(node))
    return found


def test_upcoming_and_past_events_stand_apart(today: Site, tomorrow: Site) -> None:
    assert events_by_time(today) == {
        "upcoming": ["ends-today", "this-evening", "tomorrow", "called-off",
                     "sometime-this-autumn"],
        "past": ["ended-yesterday", "Training session for Focșani municipal staff", "long-ago"],
        "undated": ["Roma-Net meeting in Torrent"],
    }  # fmt: skip
    after = events_by_time(tomorrow)
    assert after["upcoming"] == ["tomorrow", "called-off", "sometime-this-autumn"]
    assert after["past"][:3] == ["this-evening", "ends-today", "ended-yesterday"]


def test_the_home_page_shows_what_comes_next(today: Site, tomorrow: Site) -> None:
    def first(site: Site) -> str:
        section = site.page("").one("main section[aria-labelledby=next]")
        link = section.css_first("h3 a")
        assert link is not None
        return text_of(link)

    assert first(today) == "ends-today"
    assert first(tomorrow) == "tomorrow"


def test_an_event_says_whether_it_is_still_to_come(today: Site, tomorrow: Site) -> None:
    assert "Upcoming" in today.record("events", "ends-today").text
    assert "Upcoming" not in tomorrow.record("events", "ends-today").text
    assert facts(today.record("events", "called-off"))["Status"] == "Cancelled"
    assert "Upcoming" not in today.record("events", "called-off").text


def test_the_state_of_a_project_follows_the_calendar(today: Site, tomorrow: Site) -> None:
    def states(site: Site) -> list[str]:
        return [facts(site.record("projects", name))["Status"] for name in PROJECT_PERIODS]

    assert states(today) == ["Not started yet", "Running", "Running"]
    assert states(tomorrow) == ["Running", "Running", "Ended"]


def test_long_lists_come_in_pages(today: Site) -> None:
    pages = today.list_pages("municipalities/", "bg")
    titles = [page.texts("main li h2 a") for page in pages]
    assert [len(t) for t in titles] == [5, 5, 5, 5, 5, 5, 3]
    assert len({title for page in titles for title in page}) == 33
    for number, page in enumerate(pages, start=1):
        nav = page.one("nav.pages")
        current = nav.css_first("[aria-current=page]")
        assert current is not None
        assert text_of(current) == str(number)
        linked = today.targets(page, "nav.pages a")
        neighbours = {number - 1, number + 1} & set(range(1, 8))
        expected = {pages[n - 1].path for n in {1, 7, *neighbours} - {number}}
        assert expected <= linked
        assert page.path not in linked


def test_all_related_records_can_be_paged_through(today: Site) -> None:
    path = "sources/geonames/municipalities/"
    assert path in today.targets(today.record("sources", "geonames"))
    pages = today.list_pages(path)
    assert len(pages) > 1
    entries = [title for page in pages for title in page.texts("main li h2 a")]
    listed = {t for page in pages for t in today.targets(page, "main li h2 a")}
    assert len(entries) == len(listed) == 31
    assert listed <= {f"municipalities/{i}/" for i in ids("municipalities")}


def test_currencies_are_never_added_up(today: Site) -> None:
    page = today.page("funding/")
    amounts = "BGN 1,000.00 CZK 3,000.00 €2,500.00"
    assert ["United States Agency for International Development", "5", f"{amounts} 1 grant of "
            "unknown amount"] in rows(page, "by-funder")  # fmt: skip
    assert ["ROMACT", "4", amounts] in rows(page, "by-programme")
    # No sum across currencies anywhere: neither of the bare numbers nor of converted ones.
    every = "".join(p.html for path, p in today.pages.items() if today.language_of(path) == "en")
    for wrong in ("6,500.00", "5,500.00", "3,500.00", "3,011.29", "2,511.29", "20,752.09"):
        assert wrong not in squeeze(every)


def test_the_home_page_shows_each_currency_by_itself(today: Site) -> None:
    shown = today.page("").text
    for amount in ("BGN 1,000.00", "CZK 3,000.00", "€20,240.80"):
        assert amount in shown


def test_conversions_between_euro_and_lev_name_their_rate(today: Site) -> None:
    lev = facts(today.record("grants", "grant-in-lev"))
    assert lev["Amount"] == "BGN 1,000.00"
    assert lev["Converted at the fixed rate"] == "€511.29 (1 EUR = 1.95583 BGN)"
    euro = facts(today.record("grants", "grant-in-euro"))
    assert euro["Amount"] == "€2,000.00"
    assert euro["Converted at the fixed rate"] == "BGN 3,911.66 (1 EUR = 1.95583 BGN)"
    assert "Converted at the fixed rate" not in facts(today.record("grants", "grant-in-crowns"))
    assert "1.95583" in today.page("funding/").text
