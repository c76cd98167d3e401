"""Strings: all are found, all are translated, and a PO file that is wrong says where."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog

import extract_strings as script
from portal import extraction
from portal.load import load_data
from portal.po_text import read_catalog
from portal.problems import Problem
from portal.strings import load_strings
from portal.text_checks.rules import findings_of
from tests.site_build import LANGUAGES, ROOT

FIRST = ROOT / "data" / "strings"
SECOND = ROOT / "tests" / "second_site" / "data" / "strings"
# English is what the strings are written in.
OWN = tuple(tag for tag in LANGUAGES if tag != "en")
# Romani has no file: nobody here can write it, and English shows.
FILES = [FIRST / f"{tag}.po" for tag in OWN] + [SECOND / f"{tag}.po" for tag in ("de", "hu")]
HEADER = (
    'msgid ""\nmsgstr ""\n"Language: bg\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)

# Placeholders and what is written in Latin letters in Bulgarian too.
NOT_CYRILLIC = (
    r"%\(\w+\)s|\b(?:NUTS|WGS|ISO|CSV|JSON|RSS|Atom|Markdown|JavaScript|zip|time_zone)\b"
    # The embed pages: systems, formats, an address, and what menus of other programs say.
    r"|\b(?:WordPress|Drupal|HTML|SVG|PNG|iframe|oEmbed)\b|/embed/v1/|„[A-Za-z ]+“"
    r"|\bNatural Earth\b"
    r"|\bAccess-Control-Allow-Origin\b|\brobots\.txt\b"
    # The accessibility statement: the names of standards.
    r"|\bEN 301 549\b|\b(?:WCAG|AA)\b"
)

Text = str | tuple[str, ...]


@cache
def template() -> Catalog:
    strings, problems = extraction.extract_strings(ROOT)
    assert problems == ()
    return strings


def read(path: Path) -> Catalog:
    catalog, problems = read_catalog(path.read_bytes(), path.name)
    assert problems == ()
    assert catalog is not None
    return catalog


def catalog_of(entries: str) -> Catalog:
    catalog, problems = read_catalog((HEADER + entries).encode(), "bg.po")
    assert problems == ()
    assert catalog is not None
    return catalog


def strings_of(**messages: Text) -> Catalog:
    """A template that holds the given strings, whatever their names here."""
    catalog = Catalog()
    for message in messages.values():
        catalog.add(message, locations=[("a.py", 1)])
    return catalog


def forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def translations(path: Path) -> list[tuple[str, str]]:
    """(msgid, one form) of everything that a file translates."""
    return [
        (forms(message.id)[0], form)
        for message in read(path)
        if message.id
        for form in forms(message.string)
    ]


def ids(path: Path) -> str:
    return path.stem


# -- what is found -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('_("Home")', ["Home"]),
        ('loc.gettext("Home")', ["Home"]),
        ('TABLE = {"a": N_("Home")}', ["Home"]),
        ('_("one " "text")', ["one text"]),
        ('language.plural("%(num)s day", "%(num)s days", n)', [("%(num)s day", "%(num)s days")]),
        ('ngettext("a day", "days", n)', [("a day", "days")]),
        # Babel's own reader overlooks this one on Python 3.11.
        ('''f"{loc.gettext('Evidence')}, {day}"''', ["Evidence"]),
        ('loc.fact(_("Kind"), loc.label(TABLE, _("Other")))', ["Kind", "Other"]),
        ("_(TABLE[key])", []),
        ("def gettext(self, message='no'): ...", []),
        ('language.plural("only one")', []),
        ('name("Home")', []),
    ],
)  # fmt: skip
def test_strings_of_python_are_found(source: str, expected: list[Text]) -> None:
    assert [found.message for found in extraction.find_in_python(source)] == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<h2>{{ _("Notes") }}</h2>', ["Notes"]),
        ("<nav aria-label=\"{{ _('You are here') }}\">", ["You are here"]),
        ('{% macro m() %}{% if x %}{{ gettext("Deep") }}{% endif %}{% endmacro %}', ["Deep"]),
        ('{{ ngettext("%(num)s day", "%(num)s days", n) }}', [("%(num)s day", "%(num)s days")]),
        ('{{ language.plural("a", "b", n) }}', [("a", "b")]),
        ("{% trans %}A block{% endtrans %}", ["A block"]),
        ("{{ _(label) }}{{ label }}", []),
        ('{# {{ _("Off") }} #}', []),
    ],
)
def test_strings_of_templates_are_found(source: str, expected: list[Text]) -> None:
    assert [found.message for found in extraction.find_in_template(source)] == expected


def test_the_project_is_searched_whole() -> None:
    found = template()
    assert found.get("Sources differ") is not None, "a template"
    assert found.get("Evidence") is not None, "a call inside an f-string"
    assert found.get("No evidence yet") is not None, "a table"
    months = found.get("%(num)s month")
    assert months is not None
    assert months.id == ("%(num)s month", "%(num)s months")


def test_one_string_used_in_two_ways_and_broken_files_are_problems(tmp_path: Path) -> None:
    (tmp_path / "hooks").mkdir()
    (tmp_path / "overrides").mkdir()
    (tmp_path / "hooks" / "a.py").write_text('_("day")\n')
    (tmp_path / "hooks" / "b.py").write_text('\nplural("day", "days", 2)\n')
    (tmp_path / "hooks" / "c.py").write_text("x = 1\nif:\n")
    (tmp_path / "overrides" / "d.html").write_text("<p>\n{{ _( }}\n")
    _, problems = extraction.extract_strings(tmp_path)
    places = [(problem.path, problem.line) for problem in problems]
    assert places == [("hooks/b.py", 2), ("hooks/c.py", 2), ("overrides/d.html", 2)]


# -- the files of both sites ---------------------------------------------------------


def test_every_language_of_the_first_site_has_a_file() -> None:
    site = load_data(FIRST.parent).site
    assert site is not None
    assert {path.stem for path in FIRST.glob("*.po")} == set(site.tags) - {"en"}


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_everything_is_translated(path: Path) -> None:
    label = str(path.relative_to(ROOT))
    problems = extraction.check_catalog(template(), read(path), label)
    # Mend it with: python scripts/extract_strings.py [--strings DIRECTORY]
    assert not problems, "\n".join(map(str, problems))


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_the_build_reads_every_translation(path: Path) -> None:
    strings, problems = load_strings(path, path.name)
    assert problems == ()
    assert set(strings.messages) == {forms(message.id)[0] for message in template() if message.id}


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_plural_forms_are_those_of_the_language(path: Path) -> None:
    strings, _ = load_strings(path, path.name)
    rule = Locale.parse(path.stem).plural_form
    form_of = {rule(n): strings.plural(n) for n in range(1000)}
    assert all(form_of[rule(n)] == strings.plural(n) for n in range(1000))
    count = len(form_of)
    assert sorted(form_of.values()) == list(range(count))
    plurals = [text for text in strings.messages.values() if isinstance(text, tuple)]
    assert plurals
    assert {len(text) for text in plurals} == {count}


@pytest.mark.parametrize(
    ("tag", "number", "expected"),
    [
        ("bg", 1, "1 запис"),
        ("bg", 2, "2 записа"),
        ("ro", 1, "1 fișă"),
        ("ro", 2, "2 fișe"),
        ("ro", 20, "20 de fișe"),
        ("ro", 101, "101 fișe"),
        ("cs", 0, "0 záznamů"),
        ("cs", 1, "1 záznam"),
        ("cs", 3, "3 záznamy"),
        ("cs", 5, "5 záznamů"),
    ],
)
def test_counted_words_agree_with_their_number(tag: str, number: int, expected: str) -> None:
    strings, _ = load_strings(FIRST / f"{tag}.po", tag)
    text = strings.ngettext("%(num)s entry", "%(num)s entries", number)
    assert text.replace("%(num)s", str(number)).replace("\N{NO-BREAK SPACE}", " ") == expected


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_typography_and_letters(path: Path) -> None:
    """By the rules that the records' texts are checked with: portal.text_checks."""
    for name, text in translations(path):
        found = [f"{f.expected}, got {f.got}" for f in findings_of(text, path.stem)]
        assert not found, f"{name}: {found}"
        assert '"' not in text, f"{name}: a straight quote"
        assert text == text.strip(), f"{name}: space at an end"
        assert name[-1:] not in ".:" or text[-1:] == name[-1:], f"{name}: how it ends"


