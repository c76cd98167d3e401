"""Check the data: `python scripts/check_data.py [DIRECTORY]`.

Prints every problem as `path:line:column: field: expected … got … Fix: …`, the same
list that a build prints, and exits with 1 if one of them is an error.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from portal.check import check_directory, pages_directory  # noqa: E402
from portal.problems import has_errors, render_summary  # noqa: E402


def main(arguments: list[str] | None = None) -> int:
    """Check one data directory; 0 when it is free of errors, else 1."""
    parser = argparse.ArgumentParser(description="Check the data of a portal.")
    parser.add_argument(
        "directory", nargs="?", type=Path, default=ROOT / "data", help="the data (default: data/)"
    )
    directory: Path = parser.parse_args(arguments).directory
    pages = pages_directory(directory.resolve(), ROOT / "docs")
    checked = check_directory(
        directory.resolve(), directory_label(directory), pages, directory_label(pages)
    )
    for problem in checked.problems:
        print(problem)
    if checked.problems:
        print(render_summary(checked.problems), file=sys.stderr)
    else:
        print(f"{checked.record_count} records: no problems.")
    return 1 if has_errors(checked.problems) else 0


def directory_label(directory: Path) -> str:
    """A directory as messages name it: relative where it is below the working directory."""
    resolved = directory.resolve()
    here = Path.cwd()
    return str(resolved.relative_to(here) if resolved.is_relative_to(here) else resolved)


if __name__ == "__main__":
    sys.exit(main())
