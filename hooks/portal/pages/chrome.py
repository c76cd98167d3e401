"""What stands around every page: names, navigation, footer; all words in the page's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.addresses import ACCESSIBILITY, LICENCES, SEARCH, list_path
from portal.exports.version import VERSION
from portal.pages import labels
from portal.pages.localiser import Localiser
from portal.version import SHEET


@dataclass(frozen=True, slots=True)
class NavItem:
    """A link of the navigation; `path` is below the site's root."""

    path: str
    label: str
    active: bool = False


@dataclass(frozen=True, slots=True)
class Chrome:
    """The words and links around a page; `head`, `switcher` and `content` are HTML.

    `interface_attributes` are `lang` and `dir` of the words, where they are not the page's own.
    """

    language: str
    interface_attributes: str
    direction: str
    site_title: str
    site_summary: str
    home_path: str
    navigation: tuple[NavItem, ...]
    footer: tuple[NavItem, ...]
    licence_name: str
    licence_url: str
    publisher: str
    repository_url: str
    placeholder_logos: str
    skip: str
    menu: str
    sections: str
    languages: str
    search: str
    search_path: str
    theme_dark: str
    theme_light: str
    more: str
    licence_text: str
    repository_text: str
    licences_text: str
    licences_path: str
    version_text: str
    version_path: str
    version_sheet: str
    head: str
    switcher: str
    content: str

    def theme_text(self, key: str) -> str:
        """Material's own strings, as far as its templates that we keep still ask for them."""
        return {
            "language": self.language,
            "direction": self.direction,
            "action.skip": self.skip,
        }.get(key, "")


def make_chrome(
    loc: Localiser,
    navigation: Sequence[NavItem],
    footer: Sequence[NavItem],
    *,
    head: str,
    switcher: str,
    content: str,
) -> Chrome:
    """The chrome of one page."""
    _ = loc.gettext
    site = loc.site
    return Chrome(
        language=loc.language.tag,
        interface_attributes=_interface_attributes(loc),
        direction=loc.language.direction,
        site_title=loc.text(site.title),
        site_summary=loc.text(site.summary),
        home_path=loc.language.root,
        navigation=tuple(navigation),
        footer=tuple(footer),
        licence_name=site.licence.name,
        licence_url=site.licence.url,
        publisher=loc.text(site.publisher),
        repository_url=site.repository_url or "",
        placeholder_logos=loc.text(site.placeholder_logos),
        skip=_("Skip to content"),
        menu=_("Menu"),
        sections=_("Sections of the site"),
        languages=_("Languages"),
        search=_("Search"),
        search_path=f"{loc.language.root}{list_path(SEARCH)}",
        theme_dark=_("Dark theme"),
        theme_light=_("Light theme"),
        more=_("About this site"),
        licence_text=_("Text and data may be reused under this licence:"),
        repository_text=_("Source data and corrections"),
        licences_text=_("Licences of the fonts and programs"),
        licences_path=LICENCES,
        version_text=_("Data version"),
        version_path=VERSION,
        version_sheet=SHEET,
        head=head,
        switcher=switcher,
        content=content,
    )


def _interface_attributes(loc: Localiser) -> str:
    language = loc.language
    if language.interface == language.tag:
        return ""
    differs = language.interface_direction != language.direction
    direction = f' dir="{language.interface_direction}"' if differs else ""
    return f' lang="{language.interface}"{direction}'


def section_item(kind: str, loc: Localiser, active: str) -> NavItem | None:
    """The navigation link of a kind of record or a page of its own; None where it has no page."""
    if kind == ACCESSIBILITY and loc.site.accessibility is None:
        return None
    names = labels.SPECIAL_TITLE if kind in labels.SPECIAL_TITLE else labels.KIND_PLURAL
    label = loc.label(names, kind)
    return NavItem(f"{loc.language.root}{list_path(kind)}", label, kind == active)
