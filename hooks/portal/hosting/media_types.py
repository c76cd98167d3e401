"""Media types of the site's files: servers' own tables lack them, or differ from each other."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# Type to endings.
TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "text/html": "html",
        "text/css": "css",
        "text/javascript": "js mjs",
        "text/plain": "txt",
        "text/csv": "csv",
        "text/calendar": "ics",
        "text/x-opml": "opml",
        "text/xml": "xml",
        "application/atom+xml": "atom",
        "application/rss+xml": "rss",
        "application/json": "json",
        "application/ld+json": "jsonld",
        "application/pdf": "pdf",
        "application/epub+zip": "epub",
        "application/zip": "zip",
        "application/wasm": "wasm",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
        "application/vnd.oasis.opendocument.text": "odt",
        "application/vnd.oasis.opendocument.spreadsheet": "ods",
        "application/vnd.oasis.opendocument.presentation": "odp",
        "image/svg+xml": "svg",
        "image/png": "png",
        "image/jpeg": "jpg jpeg",
        "image/webp": "webp",
        "image/avif": "avif",
        "font/woff2": "woff2",
    }
)
# Those that are text in UTF-8 and do not say so themselves (RFC 8259: JSON always is).
WITH_CHARSET: Final = ("text/css", "text/javascript", "text/plain", "text/csv", "text/calendar",
    "text/x-opml", "text/xml", "application/atom+xml", "application/rss+xml",
    "image/svg+xml")  # fmt: skip
_OF_ENDING: Final = {
    ending: media for media, endings in TYPES.items() for ending in endings.split()
}


def bare_type(path: str) -> str:
    """The media type of a file by its ending, in large letters or small ones, as servers do."""
    return _OF_ENDING.get(path.rpartition(".")[2].lower(), "application/octet-stream")


def media_type(path: str) -> str:
    """The same as a server says it: of text, with its encoding."""
    media = bare_type(path)
    return f"{media}; charset=utf-8" if media in (*WITH_CHARSET, "text/html") else media
