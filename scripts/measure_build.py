"""Measure a build: `python scripts/measure_build.py DIRECTORY`.

Builds the site of a data directory into a temporary one and prints what that cost.
`--profile` shows instead where the time goes.

Figures mean something on an idle machine only. Where ext4 has no journal (virtual machines),
making files is ten times slower for some minutes after many were deleted; TMPDIR=/dev/shm
keeps the disk out of it.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

import own_python  # noqa: F401 - first: it may go on with another Python

# isort: split
from build_cost import (
    ROOT,
    Cost,
    build_command,
    build_environment,
    look_at,
    measure_command,
)
from terminal import write_utf8

SHOWN = 40


def main(arguments: list[str] | None = None) -> int:
    """Measure or profile one build; its exit code."""
    parser = argparse.ArgumentParser(
        description="Build the site of a data directory into a temporary one, and print what it "
        "cost: time, processor time, peak memory, pages, bytes.",
        epilog="Sample data of any size: python scripts/sample_data.py --records 1000 --out DIR. "
        "TMPDIR=/dev/shm keeps the disk out of the figures.",
    )
    parser.add_argument("directory", type=Path, metavar="DIR", help="the data")
    parser.add_argument(
        "--runs",
        type=int,
        default=1,
        metavar="N",
        help="build so often; the fastest run counts (default: 1)",
    )
    parser.add_argument(
        "--profile", action="store_true",
        help=f"build in one process under cProfile and print the {SHOWN} most costly functions",
    )  # fmt: skip
    parser.add_argument(
        "--sort", choices=("tottime", "cumtime"), default="tottime",
        help="with --profile: by a function's own time (default), or with what it calls",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    if not (options.directory / "site.yml").is_file():
        parser.error(f"{options.directory} holds no data (no site.yml)")
    environment = build_environment(options.directory)
    reports = []
    for _ in range(max(1, options.runs)):
        with tempfile.TemporaryDirectory(prefix="measured-") as folder:
            site = Path(folder) / "site"
            if options.profile:
                return profile_build(site, environment, options.sort)
            code, cost = measure_command(build_command(site), ROOT, environment)
            if code:
                return code
            reports.append((cost.wall_seconds, render_report(cost, site)))
    print(min(reports)[1])
    return 0


def profile_build(site: Path, environment: dict[str, str], sort: str) -> int:
    """Build here, in one process, and print the most costly functions."""
    os.chdir(ROOT)
    os.environ.update(environment)
    from mkdocs.__main__ import cli  # after the environment: it prints a banner otherwise

    profile = cProfile.Profile()
    # A build starts as many processes as it counts processors; a profile sees only its own.
    with patch("os.cpu_count", return_value=1):
        profile.runcall(
            cli, ["build", "--strict", "-q", "-d", str(site)], standalone_mode=False
        )  # fmt: skip
    pstats.Stats(profile).sort_stats(sort).print_stats(SHOWN)
    return 0


def render_report(cost: Cost, site: Path) -> str:
    """The figures of a build, one a line."""
    written = look_at(site)
    pages = max(1, written.pages)
    memory, how = cost.memory_bytes, "all processes together (PSS)"
    if not memory:
        memory, how = cost.largest_bytes, "the largest process alone (RSS)"
    lines = (
        ("wall", f"{cost.wall_seconds:.2f} s"),
        ("cpu", f"{cost.cpu_seconds:.2f} s"),
        ("memory", f"{memory / 2**20:,.0f} MiB, {how}"),
        ("pages", f"{written.pages:,}"),
        ("a page", f"{cost.wall_seconds * 1000 / pages:.3f} ms"),
        ("bytes", f"{written.bytes:,} in {written.files:,} files"),
        ("html", f"{written.page_bytes:,} bytes, {written.page_bytes // pages:,} a page"),
    )
    return "\n".join(f"{name:<8}{value}" for name, value in lines)


if __name__ == "__main__":
    write_utf8()
    sys.exit(main())
