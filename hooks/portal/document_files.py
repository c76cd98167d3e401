"""The files in data/files: each is published as it is, so each must be what its name says.

A document has the site's own address: what runs in one could read what the editing page keeps.
The headers of hooks/portal/hosting forbid it to run, but not every host sends them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, get_args

from selectolax.lexbor import LexborHTMLParser, LexborNode

from portal.fields import DataFile, DocumentFile
from portal.problems import Problem
from portal.visible_files import visible_files

_MARKER: Final = next(m for m in get_args(DocumentFile) if isinstance(m, DataFile))
FOLDER: Final = _MARKER.folder
# Open Document, Office Open XML and EPUB are zip files.
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_STARTS: Final = {".pdf": (b"%PDF-",)}
_TEXTS: Final = (".csv", ".txt", ".html")
# What a page of text is made of; whatever else there is could run or load something.
_TEXT_TAGS: Final = """
html head title meta style body main article section nav aside header footer address div span p br
hr pre blockquote q h1 h2 h3 h4 h5 h6 hgroup ul ol li dl dt dd a b i u s em strong small big sub sup
code kbd samp var tt mark del ins abbr cite dfn time font center wbr bdi bdo ruby rt rp figure
figcaption img table caption colgroup col thead tbody tfoot tr th td details summary
-text -comment -doctype -document
"""
_TEXT_ATTRIBUTES: Final = """
id class lang dir title href hreflang rel alt src width height colspan rowspan span scope headers
align valign style name content charset http-equiv start type value reversed border cellpadding
cellspacing bgcolor color face size summary datetime open hidden translate role xmlns xml:lang
"""
_TAGS: Final = frozenset(_TEXT_TAGS.split())
_ATTRIBUTES: Final = frozenset(_TEXT_ATTRIBUTES.split())
_LINK: Final = re.compile(r"(https?|mailto|tel):|(?![^/?#]*:)", re.I)
_PICTURE: Final = re.compile(r"data:image/(png|jpeg|gif|webp);base64,|(?![^?#]*:|[/\\])", re.I)
_STYLE: Final = re.compile(r"@import|@font-face|\\|(?:url|src|image|image-set)\s*\(", re.I)
_METAS: Final = ("", "content-type", "content-language", "content-style-type")
_PLAIN: Final = "save it as plain HTML, with pictures in the file itself, or as PDF"


def check_documents(data: Path, label: str) -> tuple[Problem, ...]:
    """What is wrong with the files in data/files, whether a record names them or not.

    Raises: nothing; what cannot be read is a problem.
    """
    root = data.resolve()
    problems = []
    for path in visible_files(data / FOLDER):
        if not (path.is_file() or path.is_symlink()):
            continue
        place = f"{label}/{path.relative_to(data).as_posix()}"
        for expected, got, fix in _check(path, root):
            problems.append(Problem(place, 1, 1, "", expected, got, fix))
    return tuple(problems)


def _check(path: Path, root: Path) -> Iterator[tuple[str, str, str]]:
    ending = path.suffix.lower()
    try:
        is_inside = path.resolve(strict=True).is_relative_to(root)
        content = path.read_bytes() if is_inside and path.is_file() else b""
    except (OSError, RuntimeError):
        yield "a file that can be read", "none", "put it there anew, or delete it"
        return
    if not is_inside:
        yield "a file inside data/", "a link out of it", "put the file itself there"
    elif ending not in _MARKER.endings:
        listed = ", ".join(_MARKER.endings)
        yield f"a file that ends in {listed}", f'"{path.name}"', "convert it, or delete it"
    elif ending not in _TEXTS and not content.startswith(_STARTS.get(ending, _ZIP)):
        yield f"a {ending[1:].upper()} file", "something else", "export it anew, or rename it"
    elif ending in _TEXTS and b"\0" in content:
        yield "a text", "something else", "save it as text in UTF-8, or rename it"
    elif ending == ".html":
        yield from _check_html(content)


def _check_html(content: bytes) -> Iterator[tuple[str, str, str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # In another encoding a browser may read other signs than this check.
        yield "an HTML file in UTF-8", "another encoding", "save it in UTF-8"
        return
    root = LexborHTMLParser(text).root
    for node in root.traverse() if root else ():
        found = _trouble(node)
        if found:
            yield "a page that runs nothing and loads nothing", found, _PLAIN
            return


def _trouble(node: LexborNode) -> str:
    """What in an element could run or load something; empty where nothing does."""
    tag = node.tag or ""
    if tag not in _TAGS:
        return f"<{tag}>"
    if tag == "style" and _STYLE.search(node.text()):
        return "a <style> that loads something"
    attributes = {name: (value or "").strip() for name, value in node.attributes.items()}
    for name, text in attributes.items():
        shown = f'{name}="{text[:30]}"'
        if not (name in _ATTRIBUTES or name.startswith(("aria-", "data-"))):
            return shown
        is_bad = (
            (name == "href" and not (text.isprintable() and _LINK.match(text)))
            or (name == "src" and not (text.isprintable() and _PICTURE.match(text)))
            or (name == "style" and _STYLE.search(text))
            or (name == "http-equiv" and text.lower() not in _METAS)
        )
        if is_bad:
            return shown
    return ""
