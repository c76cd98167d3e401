"""From the bytes of a page to its text, by the encoding that browsers would use."""

from __future__ import annotations

import re
from typing import Final

import webencodings  # type: ignore[import-untyped]

_META: Final = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.I)
_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_:.-]+)", re.I)
_LOOKED_AT: Final = 4096
_FALLBACK: Final = "windows-1251"  # what old Bulgarian pages without a declaration are in
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xfe\xff", "utf-16be"), (b"\xff\xfe", "utf-16le"))


def decode_page(body: bytes, content_type: str = "") -> tuple[str, str]:
    """The text of a page and the name of its encoding.

    A byte order mark wins over the HTTP header, that over the page's own `<meta>`; without
    any of them UTF-8 where the bytes are that, else windows-1251. Broken bytes become U+FFFD.
    Source: WHATWG Encoding Standard; HTML Standard 13.2.3.2.
    """
    found = _declared(body, content_type)
    if found is None:
        try:
            return body.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            found = webencodings.lookup(_FALLBACK)
    text, used = webencodings.decode(body, found or webencodings.UTF8, errors="replace")
    return text, str(used.name)


def _declared(body: bytes, content_type: str) -> webencodings.Encoding | None:
    for mark, name in _MARKS:
        if body.startswith(mark):
            return webencodings.lookup(name)
    header = _HEADER.search(content_type)
    found = webencodings.lookup(header.group(1)) if header else None
    if found is not None:
        return found
    meta = _META.search(body[:_LOOKED_AT])
    found = webencodings.lookup(meta.group(1).decode("ascii")) if meta else None
    # A <meta> that can be read byte by byte cannot be in UTF-16: the standard says UTF-8.
    if found is not None and found.name.startswith("utf-16"):
        return webencodings.UTF8
    return found
