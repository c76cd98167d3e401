"""The way to translators and back: what `translations.py export` and `import` do."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from portal.check import load_lock  # noqa: E402
from portal.extraction import render_po  # noqa: E402
from portal.po_text import read_catalog  # noqa: E402
from portal.problems import one_line  # noqa: E402
from portal.publish import write_file  # noqa: E402
from portal.texts import all_texts  # noqa: E402
from portal.translations import po, xliff  # noqa: E402
from portal.translations.coverage import STRINGS, count_strings  # noqa: E402
from portal.translations.imports import (  # noqa: E402
    Imported,
    Place,
    group_fields,
    import_translations,
    places_of,
)
from portal.translations.interface import merge_interface  # noqa: E402
from portal.translations.lock import all_lines  # noqa: E402
from portal.translations.states import FieldStates, State, lock_lines, merged_lines  # noqa: E402
from portal.translations.units import TO_DO, Unit, make_units  # noqa: E402
from translation_data import Data, StopError  # noqa: E402
from whole_files import replace_files  # noqa: E402

FORMATS = {"po": "po", "xliff": "xlf"}


# -- export ------------------------------------------------------------------------------


def export_translations(data: Data, options: argparse.Namespace) -> int:
    """Write a file for each language and, where texts have several, source language."""
    for tag in options.language:
        data.language(tag)
        states = (one for group in data.states() for one in group
                  if not options.kind or one.field.kind in options.kind)  # fmt: skip
        units = list(make_units(states, tag, data.place, data.previous, only_to_do=options.to_do))
        for source in sorted({unit.source_language for unit in units}):
            _export(data, options, tag, source, [u for u in units if u.source_language == source])
        strings = data.directory / "strings" / f"{tag}.po"
        wanted = not options.kind or STRINGS in options.kind
        if options.to_do and wanted:
            wanted = count_strings(data.checked.strings)[tag][State.FALLBACK] > 0
        if strings.is_file() and wanted:
            name = f"interface-{tag}.po"
            write_file(options.out, name, strings.read_bytes())
            print(f"{options.out / name}: the words of the interface")
    return 0


def _export(
    data: Data, options: argparse.Namespace, tag: str, source: str, units: Sequence[Unit]
) -> None:
    own = "" if source == data.site.default_language else f"-from-{source}"
    name = f"texts-{tag}{own}.{FORMATS[options.format]}"
    content = (
        xliff.render_xliff(units, tag, source)
        if options.format == "xliff"
        else po.render_units(units, tag, source).encode()
    )
    write_file(options.out, name, content)
    waiting = sum(unit.state in TO_DO for unit in units)
    print(f"{options.out / name}: {len(units)} texts, {waiting} wait")


# -- import ------------------------------------------------------------------------------


def run_import(data: Data, options: argparse.Namespace) -> int:
    """Write what fits; keep the rest beside the file, as FILE.rej, and end with 1."""
    done: list[Imported] = []
    failed = False
    for path in options.files:
        content = path.read_bytes()
        is_xliff = path.suffix.lower() in (".xlf", ".xliff")
        read = xliff.read_xliff if is_xliff else po.read_proposals
        language, proposals, problems = read(content, str(path))
        for problem in problems:
            print(problem)
        if problems or not language:
            failed = True
            continue
        data.language(language)
        if not proposals and not is_xliff:
            failed |= not _import_interface(data, path, content, language)
            continue
        fields = group_fields(all_texts(data.site, data.records))
        one = import_translations(proposals, language, fields, data.site.tags, data.files)
        replace_files({data.directory / name: new for name, new in one.files.items()})
        failed |= bool(one.rejected)
        _report(path, one, is_xliff, data.site.default_language)
        done.append(one)
        if one.files:
            data = Data(data.directory)  # the next file is compared with what is there now
    if done:
        _confirm_places(data, {*places_of(done)})
    return 1 if failed else 0


def _report(path: Path, one: Imported, is_xliff: bool, source: str) -> None:
    rest = path.with_name(path.name + ".rej")
    print(f"{path}: {len(one.written)} written, {one.untouched} left to do, "
          f"{len(one.rejected)} refused")  # fmt: skip
    if not one.rejected:
        rest.unlink(missing_ok=True)  # of an earlier run
        return
    for proposal, reason in one.rejected:
        print(f"  {one_line(f'{proposal.key}: {reason}')}")
    content = (
        xliff.render_rejected(one.rejected, one.language, source)
        if is_xliff
        else po.render_rejected(one.rejected, one.language).encode()
    )
    write_file(rest.parent, rest.name, content)
    print(f"Kept in {rest}: mend them there, and import that file.")


def _confirm_places(data: Data, places: set[tuple[Place, str]]) -> None:
    def confirms(one: FieldStates, tag: str) -> bool:
        field = one.field
        return ((field.kind, field.record_id, field.path), tag) in places

    lock, _ = load_lock(data.directory, data.label)
    touched = {f"{kind}/{record_id}" for (kind, record_id, _), _ in places}
    lines = [line for line in all_lines(lock) if line.record not in touched]
    for states in data.states():
        if states and f"{states[0].field.kind}/{states[0].field.record_id}" in touched:
            lines += lock_lines(states, confirms)
    data.write_lock(merged_lines(lines))


def _import_interface(data: Data, path: Path, content: bytes, language: str) -> bool:
    """Merge the words of the interface; whether all of them fitted."""
    target = data.directory / "strings" / f"{language}.po"
    label = f"{data.label}/strings/{target.name}"
    if not target.is_file():
        raise StopError(f"{label} is not there: run scripts/extract_strings.py --new {language}")
    known, _ = read_catalog(target.read_bytes(), label)
    given, problems = read_catalog(content, str(path))
    if known is None or given is None:
        raise StopError("\n".join(map(str, problems)) or f"{label} is broken")
    merged, changed, refused = merge_interface(known, given)
    if changed:
        replace_files({target: render_po(merged).encode()})
    print(f"{path}: {changed} words of the interface written, {len(refused)} refused")
    for reason in refused:
        print(f"  {one_line(reason)}")
    return not refused
