"""What helps editors: schemas for their editors, new records, renaming, forms of the check."""

from __future__ import annotations

import errno
import io
import json
import re
import subprocess
import sys
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
import yaml
from jsonschema import Draft7Validator
from referencing import Registry, Resource

from portal.model import KINDS
from portal.translations.coverage import measure_coverage
from tests import site_build
from tests.builders import check_tree, text_of, write_tree
from tests.site_build import ROOT, Finished

SCHEMAS = ROOT / ".vscode" / "schemas"


class _Core(yaml.SafeLoader):
    """YAML 1.2's core types, which editors use: true, 12 and 1.5 are none of text."""


_Core.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    _Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)


class Ran(NamedTuple):
    """What a script said, run in this process: starting Python takes longer than its work."""

    returncode: int
    stdout: str
    stderr: str


def script(name: str, *arguments: str | Path) -> Ran:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = import_module(name).main([*map(str, arguments)])
    return Ran(code, out.getvalue(), err.getvalue())


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of the tests, and nobody at the terminal."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(site_build.EPOCH))
    monkeypatch.setattr("sys.stdin", io.StringIO())


@cache
def validator(name: str) -> Draft7Validator:
    schemas = {p.name: json.loads(p.read_text("utf-8")) for p in SCHEMAS.glob("*.json")}
    for schema in schemas.values():
        Draft7Validator.check_schema(schema)
    registry: Registry[Any] = Registry().with_resources(
        (file, Resource.from_contents(schema)) for file, schema in schemas.items()
    )
    return Draft7Validator(schemas[f"{name}.json"], registry=registry)


def complaints(name: str, text: str) -> list[str]:
    return [e.message for e in validator(name).iter_errors(yaml.load(text, _Core))]


# -- schemas -------------------------------------------------------------------------


def test_schemas_and_settings_are_as_the_script_writes_them() -> None:
    done = script("editor_schemas", "--check")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_of_the_site_pleases_its_schema(kind: str) -> None:
    for path in sorted((ROOT / "data" / kind).glob("*.yml")):
        assert complaints(kind, path.read_text("utf-8")) == [], path.name


def test_the_site_file_pleases_its_schema() -> None:
    assert complaints("site", (ROOT / "data" / "site.yml").read_text("utf-8")) == []


def test_every_field_has_a_title_a_description_and_its_example_is_right() -> None:
    for path in SCHEMAS.glob("*.json"):
        schema = json.loads(path.read_text("utf-8"))
        if "properties" not in schema:
            continue
        for part in (schema, *schema["definitions"].values()):
            for name, field in part.get("properties", {}).items():
                assert field["title"], (path.name, name)
                assert len(field["description"]) > 3, (path.name, name)
                if "pattern" in field:
                    assert all(re.match(field["pattern"], e) for e in field.get("examples", ()))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("kind: ", "kidn: ", "kidn"),
        ("status: held", "status: done", "done"),
        ("  en: ", "  english: ", "english"),
        ("updated_on", "id: x\nupdated_on", "id"),
        ("municipality: focsani", "municipality: Focșani Town", "Focșani Town"),
        ("sources:", "source:", "source"),
    ],
)
def test_editors_underline_what_is_wrong(old: str, new: str, words: str) -> None:
    text = (ROOT / "data" / "events" / "focsani-training-2018.yml").read_text("utf-8")
    assert old in text
    found = complaints("events", text.replace(old, new, 1))
    assert any(words in message for message in found), found


def test_ids_of_other_records_are_offered() -> None:
    schema = json.loads((SCHEMAS / "events.json").read_text("utf-8"))
    offered = schema["properties"]["programme"]["anyOf"][0]["$ref"]
    assert offered == "ids.json#/definitions/programmes"
    ids = json.loads((SCHEMAS / "ids.json").read_text("utf-8"))["definitions"]
    assert "romact" in ids["programmes"]["enum"]


