"""Publishing: a site is there whole, the old one or the new one, and never a mixture."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
import sys
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from portal.publish import (
    MARKER,
    Publisher,
    SupersededError,
    exchange,
    links,
    previous_of,
    read_marker,
    roll_back,
    write_file,
)
from tests import site_build

NEW = {"index.html": b"new", "bg/new/index.html": b"new"}
OLD = {"index.html": b"old", "old/index.html": b"old"}


def content(directory: Path) -> dict[str, bytes]:
    files = (path for path in directory.rglob("*") if path.is_file())
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in files
        if path.name != MARKER
    }


def stage(target: Path, files: dict[str, bytes] | None = None) -> Publisher:
    publisher = Publisher(target)
    for name, text in (NEW if files is None else files).items():
        publisher.write(name, text)
    return publisher


@pytest.fixture
def old_site(tmp_path: Path) -> Path:
    target = tmp_path / "www" / "site"
    stage(target, OLD).publish_whole("old")
    return target


def names(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir())


def test_a_first_site_appears_whole(tmp_path: Path) -> None:
    target = tmp_path / "not" / "yet" / "site"
    publisher = stage(target)
    assert not target.exists()
    publisher.publish_whole("new")
    assert content(target) == NEW
    assert read_marker(target) == "new"
    # A copy, whose files are shared, for the next build to change.
    assert names(target) == [".site.previous", "site"]
    assert content(previous_of(target)) == NEW
    assert read_marker(previous_of(target)) == "new"
    assert (previous_of(target) / "index.html").samefile(target / "index.html")


LATE = {"late/index.html": b"late", "bg/new/late.html": b"late"}


def begun(target: Path) -> Publisher:
    """A first site whose copy was begun, and which went on."""
    publisher = stage(target)
    publisher.begin_copy(NEW)
    for name, text in LATE.items():
        publisher.write(name, text)
    return publisher


def copier_of(publisher: Publisher) -> BaseProcess:
    """The process that makes the copy. Fails where there is none: what is tested is not met."""
    copier = publisher._copier
    assert copier is not None
    return copier


def test_a_copy_that_was_begun_holds_what_was_written_before_and_after(tmp_path: Path) -> None:
    publisher = begun(tmp_path / "site")
    copier_of(publisher)
    publisher.publish_whole("new")
    previous = previous_of(tmp_path / "site")
    assert content(tmp_path / "site") == content(previous) == {**NEW, **LATE}
    assert all((previous / name).samefile(tmp_path / "site" / name) for name in {**NEW, **LATE})
    assert names(tmp_path / "site") == [".site.previous", "site"]


def test_what_a_killed_process_has_not_copied_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "link_in_child", lambda *_: time.sleep(60))
    publisher = begun(tmp_path / "site")
    copier_of(publisher).kill()
    publisher.publish_whole("new")
    assert content(previous_of(tmp_path / "site")) == {**NEW, **LATE}


def test_a_disk_that_cannot_take_the_copy_is_told_and_nothing_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(source: str, target: str) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), target)

    monkeypatch.setattr(links, "_share", fail)
    publisher = stage(tmp_path / "site")
    publisher.begin_copy(NEW)
    with pytest.raises(OSError, match="No space left"):
        publisher.publish_whole("new")
    publisher.discard()
    assert names(tmp_path / "site") == []


def test_who_copies_for_nobody_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that was killed leaves a process behind that holds its folder until it ends."""
    monkeypatch.setattr(os, "getppid", lambda: 1)
    publisher = stage(tmp_path / "site")
    publisher.begin_copy(NEW)
    copier = copier_of(publisher)
    copier.join(10)
    assert copier.exitcode == 1
    publisher.publish_whole("new")
    assert content(previous_of(tmp_path / "site")) == NEW


def test_a_discarded_site_leaves_no_copy_that_grows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "link_in_child", lambda *_: time.sleep(60))
    publisher = begun(tmp_path / "site")
    copier = copier_of(publisher)
    publisher.discard()
    assert not copier.is_alive()
    assert names(tmp_path / "site") == []


