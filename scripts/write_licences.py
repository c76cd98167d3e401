"""Write LICENCES.md anew, from the list in hooks/portal/licences."""

from __future__ import annotations

import sys
from pathlib import Path

import own_python  # noqa: F401 - first: it may go on with another Python

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from portal.licences import render_table  # noqa: E402


def main() -> int:
    """Write the file."""
    (ROOT / "LICENCES.md").write_text(render_table(), "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
