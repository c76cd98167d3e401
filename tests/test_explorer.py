"""Filters of lists: their pages, which need no script, and the data that the script loads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

import pytest

from portal import explorer, filters
from portal.build import Portal, open_portal
from portal.check import check_directory
from portal.collation import make_sort_key
from portal.explorer import explorer_units, plural_forms, runs_of
from portal.filters import FILTERS
from portal.pages.cards import Cards
from portal.pages.localiser import Localiser
from portal.pages.tasks import list_redirects, plan_tasks
from portal.states import first_day
from portal.units import contents_of
from tests import site_build
from tests.builders import write_tree
from tests.explored import HARMFUL, LANGUAGES
from tests.rendered import TODAY
from tests.site_build import ROOT, Fields, read_yaml
from tests.site_walk import SECTIONS, Page, Site, squeeze, text_of

pytestmark = pytest.mark.build

Rows = list[dict[str, Any]]


def rendered(loc: Localiser) -> Iterator[tuple[str, bytes]]:
    """All files of a language's lists."""
    for unit in explorer_units(loc, Cards(loc)):
        yield from contents_of(unit)


def index_of(site: Site, kind: str, tag: str) -> Any:
    path = f"assets/explorer/{tag}/{SECTIONS[kind]}.json"
    return json.loads(site.files[path].read_bytes())


def rows_of(site: Site, kind: str, tag: str) -> Rows:
    """The words of every record, in the order of the index, put together from their parts."""
    index = index_of(site, kind, tag)
    found: Rows = []
    while len(found) < index["total"]:
        number = len(found) // index["part"]
        name = f"assets/explorer/{tag}/{SECTIONS[kind]}-{number}.json"
        part = json.loads(site.files[name].read_bytes())
        assert part.pop("version") == index["version"]
        size = len(part["id"])
        assert all(len(column) == size for column in part.values())
        found += [{key: column[n] for key, column in part.items()} for n in range(size)]
    return found


def plain(text: Any) -> str:
    if isinstance(text, str):
        return text
    return "".join(run if isinstance(run, str) else run[0] for run in text)


def chosen(index: Any, name: str) -> list[set[str]]:
    """Per record the options that it has of a filter."""
    (found,) = (f for f in index["filters"] if f["name"] == name)
    numbers = (row if isinstance(row, list) else [row] for row in found["rows"])
    return [{found["options"][n][0] for n in row if n >= 0} for row in numbers]


def read_all(data: Path, kind: str) -> Mapping[str, Fields]:
    return {path.stem: read_yaml(path) for path in (data / kind).glob("*.yml")}


# -- the data ------------------------------------------------------------------------


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("kind", ["projects", "municipalities", "events", "grants", "news"])
def test_the_data_says_what_the_cards_of_the_list_say(
    explored_site: Site, kind: str, tag: str
) -> None:
    index = index_of(explored_site, kind, tag)
    rows = rows_of(explored_site, kind, tag)
    cards = [
        card
        for page in explored_site.list_pages(f"{SECTIONS[kind]}/", tag)
        for card in page.all("ul.cards > li")
    ]
    assert len(rows) == len(cards) == index["total"] > 0
    for row, card in zip(rows, cards, strict=True):
        (link,) = card.css(".card__title a")
        assert str(link.attributes["href"]).endswith(f"/{SECTIONS[kind]}/{row['id']}/")
        assert squeeze(plain(row["title"])) == text_of(link)
        badge = index["badges"][row["badge"]] if row.get("badge", -1) >= 0 else ("", "")
        meta = squeeze(f"{badge[1]} {plain(row.get('meta', ''))}")
        assert meta == " ".join(text_of(node) for node in card.css(".card__meta"))
        summary = " ".join(text_of(node) for node in card.css(".card__summary"))
        assert squeeze(plain(row.get("summary", ""))) == summary


