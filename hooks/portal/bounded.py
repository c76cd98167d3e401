"""Work on bytes from outside, in a process of its own that may die without harm.

A script reads requests from its standard input, one JSON document a line, and answers
each in turn: a line of JSON whose `lengths` are those of the byte strings behind it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_SLACK_SECONDS: Final = 10
_START: Final = Path(__file__).with_name("bounded_start.py")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a process may use: bytes of memory, and seconds of processor time."""

    memory: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: what it says, and the bytes that belong to it."""

    says: Mapping[str, Any]
    parts: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answers in the order of the requests; fewer than those where the process ended early.

    `trouble` says why it did; empty where it did not.
    """

    answers: tuple[Answer, ...]
    trouble: str = ""


def run_bounded(script: Path, requests: Sequence[Mapping[str, Any]], limits: Limits) -> Outcome:
    """Run a script on requests, within limits that it need not know of.

    Raises: OSError where no process can be started.
    """
    # In ASCII: a path may hold what is no UTF-8.
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    # -I: neither the environment nor the working directory has a say in what is imported.
    bounds = (str(limits.memory), str(limits.seconds))
    command = [sys.executable, "-I", str(_START), *bounds, str(script)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    trouble = ""
    try:
        out, errors = process.communicate(lines.encode(), limits.seconds + _SLACK_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        out, errors = process.communicate()
        trouble = f"it took longer than {limits.seconds} s"
    if process.returncode and not trouble:
        last = errors.decode("utf-8", "replace").strip()[-500:]
        trouble = f"it ended with code {process.returncode}: {last}"
    return Outcome(tuple(_answers(out)), trouble)


def _answers(out: bytes) -> Iterator[Answer]:
    """All whole answers; a broken one at the end is none."""
    at = 0
    while (end := out.find(b"\n", at)) >= 0:
        says = json.loads(out[at:end])
        at = end + 1
        parts = []
        for length in says.pop("lengths"):
            parts.append(out[at : at + length])
            at += length
        if at > len(out):
            return
        yield Answer(says, tuple(parts))
