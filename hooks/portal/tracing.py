"""What is read while something is made: so that it is made again only when that has changed.

A source is anything that pages are made of and that may differ from build to build: the records
of a kind, what relates to what, the facets … Each read of a part of a source is noted under
a key, "source/part"; whoever reads several at once notes all of them ("source/*": which parts
there are). What is kept for later use keeps its reads, and passes them on (`memo`).
Source: "Build Systems à la Carte" (Mokhov, Mitchell, Peyton Jones, 2018), verifying traces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, Generic, ParamSpec, TypeVar

Part = TypeVar("Part")
Value = TypeVar("Value")
Arguments = ParamSpec("Arguments")
Made = TypeVar("Made")

# Which parts there are, in their order.
ALL: Final = "*"
# Keys are noted by numbers, which this process gives them: a page has 60 of them, and strings would
# be looked up again for each where they are packed. None has the number 0.
_names: Final = [""]
_numbers: Final[dict[str, int]] = {}
_nothing: set[int] = set()
_reads = _nothing


def key_number(key: str) -> int:
    """The number of a key, in this process and those that are forked from it later."""
    found = _numbers.get(key)
    if found is None:
        found = _numbers[key] = len(_names)
        _names.append(key)
    return found


def key_names(numbers: Iterable[int]) -> list[str]:
    """The keys that have these numbers."""
    return list(map(_names.__getitem__, numbers))


class collect_reads:  # noqa: N801 - called like a function; as one it takes three times as long
    """Note what is read inside, as the numbers of keys; what stands around has not read it."""

    __slots__ = ("_outside",)

    def __enter__(self) -> set[int]:
        global _reads
        self._outside = _reads
        found: set[int] = set()
        _reads = found
        return found

    def __exit__(self, *raised: object) -> None:
        global _reads
        _reads = self._outside


class collect_reads_into(collect_reads):  # noqa: N801 - as the other
    """Add to what was noted before: for what is made in several steps."""

    __slots__ = ("_found",)

    def __init__(self, found: set[int]) -> None:
        self._found = found

    def __enter__(self) -> set[int]:
        global _reads
        self._outside = _reads
        _reads = self._found
        return self._found


def note(key: str) -> None:
    """Note one read."""
    if _reads is not _nothing:
        _reads.add(_numbers.get(key) or key_number(key))


def note_all(numbers: Iterable[int]) -> None:
    """Note several reads, by their numbers."""
    if _reads is not _nothing:
        _reads.update(numbers)


class TracedMapping(Mapping[Part, Value]):
    """A mapping that notes what is read of it; reading a part that is not there counts too.

    As a `whole`, each read counts as one of everything: for what is small and always read through.
    """

    __slots__ = ("_keys", "is_whole", "parts", "source")

    def __init__(self, source: str, parts: Mapping[Part, Value], *, is_whole: bool = False) -> None:
        self.source = source
        self.parts = parts
        self.is_whole = is_whole
        self._keys: dict[Any, int] = {}

    def __getitem__(self, part: Part) -> Value:
        if _reads is not _nothing:
            _reads.add(self._keys.get(part) or self._key_of(part))
        return self.parts[part]

    def get(self, part: Part, default: Any = None) -> Any:
        if _reads is not _nothing:
            _reads.add(self._keys.get(part) or self._key_of(part))
        return self.parts.get(part, default)

    def __contains__(self, part: object) -> bool:
        self._note(part)
        return part in self.parts

    def __iter__(self) -> Iterator[Part]:
        self._note(ALL)
        return iter(self.parts)

    def __len__(self) -> int:
        self._note(ALL)
        return len(self.parts)

    def _note(self, part: object) -> None:
        if _reads is not _nothing:
            _reads.add(self._keys.get(part) or self._key_of(part))

    def _key_of(self, part: object) -> int:
        name = "/".join(part) if isinstance(part, tuple) else part
        if self.is_whole:
            name = ALL
        key = self._keys[part] = key_number(f"{self.source}/{name}")
        return key


def untraced(mapping: Mapping[Part, Value]) -> Mapping[Part, Value]:
    """A mapping whose reads nobody notes; for whoever notes something finer instead."""
    return mapping.parts if isinstance(mapping, TracedMapping) else mapping


class TracedTuple(tuple[Value, ...]):
    """A tuple that notes that it was read; it has no parts of its own.

    What copies it by way of the C interface alone (`tuple(...)` of one) is not noticed: iterate.
    """

    _key: str

    @classmethod
    def of(cls, source: str, values: tuple[Value, ...]) -> TracedTuple[Value]:
        """The values, as a source."""
        made = cls(values)
        made._key = f"{source}/{ALL}"
        return made

    def __iter__(self) -> Iterator[Value]:
        note(self._key)
        return super().__iter__()

    def __len__(self) -> int:
        note(self._key)
        return super().__len__()

    def __bool__(self) -> bool:
        return len(self) > 0

    def __getitem__(self, index: Any) -> Any:
        note(self._key)
        return super().__getitem__(index)


class TracedFunction(Generic[Value]):
    """What is worked out of many parts of other sources, as a source of its own.

    Who asks for a part has read that one, and nothing of what it was worked out of: whatever else
    changes there, the answer may be the same.
    """

    __slots__ = ("_known", "_work_out", "source")

    def __init__(self, source: str, work_out: Callable[[str], Value]) -> None:
        self.source = source
        self._work_out = work_out
        self._known: dict[str, tuple[Value, int]] = {}

    def __call__(self, part: str) -> Value:
        value, key = self._known.get(part) or self._found(part)
        if _reads is not _nothing:
            _reads.add(key)
        return value

    def untraced(self, part: str) -> Value:
        """The same for whoever notes something else instead, or nothing."""
        return (self._known.get(part) or self._found(part))[0]

    def _found(self, part: str) -> tuple[Value, int]:
        with collect_reads():
            key = key_number(f"{self.source}/{part}")
            found = self._known[part] = (self._work_out(part), key)
        return found


def memo(function: Callable[Arguments, Made], most: int | None = None) -> Callable[Arguments, Made]:
    """Make each result once; whoever takes it has read what it was made of.

    For arguments that can be hashed. As `functools.lru_cache(maxsize=None)` else. With `most`,
    that many are kept, and then forgotten together: for what is asked for again soon or never.
    """
    # Tuples: hundreds of thousands are kept, and a set takes four times the memory.
    known: dict[Any, tuple[Made, tuple[int, ...]]] = {}

    def recall(*arguments: Arguments.args, **named: Arguments.kwargs) -> Made:
        key = (arguments, *named.items()) if named else arguments
        found = known.get(key)
        if found is None:
            with collect_reads() as reads:
                made = function(*arguments, **named)
            if most is not None and len(known) >= most:
                known.clear()
            found = known[key] = (made, tuple(reads))
        if _reads is not _nothing:
            _reads.update(found[1])
        return found[0]

    return recall