@pytest.mark.parametrize("tag", LANGUAGES)
def test_projects_have_the_options_that_their_records_name(
    explored_site: Site, explored_data: Path, tag: str
) -> None:
    projects, grants = read_all(explored_data, "projects"), read_all(explored_data, "grants")
    places = read_all(explored_data, "municipalities")
    programmes = read_all(explored_data, "programmes")
    index = index_of(explored_site, "projects", tag)
    ids = [row["id"] for row in rows_of(explored_site, "projects", tag)]
    assert set(ids) == set(projects)
    found = {f["name"]: chosen(index, f["name"]) for f in index["filters"]}
    assert set(found) == {"programme", "country", "municipality", "funder", "status", "year"}
    for place, record_id in enumerate(ids):
        record = projects[record_id]
        towns = {*record.get("municipalities", [])}
        towns |= {p["municipality"] for p in record.get("partners", []) if "municipality" in p}
        given = [g for g in grants.values() if g.get("project") == record_id]
        funders = {f for grant in given for f in grant["funders"]}
        if not given and "programme" in record:
            funders = set(programmes[record["programme"]].get("funders", []))
        period = record.get("period", {})
        years = [int(str(day)[:4]) for day in period.values()]
        assert found["programme"][place] == {record[n] for n in ("programme",) if n in record}
        assert found["municipality"][place] == towns
        assert found["funder"][place] == funders
        if towns:
            assert found["country"][place] == {places[t]["country"].lower() for t in towns}
        whole = {str(y) for y in range(min(years), max(years) + 1)} if years else {"unknown"}
        assert found["year"][place] == whole


def test_options_stand_in_the_order_of_the_language(explored_site: Site) -> None:
    for tag in LANGUAGES:
        key = make_sort_key(tag)
        by_name = {f["name"]: f for f in index_of(explored_site, "projects", tag)["filters"]}
        for name in ("programme", "country", "municipality", "funder"):
            names = [plain(label) for _, label in by_name[name]["options"]]
            assert names == sorted(names, key=key)
        years = [option for option, _ in by_name["year"]["options"]]
        assert years == sorted(years, key=lambda y: (y == "unknown", -int(y) if y.isdigit() else 0))


def test_titles_sort_by_the_alphabet_and_times_by_the_calendar(
    explored_site: Site, explored_data: Path
) -> None:
    events = read_all(explored_data, "events")
    for tag in LANGUAGES:
        index, rows = index_of(explored_site, "events", tag), rows_of(explored_site, "events", tag)
        key = make_sort_key(tag)
        ranked = sorted(range(len(rows)), key=index["titles"].__getitem__)
        assert ranked == sorted(ranked, key=lambda n: (key(plain(rows[n]["title"])), rows[n]["id"]))
        times = index["times"]
        for a, b in zip(range(len(rows) - 1), range(1, len(rows)), strict=True):
            first, second = (_start_of(events[rows[n]["id"]]) for n in (a, b))
            assert (times[a] is None) == (first is None)
            if first and second and len(first) == len(second) == 16:
                assert (times[a] < times[b]) == (first < second)


def _start_of(event: Fields) -> str | None:
    """The minute at which an event begins, 16 letters; fewer where the day is not known."""
    period = event.get("period", {})
    day = period.get("starts_on") or period.get("ends_on")
    at = event.get("starts_at") or (f"{day} 00:00" if day else None)
    return str(at).replace("T", " ")[:16] if at else None


def test_a_text_in_another_language_says_so(explored_site: Site) -> None:
    titles = [row["title"] for row in rows_of(explored_site, "projects", "cs")]
    foreign = [title for title in titles if not isinstance(title, str)]
    assert foreign
    assert {title[0][1] for title in foreign} == {"en"}
    english = rows_of(explored_site, "projects", "en")
    assert {type(row["title"]) for row in english} == {str}


def test_runs_keep_every_sign_and_refuse_other_markup() -> None:
    assert runs_of("a &amp;nbsp; &lt;b&gt;") == "a &nbsp; <b>"
    text = 'a · <span lang="ar" dir="rtl">b &amp; c</span> · <span lang="bg">д</span>'
    assert runs_of(text) == ["a · ", ["b & c", "ar", "rtl"], " · ", ["д", "bg"]]
    with pytest.raises(ValueError, match="<b>"):
        runs_of("a <b>c</b>")


def test_two_municipalities_of_one_name_are_told_apart(explored_site: Site) -> None:
    for tag in LANGUAGES:
        by_name = {f["name"]: f for f in index_of(explored_site, "projects", tag)["filters"]}
        names = [plain(label) for _, label in by_name["municipality"]["options"]]
        assert len([name for name in names if name.startswith("Twin Town")]) == 2
        assert len(set(names)) == len(names)


@pytest.fixture(scope="module")
def portal(explored_data: Path) -> Portal:
    checked = check_directory(explored_data)
    assert checked.catalog is not None
    return open_portal(
        checked.catalog,
        checked.strings,
        explored_data,
        ROOT / "overrides",
        TODAY,
        pictures=checked.pictures,
    )


