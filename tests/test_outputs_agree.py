"""Every output tells the same: page, linked data, feed, calendar, data set, table, sitemap.

What is compared is worked out from the YAML files alone; no code of the portal is asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import feedparser
import icalendar
import pytest
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency
from icu import DateInterval, DateIntervalFormat
from icu import Locale as IcuLocale

from tests import site_build
from tests.rendered import read_table
from tests.site_build import ROOT, Fields, read_yaml
from tests.site_walk import SECTIONS, Page, Site, squeeze, text_of

pytestmark = pytest.mark.build

DATA = "data/v1/"
KINDS = (*SECTIONS, "visibility")
LOCALES = {"en": "en_GB", "rom": None}


@dataclass(frozen=True)
class Told:
    """A built site beside the YAML files that it was made from."""

    site: Site
    data: Path
    settings: Fields = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "settings", read_yaml(self.data / "site.yml"))

    @property
    def default(self) -> str:
        return self.site.default

    @cached_property
    def records(self) -> dict[tuple[str, str], Fields]:
        return {
            (kind, path.stem): read_yaml(path)
            for kind in KINDS
            for path in sorted((self.data / kind).glob("*.yml"))
        }

    def json(self, name: str) -> Any:
        return json.loads(self.site.files[name].read_bytes())

    @cached_property
    def former(self) -> set[tuple[str, str]]:
        """Ids of before, whose addresses stay alive."""
        return {
            (kind, old)
            for (kind, _), fields in self.records.items()
            for old in fields.get("former_ids", ())
        }

    @cached_property
    def rows(self) -> dict[tuple[str, str], dict[str, str]]:
        return {
            (kind, row["id"]): row
            for kind in KINDS
            for row in read_table(self.site.files[f"{DATA}{kind}.csv"].read_bytes())
        }

    @cached_property
    def in_sets(self) -> dict[tuple[str, str], dict[str, Any]]:
        return {
            (kind, one["id"]): one
            for kind in KINDS
            for one in self.json(f"{DATA}{kind}.json")["records"]
        }

    @cached_property
    def lastmod(self) -> dict[str, str]:
        space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
        return {
            str(url.findtext("s:loc", namespaces=space)): str(
                url.findtext("s:lastmod", namespaces=space)
            )
            for tag in self.site.languages
            for url in ElementTree.parse(self.site.files[f"sitemap-{tag}.xml"]).findall(
                "s:url", space
            )
        }

    @cached_property
    def feeds(self) -> dict[str, dict[str, dict[str, Any]]]:
        """The items of each language's own feeds, by format and page."""
        found: dict[str, dict[str, dict[str, Any]]] = {}
        for tag in self.site.languages:
            for ending in ("atom", "rss"):
                path = self.site.files.get(f"feeds/{tag}/news.{ending}")
                entries = feedparser.parse(path.read_bytes()).entries if path else []
                found[f"{tag}.{ending}"] = {e.link: e for e in entries}
            items = self.json(f"feeds/{tag}/news.json")["items"] if path else []
            found[f"{tag}.json"] = {item["url"]: item for item in items}
        return found

    @cached_property
    def calendars(self) -> dict[str, dict[str, Any]]:
        """The events of each language's own calendar, by page."""
        found = {}
        for tag in self.site.languages:
            path = self.site.files.get(f"feeds/{tag}/events.ics")
            calendar = icalendar.Calendar.from_ical(path.read_bytes()) if path else None
            found[tag] = {str(e["URL"]): e for e in calendar.events} if calendar else {}
        return found

    def pick(self, text: Fields, language: str) -> str:
        return squeeze(
            str(text.get(language) or text.get(self.default) or next(iter(text.values())))
        )

    def name(self, kind: str, record_id: str, language: str) -> str:
        fields = self.records[kind, record_id]
        return self.pick(fields.get("name") or fields["title"], language)


