"""How each language writes dates, ranges, numbers, money, lists and plurals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from babel import Locale, localedata
from babel.lists import format_list

from portal.fields import PartialDate, Text
from portal.languages import Language, day_in_zone
from portal.load import load_data
from portal.model import Event, EventKind, EventStatus, Period
from portal.site import Direction, SiteLanguage
from portal.strings import english, load_strings

ROOT = Path(__file__).resolve().parent.parent
FORMATS = {"en": "en-GB", "rom": "ro"}
TAGS = ("en", "bg", "ro", "cs", "de", "hu", "rom")


@cache
def language(tag: str, formats_from: str | None = None) -> Language:
    found = formats_from or FORMATS.get(tag)
    return Language(SiteLanguage(tag=tag, name=tag, formats_from=found), english(), tag == "en")


def partial(text: str) -> PartialDate:
    return PartialDate(*map(int, text.split("-")))


def period(text: str) -> Period:
    start, _, end = text.partition("/")
    return Period(
        starts_on=partial(start) if start else None, ends_on=partial(end) if end else None
    )


def spaced(text: str) -> str:
    """With ordinary spaces: which of Unicode's it is, other tests look at."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2009", " ")


# One column a language, in the order of TAGS.
DATES = {
    "2013": ("2013", "2013 г.", "2013", "2013", "2013", "2013.", "2013"),
    "2013-01": ("January 2013", "януари 2013 г.", "ianuarie 2013", "leden 2013", "Januar 2013",
                "2013. január", "2013-01"),
    "2018-05-17": ("17 May 2018", "17 май 2018 г.", "17 mai 2018", "17. května 2018",
                   "17. Mai 2018", "2018. május 17.", "2018-05-17"),
}  # fmt: skip
PERIODS = {
    "2013/2016": ("2013–2016", "2013 – 2016 г.", "2013–2016", "2013–2016", "2013–2016",
                  "2013–2016", "2013 – 2016"),
    "2013-01/2013-06": ("January – June 2013", "януари – юни 2013 г.", "ianuarie – iunie 2013",
                        "leden–červen 2013", "Januar–Juni 2013", "2013. január–június",
                        "2013-01 – 2013-06"),
    "2013-01/2014-06": ("January 2013 – June 2014", "януари 2013 г. – юни 2014 г.",
                        "ianuarie 2013 – iunie 2014", "leden 2013 – červen 2014",
                        "Januar 2013 – Juni 2014", "2013. január – 2014. június",
                        "2013-01 – 2014-06"),
    "2018-05-15/2018-05-17": ("15–17 May 2018", "15 – 17 май 2018 г.", "15–17 mai 2018",
                              "15.–17. 5. 2018", "15.–17. Mai 2018", "2018. május 15–17.",
                              "2018-05-15 – 2018-05-17"),
    "2018-05-30/2018-06-02": ("30 May – 2 June 2018", "30 май – 2 юни 2018 г.",
                              "30 mai – 2 iunie 2018", "30. 5. – 2. 6. 2018",
                              "30. Mai – 2. Juni 2018", "2018. május 30. – június 2.",
                              "2018-05-30 – 2018-06-02"),
    "2018-12-30/2019-01-02": ("30 December 2018 – 2 January 2019",
                              "30 декември 2018 г. – 2 януари 2019 г.",
                              "30 decembrie 2018 – 2 ianuarie 2019", "30. 12. 2018 – 2. 1. 2019",
                              "30. Dezember 2018 – 2. Januar 2019",
                              "2018. december 30. – 2019. január 2.", "2018-12-30 – 2019-01-02"),
    # Ends that are not equally exact stand side by side, each as exact as it is.
    "2013-01/2014": ("January 2013 – 2014", "януари 2013 г. – 2014 г.", "ianuarie 2013 – 2014",
                     "leden 2013 – 2014", "Januar 2013 – 2014", "2013. január – 2014.",
                     "2013-01 – 2014"),
    "2013/2014-03-02": ("2013 – 2 March 2014", "2013 г. – 2 март 2014 г.", "2013 – 2 martie 2014",
                        "2013 – 2. března 2014", "2013 – 2. März 2014", "2013. – 2014. március 2.",
                        "2013 – 2014-03-02"),
    # One end, or both the same: one date.
    "2013-05/": ("May 2013", "май 2013 г.", "mai 2013", "květen 2013", "Mai 2013", "2013. május",
                 "2013-05"),
    "/2013": ("2013", "2013 г.", "2013", "2013", "2013", "2013.", "2013"),
    "2018-05-17/2018-05-17": ("17 May 2018", "17 май 2018 г.", "17 mai 2018", "17. května 2018",
                              "17. Mai 2018", "2018. május 17.", "2018-05-17"),
}  # fmt: skip
NUMBERS = {
    "7": ("7",) * 7,
    "1234": ("1,234", "1 234", "1.234", "1 234", "1.234", "1 234", "1.234"),
    "1234567": ("1,234,567", "1 234 567", "1.234.567", "1 234 567", "1.234.567", "1 234 567",
                "1.234.567"),
    "1.95583": ("1.95583", "1,95583", "1,95583", "1,95583", "1,95583", "1,95583", "1,95583"),
}  # fmt: skip
SHARES = {
    "85": ("85%", "85%", "85 %", "85 %", "85 %", "85%", "85 %"),
    "84.70": ("84.7%", "84,7%", "84,7 %", "84,7 %", "84,7 %", "84,7%", "84,7 %"),
}
MONEY = {
    "17740.80 EUR": ("€17,740.80", "17 740,80 €", "17.740,80 EUR", "17 740,80 €", "17.740,80 €",
                     "17 740,80 EUR", "17.740,80 EUR"),
    "100 BGN": ("BGN 100.00", "100,00 лв.", "100,00 BGN", "100,00 BGN", "100,00 BGN", "100,00 BGN",
                "100,00 BGN"),
    "0.5 CZK": ("CZK 0.50", "0,50 CZK", "0,50 CZK", "0,50 Kč", "0,50 CZK", "0,50 CZK", "0,50 CZK"),
    "5 HUF": ("HUF 5.00", "5,00 HUF", "5,00 HUF", "5,00 HUF", "5,00 HUF", "5,00 Ft", "5,00 HUF"),
}  # fmt: skip
LISTS = {
    "": ("",) * 7,
    "a": ("a",) * 7,
    "a b": ("a and b", "a и b", "a și b", "a a b", "a und b", "a és b", "a, b"),
    "a b c": ("a, b and c", "a, b и c", "a, b și c", "a, b a c", "a, b und c", "a, b és c",
              "a, b, c"),
}  # fmt: skip


