"""Preview the site: `python scripts/serve_site.py`.

Pages are made when somebody asks for them, so that an edit shows within a second or two however
large the site is. Browsers reload by themselves.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Final, NoReturn

import own_python  # noqa: F401 - first: it may go on with another Python

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

from data_folder import data_folder  # noqa: E402
from local_requests import parse_listening  # noqa: E402
from portal.workers import JobError  # noqa: E402
from preview_server import PreviewError, Previews, PreviewServer  # noqa: E402
from terminal import write_utf8  # noqa: E402

# Seconds between two looks at what is mended: 10,000 files are looked through in a tenth of one.
_LOOK_AGAIN: Final = 1.0


def main(arguments: list[str] | None = None) -> int:
    """Serve until Ctrl-C; 1 where there is nothing to serve, or the address is taken."""
    parser = argparse.ArgumentParser(description="Preview the site, renewed at every edit.")
    parser.add_argument(
        "--address", default="127.0.0.1:8000", help="where (default: 127.0.0.1:8000)"
    )
    parser.add_argument("--quiet", action="store_true", help="say only what is wrong")
    parser.add_argument(
        "--wait", action="store_true", help="where there are mistakes at first, until they are gone"
    )
    options = parser.parse_args(arguments)
    try:
        host, port = parse_listening(options.address)
    except ValueError as error:
        parser.error(str(error))
    level = logging.ERROR if options.quiet else logging.INFO
    logging.basicConfig(level=level, format="%(message)s")
    logging.getLogger("watchdog").setLevel(logging.WARNING)
    os.chdir(ROOT)
    # Ctrl-C at `make edit` reaches this process, too; then it is ended once more, as its child.
    signal.signal(signal.SIGTERM, _stop)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)
    previews = Previews(options.address)
    try:
        _begin(previews, options.wait)
        server = PreviewServer(previews, host, port)
        try:
            server.serve()  # type: ignore[no-untyped-call]
        except KeyboardInterrupt:
            server.shutdown(wait=False)
    except KeyboardInterrupt:  # while the data is read
        if not options.quiet:
            print("Nothing is served: it was stopped before it had begun.", file=sys.stderr)
    except (PreviewError, JobError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    finally:
        previews.close()
    return 0


def _begin(previews: Previews, waits: bool) -> None:
    """Read the site for the first time. Raises: PreviewError where that fails; not if it waits."""
    while True:
        before = _written()
        try:
            previews.renew()
        except PreviewError as error:
            if not waits:
                raise
            print(f"error: {error} The site is shown when that is mended.", file=sys.stderr)
        else:
            return
        while _written() == before:
            time.sleep(_LOOK_AGAIN)


def _written() -> Mapping[str, tuple[int, int]]:
    """When the files of which a site is made were written, and how long they are."""
    folders = (data_folder(), ROOT / "docs", ROOT / "overrides")
    found = {}
    for path in (ROOT / "mkdocs.yml", *chain(*(folder.rglob("*") for folder in folders))):
        with suppress(OSError):  # gone meanwhile
            stat = path.stat()
            found[str(path)] = stat.st_mtime_ns, stat.st_size
    return found


def _stop(*_: object) -> NoReturn:
    # Not SIG_IGN: Python complains of one that is on its way.
    signal.signal(signal.SIGTERM, lambda *_: None)
    raise KeyboardInterrupt


if __name__ == "__main__":
    write_utf8()
    sys.exit(main())
