"""Options of filters in one language: what they are called, their order, where they lead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from markupsafe import Markup, escape

from portal.addresses import explorer_path, filter_path, record_path, related_path
from portal.exports.datasets import ROOT as DATA_ROOT
from portal.filters import RECORD_KIND, UNKNOWN_YEAR
from portal.markup import text_of
from portal.model import Municipality
from portal.pages import labels
from portal.pages.cards import ALL_SHOWN, show_all
from portal.pages.filter_views import FilterBlock, FilterPanel, OptionLink
from portal.pages.localiser import Localiser

# Filters whose option is a record that these records name themselves: what it leaves stands
# on that record's page already, or on the list below its address. No second page is made.
_ON_RECORD_PAGE: Final = frozenset(
    {
        ("projects", "programme"), ("projects", "municipality"),
        ("agreements", "programme"), ("agreements", "municipality"),
        ("events", "municipality"), ("news", "municipality"),
    }
)  # fmt: skip
# The sources of what options are called (see portal.tracing): of all of a filter, in their order,
# "labels:bg/grants/municipality", and of one of them, "label:bg/grants/municipality/ruse".
LABELS: Final = "labels"
LABEL: Final = "label"
# Of more options, a list shows those with the most records, and a link to all.
_OPTIONS_SHOWN: Final = 8
_STATUS: Final = {
    "programmes": labels.PROJECT_STATE,
    "projects": labels.PROJECT_STATE,
    "agreements": labels.COMMITMENT_STATUS,
    "events": labels.EVENT_STATUS,
}
_KIND: Final = {
    "organisations": labels.ORGANISATION_KIND,
    "events": labels.EVENT_KIND,
    "documents": labels.DOCUMENT_KIND,
}


def has_own_pages(kind: str, name: str) -> bool:
    """Whether the options of a filter have pages of their own."""
    return (kind, name) not in _ON_RECORD_PAGE


def filter_label(kind: str, name: str, loc: Localiser) -> str:
    """What a filter is called: "Country"."""
    if kind == "agreements" and name == "status":
        return loc.gettext("Commitments")
    return loc.label(labels.FILTER, name)


def option_labels(kind: str, name: str, loc: Localiser) -> Mapping[str, Markup]:
    """What the options of a filter are called, in the order in which they are offered."""
    return loc.traced(LABELS, labels_in_order)(f"{kind}/{name}")


def option_label(kind: str, name: str, option: str, loc: Localiser) -> Markup:
    """What one option is called. Others' names may be what tells it apart."""
    label = loc.traced(LABEL, label_or_none)(f"{kind}/{name}/{option}")
    assert label is not None
    return label


def label_or_none(part: str, loc: Localiser) -> Markup | None:
    """The same by the part of the source; None where there is no such option."""
    of_filter, _, option = part.rpartition("/")
    return loc.traced(LABELS, labels_in_order).untraced(of_filter).get(option)


def labels_in_order(part: str, loc: Localiser) -> Mapping[str, Markup]:
    """See `option_labels`; nothing of a filter that is not there."""
    kind, name = part.split("/")
    options = loc.filters.get(kind, {}).get(name)
    if options is None:
        return {}
    names = _option_names(kind, name, loc)
    if name in RECORD_KIND:
        return {option: names[option] for option in loc.sorted_ids(RECORD_KIND[name], options)}
    if name == "country":
        in_order = sorted(
            options, key=lambda option: loc.language.sort_key(names[option].unescape())
        )
        return {option: names[option] for option in in_order}
    if name == "year":
        years = sorted((option for option in options if option != UNKNOWN_YEAR), reverse=True)
        unknown = [UNKNOWN_YEAR] if UNKNOWN_YEAR in options else []
        return {year: names[year] for year in (*years, *unknown)}
    return names


def _option_names(kind: str, name: str, loc: Localiser) -> Mapping[str, Markup]:
    """What the options of a filter are called, in no order that matters."""
    options = loc.filters[kind][name]
    if name in RECORD_KIND:
        names = {option: loc.name(RECORD_KIND[name], option) for option in options}
        return _told_apart(names, name, loc)
    if name == "country":
        return {option: escape(loc.language.country(option.upper())) for option in options}
    if name == "year":
        undated = loc.label(labels.EVENT_TIME, "undated")
        return {year: escape(undated if year == UNKNOWN_YEAR else year) for year in options}
    words = (_STATUS if name == "status" else _KIND)[kind]
    slugs = {key.replace("_", "-"): key for key in words}
    return {slug: escape(loc.label(words, slugs[slug])) for slug in slugs if slug in options}


def _told_apart(names: Mapping[str, Markup], name: str, loc: Localiser) -> Mapping[str, Markup]:
    # Two municipalities are called Бяла: their regions tell which is which.
    count = Counter(text_of(label) for label in names.values())
    return {
        option: label
        if count[text_of(label)] == 1
        else Markup("{} ({})").format(label, _region(option, name, loc))
        for option, label in names.items()
    }


def _region(option: str, name: str, loc: Localiser) -> Markup:
    record = loc.catalog.brief(RECORD_KIND[name], option)
    if isinstance(record, Municipality) and record.region:
        return loc.text(record.region)
    return escape(option)


def option_path(kind: str, name: str, option: str, loc: Localiser) -> str:
    """The page of one option, below the language's root."""
    if has_own_pages(kind, name):
        return filter_path(kind, name, option)
    owner = RECORD_KIND[name]
    if len(loc.filters[kind][name][option]) > ALL_SHOWN:
        return related_path(owner, option, kind)
    return f"{record_path(owner, option)}#{kind}"


def option_links(kind: str, name: str, loc: Localiser) -> tuple[OptionLink, ...]:
    """All options of a filter as links, with how many records each leaves."""
    options = loc.filters[kind][name]
    return tuple(
        OptionLink(
            option_path(kind, name, option, loc), label, loc.language.number(len(options[option]))
        )
        for option, label in option_labels(kind, name, loc).items()
    )


def build_panel(kind: str, loc: Localiser) -> FilterPanel | None:
    """The filters of a list; None where the list is too short to need one."""
    filters = loc.filters.get(kind)
    if not filters:
        return None
    return FilterPanel(
        blocks=tuple(_block(kind, name, loc) for name in filters),
        index=f"{explorer_path(kind, loc.language.tag)}.json",
        table=f"{DATA_ROOT}{kind}.csv",
    )


def _block(kind: str, name: str, loc: Localiser) -> FilterBlock:
    links = option_links(kind, name, loc)
    label = filter_label(kind, name, loc)
    if len(links) <= _OPTIONS_SHOWN:
        return FilterBlock(name, label, links)
    shown = links
    if name != "year":
        options: Any = loc.filters[kind][name]
        sizes = [len(options[option]) for option in option_labels(kind, name, loc)]
        largest = sorted(range(len(links)), key=lambda place: (-sizes[place], place))
        shown = tuple(links[place] for place in largest)
    more = OptionLink(filter_path(kind, name), escape(show_all(loc.language, len(links))))
    return FilterBlock(name, label, shown[:_OPTIONS_SHOWN], more)
