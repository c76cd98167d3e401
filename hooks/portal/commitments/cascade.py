"""Which values of a CSS property a node of a document may have.

A selector that cannot be told from the source alone (`:has()`, one that the parser does
not know) is taken by its last part, and its declarations as doubtful.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from portal.commitments.stylesheet import Declaration, Rule, parse_style_attribute

_LAST_PART: Final = re.compile(r"(?:^|[\s>+~])([^\s>+~]*)$")


class Cascade:
    """The rules of one document, and which nodes each of them is for."""

    def __init__(self, tree: LexborHTMLParser, rules: Iterable[Rule]) -> None:
        self._tree = tree
        self._by_name: dict[str, list[tuple[Rule, Declaration]]] = defaultdict(list)
        for rule in rules:
            for declaration in rule.declarations:
                self._by_name[declaration.name].append((rule, declaration))
        self._by_node: dict[str, dict[int, list[tuple[Declaration, bool]]]] = {}
        self._matches: dict[str, tuple[frozenset[int], bool]] = {}
        self._inline: dict[int, tuple[Declaration, ...]] = {}

    def values(self, node: LexborNode, name: str) -> tuple[str, ...]:
        """The value of a property (first; "" for none), then those that may apply instead."""
        best: Declaration | None = None
        doubtful = []
        for declaration, sure in self._declared(node, name):
            if not sure:
                doubtful.append(declaration.value)
            elif best is None or declaration.rank >= best.rank:
                best = declaration
        return (best.value if best else "", *doubtful)

    def backgrounds(self) -> Iterator[tuple[LexborNode, str]]:
        """Nodes that rules give a background image, with the rule's value."""
        for name in ("background", "background-image"):
            for rule, declaration in self._by_name[name]:
                if "url(" in declaration.value.lower():
                    try:
                        nodes = self._tree.css(rule.selector)
                    except SelectolaxError:
                        continue
                    yield from (
                        (n, declaration.value)
                        for n in nodes
                        if self.values(n, name)[0] == declaration.value
                    )

    def inherited(self, node: LexborNode, name: str) -> tuple[str, ...]:
        """The value that a node has or inherits, and those that may apply instead.

        In lower case; nothing where the page sets none.
        """
        found: list[str] = []
        for step in upwards(node):
            certain, *doubtful = (value.lower() for value in self.values(step, name))
            found += [value for value in doubtful if value and value != "inherit"]
            if certain and certain != "inherit":
                return (*found, certain)
        return tuple(found)

    def _declared(self, node: LexborNode, name: str) -> Iterator[tuple[Declaration, bool]]:
        if name not in self._by_node:
            self._by_node[name] = self._index(name)
        identity = node.mem_id
        yield from self._by_node[name].get(identity, ())
        if identity not in self._inline:
            css = node.attributes.get("style")
            self._inline[identity] = parse_style_attribute(css) if css else ()
        for declaration in self._inline[identity]:
            if declaration.name == name:
                yield declaration, True

    def _index(self, name: str) -> dict[int, list[tuple[Declaration, bool]]]:
        found: dict[int, list[tuple[Declaration, bool]]] = defaultdict(list)
        for rule, declaration in self._by_name.get(name, ()):
            nodes, sure = self._matching(rule.selector)
            for identity in nodes:
                found[identity].append((declaration, sure and not declaration.doubtful))
        return found

    def _matching(self, selector: str) -> tuple[frozenset[int], bool]:
        if selector not in self._matches:
            self._matches[selector] = self._match(selector)
        return self._matches[selector]

    def _match(self, selector: str) -> tuple[frozenset[int], bool]:
        sure = ":has(" not in selector  # quadratic on a hostile page
        try:
            if sure:
                return frozenset(n.mem_id for n in self._tree.css(selector)), True
        except SelectolaxError:
            pass
        plain = re.sub(r"\([^()]*\)", "", selector.partition(":has(")[0])
        last = _LAST_PART.search(plain)
        simple = "".join(re.findall(r"^[a-zA-Z][\w-]*|[.#][\w-]+", last.group(1) if last else ""))
        try:
            return frozenset(n.mem_id for n in self._tree.css(simple or "html")), False
        except SelectolaxError:
            return frozenset(), False


def upwards(node: LexborNode) -> Iterator[LexborNode]:
    """A node and all around it, from the inside out."""
    step: LexborNode | None = node
    while step is not None and step.is_element_node:
        yield step
        step = step.parent
