"""Texts in several languages: what is warned about, what is not, and what --fix changes."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.check import check_directory
from portal.fields import Prose, Text
from portal.problems import Severity
from portal.text_checks.findings import apply_edits, cover
from portal.text_checks.markup import check_markup
from portal.text_checks.numbers import facts_of
from portal.text_checks.rules import findings_in, findings_of
from portal.texts import TextField
from portal.yaml_edits import add_entry, as_bytes, differs_only_at, edit_scalar, set_scalar
from portal.yaml_text import read_document
from tests.builders import write_tree

ROOT = Path(__file__).resolve().parent.parent
NBSP = "\N{NO-BREAK SPACE}"


def found(texts: dict[str, str], *, source: str = "en", prose: bool = False) -> set[str]:
    """language:rule of everything that is found in a text."""
    text = Prose(texts) if prose else Text(texts)
    field = TextField("projects", "x", ("summary",), text, prose, source)
    return {f"{language}:{finding.rule}" for language, finding in findings_in(field)}


def mended(text: str, language: str) -> str:
    edits = [edit for finding in findings_of(text, language) for edit in finding.edits]
    return apply_edits(text, edits)


# -- between languages ---------------------------------------------------------------


@pytest.mark.parametrize(
    "texts",
    [
        {"en": "Seven cities met.", "bg": "Срещнаха се 7 града."},
        {"en": "A 3-day course", "cs": "Třídenní kurz", "ro": "Un curs de trei zile"},
        {"en": "On 17 May 2018", "bg": f"На 17 май 2018{NBSP}г.", "cs": "17. května 2018"},
        {"en": "On 17 May 2018", "ro": "La 17.05.2018", "hu": "2018. május 17-én"},
        {"en": "In January 2013", "cs": f"V{NBSP}lednu 2013", "bg": f"През януари 2013{NBSP}г."},
        {"en": "In June and July 2013", "cs": f"V{NBSP}červnu a{NBSP}červenci 2013"},
        {"en": "EUR 17,740.80", "bg": "17 740,80 евро", "ro": "17.740,80 de euro"},
        {"en": "The 21st century", "ro": "Secolul al XXI-lea", "cs": "21. století"},
        {"en": "The 21st century", "bg": "ХХІ век"},
        {"en": "15–17 May", "ro": "15–17 mai", "de": "15. bis 17. Mai"},
        {"en": "1.95583 leva", "bg": "1,95583 лева"},
        {"en": "At 10:30", "cs": f"V{NBSP}10.30"},
        {"en": "ROMACT3 and NUTS 3", "bg": "ROMACT3 и NUTS 3"},
        {"en": "See https://example.org/2018/1", "bg": "Вижте https://example.org/2018/1"},
        {"en": "It may take 2 weeks", "bg": "Може да отнеме две седмици"},
        {"en": "10,000 people", "cs": f"10{NBSP}000 lidí", "de": "10.000 Menschen"},
    ],
)
def test_the_same_numbers_in_other_words_are_the_same(texts: dict[str, str]) -> None:
    assert found(texts) == set()


@pytest.mark.parametrize(
    "texts",
    [
        {"en": "In 2012", "bg": "През 2013"},
        {"en": "On 17 May", "bg": "На 17 юни"},
        {"en": "On 17 May", "cs": "18. května"},
        {"en": "EUR 17,740.80", "ro": "17.740,08 EUR"},
        {"en": "7 cities", "bg": "градове"},
        {"en": "Cities", "cs": "25 měst"},
        {"en": "10,000 people", "de": "1.000 Menschen"},
        {"en": "85 %", "ro": f"58{NBSP}%"},
        {"en": "In June 2013", "cs": f"V{NBSP}červenci 2013"},
    ],
)
def test_other_numbers_are_noticed(texts: dict[str, str]) -> None:
    (other,) = set(texts) - {"en"}
    assert f"{other}:numbers" in found(texts)


@pytest.mark.parametrize(
    "written", ["17.740.80", "17,740,80", "456,231.2378", "1.2..3", "10.100.5"]
)
@pytest.mark.parametrize("language", ["en", "bg", "cs", "zz"])
def test_numbers_that_are_written_wrongly_are_numbers_too(written: str, language: str) -> None:
    assert facts_of(f"It costs {written} EUR.", language).values


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"en": "ROMACT training", "bg": "Обучение по ROMACT"}, ""),
        ({"en": "ROMACT training", "cs": "Školení ROMACTu"}, ""),
        ({"en": "ROMACT training", "bg": "Обучение по РОМАКТ"}, ""),
        ({"en": "The NAMRB and ROMACT", "bg": "НСОРБ и ROMACT"}, ""),
        ({"en": "The EU and NGOs", "bg": "ЕС и НПО"}, ""),
        ({"en": "Local groups (ULSGs)", "ro": "Grupuri locale (ULSG)"}, ""),
        ({"en": "In Blagoevgrad", "cs": f"V{NBSP}Blagoevgradu", "ro": "La Blagoevgrad"}, ""),
        ({"en": "In Blagoevgrad", "ro": "La Blagovegrad"}, "ro:names"),
        ({"en": "ROMACT training", "bg": "Обучение"}, "bg:names"),
        ({"en": "ROMACT training", "ro": "Curs ROMATC"}, "ro:names"),
        ({"en": "In Roma-Net", "bg": "В Rоmа-Net"}, "bg:alphabet"),
        ({"en": "Of Roma-Net", "bg": "За Roma-Met"}, "bg:names"),
    ],
)
def test_names_stay(texts: dict[str, str], expected: str) -> None:
    got = found(texts)
    assert (expected in got) if expected else got == set()


LINK = "See [ROMACT](portal:programmes/romact)."


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"en": LINK, "bg": "Вижте [ROMACT](portal:programmes/romact)."}, set()),
        ({"en": LINK, "bg": "Вижте ROMACT."}, {"bg:links"}),
        ({"en": LINK, "bg": "Вижте [ROMACT](portal:programmes/other)."}, {"bg:links"}),
        ({"en": "[A](https://a.example/en/x?lang=EN)", "cs": "[A](https://a.example/cz/x?lang=cs)"},
         set()),
        ({"en": "[A](https://en.a.example/x_en.pdf)", "bg": "[A](https://bg.a.example/x_bg.pdf)"},
         set()),
        ({"en": "[A](https://a.example/en/)", "bg": "[A](https://a.example)"}, set()),
        ({"en": "[A](https://a.example/en/x)", "bg": "[A](https://a.example/bg/y)"}, {"bg:links"}),
        ({"en": "[A](portal:news/x-en)", "bg": "[A](portal:news/x-bg)"}, {"bg:links"}),
        ({"en": "[A](https://a.example/en/x)", "bg": "[A](https://a.example/ro/x)"}, {"bg:links"}),
        ({"en": "No link.", "cs": "[Odkaz](https://a.example/)."}, {"cs:links"}),
    ],
)  # fmt: skip
def test_links_stay(texts: dict[str, str], expected: set[str]) -> None:
    assert found(texts, prose=True) == expected


@pytest.mark.parametrize(
    ("texts", "prose", "expected"),
    [
        ({"en": "A sentence that nobody has translated.", "cs":
          "A sentence that nobody has translated."}, False, {"cs:copy"}),
        ({"en": "Balkan Trust for Democracy", "ro": "Balkan Trust for Democracy"}, False, set()),
        ({"en": "Roma-Net: Glasgow Partner City", "cs": "Roma-Net: Glasgow Partner City"},
         False, set()),
        ({"en": "http://ec.europa.eu/romact.org", "cs": "http://ec.europa.eu/romact.org"},
         False, set()),
        ({"en": "First part.\n\nThe second part waits for its translator.",
          "ro": "Prima parte.\n\nThe second part waits for its translator."}, True, {"ro:copy"}),
        ({"en": "Something else", "ro": "Un text care a fost copiat și lăsat așa.",
          "cs": "Un text care a fost copiat și lăsat așa."}, False, {"cs:copy"}),
    ],
)  # fmt: skip
def test_copies_that_wait_for_a_translation(
    texts: dict[str, str], prose: bool, expected: set[str]
) -> None:
    assert {one for one in found(texts, prose=prose) if one.endswith(":copy")} == expected


def test_the_language_that_was_first_is_what_others_are_compared_with() -> None:
    texts = {"en": "In 2012", "bg": "През 2013", "cs": "Roku 2013"}
    assert found(texts, source="bg") == {"en:numbers"}


# -- letters and typography ----------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("bg", "Прoгрaма", "Програма"),  # Latin o and a
        ("bg", "Пари a не думи", "Пари а не думи"),
        ("en", "Рrogramme", "Programme"),  # Cyrillic Р
        ("ro", "а municipalității", "a municipalității"),
        ("ro", "Comunităţile şi oraşele", "Comunitățile și orașele"),
        ("bg", "Програма ROMACT и Roma-Net", None),
        ("bg", "Вижте `pаth` и [x](http://а.example)", None),
        ("en", "The word “програма” (а, е)", None),
        ("ro", "Orașele și comunitățile", None),
        ("bg", "Цитат “така” тук", "Цитат „така“ тук"),
        ("bg", 'Цитат "така", и "иначе".', "Цитат „така“, и „иначе“."),
        ("cs", 'Řekl: "ano"', "Řekl: „ano“"),
        ("ro", "Zice „da“ și “nu”", "Zice „da” și „nu”"),
        ("en", 'He said "yes" („ja“)', "He said “yes” (“ja”)"),
        ("de", 'Das "Wort"', "Das „Wort“"),
        ("hu", 'A "szó"', "A „szó”"),
        ("en", "The project's aim", "The project’s aim"),
        ("cs", "Práce v obci a s lidmi", f"Práce v{NBSP}obci a{NBSP}s{NBSP}lidmi"),
        ("cs", "V obci", f"V{NBSP}obci"),
        ("cs", "U 15 % lidí", f"U{NBSP}15{NBSP}% lidí"),
        ("bg", "През 2013 г. в 10 ч.", f"През 2013{NBSP}г. в 10{NBSP}ч."),
        ("ro", "Costă 20 EUR și 5 km", f"Costă 20{NBSP}EUR și 5{NBSP}km"),
        ("en", "One - two -- three", "One – two – three"),
        ("en", "2009-2014", "2009–2014"),
        ("en", "And so on...", "And so on…"),
        ("en", "Two  spaces", "Two spaces"),
        ("en", "Pages 10-12, 2009-05-01, id a-1", None),
        ("en", "“Quoted”, isn’t it – 2009–2014…", None),
        ("cs", "„ano“, A. Novák, CS a DE", f"„ano“, A. Novák, CS a{NBSP}DE"),
        ("en", "| a  | b |\n|----|---|\n| c - d | e |", "| a  | b |\n|----|---|\n| c – d | e |"),
        ("en", '[the "word"](https://x.example/a-b "a \'title\'")',
         '[the “word”](https://x.example/a-b "a \'title\'")'),
        ("en", '[a](https://x.example/w_(b_(c)) "T - t") [b](https://x.example\n"T")', None),
        ("en", '[a]( <https://x.example> "T" )', None),
        ("en", '[a](https://x.example "T \\"t\\" it\'s") [b](https://x.example (a - b))', None),
        ("en", '[a][r]\n\n[r]:\nhttps://x.example\n  "T - t"\n\n> [s]: https://x.y "T"', None),
        ("en", '[a](https://x.example "T"\n\nA "word")', '[a](https://x.example “T”\n\nA “word”)'),
        ("cs", "`v tom` a <https://x.example/v a>", f"`v tom` a{NBSP}<https://x.example/v a>"),
        ("bg", "```\n\"код\" - 1\n```", None),
        ("rom", 'O "lav"', None),  # nobody told us how Romani quotes
    ],
)  # fmt: skip
def test_one_form_is_right(language: str, text: str, expected: str | None) -> None:
    assert mended(text, language) == (text if expected is None else expected)
    if expected is None:
        assert list(findings_of(text, language)) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("bg", "This sentence was left in English here."),
        ("en", "Това изречение е останало на български."),
    ],
)
def test_a_text_in_another_alphabet_is_noticed(language: str, text: str) -> None:
    assert [finding.rule for finding in findings_of(text, language)] == ["alphabet"]


WORDS = st.text(alphabet="aесkvоV \"'“”„-.…\u00a0%0123г`[](<>\n", max_size=40)


@given(WORDS, st.sampled_from(["en", "bg", "ro", "cs", "de", "hu", "rom"]))
def test_mending_twice_is_mending_once(text: str, language: str) -> None:
    once = text
    for _ in range(4):  # one mended place may uncover the next
        again = mended(once, language)
        if again == once:
            break
        once = again
    assert mended(once, language) == once


@given(WORDS)
def test_covering_keeps_every_place(text: str) -> None:
    assert len(cover(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "`" * 49_000, "](\n\n" + "<pre>" * 9_000, "---\n" + " " * 49_000 + "x",
        "---" + " " * 49_000 + "x", "@ " + "a" * 49_000, "](\n\n<div>\n" + "<" * 49_000,
    ],
    ids=["backticks", "code", "spaces before a rule", "behind a rule", "an address", "tags"],
)  # fmt: skip
def test_a_long_text_of_signs_is_looked_through_at_once(text: str) -> None:
    """Each took seconds for each look, a text of backticks 18: nothing grows with the square."""
    for _ in range(40):
        cover.cache_clear()
        assert len(cover(text)) == len(text)
        assert len([*check_markup(text, is_prose=True)]) <= 3


# -- in files ------------------------------------------------------------------------

PROJECT = """\
# A comment that stays.
title:
  en: A school   # and this one
  cs: 'Škola v obci'