class Place(NamedTuple):
    """A record in a language: where its outputs are."""

    told: Told
    kind: str
    id: str
    language: str

    @property
    def fields(self) -> Fields:
        return self.told.records[self.kind, self.id]

    @property
    def is_translated(self) -> bool:
        texts = (self.fields.get(n) for n in ("name", "title", "summary", "description", "body"))
        return all(self.language in text for text in texts if text)

    @property
    def url(self) -> str:
        """The record's page in this language."""
        prefix = self.told.site.prefix(self.language)
        return f"{self.told.site.url}{prefix}{SECTIONS[self.kind]}/{self.id}/"

    @property
    def page(self) -> Page:
        return self.told.site.record(self.kind, self.id, self.language)

    @property
    def node(self) -> dict[str, Any]:
        (node,) = [n for n in self.page.graph if n.get("@id") == self.page.canonical]
        return node

    @property
    def facts(self) -> dict[str, str]:
        return dict(zip(self.page.texts("main dt"), self.page.texts("main dd"), strict=True))

    @property
    def data(self) -> dict[str, Any]:
        return self.told.in_sets[self.kind, self.id]

    @property
    def row(self) -> dict[str, str]:
        return self.told.rows[self.kind, self.id]

    @property
    def entries(self) -> dict[str, dict[str, Any]]:
        feeds = self.told.feeds
        return {
            ending: feeds[f"{self.language}.{ending}"][self.url]
            for ending in ("atom", "rss", "json")
        }

    @property
    def event(self) -> Any:
        return self.told.calendars[self.language].get(self.url)

    def cell(self, name: str) -> str:
        return self.row[name].removeprefix("'")


def agree(place: Place, fact: str, expected: Any, told: dict[str, Any]) -> None:
    different = {where: value for where, value in told.items() if value != expected}
    assert not different, f"{place[1:]}: {fact} is {expected!r}, but {different}"


@cache
def locale_of(language: str) -> Locale | None:
    name = LOCALES.get(language, language)
    try:
        return Locale.parse(name) if name else None
    except UnknownLocaleError:
        return None


def shown_date(value: str, language: str) -> str:
    """A year, month or day as a page of the language writes it."""
    locale = locale_of(language)
    if locale is None:
        return value
    parts = [int(part) for part in value.split("-")]
    day = date(*[*parts, 1, 1][:3])
    if len(parts) == 3:
        return squeeze(format_date(day, "long", locale=locale))
    return squeeze(format_skeleton("y" if len(parts) == 1 else "yMMMM", day, locale=locale))


def shown_period(period: Fields, language: str) -> str:
    first, last = period.get("starts_on"), period.get("ends_on")
    locale = locale_of(language)
    if not first or not last or first == last:
        return shown_date(first or last or "", language)
    if locale is None or first.count("-") != last.count("-"):
        return f"{shown_date(first, language)} – {shown_date(last, language)}"
    skeleton = ("y", "yMMMM", "yMMMMd")[first.count("-")]
    spans = DateIntervalFormat.createInstance(skeleton, IcuLocale(str(locale)))
    days = (date.fromisoformat((day + "-01-01")[:10]) for day in (first, last))
    noons = (datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp() for day in days)
    return squeeze(spans.format(DateInterval(*noons)))


@pytest.fixture(scope="module")
def first(site: Site) -> Told:
    return Told(site, ROOT / "data")


@pytest.fixture(scope="module")
def second(second_site: Site) -> Told:
    return Told(second_site, ROOT / "tests" / "second_site" / "data")


@pytest.fixture(params=["first", "second"])
def told(request: pytest.FixtureRequest) -> Told:
    found: Told = request.getfixturevalue(request.param)
    return found


def places(told: Told, *kinds: str) -> Iterator[Place]:
    for kind, record_id in told.records:
        if kind in (kinds or SECTIONS):
            for language in told.site.languages:
                yield Place(told, kind, record_id, language)


# -- what every record has --------------------------------------------------------------


def test_title_and_summary(told: Told) -> None:
    seen = 0
    for place in places(told):
        key = "name" if "name" in place.fields else "title"
        title = told.pick(place.fields[key], place.language)
        own = squeeze(place.fields[key].get(place.language, ""))
        saying = {
            "page": place.page.texts("h1")[0],
            "head": place.page.title.partition(" – ")[0] if " – " not in title else title,
            "linked data": squeeze(place.node["name"]),
            "crumb": place.page.texts("[aria-current=page]")[0],
        }
        agree(place, "title", title, saying)
        agree(place, "title", own, {
            "data set": squeeze(place.data[key].get(place.language, "")),
            "table": squeeze(place.cell(f"{key}_{place.language}")),
        })  # fmt: skip
        summary = place.fields.get("summary")
        if summary:
            text = told.pick(summary, place.language)
            agree(place, "summary", text, {
                "page": place.page.texts("p.lead")[0],
                "linked data": squeeze(place.node["description"]),
            })  # fmt: skip
            agree(place, "summary", squeeze(summary.get(place.language, "")), {
                "data set": squeeze((place.data["summary"] or {}).get(place.language, "")),
                "table": squeeze(place.cell(f"summary_{place.language}")),
            })  # fmt: skip
        seen += 1
    assert seen > 60


