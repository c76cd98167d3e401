"""Try mutated data trees: `python scripts/fuzz_data.py --count 20000 --seed 1 --processes 2`.

Each tree must be built, or refused with problems that name file, line, column and fix. Anything
else is a finding: an exception, more than 5 s of processor time, more than 1 GB of memory, output
that programs cannot read. `--only N` tries one tree again, `--keep DIR` writes it down.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import own_python  # noqa: F401 - first: it may go on with another Python

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "hooks"), str(ROOT)]

from terminal import write_utf8  # noqa: E402
from tests.fuzzing.campaign import Report, run_campaign  # noqa: E402
from tests.fuzzing.cases import make_case  # noqa: E402
from tests.fuzzing.frames import real_frames  # noqa: E402
from tests.fuzzing.trees import write_tree  # noqa: E402


def main(arguments: list[str] | None = None) -> int:
    """Run a campaign; 0 when nothing was found, 1 otherwise."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=1000, help="how many trees (1000)")
    parser.add_argument("--seed", type=int, default=1, help="other trees (1)")
    parser.add_argument("--first", type=int, default=0, help="the number of the first tree (0)")
    parser.add_argument("--processes", type=int, default=2, help="how many at once (2)")
    parser.add_argument("--only", type=int, metavar="N", help="the tree of this number alone")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="with --only: write it there")
    options = parser.parse_args(arguments)
    numbers = range(options.first, options.first + options.count)
    if options.only is not None:
        numbers = range(options.only, options.only + 1)
        if options.keep is not None:
            write_tree(make_case(options.seed, options.only).tree, options.keep)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as scratch:
        frames = real_frames(Path(scratch))
    report = run_campaign(options.seed, numbers, frames, options.processes, _show)
    _show(None)
    print_report(report)
    return 1 if report.findings or report.broken_off else 0


def print_report(report: Report) -> None:
    """Shares, times, and each kind of finding with the trees that have it."""
    for what, trees in _grouped(report).items():
        print(f"\n{len(trees)} × {what}\n  again: {', '.join(trees[:5])}")
    share = 100 * report.built / max(1, report.count)
    print(
        f"{report.count:,} trees in {report.seconds:,.0f} s: {report.built:,} built "
        f"({share:.1f} %, {report.pages:,} pages), {report.refused:,} refused "
        f"({report.problems:,} problems), {len(report.findings)} findings; "
        f"the slowest took {report.slowest:.1f} s of processor time"
    )
    for way, count in sorted(report.ways.items()):
        print(f"  {way}: {count:,}")


def _grouped(report: Report) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for _, name, what in report.findings:
        lines = what.strip().splitlines()
        places = [line.strip() for line in lines if line.startswith("  File ")]
        key = "\n    ".join([lines[-1][:300], *places[-4:]])
        found[key].append(name)
    return dict(sorted(found.items(), key=lambda group: -len(group[1])))


_told: list[str] = []


def _show(report: Report | None) -> None:
    # As they come: a campaign takes long.
    for _, name, what in report.findings[len(_told) :] if report else ():
        _told.append(name)
        print(f"{name}: {what.strip().splitlines()[-1][:200]}", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        text = f"{report.count:,} trees, {len(report.findings)} findings …" if report else ""
        print(f"\r{text:<60}\r{text}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    write_utf8()
    sys.exit(main())
