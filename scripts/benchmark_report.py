"""What the benchmark found: BENCHMARKS.md for people, JSON for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from benchmark_checks import Comparison
from benchmark_runs import Row
from benchmark_words import EXPLANATION, HEAD
from build_cost import Cost

PORTAL: Final = "portal"
COMPLETE: Final = "portal with search and cards"
HUGO: Final = "hugo"
LARGE: Final = 10_000
SMALL: Final = 1_000


@dataclass(frozen=True, slots=True)
class Machine:
    """Where and when it was measured, and with what. `load` is what else ran when it began."""

    day: str
    commit: str
    processor: str
    processors: int
    memory_bytes: int
    system: str
    load: float
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Size:
    """All rows of one number of records, and how both sites compare."""

    records: int
    rows: tuple[Row, ...]
    comparison: Comparison

    def median(self, name: str) -> Cost:
        """The median of a row."""
        return self._row(name).median

    def pages(self, name: str) -> int:
        """How many pages a row's build wrote."""
        return self._row(name).written.pages

    @property
    def hugo(self) -> Cost:
        """Hugo's better build: into an empty directory, or over what it wrote before."""
        return min(
            (self.median(f"{HUGO}, {how}") for how in ("cold", "again")),
            key=lambda cost: cost.wall_seconds,
        )

    def _row(self, name: str) -> Row:
        return next(row for row in self.rows if row.name == name)


@dataclass(frozen=True, slots=True)
class Target:
    """A promise and what came of it: a ratio that must not exceed `limit`; None: not measured."""

    name: str
    limit: float
    reached: float | None

    @property
    def verdict(self) -> str:
        """In one word or two."""
        if self.reached is None:
            return "not measured"
        return "met" if self.reached <= self.limit else "missed"


def targets_of(sizes: Sequence[Size]) -> tuple[Target, ...]:
    """What was promised, beside what was reached."""
    by_records = {size.records: size for size in sizes}
    large, small = by_records.get(LARGE), by_records.get(SMALL)

    def ratio(name: str, limit: float, of: Callable[[Size], float]) -> Target:
        return Target(name, limit, of(large) if large else None)

    return (
        ratio(
            "cold build: time, of Hugo's", 0.5,
            lambda s: _wall(s, "cold") / s.median(f"{HUGO}, cold").wall_seconds,
        ),
        ratio(
            "cold build: memory, of Hugo's", 0.5,
            lambda s: _memory(s.median(f"{PORTAL}, cold")) / _memory(s.median(f"{HUGO}, cold")),
        ),
        ratio(
            "after one edit: time, of Hugo's build", 0.1,
            lambda s: _wall(s, "one edit") / s.hugo.wall_seconds,
        ),
        ratio(
            "nothing changed: time, of Hugo's build", 0.07,
            lambda s: _wall(s, "nothing changed") / s.hugo.wall_seconds,
        ),
        Target(
            f"a page of {LARGE:,} records: time, of one of {SMALL:,}", 1.2,
            _a_page(large) / _a_page(small) if large and small else None,
        ),
    )  # fmt: skip


def render_json(machine: Machine, sizes: Sequence[Size]) -> dict[str, Any]:
    """Everything measured, each run of it. Units: seconds and bytes."""
    return {
        "machine": asdict(machine),
        "sizes": [
            {
                "records": size.records,
                "rows": [
                    {**asdict(row), "median": asdict(row.median)} for row in size.rows
                ],
                "comparison": asdict(size.comparison),
            }
            for size in sizes
        ],
        "targets": [{**asdict(t), "verdict": t.verdict} for t in targets_of(sizes)],
    }  # fmt: skip


def render_markdown(machine: Machine, sizes: Sequence[Size]) -> str:
    """The same for people: targets first, then a table per size, then what it all means."""
    parts = [HEAD, *_targets(targets_of(sizes)), "", *_machine(machine)]
    for size in sizes:
        parts += ["", *_size(size)]
    return "\n".join([*parts, "", EXPLANATION])


def _targets(targets: Iterable[Target]) -> Iterator[str]:
    yield from _table(
        ("target", "at most", "reached", ""),
        (
            (t.name, f"{t.limit:g}", "–" if t.reached is None else f"{t.reached:.2f}", t.verdict)
            for t in targets
        ),
    )


def _machine(machine: Machine) -> Iterator[str]:
    yield "## Where it was measured"
    yield ""
    memory = f"{machine.memory_bytes / 2**30:.0f} GiB of memory"
    yield f"{machine.day}, commit {machine.commit}. {machine.processor}, " + (
        f"{machine.processors} processors, {memory}; {machine.system}."
    )
    versions = ", ".join(f"{name} {version}" for name, version in machine.versions.items())
    yield f"Versions: {versions}."
    if machine.load > _IDLE:
        yield (
            f"**The machine was not idle:** its load was {machine.load:.1f} when it began. "
            "Times are too long, on both sides; processor time suffers less."
        )


# What the operating system does by itself.
_IDLE: Final = 0.5


def _size(size: Size) -> Iterator[str]:
    yield f"## {size.records:,} records in four languages"
    yield ""
    yield from _table(
        ("build", "wall", "CPU", "memory", "largest process", "pages", "files", "MB", "runs"),
        (
            (
                row.name,
                f"{row.median.wall_seconds:.2f} s",
                f"{row.median.cpu_seconds:.2f} s",
                _megabytes(row.median.memory_bytes),
                _megabytes(row.median.largest_bytes),
                f"{row.written.pages:,}",
                f"{row.written.files:,}",
                f"{row.written.bytes / 1e6:,.0f}",
                str(len(row.runs)),
            )
            for row in size.rows
        ),
    )
    yield ""
    yield from _table(
        ("of Hugo's build", "wall", "CPU", "memory"),
        (
            (f"{name}, {how}", *_ratios(size.median(f"{name}, {how}"), hugo))
            for name in (PORTAL, COMPLETE)
            for how, hugo in (
                ("cold", size.median(f"{HUGO}, cold")),
                ("one edit", size.hugo),
                ("nothing changed", size.hugo),
            )
        ),
    )
    yield ""
    found = size.comparison
    yield (
        f"Both sites have the same {found.record_pages:,} pages of records and "
        f"{found.list_pages:,} pages of lists. Of {found.sampled:,} pages of records, drawn by "
        "lot, title, description, canonical address, hreflang, JSON-LD type and name, the text and "
        f"the links to other records were compared: {len(found.differences)} differences."
    )
    if found.reordered:
        yield (
            f"On {found.reordered} of them a long list begins with other records, as many as ours: "
            "Hugo sorts Latin titles among Cyrillic ones in another way."
        )


def _ratios(ours: Cost, hugo: Cost) -> tuple[str, str, str]:
    return (
        f"{ours.wall_seconds / hugo.wall_seconds:.2f}",
        f"{ours.cpu_seconds / hugo.cpu_seconds:.2f}",
        f"{_memory(ours) / _memory(hugo):.2f}",
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|---{'|---:' * (len(head) - 1)}|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _wall(size: Size, how: str) -> float:
    return size.median(f"{PORTAL}, {how}").wall_seconds


def _a_page(size: Size) -> float:
    return _wall(size, "cold") / max(1, size.pages(f"{PORTAL}, cold"))


def _memory(cost: Cost) -> int:
    return cost.memory_bytes or cost.largest_bytes


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB" if size else "–"