def test_addresses(told: Told) -> None:
    for place in places(told):
        canonical = place.url if place.is_translated else place._replace(language=told.default).url
        document = told.json(f"{DATA}{place.kind}/{place.id}.json")
        agree(place, "address", canonical, {
            "canonical": place.page.canonical,
            "linked data": place.node["url"],
            "document": document["_links"]["html"].get(
                place.language, document["_links"]["html"][told.default]
            ),
        })  # fmt: skip
        # What is no translation is announced nowhere.
        assert (place.url in told.lastmod) is place.is_translated
        assert (place.language in document["_links"]["html"]) is (
            place.is_translated or place.language == told.default
        )


def test_the_day_of_the_last_change(told: Told) -> None:
    for place in places(told):
        day = place.fields["updated_on"]
        agree(place, "updated_on", day, {
            "linked data": place.node["dateModified"],
            "data set": place.data["updated_on"],
            "table": place.cell("updated_on"),
            "sitemap": told.lastmod.get(place.url, day),
        })  # fmt: skip
        (shown,) = place.page.texts("p.updated")
        assert shown_date(day, place.language) in shown


# -- dates, money, places, states ----------------------------------------------------------


def test_news(told: Told) -> None:
    zone = ZoneInfo(told.settings["time_zone"])
    seen = 0
    for place in places(told, "news"):
        if not place.is_translated:
            assert not [f for f in told.feeds.values() if place.url in f]
            continue
        fields, entries = place.fields, place.entries
        day = date.fromisoformat(fields["published_on"])
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        agree(place, "published_on", midnight, {
            "atom": datetime.fromisoformat(entries["atom"]["published"]),
            "rss": datetime(*entries["rss"]["published_parsed"][:5], tzinfo=UTC),  # type: ignore[misc]
            "json": datetime.fromisoformat(entries["json"]["date_published"]),
        })  # fmt: skip
        agree(place, "published_on", fields["published_on"], {
            "linked data": place.node["datePublished"],
            "data set": place.data["published_on"],
            "table": place.cell("published_on"),
        })  # fmt: skip
        assert shown_date(fields["published_on"], place.language) in place.facts.values()
        changed = max(fields["published_on"], fields["updated_on"])
        agree(place, "updated", changed, {
            "atom": entries["atom"]["updated"][:10],
            "json": entries["json"]["date_modified"][:10],
        })  # fmt: skip
        for key in ("title", "summary"):
            agree(place, key, squeeze(fields[key][place.language]), {
                ending: squeeze(entry[key]) for ending, entry in entries.items()
            })  # fmt: skip
        body = fields.get("body", {}).get(place.language, "")
        first_words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", body).strip()[:60]
        for entry in (entries["atom"]["content"][0]["value"], entries["json"]["content_html"]):
            assert squeeze(first_words) in squeeze(
                re.sub("<[^>]*>", "", entry).replace("&nbsp;", " ")
            )
        assert place.node["@type"] == "NewsArticle"
        assert place.node["inLanguage"] == entries["json"]["language"] == place.language
        seen += 1
    assert seen


def calendar_days(event: Any) -> tuple[str, str]:
    """The first and the last day of a calendar's whole-day event."""
    return event.start.isoformat(), (event.end - timedelta(days=1)).isoformat()


