"""What time it is: the clock's, or that of a repeatable build. The core is told, it never asks."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime


def now() -> datetime:
    """The moment, in UTC; from SOURCE_DATE_EPOCH where it is set.

    Raises: SystemExit with a line for whoever has set that to something else than seconds: no
    command can do anything before it is mended.
    Source: reproducible-builds.org, SOURCE_DATE_EPOCH.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        raise SystemExit(
            f"error: SOURCE_DATE_EPOCH: expected the seconds since 1970, got {epoch!a}. "
            "Fix: write a number such as 1795305600, or unset it"
        ) from None


def seconds() -> float:
    """Seconds since 1970 by the machine's clock, as the times of files are.

    For telling how old those are: nothing that is published depends on it.
    """
    return time.time()
