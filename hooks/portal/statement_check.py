"""Where the accessibility statement sends people: the page has to be there.

Where a language lacks it, the default language's stands in, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from portal.hand_written import written_pages
from portal.load import SITE_FILE, Loaded, reread
from portal.page_names import split_language
from portal.problems import Problem, quote_got, suggest
from portal.yaml_places import locate
from portal.yaml_text import field_name


def check_statement(loaded: Loaded, pages: Path, label: str) -> Iterator[Problem]:
    """A problem for each hand-written page that the statement names and nobody has written.

    `label` is the directory of the hand-written pages as problems name it.
    """
    site = loaded.site
    if site is None or site.accessibility is None:
        return
    for number, way in enumerate(site.accessibility.feedback.ways):
        if way.page is None:
            continue
        default = site.default_language
        if _has(pages, way.page, default):
            continue
        document = reread(loaded, SITE_FILE)
        path = ("accessibility", "feedback", "ways", number, "page")
        mark = locate(document, path)
        known = _names(pages, site.tags) - {"index"}
        if way.page not in known:
            fix = suggest(way.page, known, "pages")
        else:
            fix = f"write {label}/{way.page}.{default}.md"
        yield Problem(
            document.path, mark.line, mark.column, field_name(path),
            f"the name of a hand-written page that is there in {default}",
            quote_got(way.page), fix,
        )  # fmt: skip


def _names(pages: Path, tags: tuple[str, ...]) -> frozenset[str]:
    """What a link may call the pages at the top of their folder."""
    names = (page.name for page in written_pages(pages) if page.parent == pages)
    return frozenset(split_language(name, tags)[0].removesuffix(".md") for name in names)


def _has(pages: Path, name: str, default: str) -> bool:
    return (pages / f"{name}.{default}.md").is_file() or (pages / f"{name}.md").is_file()
