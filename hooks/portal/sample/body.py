"""Bodies of sample pages: Markdown of about 300 words in each language."""

from __future__ import annotations

from dataclasses import dataclass

from portal.sample import sentences
from portal.sample.chance import Chance
from portal.sample.words import LANGUAGES, TOPICS, Audience, Topic, Words, say


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """What a body speaks of. Names with their ids, for the links; years from 2019 to 2028."""

    place: Words
    place_id: str
    org: Words
    org_id: str
    programme: Words
    programme_id: str
    topic: Topic
    audience: Audience
    year: int
    url: str


def body(facts: BodyFacts, chance: Chance) -> Words:
    """A body: five paragraphs, three headings, a list, links; sometimes a table or a quotation."""
    linked = {
        "place": _link(facts.place, f"municipalities/{facts.place_id}"),
        "org": _link(facts.org, f"organisations/{facts.org_id}"),
    }
    opening = [chance.pick(sentences.OPENING), *chance.several(sentences.MORE_OPENING, 2)]
    work = _paragraph(chance.several(sentences.WORK, 4), facts, chance)
    results = _paragraph(chance.several(sentences.RESULTS, 4), facts, chance)
    outlook = [*chance.several(sentences.OUTLOOK, 3), chance.pick(sentences.FURTHER)]
    parts = [
        _paragraph(opening, facts, chance, **linked),
        _paragraph(chance.several(sentences.BACKGROUND, 4), facts, chance),
        _heading(sentences.HEADING_WORK),
        work,
        sentences.TOPICS_INTRO,
        _topics(facts.topic, chance),
        _heading(sentences.HEADING_RESULTS),
        results,
    ]
    if chance.happens(12):
        parts.append(_table(facts.year, chance))
    if chance.happens(10):
        parts.append(say(_QUOTE, text=chance.pick(sentences.QUOTES)))
    parts += [
        _heading(sentences.HEADING_OUTLOOK),
        _paragraph(outlook, facts, chance),
        sentences.SAMPLE_NOTE,
    ]
    return Words((tag, "\n\n".join(part[tag] for part in parts) + "\n") for tag in LANGUAGES)


_QUOTE = Words((tag, "> {text}") for tag in LANGUAGES)
_HEADING = Words((tag, "## {text}") for tag in LANGUAGES)


def _heading(text: Words) -> Words:
    return say(_HEADING, text=text)


def _link(name: Words, target: str) -> Words:
    return Words((tag, f"[{text}](portal:{target})") for tag, text in name.items())


def _paragraph(patterns: list[Words], facts: BodyFacts, chance: Chance, **linked: Words) -> Words:
    said = [
        say(
            pattern,
            **(linked or {"place": facts.place, "org": facts.org}),
            programme=facts.programme,
            programme_id=facts.programme_id,
            about=facts.topic.about,
            fits=facts.audience.for_them,
            along=facts.audience.with_them,
            year=facts.year,
            few=chance.between(5, 19),
            many=chance.between(20, 99),
            url=facts.url,
        )
        for pattern in patterns
    ]
    return Words((tag, " ".join(sentence[tag] for sentence in said)) for tag in LANGUAGES)


def _topics(first: Topic, chance: Chance) -> Words:
    others = [topic for topic in TOPICS if topic is not first]
    items = [
        say(
            sentences.TOPIC_ITEM,
            topic=topic.name,
            few=chance.between(5, 19),
            many=chance.between(20, 99),
        )
        for topic in (first, *chance.several(others, 2))
    ]
    return Words((tag, "\n".join(item[tag] for item in items)) for tag in LANGUAGES)


def _table(year: int, chance: Chance) -> Words:
    rows = "\n".join(
        f"| {year + n} | {chance.between(5, 40)} | {chance.between(5, 40)} |" for n in range(3)
    )
    return Words(
        (tag, f"{head}\n|---|---:|---:|\n{rows}") for tag, head in sentences.TABLE_HEAD.items()
    )
