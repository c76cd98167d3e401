"""What a record says but for its prose: all that cards, lists, charts and filters are made of.

Most edits change a sentence of a description, and the day beside it: whoever reads a record
by `Catalog.brief` is not made again then, and must ask for neither. A test sees to that.
In which languages the prose is counts: whether a page is a translation depends on that.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Final

from portal.fields import Prose
from portal.model import AnyRecord

# The name of the source, before that of the kind (see portal.tracing).
BRIEF: Final = "brief:"


def digest_brief(record: AnyRecord) -> bytes:
    """A digest of it: 12 bytes."""
    prose = prose_fields(type(record))
    said = record.model_dump_json(exclude={"updated_on", *prose})
    texts: list[Prose | None] = [getattr(record, name) for name in prose]
    languages = [text.languages if text is not None else None for text in texts]
    return hashlib.blake2b(f"{said}{languages}".encode(), digest_size=12).digest()


@cache
def prose_fields(model: type[AnyRecord]) -> tuple[str, ...]:
    """The fields of a kind that are prose."""
    fields = model.model_fields.items()
    return tuple(name for name, field in fields if _is_prose(field.annotation))


def _is_prose(annotation: object) -> bool:
    return annotation in (Prose, Prose | None)
