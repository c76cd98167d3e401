"""What is kept, and for how long: damage and pruning cost time, never a build."""

from __future__ import annotations

import os
from pathlib import Path
from typing import cast

import pytest

import site_maker
from portal.cache import Cache
from portal.opening import Portal
from portal.theme import Theme

DAY = 24 * 60 * 60
NOW = 1_795_000_000.0


def aged(folder: Path, name: str, days: float) -> Path:
    """A file that was last used so many days ago."""
    path = folder / name
    Cache(folder).put(name, name.encode())
    os.utime(path, (NOW - days * DAY, NOW - days * DAY))
    return path


def names(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_what_nobody_has_used_for_a_month_goes(tmp_path: Path) -> None:
    for name, days in {"cards/0a/old": 32, "cards/0a/new": 30, "png/old": 400}.items():
        aged(tmp_path, name, days)
    # Beside the folders stands what is not made by builds, such as what check_links.py knows.
    aged(tmp_path, "links.json", 400)
    Cache(tmp_path, NOW).prune()
    assert names(tmp_path) == {"cards/0a/new", "links.json", "pruned"}


def test_what_is_damaged_counts_as_missing(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for content in (b"", b"a picture"):
        cache.put("cards/one", content)
        kept = (tmp_path / "cards/one").read_bytes()
        for number in range(len(kept)):
            for damaged in (
                kept[:number],
                kept[:number] + bytes([kept[number] ^ 1]) + kept[number + 1 :],
            ):
                (tmp_path / "cards/one").write_bytes(damaged)
                assert cache.get("cards/one") is None
        cache.put("cards/one", content)
        assert cache.get("cards/one") == content


def test_what_is_used_stays(tmp_path: Path) -> None:
    path = aged(tmp_path, "cards/used", 40)
    cache = Cache(tmp_path, NOW)
    assert cache.get("cards/used") == b"cards/used"
    assert path.stat().st_mtime == NOW
    cache.prune()
    assert cache.get("cards/used") == b"cards/used"


def test_a_use_is_noted_once_a_day(tmp_path: Path) -> None:
    path = aged(tmp_path, "cards/used", 0.9)
    Cache(tmp_path, NOW).get("cards/used")
    assert path.stat().st_mtime < NOW
    Cache(tmp_path).get("cards/used")
    assert path.stat().st_mtime < NOW


def test_pruning_happens_once_a_day(tmp_path: Path) -> None:
    Cache(tmp_path, NOW).prune()
    aged(tmp_path, "cards/old", 40)
    Cache(tmp_path, NOW + 0.9 * DAY).prune()
    assert "cards/old" in names(tmp_path)
    Cache(tmp_path, NOW + 1.1 * DAY).prune()
    assert "cards/old" not in names(tmp_path)


@pytest.mark.parametrize("stamp", ["", "no number", str(NOW + 400 * DAY)])
def test_a_damaged_stamp_or_one_of_a_wrong_clock_is_no_reason_to_keep_all(
    tmp_path: Path, stamp: str
) -> None:
    aged(tmp_path, "cards/old", 40)
    (tmp_path / "pruned").write_text(stamp)
    Cache(tmp_path, NOW).prune()
    assert names(tmp_path) == {"pruned"}


def test_of_whole_sites_units_those_used_last_are_kept(tmp_path: Path) -> None:
    for number in range(20):
        aged(tmp_path, f"units/{number:02}.units", number / 100)
    # The oldest, which many edits have been made on top of.
    assert Cache(tmp_path, NOW).get("units/19.units") is not None
    Cache(tmp_path, NOW).prune()
    aged(tmp_path, "units/next.units", -0.1)
    Cache(tmp_path, NOW).prune()  # on the same day
    kept = {"next.units", "19.units", *(f"{number:02}.units" for number in range(10))}
    assert names(tmp_path / "units") == kept


def test_pruning_never_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Cache(None, NOW).prune()
    Cache(tmp_path / "nowhere", NOW).prune()
    aged(tmp_path, "cards/old", 40)
    (tmp_path / "cards" / "dangling").symlink_to(tmp_path / "gone")

    def gone(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(path)

    monkeypatch.setattr(Path, "unlink", gone)
    Cache(tmp_path, NOW).prune()
    assert "cards/old" in names(tmp_path)


def test_pruning_does_not_leave_the_cache(tmp_path: Path) -> None:
    outside = aged(tmp_path, "outside/old", 40)
    (tmp_path / "cache" / "cards").mkdir(parents=True)
    (tmp_path / "cache" / "cards" / "link").symlink_to(outside.parent)
    (tmp_path / "cache" / "folder").symlink_to(outside.parent)
    Cache(tmp_path / "cache", NOW).prune()
    assert outside.exists()


def test_without_a_clock_nothing_is_deleted(tmp_path: Path) -> None:
    aged(tmp_path, "cards/old", 400)
    Cache(tmp_path).prune()
    assert names(tmp_path) == {"cards/old"}


def test_a_build_prunes_when_it_has_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aged(tmp_path / "cache", "cards/old", 40)
    published: list[set[str]] = []

    def publish(*_: object, **__: object) -> int:
        published.append(names(tmp_path / "cache"))
        return 7

    monkeypatch.setattr(site_maker, "publish_site", publish)
    sources, cache = tmp_path / "sources", Cache(tmp_path / "cache", NOW)
    project = site_maker.Project(sources, sources, sources, root=tmp_path / "root", memory=cache)
    assert project.publish(cast(Portal, None), Theme({}), tmp_path / "site") == 7
    assert published == [{"cards/old"}]
    assert names(tmp_path / "cache") == {"pruned"}


def test_projects_know_the_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """By the machine's clock, whatever time a repeatable build claims that it is."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    path = aged(tmp_path, ".cache/cards/used", 0)
    os.utime(path, (DAY, DAY))
    project = site_maker.Project(tmp_path, tmp_path, tmp_path, root=tmp_path)
    assert project.cache.get("cards/used") is not None
    assert path.stat().st_mtime > NOW - 2000 * DAY


def test_copies_that_editors_keep_make_nothing_anew(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "site.yml").write_text("a", "utf-8")

    def inputs() -> str:
        none = tmp_path / "none"
        project = site_maker.Project(tmp_path / "data", none, none, root=tmp_path)
        return project.inputs("2026-11-22")

    before = inputs()
    (tmp_path / "data" / "site.yml~").write_text("b", "utf-8")
    assert inputs() == before
    (tmp_path / "data" / "site.yml").write_text("b", "utf-8")
    assert inputs() != before


def test_what_is_remembered_is_made_once_for_the_same(tmp_path: Path) -> None:
    made: list[str] = []

    def make(what: str) -> str:
        made.append(what)
        return what.upper()

    cache, nowhere = Cache(tmp_path), Cache()
    for of, expected in (("a", "A"), ("a", "A"), ("b", "B"), ("b", "B"), ("a", "A")):
        assert cache.remember("words", of, lambda of=of: make(of)) == expected  # type: ignore[misc]
    # The last alone: a preview would else keep all that ever was.
    assert made == ["a", "b", "a"]
    assert cache.remember("others", "a", lambda: make("c")) == "C"
    made.clear()
    for _ in range(2):
        assert nowhere.remember("words", "a", lambda: make("a")) == "A"
    assert made == ["a", "a"]
    assert cache.keeps
    assert not nowhere.keeps
