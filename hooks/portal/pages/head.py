"""What stands in a page's head: title, description, canonical, alternates, linked data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from markupsafe import Markup

from portal.addresses import record_path
from portal.fields import Text
from portal.languages import Language
from portal.markup import as_markup, escape_text, html, text_of
from portal.model import AnyRecord
from portal.pages import labels
from portal.pages.jsonld import (
    Json,
    breadcrumb,
    describe_record,
    join_steps,
    list_items,
    render_json_ld,
)
from portal.pages.localiser import Localiser, field_of, title_of
from portal.pages.views import EMPTY, Crumb, HeadView, ListPage, SwitchLink

MAX_DESCRIPTION = 160
_ALTERNATE: Final = '<link rel="alternate" hreflang="%s" href="%s">\n'
# Stands for a page's path; ids cannot hold it.
_PATH: Final = "\x00"


def record_head(record: AnyRecord, crumbs: tuple[Crumb, ...], loc: Localiser) -> HeadView:
    """The head of a record's page."""
    path = record_path(record.kind_name, record.id)
    real = loc.translations(record)
    translated = loc.language.tag in real
    base = loc.site.url
    source = loc.language.tag if translated else loc.site.default_language
    canonical = f"{base}{loc.languages[source].root}{path}"
    name = loc.plain(title_of(record))
    summary = field_of(record, "summary")
    if isinstance(summary, Text):
        description = loc.plain(summary)
    else:
        description = f"{name}. {loc.label(labels.KIND_SUMMARY, record.kind_name)}"
    before = loc.once(_items_before, crumbs)
    steps = join_steps(before, list_items([(name, canonical)], len(crumbs) + 1))
    return HeadView(
        title=f"{name} – {loc.plain(loc.site.title)}",
        description=shorten(description),
        canonical=canonical,
        language=loc.language.og_locale,
        site_name=loc.plain(loc.site.title),
        og_type="article" if record.kind_name == "news" else "website",
        alternates=alternates(path, real, loc) if translated else EMPTY,
        json_ld=render_json_ld((describe_record(record, loc, canonical), steps)),
        other_languages=loc.once(_other_locales, real) if translated else EMPTY,
    )


def _items_before(crumbs: tuple[Crumb, ...], loc: Localiser) -> str:
    return list_items(_steps_to(crumbs, loc))


def _steps_to(crumbs: tuple[Crumb, ...], loc: Localiser) -> list[tuple[str, str]]:
    base = f"{loc.site.url}{loc.language.root}"
    return [(text_of(c.label), base + c.path) for c in crumbs]


def list_head(view: ListPage, path: str, loc: Localiser) -> HeadView:
    """The head of a list page: its own canonical, `prev` and `next` beside it."""
    base = f"{loc.site.url}{loc.language.root}"
    title = view.title if not view.page_text else f"{view.title} · {view.page_text}"
    # Search engines take pages with equal descriptions for equal pages: page 2 says so.
    page = view.page_text if view.lead else ""
    steps = [*_steps_to(view.crumbs, loc), (view.title, base + path)]
    node: dict[str, Any] = {
        "@type": "CollectionPage",
        "@id": base + path,
        "url": base + path,
        "name": view.title,
        "inLanguage": loc.language.tag,
    }
    neighbours = {link.rel: base + link.path for link in view.page_links if link.rel}
    return HeadView(
        title=f"{title} – {loc.plain(loc.site.title)}",
        description=shorten(" · ".join(filter(None, (view.lead or title, view.count, page)))),
        canonical=base + path,
        language=loc.language.og_locale,
        site_name=loc.plain(loc.site.title),
        og_type="website",
        alternates=alternates(path, tuple(loc.languages), loc),
        previous=neighbours.get("prev", ""),
        next=neighbours.get("next", ""),
        json_ld=render_json_ld([node, breadcrumb(steps)]),
        other_languages=loc.once(_other_locales, tuple(loc.languages)),
    )


