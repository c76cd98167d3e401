"""What a rule finds in a text, and what is left out of every search: links, code, ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from portal.page_examples import code_spans

# Stands for what may not be touched: one for each of its characters, so that places stay.
COVER: Final = "\ue000"
_HOSTS: Final = "org|com|net|eu|int|info|gov|edu|example|bg|ro|cz|de|hu"
_ANY_SIGN: Final = re.compile(rf"[`<@{{~\]]|%\(|://|---|www\.|:[a-z]|\.(?:{_HOSTS})\b")
_DESTINATION: Final = r"(?:<[^<>\n]*>|[^()\s<]*(?:\((?:[^()\s]|\([^()\s]*\))*\)[^()\s]*)*)"
# In quotes or parentheses, on several lines, but not across an empty one.
_TITLE: Final = (
    r"""(?:"(?:[^"\\\n]|\\.|\n(?!\s*\n))*"|'(?:[^'\\\n]|\\.|\n(?!\s*\n))*'|\([^()\n]*\))"""
)
# Blocks of code.
_FENCED: Final = re.compile(r"^(```+|~~~+).*?(?:^\1|\Z)", re.M | re.S)
# What a text must have in it, and what is covered then. One expression each: a text has few
# of the signs, and an expression that begins with its sign is found ten times as fast.
_COVERED: Final = tuple(
    (re.compile(sign), re.compile(pattern, re.M | re.S))
    for sign, pattern in (
        # Destinations of links, with their titles; then those defined apart, of which the address
        # and the title may stand in lines of their own.
        (r"\]\(", rf"\]\(\s*+{_DESTINATION}(?:\s++{_TITLE})?\s*\)"),
        (
            r"\]:",
            rf"^[ >]*\[[^\]\n]+\]:(?:[ ]*\n[ >]*(?=\S))?[^\n]*$(?:\n[ >]*{_TITLE}[ ]*$)?",
        ),
        # Tags, and addresses in brackets.
        ("<", r"<[A-Za-z/!][^<>]*>"),
        ("://|www\\.|:[a-z]", r"(?:https?://|www\.|webcal:|portal:)[^\s<>\"”“)]+"),
        ("@", r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+"),
        (
            rf"\.(?:{_HOSTS})\b",
            rf"(?<![\w@.-])(?:[A-Za-z0-9-]+\.)+(?:{_HOSTS})(?:/[^\s<>\"”“)]*)?(?![\w-])",
        ),
        # Placeholders.
        (r"%\(|\{", r"%\(\w+\)\w|\{\w*\}"),
        # Rules, and the second lines of tables.
        ("---", r"^[ ]*+(?:\|[ ]*+)?:?-{3,}+:?[ ]*+(?:\|[ ]*+:?-{3,}+:?[ ]*+)*+(?:\|[ ]*+)?$"),
    )
)


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of a text, from `start` to before `end`, and what belongs there."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One sort of mistake in a text: where it is first, what is expected, what stands there.

    `rule` is the word that silences it; `edits` mend all places, and are empty where only a
    person can.
    """

    rule: str
    at: int
    expected: str
    got: str
    fix: str
    edits: tuple[Edit, ...] = ()


@lru_cache(maxsize=64)  # the rules ask one after another for the languages of one text
def cover(text: str) -> str:
    """The text with links, code, addresses and placeholders covered, place by place."""
    if not _ANY_SIGN.search(text):
        return text
    if "```" in text or "~~~" in text:
        text = _FENCED.sub(_covered, text)
    for start, end in code_spans(text) if "`" in text else ():
        text = text[:start] + COVER * (end - start) + text[end:]
    for sign, pattern in _COVERED:
        if sign.search(text):
            text = pattern.sub(_covered, text)
    return text


def _covered(match: re.Match[str]) -> str:
    return COVER * len(match[0])


def is_plain(language: str, tags: Iterable[str]) -> bool:
    """Whether a language, without its script and region, is one of those."""
    return language.split("-")[0] in tags


def around(text: str, start: int, end: int, width: int = 18) -> str:
    """A stretch with a few words around it, for "got"."""
    left, right = max(0, start - width), min(len(text), end + width)
    shown = " ".join(text[left:right].split(" "))
    return f"{'…' if left else ''}{shown}{'…' if right < len(text) else ''}"


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """The text with the edits made; of two that overlap the first one counts."""
    for edit in reversed(without_overlaps(edits)):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


def without_overlaps(edits: Iterable[Edit]) -> list[Edit]:
    """Edits in their order, each beginning after the end of the one before."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept
