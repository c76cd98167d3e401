"""Which files differ from a commit, as git knows it."""

from __future__ import annotations

import subprocess
from pathlib import Path


class ChangesError(RuntimeError):
    """Git cannot say what has changed; the message says why."""


def changed_files(commit: str) -> frozenset[Path]:
    """The files of the working directory that differ from a commit, new ones among them.

    Raises: ChangesError where there is no git, no repository or no such commit.
    """
    top = Path(_git("rev-parse", "--show-toplevel").rstrip("\n"))
    if commit.startswith("-"):
        raise ChangesError(f'"{commit}" is no commit')
    differing = _git("diff", "--name-only", "-z", commit, "--", cwd=top)
    new = _git("ls-files", "--others", "--exclude-standard", "-z", cwd=top)
    names = (differing + new).split("\0")
    return frozenset((top / name).resolve() for name in names if name)


def _git(*arguments: str, cwd: Path | None = None) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=cwd, capture_output=True, text=True, encoding="utf-8",
            check=False,
        )  # fmt: skip
    except FileNotFoundError:
        raise ChangesError("git is not installed: run this without --changed") from None
    if done.returncode:
        # A folder that was downloaded as a ZIP file, most of all.
        said = done.stderr.strip().splitlines()[0]
        raise ChangesError(f'git says "{said}": run this without --changed')
    return done.stdout
