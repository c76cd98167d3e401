"""Data in one language, as HTML: texts with their fallback, links, labels.

The only place where data becomes markup: what is not escaped here is escaped by the
templates (autoescape), and prose goes through the sanitiser.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, Final, TypeVar

from markupsafe import Markup, escape

from portal.addresses import list_path, record_path, resolve_portal
from portal.cache import NO_CACHE, Cache
from portal.catalog import Catalog, Key
from portal.embeds.embeds import NO_EMBEDS, Embeds
from portal.facets import Facet, collect_facets, has_days
from portal.fields import Prose, Text
from portal.filters import FilterTable, collect_filters
from portal.headlines import headline_fields
from portal.languages import Language
from portal.maps.atlas import NO_ATLAS, Atlas
from portal.markup import as_markup, escape_str, escape_text, html, isolate, shown_address
from portal.model import AnyRecord, Period
from portal.pages.images import NO_IMAGES, Images
from portal.pages.views import Fact
from portal.prose import render_prose
from portal.states import Start, place_in_time, start_of
from portal.text_shape import offered_languages
from portal.tracing import (
    ALL,
    TracedFunction,
    collect_reads,
    key_number,
    memo,
    note,
    note_all,
    untraced,
)
from portal.translations.coverage import NO_COVERAGE, Coverage

# Record pages lie two directories below their language's root; prose and inline links
# stand on record pages only, so that their way up is always the same.
RECORD_ROOT = "../../"
# Sources of pages beside the mappings (see portal.tracing): the order of a kind, "order:bg/news"
# ("order/news" is what it is made of: titles and times); what gives one record its place in it; the
# state of translations, and of one page's.
ORDER: Final = "order"
PLACE: Final = "place"
COVERAGE: Final = "coverage"
STALE: Final = "stale"
# How many items a facet has in a language, and whether it has any: "items:bg/programmes/romact".
ITEMS: Final = "items"
HAS: Final = "has"
# Of a record, no more than its title, or than what sitemaps say: "title/projects/roma-net".
TITLE: Final = "title"
LISTING: Final = "listing"
Made = TypeVar("Made")
# Of so many ids, or fewer, each is read for itself when they are sorted.
_FEW: Final = 64
# How many results are kept of what is only kept for a while.
_LATELY: Final = 1000


class _Places(dict[str, int]):
    """The numbers of the keys of what gives records of a kind their places, by their ids."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def __missing__(self, record_id: str) -> int:
        number = self[record_id] = key_number(f"{PLACE}/{self._kind}/{record_id}")
        return number


