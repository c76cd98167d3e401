"""Words for a terminal: colours only where a person reads them, UTF-8 everywhere."""

from __future__ import annotations

import io
import os
import sys
from typing import Final, TextIO

_CODES: Final = {"bold": "1", "red": "31", "yellow": "33", "green": "32", "dim": "2"}


def wants_colour(stream: TextIO) -> bool:
    """Whether colours are wanted: a terminal, and nothing in the environment against it.

    Source: no-color.org; force-color.org.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def paint(text: str, style: str, stream: TextIO) -> str:
    """The text in a style ("bold", "red" …), if the stream shows colours."""
    if not text or not wants_colour(stream):
        return text
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m"


def write_utf8() -> None:
    """Print UTF-8 whatever the system's encoding is: problems quote Cyrillic."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
