"""Rename a record: `python scripts/rename_record.py events/old-id new-id`.

Moves the file, changes every reference and link to it, and keeps the old id as a former one, so
that the old address leads on. Writes nothing where the data has errors.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import own_python  # noqa: F401 - first: it may go on with another Python

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from data_folder import data_folder  # noqa: E402
from editor_schemas import write_ids  # noqa: E402
from portal.check import pages_directory  # noqa: E402
from portal.editing.rename import RefusedError, Renaming, plan_renaming  # noqa: E402
from terminal import paint, write_utf8  # noqa: E402
from whole_files import replace_files  # noqa: E402


def main(arguments: list[str] | None = None) -> int:
    """Rename; 0 when it is done, 2 where it cannot be."""
    parser = argparse.ArgumentParser(description="Rename a record and everything that names it.")
    parser.add_argument("record", help="its kind and id, such as events/old-id")
    parser.add_argument("new", help="the new id")
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")
    parser.add_argument("--data", type=Path, default=data_folder(), metavar="DIR", help="the data")
    options = parser.parse_args(arguments)
    kind, _, old = options.record.removesuffix(".yml").removeprefix("data/").partition("/")
    directory: Path = options.data.resolve()
    try:
        plan = plan_renaming(
            directory, pages_directory(directory, ROOT / "docs"), kind, old, options.new
        )
        if not options.dry_run:
            _write(plan, directory)
    except (RefusedError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if not options.dry_run and directory == ROOT / "data":
        write_ids()
    done = "would change" if options.dry_run else "changed"
    moved = (f"{old} → {paint(new, 'bold', sys.stdout)}" for old, new in plan.moves)
    print(f"{', '.join(moved)}; {done}:")
    for path in plan.texts:
        print(f"  {_shown(directory / path)}")
    print(f"References and links: {plan.references}. Now: python scripts/check_data.py")
    return 0


def _write(plan: Renaming, directory: Path) -> None:
    """The texts first: a full disk changes nothing."""
    replace_files({directory / path: text.encode() for path, text in plan.texts.items()})
    for old, new in plan.moves:
        os.replace(directory / old, directory / new)  # noqa: PTH105


def _shown(path: Path) -> str:
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


if __name__ == "__main__":
    write_utf8()
    sys.exit(main())
