"""Where a municipality stands: each step it names must be one of the programme's process."""

from __future__ import annotations

from collections.abc import Iterator

from portal.catalog import Catalog
from portal.load import Loaded, reread
from portal.model import Agreement, Programme
from portal.problems import Problem, quote_got, suggest
from portal.yaml_places import locate
from portal.yaml_text import field_name


def check_progress(catalog: Catalog, loaded: Loaded) -> Iterator[Problem]:
    """A problem for each step that is unknown to the agreement's programme, or named twice."""
    for agreement in catalog.records["agreements"].values():
        if isinstance(agreement, Agreement) and agreement.progress:
            programme = catalog.records["programmes"].get(agreement.programme)
            if isinstance(programme, Programme):  # else the reference is complained about
                yield from _check(agreement, programme, loaded)


def _check(agreement: Agreement, programme: Programme, loaded: Loaded) -> Iterator[Problem]:
    known = [step.id for step in programme.process if step.id is not None]
    seen: set[str] = set()
    for number, entry in enumerate(agreement.progress):
        if entry.step in known and entry.step not in seen:
            seen.add(entry.step)
            continue
        document = reread(loaded, f"agreements/{agreement.id}.yml")
        path = ("progress", number, "step")
        mark = locate(document, path)
        own = f"{loaded.label}/programmes/{programme.id}.yml"
        if entry.step in seen:
            expected, fix = "each step once", "delete this item, or correct its step"
        elif known:
            expected = f"the id of a step of {own}"
            fix = suggest(entry.step, known, "steps")
        else:
            expected = f"the id of a step of {own}, whose steps have no ids yet"
            fix = f"give the steps under process in {own} an id each, such as id: funding"
        yield Problem(
            document.path, mark.line, mark.column, field_name(path), expected,
            quote_got(entry.step), fix,
        )  # fmt: skip
