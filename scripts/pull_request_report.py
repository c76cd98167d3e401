"""What a pull request does to the site: `python scripts/pull_request_report.py BEFORE AFTER`.

Prints Markdown for one comment: pages added, changed and removed, links that lead nowhere, texts
that lack a translation, weight. `--pictures DIR` takes screenshots of the pages that changed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote, urlsplit

import own_python  # noqa: F401 - first: it may go on with another Python

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from data_folder import data_folder  # noqa: E402
from page_pictures import take_pictures  # noqa: E402
from portal.check import Checked, check_directory  # noqa: E402
from portal.code_span import code_span  # noqa: E402
from portal.embeds.contract import ROOT as EMBEDS  # noqa: E402
from portal.embeds.contract import embed_directory  # noqa: E402
from portal.translations.coverage import measure_coverage  # noqa: E402
from portal.translations.states import State  # noqa: E402
from site_comparison import Comparison, broken_links, compare_sites  # noqa: E402
from terminal import write_utf8  # noqa: E402

# By this line the comment is found again, and updated instead of written anew.
MARKER = "<!-- inclusion-portal: what this pull request changes -->"
SHOWN = 25
PICTURES = 8
_WAITING = {
    "Texts still to be translated": (State.FALLBACK, State.MISSING),
    "Translations whose original has changed": (State.STALE,),
}


def main(arguments: list[str] | None = None) -> int:
    """Print the report; 1 where a link of the new site leads nowhere."""
    parser = argparse.ArgumentParser(description="What a pull request does to the site.")
    parser.add_argument("before", type=Path, help="the site as it was built before the change")
    parser.add_argument("after", type=Path, help="the site as it is built with the change")
    parser.add_argument(
        "--preview", default="", metavar="URL", help="where the new site can be seen"
    )
    parser.add_argument(
        "--data", type=Path, default=data_folder(), metavar="DIR", help="the new data"
    )
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="take screenshots into it")
    options = parser.parse_args(arguments)
    comparison = compare_sites(options.before, options.after)
    checked = check_directory(options.data)
    site = checked.catalog.site if checked.catalog else None
    links = broken_links(options.after, urlsplit(site.url).path if site else "/")
    pictures: tuple[str, ...] = ()
    if options.pictures is not None:
        wanted = [*comparison.added, *comparison.changed][:PICTURES]
        pictures = take_pictures(options.after, wanted, options.pictures)
    lines = [
        MARKER,
        "### What this changes on the site",
        "",
        *_pages(comparison, options.preview, site.tags if site else ()),
        *_section(
            "Links that lead nowhere",
            [f"{code_span(b.target)} on {code_span(f'/{b.page}')}" for b in links],
        ),
        *_translations(checked),
        *_weights(comparison),
        *_section("Screenshots in the artifact “pictures”", [code_span(p) for p in pictures]),
    ]
    print("\n".join(lines).rstrip() + "\n", end="")
    return 1 if links else 0


def _pages(comparison: Comparison, preview: str, tags: tuple[str, ...]) -> Iterator[str]:
    groups = (
        ("Added", comparison.added, preview),
        ("Changed", comparison.changed, preview),
        ("Removed", comparison.removed, ""),
    )
    if not any(pages for _, pages, _ in groups):
        yield "No page changes."
        yield ""
    for heading, pages, base in groups:
        yield from _section(heading, _by_address(pages, base, tags))


def _by_address(pages: Sequence[str], base: str, tags: tuple[str, ...]) -> list[str]:
    """One line for the versions of a page in all languages, with a link to each."""
    versions: dict[str, list[tuple[str, str]]] = {}
    for page in pages:
        tag, address = _version_of(page, tags)
        versions.setdefault(address, []).append((tag, page))
    lines = []
    for address, found in sorted(versions.items()):
        ordered = sorted(found, key=lambda version: tags.index(version[0]) if tags else 0)
        links = [f"[{t}]({base.rstrip('/')}/{quote(p)})" if base else t for t, p in ordered]
        lines.append(f"{code_span(f'/{address}')} {' '.join(links)}".rstrip())
    return lines


def _version_of(page: str, tags: tuple[str, ...]) -> tuple[str, str]:
    """A page's language, and the address of the same page in the first language."""
    if not tags:
        return "", page
    first, _, rest = page.partition("/")
    if first in tags[1:]:
        return first, rest
    if page.startswith(EMBEDS):
        municipality, programme, tag, name = page.removeprefix(EMBEDS).split("/", 3)
        if tag in tags:  # not that of a language which the change removes
            return tag, embed_directory(municipality, programme, tags[0]) + name
    return tags[0], page


def _section(heading: str, items: Sequence[str], number: int | None = None) -> Iterator[str]:
    """A list below its heading with how many there are, which is `number` of items that count."""
    if not items:
        return
    yield f"**{heading}: {len(items) if number is None else number:,}**"
    yield ""
    for item in items[:SHOWN]:
        yield f"- {item}"
    if len(items) > SHOWN:
        yield f"- … and {len(items) - SHOWN:,} more"
    yield ""


def _translations(checked: Checked) -> Iterator[str]:
    """What waits for a translator, per language."""
    if checked.catalog is None:
        return
    site, records = checked.catalog.site, checked.catalog.records
    coverage = measure_coverage(site, records, checked.lock, checked.strings)
    totals = {tag: coverage.total(tag) for tag in site.tags}
    for heading, wanted in _WAITING.items():
        numbers = {tag: sum(states[one] for one in wanted) for tag, states in totals.items()}
        lines = [f"{t}: {n:,} of {totals[t].total():,} texts" for t, n in numbers.items() if n]
        yield from _section(heading, lines, sum(numbers.values()))


def _weights(comparison: Comparison) -> Iterator[str]:
    before = sum(b for b, _ in comparison.weights.values())
    after = sum(a for _, a in comparison.weights.values())
    if before == after and not comparison.heavier:
        return
    yield f"**Weight of the site:** {after:,} bytes ({after - before:+,})"
    yield ""
    for page, gained in comparison.heavier:
        yield f"- {code_span(f'/{page}')} {gained:+,} bytes"
    if comparison.heavier:
        yield ""


if __name__ == "__main__":
    write_utf8()
    sys.exit(main())
