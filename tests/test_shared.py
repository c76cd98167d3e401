"""What is made once a run is made once, whole, and belongs to all."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.shared import Shared, Visit


def make(place: Path) -> str:
    time.sleep(0.2)  # so that the others come meanwhile
    with (place.parent.parent / "makers").open("a") as makers:
        makers.write(f"{os.getpid()}\n")
    (place / "file").write_text("whole", "utf-8")
    return f"made in {place.name}"


def get(directory: Path) -> str:
    return Shared(directory).get("thing", make)


def fail(place: Path) -> None:
    raise ValueError("no such luck")


def end(place: Path) -> None:
    (place / "half").touch()
    os.kill(os.getpid(), signal.SIGKILL)


def test_several_processes_make_a_thing_once(tmp_path: Path) -> None:
    with get_context("spawn").Pool(2) as pool:
        assert pool.map(get, [tmp_path] * 6, chunksize=1) == ["made in made"] * 6
    assert len((tmp_path / "makers").read_text().splitlines()) == 1


def test_what_fails_fails_for_all(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such luck"):
        Shared(tmp_path).get("thing", fail)
    with pytest.raises(AssertionError, match=r"could not be made(.|\n)*ValueError: no such luck"):
        Shared(tmp_path).get("thing", fail)


def test_what_a_killed_process_has_begun_is_begun_anew(tmp_path: Path) -> None:
    process = get_context("spawn").Process(target=Shared(tmp_path).get, args=("thing", end))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert get(tmp_path) == "made in made"
    assert [path.name for path in (tmp_path / "thing" / "made").iterdir()] == ["file"]


def test_a_test_that_changes_what_belongs_to_all_is_noticed(tmp_path: Path) -> None:
    one, other = Shared(tmp_path), Shared(tmp_path)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda shared: shared.get("thing", make), (one, other)))
    place = tmp_path / "thing" / "made"
    assert one.changed() == other.changed() == []
    (place / "more").touch()
    (place / "file").write_text("other", "utf-8")
    assert one.changed() == other.changed() == ["thing/file", "thing/more"]
    (place / "more").unlink()
    (place / "file").unlink()
    assert one.changed() == ["thing/file"]


def visit_and_wait(directory: Path) -> None:
    Visit(directory)
    (directory / "there").touch()
    time.sleep(60)


def test_the_last_one_to_leave_knows(tmp_path: Path) -> None:
    one, other = Visit(tmp_path), Visit(tmp_path)
    assert not one.leave()
    later = Visit(tmp_path)
    assert not other.leave()
    assert later.leave()


def test_who_was_killed_has_left(tmp_path: Path) -> None:
    process = get_context("spawn").Process(target=visit_and_wait, args=(tmp_path,))
    process.start()
    while not (tmp_path / "there").exists():
        assert process.is_alive()
        time.sleep(0.01)
    assert not Visit(tmp_path).leave()
    process.kill()
    process.join()
    assert Visit(tmp_path).leave()
