"""What records and pages may refer to, and what is wrong with a reference that leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from pydantic_core import PydanticCustomError

from portal.addresses import ACCESSIBILITY, SECTIONS, SPECIAL, portal_link, resolve_portal
from portal.fields import is_id, is_inside, parse_url, said_by
from portal.problems import nearest, quote_got, suggest
from portal.prose import Destination

Key: TypeAlias = tuple[str, str]  # (kind, id)
Complaint: TypeAlias = tuple[str, str, str]  # (expected, got, fix)

# So many ids are looked through at a glance.
_FEW: Final = 5
# Of a page of this site, as browsers write it: no host, whose name has a point.
_IS_PATH: Final = re.compile(r"(?:\.{0,2}/)*[\w-]+(?:/|$)")
# A link of Markdown or HTML, not the word "portal:" in a sentence.
PORTAL_LINK: Final = re.compile(
    r"(?:\]\(\s*<?|^ {0,3}\[[^\]\n]+\]:\s*<?|<|(?i:href)\s*=\s*[\"']?)(?=portal:)"
    r"portal:(?P<target>[^\s)\"'<>#]*)",
    re.M,
)


@dataclass(frozen=True, slots=True)
class Targets:
    """What can be referred to: per kind the ids that exist, and the old ids with the new ones.

    `has_statement` says whether the site has an accessibility statement to link to.
    """

    existing: Mapping[str, frozenset[str]]
    former: Mapping[Key, str]
    has_statement: bool = True

    def complain_about_id(self, kind: str, record_id: str) -> Complaint | None:
        """What is wrong with a reference to a record, or None."""
        if record_id in self.existing[kind]:
            return None
        return (
            f"the id of a record in data/{kind}/",
            quote_got(record_id),
            self._fix(kind, record_id),
        )

    def complain_about_portal(self, target: str) -> Complaint | None:
        """What is wrong with a link `portal:` followed by `target`, or None."""
        resolved = resolve_portal(target)
        if resolved is None:
            expected = "portal:<kind>/<id>, such as portal:projects/my-project"
            return expected, _got(target), self._fix_portal(target)
        kind, record_id = resolved
        if kind == ACCESSIBILITY and not self.has_statement:
            fix = 'delete the link, or add the section "accessibility" to data/site.yml'
            return "a link to a page that this site has", _got(target), fix
        if record_id is None or record_id in self.existing[kind]:
            return None
        expected = f"a link to a record in data/{kind}/"
        return expected, _got(target), self._fix(kind, record_id)

    def complain_about_destination(self, destination: Destination) -> Complaint | None:
        """What is wrong with a link or picture in a text, or None."""
        if destination.portal_target is not None:
            return self.complain_about_portal(destination.portal_target)
        return complain_about_address(destination)

    def _fix_portal(self, target: str) -> str:
        """What was meant by a target that is no kind, with or without an id."""
        section, *more = [step for step in re.split(r"[/?]", target) if step] or [""]
        if section in SPECIAL:
            return f'write "portal:{section}"'
        near = nearest(section, SECTIONS.values())
        if near:
            return f'did you mean "portal:{"/".join((near, *more[:1]))}"?'
        kinds = [kind for kind in SECTIONS if section in self.existing[kind]] if not more else []
        if len(kinds) == 1:
            return f'did you mean "portal:{SECTIONS[kinds[0]]}/{section}"?'
        return suggest("", SECTIONS.values(), "kinds")

    def _fix(self, kind: str, record_id: str) -> str:
        new = self.former.get((kind, record_id))
        if new:
            return f'write "{new}": the record has a new id'
        if not is_id(record_id):  # no file may have that name
            return self._choice(kind, record_id)
        close = nearest(record_id, self.existing[kind])
        if close:
            return f'did you mean "{close}"? Else add data/{kind}/{record_id}.yml'
        add = f"add data/{kind}/{record_id}.yml"
        return f"{self._choice(kind, record_id)}, or {add}" if self.existing[kind] else add

    def _choice(self, kind: str, record_id: str) -> str:
        """The nearest id; of a few all, of many none: a dozen that are unlike it help nobody."""
        known = self.existing[kind]
        if len(known) <= _FEW or nearest(record_id, known):
            return suggest(record_id, known, kind)
        return f"use the id of a record in data/{kind}/"


def complain_about_address(destination: Destination) -> Complaint | None:
    """What is wrong with a picture, or a link to elsewhere, whatever records there are; or None."""
    address = destination.address
    if destination.is_picture:
        fix = "add it under pictures: (projects, events, news), or link to its address"
        return "a text without pictures", quote_got(address), fix
    if address.startswith("#"):
        return None
    try:
        parse_url(address)
    except PydanticCustomError as error:
        expected, got, fix = said_by(error)
        is_own = is_inside(address) or _IS_PATH.match(address)
        return (
            f"{expected}, or portal: for a page of this site",
            got,
            (_own_page(address) if is_own else "") or fix,
        )
    return None


def _own_page(address: str) -> str:
    parts = urlsplit(address)
    link = portal_link(re.sub(r"(?:^|/)data/(.+)\.ya?ml$", r"/\1", parts.path))
    return f'write "{link}{parts.fragment and "#"}{parts.fragment}"' if link else ""


def _got(target: str) -> str:
    return quote_got(f"portal:{target}")