@pytest.mark.parametrize(
    ("tag", "text"),
    [("ro", "Comunităţi"), ("cs", "Práce v obci"), ("bg", "Цитат “тук”"), ("cs", "A...")],
)
def test_the_shared_rules_would_notice(tag: str, text: str) -> None:
    assert list(findings_of(text, tag))


def test_bulgarian_is_written_in_cyrillic() -> None:
    for name, text in translations(FIRST / "bg.po"):
        words = re.sub(NOT_CYRILLIC, "", text)
        assert not re.search("[A-Za-z]", words), name


def test_czech_numbers_hold_on_to_the_next_word() -> None:
    for name, text in translations(FIRST / "cs.po"):
        assert "%(num)s " not in text, name


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_files_are_as_the_script_writes_them(path: Path) -> None:
    """So that a run of the script changes only what a change of the strings asks for."""
    text = path.read_text("utf-8")
    assert extraction.render_po(extraction.merge_strings(read(path), read(path), path.stem)) == text
    assert not re.search(r"^#: .*:\d+|^\"(POT-Creation|PO-Revision)-Date", text, re.M)


# -- merging -------------------------------------------------------------------------


def test_merging_keeps_translations_and_drops_what_is_gone() -> None:
    known = catalog_of(
        '# mind the tone\nmsgid "Kept"\nmsgstr "Запазен"\n\n'
        '#, fuzzy\nmsgid "Doubtful"\nmsgstr "Съмнителен"\n\n'
        'msgid "Gone"\nmsgstr "Няма го"\n\n'
        '#~ msgid "Long gone"\n#~ msgstr "Отдавна"\n'
    )
    wanted = strings_of(a="Kept", b="Doubtful", c="Goner", d=("a day", "days"))
    text = extraction.render_po(extraction.merge_strings(wanted, known, "bg"))
    assert '# mind the tone\n#: a.py\nmsgid "Kept"\nmsgstr "Запазен"\n' in text
    assert '#, fuzzy\nmsgid "Doubtful"\nmsgstr "Съмнителен"\n' in text
    assert 'msgid "Goner"\nmsgstr ""\n' in text, "nothing is guessed from a similar string"
    assert 'msgid_plural "days"\nmsgstr[0] ""\nmsgstr[1] ""\n' in text
    assert "Няма го" not in text
    assert "Отдавна" not in text
    assert text.index('"Doubtful"') < text.index('"Goner"') < text.index('"Kept"')
    again = extraction.merge_strings(wanted, read_catalog(text.encode(), "bg.po")[0], "bg")
    assert extraction.render_po(again) == text


