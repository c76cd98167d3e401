"""What a validation error means to an editor: expected, got, fix."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from pydantic_core import ErrorDetails

from portal.fields import is_id
from portal.problems import nearest, quote_got

# No field has a name of two letters.
_LANGUAGE: Final = re.compile("[a-z]{2}")
_BETWEEN: Final = re.compile(r"[,;]|\s(?:и|and|și|şi|a|i|&)\s")
_NUMBERED: Final = re.compile(r"(?:^|\s)[0-9]{1,2}[.)]\s")
_BULLET: Final = re.compile("[-–—−•·‣▪●*]")


@dataclass(frozen=True, slots=True)
class Explanation:
    """The words of a problem; `at_key` where the key itself has to be mended."""

    expected: str
    got: str
    fix: str
    at_key: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the words depend on beside the error itself.

    `key` is the field's name, `siblings` the names that may stand beside it, `parts`
    those that may stand below it; `home` is the one field beside it below which its name has a
    place, if there is one; `blank` and `comment` as in `Place`.
    """

    key: str
    siblings: tuple[str, ...]
    parts: tuple[str, ...]
    home: str = ""
    blank: bool = False
    comment: bool = False


def explain(detail: ErrorDetails, around: Surroundings) -> Explanation:
    """Put a pydantic error into an editor's words."""
    context: dict[str, Any] = detail.get("ctx") or {}
    given = detail.get("input")
    got = quote_got(given)
    match detail["type"]:
        case "field":
            return _explain_field(context, around)
        case "missing":
            return _explain_missing(around)
        case "extra_forbidden":
            return Explanation("a known field", quote_got(around.key), _name_meant(around),
                               at_key=True)  # fmt: skip
        case "enum":
            choices = _choices(context["expected"])
            close = nearest(given, choices) if isinstance(given, str) else None
            fix = f'did you mean "{close}"?' if close else "use one of these words as it stands"
            return Explanation(f"one of {', '.join(choices)}", got, fix)
        case "tuple_type":
            fix = (
                'put "- " before the first line of each item'
                if isinstance(given, dict)
                else f"write it below the field, as a list: {_as_items(given)}"
            )
            return Explanation('a list (lines that begin with "- ")', got, fix)
        case "model_type" | "dict_type":
            below = f": {', '.join(around.parts)}" if around.parts else ""
            fix = f"write its parts below the field, indented{below}"
            return Explanation('a mapping ("key: value" lines)', got, fix)
        case "too_short":
            least, there = context["min_length"], context["actual_length"]
            return Explanation(
                f"at least {least} {'item' if least == 1 else 'items'}",
                "an empty list" if not there else f"{there}",
                'add an item: a line that begins with "- "',
            )
        case "greater_than_equal" | "less_than_equal":
            word, bound = ("least", context["ge"]) if "ge" in context else ("most", context["le"])
            return Explanation(f"a number of at {word} {bound}", got, "change the number")
        case _:
            message = detail["msg"][:1].lower() + detail["msg"][1:]
            return Explanation(message, got, "correct the value")


def _name_meant(around: Surroundings) -> str:
    if around.home:
        return f'write it below "{around.home}:", indented'
    if _LANGUAGE.fullmatch(around.key):
        return "put two spaces before it, as before the other languages of the field above"
    close = nearest(around.key, around.siblings)
    return f'did you mean "{close}"?' if close else f"use one of: {', '.join(around.siblings)}"


def _explain_field(context: dict[str, Any], around: Surroundings) -> Explanation:
    fix = _COMMENT_FIX if around.comment else context["fix"]
    return Explanation(context["expected"], context["got"], fix, context["at_key"])


def _explain_missing(around: Surroundings) -> Explanation:
    key = around.key
    if around.comment:
        return Explanation(f'a value after "{key}:"', "a comment", _COMMENT_FIX)
    if around.blank:
        return Explanation(
            f'a value after "{key}:"', "nothing", "write it there, or below, indented"
        )
    return Explanation(f'the field "{key}"', "nothing", f'add a line "{key}: …"')


def _as_items(given: object) -> str:
    """The items that a text was meant as: `– ruse – byala` (other dashes), `ruse, byala`."""
    text = given if isinstance(given, str) else ""
    if sign := _BULLET.match(text):
        items = re.split(rf"(?:^|\s){re.escape(sign[0])}", text)
    elif _NUMBERED.match(text):
        items = _NUMBERED.split(text)
    else:
        items = [text] if "://" in text else _BETWEEN.split(text.strip("()"))
        words = text.split()
        if len(items) == 1 and all(map(is_id, words)):
            items = words
    items = [item.strip() for item in items if item.strip()]
    if not items or len(items) > 10 or any(len(item) >= 40 for item in items):
        items = ["…"]
    return ", ".join(f'"- {item}"' for item in items)


_COMMENT_FIX = 'put the value in quotes, for what follows a space and "#" is a comment'


def _choices(expected: str) -> list[str]:
    # "'a', 'b' or 'c'"
    return [choice.strip("' ") for choice in expected.replace(" or ", ", ").split(",")]
