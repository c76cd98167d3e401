"""How each language writes dates, spans, money, numbers and lists."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from portal.fields import PartialDate
from portal.languages import Language
from portal.model import Event, Period
from portal.site import SiteLanguage
from portal.strings import english

FORMATS = {"en": "en-GB", "rom": "ro"}


def language(tag: str) -> Language:
    return Language(
        SiteLanguage(tag=tag, name=tag, formats_from=FORMATS.get(tag)), english(), False
    )


def span(start: str | None, end: str | None) -> Period:
    parts = {"starts_on": start, "ends_on": end}
    return Period.model_validate({key: value for key, value in parts.items() if value})


@pytest.mark.parametrize(
    ("tag", "day", "month", "year"),
    [
        ("en", "15 May 2018", "January 2013", "2013"),
        ("bg", "15 май 2018\u202fг.", "януари 2013\u202fг.", "2013\u202fг."),
        ("ro", "15 mai 2018", "ianuarie 2013", "2013"),
        ("cs", "15. května 2018", "leden 2013", "2013"),
        ("de", "15. Mai 2018", "Januar 2013", "2013"),
        ("hu", "2018. május 15.", "2013. január", "2013."),
        ("rom", "2018-05-15", "2013-01", "2013"),
    ],
)
def test_dates_are_as_exact_as_they_are_known(tag: str, day: str, month: str, year: str) -> None:
    ours = language(tag)
    assert ours.date(date(2018, 5, 15)) == day
    assert ours.date(PartialDate(2013, 1)) == month
    assert ours.date(PartialDate(2013)) == year


@pytest.mark.parametrize(
    ("tag", "days", "years", "mixed"),
    [
        ("en", "15–17 May 2018", "2009–2014", "2013 – 1 May 2014"),
        ("bg", "15 – 17 май 2018\u202fг.", "2009 – 2014\u202fг.",
         "2013\u202fг. – 1 май 2014\u202fг."),
        ("ro", "15–17 mai 2018", "2009–2014", "2013 – 1 mai 2014"),
        ("cs", "15.–17. 5. 2018", "2009–2014", "2013 – 1. května 2014"),
        ("de", "15.–17. Mai 2018", "2009–2014", "2013 – 1. Mai 2014"),
        ("hu", "2018. máj. 15–17.", "2009–2014", "2013. – 2014. május 1."),
        ("rom", "2018-05-15 – 2018-05-17", "2009 – 2014", "2013 – 2014-05-01"),
    ],
)  # fmt: skip
def test_spans(tag: str, days: str, years: str, mixed: str) -> None:
    ours = language(tag)
    assert ours.period(span("2018-05-15", "2018-05-17")) == days
    assert ours.period(span("2009", "2014")) == years
    assert ours.period(span("2013", "2014-05-01")) == mixed
    assert ours.period(span(None, "2013")) == ours.date(PartialDate(2013))
    assert ours.period(span("2013-01", "2013-01")) == ours.date(PartialDate(2013, 1))


@pytest.mark.parametrize(
    ("tag", "money", "number", "listed", "country"),
    [
        ("en", "€17,740.80", "1,234,567", "A, B and C", "Romania"),
        ("bg", "17\u00a0740,80\u00a0€", "1\u00a0234\u00a0567", "A, B и C", "Румъния"),
        ("ro", "17.740,80\u00a0EUR", "1.234.567", "A, B și C", "România"),
        ("cs", "17\u00a0740,80\u00a0€", "1\u00a0234\u00a0567", "A, B a\u00a0C", "Rumunsko"),
        ("rom", "17.740,80\u00a0EUR", "1.234.567", "A, B, C", "RO"),
    ],
)
def test_money_numbers_lists_and_countries(
    tag: str, money: str, number: str, listed: str, country: str
) -> None:
    ours = language(tag)
    assert ours.money(Decimal("17740.80"), "EUR") == money
    assert ours.number(1234567) == number
    assert ours.list_of(["A", "B", "C"]) == listed
    assert ours.country("RO") == country


def test_an_event_is_told_in_its_own_zone() -> None:
    event = Event.model_validate(
        {
            "id": "x",
            "title": {"en": "x"},
            "summary": {"en": "x"},
            "kind": "meeting",
            "status": "planned",
            "starts_at": "2026-12-03 10:00",
            "ends_at": "2026-12-03 13:30",
            "time_zone": "Europe/Sofia",
            "sources": ["x"],
            "updated_on": "2026-11-21",
        }
    )
    assert language("en").event_time(event) == "3 December 2026, 10:00–13:30"
    assert language("cs").event_time(event) == "3. prosince 2026, 10:00–13:30"
    assert language("rom").event_time(event) == "2026-12-03, 10:00–13:30"


@pytest.mark.parametrize(
    ("size", "words"), [(1, "1\u00a0kB"), (1499, "1\u00a0kB"), (1_250_000, "1.2\u00a0MB")]
)
def test_sizes_of_files(size: int, words: str) -> None:
    assert language("en").file_size(size) == words


def test_open_graph_names_language_and_territory() -> None:
    assert [language(tag).og_locale for tag in ("en", "bg", "cs", "rom")] == [
        "en_GB",
        "bg_BG",
        "cs_CZ",
        "rom",
    ]
