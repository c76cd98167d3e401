"""Typography: the quotes, spaces and dashes that a language wants, each with its fix.

Sources: the CLDR's quotation marks (delimiters); Internetová jazyková příručka, "Zalomení
řádků a nevhodné výrazy na jejich konci" (spaces in Czech); BDS and DOOM for „“ and „”.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from types import MappingProxyType
from typing import Final

from portal.text_checks.findings import COVER, Edit, Finding, around, cover, edits_of, is_plain

RULE: Final = "typography"
NBSP: Final = "\N{NO-BREAK SPACE}"
QUOTES: Final = MappingProxyType(
    {"en": "“”", "bg": "„“", "cs": "„“", "sk": "„“", "de": "„“", "ro": "„”", "hu": "„”", "pl": "„”"}
)
_ONE_LETTER_WORDS: Final = MappingProxyType(
    {"cs": "kKsSvVzZoOuUaAiI", "sk": "kKsSvVzZoOuUaAiI", "pl": "wWzZiIoOuUaA"}
)
_UNITS: Final = r"%|‰|°C|km²|km|m²|ha|kg|kB|MB|GB|€|EUR|BGN|RON|CZK|HUF|USD|GBP|NOK|лв\.|Kč|lei|Ft"
_QUOTE: Final = re.compile("[\"“”„‟\n]")
_OPENS_AFTER: Final = frozenset(" \n\t\u00a0([{–—/-„“‚‘«…")
_MARKUP: Final = "*_~"

_Rule = tuple[str, re.Pattern[str], Callable[[re.Match[str]], str]]


def _is(new: str) -> Callable[[re.Match[str]], str]:
    return lambda match: new


_ANY_LANGUAGE: Final[tuple[_Rule, ...]] = (
    ("the typographic apostrophe (’)", re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])"), _is("’")),
    ("an ellipsis (…)", re.compile(r"(?<!\.)\.\.\.(?!\.)"), _is("…")),
    ("a dash (–) between words", re.compile(r"(?<=[^\s|]) -{1,2} (?=[^\s|-])"), _is(" – ")),
    (
        "a dash (–) between years",
        re.compile(r"(?<![\w-])((?:19|20)\d\d)-((?:19|20)\d\d)(?![\w-])"),
        lambda match: f"{match[1]}–{match[2]}",
    ),
    (
        "a non-breaking space between a number and its unit",
        re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?!\w))"),
        _is(NBSP),
    ),
)
_DOUBLE_SPACE: Final[_Rule] = (
    "one space",
    # Not in a row of a table, which may be set out in columns.
    re.compile(r"(?<=[^\s|])[ ]{2,}(?=[^\s|])"),
    _is(" "),
)


@cache
def _rules(language: str) -> tuple[_Rule, ...]:
    letters = _ONE_LETTER_WORDS.get(language.split("-")[0])
    if letters is None:
        return (*_ANY_LANGUAGE, _DOUBLE_SPACE)
    held: _Rule = (
        f"a non-breaking space after {' '.join(sorted(set(letters.lower())))}",
        re.compile(rf"(?<![\w’'.{COVER}-])([{letters}]) (?=[^\s|–-])"),
        lambda match: match[1] + NBSP,
    )
    return (*_ANY_LANGUAGE, _DOUBLE_SPACE, held)


@cache
def _suspect(language: str) -> re.Pattern[str]:
    """One search that finds nothing in nearly every text that is in order."""
    marks = QUOTES.get(language.split("-")[0], "")
    foreign = "".join(char for char in '"“”„‟' if marks and char not in marks)
    # What opens in one language closes in another: „ and “ share a sign.
    closing_first = rf"|(?:^|[\s(]){marks[1]}|\w{marks[0]}" if marks else ""
    parts = "|".join(pattern.pattern for _, pattern, _ in _rules(language))
    return re.compile((rf"[{foreign}]|" if foreign else "") + parts + closing_first)


def check_typography(text: str, language: str) -> Iterator[Finding]:
    """A finding for each sort of mistake, with the edits that mend it. Idempotent."""
    if not _suspect(language).search(text):
        return
    covered = cover(text)
    for expected, pattern, new in _rules(language):
        if edits := edits_of(pattern, covered, new):
            yield _finding(text, expected, edits)
    marks = QUOTES.get(language.split("-")[0])
    if marks and (edits := _quote_edits(covered, marks)):
        yield _finding(text, f"quotation marks as {language} has them ({marks[0]}…{marks[1]})", edits)


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


__all__ = ["NBSP", "QUOTES", "RULE", "check_typography", "is_plain"]
