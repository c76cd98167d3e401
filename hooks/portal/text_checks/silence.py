"""How an editor says that a text is right as it is: `# ok: numbers` behind it.

The comment stands in the line of the field or of the language (of a text of several lines:
in its first line, or behind its end) and names the rules that it silences. Nothing silences
a rule everywhere.
"""

from __future__ import annotations

import re
from typing import Final

from portal.yaml_edits import find_entry
from portal.yaml_places import locate_key
from portal.yaml_text import Document, Path

_COMMENT: Final = re.compile(r"(?:^|\s)#\s*ok:\s*([a-z]+(?:\s*,\s*[a-z]+)*)\s*(?:[^\sa-z,\"'].*)?$")


def silenced(document: Document, path: Path) -> frozenset[str]:
    """The rules that comments silence for a text; `path` ends with the language."""
    lines = document.text.split("\n")
    # "summary: # ok: numbers" stands for all languages of the field.
    numbers = {locate_key(document, path[:-1]).line - 1}
    entry = find_entry(document.text, path)
    if entry is not None and entry.node.start_mark and entry.node.end_mark:
        numbers.add(entry.node.start_mark.line)
        if entry.style not in ("|", ">"):
            numbers.add(entry.node.end_mark.line)
    return frozenset().union(*(_rules_in(lines[n]) for n in numbers if n < len(lines)))


def _rules_in(line: str) -> frozenset[str]:
    match = _COMMENT.search(line)
    return frozenset(re.split(r"\s*,\s*", match[1])) if match else frozenset()
