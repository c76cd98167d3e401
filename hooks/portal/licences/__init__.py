"""What a site is made of that others have made, under what terms, and the texts that go with it.

`PARTS` is the one list. README.txt of a site, LICENCES.md and the bill of materials are written
from it; a test compares it with all files of built sites.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from portal.addresses import LICENCES

_FOLDER: Final = LICENCES.rpartition("/")[0]
_HERE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Part:
    """`addresses` are patterns below a site's root, in which `*` stands for anything; `licence` is
    an expression of SPDX, or words where the licence is not one of SPDX; `text` the file below
    licences/ with its terms, empty where none has to travel.
    """

    name: str
    holder: str
    licence: str
    text: str
    source: str
    addresses: tuple[str, ...]


def _assets(*names: str) -> tuple[str, ...]:
    # One by one, so that a new one is not taken for ours without a thought.
    return tuple(
        f"assets/{stem}.*.{ending}" for stem, _, ending in (n.partition(".") for n in names)
    )


OWN: Final = Part(
    "Style sheets, scripts and drawings of Inclusion Portal",
    "the authors of Inclusion Portal",
    "EUPL-1.2",
    "eupl-1.2.txt",
    "overrides/assets, hooks/portal/embeds, scripts/editor/start.js",
    (
        *_assets(
            "embed-page.js", "explorer-data.js", "explorer-view.js", "explorer.js", "favicon.svg",
            "figures.css", "mark.svg", "portal.css", "portal.js", "search-find.js",
            "search-parts.js", "search-words.js", "search.css", "search.js", "wheel.svg",
        ),
        "embed/v1/programme-card.js", "embed/v1/auto-height.js", "admin/start.js", "version.css",
    ),
)  # fmt: skip
FONTS: Final = Part(
    "Sofia Sans, and letters drawn from it in badges and cards for sharing",
    "The Sofia Sans Project Authors",
    "OFL-1.1",
    "sofia-sans.txt",
    "https://github.com/lettersoup/Sofia-Sans (cut down by scripts/make_fonts.py)",
    ("assets/fonts/sofia-sans-*.woff2",),
)
THEME: Final = Part(
    "Material for MkDocs: a part of its style sheet, with some of Material Design Icons",
    "Martin Donath; Pictogrammers",
    "MIT AND Apache-2.0",
    "material.txt",
    "https://squidfunk.github.io/mkdocs-material/ (cut down by hooks/theme_style.py)",
    ("assets/stylesheets/main.*.min.css",),
)
SEARCH: Final = Part(
    "Pagefind, with the stemmers of Snowball",
    "Pagefind; Martin Porter, Richard Boulton and others",
    # By the manifest of one of its packages (pagefind_microjson); pagefind.txt tells of it.
    "MIT AND BSD-3-Clause AND BlueOak-1.0.0 AND GPL-3.0-only",
    "pagefind.txt",
    "https://pagefind.app",
    ("pagefind/*/pagefind.js", "pagefind/*/pagefind-worker.js", "pagefind/*/wasm.*.pagefind"),
)
MAPS: Final = Part(
    "Base map: Natural Earth, from world-atlas",
    "Natural Earth (public domain); Michael Bostock",
    "ISC",
    "base-map.txt",
    "https://www.naturalearthdata.com (simplified by scripts/make_base_map.py)",
    ("assets/maps/*.svg",),
)
EDITOR: Final = Part(
    "Decap CMS: the editing page, where a site has one",
    "Netlify and others",
    "MIT",
    "decap-cms.txt",
    "https://decapcms.org",
    (
        "admin/decap-cms.js", "admin/*.decap-cms.js", "admin/decap-cms.js.LICENSE.txt",
        "admin/*.wasm",
    ),
)  # fmt: skip
CONTENT: Final = Part(
    "Pages, feeds, calendars, data, charts, cards and what is searched in",
    "the site's publisher",
    "the licence that the foot of every page names (data/site.yml)",
    "",
    "data, docs",
    (
        "*.html", "feeds/*", "data/v1/*", "cards/*.png", "embed/v1/*.json", "embed/v1/*.xml",
        "embed/v1/*.svg", "embed/v1/*.png", "assets/explorer/*.json", "admin/config.*.json",
        "pagefind/*/*.pf_*", "pagefind/*/pagefind-entry.json", "pagefind/*/portal.json",
        "sitemap*.xml", "robots.txt", "_headers", "_redirects", ".htaccess", ".hosting.json",
        ".build.json",
    ),
)  # fmt: skip
OTHERS: Final = Part(
    "Logos, photographs and documents",
    "their owners, named beside them",
    "the terms named beside them (data/logos, data/pictures, data/files)",
    "",
    "data",
    ("logos/*", "pictures/*", "files/*"),
)
TERMS: Final = Part(
    "Licences", "their authors", "may be copied unchanged", "", "", (f"{_FOLDER}/*.txt",)
)
PARTS: Final = (OWN, FONTS, THEME, SEARCH, MAPS, EDITOR, CONTENT, OTHERS, TERMS)


def render_licences(templates: Path, *, with_editor: bool) -> Iterator[tuple[str, bytes]]:
    """The texts that travel with a site, and README.txt, by their paths below its root.

    `templates` is the folder with the fonts. Raises: OSError.
    """
    texts = {
        FONTS.text: templates / "assets" / "fonts" / "OFL.txt",
        MAPS.text: _HERE.parent / "maps" / "BORDERS.txt",
    }
    shown = [part for part in PARTS if part is not TERMS and (with_editor or part is not EDITOR)]
    for part in shown:
        if part.text:
            source = texts.get(part.text, _HERE / part.text)
            yield f"{_FOLDER}/{part.text}", source.read_bytes()
    yield LICENCES, _readme(shown).encode()


def _readme(parts: list[Part]) -> str:
    blocks = ["What this site is made of, and under what terms others may use it."]
    for part in parts:
        terms = f"{part.licence} (see {part.text})" if part.text else part.licence
        lines = (part.name, f"  By: {part.holder}", f"  Licence: {terms}", f"  From: {part.source}",
                 *(f"  {address}" for address in part.addresses))  # fmt: skip
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def part_of(path: str) -> Part:
    """The part that a file of a site belongs to, by its path below the root.

    Raises: LookupError where none claims it, or more than one.
    """
    found = [part for part in PARTS if any(fnmatchcase(path, a) for a in part.addresses)]
    if len(found) != 1:
        claimed = " and ".join(part.name for part in found) or "nothing"
        raise LookupError(f"{path} is claimed by {claimed} in hooks/portal/licences")
    return found[0]


def render_table() -> str:
    """LICENCES.md: the list for whoever reads the code."""
    lines = [
        "# Licences",
        "",
        "What a built site is made of, by whom, and under what terms. The texts that have to",
        "travel with it are published in its folder `licences/`. This file is written from the",
        "list in `hooks/portal/licences` by `python scripts/write_licences.py`; a test compares",
        "that list with every file of built sites. `make sbom` lists what a site is built with.",
        "",
        "| what | by | licence | text | from | files of a site |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for part in PARTS:
        text = f"`licences/{part.text}`" if part.text else ""
        files = ", ".join(f"`{address}`" for address in part.addresses)
        lines.append(
            f"| {part.name} | {part.holder} | {part.licence} | {text} | {part.source} | {files} |"
        )
    return "\n".join(lines) + "\n"
