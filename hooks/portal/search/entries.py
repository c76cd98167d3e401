"""What the search knows of a page: its words, and what a hit shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any, Final

from portal.addresses import ACCESSIBILITY, DATA, FEEDS, SECTIONS, list_path, record_path
from portal.catalog import Key
from portal.fields import Reference
from portal.headlines import headline_texts
from portal.model import Agreement, AnyRecord, Event, Municipality
from portal.pages import labels
from portal.pages.localiser import Localiser, field_of, title_of
from portal.search.pagefind import IndexRecord
from portal.search.words import Words
from portal.walk import walk

# Pages that are no record: lists, hand-written pages and the like.
PAGE: Final = "page"
_EXCERPT: Final = 220
# Pagefind weighs a field by what it holds of the query, not the other way round: to find
# Ruse before all that has Ruse in its name, names stand in one field of three, by length.
# `search-find.js` gives them their weights.
SHORT_NAME, MIDDLE_NAME, LONG_NAME = "short_name", "middle_name", "long_name"
_SHORT, _MIDDLE = 2, 4
# What people who know formats look for.
_FORMATS: Final = {FEEDS: "RSS Atom JSON Feed iCalendar OPML", DATA: "CSV JSON DCAT API"}
_TAG: Final = re.compile(r"<[^>]*>")
_LINK: Final = re.compile(r"\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class TextPage:
    """A page that is no record: its path below the language's root, and its plain words."""

    path: str
    title: str
    lead: str
    text: str = ""


def plain_text(html: str) -> str:
    """The words of HTML, on one line."""
    return " ".join(unescape(_TAG.sub(" ", html)).split())


