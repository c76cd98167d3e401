"""Signs that are no words: question marks for letters that were lost, spaces without a width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from portal.text_checks.findings import Edit, Finding, around, cover

RULE: Final = "signs"
_LOST_SIGN: Final = re.compile(r"\?\?")
# Where a word would begin; behind a word they are somebody's wonder, as two that stand alone are.
_LOST: Final = re.compile(r"(?<![^\s(„“\"'«])(?:\?{3,}(?!\w)|\?{2}(?=\s+\?\?)(?!\w))")
_ZERO_WIDTH: Final = "\u200b"
# Thai, Lao, Myanmar, Khmer and Tai are written without spaces: there it allows a line to break.
_SPACELESS: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u1aaf"
_HIDDEN: Final = re.compile(rf"(?<![{_SPACELESS}]){_ZERO_WIDTH}+(?![{_SPACELESS}{_ZERO_WIDTH}])")


def check_signs(text: str) -> Iterator[Finding]:
    """A finding for lost letters, and one for spaces that nobody sees, with its edits."""
    if _LOST_SIGN.search(text) and (match := _LOST.search(cover(text))):
        yield Finding(
            RULE, match.start(), "letters", around(text, *match.span()),
            "write the words anew and save the file in UTF-8: a program has lost the letters",
        )  # fmt: skip
    if _ZERO_WIDTH in text and (found := [*_HIDDEN.finditer(cover(text))]):
        yield Finding(
            RULE, found[0].start(), "no space without a width (U+200B), which no search finds",
            around(text, *found[0].span()).replace(_ZERO_WIDTH, "[U+200B]"), "delete it",
            tuple(Edit(*match.span(), "") for match in found),
        )  # fmt: skip
