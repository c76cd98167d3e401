"""The timeline of one project: when it ran, and what took place, was paid and published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from markupsafe import escape

from portal.charts.projects import project_span, timeline_keys, timeline_notes
from portal.charts.timeline import Span, draw_timeline, span_of
from portal.charts.views import Chart
from portal.charts.words import describe_spans, disputes_about
from portal.fields import PartialDate
from portal.model import AnyRecord, Document, Event, Grant, News, Project
from portal.pages import labels
from portal.pages.localiser import Localiser, title_of
from portal.tables import Row, Table

# So many rows a timeline has; the earliest are shown, for they show how it began.
MOST_ROWS: Final = 16
_KINDS: Final = ("grants", "events", "documents", "news")


def project_timeline(project: Project, loc: Localiser) -> Chart | None:
    """A project and what belongs to it, by date; None where no date at all is known.

    What has no date of its own is not drawn; a note counts it.
    """
    _ = loc.gettext
    own = project_span(project, loc)
    dated: list[tuple[date, str, str, Span]] = []
    undated = 0
    for record in _records(project, loc):
        span = _span(record, loc)
        day = span.first or span.last
        if day is None:
            undated += 1
        else:
            dated.append((day, record.kind_name, record.id, span))
    if own.first is None and own.last is None and not dated:
        return None
    dated.sort(key=lambda item: item[:3])
    shown = dated[:MOST_ROWS]
    spans = [own, *(span for _day, _kind, _id, span in shown)]
    first = Row(loc.text(project.title), (escape(_("Project")), escape(own.when)))
    rows = [
        Row(
            loc.link(kind, record_id),
            (escape(loc.label(labels.KIND_SINGULAR, kind)), escape(span.when)),
        )
        for _day, kind, record_id, span in shown
    ]
    return draw_timeline(
        "timeline-chart",
        _("Timeline"),
        describe_spans(spans, loc),
        spans,
        keys=timeline_keys(spans, loc),
        notes=(
            *timeline_notes([project], loc),
            *_left_out(len(dated) - len(shown), undated, loc),
            *disputes_about(project, ("period", "duration_months"), loc),
        ),
        table=Table((_("What"), _("Kind"), _("When")), (first, *rows)),
    )


def _records(project: Project, loc: Localiser) -> Iterator[AnyRecord]:
    for kind in _KINDS:
        for record_id in loc.catalog.related_ids("projects", project.id, kind):
            yield loc.catalog.brief(kind, record_id)


def _span(record: AnyRecord, loc: Localiser) -> Span:
    name, tag = loc.pick(title_of(record))
    language = "" if tag == loc.language.tag else tag
    kind = loc.label(labels.KIND_SINGULAR, record.kind_name)
    words, first, last = _days(record, loc)
    text = f"{kind}: {words}" if words else kind
    return Span(name, text, first, last, record.kind_name, language, is_point=first == last)


def _days(record: AnyRecord, loc: Localiser) -> tuple[str, date | None, date | None]:
    """The words, the first and the last day of a record; what is not known is empty."""
    match record:
        case Event():
            return loc.language.event_time(record), record.first_day, record.last_day
        case Grant(awarded_on=PartialDate() as day) | Document(published_on=PartialDate() as day):
            return loc.language.date(day), day.first_day, day.last_day
        case Grant(period=period) if period is not None:
            return loc.language.period(period), *span_of(period)
        case News():
            return loc.language.date(record.published_on), record.published_on, record.published_on
    return "", None, None


def _left_out(more: int, undated: int, loc: Localiser) -> Iterator[str]:
    if more:
        yield loc.language.plural(
            "%(num)s later entry is not drawn.", "%(num)s later entries are not drawn.", more
        )
    if undated:
        yield loc.language.plural(
            "%(num)s entry without a date is not drawn.",
            "%(num)s entries without a date are not drawn.",
            undated,
        )
