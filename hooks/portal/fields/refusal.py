"""How a field refuses a value: in words for editors."""

from __future__ import annotations

from typing import Final

from pydantic_core import PydanticCustomError

from portal.problems import quote_got


def FieldError(  # noqa: N802 - reads as the exception that it makes
    expected: str,
    value: object,
    fix: str,
    *,
    got: str = "",
    at: tuple[str | int, ...] = (),
    at_key: bool = False,
    needs: tuple[str, ...] = (),
) -> PydanticCustomError:
    """What was expected, what stands there, and the fix; pydantic adds the place.

    `got` says in words what stands there, where showing the value would not. `at` leads
    from the place that pydantic knows to the one that is meant (".." is one step back), for
    rules about several fields; `needs` names the fields whose absence is refused; `at_key`
    says that the key, not its value, has to be mended.
    """
    context = {
        "expected": expected,
        "got": got or quote_got(value),
        "fix": fix,
        "at": at,
        "at_key": at_key,
        "needs": needs,
    }
    return PydanticCustomError("field", "expected {expected}, got {got}", context)


def said_by(error: PydanticCustomError) -> tuple[str, str, str]:
    """What a field's refusal says: expected, got, fix."""
    context = error.context or {}
    return context["expected"], context["got"], context["fix"]


# What the template of a new record holds where something has to be written.
TODO: Final = "TODO"
# The same where nothing has to be: shown as a comment, and taken in by who deletes its sign.
ANYTHING: Final = "…"
_LEFT_OVER: Final = frozenset({TODO, ANYTHING, "..."})


def text_of(value: object, expected: str, fix: str) -> str:
    """The text without the spaces around it. Raises: FieldError for what is no text, or empty."""
    if not isinstance(value, str):
        if isinstance(value, (list, dict)):
            fix = f"{fix}; without dash or brackets, or in quotes where they belong to it"
        raise FieldError(expected, value, fix)
    text = value.strip()
    if not text:
        raise FieldError(expected, None, fix)
    if text in _LEFT_OVER:
        raise FieldError(expected, value, fix)
    return text


def each_once(values: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a list that holds a value twice, at the second one."""
    if len(set(values)) == len(values):
        return values
    index = next(i for i, value in enumerate(values) if value in values[:i])
    raise FieldError("each once", values[index], "delete this item: it is there already",
                     at=(index,))  # fmt: skip
