"""The theme's style sheet without what our layout does not have: a third of its bytes.

Material's sheet styles a header, a drawer, a search, admonitions, code tools and a thousand icons
that no page here uses. What is left styles the skeleton and the prose of hand-written pages. A
test compares pages pixel by pixel with the whole sheet.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import tinycss2  # type: ignore[import-untyped]
from mkdocs.exceptions import Abort
from mkdocs.theme import Theme

FOLDER: Final = "assets/stylesheets/"
# The theme's parts that main.html keeps.
_KEPT: Final = frozenset(
    {
        "md-container",
        "md-dialog",
        "md-dialog__inner",
        "md-grid",
        "md-main",
        "md-main__inner",
        "md-typeset",
    }
)
_THEME_CLASS: Final = re.compile(r"\.(md-[\w-]+)")
# What Markdown here never makes: its extensions are not switched on (mkdocs.yml).
_UNUSED: Final = re.compile(
    r"\.(?:admonition|annotate|arithmatex|caption|cards|critic|doc|emojione|filename|gemoji|grid"
    r"|headerlink|highlight|highlighttable|hll|key-|keys|linenodiv|linenos|mdx-|mermaid|no-copy"
    r"|tabbed-|task-list-|twemoji)|\bdetails\b|\[data-md-(?!color)|js-|#__"
)
# A property that holds a picture, and the use of a property.
_ICON: Final = re.compile(r'(?P<name>--md-[\w-]+):url\("data:[^"]*"\);?')
_USE: Final = re.compile(r"var\((--md-[\w-]+)")
_CHARSET: Final = re.compile(r"\A@charset [^;]*;")
_NOTICE: Final = "/*! Material for MkDocs, MIT: ../../licences/material.txt */"


@dataclass(frozen=True, slots=True)
class ThemeStyle:
    """The sheet to publish: its path below the site's root, and its bytes."""

    path: str
    content: bytes


def theme_style(theme: Theme) -> ThemeStyle:
    """The theme's main style sheet, reduced; its name holds a hash of the content.

    Raises: Abort where the theme has none, or more than one.
    """
    found = [p for d in theme.dirs for p in Path(d, FOLDER).glob("main.*.min.css")]
    if len(found) != 1:
        raise Abort(f"the theme has {len(found)} style sheets named main.*.min.css, not one")
    content = with_notice(reduce_style(found[0].read_text("utf-8"))).encode()
    digest = hashlib.sha256(content).hexdigest()[:8]
    return ThemeStyle(f"{FOLDER}main.{digest}.min.css", content)


def reduce_style(css: str) -> str:
    """A style sheet without the rules, and the selectors of rules, that can match nothing here.

    Icons that nothing left shows go too.
    """
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    kept = "".join(_kept(rules))
    used = set(_USE.findall(kept))
    return _ICON.sub(lambda icon: icon.group() if icon["name"] in used else "", kept)


def with_notice(css: str) -> str:
    """A sheet that says where its licence is, as that asks for; its own comments are gone."""
    # "@charset" counts at the very beginning alone.
    charset = next(iter(_CHARSET.findall(css)), "")
    return charset + _NOTICE + css.removeprefix(charset)


def _kept(rules: Iterable[tinycss2.ast.Node]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [s for s in _selectors(tinycss2.serialize(rule.prelude)) if _can_match(s)]
            if selectors:
                yield f"{','.join(selectors)}{{{tinycss2.serialize(rule.content)}}}"
        elif rule.type == "at-rule" and rule.content and rule.at_keyword in ("media", "supports"):
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            text = "".join(_kept(inner))
            if text:
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{text}}}"
        else:
            yield rule.serialize()


def _selectors(prelude: str) -> Iterator[str]:
    """A list of selectors, parted at the commas that stand in no brackets."""
    depth, start = 0, 0
    for index, char in enumerate(prelude):
        depth += (char in "([") - (char in ")]")
        if char == "," and depth == 0:
            yield prelude[start:index]
            start = index + 1
    yield prelude[start:]


def _can_match(selector: str) -> bool:
    return not _UNUSED.search(selector) and set(_THEME_CLASS.findall(selector)) <= _KEPT
