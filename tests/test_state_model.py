"""A state does what a plain dictionary of units would do, whatever builds ask of it in turn."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from portal.cache import Cache
from portal.kept_states import load_state, save_state, site_id
from portal.state import SiteState
from portal.tracing import key_names, key_number
from portal.unit_table import KnownUnit, MadeTwiceError
from portal.units import MadeUnit

# Few names and keys, so that they meet often; numbers of keys above 255, whose bytes stand in the
# bytes of others.
_NAMES = [f"unit {n:02}" for n in range(48)]
_KEYS = [f"model/{n}" for n in range(700)]


class _Model:
    """The plain dictionary: units by name, the versions of what they read."""

    def __init__(self) -> None:
        self.units: dict[str, MadeUnit] = {}
        self.versions = dict.fromkeys(_KEYS, 0)

    def digests(self, keys: Sequence[str]) -> list[bytes]:
        return [str(self.versions[key]).encode() for key in keys]

    def outdated(self, changed: set[str]) -> set[str]:
        return {name for name, unit in self.units.items() if changed & set(key_names(unit.reads))}

    def files(self) -> dict[str, tuple[str, bytes, int]]:
        return {file[0]: file for unit in self.units.values() for file in unit.files}

    def notes(self, beginning: str) -> tuple[bytes, ...]:
        units = [self.units[name] for name in sorted(self.units) if name.startswith(beginning)]
        return tuple(note for unit in units for note in unit.notes)


def _unit(name: str, chance: random.Random) -> MadeUnit:
    keys = {key_number(key) for key in chance.sample(_KEYS, chance.randrange(6))}
    paths = [f"{name}/{n}" for n in range(chance.randrange(4))]
    files = tuple((path, bytes([chance.randrange(3)] * 16), chance.randrange(9)) for path in paths)
    notes = (bytes([chance.randrange(5)]),) if chance.random() < 0.3 else ()
    return MadeUnit(name, keys, files, notes)


def _same(state: SiteState, model: _Model, chance: random.Random) -> None:
    """Whatever can be asked of a state."""
    assert state.names() == model.units.keys()
    for name in _NAMES:
        assert (name in state) == (name in model.units)
        found, unit = state.unit(name), model.units.get(name)
        assert (found is None) == (unit is None)
        if found is not None and unit is not None:
            reads = memoryview(found.reads).cast("I")
            assert {state.keys[number] for number in reads} == set(key_names(unit.reads))
            assert (found.name, found.files, found.notes) == (name, unit.files, unit.notes)
    files, expected = state.files(), model.files()
    assert dict(files) == expected
    assert len(files) == len(expected)
    assert sorted(files) == sorted(expected)
    assert sorted(files.rows()) == sorted(expected.values())
    for path in (f"{name}/{n}" for name in _NAMES for n in range(4)):
        assert (path in files) == (path in expected)
        assert files.get(path) == expected.get(path)
    for beginning in ("", "unit 0", "unit 1", "unit 23", "unit", "nothing"):
        assert state.notes()[beginning] == model.notes(beginning)
    for count in (0, 1, 6, 7, 60):
        changed = set(chance.sample(_KEYS, count))
        expected_names = model.outdated(changed)

        def digests(keys: Sequence[str], changed: set[str] = changed) -> list[bytes]:
            known = model.digests(keys)
            return [b"new" if k in changed else d for k, d in zip(keys, known, strict=True)]

        assert state.outdated(digests) == expected_names
        for name in _NAMES:
            known = state.unit(name)
            if known is not None:
                assert state.holds(known, digests) == (name not in expected_names)


def _build(known: SiteState | None, model: _Model, chance: random.Random) -> SiteState:
    """The next build: some of what is read has changed, some units come, some go.

    Of those that must be made again, some are found to be as they were: they are restored.
    """
    before = model.files()
    state = SiteState("recipe") if known is None else known.successor("recipe")
    # After small edits a state is kept as what differs, after large ones whole.
    size = 1 if known is not None and chance.random() < 0.7 else 20
    for key in chance.sample(_KEYS, chance.randrange(4 * size)):
        model.versions[key] += 1
    outdated = set() if known is None else known.outdated(model.digests)
    new = set(chance.sample(_NAMES, chance.randrange(1 + size)))
    gone = set(chance.sample(_NAMES, chance.randrange(2))) - new
    restored: list[KnownUnit] = []
    for name in outdated | gone:
        unit = state.unit(name)
        state.drop(name)
        assert name not in state
        if unit is not None and name not in gone and name not in new and chance.random() < 0.5:
            restored.append(unit)
        else:
            model.units.pop(name, None)
    for unit in restored:
        state.restore(unit)
    for name in (outdated | new) - gone - {unit.name for unit in restored}:
        made = _unit(name, chance)
        state.add(made)
        model.units[name] = made
    state.close(model.digests)
    now = model.files()
    changed, old = state.changes()
    assert changed == {path: file for path, file in now.items() if before.get(path) != file}
    assert old == {path: file for path, file in before.items() if now.get(path) != file}
    return state


@pytest.mark.parametrize("seed", range(20))
def test_a_state_is_a_dictionary_of_units(tmp_path: Path, seed: int) -> None:
    chance, cache, model = random.Random(seed), Cache(tmp_path), _Model()
    known, site = None, "0"
    for _ in range(12):
        state = _build(known, model, chance)
        _same(state, model, chance)
        changed, gone = state.changes()
        site = site_id(changed.values(), site, gone.values())
        assert site == site_id(model.files().values())
        save_state(cache, site, state)
        _same(state, model, chance)  # keeping it has changed nothing of it
        known = load_state(cache, site)
        assert known is not None
        _same(known, model, chance)


def test_units_that_make_the_same_files_are_told(tmp_path: Path) -> None:
    """Whether one of them, both or neither is of a state that was kept whole."""
    same = [(f"same {n}", b"0" * 16, 1) for n in range(5)]

    def unit(name: str, *more: tuple[str, bytes, int]) -> MadeUnit:
        return MadeUnit(name, set(), ((f"of {name}", b"1" * 16, 1), *more), ())

    cache = Cache(tmp_path)
    both = SiteState("recipe")
    for name in ("one", "two"):
        both.add(unit(name, *same))
    alone = SiteState("recipe")
    alone.add(unit("one", *same))
    for site, state in (("both", both), ("alone", alone)):
        state.close(lambda keys: [])
        save_state(cache, site, state)
    kept, later = load_state(cache, "both"), load_state(cache, "alone")
    assert kept is not None
    assert later is not None
    later.add(unit("two", *same))
    itself = SiteState("recipe")
    itself.add(unit("one", *same[:3], *same[:3]))
    for state in (both, kept, later, itself):
        with pytest.raises(MadeTwiceError) as caught:
            state.files()
        # Some of them, and none that one unit alone has made.
        assert caught.value.paths == ["same 0", "same 1", "same 2"]
        assert str(caught.value) == "made by two units: same 0, same 1, same 2"
