"""What each data set is called, in the words of the site's lists."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from portal.pages import labels
from portal.strings import N_

OPERATIONS: Final = "operations"
ALL: Final = "all"

# (title, summary) by id; kinds that have pages are called as their lists are.
DATA_SETS: Final = MappingProxyType(
    {
        **{
            kind: (labels.KIND_PLURAL[kind], labels.KIND_SUMMARY[kind])
            for kind in labels.KIND_PLURAL
        },
        "visibility": (
            N_("Visibility rules"),
            N_("What has to be said and shown where a funder’s money is."),
        ),
        OPERATIONS: (
            N_("List of operations"),
            N_("Grants in the form that Article 49(3) of Regulation (EU) 2021/1060 asks for."),
        ),
        ALL: (N_("Everything in one zip file"), N_("All data sets, tables and schemas.")),
    }
)
