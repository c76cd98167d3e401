"""The data of a list's filters: what its script loads once somebody begins to filter.

For each kind and language an index of all records in the order of their list, column by
column, with numbers for the options; and the words of their cards in parts, of which only
those are loaded that a page of results shows. Everything is localised, so that the browser
formats no date and sorts no word.
"""

from __future__ import annotations

import hashlib
import html
import re
import zlib
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final

from markupsafe import Markup
from pydantic_core import to_json

from portal.addresses import SECTIONS, explorer_path
from portal.filters import RECORD_KIND
from portal.model import AnyRecord, Event
from portal.pages import labels
from portal.pages.cards import Cards
from portal.pages.filter_options import filter_label, option_labels
from portal.pages.lists import listed, part_of
from portal.pages.localiser import Localiser
from portal.pages.photo_view import Photograph
from portal.states import first_day, start_of
from portal.units import Unit

# Words that compress to so many bytes or fewer come in one piece, and no filter waits for
# them again; with the page and the index, 300 kB are not passed. More come in parts of two
# pages each: what a page of results needs is bounded then, however long the list is.
_IN_ONE_PIECE: Final = 110_000
# What `Localiser.text` makes of a text in another language.
_FOREIGN: Final = re.compile(r'<span lang="([^"]*)"(?: dir="([^"]*)")?>([^<]*)</span>')
_PLURAL_PERIOD: Final = 200


def explorer_units(loc: Localiser, cards: Cards) -> Iterator[Unit]:
    """The files of every list that has filters."""
    for kind in loc.filters:
        yield Unit(
            f"explorer {loc.language.tag} {kind}", partial(render_explorer, kind, loc, cards)
        )


def render_explorer(kind: str, loc: Localiser, cards: Cards) -> Iterator[tuple[str, bytes]]:
    """The files of one list, by path below the site's root.

    Shape: `<list>.json`, the index, and `<list>-0.json`, `<list>-1.json` … with the words.
    All of them hold one version, so that a browser never mixes two publications.
    """
    base = explorer_path(kind, loc.language.tag)
    ids = listed(kind, loc)
    badges: dict[tuple[str, str], int] = {}
    rows = [_words(kind, record_id, cards, badges) for record_id in ids]
    size, parts = _parts(rows, 2 * loc.site.page_size)
    index = _index(kind, ids, loc) | {"part": size, "badges": list(badges)}
    content = [to_json(index), *map(to_json, parts)]
    version = hashlib.sha256(b"\n".join(content)).hexdigest()[:12]
    yield f"{base}.json", to_json({"version": version, **index})
    for number, part in enumerate(parts):
        yield f"{base}-{number}.json", to_json({"version": version, **part})


def _parts(rows: Sequence[dict[str, Any]], size: int) -> tuple[int, list[dict[str, list[Any]]]]:
    """(rows in a part, the parts): all in one where that is small, else `size` in each."""
    whole = _columns(rows)
    if len(zlib.compress(to_json(whole))) <= _IN_ONE_PIECE:
        return len(rows), [whole]
    return size, [_columns(rows[start : start + size]) for start in range(0, len(rows), size)]


# -- the index -----------------------------------------------------------------------


def _index(kind: str, ids: Sequence[str], loc: Localiser) -> dict[str, Any]:
    times = [_time(loc.catalog.brief(kind, record_id)) for record_id in ids]
    found: dict[str, Any] = {
        "total": len(ids),
        "page": loc.site.page_size,
        "section": SECTIONS[kind],
        "filters": [_filter(kind, name, ids, loc) for name in loc.filters[kind]],
        "sorts": _sorts(kind, any(times), loc),
        "texts": _texts(loc),
    }
    if any(times):
        found["times"] = times
    if kind in ("events", "news"):
        found["titles"] = _title_ranks(kind, ids, loc)
    if kind == "events":
        names = list(labels.EVENT_TIME)
        found["groups"] = [loc.label(labels.EVENT_TIME, name) for name in names]
        found["group"] = [names.index(part_of(kind, i, loc)) for i in ids]
    return found


def _time(record: AnyRecord) -> int | None:
    """What a record sorts by in time: the number of its day, of an event that of the minute."""
    day = first_day(record)
    if day is None or not isinstance(record, Event):
        return day.toordinal() if day else None
    number, hour, minute = start_of(record)
    return (number * 24 + hour) * 60 + minute


