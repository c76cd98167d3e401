"""Mutations of whole trees: files and folders that are not there, twice, or something else."""

# ruff: noqa: E501 - tables of words: that reads better than it breaks

from __future__ import annotations

import os
from collections.abc import Callable
from random import Random
from typing import Final, TypeAlias

from portal.model import KINDS
from tests.fuzzing.trees import Special, Tree, dump, fields_of

Mutation: TypeAlias = Callable[[Tree, Random], None]

_NAMES: Final = (
    "x", "X", "a.b", "a b", "a--b", "-a", "a-", "index", "page-2", "v1", "con", "nul", "by-year", "ж",
    "e\u0301", "\u202ea", "a" * 250, "a" * 300, "a" * 100, ".hidden", "a~", "a.yml", "a.bak", "...", "_",
    "\udcff", "a\nb", "a\tb", "'", '"', "<b>", "&", "%", "#", "?", "*", "\\", "0", "00", "1-1",
    "report", "donor", "romact", "ruse", "school", "oelmuehl", "roma-net",
)  # fmt: skip
_ENDINGS: Final = (".yml", ".yaml", ".YML", ".yml.yml", ".json", "", ".txt", ".yml~", ".swp")
_FOLDERS: Final = (
    *KINDS, "project", "Projects", "event", "strings", "logos", "files", "pictures", "evidence", "docs",
    "x", ".git", "data", "projects/sub", "docs/sub", "logos/sub",
)  # fmt: skip
_TARGETS: Final = (
    "nowhere", ".", "..", "../site.yml", "/", "/etc/passwd", "/dev/zero", "/dev/null", "/proc/self/mem",
    "self.yml", "../projects", "../../x",
)  # fmt: skip
_CONTENTS: Final = (
    b"", b"\n", b" ", b"#", b"\xef\xbb\xbf", b"{}", b"[]", b"x", b"~", b"---\n", b"\0" * 5000, b"PK\x03\x04",
    b"\xff\xfe", b"x" * 6_000_000, b"\n" * 1_000_000, b"- x\n" * 100_000, b"version https://git-lfs\n",
)  # fmt: skip


def mutate_tree(tree: Tree, chance: Random) -> None:
    """One or two such changes, in place."""
    for _ in range(chance.choice((1, 1, 2))):
        chance.choice(_MUTATIONS)(tree, chance)


def _some(tree: Tree, chance: Random) -> str:
    return chance.choice([*tree]) if tree else ""


def _record(tree: Tree, chance: Random) -> str:
    return chance.choice([name for name in tree if name.endswith(".yml")] or ["site.yml"])


def _delete(tree: Tree, chance: Random) -> None:
    tree.pop(_some(tree, chance), None)


def _delete_folder(tree: Tree, chance: Random) -> None:
    folder = _some(tree, chance).partition("/")[0]
    for name in [name for name in tree if name.startswith(f"{folder}/") or name == folder]:
        del tree[name]


def _rename(tree: Tree, chance: Random) -> None:
    old = _record(tree, chance)
    folder = old.rpartition("/")[0] if chance.random() < 0.7 else chance.choice(_FOLDERS)
    ending = ".yml" if chance.random() < 0.7 else chance.choice(_ENDINGS)
    entry = tree.get(old, b"") if chance.random() < 0.5 else tree.pop(old, b"")
    tree[f"{folder}/{chance.choice(_NAMES)}{ending}"] = entry


def _rename_folder(tree: Tree, chance: Random) -> None:
    old, new = _some(tree, chance).partition("/")[0], chance.choice(_FOLDERS)
    for name in [name for name in tree if name.startswith(f"{old}/")]:
        tree[new + name.removeprefix(old)] = tree.pop(name)


def _swap(tree: Tree, chance: Random) -> None:
    one, other = _some(tree, chance), _some(tree, chance)
    if one and other:
        tree[one], tree[other] = tree[other], tree[one]


def _content(tree: Tree, chance: Random) -> None:
    tree[_some(tree, chance) or "site.yml"] = chance.choice(_CONTENTS)


def _special(tree: Tree, chance: Random) -> None:
    if chance.random() < 0.5:
        name = _some(tree, chance) or "site.yml"
    else:
        name = f"{chance.choice(_FOLDERS)}/{chance.choice(_NAMES)}.yml"
    what = chance.choice(("folder", "link", "link", "locked", "pipe"))
    tree[name] = Special(what, chance.choice(_TARGETS))


def _folder_is_no_folder(tree: Tree, chance: Random) -> None:
    folder = chance.choice(_FOLDERS)
    for name in [name for name in tree if name.startswith(f"{folder}/")]:
        del tree[name]
    tree[folder] = chance.choice((b"", b"x: y", Special("link", "projects"), Special("link", ".")))


def _former_ids(tree: Tree, chance: Random) -> None:
    """Old names that are somebody's name, somebody's old name too, or one's own."""
    names = [name for name in tree if name.count("/") == 1 and name.endswith(".yml")]
    ids = [name.partition("/")[2].removesuffix(".yml") for name in names] + ["old", "old"]
    for name in chance.sample(names, min(len(names), chance.choice((1, 2, 3)))):
        content = tree[name]
        fields = fields_of(content) if isinstance(content, bytes) else None
        if isinstance(fields, dict):
            fields["former_ids"] = chance.choices(ids, k=chance.choice((1, 2)))
            tree[name] = dump(fields)


def _references(tree: Tree, chance: Random) -> None:
    """An id that is meant somewhere becomes another one: broken, of another kind, in a circle."""
    names = [name for name in tree if name.count("/") == 1 and name.endswith(".yml")]
    ids = [os.fsencode(name.partition("/")[2].removesuffix(".yml")) for name in names]
    name = _record(tree, chance)
    content = tree.get(name)
    if not isinstance(content, bytes) or not ids:
        return
    present = [i for i in ids if i in content]
    if present:
        tree[name] = content.replace(chance.choice(present), chance.choice([*ids, b"none"]), 1)


def _languages(tree: Tree, chance: Random) -> None:
    """Other languages than those that the texts are in."""
    content = tree.get("site.yml")
    fields = fields_of(content) if isinstance(content, bytes) else None
    if not isinstance(fields, dict) or not isinstance(fields.get("languages"), list):
        return
    languages = fields["languages"]
    tag = chance.choice(("rom", "ar", "zh-Hant", "de", "cs", "xx", "en", "sr-Latn", "qaa", "pt-BR"))
    new = {"tag": tag, "name": tag, "direction": chance.choice(("ltr", "rtl"))}
    if chance.random() < 0.5:
        new["formats_from"] = chance.choice(("ro", "ar", "en-GB", "fa", "xx", "zh-Hant-TW"))
    how = chance.randrange(4)
    if how == 0:
        languages.append(new)
    elif how == 1:
        languages.insert(0, new)
    elif how == 2:
        languages.reverse()
    else:
        del languages[chance.randrange(len(languages))]
    tree["site.yml"] = dump(fields)


_MUTATIONS: Final[tuple[Mutation, ...]] = (
    _delete, _delete_folder, _rename, _rename, _rename_folder, _swap, _content, _special, _special,
    _folder_is_no_folder, _former_ids, _former_ids, _references, _references, _languages,
)  # fmt: skip
