"""What of a page is a comment or an example, and so neither link nor script.

As the Markdown of pages is read (Python-Markdown), in one pass: a page of a megabyte of whatever
signs is read in a second.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final, TypeAlias

# From the first character to before the last one.
_Span: TypeAlias = tuple[int, int]

_INDENTED: Final = re.compile(r" {4}| {0,3}\t")
# What lines below it may be indented for: items of lists, definitions, footnotes.
_ITEM: Final = re.compile(r" {0,3}(?:[-*+:]|[0-9]+[.)]|\[\^[^\]\n]+\]:)\s")
_RULE: Final = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
# "```js", but not "```a``` and words"; within an item it is indented.
_FENCE: Final = re.compile(r"[ \t]*+(?P<fence>`{3,}+(?=[^`\n]*+$)|~{3,}+)", re.M)
_FENCE_END: Final = re.compile(r"^[ \t]*+(?P<fence>`{3,}+|~{3,}+)[ \t]*+$", re.M)
_TICKS: Final = re.compile("`+")
_SIGN: Final = re.compile(r"(?P<slashes>\\+)|(?P<ticks>`+)|(?P<comment><!--)")
_SHOWN: Final = re.compile(r"[^\n]+")


def blank_examples(text: str, *, comments: bool = True, indented: bool = True) -> str:
    """Markdown with comments and code replaced by spaces, so that all places stay.

    What is code because it is indented may be said of too much within HTML: without `indented`
    for what nobody may overlook. Lines end in a line feed alone.
    """
    pieces: list[str] = []
    at = 0
    for start, end in _Page(text, comments=comments, indented=indented).spans():
        pieces += text[at:start], _SHOWN.sub(lambda m: " " * len(m[0]), text[start:end])
        at = end
    return "".join((*pieces, text[at:]))


def code_spans(text: str) -> Iterator[_Span]:
    """Where code stands in the lines of a text, with its backticks: within a block of Markdown."""
    return _signs(text, 0, len(text), -1)


class _Page:
    """A page as it is read line by line; a block are the lines that a code span may go through."""

    def __init__(self, text: str, *, comments: bool, indented: bool) -> None:
        self._text = text
        self._indented = indented
        self._last_comment = text.rfind("-->") if comments else -1
        # Where fences of each sign and length may end, the first one last.
        self._ends: dict[str, list[int]] = defaultdict(list)
        for match in reversed([*_FENCE_END.finditer(text)]):
            self._ends[match["fence"]].append(match.end())
        self._read_to = 0

    def spans(self) -> Iterator[_Span]:
        """What is blanked, in its order."""
        in_item, may_begin, block, end = False, True, -1, -1
        for line in self._text.split("\n"):
            start, end = end + 1, end + 1 + len(line)
            is_empty = not line.strip()
            is_indented = not is_empty and _INDENTED.match(line) is not None
            is_example = is_indented and may_begin and not in_item
            fence = None if is_example else self._fence_end(line, end)
            # Behind a heading a block may begin, and so the heading's own ends.
            ends_block = may_begin or is_empty or fence is not None or _begins_block(line)
            if block >= 0 and ends_block:
                yield from self._in_block(block, start)
                block = -1
            if self._read_to > start:  # a fence, or a comment that goes on
                may_begin = self._read_to >= end
                block = -1 if may_begin else self._read_to
            elif is_empty:
                may_begin = True
            elif fence is not None:
                self._read_to = fence
                yield start, fence
            elif is_example and self._indented:
                yield start, end
            else:
                block = start if block < 0 else block
                if not is_indented:
                    in_item = _is_item(line) or (in_item and not may_begin)
                    may_begin = line.startswith("#")
        if block >= 0:
            yield from self._in_block(block, len(self._text))

    def _fence_end(self, line: str, end: int) -> int | None:
        """Where what a line fences off ends; None for a line that begins nothing."""
        match = _FENCE.match(line)
        ends = self._ends.get(match["fence"], []) if match else []
        while ends and ends[-1] <= end:
            ends.pop()
        return ends[-1] if ends else None

    def _in_block(self, start: int, stop: int) -> Iterator[_Span]:
        for span in _signs(self._text, start, stop, self._last_comment):
            self._read_to = span[1]
            yield span


def _signs(text: str, start: int, stop: int, last_comment: int) -> Iterator[_Span]:
    """Code and comments of a block, in their order; a comment may end behind it.

    A run of backticks ends at the next one of its length; where there is none, at the longest that
    is shorter, if none is longer (Python-Markdown's BacktickInlineProcessor).
    """
    if text.find("`", start, stop) < 0 and text.find("<!--", start, stop) < 0:
        return  # as nearly all
    runs = [match.span() for match in _TICKS.finditer(text, start, stop)]
    numbers = {first: number for number, (first, _) in enumerate(runs)}
    # The first one last; and of each run and those behind it the longest.
    starts: dict[int, list[int]] = defaultdict(list)
    longest = [(0, 0)]
    for first, end in reversed(runs):
        starts[end - first].append(first)
        longest.append(max(longest[-1], (end - first, first), key=lambda run: run[0]))
    longest.reverse()
    escaped, at = -1, start
    while at < stop and (match := _SIGN.search(text, at, stop)):
        first, at = match.span()
        if match["slashes"]:
            escaped = at if (at - first) % 2 else -1
        elif match["comment"]:
            if at <= last_comment:
                at = text.index("-->", at) + 3
                yield first, at
        else:
            size = at - first - (first == escaped)
            same = starts[size]
            while same and same[-1] <= first:
                same.pop()
            length, closing = longest[numbers[first] + 1]
            if same:
                length, closing = size, same[-1]
            if 0 < length <= size:
                yield at - size, closing + length
                at = closing + length


def _begins_block(line: str) -> bool:
    return line.startswith("#") or _ITEM.match(line.lstrip(" \t")) is not None


def _is_item(line: str) -> bool:
    return _ITEM.match(line) is not None and _RULE.match(line) is None
