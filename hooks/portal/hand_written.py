"""Hand-written pages: their `portal:` links, checked and resolved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from portal.addresses import list_path, record_path, relative, resolve_portal
from portal.catalog import PORTAL_LINK, complain_about_link
from portal.model import AnyRecord
from portal.problems import Problem

_HREF: Final = re.compile(r'href="portal:([^"]*)"')
_CODE: Final = re.compile(r"(?ms)^(`{3,}|~{3,}).*?^\1[ \t]*$|`[^`\n]+`")


def check_pages(
    directory: Path, label: str, records: Mapping[str, Mapping[str, AnyRecord]]
) -> Iterator[Problem]:
    """Problems of all Markdown files below a directory: `portal:` links that lead nowhere.

    Raises: OSError where a file cannot be read.
    """
    for path in sorted(directory.rglob("*.md")):
        name = f"{label}/{path.relative_to(directory).as_posix()}"
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            yield Problem(
                name, 1, 1, "", "text in UTF-8", "another encoding",
                'save the file with the encoding "UTF-8"',
            )  # fmt: skip
            continue
        # Code keeps its length but loses its content: examples of links are not links.
        blanked = _CODE.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)
        for match in PORTAL_LINK.finditer(blanked):
            complaint = complain_about_link(match.group(1), records)
            if complaint:
                line = blanked.count("\n", 0, match.start()) + 1
                column = match.start() - blanked.rfind("\n", 0, match.start())
                yield Problem(name, line, column, "", *complaint)


def resolve_links(html: str, page_path: str) -> str:
    """Turn `portal:` links of a rendered page into relative ones.

    `page_path` is the page's address below its language's root.
    """
    return _HREF.sub(lambda m: f'href="{_target(m[1], page_path)}"', html)


def _target(target: str, page_path: str) -> str:
    resolved = resolve_portal(target)
    if resolved is None:
        return relative("", page_path)
    kind, record_id = resolved
    path = record_path(kind, record_id) if record_id else list_path(kind)
    return relative(path, page_path)
