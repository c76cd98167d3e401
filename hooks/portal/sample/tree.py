"""The files of a sample data set, one after another: paths below its directory and contents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from portal.sample import dated, pages, projects, records
from portal.sample.chance import Chance
from portal.sample.common import Fields
from portal.sample.words import LANGUAGES, Words
from portal.sample.world import MARKS, World, make_world
from portal.sample.yaml_writer import Writable, render_yaml

_BUILDERS: Final[Mapping[str, Callable[[World, int], tuple[str, Fields]]]] = MappingProxyType(
    {
        "programmes": records.programme,
        "projects": projects.project,
        "municipalities": records.municipality,
        "agreements": projects.agreement,
        "organisations": records.organisation,
        "grants": records.grant,
        "events": dated.event,
        "news": dated.news,
        "documents": dated.document,
        "sources": records.source,
        "visibility": records.visibility,
    }
)
# Of a hundred records: no word in one language; one long text missing in one.
_UNTRANSLATED: Final = 4
_PARTLY: Final = 2
_LONG: Final = ("description", "body", "summary")


def sample_files(total: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """All files of a data set with so many records, strings apart.

    Shape: (path with forward slashes, content in UTF-8); records first, kind by kind.
    Raises: ValueError for too small a total.
    """
    world = make_world(total, seed)
    for kind, build in _BUILDERS.items():
        for number in range(world.counts[kind]):
            id, fields = build(world, number)
            if kind != "visibility":  # a statement has to stand in every language
                _forget_some(fields, Chance(seed, "translation", kind, number))
            yield f"{kind}/{id}.yml", render_yaml(fields).encode()
    for path, text in pages.site_files(MARKS):
        yield path, text.encode()


def _forget_some(fields: Fields, chance: Chance) -> None:
    language = chance.pick(LANGUAGES[1:])
    if chance.happens(_UNTRANSLATED):
        for key, value in fields.items():
            fields[key] = _without(value, language)
    elif chance.happens(_PARTLY):
        key = next((key for key in _LONG if key in fields), "")
        if key:
            fields[key] = _without(fields[key], language)


def _without(value: Writable, language: str) -> Writable:
    if isinstance(value, Words):
        return Words((tag, text) for tag, text in value.items() if tag != language)
    if isinstance(value, Mapping):
        return {key: _without(item, language) for key, item in value.items()}
    if isinstance(value, list):
        return [_without(item, language) for item in value]
    return value