def rows(table: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str, str]]:
    return [
        (tag, key, text)
        for key, texts in table.items()
        for tag, text in zip(TAGS, texts, strict=True)
    ]


@pytest.mark.parametrize(("tag", "value", "expected"), rows(DATES))
def test_dates(tag: str, value: str, expected: str) -> None:
    assert spaced(language(tag).date(partial(value))) == expected


@pytest.mark.parametrize(("tag", "value", "expected"), rows(PERIODS))
def test_periods(tag: str, value: str, expected: str) -> None:
    assert spaced(language(tag).period(period(value))) == expected


@pytest.mark.parametrize(("tag", "value", "expected"), rows(NUMBERS))
def test_numbers(tag: str, value: str, expected: str) -> None:
    assert spaced(language(tag).number(Decimal(value))) == expected


@pytest.mark.parametrize(("tag", "value", "expected"), rows(MONEY))
def test_money(tag: str, value: str, expected: str) -> None:
    amount, currency = value.split()
    assert spaced(language(tag).money(Decimal(amount), currency)) == expected


@pytest.mark.parametrize(("tag", "value", "expected"), rows(SHARES))
def test_shares(tag: str, value: str, expected: str) -> None:
    shown = language(tag).percent(Decimal(value))
    assert spaced(shown) == expected
    assert " " not in shown  # no line ends between the number and its sign


@pytest.mark.parametrize(("tag", "value", "expected"), rows(LISTS))
def test_lists(tag: str, value: str, expected: str) -> None:
    assert spaced(language(tag).list_of(value.split())) == expected


@pytest.mark.parametrize("tag", ["bg", "ro", "cs", "en", "fr", "ja", "ar", "ur", "th", "vi"])
def test_lists_are_what_babel_makes_of_them(tag: str) -> None:
    own = language(tag)
    for count in range(5):
        items = ["a", "{0}", "c", "%s", "e"][:count]
        assert own.list_of(items) == format_list(items, locale=own.locale)


