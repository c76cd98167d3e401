"""Data trees in memory: the good ones that the fuzzer starts from, and writing them down."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import yaml

from portal.model import KINDS
from tests import builders, photographs
from tests.site_build import ROOT, read_yaml, without

LANGUAGES: Final = ("en", "bg")
# The real records that are wanted; all that they refer to comes along.
_WANTED: Final = (
    "agreements/romact-blagoevgrad-2020",
    "projects/roma-net",
    "grants/civic-participation-grant",
    "events/focsani-training-2018",
    "news/roma-net-key-lessons-2012",
    "documents/good-governance-handbook",
    "visibility/european-union",
)
_LINK: Final = re.compile(r"portal:([a-z]+)/([a-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class Special:
    """What stands where a file should: a "folder", a "link" to somewhere, or a "locked" file."""

    what: str
    target: str = ""


Entry: TypeAlias = bytes | Special
Tree: TypeAlias = dict[str, Entry]


def write_tree(tree: Tree, directory: Path) -> None:
    """Write a tree below a new directory; what the file system refuses is left out."""
    for name, entry in tree.items():
        path = os.path.join(os.fsencode(directory), name.encode("utf-8", "surrogateescape"))  # noqa: PTH118
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
            if isinstance(entry, bytes):
                with open(path, "wb") as file:  # noqa: PTH123 - names that are no text
                    file.write(entry)
            elif entry.what == "folder":
                os.mkdir(path)  # noqa: PTH102
            elif entry.what == "link":
                os.symlink(entry.target, path)  # noqa: PTH211
            elif entry.what == "pipe":
                os.mkfifo(path)
            else:
                with open(path, "wb"):  # noqa: PTH123
                    os.chmod(path, 0)  # noqa: PTH101
        except OSError:
            # A name that is too long, a folder where a file is: then that is the tree.
            continue


def remove_tree(directory: Path) -> None:
    """Remove a tree, whatever it holds."""
    shutil.rmtree(os.fsencode(directory), ignore_errors=True)


# -- the good trees --------------------------------------------------------------------


@cache
def seeds() -> tuple[Mapping[str, Entry], ...]:
    """A few records of every kind each: made up, of the first site, of the second site."""
    return tuple(MappingProxyType(tree) for tree in (_small(), _first(), _second()))


def _small() -> Tree:
    tree: Tree = {
        name: content.encode() if isinstance(content, str) else content
        for name, content in builders.FILES.items()
    }
    site = builders.SITE.replace("  - tag: cs\n    name: Čeština\n", "")
    site += "editing:\n  backend: gitlab\n  repo: town/portal\n  app_id: abc\nsocial_cards: true\n"
    tree["site.yml"] = site.encode()
    rule = tree["visibility/donor-rule.yml"]
    assert isinstance(rule, bytes)
    tree["visibility/donor-rule.yml"] = rule.replace("  cs: Financováno dárcem.\n".encode(), b"")
    picture = photographs.picture("scene.jpg", LANGUAGES)
    news = tree["news/start.yml"]
    assert isinstance(news, bytes)
    tree["news/start.yml"] = news + dump({"pictures": [picture]})
    tree["pictures/scene.jpg"] = photographs.jpeg(320, 200)
    tree["events/later.yml"] = (
        b"title:\n  en: Later\nkind: meeting\nstatus: planned\nsummary:\n  en: A day.\n"
        b"period:\n  starts_on: 2027-01-31\n  ends_on: 2027-02\nsources: [report]\n"
        b"updated_on: 2026-11-21\n"
    )
    tree["logos/donor.svg"] = (
        b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 120 40'>"
        b"<rect width='120' height='40' fill='#036'/></svg>"
    )
    tree["docs/index.bg.md"] = "# Начало\n\n[Проект](portal:projects/school)\n".encode()
    return tree


def _first() -> Tree:
    """Some records of the first site in two of its languages, with all that they refer to."""
    data = ROOT / "data"
    by_id: dict[str, list[str]] = {}
    for kind in KINDS:
        for path in (data / kind).glob("*.yml"):
            by_id.setdefault(path.stem, []).append(f"{kind}/{path.stem}")
    tree: Tree = {}
    waiting = [*_WANTED]
    while waiting:
        name = waiting.pop()
        if f"{name}.yml" in tree:
            continue
        fields = read_yaml(data / f"{name}.yml")
        for tag in ("ro", "cs"):
            fields = without(fields, tag)
        for field in ("municipalities", "partners"):
            if field in fields:
                fields[field] = fields[field][:3]
        tree[f"{name}.yml"] = dump(fields)
        for word in _words(fields):
            waiting += by_id.get(word, ())
            waiting += [f"{kind}/{record}" for kind, record in _LINK.findall(word)]
            if word.startswith(("logos/", "files/")):
                tree[word] = (data / word).read_bytes()
    site = read_yaml(data / "site.yml")
    for tag in ("ro", "cs"):
        site = without(site, tag)
    site["languages"] = [entry for entry in site["languages"] if entry["tag"] in LANGUAGES]
    tree["site.yml"] = dump(site)
    tree["strings/bg.po"] = (data / "strings" / "bg.po").read_bytes()
    known = tuple(name.removesuffix(".yml") for name in tree)
    lock = (data / "translations.lock").read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lock if line.startswith("#") or line.split(" ")[0] in known]
    tree["translations.lock"] = "".join(kept).encode()
    for path in (ROOT / "docs").glob("*.md"):
        if path.suffixes[0][1:] in LANGUAGES:
            text = path.read_text("utf-8")
            tree[f"docs/{path.name}"] = _LINK.sub(
                lambda m: m[0] if f"{m[1]}/{m[2]}" in known else f"portal:{m[1]}", text
            ).encode()
    return tree


def _second() -> Tree:
    """The second site, whole, without its largest strings."""
    here = ROOT / "tests" / "second_site"
    tree: Tree = {}
    for folder, prefix in ((here / "data", ""), (here / "docs", "docs/")):
        for path in folder.rglob("*"):
            name = prefix + path.relative_to(folder).as_posix()
            if path.is_file() and name != "strings/hu.po":
                tree[name] = path.read_bytes()
    return tree


def _words(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [word for item in value.values() for word in _words(item)]
    if isinstance(value, list):
        return [word for item in value for word in _words(item)]
    return [value]


# -- YAML ------------------------------------------------------------------------------


class _Dumper(yaml.SafeDumper):
    """Writes a value out each time that it stands somewhere: the portal refuses aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def dump(fields: Any) -> bytes:
    """Fields as a YAML file."""
    text: str = yaml.dump(fields, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=9999)
    return text.encode("utf-8", "surrogatepass")


def fields_of(content: bytes) -> Any:
    """A YAML file with every scalar as a string; None for what is none."""
    try:
        return yaml.load(content, Loader=yaml.CBaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError):  # of a file that was mutated before
        return None
