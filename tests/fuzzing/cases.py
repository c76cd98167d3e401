"""Which tree a seed and an index mean: the same on every machine."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from tests.fuzzing.byte_level import mutate_bytes
from tests.fuzzing.tree_level import mutate_tree
from tests.fuzzing.trees import Tree, seeds
from tests.fuzzing.typed import draw_typed
from tests.fuzzing.yaml_level import mutate_fields, mutate_syntax

# How many in 20 trees are mutated in which way; some in several.
WAYS: Final = ("bytes",) * 5 + ("syntax",) * 3 + ("fields",) * 3 + ("tree",) * 3 + ("typed",) * 6


@dataclass(frozen=True, slots=True)
class Case:
    """A tree to try; `ways` are how it came about."""

    seed: int
    index: int
    ways: tuple[str, ...]
    tree: Tree

    @property
    def name(self) -> str:
        """How it is made again: `--seed 1 --only 17`."""
        return f"--seed {self.seed} --only {self.index} ({', '.join(self.ways)})"


def make_case(seed: int, index: int) -> Case:
    """The tree of that number."""
    chance = Random(f"{seed}:{index}")
    number = chance.choices(range(len(seeds())), (8, 1, 1))[0]
    ways = [chance.choice(WAYS)]
    if chance.random() < 0.15:
        ways.append(chance.choice(WAYS))
    # Drawn from the good tree, so first of all.
    ways.sort(key=lambda way: way != "typed")
    tree = draw_typed(0, chance) if ways[0] == "typed" else dict(seeds()[number])
    for way in ways:
        if way == "tree":
            mutate_tree(tree, chance)
        elif way != "typed":
            _mutate_files(tree, way, chance)
    return Case(seed, index, tuple(ways), tree)


def _mutate_files(tree: Tree, way: str, chance: Random) -> None:
    for _ in range(chance.choice((1, 1, 1, 2))):
        names = [name for name, entry in tree.items() if isinstance(entry, bytes)]
        if way != "bytes":
            names = [name for name in names if name.endswith(".yml")]
        # As often the site's own file as a record of some kind.
        folders = sorted({name.partition("/")[0] for name in names})
        folder = chance.choice(folders or [""])
        within = [name for name in names if name.partition("/")[0] == folder]
        if not within:
            return
        name, other = chance.choice(within), chance.choice(names)
        content, strange = tree[name], tree[other]
        assert isinstance(content, bytes)
        assert isinstance(strange, bytes)
        if way == "bytes":
            tree[name] = mutate_bytes(content, chance)
        elif way == "syntax":
            tree[name] = mutate_syntax(content, chance)
        else:
            tree[name] = mutate_fields(content, chance, strange)
