"""Where things live on the site. Addresses are promises: change nothing here lightly.

All paths are relative, without a leading slash; directories end with one.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

# Kinds that have pages, and the directory of each. Grants live under "funding",
# the word that readers look for.
SECTIONS: Final = MappingProxyType(
    {
        "programmes": "programmes",
        "projects": "projects",
        "municipalities": "municipalities",
        "agreements": "agreements",
        "organisations": "organisations",
        "grants": "funding",
        "events": "events",
        "news": "news",
        "documents": "documents",
        "sources": "sources",
    }
)
# Sections that are no kind of record: what can be subscribed to, the open data, what other
# websites can show and which of them were seen to show it, the search,
# the map, the statement on accessibility, how much is translated.
FEEDS: Final = "feeds"
DATA: Final = "data"
EMBED: Final = "embed"
COMMITMENTS: Final = "commitments"
SEARCH: Final = "search"
MAP: Final = "map"
ACCESSIBILITY: Final = "accessibility"
TRANSLATIONS: Final = "translations"
SPECIAL: Final = (
    FEEDS,
    DATA,
    EMBED,
    COMMITMENTS,
    SEARCH,
    MAP,
    ACCESSIBILITY,
    TRANSLATIONS,
)
# Files that every site has, and no page of docs/ may become (see `own_names`).
NOT_FOUND: Final = "404.html"
ROBOTS: Final = "robots.txt"
SITEMAP: Final = "sitemap.xml"
SITEMAP_PACKED: Final = f"{SITEMAP}.gz"  # MkDocs' own, which is not published
HEADERS: Final = "_headers"
REDIRECTS: Final = "_redirects"
# Under what terms others may use what the site is made with.
LICENCES: Final = "licences/README.txt"
KIND_OF_SECTION: Final = MappingProxyType({path: kind for kind, path in SECTIONS.items()})


def language_root(language: str, default: str) -> str:
    """The directory of a language: empty for the default one, else "bg/"."""
    return "" if language == default else f"{language}/"


def list_path(kind: str, page: int = 1) -> str:
    """A list page below its language's root: "projects/", "projects/page-2/"."""
    base = f"{SECTIONS.get(kind, kind)}/"
    return base if page == 1 else f"{base}page-{page}/"


def record_path(kind: str, record_id: str) -> str:
    """A record's page below its language's root: "projects/roma-net/"."""
    return f"{SECTIONS[kind]}/{record_id}/"


def related_path(kind: str, record_id: str, related: str, page: int = 1) -> str:
    """All related records of one kind: "municipalities/ruse/projects/page-2/"."""
    base = f"{record_path(kind, record_id)}{SECTIONS[related]}/"
    return base if page == 1 else f"{base}page-{page}/"


def filter_path(kind: str, name: str, option: str = "", page: int = 1) -> str:
    """A list by one filter: "projects/by-year/2014/"; without an option, what there is to choose.

    No id can be "by-year": such ids are refused.
    """
    base = f"{SECTIONS[kind]}/by-{name}/"
    if option:
        base += f"{option}/"
    return base if page == 1 else f"{base}page-{page}/"


def explorer_path(kind: str, language: str) -> str:
    """The data of a kind's filters, below the site's root, without its ending."""
    return f"assets/explorer/{language}/{SECTIONS[kind]}"


def embed_page_path(municipality: str, programme: str) -> str:
    """The page with a pair's embeds: "embed/ruse/romact/"."""
    return f"{EMBED}/{municipality}/{programme}/"


def map_path(country: str) -> str:
    """The map of a country by its code: "map/bg/"; of all countries, without one: "map/"."""
    return f"{MAP}/{country.lower()}/" if country else f"{MAP}/"


def sitemap_file(language: str, number: int = 1) -> str:
    """A language's sitemaps: "sitemap-bg.xml", "sitemap-bg-2.xml"."""
    return f"sitemap-{language}{f'-{number}' if number > 1 else ''}.xml"


def up(path: str) -> str:
    """The relative way from a page (a directory path) up to its root: "../../"."""
    return "../" * path.count("/")


def relative(target: str, page: str) -> str:
    """A relative link from a page to a target, both below the same root."""
    return up(page) + target or "./"


def output_file(path: str) -> str:
    """The file that serves an address: "projects/" is "projects/index.html"."""
    return f"{path}index.html" if path == "" or path.endswith("/") else path


def resolve_portal(target: str) -> tuple[str, str | None] | None:
    """What `portal:projects/roma-net` names: (kind, id), or (kind, None) for a list.

    The kind's own name and its directory both work (grants, funding). None where
    the target has another form; whether the record exists is the catalogue's matter.
    """
    section, _, record_id = target.strip("/").partition("/")
    if section in SPECIAL and not record_id:
        return section, None
    kind = KIND_OF_SECTION.get(section, section)
    if kind not in SECTIONS or "/" in record_id:
        return None
    return kind, record_id or None


def portal_link(path: str) -> str | None:
    """The `portal:` link to what is at a path of a site: "/bg/projects/roma-net/" is
    portal:projects/roma-net, whatever directories stand before. None for what has no such link,
    such as files.
    """
    steps = [step for step in path.split("/") if step]
    if steps and "." in steps[-1]:
        return None
    for at, step in enumerate(steps):
        if step in KIND_OF_SECTION or step in SPECIAL:
            target = "/".join(steps[at:])
            return f"portal:{target}" if resolve_portal(target) else None
    return None


# Kinds whose logos can be had as files; their ids share one directory.
KIT_KINDS: Final = ("programmes", "organisations")
# Pictures of an SVG logo for screens with one, two and four dots a pixel.
KIT_SCALES: Final = (1, 2, 4)


def kit_directory(record_id: str) -> str:
    """Where a record's logo is in all forms: "logos/romact/"."""
    return f"logos/{record_id}/"


def kit_archive(record_id: str) -> str:
    """The zip with all of them, and how to use them."""
    return f"{kit_directory(record_id)}{record_id}-logo.zip"


def kit_file(record_id: str, variant: str, suffix: str, scale: int = 0) -> str:
    """One form of a logo: "romact.svg", "romact-mono-2x.png" below its directory."""
    name = record_id if variant == "colour" else f"{record_id}-{variant}"
    return f"{name}-{scale}x.png" if scale else f"{name}{suffix}"
