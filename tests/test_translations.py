"""Translations: their states, the lock, the way to translators and back, the public page."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import translations as script
from portal.check import check_directory
from portal.fields import Text
from portal.strings import load_strings
from portal.texts import TextField
from portal.translations import po, xliff
from portal.translations.coverage import STRINGS, all_states, measure_coverage
from portal.translations.lock import (
    Lock,
    LockLine,
    field_key,
    read_lock,
    render_lock,
    text_hash,
)
from portal.translations.report import percent
from portal.translations.states import State, lock_lines, merged_lines, states_of
from portal.translations.units import Unit, make_units, parse_key
from portal.yaml_text import Path as FieldPath
from portal.yaml_text import field_name
from tests import site_build
from tests.builders import write_tree
from tests.shared import Shared
from tests.site_build import ROOT, WRITTEN
from tests.site_walk import Site, squeeze
from translation_data import Data

LANGUAGES = ("en", "bg", "cs")


def text(path: FieldPath, source: str = "en", **texts: str) -> TextField:
    return TextField("projects", "x", path, Text(texts), False, source)


def confirmed(*fields: TextField) -> Lock:
    states = states_of(fields, LANGUAGES, LANGUAGES, Lock({}))
    lines = merged_lines(lock_lines(states, lambda one, tag: True))
    lock, problems = read_lock(render_lock(lines).encode(), "lock")
    assert problems == ()
    return lock


def states(lock: Lock, *fields: TextField, real: tuple[str, ...] = LANGUAGES) -> list[str]:
    """One word a text: the states of bg and cs by their first letters."""
    found = states_of(fields, real, LANGUAGES, lock)
    return ["".join(str(one.states[tag])[0] for tag in ("bg", "cs")) for one in found]


SUMMARY = text(("summary",), en="One", bg="Едно", cs="Jedna")


# -- states --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (SUMMARY, "pp"),
        (text(("summary",), en="Two", bg="Едно", cs="Jedna"), "ss"),
        (text(("summary",), en="Two", bg="Две", cs="Jedna"), "ss"),  # until it is confirmed
        (text(("summary",), en="One", bg="Единица", cs="Jedna"), "pp"),
        (text(("summary",), en="One", cs="Jedna"), "fp"),
        (text(("summary",), en="Two"), "ff"),
        (text(("notes",), en="One", bg="Едно"), "uf"),
        # What --fix changes is no other text.
        (text(("summary",), en="One\u00a0", bg="Едно", cs="Jedna"), "pp"),
    ],
)
def test_the_state_of_a_text(now: TextField, expected: str) -> None:
    assert states(confirmed(SUMMARY), now) == [expected]


def test_what_a_page_that_is_not_offered_lacks_is_missing() -> None:
    lacking = text(("notes",), en="One")
    assert states(Lock({}), lacking, real=("en", "bg")) == ["fm"]


def test_without_a_lock_nothing_is_confirmed_and_nothing_stale() -> None:
    lock, _ = read_lock(None, "lock")
    assert states(lock, SUMMARY) == ["uu"]


def test_the_source_is_the_language_that_the_record_names() -> None:
    before = text(("summary",), "bg", en="One", bg="Едно", cs="Jedna")
    after = text(("summary",), "bg", en="One", bg="Две", cs="Jedna")
    (found,) = states_of([after], LANGUAGES, LANGUAGES, confirmed(before))
    assert found.states == {"en": State.STALE, "bg": State.SOURCE, "cs": State.STALE}


def item(index: int, en: str, bg: str) -> TextField:
    return text(("objectives", index), en=en, bg=bg)


def test_items_that_move_within_their_list_stay_confirmed() -> None:
    lock = confirmed(item(0, "One", "Едно"), item(1, "Two", "Две"))
    moved = item(0, "New", "Ново"), item(1, "Two", "Две"), item(2, "One", "Едно")
    assert states(lock, *moved) == ["uf", "pf", "pf"]
    changed = item(0, "Two", "Две"), item(1, "One!?", "Едно")
    assert states(lock, *changed) == ["pf", "sf"]


def test_one_language_can_be_confirmed_before_the_other() -> None:
    after = text(("summary",), en="Two", bg="Две", cs="Jedna")
    lock = confirmed(SUMMARY)
    found = states_of([after], LANGUAGES, LANGUAGES, lock)
    assert found[0].was_changed == ("bg",)
    lines = merged_lines(lock_lines(found, lambda one, tag: tag == "bg"))
    lock, _ = read_lock(render_lock(lines).encode(), "lock")
    assert states(lock, after) == ["ps"]
    done = text(("summary",), en="Two", bg="Две", cs="Dvě")
    found = states_of([done], LANGUAGES, LANGUAGES, lock)
    lines = merged_lines(lock_lines(found, lambda one, tag: True))
    assert len(lines) == 1, "the old source is forgotten"


def test_equal_texts_of_a_list_share_a_line() -> None:
    pair = item(0, "Same", "Същото"), item(1, "Same", "Друго")
    assert states(confirmed(*pair), *pair) == ["pf", "pf"]


TEXTS = st.lists(st.sampled_from("abcde"), max_size=5)


@settings(max_examples=60)
@given(TEXTS, TEXTS)
def test_confirming_all_leaves_nothing_to_do(before: list[str], after: list[str]) -> None:
    old = [item(n, letter, letter.upper()) for n, letter in enumerate(before)]
    new = [item(n, letter, letter.upper()) for n, letter in enumerate(after)]
    lock = confirmed(*old)
    found = states_of(new, LANGUAGES, LANGUAGES, lock)
    # What was there before is confirmed, whatever stands around it now.
    assert all(f.states["bg"] is State.PRESENT for f in found if f.field.text["en"] in before)
    again, _ = read_lock(
        render_lock(merged_lines(lock_lines(found, lambda one, tag: True))).encode(), "lock"
    )
    assert set(states(again, *new)) <= {"pf"}


# -- the lock ------------------------------------------------------------------------


def test_a_merge_of_two_branches_needs_no_hand() -> None:
    lines = confirmed(SUMMARY, item(0, "One", "Едно")).lines["projects/x"]
    mine = LockLine("projects/x", "notes", "0" * 8, (("bg", "1" * 8),))
    theirs = LockLine("projects/x", "notes", "0" * 8, (("cs", "2" * 8),))
    both = render_lock([*lines, mine]) + f"{theirs}\n"
    lock, problems = read_lock(both.encode(), "lock")
    assert problems == ()
    (joined,) = lock.of("projects/x", "notes")
    assert joined.translations == (("bg", "1" * 8), ("cs", "2" * 8))


def test_a_lock_is_sorted_and_says_what_it_is() -> None:
    content = (ROOT / "data" / "translations.lock").read_text("utf-8")
    lines = [line for line in content.splitlines() if not line.startswith("#")]
    assert lines == sorted(set(lines))
    assert content.startswith("# Which translations were confirmed")
    lock, problems = read_lock(content.encode(), "lock")
    assert problems == ()
    assert render_lock(line for of in lock.lines.values() for line in of) == content


@pytest.mark.parametrize("line", ["<<<<<<< HEAD", "projects/x summary", "x y 00000000 bg:1", "{}"])
def test_a_broken_lock_is_a_problem_in_its_line(tmp_path: Path, line: str) -> None:
    data = write_tree(tmp_path, {"translations.lock": f"# a lock\n{line}\n"})
    problems = check_directory(data).problems
    assert [(p.path, p.line) for p in problems] == [("data/translations.lock", 2)]
    assert "confirm" in problems[0].fix or "both sides" in problems[0].fix


def test_the_first_site_is_confirmed_whole() -> None:
    data = Data(ROOT / "data")
    found = {
        (one.field.file, field_name(one.field.path), tag): state
        for group in data.states()
        for one in group
        for tag, state in one.states.items()
        if state not in (State.SOURCE, State.PRESENT)
    }
    lacking = {text for text, state in found.items() if state in (State.MISSING, State.FALLBACK)}
    # Compare the texts, then: python scripts/translations.py confirm --changed
    assert {text for text in found if text not in lacking or text[2] in WRITTEN} == set()
    # A new language gets its texts as they come. Once it has all of them, WRITTEN names it.
    unfinished = {tag for _, _, tag in found}
    assert unfinished == set(site_build.LANGUAGES) - set(WRITTEN)


# -- the commands --------------------------------------------------------------------

PROJECT = """\
# Kept.
title:
  en: A school for all the children
  bg: Училище за всички деца
  cs: Škola pro všechny děti # kept too