def section_head(
    title: str,
    lead: str,
    position: str,
    path: str,
    loc: Localiser,
    crumbs: tuple[Crumb, ...] = (),
    tags: tuple[str, ...] | None = None,
) -> HeadView:
    """The head of a page of its own kind (feeds, data) that every language has.

    `tags` are the languages in which it is a real translation; without them, all.
    """
    real = tuple(loc.languages) if tags is None else tags
    translated = loc.language.tag in real
    source = loc.language if translated else loc.languages[loc.site.default_language]
    canonical = f"{loc.site.url}{source.root}{path}"
    node = {
        "@type": "WebPage",
        "@id": canonical,
        "url": canonical,
        "name": title,
        "inLanguage": source.tag,
    }
    home = f"{loc.site.url}{loc.language.root}"
    steps = _steps_to(crumbs, loc) or [(loc.gettext("Home"), home)]
    steps = [*steps, (title, canonical)]
    shown = f"{title} · {position}" if position else title
    return HeadView(
        title=f"{shown} – {loc.plain(loc.site.title)}",
        description=shorten(lead),
        canonical=canonical,
        language=loc.language.og_locale,
        site_name=loc.plain(loc.site.title),
        og_type="website",
        alternates=alternates(path, real, loc) if translated else EMPTY,
        json_ld=render_json_ld([node, breadcrumb(steps)]),
        other_languages=loc.once(_other_locales, real) if translated else EMPTY,
    )


def page_head(
    title: str, description: str, paths: Mapping[str, str], loc: Localiser, *, is_home: bool = False
) -> HeadView:
    """The head of a hand-written page; `paths` maps each of its languages to its path.

    A page that its language lacks (then the default language's stands in) is the latter's.
    """
    base = loc.site.url
    site_name = loc.plain(loc.site.title)
    source = loc.language.tag if loc.language.tag in paths else loc.site.default_language
    canonical = base + paths[source]
    node: dict[str, Any] = {
        "@type": "WebSite" if is_home else "WebPage",
        "@id": canonical,
        "url": canonical,
        "name": title,
        "inLanguage": source,
    }
    if is_home:
        node["publisher"] = {"@type": "Organization", "name": loc.plain(loc.site.publisher)}
    graph: list[Mapping[str, Any] | Json] = [node]
    if not is_home:
        graph.append(
            breadcrumb([(loc.gettext("Home"), base + loc.language.root), (title, canonical)])
        )
    found = [html(_ALTERNATE, tag, base + path) for tag, path in paths.items()]
    if loc.site.default_language in paths:
        found.append(html(_ALTERNATE, "x-default", base + paths[loc.site.default_language]))
    return HeadView(
        title=site_name if title == site_name else f"{title} – {site_name}",
        description=shorten(description),
        canonical=canonical,
        language=loc.language.og_locale,
        site_name=site_name,
        og_type="website",
        alternates=EMPTY.join(found) if loc.language.tag in paths else EMPTY,
        json_ld=render_json_ld(graph),
        other_languages=loc.once(_other_locales, tuple(paths))
        if loc.language.tag in paths
        else EMPTY,
    )


def error_head(title: str, loc: Localiser) -> HeadView:
    """The head of a 404 page: no canonical, not for search engines."""
    site_name = loc.plain(loc.site.title)
    return HeadView(
        title=f"{title} – {site_name}",
        description=title,
        canonical="",
        language=loc.language.og_locale,
        site_name=site_name,
        og_type="website",
        robots="noindex",
    )


def alternates(path: str, tags: tuple[str, ...], loc: Localiser) -> Markup:
    """Links (hreflang) for a page that is really there in these languages, x-default last."""
    return as_markup(escape_text(path).join(loc.once(_around_paths, tags)))


def _around_paths(tags: tuple[str, ...], loc: Localiser) -> list[str]:
    """What stands around the page's path in those links."""
    base = loc.site.url
    found = [html(_ALTERNATE, tag, f"{base}{loc.languages[tag].root}{_PATH}") for tag in tags]
    if loc.site.default_language in tags:
        found.append(html(_ALTERNATE, "x-default", f"{base}{_PATH}"))
    return "".join(found).split(_PATH)


def switch_links(
    path: str, current: Language, languages: Mapping[str, Language]
) -> tuple[SwitchLink, ...]:
    """Links from a page to the same page in each language, relative to the page."""
    full = current.root + path
    way_up = "../" * full.count("/") or "./"
    return tuple(
        switch_link(
            language, f"{way_up}{language.root}{path}", current, is_current=language is current
        )
        for language in languages.values()
    )


def switch_link(language: Language, path: str, own: Language, *, is_current: bool) -> SwitchLink:
    """The link to a language on a page whose own is another one, or the same."""
    # It stands among the words of the interface.
    direction = language.direction if language.direction != own.interface_direction else ""
    return SwitchLink(language.tag, language.name, path, is_current, direction)


def shorten(text: str, limit: int = MAX_DESCRIPTION) -> str:
    """Cut at a word's end, with an ellipsis."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


def _other_locales(tags: tuple[str, ...], loc: Localiser) -> Markup:
    element = '<meta property="og:locale:alternate" content="%s">\n'
    others = (loc.languages[tag].og_locale for tag in tags if tag != loc.language.tag)
    return EMPTY.join(html(element, locale) for locale in others)
