"""Sample events, news and documents: what belongs to a project and has a date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from portal.sample import phrases
from portal.sample.body import body
from portal.sample.chance import Chance
from portal.sample.common import Fields, common, day_or_less, facts_of
from portal.sample.words import say
from portal.sample.world import LANGUAGE_OF, MARKS, TODAY, World

_ZONES: Final = {"BG": "Europe/Sofia", "RO": "Europe/Bucharest", "CZ": "Europe/Prague"}


def event(world: World, number: int) -> tuple[str, Fields]:
    """An event: whole days, clock times, a month only, or no date at all."""
    it = world.events[number]
    chance = world.chance("events", number)
    project = it.project
    first = chance.day(date(2023, 1, 10), date(2028, 6, 30))
    fields: Fields = {"title": it.title, "kind": it.kind, "status": _status(first, chance)}
    fields["summary"] = say(
        phrases.EVENT_SUMMARY,
        few=chance.between(5, 19),
        about=project.topic.about,
        along=project.audience.with_them,
    )
    fields["description"] = body(facts_of(project, chance), chance)
    fields |= _when(first, project.town.country, chance)
    if chance.happens(80):
        fields["place"] = chance.pick(phrases.PLACES)
    if chance.happens(90):
        fields["municipality"] = project.town.id
    fields["organisers"] = list(dict.fromkeys([project.lead.id, chance.pick(world.partners).id]))
    if chance.happens(80):
        fields["programme"] = project.programme.id
    if chance.happens(90):
        fields["project"] = project.id
    return it.id, {**fields, **common(world, chance, "events", it.id)}


def _status(first: date, chance: Chance) -> str:
    if chance.happens(5):
        return "cancelled"
    return "held" if first < TODAY else "planned"


def _when(first: date, country: str, chance: Chance) -> Fields:
    way = chance.below(100)
    if way < 6:
        return {}
    if way < 12:
        return {"period": {"starts_on": f"{first:%Y-%m}"}}
    if way < 36:
        last = first + timedelta(days=chance.between(1, 4))
        return {"period": {"starts_on": first, "ends_on": last}}
    if way < 60:
        return {"period": {"starts_on": first, "ends_on": first}}
    hour = chance.between(9, 17)
    times: Fields = {"starts_at": f"{first} {hour:02d}:{chance.pick((0, 15, 30)):02d}"}
    if chance.happens(80):
        times["ends_at"] = f"{first} {hour + chance.between(1, 4):02d}:45"
    return {**times, "time_zone": _ZONES[country]}


def news(world: World, number: int) -> tuple[str, Fields]:
    """A news item about a project and what belongs to it."""
    chance = world.chance("news", number)
    project = chance.pick(world.projects)
    day = chance.day(date(2022, 1, 10), TODAY)
    about: Fields = {"projects": [project.id], "municipalities": [project.town.id]}
    if chance.happens(60):
        about["programmes"] = [project.programme.id]
    if chance.happens(60):
        about["organisations"] = [project.lead.id]
    if chance.happens(30):
        about["agreements"] = [chance.pick(world.agreements)[0]]
    if chance.happens(40):
        about["events"] = [chance.pick(world.events).id]
    if chance.happens(30):
        about["documents"] = [chance.pick(world.documents).id]
    fields: Fields = {
        "title": say(chance.pick(phrases.NEWS_TITLES), title=project.title),
        "summary": say(
            phrases.NEWS_SUMMARY,
            fits=project.audience.for_them,
            place=project.town.name,
            few=chance.between(5, 19),
            about=project.topic.about,
            year=day.year,
        ),
        "body": body(facts_of(project, chance), chance),
        "published_on": day,
        "about": about,
    }
    id = f"sample-news-{number + 1:04d}"
    return id, {**fields, **common(world, chance, "news", id, newest=day)}


def document(world: World, number: int) -> tuple[str, Fields]:
    """A publication: some with a file here, most with an address, some with neither."""
    it = world.documents[number]
    chance = world.chance("documents", number)
    project = it.project
    own = LANGUAGE_OF[project.town.country]
    fields: Fields = {
        "title": it.title,
        "kind": it.kind,
        "summary": say(
            phrases.DOCUMENT_SUMMARY,
            many=chance.between(20, 99),
            about=project.topic.about,
            fits=project.audience.for_them,
        ),
    }
    if it.kind == "bulletin":
        fields["series"] = say(phrases.SERIES, n=chance.between(1, 9))
        fields["number"] = f"{chance.between(1, 12)}/{project.year}"
    fields["languages"] = [own, "en"] if chance.happens(50) else [own]
    if number < MARKS:
        fields["file"] = f"files/sample-{number + 1}.txt"
    elif chance.happens(80):
        fields["url"] = f"https://{project.lead.id}.example/{number + 1}.pdf"
    day = chance.day(date(project.year, 1, 1), date(project.year, 12, 31))
    if chance.happens(90):
        fields["published_on"] = day_or_less(day, chance)
    if chance.happens(60):
        fields["programme"] = project.programme.id
    if chance.happens(90):
        fields["project"] = project.id
    fields["publishers"] = [project.lead.id]
    return it.id, {**fields, **common(world, chance, "documents", it.id)}
