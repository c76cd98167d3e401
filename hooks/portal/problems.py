"""Problems: what is wrong in the data, where, and how to mend it.

A problem is a value, never an exception: the loader collects them all, so that
an editor sees the whole list after one run instead of one mistake per run.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from types import MappingProxyType
from typing import Final

MAX_PER_FILE: Final = 200
# Of what a file or a rule says: no sentence of ours is as long, and nobody reads on.
_MAX_PART: Final = 700
_MAX_PLACE: Final = 300
# An escape would be typed as it is shown, and YAML takes it for text.
_SPACE_SIGN: Final = "␣"
_SPACE_SIGN_MEANS: Final = f" ({_SPACE_SIGN} stands for a non-breaking space)"
_SIGNS: Final = {ord("\n"): "⏎", ord("\t"): " ", ord("\N{NO-BREAK SPACE}"): _SPACE_SIGN}
_SPACES: Final = re.compile(r"[ \t\r\n]+")
# Longer than most addresses: its beginning tells which one it is.
_MAX_WORD: Final = 300


class Severity(StrEnum):
    """How much a problem matters: an error stops the build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend in one place.

    `line` and `column` count from 1; `field` is the dotted path inside the file
    (`funding.amount`, `partners[2].role`) or empty where the whole file is meant.
    `expected`, `got` and `fix` become one printable line each, of bounded length.
    """

    path: str
    line: int
    column: int
    field: str
    expected: str
    got: str
    fix: str
    severity: Severity = dataclasses.field(default=Severity.ERROR, compare=False)

    def __post_init__(self) -> None:
        """Make what comes from files harmless, wherever it is shown."""
        for name in ("expected", "got", "fix"):
            object.__setattr__(self, name, _readable(getattr(self, name), _MAX_PART))
        signs = _SPACE_SIGN in self.expected + self.got + self.fix
        if signs and not self.fix.endswith(_SPACE_SIGN_MEANS):
            object.__setattr__(self, "fix", self.fix + _SPACE_SIGN_MEANS)

    def __str__(self) -> str:
        """The one line that editors see: printable, whatever the file holds."""
        place = f"{_printable(self.path)}:{self.line}:{self.column}: "
        kind = "warning: " if self.severity is Severity.WARNING else ""
        name = f"{_readable(self.field, _MAX_PLACE)}: " if self.field else ""
        return f"{place}{kind}{name}expected {self.expected}, got {self.got}. Fix: {self.fix}"


def sort_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems by path, line, column and field, each once."""
    return tuple(sorted(set(problems)))


def limit_per_file(problems: Iterable[Problem]) -> list[Problem]:
    """The first problems of one file, and one that stands for the rest, which is not looked for.

    A file with more has one mistake that looks like thousands, and nobody reads them.
    """
    found = list(islice(problems, MAX_PER_FILE + 1))
    if len(found) > MAX_PER_FILE:
        found[-1] = Problem(
            found[0].path, 1, 1, "", f"at most {MAX_PER_FILE} problems in one file",
            "more", "mend those that are listed here, then check again",
        )  # fmt: skip
    return found


def limit_each_file(problems: Iterable[Problem]) -> Iterator[Problem]:
    """As `limit_per_file`, of problems of several files that come from several checks."""
    by_path: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_path[problem.path].append(problem)
    for of_file in by_path.values():
        yield from limit_per_file(of_file)


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of the problems must stop a build."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def render_summary(problems: tuple[Problem, ...]) -> str:
    """The closing line under a list of problems: how many errors in how many files."""
    parts = []
    for severity in Severity:
        count = sum(problem.severity is severity for problem in problems)
        if count:
            parts.append(f"{count} {severity}{'' if count == 1 else 's'}")
    files = len({problem.path for problem in problems})
    return f"{' and '.join(parts)} in {files} file{'' if files == 1 else 's'}."


# -- suggestions ---------------------------------------------------------------------


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was most likely meant, or None where nothing is close.

    A word that differs by case alone comes first. Pass a frozenset where many words
    are looked up in one large list: its index is made once.
    """
    if not word or len(word) > 100:
        return None
    index = _index(known if isinstance(known, frozenset) else frozenset(known))
    same = index.by_folded.get(word.casefold())
    if same is not None:
        return same
    folded = word.casefold()
    matches = difflib.get_close_matches(folded, index.candidates(folded), n=1, cutoff=0.6)
    return index.by_folded[matches[0]] if matches else None


def suggest(word: str, known: Iterable[str], what: str) -> str:
    """A fix for a word that is not known: the nearest one, else all of them."""
    words = known if isinstance(known, frozenset) else frozenset(known)
    match = nearest(word, words)
    if match:
        return f'did you mean "{match}"?'
    listed = ", ".join(sorted(words)[:12]) + (", …" if len(words) > 12 else "")
    return f"use one of the {what}: {listed}" if listed else f"there are no {what} yet: add one"


@dataclasses.dataclass(frozen=True, slots=True)
class _Index:
    """Known words by their pairs of letters: only words that share some are compared."""

    by_folded: Mapping[str, str]
    by_pair: Mapping[str, tuple[str, ...]]

    def candidates(self, folded: str) -> list[str]:
        if len(self.by_folded) <= 30:
            return list(self.by_folded)
        shared = Counter(w for pair in _pairs(folded) for w in self.by_pair.get(pair, ()))
        return sorted(shared, key=lambda w: (-shared[w] / (len(w) + len(folded)), w))[:30]


@lru_cache(maxsize=32)
def _index(known: frozenset[str]) -> _Index:
    by_folded = {word.casefold(): word for word in sorted(known, reverse=True)}
    by_pair: dict[str, list[str]] = defaultdict(list)
    for word in sorted(by_folded):
        for pair in _pairs(word):
            by_pair[pair].append(word)
    frozen = {pair: tuple(words) for pair, words in by_pair.items()}
    return _Index(MappingProxyType(by_folded), MappingProxyType(frozen))


def _pairs(word: str) -> set[str]:
    framed = f"^{word}$"
    return {framed[i : i + 2] for i in range(len(framed) - 1)}


# -- words ---------------------------------------------------------------------------


def quote_got(value: object, limit: int = 60) -> str:
    """A value as it is shown after "got": quoted, on one line, cut at `limit` characters."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping (key: value lines)"
    if isinstance(value, (list, tuple)):
        return "a list"
    text = _SPACES.sub(" ", str(value)).strip(" ")
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return '"' + _printable(text.translate(_SIGNS)) + '"'


def one_line(text: str) -> str:
    """What a file that came from anywhere says, for a terminal: one printable line, cut."""
    return _readable(text, _MAX_PART)


def _readable(text: str, limit: int) -> str:
    """A text as people read it: printable, without endless words, cut in its middle."""
    text = _printable(text if text.isprintable() else text.translate(_SIGNS))
    if len(text) > _MAX_WORD:
        text = " ".join(_cut(word, _MAX_WORD) for word in text.split(" "))
    return _cut(text, limit)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit * 3 // 4]}…{text[-limit // 8 :]}"


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