def test_lines_do_not_break_where_a_number_would_lose_its_unit() -> None:
    assert language("bg").money(Decimal("1234.5"), "EUR") == "1\u00a0234,50\u00a0€"
    assert language("rom").money(Decimal("1234.5"), "BGN") == "1.234,50\u00a0BGN"
    assert language("bg").date(partial("2013")) == "2013\u202fг."
    assert language("cs").list_of(["a", "b"]) == "a a\u00a0b"


def test_days_of_the_calendar_are_written_as_dates() -> None:
    assert language("cs").date(date(2018, 5, 7)) == "7.\u00a0května 2018"
    assert language("rom").date(date(2018, 5, 7)) == "2018-05-07"


def test_a_day_stays_with_its_month_at_the_end_of_a_line() -> None:
    assert language("de").date(partial("2018-05-17")) == "17.\u00a0Mai 2018"
    assert language("en").date(partial("2018-05-17")) == "17 May 2018"
    days = Period(starts_on=partial("2018-05-30"), ends_on=partial("2018-06-02"))
    assert language("cs").period(days) == "30.\u00a05.\u2009–\u20092.\u00a06.\u00a02018"


def test_the_first_site_writes_british_dates() -> None:
    site = load_data(ROOT / "data").site
    assert site is not None
    default = Language(site.languages[0], english(), is_default=True)
    assert default.date(date(2018, 5, 7)) == "7 May 2018"


# -- a language that CLDR does not know ----------------------------------------------------


def test_no_word_of_another_language_is_borrowed() -> None:
    """Also not that of the language whose numbers are."""
    romani = language("rom", "bg")
    shown = [
        romani.date(partial("2013-01")),
        romani.period(period("2013-01/2014")),
        romani.money(Decimal("17740.80"), "BGN"),
        romani.money(Decimal("5"), "USD"),
        romani.list_of(["1", "2", "3"]),
        romani.country("BG"),
        romani.language_name("bg"),
        romani.event_time(event("2018-05-15 09:30", "2018-05-15 17:00")),
        romani.number(Decimal("1234.5")),
    ]
    letters = "".join(char for text in shown for char in text if char.isalpha())
    assert letters == "BGNUSDBGbg"
    assert spaced(romani.money(Decimal("17740.80"), "BGN")) == "17 740,80 BGN"


def test_a_language_without_formats_of_its_own_or_borrowed() -> None:
    unknown = Language(SiteLanguage(tag="rom", name="Rromani"), english(), is_default=False)
    assert unknown.locale is None
    assert unknown.date(partial("2018-05-17")) == "2018-05-17"
    assert unknown.number(1234) == "1,234"


def test_a_direction_is_said_only_where_it_is_not_the_usual_one() -> None:
    arabic = SiteLanguage(tag="ar", name="العربية", direction=Direction.RTL)
    rtl = Language(arabic, english(), is_default=False)
    assert rtl.html_attributes() == rtl.html_attributes("rtl") == 'lang="ar" dir="rtl"'
    assert language("bg").html_attributes() == 'lang="bg"'
    assert language("bg").html_attributes("rtl") == 'lang="bg" dir="ltr"'
    assert (rtl.interface, rtl.interface_direction) == ("en", "ltr")


# -- events ----------------------------------------------------------------------------------


def event(starts_at: str = "", ends_at: str = "", **fields: object) -> Event:
    text = Text({"en": "x"})
    times = {
        name: datetime.fromisoformat(value)
        for name, value in (("starts_at", starts_at), ("ends_at", ends_at))
        if value
    }
    return Event.model_validate(
        {
            "id": "x", "title": text, "summary": text, "kind": EventKind.TRAINING,
            "status": EventStatus.HELD, "sources": ["x"], "updated_on": date(2026, 1, 1),
            **({"time_zone": "Europe/Sofia"} if times else {}), **times, **fields,
        }
    )  # fmt: skip


TIMES = {
    ("2018-05-15 09:30", ""): ("15 May 2018, 09:30", "15 май 2018 г., 9:30", "2018-05-15, 09:30"),
    ("2018-05-15 09:30", "2018-05-15 17:00"): (
        "15 May 2018, 09:30–17:00", "15 май 2018 г., 9:30–17:00", "2018-05-15, 09:30–17:00"),
    ("2018-05-15 18:30", "2018-05-16 01:00"): (
        "15 May 2018, 18:30 – 16 May 2018, 01:00",
        "15 май 2018 г., 18:30 – 16 май 2018 г., 1:00",
        "2018-05-15, 18:30 – 2018-05-16, 01:00"),
    # The night in which the clocks go back: the end reads earlier than it is.
    ("2018-10-28 02:30", "2018-10-28 03:30"): (
        "28 October 2018, 02:30–03:30", "28 октомври 2018 г., 2:30–3:30",
        "2018-10-28, 02:30–03:30"),
}  # fmt: skip


