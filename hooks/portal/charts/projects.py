"""Projects over time: each with its bar, or, where they are many, how many in each year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from markupsafe import Markup, escape

from portal.charts.bars import BarRow, Value, draw_bars
from portal.charts.timeline import Span, draw_timeline, span_of
from portal.charts.views import Chart, ChartKey
from portal.charts.words import describe_rows, describe_spans
from portal.model import Project
from portal.pages import labels
from portal.pages.localiser import Localiser, title_of
from portal.states import project_state
from portal.tables import Row, Table

# So many projects have a bar each; more of them are counted by year.
MOST_BARS: Final = 20
# The most years that are counted: data that says 1566 must not make a chart of 960 rows.
_MOST_YEARS: Final = 40


def projects_chart(id: str, ids: Iterable[str], loc: Localiser, root: str) -> Chart | None:
    """The projects with these ids over time, for a page at `root`; None where no time is known."""
    projects = [p for i in ids if isinstance(p := loc.catalog.brief("projects", i), Project)]
    if all(project.period is None for project in projects):
        return None
    title = loc.gettext("Projects over time")
    if len(projects) <= MOST_BARS:
        return _each(id, title, projects, loc, root)
    return _by_year(id, title, projects, loc)


def _each(id: str, title: str, projects: Sequence[Project], loc: Localiser, root: str) -> Chart:
    _ = loc.gettext
    rank = {i: n for n, i in enumerate(loc.sorted_ids("projects", [p.id for p in projects]))}
    ordered = sorted(projects, key=lambda p: (_first(p), rank[p.id]))
    spans = [project_span(project, loc) for project in ordered]
    rows = tuple(
        Row(loc.link_at(root, "projects", p.id), (escape(s.when),))
        for p, s in zip(ordered, spans, strict=True)
    )
    table = Table((_("Project"), _("When")), rows)
    return draw_timeline(
        id,
        title,
        describe_spans(spans, loc),
        spans,
        keys=timeline_keys(spans, loc),
        notes=timeline_notes(ordered, loc),
        table=table,
    )


def project_span(project: Project, loc: Localiser) -> Span:
    """A project's row: its name, its time in words, and its days as far as known."""
    name, tag = loc.pick(title_of(project))
    first, last = span_of(project.period)
    style = project_state(project.period, loc.today)
    language = "" if tag == loc.language.tag else tag
    return Span(name, when(project, loc), first, last, style, language)


def when(project: Project, loc: Localiser) -> str:
    """A project's time in words: what is known of it, and what is not."""
    _ = loc.gettext
    period, months = project.period, project.duration_months
    length = loc.language.plural("%(num)s month", "%(num)s months", months) if months else ""
    if period is None:
        unknown = loc.label(labels.PROJECT_STATE, "unknown")
        return f"{unknown} ({length})" if length else unknown
    text = loc.language.period(period)
    if period.ends_on is None:
        return _("start: %(date)s; end not stated").replace("%(date)s", text)
    if period.starts_on is None:
        return _("end: %(date)s; start not stated").replace("%(date)s", text)
    return text


def timeline_keys(spans: Sequence[Span], loc: Localiser) -> tuple[ChartKey, ...]:
    """What hatched ends stand for, where there are some."""
    if any((s.first is None) != (s.last is None) for s in spans):
        return (ChartKey("open", loc.gettext("Start or end not stated")),)
    return ()


def timeline_notes(projects: Iterable[Project], loc: Localiser) -> tuple[str, ...]:
    """How dates without a month or a day are drawn, where there are some."""
    for project in projects:
        period = project.period
        for day in (period.starts_on, period.ends_on) if period else ():
            if day is not None and day.day is None:
                return (
                    loc.gettext("Where a source names no day, the whole month or year is drawn."),
                )
    return ()


def _first(project: Project) -> date:
    first, last = span_of(project.period)
    return first or last or date.max


def _by_year(id: str, title: str, projects: Sequence[Project], loc: Localiser) -> Chart:
    """How many projects ran in each year; those of which start or end is unknown apart."""
    _ = loc.gettext
    running: Counter[int] = Counter()
    unknown = 0
    for project in projects:
        first, last = span_of(project.period)
        if first is None or last is None:
            unknown += 1
        else:
            years = range(max(first.year, last.year - _MOST_YEARS), last.year + 1)
            running.update(years)
    latest = max(running, default=0)
    first_year = max(min(running, default=0), latest - _MOST_YEARS + 1)
    counts = [(str(year), running[year]) for year in range(first_year, latest + 1) if running]
    rows = [
        BarRow(year, (Value(Decimal(n), loc.language.number(n), "actual"),)) for year, n in counts
    ]
    table_rows = [Row(Markup(year), (escape(loc.language.number(n)),)) for year, n in counts]
    notes = [_("A project counts in every year in which it ran.")]
    if unknown:
        text = loc.language.plural(
            "%(num)s project is not counted: its start or its end is not stated.",
            "%(num)s projects are not counted: their start or their end is not stated.",
            unknown,
        )
        notes.append(text)
        number = loc.language.number(unknown)
        label = loc.label(labels.PROJECT_STATE, "unknown")
        table_rows.append(Row(escape(label), (escape(number),)))
    table = Table((_("Year"), _("Projects")), tuple(table_rows), (1,))
    return draw_bars(id, title, describe_rows(rows, loc), rows, notes=tuple(notes), table=table)
