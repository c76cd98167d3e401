"""What an editor may write in a field, what it becomes, and what is refused with which fix."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from portal.fields import (
    Amount,
    AnyUrl,
    Count,
    Country,
    Currency,
    Day,
    DocumentFile,
    FlexibleDate,
    Identifier,
    Language,
    Latitude,
    Line,
    LocalTime,
    LogoFile,
    Longitude,
    NationalCode,
    Nuts3,
    PartialDate,
    Percent,
    Prose,
    Text,
    TimeZone,
    Url,
    is_file_path,
    is_id,
    make_id,
)
from portal.model import KINDS
from portal.problems import nearest, quote_got, suggest

CONTEXT = {"languages": ("en", "bg", "cs"), "default_language": "en"}


def parse(field: Any, value: object, context: dict[str, Any] = CONTEXT) -> Any:
    return TypeAdapter(field).validate_python(value, context=context)


def refusal(field: Any, value: object, context: dict[str, Any] = CONTEXT) -> dict[str, Any]:
    with pytest.raises(ValidationError) as caught:
        parse(field, value, context)
    (error,) = caught.value.errors()
    assert error["type"] == "field"
    return error["ctx"]


ACCEPTED = [
    (Line, "  two\n words\t here ", "two words here"),
    (Line, "no", "no"),
    (Identifier, "a", "a"),
    (Identifier, " roma-net-2012 ", "roma-net-2012"),
    (Identifier, "2012", "2012"),
    (Identifier, "page", "page"),
    (Identifier, "page-two", "page-two"),
    (Identifier, "by-the-river", "by-the-river"),
    (Identifier, "by", "by"),
    (FlexibleDate, "2018", PartialDate(2018)),
    (FlexibleDate, "2018-05", PartialDate(2018, 5)),
    (FlexibleDate, "2020-02-29", PartialDate(2020, 2, 29)),
    (Day, "2018-05-17", date(2018, 5, 17)),
    (LocalTime, "2018-05-17 09:30", datetime.fromisoformat("2018-05-17 09:30")),
    (LocalTime, "2018-05-17T00:00", datetime.fromisoformat("2018-05-17 00:00")),
    (TimeZone, "Europe/Sofia", "Europe/Sofia"),
    (TimeZone, "UTC", "UTC"),
    (Count, "0", 0),
    (Count, "012", 12),
    (Amount, "17740.80", Decimal("17740.80")),
    (Amount, "5", Decimal(5)),
    (Amount, "0.5", Decimal("0.5")),
    (Percent, "0", Decimal(0)),
    (Percent, "99.9999", Decimal("99.9999")),
    (Percent, "100", Decimal(100)),
    (Latitude, "-90", -90.0),
    (Latitude, "43.84872", 43.84872),
    (Longitude, "180.0", 180.0),
    (Country, "BG", "BG"),
    (Country, "XK", "XK"),
    (Currency, "BGN", "BGN"),
    (Currency, "ROL", "ROL"),
    (Language, "rom", "rom"),
    (Language, "bg", "bg"),
    (Nuts3, "BG413", "BG413"),
    (NationalCode, "RSE-04", "RSE-04"),
    (Url, "https://example.org", "https://example.org"),
    (Url, "http://81.161.240.1/lan", "http://81.161.240.1/lan"),
    (Url, "http://8.8.8.8/", "http://8.8.8.8/"),
    (Url, "http://local.example/localhost", "http://local.example/localhost"),
    (AnyUrl, "http://localhost:8000/", "http://localhost:8000/"),
    (Url, "http://EXAMPLE.org:8080/a?b=c#d", "http://EXAMPLE.org:8080/a?b=c#d"),
    (Url, "https://община.бг/път", "https://община.бг/път"),
    (Url, "https://fr.example/Droits_de_l'homme_(1789)", None),
    (Url, "mailto:office@example.org?subject=Hi", "mailto:office@example.org?subject=Hi"),
    (LogoFile, "logos/a b.svg", "logos/a b.svg"),
    (DocumentFile, "files/2020/agreement.pdf", "files/2020/agreement.pdf"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value", "expected"), ACCEPTED)
def test_accepted(field: Any, value: str, expected: object) -> None:
    assert parse(field, value) == (value if expected is None else expected)


# (field, what is written, a part of what is expected, a part of the fix)
REFUSED: list[tuple[Any, object, str, str]] = [
    *[(field, value, "", "") for field in (
        Line, Identifier, FlexibleDate, Day, LocalTime, TimeZone, Count, Amount, Percent, Latitude,
        Longitude, Country, Currency, Language, Nuts3, NationalCode, Url, LogoFile, DocumentFile)
      for value in (None, "", "  ", [], {}, ["x"], {"x": "y"}, "\u00a0")],
    *[(field, "x" * 100_000 + "!", "", "") for field in (
        Identifier, FlexibleDate, TimeZone, Count, Amount, Latitude, Country, Currency, Language,
        Url)],
    (Identifier, "Roma-Net", "an id (lower-case Latin", '"roma-net"'),
    (Identifier, "roma_net", "an id", '"roma-net"'),
    (Identifier, "roma--net", "an id", '"roma-net"'),
    (Identifier, "-roma-", "an id", '"roma"'),
    (Identifier, "roma.net", "an id", '"roma-net"'),
    (Identifier, "Кърджали", "an id", '"kardzhali"'),
    (Identifier, "municipalities/blagoevgrad", "an id", 'write it as "blagoevgrad"'),
    (Identifier, "data/municipalities/blagoevgrad.yml", "an id", 'write it as "blagoevgrad"'),
    (Identifier, "portal:municipalities/blagoevgrad", "an id", 'write it as "blagoevgrad"'),
    (Identifier, "Blagoevgrad.yaml", "an id", 'write it as "blagoevgrad"'),
    (Identifier, "blagoevgrad, Ruse", "an id", '"- blagoevgrad", "- ruse"'),
    (Identifier, "sources/a.yml; sources/b.yml", "an id", '"- a", "- b"'),
    (Identifier, "ruse/byala", "an id", '"- ruse", "- byala"'),
    (Identifier, "https://www.focsani.info/", "an id", "scripts/new_record.py source"),
    (Identifier, "www.focsani.info", "an id", "not an address"),
    (Identifier, "https://www.focsani.info/" + "a" * 100, "an id", "not an address"),
    (Identifier, ",", "an id", 'write it as "my-record"'),
    (Identifier, "page-2", "an id", '"page-2-1"'),
    (Identifier, "by-year", "an id", '"by-year-1"'),
    (Identifier, "index", "an id", '"index-1"'),
    (Identifier, "nul", "an id", '"nul-1"'),
    (Identifier, "кирилица-٢", "an id", '"kirilitsa"'),
    (FlexibleDate, "17.05.2018", "a date such as", '"2018-05-17"'),
    (FlexibleDate, "17. 5. 2018", "a date such as", '"2018-05-17"'),
    (FlexibleDate, "05.2018", "a date such as", '"2018-05"'),
    (FlexibleDate, "2018/05/17", "a date such as", '"2018-05-17"'),
    (FlexibleDate, "2018-5-7", "a date such as", '"2018-05-07"'),
    (FlexibleDate, "2018.05", "a date such as", '"2018-05"'),
    (FlexibleDate, "2018 г.", "a date such as", '"2018"'),
    (FlexibleDate, "2018–2019", "a date such as", "year, month, day"),
    (FlexibleDate, "31.04.2018", "a date such as", "year, month, day"),
    (FlexibleDate, "17/05/2018", "a date such as", '"2018-05-17"'),
    (FlexibleDate, "05/06/2018", "a date such as", "year, month, day"),
    (FlexibleDate, "21 November 2026", "a date such as", '"2026-11-21"'),
    (FlexibleDate, "November 21, 2026", "a date such as", '"2026-11-21"'),
    (FlexibleDate, "November 2026", "a date such as", '"2026-11"'),
    (FlexibleDate, "21 ноември 2026 г.", "a date such as", '"2026-11-21"'),
    (FlexibleDate, "21. listopadu 2026", "a date such as", '"2026-11-21"'),
    (FlexibleDate, "listopad 2026", "a date such as", '"2026-11"'),
    (FlexibleDate, "21 noiembrie 2026", "a date such as", '"2026-11-21"'),
    (FlexibleDate, "21-май-2026", "a date such as", '"2026-05-21"'),
    (FlexibleDate, "1 MAY 2026", "a date such as", '"2026-05-01"'),
    (FlexibleDate, "31 June 2026", "a date such as", "year, month, day"),
    (FlexibleDate, "21 Movember 2026", "a date such as", "year, month, day"),
    (FlexibleDate, "21 May 22 May 2026", "a date such as", "year, month, day"),
    (FlexibleDate, "18-05-17", "a date such as", "year, month, day"),
    (FlexibleDate, "20180517", "a date such as", "year, month, day"),
    (FlexibleDate, "2018-05-17T10:00", "a date such as", "year, month, day"),
    (FlexibleDate, "2018-00", "a date that exists", "01–12"),
    (FlexibleDate, "2018-05-00", "a date that exists", "01–12"),
    (FlexibleDate, "2019-02-29", "a date that exists", "day of that month"),
    (FlexibleDate, "0000", "a year from 1500 to 2199", "digits"),
    (FlexibleDate, "9999-12-31", "a year from 1500 to 2199", "digits"),
    (Day, "2018", "a full day", "add the month and the day"),
    (LocalTime, "2018-05-17", "a day and a time", "write days: period:"),
    (LocalTime, "17 May 2018", "a day and a time", "add the time"),
    (LocalTime, "2018-12-31 24:00", "a time that exists", '"2019-01-01 00:00"'),
    (LocalTime, "2199-12-31 24:00", "a time that exists", "00 to 23"),
    (LocalTime, "2018-05-17 24:30", "a time that exists", "00 to 23"),
    (LocalTime, "2018-05-17 9:30", "a day and a time", "09:30"),
    (LocalTime, "2026-12-03 9:00", "a day and a time", '"2026-12-03 09:00"'),
    (LocalTime, "03.12.2026 10:00", "a day and a time", '"2026-12-03 10:00"'),
    (LocalTime, "2026-12-03 10.00", "a day and a time", '"2026-12-03 10:00"'),
    (LocalTime, "2026-1-5T9:05", "a day and a time", '"2026-01-05 09:05"'),
    (LocalTime, "3 December 2026, 9:00", "a day and a time", '"2026-12-03 09:00"'),
    (LocalTime, "3.12.2026 г., 10.30 ч.", "a day and a time", '"2026-12-03 10:30"'),
    (LocalTime, "2026-12-03 10:00:00", "a day and a time", '"2026-12-03 10:00"'),
    (LocalTime, "2026-12-03 9:00 pm", "a day and a time", "as in 2026-05-17 09:30"),
    (LocalTime, "2026-12-03 25.00", "a day and a time", "as in 2026-05-17 09:30"),
    (LocalTime, "12.2026 10:00", "a day and a time", "as in 2026-05-17 09:30"),
    (LocalTime, "05/06/2026 10:00", "a day and a time", "as in 2026-05-17 09:30"),
    (LocalTime, "2026-02-30 9:00", "a day and a time", "as in 2026-05-17 09:30"),
    (LocalTime, "2026-12-03 9:00-10:00", "a day and a time", "as in 2026-05-17 09:30"),
    (LocalTime, "2026-12-03 10:00+02:00", "a day and a time", "as in 2026-05-17 09:30"),
    (LocalTime, "9:00", "a day and a time", "as in 2026-05-17 09:30"),
    (LocalTime, "2018-05-17 09:30:00", "a day and a time", "09:30"),
    (LocalTime, "2018-05-17 09:30+03:00", "a day and a time", "09:30"),
    (LocalTime, "2018-05-17 24:00", "a time that exists", '"2018-05-18 00:00"'),
    (LocalTime, "2018-02-30 09:30", "a date that exists", "01–12"),
    (TimeZone, "Europe/sofia", "a time zone", '"Europe/Sofia"'),
    (TimeZone, "Sofia", "a time zone", '"Europe/Sofia"'),
    (TimeZone, "Europe/New York", "a time zone", "York"),
    (TimeZone, "GMT+2", "a time zone", "write the zone of the place"),
    (TimeZone, "UTC +03:00", "a time zone", "write the zone of the place"),
    (TimeZone, "+0300", "a time zone", "write the zone of the place"),
    (TimeZone, "Europe", "a time zone", ""),
    (TimeZone, "/etc/passwd", "a time zone", ""),
    (TimeZone, "posix/Europe/Sofia", "a time zone", "Europe/Sofia"),
    (Count, "1 800", "a whole number", '"1800"'),
    (Count, "1.800", "a whole number", '"1800"'),
    (Count, "180 души", "a whole number", '"180" (the number alone)'),
    (Count, "-1", "a whole number", "digits only"),
    (Count, "12.5", "a whole number", "digits only"),
    (Count, "1e3", "a whole number", "digits only"),
    (Count, "٤٢", "a whole number", "digits only"),
    (Amount, "17 740,80", "a number like", '"17740.80"'),
    (Amount, "17.740,80 €", "a number like", '"17740.80" (the number alone)'),
    (Amount, "€ 17,740.80", "a number like", '"17740.80" (the number alone)'),
    (Amount, "17'740.80", "a number like", '"17740.80"'),
    (Amount, "17,740", "a number like", '"17740"'),
    (Amount, "17740,8", "a number like", '"17740.8"'),
    (Amount, "2 млн.", "a number like", "write digits and a point before the cents"),
    (Amount, "1.5 million", "a number like", "write digits and a point before the cents"),
    (Amount, "2,5 млн. лв.", "a number like", "write digits and a point before the cents"),
    (Amount, "120 хил. лв.", "a number like", "write digits and a point before the cents"),
    (Amount, "EUR 5m", "a number like", "write digits and a point before the cents"),
    (Amount, "1000.505", "a number like", "write digits and a point before the cents"),
    (Amount, "100 000 000.255", "a number like", "write digits and a point before the cents"),
    (Amount, "10 %", "a number like", "write digits and a point before the cents"),
    (Amount, "12x", "a number like", "write digits and a point before the cents"),
    (Amount, "0.505", "a number like", "write digits and a point before the cents"),
    (Amount, "1 5 EUR", "a number like", "write digits and a point before the cents"),
    (Amount, "17.740 000", "a number like", "write digits and a point before the cents"),
    (Amount, "5 XXX", "a number like", "write digits and a point before the cents"),
    (Amount, "17 740.80.50", "a number like", "write digits and a point before the cents"),
    (Amount, "2 500 000 лв.", "a number like", '"2500000" (the number alone)'),
    (Amount, "17 740,- Kč", "a number like", '"17740" (the number alone)'),
    (Amount, "EUR 1.234.567,8", "a number like", '"1234567.8" (the number alone)'),
    (Amount, "1.234,56 lei", "a number like", '"1234.56" (the number alone)'),
    (Amount, "17 740 BGN", "a number like", '"17740" (the number alone)'),
    (Amount, "$5", "a number like", '"5" (the number alone)'),
    (Amount, "17740.", "a number like", '"17740"'),
    (Count, "2 хил.", "a whole number", "digits only"),
    (Count, "180 °", "a whole number", "digits only"),
    (Count, "180 EUR", "a whole number", "digits only"),  # money is no count
    (Percent, "12,345 %", "a percentage", '"12.345" (the number alone)'),
    (Percent, "850 %", "a percentage", "write a number from 0 to 100"),
    (Percent, "100,0 %", "a percentage", '"100.0" (the number alone)'),
    (Percent, "10 ‰", "a percentage", "without a % sign"),
    (Amount, "1.955830", "a number like", "a point before the cents"),
    (Amount, "-1", "a number like", "write digits"),
    (Amount, "1" * 16, "a number like", "write digits"),
    (Amount, "NaN", "a number like", "write digits"),
    (Percent, "85%", "a percentage", '"85" (the number alone)'),
    (Percent, "85,5", "a percentage", '"85.5"'),
    (Percent, "101", "a percentage", "from 0 to 100"),
    (Percent, "0.85000", "a percentage", "from 0 to 100"),
    (Latitude, "90.1", "a latitude from -90 to 90", "from -90 to 90"),
    (Latitude, "43,84872", "a latitude", '"43.84872"'),
    (Latitude, "43°50'", "a latitude", "write degrees"),
    (Longitude, "180.0000001", "a longitude from -180 to 180", "write degrees"),
    (Longitude, "inf", "a longitude", "write degrees"),
    (Country, "bg", "a country code", '"BG"'),
    (Country, "Bulgaria", "a country code", '"BG"'),
    (Country, "Bulgarie", "a country code", '"BG"'),
    (Country, "UK", "a country code", '"GB"'),
    (Country, "EU", "a country code", "look the code up"),
    (Country, "BGR", "a country code", "look the code up"),
    (Currency, "EURO", "a currency code", '"EUR"'),
    (Currency, "лв", "a currency code", '"BGN"'),
    (Currency, "€", "a currency code", '"EUR"'),
    (Currency, "XXX", "a currency code", "look the code up"),
    (Language, "cz", "a language code", '"cs"'),
    (Language, "BG", "a language code", '"bg"'),
    (Language, "Czech", "a language code", '"cs"'),
    (Language, "gr", "a language code", '"el"'),
    (Language, "xx", "a language code", "look the code up"),
    (Nuts3, "bg413", "a NUTS 3 code", '"BG413"'),
    (Nuts3, "BG41", "a NUTS 3 code", '"BG413"'),
    (NationalCode, "rse04", "a national code", '"RSE04"'),
    (Url, "www.example.org", "an address that begins with", '"https://www.example.org"'),
    (Url, "//example.org/a", "an address that begins with", '"https://example.org/a"'),
    (Url, "office@example.org", "an address that begins with", '"mailto:office@example.org"'),
    (Url, "javascript:alert(1)", "an address that begins with", "write the whole address"),
    (Url, "JavaScript:alert(1)", "an address that begins with", "write the whole address"),
    (Url, "data:text/html,x", "an address that begins with", "write the whole address"),
    (Url, "ftp://example.org/", "an address that begins with", "write the whole address"),
    (Url, "file:///etc/passwd", "an address that begins with", "on your computer"),
    (Url, "https://", "an address with a host", 'behind "://"'),
    (Url, "https:///path", "an address with a host", 'behind "://"'),
    (Url, "https://example", "an address with a host", 'behind "://"'),
    (Url, "https://example..org/", "an address with a host", 'behind "://"'),
    (Url, "https://a.example:port/", "an address with a host", 'behind "://"'),
    (Url, "https://[::1", "an address with a host", 'behind "://"'),
    (Url, "https://www,a.example/", "an address with a host", 'write it as "https://www.a.example/"'),
    (Url, "http://https://a.example", "an address with a host", 'write it as "https://a.example"'),
    (Url, "HTTPS:/a.example/B", "an address with a host", 'write it as "https://a.example/B"'),
    (Url, "http:a.example", "an address with a host", 'write it as "http://a.example"'),
    (Url, "https://me:pw@a.example/", "without user name and password", 'and the "@"'),
    (Url, "https://me@a.example/", "without user name and password", 'and the "@"'),
    (Url, "https://a.example/b c", "an address that begins with", 'write "%20" for it'),
    (Url, "https://a.example/<b>", "an address that begins with", 'delete the "<"'),
    (Url, "https://a.example/?q=a|b", "an address that begins with", 'write "%7C" for it'),
    (Url, "https://a.example\\b", "an address that begins with", 'as "https://a.example/b"'),
    (Url, "http//a.example/b", "an address that begins with", 'as "http://a.example/b"'),
    (Url, "C:\\a b.pdf", "an address that begins with", "on your computer"),
    (Url, "file:///C:/a.pdf", "an address that begins with", "on your computer"),
    (Url, "tel:+35982888777", "an address that begins with", "without a link"),
    (Url, '"https://a.example/"', "an address that begins with", '"https://a.example/"'),
    (Url, "„https://a.example/“", "an address that begins with", '"https://a.example/"'),
    (Url, "https:\\\\a.example", "an address that begins with", 'as "https://a.example"'),
    (Url, "http://localhost:8000/a/", "that everybody can open", "that it has on the web"),
    (Url, "http://LOCALHOST/news/x/?a=b", "that everybody can open", "portal:news/x leads"),
    (Url, "http://0.0.0.0:8000/", "that everybody can open", "that it has on the web"),
    (Url, "http://127.1/", "that everybody can open", "that it has on the web"),
    (Url, "http://10.1.2.3/", "that everybody can open", "that it has on the web"),
    (Url, "https://town.local/", "that everybody can open", "that it has on the web"),
    (Url, "mailto:nobody", "an address that begins with", "write the whole address"),
    (LogoFile, "/logos/a.svg", "a file below data/", 'write it as "logos/a.svg"'),
    (LogoFile, "/a.svg", "a file below data/", "logos/my-logo.svg"),
    (LogoFile, "\\data\\logos\\a.svg", "a file below data/", 'write it as "logos/a.svg"'),
    (LogoFile, "logos/../../a.svg", "a file below data/", "logos/my-logo.svg"),
    (LogoFile, "./logos/a.svg", "a file below data/", "logos/my-logo.svg"),
    (LogoFile, "logos//a.svg", "a file below data/", "logos/my-logo.svg"),
    (LogoFile, "logos\\a.svg", "a file below data/", '"logos/a.svg"'),
    (LogoFile, "C:\\logos\\a.svg", "a file below data/", "logos/my-logo.svg"),
    (LogoFile, "https://a.example/a.svg", "a file below data/", "logos/my-logo.svg"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "expected", "fix"),
    REFUSED,
    ids=[str(number) for number in range(len(REFUSED))],
)
def test_refused(field: Any, value: object, expected: str, fix: str) -> None:
    context = refusal(field, value)
    assert expected in context["expected"]
    assert fix in context["fix"]
    assert len(context["got"]) <= 80
    assert context["expected"] and context["fix"] and context["got"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_folder_of_a_kind_is_no_part_of_an_id(kind: str) -> None:
    assert refusal(Identifier, f"{kind}/ruse")["fix"] == 'write it as "ruse"'


def test_whatever_a_fix_proposes_is_accepted() -> None:
    """Where the fix is a value to write, writing it is the end of the matter."""
    proposed = 0
    for field, value, _, _ in REFUSED:
        fix = str(refusal(field, value)["fix"])
        if fix.startswith(("write it as", "did you mean")) and fix.count('"') == 2:
            parse(field, fix.split('"')[1])
            proposed += 1
    assert proposed > 40


# -- texts in several languages ----------------------------------------------------------


def test_texts_keep_the_order_of_the_file_and_leave_out_blanks() -> None:
    text = parse(Text, {"bg": " а \n б ", "en": "a", "cs": None})
    assert isinstance(text, Text)
    assert dict(text) == {"bg": "а б", "en": "a"}
    assert list(text) == ["bg", "en"]
    assert (len(text), text["en"], "cs" in text) == (2, "a", False)


def test_markdown_keeps_its_lines() -> None:
    assert parse(Prose, {"en": "a\n\n- b\n"})["en"] == "a\n\n- b"
    assert refusal(Prose, {"en": "x" * 50_001})["got"] == "50,001 characters"


@pytest.mark.parametrize(
    ("value", "expected", "fix"),
    [
        ("a", "a text per language (en: …)", 'en: "a"'),
        (["a"], "a text per language", "en: …"),
        (None, "a text per language", "en: …"),
        ({}, "default language (en)", 'add a line "en: …"'),
        ({"bg": "а"}, "default language (en)", 'add a line "en: …"'),
        ({"en": None, "bg": "а"}, "default language (en)", 'add a line "en: …"'),
        ({"en": ""}, "text", "write the text"),
        ({"en": ["a"]}, "text", "in quotes where they belong to it"),
        ([{"en": "a"}, {"bg": "б"}], "a text per language", 'delete the "- "'),
        ([], "a text per language", "put the text on a line of its own"),
        ({"en": "a", "EN": "b"}, "a language of this site (en, bg, cs)", '"en"'),
        ({"en": "a", "cz": "b"}, "a language of this site", '"cs"'),
        ({"en": "a", "bg_BG": "b"}, "a language of this site", '"bg"'),
        ({"en": "a", "Bulgarian": "b"}, "a language of this site", '"bg"'),
        ({"en": "a", "fi": "b"}, "a language of this site", "data/site.yml"),
    ],
)
def test_texts_that_are_refused(value: object, expected: str, fix: str) -> None:
    context = refusal(Text, value)
    assert expected in context["expected"]
    assert fix in context["fix"]


def test_every_wrong_language_of_a_text_is_named() -> None:
    with pytest.raises(ValidationError) as caught:
        parse(Text, {"EN": "a", "bg": "", "xx": "b"})
    assert [error["loc"] for error in caught.value.errors()] == [("EN",), ("bg",), ("xx",)]


def test_without_a_site_any_language_will_do() -> None:
    assert dict(parse(Text, {"xx": "a"}, {})) == {"xx": "a"}
    assert refusal(Text, {}, {})["expected"] == "a text"


def test_languages_of_the_site_count_as_languages() -> None:
    context = {"languages": ("en", "x-own"), "default_language": "en"}
    assert parse(Language, "x-own", context) == "x-own"


# -- dates -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        (PartialDate(2018), date(2018, 1, 1), date(2018, 12, 31)),
        (PartialDate(2018, 12), date(2018, 12, 1), date(2018, 12, 31)),
        (PartialDate(2020, 2), date(2020, 2, 1), date(2020, 2, 29)),
        (PartialDate(2018, 5, 17), date(2018, 5, 17), date(2018, 5, 17)),
    ],
)
def test_what_a_date_may_mean(value: PartialDate, first: date, last: date) -> None:
    assert (value.first_day, value.last_day) == (first, last)
    assert parse(FlexibleDate, str(value)) == value


@settings(derandomize=True)
@given(st.dates(date(1500, 1, 1), date(2199, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    assert parse(Day, day.isoformat()) == day
    fix = refusal(Day, f"{day.day}.{day.month}.{day.year}")["fix"]
    assert f'"{day.isoformat()}"' in fix


# -- ids ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Кърджали", "kardzhali"), ("Лъки", "laki"), ("Сливо поле", "slivo-pole"),
        ("Щъркелово гнездо", "shtarkelovo-gnezdo"), ("Юндола", "yundola"), ("Гьоврен", "gyovren"),
        ("Мария София", "maria-sofia"), ("Ихтиман", "ihtiman"), ("Focșani", "focsani"),
        ("Čáslav", "caslav"), ("Łódź", "lodz"), ("Roma-Net (URBACT II)", "roma-net-urbact-ii"),
        ("index", "index-1"), ("page-12", "page-12-1"), ("„“", "my-record"), ("", "my-record"),
        ("日本", "my-record"), ("Straße", "strasse"),
    ],
)  # fmt: skip
def test_ids_are_made_of_any_text(text: str, made: str) -> None:
    assert make_id(text) == made


@settings(derandomize=True)
@given(st.text(max_size=30))
def test_a_made_id_is_an_id(text: str) -> None:
    made = make_id(text)
    assert is_id(made)
    assert make_id(made) == made


@pytest.mark.parametrize(
    "text", ["", "/", "..", "a/..", "a/../b", "../a", "a//b", "a/", "c:a", "a\\b"]
)
def test_paths_that_lead_elsewhere(text: str) -> None:
    assert not is_file_path(text) or text == ""


# -- words of problems ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("websit", ["website", "title"], "website"), ("Title", ["website", "title"], "title"),
        ("TITLE", ["tittle", "title"], "title"), ("zodiac", ["website", "title"], None),
        ("", ["website"], None), ("x" * 1000, ["x" * 999], None), ("bg", ["BG", "BGR"], "BG"),
        ("roma-net", [], None),
    ],
)  # fmt: skip
def test_the_nearest_word(word: str, known: list[str], expected: str | None) -> None:
    assert nearest(word, known) == expected


def test_the_nearest_of_many_words() -> None:
    known = frozenset(f"project-{number:05d}-of-the-town" for number in range(10_000))
    assert nearest("projekt-04711-of-the-town", known) == "project-04711-of-the-town"
    assert suggest("nothing", known, "projects").startswith(
        "use one of the projects: project-00000"
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "nothing"), ("a \n b", '"a b"'), ([], "a list"), (7, '"7"'),
        ({}, "a mapping (key: value lines)"), ("x" * 100, f'"{"x" * 59}…"'),
        ("a\x00\u202e\u00a0b", '"a\\u0000\\u202e␣b"'),
    ],
)  # fmt: skip
def test_what_was_got(value: object, shown: str) -> None:
    assert quote_got(value) == shown


FIELDS: list[Any] = [
    Line, Identifier, FlexibleDate, LocalTime, TimeZone, Count, Amount, Percent, Latitude, Country,
    Currency, Language, Nuts3, Url, LogoFile, Text, Prose,
]  # fmt: skip
KEYS = st.text(max_size=3)
ANYTHING = st.recursive(
    st.none() | st.text(max_size=20) | st.from_regex(r"[0-9.,:/@ %-]{1,20}", fullmatch=True),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=2),
)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(ANYTHING)
def test_anything_is_accepted_or_refused_in_words(value: object) -> None:
    for field in FIELDS:
        try:
            parse(field, value)
        except ValidationError as error:
            assert all(detail["type"] == "field" for detail in error.errors())


def test_fields_of_a_model_are_refused_one_by_one() -> None:
    class Model(BaseModel):
        when: Day
        where: Country

    with pytest.raises(ValidationError) as caught:
        Model.model_validate({"when": "x", "where": "x"})
    assert [error["loc"] for error in caught.value.errors()] == [("when",), ("where",)]