@pytest.mark.parametrize("times", TIMES)
def test_times_of_events(times: tuple[str, str]) -> None:
    shown = tuple(spaced(language(tag).event_time(event(*times))) for tag in ("en", "bg", "rom"))
    assert shown == TIMES[times]


def test_events_of_whole_days_and_of_unknown_date() -> None:
    days = event(period=period("2018-05-15/2018-05-17"))
    assert language("en").event_time(days) == "15–17 May 2018"
    assert language("en").event_time(event()) == ""


# -- plurals ---------------------------------------------------------------------------------

PLURALS = {
    "bg": ["0 месеца", "1 месец", "2 месеца", "5 месеца", "21 месеца"],
    "ro": ["0 luni", "1 lună", "2 luni", "5 luni", "21 de luni"],
    "cs": ["0 měsíců", "1 měsíc", "2 měsíce", "5 měsíců", "21 měsíců"],
}


@pytest.mark.parametrize("tag", PLURALS)
def test_plurals_of_the_first_site(tag: str) -> None:
    strings, problems = load_strings(ROOT / f"data/strings/{tag}.po", f"{tag}.po")
    assert problems == ()
    own = Language(SiteLanguage(tag=tag, name=tag), strings, is_default=False)
    shown = [own.plural("%(num)s month", "%(num)s months", n) for n in (0, 1, 2, 5, 21)]
    assert [spaced(text) for text in shown] == PLURALS[tag]


def test_plurals_write_numbers_as_the_language_does() -> None:
    assert language("en").plural("%(num)s entry", "%(num)s entries", 1) == "1 entry"
    assert language("en").plural("%(num)s entry", "%(num)s entries", 12345) == "12,345 entries"


# -- the rest --------------------------------------------------------------------------------


def test_names_of_countries_and_languages() -> None:
    assert language("cs").country("BG") == "Bulharsko"
    assert language("bg").language_name("rom") == "ромски"
    assert language("en").country("QQ") == "QQ"


def test_today_is_the_day_of_the_zone() -> None:
    late = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)
    assert day_in_zone(late, "Europe/Sofia") == date(2026, 11, 22)
    assert day_in_zone(late, "America/New_York") == date(2026, 11, 21)


@pytest.mark.parametrize("value", PERIODS)
def test_any_language_of_cldr_can_write_any_period(value: str) -> None:
    for identifier in localedata.locale_identifiers():
        locale = Locale.parse(identifier)
        if locale.territory or locale.variant or locale.script:
            continue
        setting = SiteLanguage.model_construct(tag=locale.language, name="x")
        text = Language(setting, english(), is_default=False).period(period(value))
        assert text.strip() and "MMM" not in text


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (1, "1 kB"),
        (1499, "1 kB"),
        (40_500, "40 kB"),
        (1_250_000, "1.2 MB"),
        (2_000_000, "2 MB"),
        (1_234_000_000, "1,234 MB"),
    ],
)
def test_sizes_of_files(size: int, words: str) -> None:
    assert language("en").file_size(size) == words.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("tag", "small", "large"),
    [
        ("bg", "12_kB", "1_234,5_MB"),
        ("ro", "12_kB", "1.234,5_MB"),
        ("cs", "12_kB", "1_234,5_MB"),
        ("fr", "12\u202fko", "1\u202f234,5\u202fMo"),
        ("ru", "12_кБ", "1_234,5_МБ"),
        ("fi", "12_kt", "1_234,5_Mt"),
        ("ar", "12_كيلوبايت", "1,234.5_م.ب"),
        ("rom", "12_kB", "1.234,5_MB"),
    ],
)
def test_units_of_sizes_are_those_of_the_language(tag: str, small: str, large: str) -> None:
    sizes = [language(tag).file_size(size) for size in (12_000, 1_234_500_000)]
    assert sizes == [words.replace("_", "\u00a0") for words in (small, large)]


def test_open_graph_names_language_and_territory() -> None:
    shown = [language(tag).og_locale for tag in ("en", "bg", "cs", "rom")]
    assert shown == ["en_GB", "bg_BG", "cs_CZ", "rom"]
