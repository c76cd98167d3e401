"""Typography: the quotes, spaces and dashes that a language wants, each with its fix.

Sources: the CLDR's quotation marks (delimiters); Internetová jazyková příručka, "Zalomení
řádků a nevhodné výrazy na jejich konci" (spaces in Czech); BDS and DOOM for „“ and „”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from portal.text_checks.findings import COVER, Edit, Finding, around, cover

RULE: Final = "typography"
NBSP: Final = "\N{NO-BREAK SPACE}"
QUOTES: Final = MappingProxyType(
    {"en": "“”", "bg": "„“", "cs": "„“", "sk": "„“", "de": "„“", "ro": "„”", "hu": "„”", "pl": "„”"}
)
_ONE_LETTER_WORDS: Final = MappingProxyType(
    {"cs": "kKsSvVzZoOuUaAiI", "sk": "kKsSvVzZoOuUaAiI", "pl": "wWzZiIoOuUaA"}
)
_UNITS: Final = r"%|‰|°C|km²|km|m²|ha|kg|kB|MB|GB|€|EUR|BGN|RON|CZK|HUF|USD|GBP|NOK|лв\.|Kč|lei|Ft"
_QUOTE: Final = re.compile('["“”„‟\n]')
_ANY_QUOTE: Final = re.compile('["“”„‟]')
_OPENS_AFTER: Final = frozenset(" \n\t\u00a0([{–—/-„“‚‘«…")
_MARKUP: Final = "*_~"


@dataclass(frozen=True, slots=True)
class _Rule:
    """What is expected, and where it is not: `sign` is quickly looked for in every text."""

    expected: str
    sign: re.Pattern[str]
    pattern: re.Pattern[str]
    new: str


def _rule(expected: str, sign: str, pattern: str, new: str) -> _Rule:
    return _Rule(expected, re.compile(sign), re.compile(pattern), new)


_ANY_LANGUAGE: Final = (
    _rule("the typographic apostrophe (’)", "'", r"(?<=[^\W\d_])'(?=[^\W\d_])", "’"),
    _rule("an ellipsis (…)", r"\.\.\.", r"(?<!\.)\.\.\.(?!\.)", "…"),
    _rule("a dash (–) between words", " --? ", r"(?<=[^\s|]) -{1,2} (?=[^\s|-])", " – "),
    _rule(
        "a dash (–) between years",
        r"\d\d-\d\d",
        r"(?<![\w-])((?:19|20)\d\d)-((?:19|20)\d\d)(?![\w-])",
        r"\1–\2",
    ),
    _rule(
        "a non-breaking space between a number and its unit",
        r"\d [%‰°€A-Zkmhlл]",
        rf"(?<=\d) (?=(?:{_UNITS})(?!\w))",
        NBSP,
    ),
    # Not in a row of a table, which may be set out in columns.
    _rule("one space", "  ", r"(?<=[^\s|])[ ]{2,}(?=[^\s|])", " "),
)


@cache
def _rules(language: str) -> tuple[_Rule, ...]:
    tag = language.split("-")[0]
    letters = _ONE_LETTER_WORDS.get(tag)
    own = []
    if letters is not None:
        expected = f"a non-breaking space after {' '.join(sorted(set(letters.lower())))}"
        pattern = rf"(?<![\w’'.{COVER}-])([{letters}]) (?=[^\s|–-])"
        own.append(_rule(expected, rf"[{letters}] ", pattern, rf"\1{NBSP}"))
    if tag == "bg":
        own.append(
            _rule("a non-breaking space before г. and ч.", r"\d [гч]\.",
                  r"(?<=\d) (?=[гч]\.)", NBSP)
        )  # fmt: skip
    return (*_ANY_LANGUAGE, *own)


def check_typography(text: str, language: str) -> Iterator[Finding]:
    """A finding for each sort of mistake, with the edits that mend it. Idempotent."""
    for rule in _rules(language):
        if rule.sign.search(text) and (edits := _edits(rule, cover(text))):
            yield _finding(text, rule.expected, edits)
    marks = QUOTES.get(language.split("-")[0])
    if marks and _ANY_QUOTE.search(text) and (edits := _quote_edits(cover(text), marks)):
        yield _finding(
            text, f"quotation marks as {language} has them ({marks[0]}…{marks[1]})", edits
        )


def _edits(rule: _Rule, covered: str) -> list[Edit]:
    found = rule.pattern.finditer(covered)
    return [Edit(m.start(), m.end(), m.expand(rule.new)) for m in found]


def _finding(text: str, expected: str, edits: list[Edit]) -> Finding:
    first = edits[0]
    more = f", and {len(edits) - 1} more in this text" if len(edits) > 1 else ""
    shown = around(text, first.start, first.end).replace(NBSP, " ")
    mended = around(
        text[: first.start] + first.new + text[first.end :],
        first.start,
        first.start + len(first.new),
    )
    return Finding(RULE, first.start, expected, shown, f'write "{mended}"{more}', tuple(edits))


def _quote_edits(covered: str, marks: str) -> list[Edit]:
    """Where a quotation opens or closes with the sign of another language, or a straight one.

    What opens and what closes is seen by the spaces around it. Of quotations inside others
    nothing is said: they have signs of their own.
    """
    edits = []
    depth = 0
    for match in _QUOTE.finditer(covered):
        at, char = match.start(), match[0]
        if char == "\n":
            depth = 0 if covered[at + 1 : at + 2] == "\n" else depth
            continue
        before, after = _neighbours(covered, at)
        if before in _OPENS_AFTER and not after.isspace():
            depth += 1
            if depth == 1 and char != marks[0]:
                edits.append(Edit(at, at + 1, marks[0]))
        elif depth and not before.isspace():
            if depth == 1 and char != marks[1]:
                edits.append(Edit(at, at + 1, marks[1]))
            depth -= 1
    return edits


def _neighbours(text: str, at: int) -> tuple[str, str]:
    left, right = at - 1, at + 1
    while left >= 0 and text[left] in _MARKUP:
        left -= 1
    while right < len(text) and text[right] in _MARKUP:
        right += 1
    return text[left] if left >= 0 else " ", text[right] if right < len(text) else " "
