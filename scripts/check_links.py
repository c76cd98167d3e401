"""Do the links that leave the site still lead anywhere? `--help` tells the options.

Asks for every address in the data and the hand-written pages, politely: one request per host at
a time, with a pause, as robots.txt allows. Verdicts: ok; moved (for good: with the new address);
dead (404, 410, a name that nobody has); parked (something else is there now); unreachable (no
answer, none for robots, or the front page for now: never counted as dead). Exit code: 0 when it
ran, whatever it found; 1 with --fail-on; 2 when it was called wrongly.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import own_python  # noqa: F401 - first: it may go on with another Python

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from check_data import complain_about, directory_label  # noqa: E402
from clock import now  # noqa: E402
from data_folder import data_folder  # noqa: E402
from link_cache import Known, read_cache, write_cache  # noqa: E402
from link_run import Found, check_addresses  # noqa: E402
from portal.check import pages_directory  # noqa: E402
from portal.languages import day_in_zone  # noqa: E402
from portal.links.outgoing import OutgoingLink, find_outgoing  # noqa: E402
from portal.links.report import (  # noqa: E402
    CheckedLink,
    LinkReport,
    problems_of,
    render_json,
    render_markdown,
    render_table,
    sort_links,
)
from portal.links.verdicts import BROKEN, LinkState, LinkVerdict  # noqa: E402
from portal.load import load_data  # noqa: E402
from portal.site import Site  # noqa: E402
from problem_formats import as_github  # noqa: E402
from terminal import wants_colour, write_utf8  # noqa: E402
from web_exchange import Network  # noqa: E402
from web_fetcher import Bounds, Fetcher  # noqa: E402

AGENT_NAME = "InclusionPortalLinkCheck"
MAX_JOBS = 4
_MAX_BYTES = 100_000  # a page's start is enough to see whether it is parked


def main(arguments: list[str] | None = None, network: Network | None = None) -> int:
    """Check, and write what was asked for; the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    complaint = complain_about(options.data)
    if complaint:
        parser.error(complaint)
    data: Path = options.data.resolve()
    site = load_data(data, directory_label(options.data)).site
    if site is None:
        parser.error("site.yml has problems. Run: make check")
    pages = pages_directory(data, ROOT / "docs")
    try:
        links = find_outgoing(
            data, directory_label(options.data), pages, directory_label(pages), site.url
        )
    except OSError as error:
        parser.error(f"{error.filename}: {error.strerror}. Run: make check")
    report = _check(links, site, options, network or Network())
    _print(report, options)
    failing = _FAILS.get(options.fail_on or "", ())
    return 1 if any(o.verdict in failing and not o.is_settled for o in report.links) else 0


_FAILS = {"dead": BROKEN, "moved": (*BROKEN, LinkVerdict.MOVED)}


def agent_for(site: Site) -> str:
    """The name by which servers know the check, with where its owner can be reached."""
    return f"{AGENT_NAME}/1.0 (+{site.contact_url or site.url})"


def _check(
    links: tuple[OutgoingLink, ...], site: Site, options: argparse.Namespace, network: Network
) -> LinkReport:
    today = day_in_zone(now(), site.time_zone)
    before = read_cache(options.cache)
    known = {
        link.address: before[link.address]
        for link in links
        if link.address in before
        and not options.fresh
        and before[link.address].is_fresh(today, options.max_age)
    }
    to_ask = [link.address for link in links if link.address not in known]
    bounds = Bounds(
        options.timeout, _MAX_BYTES, is_cut=True, pause_seconds=options.pause,
        longest_delay_seconds=max(options.pause, 10.0),
    )  # fmt: skip
    fetcher = Fetcher(agent_for(site), bounds, network, options.allow_private)
    found = check_addresses(
        to_ask, fetcher, options.jobs, options.minutes * 60, _progress(len(to_ask))
    )
    for address, state in found.items():
        known[address] = Known(state, today, _since(before.get(address), state, today))
    write_cache(options.cache, known)
    checked = (_checked(link, known[link.address]) for link in links)
    return LinkReport(agent_for(site), sort_links(checked))


def _since(before: Known | None, state: LinkState, today: date) -> date:
    return before.since if before and before.state.verdict is state.verdict else today


def _checked(link: OutgoingLink, known: Known) -> CheckedLink:
    return CheckedLink(link, known.state, known.checked_on.isoformat(), known.since.isoformat())


def _print(report: LinkReport, options: argparse.Namespace) -> None:
    if options.format == "json":
        print(render_json(report), end="")
    elif options.format == "github":
        print(as_github(problems_of(report), sys.stdout), end="")
    else:
        print(render_table(report, wants_colour(sys.stdout)), end="")
    if options.report:
        options.report.parent.mkdir(parents=True, exist_ok=True)
        options.report.write_text(
            render_markdown(report), "utf-8", "backslashreplace", newline="\n"
        )


def _progress(total: int) -> Callable[[Found], None]:
    """Says on a terminal how far the check is."""
    done = 0

    def tell(found: Found) -> None:
        nonlocal done
        done += 1
        if sys.stderr.isatty():
            print(f"{done}/{total} {found[1].verdict}: {found[0][:100]}", file=sys.stderr)

    return tell


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="Check the links that leave the site.", epilog="See CONTRIBUTING.md."
    )
    add = parser.add_argument
    add("--data", type=Path, default=data_folder(), metavar="DIR", help="the data (default: data/)")
    add("--format", choices=("table", "json", "github"), default="table",
        help="a table (default), github for the lines of a pull request, json")  # fmt: skip
    add("--report", type=Path, metavar="FILE", help="write a report in Markdown, too")
    add("--fresh", action="store_true", help="ask for everything, whatever is known")
    add("--cache", type=Path, default=ROOT / ".cache" / "links.json", metavar="FILE",
        help="what is known from earlier (default: .cache/links.json)")  # fmt: skip
    add("--max-age", type=_number(0, 365, int), default=7, metavar="DAYS",
        help="how long an answer is believed (default: 7; what is dead: 1)")  # fmt: skip
    add("--timeout", type=_number(0.1, 600, float), default=30.0, metavar="S",
        help="seconds a link (default: 30)")  # fmt: skip
    add("--pause", type=_number(0, 60, float), default=1.0, metavar="S",
        help="seconds between two requests to a host (default: 1)")  # fmt: skip
    add("--minutes", type=_number(0.01, 600, float), default=60.0, metavar="M",
        help="for the whole check (default: 60); the rest is unreachable")  # fmt: skip
    add("--jobs", type=_number(1, MAX_JOBS, int), default=MAX_JOBS, metavar="N",
        help=f"hosts at a time, 1–{MAX_JOBS}")  # fmt: skip
    add("--allow-private", action="store_true", help="also ask addresses inside the own network")
    add("--fail-on", choices=sorted(_FAILS),
        help="exit with 1 if a link without a copy is dead or parked, or moved, too")  # fmt: skip
    return parser


def _number(least: float, most: float, kind: Callable[[str], float]) -> Callable[[str], float]:
    def number(text: str) -> float:
        value = kind(text)
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{least} to {most}")
        return value

    return number


if __name__ == "__main__":
    write_utf8()
    sys.exit(main())
