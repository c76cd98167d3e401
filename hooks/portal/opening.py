"""A catalogue with its languages, ready to be made into a site."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

from portal.assets import Assets, read_assets
from portal.cache import NO_CACHE, Cache
from portal.catalog import Catalog, Key
from portal.data_files import digest_files
from portal.derived import derive
from portal.embeds.embeds import collect_embeds
from portal.embeds.scopes import SHOWN, shown_ids
from portal.frame import Frame, FrameKey
from portal.known_files import KnownFiles
from portal.languages import Language
from portal.media import MediaFile, find_media
from portal.pages.feeds_page import FILLED, filled_keys
from portal.pages.filter_options import LABEL, LABELS, label_or_none, labels_in_order
from portal.pages.images import Images
from portal.pages.lists import LISTED, listed_events
from portal.pages.localiser import (
    HAS,
    ITEMS,
    LISTING,
    ORDER,
    PLACE,
    TITLE,
    Localiser,
    count_items,
    has_items,
)
from portal.pages.renderer import NOT_FOUND, PageRenderer
from portal.pages.tasks import Task, plan_tasks
from portal.pictures.sizes import PictureSize
from portal.record_store import code_digest
from portal.sources import Sources
from portal.strings import Strings
from portal.text_shape import TextShape
from portal.tracing import collect_reads
from portal.translations.coverage import measure_coverage
from portal.translations.lock import NO_LOCK, Lock
from portal.version import DataVersion, data_version

_NO_PICTURES: Final[Mapping[str, PictureSize]] = MappingProxyType({})
_NOT_READ: Final[Mapping[str, bytes]] = MappingProxyType({})
_NO_SHAPES: Final[Mapping[Key, TextShape]] = MappingProxyType({})
# What is worked out of many records, by the source that it is in each language.
_WORKED_OUT: Final[Mapping[str, Callable[[str, Localiser], object]]] = MappingProxyType(
    {
        FILLED: filled_keys,
        HAS: has_items,
        ITEMS: count_items,
        LABEL: label_or_none,
        LABELS: labels_in_order,
        LISTED: listed_events,
        SHOWN: shown_ids,
    }
)


@dataclass(frozen=True, slots=True)
class Portal:
    """A catalogue with its languages, ready to render. `today` decides what is past."""

    catalog: Catalog
    data_directory: Path
    templates: Path
    localisers: Mapping[str, Localiser]
    tasks: tuple[Task, ...]
    media: Mapping[str, MediaFile]
    files: Mapping[str, str]
    sources: Sources
    cache: Cache
    assets: Assets
    version: DataVersion
    _renderers: dict[str, PageRenderer] = field(default_factory=dict, compare=False)

    def renderer(self, tag: str, frames: Mapping[FrameKey, Frame]) -> PageRenderer:
        """A language's renderer, one in each process for the sake of its caches."""
        if tag not in self._renderers:
            with collect_reads():  # of whatever page is the first
                self._renderers[tag] = PageRenderer(
                    self.localisers[tag], self.templates, frames, self.assets
                )
        return self._renderers[tag]

    @property
    def default(self) -> Localiser:
        """The default language's localiser."""
        return self.localisers[self.catalog.site.default_language]

    def frame_keys(self) -> tuple[FrameKey, ...]:
        """The frames that a theme has to provide, for each language."""
        # Ids change nothing about it: one page of each form is asked.
        forms = {
            (t.kind, not t.record_id, not t.related, t.page == 1, not t.filter, not t.option): t
            for t in self.tasks
        }
        keys = {task.frame_key for task in forms.values()}
        return (*sorted(keys, key=lambda k: (k.section, k.depth)), NOT_FOUND)


def open_portal(
    catalog: Catalog,
    strings: Mapping[str, Strings],
    data_directory: Path,
    templates: Path,
    today: date,
    *,
    lock: Lock = NO_LOCK,
    pictures: Mapping[str, PictureSize] = _NO_PICTURES,
    cache: Cache = NO_CACHE,
    digests: Mapping[str, bytes] = _NOT_READ,
    shapes: Mapping[Key, TextShape] = _NO_SHAPES,
    known: KnownFiles | None = None,
) -> Portal:
    """Make the languages and the plan of a catalogue without errors.

    `lock` says which translations were confirmed; `pictures` are the photographs as the check
    found them; `cache` keeps what is drawn; `digests` are SHA-256 of data files read already,
    `shapes` what the check found of the texts of records; what `known` has read
    is not read again.
    Raises: OSError; AssetError for a bug in the assets of `templates`.
    """
    known = known or KnownFiles()
    catalog = catalog.until(today)
    site = catalog.site
    languages = {
        setting.tag: Language(setting, strings[setting.tag], setting.tag == site.default_language)
        for setting in site.languages
    }
    sources = Sources(today, digests, shapes)
    version = sources.version(data_version(catalog, data_directory, digests, known))
    derived = derive(catalog, today, cache)
    embeds = sources.embeds(collect_embeds(catalog, data_directory, derived.pairs, derived.rules))
    facets = sources.facets(derived.facets)
    filters = sources.filters(derived.filters)
    coverage = sources.coverage(measure_coverage(site, catalog.records, lock, strings, shapes))
    atlas = sources.atlas(derived.atlas)
    images = sources.images(Images(pictures))
    media = sources.media(find_media(data_directory))
    files = sources.mapping("files", digest_files(data_directory, "files", known))
    catalog = sources.catalog(catalog)
    offered = {key: shape.offered for key, shape in shapes.items()}
    localisers = {
        tag: Localiser(
            catalog, language, languages, sources.today, facets, embeds, atlas, filters, images,
            coverage, cache, offered,
        )
        for tag, language in languages.items()
    }  # fmt: skip
    default = localisers[site.default_language]
    sources.derived(TITLE, default.title_or_none)
    sources.derived(LISTING, default.listing_or_none)
    sources.derived(PLACE, default.place_or_none)
    for tag, loc in localisers.items():
        sources.derived(f"{ORDER}:{tag}", partial(_digest_order, loc, sources))
        for source, work_out in _WORKED_OUT.items():
            sources.derived(f"{source}:{tag}", loc.traced(source, work_out).untraced)
    tasks = sources.sequence("tasks", tuple(plan_tasks(localisers[site.default_language])))
    assets = read_assets(templates / "assets", cache)
    return Portal(
        catalog, data_directory, templates, localisers, tasks, media, files, sources, cache,
        assets, version,
    )  # fmt: skip


def _digest_order(loc: Localiser, sources: Sources, kind: str) -> bytes:
    """A digest of a kind's order in a language; sorted only where a title or a day has changed."""
    (made_of,) = sources.digests([f"{ORDER}/{kind}"])
    languages = f" {loc.language.tag} {loc.site.default_language} "
    name = hashlib.sha256(code_digest() + languages.encode() + made_of).hexdigest()
    found = loc.cache.get(f"orders/{name[:40]}.order")
    if found is None:
        found = hashlib.blake2b("\0".join(loc.order_of(kind)).encode(), digest_size=12).digest()
        loc.cache.put(f"orders/{name[:40]}.order", found)
    return found
