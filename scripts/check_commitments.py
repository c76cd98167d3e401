"""Has each municipality published the programme's logo and link? `--help` tells the options.

Looks at the pages that a municipality's record names (`logo_page`, and if that does not show
both, `website`) for each agreement with a commitment to inform the public. Verdicts:
fulfilled (visitors see logo and link), partly (one of them, or in doubt), missing (neither),
unreachable (the page could not be judged, which says nothing about the municipality). Exit
code: 0 when it ran, whatever it found; 1 with --fail-on, or when the data has errors; 2 when
it was called wrongly.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import own_python  # noqa: F401 - first: it may go on with another Python

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from check_data import complain_about, directory_label  # noqa: E402
from commitment_run import Run, Settings, read_logos  # noqa: E402
from data_folder import data_folder  # noqa: E402
from portal.build import open_portal  # noqa: E402
from portal.catalog import Catalog  # noqa: E402
from portal.check import Checked, check_directory  # noqa: E402
from portal.commitments.evidence import render_evidence  # noqa: E402
from portal.commitments.junit import render_junit  # noqa: E402
from portal.commitments.letters import render_letters  # noqa: E402
from portal.commitments.table import render_table  # noqa: E402
from portal.commitments.targets import Target, find_targets  # noqa: E402
from portal.commitments.verdicts import (  # noqa: E402
    Report,
    Result,
    Verdict,
    make_report,
    render_json,
)
from portal.languages import day_in_zone  # noqa: E402
from portal.pages.localiser import Localiser  # noqa: E402
from portal.problems import has_errors, suggest  # noqa: E402
from terminal import wants_colour, write_utf8  # noqa: E402
from web_exchange import Network  # noqa: E402
from web_fetcher import Bounds, Fetcher, agent_for  # noqa: E402

MAX_JOBS = 4
_FAILS = {"missing": (Verdict.MISSING,), "partly": (Verdict.MISSING, Verdict.PARTLY)}


def main(arguments: list[str] | None = None, network: Network | None = None) -> int:
    """Check, and write what was asked for; the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    complaint = complain_about(options.data)
    if complaint:
        parser.error(complaint)
    checked = check_directory(options.data.resolve(), directory_label(options.data))
    if checked.catalog is None or has_errors(checked.problems):
        print(*checked.problems, sep="\n", file=sys.stderr)
        return 1
    _check_ids(parser, checked.catalog, options)
    targets = find_targets(checked.catalog, options.municipality, options.programme)
    report = _run(parser, checked, targets, options, network or Network())
    print(render_table(report, wants_colour(sys.stdout)), end="")
    _write(report, checked, options)
    failing = _FAILS.get(options.fail_on or "", ())
    return 1 if any(result.verdict in failing for result in report.results) else 0


def _run(
    parser: argparse.ArgumentParser, checked: Checked, targets: Sequence[Target],
    options: argparse.Namespace, network: Network,
) -> Report:  # fmt: skip
    assert checked.catalog is not None
    agent = agent_for(checked.catalog.site.url)
    bounds = Bounds(options.timeout, options.max_bytes)
    fetcher = Fetcher(agent, bounds, network, options.allow_private)
    started_at = datetime.now(UTC).replace(microsecond=0)
    book = read_logos(checked.catalog, checked.directory)
    with ExitStack() as stack:
        browser = None
        if options.browser:
            try:
                from commitment_browser import open_browser
                from install_test_tools import MissingToolError
            except ImportError as error:
                parser.error(
                    f"--browser needs what the tests need ({error.name} is missing). "
                    "Run: make lint, then use .venv/bin/python"
                )
            try:
                browser = stack.enter_context(open_browser(agent))
            except MissingToolError as error:
                parser.error(f"--browser: {error}")
        run = Run(Settings(bounds, options.jobs, options.copies), fetcher, book, browser)
        results = run.check(targets, _progress(len(targets)))
    return make_report(checked.catalog.site.url, agent, started_at, results)