def test_both_editors_find_a_schema_for_every_kind() -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text("utf-8"))
    jetbrains = (ROOT / ".idea" / "jsonSchemas.xml").read_text("utf-8")
    patterns = set(settings["yaml.schemas"].values())
    assert patterns == {*(f"data/{kind}/*.yml" for kind in KINDS), "data/site.yml"}
    for path, pattern in settings["yaml.schemas"].items():
        assert (ROOT / path).is_file()
        assert f'value="{path}"' in jetbrains
        assert f'value="{pattern}"' in jetbrains


# -- new records ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_record_is_read_and_asks_only_for_what_is_left_to_write(
    kind: str, tmp_path: Path
) -> None:
    data = write_tree(tmp_path)
    done = script("new_record", kind, "--id", "a-new-one", "--data", data)
    assert done.returncode == 0, done.stderr
    text = (data / kind / "a-new-one.yml").read_text("utf-8")
    found = check_tree(data).problems
    assert found
    assert {p.got for p in found} == {'"TODO"'}, found
    assert len(found) == text.count("TODO")


@pytest.mark.parametrize("kind", KINDS)
def test_the_comments_of_a_new_record_can_be_taken_as_they_are(kind: str, tmp_path: Path) -> None:
    """Every optional field, uncommented: known to the loader, in the right shape."""
    data = write_tree(tmp_path)
    assert script("new_record", kind, "--id", "a-new-one", "--data", data).returncode == 0
    path = data / kind / "a-new-one.yml"
    lines = path.read_text("utf-8").split("\n")
    path.write_text(
        "\n".join(line.removeprefix("# ") for line in lines if "take away" not in line), "utf-8"
    )
    left = {(p.line, p.got) for p in check_tree(data).problems}
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        shown = line.partition("  #")[0].partition(": ")[2]
        if shown == "…" or shown.startswith("https://"):
            assert (number, f'"{shown}"') in left
    for problem in check_tree(data).problems:
        assert "a known field" not in problem.expected, problem
        assert "list" not in problem.expected or "one of" in problem.expected, problem
        assert "mapping" not in problem.got, problem


def test_the_id_of_a_new_record_is_made_of_its_title(tmp_path: Path) -> None:
    data = write_tree(tmp_path)
    first = script("new_record", "event", "--title", "bg", "Ден на ромите", "--data", data)
    assert first.returncode == 0, first.stderr
    text = (data / "events" / "den-na-romite.yml").read_text("utf-8")
    assert "  bg: Ден на ромите\n" in text
    assert "updated_on: 2026-09-21" in text  # the day of the tests
    second = script("new_record", "event", "--title", "bg", "Ден на ромите", "--data", data)
    assert second.returncode == 0
    assert (data / "events" / "den-na-romite-2.yml").is_file()


@pytest.mark.parametrize("kind", KINDS)
def test_a_title_begins_a_record_of_every_kind(kind: str, tmp_path: Path) -> None:
    """A kind without a title takes its id from it, and nothing else."""
    data = write_tree(tmp_path)
    done = script("new_record", kind, "--title", "en", "Open day", "--data", data)
    assert done.returncode == 0, done.stderr
    assert {p.got for p in check_tree(data).problems} <= {'"TODO"'}
    fields = KINDS[kind].model_fields
    text = (data / kind / "open-day.yml").read_text("utf-8")
    assert ("Open day" in text) == ("title" in fields or "name" in fields)


