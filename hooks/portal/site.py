"""The site itself: languages, name, publisher, accessibility statement (data/site.yml)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from portal.accessibility import AccessibilityStatement
from portal.addresses import SECTIONS
from portal.fields import (
    AnyUrl,
    Count,
    FieldError,
    Line,
    Text,
    TimeZone,
    Url,
    parse_any_url,
    pattern,
)
from portal.model import Part
from portal.problems import suggest

Tag = Annotated[str, pattern(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", "a language code", "bg")]
# RFC 4151: names that stay when addresses do not; the date is one on which the
# domain was ours.
TagPrefix = Annotated[
    str,
    pattern(
        r"tag:[a-z0-9.-]+\.[a-z]+,[0-9]{4}(-[0-9]{2}){0,2}",
        "a tag URI prefix",
        "tag:example.org,2026",
    ),
]


class Direction(StrEnum):
    """The direction in which a language is written."""

    LTR = "ltr"
    RTL = "rtl"


def _known_locale(tag: str) -> str:
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        raise FieldError(
            "a language whose formats CLDR knows", tag, "name a related one, such as ro or en-GB"
        ) from None
    return tag


class SiteLanguage(Part):
    """One language of the site.

    `formats_from` names a CLDR locale whose number format is borrowed where CLDR
    does not know the language itself; words are never borrowed.
    """

    tag: Tag
    name: Line
    direction: Direction = Direction.LTR
    formats_from: Annotated[Tag, AfterValidator(_known_locale)] | None = None


class Licence(Part):
    """Under what licence the site's data may be used."""

    name: Line
    url: Url


class EditingBackend(StrEnum):
    """Where the repository of the data is kept."""

    GITHUB = "github"
    GITLAB = "gitlab"
    GITEA = "gitea"


class Editing(Part):
    """The editing page at /admin/ of the published site; each change is a pull request.

    `login_url` is the service that hands out tokens: GitHub has none for pages without a
    server. GitLab and Gitea have their own, for an application whose id is `app_id`.
    """

    backend: EditingBackend
    repo: Annotated[str, pattern(r"[\w.-]+(/[\w.-]+)+", "a repository", "my-town/my-portal")]
    branch: Line = "main"
    api_url: AnyUrl | None = None
    login_url: Annotated[AnyUrl | None, Field(validate_default=True)] = None
    app_id: Annotated[Line | None, Field(validate_default=True)] = None

    @field_validator("login_url")
    @classmethod
    def _github_needs_login(cls, login_url: str | None, info: ValidationInfo) -> str | None:
        if login_url is None and info.data.get("backend") is EditingBackend.GITHUB:
            raise FieldError(
                "login_url beside the backend github",
                None,
                "add a line with the address of your own login service",
                at=("..", "backend"),
                needs=("login_url",),
            )
        return login_url

    @field_validator("app_id")
    @classmethod
    def _others_need_application(cls, app_id: str | None, info: ValidationInfo) -> str | None:
        backend = info.data.get("backend")
        if app_id is None and backend in (EditingBackend.GITLAB, EditingBackend.GITEA):
            raise FieldError(
                f"app_id beside the backend {backend}",
                None,
                "add a line with the id of the application that you registered there",
                at=("..", "backend"),
                needs=("app_id",),
            )
        return app_id


def _each_language_once(languages: tuple[SiteLanguage, ...]) -> tuple[SiteLanguage, ...]:
    tags = [language.tag for language in languages]
    for index, tag in enumerate(tags):
        if tag in tags[:index]:
            raise FieldError("each language once", tag, "delete the second one", at=(index, "tag"))
    return languages


def site_address(url: str) -> str:
    """An address of the site that does not stand in its data: by the same rule, but that the slash
    at its end may be missing. Raises: FieldError.
    """
    return _base_address(f"{parse_any_url(url).rstrip('/')}/")


def _base_address(url: str) -> str:
    if not url.startswith(("https://", "http://")) or "?" in url or "#" in url:
        raise FieldError("the address of the site", url, 'write it like "https://example.org/"')
    if not url.endswith("/"):
        raise FieldError('an address that ends with "/"', url, f'write it as "{url}/"')
    return url


# What people send each other; sources, documents, money and organisations are looked up, and
# share the card of their list. A quarter of a large site's cards is not drawn.
_SHARED: Final = ("programmes", "projects", "municipalities", "agreements", "events", "news")
_CARD_FIX: Final = "write true, false, or a list of kinds such as [projects, news]"


def _parse_social_cards(value: object) -> tuple[str, ...]:
    if value in ("true", "false"):
        return tuple(SECTIONS) if value == "true" else ()
    if not isinstance(value, (list, tuple)):
        raise FieldError("true, false, or a list of kinds", value, _CARD_FIX)
    for index, kind in enumerate(value):
        if not isinstance(kind, str) or kind not in SECTIONS:
            fix = suggest(str(kind), SECTIONS, "kinds of records")
            raise FieldError("a kind of record that has pages", kind, fix, at=(index,))
    return tuple(value)


class Site(Part):
    """What data/site.yml holds. The first language is the default; it lives at `/`."""

    title: Text
    summary: Text
    url: Annotated[AnyUrl, AfterValidator(_base_address)]
    tag_prefix: TagPrefix
    languages: Annotated[
        tuple[SiteLanguage, ...], Field(min_length=1), AfterValidator(_each_language_once)
    ]
    time_zone: TimeZone
    publisher: Text
    contact_url: Url | None = None
    repository_url: AnyUrl | None = None
    edit_url: AnyUrl | None = None
    licence: Licence
    page_size: Annotated[Count, Field(ge=5, le=500)] = 24
    placeholder_logos: Text | None = None
    accessibility: AccessibilityStatement | None = None
    # Of which kinds each record has a picture of its own, for where it is shared.
    social_cards: Annotated[tuple[str, ...], BeforeValidator(_parse_social_cards)] = _SHARED
    editing: Editing | None = None

    @property
    def default_language(self) -> str:
        """The tag of the default language."""
        return self.languages[0].tag

    @property
    def tags(self) -> tuple[str, ...]:
        """All language tags, the default first."""
        return tuple(language.tag for language in self.languages)