def _write(report: Report, checked: Checked, options: argparse.Namespace) -> None:
    if options.json:
        _write_file(options.json, render_json(report).encode())
    if options.junit:
        _write_file(options.junit, render_junit(report))
    assert checked.catalog is not None
    if options.evidence:
        for name, text in render_evidence(report, checked.catalog):
            _write_file(options.evidence / name, text.encode())
    if options.letters:
        for loc in _localisers(checked, report.started_at).values():
            for name, text in render_letters(report, loc):
                _write_file(options.letters / name, text.encode())


def _localisers(checked: Checked, moment: datetime) -> Mapping[str, Localiser]:
    assert checked.catalog is not None
    today = day_in_zone(moment, checked.catalog.site.time_zone)
    portal = open_portal(
        checked.catalog, checked.strings, checked.directory, ROOT / "overrides", today
    )
    return portal.localisers


def _write_file(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _check_ids(
    parser: argparse.ArgumentParser, catalog: Catalog, options: argparse.Namespace
) -> None:
    for kind, names in (
        ("municipalities", options.municipality), ("programmes", options.programme),
    ):  # fmt: skip
        known = catalog.records[kind]
        for name in names:
            if name not in known:
                hint = suggest(name, list(known), kind)
                parser.error(f'there is no "{name}" in data/{kind}/: {hint}')


def _progress(total: int) -> Callable[[Result], None]:
    """Says on a terminal how far the check is."""
    done = 0

    def tell(result: Result) -> None:
        nonlocal done
        done += 1
        if sys.stderr.isatty():
            print(f"{done}/{total} {result.municipality}: {result.verdict}", file=sys.stderr)

    return tell


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="Check whether municipalities show the programme's logo and link, as agreed.",
        epilog="Nothing is written but what is asked for. See CONTRIBUTING.md.",
    )
    add = parser.add_argument
    add(
        "--municipality",
        action="append",
        default=[],
        metavar="ID",
        help="only this one; again for more",
    )
    add(
        "--programme",
        action="append",
        default=[],
        metavar="ID",
        help="only this one; again for more",
    )
    add("--data", type=Path, default=data_folder(), metavar="DIR", help="the data (default: data/)")
    add("--json", type=Path, metavar="FILE", help="write everything that was found")
    add("--junit", type=Path, metavar="FILE", help="write a JUnit report; unreachable is skipped")
    add(
        "--evidence",
        type=Path,
        metavar="DIR",
        help="write what was seen into files to commit; their place is data/evidence",
    )
    add(
        "--letters",
        type=Path,
        metavar="DIR",
        help="write a letter per language to those that miss it",
    )
    add("--copies", type=Path, metavar="DIR", help="keep each page as it was received")
    add(
        "--browser",
        action="store_true",
        help="judge what Chromium draws, for pages made by scripts",
    )
    add("--allow-private", action="store_true", help="also ask addresses inside the own network")
    add("--timeout", type=_seconds, default=30.0, metavar="S", help="seconds a page (default: 30)")
    add(
        "--max-bytes",
        type=_bytes,
        default=5_000_000,
        metavar="N",
        help="of a file (default: 5000000)",
    )
    add("--jobs", type=_jobs, default=MAX_JOBS, metavar="N", help=f"hosts at a time, 1–{MAX_JOBS}")
    add(
        "--fail-on",
        choices=sorted(_FAILS),
        help="exit with 1 if there is such a verdict or a worse one",
    )
    return parser


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0.1 <= seconds <= 600:
        raise argparse.ArgumentTypeError("0.1 to 600 seconds")
    return seconds


def _bytes(text: str) -> int:
    count = int(text)
    if not 1_000 <= count <= 100_000_000:
        raise argparse.ArgumentTypeError("1000 to 100000000 bytes")
    return count


def _jobs(text: str) -> int:
    count = int(text)
    if not 1 <= count <= MAX_JOBS:
        raise argparse.ArgumentTypeError(f"1 to {MAX_JOBS} hosts")
    return count


if __name__ == "__main__":
    write_utf8()
    sys.exit(main())
