"""Snippets: what a webmaster copies. Attributes only, since old CMSs strip styles and a
strict policy refuses them; each link to the programme stands outside any frame. All is well-formed
XML too: one element without its end, and a browser shows nothing more of a page that is sent as
XHTML.
"""

from __future__ import annotations

from markupsafe import Markup

from portal.embeds import contract
from portal.embeds.badges import Badge
from portal.embeds.cards import EmbedCards
from portal.embeds.heights import list_height
from portal.embeds.names import LATELY
from portal.embeds.pairs import Pair
from portal.embeds.views import DatedLink, ListCard
from portal.markup import as_markup, escape_text, html
from portal.model import Programme
from portal.site import Direction
from portal.tracing import memo

LOCAL_ADDRESS = "ADDRESS-OF-YOUR-COPY"


class Snippets:
    """The snippets of one language, as HTML."""

    def __init__(self, cards: EmbedCards, script_base: str) -> None:
        """`script_base` is the absolute address of `/embed/v1/`."""
        self._cards = cards
        self._names = cards.names
        self._base = script_base
        self._tag = cards.loc.language.tag
        # On each part of its own: a foreign page may be in any language, and run either way.
        self._spoken = self._spoken_in(self._tag)
        self._in_language = html(' lang="%s" hreflang="%s"', self._tag, self._tag)
        # A page says the same links in most of its snippets.
        self.links = memo(self._links, most=LATELY)
        self._portal_link = memo(self._portal_link_of, most=LATELY)
        # The same for all municipalities of a programme.
        self._logo = memo(self._logo_of)
        self._text = memo(self._text_of)
        self._alt = memo(self._alt_of)
        self._badge_alt = memo(self._badge_alt_of)
        self._programme_link = memo(self._programme_link_of)
        self._script = memo(self._script_of)

    def logo(self, pair: Pair, badge: Badge, *, local: bool = False) -> Markup:
        """The programme's logo (without one, its badge) as a link to the programme."""
        return self._logo(pair.programme, local) or self.badge(pair, badge)

    def logo_and_text(self, pair: Pair, badge: Badge, *, local: bool = False) -> Markup:
        """The default: the logo, a sentence, and a link to what was agreed."""
        text, tag = self._text(pair.programme)
        return html(
            "<p %s>%s<br />\n%s\n%s</p>",
            self._spoken_in(tag),
            self.logo(pair, badge, local=local),
            text,
            self._portal_link(pair.municipality),
        )

    def badge(self, pair: Pair, badge: Badge) -> Markup:
        """The badge as a link to the programme."""
        url = self._cards.address(pair, contract.BADGE_SVG)
        alt = self._badge_alt(pair.programme)
        return self._picture(pair.programme, url, alt, badge.width, badge.height)

    def card(self, pair: Pair) -> Markup:
        """The programme card in a frame, with the links below it."""
        title = self._names.both(pair)
        frame = self.frame(self._cards.address(pair, ""), title, self._cards.height(pair))
        return as_markup(f"{frame}\n{self.links(pair)}")

    def auto_card(self, pair: Pair) -> Markup:
        """The card that takes the height of its content."""
        url = self._cards.address(pair, contract.AUTO_CARD)
        frame = self.frame(
            url, self._names.both(pair), self._cards.height(pair), contract.AUTO_SANDBOX
        )
        return as_markup(f"{frame}\n{self.links(pair)}\n{self._script(contract.AUTO_HEIGHT)}")

    def list_card(self, pair: Pair, card: ListCard, name: str) -> Markup:
        """The news or the events card in a frame."""
        url = self._cards.address(pair, name.removesuffix("index.html"))
        frame = self.frame(url, card.title, list_height(card))
        return as_markup(f"{frame}\n{self.links(pair)}")

    def plain_list(self, card: ListCard) -> Markup:
        """News or events as plain HTML: as they are today."""
        items = as_markup("\n".join([self._item(entry) for entry in card.entries]))
        more = card.links[-1]
        link = self._link(more.url, more.text)
        return html(
            "<h3 %s>%s: %s</h3>\n<ul %s>\n%s\n<li>%s</li>\n</ul>",
            self._spoken,
            card.heading,
            card.about,
            self._spoken,
            items,
            link,
        )

    def component(self, pair: Pair) -> Markup:
        """The web component, with the links that stay without it."""
        return html(
            '<programme-card municipality="%s" programme="%s" %s height="%s">%s'
            "</programme-card>\n%s",
            pair.municipality,
            pair.programme,
            self._spoken,
            self._cards.height(pair),
            self.inline_links(pair),
            self._script(contract.COMPONENT),
        )

    def inline_links(self, pair: Pair) -> Markup:
        """The link to the programme and the one to the portal, for outside of a frame."""
        programme = self._programme_link(pair.programme)
        return as_markup(f"{programme} – {self._portal_link(pair.municipality)}")

    def _links(self, pair: Pair) -> Markup:
        """The same as a paragraph."""
        return as_markup(f"<p {self._spoken}>{self.inline_links(pair)}</p>")

    def _portal_link_of(self, municipality: str) -> Markup:
        """The link to a municipality's page here."""
        page = self._names.page("municipalities", municipality)
        return self._link(page, self._names.place_here(municipality))

    def frame(
        self,
        url: str,
        title: str,
        height: int,
        sandbox: str = contract.SANDBOX,
        width: str = "100%",
    ) -> Markup:
        """A frame around a card."""
        return as_markup(
            f'<iframe src="{escape_text(url)}" title="{escape_text(title)}" '
            f'width="{escape_text(width)}" height="{height}" frameborder="0" loading="lazy" '
            f'sandbox="{escape_text(sandbox)}" referrerpolicy="no-referrer"></iframe>'
        )

    def text(self, pair: Pair) -> tuple[Markup, str]:
        """The sentence beside the logo, and its language."""
        return self._text(pair.programme)

    def badge_alt(self, pair: Pair) -> str:
        """The badge's words."""
        return self._badge_alt(pair.programme)

    # -- parts -----------------------------------------------------------------------

    def _logo_of(self, programme: str, local: bool) -> Markup:
        """A programme's logo as a link; empty where it has none."""
        logo = self._cards.logo_of(programme)
        if logo is None:
            return Markup()
        url = LOCAL_ADDRESS if local else f"{self._cards.loc.site.url}{logo.address}"
        return self._picture(programme, url, self._alt(programme), logo.width, logo.height)

    def _text_of(self, programme: str) -> tuple[Markup, str]:
        record = self._cards.loc.catalog.brief("programmes", programme)
        assert isinstance(record, Programme)
        if record.embed_text:
            value, tag = self._cards.loc.pick(record.embed_text)
            return Markup.escape(value), tag
        return Markup.escape(self._badge_alt(programme) + "."), self._cards.loc.language.interface

    def _spoken_in(self, tag: str) -> Markup:
        """The attributes of a text in a language, where others mostly run from left to right."""
        return as_markup(self._cards.loc.attributes(tag, Direction.LTR.value))

    def _alt_of(self, programme: str) -> str:
        """The logo's words: what it is, and where the link leads."""
        _ = self._cards.loc.gettext
        if self._names.website(programme):
            text = _("Logo of %(programme)s: to the programme’s website")
        else:
            text = _("Logo of %(programme)s: about the programme")
        return text.replace("%(programme)s", self._names.plain("programmes", programme))

    def _badge_alt_of(self, programme: str) -> str:
        text = self._cards.loc.gettext("We take part in %(programme)s")
        return text.replace("%(programme)s", self._names.plain("programmes", programme))

    def _picture(self, programme: str, url: str, alt: str, width: int, height: int) -> Markup:
        picture = html('<img src="%s" alt="%s" width="%s" height="%s" />', url, alt, width, height)
        return self._link_to_programme(programme, picture, self._tag)

    def _programme_link_of(self, programme: str) -> Markup:
        return self._link_to_programme(programme, self._names.markup("programmes", programme), "")

    def _link_to_programme(self, programme: str, content: Markup, tag: str) -> Markup:
        website = self._names.website(programme)
        if not website:
            return self._link(self._names.page("programmes", programme), content)
        # Of the programme's own site we do not know the language: no hreflang.
        language = html(' lang="%s"', tag) if tag else Markup()
        return html('<a href="%s"%s rel="noopener">%s</a>', website, language, content)

    def _link(self, url: str, content: Markup) -> Markup:
        return as_markup(
            f'<a href="{escape_text(url)}"{self._in_language} rel="noopener">{content}</a>'
        )

    def _item(self, entry: DatedLink) -> Markup:
        link = self._link(entry.url, entry.text)
        return as_markup(f"<li>{link} ({escape_text(entry.date)})</li>")

    def _script_of(self, name: str) -> Markup:
        return html(
            '<script src="%s%s" integrity="%s" crossorigin="anonymous" defer="defer"></script>',
            self._base,
            name,
            contract.integrity(name),
        )
