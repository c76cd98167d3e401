"""What a site was made of, as it is kept: whole once, then what edits have changed."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from portal.cache import Cache
from portal.kept_states import load_state, save_state, site_id
from portal.state import SiteState
from portal.tracing import key_number
from portal.units import MadeUnit


def _unit(number: int, text: str = "", reads: Iterable[str] = ()) -> MadeUnit:
    content = f"{number} {text}".encode()
    digest = hashlib.blake2b(content, digest_size=16).digest()
    files = ((f"pages/{number}/index.html", digest, len(content)),)
    notes = (content,) if number % 10 == 0 else ()
    keys = set(map(key_number, (f"records/{number}", *reads)))
    return MadeUnit(f"page {number}", keys, files, notes)


def _digests(keys: Sequence[str]) -> list[bytes]:
    return [b"old" for _ in keys]


def _first(cache: Cache, count: int = 100) -> tuple[str, SiteState]:
    state = SiteState("recipe")
    for number in range(count):
        state.add(_unit(number, reads=["titles/*"] if number % 7 == 0 else []))
    state.close(_digests)
    site = site_id(state.files().values())
    save_state(cache, site, state)
    return site, state


def _edited(cache: Cache, site: str, numbers: Iterable[int], text: str) -> str:
    """The site after an edit of some records."""
    known = load_state(cache, site)
    assert known is not None
    now = dict(zip(known.keys, known.digests, strict=True))
    now |= {f"records/{number}": text.encode() for number in numbers}
    state = known.successor("recipe")

    def digests(keys: Sequence[str]) -> list[bytes]:
        return [now[key] for key in keys]

    for name in known.outdated(digests):
        state.drop(name)
    for number in numbers:
        state.add(_unit(number, text))
    state.close(digests)
    changed, gone = state.changes()
    site = site_id(changed.values(), site, gone.values())
    assert site == site_id(state.files().values())
    save_state(cache, site, state)
    return site


def _content(cache: Cache, site: str) -> tuple[object, ...]:
    state = load_state(cache, site)
    assert state is not None
    keys = {key: state.digests[number] for number, key in enumerate(state.keys)}
    return dict(state.files()), state.notes()["page"], keys


def test_a_state_is_read_back_as_it_was_kept(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    site, state = _first(cache)
    known = load_state(cache, site)
    assert known is not None
    assert known.names() == state.names()
    assert dict(known.files()) == dict(state.files())
    assert known.notes()["page 1"] == (b"10 ",)
    for name in state.names():
        assert known.unit(name) == state.unit(name)


def test_an_edit_keeps_what_it_changed_alone(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    site, _ = _first(cache)
    (whole,) = tmp_path.rglob("*.units")
    for number in range(3):
        site = _edited(cache, site, [number], "more")
    assert list(tmp_path.rglob("*.units")) == [whole]
    newest = tmp_path / f"sites/{site}.state"
    assert newest.stat().st_size < whole.stat().st_size / 4
    files, _, keys = _content(cache, site)
    assert len(files) == 100  # type: ignore[arg-type]
    assert keys["records/2"] == b"more"  # type: ignore[index]


def test_after_many_edits_the_state_is_kept_whole_again(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    site, _ = _first(cache)
    for number in range(0, 40, 4):
        site = _edited(cache, site, range(number, number + 4), "more")
    wholes = list(tmp_path.rglob("*.units"))
    assert 2 <= len(wholes) <= 5
    found = _content(cache, site)
    # The earlier ones are needed by earlier states alone.
    state = load_state(cache, site)
    assert state is not None
    for whole in wholes:
        if whole.stem != state.whole.name:
            whole.unlink()
    assert _content(cache, site) == found


def test_an_edit_that_is_taken_back_leaves_every_state_readable(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    first, _ = _first(cache)
    before = _content(cache, first)
    second = _edited(cache, first, [3], "more")
    after = _content(cache, second)
    known = load_state(cache, second)
    assert known is not None
    state = known.successor("recipe")
    state.add(_unit(3))
    state.close(_digests)
    changed, gone = state.changes()
    assert site_id(changed.values(), second, gone.values()) == first
    save_state(cache, first, state)
    assert _content(cache, first) == before
    assert _content(cache, second) == after


@pytest.mark.parametrize("ending", ["state", "units"])
def test_damage_is_noticed_and_mended_by_the_next_build(tmp_path: Path, ending: str) -> None:
    cache = Cache(tmp_path)
    site, _ = _first(cache)
    before = _content(cache, site)
    chance = random.Random(5)
    for _ in range(20):
        (file,) = tmp_path.rglob(f"*.{ending}")
        content = bytearray(file.read_bytes())
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        file.write_bytes(content)
        assert load_state(cache, site) is None
        _first(cache)
        assert _content(cache, site) == before
    (file,) = tmp_path.rglob(f"*.{ending}")
    file.unlink()
    assert load_state(cache, site) is None


def test_readers_are_found_of_few_changes_and_of_many(tmp_path: Path) -> None:
    """Numbers above 255 too, whose bytes stand in each other's."""
    state = SiteState("recipe")
    chance = random.Random(7)
    reads = {n: {f"k/{chance.randrange(70_000)}" for _ in range(30)} for n in range(300)}
    for filler in range(0, 70_000, 1000):  # numbers in the order of first use: many of them
        keys = {key_number(f"k/{n}") for n in range(filler, filler + 1000)}
        state.add(MadeUnit(f"filler {filler}", keys, (), ()))
    for number, own in reads.items():
        state.add(MadeUnit(f"unit {number}", set(map(key_number, own)), (), ()))
    state.close(_digests)
    cache = Cache(tmp_path)
    save_state(cache, "site", state)
    known = load_state(cache, "site")
    assert known is not None
    for count in (1, 3, 40):
        changed = {f"k/{chance.randrange(70_000)}" for _ in range(count)}
        digests = {key: b"new" if key in changed else b"old" for key in known.keys}
        found = known.outdated(lambda keys, digests=digests: [digests[key] for key in keys])  # type: ignore[misc]
        units = {name for name in found if name.startswith("unit")}
        assert units == {f"unit {n}" for n, own in reads.items() if own & changed}


def test_a_file_of_two_units_is_a_bug_that_is_told(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    site, state = _first(cache)
    known = load_state(cache, site)
    assert known is not None
    for one in (state, known):
        one.add(MadeUnit("other", set(), _unit(5).files, ()))
        with pytest.raises(RuntimeError, match=r"made by two units: pages/5/index\.html"):
            one.files()


def test_a_state_of_another_form_is_none(tmp_path: Path) -> None:
    """Such as an older version of this program kept it, or a newer one."""
    _, state = _first(Cache(tmp_path))
    _, *rest = stored = state.dump()
    assert SiteState.load(stored, lambda name: state.whole) is not None
    assert SiteState.load((-1, *rest), lambda name: state.whole) is None
    assert SiteState.load((-1, "of fewer parts"), lambda name: state.whole) is None
