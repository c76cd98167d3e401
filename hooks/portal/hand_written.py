"""Hand-written pages: their `portal:` links, checked and resolved; no scripts in them."""

from __future__ import annotations

import errno
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Final

from portal.addresses import list_path, record_path, relative, resolve_portal
from portal.hosting.inline import find_inline
from portal.hosting.static_hosts import PLACEHOLDER
from portal.line_places import LinePlaces
from portal.own_names import OwnNames
from portal.page_examples import blank_examples
from portal.problems import Problem, Severity, limit_per_file, quote_got
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
# As of a record: a page is read, and looked through for mistakes, by people.
MAX_PAGE: Final = 1 << 20
# In a tag as HTML allows it, as the page may have been written so.
_HREF: Final = re.compile(
    r"(<(?:a|area)\b[^<>]*?\shref\s*=\s*)"
    r"(?:\"portal:([^\"]*)\"|'portal:([^\"']*)'|portal:([^\s\"'<>]*))",
    re.I,
)
# Where a page ends before the tag does, there is none, nor in what is behind.
_SCRIPT: Final = re.compile(r"<script\b[^>]*+(?:(?P<end>>)|\Z)", re.I)
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
            text = read_page(path)
        except UnicodeDecodeError as error:
            yield _not_utf8(name, error)
            continue
        except OSError as error:
            is_long = error.errno == errno.EFBIG
            yield _too_long(name, path.stat().st_size) if is_long else unreadable(name, error)
            continue
        links = _check_portal_links(name, text, targets)
        yield from limit_per_file(chain(links, _warn_about_scripts(name, text)))


def read_page(path: Path) -> str:
    """The text of a page, its lines ended by a line feed alone.

    Raises: OSError, also for more than `MAX_PAGE` bytes; UnicodeDecodeError.
    """
    return read_bounded(path, MAX_PAGE).decode("utf-8-sig").replace("\r\n", "\n")


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


def _too_long(name: str, size: int) -> Problem:
    return Problem(
        name, 1, 1, "", "a page of at most 1 MiB", f"{size:,} bytes",
        "split it, or put what is large into files of their own beside it",
    )  # fmt: skip


def _check_portal_links(name: str, text: str, targets: Targets) -> Iterator[Problem]:
    if "portal:" not in text:
        return
    blanked = blank_examples(text, comments=False)
    lines = LinePlaces(blanked)
    for match in PORTAL_LINK.finditer(blanked):
        complaint = targets.complain_about_portal(match["target"])
        if complaint:
            at = match.start("target") - len("portal:")
            yield Problem(name, *lines.place(at), "", *complaint)


def _warn_about_scripts(name: str, text: str) -> Iterator[Problem]:
    """A warning for each script that stands in a page itself.

    What a page carries inline is allowed by its hash, and hosts of static files cannot be told so
    for one address: their patterns may not overlap (see `hosting.table`).
    """
    if _SCRIPT.search(text) is None:
        return
    shown = blank_examples(text, indented=False)
    lines = LinePlaces(shown)
    for match in _SCRIPT.finditer(shown):
        if match["end"] and find_inline([f"{match[0]}x</script>"]).scripts:
            yield Problem(
                name, *lines.place(match.start()), "",
                "no script in the page itself", f"{match[0]}, which may then run on every page",
                "put it into a file and name that by src, or delete it", Severity.WARNING,
            )  # fmt: skip


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