class Localiser:
    """One language's view of the catalogue. `today` decides what is past.

    `offered` are the languages in which pages of records are real ones, as far as they are known;
    the localisers of a site share what they find.
    """

    def __init__(
        self,
        catalog: Catalog,
        language: Language,
        languages: Mapping[str, Language],
        today: date,
        facets: Mapping[Key, Facet] | None = None,
        embeds: Embeds = NO_EMBEDS,
        atlas: Atlas = NO_ATLAS,
        filters: FilterTable | None = None,
        images: Images = NO_IMAGES,
        coverage: Coverage = NO_COVERAGE,
        cache: Cache = NO_CACHE,
        offered: dict[Key, tuple[str, ...]] | None = None,
    ) -> None:
        self.cache = cache
        self.catalog = catalog
        self.site = catalog.site
        self.language = language
        self.languages = languages
        self.today = today
        self.facets = collect_facets(catalog, today) if facets is None else facets
        self.embeds = embeds
        self.atlas = atlas
        self.filters = collect_filters(catalog, today) if filters is None else filters
        self.images = images
        self._coverage = coverage
        self.gettext = language.gettext
        self._default = catalog.site.default_language
        self._tag = language.tag
        self._interface = language.interface
        self.link = memo(self._link)
        self.name = memo(self._name)
        self._offered = {} if offered is None else offered
        self._ranks: dict[str, dict[str, int]] = {}
        self._places: dict[str, _Places] = {}
        self._made: dict[Any, Any] = {}
        self._worked_out: dict[str, TracedFunction[Any]] = {}

    def once(self, make: Callable[..., Made], *of: Hashable) -> Made:
        """What `make(*of, loc)` returns, made once for this language; never of a lambda."""
        found: Callable[..., Made] | None = self._made.get(make)
        if found is None:
            found = self._made[make] = memo(lambda *arguments: make(*arguments, self))
        return found(*of)

    def lately(self, make: Callable[..., Made], *of: Hashable) -> Made:
        """The same for what is asked for again soon, or hardly ever: not all of it is kept."""
        found: Callable[..., Made] | None = self._made.get(make)
        if found is None:
            found = self._made[make] = memo(lambda *arguments: make(*arguments, self), _LATELY)
        return found(*of)

    def traced(
        self, source: str, work_out: Callable[[str, Localiser], Made]
    ) -> TracedFunction[Made]:
        """What `work_out(part, loc)` returns, as a source of this language: "source:bg/part"."""
        found: TracedFunction[Made] | None = self._worked_out.get(source)
        if found is None:
            found = TracedFunction(f"{source}:{self._tag}", lambda part: work_out(part, self))
            self._worked_out[source] = found
        return found

    @property
    def coverage(self) -> Coverage:
        """How much is translated. Of one page, ask `is_stale`."""
        note(f"{COVERAGE}/{ALL}")
        return self._coverage

    def is_stale(self, kind: str, record_id: str) -> bool:
        """Whether a record's page in this language lags behind what it translates."""
        note(f"{STALE}/{kind}/{record_id}")
        return (kind, record_id, self.language.tag) in self._coverage.stale_pages

    # -- texts -----------------------------------------------------------------------

    def pick(self, text: Text) -> tuple[str, str]:
        """(text, its language): this language's, else the default's, else the first."""
        return text.nearest(self._tag, self._default)

    def plain(self, text: Text) -> str:
        """The text alone, for places that cannot carry a language (titles, attributes)."""
        return text.nearest(self._tag, self._default)[0]

    def text(self, text: Text | None) -> Markup:
        """An inline text, in a `lang` span where it is in another language."""
        if text is None:
            return Markup()
        value, tag = text.nearest(self._tag, self._default)
        if tag == self._interface:
            return as_markup(escape_text(value))
        return as_markup(f"<span {self._attributes(tag)}>{escape_text(value)}</span>")

    def prose(self, text: Prose | None) -> Markup:
        """A Markdown text as a block, in a `lang` block where it is in another language."""
        if text is None:
            return Markup()
        value, tag = self.pick(text)
        made = render_prose(value, self._resolve, heading_level=2)
        if tag == self.language.interface:
            return as_markup(made)
        return as_markup(f"<div {self._attributes(tag)}>{made}</div>")

    def foreign(self, tag: str) -> str:
        """The `lang` of a text in a language, and its `dir` where that is not clear; empty where
        it is the page's own.
        """
        return "" if tag == self.language.interface else self._attributes(tag)

    def label(self, table: Mapping[str, str], key: str) -> str:
        """The translated word for an enumerated value."""
        return self.gettext(table[key])

    def attributes(self, tag: str, around: str) -> str:
        """The `lang` of a text among others that run in the direction `around`, and its `dir`; of
        a language that the site does not have, the `lang` alone.
        """
        language = self.languages.get(tag)
        return language.html_attributes(around) if language else f'lang="{escape(tag)}"'

    def _attributes(self, tag: str) -> str:
        return self.attributes(tag, self.language.direction)

    # -- records ---------------------------------------------------------------------

    def title(self, kind: str, record_id: str) -> Text:
        """A record's title or name. Who reads it depends on nothing else that the record says."""
        note(f"{TITLE}/{kind}/{record_id}")
        return title_of(untraced(self.catalog.records[kind])[record_id])

    def listing(self, kind: str, record_id: str) -> tuple[tuple[str, ...], date]:
        """(languages that a record's page is really in, day of its last change), and only those."""
        note(f"{LISTING}/{kind}/{record_id}")
        record = untraced(self.catalog.records[kind])[record_id]
        return self.translations(record), record.updated_on

    def title_or_none(self, key: str) -> Text | None:
        """The title by "kind/id"; None where there is no such record."""
        record = self._record_or_none(key)
        return title_of(record) if record is not None else None

    def listing_or_none(self, key: str) -> tuple[tuple[str, ...], date] | None:
        """The same of `listing`."""
        record = self._record_or_none(key)
        return self.listing(record.kind_name, record.id) if record is not None else None

    def place_or_none(self, key: str) -> tuple[Text, Start | date | None] | None:
        """The same of what gives a record its place in the order of its kind."""
        record = self._record_or_none(key)
        if record is None:
            return None
        is_dated = record.kind_name in ("news", "events")
        return title_of(record), place_in_time(record) if is_dated else None

    def _record_or_none(self, key: str) -> AnyRecord | None:
        kind, _, record_id = key.partition("/")
        return untraced(self.catalog.records[kind]).get(record_id)

    def _name(self, kind: str, record_id: str) -> Markup:
        return self.text(self.title(kind, record_id))

    def _link(self, kind: str, record_id: str) -> Markup:
        return self.link_at(RECORD_ROOT, kind, record_id)

    def link_at(self, root: str, kind: str, record_id: str) -> Markup:
        """A link for a page whose way up to its language's root is `root`."""
        path = root + record_path(kind, record_id)
        return as_markup(f'<a href="{path}">{self.name(kind, record_id)}</a>')

    def links(self, kind: str, ids: Iterable[str]) -> Markup:
        """Links to several records, as an inline list."""
        return Markup(self.language.list_of([str(self.link(kind, i)) for i in ids]))

    def external(
        self, url: str, label: Markup | str | None = None, archived_url: str | None = None
    ) -> Markup:
        """A link that leaves the site; of what is gone, to its archived copy.

        The old address is then shown as text or not at all: who has it now, nobody knows.
        """
        shown = url.removeprefix("https://").removeprefix("http://").rstrip("/")
        words = isolate(shown_address(shown)) if label is None else label
        if archived_url is None:
            return html('<a href="%s" rel="noopener">%s</a>', url, words)
        return html(
            '%s (%s; <a href="%s" rel="noopener">%s</a>)',
            words,
            self.gettext("no longer available"),
            archived_url,
            self.gettext("archived copy"),
        )

    def sorted_ids(self, kind: str, ids: Iterable[str]) -> list[str]:
        """Ids in the order in which this language lists the kind."""
        found, order = list(ids), self.order_of(kind)
        # How a few stand to each other is up to them alone.
        if len(found) > _FEW:
            note(f"{ORDER}:{self._tag}/{kind}")
        else:
            note_all(map(self._places[kind].__getitem__, found))
        return sorted(found, key=order.__getitem__)

    def order_of(self, kind: str) -> Mapping[str, int]:
        """The place of each record of a kind, in the order of the places; notes nothing."""
        found = self._ranks.get(kind)
        if found is None:
            with collect_reads():
                records = self.catalog.records[kind]
                ordered = sorted(records, key=lambda i: self._order(kind, records[i]))
            found = self._ranks[kind] = {record_id: rank for rank, record_id in enumerate(ordered)}
            self._places[kind] = _Places(kind)
        return found

    def _order(self, kind: str, record: Any) -> Any:
        name = self.language.sort_key(self.plain(title_of(record)))
        if kind == "news":
            return -record.published_on.toordinal(), name, record.id
        if kind == "events":
            # Latest first, and at last those without a date.
            day, hour, minute = start_of(record)
            return -day, -hour, -minute, name, record.id
        return name, record.id

    def is_translated(self, record: AnyRecord, tag: str) -> bool:
        """Whether a record's page in a language is a real translation."""
        return tag in self.translations(record)

    def translations(self, record: AnyRecord) -> tuple[str, ...]:
        """The languages in which a record's page is a real one, in the site's order."""
        key = (record.kind_name, record.id)
        found = self._offered.get(key)
        if found is None:
            found = self._offered[key] = offered_languages(record, tuple(self.languages))
        return found

    def _resolve(self, target: str) -> str:
        resolved = resolve_portal(target)
        if resolved is None:
            return RECORD_ROOT
        if resolved[1] is None or resolved[1] not in self.catalog.records[resolved[0]]:
            # A list, or a news item whose day has not come.
            return RECORD_ROOT + list_path(resolved[0])
        return RECORD_ROOT + record_path(resolved[0], resolved[1])

    # -- facets ----------------------------------------------------------------------

    def facet_url(self, facet: Facet) -> str:
        """The absolute address of the page that a facet's feed belongs to."""
        kind, record_id = facet.key
        path = record_path(kind, record_id) if kind else "news/"
        return f"{self.site.url}{self.language.root}{path}"

    def facet_items(self, facet: Facet) -> tuple[int, int]:
        """How many news items and dated events of a facet this language has."""
        return self.traced(ITEMS, count_items)("/".join(facet.key))

    def facet_has(self, facet: Facet) -> tuple[bool, bool]:
        """Whether a facet has news items and dated events in this language.

        Every page asks that of the whole site: it must not depend on how many there are.
        """
        return self.traced(HAS, has_items)("/".join(facet.key))

    # -- facts -----------------------------------------------------------------------

    def fact(self, label: str, value: Markup | str) -> tuple[Fact, ...]:
        """A fact if there is a value, else none; concatenate the tuples."""
        return (Fact(label, escape_str(value)),) if value else ()

    def period_facts(self, period: Period | None) -> tuple[Fact, ...]:
        """A period as one fact, or only its known end as one."""
        if period is None:
            return ()
        _ = self.gettext
        text = self.language.period(period)
        if period.ends_on is None:
            return self.fact(_("Start"), text)
        if period.starts_on is None:
            return self.fact(_("End"), text)
        return self.fact(_("Period"), text)


