"""What a preview's pages tell whoever looks at them, and at no terminal: why they are not new."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Final

# The rest is in the terminal, and at the next look here.
_MOST: Final = 20
_BODY: Final = re.compile(rb"<body\b[^>]*>")
# A style of its own: the page's may be what is broken. Above all, the page's own menu too.
_STYLE: Final = (
    "position:relative;z-index:99;margin:0;padding:1rem;background:#7a1024;color:#fff;"
    "font:1rem/1.5 sans-serif;text-align:left;overflow-wrap:anywhere"
)
_LIST: Final = "display:grid;gap:.5rem;margin:.75rem 0;padding:0;list-style:none"


def with_notice(page: bytes, reason: str, lines: Sequence[str] = ()) -> bytes:
    """A page (HTML, UTF-8) with a reason and lines at its top, both of them plain text.

    A page without a body stays as it is.
    """
    body = _BODY.search(page)
    if body is None:
        return page
    items = "".join(f"<li>{escape(line)}</li>" for line in lines[:_MOST])
    more = f"<p>… and {len(lines) - _MOST} more.</p>" if len(lines) > _MOST else ""
    notice = (
        f'<div role="alert" lang="en" dir="ltr" data-preview-notice style="{_STYLE}">'
        f"<p><strong>{escape(reason)}</strong></p>"
        + (f'<ul style="{_LIST}">{items}</ul>' if items else "")
        + f"{more}</div>"
    )
    return page[: body.end()] + notice.encode() + page[body.end() :]
