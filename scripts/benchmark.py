"""Measure this generator and Hugo on the same records: `python scripts/benchmark.py`.

Writes BENCHMARKS.md and benchmarks.json. `make bench` installs Hugo first. For an idle machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import own_python  # noqa: F401 - first: it may go on with another Python

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from benchmark_checks import compare_sites  # noqa: E402
from benchmark_report import (  # noqa: E402
    COMPLETE,
    PORTAL,
    Machine,
    Size,
    render_json,
    render_markdown,
    targets_of,
)
from benchmark_runs import BuildFailedError, Hugo, Portal, hugo_program, measure_all  # noqa: E402
from portal.load import load_data  # noqa: E402
from sample_data import write_sample  # noqa: E402
from terminal import write_utf8  # noqa: E402

SIZES = (1_000, 4_000, 10_000)
RUNS = (3, 3, 1)
SEED = 7
SAMPLES = 8
_PACKAGES = ("mkdocs", "mkdocs-material", "pydantic", "cmarkgfm", "pagefind-bin")


def main(arguments: list[str] | None = None) -> int:
    """Measure; 1 where a build fails or the sites differ."""
    options = _parser().parse_args(arguments)
    # As Ctrl-C does: what is running ends, and what was built is deleted.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        hugo_program()
        if options.work is not None:
            options.work.mkdir(parents=True, exist_ok=True)
        options.out.mkdir(parents=True, exist_ok=True)
        machine = describe_machine()
        sizes = []
        for number, records in enumerate(options.sizes):
            runs = options.runs[min(number, len(options.runs) - 1)]
            with tempfile.TemporaryDirectory(prefix="benchmark-", dir=options.work) as folder:
                sizes.append(measure_size(records, runs, Path(folder), options.samples))
                # After each size: a long run that is broken off has said something.
                write_results(machine, sizes, options.out)
    except BuildFailedError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    for target in targets_of(sizes):
        reached = "–" if target.reached is None else f"{target.reached:.2f}"
        print(f"{target.name}: at most {target.limit:g}, {reached}: {target.verdict}")
    differences = [text for size in sizes for text in size.comparison.differences]
    for text in differences:
        print(f"error: the sites differ: {text}", file=sys.stderr)
    return 1 if differences else 0


def measure_size(records: int, runs: int, work: Path, samples: int) -> Size:
    """Measure all builds of so many records, then compare the sites.

    Raises: BuildFailedError.
    """
    print(f"{records:,} records, {runs} runs …", flush=True)
    data = work / "data"
    write_sample(data, records, SEED)
    site = load_data(data).site
    if site is None:
        raise BuildFailedError("the sample's site.yml cannot be read")
    portals = (
        Portal(PORTAL, work, data, search_and_cards=False),
        Portal(COMPLETE, work, data, search_and_cards=True),
    )
    hugo = Hugo(work, data)
    rows = measure_all(portals, hugo, runs)
    # The last build of ours has an edit that Hugo's has not: both anew, of the same records.
    plain = portals[0]
    hugo = Hugo(work / "compared", plain.data)
    hugo.build_cold()
    comparison = compare_sites(
        plain.site, hugo.site, plain.data, site.tags, samples=samples, seed=SEED
    )
    return Size(records, tuple(rows), comparison)


def describe_machine() -> Machine:
    """The machine, the moment and what is installed."""
    return Machine(
        day=datetime.now().astimezone().date().isoformat(),
        commit=_commit(),
        processor=_first_value("/proc/cpuinfo", "model name") or platform.machine(),
        processors=os.cpu_count() or 1,
        memory_bytes=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        system=f"{platform.system()} {platform.release()}",
        load=os.getloadavg()[0],
        versions={
            "Hugo": version("hugo"),
            "Python": platform.python_version(),
            **{name: version(name) for name in _PACKAGES},
        },
    )


def write_results(machine: Machine, sizes: list[Size], directory: Path) -> None:
    """Write both files."""
    found = json.dumps(render_json(machine, sizes), ensure_ascii=False, indent=1)
    (directory / "benchmarks.json").write_text(found + "\n", "utf-8")
    (directory / "BENCHMARKS.md").write_text(render_markdown(machine, sizes), "utf-8")


def _commit() -> str:
    git = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    done = subprocess.run(git, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def _first_value(path: str, key: str) -> str:
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(key)), "")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="Build the same sample records with this generator and with Hugo, measure "
        "both, compare the pages, and write BENCHMARKS.md and benchmarks.json.",
    )
    parser.add_argument(
        "--sizes", type=_numbers, default=SIZES, metavar="N,N", help="records (1000,4000,10000)"
    )
    parser.add_argument(
        "--runs", type=_numbers, default=RUNS, metavar="N,N",
        help="how often, per size; the last number is for the sizes that follow (3,3,1)",
    )  # fmt: skip
    parser.add_argument("--work", type=Path, metavar="DIR", help="where to build (default: TMPDIR)")
    parser.add_argument(
        "--samples", type=int, default=SAMPLES, metavar="N",
        help=f"pages to compare of each kind in each language ({SAMPLES})",
    )  # fmt: skip
    parser.add_argument(
        "--out", type=Path, default=ROOT, metavar="DIR", help="where the two files go (here)"
    )
    return parser


def _numbers(text: str) -> tuple[int, ...]:
    numbers = tuple(int(part) for part in text.split(","))
    if not numbers or min(numbers) < 1:
        raise argparse.ArgumentTypeError("expected numbers above 0, such as 1000,4000")
    return numbers


if __name__ == "__main__":
    write_utf8()
    sys.exit(main())
