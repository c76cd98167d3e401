"""What a card looks like: where its words stand, how large, on what."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from portal.social.layout import drawable, fit

# What the networks ask for: 1.91 to 1. Twitter/X and Facebook cut nothing off at this size.
WIDTH: Final = 1200
HEIGHT: Final = 630
_MARGIN: Final = 80
_ROOM: Final = WIDTH - 2 * _MARGIN
_TITLE_SIZES: Final = ((100, 1), (82, 2), (68, 3), (58, 4), (48, 4))
_SMALL: Final = 36
_SMALL_LEADING: Final = 46
# What stands below the title ends above this line.
_LAST_LINE: Final = 490
_LEADING: Final = 1.16
_MARK: Final = 60
# The colours of the site's bar. Text is drawn in steps between the ground and these.
GROUND: Final = "#083d49"
WHITE, AMBER = "#ffffff", "#f2b84b"


@dataclass(frozen=True, slots=True)
class CardText:
    """The words of a card, in one language. `meta` may be empty."""

    kicker: str
    title: str
    meta: str
    site: str


@dataclass(frozen=True, slots=True)
class Run:
    """A line of text: where its first letter stands on the baseline, its size in pixels."""

    x: int
    y: int
    size: int
    colour: str
    text: str

    def request(self) -> list[Any]:
        """The line as the drawing process takes it."""
        return [self.x, self.y, self.size, self.colour, self.text]


def ground_of(templates: Path) -> str:
    """What all cards have in common, as SVG: the ground and the site's mark.

    `templates` holds the mark, which is a picture of 64 by 64. Raises: OSError.
    """
    mark = (templates / "assets" / "mark.svg").read_text("utf-8")
    bottom = HEIGHT - _MARGIN - _MARK + 8
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{GROUND}"/>'
        f'<rect width="{WIDTH}" height="16" fill="{AMBER}"/>'
        f'<g transform="translate({_MARGIN} {bottom}) scale({_MARK / 64})">{mark}</g></svg>'
    )


def lay_out(card: CardText) -> tuple[Run, ...]:
    """The lines of a card; none where its title has letters that cannot be drawn."""
    title = drawable(card.title)
    if not title:
        return ()
    runs = []
    if kicker := drawable(card.kicker):
        runs.append(_small(kicker, 128, AMBER, 1)[0])
    fitted = fit(title, _ROOM, _TITLE_SIZES)
    y = 150.0 + fitted.size
    for line in fitted.lines:
        runs.append(Run(_MARGIN, round(y), fitted.size, WHITE, line))
        y += fitted.size * _LEADING
    if meta := drawable(card.meta):
        first = round(y - fitted.size * _LEADING + 66)
        runs += _small(meta, first, WHITE, max(1, 1 + (_LAST_LINE - first) // _SMALL_LEADING))
    if site := drawable(card.site):
        left = _MARGIN + _MARK + 20
        (name,) = fit(site, WIDTH - _MARGIN - left, ((_SMALL, 1),)).lines
        runs.append(Run(left, HEIGHT - _MARGIN - 10, _SMALL, WHITE, name))
    return tuple(runs)


def _small(text: str, y: int, colour: str, most: int) -> list[Run]:
    lines = fit(text, _ROOM, ((_SMALL, most),)).lines
    return [
        Run(_MARGIN, y + number * _SMALL_LEADING, _SMALL, colour, line)
        for number, line in enumerate(lines)
    ]
