"""What is refused before a file is composed: aliases, anchors, tags and deep nesting.

Composing recurses on the C stack and forgets anchors; the stream of events does neither. Only files
in which there may be one of these are read a second time for that.
"""

from __future__ import annotations

import re
from typing import Final

import yaml

from portal.problems import quote_got
from portal.yaml_marks import RefusedError, mark_of

MAX_DEPTH: Final = 20
# What an alias, an anchor, a tag or deep nesting cannot do without: cheap to look for, so
# that only files with such a sign pay for a second reading. One expression each, because a
# literal first character is found ten times as fast. An alias has nothing after its name but
# the end of the line or of the value: **bold** and *slanted words* are none.
_ALIAS: Final = re.compile(r"\*[\w-]+[ \t]*(?:$|[,\]}:#])", re.M)
_ANCHOR_OR_TAG: Final = re.compile(r"(?:^|[\[{,:?\-])[ \t]*[&!]", re.M)
_INDENTED: Final = re.compile(rf"\n {{{MAX_DEPTH},}}\S")
_INDENT: Final = "\n" + " " * MAX_DEPTH
_INDICATORS: Final = tuple(
    re.compile(rf"{sign}[ \t]+[-?:][ \t]+(?:[-?:][ \t]+){{6}}") for sign in ("-", r"\?", ":")
)
# Half of the depth is left to indentation.
_OPEN: Final = MAX_DEPTH // 2 - 1
# What a list or mapping in brackets stands after, in its line: one of these, or nothing.
_BEFORE_BRACKET: Final = "-?:,[{\n"
# Brackets that open and close with no quote or comment between them, such as those of links.
_PAIR: Final = re.compile(r"""\[[^][{}\n"'#]*\]|\{[^][{}\n"'#]*\}""")


def is_suspect(text: str) -> bool:
    """Whether there may be an alias, an anchor, a tag or deep nesting in a file."""
    if ("&" in text or "!" in text) and _ANCHOR_OR_TAG.search(text):
        return True
    return bool(
        _ALIAS.search(text)
        or (_INDENT in text and _INDENTED.search(text))
        or any(indicators.search(text) for indicators in _INDICATORS)
        or _brackets(text) >= _OPEN
    )


def _brackets(text: str) -> int:
    """How many brackets are open at once, at most, but for the innermost pair."""
    count = text.count("[") + text.count("{")
    if count >= _OPEN:
        # Nearly all of them are links in texts, which stand after a word.
        count = _openings(text, "[") + _openings(text, "{")
    if count >= _OPEN:
        text = _PAIR.sub("", text)
        count = text.count("[") + text.count("{")
    return count


def _openings(text: str, bracket: str) -> int:
    """How many brackets of a kind may begin a list or a mapping, at most."""
    count, place = 0, text.find(bracket)
    while place >= 0:
        before = place - 1
        while before >= 0 and text[before] in " \t":
            before -= 1
        count += before < 0 or text[before] in _BEFORE_BRACKET
        place = text.find(bracket, place + 1)
    return count


def guard(text: str) -> None:
    """Raises: RefusedError at the first of them; yaml.YAMLError where the parser stops before."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        anchor = getattr(event, "anchor", None)
        tag = getattr(event, "tag", None)
        if anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            raise RefusedError(
                mark_of(event),
                "the text itself (YAML's aliases and anchors are not used here)",
                f'"{sign}{anchor}"',
                "write the value out; put it in quotes if the sign is part of the text",
            )
        if tag is not None:
            raise RefusedError(
                mark_of(event),
                "a value without a YAML tag",
                quote_got(tag.replace("tag:yaml.org,2002:", "!!")),
                'delete the word that begins with "!", or put the text in quotes',
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise RefusedError(
                    mark_of(event),
                    f"at most {MAX_DEPTH} levels of nesting",
                    "deeper nesting",
                    "remove the extra brackets or indentation",
                )
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
