"""What is looked for: per agreement, the page that was named and what must be seen on it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from portal.addresses import record_path
from portal.catalog import Catalog
from portal.embeds import contract
from portal.model import Agreement, CommitmentKind, Municipality, Programme
from portal.web.address import WebAddress, parse_address

LOGOS: Final = "logos/"
# A link to one of these opens a file, not the programme's site.
_FILES: Final = re.compile(
    r"\.(avif|bmp|csv|css|docx?|gif|ico|jpe?g|js|json|mp[34]|od[tsp]|pdf|png|pptx?|rar|rss|svg"
    r"|tiff?|txt|webp|xlsx?|xml|zip)$",
    re.I,
)
_BADGE: Final = re.compile(r"badge[^/]*\.(svg|png|webp|gif)")


@dataclass(frozen=True, slots=True)
class Target:
    """One promise to inform the public: whose, about what, on which page.

    `page_field` says which field of the municipality gave `page`: logo_page, website, or
    none; `home` is the website, where another page was named, for what is not shown there.
    `commitment` counts from 0 inside the agreement. Ids hold the former ones too.
    """

    agreement: str
    commitment: int
    municipality: str
    programme: str
    page: str | None
    page_field: str
    home: str | None
    website: WebAddress | None
    logos: tuple[str, ...]
    site: WebAddress
    languages: tuple[str, ...]
    municipality_ids: tuple[str, ...]
    programme_ids: tuple[str, ...]

    def why_link(self, address: str) -> str:
        """Why a link counts: "programme" (its site), "portal" (its page here), or "" if not."""
        found = parse_address(address)
        if found is None:
            return ""
        if self.website is not None and _is_page_of(found, self.website):
            return "programme"
        return "portal" if self._is_portal_page(self._below_site(found)) else ""

    def why_logo(self, address: str) -> str:
        """Why an image's address counts: "logo", "badge", or "" where it says nothing."""
        path = self._below_site(parse_address(address)) or ""
        if path.startswith(LOGOS):
            first, slash, _ = path.removeprefix(LOGOS).partition("/")
            names = {*self.programme_ids, *(PurePosixPath(logo).stem for logo in self.logos)}
            return "logo" if (first if slash else PurePosixPath(first).stem) in names else ""
        rest = self._below_embeds(path)
        return "badge" if rest and _BADGE.fullmatch(rest.rpartition("/")[2]) else ""

    def is_card(self, address: str) -> bool:
        """Whether a frame's address is the card of this municipality and programme."""
        rest = self._below_embeds(self._below_site(parse_address(address)) or "")
        language, _, file = (rest or "").partition("/")
        return language in self.languages and file in ("", contract.CARD, contract.AUTO_CARD)

    def is_card_script(self, address: str) -> bool:
        """Whether a script's address is that of the portal's <programme-card>."""
        path = self._below_site(parse_address(address))
        return path == f"{contract.ROOT}{contract.COMPONENT}"

    def _below_site(self, address: WebAddress | None) -> str | None:
        if address is None or (address.host, address.site) != (self.site.host, self.site.site):
            return None
        base = self.site.path
        return address.path.removeprefix(base) if address.path.startswith(base) else None

    def _below_embeds(self, path: str) -> str | None:
        for municipality in self.municipality_ids:
            for programme in self.programme_ids:
                start = f"{contract.ROOT}{municipality}/{programme}/"
                if path.startswith(start):
                    return path.removeprefix(start)
        return None

    def _is_portal_page(self, path: str | None) -> bool:
        if path is None:
            return False
        language, _, rest = path.partition("/")
        path = (rest if language in self.languages else path).removesuffix("index.html")
        pages = {
            *(record_path("programmes", name) for name in self.programme_ids),
            *(record_path("municipalities", name) for name in self.municipality_ids),
        }
        return f"{path.removesuffix('/')}/" in pages


def find_targets(
    catalog: Catalog, municipalities: Collection[str] = (), programmes: Collection[str] = ()
) -> tuple[Target, ...]:
    """All promises to inform the public, by agreement; of the named ones where some are named.

    A municipality whose record names no page has a target too, with `page` None.
    """
    found = []
    for agreement in catalog.records["agreements"].values():
        assert isinstance(agreement, Agreement)
        if municipalities and agreement.municipality not in municipalities:
            continue
        if programmes and agreement.programme not in programmes:
            continue
        for index, commitment in enumerate(agreement.commitments):
            if commitment.kind is CommitmentKind.INFORM_PUBLIC:
                found.append(_target(catalog, agreement, index))
    return tuple(found)


def _target(catalog: Catalog, agreement: Agreement, commitment: int) -> Target:
    municipality = catalog.get("municipalities", agreement.municipality)
    programme = catalog.get("programmes", agreement.programme)
    assert isinstance(municipality, Municipality)
    assert isinstance(programme, Programme)
    site = parse_address(catalog.site.url)
    assert site is not None, "data/site.yml was checked"
    page = municipality.logo_page or municipality.website
    field = "logo_page" if municipality.logo_page else "website" if page else ""
    return Target(
        agreement=agreement.id,
        commitment=commitment,
        municipality=municipality.id,
        programme=programme.id,
        page=page,
        page_field=field,
        home=municipality.website if municipality.website != page else None,
        website=parse_address(programme.website) if programme.website else None,
        logos=tuple(programme.logo.files.values()) if programme.logo else (),
        site=site,
        languages=catalog.site.tags,
        municipality_ids=(municipality.id, *municipality.former_ids),
        programme_ids=(programme.id, *programme.former_ids),
    )


def _is_page_of(address: WebAddress, website: WebAddress) -> bool:
    """Whether an address is a page of a website: same host, and below its path."""
    if address.site != website.site or _FILES.search(address.path):
        return False
    base = website.path.rstrip("/")
    return address.path == base or address.path.startswith(f"{base}/")
