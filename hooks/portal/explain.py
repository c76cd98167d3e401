"""What a validation error means to an editor: expected, got, fix."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic_core import ErrorDetails

from portal.problems import nearest, quote_got


@dataclass(frozen=True, slots=True)
class Explanation:
    """The words of a problem; `at_key` where the key itself has to be mended."""

    expected: str
    got: str
    fix: str
    at_key: bool = False


def explain(detail: ErrorDetails, key: str, known: list[str]) -> Explanation:
    """Put a pydantic error into an editor's words.

    `key` is the field's name, `known` the names that its mapping may have.
    """
    context = detail.get("ctx") or {}
    got = quote_got(detail.get("input"))
    match detail["type"]:
        case "field":
            return Explanation(
                context["expected"], context["got"], context["fix"], context["at_key"]
            )
        case "extra_forbidden":
            match_ = nearest(key, known)
            return Explanation(
                "a known field",
                quote_got(key),
                f'did you mean "{match_}"?' if match_ else f"use one of: {', '.join(known)}",
                at_key=True,
            )
        case "missing":
            return Explanation(f'the field "{key}"', "nothing", f'add a line "{key}: …"')
        case "enum":
            choices = [c.strip("' ") for c in context["expected"].replace(" or ", ", ").split(",")]
            value = detail.get("input")
            close = nearest(value, choices) if isinstance(value, str) else None
            return Explanation(
                f"one of {', '.join(choices)}",
                got,
                f'did you mean "{close}"?' if close else "use one of these words as it stands",
            )
        case "tuple_type":
            return Explanation(
                'a list (lines that begin with "- ")',
                got,
                f'write it below the field, as a list: "- {_plain(detail)}"',
            )
        case "model_type" | "dict_type" | "model_attributes_type":
            return Explanation(
                'a mapping ("key: value" lines)', got, "write the parts below the field, indented"
            )
        case "too_short":
            least = context.get("min_length", 1)
            return Explanation(
                f"at least {least} {'item' if least == 1 else 'items'}",
                "an empty list"
                if not context.get("actual_length")
                else str(context["actual_length"]),
                'add an item: a line that begins with "- "',
            )
        case "greater_than_equal" | "less_than_equal":
            bound = context.get("ge", context.get("le"))
            word = "least" if "ge" in context else "most"
            return Explanation(f"a number of at {word} {bound}", got, "change the number")
        case _:
            return Explanation(
                detail["msg"][:1].lower() + detail["msg"][1:], got, "correct the value"
            )


def _plain(detail: ErrorDetails) -> str:
    value = detail.get("input")
    return value if isinstance(value, str) and len(value) < 40 else "…"
