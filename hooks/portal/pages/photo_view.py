"""A photograph as templates see it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Photograph:
    """A photograph with its copies; addresses are below the site's root.

    `sets` are the `srcset` of the formats, as (address, width) each; `attributes` is the
    alternative text's language, where the page around it is in another one.
    """

    webp: tuple[tuple[str, int], ...]
    jpeg: tuple[tuple[str, int], ...]
    src: str
    sizes: str
    width: int
    height: int
    alt: str
    attributes: Markup
    caption: Markup
    credit: Markup
    is_tall: bool
