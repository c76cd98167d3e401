"""Charts: lengths are figures, what is unknown stays unknown, and all of it stands in a table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from portal.charts.bars import BarRow, Value, draw_bars
from portal.charts.commitments import commitments_chart
from portal.charts.funding import MOST_BARS
from portal.charts.participants import counts_chart
from portal.charts.project_timeline import MOST_ROWS, project_timeline
from portal.charts.projects import MOST_BARS as MOST_PROJECTS
from portal.charts.projects import projects_chart
from portal.charts.timeline import Span, draw_timeline
from portal.charts.views import Chart
from portal.charts.wrapping import MAX_LINES, MEASURE, SIZE, wrap
from portal.embeds.badges import text_width
from portal.model import Agreement, Project
from portal.pages.funding import summarise_funding
from portal.pages.localiser import Localiser
from portal.pages.parts import parts_of
from tests.rendered import event, record, render_tree
from tests.site_build import LANGUAGES
from tests.site_walk import Page, Site, text_of

LONG = "Финансов механизъм на Европейското икономическо пространство за периода 2009–2014 г."


def localiser(directory: Path, changes: dict[str, Any], tag: str = "en") -> Localiser:
    return render_tree(directory, changes).portal.localisers[tag]


def project(loc: Localiser, record_id: str) -> Project:
    found = loc.catalog.get("projects", record_id)
    assert isinstance(found, Project)
    return found


def agreement(loc: Localiser, record_id: str) -> Agreement:
    found = loc.catalog.get("agreements", record_id)
    assert isinstance(found, Agreement)
    return found


def percent(text: str) -> float:
    return float(text.removesuffix("%"))


def texts(chart: Chart) -> list[str]:
    return [line.text for line in chart.lines]


# -- labels --------------------------------------------------------------------------


@pytest.mark.parametrize("text", [LONG, "Short", "a" * 300, "word " * 60, ""])
def test_no_line_is_wider_than_its_room(text: str) -> None:
    lines = wrap(text)
    assert len(lines) <= MAX_LINES
    assert all(text_width(line) * SIZE <= MEASURE for line in lines)
    if text == LONG:
        assert " ".join(lines) == LONG  # enough for the longest name there is


def test_what_is_left_over_becomes_an_ellipsis_after_a_word() -> None:
    first, second = wrap("word " * 60, 2)
    assert first.endswith("word")
    assert second.endswith("word…")


def test_words_that_belong_together_stay_together() -> None:
    lines = wrap("Školení pro zaměstnance obcí v\u00a0Blagoevgradu", 3, 170)
    assert any("v\u00a0Blagoevgradu" in line for line in lines)


# -- bars ----------------------------------------------------------------------------


def bars(*numbers: int | None) -> Chart:
    long = "A name that is far too long to stand on the left of its bar"
    rows = [
        BarRow(long, (Value(None if n is None else Decimal(n), str(n), "actual"),)) for n in numbers
    ]
    return draw_bars("x", "X", "", rows)


def test_bars_are_as_long_as_their_numbers_from_zero() -> None:
    chart = bars(100, 25, 0)
    first, second, third = (percent(bar.width) for bar in chart.bars)
    assert first == pytest.approx(4 * second)
    assert third == 0
    assert all(bar.x == "0%" for bar in chart.bars)
    assert [bar.text for bar in chart.bars] == ["100", "25", "0"]
    # A value beside the longest bar has 100 pixels on a page of 250.
    assert first <= 60


def test_an_unknown_number_has_words_and_no_bar() -> None:
    known, unknown = bars(5, None).bars
    assert known.width
    assert (unknown.width, unknown.text) == ("", "None")


def test_rows_do_not_overlap() -> None:
    chart = bars(1, 2, 3)
    tops = sorted([line.y - 15 for line in chart.lines] + [bar.y for bar in chart.bars])
    assert all(b - a >= 16 for a, b in pairwise(tops))
    assert chart.height >= max(tops) + chart.bar_height


def test_short_names_stand_left_of_their_bars() -> None:
    rows = [BarRow(str(y), (Value(Decimal(y - 2010), "n", "actual"),)) for y in (2012, 2014)]
    chart = draw_bars("x", "X", "", rows)
    assert 30 < chart.inset < 60
    # On 250 pixels, name and bar and value have room side by side.
    assert chart.inset + 2.5 * percent(chart.bars[1].width) + 30 < 250


# -- time ----------------------------------------------------------------------------


def test_unknown_ends_are_open_and_unknown_dates_have_no_bar() -> None:
    spans = [
        Span("Known", "2014–2016", date(2014, 1, 1), date(2016, 12, 31), "ended"),
        Span("No start", "until 2015", None, date(2015, 6, 30), "ended"),
        Span("No end", "from 2015", date(2015, 7, 1), None, "unknown"),
        Span("Nothing", "not stated", None, None, "unknown"),
    ]
    chart = draw_timeline("x", "X", "", spans)
    known, no_start, no_end = chart.bars
    assert (known.opens_before, known.opens_after) == (False, False)
    assert (no_start.opens_before, no_start.opens_after) == (True, False)
    assert (no_end.opens_before, no_end.opens_after) == (False, True)
    assert percent(no_start.width) == percent(no_end.width) == 0  # nobody knows how long
    assert percent(known.x) == percent(chart.ticks[0].x)
    assert percent(known.x) < percent(no_start.x) < percent(no_end.x) + 0.1
    assert [tick.text for tick in chart.ticks] == ["2014", "2015", "2016"]
    assert "not stated" in texts(chart)
    assert [p.style for p in chart.patterns] == ["open"]


def test_an_axis_of_centuries_has_few_words() -> None:
    spans = [Span("x", "x", date(1907, 5, 1), date(2026, 1, 1), "ended")]
    ticks = draw_timeline("x", "X", "", spans).ticks
    assert [tick.text for tick in ticks] == ["1920", "1940", "1960", "1980", "2000", "2020"]


def test_without_any_date_there_is_no_axis() -> None:
    chart = draw_timeline("x", "X", "", [Span("x", "not stated", None, None, "unknown")])
    assert not chart.ticks
    assert not chart.bars
    assert texts(chart) == ["x", "not stated"]


def projects(count: int, **fields: Any) -> dict[str, Any]:
    return {
        f"projects/p{n}.yml": record(title={"en": f"Project {n}"}, summary={"en": "One."}, **fields)
        for n in range(count)
    }


def test_few_projects_have_a_row_each_by_date(tmp_path: Path) -> None:
    changes = projects(1) | {
        "projects/early.yml": record(
            title={"en": "Early"}, summary={"en": "E"}, period={"ends_on": "2013-01"}
        ),
    }
    loc = localiser(tmp_path, changes)
    chart = projects_chart("x", loc.catalog.records["projects"], loc, "../")
    assert chart is not None
    assert chart.table is not None
    assert [str(row.head) for row in chart.table.rows] == [
        '<a href="../projects/early/">Early</a>',
        '<a href="../projects/school/">A school</a>',
        '<a href="../projects/p0/">Project 0</a>',
    ]
    assert [str(row.cells[0]) for row in chart.table.rows] == [
        "end: January 2013; start not stated",
        "May 2014 – 31 December 2015",
        "Dates not stated",
    ]
    assert "Where a source names no day" in str(chart.notes)
    assert [key.style for key in chart.keys] == ["open"]


def test_many_projects_are_counted_by_year_without_those_of_unknown_dates(tmp_path: Path) -> None:
    dated = projects(MOST_PROJECTS, period={"starts_on": "2019", "ends_on": "2021-02"})
    changes = dated | {
        "projects/open.yml": record(
            title={"en": "O"}, summary={"en": "O"}, period={"starts_on": "2020"}
        ),
    }
    loc = localiser(tmp_path, changes)
    chart = projects_chart("x", loc.catalog.records["projects"], loc, "")
    assert chart is not None
    assert chart.table is not None
    rows = {str(row.head): str(row.cells[0]) for row in chart.table.rows}
    assert rows == {
        "2014": "1", "2015": "1", "2016": "0", "2017": "0", "2018": "0",
        "2019": "20", "2020": "20", "2021": "20", "Dates not stated": "1",
    }  # fmt: skip
    assert "1 project is not counted" in str(chart.notes)
    assert texts(chart) == [y for y in rows if y.isdigit()]


def test_data_of_many_centuries_makes_no_endless_chart(tmp_path: Path) -> None:
    changes = projects(MOST_PROJECTS + 1, period={"starts_on": "1566", "ends_on": "2020"})
    loc = localiser(tmp_path, changes)
    chart = projects_chart("x", loc.catalog.records["projects"], loc, "")
    assert chart is not None
    assert len(chart.bars) <= 41


def test_no_projects_make_no_chart(tmp_path: Path) -> None:
    assert projects_chart("x", [], localiser(tmp_path, {}), "") is None


def test_a_project_has_a_timeline_of_what_belongs_to_it(tmp_path: Path) -> None:
    changes = {
        "events/opening.yml": event(
            "Opening", project="school", period={"starts_on": "2014-05-06"}
        ),
        "events/undated.yml": event("Undated", project="school"),
    }
    loc = localiser(tmp_path, changes)
    chart = project_timeline(project(loc, "school"), loc)
    assert chart is not None
    assert chart.table is not None
    cells = [(row.head.striptags(), *(str(c) for c in row.cells)) for row in chart.table.rows]
    assert cells == [
        ("A school", "Project", "May 2014 – 31 December 2015"),
        ("Grant", "Grant", "Grant: 2014"),
        ("Opening", "Event", "Event: 6 May 2014"),
        ("News", "News item", "News item: 18 May 2018"),
    ]
    assert [bar.is_point for bar in chart.bars] == [False, False, True, True]
    assert "1 entry without a date is not drawn." in chart.notes


def test_a_long_timeline_is_cut_and_says_so(tmp_path: Path) -> None:
    changes = {
        f"events/e{n}.yml": event(
            f"E{n}", project="school", period={"starts_on": f"2014-06-{n:02}"}
        )
        for n in range(1, MOST_ROWS + 3)
    }
    loc = localiser(tmp_path, changes)
    chart = project_timeline(project(loc, "school"), loc)
    assert chart is not None
    assert chart.table is not None
    assert len(chart.table.rows) == MOST_ROWS + 1
    assert "4 later entries are not drawn." in chart.notes


def test_a_project_without_any_date_has_no_timeline(tmp_path: Path) -> None:
    loc = localiser(tmp_path, projects(1))
    assert project_timeline(project(loc, "p0"), loc) is None


# -- money ---------------------------------------------------------------------------


def grant(amount: str | None, currency: str = "EUR", **fields: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"title": {"en": "Grant"}, "funders": ["donor"]}
    if amount is not None:
        given["money"] = {"amount": amount, "currency": currency}
    return record(**{**given, **fields})


def donor(name: str) -> dict[str, Any]:
    return record(name={"en": name}, kind="donor")


def test_currencies_are_never_added_up(tmp_path: Path) -> None:
    changes = {
        "grants/a.yml": grant("100.00"),
        "grants/b.yml": grant("5000.00", "CZK"),
        "grants/c.yml": grant("50.00", funders=["other"]),
        "organisations/other.yml": donor("Other"),
        "organisations/silent.yml": donor("Silent"),
        "grants/d.yml": grant(None, funders=["silent"]),
        "grants/school-grant.yml": grant("300.00"),
    }
    by_funder = summarise_funding(localiser(tmp_path, changes)).parts[0]
    assert [chart.title for chart in by_funder.charts] == ["By funder, CZK", "By funder, EUR"]
    crowns, euros = by_funder.charts
    assert [crowns.heading, euros.heading] == ["CZK", "EUR"]
    assert [bar.text for bar in crowns.bars] == ["CZK\u00a05,000.00"]
    assert [bar.text for bar in euros.bars] == ["€400.00", "€50.00"]
    assert percent(euros.bars[0].width) == pytest.approx(8 * percent(euros.bars[1].width))
    # Nobody knows in which currency the third one's money is.
    assert "Not drawn: 1 funder whose amounts are not stated." in euros.notes


def test_with_one_currency_an_unknown_amount_is_a_row_without_a_bar(tmp_path: Path) -> None:
    changes = {
        "organisations/silent.yml": donor("Silent"),
        "grants/d.yml": grant(None, funders=["silent"]),
    }
    (chart,) = summarise_funding(localiser(tmp_path, changes)).parts[0].charts
    assert [(bar.text, bool(bar.width)) for bar in chart.bars] == [
        ("€17,740.80", True),
        ("Amount not stated", False),
    ]


def test_only_the_largest_are_drawn_and_all_stand_in_the_table(tmp_path: Path) -> None:
    changes: dict[str, Any] = {}
    for n in range(MOST_BARS + 5):
        changes[f"organisations/d{n}.yml"] = donor(f"Donor {n}")
        changes[f"grants/g{n}.yml"] = grant(f"{100 + n}.00", funders=[f"d{n}"])
    part = summarise_funding(localiser(tmp_path, changes)).parts[0]
    (chart,) = part.charts
    assert len(chart.bars) == MOST_BARS
    assert len(part.table.rows) == MOST_BARS + 6
    assert "The chart shows the 12 largest; the table shows all." in chart.notes


def test_the_share_of_the_costs_is_a_fact_as_the_language_writes_it(tmp_path: Path) -> None:
    loc = localiser(tmp_path, {})
    facts = parts_of(loc.catalog.get("grants", "school-grant"), loc).facts
    assert [str(f.value) for f in facts if f.label == "Share of the costs"] == ["85%"]


def test_an_amount_on_which_sources_differ_says_so(tmp_path: Path) -> None:
    values = [{"value": {"en": v}, "source": "report"} for v in ("100", "200")]
    dispute = {"field": "money.amount", "title": {"en": "How much"}, "values": values}
    changes = {"grants/school-grant.yml": grant("100.00", disputed=[dispute])}
    table = summarise_funding(localiser(tmp_path, changes)).parts[0].table
    assert "1 amount on which sources differ" in table.rows[0].cells[1]


# -- commitments and participants ------------------------------------------------------


def commitment(status: str) -> dict[str, Any]:
    evidence = [{"url": "https://ruse.example/", "seen_on": "2026-01-01"}]
    return {"kind": "other", "text": {"en": "Do it."}, "status": status, "evidence": evidence}


def test_every_status_has_a_row_also_without_a_commitment(tmp_path: Path) -> None:
    states = ["fulfilled", "fulfilled", "not_fulfilled", "unknown"]
    changes = {
        "agreements/more.yml": record(
            title={"en": "More"}, summary={"en": "M"}, programme="romact", municipality="ruse",
            commitments=[commitment(s) for s in states],
        )
    }  # fmt: skip
    loc = localiser(tmp_path, changes)
    chart = commitments_chart([agreement(loc, "more"), agreement(loc, "ruse-2020")], loc)
    assert chart is not None
    assert chart.table is not None
    assert [str(row.cells[0]) for row in chart.table.rows] == ["2", "0", "0", "0", "1", "2"]
    assert [bar.text for bar in chart.bars] == ["2", "0", "0", "0", "1", "2"]
    assert chart.description.startswith("Fulfilled: 2; Partly fulfilled: 0;")
    styles = {bar.style for bar in chart.bars}
    # All but the two plain ones differ by their stripes; those differ by being filled or not.
    assert {p.style for p in chart.patterns} == styles - {"fulfilled", "unknown"}
    assert len({(p.stripe, p.angle) for p in chart.patterns}) == len(chart.patterns)
    assert commitments_chart([], loc) is None


def test_planned_and_actual_stand_side_by_side(tmp_path: Path) -> None:
    groups = [
        {"name": {"en": "Pupils"}, "planned": "180", "actual": "90"},
        {"name": {"en": "Teachers"}, "planned": "20"},
        {"name": {"en": "Everybody"}},
    ]
    values = [{"value": {"en": v}, "source": "report"} for v in ("180", "100")]
    dispute = {"field": "target_groups", "title": {"en": "How many"}, "values": values}
    fields = {"title": {"en": "P"}, "summary": {"en": "P"}, "target_groups": groups}
    loc = localiser(tmp_path, {"projects/p.yml": record(**fields, disputed=[dispute])})
    one = project(loc, "p")
    chart = counts_chart("target-groups", "Target groups", one.target_groups, one, loc)
    assert chart is not None
    assert [(bar.style, bar.text) for bar in chart.bars] == [
        ("planned", "180"), ("actual", "90"), ("planned", "20"), ("", "not stated"),
    ]  # fmt: skip
    assert percent(chart.bars[0].width) == pytest.approx(2 * percent(chart.bars[1].width))
    assert [key.text for key in chart.keys] == ["Planned", "Actual"]
    assert [p.style for p in chart.patterns] == ["planned"]
    assert [str(note) for note in chart.notes] == [
        "Sources differ: How many",
        "1 entry without a number is not drawn.",
    ]


def test_one_number_makes_no_chart(tmp_path: Path) -> None:
    loc = localiser(tmp_path, {})
    school = project(loc, "school")
    assert counts_chart("target-groups", "T", school.target_groups, school, loc) is None


def test_names_in_another_language_are_marked_and_not_in_the_description(tmp_path: Path) -> None:
    loc = localiser(tmp_path, projects(1), "bg")
    chart = projects_chart("x", loc.catalog.records["projects"], loc, "")
    assert chart is not None
    languages = {line.text: line.language for line in chart.lines}
    assert languages["Project 0"] == "en"
    assert languages["Училище"] == ""
    assert "Project 0" not in chart.description
    assert chart.description.endswith("… All figures stand in the table.")


# -- the first site ------------------------------------------------------------------

PAGES = (
    "funding/",
    "projects/",
    "programmes/romact/",
    "municipalities/blagoevgrad/",
    "agreements/romact-blagoevgrad-2020/",
    "projects/good-governance-rhodope/",
    "projects/roma-net/",
)


def figures_of(page: Page) -> list[Any]:
    return page.all("figure.chart")


@pytest.mark.build
@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_a_chart_is_a_picture_with_its_figures_in_a_table(site: Site, path: str, tag: str) -> None:
    page = site.page(path, tag)
    assert figures_of(page)
    for figure in figures_of(page):
        (svg,) = figure.css("svg.chart__svg")
        assert svg.attributes["role"] == "img"
        words = [
            text_of(page.one(f'[id="{i}"]')) for i in svg.attributes["aria-labelledby"].split()
        ]
        assert len(words) == 2
        assert all(words)
        section = figure.parent
        cells = {text_of(c) for c in section.css("table tbody td")}
        values = [text_of(t) for t in svg.css(".chart__value")]
        known = [v for v in values if any(c.isdigit() for c in v)]
        assert set(known) <= cells
        assert section.css("table thead th[scope=col]")
        assert section.css("table tbody th[scope=row]")


@pytest.mark.build
def test_the_process_is_an_ordered_list_that_says_where_sources_differ(site: Site) -> None:
    page = site.page("programmes/romact/")
    assert len(page.all("ol.items--steps > li")) == 5
    section = page.one("section[aria-labelledby=process]")
    assert "The whole process takes around 20 months. Sources differ" in text_of(section)
    assert section.css_first("a[href='#disputes']") is not None
