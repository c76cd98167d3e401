"""YAML as editors write it: plain text out, every value with its place, and nothing runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.problems import Problem
from portal.yaml_guard import MAX_DEPTH
from portal.yaml_places import locate, locate_fragments, locate_key, place_of
from portal.yaml_text import Document, Value, field_name, read_document

DATA = Path(__file__).resolve().parent.parent / "data"
FILES = sorted(DATA.rglob("*.yml"))

attack = settings(
    max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


def read(text: str) -> Document:
    return read_document("f.yml", text.encode())


def value_of(text: str) -> Any:
    document = read(text)
    assert document.problems == ()
    return document.value


def assert_in_file(problem: Problem, content: bytes) -> None:
    """The place of a problem is one that an editor can go to (or the end of the line)."""
    lines = content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    assert 1 <= problem.line <= lines.count("\n") + 1
    assert 1 <= problem.column <= len(lines.split("\n")[problem.line - 1]) + 1
    assert str(problem).isprintable()
    assert problem.expected and problem.got and problem.fix


# -- values --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word",
    ["no", "yes", "on", "True", "012", "0x1F", "12:30", "1_000", "1e3", ".inf", "2026-13-01",
     "2026-05-17", "=", "<<", "1.10", "NaN"],
)  # fmt: skip
def test_plain_words_stay_text(word: str) -> None:
    assert value_of(f"key: {word}") == {"key": word}


@pytest.mark.parametrize("nothing", ["", "~", "null", "Null", "NULL", " # comment"])
def test_nothing_is_none(nothing: str) -> None:
    assert value_of(f"key: {nothing}\n") == {"key": None}


@pytest.mark.parametrize("quoted", ['""', "''", '"null"', "'~'"])
def test_what_stands_in_quotes_is_text(quoted: str) -> None:
    assert value_of(f"key: {quoted}") == {"key": quoted[1:-1]}


def test_keys_are_text_too() -> None:
    assert value_of("no: a\n012: b\n'bg': c\n\"\\u0435\": d") == {
        "no": "a", "012": "b", "bg": "c", "е": "d",
    }  # fmt: skip


def test_blocks_and_folds() -> None:
    text = "a: |\n  one\n  two\nb: >\n  one\n  two\nc: one\n  two\nd: [x, 'y, z']\ne: {f: g}\n"
    assert value_of(text) == {
        "a": "one\ntwo\n", "b": "one two\n", "c": "one two", "d": ["x", "y, z"], "e": {"f": "g"},
    }  # fmt: skip


def test_depth_is_allowed_up_to_its_limit() -> None:
    inner = MAX_DEPTH - 1
    assert read("a: " + "[" * inner + "]" * inner).problems == ()
    (problem,) = read("a: " + "[" * (inner + 1) + "]" * (inner + 1)).problems
    assert (problem.line, problem.column) == (1, 3 + inner + 1)


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("[", "]"), ("[ ", "]"), ("[\t", "]"), ("[\n  ", "]"), ("[ # why [x](y)\n  ", "]"),
     ("[x, ", "]"), ('["q", ', "]"), ("{a: ", "}"), ("{a:\n  ", "}"), ('{"a":', "}"),
     ("{? a : ", "}"), ("{? a :\n  ", "}"), ("[[y], ", "]"), ("[{a: [x], b: ", "}]")],
)  # fmt: skip
def test_depth_is_noticed_however_brackets_are_laid_out(opening: str, closing: str) -> None:
    """Files that cannot be deep are told from others by their brackets, without being parsed."""
    fitting = (MAX_DEPTH - 2) // len(closing)
    assert read("a: " + opening * fitting + "x" + closing * fitting).problems == ()
    (problem,) = read("a: " + opening * MAX_DEPTH + "x" + closing * MAX_DEPTH).problems
    assert "levels of nesting" in problem.expected


@pytest.mark.parametrize("sign", ["-", "?", ": -", "- ?", "-\t", "?\t-"])
def test_depth_without_brackets_ends_too(sign: str) -> None:
    for count in (10, 30, 20_000):
        document = read(f"a:\n {f'{sign} ' * count}x")
        assert len(document.problems) <= 1
        assert (count == 10) or document.problems


@pytest.mark.parametrize(
    "char", ["\u200e", "\u200f", "\u200d", "\u00ad", "\u00a0", "👩‍👧", "ș", "Ж"]
)
def test_characters_that_texts_need_are_allowed(char: str) -> None:
    assert value_of(f"a: x{char}y") == {"a": f"x{char}y"}


# -- places --------------------------------------------------------------------------

PLACED = read(
    "# comment\ntitle:\n  en: Ж text\n  'bg': |\n    two (here)\n    lines (there)\nlist:\n"
    "- a\n- key: v\n  blank:\n- [x, {y: z}]\nhidden: # text\n"
)


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        (("title",), (3, 3), (2, 1)),
        (("title", "en"), (3, 7), (3, 3)),
        (("title", "bg"), (4, 9), (4, 3)),
        (("list", 0), (8, 3), (8, 3)),
        (("list", 1, "key"), (9, 8), (9, 3)),
        (("list", 1, "blank"), (10, 3), (10, 3)),
        (("list", 2, 1, "y"), (11, 11), (11, 8)),
        (("title", "cs"), (3, 3), (2, 1)),
        (("list", 7), (8, 1), (7, 1)),
        (("nothing", "at", 3), (1, 1), (1, 1)),
        ((), (1, 1), (1, 1)),
    ],
)
def test_places(path: tuple[str | int, ...], value: Any, key: Any) -> None:
    mark = locate(PLACED, path)
    assert (mark.line, mark.column) == value
    mark = locate_key(PLACED, path)
    assert (mark.line, mark.column) == key


def test_blank_values_and_their_comments() -> None:
    assert place_of(PLACED, ("list", 1, "blank")).blank
    assert not place_of(PLACED, ("list", 1, "blank")).comment
    assert place_of(PLACED, ("hidden",)).comment
    assert not place_of(PLACED, ("title", "en")).blank
    assert not place_of(PLACED, ("title", "cs")).found


def test_places_inside_a_text() -> None:
    marks = locate_fragments(PLACED, ("title", "bg"), ["(here)", "(there)", "(nowhere)"])
    assert [(mark.line, mark.column) for mark in marks] == [(5, 9), (6, 11), (4, 9)]
    folded = read('a: "x \\\n  y (here) z"\n')
    (mark,) = locate_fragments(folded, ("a",), ["(here)"])
    assert (mark.line, mark.column) == (2, 5)


def test_names_of_fields_count_items_from_one() -> None:
    assert field_name(("a", 0, "b", 2, 3)) == "a[1].b[3][4]"
    assert field_name(()) == ""


# -- attacks -------------------------------------------------------------------------

# Whatever is not plain: YAML's signs, spaces, line ends, odd characters.
SIGNS = st.sampled_from(
    [*"&*!|>%@`'\"{}[],#?:-=~\\ \t\n\r\0", "\ufeff", "\u202e", "\u2028", "\u0085", "\xa0", "---\n",
     "...\n", "\n- ", ": ", " #", "<<: ", "!!", "<<<<<<< ", "é", "\U0001f600"]
)  # fmt: skip


@attack
@given(st.lists(SIGNS | st.text(max_size=3), max_size=40).map("".join))
def test_any_soup_of_signs_is_read_or_refused(text: str) -> None:
    content = text.encode("utf-8", "surrogatepass")
    document = read_document("f.yml", content)
    assert (document.value is None) <= bool(document.problems)
    for problem in document.problems:
        assert_in_file(problem, content)


@attack
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    document = read_document("f.yml", content)
    for problem in document.problems:
        assert_in_file(problem, content)


def mutations(draw: st.DrawFn) -> bytes:
    """A real file with a few bytes changed, cut, doubled or put in."""
    content = bytearray(draw(st.sampled_from(FILES)).read_bytes())
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(content)))
        length = draw(st.integers(0, 30))
        what = draw(st.integers(0, 3))
        if what == 0:
            content[at : at + length] = b""
        elif what == 1:
            content[at:at] = content[at : at + length]
        elif what == 2:
            content[at:at] = draw(SIGNS).encode()
        else:
            content[at : at + length] = draw(st.binary(max_size=4))
    return bytes(content)


@attack
@given(st.composite(mutations)())
def test_mutated_files_are_read_or_refused(content: bytes) -> None:
    document = read_document("f.yml", content)
    for problem in document.problems:
        assert_in_file(problem, content)


def plain(value: Value) -> Any:
    """What YAML's own loader would make of the values, all of them text."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


words = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), max_size=12).filter(
    lambda word: not any(c in "\ufeff\u2028\u2029\u0085" or "\u202a" <= c <= "\u2069" for c in word)
)
values: st.SearchStrategy[Any] = st.recursive(
    words, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


@attack
@given(
    st.dictionaries(words.filter(lambda word: word == word.strip() != ""), values, max_size=4),
    st.booleans(),
)
def test_what_a_yaml_writer_writes_is_read_back(value: Any, flow: bool) -> None:
    class Quoted(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    text = yaml.dump(
        value, Dumper=Quoted, allow_unicode=True, default_flow_style=flow, default_style='"'
    )
    document = read(text)
    if any(key != key.strip() or not key for key in _keys(value)):
        return
    assert document.problems == ()
    assert plain(document.value) == value


def _keys(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(key for item in value.values() for key in _keys(item))]
    if isinstance(value, list):
        return [key for item in value for key in _keys(item)]
    return []


YAML_SIGNS = [*"&*!-?:[]{}, \n", "a", "  ", "- ", "? ", ": ", "&a ", "*a", "!t "]


@attack
@given(st.lists(st.sampled_from(YAML_SIGNS), max_size=60).map("".join))
def test_no_alias_anchor_or_tag_slips_through(soup: str) -> None:
    """The cheap look for suspicious signs must not miss what the parser would take as one."""
    document = read(f"k: x\n{soup}")
    try:
        events = list(yaml.parse(f"k: x\n{soup}", Loader=yaml.CSafeLoader))
    except yaml.YAMLError:
        return
    signs = [e for e in events if getattr(e, "anchor", None) or getattr(e, "tag", None)]
    assert not signs or document.problems
