"""YAML syntax errors in an editor's words, at the place where the mistake was made.

The parser names the place where it could not go on, often a line later; the tokens
that it had read until then, and the lines themselves, tell what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import yaml

from portal import yaml_mistakes as mistakes
from portal.problems import Problem, quote_got
from portal.yaml_mistakes import Complaint, SyntaxSlip

_CONFLICT: Final = re.compile(r"^(<{7} |={7}$|>{7} )", re.M)


def explain_syntax(path: str, text: str, error: yaml.YAMLError) -> Problem:
    """The one problem that a YAML error stands for."""
    lines = text.split("\n")
    conflict = _CONFLICT.search(text)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if conflict and text.startswith("<<<<<<< ", text.find("<<<<<<< ")):
        line = text.count("\n", 0, conflict.start())
        found = Complaint(
            line, 0, "one version of the record", "a conflict marker of git",
            "keep one of the two versions, and delete the lines <<<<<<<, ======= and >>>>>>>",
        )  # fmt: skip
    elif mark is None:
        found = Complaint(0, 0, "valid YAML", quote_got(str(error)), "write the file anew")
    else:
        context = getattr(error, "context_mark", None) or mark
        line = min(mark.line, len(lines) - 1)
        message = f"{getattr(error, 'context', '') or ''}: {getattr(error, 'problem', '') or ''}"
        found = _complain(
            SyntaxSlip(
                lines,
                message,
                line,
                min(mark.column, len(lines[line])),
                min(context.line, len(lines) - 1),
                context.column,
                _tokens(text),
            )
        )
    return Problem(path, found.line + 1, found.column + 1, "", found.expected, found.got, found.fix)


def _tokens(text: str) -> list[yaml.Token]:
    """What the scanner reads before it meets the error."""
    loader = yaml.CSafeLoader(text)
    tokens: list[yaml.Token] = []
    try:
        while (token := loader.get_token()) is not None:
            tokens.append(token)
    except yaml.YAMLError:
        pass
    finally:
        loader.dispose()
    return tokens


def _complain(error: SyntaxSlip) -> Complaint:
    for fragment, explain in _EXPLANATIONS:
        if fragment in error.message:
            found = explain(error)
            if found is not None:
                return found
    return Complaint(
        error.line, error.column, "valid YAML", error.message.split(": ", 1)[1] or "something else",
        "check indentation, quotes and colons on this line and on the one above",
    )  # fmt: skip


_EXPLANATIONS: Final[tuple[tuple[str, Callable[[SyntaxSlip], Complaint | None]], ...]] = (
    ("found character that cannot start any token", mistakes.explain_tab),
    ("a tab character", mistakes.explain_tab),
    ("found character that cannot start any token", mistakes.explain_reserved),
    ("mapping values are not allowed", mistakes.explain_second_colon),
    ("mapping keys are not allowed", mistakes.explain_reserved),
    ("could not find expected ':'", mistakes.explain_missing_colon),
    ("parsing a block mapping: did not find expected key", mistakes.explain_stray),
    ("did not find expected '-' indicator", mistakes.explain_stray),
    ("quoted scalar: found unexpected", mistakes.explain_unclosed_quote),
    ("did not find expected ',' or", mistakes.explain_unclosed_bracket),
    ("parsing a flow", mistakes.explain_unclosed_bracket),
    ("did not find expected <document start>", mistakes.explain_first_column),
    ("scanning an alias", mistakes.explain_sign),
    ("scanning an anchor", mistakes.explain_sign),
    ("scanning a tag", mistakes.explain_sign),
    ("parsing a tag", mistakes.explain_sign),
    ("scanning a directive", mistakes.explain_sign),
    ("parsing a node", mistakes.explain_reserved),
    ("parsing a block node", mistakes.explain_reserved),
    ("did not find expected comment or line break", mistakes.explain_after_block_sign),
    ("found unknown escape character", mistakes.explain_backslash),
    ("did not find expected hexdecimal number", mistakes.explain_backslash),
    ("found invalid Unicode character escape", mistakes.explain_backslash),
    ("block sequence entries are not allowed", mistakes.explain_item_on_key_line),
)
