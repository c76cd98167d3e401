"""Make a record of an issue form's answers: `python scripts/issue_to_record.py < issue.md`.

Prints the YAML, or writes it with `--write`. Where something is missing or wrong, prints a list of
it in plain words instead (Markdown, fit for an answer to the issue) and exits with 1.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import own_python  # noqa: F401 - first: it may go on with another Python

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from clock import now  # noqa: E402
from data_folder import data_folder  # noqa: E402
from editor_schemas import write_ids  # noqa: E402
from portal.check import check_directory, pages_directory  # noqa: E402
from portal.code_span import code_span  # noqa: E402
from portal.editing.forms import FormError, FormRecord, read_form  # noqa: E402
from portal.editing.new_ids import free_id  # noqa: E402
from portal.languages import day_in_zone  # noqa: E402
from portal.load import load_data  # noqa: E402
from portal.problems import Problem, Severity  # noqa: E402
from terminal import write_utf8  # noqa: E402
from whole_files import replace_files  # noqa: E402

# An issue is at most 65,536 characters long (GitHub); more is no answer to a form.
MAX_BYTES = 262_144


def main(arguments: list[str] | None = None) -> int:
    """0 with a valid record, 1 with a list of what is missing, 2 for what is no form."""
    parser = argparse.ArgumentParser(description="Make a record of an issue form's answers.")
    parser.add_argument(
        "file", nargs="?", type=Path, help="the issue's text (default: standard input)"
    )
    parser.add_argument("--write", action="store_true", help="write data/<kind>/<id>.yml")
    parser.add_argument("--data", type=Path, default=data_folder(), metavar="DIR", help="the data")
    options = parser.parse_args(arguments)
    content = options.file.read_bytes() if options.file else sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        print("error: the text is too long for an issue", file=sys.stderr)
        return 2
    loaded = load_data(options.data)
    zone = loaded.site.time_zone if loaded.site else "UTC"
    try:
        record = read_form(content.decode("utf-8", "replace"), day_in_zone(now(), zone))
    except FormError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    name = free_id(record.record_id, loaded.existing[record.kind])
    problems = _problems(record, name, options.data)
    if problems:
        print(_answer(problems, record))
        return 1
    if not options.write:
        print(f"# data/{record.kind}/{name}.yml\n{record.text}", end="")
        return 0
    path = options.data / record.kind / f"{name}.yml"
    try:
        replace_files({path: record.text.encode()})
    except OSError as error:
        print(f"error: {path} cannot be written: {error.strerror or error}", file=sys.stderr)
        return 1
    if options.data.resolve() == ROOT / "data":
        write_ids()
    print(f"data/{record.kind}/{name}.yml")
    return 0


def _problems(record: FormRecord, name: str, data: Path) -> tuple[Problem, ...]:
    """What the check says of the record among all the others: the loader is the only check."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "data"
        # Links stay links: an editor's lock of a file that is open leads nowhere.
        shutil.copytree(data, copy, symlinks=True)
        file = copy / record.kind / f"{name}.yml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(record.text, "utf-8", newline="\n")
        checked = check_directory(copy, "data", pages_directory(copy, ROOT / "docs"))
    own = f"data/{record.kind}/{name}.yml"
    return tuple(p for p in checked.problems if p.path == own and p.severity is Severity.ERROR)


def _answer(problems: Sequence[Problem], record: FormRecord) -> str:
    lines = ["Thank you! Before this can become a record, please change the text above:", ""]
    for problem in problems:
        where = f"**{problem.field}**: " if problem.field else ""
        said = f"expected {problem.expected}, got {problem.got}. {problem.fix}."
        lines.append(f"- {where}{code_span(said)}")
    # The answer is ours, the words in it are not: a fence longer than any in them.
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", record.text)), default=3))
    fence = fence.ljust(4, "`")
    lines += ["", "The record so far:", "", f"{fence}yaml", record.text.rstrip("\n"), fence]
    return "\n".join(lines)


if __name__ == "__main__":
    write_utf8()
    sys.exit(main())
