"""The languages of the texts of a record: all that counting translations asks of most of them.

Found once, where a record is parsed, and kept with it: to look through all texts of all records
took a sixth of a second at 10,000 records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from portal.brief import digest_brief
from portal.headlines import headline_texts
from portal.model import AnyRecord
from portal.walk import texts_in


class TextShape(NamedTuple):
    """`own` is the language that a record says it was written in, or empty; `offered` are those
    of its page; `texts` are how many of its texts are in which languages; `brief` is a digest of
    what it says but for its prose (see portal.brief).
    """

    own: str
    offered: tuple[str, ...]
    texts: tuple[tuple[tuple[str, ...], int], ...]
    brief: bytes


def shape_of(record: AnyRecord, languages: Sequence[str]) -> TextShape:
    """The shape of a record, in a site of these languages."""
    counts = Counter(text.languages for text in texts_in(record))
    offered = offered_languages(record, languages)
    own = record.source_language or ""
    return TextShape(own, offered, tuple(counts.items()), digest_brief(record))


def offered_languages(record: AnyRecord, languages: Sequence[str]) -> tuple[str, ...]:
    """The languages that a record's page is offered in: those of all texts that make it one."""
    headlines = [text.languages for text in headline_texts(record)]
    return tuple(tag for tag in languages if all(tag in known for known in headlines))
