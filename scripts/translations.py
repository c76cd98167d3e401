"""The state of the translations, and their way to translators and back.

    python scripts/translations.py status [--language bg] [--kind projects] [--list] [--format json]
    python scripts/translations.py confirm --changed | --all | projects/roma-net … [--language bg]
    python scripts/translations.py export --language bg --out FOLDER [--format xliff] [--to-do]
    python scripts/translations.py import FILE …

A translation is confirmed against its source text: the hashes of both stand in
data/translations.lock. When the source changes, the translation is stale until it is
confirmed again. Export and import do the words of the interface too, as a PO file beside.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from check_data import complain_about, directory_label, write_utf8  # noqa: E402
from portal.check import Checked, check_directory, load_lock  # noqa: E402
from portal.data_files import DataFiles  # noqa: E402
from portal.extraction import render_po  # noqa: E402
from portal.load import LOCK_FILE  # noqa: E402
from portal.model import KINDS  # noqa: E402
from portal.po_text import read_catalog  # noqa: E402
from portal.problems import has_errors, suggest  # noqa: E402
from portal.publish import write_file  # noqa: E402
from portal.site import Site  # noqa: E402
from portal.texts import SITE_KIND, TextField, all_texts  # noqa: E402
from portal.translations import po, xliff  # noqa: E402
from portal.translations.coverage import STRINGS, all_states, measure_coverage  # noqa: E402
from portal.translations.imports import (  # noqa: E402
    Imported,
    Place,
    group_fields,
    import_translations,
    places_of,
)
from portal.translations.interface import merge_interface  # noqa: E402
from portal.translations.lock import LockLine, all_lines, render_lock  # noqa: E402
from portal.translations.report import as_data, render_table, to_do  # noqa: E402
from portal.translations.states import (  # noqa: E402
    FieldStates,
    State,
    lock_lines,
    merged_lines,
)
from portal.translations.units import TO_DO, Unit, find_previous, make_units  # noqa: E402
from portal.yaml_places import locate  # noqa: E402
from portal.yaml_text import Document, read_document  # noqa: E402

# As many earlier versions of a file are looked through for the text that a lock knows.
_MAX_VERSIONS = 30
_FORMATS = {"po": "po", "xliff": "xlf"}


class StopError(Exception):
    """What keeps the command from beginning; the message says why and what to do."""


class Data:
    """A data directory without errors, as the commands need it."""

    def __init__(self, directory: Path) -> None:
        if complaint := complain_about(directory):
            raise StopError(complaint)
        self.directory = directory.resolve()
        self.label = directory_label(directory)
        self.checked: Checked = check_directory(self.directory, self.label)
        if self.checked.catalog is None or has_errors(self.checked.problems):
            raise StopError(f"the data has errors: run scripts/check_data.py {directory} first")
        self.site: Site = self.checked.catalog.site
        self.records = self.checked.catalog.records
        self.files = DataFiles(self.directory, self.label)
        self.document = lru_cache(maxsize=4)(self._document)

    def states(self) -> Iterator[tuple[FieldStates, ...]]:
        """The states of all texts, record by record."""
        return all_states(self.site, self.records, self.checked.lock)

    def language(self, tag: str) -> str:
        """A language of the site. Raises: StopError."""
        if tag not in self.site.tags:
            raise StopError(f'"{tag}" is no language of this site: '
                            f"{suggest(tag, self.site.tags, 'languages')}")  # fmt: skip
        return tag

    def place(self, field: TextField) -> str:
        """Where a text stands, as path:line."""
        mark = locate(self.document(field.file), field.path)
        return f"{self.label}/{field.file}:{mark.line}"

    def _document(self, name: str) -> Document:
        content = self.files.read(name)
        return read_document(name, content if isinstance(content, bytes) else b"")

    def previous(self, field: TextField, line: LockLine) -> str:
        """The source text that a translation was confirmed against, if git still has it."""
        return find_previous(self._versions(field.file), field, line.source)

    def _versions(self, name: str) -> Iterator[bytes]:
        listed = self._git("log", f"-n{_MAX_VERSIONS}", "--format=%H", "--", name)
        for commit in listed.decode().split():
            yield self._git("show", f"{commit}:./{name}")

    def _git(self, *arguments: str) -> bytes:
        try:
            done = subprocess.run(
                ["git", *arguments], cwd=self.directory, capture_output=True, check=False
            )
        except OSError:  # no git here: the text before is a convenience
            return b""
        return done.stdout if done.returncode == 0 else b""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when all went well, 1 when something was refused, 2 when it could not."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(Data(options.data), options)
    except (StopError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="The state of the translations, and their way to translators and back."
    )
    parser.add_argument(
        "--data", type=Path, default=ROOT / "data", help="the data (default: data/)"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    kinds = [SITE_KIND, *KINDS, STRINGS]

    status = commands.add_parser("status", help="how much is translated, and what is not")
    status.add_argument("--language", nargs="+", default=[], metavar="TAG")
    status.add_argument("--kind", nargs="+", default=[], choices=kinds, metavar="KIND")
    status.add_argument("--format", choices=("table", "json"), default="table")
    status.add_argument("--list", action="store_true", help="each text that waits, with its line")
    status.set_defaults(run=show_status)

    confirm = commands.add_parser("confirm", help="say that translations belong to their source")
    confirm.add_argument("records", nargs="*", metavar="KIND/ID", help="such as projects/roma-net")
    confirm.add_argument("--all", action="store_true", help="every translation that is there")
    confirm.add_argument(
        "--changed", action="store_true",
        help="those that are new, or were changed after their source was",
    )  # fmt: skip
    confirm.add_argument("--language", nargs="+", default=[], metavar="TAG")
    confirm.set_defaults(run=confirm_translations)

    export = commands.add_parser("export", help="files for translators")
    export.add_argument("--language", nargs="+", required=True, metavar="TAG")
    export.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    export.add_argument("--format", choices=tuple(_FORMATS), default="po")
    export.add_argument("--kind", nargs="+", default=[], choices=kinds, metavar="KIND")
    export.add_argument("--to-do", action="store_true", help="only what waits for a translator")
    export.set_defaults(run=export_translations)

    back = commands.add_parser("import", help="translations back into the data")
    back.add_argument("files", nargs="+", type=Path, metavar="FILE", help=".po or .xlf")
    back.set_defaults(run=run_import)
    return parser


# -- status ------------------------------------------------------------------------------


def show_status(data: Data, options: argparse.Namespace) -> int:
    """Print the table, its data, or the list."""
    languages = [data.language(tag) for tag in options.language] or list(data.site.tags)
    if options.list:
        return _list_waiting(data, languages, options)
    coverage = measure_coverage(data.site, data.records, data.checked.lock, data.checked.strings)
    if options.format == "json":
        print(json.dumps(as_data(coverage, languages, options.kind), indent=2))
    else:
        print(render_table(coverage, languages, options.kind), end="")
    return 0


def _list_waiting(data: Data, languages: Sequence[str], options: argparse.Namespace) -> int:
    found = [
        {"place": data.place(one.field), "language": tag, "state": str(state),
         "text": one.field.text[one.field.source]}
        for one, tag, state in to_do(data.states(), languages, tuple(TO_DO))
        if not options.kind or one.field.kind in options.kind
    ]  # fmt: skip
    if options.format == "json":
        print(json.dumps(found, indent=2, ensure_ascii=False))
        return 0
    for item in found:
        text = item["text"].replace("\n", " ")
        shown = text if len(text) <= 60 else text[:59] + "…"
        print(f"{item['place']}: {item['language']}: {item['state']}: {shown}")
    print(f"{len(found)} texts wait.", file=sys.stderr)
    return 0


# -- confirm -----------------------------------------------------------------------------


def confirm_translations(data: Data, options: argparse.Namespace) -> int:
    """Write the lock."""
    wanted = frozenset(options.records)
    known = {f"{kind}/{i}" for kind, group in data.records.items() for i in group}
    known.add(f"{SITE_KIND}/{SITE_KIND}")
    for name in sorted(wanted - known):
        raise StopError(f'there is no record "{name}": {suggest(name, frozenset(known), "ids")}')
    if not (wanted or options.all or options.changed):
        raise StopError("say what to confirm: KIND/ID, --changed or --all")
    languages = frozenset(data.language(tag) for tag in options.language) or data.site.tags

    def confirms(one: FieldStates, tag: str) -> bool:
        if tag not in languages:
            return False
        if wanted and f"{one.field.kind}/{one.field.record_id}" not in wanted:
            return False
        new = one.states[tag] is State.UNCONFIRMED or tag in one.was_changed
        return new or not options.changed

    before = {*all_lines(data.checked.lock)}
    after = merged_lines(line for states in data.states() for line in lock_lines(states, confirms))
    _write_lock(data, after)
    print(f"{len({*after} - before)} lines of {data.label}/{LOCK_FILE} are new.")
    return 0


def _write_lock(data: Data, lines: Sequence[LockLine]) -> None:
    content = render_lock(lines).encode()
    path = data.directory / LOCK_FILE
    if not path.is_file() or path.read_bytes() != content:
        write_file(data.directory, LOCK_FILE, content)


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
        if strings.is_file() and (not options.kind or STRINGS in options.kind):
            name = f"interface-{tag}.po"
            write_file(options.out, name, strings.read_bytes())
            print(f"{options.out / name}: the words of the interface")
    return 0


def _export(
    data: Data, options: argparse.Namespace, tag: str, source: str, units: Sequence[Unit]
) -> None:
    own = "" if source == data.site.default_language else f"-from-{source}"
    name = f"texts-{tag}{own}.{_FORMATS[options.format]}"
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
        for name, new in one.files.items():
            write_file(data.directory, name, new)
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
        print(f"  {proposal.key}: {reason}")
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
    _write_lock(data, merged_lines(lines))


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
        write_file(target.parent, target.name, render_po(merged).encode())
    print(f"{path}: {changed} words of the interface written, {len(refused)} refused")
    for reason in refused:
        print(f"  {reason}")
    return not refused


if __name__ == "__main__":
    write_utf8()
    sys.exit(main())
