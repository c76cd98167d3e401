"""The files of a language's search: Pagefind's index, and what the dialog says."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Final

from portal.addresses import SEARCH, SECTIONS, list_path
from portal.cache import NO_CACHE, Cache
from portal.pages import labels
from portal.pages.localiser import Localiser
from portal.search.entries import PAGE, Entries, TextPage
from portal.search.pagefind import IndexRecord, make_index
from portal.search.words import pagefind_language, rules_for

# One index per language, each with its own copy of Pagefind's scripts (150 kB): a browser
# then loads one language's alone.
ROOT: Final = "pagefind"
# Pagefind's own interface is not used: it has no Bulgarian, and wants ten times our script.
_WANTED: Final = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
_WANTED_TYPES: Final = (".pf_meta", ".pf_index", ".pf_filter", ".pf_fragment", ".pagefind")


def render_search(
    loc: Localiser, pages: tuple[TextPage, ...], program: Path, cache: Cache = NO_CACHE
) -> Iterator[tuple[str, bytes]]:
    """All files of a language's search, by path below the site's root.

    An index that `cache` has is not made again. Raises: SearchError where Pagefind fails.
    """
    tag = loc.language.tag
    for name, content in _index(loc, pages, program, cache).items():
        yield f"{ROOT}/{tag}/{name}", content
    yield f"{ROOT}/{tag}/portal.json", render_settings(loc)


def _index(
    loc: Localiser, pages: tuple[TextPage, ...], program: Path, cache: Cache
) -> dict[str, bytes]:
    language = pagefind_language(loc.language.tag)
    records = list(Entries(loc).all(pages))
    entry = _entry(records, language)
    known = cache.get(entry)
    if known is not None and (files := _unpack(known)):
        return files
    made = make_index(program, records, language)
    files = {n: c for n, c in made.items() if n in _WANTED or n.endswith(_WANTED_TYPES)}
    cache.put(entry, _pack(files))
    return files


def _entry(records: Iterable[IndexRecord], language: str) -> str:
    """A name for an index, of all that it is made of."""
    digest = hashlib.sha256(f"{version('pagefind-bin')} {language}".encode())
    for record in records:
        row = (record.url, record.content, record.meta, record.filters)
        digest.update(json.dumps(row, ensure_ascii=False, sort_keys=True).encode())
    return f"search/{digest.hexdigest()[:32]}.zip"


def _pack(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:  # it is compressed already
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _unpack(packed: bytes) -> dict[str, bytes]:
    """The files; none where the zip is damaged (it holds a checksum of each)."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError):
        return {}


def render_settings(loc: Localiser) -> bytes:
    """What the search's script needs to know: words, names of filters, rules for queries.

    Shape: JSON; `kinds` are [filter value, plural, singular] in the site's order,
    `programmes` maps ids to names, `former` the ids that programmes had before to those of today.
    """
    _ = loc.gettext
    kinds = [
        [kind, loc.label(labels.KIND_PLURAL, kind), loc.label(labels.KIND_SINGULAR, kind)]
        for kind in SECTIONS
    ]
    kinds.append([PAGE, _("Other pages"), _("Page")])
    programmes = loc.sorted_ids("programmes", loc.catalog.records["programmes"])
    settings = {
        "root": loc.language.root,
        "page": f"{loc.language.root}{list_path(SEARCH)}",
        "kinds": kinds,
        "programmes": {i: loc.plain(loc.title("programmes", i)) for i in programmes},
        "former": {
            old: new for (kind, old), new in loc.catalog.former.items() if kind == "programmes"
        },
        "strings": {
            "title": _("Search"),
            "label": _("What are you looking for?"),
            "close": _("Close"),
            "kind": _("Kind"),
            "allKinds": _("All kinds"),
            "programme": _("Programme"),
            "allProgrammes": _("All programmes"),
            "count": _("Results: %(num)s"),
            "some": _("No page has all of these words. Pages with some of them: %(num)s"),
            "none": _("Nothing found. Try other or fewer words."),
            "more": _("Show more results"),
            "hits": _("Search results"),
            "key": _("The / key opens the search"),
            "failed": _("The search could not be loaded. The lists have everything too."),
        },
        "rules": rules_for(loc.language.tag),
    }
    return json.dumps(settings, ensure_ascii=False, separators=(",", ":")).encode()
