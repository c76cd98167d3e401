"""What is promised for ever about `/embed/v1/`: addresses, sizes, the message.

Other people's pages hold these; a change belongs under `/embed/v2/`. The two scripts are
promised to the byte, because snippets carry their hash.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

ROOT: Final = "embed/v1/"
# Bytes: every card is smaller.
MAX_CARD: Final = 6 * 1024
# CSS pixels.
CARD_WIDTH: Final = 480
LOGO_HEIGHT: Final = 60
LOGO_MAX_WIDTH: Final = 240
# A click may open the link in place of the page; no scripts, no origin, no forms.
SANDBOX: Final = "allow-top-navigation-by-user-activation"
AUTO_SANDBOX: Final = f"allow-scripts {SANDBOX}"

CARD: Final = "index.html"
AUTO_CARD: Final = "auto.html"
NEWS: Final = "news/index.html"
EVENTS: Final = "events/index.html"
BADGE_SVG: Final = "badge.svg"
BADGE_PNG: Final = "badge.png"
OEMBED_JSON: Final = "oembed.json"
OEMBED_XML: Final = "oembed.xml"
# Of every pair, but for the PNG badge where it could not show all letters (see badges.py).
FILES: Final = (CARD, AUTO_CARD, NEWS, EVENTS, BADGE_SVG, BADGE_PNG, OEMBED_JSON, OEMBED_XML)

COMPONENT: Final = "programme-card.js"
AUTO_HEIGHT: Final = "auto-height.js"


def embed_directory(municipality: str, programme: str, tag: str) -> str:
    """Where a pair's embeds in a language are: "embed/v1/ruse/romact/bg/"."""
    return f"{ROOT}{municipality}/{programme}/{tag}/"


def _read(name: str) -> bytes:
    return (Path(__file__).parent / name).read_bytes()


SCRIPTS: Final = MappingProxyType({name: _read(name) for name in (COMPONENT, AUTO_HEIGHT)})


@cache
def integrity(name: str) -> str:
    """A script's Subresource Integrity value: "sha384-…"."""
    digest = hashlib.sha384(SCRIPTS[name]).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"
