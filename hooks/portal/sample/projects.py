"""Sample projects and agreements: the two kinds with lists inside."""

from __future__ import annotations

from datetime import date

from portal.sample import phrases
from portal.sample import words as w
from portal.sample.body import body
from portal.sample.chance import Chance
from portal.sample.common import Fields, common, facts_of, period
from portal.sample.words import say, sentence_case
from portal.sample.world import LANGUAGE_OF, TODAY, Programme, Project, Town, World
from portal.sample.yaml_writer import Writable


def project(world: World, number: int) -> tuple[str, Fields]:
    """A project with partners, objectives, activities, target groups and its body."""
    it = world.projects[number]
    chance = world.chance("projects", number)
    starts_on = chance.day(date(it.year, 1, 1), date(it.year, 12, 28))
    fields: Fields = {"title": it.title}
    if chance.happens(25):
        fields["short_name"] = f"SAMPLE-{number + 1:04d}"
    fields["summary"] = say(
        phrases.PROJECT_SUMMARY,
        org=it.lead.name,
        along=it.audience.with_them,
        about=it.topic.about,
    )
    fields["description"] = body(facts_of(it, chance), chance)
    if chance.happens(88):
        fields["programme"] = it.programme.id
    if chance.happens(85):
        fields["period"] = period(starts_on, chance)
    if chance.happens(70):
        fields["duration_months"] = chance.between(6, 36)
    partners = _partners(world, it, chance)
    fields["partners"] = partners
    fields["municipalities"] = _municipalities(world, it, chance)
    fields["objectives"] = list(chance.several(phrases.OBJECTIVES, chance.between(1, 4)))
    fields["activities"] = _activities(chance)
    fields["target_groups"] = _target_groups(it, chance)
    if chance.happens(10):
        fields["declared_counts"] = [
            {
                "what": phrases.DECLARED,
                "declared": len(partners) + chance.between(1, 5),
                "named": len(partners),
                "note": phrases.DECLARED_NOTE,
            }
        ]
    if chance.happens(60):
        fields["website"] = f"https://project-{number + 1:04d}.example/"
    one, other = (
        say(phrases.DISPUTED_MONTHS_VALUE, few=chance.between(low, low + 6)) for low in (5, 12)
    )
    disputed = phrases.DISPUTED_MONTHS, "duration_months", (one, other)
    return it.id, {**fields, **common(world, chance, "projects", it.id, disputed)}


def _partners(world: World, it: Project, chance: Chance) -> list[Writable]:
    partners: list[Writable] = [{"organisation": it.lead.id, "role": "lead"}]
    for n in chance.several_skewed(len(world.partners), chance.below(4)):
        if world.partners[n].id != it.lead.id:
            partners.append({"organisation": world.partners[n].id, "role": "partner"})
    if chance.happens(50):
        role = "associated" if chance.happens(40) else "partner"
        partners.append({"municipality": it.town.id, "role": role})
    return partners


def _municipalities(world: World, it: Project, chance: Chance) -> list[str]:
    more = 0 if chance.happens(40) else chance.between(1, 7)
    others = (world.towns[n].id for n in chance.several_skewed(len(world.towns), more))
    return list(dict.fromkeys((it.town.id, *others)))


def _activities(chance: Chance) -> list[Writable]:
    counted, done = chance.happens(60), chance.happens(60)
    activities: list[Writable] = []
    for title in chance.several(phrases.ACTIVITIES, chance.between(2, 5)):
        entry: Fields = {"title": title}
        if counted and chance.happens(80):
            entry["planned"] = chance.between(1, 24)
            if done:
                entry["actual"] = chance.between(0, 26)
        activities.append(entry)
    return activities


def _target_groups(it: Project, chance: Chance) -> list[Writable]:
    others = [audience for audience in w.AUDIENCES if audience is not it.audience]
    groups: list[Writable] = []
    for audience in (it.audience, *chance.several(others, chance.below(3))):
        entry: Fields = {"name": sentence_case(audience.name)}
        if chance.happens(70):
            entry["planned"] = chance.between(10, 400)
            if chance.happens(60):
                entry["actual"] = chance.between(5, 450)
        groups.append(entry)
    return groups


def agreement(world: World, number: int) -> tuple[str, Fields]:
    """An agreement with commitments, obligations, groups, roles and signatures."""
    id, programme, town = world.agreements[number]
    chance = world.chance("agreements", number)
    signed = chance.day(date(2019, 2, 1), date(2026, 9, 30))
    commitments = phrases.COMMITMENTS[: chance.between(4, len(phrases.COMMITMENTS))]
    versions = [LANGUAGE_OF[town.country], "en"]
    fields: Fields = {
        "title": say(phrases.AGREEMENT_TITLE, place=town.name, name=programme.name),
        "summary": say(
            phrases.AGREEMENT_SUMMARY, year=signed.year, place=town.name, count=len(commitments)
        ),
        "programme": programme.id,
        "municipality": town.id,
        "language_versions": versions,
        "signatories": _signatories(world, programme, town, signed, versions, chance),
        "commitments": [
            {"kind": kind, "text": text, **_progress(town, signed, chance)}
            for kind, text in commitments
        ],
        "obligations": [
            {"title": title, "text": text}
            for title, text in phrases.OBLIGATIONS[: chance.between(1, 2)]
        ],
        "groups": [
            {
                "kind": kind,
                "name": name,
                "description": say(phrases.GROUP_DESCRIPTION, few=chance.between(5, 12)),
            }
            for kind, name in phrases.GROUPS[: chance.between(1, 3)]
        ],
        "role_holders": _roles(chance),
    }
    return id, {**fields, **common(world, chance, "agreements", id)}


def _signatories(
    world: World, programme: Programme, town: Town, day: date, versions: list[str], chance: Chance
) -> list[Writable]:
    both = dict.fromkeys(versions, day)
    first = {versions[0]: day} if chance.happens(20) else both
    return [
        {
            "name": say(w.PERSON, n=chance.between(1, 9999)),
            "title": phrases.HEAD,
            "organisation": chance.pick(world.funders).id,
            "place": phrases.PLACES[1],
            "signed_on": first,
        },
        {
            "name": say(w.PERSON, n=chance.between(1, 9999)),
            "title": phrases.MAYOR,
            "municipality": town.id,
            "place": town.name,
            "signed_on": both,
        },
    ]


def _progress(town: Town, signed: date, chance: Chance) -> Fields:
    status = chance.pick(
        ("unknown", "unknown", "planned", "in_progress", "partly_fulfilled", "fulfilled",
         "fulfilled", "not_fulfilled")
    )  # fmt: skip
    if not status.endswith("fulfilled") or status == "not_fulfilled":
        return {"status": status}
    evidence: Fields = {
        "url": f"https://{town.id.removeprefix('sample-')}.example/{chance.between(1, 99)}",
        "seen_on": chance.day(signed, TODAY),
    }
    if chance.happens(40):
        evidence["note"] = phrases.EVIDENCE_NOTE
    return {"status": status, "evidence": [evidence]}


def _roles(chance: Chance) -> list[Writable]:
    roles: list[Writable] = []
    for role, description in phrases.ROLES[: chance.between(2, 3)]:
        entry: Fields = {"role": role}
        if chance.happens(50):
            entry["name"] = say(w.PERSON, n=chance.between(1, 9999))
        roles.append({**entry, "description": description})
    return roles
