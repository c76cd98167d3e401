"""The page about translations: how much there is in each language, and what is out of date."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from markupsafe import Markup, escape

from portal.addresses import TRANSLATIONS, list_path, up
from portal.exports.names import DATA_SETS
from portal.pages import labels
from portal.pages.localiser import Localiser
from portal.pages.views import Crumb
from portal.texts import SITE_KIND
from portal.translations.coverage import STRINGS
from portal.translations.report import percent
from portal.translations.states import State


@dataclass(frozen=True, slots=True)
class Share:
    """How much of something is translated: a share in words, and the numbers."""

    text: str
    numbers: str
    is_original: bool


@dataclass(frozen=True, slots=True)
class LanguageRow:
    """One language: its name, its texts and its pages; `name` says which language it is in."""

    name: Markup
    share: Share
    stale: str
    missing: str
    pages: str


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind of entry with its share in each language, in the order of the languages."""

    label: str
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class TranslationsPage:
    """The body of the page."""

    root: str
    crumbs: tuple[Crumb, ...]
    title: str
    lead: str
    languages: tuple[LanguageRow, ...]
    headings: tuple[Markup, ...]
    kinds: tuple[KindRow, ...]


def build_translations_page(loc: Localiser) -> TranslationsPage:
    """The view of the page in the localiser's language."""
    _ = loc.gettext
    tags = tuple(loc.languages)
    totals = {tag: _share(loc.coverage.total(tag), loc) for tag in tags}
    # The language that everything was written in has nothing to count, and phones are narrow.
    counted = tuple(tag for tag in tags if not totals[tag].is_original) or tags
    return TranslationsPage(
        root=up(list_path(TRANSLATIONS)),
        crumbs=(Crumb("", escape(_("Home"))),),
        title=loc.label(labels.SPECIAL_TITLE, TRANSLATIONS),
        lead=loc.label(labels.SPECIAL_LEAD, TRANSLATIONS),
        languages=tuple(_language_row(tag, loc) for tag in tags),
        headings=tuple(_own_name(tag, loc) for tag in counted),
        kinds=tuple(
            KindRow(_label(kind, loc), tuple(_share(of[tag], loc) for tag in counted))
            for kind, of in loc.coverage.texts.items()
        ),
    )


def _language_row(tag: str, loc: Localiser) -> LanguageRow:
    counts = loc.coverage.total(tag)
    done = sum(count[tag] for count in loc.coverage.pages.values())
    total = sum(count[""] for count in loc.coverage.pages.values())
    missing = counts[State.MISSING] + counts[State.FALLBACK]
    return LanguageRow(
        name=_own_name(tag, loc),
        share=_share(counts, loc),
        stale=loc.language.number(counts[State.STALE]),
        missing=loc.language.number(missing),
        pages=_of(done, total, loc),
    )


def _share(counts: Counter[State], loc: Localiser) -> Share:
    total = sum(counts.values()) - counts[State.SOURCE]
    if not total:
        return Share(loc.gettext("original"), "", is_original=True)
    done = counts[State.PRESENT] + counts[State.UNCONFIRMED]
    return Share(loc.language.percent(percent(counts)), _of(done, total, loc), is_original=False)


def _of(done: int, total: int, loc: Localiser) -> str:
    text = loc.gettext("%(done)s of %(total)s")
    number = loc.language.number
    return text.replace("%(done)s", number(done)).replace("%(total)s", number(total))


def _own_name(tag: str, loc: Localiser) -> Markup:
    """A language's own name, marked as being in that language."""
    language = loc.languages[tag]
    name, attributes = escape(language.name), loc.foreign(tag)
    return Markup("<span {}>{}</span>").format(Markup(attributes), name) if attributes else name


def _label(kind: str, loc: Localiser) -> str:
    if kind == SITE_KIND:
        return loc.gettext("The site itself")
    if kind == STRINGS:
        return loc.gettext("Buttons and labels")
    return loc.gettext(DATA_SETS[kind][0])
