"""All texts of a site that exist in several languages, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portal.fields import Prose, Text
from portal.load import all_records
from portal.model import AnyRecord
from portal.site import Site
from portal.walk import walk
from portal.yaml_text import Path

# The site's own texts (its title, its summary) count as those of a kind of one record.
SITE_KIND = "site"


@dataclass(frozen=True, slots=True)
class TextField:
    """One text in its languages; `source` is the language that it was written in first."""

    kind: str
    record_id: str
    path: Path
    text: Text
    is_prose: bool
    source: str

    @property
    def file(self) -> str:
        """The file below the data directory."""
        return file_of(self.kind, self.record_id)


def file_of(kind: str, record_id: str) -> str:
    """The file of a record below the data directory."""
    return "site.yml" if kind == SITE_KIND else f"{kind}/{record_id}.yml"


def texts_of(record: AnyRecord, default: str) -> Iterator[TextField]:
    """The texts of a record, in the order of its fields."""
    kind, record_id = record.kind_name, record.id
    own = record.source_language or default
    for path, value, marker in walk(record):
        if marker is Text or marker is Prose:
            source = source_of(value.languages, own, default)
            yield TextField(kind, record_id, path, value, marker is Prose, source)


def source_of(languages: tuple[str, ...], own: str, default: str) -> str:
    """The language that a text was written in first, of those in which it is there."""
    return own if own in languages else default if default in languages else languages[0]


def site_texts(site: Site) -> Iterator[TextField]:
    """The texts of the site itself."""
    for path, value, marker in walk(site):
        if marker is Text:
            yield TextField(SITE_KIND, SITE_KIND, path, value, False, site.default_language)


def all_texts(site: Site, records: Mapping[str, Mapping[str, AnyRecord]]) -> Iterator[TextField]:
    """Every text of a site: the site's own, then those of the records, kind by kind."""
    default = site.default_language
    yield from site_texts(site)
    for record in all_records({kind: group.values() for kind, group in records.items()}):
        yield from texts_of(record, default)