@pytest.fixture(scope="module")
def languages(portal: Portal) -> Iterator[Mapping[str, Localiser]]:
    """Those of both sites: their plural forms and numbers differ most."""
    here = ROOT / "tests" / "second_site" / "data"
    checked = check_directory(here)
    assert checked.catalog is not None
    other = open_portal(
        checked.catalog, checked.strings, here, ROOT / "overrides", TODAY, pictures=checked.pictures
    )
    yield {**portal.localisers, **other.localisers}


def test_counted_words_are_those_of_the_translations(languages: Mapping[str, Localiser]) -> None:
    assert set(languages) == {*LANGUAGES, "de", "hu", "rom"}
    for loc in languages.values():
        words = plural_forms("%(num)s entry", "%(num)s entries", loc)
        for n in range(12_000):
            form = words["forms"][int(words["table"][n if n < 200 else 100 + n % 100])]
            assert form == loc.language.ngettext("%(num)s entry", "%(num)s entries", n)


def test_many_records_come_in_parts_that_hold_the_same(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    loc = portal.default
    whole = {name: json.loads(text) for name, text in rendered(loc)}
    monkeypatch.setattr(explorer, "_IN_ONE_PIECE", 10)
    parts = {name: json.loads(text) for name, text in rendered(loc)}
    base = "assets/explorer/en/projects"
    assert parts[f"{base}.json"]["part"] == 48
    count = sum(name.startswith(f"{base}-") for name in parts)
    assert count == -(-whole[f"{base}.json"]["total"] // 48) > 1
    titles = [title for n in range(count) for title in parts[f"{base}-{n}.json"]["title"]]
    assert titles == whole[f"{base}-0.json"]["title"]


def test_a_changed_word_changes_the_version(portal: Portal, tmp_path: Path) -> None:
    def version(site: Portal) -> Any:
        files = dict(rendered(site.default))
        return json.loads(files["assets/explorer/en/news.json"])["version"]

    data = site_build.copy_data(tmp_path / "data", portal.data_directory)
    some = min((data / "news").glob("*.yml"))
    site_build.change_yaml(some, summary=dict.fromkeys(LANGUAGES, "Another word."))
    checked = check_directory(data)
    assert checked.catalog is not None
    other = open_portal(
        checked.catalog, checked.strings, data, ROOT / "overrides", TODAY, pictures=checked.pictures
    )
    assert version(portal) == version(portal) != version(other)


COMMON = "sources: [report]\nupdated_on: 2026-11-21\n"
EDGES = {
    "municipalities/budapest.yml": f"name:\n  en: Budapest\ncountry: HU\n{COMMON}",
    "projects/long.yml": (
        "title:\n  en: Long\nsummary:\n  en: S\nperiod:\n  starts_on: 1900\n  ends_on: 2100\n"
        f"partners:\n  - organisation: donor\n    role: lead\n{COMMON}"
    ),
    "projects/partner.yml": (
        "title:\n  en: Partner\nsummary:\n  en: S\nprogramme: romact\npartners:\n"
        f"  - municipality: budapest\n    role: lead\n{COMMON}"
    ),
    "grants/elsewhere.yml": (
        "title:\n  en: Grant\nfunders: [donor]\nrecipient: donor\nperiod:\n  ends_on: 2019\n"
        f"{COMMON}"
    ),
    "municipalities/focsani.yml": f"name:\n  en: Focsani\ncountry: RO\n{COMMON}",
    "events/visit.yml": (
        "title:\n  en: Visit\nkind: training\nstatus: held\nsummary:\n  en: S\n"
        f"programme: romact\nmunicipality: focsani\n{COMMON}"
    ),
    "events/new-year.yml": (
        "title:\n  en: New Year\nkind: meeting\nstatus: held\nsummary:\n  en: S\nproject: partner\n"
        f"period:\n  starts_on: 2018-12-31\n  ends_on: 2019-01-01\n{COMMON}"
    ),
}


@pytest.mark.parametrize(
    ("kind", "record_id", "name", "expected"),
    [
        ("projects", "long", "year", {"1900", "2100"}),
        ("projects", "long", "country", {"no"}),
        ("projects", "long", "funder", set()),
        ("projects", "long", "status", {"running"}),
        ("projects", "partner", "municipality", {"budapest"}),
        ("projects", "partner", "country", {"hu"}),
        ("projects", "partner", "funder", {"donor"}),
        ("projects", "partner", "year", {"unknown"}),
        ("projects", "school", "year", {"2014", "2015"}),
        ("projects", "school", "country", {"bg"}),
        ("municipalities", "budapest", "programme", {"romact"}),
        ("municipalities", "focsani", "programme", {"romact"}),
        ("grants", "elsewhere", "country", {"no"}),
        ("grants", "elsewhere", "year", {"2019"}),
        ("grants", "school-grant", "programme", {"romact"}),
        ("grants", "school-grant", "municipality", {"ruse", "byala"}),
        ("grants", "school-grant", "year", {"2014"}),
        ("events", "new-year", "year", {"2018", "2019"}),
        ("events", "new-year", "programme", {"romact"}),
        ("events", "new-year", "country", set()),
        ("events", "training", "municipality", {"ruse"}),
        ("agreements", "ruse-2020", "year", {"2020"}),
        ("agreements", "ruse-2020", "status", {"unknown"}),
        ("news", "start", "programme", {"romact"}),
        ("documents", "handbook", "year", {"unknown"}),
        ("organisations", "donor", "kind", {"donor"}),
    ],
)
def test_what_a_record_counts_as(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    record_id: str,
    name: str,
    expected: set[str],
) -> None:
    monkeypatch.setattr(filters, "MIN_RECORDS", 1)
    monkeypatch.setattr(filters, "MIN_OPTIONS", 1)
    checked = check_directory(write_tree(tmp_path / "data", EDGES))
    assert checked.catalog is not None
    assert not checked.problems
    options = filters.collect_filters(checked.catalog, TODAY)[kind].get(name, {})
    assert {option for option, ids in options.items() if record_id in ids} == expected


def test_days_are_those_of_the_beginning(tmp_path: Path) -> None:
    checked = check_directory(write_tree(tmp_path / "data", EDGES))
    assert checked.catalog is not None
    days = {
        ("agreements", "ruse-2020"): date(2020, 3, 24),
        ("projects", "school"): date(2014, 5, 1),
        ("projects", "partner"): None,
        ("grants", "school-grant"): date(2014, 1, 1),
        ("grants", "elsewhere"): date(2019, 1, 1),
        ("events", "training"): date(2018, 5, 15),
        ("municipalities", "ruse"): None,
    }
    for (kind, record_id), day in days.items():
        assert first_day(checked.catalog.get(kind, record_id)) == day


# -- pages ---------------------------------------------------------------------------


def option_links(page: Page) -> dict[str, int]:
    """Where the options on a page lead, with the number beside each."""
    found = {}
    for link in page.all("ul.options a"):
        words = text_of(link)
        found[str(link.attributes["href"])] = int(words.rpartition("(")[2].rstrip(")"))
    return found


def entries(site: Site, page: Page, fragment: str) -> int:
    """How many entries a page and those after it list; with a fragment, a section of a page."""
    if fragment:
        (section,) = page.all(f"section[aria-labelledby={fragment}]")
        return len(section.css("ul.cards > li, ul.names > li"))
    pages = site.list_pages(page.path)
    return sum(len(one.all("ul.cards > li, ul.names > li")) for one in pages)


@pytest.mark.parametrize("kind", [kind for kind in SECTIONS if kind != "programmes"])
def test_each_option_leads_to_as_many_entries_as_it_says(explored_site: Site, kind: str) -> None:
    lists = explored_site.page(f"{SECTIONS[kind]}/")
    if not lists.all("[data-explorer]"):
        assert len(explored_site.list_pages(f"{SECTIONS[kind]}/")) == 1
        assert len(lists.all("ul.cards > li")) < 12
        return
    pages = [lists]
    pages += [p for path, p in explored_site.pages.items()
              if path.startswith(f"{SECTIONS[kind]}/by-") and p.all("ul.options")]  # fmt: skip
    assert len(pages) >= 2
    for page in pages:
        links = option_links(page)
        assert links
        for href, count in links.items():
            target = explored_site.locate(page.path, href)
            assert target is not None
            assert entries(explored_site, explored_site.pages[target], urldefrag(href)[1]) == count


def test_every_option_of_a_list_can_be_reached_without_a_script(explored_site: Site) -> None:
    index = index_of(explored_site, "grants", "en")
    page = explored_site.page("funding/")
    for one in index["filters"]:
        label = f"filter-{one['name']}"
        assert page.one(f"#{label}").text() == one["label"]
        shown = page.all(f"ul[aria-labelledby={label}] a")
        assert len(shown) == min(8, len(one["options"]))
        every = explored_site.page(f"funding/by-{one['name']}/")
        assert len(every.all("ul.options a")) == len(one["options"])
        assert (f"by-{one['name']}/" in {h for _, h in page.references}) is False
        more = [t for t in explored_site.targets(page) if t == every.path]
        assert len(more) == (len(one["options"]) > 8)


def test_pages_of_filters_are_announced_in_every_language(explored_site: Site) -> None:
    paths = [
        p
        for p in explored_site.content_pages
        if "/by-" in p and explored_site.language_of(p) == "en"
    ]
    names = {p.split("/by-")[1].split("/")[0] for p in paths}
    assert names == set(FILTERS)
    maps = {tag: (explored_site.root / f"sitemap-{tag}.xml").read_text() for tag in LANGUAGES}
    for path in paths:
        for tag in LANGUAGES:
            page = explored_site.page(path, tag)
            assert page.canonical == explored_site.url + page.path
            expected = {t: explored_site.url + explored_site.prefix(t) + path for t in LANGUAGES}
            assert page.alternates == {**expected, "x-default": explored_site.url + path}
            assert f"<loc>{page.canonical}</loc>" in maps[tag]
            assert not page.all("meta[name=robots]")


def test_titles_of_filter_pages_are_unique(explored_site: Site) -> None:
    for tag in LANGUAGES:
        pages = [p for path, p in explored_site.content_pages.items()
                 if "/by-" in path and explored_site.language_of(path) == tag]  # fmt: skip
        assert len({page.title for page in pages}) == len(pages)
        assert len({page.description for page in pages}) == len(pages)


def test_no_page_is_made_twice_for_what_a_record_shows_already(explored_site: Site) -> None:
    assert not [p for p in explored_site.pages if p.startswith("projects/by-municipality/sample")]
    links = option_links(explored_site.page("projects/by-municipality/"))
    assert links
    assert all(
        "../../municipalities/" in href and href.endswith(("/#projects", "/projects/"))
        for href in links
    )


def test_a_short_list_has_no_filters(site: Site) -> None:
    assert not site.page("projects/").all("[data-explorer], script[src*=explorer]")
    assert site.page("municipalities/").all("[data-explorer]")
    made = {path.split("/")[0] for path in site.pages if "/by-" in path and path[2] != "/"}
    assert made == {"municipalities", "organisations"}


def test_a_filter_has_two_options_or_is_none(explored_site: Site) -> None:
    for tag in LANGUAGES:
        for kind in ("projects", "events", "grants", "documents", "organisations"):
            for one in index_of(explored_site, kind, tag)["filters"]:
                assert len(one["options"]) >= 2
                used = set().union(*chosen(index_of(explored_site, kind, tag), one["name"]))
                assert used == {option for option, _ in one["options"]}


def test_a_renamed_record_leaves_a_redirect_from_its_filter_page(tmp_path: Path) -> None:
    many: dict[str, str | bytes | None] = {}
    for number in range(12):
        funder = "donor" if number % 2 else "fund"
        many[f"grants/g-{number}.yml"] = (
            f"title:\n  en: Grant {number}\nfunders: [{funder}]\n"
            "sources: [report]\nupdated_on: 2026-11-21\n"
        )
    many["organisations/fund.yml"] = (
        "name:\n  en: Fund\nkind: fund\nformer_ids: [old-fund]\n"
        "sources: [report]\nupdated_on: 2026-11-21\n"
    )
    data = write_tree(tmp_path / "data", many)
    checked = check_directory(data)
    assert checked.catalog is not None
    made = open_portal(
        checked.catalog, checked.strings, data, ROOT / "overrides", TODAY, pictures=checked.pictures
    )
    loc = made.default
    assert ("funding/by-funder/old-fund/", "funding/by-funder/fund/") in set(list_redirects(loc))
    paths = [task.path for task in plan_tasks(loc)]
    assert "funding/by-funder/fund/" in paths
    assert len(set(paths)) == len(paths)


def test_a_harmful_title_is_only_a_title(explored_site: Site) -> None:
    titles: Sequence[Any] = [row["title"] for row in rows_of(explored_site, "projects", "bg")]
    assert titles.count(HARMFUL) == 1
