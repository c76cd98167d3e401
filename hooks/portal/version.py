"""Which data a site was built from: a day and a digest, stated on every page.

Pages do not hold it: an edit of one record would change all of them. They lead to the file that
says it, and a style sheet of one line shows it behind that link.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from portal.catalog import Catalog
from portal.known_files import KnownFiles
from portal.visible_files import walk_visible

# Names that stay: pages of older builds ask for them too.
SHEET: Final = "version.css"
MARK: Final = ".data-version"
# A test compares it with pyproject.toml.
GENERATOR: Final = ("inclusion-portal", "0.1.0")
_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class DataVersion:
    """`updated_on` is the day of the newest change (ISO 8601; empty without records), `digest`
    SHA-256 in hexadecimal digits of all files.
    """

    updated_on: str
    digest: str

    @property
    def label(self) -> str:
        """As pages show it: "2026-11-20 · 3f9a2c1b7d"."""
        return " · ".join(filter(None, (self.updated_on, self.digest[:_SHOWN])))


def data_version(
    catalog: Catalog,
    directory: Path,
    known: Mapping[str, bytes],
    files: KnownFiles | None = None,
) -> DataVersion:
    """The version of a data directory.

    `known` are SHA-256 digests of files that have been read already, by name below the directory;
    others are asked of `files`.
    Shape of the digest: SHA-256 over every file that is not passed over, by the order of its name's
    bytes: its name below the directory with slashes, a zero byte, the SHA-256 of its content.
    Raises: OSError where a file cannot be read.
    """
    whole, files, base = hashlib.sha256(), files or KnownFiles(), str(directory)
    for name in sorted(_names(base), key=os.fsencode):
        digest = known[name] if name in known else files.digest_of_any(f"{base}/{name}")
        whole.update(os.fsencode(name) + b"\0" + digest)
    records = (record for group in catalog.records.values() for record in group.values())
    newest = max((record.updated_on for record in records), default=None)
    return DataVersion(newest.isoformat() if newest else "", whole.hexdigest())


def render_sheet(version: DataVersion) -> bytes:
    """The style sheet that shows the version behind the link in the footer of every page."""
    return f"{MARK}::after{{content:{css_string(' ' + version.label)}}}\n".encode("ascii")


def css_string(text: str) -> str:
    """A text as a string of CSS, in ASCII: it cannot end early, whatever is in it.

    Source: CSS Syntax Level 3, 4.3.5 and 4.3.7: a space ends an escape and belongs to it; what is
    no scalar value becomes U+FFFD, as it would for the browser.
    """
    return '"' + "".join(map(_css_character, text)) + '"'


def _css_character(char: str) -> str:
    if char.isascii() and (char.isalnum() or char in " -.,:/()"):
        return char
    code = ord(char)
    return f"\\{0xFFFD if code == 0 or 0xD800 <= code <= 0xDFFF else code:x} "


def _names(folder: str) -> list[str]:
    """What is published, by names below the folder with slashes; links to nothing are not."""
    start = len(folder) + 1
    names = [entry.path[start:] for entry in walk_visible(folder) if entry.is_file()]
    return names if os.sep == "/" else [name.replace(os.sep, "/") for name in names]
