"""What a rule finds in a text, and what is left out of every search: links, code, ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

# Stands for what may not be touched: one for each of its characters, so that places stay.
COVER: Final = "\ue000"
_COVERED: Final = re.compile(
    r"""
    ^(?P<fence>```+|~~~+).*?(?:^(?P=fence)|\Z)              # a block of code
    | (?P<tick>`+)(?!`).+?(?<!`)(?P=tick)(?!`)              # code in a line
    | \]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:[ ]+(?:"[^"]*"|'[^']*'))?[ ]*\)  # a destination
    | ^[ ]{0,3}\[[^\]]+\]:[^\n]*$                           # a destination, defined apart
    | <[A-Za-z/!][^<>]*>                                    # tags and addresses in brackets
    | (?:https?://|www\.|webcal:|portal:)[^\s<>"”“)]+       # bare addresses
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+                          # mail
    | (?<![\w@.-])(?:[A-Za-z0-9-]+\.)+(?:org|com|net|eu|int|info|gov|edu|example|bg|ro|cz|de|hu)
      (?:/[^\s<>"”“)]*)?(?![\w-])                           # names of hosts
    | %\(\w+\)\w | \{\w*\}                                  # placeholders
    | ^[ ]*\|?[ ]*:?-{3,}:?[ ]*(?:\|[ ]*:?-{3,}:?[ ]*)*\|?[ ]*$  # rules and tables' second lines
    """,
    re.X | re.M | re.S,
)
# Without one of these nothing above can be there.
_SIGNS: Final = re.compile(r"[`<@%{\]:]|~~~|---|www\.|\w\.\w")


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


def cover(text: str) -> str:
    """The text with links, code, addresses and placeholders covered, place by place."""
    if not _SIGNS.search(text):
        return text
    return _COVERED.sub(lambda m: COVER * len(m[0]), text)


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


def edits_of(
    pattern: re.Pattern[str], covered: str, new: Callable[[re.Match[str]], str]
) -> list[Edit]:
    """An edit for each match in a covered text."""
    return [Edit(m.start(), m.end(), new(m)) for m in pattern.finditer(covered)]
