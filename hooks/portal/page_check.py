"""What is wrong with a hand-written page before MkDocs sees it: language, front matter, links.

MkDocs would refuse some of it without a line, and pass over the rest in silence.
"""

from __future__ import annotations

import dataclasses
import posixpath
import re
from collections.abc import Iterator
from html import unescape
from itertools import chain
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from pydantic_core import PydanticCustomError

from portal.addresses import portal_link
from portal.fields import said_by
from portal.fields.dates import parse_day
from portal.fields.words import parse_line
from portal.hand_written import read_page, written_paths
from portal.line_places import LinePlaces
from portal.page_examples import blank_examples
from portal.page_names import split_language
from portal.problems import Problem, Severity, limit_per_file, nearest, quote_got, suggest
from portal.yaml_places import locate
from portal.yaml_text import Document, Value, read_document

FIELDS: Final = ("title", "description", "updated_on", "layout")
# As MkDocs finds it (mkdocs/utils/meta.py).
_FRONT_MATTER: Final = re.compile(
    r"\A-{3}[ \t]*\n(?P<yaml>.*?\n)(?:-{3}|\.{3})[ \t]*(?:\n|\Z)", re.S
)
# An address may have brackets and spaces in it.
_WORD: Final = r"(?:[^\s()<>]|\((?:[^\s()<>]|\([^\s()<>]*\))*\))+"
# A link or picture in its line, or a definition such as "[a]: about.md".
_LINK: Final = re.compile(
    rf"(?<!\\)\]\(\s*+(?:<(?P<angle>[^<>\n]+)>|(?P<inline>{_WORD}(?:[ ]+(?![\"']){_WORD})*))"
    r"(?=\s*\)|\s+[\"'])"
    r"|^ {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*<?(?=\S+[ \t]*(?:[\"'(].*)?$)(?P<apart>[^\s()<>]+)",
    re.M,
)
# What a tag of HTML in a page names: MkDocs leaves it as it is.
_TAG: Final = re.compile(
    r"<(?P<tag>a|area|img|source|video|audio|embed|iframe|object)\b[^<>]*?\s(?:href|src|data|poster)"
    r"\s*=\s*(?:\"(?P<double>[^\"<>]*)\"|'(?P<single>[^'<>]*)'|(?P<bare>[^\s\"'<>]+))",
    re.I,
)
# With a scheme or a host it leads elsewhere; what begins with # or ? stays on the page.
_ELSEWHERE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|[#?]")
# Of pages as people name them; what ends otherwise is a file.
_ENDING: Final = re.compile(r"\.(?:md|html?|ya?ml)$", re.I)
_PAGE_ENDING: Final = re.compile(r"(?:\.(?:md|html?|ya?ml)|(?:^|/)[^./]*)$", re.I)
_MAIL: Final = re.compile(r"[\w.+-]+@[^\W\d][\w-]*(?:\.[\w-]+)+")


@dataclasses.dataclass(frozen=True, slots=True)
class _Known:
    """The site's languages, the default one first; what there is to link to, by its path: pages
    without their language, and other files.
    """

    tags: tuple[str, ...]
    pages: frozenset[str]
    files: frozenset[str]


def check_written(directory: Path, label: str, tags: tuple[str, ...]) -> Iterator[Problem]:
    """Problems of the pages below a directory; `tags` are the site's languages, default first.

    Raises: nothing; what cannot be read is passed over, `check_pages` tells of it.
    """
    files = [path for path in written_paths(directory) if not path.is_dir()]
    every = [path.relative_to(directory).as_posix() for path in files]
    names = [name for name in every if name.endswith(".md")]
    known = _Known(
        tags,
        frozenset(split_language(name, tags)[0] for name in names),
        frozenset(every).difference(names),
    )
    for name in names:
        try:
            text = read_page(directory / name)
            path = f"{label}/{name}"
            path.encode()
        except (OSError, UnicodeError):
            continue
        if unpublished := _check_language(path, name, tags):
            yield unpublished
            continue
        shown = blank_examples(text)
        links = _check_links(path, name, shown, directory, known)
        html = _check_tags(path, name, shown, directory, tags)
        yield from limit_per_file(chain(_check_front_matter(path, text), links, html))


def _check_language(path: str, name: str, tags: tuple[str, ...]) -> Problem | None:
    """A warning only: languages may leave a site, and their pages wait."""
    stem, _, tag = name.rpartition("/")[2].removesuffix(".md").rpartition(".")
    if not stem or tag in tags:
        return None
    return Problem(
        path, 1, 1, "", "the name of a page and a language of the site, such as "
        f"{stem.partition('.')[0]}.{tags[0]}.md", quote_got(name),
        "this page is not published: rename it, or add the language to data/site.yml "
        f"(it has: {', '.join(tags)})", Severity.WARNING,
    )  # fmt: skip


def _check_front_matter(path: str, text: str) -> Iterator[Problem]:
    match = _FRONT_MATTER.match(text)
    if match is None or not match["yaml"].strip():
        return
    document = read_document(path, match["yaml"].encode())
    for problem in chain(document.problems, _check_fields(document)):
        # Below the line with three hyphens.
        yield dataclasses.replace(problem, line=problem.line + 1)


def _check_fields(document: Document) -> Iterator[Problem]:
    for key, value in (document.value or {}).items():
        mark = locate(document, (key,))
        if key not in FIELDS:
            yield Problem(
                document.path, mark.line, 1, key, "a field of a page", quote_got(key),
                suggest(key, FIELDS, "fields"),
            )  # fmt: skip
        elif value is not None and (complaint := _complain_about(key, value)):
            yield Problem(document.path, mark.line, mark.column, key, *complaint)


def _complain_about(key: str, value: Value) -> tuple[str, str, str] | None:
    """What is wrong with a field of a page, or None."""
    try:
        (parse_day if key == "updated_on" else parse_line)(value)
    except PydanticCustomError as error:
        expected, got, fix = said_by(error)
        return expected, got, fix if isinstance(value, str) else "write a text in one line"
    return None


def _check_links(
    path: str, name: str, shown: str, directory: Path, known: _Known
) -> Iterator[Problem]:
    lines = LinePlaces(shown)
    opening, read_to = -1, 0  # the bracket before the link
    for match in _LINK.finditer(shown):
        kind = match.lastgroup or ""
        opening = max(opening, shown.rfind("[", read_to, match.start()))
        read_to = match.start()
        target = match[kind]
        if _ELSEWHERE.match(target) or _is_there(target, name, directory, known.tags):
            continue
        if kind != "apart" and opening > 0 and shown[opening - 1] == "\\":
            continue  # a sign, and no link
        yield Problem(
            path, *lines.place(match.start(kind)), "",
            "a link to a page or file that is there, named from this page's folder",
            quote_got(target), _fix(target, posixpath.dirname(name), known),
        )  # fmt: skip


def _check_tags(
    path: str, name: str, shown: str, directory: Path, tags: tuple[str, ...]
) -> Iterator[Problem]:
    """Targets in HTML that are named as Markdown names them, and so lead nowhere."""
    address = _address(name, tags)
    lines = LinePlaces(shown)
    for match in _TAG.finditer(shown):
        kind = match.lastgroup or ""
        target = unescape(match[kind])
        if not target or _ELSEWHERE.match(target) or not _is_there(target, name, directory, tags):
            continue
        file = unquote(_without_place(target))
        if not file.endswith(".md") and (directory / address / file).is_file():
            continue
        sign = "!" if match["tag"].lower() == "img" else ""
        yield Problem(
            path, *lines.place(match.start(kind)), "",
            f'an address from where the page stands, "/{address}": HTML stays as it is written',
            quote_got(target), f"write it in Markdown: {sign}[text](<{target}>)",
        )  # fmt: skip


def _address(name: str, tags: tuple[str, ...]) -> str:
    """Where a page stands, from the root of the site: "bg/about/" for about.bg.md."""
    page, tag = split_language(name, tags)
    stem = page.removesuffix(".md")
    folder = posixpath.dirname(stem) if posixpath.basename(stem) == "index" else stem
    return posixpath.join(tag if tag and tag != tags[0] else "", folder, "")


def _without_place(target: str) -> str:
    """The file that a target names, without the place in it."""
    return re.split("[#?]", target, maxsplit=1)[0]


def _is_there(target: str, name: str, directory: Path, tags: tuple[str, ...]) -> bool:
    """Whether MkDocs finds the target: in the page's language, in the default one, or as it is."""
    file = unquote(_without_place(target))
    if file.startswith(("/", "\\")) or "\0" in file:
        return False
    file = posixpath.normpath(posixpath.join(posixpath.dirname(name), file))
    stem, dot, ending = file.rpartition(".")
    _, own = split_language(name, tags)
    languages = (own, tags[0]) if own else tags[:1]
    names = [file, *(f"{stem}.{tag}.{ending}" for tag in languages if dot and stem)]
    try:
        return not file.startswith("..") and any((directory / n).is_file() for n in names)
    except OSError:  # a name that no disk can have
        return False


def _fix(target: str, folder: str, known: _Known) -> str:
    """What was meant by a target in a page of a folder."""
    if target.startswith("www."):
        return f'write it as "https://{target}"'
    path = _without_place(unquote(target).replace("\\", "/"))
    steps = [step for step in path.split("/") if step not in ("", ".", "..")]
    if path.startswith("/") and steps and steps[0] in known.tags:
        del steps[0]
    word = _ENDING.sub("", "/".join(steps))
    # Without what they all end with: else each is like each.
    pages = {name.removesuffix(".md"): name for name in known.pages}
    if word not in pages and (link := portal_link(word.removeprefix("data/"))):
        return f'write it as "{link}", a page made of data'
    if not _PAGE_ENDING.search(path):
        near = nearest("/".join(steps), known.files)
        if near:
            return f'did you mean "{posixpath.relpath(near, folder or ".")}"?'
        if _MAIL.fullmatch(target):
            return f'write it as "mailto:{target}"'
        return "put the file there, or correct its name; an address begins with https://"
    match = nearest(word, frozenset(pages))
    if match:
        return f'did you mean "{posixpath.relpath(pages[match], folder or ".")}"?'
    if path.startswith("/"):
        return "write the page's file, such as about.md, or portal: for a page made of data"
    return suggest("", known.pages, "pages")
