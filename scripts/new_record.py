"""Begin a record: `python scripts/new_record.py event --title en "Open day"`.

Asks for what is not given where a person is at the terminal. The file has all fields that are
required, filled in as far as known, and the others as comments with an example each.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import own_python  # noqa: F401 - first: it may go on with another Python

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from clock import now  # noqa: E402
from data_folder import data_folder  # noqa: E402
from editor_schemas import write_ids  # noqa: E402
from portal.editing.new_ids import free_id, id_of_title  # noqa: E402
from portal.editing.record_template import render_template  # noqa: E402
from portal.fields import is_id, make_id  # noqa: E402
from portal.languages import day_in_zone  # noqa: E402
from portal.load import load_data  # noqa: E402
from portal.model import KINDS  # noqa: E402
from portal.problems import suggest  # noqa: E402
from terminal import paint, write_utf8  # noqa: E402
from whole_files import replace_files  # noqa: E402

# What people say for a kind, beside its own name.
SINGULAR = {
    "programme": "programmes", "project": "projects", "municipality": "municipalities",
    "agreement": "agreements", "organisation": "organisations", "grant": "grants",
    "event": "events", "document": "documents", "source": "sources",
}  # fmt: skip


class RefusedError(ValueError):
    """What was asked for cannot be done; the message says why and what to do."""


def main(arguments: list[str] | None = None) -> int:
    """Write one new file; 0 when it is there, 2 where what was asked for cannot be."""
    options = _parse(arguments)
    try:
        print(_begin(options))
    except (RefusedError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Begin a new record with a file that says what belongs where.",
        epilog='Example: new_record.py event --title bg "Ден на ромите" --set kind meeting',
    )
    parser.add_argument("kind", nargs="?", help=f"one of: {', '.join(KINDS)}")
    parser.add_argument("--id", help="the file's name; made from the title where it is left out")
    parser.add_argument(
        "--title", nargs=2, action="append", default=[], metavar=("LANGUAGE", "TEXT"),
        help="the title (or name) in a language; may be given several times; kinds without one "
        "(visibility) take their id from it",
    )  # fmt: skip
    parser.add_argument(
        "--set", nargs=2, action="append", default=[], metavar=("FIELD", "VALUE"),
        help="the value of another field; several times for a list",
    )  # fmt: skip
    parser.add_argument(
        "--data", type=Path, default=data_folder(), metavar="DIR", help="the data (default: data/)"
    )
    return parser.parse_args(arguments)


def _begin(options: argparse.Namespace) -> str:
    directory: Path = options.data
    loaded = load_data(directory)
    if loaded.site is None:
        raise RefusedError(f"{directory}/site.yml has problems. Run: make check")
    asking = sys.stdin.isatty()
    kind = _kind(options.kind or (_ask(f"What is it? ({', '.join(KINDS)})") if asking else ""))
    languages = loaded.site.tags
    titles = dict(options.title)
    model = KINDS[kind]
    field = _title_field(kind)
    record_id = options.id
    if not titles and asking and field:
        titles = {languages[0]: _ask(f"Title ({languages[0]})")}
    elif not titles and asking and not record_id:
        record_id = _ask("Id, which becomes the file's name (such as european-union-2021)")
    for tag in titles:
        if tag not in languages:
            fix = suggest(tag, languages, "languages")
            raise RefusedError(f'the site has no language "{tag}": {fix}')
    record_id = record_id or _proposed(titles, languages, loaded.existing[kind])
    if not is_id(record_id):
        raise RefusedError(f'"{record_id}" is no id: write it as "{make_id(record_id)}"')
    path = directory / kind / f"{record_id}.yml"
    if record_id in loaded.existing[kind] or path.exists():
        raise RefusedError(f"{path} is there already: choose another id with --id")
    values: dict[str, object] = {field: titles} if titles and field else {}
    for name, value in options.set:
        if name not in model.model_fields:
            raise RefusedError(f'"{name}": {suggest(name, model.model_fields, "fields")}')
        values[name] = [*_list(values[name]), value] if name in values else value
    text = render_template(kind, languages, day_in_zone(now(), loaded.site.time_zone), values)
    replace_files({path: text.encode()})
    if directory.resolve() == ROOT / "data":
        write_ids()
    name = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    return (
        f"{paint(str(name), 'bold', sys.stdout)} is there. Write what stands as TODO, delete what "
        "you do not know,\nthen run: python scripts/check_data.py --changed"
    )


def _kind(word: str) -> str:
    name = SINGULAR.get(word.strip().lower(), word.strip().lower())
    if name not in KINDS:
        raise RefusedError(f'"{word}" is no kind of record: {suggest(name, KINDS, "kinds")}')
    return name


def _title_field(kind: str) -> str | None:
    """What a kind calls its title; None where it has none: a title then only proposes an id."""
    fields = KINDS[kind].model_fields
    return next((name for name in ("title", "name") if name in fields), None)


def _proposed(titles: dict[str, str], languages: tuple[str, ...], taken: frozenset[str]) -> str:
    text = next((titles[tag] for tag in languages if tag in titles), "")
    if not text:
        raise RefusedError("give a title (--title en …) or an id (--id …)")
    return free_id(id_of_title(text), taken)


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _ask(question: str) -> str:
    return input(f"{paint(question, 'bold', sys.stdout)}: ").strip()


if __name__ == "__main__":
    write_utf8()
    try:
        sys.exit(main())
    except (EOFError, KeyboardInterrupt):
        sys.exit(130)
