"""Problems: what is wrong in the data, where, and how to mend it.

A problem is a value, never an exception: the loader collects them all, so that
an editor sees the whole list after one run instead of one mistake per run.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem matters: an error stops the build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend in one place.

    `line` and `column` count from 1; `field` is the dotted path inside the file
    (`funding.amount`, `partners[2].role`) or empty where the whole file is meant.
    """

    path: str
    line: int
    column: int
    field: str
    expected: str
    got: str
    fix: str
    severity: Severity = field(default=Severity.ERROR, compare=False)

    def __str__(self) -> str:
        """The one line that editors see."""
        place = f"{self.path}:{self.line}:{self.column}: "
        kind = "warning: " if self.severity is Severity.WARNING else ""
        name = f"{self.field}: " if self.field else ""
        return f"{place}{kind}{name}expected {self.expected}, got {self.got}. Fix: {self.fix}"


def sort_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems by path, line, column and field, each once."""
    return tuple(sorted(set(problems)))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of the problems must stop a build."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def render_summary(problems: tuple[Problem, ...]) -> str:
    """The closing line under a list of problems, such as "2 errors in 1 file.\""""
    parts = []
    for severity in Severity:
        count = sum(problem.severity is severity for problem in problems)
        if count:
            parts.append(f"{count} {severity}{'' if count == 1 else 's'}")
    files = len({problem.path for problem in problems})
    return f"{' and '.join(parts)} in {files} file{'' if files == 1 else 's'}."


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was most likely meant, or None where nothing is close."""
    candidates = list(known)
    matches = difflib.get_close_matches(word, candidates, n=1, cutoff=0.6)
    if not matches:
        matches = difflib.get_close_matches(
            word.casefold(), [candidate.casefold() for candidate in candidates], n=1, cutoff=0.6
        )
        matches = [c for c in candidates if matches and c.casefold() == matches[0]]
    return matches[0] if matches else None


def quote_got(value: object, limit: int = 60) -> str:
    """A value as it is shown after "got": quoted, on one line, cut at `limit` characters."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping (key: value lines)"
    if isinstance(value, (list, tuple)):
        return "a list"
    text = " ".join(str(value).split())
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text) + '"'
