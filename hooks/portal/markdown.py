"""Markdown to HTML by GitHub's own parser, whose memory is given back.

cmarkgfm 2025.10.22 never frees the tree and the text that a call makes: 7 to 19 kB for 300
words, a gigabyte for 10,000 records. So its steps are taken here, with the two calls that
are missing. Where they cannot be reached (Windows), memory is not given back.
Source: cmarkgfm/cmark.py, markdown_to_html_with_extensions; cmark-gfm.h.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, Final

from cmarkgfm import _cmark

_lib: Final[Any] = _cmark.lib
_ffi: Final[Any] = _cmark.ffi
_lib.cmark_gfm_core_extensions_ensure_registered()
_EXTENSIONS: Final = tuple(
    _lib.cmark_find_syntax_extension(name) for name in (b"table", b"autolink", b"strikethrough")
)
# Raw HTML passes: the sanitiser comes after.
_OPTIONS: Final[int] = _lib.CMARK_OPT_UNSAFE


def to_html(markdown: str) -> str:
    """CommonMark with tables, bare addresses and ~~deleted~~ as HTML; nothing is sanitised."""
    text = markdown.encode()
    parser = _lib.cmark_parser_new(_OPTIONS)
    try:
        for extension in _EXTENSIONS:
            _lib.cmark_parser_attach_syntax_extension(parser, extension)
        _lib.cmark_parser_feed(parser, text, len(text))
        root = _lib.cmark_parser_finish(parser)
        raw = _lib.cmark_render_html(
            root, _OPTIONS, _lib.cmark_parser_get_syntax_extensions(parser)
        )
        html: str = _ffi.string(raw).decode()
        _free_text(_address(raw))
        _free_tree(_address(root))
    finally:
        _lib.cmark_parser_free(parser)
    return html


def _address(pointer: Any) -> int:
    return int(_ffi.cast("uintptr_t", pointer))


def _release(library: str | None, name: str) -> Callable[[int], object]:
    try:
        function = getattr(ctypes.CDLL(library), name)
    except (OSError, AttributeError, TypeError):
        return lambda address: None
    function.argtypes, function.restype = [ctypes.c_void_p], None
    found: Callable[[int], object] = function
    return found


_free_text: Final = _release(None, "free")
_free_tree: Final = _release(_cmark.__file__, "cmark_node_free")
