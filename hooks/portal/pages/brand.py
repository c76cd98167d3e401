"""Logos and funders' statements on pages and cards: what is shown, and how large."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from portal.addresses import (
    KIT_KINDS,
    KIT_SCALES,
    kit_archive,
    kit_directory,
    kit_file,
    record_path,
    up,
)
from portal.model import AnyRecord, Logo, Organisation, Programme, Project, Visibility
from portal.pages.localiser import RECORD_ROOT, Localiser, title_of
from portal.pages.views import Block, Item, Picture, Statement
from portal.strings import N_
from portal.visibility import PAGE_EMBLEM_WIDTH, PAGE_LOGO_HEIGHT

LOGO_WIDTH: Final = 240
# The clear space that the style sheet keeps around a logo in a page's head.
LOGO_PADDING: Final = 10
CARD_LOGO: Final = (PAGE_EMBLEM_WIDTH, 51)
VARIANT: Final = {
    "colour": N_("In colour"),
    "mono": N_("In one colour"),
    "reversed": N_("For dark backgrounds"),
}


def statements_of(
    kind: str, record_id: str, loc: Localiser, width: int = PAGE_EMBLEM_WIDTH
) -> tuple[Statement, ...]:
    """What is to be said where a record is shown, with emblems of a width."""
    return tuple(
        loc.once(_statement, rule, width) for rule in loc.embeds.rules.get((kind, record_id), ())
    )


def _statement(rule_id: str, width: int, loc: Localiser) -> Statement:
    rule = loc.catalog.brief("visibility", rule_id)
    assert isinstance(rule, Visibility)
    image = loc.embeds.images.get(rule.emblem or "")
    source = rule.legal_source
    return Statement(
        text=loc.text(rule.statement),
        emblem=image.address if image else "",
        emblem_alt=_emblem_alt(rule.funder, loc) if image else "",
        width=width,
        height=round(width * image.size[1] / image.size[0]) if image else 0,
        disclaimer=loc.text(rule.disclaimer),
        legal_source=loc.external(source.url, loc.text(source.title), source.archived_url),
    )


def _emblem_alt(funder: str, loc: Localiser) -> str:
    record = loc.catalog.brief("organisations", funder)
    assert isinstance(record, Organisation)
    if record.is_eu:
        return loc.gettext("Emblem of the European Union")
    text = loc.gettext("Emblem: %(name)s")
    return text.replace("%(name)s", loc.plain(record.name))


def logo_of(record: AnyRecord) -> Logo | None:
    """The logo of a record, where its kind has one."""
    return record.logo if isinstance(record, (Programme, Project, Organisation)) else None


def alt_of(record: AnyRecord, loc: Localiser) -> str:
    """The words for a record's logo: its own, else its name."""
    logo = logo_of(record)
    if logo is not None and logo.alt is not None:
        return loc.plain(logo.alt)
    return loc.gettext("Logo: %(name)s").replace("%(name)s", loc.plain(title_of(record)))


def page_logo(record: AnyRecord, loc: Localiser, *, beside_emblem: bool) -> Picture | None:
    """The logo in the head of a record's page: no wider than an emblem on the same page."""
    if logo_of(record) is None:
        return None
    width = PAGE_EMBLEM_WIDTH - 2 * LOGO_PADDING if beside_emblem else LOGO_WIDTH
    return _picture(record, loc, width, PAGE_LOGO_HEIGHT, alt_of(record, loc))


def card_logo(record: AnyRecord, loc: Localiser) -> Picture | None:
    """The logo on a record's card. The name stands beside it: it needs no words."""
    return _picture(record, loc, *CARD_LOGO, "")


def _picture(
    record: AnyRecord, loc: Localiser, width: int, height: int, alt: str
) -> Picture | None:
    logo = logo_of(record)
    image = loc.embeds.images.get(logo.file) if logo else None
    return Picture(image.address, alt, *image.fit(width, height)) if image else None


def logo_block(record: AnyRecord, loc: Localiser) -> tuple[Block, ...]:
    """Where a record's logo can be had as a file."""
    logo = logo_of(record)
    if logo is None or record.kind_name not in KIT_KINDS or not loc.embeds.images:
        return ()
    _ = loc.gettext
    root = RECORD_ROOT + up(loc.language.root)
    link = Markup('<a href="{}{}" type="application/zip">{}</a>').format(
        root, kit_archive(record.id), _("Download the logo with instructions (zip)")
    )
    items = []
    for variant, path in logo.files.items():
        suffix = loc.embeds.images[path].suffix
        names = [(kit_file(record.id, variant, suffix), suffix[1:].upper())]
        names += [(kit_file(record.id, variant, suffix, n), f"PNG {n}×") for n in KIT_SCALES]
        links = tuple(
            Markup('<a href="{}{}{}">{}</a>').format(root, kit_directory(record.id), name, label)
            for name, label in names
        )
        items.append(Item(Markup.escape(_(VARIANT[variant])), Markup(" · ").join(links)))
    items += [
        Item(Markup.escape(label), text)
        for label, text in (
            (_("Space to keep free"), loc.text(logo.clear_space)),
            (_("Smallest width"), Markup.escape(smallest_width(logo, loc))),
            (_("Terms of use"), loc.text(logo.terms)),
        )
        if text
    ]
    heading = _("The logo as a file")
    return (Block("logo-files", heading, "items", intro=link, items=tuple(items)),)


def smallest_width(logo: Logo, loc: Localiser) -> str:
    """The smallest width in words; empty where none is given."""
    if logo.minimum_width_px is None:
        return ""
    return loc.language.plural("%(num)s pixel", "%(num)s pixels", logo.minimum_width_px)


def page_address(record: AnyRecord, loc: Localiser) -> str:
    """The absolute address of a record's page."""
    return f"{loc.site.url}{loc.language.root}{record_path(record.kind_name, record.id)}"
