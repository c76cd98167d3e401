"""The catalogue: every record by id, and what relates to what, both ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache as once
from functools import partial
from itertools import islice
from types import MappingProxyType
from typing import Final

from portal.addresses import SECTIONS
from portal.cache import NO_CACHE, Cache
from portal.evidence import FOLDER as EVIDENCE
from portal.evidence import Check, misplaced, with_checks
from portal.fields import Prose, Reference
from portal.load import Draft, Loaded, all_records, file_of, reread
from portal.model import KINDS, Agreement, AnyRecord, News
from portal.parse import Named
from portal.problems import MAX_PER_FILE, Problem, limit_per_file, quote_got, sort_problems
from portal.prose import destinations
from portal.references import Complaint, Targets
from portal.references import Key as Key
from portal.site import Site
from portal.walk import walk, walk_raw
from portal.yaml_places import locate, locate_fragments
from portal.yaml_text import Path, field_name

_NONE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Catalog:
    """All records of a site, and their relations.

    `related[key][kind]` are the ids of the records of a kind that the record names or
    that name it, each once, in no particular order (sorted by id). `checks` are what an
    automatic check last saw, by agreement; it is among the agreements' evidence already.
    `briefs` are the records once more, where it is noted what is read of them.
    """

    site: Site
    records: Mapping[str, Mapping[str, AnyRecord]]
    related: Mapping[Key, Mapping[str, tuple[str, ...]]]
    former: Mapping[Key, str]
    checks: Mapping[str, tuple[Check, ...]]
    briefs: Mapping[str, Mapping[str, AnyRecord]] | None = None

    def get(self, kind: str, record_id: str) -> AnyRecord:
        """A record; KeyError where there is none (the check has made sure there is)."""
        return self.records[kind][record_id]

    def brief(self, kind: str, record_id: str) -> AnyRecord:
        """The same, for whoever asks neither for its prose nor for the day of its last change."""
        return (self.briefs or self.records)[kind][record_id]

    def related_ids(self, kind: str, record_id: str, other: str) -> tuple[str, ...]:
        """Ids of the `other` records that relate to a record."""
        return self.related_of(kind, record_id).get(other, ())

    def related_of(self, kind: str, record_id: str) -> Mapping[str, tuple[str, ...]]:
        """Ids of all records that relate to a record, by kind."""
        return self.related.get((kind, record_id), _NONE)

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
        # A redirect to what is not there yet would lead nowhere.
        former = {k: new for k, new in self.former.items() if k[0] != "news" or new not in early}
        records = {**self.records, "news": kept}
        return replace(self, records=records, related=related, former=former)


def build_catalog(
    loaded: Loaded, cache: Cache = NO_CACHE
) -> tuple[Catalog | None, tuple[Problem, ...]]:
    """Resolve all references; what `cache` remembers of the same ones is not looked for again.

    Shape: the catalogue (None without a valid data/site.yml) and all problems, the
    loader's among them. With errors among the problems the catalogue must not be used.
    """
    records = {kind: {r.id: r for r in loaded.records[kind]} for kind in KINDS}
    targets, problems = _targets(loaded)
    flawed = partial(_flawed, loaded.named, targets)
    for kind, record_id in cache.remember("flawed", (loaded.named, targets), flawed):
        problems += _check_record(loaded, records[kind][record_id], targets)
    for draft in loaded.drafts:
        problems += _check_draft(loaded, draft, targets)
    problems += _add_checks(loaded, records["agreements"], targets)
    all_problems = sort_problems((*loaded.problems, *problems))
    if loaded.site is None:
        return None, all_problems
    related = cache.remember("related", loaded.named, partial(_relate, loaded.named))
    return Catalog(loaded.site, records, related, targets.former, loaded.checks), all_problems


def _relate(named: Mapping[Key, Named]) -> Mapping[Key, Mapping[str, tuple[str, ...]]]:
    """What relates to what: by what each record names."""
    found: dict[Key, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for key, names in named.items():
        kind, record_id = key
        if kind not in SECTIONS or not names.records:
            continue
        own = found[key]
        for target in names.records:
            other, other_id = target
            if other in SECTIONS and target in named:
                own[other].add(other_id)
                found[target][kind].add(record_id)
    return {
        key: MappingProxyType(
            {
                other: tuple(sorted(ids)) if len(ids) > 1 else tuple(ids)
                for other, ids in groups.items()
            }
        )
        for key, groups in found.items()
        if groups
    }


def _flawed(named: Mapping[Key, Named], targets: Targets) -> list[Key]:
    """The records of which anything that they name leads nowhere."""
    existing = targets.existing
    # The same pages are linked to from many texts.
    complains = once(targets.complain_about_portal)
    return [
        key
        for key, names in named.items()
        if names.has_flaws
        or any(record_id not in existing[kind] for kind, record_id in names.records)
        or any(map(complains, names.targets))
    ]


def _add_checks(
    loaded: Loaded, agreements: dict[str, AnyRecord], targets: Targets
) -> list[Problem]:
    """Put what was seen into the agreements; what is about nothing becomes a problem."""
    problems = []
    for agreement_id, checks in loaded.checks.items():
        name = f"{EVIDENCE}/{agreement_id}.yml"
        if complaint := targets.complain_about_id("agreements", agreement_id):
            expected, got, _ = complaint
            new = targets.former.get(("agreements", agreement_id))
            fix = f"rename the file to {new}.yml" if new else "delete the file, or rename it"
            complaint = (f"a file name that is {expected}", got, fix)
            problems += _problems(loaded, name, [((), complaint)])
        agreement = agreements.get(agreement_id)
        if not isinstance(agreement, Agreement):
            continue  # it has problems of its own
        promised = "the number of a commitment to inform the public"
        problems += _problems(
            loaded, name,
            [
                (
                    ("checks", index, "commitment"),
                    (promised, quote_got(str(checks[index].commitment)), fix),
                )
                for index, fix in misplaced(agreement, checks)
            ],
        )  # fmt: skip
        agreements[agreement_id] = with_checks(agreement, checks)
    return problems


def _check_record(loaded: Loaded, record: AnyRecord, targets: Targets) -> list[Problem]:
    """A record that names what is not there: where, and how to mend it."""
    found: list[tuple[Path, Complaint]] = []
    problems = []
    for path, value, marker in walk(record):
        if isinstance(marker, Reference):
            _add_dangling(found, path, marker.kind, value, targets)
        elif marker is Prose:
            for language, text in value.items():
                place = (*path, language)
                problems += _check_prose(loaded, file_of(record), place, text, targets)
    return problems + _problems(loaded, file_of(record), found)


def _check_draft(loaded: Loaded, draft: Draft, targets: Targets) -> list[Problem]:
    """A record that cannot be used yet: where it refers to can be said all the same."""
    found: list[tuple[Path, Complaint]] = []
    problems = []
    for path, value, marker in walk_raw(draft.model, draft.value):
        if isinstance(marker, Reference):
            _add_dangling(found, path, marker.kind, value, targets)
        elif marker is Prose:
            problems += _check_prose(loaded, draft.name, path, value, targets)
    return problems + _problems(loaded, draft.name, found)


def _add_dangling(
    found: list[tuple[Path, Complaint]], path: Path, kind: str, value: str, targets: Targets
) -> None:
    # No more than are shown: the looking for likely ids is what takes time.
    if len(found) <= MAX_PER_FILE and (complaint := targets.complain_about_id(kind, value)):
        found.append((path, complaint))


def targets_of(loaded: Loaded) -> Targets:
    """What references may lead to, records with problems among them."""
    return _targets(loaded)[0]


def _targets(loaded: Loaded) -> tuple[Targets, list[Problem]]:
    former = dict(loaded.former)
    problems = []
    for record in all_records(loaded.records):
        kind = record.kind_name
        found: list[tuple[Path, Complaint]] = []
        for index, old in enumerate(record.former_ids):
            taken = old if old in loaded.existing[kind] else former.get((kind, old))
            if taken is None:
                former[kind, old] = record.id
                continue
            own = taken == record.id
            expected = (
                "an id that the record had" if own else "an id that no other record has or had"
            )
            fix = (
                "delete this item" if own else f"delete it here, or rename data/{kind}/{taken}.yml"
            )
            found.append((("former_ids", index), (expected, quote_got(old), fix)))
        problems += _problems(loaded, file_of(record), found)
    stated = loaded.site is None or loaded.site.accessibility is not None
    return Targets(loaded.existing, former, has_statement=stated), problems


def _problems(loaded: Loaded, name: str, complaints: list[tuple[Path, Complaint]]) -> list[Problem]:
    if not complaints:
        return []
    document = reread(loaded, name)
    found = []
    for path, complaint in complaints:
        mark = locate(document, path)
        found.append(Problem(document.path, mark.line, mark.column, field_name(path), *complaint))
    return limit_per_file(found)


def _check_prose(
    loaded: Loaded, name: str, path: Path, text: str, targets: Targets
) -> list[Problem]:
    found = (
        (destination.address, complaint)
        for destination in destinations(text)
        if (complaint := targets.complain_about_destination(destination))
    )
    complaints = list(islice(found, MAX_PER_FILE + 1))
    if not complaints:
        return []
    document = reread(loaded, name)
    marks = locate_fragments(document, path, [address for address, _ in complaints])
    return limit_per_file(
        [
            Problem(document.path, mark.line, mark.column, field_name(path), *complaint)
            for mark, (_, complaint) in zip(marks, complaints, strict=True)
        ]
    )
