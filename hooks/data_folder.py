"""Where the data lies. The core is told, it never asks."""

from __future__ import annotations

import os
from pathlib import Path


def data_folder() -> Path:
    """The folder that PORTAL_DATA_DIR names; where that is not set, data/ of this checkout."""
    named = os.environ.get("PORTAL_DATA_DIR")
    return Path(named) if named else Path(__file__).resolve().parent.parent / "data"
