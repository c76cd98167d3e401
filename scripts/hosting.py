"""Print how to serve a built site: `python scripts/hosting.py nginx site > portal.conf`.

    nginx   a configuration for its conf.d
    upload  a shell script that uploads the site to object storage, with rclone
    table   the headers, redirects and 404 pages as JSON, for the CDN in front of that

Hosts of static files need nothing from here: `_headers`, `_redirects` and `.htaccess` are in the
site already. An nginx configuration knows the site's redirects and what its pages carry inline:
make it anew when the site was built anew.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import own_python  # noqa: F401 - first: it may go on with another Python

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from portal.hosting.description import FILE, Hosting, HostingError, read_description  # noqa: E402
from portal.hosting.nginx import render_nginx  # noqa: E402
from portal.hosting.object_storage import render_table, render_upload  # noqa: E402
from portal.publish import previous_of  # noqa: E402
from terminal import write_utf8  # noqa: E402


def main(arguments: list[str] | None = None) -> int:
    """Print the configuration; 1 where the site does not say how it wants to be served."""
    parser = argparse.ArgumentParser(description="Print how to serve a built site.")
    parser.add_argument(
        "form",
        choices=["nginx", "upload", "table"],
        help="a file for nginx's conf.d; a script that uploads the site to object storage; "
        "headers and redirects as JSON, for the CDN in front of that",
    )
    parser.add_argument("site", type=Path, help="the folder of the built site")
    parser.add_argument("--root", help="where the folder lies on the server (default: as here)")
    parser.add_argument(
        "--listen", action="append", metavar="PLACE",
        help="nginx's address, port or both, such as '443 ssl'; several times for several "
        "(default: 80)",
    )  # fmt: skip
    parser.add_argument(
        "--brotli", action="store_true", help="nginx has the module that sends .br files"
    )
    options = parser.parse_args(arguments)
    root = options.root or str(options.site.resolve())
    try:
        hosting = _read(options.site)
        if options.form == "nginx":
            before = str(previous_of(Path(root)))
            listen = options.listen or ("80",)
            text = render_nginx(hosting, root, before, listen=listen, brotli=options.brotli)
        elif options.form == "upload":
            files = (path for path in options.site.rglob("*") if path.is_file())
            text = render_upload((p.relative_to(options.site).as_posix() for p in files), hosting)
        else:
            text = render_table(hosting)
    except (HostingError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(text, end="")
    return 0


def _read(site: Path) -> Hosting:
    try:
        content = (site / FILE).read_bytes()
    except OSError as error:
        raise HostingError(f"No {FILE} in {site}: build the site first (make site)") from error
    return read_description(content)


if __name__ == "__main__":
    write_utf8()
    sys.exit(main())
