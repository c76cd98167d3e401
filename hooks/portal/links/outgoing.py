"""All links of the data and the hand-written pages that leave the site, with their places."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from portal.evidence import FOLDER as EVIDENCE
from portal.fields import Prose
from portal.hand_written import written_pages
from portal.line_places import LinePlaces
from portal.model import KINDS
from portal.page_examples import blank_examples
from portal.visible_files import visible_files
from portal.walk import type_at
from portal.web.address import parse_address
from portal.yaml_marks import RefusedError
from portal.yaml_text import compose

ARCHIVE_FIELD: Final = "archived_url"
_ADDRESS: Final = re.compile(r"""https?://[^\s<>"'`\\{}|^“”„‘’«»]+""")
_CLOSING: Final = ".,;:!?*_…"
_PAIRS: Final = ("()", "[]")
# The site's own addresses in site.yml: who moves them does so there.
_OWN: Final = ("url", "edit_url")
# Pages link what is in these; an address in any other text is words, such as a source's.
_PROSE: Final = frozenset(
    name
    for model in KINDS.values()
    for name in model.model_fields
    if type_at(model, (name,)) is Prose
)


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """One place where an address stands, as it is written there; counted from 1.

    `takes_copy` says that archived_url may stand beside it, `has_copy` that it does.
    """

    path: str
    line: int
    column: int
    field: str
    written: str
    takes_copy: bool = False
    has_copy: bool = False


@dataclass(frozen=True, slots=True)
class OutgoingLink:
    """An address (without fragment, as it is asked for) and where it stands."""

    address: str
    mentions: tuple[Mention, ...]

    @property
    def has_copy(self) -> bool:
        """Whether readers are led to an archived copy everywhere."""
        return all(mention.has_copy for mention in self.mentions)


def find_outgoing(
    data: Path, data_label: str, pages: Path, pages_label: str, site_url: str
) -> tuple[OutgoingLink, ...]:
    """All outgoing links, by address; mailto: and the site's own addresses are none.

    What the check of commitments has written is left out: it asks for those pages itself.
    Raises: OSError where a file cannot be read.
    """
    found: dict[str, set[Mention]] = defaultdict(set)
    for mention in _mentions(data, data_label, pages, pages_label):
        address = parse_address(mention.written)
        if address is not None and not str(address).startswith(site_url):
            found[str(address)].add(mention)
    return tuple(OutgoingLink(key, tuple(sorted(found[key]))) for key in sorted(found))


def _mentions(data: Path, data_label: str, pages: Path, pages_label: str) -> Iterator[Mention]:
    others = (EVIDENCE, pages.name if pages.parent == data else EVIDENCE)
    for path in visible_files(data):
        name = path.relative_to(data)
        if path.suffix == ".yml" and name.parts[0] not in others:
            yield from _in_record(_read(path), f"{data_label}/{name.as_posix()}")
    for path in written_pages(pages):
        name = path.relative_to(pages)
        yield from _in_page(_read(path), f"{pages_label}/{name.as_posix()}")


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n")


def _in_record(text: str, path: str) -> Iterator[Mention]:
    """Addresses in the values of a file; comments are none. A file with errors has none."""
    if "://" not in text:
        return
    try:
        root = compose(text)
    except (yaml.YAMLError, RefusedError):
        return
    lines = LinePlaces(text)
    own = _OWN if path.endswith("/site.yml") else ()
    for field, node, parent in _scalars(root, "", None):
        if "://" in node.value and field not in own:
            yield from _in_scalar(text, lines, path, field, node, parent)


_Parent = dict[str, yaml.Node]


def _scalars(
    node: yaml.Node | None, field: str, parent: _Parent | None
) -> Iterator[tuple[str, yaml.ScalarNode, _Parent | None]]:
    if isinstance(node, yaml.ScalarNode):
        yield field, node, parent
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _scalars(item, f"{field}[{index}]", None)
    elif isinstance(node, yaml.MappingNode):
        children = {key.value: value for key, value in node.value}
        for name, value in children.items():
            yield from _scalars(value, f"{field}.{name}" if field else name, children)


def _in_scalar(
    text: str,
    lines: LinePlaces,
    path: str,
    field: str,
    node: yaml.ScalarNode,
    parent: _Parent | None,
) -> Iterator[Mention]:
    start = node.start_mark
    at = start.index
    is_url = parent is not None and field.rpartition(".")[2] == "url"
    has_copy = is_url and parent is not None and ARCHIVE_FIELD in parent
    # site.yml has addresses of its own kind (licence, repository), which take no copy.
    takes_copy = is_url and not path.endswith("/site.yml")
    for written in _linked(node.value, field):
        found = text.find(written, at, node.end_mark.index)
        line, column = start.line + 1, start.column + 1  # where it is folded or escaped
        if found >= 0:
            line, column = lines.place(found)
            at = found + len(written)
        yield Mention(path, line, column, field, written, takes_copy, has_copy)


def _linked(value: str, field: str) -> Iterator[str]:
    if field.partition(".")[0] in _PROSE:
        yield from addresses_in(_without_code(value))
    elif not field.startswith("disputed") and value.startswith(("http://", "https://")):
        yield value


def _in_page(text: str, path: str) -> Iterator[Mention]:
    blanked, at = _without_code(text), 0
    lines = LinePlaces(blanked)
    for written in addresses_in(blanked):
        found = blanked.find(written, at)
        yield Mention(path, *lines.place(found), "", written)
        at = found + len(written)


def _without_code(text: str) -> str:
    """Examples are no links; what is indented may be one."""
    return blank_examples(text, comments=False, indented=False)


def addresses_in(text: str) -> Iterator[str]:
    """The http(s) addresses in a text, in Markdown's links too, without what follows them."""
    for match in _ADDRESS.finditer(text):
        written = match.group()
        end = len(written)
        # How many are closed that were not opened.
        over = {close: written.count(close) - written.count(opened) for opened, close in _PAIRS}
        while end and ((sign := written[end - 1]) in _CLOSING or over.get(sign, 0) > 0):
            end -= 1
            if sign in over:
                over[sign] -= 1
        written = written[:end]
        # [words](address), and what may stand behind the bracket
        depth = 0
        for index, sign in enumerate(written):
            depth += (sign == "(") - (sign == ")")
            if depth < 0:
                written = written[:index]
                break
        yield written
