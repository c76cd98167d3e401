"""Which texts of a record make its page what it is: without them a page is no translation."""

from __future__ import annotations

from functools import cache

from portal.fields import Text
from portal.model import AnyRecord


@cache
def headline_fields(kind: type[AnyRecord]) -> tuple[str, ...]:
    """The fields that a kind's page begins with: name or title, summary, description, body."""
    names = ("name", "title", "summary", "description", "body")
    return tuple(name for name in names if name in kind.model_fields)


def headline_texts(record: AnyRecord) -> tuple[Text, ...]:
    """The texts that make a page what it is: title, summary, description, body."""
    values = (getattr(record, name) for name in headline_fields(type(record)))
    return tuple(value for value in values if isinstance(value, Text))
