"""Mistakes that editors make: each is one problem, in its place, with a fix that mends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.problems import Problem
from tests.builders import check_tree, text_of, write_tree
from tests.mistakes import MARK, MISTAKES, Mistake


def problems(directory: Path) -> tuple[Problem, ...]:
    return check_tree(directory).problems


def replaced(mistake: Mistake, by: str) -> str:
    text = text_of(mistake.file)
    assert text.count(mistake.good) >= 1, "the valid file does not hold this"
    return text.replace(mistake.good, by, 1)


def test_valid_tree_has_no_problems(tmp_path: Path) -> None:
    checked = check_tree(write_tree(tmp_path))
    assert checked.problems == ()
    assert checked.record_count == 12


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake_is_one_problem_in_its_place_with_its_fix(name: str, tmp_path: Path) -> None:
    mistake = MISTAKES[name]
    marked = replaced(mistake, mistake.bad)
    before = marked.partition(MARK)[0] if MARK in marked else ""
    line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
    write_tree(tmp_path, {mistake.file: marked.replace(MARK, "")})

    found = problems(tmp_path)

    assert len(found) == 1, "\n".join(map(str, found))
    problem = found[0]
    assert problem.path == f"data/{mistake.file}"
    assert (problem.line, problem.column) == (line, column), problem
    assert problem.field == mistake.field
    assert mistake.expected in problem.expected
    assert mistake.got in problem.got
    assert mistake.fix in problem.fix
    assert str(problem).isprintable()
    name = f"{problem.field}: " if problem.field else ""
    assert str(problem) == (
        f"{problem.path}:{line}:{column}: {name}expected {problem.expected}, "
        f"got {problem.got}. Fix: {problem.fix}"
    )

    mended = mistake.good if mistake.mended is None else mistake.mended
    (tmp_path / mistake.file).write_text(replaced(mistake, mended), "utf-8")
    assert problems(tmp_path) == ()