def test_events(told: Told) -> None:
    kinds = set()
    for place in places(told, "events"):
        fields, event = place.fields, place.event
        status = fields["status"]
        agree(place, "status", status, {
            "data set": place.data["status"], "table": place.cell("status"),
        })  # fmt: skip
        agree(place, "cancelled", status == "cancelled", {
            "linked data": place.node["eventStatus"].endswith("EventCancelled"),
            **({"calendar": event["STATUS"] == "CANCELLED"} if event else {}),
        })  # fmt: skip
        when = _check_time(place)
        kinds.add(when)
        # A calendar holds what has its days and is translated, and nothing else.
        assert (event is not None) is (when in ("days", "time") and place.is_translated)
        if event is not None:
            assert squeeze(event["SUMMARY"]) == squeeze(fields["title"][place.language])
            assert squeeze(event["DESCRIPTION"]).startswith(
                squeeze(fields["summary"][place.language])
            )
            assert event["LAST-MODIFIED"].dt.date().isoformat() == fields["updated_on"]
            single = told.site.files[f"feeds/{place.language}/events/{place.id}/event.ics"]
            (alone,) = icalendar.Calendar.from_ical(single.read_bytes()).events
            assert alone.to_ical() == event.to_ical()
        _check_place(place)
    assert {"days"} <= kinds


def _check_time(place: Place) -> str:
    fields, event = place.fields, place.event
    if "starts_at" in fields:
        zone = ZoneInfo(fields["time_zone"])
        for key, name, end in (("starts_at", "startDate", False), ("ends_at", "endDate", True)):
            if key not in fields:
                continue
            local = datetime.fromisoformat(fields[key])
            moment = local.replace(tzinfo=zone)
            calendar = {"calendar": event.end if end else event.start} if event else {}
            agree(place, key, moment.astimezone(UTC), {
                "linked data": datetime.fromisoformat(place.node[name]).astimezone(UTC), **calendar,
            })  # fmt: skip
            agree(place, key, local.isoformat(), {
                "data set": place.data[key], "table": place.cell(key),
            })  # fmt: skip
            assert any(local.strftime("%H:%M") in v or local.strftime("%-H:%M") in v
                       for v in place.facts.values())  # fmt: skip
        assert place.data["time_zone"] == place.cell("time_zone") == fields["time_zone"]
        return "time"
    period = fields.get("period")
    if not period:
        assert "startDate" not in place.node
        return "nothing"
    _check_period(place, period, "startDate", "endDate")
    first, last = period.get("starts_on", ""), period.get("ends_on") or period.get("starts_on", "")
    if event:
        agree(place, "days", (first, last), {"calendar": calendar_days(event)})
    return "days" if first.count("-") == last.count("-") == 2 else "partly"


def _check_period(place: Place, period: Fields, start: str, end: str) -> None:
    for key, name in (("starts_on", start), ("ends_on", end)):
        value = period.get(key)
        agree(place, key, value, {
            "linked data": place.node.get(name),
            "data set": (place.data["period"] or {}).get(key),
            "table": place.cell(f"period_{key}") or None,
        })  # fmt: skip
    assert shown_period(period, place.language) in place.facts.values()


def _check_place(place: Place) -> None:
    told, fields, event = place.told, place.fields, place.event
    town = fields.get("municipality")
    agree(place, "municipality", town, {
        "data set": place.data["municipality"], "table": place.cell("municipality") or None,
    })  # fmt: skip
    names = []
    if fields.get("place"):
        names.append(told.pick(fields["place"], place.language))
    if town:
        names.append(told.name("municipalities", town, place.language))
    if names:
        assert squeeze(place.node["location"]["name"]) == names[0]
        for name in names:
            assert name in place.page.text
            assert event is None or name in squeeze(event["LOCATION"])
    if event is not None and town:
        point = told.records["municipalities", town].get("coordinates")
        assert ("GEO" in event) is bool(point)
        if point:
            assert (
                event["GEO"].to_ical() == f"{float(point['latitude'])};{float(point['longitude'])}"
            )


@pytest.mark.parametrize("kind", ["projects", "programmes"])
def test_periods(told: Told, kind: str) -> None:
    for place in places(told, kind):
        if "period" in place.fields:
            _check_period(place, place.fields["period"], "foundingDate", "dissolutionDate")
        else:
            assert place.data["period"] is None
            assert "foundingDate" not in place.node


