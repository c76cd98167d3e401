"""Hand-written pages: their `portal:` links, checked and resolved; no scripts in them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from portal.addresses import list_path, record_path, relative, resolve_portal
from portal.hosting.inline import find_inline
from portal.hosting.static_hosts import PLACEHOLDER
from portal.own_names import OwnNames
from portal.problems import Problem, Severity, quote_got
from portal.reading import (
    MAX_BYTES,
    check_ordinary,
    is_passed_over,
    name_problem,
    read_bounded,
    unreadable,
)
from portal.references import PORTAL_LINK, Targets

# Where programs look for what they know by its name, such as security.txt (RFC 9116).
WELL_KNOWN: Final = ".well-known"
# In a tag as HTML allows it, as the page may have been written so.
_HREF: Final = re.compile(
    r"(<(?:a|area)\b[^<>]*?\shref\s*=\s*)"
    r"(?:\"portal:([^\"]*)\"|'portal:([^\"']*)'|portal:([^\s\"'<>]*))",
    re.I,
)
_SCRIPT: Final = re.compile(r"<script\b[^>]*>", re.I)
_COMMENT: Final = re.compile(r"<!--.*?-->", re.S)
_CODE: Final = re.compile(r"(?ms)^[ \t]*(`{3,}|~{3,}).*?^[ \t]*\1[ \t]*$|`[^`\n]+`")
_INDENTED: Final = re.compile(r" {4}| {0,3}\t")
# What lines below it may be indented for: items of lists, definitions, footnotes.
_ITEM: Final = re.compile(r" {0,3}(?:[-*+:]|[0-9]+[.)]|\[\^[^\]\n]+\]:)\s")
_RULE: Final = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
# Pages to MkDocs as well; what looks at pages knows .md alone.
_OTHER_ENDINGS: Final = (".markdown", ".mdown", ".mkdn", ".mkd")


def check_pages(
    directory: Path, label: str, targets: Targets, tags: Sequence[str] = ()
) -> Iterator[Problem]:
    """Problems of the files below a directory: names of what the site or another file publishes,
    `portal:` links of pages that lead nowhere, and warnings about scripts in them.

    `tags` are the site's languages, the default one first.
    Raises: nothing; a file that cannot be read is a problem.
    """
    published = _Published(OwnNames(tags, targets), label)
    for path in written_paths(directory):
        below = path.relative_to(directory).as_posix()
        name = f"{label}/{below}"
        yield from _check_name(name)
        if not path.is_dir():
            yield from published.check(below)
        elif path.is_symlink():
            yield _linked_folder(name)
        if not path.name.endswith(".md"):
            yield from _unreadable(path, name)
            continue
        try:
            text = read_bounded(path).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            yield _not_utf8(name, error)
            continue
        except OSError as error:
            yield unreadable(name, error)
            continue
        blanked = blank_examples(text)
        for match in PORTAL_LINK.finditer(blanked):
            complaint = targets.complain_about_portal(match["target"])
            if complaint:
                at = match.start("target") - len("portal:")
                line = blanked.count("\n", 0, at) + 1
                yield Problem(name, line, at - blanked.rfind("\n", 0, at), "", *complaint)
        yield from _warn_about_scripts(name, blank_comments(blank_code(text)))


def written_paths(directory: Path) -> Iterator[Path]:
    """The files and folders below a directory of pages that MkDocs looks at, in order.

    Not what is hidden (an editor's lock of a page that is open is a link to nowhere), or what an
    editor kept of before. Folders that are links are named, and not entered.
    """
    for path in sorted(directory.rglob("*")):
        hidden = is_hidden(path.relative_to(directory).as_posix())
        if not hidden and (not is_passed_over(path.name) or path.is_dir()):
            yield path


def is_hidden(path: str) -> bool:
    """Whether a file below a directory of pages is hidden, or in a folder that is.

    `.well-known` at the site's root is for visitors (RFC 8615).
    """
    below = f"{path}/".removeprefix(f"{WELL_KNOWN}/")
    return any(part.startswith(".") for part in below.split("/"))


def written_pages(directory: Path) -> Iterator[Path]:
    """The pages among them."""
    return (path for path in written_paths(directory) if path.suffix == ".md")


class _Published:
    """As what the files of a folder of pages are published: each as something of its own."""

    def __init__(self, own: OwnNames, label: str) -> None:
        self._own = own
        self._label = label
        self._names: dict[str, str] = {}

    def check(self, name: str) -> Iterator[Problem]:
        """The problems of the next file (`name` is its path below the folder)."""
        path = f"{self._label}/{name}"
        if name.endswith(_OTHER_ENDINGS):
            yield Problem(
                path, 1, 1, "", "a page whose name ends in .md", quote_got(name), "rename it",
            )  # fmt: skip
            return
        if taken := self._own.complain(name, self._label):
            yield taken
        if not (made := self._own.published(name)):
            return
        other = self._names.setdefault(made, name)
        if other != name:
            yield Problem(
                path, 1, 1, "", "a name under which no other file is published",
                f'a file that would be published as "{made}", as {self._label}/{other} is',
                "rename one of the two, or delete it",
            )  # fmt: skip


def _linked_folder(name: str) -> Problem:
    """MkDocs would enter it, but neither the check nor what looks for changes does."""
    return Problem(
        name, 1, 1, "", "a folder", "a link to a folder",
        "put the folder itself there, not a link to elsewhere",
    )  # fmt: skip


def _check_name(name: str) -> Iterator[Problem]:
    """The names below docs/ become addresses, and patterns for hosts of static files."""
    own = name.rpartition("/")[2]
    if not own.isprintable():
        yield name_problem(name)
    elif PLACEHOLDER.search(own):
        yield name_problem(name, "a name without : and *, which stand for other addresses")


def _unreadable(path: Path, name: str) -> Iterator[Problem]:
    """The problem of a file that is published as it is, and cannot be."""
    if path.is_dir():
        return
    try:
        check_ordinary(path.stat(), MAX_BYTES)
        path.open("rb").close()
    except OSError as error:
        yield unreadable(name, error)


def _warn_about_scripts(name: str, text: str) -> Iterator[Problem]:
    """A warning for each script that stands in a page itself.

    What a page carries inline is allowed by its hash, and hosts of static files cannot be told so
    for one address: their patterns may not overlap (see `hosting.table`).
    """
    for match in _SCRIPT.finditer(text):
        if find_inline([f"{match[0]}x</script>"]).scripts:
            at = match.start()
            yield Problem(
                name, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at), "",
                "no script in the page itself", f"{match[0]}, which may then run on every page",
                "put it into a file and name that by src, or delete it", Severity.WARNING,
            )  # fmt: skip


def blank_code(text: str) -> str:
    """Markdown whose code keeps its length but loses its content: examples are no links."""
    return _CODE.sub(_blanked, text)


def blank_comments(text: str) -> str:
    """The text of a page with HTML's comments replaced by spaces, so that all places stay."""
    return _COMMENT.sub(_blanked, text)


def blank_examples(text: str) -> str:
    """As `blank_code`, without what is code because it is indented.

    That may be said of too much within HTML: not for what nobody may overlook.
    """
    lines = text.split("\n")
    in_item, may_begin = False, True
    for number, line in enumerate(lines):
        if not line.strip():
            may_begin = True
        elif _INDENTED.match(line) is None:
            is_item = _ITEM.match(line) is not None and _RULE.match(line) is None
            in_item = is_item or (in_item and not may_begin)
            may_begin = line.startswith("#")
        elif may_begin and not in_item:
            lines[number] = " " * len(line)
    return blank_code("\n".join(lines))


def _blanked(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())


def _not_utf8(name: str, error: UnicodeDecodeError) -> Problem:
    content: bytes = error.object
    line_start = content.rfind(b"\n", 0, error.start) + 1
    column = len(content[line_start : error.start].decode("utf-8", "replace")) + 1
    return Problem(
        name, content.count(b"\n", 0, error.start) + 1, column, "", "text in UTF-8",
        f"the byte 0x{content[error.start]:02x}", 'save the file with the encoding "UTF-8"',
    )  # fmt: skip


def resolve_links(html: str, page_path: str, records: Mapping[str, Container[str]]) -> str:
    """Turn `portal:` links of a rendered page into relative ones.

    `page_path` is the page's address below its language's root; `records` are the ids of
    each kind that have pages. A news item whose day has not come has none yet: its list.
    """

    def resolved(match: re.Match[str]) -> str:
        start, *links = match.groups(default="")
        return f'{start}"{_target("".join(links), page_path, records)}"'

    return _HREF.sub(resolved, html)


def _target(link: str, page_path: str, records: Mapping[str, Container[str]]) -> str:
    target, sign, fragment = link.partition("#")
    resolved = resolve_portal(target)
    if resolved is None:
        return relative("", page_path)
    kind, record_id = resolved
    if record_id and record_id not in records[kind]:
        return relative(list_path(kind), page_path)
    path = record_path(kind, record_id) if record_id else list_path(kind)
    return relative(path, page_path) + sign + fragment
