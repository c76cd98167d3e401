"""Publishing: a site is there whole, the old one or the new one, and never a mixture."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from portal import publish
from portal.publish import Staging, copy_file, write_file


@pytest.fixture
def old_site(tmp_path: Path) -> Path:
    target = tmp_path / "www" / "site"
    write_file(target, "index.html", b"old")
    write_file(target, "old/index.html", b"old")
    return target


def stage(target: Path) -> Staging:
    staging = Staging(target)
    write_file(staging.directory, "index.html", b"new")
    write_file(staging.directory, "bg/new/index.html", b"new")
    return staging


def content(directory: Path) -> dict[str, bytes]:
    files = (path for path in directory.rglob("*") if path.is_file())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in files}


NEW = {"index.html": b"new", "bg/new/index.html": b"new"}
OLD = {"index.html": b"old", "old/index.html": b"old"}


def test_a_first_site_appears_whole(tmp_path: Path) -> None:
    target = tmp_path / "not" / "yet" / "site"
    staging = stage(target)
    assert not target.exists()
    staging.commit()
    assert content(target) == NEW
    assert [path.name for path in target.parent.iterdir()] == ["site"]


def test_a_new_site_replaces_the_old_one_and_leaves_nothing_behind(old_site: Path) -> None:
    staging = stage(old_site)
    assert content(old_site) == OLD
    staging.commit()
    assert content(old_site) == NEW
    assert [path.name for path in old_site.parent.iterdir()] == ["site"]


def test_the_swap_works_where_the_system_cannot_exchange(
    old_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "_exchange", lambda one, other: False)
    stage(old_site).commit()
    assert content(old_site) == NEW
    assert [path.name for path in old_site.parent.iterdir()] == ["site"]


def test_the_old_site_returns_when_the_second_step_of_the_swap_fails(
    old_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staging = stage(old_site)
    rename = Path.rename

    def fail_for_the_new_one(self: Path, target: Path) -> Path:
        if self == staging.directory:
            raise OSError("disk full")
        return rename(self, target)

    monkeypatch.setattr(publish, "_exchange", lambda one, other: False)
    monkeypatch.setattr(Path, "rename", fail_for_the_new_one)
    with pytest.raises(OSError, match="disk full"):
        staging.commit()
    assert content(old_site) == OLD


def test_a_discarded_site_leaves_the_old_one_alone(old_site: Path) -> None:
    staging = stage(old_site)
    staging.discard()
    staging.discard()  # a second failure on the way out is no failure
    assert content(old_site) == OLD
    assert [path.name for path in old_site.parent.iterdir()] == ["site"]


def test_a_site_behind_a_link_is_replaced_where_it_really_is(old_site: Path) -> None:
    link = old_site.parent.parent / "current"
    link.symlink_to(old_site)
    stage(link).commit()
    assert link.is_symlink()
    assert content(old_site) == NEW
    assert [path.name for path in old_site.parent.iterdir()] == ["site"]


def test_everyone_whom_the_umask_allows_can_read_the_site(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        stage(tmp_path / "site").commit()
    finally:
        os.umask(before)

    def mode(path: Path) -> int:
        return stat.S_IMODE(path.stat().st_mode)

    assert mode(tmp_path / "site") == 0o750
    assert mode(tmp_path / "site" / "bg" / "new") == 0o750
    assert mode(tmp_path / "site" / "index.html") == 0o640


@pytest.mark.parametrize("path", ["../out.html", "a/../../out.html", "/etc/out.html", ".."])
def test_nothing_is_written_outside_the_site(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="not below the site"):
        write_file(tmp_path / "site", path, b"")
    assert not list(tmp_path.iterdir())


def test_a_shorter_file_replaces_a_longer_one_whole(tmp_path: Path) -> None:
    write_file(tmp_path, "a/index.html", b"a long page")
    write_file(tmp_path, "a/index.html", b"short")
    assert content(tmp_path) == {"a/index.html": b"short"}


def test_a_copied_file_keeps_its_bytes(tmp_path: Path) -> None:
    source = tmp_path / "Наръчник.pdf"
    source.write_bytes(bytes(range(256)))
    copy_file(source, tmp_path / "site", "files/Наръчник.pdf")
    assert content(tmp_path / "site") == {"files/Наръчник.pdf": bytes(range(256))}
