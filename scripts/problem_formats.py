"""Problems for whoever reads them: a person, GitHub, another program."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TextIO

from portal.problems import Problem, Severity
from terminal import paint


def as_text(problems: Sequence[Problem], stream: TextIO) -> str:
    """One line each; on a terminal the place stands out, and so does the fix."""
    return "".join(f"{_painted(problem, stream)}\n" for problem in problems)


def _painted(problem: Problem, stream: TextIO) -> str:
    line = str(problem)
    place = f"{problem.path}:{problem.line}:{problem.column}:"
    if not line.startswith(place):  # what is not printable was written another way
        return line
    rest, sign, fix = line[len(place) :].rpartition(" Fix: ")
    colour = "yellow" if problem.severity is Severity.WARNING else "red"
    return paint(place, "bold", stream) + paint(rest, colour, stream) + sign + fix


def as_json(problems: Sequence[Problem], stream: TextIO) -> str:
    """A JSON array of objects with the fields of a problem."""
    return (
        json.dumps([dataclasses.asdict(p) for p in problems], ensure_ascii=False, indent=2) + "\n"
    )


def as_github(problems: Sequence[Problem], stream: TextIO) -> str:
    """Workflow commands: GitHub shows each at its line of the pull request.

    Source: GitHub's documentation, "Workflow commands for GitHub Actions".
    """
    return "".join(f"{_command(problem)}\n" for problem in problems)


def _command(problem: Problem) -> str:
    values = {
        "file": problem.path,
        "line": str(problem.line),
        "col": str(problem.column),
        "title": problem.field or "data",
    }
    properties = ",".join(f"{name}={_property(value)}" for name, value in values.items())
    message = f"expected {problem.expected}, got {problem.got}. Fix: {problem.fix}"
    return f"::{problem.severity} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: Final[Mapping[str, Callable[[Sequence[Problem], TextIO], str]]] = MappingProxyType(
    {"text": as_text, "json": as_json, "github": as_github}
)