class Entries:
    """Makes the search's records of one language."""

    def __init__(self, loc: Localiser) -> None:
        self.loc = loc
        self.words = Words(loc.language.tag)
        self._names: dict[Key, str] = {}

    def all(self, pages: tuple[TextPage, ...]) -> Iterator[IndexRecord]:
        """Every page of the language: records by kind, lists, then the given pages.

        A record is one only where something of its title, summary or text is in the
        language: what fell back is found in the language that it is in.
        """
        for kind in SECTIONS:
            for record in self.loc.catalog.records[kind].values():
                if any(self.loc.language.tag in text for text in headline_texts(record)):
                    yield self._record(record)
        for page in (*self._sections(), *pages):
            yield self._page(page)

    # -- pages -----------------------------------------------------------------------

    def _sections(self) -> Iterator[TextPage]:
        loc = self.loc
        for kind in SECTIONS:
            title = loc.label(labels.KIND_PLURAL, kind)
            yield TextPage(list_path(kind), title, loc.label(labels.KIND_SUMMARY, kind))
        for kind, lead in labels.SPECIAL_LEAD.items():
            title = loc.label(labels.SPECIAL_TITLE, kind)
            yield TextPage(list_path(kind), title, loc.gettext(lead), _FORMATS.get(kind, ""))
        if loc.site.accessibility is not None:
            title = loc.label(labels.SPECIAL_TITLE, ACCESSIBILITY)
            yield TextPage(list_path(ACCESSIBILITY), title, "WCAG")

    def _page(self, page: TextPage) -> IndexRecord:
        meta = {"title": page.title, "text": shorten(page.lead or page.text)}
        is_list = page.path.rstrip("/") in SECTIONS.values()
        meta["list_name" if is_list else self._rank(page.title)] = self._join(page.title)
        return IndexRecord(page.path, self._join(page.lead, page.text), meta, {"kind": [PAGE]})

    # -- records ---------------------------------------------------------------------

    def _record(self, record: AnyRecord) -> IndexRecord:
        kind = record.kind_name
        title, title_tag = self.loc.pick(title_of(record))
        rank = LONG_NAME if kind == "sources" else self._rank(title)
        meta = {"title": title, rank: self._own_names(record)}
        headings = self._headings(record)
        if headings:
            meta["headings"] = headings
        text, text_tag = self._excerpt(record)
        if text:
            meta["text"] = shorten(text)
        # In which language a hit is shown, where that is not the page's.
        if title_tag != self.loc.language.tag:
            meta["title_lang"] = title_tag
        if text and text_tag != self.loc.language.tag:
            meta["text_lang"] = text_tag
        filters = {"kind": [kind]}
        programmes = self._programmes(record)
        if programmes:
            filters["programme"] = programmes
        return IndexRecord(record_path(kind, record.id), self._content(record), meta, filters)

    def _excerpt(self, record: AnyRecord) -> tuple[str, str]:
        # Whatever has a description or a body has a summary, and only sources have publishers.
        text = field_of(record, "summary") or field_of(record, "publisher")
        return self.loc.pick(text) if text is not None else ("", "")

    def _own_names(self, record: AnyRecord) -> str:
        """The title in every language, with the kind: "programme ROMACT", "община Русе"."""
        name = title_of(record)
        kind = self.loc.label(labels.KIND_SINGULAR, record.kind_name)
        found = [*name.values(), field_of(record, "short_name") or "", kind]
        if isinstance(record, Municipality):
            for value in name.values():
                found.extend(self.words.other_spellings(value))
        return self._join(*found, once=True)

    def _rank(self, title: str) -> str:
        """Pagefind's field for a name: a word says more of a name that has few."""
        count = len(self._join(title).split())
        return SHORT_NAME if count <= _SHORT else MIDDLE_NAME if count <= _MIDDLE else LONG_NAME

    def _name(self, kind: str, record_id: str) -> str:
        key = (kind, record_id)
        if key not in self._names:
            name = self.loc.plain(self.loc.title(kind, record_id))
            self._names[key] = self._join(name)
        return self._names[key]

    def _content(self, record: AnyRecord) -> str:
        tag = self.loc.language.tag
        found = []
        names = []
        for path, value, marker in walk(record):
            if isinstance(marker, Reference):
                if marker.kind != "sources" and value in self.loc.catalog.records[marker.kind]:
                    names.append(self._name(marker.kind, value))
            elif isinstance(marker, type) and tag in value and (len(path) > 1 or path in _TEXTS):
                found.append(_LINK.sub("]", value[tag]))
        found.extend(self._facts(record))
        return " ".join(filter(None, (self._join(*found), *names)))

    def _headings(self, record: AnyRecord) -> str:
        """What stands in larger letters within a record's page."""
        tag, _ = self.loc.language.tag, self.loc.gettext
        found = [
            value[tag]
            for path, value, marker in walk(record)
            if isinstance(marker, type) and path[-1] in ("title", "name")
            if len(path) > 1 and path[0] not in ("links", "disputed") and tag in value
        ]
        if isinstance(record, Agreement):
            found += map(_, ("Commitments", "Signatures", "Signed by", "People and roles"))
        return self._join(*found, once=True)

    def _facts(self, record: Any) -> Iterator[str]:
        language = self.loc.language
        if isinstance(record, Agreement):
            for commitment in record.commitments:
                yield self.loc.label(labels.COMMITMENT_KIND, commitment.kind)
        if isinstance(record, Event):
            yield language.event_time(record)
            yield self.loc.label(labels.EVENT_KIND, record.kind)
        elif field_of(record, "period") is not None:
            yield language.period(record.period)
        for name in ("published_on", "awarded_on"):
            day = field_of(record, name)
            if day is not None:
                yield language.date(day)
        country = field_of(record, "country")
        if country is not None:
            yield language.country(country)
        money = field_of(record, "money")
        if money is not None:
            # As programs write it, and as the page does: "17,740.80" is three words.
            yield f"{money.amount} {money.currency}"
            yield language.money(money.amount, money.currency)
        for name in ("number", "short_name", "national_code"):
            yield str(field_of(record, name) or "")

    def _programmes(self, record: AnyRecord) -> list[str]:
        if record.kind_name == "programmes":
            return [record.id]
        return list(self.loc.catalog.related_ids(record.kind_name, record.id, "programmes"))

    def _join(self, *texts: str, once: bool = False) -> str:
        words = [word for text in texts for word in self.words.index(text)]
        return " ".join(dict.fromkeys(words) if once else words)


# The texts of a record itself; its title counts among the names.
_TEXTS: Final = frozenset(
    {("summary",), ("description",), ("body",), ("region",), ("place",), ("series",),
     ("publisher",), ("notes",), ("licence",), ("statement",), ("disclaimer",), ("embed_text",)}
)  # fmt: skip


def shorten(text: str) -> str:
    """What a hit shows of a text: cut at a word's end."""
    text = " ".join(text.replace("[", "").replace("]", "").split())
    if len(text) <= _EXCERPT:
        return text
    return text[:_EXCERPT].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"
