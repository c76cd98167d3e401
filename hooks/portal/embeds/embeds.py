"""What embeds are made of, collected once for all languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from portal.catalog import Catalog
from portal.embeds.logos import Logo, find_logos
from portal.embeds.pairs import Pairs, collect_pairs


@dataclass(frozen=True, slots=True)
class Embeds:
    """The pairs of a site, and the logos of their programmes."""

    pairs: Pairs
    logos: Mapping[str, Logo] = field(default_factory=lambda: MappingProxyType({}))


NO_EMBEDS: Final = Embeds(
    Pairs((), MappingProxyType({}), MappingProxyType({}), MappingProxyType({}))
)


def collect_embeds(catalog: Catalog, data_directory: Path) -> Embeds:
    """Pairs and logos of a catalogue. Raises: OSError where the disk fails."""
    pairs = collect_pairs(catalog)
    return Embeds(pairs, find_logos(catalog, pairs.of_programme, data_directory))