summary: {en: In 2014 it opened., bg: 'През 2014 отвори.'}
description:
  en: |
    It belongs to [ROMACT](portal:programmes/romact).

    A second paragraph with 3 words more.
  bg: |
    Част е от [ROMACT](portal:programmes/romact).

    Втори абзац с още 3 думи.
objectives:
  - en: Learn together
    bg: Да се учи заедно
  - en: Play together
sources: [report]
updated_on: 2026-11-21
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    directory = write_tree(tmp_path / "data", {"projects/school.yml": PROJECT})
    (directory / "strings").mkdir()
    shutil.copy(ROOT / "data" / "strings" / "bg.po", directory / "strings")
    assert run(directory, "confirm", "--all") == 0
    return directory


def run(directory: Path, *arguments: str) -> int:
    return script.main(["--data", str(directory), *arguments])


def snapshot(directory: Path) -> dict[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*")) if path.is_file()
    }  # fmt: skip


def edit(directory: Path, old: str, new: str, name: str = "projects/school.yml") -> None:
    path = directory / name
    content = path.read_text("utf-8")
    assert old in content
    path.write_text(content.replace(old, new), "utf-8", newline="\n")


def exported(directory: Path, form: str = "po", language: str = "bg") -> Path:
    out = directory.parent / "out"
    assert run(directory, "export", "--language", language, "--out", str(out),
               "--format", form) == 0  # fmt: skip
    return out / f"texts-{language}.{'po' if form == 'po' else 'xlf'}"


