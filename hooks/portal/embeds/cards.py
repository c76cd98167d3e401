"""Cards: the view of each, and its HTML."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from markupsafe import Markup

from portal.embeds import contract
from portal.embeds.embeds import Embeds
from portal.embeds.heights import card_height
from portal.embeds.logos import Logo
from portal.embeds.names import LATELY, NAME_LIMIT, Names, tame
from portal.embeds.pairs import Pair, signed_since
from portal.embeds.scopes import Scopes
from portal.embeds.views import CardLink, CommitmentLine, DatedLink, ListCard, ProgrammeCard
from portal.fields import PartialDate
from portal.model import Agreement, CommitmentKind, CommitmentStatus, Event, News, Programme
from portal.pages import labels
from portal.pages.brand import alt_of, statements_of
from portal.pages.head import shorten
from portal.pages.localiser import Localiser
from portal.pages.templates import plain_environment
from portal.pages.views import Picture, Statement
from portal.tracing import memo
from portal.visibility import CARD_EMBLEM_WIDTH, CARD_LOGO_HEIGHT

SHOWN_ENTRIES: Final = 3
# (commitments, letters of a name): the next one is tried where a card would be too large.
_SIZES: Final = ((10, NAME_LIMIT), (6, 60), (0, 30))
# Ways up from a card to the site's root.
_UP: Final = "../" * (contract.embed_directory("m", "p", "l").count("/"))
_UP_FROM_LIST: Final = f"../{_UP}"
_AUTO_SCRIPT: Final = Path(__file__).with_name("auto-card.js").read_bytes().strip()


class CardTooLargeError(RuntimeError):
    """A card exceeds what is promised: a bug, since all its parts are bounded."""


class EmbedCards:
    """Makes the cards of one language."""

    def __init__(self, loc: Localiser, embeds: Embeds, templates: Path) -> None:
        self.loc = loc
        self.names = loc.once(Names)
        self._embeds = embeds
        environment = plain_environment(templates, loc.language, loc.cache)
        self._card = environment.get_template("embeds/card.html")
        self._list = environment.get_template("embeds/list.html")
        self._scopes = Scopes(self.names)
        self._statements = memo(self._statements_of)
        self._dated = memo(self._dated_of, most=2000)
        self._logo = memo(self._logo_of)
        self._line = cache(self._line_of)
        self._website_link = memo(self._website_link_of)
        self._page_link = memo(self._page_link_of, most=LATELY)
        self._list_link = memo(self._list_link_of)
        self._view = memo(self._view_of, most=LATELY)
        # Said of a pair by its files and by its page, which are made far apart.
        self.height = memo(lambda pair: card_height(self.view(pair)))

    def card(self, pair: Pair) -> bytes:
        """The programme card."""
        return self._fit(lambda shown, limit: self._card.render(card=self.view(pair, shown, limit)))

    def auto_card(self, card: bytes) -> bytes:
        """The same card with the script that tells its height to the page around it."""
        page = card.replace(b"<body>", b'<body class="auto">', 1)
        return _bounded(page.replace(b"</body>", b"<script>%s</script>\n</body>" % _AUTO_SCRIPT, 1))

    def news_card(self, pair: Pair) -> bytes:
        """The latest news of the two."""
        return self._fit(
            lambda _, limit: self._list.render(card=self.news_view(pair, limit, _UP_FROM_LIST))
        )

    def events_card(self, pair: Pair) -> bytes:
        """The next events of the two, else the last ones."""
        return self._fit(
            lambda _, limit: self._list.render(card=self.events_view(pair, limit, _UP_FROM_LIST))
        )

    def view(self, pair: Pair, shown: int = 10, limit: int = NAME_LIMIT) -> ProgrammeCard:
        """What the programme card shows."""
        return self._view(pair, shown, limit)

    def _view_of(self, pair: Pair, shown: int, limit: int) -> ProgrammeCard:
        loc, names = self.loc, self.names
        _ = loc.gettext
        statements = self._statements(pair.programme, _UP)
        logo = self._logo(pair.programme, limit, any(s.emblem for s in statements))
        agreements = [self._agreement(i) for i in pair.agreements]
        commitments = [c for agreement in agreements for c in agreement.commitments]
        rest = len(commitments) - shown
        return ProgrammeCard(
            language=loc.language.interface,
            direction=loc.language.interface_direction,
            title=names.both(pair, limit),
            canonical=self.address(pair, ""),
            heading=names.markup("programmes", pair.programme, limit),
            municipality=names.markup("municipalities", pair.municipality, limit),
            logo=logo,
            since=self._since(agreements),
            commitments=tuple([self._line(c.kind, c.status) for c in commitments[:shown]]),
            more=loc.language.plural("and %(num)s more", "and %(num)s more", rest)
            if rest > 0
            else "",
            event=self._next_event(pair, limit),
            links=(
                *self._website_link(pair.programme),
                self._page_link(pair.municipality, limit, _UP),
            ),
            statements=statements,
        )

    def news_view(self, pair: Pair, limit: int = NAME_LIMIT, root: str = "") -> ListCard:
        """What the news card shows, with absolute links or below `root`."""
        ids, whose = self._scopes.news(pair)
        entries = tuple(
            [
                DatedLink(self.names.page("news", i, root), *self._dated("news", i, limit))
                for i in ids[:SHOWN_ENTRIES]
            ]
        )
        heading = self.loc.label(labels.KIND_PLURAL, "news")
        return self._list_view(pair, heading, whose(limit), entries, "news/", limit, root)

    def events_view(self, pair: Pair, limit: int = NAME_LIMIT, root: str = "") -> ListCard:
        """What the events card shows, with absolute links or below `root`."""
        _ = self.loc.gettext
        ids, whose = self._scopes.upcoming(pair)
        heading = _("Upcoming events")
        if not ids:
            ids, whose = self._scopes.past(pair)
            heading = _("Past events") if ids else self.loc.label(labels.KIND_PLURAL, "events")
        entries = tuple([self._event(i, limit, root) for i in ids[:SHOWN_ENTRIES]])
        return self._list_view(pair, heading, whose(limit), entries, "events/", limit, root)

    def logo_of(self, programme: str) -> Logo | None:
        """The logo of a programme, where it has one."""
        return self._embeds.logos.get(programme)

    def address(self, pair: Pair, name: str) -> str:
        """The absolute address of one of a pair's embeds in this language."""
        directory = contract.embed_directory(
            pair.municipality, pair.programme, self.loc.language.tag
        )
        return f"{self.loc.site.url}{directory}{name}"

    # -- parts -----------------------------------------------------------------------

    def _fit(self, render: Callable[[int, int], str]) -> bytes:
        for shown, limit in _SIZES:
            page = render(shown, limit).encode()
            # The variant that tells its height is larger by its script.
            if len(page) + len(_AUTO_SCRIPT) + 64 < contract.MAX_CARD:
                return page
        raise CardTooLargeError(f"{len(page)} bytes")

    def _list_view(
        self, pair: Pair, heading: str, about: Markup, entries: tuple[DatedLink, ...], path: str,
        limit: int,
        root: str,
    ) -> ListCard:  # fmt: skip
        loc = self.loc
        website = self._website_link(pair.programme)
        return ListCard(
            language=loc.language.interface,
            direction=loc.language.interface_direction,
            title=f"{heading}: {self.names.both(pair, limit)}",
            canonical=self.address(pair, path),
            heading=heading,
            about=about,
            entries=entries,
            empty=loc.gettext(labels.EMPTY_LIST),
            links=(
                *(website or [self._page_link(pair.municipality, limit, root)]),
                self._list_link(path, root),
            ),
            statements=self._statements(pair.programme, _UP_FROM_LIST),
        )

    def _website_link_of(self, programme: str) -> tuple[CardLink, ...]:
        website = self.names.website(programme)
        text = Markup.escape(self.loc.gettext("Programme website"))
        return (CardLink(website, text),) if website else ()

    def _page_link_of(self, municipality: str, limit: int, root: str) -> CardLink:
        page = self.names.page("municipalities", municipality, root)
        return CardLink(page, self.names.place_here(municipality, limit))

    def _list_link_of(self, path: str, root: str) -> CardLink:
        loc = self.loc
        text = loc.gettext("All news") if path == "news/" else loc.gettext("All events")
        return CardLink(f"{root or loc.site.url}{loc.language.root}{path}", Markup.escape(text))

    def _statements_of(self, programme: str, root: str) -> tuple[Statement, ...]:
        """Of those whose money is in the programme; never shortened."""
        found = statements_of("programmes", programme, self.loc, CARD_EMBLEM_WIDTH)
        return tuple(replace(s, emblem=root + s.emblem) if s.emblem else s for s in found)

    def _logo_of(self, programme: str, limit: int, beside_emblem: bool) -> Picture | None:
        """The programme's logo, no wider and no higher than an emblem on the same card."""
        record = self.loc.catalog.brief("programmes", programme)
        assert isinstance(record, Programme)
        image = self._embeds.images.get(record.logo.file) if record.logo else None
        if image is None or programme not in self._embeds.logos:
            return None
        size = (contract.LOGO_MAX_WIDTH, contract.LOGO_HEIGHT)
        box = (CARD_EMBLEM_WIDTH, CARD_LOGO_HEIGHT) if beside_emblem else size
        alt = shorten(tame(alt_of(record, self.loc)), limit + 20)
        return Picture(_UP + image.address, alt, *image.fit(*box))

    def _agreement(self, agreement_id: str) -> Agreement:
        record = self.loc.catalog.brief("agreements", agreement_id)
        assert isinstance(record, Agreement)
        return record

    def _since(self, agreements: Sequence[Agreement]) -> str:
        found = [date for date in map(signed_since, agreements) if date is not None]
        if not found:
            return ""
        first: PartialDate = min(found, key=lambda date: (date.first_day, date.last_day))
        text = self.loc.gettext("Since %(date)s")
        return text.replace("%(date)s", self.loc.language.date(first))

    def _line_of(self, kind: CommitmentKind, status: CommitmentStatus) -> CommitmentLine:
        return CommitmentLine(
            self.loc.label(labels.COMMITMENT_KIND, kind),
            self.loc.label(labels.COMMITMENT_STATUS, status),
        )

    def _next_event(self, pair: Pair, limit: int) -> DatedLink | None:
        ids, _ = self._scopes.upcoming(pair)
        return self._event(ids[0], limit, _UP) if ids else None

    def _event(self, event_id: str, limit: int, root: str) -> DatedLink:
        return DatedLink(
            self.names.page("events", event_id, root), *self._dated("events", event_id, limit)
        )

    def _dated_of(self, kind: str, record_id: str, limit: int) -> tuple[Markup, str]:
        """The title of a news item or an event, and its date."""
        record = self.loc.catalog.brief(kind, record_id)
        assert isinstance(record, (News, Event))
        language = self.loc.language
        if isinstance(record, News):
            return self.names.text(record.title, limit), language.date(record.published_on)
        return self.names.text(record.title, limit), language.event_time(record)


def cards_of(templates: Path, loc: Localiser) -> EmbedCards:
    """The cards of a language, for `Localiser.once`."""
    return EmbedCards(loc, loc.embeds, templates)


def _bounded(page: bytes) -> bytes:
    if len(page) >= contract.MAX_CARD:
        raise CardTooLargeError(f"{len(page)} bytes")
    return page
