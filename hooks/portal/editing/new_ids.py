"""Ids of new records, made of their titles."""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from portal.fields import MAX_ID, is_id, make_id

# As long as an address is still read.
_MAX_LENGTH: Final = 50


def id_of_title(title: str) -> str:
    """An id made of a title, cut between words; of an empty one "my-record"."""
    words = make_id(title).split("-")
    found = words[0]
    for word in words[1:]:
        if len(found) + len(word) + 1 > _MAX_LENGTH:
            break
        found += f"-{word}"
    return found


def free_id(wanted: str, taken: Container[str]) -> str:
    """The id itself where no record has it, else with the first number that is free."""
    number, found = 1, wanted
    while found in taken or not is_id(found):
        number += 1
        # There is room for the number, whatever was wanted.
        found = f"{make_id(wanted)[: MAX_ID - 7].rstrip('-')}-{number}"
    return found