summary: {en: The project's aim, cs: "Cíl a smysl v projektu", bg: Целта “тук”}
description:
  en: |
    One - two.

    It's [ROMACT](portal:programmes/romact  "a 'b'").
  cs: >-
    Text v obci
    a s lidmi
notes:
  en: A long text - with
    a line more
  cs: Dlouhý text v
    obci
objectives:
- en: "Esc\\u0061ped - text"
sources: [report]
updated_on: 2026-11-21
"""


def run(directory: Path, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, str(ROOT / "scripts" / "check_data.py"), *arguments, "."]
    done = subprocess.run(
        command, cwd=directory, capture_output=True, encoding="utf-8", check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout


def changed_lines(before: bytes, after: bytes) -> list[str]:
    old, new = before.decode().split("\n"), after.decode().split("\n")
    return [line for line in new if line not in old]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_fix_changes_only_what_it_must(tmp_path: Path, ending: str, mark: str) -> None:
    content = (mark + PROJECT.replace("\n", ending)).encode()
    data = write_tree(tmp_path, {"projects/school.yml": content})
    before = {path: path.read_bytes() for path in data.rglob("*.yml")}
    code, output = run(data, "--fix")
    assert code == 0, output
    assert "projects/school.yml: mended." in output
    after = {path: path.read_bytes() for path in data.rglob("*.yml")}
    assert [p.name for p in before if before[p] != after[p]] == ["school.yml"]
    new = (data / "projects" / "school.yml").read_bytes()
    n = NBSP
    expected = PROJECT
    for old, right in (
        ("'Škola v obci'", f"'Škola v{n}obci'"),
        ("The project's aim", "The project’s aim"),
        ('"Cíl a smysl v projektu"', f'"Cíl a{n}smysl v{n}projektu"'),
        ("Целта “тук”", "Целта „тук“"),
        ("One - two.", "One – two."),
        ("It's", "It’s"),
        ("Text v obci\n    a s lidmi", f"Text v{n}obci\n    a{n}s{n}lidmi"),
        ("A long text - with", "A long text – with"),
        ("Dlouhý text v\n    obci", f"Dlouhý text v{n}obci"),
        ("Esc\\u0061ped - text", "Esc\\u0061ped – text"),
    ):
        assert old in expected
        expected = expected.replace(old, right)
    got = new.decode().removeprefix(mark).replace(ending, "\n")
    assert got == expected
    assert run(data, "--fix")[1].count("mended") == 0
    assert (data / "projects" / "school.yml").read_bytes() == new


def test_places_are_those_of_the_file_where_loading_joins_spaces(tmp_path: Path) -> None:
    project = (
        "title:\n  en: A  big   school - the children's one\n  cs: >\n    Škola   v\n    obci\n"
        "summary: {en:  One,  cs: 'Jedna'}   # spaces  here stay\n"
        "sources:  [report]\nupdated_on: 2026-11-21\n"
    )
    data = write_tree(tmp_path, {"projects/school.yml": project})
    before = check_directory(data, texts=True).problems
    assert {(p.line, p.field) for p in before} == {(2, "title.en"), (4, "title.cs")}
    run(data, "--fix")
    after = (data / "projects" / "school.yml").read_text("utf-8")
    assert after == project.replace(
        "A  big   school - the children's one", "A big school – the children’s one"
    ).replace("Škola   v\n    obci", f"Škola v{NBSP}obci")
    assert check_directory(data, texts=True).problems == ()


def test_a_comment_silences_one_rule_of_one_text(tmp_path: Path) -> None:
    project = (
        "title:\n  en: A school\n"
        "summary:\n  en: In 2012\n  bg: През 2013 # ok: numbers\n  cs: Roku 2014\n"
        "description: # ok: links, typography - the Czech site has its own page\n"
        "  en: |\n    A [link](https://a.example/).\n  cs: |\n    Odkaz v obci.\n"
        "notes:\n  en: |\n    Ten people\n  cs: | # ok: numbers\n"
        "    20 lidí v obci # ok: typography\n"
        "sources: [report]\nupdated_on: 2026-11-21\n"
    )
    data = write_tree(tmp_path, {"projects/school.yml": project})
    checked = check_directory(data, "data", texts=True)
    assert {p.severity for p in checked.problems} == {Severity.WARNING}
    own = [(p.line, p.column, p.field) for p in checked.problems]
    # A sign of comment inside a block is text, and silences nothing.
    assert own == [(6, 12, "summary.cs"), (16, 13, "notes.cs")]
    fixes = [p.fix for p in checked.problems]
    assert all("# ok: numbers" in fix or "# ok: typography" in fix for fix in fixes)
    before = (data / "projects" / "school.yml").read_text("utf-8")
    run(data, "--fix")
    after = (data / "projects" / "school.yml").read_text("utf-8")
    assert after == before.replace("lidí v obci #", f"lidí v{NBSP}obci #")


def test_a_warning_says_where_why_and_how_to_silence_it(tmp_path: Path) -> None:
    project = (
        "title:\n  en: A school\nsummary:\n  en: In 2012\n  bg: През 2013\n"
        "sources: [report]\nupdated_on: 2026-11-21\n"
    )
    data = write_tree(tmp_path, {"projects/school.yml": project})
    (problem,) = check_directory(data, "data", texts=True).problems
    assert str(problem) == (
        "data/projects/school.yml:5:12: warning: summary.bg: expected the numbers and dates of the "
        'text in en, got "a text without 2012 and with 2013". Fix: compare the two texts, and '
        'correct the wrong one; if it is right, put "# ok: numbers" behind the text'
    )


@pytest.mark.parametrize(
    "text", ["??? ??", "?? ???", "?? ??", "?????? ????????? 2018", "The „??????“ centre", "A (???)"]
)
def test_letters_that_were_lost_are_noticed(text: str) -> None:
    assert [found.rule for found in findings_of(text, "rom")] == ["signs"]


@pytest.mark.parametrize("text", ["Who? What??", "Really???", "?", "`a ?? b`", "a ??b", "When ??"])
def test_other_question_marks_are_not(text: str) -> None:
    assert list(findings_of(text, "rom")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\u200bTown\u200b hall\u200b", "Town hall"),
        ("Об\u200b\u200bщина", "Община"),
        ("ภาษา\u200bไทย and ខ្មែរ\u200bខ្មែរ", None),
        ("ภาษา\u200b\u200bไทย", None),
    ],
)
def test_spaces_without_a_width_are_deleted_where_words_have_spaces(
    text: str, expected: str | None
) -> None:
    assert mended(text, "rom") == (text if expected is None else expected)
    rules = [found.rule for found in findings_of(text, "rom")]
    assert rules == ([] if expected is None else ["signs"])


HOME = "https://portal.example/site/"


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("See the [centre] (https://x.example).", "delete the space"),
        ("See the [centre]\n(portal:projects/x).", "delete the space"),
        ("See the [centre](https://x.example opens.", 'close the address with ")"'),
        ("See the (centre)[https://x.example].", "put the words into [ ]"),
        ("The [network](portal:projects/roma-net", 'close the address with ")"'),
        ("[one](https://x.example) and [two](https://y.example, then", "close the address"),
        ("[us](https://portal.example/site/bg/projects/roma-net/#a)",
         'write "portal:projects/roma-net#a"'),
        ("[us]( <https://portal.example/site/news/> )", 'write "portal:news"'),
        ("[us][a]\n\n[a]: https://portal.example/site/news/", 'write "portal:news"'),
        ("See https://portal.example/site/news/.", 'write "[words](portal:news)"'),
        ("See <https://portal.example/site/news/>.", 'write "[words](portal:news)"'),
    ],
)  # fmt: skip
def test_links_that_stay_text_are_noticed(text: str, fix: str) -> None:
    (found,) = check_markup(text, is_prose=True, home=HOME)
    assert fix in found.fix


@pytest.mark.parametrize(
    "text",
    [
        "A [link](https://x.example/a_(b)) (https://y.example), and [another] (in words).",
        "`[x] (https://x.example)` and\n\n```\n[x](https://x\n(a)[https://x]\n```\n",
        '[a]( https://x.example ) [b](<https://x.example/a b>) [c](https://x.example "(title)")',
        "[a](https://x.example\n'title') [a][ref] (b)[ref]\n\n[ref]: https://x.example",
        "**bold** <b>bold</b> &amp; f(a)[0]",
        "[file](https://portal.example/site/files/a.pdf) https://portal.example/",
        "[feed](https://portal.example/site/news/feed.xml)",
        "[list](https://portal.example/site/projects/?year=2014)",
    ],
)
def test_links_that_are_links_are_not(text: str) -> None:
    assert list(check_markup(text, is_prose=True, home=HOME)) == []


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("The <b>centre opened", "delete the tags"),
        ("One<br/>two", "delete the tags"),
        ('<a href="https://x.example">x</a>', "delete the tags"),
        ("The centre &amp; the market", 'write "&"'),
        ("The centre&#8217;s", 'write "’"'),
        ("It is **open** now", 'delete the "*"'),
        ("It is __open__ now", 'delete the "_"'),
        ("In [June](https://x.example) 2018", "under links:"),
        ("In [June] (portal:news/x)", "under links:"),
        ("In (June)[https://x.example]", "under links:"),
    ],
)
def test_markup_in_a_plain_text_is_noticed(text: str, fix: str) -> None:
    (found,) = check_markup(text, is_prose=False)
    assert fix in found.fix


@pytest.mark.parametrize(
    "text",
    [
        "Research & Development; R&D; AT&T", "1 < 2 > 0", "a <-> b", "<me@x.example>",
        "5 ** 2 ** 3", "Project <Roma>", "form <A>", "List [a] (#5 in the plan)",
        "[June] (see below) [1]", "snake__case__name", "* **",
        "https://portal.example/site/news/",
    ],
)  # fmt: skip
def test_signs_of_other_kinds_are_not(text: str) -> None:
    assert list(check_markup(text, is_prose=False, home=HOME)) == []


def test_markup_has_its_place_and_its_comment(tmp_path: Path) -> None:
    project = (
        "title:\n  en: The <b>school</b>\nsummary:\n  en: A **good** school # ok: markup\n"
        "description:\n  en: |\n    One.\n\n    The [school] (https://x.example).\n    And\n"
        "    [news](https://portal.example/news/).\nsources: [report]\nupdated_on: 2026-11-21\n"
    )
    data = write_tree(tmp_path, {"projects/school.yml": project})
    found = check_directory(data, "data", texts=True).problems
    assert [(p.line, p.column, p.severity) for p in found] == [
        (2, 11, Severity.WARNING), (9, 16, Severity.WARNING), (11, 12, Severity.WARNING),
    ]  # fmt: skip


def test_a_sign_of_comment_that_cuts_a_text_off_is_warned_about(tmp_path: Path) -> None:
    project = (
        "title:\n  en: Open day #1 at the hall\n  bg: Ден  # ok: numbers\n  cs: #1 Den\n"
        'summary:\n  en: The class "A"\n    of room #2  # a comment\n'
        "  bg: |\n    Стая #2\n  cs: 'Stůl'  #3\n"
        "short_name: School #4\nwebsite: https://school.example/ #new\nduration_months: 12 #about\n"
        "sources: [report]  #mine\nupdated_on: 2026-11-21 #today\n#  x #y\n"
    )
    data = write_tree(tmp_path, {"projects/school.yml": project})
    problems = check_directory(data, "data", texts=True).problems
    cut = [p for p in problems if " #" in p.expected]
    assert {p.severity for p in cut} == {Severity.WARNING}
    assert [(p.line, p.column, p.field) for p in cut] == [
        (2, 16, "title.en"), (4, 7, "title.cs"), (7, 13, "summary.en"), (11, 20, "short_name"),
    ]  # fmt: skip
    assert str(cut[0]) == (
        "data/projects/school.yml:2:16: warning: title.en: expected quotes around a text that has "
        '" #" in it, got "Open day" and a comment, "#1 at the hall". Fix: put the text in quotes: '
        'en: "Open day #1 at the hall"; if it is a comment, put a space behind the "#"'
    )
    assert cut[1].got == 'a comment alone, "#1 Den"'
    assert """en: 'The class "A" of room #2';""" in cut[2].fix
    assert check_directory(data).problems == ()


def test_a_warning_shows_spaces_and_line_breaks_by_signs_and_never_as_escapes(
    tmp_path: Path,
) -> None:
    project = (
        "title:\n  en: A school\nsummary:\n  en: A\n"
        "notes:\n  en: |\n    Open days\n    in...\tSpring\n"
        "  cs: |\n    Den\n    v obci\n"
        "sources: [report]\nupdated_on: 2026-11-21\n"
    )
    data = write_tree(tmp_path, {"projects/school.yml": project})
    english, czech = check_directory(data, "data", texts=True).problems
    assert english.got == '"Open days⏎in... Spring"'
    assert english.fix.startswith('write "Open days⏎in… Spring", or run')
    assert czech.fix.startswith('write "Den⏎v␣obci", or run')
    assert czech.fix.endswith(" (␣ stands for a non-breaking space)")
    assert replace(czech, line=1).fix == czech.fix


def test_a_build_does_not_wait_for_these_warnings(tmp_path: Path) -> None:
    data = write_tree(tmp_path, {"projects/school.yml": PROJECT})
    assert check_directory(data).problems == ()
    assert check_directory(data, texts=True).problems


def test_nothing_is_mended_where_there_are_errors(tmp_path: Path) -> None:
    data = write_tree(tmp_path, {"projects/school.yml": PROJECT + "unknown: 1\n"})
    code, output = run(data, "--fix")
    assert code == 1
    assert "mended" not in output


def test_the_first_site_has_no_warnings() -> None:
    problems = check_directory(ROOT / "data", "data", texts=True).problems
    assert not problems, "\n".join(map(str, problems))


# -- edits of single values ----------------------------------------------------------

STYLES = """\
plain: {key}text here # comment
'quoted': 'it''s here'
double: "a \\"b\\" here"
block: |-
  first line

  second here
# a comment at the end
"""


@pytest.mark.parametrize("name", ["plain", "quoted", "double", "block"])
@pytest.mark.parametrize(
    "value",
    [
        "word", "a: b", "a #b", "- x", "it's", '"q"', "[x]", "{y}", "no", "~", "&a", "*b", "!t",
        "@x", "%y", "a\\b", "'", "two\nlines", "x\n\n  indented\n\ny", "č ș „ц“", "| a |", "? q",
        "ends with:", "# begins", "0x1", "a, b",
    ],
)  # fmt: skip
def test_any_value_can_be_written_in_any_style(name: str, value: str) -> None:
    text = STYLES.replace("{key}", "")
    changed = set_scalar(text, (name,), value)
    document = read_document("x.yml", changed.encode())
    assert document.value is not None
    got = document.value[name]
    assert isinstance(got, str)
    assert got.strip() == value
    assert differs_only_at(text, changed, [(name,)])
    assert set_scalar(changed, (name,), value) == changed
    assert "# a comment at the end" in changed


@given(st.text(alphabet="abč'\"\\:#-|>[]{},&*!%@` \n", min_size=1, max_size=30))
def test_whatever_is_written_is_read_again(value: str) -> None:
    value = value.strip() or "x"
    for name in ("plain", "quoted", "double", "block"):
        text = STYLES.replace("{key}", "")
        changed = set_scalar(text, (name,), value)
        document = read_document("x.yml", changed.encode())
        assert document.value is not None
        assert str(document.value[name]).strip() == value
        assert differs_only_at(text, changed, [(name,)])


ORDER = ("en", "bg", "ro", "cs")


@pytest.mark.parametrize(
    ("text", "tag", "expected"),
    [
        ("t:\n  en: a # c\n  cs: d\nx: 1\n", "bg", "t:\n  en: a # c\n  bg: new\n  cs: d\nx: 1\n"),
        ("t:\n  en: a\n  bg: b\n", "cs", "t:\n  en: a\n  bg: b\n  cs: new\n"),
        ("t:\n  en: a", "cs", "t:\n  en: a\n  cs: new"),
        ("t: {en: a, cs: d}\n", "ro", "t: {en: a, ro: new, cs: d}\n"),
        ("t:\n  en: |\n    a\n\n# c\nx: 1\n", "bg",
         "t:\n  en: |\n    a\n  bg: |\n    new\n\n# c\nx: 1\n"),
        ('t:\n  en: "a"\nx: 1\n', "bg", 't:\n  en: "a"\n  bg: "new"\nx: 1\n'),
        ("t:\n  en: a\n    b\nx: 1\n", "bg", "t:\n  en: a\n    b\n  bg: new\nx: 1\n"),
        ("t:\n  en: a\n  bg:\nx: 1\n", "bg", "t:\n  en: a\n  bg: new\nx: 1\n"),
    ],
)  # fmt: skip
def test_a_language_is_added_where_it_belongs(text: str, tag: str, expected: str) -> None:
    assert add_entry(text, ("t", tag), "new", ORDER) == expected


@pytest.mark.parametrize(
    ("original", "expected"),
    [
        (b"\xef\xbb\xbfa: one\r\nb: two\nc: three\r\n",
         b"\xef\xbb\xbfa: one\r\nb: zwei\nc: three\r\n"),
        (b"a: one\r\nb: two\r\nc: three", b"a: one\r\nb: zwei\r\nc: three"),
        (b"a: one\rb: two\rc: three\r", b"a: one\rb: zwei\rc: three\r"),
        (b"a: one\nb: two\rc: three\n", b"a: one\nb: zwei\rc: three\n"),
    ],
)  # fmt: skip
def test_line_ends_stay_even_where_they_are_mixed(original: bytes, expected: bytes) -> None:
    text = original.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    assert as_bytes(original, text) == original
    assert as_bytes(original, set_scalar(text, ("b",), "zwei")) == expected


def test_an_edit_in_a_folded_text_keeps_its_lines() -> None:
    text = "a: one two\n  three four\n"
    start = len("one two three ")
    from portal.text_checks.findings import Edit

    assert edit_scalar(text, ("a",), [Edit(start, start + 4, "FOUR")]) == (
        "a: one two\n  three FOUR\n"
    )


_ENDS = st.lists(st.sampled_from(["a", "b", "\n", "\r", "\r\n"]), max_size=9).map("".join)


@given(_ENDS, _ENDS)
@example("ba\n\n\nb\r\r", "\naaa\n\na\na")
def test_line_ends_change_nothing_else(old: str, new: str) -> None:
    def plain(text: str) -> str:
        return text.replace("\r\n", "\n").replace("\r", "\n")

    assert as_bytes(old.encode(), plain(old)) == old.encode()
    assert plain(as_bytes(old.encode(), plain(new)).decode()) == plain(new)
