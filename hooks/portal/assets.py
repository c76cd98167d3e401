"""The site's own style sheets, scripts, fonts and drawings, under names that tell their content.

`portal.css` is published as `portal.1a2b3c4d.css`: browsers may keep it for ever, and a changed
file is another file. What names it, a page, a style sheet or a script, names it so.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, Final

import tinycss2  # type: ignore[import-untyped]

from portal.cache import NO_CACHE, Cache

FOLDER: Final = "assets/"
# In hexadecimal digits: of a million names two are the same once in 200 sites.
_DIGITS: Final = 8
# What browsers load; anything else in the folder (a licence) is no asset.
_ENDINGS: Final = frozenset({".css", ".js", ".svg", ".woff2"})
# A script names a neighbour by a string that is its name and nothing else.
_NAMED: Final = re.compile(r'"(\./)?([\w-]+\.(?:css|js|svg|woff2))"')

# What stands before an address where its token begins.
_OPENING: Final = r"""(?P<opening>(?i:url\(\s*)?["']?)"""


class AssetError(Exception):
    """A style sheet or a script names what is not there: a bug in overrides/assets."""


@dataclass(frozen=True, slots=True, eq=False)
class Assets:
    """`paths` maps names below assets/ to what they are published as, below the site's root;
    `contents` maps that to bytes.
    """

    paths: Mapping[str, str]
    contents: Mapping[str, bytes]

    def path(self, name: str) -> str:
        """Where an asset is: "portal.css" to "assets/portal.1a2b3c4d.css".

        Raises: AssetError for a name that is none.
        """
        try:
            return self.paths[name]
        except KeyError:
            raise AssetError(f"overrides/{FOLDER}{name} is not there") from None


NO_ASSETS: Final = Assets(MappingProxyType({}), MappingProxyType({}))


def read_assets(folder: Path, cache: Cache = NO_CACHE) -> Assets:
    """All assets of a folder, with what they name in each other's new names.

    Those that `cache` remembers are not looked through again.
    Raises: OSError; AssetError where one names another that is not there, or itself in a circle.
    """
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in _ENDINGS and path.is_file()
    }
    return cache.remember("assets", files, partial(name_assets, files))


def name_assets(files: Mapping[str, bytes]) -> Assets:
    """Assets by their names below the folder. Raises: AssetError as `read_assets`."""
    naming = _Naming(files)
    paths = {name: naming.published(name) for name in files}
    return Assets(MappingProxyType(paths), MappingProxyType(naming.contents))


def hashed_name(path: str, content: bytes) -> str:
    """A file's path with a hash of its content before the ending."""
    digest = hashlib.sha256(content).hexdigest()[:_DIGITS]
    pure = PurePosixPath(path)
    return str(pure.with_name(f"{pure.stem}.{digest}{pure.suffix}"))


class _Naming:
    """Names files from those that name nothing to those that name them."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._names: dict[str, str] = {}
        self._begun: list[str] = []
        self.contents: dict[str, bytes] = {}

    def published(self, name: str) -> str:
        if name not in self._names:
            if name in self._begun:
                raise AssetError(f"{' names '.join((*self._begun, name))}: a circle has no hash")
            self._begun.append(name)
            content = self._rewritten(name)
            self._begun.pop()
            self._names[name] = FOLDER + hashed_name(name, content)
            self.contents[self._names[name]] = content
        return self._names[name]

    def _rewritten(self, name: str) -> bytes:
        content = self._files[name]
        if name.endswith(".css"):
            return rewrite_style(content.decode(), lambda url: self._in_style(name, url)).encode()
        if name.endswith(".js"):
            return _NAMED.sub(lambda found: self._in_script(name, found), content.decode()).encode()
        return content

    def _in_style(self, name: str, url: str) -> str:
        if re.match(r"[a-z]+:|[#/]", url):
            return url
        target = str(PurePosixPath(name).parent / url)
        if target not in self._files:
            raise AssetError(f"overrides/{FOLDER}{name} names {url}, which is not there")
        # From beside the sheet, as before.
        here = str(PurePosixPath(FOLDER + name).parent)
        return self.published(target).removeprefix(f"{here}/")

    def _in_script(self, name: str, found: re.Match[str]) -> str:
        way, other = found.groups()
        target = str(PurePosixPath(name).parent / other)
        if target in self._files:
            return f'"{way or ""}{PurePosixPath(self.published(target)).name}"'
        # Without ./ it may be a file elsewhere, or no file at all.
        if way:
            raise AssetError(f"overrides/{FOLDER}{name} names {way}{other}, which is not there")
        return found.group()


def rewrite_style(css: str, rename: Callable[[str], str]) -> str:
    """A style sheet with other addresses in `url()` and `@import`; all else as it was.

    Raises: AssetError for an address written with escapes.
    Source: CSS Syntax Level 3, 4 (tokens); CSS Values and Units Level 4, 4.5 (`url()`).
    """
    # As the parser counts lines: CSS Syntax Level 3, 3.3.
    css = css.replace("\r\n", "\n")
    lines = [0, *(found.end() for found in re.finditer("\n", css))]
    pieces: list[str] = []
    done = 0
    for token in _addresses(tinycss2.parse_component_value_list(css)):
        start = lines[token.source_line - 1] + token.source_column - 1
        found = re.compile(_OPENING + re.escape(token.value)).match(css, start)
        if found is None:
            raise AssetError(f"line {token.source_line}: write {token.value} without escapes")
        pieces += (css[done : found.end("opening")], rename(token.value))
        done = found.end()
    return "".join((*pieces, css[done:]))


def _addresses(nodes: Iterable[Any], before: str = "") -> Iterator[Any]:
    """The tokens that hold an address, in order; `before` is the word that these stand behind."""
    for node in nodes:
        if node.type in ("whitespace", "comment"):
            continue
        if node.type == "url" or (node.type == "string" and before in ("import", "url")):
            yield node
        elif node.type == "function":
            yield from _addresses(node.arguments, node.lower_name)
        elif node.type.endswith(" block"):
            yield from _addresses(node.content)
        before = node.lower_value if node.type == "at-keyword" else ""
