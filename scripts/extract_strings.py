"""Bring the PO files up to date: `python scripts/extract_strings.py [--check]`.

Collects every string of hooks/ and overrides/ and merges them into the PO file of each
language: translations stay, strings that are gone go, new ones wait for a translation.
With --check nothing is written; every missing, fuzzy, obsolete or mismatched string is
printed as `path:line:column: field: expected … got … Fix: …`, and one of them makes the
exit code 1. A new language: `python scripts/extract_strings.py --new hu`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import own_python  # noqa: F401 - first: it may go on with another Python

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from check_data import directory_label  # noqa: E402 - a script beside this one
from data_folder import data_folder  # noqa: E402
from portal.extraction import (  # noqa: E402
    COMMAND,
    check_catalog,
    extract_strings,
    merge_strings,
    render_po,
)
from portal.load import load_data  # noqa: E402
from portal.po_text import read_catalog  # noqa: E402
from portal.problems import (  # noqa: E402
    Problem,
    Severity,
    has_errors,
    render_summary,
    sort_problems,
)
from terminal import write_utf8  # noqa: E402
from whole_files import replace_files  # noqa: E402


def main(arguments: list[str] | None = None) -> int:
    """Update or check the PO files of one strings directory; 0 without errors, else 1."""
    parser = argparse.ArgumentParser(description="Bring the PO files up to date, or check them.")
    parser.add_argument(
        "--strings",
        type=Path,
        default=data_folder() / "strings",
        help="the folder of the PO files (default: data/strings/)",
    )
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="write nothing, list what is wrong")
    mode.add_argument(
        "--new", nargs="+", default=[], metavar="LANGUAGE", help="begin the file of a language"
    )
    options = parser.parse_args(arguments)
    strings: Path = options.strings.resolve()
    template, found = extract_strings(ROOT)
    problems = list(found)
    for language in languages_of(strings, options.new):
        path = strings / f"{language}.po"
        label = f"{directory_label(strings)}/{path.name}"
        catalog = None
        if path.is_file():
            catalog, more = read_catalog(path.read_bytes(), label)
            problems.extend(more)
            if catalog is None:
                continue
        elif language not in options.new:
            problems.append(_no_file(label, language))
            continue
        if options.check:
            assert catalog is not None
            problems.extend(check_catalog(template, catalog, label))
        elif not found:
            merged = merge_strings(template, catalog, language)
            try:
                replace_files({path: render_po(merged).encode()})
            except OSError as error:
                print(f"error: {label} is as it was: {error}", file=sys.stderr)
                return 1
            left = len({problem.expected for problem in check_catalog(template, merged, label)})
            print(f"{label}: {len(template)} strings, {left} to translate or to mend.")
    for problem in sort_problems(problems):
        print(problem)
    if problems:
        print(render_summary(sort_problems(problems)), file=sys.stderr)
    elif options.check:
        print(f"{len(template)} strings: complete in every language.")
    return 1 if has_errors(problems) else 0


def languages_of(strings: Path, new: list[str]) -> list[str]:
    """The languages of the site that the strings belong to, of the files and of `new`.

    English is the language of the code and needs no file.
    """
    site = load_data(strings.parent).site
    tags = {*(site.tags if site else ()), *(path.stem for path in strings.glob("*.po")), *new}
    return sorted(tag for tag in tags if tag.split("-")[0] != "en")


def _no_file(label: str, language: str) -> Problem:
    return Problem(
        label, 1, 1, "", f'the strings of "{language}"', "no file, so that English shows",
        f"begin it with {COMMAND} --new {language}", Severity.WARNING,
    )  # fmt: skip


if __name__ == "__main__":
    write_utf8()
    sys.exit(main())