def test_a_new_site_replaces_the_old_one_which_stays_beside_it(old_site: Path) -> None:
    publisher = stage(old_site)
    assert content(old_site) == OLD
    publisher.publish_whole("new")
    assert content(old_site) == NEW
    assert content(previous_of(old_site)) == OLD
    assert names(old_site) == [".site.previous", "site"]


def test_one_can_go_back_and_forth(old_site: Path) -> None:
    stage(old_site).publish_whole("new")
    assert roll_back(old_site) == "old"
    assert content(old_site) == OLD
    assert roll_back(old_site) == "new"
    assert content(old_site) == NEW


def go_back(target: Path) -> subprocess.CompletedProcess[str]:
    """What `make rollback` calls."""
    script = str(site_build.ROOT / "scripts" / "build_site.py")
    return subprocess.run(
        [sys.executable, script, "--rollback", "--out", target],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_command_says_what_it_went_back_to(old_site: Path) -> None:
    (old_site / "index.html").unlink()  # by hand; the copy of the first build is whole
    done = go_back(old_site)
    assert (done.returncode, content(old_site)) == (0, OLD)
    assert f"{old_site} is what was built last (old), from its copy" in done.stdout
    stage(old_site).publish_whole("new")
    done = go_back(old_site)
    assert (done.returncode, content(old_site)) == (0, OLD)
    assert f"{old_site} is the site before (old); .site.previous is the other one." in done.stdout


def test_the_command_leaves_the_site_where_there_is_none_before(old_site: Path) -> None:
    shutil.rmtree(previous_of(old_site))
    done = go_back(old_site)
    assert (done.returncode, content(old_site)) == (1, OLD)
    assert "no earlier site" in done.stderr
    assert "The site is as it was." in done.stderr
    assert "Traceback" not in done.stderr


def test_there_is_no_way_back_to_half_a_site(old_site: Path) -> None:
    shutil.rmtree(previous_of(old_site))
    with pytest.raises(FileNotFoundError, match="no earlier site"):
        roll_back(old_site)
    stage(old_site).publish_whole("new")
    (previous_of(old_site) / MARKER).unlink()
    with pytest.raises(FileNotFoundError, match="no earlier site"):
        roll_back(old_site)
    assert content(old_site) == NEW


def change(target: Path, before: str = "", differing: tuple[str, ...] = ()) -> None:
    """One file changed, one added, one removed."""
    publisher = stage(target, {"index.html": b"changed", "added/index.html": b"added"})
    publisher.publish_changes(
        "changed", "old", before, differing, {"index.html", "added/index.html"}, {"old/index.html"}
    )


CHANGED = {"index.html": b"changed", "added/index.html": b"added"}


def test_changes_alone_are_published_as_a_whole_site(old_site: Path) -> None:
    change(old_site)
    assert content(old_site) == CHANGED
    assert content(previous_of(old_site)) == OLD
    assert not (old_site / "old").exists()
    assert names(old_site) == [".site.previous", "site"]


def test_the_generation_before_is_brought_up_to_date(old_site: Path) -> None:
    shutil.rmtree(previous_of(old_site))
    write_file(old_site, "kept/index.html", b"kept")
    older = {"index.html": b"older", "kept/index.html": b"older", "gone/index.html": b"gone"}
    for name, text in older.items():
        write_file(previous_of(old_site), name, text)
    write_file(previous_of(old_site), MARKER, b'{"build": "older"}')
    inode = (previous_of(old_site) / "kept").stat().st_ino
    change(old_site, "older", (*older, "old/index.html"))
    assert content(old_site) == {**CHANGED, "kept/index.html": b"kept"}
    assert not (old_site / "gone").exists()
    assert (old_site / "kept").stat().st_ino == inode


def test_a_generation_before_that_is_not_whole_is_not_built_upon(old_site: Path) -> None:
    shutil.rmtree(previous_of(old_site))
    write_file(previous_of(old_site), "half/index.html", b"half")
    change(old_site, "older", ("index.html",))
    assert content(old_site) == CHANGED


def test_a_generation_that_is_being_changed_is_not_whole_until_it_is(
    old_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(old_site)

    def full(*_: object) -> None:
        assert read_marker(previous_of(old_site)) == ""
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(links, "move", full)
    again = stage(old_site, {"index.html": b"again"})
    with pytest.raises(OSError, match="No space"):
        again.publish_changes("again", "changed", "old", (), {"index.html"}, ())
    assert (content(old_site), read_marker(old_site)) == (CHANGED, "changed")
    with pytest.raises(FileNotFoundError):
        roll_back(old_site)


@pytest.mark.parametrize("marker", [b"", b"[]", b'"x"', b'{"build": 7}', b'{"build": null}', b"{}"])
def test_a_site_whose_marker_says_no_id_is_none_of_ours(old_site: Path, marker: bytes) -> None:
    write_file(old_site, MARKER, marker)
    assert read_marker(old_site) == ""
    with pytest.raises(SupersededError):
        stage(old_site).publish_changes("new", "old", "", (), {"index.html"}, ())
    assert content(old_site) == OLD


def test_a_build_does_not_sweep_away_what_another_one_is_making(old_site: Path) -> None:
    one = stage(old_site)
    other = stage(old_site)
    assert content(one.directory) == content(other.directory) == NEW
    other.publish_whole("other")
    assert content(one.directory) == NEW
    one.publish_whole("one")
    assert read_marker(old_site) == "one"
    assert read_marker(previous_of(old_site)) == "other"
    assert names(old_site) == [".site.previous", "site"]


def test_a_site_that_somebody_deleted_is_published_again_beside_the_one_before(
    old_site: Path,
) -> None:
    stage(old_site).publish_whole("new")
    shutil.rmtree(old_site)
    publisher = stage(old_site, {"index.html": b"third"})
    assert not publisher.is_first
    publisher.publish_whole("third")
    assert content(old_site) == {"index.html": b"third"}
    # The generation before is worth more than a copy of what is published.
    assert content(previous_of(old_site)) == OLD


def test_a_file_that_both_generations_share_is_never_written_into(old_site: Path) -> None:
    change(old_site)
    publisher = stage(old_site, {"index.html": b"again"})
    publisher.publish_changes(
        "again", "changed", "old", ("index.html", "added/index.html", "old/index.html"),
        {"index.html"}, (),
    )  # fmt: skip
    assert content(old_site) == {**CHANGED, "index.html": b"again"}
    assert content(previous_of(old_site)) == CHANGED


def test_compressed_copies_go_with_what_they_were_made_of(old_site: Path) -> None:
    for site in (old_site,):
        write_file(site, "index.html.gz", b"old, compressed")
        write_file(site, "kept.css.br", b"kept, compressed")
    change(old_site)
    assert content(old_site) == {**CHANGED, "kept.css.br": b"kept, compressed"}


def test_changes_to_a_site_that_is_gone_are_not_published(old_site: Path) -> None:
    publisher = stage(old_site, {"index.html": b"changed"})
    stage(old_site).publish_whole("of another build")
    with pytest.raises(SupersededError):
        publisher.publish_changes("changed", "old", "", (), {"index.html"}, ())
    publisher.discard()
    assert content(old_site) == NEW
    assert names(old_site) == [".site.previous", "site"]


def test_the_swap_works_where_the_system_cannot_exchange(
    old_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "_exchange", lambda one, other: False)
    stage(old_site).publish_whole("new")
    assert content(old_site) == NEW
    assert content(previous_of(old_site)) == OLD


def test_what_a_killed_swap_has_left_stops_no_later_one(
    old_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "_exchange", lambda one, other: False)
    stage(old_site).publish_whole("new")
    # Killed when the site was in its place, and the one before not yet in its own.
    previous_of(old_site).rename(previous_of(old_site).with_name(".site.previous-old"))
    for number, base in (("2", "new"), ("3", "2")):
        publisher = stage(old_site, {"index.html": number.encode()})
        publisher.publish_changes(number, base, "", (), {"index.html"}, ())
        assert content(old_site) == NEW | {"index.html": number.encode()}
    assert names(old_site) == [".site.previous", "site"]


def test_what_a_killed_build_has_left_is_found_whatever_the_site_is_called(tmp_path: Path) -> None:
    target = tmp_path / "site [new]"
    left = tmp_path / ".site [new].building-abc"
    left.mkdir()
    stage(target).publish_whole("new")
    assert not left.exists()


def test_the_old_site_returns_when_the_second_step_of_the_swap_fails(
    old_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher = stage(old_site)
    rename = Path.rename

    def fail_for_the_new_one(self: Path, target: Path) -> Path:
        if self == publisher.directory:
            raise OSError("disk full")
        return rename(self, target)

    monkeypatch.setattr(exchange, "_exchange", lambda one, other: False)
    monkeypatch.setattr(Path, "rename", fail_for_the_new_one)
    with pytest.raises(OSError, match="disk full"):
        publisher.publish_whole("new")
    assert content(old_site) == OLD


def test_a_discarded_site_leaves_the_old_one_alone(old_site: Path) -> None:
    publisher = stage(old_site)
    publisher.discard()
    publisher.discard()  # a second failure on the way out is no failure
    assert content(old_site) == OLD
    assert names(old_site) == [".site.previous", "site"]


def test_a_site_behind_a_link_is_replaced_where_it_really_is(old_site: Path) -> None:
    link = old_site.parent.parent / "current"
    link.symlink_to(old_site)
    stage(link).publish_whole("new")
    assert link.is_symlink()
    assert content(old_site) == NEW


def test_one_goes_back_behind_a_link_and_the_command_says_where(old_site: Path) -> None:
    link = old_site.parent.parent / "current"
    link.symlink_to(Path(old_site.parent.name, "site"), target_is_directory=True)
    stage(link).publish_whole("new")
    done = go_back(link)
    assert (done.returncode, content(old_site), link.is_symlink()) == (0, OLD, True)
    where = old_site.with_name(".site.previous")
    assert f"{link} is the site before (old); {where} is the other one." in done.stdout
    change(link, before="new", differing=("index.html", "bg/index.html"))
    assert link.is_symlink()
    assert content(old_site)["index.html"] == b"changed"
    assert names(old_site) == [".site.previous", "site"]
    assert sorted(path.name for path in link.parent.iterdir()) == ["current", old_site.parent.name]


def test_a_link_may_lead_to_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    link = tmp_path / "site"
    link.symlink_to(Path("srv", "www"), target_is_directory=True)
    stage(link).publish_whole("new")
    assert link.is_symlink()
    assert content(tmp_path / "srv" / "www") == NEW
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site", "srv"]
    assert names(tmp_path / "srv" / "www") == [".www.previous", "www"]


def somebodys_copy(old_site: Path) -> Path:
    """A whole site elsewhere, to which a link leads in the place of the generation before."""
    kept = old_site.parent.parent / "kept"
    previous_of(old_site).rename(kept)
    previous_of(old_site).symlink_to(kept, target_is_directory=True)
    return kept


def test_a_link_in_the_place_of_the_generation_before_never_becomes_the_site(
    old_site: Path,
) -> None:
    kept = somebodys_copy(old_site)
    done = go_back(old_site)
    assert (done.returncode, "no earlier site" in done.stderr) == (1, True)
    assert not old_site.is_symlink()
    change(old_site, before="old")
    assert content(old_site)["index.html"] == b"changed"
    assert content(kept) == OLD
    shutil.rmtree(previous_of(old_site))
    kept.rename(previous_of(old_site))
    somebodys_copy(old_site)
    stage(old_site).publish_whole("new")
    assert content(old_site) == NEW
    assert content(kept) == OLD
    assert [path for path in old_site.parent.iterdir() if path.is_symlink()] == []
    assert names(old_site) == [".site.previous", "site"]


def test_a_link_that_leads_back_to_itself_is_no_way_back(tmp_path: Path) -> None:
    link = tmp_path / "site"
    link.symlink_to("site")
    done = go_back(link)
    assert (done.returncode, link.is_symlink()) == (1, True)
    assert "no earlier site" in done.stderr


def test_everyone_whom_the_umask_allows_can_read_the_site(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        stage(tmp_path / "site").publish_whole("new")
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


def test_a_disk_that_takes_a_file_in_pieces_gets_all_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Linux does with more than 2 GB, or when a signal comes."""
    whole = os.write
    monkeypatch.setattr(os, "write", lambda file, content: whole(file, bytes(content[:3])))
    write_file(tmp_path, "deep/er/page.html", b"a long page")
    assert (tmp_path / "deep/er/page.html").read_bytes() == b"a long page"
