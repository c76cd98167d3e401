"""What embeds are made of, collected once for all languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from portal.catalog import Catalog
from portal.embeds.logos import Logo, find_logos
from portal.embeds.pairs import Pairs
from portal.logo_files import LogoImage, load_logos
from portal.visibility import NO_RULES, Rules


@dataclass(frozen=True, slots=True)
class Embeds:
    """The pairs of a site, and the logos of their programmes.

    `images` are all logo files by path, `rules` the visibility rules by what they apply to.
    """

    pairs: Pairs
    logos: Mapping[str, Logo] = field(default_factory=lambda: MappingProxyType({}))
    images: Mapping[str, LogoImage] = field(default_factory=lambda: MappingProxyType({}))
    rules: Rules = field(default_factory=lambda: NO_RULES)


NO_EMBEDS: Final = Embeds(
    Pairs((), MappingProxyType({}), MappingProxyType({}), MappingProxyType({}))
)


def collect_embeds(catalog: Catalog, data_directory: Path, pairs: Pairs, rules: Rules) -> Embeds:
    """Pairs and rules with the logos of a catalogue. Raises: OSError where the disk fails."""
    images = load_logos(data_directory)
    logos = find_logos(catalog, pairs.of_programme, images)
    return Embeds(pairs, logos, images, rules)
