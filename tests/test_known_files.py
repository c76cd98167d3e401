"""A process reads a file once, and again when it has changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from portal import known_files
from portal.known_files import KnownFiles
from portal.reading import read_bounded

LATER = 1 << 62


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is read from the disk."""
    found: list[str] = []

    def read(path: Path | str, limit: int) -> bytes:
        found.append(Path(path).name)
        return read_bounded(path, limit)

    monkeypatch.setattr(known_files, "read_bounded", read)
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.yml"
    path.write_bytes(b"one")
    return path


def digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def test_a_build_reads_once_what_it_digests_and_parses(file: Path, reads: list[str]) -> None:
    known = KnownFiles()
    assert known.digest(str(file), hold=True) == digest(b"one")
    file.write_bytes(b"two")  # too late for this build: the digest is of what it has read
    assert known.digest(str(file)) == digest(b"one")
    assert known.content(str(file)) == b"one"
    assert reads == ["a.yml"]
    known.look_again()
    assert known.digest(str(file)) == digest(b"two")


def test_what_is_not_held_is_read_with_its_own_digest(file: Path) -> None:
    known = KnownFiles()
    known.digest(str(file))
    file.write_bytes(b"two")
    assert known.content(str(file)) == b"two"
    assert known.digest(str(file)) == digest(b"two")


def test_a_look_later_reads_what_has_changed(file: Path, reads: list[str]) -> None:
    known = KnownFiles(lambda: LATER)
    known.digest(str(file))
    for _ in range(2):
        known.look_again()
        assert known.digest(str(file)) == digest(b"one")
        assert known.digest_of_any(str(file)) == digest(b"one")
    assert len(reads) == 1
    file.write_bytes(b"three")
    known.look_again()
    assert known.digest(str(file)) == digest(b"three")


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_bytes(b"two"),
        lambda path: (path.with_name("b").write_bytes(b"two"), path.with_name("b").replace(path)),
    ],
    ids=["written", "replaced"],
)
def test_a_file_of_the_same_size_and_date_is_not_taken_for_the_same(
    file: Path, change: Callable[[Path], object]
) -> None:
    known = KnownFiles(lambda: LATER)
    known.digest(str(file))
    before = file.stat()
    while file.stat().st_ctime_ns == before.st_ctime_ns:  # the system's clock ticks
        change(file)
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    known.look_again()
    assert known.digest(str(file)) == digest(b"two")


def test_a_file_that_was_young_when_it_was_read_is_read_again(file: Path) -> None:
    known = KnownFiles(lambda: file.stat().st_mtime_ns + 1_000_000_000)
    known.digest(str(file))
    before = file.stat()
    file.write_bytes(b"two")
    # Written in the same tick, as far as anybody can see.
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    known.look_again()
    assert known.digest(str(file)) == digest(b"two")


def test_bounds_hold_for_what_is_known(file: Path, tmp_path: Path) -> None:
    known = KnownFiles()
    known.digest(str(file), hold=True)
    for ask in (known.digest, known.content):
        with pytest.raises(OSError, match="a file of"):
            ask(str(file), 2)
    os.mkfifo(tmp_path / "pipe")
    for ask in (known.digest, known.content):
        with pytest.raises(OSError, match="a pipe"):
            ask(str(tmp_path / "pipe"))
    with pytest.raises(OSError, match="a pipe"):
        known.digest_of_any(str(tmp_path / "pipe"))
    with pytest.raises(IsADirectoryError):
        known.digest(str(tmp_path))


def test_what_becomes_a_pipe_is_not_waited_for(file: Path) -> None:
    known = KnownFiles(lambda: LATER)
    known.digest(str(file))
    file.unlink()
    os.mkfifo(file)
    known.look_again()
    for ask in (known.digest, known.digest_of_any):
        with pytest.raises(OSError, match="a pipe"):
            ask(str(file))
