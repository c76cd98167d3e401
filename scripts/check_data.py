"""Check the data: `python scripts/check_data.py [DIRECTORY] [--changed] [--format github] [--fix]`.

Prints every problem as `path:line:column: field: expected … got … Fix: …`: the list that a
build prints, and warnings about the texts themselves (numbers and names that differ between
languages, untranslated copies, letters of another alphabet, typography, broken links and
markup). With --fix, what has only one right form (quotes, spaces, dashes, look-alike letters) is
mended first.
Exits with 1 if one of them is an error, with 2 if there is nothing to check, or a file
cannot be written.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import own_python  # noqa: F401 - first: it may go on with another Python

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from changes import ChangesError, changed_files  # noqa: E402
from clock import now, seconds  # noqa: E402
from data_folder import data_folder  # noqa: E402
from portal.cache import Cache  # noqa: E402
from portal.check import Checked, check_directory, pages_directory  # noqa: E402
from portal.data_files import DataFiles  # noqa: E402
from portal.problems import Problem, has_errors, nearest, render_summary  # noqa: E402
from portal.text_checks.check import mend_texts  # noqa: E402
from problem_formats import FORMATS  # noqa: E402
from terminal import paint, write_utf8  # noqa: E402
from whole_files import replace_files  # noqa: E402


def main(arguments: list[str] | None = None) -> int:
    """Check one data directory; 0 when it is free of errors, else 1."""
    parser = argparse.ArgumentParser(description="Check the data of a portal.")
    parser.add_argument(
        "directory", nargs="?", type=Path, default=data_folder(), help="the data (default: data/)"
    )
    parser.add_argument(
        "--format", choices=sorted(FORMATS), default="text",
        help="text for people (default), github for the lines of a pull request, json",
    )  # fmt: skip
    parser.add_argument(
        "--changed", nargs="?", const="HEAD", metavar="COMMIT",
        help="show only problems of files that differ from a commit (default: the last one)",
    )  # fmt: skip
    parser.add_argument(
        "--fix", action="store_true",
        help="mend typography and look-alike letters; nothing else in the files changes",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    directory: Path = options.directory
    if complaint := complain_about(directory):
        print(f"error: {complaint}", file=sys.stderr)
        return 2
    pages = pages_directory(directory.resolve(), ROOT / "docs")
    if options.fix:
        try:
            fix_texts(directory)
        except OSError as error:
            print(f"error: nothing was mended: {error}", file=sys.stderr)
            return 2
    checked = check_directory(
        directory.resolve(),
        directory_label(directory),
        pages,
        directory_label(pages),
        now(),
        Cache(ROOT / ".cache", seconds()),
        texts=True,
    )
    shown = checked.problems
    if options.changed is not None:
        try:
            changed = changed_files(options.changed)
        except ChangesError as error:
            print(f"error: {error}", file=sys.stderr)
            return 2
        shown = tuple(p for p in shown if Path(p.path).resolve() in changed)
    sys.stdout.write(FORMATS[options.format](shown, sys.stdout))
    _sum_up(checked, shown, options.format)
    return 1 if has_errors(checked.problems) else 0


def _sum_up(checked: Checked, shown: tuple[Problem, ...], style: str) -> None:
    if shown:
        print(paint(render_summary(shown), "bold", sys.stderr), file=sys.stderr)
    hidden = len(checked.problems) - len(shown)
    if hidden:
        word = "problem" if hidden == 1 else "problems"
        print(f"{hidden} more {word} in other files: run this without --changed.", file=sys.stderr)
    elif not shown and style == "text":
        print(paint(f"{checked.record_count} records: no problems.", "green", sys.stdout))


def fix_texts(directory: Path) -> None:
    """Mend what has only one right form, and name the files. With errors, nothing is touched.

    Raises: OSError; then all files are as they were.
    """
    label = directory_label(directory)
    checked = check_directory(directory.resolve(), label)
    if checked.catalog is None or has_errors(checked.problems):
        print("Nothing was mended: correct the errors first.", file=sys.stderr)
        return
    files = DataFiles(directory.resolve(), label)
    mended = dict(mend_texts(checked.catalog.site, checked.catalog.records, files))
    replace_files({directory / name: content for name, content in mended.items()})
    for name in mended:
        print(f"{label}/{name}: mended.")


def complain_about(directory: Path) -> str:
    """Why a directory cannot be checked; empty where it can."""
    if directory.is_dir():
        return ""
    if directory.exists():
        return f'"{directory}" is a file: name the data directory, such as {ROOT / "data"}'
    parent = directory.parent
    names = [path.name for path in parent.iterdir() if path.is_dir()] if parent.is_dir() else []
    match = nearest(directory.name, names)
    hint = f': did you mean "{parent / match}"?' if match else ""
    return f'there is no directory "{directory}"{hint}'


def directory_label(directory: Path) -> str:
    """A directory as messages name it: relative where it is below the working directory."""
    resolved = directory.resolve()
    here = Path.cwd()
    below = resolved.is_relative_to(here)
    return (resolved.relative_to(here) if below else resolved).as_posix()


if __name__ == "__main__":
    write_utf8()
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, less) has gone; there is nobody to print the rest for.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)