def test_money(told: Told) -> None:
    operations = {
        row["operation_code"]: row
        for row in read_table(told.site.files[f"{DATA}operations.csv"].read_bytes())
    }
    seen = 0
    for place in places(told, "grants"):
        money = place.fields.get("money")
        operation = operations[place.id]
        if money is None:
            assert place.data["money"] is None
            assert place.cell("money_amount") == operation["h_total_cost"] == ""
            assert "amount" not in place.node
            continue
        agree(place, "currency", money["currency"], {
            "linked data": place.node["amount"]["currency"],
            "data set": place.data["money"]["currency"],
            "table": place.cell("money_currency"),
        })  # fmt: skip
        amount = Decimal(money["amount"])
        agree(place, "amount", amount, {
            "linked data": Decimal(place.node["amount"]["value"]),
            "data set": Decimal(place.data["money"]["amount"]),
            "table": Decimal(place.cell("money_amount")),
        })  # fmt: skip
        locale = locale_of(place.language) or Locale.parse("ro")
        shown = squeeze(format_currency(amount, money["currency"], locale=locale))
        assert shown in place.facts.values()
        assert shown in told.site.page("funding/", place.language).text
        if project := place.fields.get("project"):
            assert shown in told.site.record("projects", project, place.language).text
        share = place.fields.get("share_percent")
        if share:
            total = (amount * 100 / Decimal(share)).quantize(amount)
            assert Decimal(operation["h_total_cost"]) == total
        seen += 1
    assert seen


def test_documents(told: Told) -> None:
    for place in places(told, "documents"):
        published = place.fields.get("published_on")
        agree(place, "published_on", published, {
            "linked data": place.node.get("datePublished"),
            "data set": place.data["published_on"],
            "table": place.cell("published_on") or None,
        })  # fmt: skip
        if published:
            assert shown_date(published, place.language) in place.facts.values()
        assert place.data["languages"] == place.fields.get("languages", [])
        assert place.node.get("inLanguage", []) == place.fields.get("languages", [])


def test_municipalities(told: Told) -> None:
    for place in places(told, "municipalities"):
        point = place.fields.get("coordinates")
        geo: dict[str, float] = place.node["location"].get("geo", {})
        assert bool(point) is bool(geo) is bool(place.data["coordinates"])
        for key in geo.keys() & {"latitude", "longitude"}:
            assert point
            agree(place, key, float(point[key]), {
                "linked data": geo[key],
                "data set": place.data["coordinates"][key],
                "table": float(place.cell(f"coordinates_{key}")),
            })  # fmt: skip
        agree(place, "country", place.fields["country"], {
            "linked data": place.node["location"]["address"]["addressCountry"],
            "data set": place.data["country"],
            "table": place.cell("country"),
        })  # fmt: skip
        for key in ("national_code", "nuts3"):
            value = place.fields.get(key)
            agree(place, key, value, {
                "data set": place.data[key], "table": place.cell(key) or None,
            })  # fmt: skip
            assert value is None or value in place.facts.values()


def test_commitments(told: Told) -> None:
    for place in places(told, "agreements"):
        told_of = place.fields.get("commitments", [])
        assert [c["status"] for c in place.data["commitments"]] == [
            c.get("status", "unknown") for c in told_of
        ]
        assert json.loads(place.cell("commitments") or "[]") == place.data["commitments"]
        shown = [text_of(n) for n in place.page.all("section[aria-labelledby=commitments] ol > li")]
        assert len(shown) == len(told_of)
        for item, commitment in zip(shown, told_of, strict=True):
            assert told.pick(commitment["text"], place.language) in item


def test_nothing_is_in_one_output_alone(told: Told) -> None:
    records = set(told.records)
    assert set(told.in_sets) == set(told.rows) == records
    documents = {
        (name.split("/")[2], Path(name).stem)
        for name in told.site.files
        if name.startswith(DATA) and name.count("/") == 3 and "/schema/" not in name
    }
    assert documents == records | told.former
    news = {r for r in records if r[0] == "news"}
    for language in told.site.languages:
        expected = {p.url for p in (Place(told, *key, language) for key in news) if p.is_translated}
        for ending in ("atom", "rss", "json"):
            assert set(told.feeds[f"{language}.{ending}"]) == expected


# -- announced and listed --------------------------------------------------------------------

TYPES = {
    "application/atom+xml": "news.atom",
    "application/rss+xml": "news.rss",
    "application/feed+json": "news.json",
    "text/calendar": ".ics",
}