def count_items(facet_key: str, loc: Localiser) -> tuple[int, int]:
    """See `Localiser.facet_items`; none of a facet that is not there."""
    kind, _, record_id = facet_key.partition("/")
    facet, tag = loc.facets.get((kind, record_id)), loc.language.tag
    if facet is None:
        return 0, 0
    news, events = loc.catalog.records["news"], loc.catalog.records["events"]
    return (
        sum(loc.is_translated(news[i], tag) for i in facet.news),
        sum(has_days(events[i]) and loc.is_translated(events[i], tag) for i in facet.events),
    )


def has_items(facet_key: str, loc: Localiser) -> tuple[bool, bool]:
    """See `Localiser.facet_has`."""
    news, events = loc.traced(ITEMS, count_items).untraced(facet_key)
    return bool(news), bool(events)


def title_of(record: AnyRecord) -> Text:
    """A record's title or name."""
    title: Text = getattr(record, headline_fields(type(record))[0])
    return title


def field_of(record: AnyRecord, name: str) -> Any:
    """A field that not every kind has; None where this one does not.

    (pydantic makes `getattr` with a default slow for fields that are not there.)
    """
    return getattr(record, name) if name in _fields(type(record)) else None


@cache
def _fields(kind: type[AnyRecord]) -> frozenset[str]:
    return frozenset(kind.model_fields)
