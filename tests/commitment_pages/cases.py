"""All made-up municipal pages, and what the servers answer for them."""

from __future__ import annotations

from PIL import Image

from tests.commitment_pages import pictures
from tests.commitment_pages.not_reached import not_reached
from tests.commitment_pages.not_shown import not_shown
from tests.commitment_pages.parts import Case, css, image, portal
from tests.commitment_pages.server import PUBLIC_NUMBER, World
from tests.commitment_pages.shown import shown


def all_cases() -> tuple[Case, ...]:
    """Every case, each with a name of its own."""
    found = (*shown(), *not_shown(), *not_reached())
    assert len({case.name for case in found}) == len(found)
    return found


def make_world(cases: tuple[Case, ...]) -> tuple[World, dict[str, str]]:
    """What the servers answer, and the numbers of names that are not the usual one."""
    common = {
        "/arms.png": image(pictures.save(Image.radial_gradient("L").resize((120, 160)))),
        "/eu.png": image(pictures.save(pictures.logo("eu-emblem", 180))),
        "/style.css": css("nav li:hover ul{display:none}main{color:#222}"),
    }
    world: World = {("inclusion-portal.example", path): reply for path, reply in portal()}
    inside = "10.1.2.3"
    names = {
        "inside.pages.example": inside,
        "mixed.pages.example": f"{PUBLIC_NUMBER} {inside}",
        "2130706433": "127.0.0.1",
    }
    for case in cases:
        world |= {(case.host, path): reply for path, reply in {**common, **case.replies}.items()}
        if case.number is not None:
            names[case.host] = case.number
    return world, names
