"""The mistakes in YAML that editors make, recognised from what the parser met.

One function a mistake: it finds the place where the mistake was made, often a line
above the one where the parser could not go on, and says how to mend it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import yaml

from portal.problems import quote_got

_KEY: Final = r"[^\s:#'\"\[\]{},&*!|>%@`-][^\s:]*"
_NO_SPACE: Final = re.compile(rf"(?P<before>\s*(?:- +)*(?P<key>{_KEY}):)(?P<value>(?!//)\S.*)")
_ODD_SPACE: Final = re.compile(rf"\s*(?:- +)*{_KEY}:(?P<space>[^\S \t\n])")
_ODD_COLON: Final = re.compile(r"\s*(?:- +)*[\w.-]+\s?(?P<colon>[：﹕︓])")
_NO_SPACE_DASH: Final = re.compile(r"(?P<before>\s*(?:- +)*)-(?P<item>[^\s-].*)")
# Of text processors, which make them of the "-" that was typed.
_ODD_DASH: Final = re.compile(r"[–—−•·‣▪●]\s*")
_OWN_KEY: Final = re.compile(rf"\s*(?:- +)*(?P<key>{_KEY})\s*:\s+(?P<value>.*)")
_ITEM_START: Final = re.compile(r" *(?:- +)*")
_BLOCK_SIGN: Final = re.compile(r":\s+[|>][-+0-9]*\s*(#.*)?$")
_SIGN_OF_COMMENT: Final = re.compile(r"\s#\S")
_SPACED_ADDRESS: Final = re.compile(r"(https?|mailto|portal): +(\S+)")
_SIGN_BEHIND: Final = re.compile(r"\s+#")
_COMMENT: Final = re.compile(r"\s#(\s.*)?$")


@dataclass(frozen=True, slots=True)
class Complaint:
    """A mistake: its place (both from 0), and the words."""

    line: int
    column: int
    expected: str
    got: str
    fix: str


@dataclass(frozen=True, slots=True)
class SyntaxSlip:
    """What the parser says, and what it had read."""

    lines: list[str]
    message: str
    line: int
    column: int
    context_line: int
    context_column: int
    tokens: list[yaml.Token]

    def char(self) -> str:
        return self.lines[self.line][self.column : self.column + 1]

    def above(self, line: int) -> int:
        """The last line above that holds more than spaces or a comment; -1 if none does."""
        for number in range(line - 1, -1, -1):
            if self.lines[number].strip() and not self.lines[number].lstrip().startswith("#"):
                return number
        return -1


def explain_tab(error: SyntaxSlip) -> Complaint | None:
    """A tab, where indentation or a token begins."""
    line = error.lines[error.line]
    indent = line[: len(line) - len(line.lstrip())]
    if error.char() != "\t" and "\t" not in indent:
        return None
    column = error.column if error.char() == "\t" else indent.index("\t")
    return Complaint(
        error.line, column, "spaces for indentation", "a tab", "replace the tab by spaces"
    )


def explain_reserved(error: SyntaxSlip) -> Complaint:
    """A text that begins with a sign that YAML keeps for itself."""
    value = _without_comment(error.lines[error.line][error.column :])
    return Complaint(
        error.line, error.column, f'quotes around a text that begins with "{error.char()}"',
        quote_got(value), f"put the text in quotes: {quoted(value)}",
    )  # fmt: skip


def _misread_line(error: SyntaxSlip, number: int) -> Complaint | None:
    """A line that was meant as a key or an item and was read as text."""
    line = error.lines[number]
    for pattern, name, expected, got in (
        (_ODD_SPACE, "space", "an ordinary space after the colon", "another kind of space"),
        (_ODD_COLON, "colon", 'a colon (":") and a space', "a wide colon"),
    ):
        if odd := pattern.match(line):
            return Complaint(
                number, odd.start(name), expected, got, "delete the sign and type it anew"
            )
    if match := _NO_SPACE.fullmatch(line):
        fixed = f"{match['key']}: {match['value'].strip()}"
        return Complaint(
            number, match.start("value"), "a space after the colon",
            quote_got(line), f'write "{_cut(fixed)}"',
        )  # fmt: skip
    if match := _NO_SPACE_DASH.fullmatch(line):
        return Complaint(
            number, match.end("before") + 1, "a space after the dash",
            quote_got(line), f'write "- {_cut(match["item"])}"',
        )  # fmt: skip
    return None


def _text_before(error: SyntaxSlip) -> tuple[int, int] | None:
    """Where the last plain text begins that the parser read (line, column from 0)."""
    here = (error.line, error.column)
    for token in reversed(error.tokens):
        start = token.start_mark
        if isinstance(token, yaml.ScalarToken) and (start.line, start.column) < here:
            return (start.line, start.column) if token.plain else None
    return None


def explain_second_colon(error: SyntaxSlip) -> Complaint:
    """A colon where no key can be: inside a text, or after a line that was read as one."""
    above = error.above(error.line)
    line = error.lines[error.line]
    own = _OWN_KEY.match(line)
    if own and own.start("value") <= error.column:
        text = _without_comment(own["value"])
        if match := _SPACED_ADDRESS.fullmatch(text):
            return Complaint(
                error.line, error.column, "an address without spaces", quote_got(text),
                f"write {own['key']}: {match[1]}:{match[2]}",
            )  # fmt: skip
        return Complaint(
            error.line, error.column, 'quotes around a text that has ": " in it', quote_got(text),
            f"put the text in quotes: {own['key']}: {quoted(text)}",
        )  # fmt: skip
    if above >= 0 and (found := _misread_line(error, above)):
        return found
    start = _text_before(error)
    if start is not None and not error.lines[start[0]][: start[1]].strip(" -"):
        return _no_colon(error, *start)
    if line[: error.column].strip(" -\"'") == "" or len(line) > 1024:
        return _no_key(error)
    return _indentation(error, error.line, above)


def _no_key(error: SyntaxSlip) -> Complaint:
    return Complaint(
        error.line, error.column, "a key before the colon", quote_got(error.lines[error.line]),
        "write the field's name, a colon and a space",
    )  # fmt: skip


def _no_colon(error: SyntaxSlip, line: int, column: int) -> Complaint:
    text = error.lines[line][column:].strip()
    if match := _ODD_DASH.match(text):
        return _no_item(line, column, text, text[match.end() :])
    return Complaint(
        line, column, 'a colon after the key ("key: value")', quote_got(text),
        "add the colon and a space, or indent the line if it continues the text above",
    )  # fmt: skip


def _no_item(line: int, column: int, text: str, item: str) -> Complaint:
    return Complaint(
        line, column, 'a list item that begins with "- "', quote_got(text),
        f'write "- {_cut(item.strip())}"',
    )  # fmt: skip


def explain_missing_colon(error: SyntaxSlip) -> Complaint:
    """A line that is no `key: value`."""
    number = error.context_line
    above = error.above(number)
    if above >= 0 and _BLOCK_SIGN.search(error.lines[above]):
        return Complaint(
            number, error.context_column, "a text indented deeper than its key",
            quote_got(error.lines[number]), "put two more spaces before each line of the text",
        )  # fmt: skip
    return _misread_line(error, number) or _no_colon(error, number, error.context_column)


def _indentation(error: SyntaxSlip, number: int, above: int) -> Complaint:
    here = len(error.lines[number]) - len(error.lines[number].lstrip(" "))
    start = _ITEM_START.match(error.lines[above]) if above >= 0 else None
    there = f"column {start.end() + 1}, as on line {above + 1}" if start else "the first column"
    return Complaint(
        number, here, f"a line that begins in {there}", f"column {here + 1}",
        "move the line, so that lines that belong together begin in one column",
    )  # fmt: skip


def explain_stray(error: SyntaxSlip) -> Complaint:
    """Something where a key belongs: after a closed text or list, or indented wrongly."""
    before = [t for t in error.tokens if _ends_before(t, error)]
    last = before[-1] if before else None
    if isinstance(last, yaml.ScalarToken) and last.plain and (cut := _cut_off(error, last)):
        return cut
    if isinstance(last, yaml.ScalarToken) and not last.plain and last.style in ("'", '"'):
        start, end = last.start_mark, last.end_mark
        if start.line < end.line:
            return _open_quote(start.line, start.column, "a text that runs on to another quote")
        if end.line == error.line:
            rest = _without_comment(error.lines[error.line][start.column :])
            return Complaint(
                error.line, error.column, "the end of the line after the closing quote",
                quote_got(error.lines[error.line][error.column :]),
                'write quotes inside a text as “ ” or \\", or put the other kind of quotes '
                f"around all of it: {quoted(_unwrapped(rest, last.style))}",
            )  # fmt: skip
    if isinstance(last, (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)):
        opening = _opening(before)
        if opening is not None and opening.start_mark.line == error.line:
            column = opening.start_mark.column
            text = _without_comment(error.lines[error.line][column:])
            return Complaint(
                error.line, column, "quotes around a text that begins with a bracket",
                quote_got(text), f"put the text in quotes: {quoted(text)}",
            )  # fmt: skip
    if error.char() == ":":
        return _no_key(error)
    if error.char() == "-":
        return Complaint(
            error.line, error.column, 'a list item ("- …") in the column of its neighbours',
            quote_got(error.lines[error.line]),
            "indent it like the other items, below the field that the list belongs to",
        )  # fmt: skip
    return _indentation(error, error.line, error.above(error.line))


def _cut_off(error: SyntaxSlip, text: yaml.Token) -> Complaint | None:
    """A text of several lines that a comment ends in an earlier one."""
    number, column = text.end_mark.line, text.end_mark.column
    sign = _SIGN_BEHIND.match(error.lines[number], column)
    if sign is None or number == error.line or _OWN_KEY.match(error.lines[error.line]):
        return None
    column = sign.end() - 1
    return Complaint(
        number, column, 'no " #" in a text that goes on in the next line',
        quote_got(error.lines[number][column:]),
        'put the whole text in quotes if the "#" belongs to it; else move the comment to a line '
        "above the text",
    )  # fmt: skip


def _ends_before(token: yaml.Token, error: SyntaxSlip) -> bool:
    end = token.end_mark
    ended = (end.line, end.column) <= (error.line, error.column)
    return ended and not isinstance(token, (yaml.BlockEndToken, yaml.StreamEndToken))


def _opening(tokens: list[yaml.Token]) -> yaml.Token | None:
    depth = 0
    for token in reversed(tokens):
        if isinstance(token, (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)):
            depth += 1
        elif isinstance(token, (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)):
            depth -= 1
            if depth == 0:
                return token
    return None


def _open_quote(line: int, column: int, got: str) -> Complaint:
    return Complaint(
        line, column, "a closing quote", got,
        "add the missing quote at the end of the text; where the first one belongs to it, put the "
        "other kind of quotes around all of it",
    )  # fmt: skip


def explain_unclosed_quote(error: SyntaxSlip) -> Complaint:
    """A quote that nothing closes."""
    got = "the end of the file" if "stream" in error.message else '"---" or "..."'
    return _open_quote(error.context_line, error.context_column, got)


def explain_unclosed_bracket(error: SyntaxSlip) -> Complaint:
    """A bracket that nothing closes."""
    line = error.lines[error.context_line]
    closing = "]" if line[error.context_column : error.context_column + 1] == "[" else "}"
    fix = "close the bracket, or put the text in quotes if the bracket is part of it"
    if _SIGN_OF_COMMENT.search(line, error.context_column):
        fix = 'put a text that has " #" in it in quotes, for a comment begins there'
    return Complaint(
        error.context_line, error.context_column, f'a closing bracket "{closing}"',
        quote_got(line[error.context_column :]), fix,
    )  # fmt: skip


def explain_first_column(error: SyntaxSlip) -> Complaint:
    """Lines of the record that begin in different columns."""
    first = next((n for n, line in enumerate(error.lines) if line.strip(" #")), 0)
    while error.lines[first].lstrip().startswith("#") and first < error.line:
        first += 1
    indent = len(error.lines[first]) - len(error.lines[first].lstrip(" "))
    if indent and first < error.line:
        return Complaint(
            first, indent, "the first key in the first column", f"{_spaces(indent)} before it",
            "delete these spaces, so that all fields begin in the first column",
        )  # fmt: skip
    return Complaint(
        error.line, error.column, "one record whose fields begin in the first column",
        quote_got(error.lines[error.line]), "move the line to where it belongs, or delete it",
    )  # fmt: skip


def explain_sign(error: SyntaxSlip) -> Complaint:
    """A text that begins with a sign of YAML, which reads it as something else."""
    line, column = error.lines[error.context_line], error.context_column
    value = _without_comment(line[column:])
    if value.startswith("* ") and not line[:column].strip():
        return _no_item(error.context_line, column, value, value[2:])
    return Complaint(
        error.context_line, column,
        f'quotes around a text that begins with "{value[:1]}"', quote_got(value),
        f"put the text in quotes: {quoted(value)}",
    )  # fmt: skip


def explain_after_block_sign(error: SyntaxSlip) -> Complaint:
    """A text on the line of the sign `|` or `>`."""
    sign = error.lines[error.line][error.context_column]
    return Complaint(
        error.line, error.column, f'nothing after the sign "{sign}"',
        quote_got(error.lines[error.line][error.column :]),
        "begin the text on the next line, indented; put quotes around a text that begins with "
        f'"{sign}"',
    )  # fmt: skip


def explain_backslash(error: SyntaxSlip) -> Complaint:
    """A backslash in double quotes, which begins no known escape."""
    column = error.lines[error.line].rfind("\\", 0, error.column + 1)
    return Complaint(
        error.line, max(column, 0), 'two backslashes ("\\\\") in a text between double quotes',
        quote_got(error.lines[error.line][max(column, 0) :]),
        "double the backslash, or use single quotes around the text",
    )  # fmt: skip


def explain_item_on_key_line(error: SyntaxSlip) -> Complaint:
    """A list that begins on the line of its key."""
    return Complaint(
        error.line, error.column, "a list below its field, or a text in quotes",
        quote_got(error.lines[error.line][error.column :]),
        'begin a new line for each "- item"; put quotes around a text that begins with "-"',
    )  # fmt: skip


def _spaces(count: int) -> str:
    return f"{count} space{'' if count == 1 else 's'}"


def quoted(text: str) -> str:
    """A text as it may stand in a file, cut where it is long."""
    if '"' not in text and "\\" not in text:
        return f'"{_cut(text)}"'
    return "'" + _cut(text).replace("'", "''") + "'"


def _without_comment(text: str) -> str:
    return _COMMENT.sub("", text).strip()


def _unwrapped(text: str, quote: str) -> str:
    """The text without the quotes around all of it; those around its first words are its own."""
    inner = text[1:].replace('\\"', '"') if quote == '"' else text[1:]
    second = inner.find(quote)
    before, after = inner[second - 1 : second], inner[second + 1 : second + 2]
    if quote == "'" and before.isalpha() and after.isalpha():
        return inner.removesuffix(quote)  # an apostrophe: 'Mayor's day'
    is_pair = not before.isspace() and not after.isalnum()
    is_pair = is_pair and (quote == '"' or text.count(quote) % 2 == 0)  # 'The mayors' day'
    if inner.endswith(quote) and not is_pair:
        return inner[:-1]  # "The "Donor" fund"
    return quote + inner


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
