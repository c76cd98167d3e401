"""What other websites show where a page is shared: a photograph, or a card with its title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from portal.addresses import SECTIONS
from portal.cache import Cache
from portal.markup import text_of
from portal.pages import labels
from portal.pages.cards import Cards
from portal.pages.head import shorten
from portal.pages.localiser import Localiser, title_of
from portal.pages.photographs import shared_picture
from portal.pages.tasks import Task
from portal.social.design import HEIGHT, WIDTH, CardText, Run, ground_of, lay_out
from portal.social.draw import draw_cards
from portal.social.layout import drawable

FOLDER: Final = "cards"
_HOME: Final = "home"


@dataclass(frozen=True, slots=True)
class ShareImage:
    """A picture that stands for a page: absolute URL, pixels, what it shows."""

    url: str
    width: int
    height: int
    alt: str


def share_image(kind: str, record_id: str, loc: Localiser) -> ShareImage | None:
    """The picture of a record's page, of a list (no id), or of the home page (no kind).

    What has no picture of its own shares the next more general one; None where a site has none.
    """
    if record_id:
        photograph = shared_picture(loc.catalog.brief(kind, record_id), loc)
        if photograph:
            url = loc.site.url + photograph.path
            return ShareImage(url, photograph.width, photograph.height, photograph.alt)
    if not loc.site.social_cards:
        return None
    if record_id and kind in loc.site.social_cards:
        title, tag = loc.pick(loc.title(kind, record_id))
        # A title in another language is on that language's card already.
        if drawable(title) and tag in loc.languages:
            return _image(record_path_of(kind, record_id, tag), title, loc)
    name = loc.label(labels.KIND_PLURAL, kind) if kind in SECTIONS else ""
    if drawable(name):
        return _image(section_path_of(kind, loc.language.tag), name, loc)
    name = loc.plain(loc.site.title)
    return _image(section_path_of("", loc.language.tag), name, loc) if drawable(name) else None


def _image(path: str, alt: str, loc: Localiser) -> ShareImage:
    return ShareImage(loc.site.url + path, WIDTH, HEIGHT, alt)


def record_path_of(kind: str, record_id: str, tag: str) -> str:
    """Where a record's card is: "cards/bg/projects/roma-net.png"."""
    return f"{FOLDER}/{tag}/{SECTIONS[kind]}/{record_id}.png"


def section_path_of(kind: str, tag: str) -> str:
    """Where a list's card is; the home page's for what has no list."""
    return f"{FOLDER}/{tag}/{SECTIONS.get(kind, _HOME)}.png"


class ShareCards:
    """The cards of one language."""

    def __init__(self, loc: Localiser, cards: Cards) -> None:
        self._loc = loc
        self._cards = cards
        self._site = loc.plain(loc.site.title)

    def render(
        self, tasks: Iterable[Task], templates: Path, cache: Cache
    ) -> Iterator[tuple[str, bytes]]:
        """The cards of some pages, and of the home page, by path below the site's root.

        `templates` holds the site's mark. Raises: OSError; DrawError where drawing fails.
        """
        lines = (card for task in self.tasks(tasks) for card in self.card(task))
        yield from draw_cards(chain(self.home(), lines), ground_of(templates), cache)

    def tasks(self, tasks: Iterable[Task]) -> Iterator[Task]:
        """Those of some pages that may have a card of their own: records' and lists'."""
        if self._loc.site.social_cards:
            for task in tasks:
                is_list = task == Task(task.kind)
                if task.kind in SECTIONS and (is_list or (task.record_id and not task.related)):
                    yield task

    def card(self, task: Task) -> Iterator[tuple[str, tuple[Run, ...]]]:
        """(path, lines) of the card that belongs to such a page; none where it shares another."""
        loc, tag = self._loc, self._loc.language.tag
        if task.record_id:
            path, text = record_path_of(task.kind, task.record_id, tag), self._record
        else:
            path, text = section_path_of(task.kind, tag), self._section
        image = share_image(task.kind, task.record_id, loc)
        if image is not None and image.url == loc.site.url + path:
            yield path, lay_out(text(task))

    def home(self) -> Iterator[tuple[str, tuple[Run, ...]]]:
        """The card of the home page, and of all pages that have no other."""
        if self._loc.site.social_cards and drawable(self._site):
            summary = shorten(self._loc.plain(self._loc.site.summary))
            text = CardText("", self._site, summary, self._site)
            yield section_path_of("", self._loc.language.tag), lay_out(text)

    def _record(self, task: Task) -> CardText:
        loc = self._loc
        record = loc.catalog.brief(task.kind, task.record_id)
        # Without markup: its `lang` means nothing in a picture.
        meta = text_of(self._cards.card(task.kind, task.record_id).meta)
        kicker = loc.label(labels.KIND_SINGULAR, task.kind)
        return CardText(kicker, loc.plain(title_of(record)), meta, self._site)

    def _section(self, task: Task) -> CardText:
        loc = self._loc
        summary = loc.label(labels.KIND_SUMMARY, task.kind)
        return CardText("", loc.label(labels.KIND_PLURAL, task.kind), summary, self._site)