@pytest.mark.parametrize(
    ("language", "expected"),
    [("cs", "nplurals=3"), ("ro", "nplurals=3"), ("bg", "nplurals=2"), ("rom", "nplurals=2")],
)
def test_a_new_language_begins_with_its_plural_forms(language: str, expected: str) -> None:
    empty = extraction.merge_strings(strings_of(a="Home"), None, language)
    text = extraction.render_po(empty)
    assert f"Plural-Forms: {expected}; plural=" in text
    assert ";;" not in text
    assert f"Language: {language}\\n" in text


# -- problems ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "got"),
    [
        ("nplurals=2; plural=(n%0)", "a division by zero for n = 0"),
        ("nplurals=2; plural=(0-n)", "form -1 of 2 (from 0) for n = 1"),
        ("nplurals=2; plural=(n>100 ? n%(n-101) : 1)", "a division by zero for n = 101"),
        ("nplurals=2; plural=(n%10)", "form 2 of 2 (from 0) for n = 2"),
        ("nplurals=1; plural=0", ""),
    ],
)
def test_a_rule_for_plurals_is_tried_before_it_is_used(rule: str, got: str, tmp_path: Path) -> None:
    path = tmp_path / "bg.po"
    path.write_text(HEADER.replace("nplurals=2; plural=(n != 1)", rule), "utf-8")
    strings, problems = load_strings(path, "bg.po")
    assert [(p.line, p.field, p.got) for p in problems] == (
        [(4, "Plural-Forms", got)] if got else []
    )
    assert strings.ngettext("a day", "%(num)s days", 200)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ('msgid "%(num)s day"\nmsgstr "%(num)s ден"', ""),
        ("", "msgid: expected an entry for"),
        ('msgid "%(num)s day"\nmsgstr ""', "msgstr: expected a translation of"),
        ('#, fuzzy\nmsgid "%(num)s day"\nmsgstr "%(num)s ден"', "got one marked as fuzzy"),
        ('msgid "%(num)s day"\nmsgstr "ден"', "got none"),
        ('msgid "%(num)s day"\nmsgstr "%(nun)s ден"', "got %(nun)s"),
        ('msgid "%(num)s day"\nmsgstr "%(num)s %(num)s"', "got %(num)s, %(num)s"),
    ],
)
def test_what_is_wrong_with_a_translation_is_named(entry: str, expected: str) -> None:
    wanted = strings_of(a="%(num)s day")
    problems = extraction.check_catalog(wanted, catalog_of(entry), "bg.po")
    assert len(problems) == (1 if expected else 0)
    assert all(expected in str(problem) for problem in problems)


