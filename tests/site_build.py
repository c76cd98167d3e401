"""Builds sites for the tests: real builds by MkDocs, each in a process of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from portal.assets import Assets, read_assets
from tests.site_walk import Site

ROOT = Path(__file__).resolve().parent.parent
# 21 September 2026, 14:13:20 UTC: after everything that the first site's data tells of, though
# not after each change of its records (see epoch_of).
EPOCH = 1_790_000_000
_BEGINS = ("name", "title", "summary", "description", "body")
PROJECT_PARTS = ("mkdocs.yml", "data", "docs", "hooks", "overrides", "scripts")

Finished: TypeAlias = "subprocess.CompletedProcess[str]"
# A record as its file holds it: every scalar a string, as the portal's own loader has it.
Fields: TypeAlias = dict[str, Any]


class _Dumper(yaml.CSafeDumper):
    """Writes a value out each time that it stands somewhere: the portal refuses aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def environment(changes: Mapping[str, str | None]) -> dict[str, str]:
    """This process's environment without what steers a build, and with changes (None: unset)."""
    steering = ("PORTAL_", "SOURCE_DATE_EPOCH", "PYTHONUTF8", "PYTHONPATH", "PYTHONHASHSEED")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(steering)}
    kept |= {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": str(EPOCH), "PYTHONUTF8": "1"}
    for name, value in changes.items():
        kept.pop(name, None)
        if value is not None:
            kept[name] = value
    return kept


def mkdocs(*arguments: str | Path) -> list[str]:
    """The command line of MkDocs in the interpreter that runs the tests."""
    return [sys.executable, "-m", "mkdocs", *map(str, arguments)]


def run(
    command: Sequence[str], cwd: Path, changes: Mapping[str, str | None] | None = None
) -> Finished:
    """Run a command to its end, whatever its exit code."""
    return subprocess.run(
        command,
        cwd=cwd,
        env=environment(changes or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def run_build(
    out: Path,
    *,
    project: Path = ROOT,
    data: Path | None = None,
    url: str | None = None,
    config: Path | None = None,
    epoch: int = EPOCH,
    **changes: str | None,
) -> Finished:
    """Build a site into a directory, strictly."""
    changes["SOURCE_DATE_EPOCH"] = str(epoch)
    if data is not None:
        changes["PORTAL_DATA_DIR"] = str(data)
    if url is not None:
        changes["PORTAL_SITE_URL"] = url
    chosen = ["-f", str(config)] if config is not None else []
    return run(mkdocs("build", "--strict", "-d", out, *chosen), project, changes)


def build(out: Path, **settings: Any) -> Site:
    """Build a site that must succeed."""
    done = run_build(out, **settings)
    assert done.returncode == 0, done.stdout + done.stderr
    data = settings.get("data") or settings.get("project", ROOT) / "data"
    url = settings.get("url") or read_yaml(data / "site.yml")["url"]
    return Site(out, url, languages_of(data), done.stdout + done.stderr)


def run_check(data: Path, *, project: Path = ROOT, epoch: int = EPOCH) -> Finished:
    """Run the check of the data alone."""
    command = [sys.executable, "scripts/check_data.py", str(data)]
    return run(command, project, {"SOURCE_DATE_EPOCH": str(epoch)})


def epoch_of(data: Path) -> int:
    """Noon of the day on which a record was last changed: no warning tells of days to come."""
    changed = re.compile(r"^updated_on: *(\S+)", re.MULTILINE)
    days = [
        day for path in data.glob("*/*.yml") for day in changed.findall(path.read_text("utf-8"))
    ]
    return int(datetime.fromisoformat(f"{max(days)}T12:00+00:00").timestamp())


@cache
def assets() -> Assets:
    """The assets that every site of this project has, with the names that a build gives them."""
    return read_assets(ROOT / "overrides" / "assets")


def copy_project(target: Path, source: Path = ROOT) -> Path:
    """A whole copy of the project, as far as a build reads it."""
    target.mkdir(parents=True)
    for name in PROJECT_PARTS:
        part = source / name
        if part.is_dir():
            shutil.copytree(
                part, target / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules")
            )
        else:
            shutil.copy2(part, target / name)
    return target


def bring_along(project: Path, *kinds: str) -> None:
    """Give a copy of the project what builds here have kept of some kinds, such as "cards".

    For tests that are about something else: to draw all cards is half of a build.
    """
    for kind in kinds:
        kept = ROOT / ".cache" / kind
        for path in kept.rglob("*"):
            target = project / ".cache" / path.relative_to(kept.parent)
            if path.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                with suppress(FileNotFoundError):  # another build has just swept it away
                    shutil.copy2(path, target)


def copy_data(target: Path, source: Path = ROOT / "data") -> Path:
    """A copy of a site's data (the first one's), to be changed."""
    shutil.copytree(source, target)
    return target


def read_yaml(path: Path) -> Fields:
    """A YAML file with every scalar as a string."""
    with path.open(encoding="utf-8") as file:
        loaded: Fields = yaml.load(file, Loader=yaml.CBaseLoader)
    return loaded


def write_yaml(path: Path, fields: Fields) -> None:
    """Write a YAML file that the portal reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(fields, file, _Dumper, allow_unicode=True, sort_keys=False, width=10_000)


def change_yaml(path: Path, **changes: Any) -> None:
    """Replace fields of a YAML file."""
    write_yaml(path, {**read_yaml(path), **changes})


def replace_once(path: Path, old: str, new: str) -> None:
    """Replace a text that stands in a file exactly once."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{path}: {old!r} stands there {text.count(old)} times"
    path.write_text(text.replace(old, new), "utf-8")


def languages_of(data: Path) -> tuple[str, ...]:
    """The tags of a site's languages, as its data has them: the default one first."""
    return tuple(language["tag"] for language in read_yaml(data / "site.yml")["languages"])


LANGUAGES = languages_of(ROOT / "data")  # of the first site
# Those in which all of it is written; a new one joins them with its last text, see
# test_the_first_site_is_confirmed_whole.
WRITTEN = ("en", "bg", "ro", "cs")


def every_language(text: str) -> dict[str, str]:
    """The same text in each language of the first site."""
    return dict.fromkeys(LANGUAGES, text)


def shown(text: Mapping[str, str], language: str) -> str:
    """What readers of a language see of a text of the first site: theirs, or the first one."""
    return text.get(language, text[LANGUAGES[0]])


def languages_of_page(fields: Fields) -> tuple[str, ...]:
    """In which of the first site's languages a record's page is a translation, or the original.

    Those that have all with which the page begins.
    """
    begins = [fields[name] for name in _BEGINS if name in fields]
    return tuple(tag for tag in LANGUAGES if all(tag in text for text in begins))


def without(fields: Any, language: str) -> Any:
    """The same fields without one language's texts."""
    if isinstance(fields, dict):
        texts = "en" in fields
        return {k: without(v, language) for k, v in fields.items() if not texts or k != language}
    if isinstance(fields, list):
        return [without(item, language) for item in fields]
    return fields


def snapshot(directory: Path) -> dict[str, bytes]:
    """Every file below a directory with its bytes."""
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }
