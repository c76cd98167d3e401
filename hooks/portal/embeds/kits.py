"""Logo kits: every form of a logo as a file, and a zip with how to use it.

Made once for the whole site: the pictures are the same in every language, and the zip
holds a readme in each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from portal.addresses import KIT_KINDS, kit_archive, kit_directory, kit_file
from portal.catalog import Catalog
from portal.embeds import contract
from portal.embeds.cards import cards_of
from portal.embeds.pairs import Pair
from portal.embeds.pictures import Pictures, badge_of
from portal.embeds.snippets import LOCAL_ADDRESS, Snippets
from portal.exports.archive import Archive
from portal.facets import former_ids
from portal.model import AnyRecord
from portal.pages.brand import VARIANT, alt_of, logo_of, page_address, smallest_width
from portal.pages.localiser import Localiser, title_of
from portal.tracing import memo
from portal.units import Unit


def kit_units(
    localisers: Mapping[str, Localiser],
    catalog: Catalog,
    pictures: Callable[[], Pictures],
    templates: Path,
) -> Iterator[Unit]:
    """Every record's kit; under former ids too."""
    readmes = [_Readme(loc, templates) for loc in localisers.values()]
    former = memo(lambda: former_ids(catalog))

    def kits(kind: str, record_id: str) -> Iterator[tuple[str, bytes]]:
        record = catalog.get(kind, record_id)
        for each in (record_id, *former().get((kind, record_id), ())):
            yield from _kit(record, each, readmes, pictures())

    for kind in KIT_KINDS:
        for record in catalog.records[kind].values():
            if logo_of(record) is not None:
                yield Unit(f"kit {kind} {record.id}", partial(kits, kind, record.id))


def _kit(
    record: AnyRecord, record_id: str, readmes: list[_Readme], pictures: Pictures
) -> Iterator[tuple[str, bytes]]:
    logo = logo_of(record)
    if logo is None:
        return
    files: dict[str, bytes] = {}
    names: dict[str, list[str]] = {}
    for variant, path in logo.files.items():
        suffix = readmes[0].loc.embeds.images[path].suffix
        forms = pictures.logos[path]
        names[variant] = [kit_file(record_id, variant, suffix, scale) for scale in forms]
        files |= zip(names[variant], forms.values(), strict=True)
    archive = Archive()
    for readme in readmes:
        text = readme.text(record, names)
        archive.add(f"readme-{readme.tag}.txt", text.encode("utf-8-sig"))
    for name, content in files.items():
        archive.add(name, content)
        yield kit_directory(record_id) + name, content
    yield kit_archive(record_id), archive.finish()


class _Readme:
    """Writes readmes in one language."""

    def __init__(self, loc: Localiser, templates: Path) -> None:
        self.loc = loc
        self.tag = loc.language.tag
        self._cards = loc.once(cards_of, templates)
        self._snippets = Snippets(self._cards, f"{loc.site.url}{contract.ROOT}")

    def text(self, record: AnyRecord, files: Mapping[str, list[str]]) -> str:
        """The readme of a record's kit; `files` are names by variant."""
        loc, logo = self.loc, logo_of(record)
        _ = loc.gettext
        assert logo is not None
        terms = loc.plain(logo.terms) if logo.terms else ""
        if not terms and loc.site.placeholder_logos:
            terms = loc.plain(loc.site.placeholder_logos)
        rows = (
            (_("Words for those who do not see it"), alt_of(record, loc)),
            (_("Space to keep free"), loc.plain(logo.clear_space) if logo.clear_space else ""),
            (_("Smallest width"), smallest_width(logo, loc)),
            (_("Terms of use"), terms),
        )
        lines = [loc.plain(title_of(record)), page_address(record, loc), ""]
        lines += [f"{_(VARIANT[variant])}: {', '.join(names)}" for variant, names in files.items()]
        lines += ["", *(f"{label}: {text}" for label, text in rows if text), ""]
        lines += self._how_to(record)
        return "\r\n".join(lines)

    def _how_to(self, record: AnyRecord) -> list[str]:
        """The code for a municipality's website, which is the same for all of them."""
        pairs = self.loc.embeds.pairs.of_programme.get(record.id, ())
        if record.kind_name != "programmes" or not pairs:
            return []
        pair: Pair = pairs[0]
        text = self.loc.gettext(
            "Upload one of the pictures to your website: the PNG file if your system refuses SVG. "
            "Then paste this code into a page and put the address of your copy in place of "
            "%(placeholder)s:"
        )
        badge = badge_of(pair.programme, self._cards.names)
        return [
            self._snippets.badge_alt(pair),
            "",
            text.replace("%(placeholder)s", LOCAL_ADDRESS),
            "",
            str(self._snippets.logo(pair, badge, local=True)),
            "",
        ]
