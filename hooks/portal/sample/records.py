"""Sample programmes, municipalities, organisations, grants, sources and rules of visibility.

Each builder takes the world and a record's number (from 0) and gives (id, fields), the
fields in the order in which an editor would write them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from portal.sample import phrases
from portal.sample import words as w
from portal.sample.body import BodyFacts, body
from portal.sample.chance import Chance
from portal.sample.common import Fields, common, day_or_less, period
from portal.sample.words import Words, say
from portal.sample.world import MARKS, TODAY, Organisation, World

# Inside each country, so that a map shows the points on land: south, north, west, east.
_BOXES: Final = {
    "BG": (42.0, 43.4, 23.2, 27.2),
    "RO": (44.6, 46.9, 22.5, 26.8),
    "CZ": (49.2, 50.3, 13.5, 17.5),
}


def programme(world: World, number: int) -> tuple[str, Fields]:
    """A programme with its process, countries, funders and operators."""
    it = world.programmes[number]
    chance = world.chance("programmes", number)
    phrase = {"along": it.audience.with_them, "about": it.topic.about}
    project = world.projects[number % len(world.projects)]
    facts = BodyFacts(
        project.town.name, project.town.id, project.lead.name, project.lead.id,
        it.name, it.id, it.topic, it.audience, it.year, f"https://{it.id}.example/",
    )  # fmt: skip
    steps = [{"title": step} for step in phrases.STEPS[: chance.between(3, 5)]]
    fields: Fields = {
        "name": it.name,
        "short_name": f"SP-{number + 1:02d}",
        "summary": say(phrases.PROGRAMME_SUMMARY, **phrase),
        "description": body(facts, chance),
        "funders": _ids(chance.several(world.funders, chance.between(1, 2))),
        "operators": _ids(chance.several(world.partners, 1)),
        "countries": [
            {"country": code, "period": {"starts_on": it.year + n}}
            for n, code in enumerate(_countries(chance))
        ],
        "period": {"starts_on": it.year, "ends_on": it.year + chance.between(5, 9)},
        "website": f"https://{it.id}.example/",
    }
    if number < MARKS:
        fields["logo"] = f"logos/sample-mark-{number + 1}.svg"
    fields["process"] = steps
    fields["process_months"] = chance.between(9, 36)
    fields["embed_text"] = say(phrases.EMBED, place=phrases.EMBED_PLACE)
    return it.id, {**fields, **common(world, chance, "programmes", it.id)}


def _countries(chance: Chance) -> list[str]:
    return chance.several(tuple(_BOXES), chance.between(1, 3))


def municipality(world: World, number: int) -> tuple[str, Fields]:
    """A municipality with codes, coordinates and, for some, the page that carries the logo."""
    it = world.towns[number]
    chance = world.chance("municipalities", number)
    region = say(w.REGION, n=it.region)
    summary = say(phrases.TOWN_SUMMARY, region=region, about=chance.pick(w.TOPICS).about)
    south, north, west, east = _BOXES[it.country]
    fields: Fields = {
        "name": it.name,
        "summary": summary,
        "country": it.country,
        "region": region,
        "national_code": f"SMP{number + 1:03d}",
        "nuts3": f"{it.country}X{it.region:02d}",
    }
    if chance.happens(92):
        fields["coordinates"] = {
            "latitude": _degrees(south, north, chance),
            "longitude": _degrees(west, east, chance),
            "source": world.sources[0],
        }
    if chance.happens(80):
        fields["website"] = f"https://town-{number + 1:03d}.example/"
        if chance.happens(40):
            fields["logo_page"] = f"https://town-{number + 1:03d}.example/programme"
    hyphened = Words((tag, "-".join(name.rsplit(" ", 1))) for tag, name in it.name.items())
    disputed = phrases.DISPUTED_NAME, "name", (it.name, hyphened)
    return it.id, {**fields, **common(world, chance, "municipalities", it.id, disputed)}


def _degrees(low: float, high: float, chance: Chance) -> Decimal:
    return Decimal(chance.between(int(low * 100_000), int(high * 100_000))) / 100_000


def organisation(world: World, number: int) -> tuple[str, Fields]:
    """A funder, partner or organiser."""
    it = (*world.funders, *world.partners)[number]
    chance = world.chance("organisations", number)
    summary = say(
        phrases.ORGANISATION_SUMMARY,
        along=chance.pick(w.AUDIENCES).with_them,
        about=chance.pick(w.TOPICS).about,
    )
    fields: Fields = {"name": it.name, "kind": it.kind}
    if chance.happens(30):
        fields["short_name"] = f"SO-{number + 1:03d}"
    if chance.happens(90):
        fields["summary"] = summary
    fields["country"] = it.country
    if chance.happens(85):
        fields["website"] = f"https://{it.id}.example/"
    if number % 12 == 5:
        fields["logo"] = f"logos/sample-mark-{number % MARKS + 1}.svg"
    return it.id, {**fields, **common(world, chance, "organisations", it.id)}


def grant(world: World, number: int) -> tuple[str, Fields]:
    """Money, mostly for a project, in the currency of the recipient or in euros."""
    chance = world.chance("grants", number)
    project = world.projects[number * 3 % len(world.projects)]
    it = project.lead
    awarded = chance.day(date(project.year, 1, 1), date(project.year, 12, 31))
    phrase = {"along": project.audience.with_them, "about": project.topic.about}
    fields: Fields = {
        "title": say(phrases.GRANT_TITLE, title=project.title),
        "summary": say(phrases.GRANT_SUMMARY, **phrase),
        "funders": _ids(chance.several(world.funders, 2 if chance.happens(20) else 1)),
    }
    if chance.happens(85):
        fields["programme"] = project.programme.id
    fields["recipient"] = it.id
    if chance.happens(92):
        fields["project"] = project.id
    if chance.happens(95):
        currency = "EUR" if chance.happens(30) else _currency(it.country, awarded)
        whole = chance.between(2, 40) * 1000 + chance.below(1000)
        cents = 0 if chance.happens(60) else chance.below(100)
        amount = f"{whole * _SCALE[currency]}.{cents:02d}"
        fields["money"] = {"amount": amount, "currency": currency}
    if chance.happens(50):
        fields["share_percent"] = chance.pick((50, 75, 80, 85, 90, 95, 100))
    if chance.happens(85):
        fields["awarded_on"] = day_or_less(awarded, chance)
    if chance.happens(60):
        fields["period"] = period(awarded, chance)
    disputed = phrases.DISPUTED_MONEY, "money", (_sum(chance), _sum(chance))
    common_fields = common(world, chance, "grants", f"grant-{number + 1:04d}", disputed)
    return f"sample-grant-{number + 1:04d}", {**fields, **common_fields}


_SCALE: Final = {"EUR": 1, "BGN": 2, "RON": 5, "CZK": 25}


def _currency(country: str, day: date) -> str:
    # Bulgaria has the euro since 1 January 2026.
    if country == "BG":
        return "BGN" if day.year < 2026 else "EUR"
    return "RON" if country == "RO" else "CZK"


def _sum(chance: Chance) -> Words:
    text = f"{chance.between(5, 60)}000 EUR"
    return w.words(text, text, text, text)


def source(world: World, number: int) -> tuple[str, Fields]:
    """Where the facts come from. Sources have no sources of their own."""
    id = world.sources[number]
    chance = world.chance("sources", number)
    name = w.SOURCE_KINDS[number % len(w.SOURCE_KINDS)][1]
    fields: Fields = {
        "title": say(name, n=number + 1),
        "publisher": say(phrases.PUBLISHER, n=number + 1),
        "language": chance.pick(w.LANGUAGES),
        "url": f"https://{id}.example/",
    }
    if chance.happens(70):
        fields["published_on"] = chance.day(date(2018, 1, 1), date(2026, 6, 30))
    fields["seen_on"] = chance.day(date(2026, 7, 1), TODAY)
    if chance.happens(40):
        fields["licence"] = phrases.LICENCE
    if chance.happens(20):
        fields["notes"] = chance.pick(phrases.NOTES)
    return id, {**fields, "updated_on": TODAY}


def visibility(world: World, number: int) -> tuple[str, Fields]:
    """What a funder wants to be said and shown."""
    # The European Union's comes first: without its rule, its money would be a mistake.
    order = sorted(world.funders, key=lambda funder: funder.kind != "eu_institution")
    it: Organisation = order[number % len(order)]
    chance = world.chance("visibility", number)
    is_eu = it.kind == "eu_institution"
    fields: Fields = {"funder": it.id}
    if number >= len(order):
        fields["period"] = {"starts_on": 2007, "ends_on": 2013}
    fields |= {
        "statement": phrases.EU_STATEMENT if is_eu else say(phrases.STATEMENT, name=it.name),
        "emblem": f"logos/{'eu-emblem' if is_eu else f'sample-mark-{number % MARKS + 1}'}.svg",
        "disclaimer": phrases.DISCLAIMER,
        "legal_source": {
            "title": say(phrases.LEGAL_SOURCE, few=chance.between(5, 19)),
            "url": f"https://{it.id}.example/rules",
        },
    }
    id = f"{it.id}-{number + 1:02d}"
    return id, {**fields, **common(world, chance, "visibility", id)}


def _ids(found: Sequence[Organisation]) -> list[str]:
    return [it.id for it in found]
