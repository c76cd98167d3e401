"""How a bounded process begins: `bounded_start.py MEMORY SECONDS SCRIPT`, run by path.

Limits are set here, before the script's own imports, and not between fork and exec: that would
copy the page tables of a large build, and may hang in a process that has threads.
"""

from __future__ import annotations

import runpy
import sys
from typing import Final

_OPEN_FILES: Final = 64


def main() -> None:
    """Set the limits, then be the script."""
    memory, seconds, script = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    limit_process(memory, seconds)
    sys.argv = [script]
    runpy.run_path(script, run_name="__main__")


def limit_process(memory: int, seconds: int | None = None) -> None:
    """Bound this process: bytes of memory, seconds of a processor's time; no file is written.

    What a system cannot bound stays unbounded there: see below.
    """
    try:
        import resource
    except ImportError:  # not on Windows: the time limit of the parent is left
        return
    sys.dont_write_bytecode = True
    bounds = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
        resource.RLIMIT_FSIZE: 0,  # it answers through a pipe, and leaves nothing on a disk
        resource.RLIMIT_CORE: 0,
    }
    if seconds is not None:
        bounds[resource.RLIMIT_CPU] = seconds
    if sys.platform == "darwin":
        # Refused there: what the system itself maps is more (python/cpython#78783).
        del bounds[resource.RLIMIT_AS]
    for what, most in bounds.items():
        _, hard = resource.getrlimit(what)
        at_most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (at_most, at_most))


if __name__ == "__main__":
    main()
