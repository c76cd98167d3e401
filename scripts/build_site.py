"""Build the site: `python scripts/build_site.py`.

Nothing is made that has been made of the same before: where data, templates, words and code are
what the published site was made of, this ends at once; where only data has changed, only what
reads it is made, and MkDocs need not run. The result is that of `mkdocs build --strict`, byte for
byte.
"""

from __future__ import annotations

import argparse
import atexit
import gc
import os
import sys
from pathlib import Path
from typing import NoReturn

import own_python  # noqa: F401 - first: it may go on with another Python
from terminal import write_utf8

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))
# Nearly all that is made lives to the end: after an edit, looking for garbage at Python's pace
# takes a tenth of the time.
_COLLECT_EACH = 500_000
# What shells have as the exit code of a process that was stopped by Ctrl-C.
STOPPED = 130


def main(arguments: list[str] | None = None) -> int:
    """Build; 1 where the data has errors or the site cannot be written, 130 after Ctrl-C."""
    parser = argparse.ArgumentParser(description="Build the site, making only what has changed.")
    parser.add_argument(
        "--out", type=Path, default=Path(os.environ.get("PORTAL_OUT") or ROOT / "site"),
        help="the folder of the site (default: PORTAL_OUT, else site/)",
    )  # fmt: skip
    parser.add_argument("--fresh", action="store_true", help="make everything anew")
    parser.add_argument(
        "--rollback", action="store_true",
        help="publish the generation before the present one; a second time takes that back",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    gc.set_threshold(_COLLECT_EACH)
    target = options.out.absolute()
    os.chdir(ROOT)
    if options.rollback:
        return go_back(target)
    try:
        code = None if options.fresh else build_changes(target)
        return build_all(target, fresh=options.fresh) if code is None else code
    except KeyboardInterrupt:
        # Publishing is one step: there is no site that is half of both.
        print(f"Stopped: {target} is as it was, or new and complete.", file=sys.stderr)
        return STOPPED


def build_changes(target: Path) -> int | None:
    """Build without MkDocs; None where there is no theme of the same templates and code."""
    # Late: where nothing has changed, half the time would go into these.
    from clock import now
    from portal.languages import day_in_zone
    from portal.workers import JobError
    from site_maker import DataError, Project

    project = Project.of(ROOT / "docs", ROOT / "overrides")
    try:
        project.check_target(target)
    except JobError as error:
        print(error, file=sys.stderr)
        return 1
    moment = now()
    zone = project.time_zone
    day = day_in_zone(moment, zone).isoformat() if zone else ""
    same = project.said_of_same(target, day) if day else None
    if same is not None:
        print("".join(f"{line}\n" for line in same), end="")
        print(f"Nothing has changed: {target} is up to date.")
        return 0
    theme = project.load_theme()
    if theme is None:
        return None
    said: list[str] = []
    try:
        portal = project.open(moment, lambda problem: said.append(str(problem)))
    except DataError as error:
        print("".join(f"{line}\n" for line in said), end="")
        print(error, file=sys.stderr)
        return 1
    if not theme.has(portal.frame_keys()):
        return None
    print("".join(f"{line}\n" for line in said), end="")
    try:
        count = project.publish(portal, theme, target)
    except JobError as error:
        print(error, file=sys.stderr)
        return 1
    project.note_inputs(target, day, said)
    print(f"{count} pages from data: {target}")
    return 0


def go_back(target: Path) -> int:
    """Publish the site before the present one."""
    from portal.publish import place_of, previous_of, read_marker, roll_back

    now = read_marker(target)
    try:
        found = roll_back(target)
    except OSError as error:
        reason = f"{error.strerror or error}: {error.filename}"
        print(f"error: {reason}. The site is as it was.", file=sys.stderr)
        return 1
    before = previous_of(place_of(target))
    other = before.name if before.parent == target.parent else before
    if found == now:
        # Of a site that was built once, or that somebody has damaged.
        print(f"{target} is what was built last ({found[:10]}), from its copy, now {other}.")
    else:
        print(f"{target} is the site before ({found[:10]}); {other} is the other one.")
    print("The next build makes the site of today's data again.")
    return 0


def build_all(target: Path, *, fresh: bool) -> int:
    """Build with MkDocs, which makes the theme."""
    from mkdocs.__main__ import cli

    if fresh:
        os.environ["PORTAL_FRESH"] = "1"
    try:
        cli(["build", "--strict", "--site-dir", str(target)], standalone_mode=True)
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
            return 1
        return int(end.code or 0)
    return 0


def leave(code: int) -> NoReturn:
    """End this process as `sys.exit` does, but without taking everything apart before.

    To free a million objects one by one takes 0.6 s; the system takes their memory back at once.
    """
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    write_utf8()
    leave(main())