def test_each_plural_form_is_looked_at() -> None:
    wanted = strings_of(a=("a day", "%(num)s days"))
    entry = 'msgid "a day"\nmsgid_plural "%(num)s days"\nmsgstr[0] "един ден"\nmsgstr[1] "{}"\n'
    assert not extraction.check_catalog(wanted, catalog_of(entry.format("%(num)s дни")), "bg.po")
    (missing,) = extraction.check_catalog(wanted, catalog_of(entry.format("")), "bg.po")
    (wrong,) = extraction.check_catalog(wanted, catalog_of(entry.format("%(number)s")), "bg.po")
    assert (missing.field, wrong.field) == ("msgstr[1]", "msgstr[1]")


def test_obsolete_entries_are_named_with_their_line() -> None:
    known = catalog_of('msgid "Gone"\nmsgstr "x"\n\n#~ msgid "Long gone"\n#~ msgstr "y"\n')
    problems = extraction.check_catalog(Catalog(), known, "bg.po")
    assert [(p.line, p.got) for p in problems] == [(6, '"Gone"'), (9, '"Long gone"')]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (HEADER + 'msgid "a"\nmsgstr "the end is open\n', 7),
        (HEADER + 'msgid "a"\nmsgstr "with "quotes" inside"\n', 7),
        (HEADER + 'msgid "a\n  b"\nmsgstr "c"\n', 6),
        (HEADER + 'msgid "a"\nmsgtsr "b"\n', 7),
        (HEADER + 'msgid "a"\n\nmsgid "b"\nmsgstr "c"\n', 6),
        (HEADER + 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] "d"\nmsgstr[2] "e"\n', 6),
        ("<<<<<<< HEAD\n" + HEADER, 1),
        ('msgid "a"\nmsgstr "b"\n', 1),
        (HEADER + 'msgid "a"\nmsgstr "\udcff"\n', 7),
        (HEADER + 'msgid "a"\nmsgstr "b\0"\n', 7),
        (HEADER + 'msgid "a"\n# \x1b[31m\n', 7),
        (HEADER.replace("\n", "\r"), 1),
    ],
)
def test_a_broken_file_is_a_problem_in_its_line(text: str, line: int) -> None:
    catalog, problems = read_catalog(text.encode("utf-8", "surrogateescape"), "data/strings/bg.po")
    assert catalog is None
    assert {problem.path for problem in problems} == {"data/strings/bg.po"}
    assert problems[0].line == line
    assert all("Fix: " in str(problem) for problem in problems)


@pytest.mark.parametrize(
    "number", ["900000000", "9_0_0", '"\n"900000000', "0", "x", " 7", '9\\00000000'],
)  # fmt: skip
def test_no_file_asks_for_more_plural_forms_than_languages_have(number: str) -> None:
    """Each text would have as many, and the check no memory left."""
    header = HEADER.replace("nplurals=2", f"nplurals={number}")
    text = header + 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n'
    catalog, (problem,) = read_catalog(text.encode(), "bg.po")
    assert catalog is None
    assert (problem.line, problem.field) == (4, "Plural-Forms")


def test_a_byte_that_is_no_text_is_named_with_its_line_behind_the_mark_too() -> None:
    _, (problem,) = read_catalog(b'\xef\xbb\xbfmsgid "a"\n\xc4\n', "bg.po")
    assert (problem.line, problem.got) == (2, "the byte 0xc4")


