"""Where the accessibility statement sends people: the page has to be there in each language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from portal.load import SITE_FILE, Loaded, reread
from portal.problems import Problem, quote_got, suggest
from portal.yaml_places import locate
from portal.yaml_text import field_name


def check_statement(loaded: Loaded, pages: Path, label: str) -> Iterator[Problem]:
    """A problem for each hand-written page that the statement names and a language lacks.

    `label` is the directory of the hand-written pages as problems name it.
    """
    site = loaded.site
    if site is None or site.accessibility is None:
        return
    for number, way in enumerate(site.accessibility.feedback.ways):
        if way.page is None:
            continue
        lacking = [tag for tag in site.tags if not _has(pages, way.page, tag, site.tags[0])]
        if not lacking:
            continue
        document = reread(loaded, SITE_FILE)
        path = ("accessibility", "feedback", "ways", number, "page")
        mark = locate(document, path)
        known = {page.name.split(".")[0] for page in pages.glob("*.md")} - {"index"}
        if way.page not in known:
            fix = suggest(way.page, known, "pages")
        else:
            fix = f"write {', '.join(f'{label}/{way.page}.{tag}.md' for tag in lacking)}"
        yield Problem(
            document.path, mark.line, mark.column, field_name(path),
            f"a hand-written page in each language of the site ({', '.join(site.tags)})",
            quote_got(way.page), fix,
        )  # fmt: skip


def _has(pages: Path, name: str, tag: str, default: str) -> bool:
    if (pages / f"{name}.{tag}.md").is_file():
        return True
    return tag == default and (pages / f"{name}.md").is_file()
