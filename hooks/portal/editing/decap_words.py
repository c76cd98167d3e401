"""The words of the editing page that no other page has, and where the others are."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from portal.pages import labels
from portal.strings import N_

# Texts of a sentence or more; the others are titles, names and places, on one line.
LONG_TEXTS: Final = frozenset(
    ("clear_space", "description", "disclaimer", "embed_text", "note", "notes", "statement",
     "summary", "terms", "text")
)  # fmt: skip
DAY: Final = N_("Write the day as 2026-05-17: year, month, day.")
LOCAL_TIME: Final = N_("Write the day and the time as 2026-05-17 09:30.")
FLEXIBLE_DATE: Final = N_(
    "Write the date as 2026-05-17, or as exactly as it is known: 2026-05 or 2026."
)
WORDS: Final = MappingProxyType(
    {
        "example": N_("Example: %(example)s"),
        "title": N_("Edit the data"),
        "no_script": N_("This page works only with JavaScript."),
    }
)
_GROUP_KIND: Final = MappingProxyType(
    {
        "task_force": N_("Working group"),
        "community_action_group": N_("Community Action Group"),
        "other": N_("Other group"),
    }
)
# By the name of the model's enumeration; the values in the order of the model.
WORDS_OF: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "OrganisationKind": labels.ORGANISATION_KIND,
        "CommitmentKind": labels.COMMITMENT_KIND,
        "CommitmentStatus": labels.COMMITMENT_STATUS,
        "GroupKind": _GROUP_KIND,
        "RoleKind": labels.ROLE,
        "StepStatus": {k: labels.STEP_STATUS[k] for k in ("done", "under_way")},
        "PartnerRole": labels.PARTNER_ROLE,
        "EventKind": labels.EVENT_KIND,
        "EventStatus": labels.EVENT_STATUS,
        "DocumentKind": labels.DOCUMENT_KIND,
    }
)
_VISIBILITY: Final = (N_("Visibility rules"), N_("Visibility rule"))


def kind_words(kind: str) -> tuple[str, str]:
    """(plural, singular) of a kind, to be translated."""
    if kind not in labels.KIND_PLURAL:
        return _VISIBILITY
    return labels.KIND_PLURAL[kind], labels.KIND_SINGULAR[kind]
