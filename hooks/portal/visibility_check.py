"""What is wrong with statements, emblems and the logos beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Final, TypeAlias

from portal.addresses import KIT_KINDS
from portal.catalog import Catalog
from portal.fields import Text
from portal.load import Loaded, file_of, reread
from portal.logo_files import LogoImage
from portal.model import AnyRecord, Logo, Organisation, Programme, Project, Visibility
from portal.problems import Problem, quote_got
from portal.visibility import (
    CARD_EMBLEM_WIDTH,
    PAGE_EMBLEM_WIDTH,
    PAGE_LOGO_HEIGHT,
    Money,
    Visibilities,
)
from portal.yaml_places import locate
from portal.yaml_text import Path, field_name

# What says whose money is in what: while one of these cannot be read, nothing is missing.
MONEY_KINDS: Final = frozenset({"visibility", "organisations", "programmes", "projects", "grants"})
# Width to height: a flatter emblem would be lower than the logos, a taller one a tower.
MIN_PROPORTION: Final = 1.0
MAX_PROPORTION: Final = PAGE_EMBLEM_WIDTH / PAGE_LOGO_HEIGHT
# Bytes of all statements on one card in one language: a card is promised to be small.
MAX_STATEMENTS: Final = 900
_Place: TypeAlias = tuple[AnyRecord, Path, str, str, str]


def check_visibility(
    catalog: Catalog, loaded: Loaded, logos: Mapping[str, LogoImage]
) -> tuple[Problem, ...]:
    """Missing and contradictory visibility rules, each once, where it is to be mended."""
    found = Visibilities(catalog)
    places = chain(
        _missing_rules(found),
        _used_rules(found, catalog),
        _emblems(found, logos),
        _logos(found, catalog, logos),
        _shared_kits(catalog),
    )
    return tuple(_problem(loaded, *place) for place in places)


def _problem(
    loaded: Loaded, record: AnyRecord, path: Path, expected: str, got: str, fix: str
) -> Problem:
    document = reread(loaded, file_of(record))
    mark = locate(document, path)
    return Problem(document.path, mark.line, mark.column, field_name(path), expected, got, fix)


# -- statements ----------------------------------------------------------------------


def _missing_rules(found: Visibilities) -> Iterator[_Place]:
    for money in found.money:
        rules = found.by_funder.get(money.funder, [])
        if money.rule is None and (rules or found.is_eu(money.funder)):
            yield _missing(money, len(rules))


def _missing(money: Money, number: int) -> _Place:
    path: Path = ("funders", money.place)
    file = "data/visibility/"
    if money.span is None and number > 1:
        dates = "awarded_on or period" if money.record.kind_name == "grants" else "period"
        return (money.record, path, "a date, which says which rule of the funder applies",
                "none", f"add {dates}, or a rule without a period to {file}")  # fmt: skip
    return (
        money.record,
        path,
        f"a funder with a visibility rule{_years(money)}",
        quote_got(money.funder),
        f'add a record with "funder: {money.funder}" and its statement to {file}',
    )


def _years(money: Money) -> str:
    if money.span is None:
        return ""
    first, last = money.span
    if first == date.min:
        return f" up to {last.year}"
    if last == date.max:
        return f" from {first.year} on"
    return f" for {first.year}" + (f"–{last.year}" if last.year != first.year else "")


def _used_rules(found: Visibilities, catalog: Catalog) -> Iterator[_Place]:
    used = {money.rule.id for money in found.money if money.rule is not None}
    for rule_id in sorted(used):
        rule = catalog.get("visibility", rule_id)
        assert isinstance(rule, Visibility)
        texts: list[tuple[str, Text | None]] = [
            ("statement", rule.statement),
            ("disclaimer", rule.disclaimer),
        ]
        for name, text in texts:
            missing = [tag for tag in catalog.site.tags if text and tag not in text]
            if missing:
                lines = ", ".join(f"{tag}: …" for tag in missing)
                yield (rule, (name,), "a text in every language of the site: it stands where "
                       "money flows", f"none in {', '.join(missing)}", f"add {lines}")  # fmt: skip
    for key, ids in found.rules.items():
        if key[0] == "programmes":
            yield from _too_much(catalog, key[1], ids)


def _too_much(catalog: Catalog, programme: str, ids: tuple[str, ...]) -> Iterator[_Place]:
    rules = [catalog.get("visibility", i) for i in ids]
    texts = [rule.statement for rule in rules if isinstance(rule, Visibility)]
    size = max(sum(len(t.get(tag, "").encode()) for t in texts) for tag in catalog.site.tags)
    if size > MAX_STATEMENTS:
        yield (catalog.get("programmes", programme), ("funders",),
               f"statements that fit on a card (together at most {MAX_STATEMENTS} bytes)",
               f"{size} bytes", f"shorten the statements of {', '.join(ids)}")  # fmt: skip


# -- emblems -------------------------------------------------------------------------


def _emblems(found: Visibilities, logos: Mapping[str, LogoImage]) -> Iterator[_Place]:
    for rule in chain.from_iterable(found.by_funder.values()):
        emblem = logos.get(rule.emblem or "")
        is_eu = found.is_eu(rule.funder)
        if is_eu and (emblem is None or not emblem.shows_eu_emblem):
            yield (rule, ("emblem",), "the emblem of the European Union beside the statement",
                   quote_got(rule.emblem), "write emblem: and the file of it")  # fmt: skip
        elif emblem is not None and emblem.shows_eu_emblem and not is_eu:
            yield (rule, ("emblem",), "no emblem of the European Union on other money",
                   quote_got(rule.emblem), "use the funder’s own, or delete the line")  # fmt: skip
        elif emblem is not None:
            width, height = emblem.size
            if not MIN_PROPORTION <= width / height <= MAX_PROPORTION:
                yield (rule, ("emblem",), "an emblem as wide as high, or up to 2.25 times as wide: "
                       "the logos beside it must not be larger", f"{width:g} × {height:g}",
                       "use another form of the emblem")  # fmt: skip


def _logos(
    found: Visibilities, catalog: Catalog, logos: Mapping[str, LogoImage]
) -> Iterator[_Place]:
    emblems = {rule.id for rules in found.by_funder.values() for rule in rules if rule.emblem}
    for kind in ("programmes", "projects", "organisations"):
        for record in catalog.records[kind].values():
            assert isinstance(record, (Programme, Project, Organisation))
            if record.logo is None:
                continue
            has_eu = (
                record.is_eu
                if isinstance(record, Organisation)
                else found.has_eu_money((kind, record.id))
            )
            if not has_eu:
                yield from _eu_emblem(record, record.logo, logos)
            if emblems.intersection(found.rules.get((kind, record.id), ())):
                yield from _too_wide(record, record.logo)


def _eu_emblem(record: AnyRecord, logo: Logo, logos: Mapping[str, LogoImage]) -> Iterator[_Place]:
    for variant, file in logo.files.items():
        image = logos.get(file)
        if image is not None and image.shows_eu_emblem:
            path: Path = ("logo",) if variant == "colour" else ("logo", variant)
            yield (record, path, "no emblem of the European Union where none of its money is known",
                   quote_got(file), "use its own logo, or name the funder")  # fmt: skip


def _shared_kits(catalog: Catalog) -> Iterator[_Place]:
    """Programmes and organisations with one id: their logos would share one directory."""
    kits = {kind: dict(_kit_ids(catalog, kind)) for kind in KIT_KINDS}
    for record_id in sorted(kits["programmes"].keys() & kits["organisations"].keys()):
        yield (kits["programmes"][record_id], ("logo",),
               "an id that no organisation with a logo has or had", quote_got(record_id),
               "rename one of the two: their downloads would share an address")  # fmt: skip


def _kit_ids(catalog: Catalog, kind: str) -> Iterator[tuple[str, AnyRecord]]:
    for record in catalog.records[kind].values():
        if isinstance(record, (Programme, Organisation)) and record.logo is not None:
            yield from ((one, record) for one in (*record.former_ids, record.id))


def _too_wide(record: AnyRecord, logo: Logo) -> Iterator[_Place]:
    # Only programmes stand on cards.
    limit = CARD_EMBLEM_WIDTH if isinstance(record, Programme) else PAGE_EMBLEM_WIDTH
    if logo.minimum_width_px is not None and logo.minimum_width_px > limit:
        yield (record, ("logo", "minimum_width_px"),
               f"at most {limit}: beside the funder’s emblem, no logo may be wider than it",
               str(logo.minimum_width_px),
               "use a form of the logo that may be smaller, or leave the logo out")  # fmt: skip
