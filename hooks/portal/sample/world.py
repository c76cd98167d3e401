"""Which sample records there are, and who relates to whom: settled before any is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.sample import phrases
from portal.sample import words as w
from portal.sample.chance import Chance
from portal.sample.words import Audience, Topic, Words, say

# The sample's own today; the clock is never asked.
TODAY: Final = date(2026, 11, 20)
MIN_RECORDS: Final = 50
COUNTRIES: Final = ("BG", "RO", "CZ")
LANGUAGE_OF: Final = {"BG": "bg", "RO": "ro", "CZ": "cs"}
# How many logos, and how many files of documents, a data set brings along.
MARKS: Final = 3
# Of a hundred records; what is few or capped leaves its rest to these.
_WEIGHTS: Final = {
    "organisations": 11, "agreements": 9, "grants": 12, "events": 12, "news": 9, "documents": 7,
}  # fmt: skip
MAX_TOWNS: Final = 500


def plan_counts(total: int) -> dict[str, int]:
    """How many records of each kind make up a total, in the order of the kinds.

    Raises: ValueError below MIN_RECORDS.
    """
    if total < MIN_RECORDS:
        raise ValueError(f"at least {MIN_RECORDS} records are needed to have some of every kind")
    counts = {
        "programmes": min(24, 2 + total // 150),
        "projects": round(total * 35 / 100),
        "municipalities": min(MAX_TOWNS, round(total * 15 / 100)),
        "sources": min(120, 3 + total // 60),
        "visibility": min(12, 1 + total // 400),
    }
    rest = total - sum(counts.values())
    taken, weight = 0, 0
    for kind, share in _WEIGHTS.items():
        weight += share
        reached = rest * weight // sum(_WEIGHTS.values())
        counts[kind], taken = reached - taken, reached
    return counts


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality that does not exist."""

    id: str
    name: Words
    country: str
    region: int


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation that does not exist."""

    id: str
    name: Words
    kind: str
    country: str


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme that does not exist."""

    id: str
    name: Words
    topic: Topic
    audience: Audience
    year: int


@dataclass(frozen=True, slots=True)
class Project:
    """A project that does not exist."""

    id: str
    title: Words
    programme: Programme
    town: Town
    lead: Organisation
    topic: Topic
    audience: Audience
    year: int


@dataclass(frozen=True, slots=True)
class Other:
    """An event, document or agreement that does not exist; `project` is what it belongs to."""

    id: str
    title: Words
    kind: str
    project: Project


@dataclass(frozen=True, slots=True)
class World:
    """All records by name, and how many there are of each kind."""

    seed: int
    counts: Mapping[str, int]
    towns: tuple[Town, ...]
    funders: tuple[Organisation, ...]
    partners: tuple[Organisation, ...]
    programmes: tuple[Programme, ...]
    projects: tuple[Project, ...]
    events: tuple[Other, ...]
    documents: tuple[Other, ...]
    agreements: tuple[tuple[str, Programme, Town], ...]
    sources: tuple[str, ...]

    def chance(self, *key: object) -> Chance:
        """The choices of one record."""
        return Chance(self.seed, *key)


