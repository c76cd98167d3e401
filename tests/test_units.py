"""Units that are made side by side are made as if each were alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portal.steps import Steps, side_by_side, take_steps
from portal.tracing import key_names, note
from portal.units import Job, MadeUnit, Unit, contents_of, make_units


def made_of(units: list[Unit]) -> tuple[dict[str, MadeUnit], dict[str, bytes]]:
    files: dict[str, bytes] = {}

    def write(path: str, content: bytes) -> None:
        assert path not in files
        files[path] = content

    made = list(make_units(Job(units), write))
    assert [one.name for one in made] == [unit.name for unit in units]
    return {one.name: one for one in made}, files


def in_steps(name: str, steps: int, log: list[str]) -> Unit:
    def make() -> Iterator[tuple[str, bytes] | None]:
        for step in range(steps):
            note(f"{name}/{step}")
            log.append(f"{name}{step}")
            yield None
        yield f"{name}.html", name.encode()

    return Unit(name, make)


def test_a_step_is_taken_for_all_before_the_next_one() -> None:
    log: list[str] = []
    made_of([in_steps("a", 2, log), in_steps("b", 3, log), in_steps("c", 1, log)])
    assert log == ["a0", "b0", "c0", "a1", "b1", "b2"]


def test_each_unit_has_read_what_its_own_steps_read() -> None:
    units = [in_steps(f"u{number}", number % 4, []) for number in range(100)]
    made, files = made_of(units)
    for number in range(100):
        name = f"u{number}"
        assert set(key_names(made[name].reads)) == {f"{name}/{step}" for step in range(number % 4)}
        assert [file[0] for file in made[name].files] == [f"{name}.html"]
        assert files[f"{name}.html"] == name.encode()


def test_what_is_large_does_not_wait_in_memory_for_others() -> None:
    alive: list[str] = []

    def large(name: str) -> Unit:
        def make() -> Iterator[tuple[str, bytes]]:
            alive.append(name)
            yield f"{name}.json", bytes(3_000_000)

        return Unit(name, make)

    begun: list[int] = []
    for _unit in make_units(Job([large(str(n)) for n in range(5)]), lambda path, content: None):
        begun.append(len(alive))
    assert begun == [1, 2, 3, 4, 5]


def test_what_fails_in_a_later_step_is_told() -> None:
    def make() -> Iterator[tuple[str, bytes] | None]:
        yield None
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        made_of([in_steps("a", 2, []), Unit("b", make), in_steps("c", 2, [])])


def test_what_is_made_alone_has_no_steps() -> None:
    assert list(contents_of(in_steps("a", 3, []))) == [("a.html", b"a")]


def test_what_is_made_side_by_side_comes_in_its_order() -> None:
    log: list[str] = []

    def steps(number: int) -> Steps[int]:
        for step in range(number % 3):
            log.append(f"{number}.{step}")
            yield
        return number

    assert side_by_side(map(steps, range(6))) == [0, 1, 2, 3, 4, 5]
    assert log == ["1.0", "2.0", "4.0", "5.0", "2.1", "5.1"]
    assert take_steps(steps(5)) == 5
    assert side_by_side([]) == []
