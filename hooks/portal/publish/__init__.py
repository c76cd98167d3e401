"""The one place that writes: aside first, then swapped in whole.

A build that fails or is killed leaves the site that was there. Two generations are kept: the
published one, and beside it the one before (`.site.previous`), to which one can go back, and which
the next build brings up to date and swaps in: what did not change is not written again.
"""

from portal.publish.files import (
    keep_newest,
    mark_used,
    remove_unused,
    walk_files,
    write_aside,
    write_file,
)
from portal.publish.publisher import (
    MARKER,
    Publisher,
    SupersededError,
    place_of,
    previous_of,
    read_marker,
    roll_back,
)

__all__ = [
    "MARKER",
    "Publisher",
    "SupersededError",
    "keep_newest",
    "mark_used",
    "place_of",
    "previous_of",
    "read_marker",
    "remove_unused",
    "roll_back",
    "walk_files",
    "write_aside",
    "write_file",
]