def make_world(total: int, seed: int) -> World:
    """Settle all records of a data set. Raises: ValueError for too small a total."""
    counts = plan_counts(total)
    towns = tuple(_town(n, seed) for n in range(1, counts["municipalities"] + 1))
    donors = max(2, counts["organisations"] // 8)
    organisations = [_organisation(n, donors, seed) for n in range(1, counts["organisations"] + 1)]
    funders, partners = tuple(organisations[:donors]), tuple(organisations[donors:])
    programmes = tuple(_programme(n, seed) for n in range(1, counts["programmes"] + 1))
    projects = tuple(
        _project(n, seed, programmes, towns, partners) for n in range(1, counts["projects"] + 1)
    )
    return World(
        seed=seed,
        counts=counts,
        towns=towns,
        funders=funders,
        partners=partners,
        programmes=programmes,
        projects=projects,
        events=tuple(_event(n, seed, projects) for n in range(1, counts["events"] + 1)),
        documents=tuple(_document(n, seed, projects) for n in range(1, counts["documents"] + 1)),
        agreements=tuple(_agreement(n, programmes, towns) for n in range(counts["agreements"])),
        sources=tuple(
            f"sample-{w.SOURCE_KINDS[n % len(w.SOURCE_KINDS)][0]}-{n + 1:02d}"
            for n in range(counts["sources"])
        ),
    )


def slug(text: str, number: int) -> str:
    """An id from an English title and a number."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower())) + f"-{number:04d}"


def _town(number: int, seed: int) -> Town:
    chance = Chance(seed, "town", number)
    return Town(
        f"sample-town-{number:03d}",
        say(w.TOWN, n=number),
        COUNTRIES[(number * 7 // 3) % 3],
        chance.between(1, 12),
    )


def _organisation(number: int, donors: int, seed: int) -> Organisation:
    chance = Chance(seed, "organisation", number)
    # One institution of the European Union is enough: its money needs its rule.
    funders = w.FUNDERS if number <= len(w.FUNDERS) else w.FUNDERS[:2]
    kinds = funders if number <= donors else w.OTHERS
    kind, stem, name = kinds[number % len(kinds)] if number <= donors else chance.pick(kinds)
    return Organisation(
        f"sample-{stem}-{number:03d}", say(name, n=number), kind, chance.pick(COUNTRIES)
    )


def _programme(number: int, seed: int) -> Programme:
    chance = Chance(seed, "programme", number)
    topic = w.TOPICS[number % len(w.TOPICS)]
    name = say(phrases.PROGRAMME_TITLE, name=say(w.PROGRAMME, n=number), topic=topic.name)
    year = chance.between(2014, 2022)
    return Programme(f"sample-programme-{number:02d}", name, topic, chance.pick(w.AUDIENCES), year)


def _project(
    number: int,
    seed: int,
    programmes: tuple[Programme, ...],
    towns: tuple[Town, ...],
    partners: tuple[Organisation, ...],
) -> Project:
    chance = Chance(seed, "project", number)
    kind, audience = chance.pick(w.PROJECT_KINDS), chance.pick(w.AUDIENCES)
    town = towns[chance.skewed(len(towns))]
    title = say(phrases.PROJECT_TITLE, kind=kind, fits=audience.for_them, place=town.name)
    return Project(
        slug(f"{kind['en']} {audience.for_them['en']}", number),
        title,
        programmes[chance.skewed(len(programmes))],
        town,
        partners[chance.skewed(len(partners))],
        chance.pick(w.TOPICS),
        audience,
        chance.between(2019, 2027),
    )


def _event(number: int, seed: int, projects: tuple[Project, ...]) -> Other:
    chance = Chance(seed, "event", number)
    project = chance.pick(projects)
    kind, name = chance.pick(w.EVENT_KINDS)
    title = say(phrases.EVENT_TITLE, kind=name, about=project.topic.about)
    return Other(slug(title["en"], number), title, kind, project)


def _document(number: int, seed: int, projects: tuple[Project, ...]) -> Other:
    chance = Chance(seed, "document", number)
    project = chance.pick(projects)
    kind, name = chance.pick(w.DOCUMENT_KINDS)
    title = say(phrases.DOCUMENT_TITLE, kind=name, number=number, topic=project.topic.name)
    return Other(slug(f"{name['en']} {project.topic.name['en']}", number), title, kind, project)


def _agreement(
    index: int, programmes: tuple[Programme, ...], towns: tuple[Town, ...]
) -> tuple[str, Programme, Town]:
    # Each municipality joins a programme once: the second round shifts the programmes by one.
    town = towns[index % len(towns)]
    programme = programmes[(index + index // len(towns)) % len(programmes)]
    return f"{programme.id}-{town.id}", programme, town