def test_status_counts_each_state(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(data, "In 2014 it opened", "In 2015 it opened")
    capsys.readouterr()
    assert run(data, "status", "--language", "bg", "--kind", "projects", "--format", "json") == 0
    counts = json.loads(capsys.readouterr().out)["bg"]["projects"]
    assert counts == {"source": 0, "present": 3, "unconfirmed": 0, "stale": 1, "fallback": 1,
                      "missing": 0}  # fmt: skip
    assert run(data, "status") == 0
    table = capsys.readouterr().out
    assert re.search(r"^bg +projects +5 +3 +- +1 +1 +- +60 %$", table, re.M)
    assert re.search(r"^bg +strings +\d+ +\d+ ", table, re.M)


def test_the_list_leads_to_the_line(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(data, "In 2014 it opened", "In 2015 it opened")
    capsys.readouterr()
    run(data, "status", "--list", "--language", "bg", "--kind", "projects")
    lines = capsys.readouterr().out.splitlines()
    assert any(line.endswith("school.yml:6: bg: stale: In 2015 it opened.") for line in lines)
    assert any(re.search(r"school.yml:\d+: bg: fallback: Play together", x) for x in lines)


def test_confirm_takes_the_changed_ones_alone(data: Path) -> None:
    edit(data, "In 2014 it opened", "In 2015 it opened")
    edit(data, "en: Learn together", "en: Learn and play")
    edit(data, "През 2014 отвори", "През 2015 отвори")
    assert run(data, "confirm", "--changed") == 0
    found = {
        field_name(one.field.path): one.states["bg"]
        for group in Data(data).states() for one in group
        if one.field.record_id == "school"
    }  # fmt: skip
    assert found["summary"] is State.PRESENT
    assert found["objectives[1]"] is State.STALE
    assert run(data, "confirm", "projects/school", "--language", "bg") == 0
    assert not [
        one for group in Data(data).states() for one in group
        if State.STALE in one.states.values() and one.field.record_id == "school"
    ]  # fmt: skip


def test_commands_refuse_what_is_not_there(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data, "confirm") == 2
    assert run(data, "confirm", "projects/scool") == 2
    assert 'did you mean "projects/school"' in capsys.readouterr().err
    assert run(data, "status", "--language", "xx") == 2
    assert run(data, "import", str(data / "none.po")) == 2


@pytest.mark.parametrize("form", ["po", "xliff"])
@pytest.mark.parametrize("change", [False, True])
def test_out_and_back_without_changes_is_no_change(data: Path, form: str, change: bool) -> None:
    if change:  # stale and unconfirmed texts come back as they went
        edit(data, "In 2014 it opened", "In 2015 it opened")
        edit(data, "  - en: Play together\n", "  - en: Play together\n    bg: Да се играе заедно\n")
    before = snapshot(data)
    file = exported(data, form)
    assert run(data, "import", str(file), str(file.parent / "interface-bg.po")) == 0
    assert snapshot(data) == before
    assert not list(file.parent.glob("*.rej"))


@pytest.mark.parametrize("form", ["po", "xliff"])
def test_the_first_site_goes_out_and_comes_back_byte_by_byte(tmp_path: Path, form: str) -> None:
    directory = site_build.copy_data(tmp_path / "data")
    before = snapshot(directory)
    out = tmp_path / "out"
    others = site_build.LANGUAGES[1:]
    assert run(directory, "export", "--language", *others, "--out", str(out),
               "--format", form) == 0  # fmt: skip
    files = [str(path) for path in sorted(out.iterdir())]
    assert len(files) == 2 * len(others)  # texts, and words of the interface
    assert run(directory, "import", *files) == 0
    assert snapshot(directory) == before


def translate(file: Path, source: str, target: str, *, done: bool = True) -> None:
    """What a translator does, in either format."""
    content = file.read_text("utf-8")
    if file.suffix == ".po":
        entries = content.split("\n\n")
        (number,) = [n for n, e in enumerate(entries) if f'msgid "{source}"' in e]
        entry = re.sub(r'msgstr ".*"', f'msgstr "{target}"', entries[number])
        entry = re.sub(r"#\| .*\n", "", entry)
        entries[number] = entry.replace("#, fuzzy\n", "") if done else entry
        content = "\n\n".join(entries)
    else:
        tree = etree.fromstring(content.encode())
        (found,) = [s for s in tree.iter("{*}source") if s.text == source]
        segment = found.getparent()
        if (element := segment.find("{*}target")) is None:
            element = etree.SubElement(segment, found.tag.replace("source", "target"))
        element.text = target
        if done:
            segment.set("state", "translated")
        content = etree.tostring(tree, encoding="unicode")
    file.write_text(content, "utf-8")


@pytest.mark.parametrize("form", ["po", "xliff"])
def test_a_translation_comes_back_into_its_line(data: Path, form: str) -> None:
    edit(data, "In 2014 it opened", "In 2015 it opened")
    before = (data / "projects" / "school.yml").read_text("utf-8")
    file = exported(data, form)
    translate(file, "In 2015 it opened.", "През 2015: отвори.")
    translate(file, "Play together", "Да се играе")
    assert run(data, "import", str(file)) == 0
    after = (data / "projects" / "school.yml").read_text("utf-8")
    assert after == before.replace("'През 2014 отвори.'", "'През 2015: отвори.'").replace(
        "  - en: Play together\n", "  - en: Play together\n    bg: Да се играе\n"
    )
    assert not check_directory(data).problems
    left = [
        one for group in Data(data).states() for one in group
        if one.field.record_id == "school" and one.states["bg"] is not State.PRESENT
        and "bg" in one.field.text
    ]  # fmt: skip
    assert left == []


@pytest.mark.parametrize("form", ["po", "xliff"])
@pytest.mark.parametrize(
    ("change", "target", "reason"),
    [
        (("In 2014 it opened", "In 2016 it opened"), "През 2014 започна.", "source text has"),
        (("През 2014 отвори", "През 2014 заработи"), "През 2014 започна.", "has been changed"),
        (None, "През 2041 започна.", "numbers"),
        (None, "In 2014 it opened.", "is still marked"),
        (None, "В 2014 it opened the doors for all", "text in Cyrillic letters"),
        (None, "През 2014 започна, както започват в живота всички неща, които са добри, и после"
         " дълго продължи.", ""),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_kept(
    data: Path, form: str, change: tuple[str, str] | None, target: str, reason: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    file = exported(data, form)
    marked = "still marked" in reason
    translate(file, "In 2014 it opened.", target, done=not marked)
    if marked:
        content = file.read_text("utf-8")
        content = content.replace('state="final"', 'state="initial"')
        entry = 'msgctxt "projects/school/summary"'
        file.write_text(content.replace(entry, f"#, fuzzy\n{entry}"), "utf-8")
    if change:
        edit(data, *change)
    before = snapshot(data)
    capsys.readouterr()
    code = run(data, "import", str(file))
    rest = file.with_name(file.name + ".rej")
    if not reason:
        assert code == 0
        return
    assert code == 1
    assert snapshot(data) == before, "nothing is written"
    assert reason in capsys.readouterr().out
    assert target in rest.read_text("utf-8")
    # Nothing is lost: the file of what was refused is read like any other.
    if form == "po":
        _, proposals, problems = po.read_proposals(rest.read_bytes(), rest.name)
    else:
        _, proposals, problems = xliff.read_xliff(rest.read_bytes(), rest.name)
    assert problems == ()
    assert [(p.key, p.text) for p in proposals] == [("projects/school/summary", target)]


@pytest.mark.parametrize(
    ("target", "code"), [("През 2014.", 1), ("През 2014 отвори.", 0), ("През 2014" + " и" * 90, 1)]
)
def test_a_text_of_another_length_is_taken_for_another_text(
    data: Path, target: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    source = "In 2014 it opened its doors to all who live near."
    edit(data, "In 2014 it opened.", source)
    file = exported(data, "po")
    translate(file, source, target)
    assert run(data, "import", str(file)) == code
    assert ("is it of another text?" in capsys.readouterr().out) is bool(code)


def test_links_and_paragraphs_come_back_whole(data: Path) -> None:
    file = exported(data, "xliff", "cs")
    source = (
        "It belongs to [ROMACT](portal:programmes/romact).\n\nA second paragraph with 3 words more."
    )
    translate(
        file, source, "Patří k [ROMACT](portal:programmes/other).\n\nDruhý odstavec, 3 slova."
    )
    assert run(data, "import", str(file)) == 1
    target = "Patří k [ROMACT](portal:programmes/romact).\n\nDruhý odstavec a další 3 slova."
    translate(file, source, target)
    assert run(data, "import", str(file)) == 0
    content = (data / "projects" / "school.yml").read_text("utf-8")
    added = "".join(f"    {line}\n" if line else "\n" for line in target.split("\n"))
    assert content == PROJECT.replace("objectives:\n", f"  cs: |\n{added}objectives:\n")


def test_an_item_that_moved_meanwhile_is_found(data: Path) -> None:
    file = exported(data)
    translate(file, "Play together", "Да се играе")
    edit(data, "  - en: Learn together\n", "  - en: Begin\n  - en: Learn together\n")
    assert run(data, "import", str(file)) == 0
    content = (data / "projects" / "school.yml").read_text("utf-8")
    assert "  - en: Play together\n    bg: Да се играе\n" in content


def test_an_item_that_could_be_one_of_two_is_kept(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = exported(data)
    translate(file, "Play together", "Да се играе")
    edit(data, "  - en: Learn together\n", "  - en: Play together\n  - en: Learn together\n")
    before = snapshot(data)
    assert run(data, "import", str(file)) == 1
    assert "stands at several places of its list" in capsys.readouterr().out
    assert snapshot(data) == before


def test_words_of_the_interface_come_by_the_same_door(data: Path) -> None:
    file = exported(data).parent / "interface-bg.po"
    before = (data / "strings" / "bg.po").read_text("utf-8")
    content = file.read_text("utf-8")
    file.write_text(re.sub(r'(msgid "Home"\nmsgstr) ".*"', r'\1 "У дома"', content), "utf-8")
    assert run(data, "import", str(file)) == 0
    after = (data / "strings" / "bg.po").read_text("utf-8")
    assert after == re.sub(r'(msgid "Home"\nmsgstr) ".*"', r'\1 "У дома"', before)
    broken = re.sub(r"(msgstr.*)%\(name\)s", r"\1%(nmae)s", after)
    assert broken != after
    file.write_text(broken, "utf-8")
    assert run(data, "import", str(file)) == 1
    assert (data / "strings" / "bg.po").read_text("utf-8") == after


def test_words_of_the_interface_are_to_do_where_one_is_missing(data: Path, tmp_path: Path) -> None:
    strings = data / "strings" / "bg.po"
    shutil.copyfile(site_build.ROOT / "data" / "strings" / "bg.po", strings)

    def names(folder: str) -> list[str]:
        out = tmp_path / folder
        assert run(data, "export", "--language", "bg", "--to-do", "--out", str(out)) == 0
        return sorted(path.name for path in out.iterdir())

    assert names("none") == ["texts-bg.po"]
    text = strings.read_text("utf-8")
    strings.write_text(re.sub(r'(msgid "Home"\nmsgstr) ".*"', r'\1 ""', text), "utf-8")
    assert names("one") == ["interface-bg.po", "texts-bg.po"]


def test_words_that_no_language_has_yet_are_counted(data: Path) -> None:
    """Those of a new template, after scripts/extract_strings.py."""
    strings = data / "strings" / "bg.po"
    text = (site_build.ROOT / "data" / "strings" / "bg.po").read_text("utf-8")
    strings.write_text(re.sub(r'(msgid "Home"\nmsgstr) ".*"', r'\1 ""', text), "utf-8")
    now = Data(data)
    found = measure_coverage(now.site, now.records, strings=now.checked.strings).texts[STRINGS]
    assert found["bg"][State.FALLBACK] == 1
    assert found["bg"].total() == found["en"].total() == text.count("\nmsgid ") - 1  # the header


def test_the_text_before_comes_from_the_history(data: Path) -> None:
    def git(*arguments: str) -> None:
        own = ["-c", "user.name=t", "-c", "user.email=t@t.example", *arguments]
        subprocess.run(["git", *own], cwd=data, check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "one")
    edit(data, "In 2014 it opened", "In 2015 it opened")
    git("commit", "-qam", "two")
    entry = exported(data).read_text("utf-8").split('msgid "In 2015 it opened."')[0]
    assert entry.split("\n\n")[-1].count('#| msgid "In 2014 it opened."') == 1
    assert "#, fuzzy" in entry.split("\n\n")[-1]
    notes = exported(data, "xliff").read_text("utf-8")
    assert "It was: In 2014 it opened." in notes


def test_a_record_in_another_language_goes_out_from_that(data: Path) -> None:
    edit(data, "sources: [report]", "source_language: bg\nsources: [report]")
    out = data.parent / "out"
    assert run(data, "export", "--language", "en", "--out", str(out)) == 0
    content = (out / "texts-en-from-bg.po").read_text("utf-8")
    assert 'msgid "Училище за всички деца"\nmsgstr "A school for all the children"' in content
    edit(data, "source_language: bg", "source_language: de")
    (problem,) = check_directory(data).problems
    assert (problem.field, problem.got) == ("source_language", '"de"')


# -- what readers see ----------------------------------------------------------------


def make_changed_site(place: Path) -> Site:
    """The first site with one source text changed, and one translation taken away."""
    data = site_build.copy_data(place / "data")
    edit(data, "learns how to further", "is learning how to further", "projects/roma-net.yml")
    edit(data, "  cs: URBACT II\n", "", "programmes/urbact-ii.yml")
    return site_build.build(place / "site", data=data)


@pytest.fixture(scope="module")
def changed_site(shared: Shared) -> Site:
    return shared.get("changed-translations", make_changed_site)


NOTICE = "The original of this page has changed since it was translated."


@pytest.mark.build
def test_a_page_says_that_its_translation_is_out_of_date(changed_site: Site) -> None:
    strings, _ = load_strings(ROOT / "data" / "strings" / "ro.po", "ro.po")
    notice = strings.gettext(f"{NOTICE} Parts of the translation may be out of date.")
    page = changed_site.pages["ro/projects/roma-net/"]
    assert [squeeze(node.text()) for node in page.tree.css(".notice")] == [notice]
    assert not changed_site.pages["projects/roma-net/"].tree.css(".notice")
    assert not changed_site.pages["ro/programmes/urbact-ii/"].tree.css(".notice")
    # It is a translation all the same.
    alternates = {
        str(link.attributes["hreflang"]) for link in page.tree.css("link[rel=alternate][hreflang]")
    }
    fields = site_build.read_yaml(ROOT / "data" / "projects" / "roma-net.yml")
    assert alternates == {*site_build.languages_of_page(fields), "x-default"}
    assert "ro/projects/roma-net/" in changed_site.files["sitemap.xml"].read_text() or any(
        "ro/projects/roma-net/" in path.read_text("utf-8")
        for name, path in changed_site.files.items() if name.startswith("sitemap")
    )  # fmt: skip


@pytest.mark.build
def test_the_page_of_translations_counts_them(changed_site: Site) -> None:
    names = [one["name"] for one in site_build.read_yaml(ROOT / "data" / "site.yml")["languages"]]
    for tag in site_build.LANGUAGES:
        page = changed_site.page("translations/", tag)
        first, second = page.tree.css("table")
        rows = [
            [squeeze(cell.text()) for cell in row.css("th, td")] for row in first.css("tbody tr")
        ]
        assert [row[0] for row in rows] == names
        counts = {t: row[2:4] for t, row in zip(site_build.LANGUAGES, rows, strict=True)}
        for t in WRITTEN:  # how many are out of date, and how many are not translated
            assert counts[t] == ["0" if t == "en" else "1", "1" if t == "cs" else "0"], t
        assert len(second.css("tbody tr")) == 13
        assert changed_site.page("", tag).tree.css_first('.site-footer a[href$="translations/"]')


# -- formats -------------------------------------------------------------------------

# The structure that XLIFF 2.1 asks of what we use (4.2.1 to 4.2.2, 4.3.1).
RELAX = """
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="urn:oasis:names:tc:xliff:document:2.0"
 datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
<start><element name="xliff"><attribute name="version"><value>2.1</value></attribute>
<attribute name="srcLang"><data type="language"/></attribute>
<attribute name="trgLang"><data type="language"/></attribute>
<oneOrMore><element name="file"><attribute name="id"><data type="NMTOKEN"/></attribute>
<optional><attribute name="original"/></optional>
<oneOrMore><element name="unit"><attribute name="id"><data type="NMTOKEN"/></attribute>
<optional><attribute name="name"/></optional>
<element name="notes"><oneOrMore><element name="note">
<optional><attribute name="category"/></optional><text/></element></oneOrMore></element>
<oneOrMore><element name="segment"><choice>
<group><attribute name="state"><value>initial</value></attribute><ref name="source"/>
<optional><ref name="target"/></optional></group>
<group><attribute name="state"><choice><value>translated</value><value>reviewed</value>
<value>final</value></choice></attribute><ref name="source"/><ref name="target"/></group>
</choice></element></oneOrMore></element></oneOrMore></element></oneOrMore></element></start>
<define name="source"><element name="source"><ref name="space"/><text/></element></define>
<define name="target"><element name="target"><ref name="space"/><text/></element></define>
<define name="space"><attribute name="xml:space"><value>preserve</value></attribute></define>
</grammar>
"""


def test_xliff_has_the_structure_of_the_standard(data: Path) -> None:
    edit(data, "In 2014 it opened", "In 2015 it opened")
    schema = etree.RelaxNG(etree.fromstring(RELAX))
    for directory, tags in ((data, ("bg", "cs")), (ROOT / "data", site_build.LANGUAGES[1:])):
        out = data.parent / "out"
        assert run(directory, "export", "--language", *tags, "--out", str(out),
                   "--format", "xliff") == 0  # fmt: skip
        for language in tags:
            tree = etree.parse(out / f"texts-{language}.xlf")
            schema.assertValid(tree)
            files = [file.get("id") for file in tree.iter("{*}file")]
            assert len(files) == len(set(files))
            for file in tree.iter("{*}file"):
                ids = [unit.get("id") for unit in file.iter("{*}unit")]
                assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "content",
    [
        b"<xliff",
        b'<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"/>',
        b'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en"/>',
        b'<!DOCTYPE x [<!ENTITY a "b">]><xliff>&a;</xliff>',
    ],
)
def test_what_is_no_xliff_is_a_problem(content: bytes) -> None:
    language, proposals, problems = xliff.read_xliff(content, "x.xlf")
    assert (language, proposals) == ("", ())
    assert "Fix: " in str(problems[0])


def test_segments_and_inline_codes_of_other_tools_are_read() -> None:
    content = (
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" '
        'trgLang="bg"><file id="f"><unit id="u" name="projects/x/title">'
        '<segment state="translated"><source>One. </source><target>Едно. </target></segment>'
        '<segment state="final"><source>Two <pc id="1">more</pc></source>'
        "<target>Две <pc id='1'>още</pc></target></segment></unit></file></xliff>"
    )
    _, (one,), _ = xliff.read_xliff(content.encode(), "x.xlf")
    assert (one.source, one.text, one.needs_work) == ("One. Two more", "Едно. Две още", False)


SEGMENTED = (
    '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" '
    'trgLang="bg"><file id="f"><unit id="u" name="projects/school/objectives[1]">'
    '<segment state="translated"><source>Play</source><target>Да се</target></segment>'
    "<ignorable><source> </source></ignorable>%s</unit></file></xliff>"
)


def test_what_stands_between_segments_is_the_same_in_both_languages() -> None:
    second = '<segment state="final"><source>together</source><target>играе</target></segment>'
    _, (one,), _ = xliff.read_xliff((SEGMENTED % second).encode(), "x.xlf")
    assert (one.source, one.text, one.is_partial) == ("Play together", "Да се играе", False)


def test_a_sentence_may_be_part_of_the_one_before() -> None:
    second = '<segment state="translated"><source>together</source><target/></segment>'
    _, (one,), _ = xliff.read_xliff((SEGMENTED % second).encode(), "x.xlf")
    assert (one.text.strip(), one.is_partial) == ("Да се", False)


def test_where_no_segment_is_translated_there_is_no_translation() -> None:
    untouched = SEGMENTED.replace("<target>Да се</target>", "").replace(' state="translated"', "")
    _, (one,), _ = xliff.read_xliff((untouched % "").encode(), "x.xlf")
    assert (one.text, one.is_partial) == ("", False)


@pytest.mark.parametrize("target", ["", "<target/>"])
def test_half_a_translation_is_not_taken_for_a_whole_one(
    data: Path, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = data.parent / "half.xlf"
    second = f'<segment state="initial"><source>together</source>{target}</segment>'
    content = SEGMENTED % second
    file.write_text(content, "utf-8")
    before = snapshot(data)
    assert run(data, "import", str(file)) == 1
    assert snapshot(data) == before, "nothing is written"
    assert "parts of it are not translated" in capsys.readouterr().out
    # What was kept says so too: it is as little a whole translation as before.
    rest = file.with_name("half.xlf.rej")
    kept = rest.rename(rest.with_name("again.xlf"))
    assert run(data, "import", str(kept)) == 1
    assert snapshot(data) == before, "nothing is written"
    _, before_it, _ = xliff.read_xliff(file.read_bytes(), "x")
    _, after_it, _ = xliff.read_xliff(kept.read_bytes(), "x")
    assert after_it == before_it
    # Its last sentence is what it waits for.
    tree = etree.fromstring(kept.read_bytes())
    (waiting,) = tree.iterfind(".//{*}segment[@state='initial']")
    for old in waiting.findall("{*}target"):
        waiting.remove(old)
    etree.SubElement(waiting, waiting.tag.replace("segment", "target")).text = "играе"
    waiting.set("state", "translated")
    kept.write_bytes(etree.tostring(tree))
    assert run(data, "import", str(kept)) == 0
    assert "Да се играе" in (data / "projects/school.yml").read_text("utf-8")


HEADER = 'msgid ""\nmsgstr ""\n"Language: bg\\n"\n"Plural-Forms: nplurals=2;\\n"\n\n'


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("x.po", f'{HEADER}msgctxt "projects/SIGN/title"\nmsgid "A"\nmsgstr "B"\n'),
        ("x.po", f'{HEADER}msgctxt "site/site/title"\nmsgid "SIGN"\nmsgstr "SIGN"\n'),
        ("x.po", f'{HEADER}msgid "SIGN"\nmsgstr "SIGN"\n'),
        ("x.xlf", f"{SEGMENTED % ''}".replace('"bg"', '"bgSIGN"')),
        ("x.xlf", f"{SEGMENTED % ''}".replace("projects/school", "projects/SIGN")),
        ("x.xlf", f"{SEGMENTED % ''}".replace("Play", "Play in SIGN").replace("Да се", "SIGN 5")),
        ("x.xlf", f"{SEGMENTED % ''}".replace("<xliff", "<SIGN")),
    ],
    ids=["key", "text", "words", "language", "key of a unit", "text of a unit", "no XLIFF"],
)
@pytest.mark.parametrize("sign", ["\x1b[2J", "\u009b2J\u202ex", "\\n", "&#10;"], ids=ascii)
def test_a_file_that_came_by_mail_does_not_steer_the_terminal(
    data: Path, name: str, file: str, sign: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What begins a command, the same in one sign, what turns a line around, and a new line."""
    path = data.parent / name
    path.write_text(file.replace("SIGN", sign), "utf-8")
    run(data, "import", str(path))
    lines = "".join(capsys.readouterr()).split("\n")
    assert len(lines) > 1
    assert all(line.isprintable() for line in lines)
    assert not any(line.startswith(("/title", "/objectives", " 5")) for line in lines)


PLAIN = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=40
).map(str.strip).filter(bool)  # fmt: skip


@settings(max_examples=60)
@given(PLAIN, PLAIN)
def test_any_text_survives_both_formats(source: str, target: str) -> None:
    source, target = source.replace("¶", "\n\n"), target.replace("¶", "\n")
    unit = Unit("projects", "x", ("title",), "en", source, target, State.PRESENT, "a.yml:1")
    _, (first,), problems = xliff.read_xliff(xliff.render_xliff([unit], "bg", "en"), "x")
    assert problems == ()
    assert (first.source, first.text) == (source, target)
    content = po.render_units([unit], "bg", "en").encode()
    _, (second,), problems = po.read_proposals(content, "x")
    assert problems == ()
    assert (second.source, second.text) == (source, target)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("projects/x/title", ("projects", "x", ("title",))),
        ("a/b-1/c[2].d_e[1].f", ("a", "b-1", ("c", 1, "d_e", 0, "f"))),
        ("projects/x", None),
        ("projects/x/title]", None),
        ("../x/title", None),
    ],
)
def test_keys_lead_back_to_their_text(key: str, expected: object) -> None:
    assert parse_key(key) == expected


def test_only_what_waits_goes_out_if_asked() -> None:
    lock = confirmed(SUMMARY)
    new = text(("notes",), en="New")
    found = states_of([SUMMARY, new], LANGUAGES, LANGUAGES, lock)
    units = make_units(found, "bg", lambda f: "x:1", lambda f, n: "", only_to_do=True)
    assert [unit.key for unit in units] == ["projects/x/notes"]
    assert field_key(("a", 3, "b")) == "a[].b"
    assert text_hash("a  b\n") == text_hash("a b")


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({State.PRESENT: 2}, 100),
        ({State.PRESENT: 999, State.STALE: 1}, 99),
        ({State.PRESENT: 1, State.UNCONFIRMED: 1, State.MISSING: 2, State.SOURCE: 4}, 50),
        ({}, 100),
    ],
)
def test_100_percent_is_all_of_it(counts: dict[State, int], expected: int) -> None:
    assert percent(Counter(counts)) == expected


@pytest.mark.parametrize("data", [ROOT / "data", ROOT / "tests" / "second_site" / "data"])
@pytest.mark.parametrize("kept", ["all", "some", "none"])
def test_the_coverage_counts_what_each_text_is(data: Path, kept: str) -> None:
    """It looks at texts with the same languages once: that must not change any number."""
    checked = check_directory(data)
    assert checked.catalog is not None
    site, records = checked.catalog.site, checked.catalog.records
    chosen = [*checked.lock.lines.items()]
    share = {"all": chosen, "some": chosen[::2], "none": []}[kept]
    lock = Lock(dict(share), present=kept != "none")

    expected: Counter[tuple[str, str, State]] = Counter()
    stale = set()
    for one in (one for group in all_states(site, records, lock) for one in group):
        for tag, state in one.states.items():
            expected[one.field.kind, tag, state] += 1
            if state is State.STALE:
                stale.add((one.field.kind, one.field.record_id, tag))
    found = measure_coverage(site, records, lock)
    counted = {
        (kind, tag, state): number
        for kind, by_tag in found.texts.items() if kind != STRINGS
        for tag, states in by_tag.items()
        for state, number in states.items()
    }  # fmt: skip
    assert counted == expected
    assert found.stale_pages == stale
    assert sum(expected.values()) > 200