def test_the_mark_and_the_line_ends_of_windows_are_read(tmp_path: Path) -> None:
    path = tmp_path / "bg.po"
    text = f'\ufeff{HEADER}msgid "a"\nmsgstr "b"\n'.replace("\n", "\r\n")
    path.write_bytes(text.encode())
    strings, problems = load_strings(path, "bg.po")
    assert (strings.gettext("a"), problems) == ("b", ())


def test_a_file_of_something_else_is_refused_in_few_words() -> None:
    catalog, problems = read_catalog(b"- x\n" * 100_000, "data/strings/bg.po")
    assert catalog is None
    assert [problem.line for problem in problems] == [*range(1, 201), 1]
    assert problems[-1].expected == "at most 200 problems in one file"


def test_a_broken_file_stops_the_build(tmp_path: Path) -> None:
    path = tmp_path / "bg.po"
    path.write_text("<<<<<<< HEAD\n" + HEADER, "utf-8")
    strings, problems = load_strings(path, "data/strings/bg.po")
    assert not strings.messages
    assert [(problem.path, problem.line) for problem in problems] == [("data/strings/bg.po", 1)]


# -- the command ---------------------------------------------------------------------


@pytest.mark.parametrize("strings", [FIRST, SECOND], ids=["first", "second"])
def test_the_check_passes(strings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = script.main(["--check", "--strings", str(strings)])
    assert code == 0, capsys.readouterr().out


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what the command reads."""
    for name in ("hooks", "overrides", "scripts", "data/strings"):
        ignored = shutil.ignore_patterns("__pycache__", "*.woff2")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    shutil.copy(ROOT / "data" / "site.yml", tmp_path / "data")
    return tmp_path


def run(root: Path, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "scripts/extract_strings.py", *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout


def test_a_new_string_in_a_template_fails_the_check(copy: Path) -> None:
    assert run(copy, "--check")[0] == 0
    before = (copy / "data" / "strings" / "cs.po").read_text("utf-8")
    page = copy / "overrides" / "records" / "record.html"
    page.write_text(page.read_text("utf-8") + '<p>{{ _("A string of today") }}</p>\n', "utf-8")
    code, output = run(copy, "--check")
    assert code == 1
    lines = output.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        f"data/strings/{tag}.po" for tag in sorted(OWN)
    ]
    assert all('"A string of today"' in line and "Fix: " in line for line in lines)
    assert (copy / "data" / "strings" / "cs.po").read_text("utf-8") == before, (
        "check writes nothing"
    )

    code, output = run(copy)
    assert code == 0
    assert "1 to translate" in output
    after = (copy / "data" / "strings" / "cs.po").read_text("utf-8")
    added = '#: overrides/records/record.html\nmsgid "A string of today"\nmsgstr ""\n\n'
    assert after.replace(added, "") == before
    code, output = run(copy, "--check")
    assert code == 1
    assert re.match(r"data/strings/bg\.po:\d+:1: msgstr: expected a translation of", output)


def test_a_language_without_a_file_speaks_english_until_one_is_begun(copy: Path) -> None:
    (copy / "data" / "strings" / "ro.po").unlink()
    code, output = run(copy, "--check")
    assert code == 0
    assert "data/strings/ro.po:1:1: warning: " in output
    assert "--new ro" in output
    run(copy, "--new", "ro")
    code, _ = run(copy, "--check")
    assert code == 1


def test_a_broken_file_is_not_overwritten(copy: Path) -> None:
    path = copy / "data" / "strings" / "cs.po"
    broken = path.read_text("utf-8") + 'msgid "open\n'
    path.write_text(broken, "utf-8")
    code, output = run(copy)
    assert code == 1
    assert f"data/strings/cs.po:{len(broken.splitlines())}:1: " in output
    assert path.read_text("utf-8") == broken


def test_problems_are_the_projects_own() -> None:
    (problem,) = extraction.check_catalog(strings_of(a="Home"), catalog_of(""), "bg.po")
    assert isinstance(problem, Problem)
    assert str(problem) == (
        'bg.po:1:1: msgid: expected an entry for "Home", got nothing. '
        "Fix: run python scripts/extract_strings.py, then write the translation"
    )