@pytest.mark.parametrize("kind", KINDS)
def test_who_is_asked_can_answer_for_every_kind(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_tree(tmp_path)
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return "open-day"

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("builtins.input", answer)
    done = script("new_record", kind, "--data", data)
    assert done.returncode == 0, done.stderr
    assert (data / kind / "open-day.yml").is_file()
    [question] = asked
    assert question.startswith("Id, " if kind == "visibility" else "Title (en)")


@pytest.mark.parametrize(
    "title", ['a: b', "# none", '"quoted"', "*star*", "it's", "no", "null", "x #y", "[z]", "12:30",
              "back\\slash \"q\": #"]
)  # fmt: skip
def test_any_title_survives(title: str, tmp_path: Path) -> None:
    data = write_tree(tmp_path)
    done = script("new_record", "source", "--id", "new", "--title", "en", title, "--data", data)
    assert done.returncode == 0, done.stderr
    assert site_build.read_yaml(data / "sources" / "new.yml")["title"]["en"] == title


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("evnt", "--id", "x"), 'did you mean "events"'),
        (("event", "--id", "Big Day"), 'write it as "big-day"'),
        (("event", "--id", "training"), "is there already"),
        (("event",), "give a title"),
        (("event", "--title", "bgg", "x"), 'did you mean "bg"'),
        (("event", "--id", "x", "--set", "kid", "meeting"), 'did you mean "kind"'),
        (("event", "--id", "../../x"), "is no id"),
    ],
)
def test_what_cannot_be_begun_says_why(
    arguments: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    data = write_tree(tmp_path)
    before = site_build.snapshot(data)
    done = script("new_record", *arguments, "--data", data)
    assert done.returncode == 2
    assert words in done.stderr
    assert site_build.snapshot(data) == before


# -- renaming ------------------------------------------------------------------------


def renamed(data: Path, record: str, new: str) -> None:
    done = script("rename_record", record, new, "--data", data)
    assert done.returncode == 0, done.stderr
    assert check_tree(data).problems == ()


def test_a_renamed_record_is_found_by_everything_that_named_it(tmp_path: Path) -> None:
    data = write_tree(tmp_path)
    renamed(data, "programmes/romact", "romact-two")
    text = (data / "programmes" / "romact-two.yml").read_text("utf-8")
    assert "former_ids: [romact-programme, romact]" in text
    assert not (data / "programmes" / "romact.yml").exists()
    project = (data / "projects" / "school.yml").read_text("utf-8")
    assert "programme: romact-two\n" in project
    assert "(portal:programmes/romact-two)" in project


def test_links_of_hand_written_pages_follow(tmp_path: Path) -> None:
    data = write_tree(tmp_path)
    (data / "docs" / ".#index.en.md").symlink_to("nobody@nowhere.1")  # Emacs has it open
    renamed(data, "projects/school", "the-school")
    page = (data / "docs" / "index.en.md").read_text("utf-8")
    assert "(portal:projects/the-school)" in page


def test_only_what_names_the_record_changes(tmp_path: Path) -> None:
    odd = (
        "# A comment, and school in it.\r\ntitle: {en: 'school'}\r\nkind: training\r\n"
        'status: held\r\nsummary: {en: "The school, see [it](portal:projects/school#a)."}\r\n'
        'project: "school"  # school\r\nsources: [report]\r\nupdated_on: 2026-11-21\r\n'
    )
    data = write_tree(tmp_path, {"events/odd.yml": odd})
    renamed(data, "projects/school", "the-school")
    expected = odd.replace('project: "school"', "project: the-school")
    expected = expected.replace("projects/school#a", "projects/the-school#a")
    assert (data / "events" / "odd.yml").read_bytes().decode() == expected


def test_a_byte_order_mark_stays_and_moves_nothing(tmp_path: Path) -> None:
    marked = "\ufeff" + text_of("projects/school.yml")
    page = "\ufeff# A page\n\n[It](portal:programmes/romact)\n"
    data = write_tree(tmp_path, {"projects/school.yml": marked, "docs/index.en.md": page})
    renamed(data, "programmes/romact", "romact-two")
    changed = (data / "projects" / "school.yml").read_bytes().decode()
    assert changed == marked.replace("programme: romact\n", "programme: romact-two\n").replace(
        "programmes/romact)", "programmes/romact-two)"
    )
    moved = page.replace("romact)", "romact-two)")
    assert (data / "docs" / "index.en.md").read_bytes().decode() == moved


def test_a_link_whose_kind_begins_like_the_id_keeps_its_kind(tmp_path: Path) -> None:
    page = "[It](portal:/projects/pro), [again](portal:projects/pro/#a)\n"
    school = text_of("projects/school.yml")
    data = write_tree(tmp_path, {"projects/pro.yml": school, "docs/index.en.md": page})
    renamed(data, "projects/pro", "new")
    expected = "[It](portal:/projects/new), [again](portal:projects/new/#a)\n"
    assert (data / "docs" / "index.en.md").read_text("utf-8") == expected


def test_a_block_list_of_former_ids_grows_in_its_own_style(tmp_path: Path) -> None:
    text = text_of("municipalities/byala.yml") + "former_ids:\n  - bela\nnotes:\n  en: Last.\n"
    data = write_tree(tmp_path, {"municipalities/byala.yml": text})
    renamed(data, "municipalities/byala", "byala-ruse")
    changed = (data / "municipalities" / "byala-ruse.yml").read_text("utf-8")
    assert "former_ids:\n  - bela\n  - byala\nnotes:\n" in changed


def test_links_to_lists_and_to_longer_ids_stay(tmp_path: Path) -> None:
    note = "notes:\n  en: See [a](portal:projects) and [b](portal:projects/school-two).\n"
    project = {"projects/school-two.yml": _second_project(note)}
    data = write_tree(tmp_path, project)
    renamed(data, "projects/school", "the-school")
    text = (data / "projects" / "school-two.yml").read_text("utf-8")
    assert note in text


def _second_project(note: str) -> str:
    return text_of("projects/school.yml") + note


def test_what_was_translated_stays_confirmed(tmp_path: Path) -> None:
    """Nobody has changed a word: not of the record, nor of the texts that link to it."""
    data = site_build.copy_data(tmp_path / "data")
    before = coverage_of(data)
    done = script("rename_record", "projects/roma-net", "roma-net-two", "--data", data)
    assert done.returncode == 0, done.stderr
    assert coverage_of(data) == before
    assert before["present"] > 400
    assert before.keys() == {"present"}


_SEEN = (
    "checks:\n  - commitment: 1\n    verdict: missing\n    checked_on: 2026-11-20\n"
    f"    page: https://ruse.example/\n    sha256: {'ab' * 32}\n"
)


def test_what_was_seen_of_an_agreement_moves_with_it(tmp_path: Path) -> None:
    data = write_tree(tmp_path, {"evidence/ruse-2020.yml": _SEEN})
    renamed(data, "agreements/ruse-2020", "ruse")
    assert (data / "evidence" / "ruse.yml").read_text("utf-8") == _SEEN
    assert not (data / "evidence" / "ruse-2020.yml").exists()
    renamed(data, "municipalities/ruse", "ruse-town")  # the id of another kind
    assert (data / "evidence" / "ruse.yml").exists()


def test_what_was_seen_of_something_else_is_not_overwritten(tmp_path: Path) -> None:
    seen = {f"evidence/{name}.yml": _SEEN for name in ("ruse-2020", "ruse")}
    data = write_tree(tmp_path, seen)
    before = site_build.snapshot(data)
    done = script("rename_record", "agreements/ruse-2020", "ruse", "--data", data)
    assert (done.returncode, "evidence/ruse.yml is there already" in done.stderr) == (2, True)
    assert site_build.snapshot(data) == before


def coverage_of(data: Path) -> Counter[str]:
    checked = check_tree(data)
    assert checked.catalog is not None
    found = measure_coverage(checked.catalog.site, checked.catalog.records, checked.lock)
    return Counter({str(s): n for tag in ("bg", "ro", "cs") for s, n in found.total(tag).items()})


@pytest.mark.parametrize(
    ("record", "new", "words"),
    [
        ("projects/scool", "x", 'did you mean "school"'),
        ("project/school", "x", "no kind of record"),
        ("projects/school", "The School", 'write it as "the-school"'),
        ("programmes/romact", "romact-programme", "once had the id"),
        ("municipalities/ruse", "byala", "is there already"),
    ],
)
def test_what_cannot_be_renamed_says_why(record: str, new: str, words: str, tmp_path: Path) -> None:
    data = write_tree(tmp_path)
    before = site_build.snapshot(data)
    done = script("rename_record", record, new, "--data", data)
    assert done.returncode == 2
    assert words in done.stderr
    assert site_build.snapshot(data) == before


def test_a_page_in_another_encoding_is_told_and_nothing_changes(tmp_path: Path) -> None:
    data = write_tree(tmp_path)
    (data / "docs" / "old.bg.md").write_bytes("Русе".encode("windows-1251"))
    before = site_build.snapshot(data)
    done = script("rename_record", "projects/school", "x", "--data", data)
    assert (done.returncode, "old.bg.md is no text in UTF-8" in done.stderr) == (2, True)
    assert site_build.snapshot(data) == before


def test_a_disk_that_is_full_is_told_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_tree(tmp_path)
    before = site_build.snapshot(data)
    write = Path.write_bytes

    def fill(path: Path, content: bytes) -> int:
        write(path, content[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fill)
    done = script("rename_record", "projects/school", "x", "--data", data)
    assert (done.returncode, "No space left" in done.stderr) == (2, True)
    assert site_build.snapshot(data) == before
    assert not list(data.rglob("*.saving"))


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    data = write_tree(tmp_path)
    before = site_build.snapshot(data)
    done = script("rename_record", "projects/school", "x", "--dry-run", "--data", data)
    assert done.returncode == 0
    assert "projects/x.yml" in done.stdout
    assert site_build.snapshot(data) == before


@pytest.mark.parametrize(
    ("command", "arguments", "said"),
    [
        ("check_data", (), "12 records: no problems."),
        ("rename_record", ("projects/school", "x", "--dry-run"), "projects/x.yml"),
        ("translations", ("status", "--list"), "/other/projects/school.yml"),
        ("extract_strings", ("--check",), "/other/strings/bg.po"),
    ],
)
def test_commands_take_the_data_that_the_environment_names(
    command: str,
    arguments: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PORTAL_DATA_DIR", str(write_tree(tmp_path / "other")))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795305600")
    done = script(command, *arguments)
    assert (done.returncode, said in done.stdout) == (0, True), done


# -- the check for programs ----------------------------------------------------------


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A repository with one mistake in a file that has changed, one in another."""
    data = write_tree(tmp_path / "data", {"organisations/donor.yml": "name: {en: D}\nkind: donr\n"})
    for command in (
        ("init", "-q"), ("add", "."),
        ("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "x"),
    ):  # fmt: skip
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    event = data / "events" / "training.yml"
    event.write_text(event.read_text("utf-8").replace("kind: training", "kind: trainin, 100%"))
    return data


def check(data: Path, *arguments: str) -> Finished:
    command = [sys.executable, str(ROOT / "scripts" / "check_data.py"), "data", *arguments]
    return site_build.run(command, data.parent)


def test_only_changed_files_can_be_asked_for(broken: Path) -> None:
    done = check(broken, "--changed")
    assert done.returncode == 1
    assert done.stdout.startswith("data/events/training.yml:3:7: kind:")
    assert "donor.yml" not in done.stdout
    assert "more problems in other files" in done.stderr
    assert check(broken, "--changed", "no-such-commit").returncode == 2


def test_a_folder_without_git_has_no_changed_files(tmp_path: Path) -> None:
    """As one that was downloaded as a ZIP file."""
    done = check(write_tree(tmp_path / "data"), "--changed")
    assert (done.returncode, done.stdout) == (2, "")
    assert "not a git repository" in done.stderr
    assert done.stderr.endswith('": run this without --changed\n')


def test_github_gets_its_commands(broken: Path) -> None:
    done = check(broken, "--changed", "--format", "github")
    (line,) = done.stdout.splitlines()
    assert line.startswith("::error file=data/events/training.yml,line=3,col=7,title=kind::")
    assert "100%25" in line


def test_programs_get_json(broken: Path) -> None:
    found = json.loads(check(broken, "--format", "json").stdout)
    assert {"path", "line", "column", "field", "expected", "got", "fix", "severity"} == set(
        found[0]
    )
    assert any(p["path"] == "data/organisations/donor.yml" for p in found)


def test_colours_only_where_they_are_wanted(broken: Path) -> None:
    assert "\x1b[" not in check(broken).stdout
    command = [sys.executable, str(ROOT / "scripts" / "check_data.py"), "data"]
    coloured = site_build.run(command, broken.parent, {"FORCE_COLOR": "1", "NO_COLOR": None})
    assert "\x1b[1mdata/events/training.yml:3:7:\x1b[0m" in coloured.stdout
    never = site_build.run(command, broken.parent, {"FORCE_COLOR": "1", "NO_COLOR": "1"})
    assert "\x1b[" not in never.stdout
