"""The page of one record: what all kinds share; what differs is in `parts`."""

from __future__ import annotations

from markupsafe import Markup

from portal.addresses import SECTIONS, embed_page_path, up
from portal.maps.figures import record_map
from portal.markup import html, isolate
from portal.model import AnyRecord, Dispute, Source
from portal.pages import labels
from portal.pages.brand import logo_block, page_logo, statements_of
from portal.pages.cards import Cards, badge_of
from portal.pages.discovery import event_calendar, feed_links
from portal.pages.localiser import RECORD_ROOT, Localiser, field_of, title_of
from portal.pages.parts import Parts, parts_of
from portal.pages.photographs import photographs_of
from portal.pages.views import (
    Block,
    Crumb,
    DisputedValueView,
    DisputeView,
    FeedLink,
    Item,
    RecordPage,
)
from portal.steps import Steps


def build_record_page(record: AnyRecord, loc: Localiser, cards: Cards) -> Steps[RecordPage]:
    """The view of a record's page in the localiser's language."""
    kind = record.kind_name
    prose = loc.prose(field_of(record, "description") or field_of(record, "body"))
    yield
    figure = record_map(record, loc)
    yield
    parts = parts_of(record, loc)
    yield
    badge, badge_kind = badge_of(record, loc)
    statements = statements_of(kind, record.id, loc)
    notes = loc.text(record.notes)
    photos = photographs_of(record, loc)
    return RecordPage(
        kind=kind,
        root=RECORD_ROOT,
        site_root=RECORD_ROOT + up(loc.language.root),
        crumbs=crumbs_of(kind, loc),
        kicker=loc.label(labels.KIND_SINGULAR, kind),
        title=loc.text(title_of(record)),
        lead=loc.text(field_of(record, "summary")),
        notice=translation_notice(record, loc),
        logo=page_logo(record, loc, beside_emblem=any(s.emblem for s in statements)),
        statements=statements,
        photo=photos[0] if photos else None,
        more_photos=photos[1:],
        badge=badge,
        badge_kind=badge_kind,
        facts=parts.facts,
        prose=prose,
        blocks=(
            *parts.blocks,
            *_related_blocks(record, cards, parts),
            *_embed_block(record, loc),
            *logo_block(record, loc),
        ),
        notes=notes,
        disputes=tuple(_dispute(d, loc) for d in field_of(record, "disputed") or ()),
        links=tuple(
            loc.external(link.url, loc.text(link.title), link.archived_url)
            for link in field_of(record, "links") or ()
        ),
        feeds=_own_feeds(record, loc),
        sources=tuple(_source(s, loc) for s in field_of(record, "sources") or ()),
        updated=loc.language.date(record.updated_on),
        edit_url=f"{loc.site.edit_url}{kind}/{record.id}.yml" if loc.site.edit_url else "",
        map=figure,
    )


def crumbs_of(kind: str, loc: Localiser) -> tuple[Crumb, ...]:
    """Home and the record's list."""
    return loc.once(_crumbs_of, kind)


def _crumbs_of(kind: str, loc: Localiser) -> tuple[Crumb, ...]:
    return (
        Crumb("", Markup.escape(loc.gettext("Home"))),
        Crumb(f"{SECTIONS[kind]}/", Markup.escape(loc.label(labels.KIND_PLURAL, kind))),
    )


def translation_notice(record: AnyRecord, loc: Localiser) -> str:
    """The notice of a page that is no real translation, or an old one; empty for the others.

    A translation that is out of date is one all the same: it is announced and listed.
    """
    if loc.is_translated(record, loc.language.tag):
        if not loc.is_stale(record.kind_name, record.id):
            return ""
        return loc.gettext(
            "The original of this page has changed since it was translated. "
            "Parts of the translation may be out of date."
        )
    return not_translated(loc)


def not_translated(loc: Localiser) -> str:
    """The notice of a page that a language lacks, or has in part."""
    return loc.gettext(
        "This page has not been fully translated yet. Parts of it are shown in another language."
    )


def _own_feeds(record: AnyRecord, loc: Localiser) -> tuple[FeedLink, ...]:
    site_root = RECORD_ROOT + up(loc.language.root)
    if record.kind_name == "events":
        return event_calendar(record.id, site_root, loc)
    return feed_links((record.kind_name, record.id), site_root, loc)


def _related_blocks(record: AnyRecord, cards: Cards, parts: Parts) -> tuple[Block, ...]:
    blocks = []
    related = cards.localiser.catalog.related_of(record.kind_name, record.id)
    for other in SECTIONS:
        if other not in related or other in parts.shown or other == "sources":
            continue
        for group in cards.related(record, other):
            layout = "names" if other == "municipalities" else "cards"
            blocks.append(Block(other, group.heading, layout, group=group))
    return tuple(blocks)


def _embed_block(record: AnyRecord, loc: Localiser) -> tuple[Block, ...]:
    """Where the municipality gets what it can show on its own website."""
    pairs = loc.embeds.pairs.of_municipality.get(record.id, ())
    if record.kind_name != "municipalities" or not pairs:
        return ()
    _ = loc.gettext
    items = tuple(
        Item(
            html(
                '<a href="%s%s">%s</a>',
                RECORD_ROOT,
                embed_page_path(pair.municipality, pair.programme),
                loc.name("programmes", pair.programme),
            )
        )
        for pair in pairs
    )
    intro = _("Logo, link, cards and badges to copy, for each programme:")
    heading = _("For the municipality’s own website")
    return (Block("embed", heading, "items", intro=Markup.escape(intro), items=items),)


def _source(source_id: str, loc: Localiser) -> Markup:
    """The link to a source; on paper with the address of what it is about."""
    source = loc.catalog.brief("sources", source_id)
    link = loc.link("sources", source_id)
    if not isinstance(source, Source) or source.url is None:
        return link
    return html('%s <span class="print-address">(%s)</span>', link, isolate(source.url))


def _dispute(dispute: Dispute, loc: Localiser) -> DisputeView:
    return DisputeView(
        title=loc.text(dispute.title),
        values=tuple(
            DisputedValueView(
                loc.text(value.value), loc.link("sources", value.source), loc.text(value.where)
            )
            for value in dispute.values
        ),
        note=loc.text(dispute.note),
    )
