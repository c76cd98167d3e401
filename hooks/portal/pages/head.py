"""What stands in a page's head: title, description, canonical, alternates, linked data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from portal.addresses import record_path
from portal.fields import Text
from portal.languages import Language
from portal.model import AnyRecord
from portal.pages import labels
from portal.pages.jsonld import breadcrumb, describe_record, render_json_ld
from portal.pages.localiser import Localiser, field_of, title_of
from portal.pages.views import Alternate, Crumb, HeadView, ListPage, SwitchLink

MAX_DESCRIPTION = 160


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
    steps = [*loc.once(_steps_to, crumbs), (name, canonical)]
    graph = [describe_record(record, loc, canonical), breadcrumb(steps)]
    return HeadView(
        title=f"{name} – {loc.plain(loc.site.title)}",
        description=shorten(description),
        canonical=canonical,
        language=loc.language.og_locale,
        site_name=loc.plain(loc.site.title),
        og_type="article" if record.kind_name == "news" else "website",
        alternates=alternates(path, real, loc) if translated else (),
        json_ld=render_json_ld(graph),
        other_languages=_other_locales(real, loc) if translated else (),
    )


def _steps_to(crumbs: tuple[Crumb, ...], loc: Localiser) -> list[tuple[str, str]]:
    base = f"{loc.site.url}{loc.language.root}"
    return [(c.label.striptags(), base + c.path) for c in crumbs]


def list_head(view: ListPage, path: str, loc: Localiser) -> HeadView:
    """The head of a list page: its own canonical, `prev` and `next` beside it."""
    base = f"{loc.site.url}{loc.language.root}"
    title = view.title if not view.page_text else f"{view.title}, {view.page_text}"
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
        alternates=alternates(path, loc.languages, loc),
        previous=neighbours.get("prev", ""),
        next=neighbours.get("next", ""),
        json_ld=render_json_ld([node, breadcrumb(steps)]),
        other_languages=_other_locales(loc.languages, loc),
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
    base = f"{loc.site.url}{loc.language.root}"
    source = loc.language if translated else loc.languages[loc.site.default_language]
    node = {
        "@type": "WebPage",
        "@id": base + path,
        "url": base + path,
        "name": title,
        "inLanguage": loc.language.tag,
    }
    steps = _steps_to(crumbs, loc) or [(loc.gettext("Home"), base)]
    steps = [*steps, (title, base + path)]
    shown = f"{title}, {position}" if position else title
    return HeadView(
        title=f"{shown} – {loc.plain(loc.site.title)}",
        description=shorten(lead),
        canonical=f"{loc.site.url}{source.root}{path}",
        language=loc.language.og_locale,
        site_name=loc.plain(loc.site.title),
        og_type="website",
        alternates=alternates(path, real, loc) if translated else (),
        json_ld=render_json_ld([node, breadcrumb(steps)]),
        other_languages=_other_locales(real, loc) if translated else (),
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
    graph = [node]
    if not is_home:
        graph.append(
            breadcrumb([(loc.gettext("Home"), base + loc.language.root), (title, canonical)])
        )
    found = [Alternate(tag, base + path) for tag, path in paths.items()]
    if loc.site.default_language in paths:
        found.append(Alternate("x-default", base + paths[loc.site.default_language]))
    return HeadView(
        title=site_name if title == site_name else f"{title} – {site_name}",
        description=shorten(description),
        canonical=canonical,
        language=loc.language.og_locale,
        site_name=site_name,
        og_type="website",
        alternates=tuple(found) if loc.language.tag in paths else (),
        json_ld=render_json_ld(graph),
        other_languages=_other_locales(paths, loc),
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


def alternates(path: str, tags: Iterable[str], loc: Localiser) -> tuple[Alternate, ...]:
    """Links (hreflang) for a page that is really there in these languages, x-default last."""
    base = loc.site.url
    found = [Alternate(tag, f"{base}{loc.languages[tag].root}{path}") for tag in tags]
    default = loc.site.default_language
    if any(alternate.hreflang == default for alternate in found):
        found.append(Alternate("x-default", f"{base}{path}"))
    return tuple(found)


def switch_links(
    path: str, current: Language, languages: Mapping[str, Language]
) -> tuple[SwitchLink, ...]:
    """Links from a page to the same page in each language, relative to the page."""
    full = current.root + path
    way_up = "../" * full.count("/") or "./"
    return tuple(
        SwitchLink(tag, language.name, f"{way_up}{language.root}{path}", tag == current.tag)
        for tag, language in languages.items()
    )


def shorten(text: str, limit: int = MAX_DESCRIPTION) -> str:
    """Cut at a word's end, with an ellipsis."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


def _other_locales(tags: Iterable[str], loc: Localiser) -> tuple[str, ...]:
    return tuple(loc.languages[t].og_locale for t in tags if t != loc.language.tag)
