"""Issue forms: what somebody wrote into one becomes the YAML of a record.

GitHub puts each answer under a heading with the question's label; questions without an answer
hold "_No response_". Source: GitHub's documentation, "Syntax for issue forms".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from portal.editing.new_ids import id_of_title
from portal.editing.record_template import scalar

Answers: TypeAlias = dict[str, str]
# Greedy, and the spaces at the end are cut off later: each sign is looked at a few times.
_HEADING: Final = re.compile(r"^### (.*\S.*)$", re.M)
_NO_ANSWER: Final = ("", "_No response_", "None")
_IN_LANGUAGE: Final = re.compile(r"(.+) \(([a-z]{2,3}(?:-[A-Z]{2})?)\)")
_TIME: Final = re.compile(r"\d\d?:\d\d")
# Label without its language → field; a trailing "[]" makes a list of it.
_FIELDS: Final = MappingProxyType(
    {
        "Title": "title",
        "Kind": "kind",
        "Status": "status",
        "Starts": "starts",
        "Ends": "ends",
        "Time zone": "time_zone",
        "Place": "place",
        "Municipality": "municipality",
        "Programme": "programme",
        "Project": "project",
        "Summary": "summary",
        "Text": "body",
        "Sources": "sources[]",
        "Published on": "published_on",
        "About projects": "about.projects[]",
        "About municipalities": "about.municipalities[]",
        "About programmes": "about.programmes[]",
        "Publisher": "publisher",
        "Language": "language",
        "Address": "url",
        "Seen on": "seen_on",
    }
)
# Which form an issue came from, by a question that only that form asks.
_KIND_BY_LABEL: Final = MappingProxyType(
    {"Status": "events", "Published on": "news", "Seen on": "sources"}
)


@dataclass(frozen=True, slots=True)
class FormRecord:
    """What a form makes: a kind, a proposed id (of the first title given), and the file."""

    kind: str
    record_id: str
    text: str


class FormError(ValueError):
    """The text is no answer to one of our forms; the message says why."""


def read_form(body: str, today: date) -> FormRecord:
    """The record that an issue's text describes; whether it is right, the loader says.

    Raises: FormError for a text without the headings of a form.
    """
    answers = _answers(body)
    kinds = [kind for label, kind in _KIND_BY_LABEL.items() if label in answers]
    if len(kinds) != 1:
        raise FormError('the text has not the headings of one of the forms ("### Title (en)" …)')
    values = _values(answers)
    values["updated_on"] = today.isoformat()
    title = next(iter(values.get("title", {}).values()), "")
    return FormRecord(kinds[0], id_of_title(title), render_record(values))


def _answers(body: str) -> Answers:
    """The answers by their questions; a heading that asks nothing is part of the answer."""
    text = body.replace("\r\n", "\n")
    asked = [match for match in _HEADING.finditer(text) if _field_of(match[1].rstrip())[0]]
    ends = [*(match.start() for match in asked[1:]), len(text)]
    return {
        match[1].rstrip(): text[match.end() : end].strip()
        for match, end in zip(asked, ends, strict=False)
    }


def _field_of(label: str) -> tuple[str, str]:
    """The field that a question is about, and its language: ("title", "en"); "" for none."""
    match = _IN_LANGUAGE.fullmatch(label)
    name, tag = (match[1], match[2]) if match else (label, "")
    return _FIELDS.get(name, ""), tag


def _values(answers: Answers) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for label, answer in answers.items():
        field, tag = _field_of(label)
        if answer in _NO_ANSWER:
            continue
        target = values
        *parents, last = field.removesuffix("[]").split(".")
        for parent in parents:
            target = target.setdefault(parent, {})
        if tag:
            target.setdefault(last, {})[tag] = answer
        elif field.endswith("[]"):
            target[last] = [item for item in re.split(r"[\s,;]+", answer) if item]
        else:
            target[last] = answer
    return _with_times(values)


def _with_times(values: dict[str, Any]) -> dict[str, Any]:
    """Starts and ends are clock times if one of them has a time, else a span of dates."""
    starts, ends = values.pop("starts", None), values.pop("ends", None)
    if any(_TIME.search(value) for value in (starts or "", ends or "")):
        names, target = ("starts_at", "ends_at"), values
    else:
        names, target = ("starts_on", "ends_on"), {}
    for name, value in zip(names, (starts, ends), strict=True):
        if value:
            target[name] = value
    if target is not values and target:
        values["period"] = target
    return values


def render_record(values: Mapping[str, Any]) -> str:
    """Fields as a YAML file: mappings and lists as blocks, long texts after a `|`."""
    return "\n".join(_lines(values, 0)) + "\n"


def _lines(values: Mapping[str, Any], indent: int) -> Iterator[str]:
    space = " " * indent
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield f"{space}{name}:"
            yield from _lines(value, indent + 2)
        elif isinstance(value, list):
            yield f"{space}{name}:"
            for item in value:
                yield f"{space}  - {scalar(item)}"
        elif "\n" in value.strip():
            yield f"{space}{name}: |2"
            for line in value.strip().split("\n"):
                yield f"{space}  {line}".rstrip()
        else:
            yield f"{space}{name}: {scalar(value)}"
