"""Two directories exchanged, and files shared between generations: on any disk, and none lost."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from portal.publish import exchange, links


def write(root: Path, *paths: str, text: str = "") -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text or path, "utf-8")


def paths_below(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*"))


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    one, other = tmp_path / "one", tmp_path / "other"
    write(one, "of-one")
    write(other, "of-other")
    return one, other


def library(result: int, code: int = 0) -> Callable[..., SimpleNamespace]:
    """A C library whose `renameat2` gives a result, without doing anything."""

    def rename(*_: object) -> int:
        ctypes.set_errno(code)
        return result

    return lambda *_, **__: SimpleNamespace(renameat2=rename)


def is_swapped(one: Path, other: Path) -> bool:
    return (one / "of-other").is_file() and (other / "of-one").is_file()


# -- exchanging ------------------------------------------------------------------------


def test_linux_exchanges_two_directories_in_one_step(
    two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    if not hasattr(ctypes.CDLL(None), "renameat2"):
        pytest.skip("this system cannot exchange directories: two steps are all that it has")

    def step(*_: object) -> None:
        raise AssertionError("renamed in steps")

    monkeypatch.setattr(Path, "rename", step)
    exchange.swap(*two)
    assert is_swapped(*two)


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.EINVAL])
def test_a_disk_that_cannot_exchange_gets_two_steps(
    two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", library(-1, code))
    exchange.swap(*two)
    assert is_swapped(*two)


def test_a_library_without_the_call_gets_two_steps(
    two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: SimpleNamespace())
    exchange.swap(*two)
    assert is_swapped(*two)


def test_a_system_that_is_not_linux_is_not_asked(
    two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(ctypes, "CDLL", library(0))  # says that it has done it
    exchange.swap(*two)
    assert is_swapped(*two)


def test_what_the_disk_forbids_is_told_and_nothing_moved(
    two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", library(-1, errno.EACCES))
    with pytest.raises(PermissionError) as raised:
        exchange.swap(*two)
    assert raised.value.filename == str(two[1])
    assert (two[0] / "of-one").is_file()
    assert (two[1] / "of-other").is_file()


# -- sharing ---------------------------------------------------------------------------


def no_links(code: int) -> Callable[..., Any]:
    def link(source: Any, target: Any, **_: Any) -> None:
        if os.path.lexists(target):  # which any disk says first
            raise FileExistsError(errno.EEXIST, "there", str(source), None, str(target))
        raise OSError(code, os.strerror(code), str(source), None, str(target))

    return link


def test_files_are_shared_where_the_disk_can(tmp_path: Path) -> None:
    write(tmp_path / "site", "a.html", "deep/er/b.html")
    links.link_files(tmp_path / "site", tmp_path / "copy", ["a.html", "deep/er/b.html"])
    for path in ("a.html", "deep/er/b.html"):
        assert (tmp_path / "site" / path).samefile(tmp_path / "copy" / path)


@pytest.mark.parametrize("code", [errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.EOPNOTSUPP])
def test_files_are_copied_where_the_disk_has_no_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    write(tmp_path / "site", "a.html", "deep/b.html")
    monkeypatch.setattr(os, "link", no_links(code))
    links.link_files(tmp_path / "site", tmp_path / "copy", ["a.html", "deep/b.html"])
    for path in ("a.html", "deep/b.html"):
        assert (tmp_path / "copy" / path).read_text("utf-8") == path
        assert not (tmp_path / "site" / path).samefile(tmp_path / "copy" / path)


def test_a_damaged_disk_is_no_disk_without_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "site", "a.html")
    monkeypatch.setattr(os, "link", no_links(errno.EIO))
    with pytest.raises(OSError, match=r"a\.html") as raised:
        links.link_files(tmp_path / "site", tmp_path / "copy", ["a.html"])
    assert raised.value.errno == errno.EIO


def test_a_site_is_copied_whole_at_any_depth_and_once_more_where_it_was_broken_off(
    tmp_path: Path,
) -> None:
    paths = ["index.html", "bg/index.html", "bg/news/index.html", "bg/news/old/2020/index.html"]
    write(tmp_path / "site", *paths)
    (tmp_path / "copy").mkdir()
    for _ in range(2):
        links.copy_by_links(tmp_path / "site", tmp_path / "copy")
        assert paths_below(tmp_path / "copy") == paths_below(tmp_path / "site")
    assert all((tmp_path / "copy" / path).samefile(tmp_path / "site" / path) for path in paths)


# -- removing --------------------------------------------------------------------------


def test_a_file_goes_with_its_compressed_copies_and_the_folders_that_are_empty_then(
    tmp_path: Path,
) -> None:
    site = tmp_path / "site"
    write(site, "bg/news/a/index.html", "bg/news/a/index.html.gz", "bg/news/a/index.html.br")
    write(site, "bg/index.html")
    links.remove(site, "bg/news/a/index.html")
    assert paths_below(site) == ["bg", "bg/index.html"]


def test_the_last_file_leaves_the_site_and_what_stands_above_it(tmp_path: Path) -> None:
    site = tmp_path / "above" / "site"
    write(site, "index.html")
    links.remove(site, "index.html")
    assert paths_below(tmp_path) == ["above", "above/site"]


def test_no_compressed_copy_outlives_the_file_beside_it(tmp_path: Path) -> None:
    published, previous = tmp_path / "published", tmp_path / "previous"
    write(published, "news/a.html", text="new")
    write(previous, "news/a.html", "news/a.html.gz", "news/a.html.br", text="old")
    links.follow(published, previous, ["news/a.html"], ())
    assert paths_below(previous) == ["news", "news/a.html"]
    assert (previous / "news" / "a.html").read_text("utf-8") == "new"


def test_what_the_published_site_has_no_more_goes_from_the_one_before(tmp_path: Path) -> None:
    published, previous = tmp_path / "published", tmp_path / "previous"
    write(published, "index.html")
    write(previous, "index.html", "gone/a.html", "gone/a.html.gz")
    links.follow(published, previous, ["gone/a.html"], ())
    assert paths_below(previous) == ["index.html"]


def test_a_new_folder_of_the_published_site_comes_to_the_one_before(tmp_path: Path) -> None:
    published, previous = tmp_path / "published", tmp_path / "previous"
    write(published, "new/deep/a.html")
    previous.mkdir()
    links.follow(published, previous, ["new/deep/a.html"], ())
    assert (previous / "new/deep/a.html").samefile(published / "new/deep/a.html")


@pytest.mark.parametrize(
    ("was", "now"), [("files/a", "files/a/b.pdf"), ("files/a/b.pdf", "files/a")]
)
@pytest.mark.parametrize("is_changed", [False, True])
def test_a_folder_takes_the_place_of_a_file_and_a_file_that_of_a_folder(
    tmp_path: Path, was: str, now: str, is_changed: bool
) -> None:
    published, previous = tmp_path / "published", tmp_path / "previous"
    write(published, "index.html", now)
    write(previous, "index.html", was)
    # A file that changes next may be where the folder is now.
    links.follow(published, previous, [was, now], [was] if is_changed else ())
    assert paths_below(previous) == paths_below(published)
