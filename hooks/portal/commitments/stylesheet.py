"""Style sheets: the rules that can hide something, as far as a page's source tells.

Read as a browser with a wide, light screen would. What cannot be told from outside
(a container's size, a feature that may be missing) makes a rule doubtful: it hides
where it hides, and shows nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import tinycss2  # type: ignore[import-untyped]

SCREEN_WIDTH: Final = 1280
MAX_RULES: Final = 4000
PROPERTIES: Final = frozenset(
    (
        "-webkit-mask-image", "-webkit-text-fill-color", "background", "background-color",
        "background-image",
        "background-position", "bottom", "clip", "clip-path", "color", "content-visibility",
        "display", "filter", "font", "font-size", "height", "inset", "left", "margin",
        "margin-left", "margin-top", "mask", "mask-image", "max-height", "max-width", "opacity",
        "overflow", "overflow-x", "overflow-y", "pointer-events", "position", "right", "scale",
        "text-indent", "top", "transform", "translate", "visibility", "width", "z-index", "zoom",
    )
)  # fmt: skip
# States that a page is not in when somebody merely looks at it, and drawings of CSS itself.
_NOT_NOW: Final = re.compile(
    r":(hover|active|focus|focus-within|focus-visible|target|visited|checked|popover-open"
    r"|fullscreen|modal|open|autofill)\b|::|:(before|after|first-line|first-letter)\b"
)
_NEGATION: Final = re.compile(r":not\(\s*:[a-z-]+\s*\)")

Tokens = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Declaration:
    """One property of a rule, with where it stands in the cascade."""

    name: str
    value: str
    rank: tuple[bool, bool, tuple[int, int, int], int]
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A selector, and the declarations of it that can hide or show."""

    selector: str
    declarations: tuple[Declaration, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rules of a sheet and the addresses of those it imports, in order."""

    rules: tuple[Rule, ...]
    imports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Context:
    parent: str = ""
    doubtful: bool = False
    layered: bool = False


def parse_sheet(css: str, order: int) -> Sheet:
    """Read a style sheet; `order` ranks it after the sheets that were read before.

    Raises: nothing; what is not CSS is skipped, as browsers do.
    """
    nodes = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    imports = tuple(
        address for node in nodes if (address := _imported(node)) and _applies_import(node)
    )
    return Sheet(tuple(_rules(nodes, _Context(), order)), imports)


def parse_style_attribute(css: str) -> tuple[Declaration, ...]:
    """The declarations of a style attribute, which stand above all sheets."""
    nodes = tinycss2.parse_blocks_contents(css, skip_comments=True, skip_whitespace=True)
    return tuple(_declarations(nodes, (1000, 0, 0), 0, _Context()))


def _rules(nodes: Tokens, context: _Context, order: int) -> Iterator[Rule]:
    for node in nodes:
        if node.type == "at-rule" and node.content is not None:
            yield from _at_rule(node, context, order)
        elif node.type == "qualified-rule":
            yield from _qualified(node, context, order)


def _qualified(node: Any, context: _Context, order: int) -> Iterator[Rule]:
    inner = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
    for tokens in split_at_commas(node.prelude):
        selector = tinycss2.serialize(tokens).strip()
        if context.parent:
            selector = _nested(selector, context.parent)
        plain = _NEGATION.sub("", selector)
        if not selector or _NOT_NOW.search(plain):
            continue
        declarations = tuple(_declarations(inner, specificity(selector), order, context))
        if declarations:
            yield Rule(plain or "*", declarations)
        below = _Context(selector, context.doubtful, context.layered)
        yield from _rules(inner, below, order)


def _at_rule(node: Any, context: _Context, order: int) -> Iterator[Rule]:
    name = node.lower_at_keyword
    applies: bool | None = True
    if name == "media":
        applies = media_applies(tinycss2.serialize(node.prelude))
    elif name in ("supports", "container", "scope", "starting-style"):
        applies = None
    elif name != "layer":
        return
    if applies is False:
        return
    inner = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
    below = _Context(
        context.parent, context.doubtful or applies is None, context.layered or name == "layer"
    )
    if context.parent:  # declarations straight in a nested @media belong to the rule around it
        own = tuple(_declarations(inner, specificity(context.parent), order, below))
        if own:
            yield Rule(context.parent, own)
    yield from _rules(inner, below, order)


def _declarations(
    nodes: Tokens, weight: tuple[int, int, int], order: int, context: _Context
) -> Iterator[Declaration]:
    for node in nodes:
        if node.type == "declaration" and node.lower_name in PROPERTIES:
            # Layers rank below what is in none, and above it where they say !important.
            first = context.layered == node.important
            rank = (node.important, first, weight, order)
            value = tinycss2.serialize(node.value).strip()
            yield Declaration(node.lower_name, value, rank, context.doubtful)


def _nested(selector: str, parent: str) -> str:
    around = f":is({parent})"
    return selector.replace("&", around) if "&" in selector else f"{around} {selector}"


def split_at_commas(tokens: Tokens) -> list[list[Any]]:
    """Component values between commas of the outermost level."""
    parts: list[list[Any]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def specificity(selector: str) -> tuple[int, int, int]:
    """(ids, classes, elements) of a selector; inside :is() all are counted, :where() none."""
    counted = re.sub(r":where\([^()]*\)", "", selector)
    counted = re.sub(r'"[^"]*"', "", counted)
    ids = len(re.findall(r"#[\w\\-]", counted))
    classes = len(re.findall(r"\.[\w\\-]|\[|:(?!is\b|not\b|has\b|where\b|:)[a-z]", counted))
    elements = len(re.findall(r"(?:^|[\s>+~(,])[a-zA-Z]", counted))
    return ids, classes, elements


def media_applies(query: str) -> bool | None:
    """Whether a media query is met by a wide, light screen; None where that is unknown."""
    answers = [_one_query(part.strip().lower()) for part in query.split(",")]
    if True in answers:
        return True
    return None if None in answers else False


def _one_query(query: str) -> bool | None:
    if not query:
        return True
    turned = query.startswith("not ")
    query = query.removeprefix("not ").removeprefix("only ").strip()
    answers: list[bool | None] = []
    for part in re.split(r"\s+and\s+", query):
        if part in ("screen", "all"):
            answers.append(True)
        elif part in ("print", "speech", "tty", "tv", "projection", "handheld", "braille"):
            answers.append(False)
        else:
            answers.append(_feature(part))
    if False in answers:
        result: bool | None = False
    else:
        result = None if None in answers else True
    return result if result is None else result != turned


def _feature(text: str) -> bool | None:
    width = re.fullmatch(r"\(\s*(min|max)-width\s*:\s*([0-9.]+)(px|em|rem)\s*\)", text)
    if width:
        pixels = float(width.group(2)) * (1 if width.group(3) == "px" else 16)
        return pixels <= SCREEN_WIDTH if width.group(1) == "min" else pixels >= SCREEN_WIDTH
    known = {
        "(orientation:landscape)": True, "(orientation:portrait)": False,
        "(prefers-color-scheme:light)": True, "(prefers-color-scheme:dark)": False,
        "(prefers-reduced-motion:reduce)": False, "(prefers-reduced-motion:no-preference)": True,
        "(hover:hover)": True, "(hover:none)": False, "(hover)": True, "(scripting:none)": False,
        "(pointer:fine)": True, "(pointer:coarse)": False, "(scripting:enabled)": True,
        "(forced-colors:active)": False, "(prefers-contrast:more)": False,
    }  # fmt: skip
    return known.get(re.sub(r"\s", "", text))


def _imported(node: Any) -> str:
    if node.type != "at-rule" or node.lower_at_keyword != "import":
        return ""
    for token in node.prelude:
        if token.type in ("string", "url"):
            return str(token.value)
        if token.type == "function" and token.lower_name == "url" and token.arguments:
            return str(getattr(token.arguments[0], "value", ""))
    return ""


def _applies_import(node: Any) -> bool:
    rest = [t for t in node.prelude if t.type not in ("string", "url", "whitespace")]
    rest = [t for t in rest if not (t.type == "function" and t.lower_name == "url")]
    return media_applies(tinycss2.serialize(rest).strip()) is not False
