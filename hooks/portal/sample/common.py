"""What sample records of all kinds have: sources, dates, links, disputes, notes, former ids."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypeAlias

from portal.sample import phrases
from portal.sample.body import BodyFacts
from portal.sample.chance import Chance
from portal.sample.words import Words, say
from portal.sample.world import TODAY, Project, World
from portal.sample.yaml_writer import Writable

Fields: TypeAlias = dict[str, Writable]
# (the title, the field, the two values) of a fact on which two sources differ
Disputable: TypeAlias = tuple[Words, str, tuple[Words, Words]]


def common(
    world: World,
    chance: Chance,
    kind: str,
    id: str,
    disputable: Disputable | None = None,
    newest: date = date(2026, 1, 5),
) -> Fields:
    """The fields that every record may have; `newest` is the earliest day of the last change."""
    named = chance.several_skewed(len(world.sources), 2 if chance.happens(40) else 1)
    sources = [world.sources[n] for n in named]
    fields: Fields = {"sources": sources, "updated_on": chance.day(newest, TODAY)}
    if chance.happens(25):
        fields["links"] = [{"title": phrases.LINK, "url": f"https://pictures.example/{id}"}]
    if chance.happens(12):
        fields["notes"] = chance.pick(phrases.NOTES)
    if disputable is not None and chance.happens(5):
        fields["disputed"] = [_dispute(world, chance, *disputable)]
    if chance.happens(2):
        fields["former_ids"] = [f"{id}-draft"]
    return fields


def _dispute(
    world: World, chance: Chance, title: Words, field: str, values: tuple[Words, Words]
) -> Fields:
    said: list[Fields] = []
    for value, source in zip(values, chance.several(world.sources, 2), strict=True):
        entry: Fields = {"value": value, "source": source}
        if chance.happens(50):
            entry["where"] = say(phrases.DISPUTED_WHERE, few=chance.between(5, 19))
        said.append(entry)
    fields: Fields = {"field": field, "title": title, "values": said}
    if chance.happens(50):
        fields["note"] = phrases.DISPUTED_NOTE
    return fields


def day_or_less(day: date, chance: Chance) -> date | str | int:
    """Mostly a full day; sometimes only the month or the year is known."""
    way = chance.below(10)
    return day if way < 7 else f"{day:%Y-%m}" if way < 9 else day.year


def period(first: date, chance: Chance) -> Fields:
    """From a day on, for some months; a few periods have no end."""
    if chance.happens(6):
        return {"starts_on": first}
    last = first + timedelta(days=chance.between(180, 1100))
    if chance.happens(25):
        return {"starts_on": f"{first:%Y-%m}", "ends_on": f"{last:%Y-%m}"}
    return {"starts_on": first, "ends_on": last}


def facts_of(project: Project, chance: Chance) -> BodyFacts:
    """What a body about a project, or about what belongs to one, speaks of."""
    return BodyFacts(
        project.town.name, project.town.id, project.lead.name, project.lead.id,
        project.programme.name, project.programme.id, project.topic, project.audience,
        project.year, f"https://{project.lead.id}.example/{chance.between(1, 99)}",
    )  # fmt: skip