def _filter(kind: str, name: str, ids: Sequence[str], loc: Localiser) -> dict[str, Any]:
    """A filter's options, and per record the numbers of those that it has.

    Shape: a number where there is one, a list of numbers where there are several, else -1.
    `former` has the numbers by the ids that options had before: addresses that name them hold.
    """
    shown = option_labels(kind, name, loc)
    numbers: dict[str, list[int]] = {}
    for number, option in enumerate(shown):
        for record_id in loc.filters[kind][name][option]:
            numbers.setdefault(record_id, []).append(number)
    rows = (numbers.get(record_id, [-1]) for record_id in ids)
    places = {option: number for number, option in enumerate(shown)}
    former = {
        old: places[new]
        for (of_kind, old), new in loc.catalog.former.items()
        if of_kind == RECORD_KIND.get(name) and new in places
    }
    found: dict[str, Any] = {
        "name": name,
        "label": filter_label(kind, name, loc),
        "options": [[option, runs_of(label)] for option, label in shown.items()],
        "rows": [row[0] if len(row) == 1 else row for row in rows],
    }
    return found | {"former": former} if former else found


def _title_ranks(kind: str, ids: Sequence[str], loc: Localiser) -> list[int]:
    def key(place: int) -> tuple[str, str]:
        title = loc.plain(loc.title(kind, ids[place]))
        return loc.language.sort_key(title), ids[place]

    ranks = [0] * len(ids)
    for rank, place in enumerate(sorted(range(len(ids)), key=key)):
        ranks[place] = rank
    return ranks


def _sorts(kind: str, dated: bool, loc: Localiser) -> list[tuple[str, str]]:
    """(name, words) of the orders to choose from; the list's own comes first, without a name."""
    _ = loc.gettext
    newest, title = _("Newest first"), _("In alphabetical order")
    if kind == "events":
        own = [("", _("Upcoming first")), ("newest", newest), ("title", title)]
    elif kind == "news":
        own = [("", newest), ("title", title)]
    else:
        own = [("", title), *([("newest", newest)] if dated else [])]
    return [*own, *([("oldest", _("Oldest first"))] if dated else [])]


def _texts(loc: Localiser) -> dict[str, Any]:
    _ = loc.gettext
    number = loc.language.number
    return {
        # What stands between thousands: some languages write 1234, but 12 345.
        "thousands": [number(1234)[1:-3], number(12345)[2:-3]],
        "entries": plural_forms("%(num)s entry", "%(num)s entries", loc),
        "position": _("Page %(page)s of %(pages)s"),
        "pages": _("Pages of this list"),
        "previous": _("Previous page"),
        "next": _("Next page"),
        "none": _("Nothing matches these filters."),
        "all": _("All"),
        "sort": _("Sort by"),
        "clear": _("Clear all filters"),
        "csv": _("Download as CSV"),
        "columns": [_("Title"), _("Details"), _("Summary"), _("Address")],
    }


def plural_forms(singular: str, plural: str, loc: Localiser) -> dict[str, Any]:
    """The forms of a counted phrase, and the number of the form for 0 to 199.

    From 100 on, every rule of CLDR for the languages of Europe repeats itself each hundred.
    """
    every = [loc.language.ngettext(singular, plural, n) for n in range(_PLURAL_PERIOD)]
    forms = list(dict.fromkeys(every))
    return {"forms": forms, "table": "".join(str(forms.index(form)) for form in every)}


# -- the words of cards --------------------------------------------------------------


def _words(
    kind: str, record_id: str, cards: Cards, badges: dict[tuple[str, str], int]
) -> dict[str, Any]:
    card = cards.card(kind, record_id)
    badge = (card.badge_kind, card.badge)
    return {
        "id": record_id,
        "title": runs_of(card.title),
        "meta": runs_of(card.meta),
        "summary": runs_of(card.summary),
        "badge": badges.setdefault(badge, len(badges)) if card.badge else -1,
        "logo": [logo.address, logo.width, logo.height] if (logo := card.logo) else "",
        "photo": _photo(card.photo) if card.photo else "",
    }


def _photo(photo: Photograph) -> list[Any]:
    return [photo.src, photo.width, photo.height, photo.sizes, photo.webp, photo.jpeg]


def _columns(rows: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    # A column that says nothing is left out.
    return {
        name: values for name, values in columns.items() if any(v not in ("", -1) for v in values)
    }


def runs_of(markup: Markup | str) -> str | list[str | list[str]]:
    """An inline text without markup: plain, or in runs where parts are in another language.

    Shape: a run is a text, or [text, language] or [text, language, direction].
    Raises: ValueError for markup that is none of ours.
    """
    text = str(markup)
    if "<" not in text:
        return html.unescape(text) if "&" in text else text
    runs: list[str | list[str]] = []
    end = 0
    for match in _FOREIGN.finditer(text):
        runs.append(_plain(text[end : match.start()]))
        language, direction, inner = match.groups()
        runs.append([_plain(inner), language, *([direction] if direction else [])])
        end = match.end()
    runs.append(_plain(text[end:]))
    return [run for run in runs if run]


def _plain(text: str) -> str:
    if "<" in text:
        raise ValueError(f"a card holds other markup than a language: {text}")
    return html.unescape(text)
