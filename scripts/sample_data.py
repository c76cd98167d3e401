"""Write a made-up data set: `python scripts/sample_data.py --records 1000 --out DIRECTORY`.

For trying out and measuring a site of any size. The same size and seed give the same
bytes everywhere. Build it with `make site DATA=DIRECTORY`.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

import own_python  # noqa: F401 - first: it may go on with another Python

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from portal.model import KINDS  # noqa: E402
from portal.sample.tree import sample_files  # noqa: E402
from portal.sample.world import MIN_RECORDS  # noqa: E402
from terminal import write_utf8  # noqa: E402

# Its leading dot keeps it out of the data; it allows the next run to replace the directory.
MARKER = ".sample-data"
_OWN = {*KINDS, "docs", "files", "logos", "strings", "site.yml", MARKER}


class RefusedError(Exception):
    """A directory that must not be written to; the message says why and what to do."""


def main(arguments: list[str] | None = None) -> int:
    """Write one data set; 0 when it is there, 2 where the directory or a number is refused."""
    parser = argparse.ArgumentParser(
        description="Write a made-up data set in English, Bulgarian, Romanian and Czech, "
        "for trying out and measuring a site of any size.",
        epilog="Then: make site DATA=DIR, or python scripts/measure_build.py DIR",
    )
    parser.add_argument(
        "--records", type=int, required=True, metavar="N",
        help=f"how many records, over all kinds (at least {MIN_RECORDS})",
    )  # fmt: skip
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR",
        help="where to write it: a new or empty directory, or one that this script wrote before, "
        "which is replaced",
    )  # fmt: skip
    parser.add_argument(
        "--seed", type=int, default=7, metavar="S",
        help="another number gives other records; the same gives the same bytes (default: 7)",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    if options.records < MIN_RECORDS:
        parser.error(f"--records: expected at least {MIN_RECORDS}, got {options.records}")
    try:
        count = write_sample(options.out, options.records, options.seed)
    except (RefusedError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"{options.records:,} records ({count:,} files, seed {options.seed}) in {options.out}")
    return 0


def write_sample(directory: Path, records: int, seed: int) -> int:
    """Write a data set into a directory of its own; returns the number of files.

    Raises: RefusedError where something else is there; OSError where the disk fails.
    """
    _make_room(directory)
    # First of all, so that a run that was broken off can be repeated.
    _write(directory / MARKER, b"Written by scripts/sample_data.py, which replaces it all.\n")
    strings = sorted((ROOT / "data" / "strings").glob("*.po"))
    for path in strings:
        _write(directory / "strings" / path.name, path.read_bytes())
    count = 1 + len(strings)
    for name, content in sample_files(records, seed):
        _write(directory / name, content)
        count += 1
        if count % 500 == 0:
            _show(f"{count:,} files …")
    _show("")
    return count


def _make_room(directory: Path) -> None:
    if directory.exists() and not directory.is_dir():
        raise RefusedError(f"{directory} is a file. Choose a directory for --out.")
    there = {path.name for path in directory.iterdir()} if directory.is_dir() else set()
    if not there:
        return
    if MARKER not in there:
        raise RefusedError(
            f"{directory} is not empty, and this script did not write it. "
            "Choose a new directory for --out, or empty this one yourself."
        )
    strange = sorted(there - _OWN)
    if strange:
        raise RefusedError(
            f"{directory} holds something that this script did not write: {', '.join(strange)}. "
            "Move it away, or choose a new directory for --out."
        )
    for name in sorted(there - {MARKER}):
        path = directory / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _show(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{text:<30}\r{text}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    write_utf8()
    sys.exit(main())
