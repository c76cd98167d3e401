"""Whatever is in the files, loading ends, with records or with problems in their places."""

from __future__ import annotations

import random
import shutil
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.problems import Problem
from tests.builders import FILES, check_tree, text_of, write_tree

ROOT = Path(__file__).resolve().parent.parent
RECORDS = [name for name in FILES if name.endswith(".yml")]

attack = settings(
    max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)

# What stands where something else belongs.
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, "", " ", "x", "ruse", "report", "school", "en", "2014", "2014-05-01", "1e999", "-0",
     "9" * 400, "a" * 5000, "https://a.example/", "javascript:x", "logos/donor.svg", "../x", "\t",
     "Ж", "\U0001f600", "[x](portal:projects/none) ![](x) <b", "portal:", "#", "lead", "fulfilled",
     [], [[]], {}, [None], ["x", "x"], {"en": "x"}, {"en": None}, {"en": ["x"]}, {"x": "y"},
     [{"en": "x"}], [{}], {"": ""}, {"starts_on": "2014"}, {"organisation": "donor"}]
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    if isinstance(value, dict):
        for key, item in value.items():
            found += places(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            found += places(item, (*path, index))
    return found


def change(value: Any, path: tuple[Any, ...], new: Any, how: int) -> Any:
    """One place of a value replaced, left out, renamed or put in a list."""
    if not path:
        return new if how == 0 else [value] if how == 1 else value
    *parents, last = path
    parent = value
    for step in parents:
        parent = parent[step]
    if how == 1:
        parent[last] = [parent[last]]
    elif how == 2:
        del parent[last]
    elif how == 3 and isinstance(parent, dict):
        parent[f"{last}s"] = parent.pop(last)
    elif how == 4 and isinstance(parent, list):
        parent.append(parent[last])
    else:
        parent[last] = new
    return value


@st.composite
def changed_records(draw: st.DrawFn) -> dict[str, bytes]:
    """Some of the valid files, each with a few places changed."""
    changed = {}
    for name in draw(st.lists(st.sampled_from(RECORDS), min_size=1, max_size=3, unique=True)):
        value = yaml.load(text_of(name), Loader=yaml.BaseLoader)
        for _ in range(draw(st.integers(1, 4))):
            path = draw(st.sampled_from(places(value)))
            value = change(value, path, deepcopy(draw(ODD)), draw(st.integers(0, 4)))
        changed[name] = yaml.safe_dump(value, allow_unicode=True, sort_keys=False).encode()
    return changed


def assert_in_files(problems: tuple[Problem, ...], directory: Path) -> None:
    for problem in problems:
        name = problem.path.removeprefix("data/")
        path = directory / name
        assert str(problem).isprintable()
        if not path.is_file():
            assert (problem.line, problem.column) == (1, 1)
            continue
        lines = path.read_bytes().decode("utf-8-sig", "replace").splitlines() or [""]
        assert 1 <= problem.line <= len(lines) + 1
        if problem.line <= len(lines):
            assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tree(tmp_path_factory.mktemp("attacked"))


@attack
@given(changed=changed_records())
def test_changed_structures(tree: Path, changed: dict[str, bytes]) -> None:
    try:
        for name, content in changed.items():
            (tree / name).write_bytes(content)
        checked = check_tree(tree)
        assert_in_files(checked.problems, tree)
        assert checked.problems == tuple(sorted(set(checked.problems)))
        if checked.catalog is None:
            assert checked.problems
    finally:
        write_tree(tree)


def test_real_files_with_their_lines_shuffled_and_cut(tmp_path: Path) -> None:
    """The real data, all of it broken at once: many problems, no exception."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    chance = random.Random(20261121)
    for path in sorted((tmp_path / "data").rglob("*.yml")):
        lines = path.read_bytes().split(b"\n")
        for _ in range(3):
            at = chance.randrange(len(lines))
            how = chance.randrange(4)
            if how == 0:
                lines[at : at + 1] = []
            elif how == 1:
                lines[at] = lines[at][: len(lines[at]) // 2]
            elif how == 2:
                lines[at] = lines[at][chance.randrange(4) :]
            else:
                lines.insert(chance.randrange(len(lines)), lines[at])
            lines = lines or [b""]
        path.write_bytes(b"\n".join(lines))
    problems = check_tree(tmp_path / "data").problems
    assert len(problems) > 75
    assert_in_files(problems, tmp_path / "data")