def test_every_page_announces_the_feeds_that_fit_it(told: Told) -> None:
    site = told.site
    for path, page in site.content_pages.items():
        language = site.language_of(path)
        links = [
            (str(n.attributes["type"]), site.locate(path, str(n.attributes["href"])), n)
            for n in page.all("head link[rel=alternate][type]")
            if "oembed" not in str(n.attributes["type"])
        ]
        targets = [target for _, target, _ in links]
        assert len(set(targets)) == len(targets), path
        own = f"feeds/{language}/"
        site_wide = {
            f"{own}{name}"
            for name in ("news.atom", "news.rss", "news.json", "events.ics")
            if f"{own}{name}" in site.files
        }
        assert site_wide <= set(targets), path
        for media_type, target, node in links:
            assert target in site.files, f"{path}: {target}"
            assert str(target).startswith(own), f"{path}: {target}"
            assert str(target).endswith(TYPES[media_type])
            assert str(node.attributes["title"]).strip()
        # A record's page announces what is there of the record itself, and nothing of others.
        parts = site.below_language(path).strip("/").split("/")
        kind = {v: k for k, v in SECTIONS.items()}.get(parts[0])
        expected = set(site_wide)
        if kind and len(parts) > 1 and (kind, parts[1]) in told.records:
            directory = f"{own}{kind}/{parts[1]}/"
            expected |= {n for n in site.files if n.startswith(directory)}
        assert set(targets) == expected, path


@pytest.mark.parametrize("ending", ["atom", "ics"])
def test_the_feeds_page_lists_all_with_what_they_hold(told: Told, ending: str) -> None:
    site = told.site
    for language in site.languages:
        pages = site.list_pages("feeds/", language)
        listed: dict[str, Page] = {}
        for page in pages:
            for code in page.texts("main code"):
                name = code.removeprefix(site.url)
                assert name in site.files
                assert name not in listed
                listed[name] = page
        there = {
            n
            for n in site.files
            if n.startswith(f"feeds/{language}/")
            and not n.endswith((".html", "feeds.opml", "event.ics"))
            and tuple(n.split("/")[2:4]) not in told.former
        }
        assert set(listed) == there
        numbers = _numbers(site, pages)
        for name in there:
            if name.endswith(f".{ending}"):
                content = site.files[name].read_bytes()
                news, events = numbers[name]
                if ending == "atom":
                    assert news == len(feedparser.parse(content).entries), name
                else:
                    assert events == content.count(b"BEGIN:VEVENT"), name
        opml = site.targets(pages[0], "main a[href$='.opml']")
        assert opml == {f"feeds/{language}/feeds.opml"}


def _numbers(site: Site, pages: list[Page]) -> dict[str, tuple[int, int]]:
    """How many news items and events the page says that each address holds."""
    found = {}
    for page in pages:
        blocks = [(r.css("td")[0].text(), r) for r in page.all("main tbody tr")]
        for section in page.all("main section[aria-labelledby=whole-site]"):
            blocks.append((section.css("p")[0].text(), section))
        for text, node in blocks:
            names = [text_of(c).removeprefix(site.url) for c in node.css("code")]
            counts = [int(number) for number in re.findall(r"\d+", text)]
            has_news = any(name.endswith(".atom") for name in names)
            has_events = any(name.endswith(".ics") for name in names)
            assert len(counts) == has_news + has_events
            for name in names:
                found[name] = (counts[0] if has_news else 0, counts[-1] if has_events else 0)
    return found


def test_calendars_are_opened_by_webcal_and_copied_by_https(told: Told) -> None:
    site = told.site
    for language in site.languages:
        for page in site.list_pages("feeds/", language):
            links = {str(n.attributes["href"]) for n in page.all("main a[href^='webcal:']")}
            shown = {code for code in page.texts("main code") if code.endswith(".ics")}
            assert {link.replace("webcal:", "https:", 1) for link in links} == shown


def test_the_same_data_gives_the_same_bytes(site: Site, scratch: Path) -> None:
    again = site_build.build(scratch / "again" / "site", PYTHONHASHSEED="1", TZ="Asia/Tokyo")
    first_bytes, second_bytes = (site_build.snapshot(s.root) for s in (site, again))
    assert set(first_bytes) == set(second_bytes)
    different = [name for name, content in first_bytes.items() if second_bytes[name] != content]
    assert not different
