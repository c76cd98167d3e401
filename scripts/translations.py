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
import sys
from collections.abc import Sequence
from pathlib import Path

import own_python  # noqa: F401 - first: it may go on with another Python

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from data_folder import data_folder  # noqa: E402
from portal.load import LOCK_FILE  # noqa: E402
from portal.model import KINDS  # noqa: E402
from portal.problems import suggest  # noqa: E402
from portal.texts import SITE_KIND  # noqa: E402
from portal.translations.coverage import STRINGS, measure_coverage  # noqa: E402
from portal.translations.lock import all_lines  # noqa: E402
from portal.translations.report import as_data, render_table, to_do  # noqa: E402
from portal.translations.states import (  # noqa: E402
    FieldStates,
    State,
    lock_lines,
    merged_lines,
)
from portal.translations.units import TO_DO  # noqa: E402
from terminal import write_utf8  # noqa: E402
from translation_data import Data, StopError  # noqa: E402
from translation_exchange import FORMATS, export_translations, run_import  # noqa: E402


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
        "--data", type=Path, default=data_folder(), help="the data (default: data/)"
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
    export.add_argument("--format", choices=tuple(FORMATS), default="po")
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
    data.write_lock(after)
    print(f"{len({*after} - before)} lines of {data.label}/{LOCK_FILE} are new.")
    return 0


if __name__ == "__main__":
    write_utf8()
    sys.exit(main())
