"""Go on with the Python of .venv where the present one lacks the libraries: import it first.

Whoever types `python scripts/…` has the system's Python, and should not have to know of .venv.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NoReturn

_ROOT: Final = Path(__file__).resolve().parent.parent
# No system has all of these by chance, and to look for them takes less than a millisecond.
_LIBRARIES: Final = ("pydantic", "yaml", "babel", "cmarkgfm")
# Says that we have gone on already: a .venv that is damaged must not call itself for ever.
_MARK: Final = "PORTAL_OWN_PYTHON"
_WINDOWS: Final = os.name == "nt"


def _go_on() -> None:
    tried = os.environ.pop(_MARK, "")
    if all(find_spec(name) for name in _LIBRARIES):
        return
    python = _ROOT / ".venv" / ("Scripts/python.exe" if _WINDOWS else "bin/python")
    if not tried and python.is_file():
        os.environ[_MARK] = "1"
        with suppress(OSError):  # it was made on another system, or what it leads to is gone
            _run([str(python), *sys.argv])
    how = 'see "On Windows" in README.md' if _WINDOWS else 'run "make check" once'
    print(f"error: the libraries are not installed: {how}, then this again", file=sys.stderr)
    sys.exit(2)


def _run(command: list[str]) -> NoReturn:
    """Be another program from here on. Raises: OSError where that cannot be started."""
    if _WINDOWS:  # exec there returns to the prompt before the program has ended
        import subprocess  # late: every build comes through here

        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


_go_on()
