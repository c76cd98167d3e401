"""The catalogue: every record by id, and what relates to what, both ways."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final, TypeAlias

from portal.addresses import SECTIONS, resolve_portal
from portal.fields import Prose, Reference
from portal.load import Loaded, all_records, reread
from portal.model import KINDS, AnyRecord, News
from portal.problems import Problem, sort_problems
from portal.site import Site
from portal.walk import walk
from portal.yaml_text import Path, field_name, locate, locate_in_scalar, suggest

Key: TypeAlias = tuple[str, str]  # (kind, id)
PORTAL_LINK: Final = re.compile(r"portal:([^\s)\"'<>#]*)")


@dataclass(frozen=True, slots=True)
class Catalog:
    """All records of a site, and their relations.

    `related[key][kind]` are the ids of the records of a kind that the record names or
    that name it, each once, in no particular order (sorted by id).
    """

    site: Site
    records: Mapping[str, Mapping[str, AnyRecord]]
    related: Mapping[Key, Mapping[str, tuple[str, ...]]]
    former: Mapping[Key, str]

    def get(self, kind: str, record_id: str) -> AnyRecord:
        """A record; KeyError where there is none (the check has made sure there is)."""
        return self.records[kind][record_id]

    def related_ids(self, kind: str, record_id: str, other: str) -> tuple[str, ...]:
        """Ids of the `other` records that relate to a record."""
        return self.related.get((kind, record_id), {}).get(other, ())

    def with_url(self, url: str) -> Catalog:
        """The same catalogue for a site at another address (ends with a slash)."""
        return replace(self, site=self.site.model_copy(update={"url": url}))

    def until(self, today: date) -> Catalog:
        """The catalogue without the news of days after `today`."""
        news = self.records["news"]
        early = {i for i, n in news.items() if isinstance(n, News) and n.published_on > today}
        if not early:
            return self
        kept = {i: n for i, n in news.items() if i not in early}
        related = {
            key: {**groups, "news": tuple(i for i in groups["news"] if i not in early)}
            if "news" in groups
            else groups
            for key, groups in self.related.items()
            if key[0] != "news" or key[1] not in early
        }
        return replace(self, records={**self.records, "news": kept}, related=related)

    def has_target(self, target: str) -> bool:
        """Whether `portal:` followed by this target leads to a page."""
        resolved = resolve_portal(target)
        if resolved is None:
            return False
        kind, record_id = resolved
        return record_id is None or record_id in self.records[kind]


def build_catalog(loaded: Loaded) -> tuple[Catalog | None, tuple[Problem, ...]]:
    """Resolve all references.

    Shape: the catalogue (None without a valid data/site.yml) and all problems, the
    loader's among them. With errors among the problems the catalogue must not be used.
    """
    records = {kind: {r.id: r for r in loaded.records[kind]} for kind in KINDS}
    existing = {kind: _ids_in_files(loaded, kind) for kind in KINDS}
    former, problems = _former_ids(loaded, records)
    related: dict[Key, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for record in all_records(loaded.records):
        kind = record.kind_name
        for path, value, marker in walk(record):
            if isinstance(marker, Reference):
                if value in records[marker.kind]:
                    if marker.kind in SECTIONS and kind in SECTIONS:
                        related[kind, record.id][marker.kind].add(value)
                        related[marker.kind, value][kind].add(record.id)
                elif value not in existing[marker.kind]:
                    problems.append(_dangling(loaded, record, path, value, marker.kind,
                                              records, former))  # fmt: skip
            elif marker is Prose:
                problems.extend(_dangling_links(loaded, record, path, value, existing))
    all_problems = sort_problems((*loaded.problems, *problems))
    if loaded.site is None:
        return None, all_problems
    frozen = {
        key: MappingProxyType({other: tuple(sorted(ids)) for other, ids in groups.items()})
        for key, groups in related.items()
    }
    return Catalog(loaded.site, records, frozen, former), all_problems


def _ids_in_files(loaded: Loaded, kind: str) -> frozenset[str]:
    # A record that has problems of its own still exists: a reference to it is not dangling.
    folder = loaded.directory / kind
    ids = {record.id for record in loaded.records[kind]}
    if loaded.problems and folder.is_dir():
        ids |= {path.stem for path in folder.glob("*.yml")}
    return frozenset(ids)


def _former_ids(
    loaded: Loaded, records: Mapping[str, Mapping[str, AnyRecord]]
) -> tuple[dict[Key, str], list[Problem]]:
    former: dict[Key, str] = {}
    problems = []
    for record in all_records(loaded.records):
        kind = record.kind_name
        for index, old in enumerate(record.former_ids):
            taken = old if old in records[kind] else former.get((kind, old))
            if taken:
                document = reread(loaded, kind, record.id)
                mark = locate(document, ("former_ids", index))
                problems.append(
                    Problem(
                        document.path,
                        mark.line,
                        mark.column,
                        field_name(("former_ids", index)),
                        "an id that no other record has or had",
                        f'"{old}" (see {kind}/{taken})',
                        "delete one of the two",
                    )  # fmt: skip
                )
            else:
                former[kind, old] = record.id
    return former, problems


def _dangling(
    loaded: Loaded,
    record: AnyRecord,
    path: Path,
    value: str,
    kind: str,
    records: Mapping[str, Mapping[str, AnyRecord]],
    former: Mapping[Key, str],
) -> Problem:
    document = reread(loaded, record.kind_name, record.id)
    mark = locate(document, path)
    new = former.get((kind, value))
    fix = f'it is called "{new}" now' if new else suggest(value, list(records[kind]), kind)
    return Problem(
        document.path, mark.line, mark.column, field_name(path),
        f"the id of a record in data/{kind}/", f'"{value}"',
        fix if new or not fix.startswith("did") else f"{fix} Else add data/{kind}/{value}.yml",
    )  # fmt: skip


def _dangling_links(
    loaded: Loaded,
    record: AnyRecord,
    path: Path,
    prose: Mapping[str, str],
    existing: Mapping[str, frozenset[str]],
) -> Iterator[Problem]:
    for language, text in prose.items():
        for match in PORTAL_LINK.finditer(text):
            complaint = complain_about_link(match.group(1), existing)
            if complaint:
                document = reread(loaded, record.kind_name, record.id)
                mark = locate_in_scalar(document, (*path, language), match.group())
                yield Problem(
                    document.path, mark.line, mark.column, field_name((*path, language)),
                    *complaint,
                )  # fmt: skip


def complain_about_link(
    target: str, existing: Mapping[str, Mapping[str, AnyRecord] | frozenset[str]]
) -> tuple[str, str, str] | None:
    """What is wrong with a `portal:` link: (expected, got, fix), or None."""
    resolved = resolve_portal(target)
    if resolved is None:
        section = target.split("/")[0]
        return (
            "portal:<kind>/<id>, such as portal:projects/roma-net",
            f'"portal:{target}"',
            suggest(section, [*SECTIONS.values()], "kinds"),
        )
    kind, record_id = resolved
    if record_id is None or record_id in existing[kind]:
        return None
    return (
        f"a link to a record in data/{kind}/",
        f'"portal:{target}"',
        suggest(record_id, list(existing[kind]), kind),
    )
