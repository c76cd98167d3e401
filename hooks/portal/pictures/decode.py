"""Runs the decoding process, and finds out which file it died of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from portal.bounded import Answer, Limits, run_bounded
from portal.pictures.formats import OF_ENDING
from portal.pictures.sizes import SALT

_CHILD: Final = Path(__file__).with_name("child.py")
MEMORY: Final = 2 << 30
# The largest picture takes five seconds: this ends what never would.
_BATCH, _SECONDS = 20, 240
_DIED: Final = Answer({"refusal": "died", "got": "a file on which the decoder gives up"}, ())


def request_for(
    directory: Path, file: str, digest: str, copies: Sequence[tuple[int, int]] = ()
) -> Mapping[str, Any]:
    """What `decode` is asked about a picture below a directory: its bytes have that digest, or it
    is refused as "changed". `copies` are (width, height) in pixels.
    """
    return {
        "path": str(directory / file),
        "format": OF_ENDING[Path(file).suffix.lower()],
        "salt": SALT,
        "digest": digest,
        "copies": copies,
    }


def decode(requests: Sequence[Mapping[str, Any]]) -> Iterator[Answer]:
    """One answer a request (see `child`), in their order.

    A picture that takes the process down is answered with the refusal "died".
    Raises: OSError where no process can be started.
    """
    at = 0
    while at < len(requests):
        batch = requests[at : at + _BATCH]
        outcome = run_bounded(_CHILD, batch, Limits(MEMORY, _SECONDS))
        yield from outcome.answers
        at += len(outcome.answers)
        if outcome.trouble and len(outcome.answers) < len(batch):
            yield _DIED
            at += 1


def made_by() -> str:
    """What the copies' bytes depend on beside the picture: a folder of the cache."""
    return f"pictures/pillow-{version('pillow')}"
