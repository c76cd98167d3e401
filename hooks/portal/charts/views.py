"""What the templates of charts see: every position and word, nothing left to compute.

Lengths along the page are percentages, so that a chart is as wide as there is room;
heights and letters are pixels, so that it can be read on a telephone too.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from portal.tables import Table
from portal.view import view


@view(frozen=True, slots=True)
class TextLine:
    """A line of text at a height; `language` where it is not the page's."""

    y: int
    text: str
    language: str = ""
    is_quiet: bool = False


@view(frozen=True, slots=True)
class Bar:
    """A bar with its value beside it.

    `style` says its colour and pattern. An end whose date is unknown (`opens_before`,
    `opens_after`) is a short hatched piece; `text_x` is where the bar
    ends, `text_gap` the pixels from there to its value. Without `width` there is no bar.
    """

    x: str
    y: int
    width: str
    style: str
    text: str = ""
    text_x: str = ""
    text_y: int = 0
    text_gap: int = 0
    is_point: bool = False
    opens_before: bool = False
    opens_after: bool = False


@view(frozen=True, slots=True)
class Tick:
    """A line across a chart with a word above it."""

    x: str
    text: str
    anchor: str = "middle"


@view(frozen=True, slots=True)
class Pattern:
    """Stripes of a filling: how wide (of 8 pixels), and at which angle."""

    style: str
    stripe: str
    angle: int


@view(frozen=True, slots=True)
class ChartKey:
    """What a filling stands for."""

    style: str
    text: str


@view(frozen=True, slots=True)
class Chart:
    """A chart as a picture: `title` and `description` say what it shows.

    `inset` are pixels that the bars begin to the right of the labels. The same figures
    stand in `table`, unless the page shows them in a table of its own already. `heading`
    stands above charts that need telling apart.
    """

    id: str
    title: str
    description: str
    height: int
    lines: tuple[TextLine, ...]
    bars: tuple[Bar, ...]
    bar_height: int
    patterns: tuple[Pattern, ...] = ()
    ticks: tuple[Tick, ...] = ()
    keys: tuple[ChartKey, ...] = ()
    notes: tuple[str | Markup, ...] = ()
    inset: int = 0
    table: Table | None = None
    heading: str = ""

    @property
    def striped(self) -> tuple[str, ...]:
        """The fillings that have a pattern."""
        return tuple([pattern.style for pattern in self.patterns])


# Fillings that differ without colours: (stripe, angle). What is not here is filled evenly.
_STRIPES: Final = MappingProxyType(
    {
        "planned": ("2", 45),
        "in_progress": ("4", 45),
        "partly_fulfilled": ("4", 90),
        "not_fulfilled": ("5", 135),
        "open": ("2", 135),
    }
)


def patterns_of(styles: Iterable[str]) -> tuple[Pattern, ...]:
    """The patterns that fillings of these styles need, each once."""
    wanted = set(styles)
    return tuple(Pattern(s, *_STRIPES[s]) for s in _STRIPES if s in wanted)
