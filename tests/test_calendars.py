"""Calendars: the right instants in two parsers, names that stay, lines that any reader reads."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar.parser import Contentline

from portal.calendar_text import CalendarWriter, fold, make_event, sequence_of
from portal.calendars import CalendarView, EventView
from tests.builders import check_tree, text_of, write_tree
from tests.rendered import Rendered, event, render, render_tree, site_with
from tests.site_build import LANGUAGES, ROOT, Fields, languages_of_page, read_yaml
from tests.site_walk import Site

BASE = "https://portal.example/"


def lines_of(content: bytes) -> list[str]:
    """The content lines of a calendar, unfolded as RFC 5545 3.1 says; refuses what it forbids."""
    assert content.endswith(b"\r\n")
    physical = content.split(b"\r\n")[:-1]
    for line in physical:
        assert b"\n" not in line
        assert b"\r" not in line
        assert len(line) <= 75, f"{len(line)} octets: {line!r}"
        line.decode("utf-8")  # no character is cut in two
    return re.sub(rb"\r\n[ \t]", b"", content).decode().split("\r\n")[:-1]


def properties(content: bytes, component: str = "VEVENT") -> dict[str, str]:
    """The properties of the first component of a kind: name with parameters to raw value."""
    lines = lines_of(content)
    start = lines.index(f"BEGIN:{component}") + 1
    found: dict[str, str] = {}
    for line in lines[start:]:
        if line.startswith(("BEGIN:", "END:")):
            break
        name, _, value = line.partition(":")
        assert name not in found, f"{name} stands twice"
        found[name] = value
    return found


def by_icalendar(content: bytes) -> list[dict[str, Any]]:
    calendar = icalendar.Calendar.from_ical(content)
    return [
        {
            "uid": str(e["UID"]),
            "summary": str(e["SUMMARY"]),
            "starts": e.start,
            "ends": e.end,
            "categories": [str(c) for c in e.categories],
            "location": str(e.get("LOCATION", "")),
            "status": str(e["STATUS"]),
            "description": str(e["DESCRIPTION"]),
        }
        for e in calendar.events
    ]


def by_vobject(content: bytes) -> list[dict[str, Any]]:
    calendar = vobject.readOne(content.decode())
    found = []
    for e in calendar.vevent_list:
        starts = e.dtstart.value
        ends = e.dtend.value if hasattr(e, "dtend") else None
        found.append(
            {
                "uid": e.uid.value,
                "summary": e.summary.value,
                "starts": starts,
                # Without an end: the moment itself, or the whole of the day (RFC 5545 3.6.1).
                "ends": ends or starts,
                "categories": e.categories.value,
                "location": e.location.value if hasattr(e, "location") else "",
                "status": e.status.value,
                "description": e.description.value,
            }
        )
    return found


def both(content: bytes) -> list[dict[str, Any]]:
    """The events of a calendar, on which two parsers that share no code agree."""
    lines_of(content)
    one, other = by_icalendar(content), by_vobject(content)
    assert one == other
    return one


def calendars(rendered: Rendered) -> dict[str, bytes]:
    return {n: c for n, c in rendered.files.items() if n.endswith(".ics")}


def single(tmp_path: Path, fields: Fields, language: str = "bg", **more: Any) -> bytes:
    rendered = render_tree(tmp_path, {"events/one.yml": fields, **more})
    return rendered.files[f"feeds/{language}/events/one/event.ics"]


def days(first: str, last: str = "") -> Fields:
    return {"period": {"starts_on": first, **({"ends_on": last} if last else {})}}


# -- the first site ------------------------------------------------------------------


@pytest.fixture(scope="module")
def first_site() -> Rendered:
    return render(ROOT / "data")


def events_of_the_first_site() -> dict[str, Fields]:
    return {path.stem: read_yaml(path) for path in (ROOT / "data" / "events").glob("*.yml")}


def test_every_calendar_of_the_first_site_is_read_alike_by_both(first_site: Rendered) -> None:
    files = calendars(first_site)
    (event,) = (fields for fields in events_of_the_first_site().values() if "period" in fields)
    # The site's, the municipality's, the programme's, and its own.
    expected = dict.fromkeys(languages_of_page(event), 4)
    assert Counter(name.split("/")[1] for name in files) == expected
    for content in files.values():
        assert both(content)


PLACES = {"en": "Focșani, Romania", "bg": "Фокшани, Румъния", "ro": "Focșani, România",
          "cs": "Focșani, Rumunsko"}  # fmt: skip


@pytest.mark.parametrize("language", PLACES)
def test_a_calendar_says_what_the_data_says(first_site: Rendered, language: str) -> None:
    fields = read_yaml(ROOT / "data" / "events" / "focsani-training-2018.yml")
    found = both(first_site.files[f"feeds/{language}/events.ics"])
    # The meeting in Torrent has no date: no calendar can hold it.
    assert [e["uid"] for e in found] == ["event-focsani-training-2018@inclusion-portal.example"]
    (training,) = found
    assert training["summary"] == fields["title"][language]
    assert training["description"].startswith(fields["summary"][language] + "\n\nhttps://")
    # 15 to 17 May: DTEND is the first day that is free again.
    assert (training["starts"], training["ends"]) == (date(2018, 5, 15), date(2018, 5, 18))
    assert training["location"] == PLACES[language]
    strings = first_site.portal.localisers[language]
    assert training["categories"] == [strings.gettext("Training"), "ROMACT"]


@pytest.mark.build
def test_each_dated_event_page_offers_its_own_calendar(site: Site) -> None:
    events = events_of_the_first_site()
    for language in LANGUAGES:
        dated = {
            name for name, fields in events.items()
            if "period" in fields and language in languages_of_page(fields)
        }  # fmt: skip
        for name in events:
            page = site.record("events", name, language)
            links = page.all('a[type="text/calendar"]')
            heads = page.all('head link[type="text/calendar"]')
            if name not in dated:
                assert not links
                assert len(heads) == bool(dated)  # that of the whole site
                continue
            (link,) = links
            target = site.locate(page.path, str(link.attributes["href"]))
            assert target == f"feeds/{language}/events/{name}/event.ics"
            (found,) = both(site.files[target].read_bytes())
            assert found["summary"] == text_of_heading(page)
            targets = {site.locate(page.path, str(n.attributes["href"])) for n in heads}
            assert targets == {target, f"feeds/{language}/events.ics"}


def text_of_heading(page: Any) -> str:
    (heading,) = page.texts("h1")
    return str(heading)


# -- days and instants -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "starts", "ends"),
    [
        ("2018-05-15", "2018-05-17", date(2018, 5, 15), date(2018, 5, 18)),
        ("2018-05-15", "", date(2018, 5, 15), date(2018, 5, 16)),
        ("2018-05-15", "2018-05-15", date(2018, 5, 15), date(2018, 5, 16)),
        ("2026-12-31", "2027-01-01", date(2026, 12, 31), date(2027, 1, 2)),
        ("2028-02-28", "2028-02-29", date(2028, 2, 28), date(2028, 3, 1)),
        ("2026-03-28", "2026-03-29", date(2026, 3, 28), date(2026, 3, 30)),
    ],
)
def test_whole_days_end_on_the_day_after(
    tmp_path: Path, first: str, last: str, starts: date, ends: date
) -> None:
    content = single(tmp_path, event(**days(first, last)))
    (found,) = both(content)
    assert (found["starts"], found["ends"]) == (starts, ends)
    raw = properties(content)
    assert raw["DTSTART;VALUE=DATE"] == starts.strftime("%Y%m%d")
    assert raw["DTEND;VALUE=DATE"] == ends.strftime("%Y%m%d")


@pytest.mark.parametrize(
    ("zone", "local", "instant"),
    [
        ("Europe/Sofia", "2026-07-01 10:00", "2026-07-01 07:00"),
        ("Europe/Sofia", "2026-12-03 10:00", "2026-12-03 08:00"),
        ("Europe/Sofia", "2026-03-29 02:30", "2026-03-29 00:30"),
        ("Europe/Sofia", "2026-03-29 04:30", "2026-03-29 01:30"),
        ("Europe/Sofia", "2026-10-25 02:30", "2026-10-24 23:30"),
        ("Europe/Sofia", "2026-10-25 05:00", "2026-10-25 03:00"),
        ("Europe/Bucharest", "2026-07-01 00:15", "2026-06-30 21:15"),
        ("Europe/Bucharest", "2026-03-29 02:59", "2026-03-29 00:59"),
        ("Europe/Bucharest", "2026-03-29 04:00", "2026-03-29 01:00"),
        ("Europe/Bucharest", "2026-10-25 04:30", "2026-10-25 02:30"),
        ("Europe/Prague", "2026-07-01 10:00", "2026-07-01 08:00"),
        ("Europe/Prague", "2026-12-03 10:00", "2026-12-03 09:00"),
        ("Europe/Prague", "2026-03-29 01:30", "2026-03-29 00:30"),
        ("Europe/Prague", "2026-03-29 03:30", "2026-03-29 01:30"),
        ("Europe/Prague", "2026-10-25 01:30", "2026-10-24 23:30"),
        ("Europe/Prague", "2026-10-25 03:30", "2026-10-25 02:30"),
        # Before the rule of today, and in the zones' own past.
        ("Europe/Sofia", "1991-03-31 01:30", "1991-03-30 22:30"),
        ("Europe/Prague", "2012-07-16 09:00", "2012-07-16 07:00"),
    ],
)
def test_clock_times_are_the_right_instants(
    tmp_path: Path, zone: str, local: str, instant: str
) -> None:
    start = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    fields = event(starts_at=local, time_zone=zone)
    (found,) = both(single(tmp_path, fields))
    assert found["starts"] == found["ends"] == start


def test_an_event_through_the_night_when_the_clocks_change(tmp_path: Path) -> None:
    # From half past eleven in the evening to half past five: five hours, not six.
    fields = event(
        starts_at="2026-03-28 23:30", ends_at="2026-03-29 05:30", time_zone="Europe/Sofia"
    )
    (found,) = both(single(tmp_path, fields))
    assert found["ends"] - found["starts"] == timedelta(hours=5)
    assert found["starts"] == datetime(2026, 3, 28, 21, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "when",
    [
        {},
        days("2026"),
        days("2026-05"),
        days("2026-05-17", "2026-06"),
        days("2026-05", "2026-05-19"),
        {"period": {"ends_on": "2026-05-19"}},
    ],
)
def test_what_has_no_days_is_in_no_calendar(tmp_path: Path, when: Fields) -> None:
    rendered = render_tree(tmp_path, {"events/one.yml": event("Undated", **when)})
    assert "data/v1/events/one.json" in rendered.files
    for name, content in calendars(rendered).items():
        assert "/one/" not in name
        assert b"Undated" not in content


# -- names, revisions, states -------------------------------------------------------------


def test_the_identity_outlives_title_and_id(tmp_path: Path) -> None:
    before = render_tree(tmp_path / "a", {"events/one.yml": event("Before", **days("2026-05-17"))})
    after = render_tree(
        tmp_path / "b",
        {
            "events/three.yml": event(
                "After", **days("2026-05-18"), former_ids=["one", "two"], updated_on="2026-11-22"
            )
        },
    )
    old = before.files["feeds/bg/events/one/event.ics"]
    new = after.files["feeds/bg/events/three/event.ics"]
    assert properties(old)["UID"] == properties(new)["UID"] == "event-one@portal.example"
    assert properties(new)["URL"] == f"{BASE}bg/events/three/"
    # What was subscribed to stays where it was.
    assert after.files["feeds/bg/events/one/event.ics"] == new
    assert after.files["feeds/bg/events/two/event.ics"] == new


def test_the_stamps_are_the_days_of_the_data(tmp_path: Path) -> None:
    directory = write_tree(tmp_path)
    early, late = render(directory, date(2026, 1, 1)), render(directory, date(2036, 1, 1))
    assert calendars(early) == calendars(late)
    raw = properties(early.files["feeds/en/events/training/event.ics"])
    assert raw["DTSTAMP"] == raw["LAST-MODIFIED"] == "20261121T000000Z"


@settings(deadline=None)
@given(st.dates(), st.dates())
def test_a_later_change_is_a_higher_revision(one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert 0 <= sequence_of(first) <= sequence_of(last) < 2**31
    if date(2000, 1, 1) <= first < last:
        assert sequence_of(first) < sequence_of(last)


def test_the_revision_rises_with_the_change_of_a_record(tmp_path: Path) -> None:
    revisions = [
        int(
            properties(single(tmp_path / day, event(**days("2027-01-01"), updated_on=day)))[
                "SEQUENCE"
            ]
        )
        for day in ("1999-12-31", "2026-11-20", "2026-11-21", "2027-02-01")
    ]
    assert revisions == sorted(set(revisions))


@pytest.mark.parametrize(
    ("status", "shown"),
    [("planned", "CONFIRMED"), ("held", "CONFIRMED"), ("cancelled", "CANCELLED")],
)
def test_a_cancelled_event_stays_and_says_so(tmp_path: Path, status: str, shown: str) -> None:
    rendered = render_tree(
        tmp_path, {"events/one.yml": event("Off", **days("2026-05-17"), status=status)}
    )
    (found,) = both(rendered.files["feeds/bg/events/one/event.ics"])
    assert found["status"] == shown
    assert [e["status"] for e in both(rendered.files["feeds/bg/events.ics"])] == [shown]


# -- what an event and a calendar say --------------------------------------------------------


def test_a_comma_in_a_category_makes_no_second_one(tmp_path: Path) -> None:
    project = text_of("projects/school.yml").replace(
        "bg: Училище", "bg: 'Училище, дом; \\ и \"двор\"'"
    )
    fields = event(**days("2026-05-17"), project="school", programme="romact")
    content = single(tmp_path, fields, **{"projects/school.yml": project})
    (found,) = both(content)
    assert found["categories"] == ["Meeting", "ROMACT", 'Училище, дом; \\ и "двор"']
    assert r"Училище\, дом\; \\ и" in properties(content)["CATEGORIES"]


def test_place_position_and_page(tmp_path: Path) -> None:
    fields = event(**days("2026-05-17"), municipality="ruse",
                   place={"en": "Town hall", "bg": "Кметство, зала 3"})  # fmt: skip
    content = single(tmp_path, fields)
    (found,) = both(content)
    assert found["location"] == "Кметство, зала 3, Русе, България"
    raw = properties(content)
    assert raw["GEO"] == "43.84872;25.9534"
    assert raw["URL"] == f"{BASE}bg/events/one/"
    assert found["description"] == f"Кратко.\n\n{BASE}bg/events/one/"
    assert raw["TRANSP"] == "TRANSPARENT"
    fields["place"] = {"en": "Town hall of Ruse", "bg": "Кметство Русе"}
    (found,) = both(single(tmp_path / "town", fields))
    assert found["location"] == "Кметство Русе, България"  # a town is not named twice
    without = properties(single(tmp_path / "b", event(**days("2026-05-17"))))
    assert not {"GEO", "LOCATION"} & set(without)


def test_a_calendar_introduces_itself(tmp_path: Path) -> None:
    rendered = render_tree(
        tmp_path, {"events/one.yml": event(**days("2026-05-17"), project="school")}
    )
    expected = {
        "events.ics": ("Test portal – Events", "bg/events/"),
        "projects/school/events.ics": ("Училище – Events – Test portal", "bg/projects/school/"),
        "programmes/romact/events.ics": ("ROMACT – Events – Test portal", "bg/programmes/romact/"),
        "events/one/event.ics": ("Event", "bg/events/one/"),
    }
    for name, (title, page) in expected.items():
        address = f"feeds/bg/{name}"
        raw = properties(rendered.files[address], "VCALENDAR")
        assert raw["VERSION"] == "2.0"
        assert raw["PRODID"]
        assert raw["CALSCALE"] == "GREGORIAN"
        assert raw["NAME"] == raw["X-WR-CALNAME"] == title
        assert raw["REFRESH-INTERVAL;VALUE=DURATION"] == raw["X-PUBLISHED-TTL"] == "P1D"
        assert raw["SOURCE;VALUE=URI"] == BASE + address
        assert raw["URL"] == BASE + page
        assert raw["LAST-MODIFIED"] == "20261121T000000Z"
        # Without METHOD it is a calendar, not an invitation, which would need an ORGANIZER.
        assert "METHOD" not in raw
        calendar = icalendar.Calendar.from_ical(rendered.files[address])
        assert calendar.refresh_interval == timedelta(days=1)
        assert calendar.calendar_name == title


def test_events_are_in_the_calendars_of_what_they_belong_to(tmp_path: Path) -> None:
    fields = event(
        **days("2026-05-17"), project="school", municipality="byala", organisers=["donor"]
    )
    rendered = render_tree(tmp_path, {"events/one.yml": fields, "events/training.yml": None})
    found = {
        name.removeprefix("feeds/bg/")
        for name in calendars(rendered)
        if name.startswith("feeds/bg/") and "romact-programme" not in name
    }
    assert found == {
        "events.ics", "events/one/event.ics", "projects/school/events.ics",
        "municipalities/byala/events.ics", "organisations/donor/events.ics",
        "programmes/romact/events.ics",  # through its project
    }  # fmt: skip


def test_an_untranslated_event_is_in_no_calendar_of_the_language(tmp_path: Path) -> None:
    fields = event(**days("2026-05-17"))
    del fields["summary"]["bg"]
    rendered = render_tree(tmp_path, {"events/one.yml": fields, "events/training.yml": None})
    assert set(calendars(rendered)) == {"feeds/en/events.ics", "feeds/en/events/one/event.ics"}


def test_events_stand_in_the_order_of_their_days(tmp_path: Path) -> None:
    changes = {
        "events/late.yml": event("Late", **days("2026-05-19")),
        "events/early.yml": event("Early", **days("2026-05-17")),
        "events/between.yml": event(
            "Between", starts_at="2026-05-18 09:00", time_zone="Europe/Prague"
        ),
    }
    rendered = render_tree(tmp_path, changes)
    titles = [e["summary"] for e in both(rendered.files["feeds/bg/events.ics"])]
    assert titles == ["Early", "Between", "Late"]


# -- lines ------------------------------------------------------------------------------


def view_of(text: str) -> CalendarView:
    made = EventView(
        uid="event-one@portal.example", url=f"{BASE}bg/events/one/", title=text,
        description=f"{text}\n\n{BASE}", location=text, starts=date(2026, 5, 17),
        ends=date(2026, 5, 17), status="CONFIRMED", changed=datetime(2026, 5, 1, tzinfo=UTC),
        categories=(text, "Second"), position=None,
    )  # fmt: skip
    return CalendarView(
        "feeds/bg/events.ics", f"{BASE}feeds/bg/events.ics", BASE, text, text, (made,)
    )


def complains(text: str) -> None:
    content = CalendarWriter().render_calendar(view_of(text))
    (found,) = both(content)
    assert found["summary"] == found["location"] == text
    assert found["categories"] == [text, "Second"]
    assert found["description"] == f"{text}\n\n{BASE}"
    # icalendar 7 hands a calendar's own names over as they stand in the file.
    raw = properties(content, "VCALENDAR")
    assert raw["NAME"] == raw["X-WR-CALNAME"]
    assert re.sub(r"\\([,;\\])", r"\1", raw["NAME"]) == text


@pytest.mark.parametrize(
    "text",
    [
        "Обучение за служителите на общинската администрация: проекти, планове и още много друго",
        "😀" * 60,
        "é" * 37 + "😀" * 20,
        "a" * 74,
        "a" * 75,
        "a" * 500,
        "e\u0301" * 80,
        'Tabs, "quotes"; \\ backslash \\n no line break \\, \\; : = < > & |',
        "שלום עולם ערבית العربية",
        ",;\\" * 50,
        "BEGIN:VEVENT END:VCALENDAR",
        "a" * 66 + "\\\\,",
    ],
)
def test_nasty_texts_survive_folding_and_escaping(text: str) -> None:
    complains(text)


@settings(deadline=None)
@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp")),
        min_size=1,
        max_size=200,
    ).filter(lambda t: t == t.strip())
)
def test_any_text_survives_folding_and_escaping(text: str) -> None:
    complains(text)


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=300))
@example("\\" * 200)
@example("a" * 73 + "\\^")
@example("é^" * 80)
def test_lines_are_folded_as_by_icalendar(text: str) -> None:
    line: Any = Contentline  # icalendar's own types are not complete
    assert fold(text.encode()) == line(text).to_ical() + b"\r\n"


def events_with(text: str) -> Iterator[EventView]:
    """Events whose every text is the given one: with a place and without, of days and of hours."""
    (whole_day,) = view_of(text).events
    zone = ZoneInfo("Europe/Sofia")
    noon = datetime(2026, 7, 1, 12, tzinfo=zone)
    for starts, ends in (
        (date(2026, 5, 17), date(2026, 5, 17)),
        (date(2026, 12, 30), date(2026, 12, 31)),
        (noon, noon),
        (noon, datetime(2026, 10, 26, 9, 5, 7, tzinfo=zone)),
    ):
        for position in (None, (42.5, 23.0), (-0.00001, 100)):
            for location in ("", text):
                yield replace(
                    whole_day, starts=starts, ends=ends, position=position, location=location
                )


@settings(deadline=None, max_examples=20)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1))
@example("a,b;c\\d\\N\\n:e")
def test_events_are_in_every_byte_what_icalendar_writes(text: str) -> None:
    """One writer for all: what it has learnt of one event shows in no other."""
    text = text.replace("\ufeff", "")  # icalendar drops it; the loader lets none through
    writer = CalendarWriter()
    for number, event_view in enumerate((*events_with("First"), *events_with(text))):
        view = replace(event_view, url=f"{BASE}bg/events/{number}/?a,b;c")
        calendar = CalendarView("events.ics", BASE, BASE, "Name", "Description", (view,))
        content = writer.render_calendar(calendar)
        assert content[content.index(b"BEGIN:VEVENT") :].startswith(make_event(view).to_ical())


def test_a_time_that_the_clocks_skip_is_refused(tmp_path: Path) -> None:
    # 03:30 on 29 March 2026 does not exist in Sofia: the clocks go from three to four.
    fields = event(starts_at="2026-03-29 03:30", time_zone="Europe/Sofia")
    directory = write_tree(tmp_path, {"events/one.yml": json.dumps(fields, ensure_ascii=False)})
    assert [problem.field for problem in check_tree(directory).problems] == ["starts_at"]


def test_the_languages_of_a_calendar(tmp_path: Path) -> None:
    site = site_with(
        "    name: Čeština\n", "    name: Čeština\n  - tag: rom\n    name: Romani čhib\n"
    )
    fields = event(**days("2026-05-17"), municipality="ruse")
    fields["title"]["rom"] = "Kidipe"
    fields["summary"]["rom"] = "Xarno."
    rule = text_of("visibility/donor-rule.yml").replace("statement:\n", "statement:\n  rom: Lil\n")
    files = {"site.yml": site, "visibility/donor-rule.yml": rule}
    content = single(tmp_path, fields, "rom", **files)
    (found,) = both(content)
    assert found["summary"] == "Kidipe"
    # A language that CLDR does not know borrows no word: the country stays its code.
    assert found["location"] == "Ruse, BG"
